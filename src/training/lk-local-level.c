/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-local-level.h"

#include <cblas.h>
#include <string.h>

#include "lk-descriptors.h"
#include "lk-matches-private.h"
#include "lk-pool.h"
#include "lk-unit-rows.h"

#define ALIGNMENT 64

struct _LkLocalLevel
{
  LkLevel level;
  LkLevelMaps episode;
  guint neighbours;
  gsize n_channels;
  gsize n_cells;
  gsize n_rows; /* descriptors of a map */
  gsize n_dims;
  LkMatches **matches; /* [queries, n_ways] */
  double *scores;

  /* While it is matched. */
  const LkMatchKernels *kernels;
  LkPanels **rows;    /* [queries] */
  LkPanels **columns; /* [n_ways] */
  char *scratch;      /* of each thread */
  gsize scratch_size;

  /* While it goes backward. */
  const double *by_scores;
  float *units;   /* [maps, n_rows, n_dims] */
  double *scales; /* [maps, n_rows] */
  float *gradient;
};

void
lk_local_level_free (LkLocalLevel *self)
{
  if (self == NULL)
    return;
  for (guint i = 0;
       i < lk_level_maps_count_queries (&self->episode) * self->episode.n_ways; i++)
    lk_matches_free (self->matches[i]);
  g_free (self->matches);
  g_free (self->scores);
  lk_tensor_unref (self->episode.maps);
  g_free (self);
}

static void
pack (LkLocalLevel *self, guint map_index, LkPanels *panels, gsize first)
{
  g_autoptr (LkTensor) map = lk_tensor_slice (self->episode.maps, map_index);

  if (self->level == LK_LEVEL_PIXEL)
    lk_descriptors_pack_pixels (map, panels, first);
  else
    lk_descriptors_pack_parts (map, LK_PART_COSINE, panels, first);
}

/* Items: the classes, then the queries. */
static void
pack_item (guint index, guint worker, gpointer data)
{
  LkLocalLevel *self = data;
  guint n_shots = self->episode.n_shots;
  LkPanels *panels;

  if (index < self->episode.n_ways)
    {
      panels
          = lk_panels_new_columns (self->kernels, n_shots * self->n_rows, self->n_dims);
      for (guint i = 0; i < n_shots; i++)
        pack (self, index * n_shots + i, panels, i * self->n_rows);
      self->columns[index] = panels;
    }
  else
    {
      index -= self->episode.n_ways;
      panels = lk_panels_new_rows (self->kernels, self->n_rows, self->n_dims);
      pack (self, lk_level_maps_count_shots (&self->episode) + index, panels, 0);
      self->rows[index] = panels;
    }
  lk_panels_coarsen (panels);
}

/* Class after class, whose columns serve all queries while they are in the cache. */
static void
match_item (guint index, guint worker, gpointer data)
{
  LkLocalLevel *self = data;
  guint n_queries = lk_level_maps_count_queries (&self->episode);
  guint pair = index % n_queries * self->episode.n_ways + index / n_queries;
  const LkPanels *rows = self->rows[index % n_queries];
  const LkPanels *columns = self->columns[index / n_queries];
  LkMatches *matches = lk_matches_new_unfilled (
      (guint) self->n_rows, (guint) columns->n_vectors, self->neighbours);

  for (guint i = 0; i < lk_matches_count_stretches (rows); i++)
    lk_matches_fill (matches, rows, columns, i,
                     self->scratch + worker * self->scratch_size);
  lk_matches_finish (matches);
  self->matches[pair] = matches;
  self->scores[pair] = matches->score;
}

LkLocalLevel *
lk_local_level_new (LkLevel level, const LkLevelMaps *episode, guint neighbours)
{
  LkLocalLevel *self;
  LkPool *pool = lk_pool_get_shared ();
  guint n_queries, n_ways;

  g_return_val_if_fail (level != LK_LEVEL_DISTRIBUTION && neighbours > 0, NULL);

  n_queries = lk_level_maps_count_queries (episode);
  n_ways = episode->n_ways;
  self = g_new0 (LkLocalLevel, 1);
  self->level = level;
  self->episode = *episode;
  lk_tensor_ref (episode->maps);
  self->neighbours = neighbours;
  lk_level_maps_get_shape (episode, &self->n_channels, &self->n_cells);
  self->n_rows = level == LK_LEVEL_PIXEL ? self->n_cells : self->n_channels;
  self->n_dims = level == LK_LEVEL_PIXEL ? self->n_channels : self->n_cells;
  self->matches = g_new0 (LkMatches *, n_queries * n_ways);
  self->scores = g_new0 (double, n_queries *n_ways);
  self->kernels = lk_match_kernels_get (lk_cpu_get_kernels ());
  self->rows = g_new0 (LkPanels *, n_queries);
  self->columns = g_new0 (LkPanels *, n_ways);
  lk_pool_run (pool, n_ways + n_queries, pack_item, self);
  self->scratch_size = lk_matches_scratch_size (self->kernels, neighbours);
  self->scratch
      = g_aligned_alloc (lk_pool_get_n_threads (pool), self->scratch_size, ALIGNMENT);
  lk_pool_run (pool, n_queries * n_ways, match_item, self);
  g_aligned_free (self->scratch);
  for (guint i = 0; i < n_queries; i++)
    lk_panels_free (self->rows[i]);
  for (guint i = 0; i < n_ways; i++)
    lk_panels_free (self->columns[i]);
  g_clear_pointer (&self->rows, g_free);
  g_clear_pointer (&self->columns, g_free);
  return self;
}

const double *
lk_local_level_get_scores (const LkLocalLevel *self)
{
  return self->scores;
}

static void
normalise_item (guint index, guint worker, gpointer data)
{
  LkLocalLevel *self = data;
  gsize size = self->n_channels * self->n_cells;
  const float *map = lk_tensor_get_data (self->episode.maps) + index * size;
  float *units = self->units + index * size;

  if (self->level == LK_LEVEL_PART)
    memcpy (units, map, size * sizeof (float));
  else
    for (gsize p = 0; p < self->n_cells; p++)
      for (gsize c = 0; c < self->n_channels; c++)
        units[p * self->n_channels + c] = map[c * self->n_cells + p];
  lk_unit_rows_normalise (units, self->n_rows, self->n_dims,
                          self->scales + index * self->n_rows);
}

/* Adds the gradient by the descriptors of query @index. */
static void
collect_query (const LkLocalLevel *self, guint query, float *by_units)
{
  gsize size = self->n_rows * self->n_dims;

  for (guint c = 0; c < self->episode.n_ways; c++)
    {
      guint pair = query * self->episode.n_ways + c;
      const LkMatches *matches = self->matches[pair];
      const float *shots = self->units + c * self->episode.n_shots * size;
      float slope = (float) self->by_scores[pair];

      for (guint i = 0; slope != 0 && i < matches->n_rows * matches->n_neighbours; i++)
        cblas_saxpy ((int) self->n_dims, slope, shots + matches->index[i] * self->n_dims,
                     1, by_units + i / matches->n_neighbours * self->n_dims, 1);
    }
}

static void
collect_shot (const LkLocalLevel *self, guint shot, float *by_units)
{
  guint c = shot / self->episode.n_shots;
  gsize size = self->n_rows * self->n_dims;
  guint32 first = (guint32) (shot % self->episode.n_shots * self->n_rows);

  for (guint q = 0; q < lk_level_maps_count_queries (&self->episode); q++)
    {
      guint pair = q * self->episode.n_ways + c;
      const LkMatches *matches = self->matches[pair];
      const float *query
          = self->units + (lk_level_maps_count_shots (&self->episode) + q) * size;
      float slope = (float) self->by_scores[pair];

      for (guint i = 0; slope != 0 && i < matches->n_rows * matches->n_neighbours; i++)
        if (matches->index[i] - first < self->n_rows)
          cblas_saxpy ((int) self->n_dims, slope,
                       query + i / matches->n_neighbours * self->n_dims, 1,
                       by_units + (matches->index[i] - first) * self->n_dims, 1);
    }
}

static void
backward_item (guint index, guint worker, gpointer data)
{
  LkLocalLevel *self = data;
  guint n_shots = lk_level_maps_count_shots (&self->episode);
  gsize size = self->n_rows * self->n_dims;
  float *gradient = self->gradient + index * size;
  g_autofree float *by_units = g_new0 (float, size);

  if (index < n_shots)
    collect_shot (self, index, by_units);
  else
    collect_query (self, index - n_shots, by_units);
  lk_unit_rows_backward (self->units + index * size, self->scales + index * self->n_rows,
                         self->n_rows, self->n_dims, by_units);
  if (self->level == LK_LEVEL_PART)
    cblas_saxpy ((int) size, 1, by_units, 1, gradient, 1);
  else
    for (gsize c = 0; c < self->n_channels; c++)
      for (gsize p = 0; p < self->n_cells; p++)
        gradient[c * self->n_cells + p] += by_units[p * self->n_channels + c];
}

void
lk_local_level_backward (LkLocalLevel *self, const double *by_scores, float *gradient)
{
  guint n_maps;

  g_return_if_fail (self != NULL && by_scores != NULL && gradient != NULL);

  n_maps = lk_level_maps_count (&self->episode);
  self->by_scores = by_scores;
  self->gradient = gradient;
  self->units = g_new (float, n_maps * self->n_rows * self->n_dims);
  self->scales = g_new (double, n_maps * self->n_rows);
  lk_pool_run (lk_pool_get_shared (), n_maps, normalise_item, self);
  lk_pool_run (lk_pool_get_shared (), n_maps, backward_item, self);
  g_clear_pointer (&self->units, g_free);
  g_clear_pointer (&self->scales, g_free);
}
