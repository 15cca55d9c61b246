/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "bench-features.h"
#include "bench-turns.h"
#include "lk-explanation.h"

/*
 * All levels of an episode whose feature maps are given, support set included:
 * FEATURES.f32 WAYS SHOTS QUERIES CHANNELS HEIGHT WIDTH NEIGHBOURS; "-" for FEATURES
 * makes them up. The result has the tables pixel, part, KL (Q || S) and exact W2,
 * [queries, ways] each.
 */

typedef struct
{
  BenchFeatures features;
  LkMetricOptions options;
  GPtrArray *explanations;
} Episode;

static void
run (gpointer data)
{
  Episode *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSupport) support = bench_features_build_support (&self->features);

  g_clear_pointer (&self->explanations, g_ptr_array_unref);
  self->explanations
      = lk_explanation_new_batch (support, self->features.queries,
                                  self->features.n_queries, &self->options, NULL, &error);
  if (self->explanations == NULL)
    g_error ("%s", error->message);
}

static double
get_number (LkExplanation *explanation, guint table, guint class_index)
{
  switch (table)
    {
    case 0:
      return lk_explanation_get_pixel (explanation, class_index)->score;
    case 1:
      return lk_explanation_get_part (explanation, class_index)->score;
    case 2:
      return lk_explanation_get_distance (explanation, LK_DISTANCE_KL_QS, class_index);
    default:
      return lk_explanation_get_distance (explanation, LK_DISTANCE_W2, class_index);
    }
}

static void
save (gpointer data, FILE *file)
{
  Episode *self = data;

  for (guint table = 0; table < 4; table++)
    for (guint i = 0; i < self->explanations->len; i++)
      for (guint j = 0; j < self->features.n_ways; j++)
        {
          double number = get_number (self->explanations->pdata[i], table, j);

          fwrite (&number, sizeof number, 1, file);
        }
}

int
main (int argc, char **argv)
{
  Episode episode = { .options = lk_metric_options_default () };
  g_autofree float *values = NULL;
  guint numbers[7];
  gsize shape[3];
  int result;

  if (argc != 9)
    return 2;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    numbers[i] = (guint) strtoul (argv[2 + i], NULL, 10);
  for (guint i = 0; i < G_N_ELEMENTS (shape); i++)
    shape[i] = numbers[3 + i];
  episode.options.neighbours = numbers[6];
  if (!g_str_equal (argv[1], "-"))
    values = bench_turns_read (
        argv[1], bench_features_count (numbers[0], numbers[1], numbers[2], shape));
  bench_features_init (&episode.features, numbers[0], numbers[1], numbers[2], shape,
                       values);
  result = bench_turns_serve (&(BenchTask){ run, save, &episode });
  g_clear_pointer (&episode.explanations, g_ptr_array_unref);
  bench_features_clear (&episode.features);
  return result;
}
