/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-matches.h"

#include <math.h>
#include <string.h>

#include "lk-matches-private.h"
#include "lk-pool.h"
#include "lk-screening.h"

#define ALIGNMENT 64

/* Columns that stay in the second-level cache while a stretch of rows passes by. */
#define BLOCK_BYTES (128 * 1024)

/* What one stretch of rows needs beside its operands. */
typedef struct
{
  const LkMatchKernels *kernels;
  gboolean a_list_a_lane;
  LkMatchLists lists; /* of the first row of the stretch */
  gsize list_length;  /* of a row */
  float *tile;        /* [row_width, stride] */
  gsize stride;
} Stretch;

LkMatches *
lk_matches_new_unfilled (guint n_rows, guint n_columns, guint neighbours)
{
  LkMatches *self = g_new0 (LkMatches, 1);
  gsize n_kept;

  self->n_rows = n_rows;
  self->n_columns = n_columns;
  self->n_neighbours = MIN (neighbours, n_columns);
  n_kept = (gsize) n_rows * self->n_neighbours;
  self->index = g_new (guint32, n_kept);
  self->similarity = g_new (float, n_kept);
  self->row = g_new (double, n_rows);
  return self;
}

guint
lk_matches_count_stretches (const LkPanels *rows)
{
  return (guint) ((rows->n_panels + LK_MATCH_STRETCH_PANELS - 1)
                  / LK_MATCH_STRETCH_PANELS);
}

static gsize
tile_size (const LkMatchKernels *kernels)
{
  return (gsize) kernels->row_width * kernels->column_width * LK_MATCH_TILE_PANELS;
}

/* Vectors of lists that a row needs. */
static guint
count_vectors (const LkMatchKernels *kernels, guint depth)
{
  if (depth <= LK_MATCH_MAX_LANE_DEPTH)
    return depth;
  return (depth + kernels->n_lanes - 1) / kernels->n_lanes;
}

/* Entries of the lists of a stretch. */
static gsize
lists_size (const LkMatchKernels *kernels, guint depth)
{
  return (gsize) LK_MATCH_STRETCH_PANELS * kernels->row_width * kernels->n_lanes
         * count_vectors (kernels, depth);
}

gsize
lk_matches_scratch_size (const LkMatchKernels *kernels, guint neighbours)
{
  gsize size = tile_size (kernels) + 2 * lists_size (kernels, neighbours);

  size = MAX (size * sizeof (float), lk_screening_scratch_size ());
  return (size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
}

static Stretch
prepare_stretch (const LkMatchKernels *kernels, guint depth, gsize n_rows, float *scratch)
{
  Stretch stretch
      = { .kernels = kernels,
          .a_list_a_lane = depth <= LK_MATCH_MAX_LANE_DEPTH,
          .lists = { .depth = depth, .n_vectors = count_vectors (kernels, depth) },
          .tile = scratch,
          .stride = (gsize) kernels->column_width * LK_MATCH_TILE_PANELS };
  LkMatchLists *lists = &stretch.lists;

  /* A tile and the lists are whole vectors, so that all of it is aligned. */
  lists->best = scratch + tile_size (kernels);
  lists->index = (gint32 *) (lists->best + lists_size (kernels, depth));
  stretch.list_length = (gsize) lists->n_vectors * kernels->n_lanes;
  for (gsize i = 0; i < n_rows * stretch.list_length; i++)
    lists->best[i] = -INFINITY;
  memset (lists->index, 0, n_rows * stretch.list_length * sizeof *lists->index);
  return stretch;
}

static void
finish_stretch (const Stretch *stretch, LkMatches *self, gsize first_row, gsize n_rows)
{
  guint depth = self->n_neighbours;

  for (gsize i = 0; i < n_rows; i++)
    {
      const float *best = stretch->lists.best + i * stretch->list_length;
      const gint32 *index = stretch->lists.index + i * stretch->list_length;
      float *similarity = self->similarity + (first_row + i) * depth;
      guint32 *column = self->index + (first_row + i) * depth;

      if (stretch->a_list_a_lane)
        {
          stretch->kernels->finish_lanes (best, index, depth, similarity, column);
          continue;
        }
      memcpy (similarity, best, depth * sizeof *similarity);
      memcpy (column, index, depth * sizeof *column);
    }
}

/* Columns beyond the last are never the best. */
static void
blank_columns (Stretch *stretch, guint n_rows, gsize n_columns, gsize n_padded)
{
  for (guint i = 0; i < n_rows; i++)
    for (gsize j = n_columns; j < n_padded; j++)
      stretch->tile[i * stretch->stride + j] = -INFINITY;
}

/* The rows of one panel against a few panels of columns; @row is the panel's first row
 * within the stretch. */
static void
match_tile (Stretch *stretch,
            const float *rows,
            guint row,
            guint n_rows,
            const LkPanels *columns,
            gsize panel,
            gsize n_panels)
{
  gsize first = panel * columns->width, n_padded = n_panels * columns->width;
  gsize n_columns = MIN (n_padded, columns->n_vectors - first);
  LkMatchLists lists = stretch->lists;

  for (gsize i = 0; i < n_panels; i++)
    stretch->kernels->multiply (rows, lk_panels_get (columns, panel + i), columns->n_dims,
                                n_rows, stretch->tile + i * columns->width,
                                stretch->stride);
  lists.best += row * stretch->list_length;
  lists.index += row * stretch->list_length;
  blank_columns (stretch, n_rows, n_columns, n_padded);
  if (stretch->a_list_a_lane)
    stretch->kernels->keep_lanes (stretch->tile, stretch->stride, n_rows,
                                  (guint) n_padded, (guint) first, &lists);
  else
    stretch->kernels->keep_sorted (stretch->tile, stretch->stride, n_rows,
                                   (guint) n_padded, (guint) first, &lists);
}

static gsize
panels_in_block (const LkPanels *columns)
{
  gsize panel_bytes = columns->n_dims * columns->width * sizeof (float);

  return MAX (BLOCK_BYTES / panel_bytes / LK_MATCH_TILE_PANELS, 1) * LK_MATCH_TILE_PANELS;
}

/* Rows of the panels @first_panel to @end_panel - 1. */
static void
fill_panels (LkMatches *self,
             const LkPanels *rows,
             const LkPanels *columns,
             gsize first_panel,
             gsize end_panel,
             gpointer scratch)
{
  gsize first_row = first_panel * rows->width;
  gsize end_row = MIN (end_panel * rows->width, rows->n_vectors);
  gsize block = panels_in_block (columns);
  Stretch stretch = prepare_stretch (columns->kernels, self->n_neighbours,
                                     end_row - first_row, scratch);

  for (gsize start = 0; start < columns->n_panels; start += block)
    {
      gsize end = MIN (start + block, columns->n_panels);

      for (gsize i = first_panel; i < end_panel; i++)
        for (gsize j = start; j < end; j += LK_MATCH_TILE_PANELS)
          match_tile (&stretch, lk_panels_get (rows, i),
                      (guint) (i * rows->width - first_row),
                      (guint) MIN (rows->width, end_row - i * rows->width), columns, j,
                      MIN (LK_MATCH_TILE_PANELS, end - j));
    }
  finish_stretch (&stretch, self, first_row, end_row - first_row);
}

void
lk_matches_fill (LkMatches *self,
                 const LkPanels *rows,
                 const LkPanels *columns,
                 guint stretch,
                 gpointer scratch)
{
  gsize first_panel = (gsize) stretch * LK_MATCH_STRETCH_PANELS;
  gsize end_panel = MIN (first_panel + LK_MATCH_STRETCH_PANELS, rows->n_panels);

  if (lk_screening_is_worth (rows, columns, self->n_neighbours))
    lk_screening_fill (self, rows, columns, first_panel * rows->width,
                       MIN (end_panel * rows->width, rows->n_vectors), scratch);
  else
    fill_panels (self, rows, columns, first_panel, end_panel, scratch);
}

void
lk_matches_finish (LkMatches *self)
{
  for (guint i = 0; i < self->n_rows; i++)
    {
      const float *similarity = self->similarity + (gsize) i * self->n_neighbours;

      self->row[i] = 0;
      for (guint j = 0; j < self->n_neighbours; j++)
        self->row[i] += similarity[j];
      self->score += self->row[i];
    }
}

/* As lk_matches_finish() adds up: the nearest first, then row after row. */
double
lk_matches_get_score (const LkMatches *self, guint neighbours)
{
  guint n;
  double score = 0;

  g_return_val_if_fail (self != NULL && neighbours >= 1, 0);

  n = MIN (neighbours, self->n_neighbours);
  for (guint i = 0; i < self->n_rows; i++)
    {
      const float *similarity = self->similarity + (gsize) i * self->n_neighbours;
      double row = 0;

      for (guint j = 0; j < n; j++)
        row += similarity[j];
      score += row;
    }
  return score;
}

/* The sum of the @n_neighbours largest entries of a row of all @lists, which are sorted,
 * added up in that order as lk_matches_finish() does. */
static double
merge_row (LkMatches *const *lists,
           guint n_lists,
           guint row,
           guint n_neighbours,
           guint *taken)
{
  double sum = 0;

  memset (taken, 0, n_lists * sizeof *taken);
  for (guint i = 0; i < n_neighbours; i++)
    {
      guint best = G_MAXUINT;
      float similarity = 0;

      for (guint j = 0; j < n_lists; j++)
        {
          float next;

          if (taken[j] == lists[j]->n_neighbours)
            continue;
          next = lists[j]->similarity[(gsize) row * lists[j]->n_neighbours + taken[j]];
          if (best != G_MAXUINT && next <= similarity)
            continue;
          best = j;
          similarity = next;
        }
      taken[best]++;
      sum += similarity;
    }
  return sum;
}

double
lk_matches_merge (LkMatches *const *lists,
                  guint n_lists,
                  guint first,
                  guint n_rows,
                  guint neighbours)
{
  g_autofree guint *taken = g_new (guint, n_lists);
  guint n_columns = 0;
  double score = 0;

  for (guint i = 0; i < n_lists; i++)
    n_columns += lists[i]->n_columns;
  for (guint row = first; row < first + n_rows; row++)
    score += merge_row (lists, n_lists, row, MIN (neighbours, n_columns), taken);
  return score;
}

typedef struct
{
  LkMatches *matches;
  const LkPanels *rows;
  const LkPanels *columns;
  char *scratch;
  gsize scratch_size;
} Job;

static void
fill_stretch (guint index, guint worker, gpointer data)
{
  const Job *job = data;

  lk_matches_fill (job->matches, job->rows, job->columns, index,
                   job->scratch + worker * job->scratch_size);
}

LkMatches *
lk_matches_new (const float *rows,
                guint n_rows,
                const float *columns,
                guint n_columns,
                guint n_dims,
                guint neighbours)
{
  const LkMatchKernels *kernels = lk_match_kernels_get (lk_cpu_get_kernels ());
  g_autoptr (LkPanels) row_panels = NULL;
  g_autoptr (LkPanels) column_panels = NULL;
  LkPool *pool = lk_pool_get_shared ();
  Job job;

  g_return_val_if_fail (n_columns > 0 && n_dims > 0 && neighbours > 0, NULL);

  row_panels = lk_panels_new_rows (kernels, n_rows, n_dims);
  column_panels = lk_panels_new_columns (kernels, n_columns, n_dims);
  lk_panels_fill (row_panels, rows);
  lk_panels_fill (column_panels, columns);
  job.matches = lk_matches_new_unfilled (n_rows, n_columns, neighbours);
  job.rows = row_panels;
  job.columns = column_panels;
  job.scratch_size = lk_matches_scratch_size (kernels, job.matches->n_neighbours);
  job.scratch
      = g_aligned_alloc (lk_pool_get_n_threads (pool), job.scratch_size, ALIGNMENT);
  lk_pool_run (pool, lk_matches_count_stretches (row_panels), fill_stretch, &job);
  g_aligned_free (job.scratch);
  lk_matches_finish (job.matches);
  return job.matches;
}

static void
copy_tile (const float *tile,
           guint stride,
           guint n_rows,
           guint n_columns,
           float *products,
           gsize products_stride)
{
  for (guint i = 0; i < n_rows; i++)
    memcpy (products + i * products_stride, tile + (gsize) i * stride,
            n_columns * sizeof *tile);
}

void
lk_matches_multiply (const float *rows,
                     guint n_rows,
                     const float *columns,
                     guint n_columns,
                     guint n_dims,
                     float *products)
{
  const LkMatchKernels *kernels = lk_match_kernels_get (lk_cpu_get_kernels ());
  g_autoptr (LkPanels) row_panels = lk_panels_new_rows (kernels, n_rows, n_dims);
  g_autoptr (LkPanels) column_panels = lk_panels_new_columns (kernels, n_columns, n_dims);
  guint height = kernels->row_width, width = kernels->column_width;
  g_autofree float *tile = g_new (float, (gsize) height *width);

  lk_panels_fill (row_panels, rows);
  lk_panels_fill (column_panels, columns);
  for (guint i = 0; i < n_rows; i += height)
    for (guint j = 0; j < n_columns; j += width)
      {
        guint n_in_tile = MIN (height, n_rows - i);

        kernels->multiply (lk_panels_get (row_panels, i / height),
                           lk_panels_get (column_panels, j / width), n_dims, n_in_tile,
                           tile, width);
        copy_tile (tile, width, n_in_tile, MIN (width, n_columns - j),
                   products + (gsize) i * n_columns + j, n_columns);
      }
}

void
lk_matches_free (LkMatches *self)
{
  if (self == NULL)
    return;
  g_free (self->index);
  g_free (self->similarity);
  g_free (self->row);
  g_free (self);
}
