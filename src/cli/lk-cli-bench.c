/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-bench.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-blas.h"
#include "lk-cli-bench-data.h"
#include "lk-embedder.h"
#include "lk-linalg.h"
#include "lk-preparation.h"
#include "lk-scoring.h"

#define MIN_RUNS 5
#define MAX_RUNS 200
#define ENOUGH_US 400000
#define FUSIONS 1000

typedef struct
{
  LkModel *model;
  const LkMetricOptions *options;
  LkBenchData *data;
  LkDistance distance;
  GPtrArray *stages;
} Bench;

typedef gboolean (*Step) (Bench *bench, GError **error);

static void
bench_clear (Bench *self)
{
  g_clear_pointer (&self->data, lk_bench_data_free);
  g_clear_pointer (&self->stages, g_ptr_array_unref);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Bench, bench_clear)

static void
stage_free (LkBenchStage *stage)
{
  g_free (stage->name);
  g_free (stage->title);
  g_free (stage);
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
find_median (GArray *sorted)
{
  guint half = sorted->len / 2;
  double upper = g_array_index (sorted, double, half);

  return sorted->len % 2 == 1 ? upper
                              : (g_array_index (sorted, double, half - 1) + upper) / 2;
}

static gboolean
measure (Bench *self, const char *name, const char *title, Step step, GError **error)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (double));
  LkBenchStage *stage;
  gint64 total = 0;

  if (!step (self, error))
    return FALSE;
  while (times->len < MIN_RUNS || (total < ENOUGH_US && times->len < MAX_RUNS))
    {
      gint64 start = g_get_monotonic_time ();
      double ms;

      if (!step (self, error))
        return FALSE;
      total += g_get_monotonic_time () - start;
      ms = (double) (g_get_monotonic_time () - start) / 1000;
      g_array_append_val (times, ms);
    }
  g_array_sort (times, compare_doubles);
  stage = g_new0 (LkBenchStage, 1);
  stage->name = g_strdup (name);
  stage->title = g_strdup (title);
  stage->n_runs = times->len;
  stage->median = find_median (times);
  stage->fastest = g_array_index (times, double, 0);
  stage->slowest = g_array_index (times, double, times->len - 1);
  g_ptr_array_add (self->stages, stage);
  return TRUE;
}

static gboolean
decode (Bench *self, GError **error)
{
  g_autoptr (LkImage) image = lk_image_decode (self->data->jpeg, "bench.jpg", error);

  return image != NULL;
}

static gboolean
prepare (Bench *self, GError **error)
{
  g_autoptr (LkTensor) tensor
      = lk_preparation_run (self->data->image, lk_model_get_profile (self->model));

  return tensor != NULL;
}

static gboolean
forward (Bench *self, LkTensor *pictures, GError **error)
{
  g_autoptr (LkTensor) maps
      = lk_network_forward (lk_model_get_network (self->model), pictures, NULL, error);

  return maps != NULL;
}

static gboolean
forward_one (Bench *self, GError **error)
{
  return forward (self, self->data->one, error);
}

static gboolean
forward_batch (Bench *self, GError **error)
{
  return forward (self, self->data->batch, error);
}

static gboolean
support (Bench *self, GError **error)
{
  g_autoptr (LkSupport) made = lk_bench_data_build_support (self->data, error);

  return made != NULL;
}

static gboolean
match_pixels (Bench *self, GError **error)
{
  const gsize *shape = lk_support_get_map_shape (self->data->support);
  guint n_cells = (guint) (shape[1] * shape[2]);

  for (guint i = 0; i < LK_BENCH_WAY; i++)
    lk_matches_free (lk_matches_new (
        lk_support_get_pixels (self->data->queries, 0), n_cells,
        lk_support_get_pixels (self->data->support, i), LK_BENCH_SHOT * n_cells,
        (guint) shape[0], self->options->neighbours));
  return TRUE;
}

static gboolean
match_parts (Bench *self, GError **error)
{
  const gsize *shape = lk_support_get_map_shape (self->data->support);
  LkPartForm form = self->options->part_form;
  guint n_channels = (guint) shape[0];

  for (guint i = 0; i < LK_BENCH_WAY; i++)
    lk_matches_free (lk_matches_new (
        lk_support_get_parts (self->data->queries, form, 0), n_channels,
        lk_support_get_parts (self->data->support, form, i), LK_BENCH_SHOT * n_channels,
        (guint) (shape[1] * shape[2]), self->options->neighbours));
  return TRUE;
}

static gboolean
measure_distances (Bench *self, GError **error)
{
  g_autoptr (LkTensor) map
      = lk_tensor_ref (lk_support_get_map (self->data->queries, 0, 0));
  g_autoptr (LkGaussian) query = lk_gaussian_new (&map, 1);
  double value;

  for (guint i = 0; i < LK_BENCH_WAY; i++)
    if (!lk_gaussian_distance (query, lk_support_get_gaussian (self->data->support, i),
                               self->distance, self->options->ridge, &value, NULL, error))
      return FALSE;
  return TRUE;
}

/* A single one is shorter than the clock's tick. */
static gboolean
fuse (Bench *self, GError **error)
{
  const double *scores[LK_N_LEVELS];

  for (guint level = 0; level < LK_N_LEVELS; level++)
    scores[level] = lk_explanation_get_scores (self->data->explanation, level);
  for (guint i = 0; i < FUSIONS; i++)
    {
      g_autoptr (LkDecision) decision = lk_decision_new (
          LK_BENCH_WAY, scores, self->options, self->data->trained_fusion, error);

      if (decision == NULL)
        return FALSE;
    }
  return TRUE;
}

static gboolean
score_episode (Bench *self, GError **error)
{
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (self->model, NULL);
  g_autoptr (LkScoring) scoring
      = lk_scoring_new (self->data->episode, LK_MAP_SOURCE (embedder), self->options,
                        NULL, NULL, NULL, error);

  return scoring != NULL;
}

static gboolean
measure_pictures (Bench *self, GError **error)
{
  return measure (self, "decode", _ ("decode a JPEG of 640 × 480"), decode, error)
         && measure (self, "prepare", _ ("prepare it for the network"), prepare, error)
         && measure (self, "backbone_1", _ ("backbone, 1 picture"), forward_one, error)
         && measure (self, "backbone_30", _ ("backbone, 30 pictures"), forward_batch,
                     error);
}

static gboolean
measure_levels (Bench *self, GError **error)
{
  if (!measure (self, "support", _ ("support set of 5 × 5 maps"), support, error)
      || !measure (self, "pixel", _ ("pixel level of a query"), match_pixels, error)
      || !measure (self, "part", _ ("part level of a query"), match_parts, error))
    return FALSE;
  for (self->distance = 0; self->distance < LK_N_DISTANCES; self->distance++)
    {
      const char *name = lk_distance_to_string (self->distance);
      g_autofree char *title = g_strdup_printf (_ ("distance %s of a query"), name);

      if (!measure (self, name, title, measure_distances, error))
        return FALSE;
    }
  return measure (self, "fusion_1000", _ ("fusion of 1000 queries"), fuse, error);
}

GPtrArray *
lk_bench_run (LkModel *model,
              const LkMetricOptions *options,
              guint n_queries,
              GError **error)
{
  g_auto (Bench) self = { .model = model, .options = options };
  g_autofree char *title = NULL;

  self.stages = g_ptr_array_new_with_free_func ((GDestroyNotify) stage_free);
  self.data = lk_bench_data_new (model, options, n_queries, error);
  if (self.data == NULL || !measure_pictures (&self, error)
      || !measure_levels (&self, error))
    return NULL;
  title
      = g_strdup_printf (ngettext ("whole episode, 5-way 5-shot, %u query",
                                   "whole episode, 5-way 5-shot, %u queries", n_queries),
                         n_queries);
  if (!measure (&self, "episode", title, score_episode, error))
    return NULL;
  return g_steal_pointer (&self.stages);
}

char *
lk_bench_describe_blas (void)
{
  const char *core = lk_linalg_get_core_name (), *left = lk_blas_get_core_left ();
  const char *better = lk_blas_choose_core (core, lk_cpu_get_kernels ());

  if (better != NULL)
    return g_strdup_printf (
        _ ("OpenBLAS runs its slow %s kernels on this processor, as OPENBLAS_CORETYPE in "
           "the environment asks: %s would be several times faster"),
        core, better);
  if (left != NULL)
    return g_strdup_printf (
        _ ("OpenBLAS would run its slow %s kernels on this processor; it was started "
           "again with those for %s"),
        left, core);
  return NULL;
}
