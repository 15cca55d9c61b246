/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-matches.h"
#include "lk-panels.h"

G_BEGIN_DECLS

/**
 * LkBothWays:
 * @rows, @columns: the same vectors, either side of a match
 *
 * Vectors of which each is asked for its nearest among others, and is among the nearest
 * of those: a product serves both directions. The numbers are those of two matches, to
 * the last bit.
 */
typedef struct
{
  LkPanels *rows;
  LkPanels *columns;
} LkBothWays;

/** For @n_vectors > 0 to be filled into both sides. */
LkBothWays *
lk_both_ways_new (const LkMatchKernels *kernels, gsize n_vectors, gsize n_dims);
void lk_both_ways_free (LkBothWays *self);

/** Makes the forms for screening of vectors that were filled in. */
void lk_both_ways_coarsen (LkBothWays *self);

/** How many vectors of @n_dims are best matched at once. */
guint lk_both_ways_count (gsize n_dims);

/** (transfer full): scratch memory of each of @n_threads for up to @n_vectors on either
 * side, @size bytes apart. Free with g_aligned_free(). */
char *lk_both_ways_alloc_scratch (const LkMatchKernels *kernels,
                                  gsize n_vectors,
                                  guint neighbours,
                                  guint n_threads,
                                  gsize *size);

/** Fills in @of_a, all of @a with all of @b, and @of_b the other way round; they are not
 * added up. */
void lk_both_ways_match (const LkBothWays *a,
                         const LkBothWays *b,
                         LkMatches *of_a,
                         LkMatches *of_b,
                         gpointer scratch);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkBothWays, lk_both_ways_free)

G_END_DECLS
