/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-matches.h"
#include "lk-panels.h"

G_BEGIN_DECLS

/*
 * A match in three steps, so that many can share the threads of a pool: all results are
 * allocated, then stretches of rows are matched in any order on any thread, then rows are
 * added up. The numbers do not depend on how the rows were divided.
 */

/** Rows that are best matched at once: long enough to use columns while they are in the
 * cache, short enough to have work for every thread. */
#define LK_MATCH_STRETCH_PANELS 16

/** Room for the results of a match, without them. */
LkMatches *lk_matches_new_unfilled (guint n_rows, guint n_columns, guint neighbours);

/** Stretches of @rows. */
guint lk_matches_count_stretches (const LkPanels *rows);

/** Bytes of scratch memory for one stretch at a time. */
gsize lk_matches_scratch_size (const LkMatchKernels *kernels, guint neighbours);

/** Matches one stretch of @rows with all @columns; @scratch is aligned to 64 bytes. */
void lk_matches_fill (LkMatches *self,
                      const LkPanels *rows,
                      const LkPanels *columns,
                      guint stretch,
                      gpointer scratch);

/** Adds up what was filled in. */
void lk_matches_finish (LkMatches *self);

/** What rows @first to @first + @n_rows - 1 of one match with the columns of all @lists
 * would score with @neighbours a row, to the last bit; @lists are of the same rows. */
double lk_matches_merge (LkMatches *const *lists,
                         guint n_lists,
                         guint first,
                         guint n_rows,
                         guint neighbours);

/** All inner products @products [n_rows, n_columns] of @rows [n_rows, n_dims] and
 * @columns [n_columns, n_dims], to the last bit those that a match finds. */
void lk_matches_multiply (const float *rows,
                          guint n_rows,
                          const float *columns,
                          guint n_columns,
                          guint n_dims,
                          float *products);

G_END_DECLS
