/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-matches.h"
#include "lk-support.h"

G_BEGIN_DECLS

/*
 * Which cells of a query or of a shot count: an array of P booleans, or NULL where all
 * do. A map of fewer cells is a map like any other, so that every level works on it as it
 * stands.
 */

/** (transfer full) (nullable): a copy of @kept; %NULL where it keeps all @n_cells. */
gboolean *lk_mask_copy (const gboolean *kept, guint n_cells);

/** (transfer full): the map [C, 1, n] of the n kept cells of @map, or @map itself. */
LkTensor *lk_mask_map (LkTensor *map, const gboolean *kept);

/** (transfer full): @map, of which the cells that are not kept are 0. */
LkTensor *lk_mask_blank (LkTensor *map, const gboolean *kept);

/** (transfer full): [n_cells]: which cells count in both; @a: (nullable). */
gboolean *lk_mask_meet (const gboolean *a, const gboolean *b, guint n_cells);

/** Gives the columns of @matches, which are the n cells of shots of a class that count,
 * their places among all K*P. */
void lk_mask_place_columns (LkMatches *matches, LkSupport *support, guint class_index);

/** The part descriptors of a class of which no cell is painted out, over the positions
 * that a query keeps: [K*C, n]: those of @support itself where all are, else computed
 * into
 * @own, to be freed. */
const float *lk_mask_parts (LkSupport *support,
                            LkPartForm form,
                            guint class_index,
                            const gboolean *kept,
                            float **own);

/** (transfer full): the matches of a whole query without the cells that are not kept:
 * these have no neighbours (index %G_MAXUINT32, similarity 0) and add nothing. */
LkMatches *lk_mask_matches (const LkMatches *whole, const gboolean *kept);

G_END_DECLS
