/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-explanation.h"
#include "lk-support.h"

#define METRIC_N_CLASSES 3

/* The cases of make-fixtures.py. */
typedef struct
{
  const char *name;
  guint seed;
  gsize shape[3];
  guint n_shots[METRIC_N_CLASSES];
} MetricCase;

#define METRIC_N_CASES 4
extern const MetricCase metric_cases[METRIC_N_CASES];

/* The feature map that feature_map() of make-fixtures.py makes, times @scale. */
LkTensor *metric_fixture_map (const MetricCase *fixture,
                              guint class_index,
                              guint shot,
                              float scale);
LkTensor *metric_fixture_query (const MetricCase *fixture, float scale);
LkSupport *metric_fixture_support (const MetricCase *fixture, float scale);
/* The same with cells of every second shot painted out, by chance; class 1 has a whole
 * shot first, and the last class is whole where @some. */
LkSupport *metric_fixture_support_masked (const MetricCase *fixture, gboolean some);

/* The house's, but for these. */
LkMetricOptions metric_fixture_options (guint neighbours, LkPartForm form);
/* lk_explanation_new(), which does not fail. */
LkExplanation *metric_fixture_explain (LkSupport *support,
                                       LkTensor *query,
                                       const LkMetricOptions *options);

/* The doubles in fixtures/NAME.f64. */
double *metric_fixture_read (const char *name, gsize *n);

#define metric_assert_close(actual, expected, relative)                                  \
  g_assert_cmpfloat_with_epsilon ((actual), (expected),                                  \
                                  (relative) * (1e-300 + ABS ((double) (expected))))
