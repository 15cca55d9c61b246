/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-both-ways.h"

G_BEGIN_DECLS

/*
 * A match whose result is that of the float kernels, to the last bit, in about half the
 * time: inner products of the coarse vectors, in integers, tell in which blocks of
 * columns a row's nearest can be, and only those are multiplied in float.
 *
 * With |q'|, |s'| <= L (LK_COARSE_MAX_LENGTH), coarse vectors q' = a q + e and s' = c s +
 * f whose entries of e and f are at most r (LK_COARSE_ROUNDING), and n dimensions, their
 * product differs from a c <q, s> by <a q, f> + <c s, e> + <e, f>, which is at most
 * 2 L r sqrt(n) + r^2 n by the inequality of Cauchy and Schwarz; float sums differ by
 * n 2^-24 L^2 more, in the same units (Higham, Accuracy and Stability of Numerical
 * Algorithms, 3.1). Call all of it E. If the k-th largest coarse product is t, then k
 * columns have float products of at least t - E, and every column that is among the k
 * nearest has a coarse product of at least t - 2 E. The k-th largest of the blocks'
 * maxima is no larger than t, and serves instead.
 */

/** Whether a match of @rows with @columns of @neighbours a row is worth screening. */
gboolean
lk_screening_is_worth (const LkPanels *rows, const LkPanels *columns, guint neighbours);

/** Whether columns are worth a coarse form. */
gboolean lk_screening_wants (gsize n_columns);

/** Bytes of scratch memory. */
gsize lk_screening_scratch_size (void);

/** Matches rows @first_row to @end_row - 1 with all columns; @first_row begins a panel of
 * coarse rows, and @scratch is aligned to 64 bytes. */
void lk_screening_fill (LkMatches *matches,
                        const LkPanels *rows,
                        const LkPanels *columns,
                        gsize first_row,
                        gsize end_row,
                        gpointer scratch);

/** Whether matches of @neighbours a row between @a and @b are worth screening in both
 * directions at once. */
gboolean
lk_screening_is_mutual (const LkBothWays *a, const LkBothWays *b, guint neighbours);

/** How many vectors of @n_dims, on either side, are best screened both ways at once. */
guint lk_screening_count_mutual (gsize n_dims);

/** Bytes of scratch memory for up to @n_vectors on either side, zeros at first. */
gsize lk_screening_mutual_scratch_size (gsize n_vectors);

/** Matches all of @a with all of @b and the other way round: coarse products serve both
 * directions. @scratch is aligned to 64 bytes. */
void lk_screening_fill_both (const LkBothWays *a,
                             const LkBothWays *b,
                             LkMatches *of_a,
                             LkMatches *of_b,
                             gpointer scratch);

G_END_DECLS
