/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-metric-options.h"
#include "lk-model.h"

G_BEGIN_DECLS

#define LK_BENCH_WAY 5
#define LK_BENCH_SHOT 5

/**
 * LkBenchStage:
 * @name: for machines: "backbone_30"
 * @title: for people, translated
 * @n_runs: how often it was timed, after one run that was not
 * @median, @fastest, @slowest: milliseconds a run
 */
typedef struct
{
  char *name;
  char *title;
  guint n_runs;
  double median;
  double fastest;
  double slowest;
} LkBenchStage;

/**
 * lk_bench_run:
 * @n_queries: of the whole episode, at least 1
 *
 * Times every stage from a JPEG to a decision, each by itself, and the whole of an
 * episode of 5 classes of 5 shots, on pictures made up for it.
 *
 * Returns: (transfer full): array of #LkBenchStage
 */
GPtrArray *lk_bench_run (LkModel *model,
                         const LkMetricOptions *options,
                         guint n_queries,
                         GError **error);

/** (nullable) (transfer full): one line that says where BLAS runs kernels much slower
 * than this processor allows, or would have if it had been let. */
char *lk_bench_describe_blas (void);

G_END_DECLS
