/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <stdlib.h>

#include "bench-features.h"
#include "bench-turns.h"
#include "lk-descriptors.h"
#include "lk-matches-private.h"
#include "lk-pool.h"
#include "lk-support-private.h"

/*
 * The pixel level or the part level of an episode alone, descriptors of support set and
 * queries included: FEATURES.f32 WAYS SHOTS QUERIES CHANNELS HEIGHT WIDTH NEIGHBOURS
 * pixel|part. The result is the table [queries, ways].
 */

typedef struct
{
  BenchFeatures features;
  guint n_neighbours;
  gboolean part;
  LkPool *pool;
  LkSupport *support;
  LkPanels **rows;
  LkMatches **matches;
  char *scratch;
  gsize scratch_size;
  guint n_stretches;
} Matching;

static const LkPanels *
get_columns (Matching *self, guint class_index)
{
  return self->part
             ? lk_support_get_part_panels (self->support, LK_PART_COSINE, class_index)
             : lk_support_get_pixel_panels (self->support, class_index);
}

static void
pack_class (guint index, guint worker, gpointer data)
{
  get_columns (data, index);
}

static void
pack_query (guint index, guint worker, gpointer data)
{
  Matching *self = data;

  if (self->part)
    lk_descriptors_pack_parts (self->features.queries[index], LK_PART_COSINE,
                               self->rows[index], 0);
  else
    lk_descriptors_pack_pixels (self->features.queries[index], self->rows[index], 0);
  lk_panels_coarsen (self->rows[index]);
}

static void
match (guint index, guint worker, gpointer data)
{
  Matching *self = data;
  guint query = index / self->n_stretches % self->features.n_queries;
  guint class_index = index / self->n_stretches / self->features.n_queries;

  lk_matches_fill (self->matches[query * self->features.n_ways + class_index],
                   self->rows[query], get_columns (self, class_index),
                   index % self->n_stretches,
                   self->scratch + worker * self->scratch_size);
}

static void
matching_plan (Matching *self)
{
  const BenchFeatures *features = &self->features;
  gsize n_cells = features->shape[1] * features->shape[2];
  gsize n_rows = self->part ? features->shape[0] : n_cells;
  gsize n_dims = self->part ? n_cells : features->shape[0];
  g_autoptr (LkSupport) support = bench_features_build_support (features);
  const LkMatchKernels *kernels = lk_support_get_kernels (support);

  self->pool = lk_pool_get_shared ();
  self->rows = g_new (LkPanels *, features->n_queries);
  self->matches = g_new (LkMatches *, features->n_queries * features->n_ways);
  for (guint i = 0; i < features->n_queries; i++)
    self->rows[i] = lk_panels_new_rows (kernels, n_rows, n_dims);
  for (guint i = 0; i < features->n_queries * features->n_ways; i++)
    self->matches[i] = lk_matches_new_unfilled (
        (guint) n_rows, (guint) n_rows * features->n_shots, self->n_neighbours);
  self->n_stretches = lk_matches_count_stretches (self->rows[0]);
  self->scratch_size = lk_matches_scratch_size (kernels, self->n_neighbours);
  self->scratch
      = g_aligned_alloc (lk_pool_get_n_threads (self->pool), self->scratch_size, 64);
}

static void
run (gpointer data)
{
  Matching *self = data;
  guint n_queries = self->features.n_queries;
  guint n_pairs = n_queries * self->features.n_ways;

  g_clear_pointer (&self->support, lk_support_unref);
  self->support = bench_features_build_support (&self->features);
  for (guint i = 0; i < n_pairs; i++)
    self->matches[i]->score = 0;
  lk_pool_run (self->pool, self->features.n_ways, pack_class, self);
  lk_pool_run (self->pool, n_queries, pack_query, self);
  lk_pool_run (self->pool, n_pairs * self->n_stretches, match, self);
  for (guint i = 0; i < n_pairs; i++)
    lk_matches_finish (self->matches[i]);
}

static void
save (gpointer data, FILE *file)
{
  Matching *self = data;

  for (guint i = 0; i < self->features.n_queries * self->features.n_ways; i++)
    fwrite (&self->matches[i]->score, sizeof (double), 1, file);
}

static void
matching_clear (Matching *self)
{
  for (guint i = 0; i < self->features.n_queries; i++)
    lk_panels_free (self->rows[i]);
  for (guint i = 0; i < self->features.n_queries * self->features.n_ways; i++)
    lk_matches_free (self->matches[i]);
  g_free (self->rows);
  g_free (self->matches);
  g_aligned_free (self->scratch);
  g_clear_pointer (&self->support, lk_support_unref);
  bench_features_clear (&self->features);
}

int
main (int argc, char **argv)
{
  Matching matching = { .support = NULL };
  g_autofree float *values = NULL;
  guint numbers[7];
  gsize shape[3];
  int result;

  if (argc != 10)
    return 2;
  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    numbers[i] = (guint) strtoul (argv[2 + i], NULL, 10);
  for (guint i = 0; i < G_N_ELEMENTS (shape); i++)
    shape[i] = numbers[3 + i];
  matching.n_neighbours = numbers[6];
  matching.part = g_str_equal (argv[9], "part");
  values = bench_turns_read (
      argv[1], bench_features_count (numbers[0], numbers[1], numbers[2], shape));
  bench_features_init (&matching.features, numbers[0], numbers[1], numbers[2], shape,
                       values);
  matching_plan (&matching);
  result = bench_turns_serve (&(BenchTask){ run, save, &matching });
  matching_clear (&matching);
  return result;
}
