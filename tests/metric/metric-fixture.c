/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "metric-fixture.h"

#include <string.h>

#define QUERY_CLASS 1
#define QUERY_SHOT 99

const MetricCase metric_cases[METRIC_N_CASES] = {
  { "dense", 1, { 16, 7, 7 }, { 2, 2, 2 } },
  { "conv64f", 2, { 64, 21, 21 }, { 2, 1, 3 } },
  { "low-rank", 3, { 40, 3, 3 }, { 1, 2, 4 } },
  { "mixed", 4, { 20, 3, 3 }, { 1, 3, 2 } },
};

static guint32
mix (guint32 x)
{
  x ^= x >> 16;
  x *= 0x7feb352du;
  x ^= x >> 15;
  x *= 0x846ca68bu;
  return x ^ x >> 16;
}

static float
unit (const guint32 *keys, guint n_keys)
{
  guint32 hash = 0;

  for (guint i = 0; i < n_keys; i++)
    hash = mix (hash + keys[i] + 0x9e3779b9u);
  return ((float) (hash >> 16) - 32768.0f) / 32768.0f;
}

LkTensor *
metric_fixture_map (const MetricCase *fixture, guint class_index, guint shot, float scale)
{
  LkTensor *map = lk_tensor_new (3, fixture->shape);
  guint n_cells = fixture->shape[1] * fixture->shape[2];
  float *data = lk_tensor_get_data (map);

  for (guint c = 0; c < fixture->shape[0]; c++)
    for (guint p = 0; p < n_cells; p++)
      {
        float gain = (float) (1 << c % 3);
        guint32 of_channel[] = { fixture->seed, class_index, c };
        guint32 of_place[] = { fixture->seed, class_index, c, p % 7 };
        guint32 of_cell[] = { fixture->seed, class_index, shot, c, p };

        data[c * n_cells + p]
            = scale * gain
              * (unit (of_channel, 3) + unit (of_place, 4) / 2 + unit (of_cell, 5));
      }
  return map;
}

LkTensor *
metric_fixture_query (const MetricCase *fixture, float scale)
{
  return metric_fixture_map (fixture, QUERY_CLASS, QUERY_SHOT, scale);
}

LkSupport *
metric_fixture_support (const MetricCase *fixture, float scale)
{
  g_autoptr (GPtrArray) maps
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);
  g_autoptr (GError) error = NULL;
  LkSupport *support;

  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    for (guint j = 0; j < fixture->n_shots[i]; j++)
      g_ptr_array_add (maps, metric_fixture_map (fixture, i, j, scale));
  support = lk_support_new (METRIC_N_CLASSES, fixture->n_shots,
                            (LkTensor *const *) maps->pdata, &error);
  g_assert_no_error (error);
  return support;
}

LkSupport *
metric_fixture_support_masked (const MetricCase *fixture, gboolean some)
{
  g_autoptr (GPtrArray) maps
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);
  g_autoptr (GPtrArray) kept = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GError) error = NULL;
  gsize n_cells = fixture->shape[1] * fixture->shape[2];
  LkSupport *support;

  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    for (guint j = 0; j < fixture->n_shots[i]; j++)
      {
        gboolean whole = (i + j) % 2 == 1 || (some && i + 1 == METRIC_N_CLASSES);
        gboolean *cells = whole ? NULL : g_new (gboolean, n_cells);

        for (guint p = 0; cells != NULL && p < n_cells; p++)
          cells[p] = p == 1 || p == 4 || mix (97 * p + 13 * i + 7 * j) % 5 < 3;
        g_ptr_array_add (kept, cells);
        g_ptr_array_add (maps, metric_fixture_map (fixture, i, j, 1));
      }
  support = lk_support_new_kept (METRIC_N_CLASSES, fixture->n_shots,
                                 (LkTensor *const *) maps->pdata,
                                 (const gboolean *const *) kept->pdata, &error);
  g_assert_no_error (error);
  return support;
}

double *
metric_fixture_read (const char *name, gsize *n)
{
  g_autofree char *file = g_strconcat (name, ".f64", NULL);
  g_autofree char *path
      = g_test_build_filename (G_TEST_DIST, "metric", "fixtures", file, NULL);
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize length;

  g_file_get_contents (path, &contents, &length, &error);
  g_assert_no_error (error);
  *n = length / sizeof (double);
  return (double *) (gpointer) contents;
}

LkMetricOptions
metric_fixture_options (guint neighbours, LkPartForm form)
{
  LkMetricOptions options = lk_metric_options_default ();

  options.neighbours = neighbours;
  options.part_form = form;
  return options;
}

LkExplanation *
metric_fixture_explain (LkSupport *support,
                        LkTensor *query,
                        const LkMetricOptions *options)
{
  g_autoptr (GError) error = NULL;
  LkExplanation *explanation = lk_explanation_new (support, query, options, NULL, &error);

  g_assert_no_error (error);
  return explanation;
}
