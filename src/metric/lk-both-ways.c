/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-both-ways.h"

#include "lk-matches-private.h"
#include "lk-screening.h"

#define ALIGNMENT 64

LkBothWays *
lk_both_ways_new (const LkMatchKernels *kernels, gsize n_vectors, gsize n_dims)
{
  LkBothWays *self = g_new (LkBothWays, 1);

  self->rows = lk_panels_new_rows (kernels, n_vectors, n_dims);
  self->columns = lk_panels_new_columns (kernels, n_vectors, n_dims);
  return self;
}

void
lk_both_ways_free (LkBothWays *self)
{
  if (self == NULL)
    return;
  lk_panels_free (self->rows);
  lk_panels_free (self->columns);
  g_free (self);
}

void
lk_both_ways_coarsen (LkBothWays *self)
{
  LkPanels *rows = self->rows;
  const LkScreenKernels *screen = lk_screen_kernels_get (rows->kernels->variant);

  if (screen == NULL || !lk_screening_wants (rows->n_vectors))
    return;
  rows->coarse = lk_coarse_new_even_rows (screen, rows->n_vectors, rows->n_dims);
  lk_panels_coarsen (rows);
  lk_panels_coarsen (self->columns);
}

guint
lk_both_ways_count (gsize n_dims)
{
  return lk_screening_count_mutual (n_dims);
}

char *
lk_both_ways_alloc_scratch (const LkMatchKernels *kernels,
                            gsize n_vectors,
                            guint neighbours,
                            guint n_threads,
                            gsize *size)
{
  *size = MAX (lk_matches_scratch_size (kernels, neighbours),
               lk_screening_mutual_scratch_size (n_vectors));
  *size = (*size + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  return g_aligned_alloc0 (n_threads, *size, ALIGNMENT);
}

static void
match_one_way (const LkPanels *rows,
               const LkPanels *columns,
               LkMatches *matches,
               gpointer scratch)
{
  for (guint i = 0; i < lk_matches_count_stretches (rows); i++)
    lk_matches_fill (matches, rows, columns, i, scratch);
}

void
lk_both_ways_match (const LkBothWays *a,
                    const LkBothWays *b,
                    LkMatches *of_a,
                    LkMatches *of_b,
                    gpointer scratch)
{
  if (lk_screening_is_mutual (a, b, of_a->n_neighbours)
      && of_a->n_neighbours == of_b->n_neighbours)
    {
      lk_screening_fill_both (a, b, of_a, of_b, scratch);
      return;
    }
  match_one_way (a->rows, b->columns, of_a, scratch);
  match_one_way (b->rows, a->columns, of_b, scratch);
}
