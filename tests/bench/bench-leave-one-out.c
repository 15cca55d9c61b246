/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <stdlib.h>

#include "bench-clock.h"
#include "bench-features.h"
#include "lk-cpu.h"
#include "lk-explanation.h"
#include "lk-leave-one-out.h"
#include "lk-screen-kernels.h"

/*
 * Every shot of a support set as a query against the rest, and the obvious way to the
 * same numbers beside it, in turns: WAYS SHOTS CHANNELS HEIGHT WIDTH NEIGHBOURS TURNS
 * [MOST]. Prints seconds of all processors and on the clock, the fastest of the turns.
 * Fails where numbers differ, or where the processors work more than MOST of the obvious
 * way's time; of kernels that cannot screen, which have little to gain, only the numbers
 * are asked.
 */

typedef struct
{
  double used;
  double passed;
} Seconds;

static double *
alloc_scores (LkSupport *support)
{
  return g_new0 (double, (gsize) lk_support_count_shots (support) * LK_N_LEVELS
                             * lk_support_get_n_classes (support));
}

static double *
score_quickly (LkSupport *support, const LkMetricOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLeaveOneOut) left_out
      = lk_leave_one_out_new (support, options, NULL, &error);
  guint n_scores = LK_N_LEVELS * lk_support_get_n_classes (support);
  double *scores = alloc_scores (support);

  if (left_out == NULL)
    g_error ("%s", error->message);
  for (guint i = 0; i < lk_leave_one_out_get_n_shots (left_out); i++)
    lk_leave_one_out_fill_scores (left_out, i, options, scores + i * n_scores);
  return scores;
}

/* A shot's class without it, beside one of another class. */
static LkExplanation *
explain_rest (LkSupport *support,
              guint class_index,
              guint shot,
              const LkMetricOptions *options)
{
  guint n_shots = lk_support_get_n_shots (support, class_index), n = 0;
  g_autofree LkTensor **maps = g_new (LkTensor *, n_shots);
  const guint counts[] = { n_shots - 1, 1 };
  g_autoptr (LkSupport) rest = NULL;

  for (guint i = 0; i < n_shots; i++)
    if (i != shot)
      maps[n++] = lk_support_get_map (support, class_index, i);
  maps[n] = lk_support_get_map (support, class_index == 0, 0);
  rest = lk_support_new (2, counts, maps, NULL);
  return lk_explanation_new (rest, lk_support_get_map (support, class_index, shot),
                             options, NULL, NULL);
}

/* All shots as queries against all classes, and each against its own without it. */
static double *
score_obviously (LkSupport *support,
                 const BenchFeatures *features,
                 const LkMetricOptions *options)
{
  guint n_shots = lk_support_count_shots (support);
  guint n_classes = lk_support_get_n_classes (support);
  g_autoptr (GPtrArray) whole = lk_explanation_new_batch (support, features->support,
                                                          n_shots, options, NULL, NULL);
  double *scores = alloc_scores (support);

  for (guint i = 0; i < n_shots; i++)
    {
      guint own = i / features->n_shots;
      g_autoptr (LkExplanation) rest
          = explain_rest (support, own, i % features->n_shots, options);
      const double *of_whole[LK_N_LEVELS], *of_rest[LK_N_LEVELS];

      lk_explanation_fill_scores (whole->pdata[i], options, of_whole);
      lk_explanation_fill_scores (rest, options, of_rest);
      for (guint level = 0; level < LK_N_LEVELS; level++)
        for (guint c = 0; c < n_classes; c++)
          scores[(i * LK_N_LEVELS + level) * n_classes + c]
              = c == own ? of_rest[level][0] : of_whole[level][c];
    }
  return scores;
}

static double *
run (const BenchFeatures *features,
     const LkMetricOptions *options,
     gboolean quickly,
     Seconds *best)
{
  double used = bench_read_clock (CLOCK_PROCESS_CPUTIME_ID), start = bench_now ();
  g_autoptr (LkSupport) support = bench_features_build_support (features);
  double *scores = quickly ? score_quickly (support, options)
                           : score_obviously (support, features, options);

  best->used = fmin (best->used, bench_read_clock (CLOCK_PROCESS_CPUTIME_ID) - used);
  best->passed = fmin (best->passed, bench_now () - start);
  return scores;
}

int
main (int argc, char **argv)
{
  BenchFeatures features;
  LkMetricOptions options = lk_metric_options_default ();
  Seconds obvious = { G_MAXDOUBLE, G_MAXDOUBLE }, quick = obvious;
  guint numbers[7];
  gsize shape[3], n_scores;
  double most = argc == 9 ? strtod (argv[8], NULL) : G_MAXDOUBLE;
  gboolean equal = TRUE;

  if (argc != 8 && argc != 9)
    return 2;
  if (lk_screen_kernels_get (lk_cpu_get_kernels ()) == NULL)
    most = G_MAXDOUBLE;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    numbers[i] = (guint) strtoul (argv[1 + i], NULL, 10);
  for (guint i = 0; i < G_N_ELEMENTS (shape); i++)
    shape[i] = numbers[2 + i];
  options.neighbours = numbers[5];
  bench_features_init (&features, numbers[0], numbers[1], 0, shape, NULL);
  n_scores = (gsize) numbers[0] * numbers[1] * LK_N_LEVELS * numbers[0];
  for (guint turn = 0; turn < numbers[6]; turn++)
    {
      g_autofree double *slow = run (&features, &options, FALSE, &obvious);
      g_autofree double *fast = run (&features, &options, TRUE, &quick);

      for (gsize i = 0; i < n_scores; i++)
        equal = equal && slow[i] == fast[i];
    }
  bench_features_clear (&features);
  g_print ("obvious way: %.3f s of processors, %.3f s on the clock\n"
           "leave one out: %.3f s of processors, %.3f s on the clock\n"
           "ratio %.2f, numbers %s\n",
           obvious.used, obvious.passed, quick.used, quick.passed,
           quick.used / obvious.used, equal ? "equal" : "DIFFER");
  return !equal || quick.used > most * obvious.used;
}
