/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-matches.h"

#include <cblas.h>
#include <math.h>

#define TILE_ROWS 64
#define TILE_COLUMNS 512

/* Keeps the best of a row's @n_similarities next columns, beginning with column @first,
 * in its sorted lists of @n_neighbours. Columns come in rising order, so that a strict
 * comparison leaves the lower index first among equals. */
static void
keep_best (const float *similarities,
           guint n_similarities,
           guint first,
           guint n_neighbours,
           guint32 *index,
           float *best)
{
  guint last = n_neighbours - 1;
  float threshold = best[last];

  for (guint i = 0; i < n_similarities; i++)
    {
      guint slot = last;

      if (similarities[i] <= threshold)
        continue;
      for (; slot > 0 && similarities[i] > best[slot - 1]; slot--)
        {
          best[slot] = best[slot - 1];
          index[slot] = index[slot - 1];
        }
      best[slot] = similarities[i];
      index[slot] = first + i;
      threshold = best[last];
    }
}

/* Takes the inner products of @n_rows rows from @first_row on with all columns. */
static void
match_rows (LkMatches *self,
            const float *rows,
            guint first_row,
            guint n_rows,
            const float *columns,
            guint n_dims,
            float *tile)
{
  for (guint first = 0; first < self->n_columns; first += TILE_COLUMNS)
    {
      guint width = MIN (TILE_COLUMNS, self->n_columns - first);

      cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) n_rows, (int) width,
                   (int) n_dims, 1.0f, rows + (gsize) first_row * n_dims, (int) n_dims,
                   columns + (gsize) first * n_dims, (int) n_dims, 0.0f, tile,
                   TILE_COLUMNS);
      for (guint i = 0; i < n_rows; i++)
        {
          gsize offset = (gsize) (first_row + i) * self->n_neighbours;

          keep_best (tile + (gsize) i * TILE_COLUMNS, width, first, self->n_neighbours,
                     self->index + offset, self->similarity + offset);
        }
    }
}

static void
add_up (LkMatches *self)
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

LkMatches *
lk_matches_new (const float *rows,
                guint n_rows,
                const float *columns,
                guint n_columns,
                guint n_dims,
                guint neighbours)
{
  LkMatches *self;
  g_autofree float *tile = NULL;
  gsize n_kept;

  g_return_val_if_fail (n_columns > 0 && n_dims > 0 && neighbours > 0, NULL);

  self = g_new0 (LkMatches, 1);
  self->n_rows = n_rows;
  self->n_columns = n_columns;
  self->n_neighbours = MIN (neighbours, n_columns);
  n_kept = (gsize) n_rows * self->n_neighbours;
  self->index = g_new0 (guint32, n_kept);
  self->similarity = g_new (float, n_kept);
  self->row = g_new0 (double, n_rows);
  for (gsize i = 0; i < n_kept; i++)
    self->similarity[i] = -INFINITY;

  tile = g_new (float, TILE_ROWS *TILE_COLUMNS);
  for (guint first = 0; first < n_rows; first += TILE_ROWS)
    match_rows (self, rows, first, MIN (TILE_ROWS, n_rows - first), columns, n_dims,
                tile);
  add_up (self);
  return self;
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
