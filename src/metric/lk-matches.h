/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

/**
 * LkMatches:
 * @n_rows: query descriptors: P cells for the pixel level, C channels for the part level
 * @n_neighbours: min (k, number of class descriptors)
 * @n_columns: class descriptors: K*P cells, or K*C channels
 * @index: [n_rows, n_neighbours]: the most similar class descriptors, best first; the
 *   lower index first among equals
 * @similarity: [n_rows, n_neighbours]: their cosines (or inner products)
 * @row: [n_rows]: the sum over a row's neighbours
 * @score: the sum of @row: the level's score for this class
 *
 * What a local level found: for one query and one class, every query descriptor's
 * nearest class descriptors. An exact decomposition: rows add up to the score.
 */
typedef struct
{
  guint n_rows;
  guint n_neighbours;
  guint n_columns;
  guint32 *index;
  float *similarity;
  double *row;
  double score;
} LkMatches;

/**
 * lk_matches_new:
 * @rows: [n_rows, n_dims]
 * @columns: [n_columns, n_dims]
 *
 * Inner products of all rows with all columns, of which only the @neighbours largest a
 * row are ever held: memory O(n_rows * k), not O(n_rows * n_columns).
 */
LkMatches *lk_matches_new (const float *rows,
                           guint n_rows,
                           const float *columns,
                           guint n_columns,
                           guint n_dims,
                           guint neighbours);
void lk_matches_free (LkMatches *self);

/** The score with @neighbours of them, 1 to as many as are wanted: to the last bit what a
 * match with so many would tell. */
double lk_matches_get_score (const LkMatches *self, guint neighbours);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkMatches, lk_matches_free)

G_END_DECLS
