/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cell-margin.h"

G_BEGIN_DECLS

#define LK_FAITHFULNESS_STEPS 21
#define LK_FAITHFULNESS_N_RANDOM 20

/** In which order cells are taken: as the fused map has them, as that of one level has
 * them (%LK_FAITHFULNESS_LEVEL + level), or at random. */
enum
{
  LK_FAITHFULNESS_MAP,
  LK_FAITHFULNESS_LEVEL,
  LK_FAITHFULNESS_RANDOM = LK_FAITHFULNESS_LEVEL + LK_N_LEVELS,
  LK_N_FAITHFULNESS_ORDERS,
};

/**
 * LkFaithfulnessCurve:
 * @margin: of today's winner over the best other class
 * @kept: whether it still wins: 0 or 1, at random the share
 * @area: under @kept: 0 to 1
 * @margin_area: under @margin
 */
typedef struct
{
  double margin[LK_FAITHFULNESS_STEPS];
  double kept[LK_FAITHFULNESS_STEPS];
  double area;
  double margin_area;
} LkFaithfulnessCurve;

/**
 * LkFaithfulness:
 * @deletion: by order: step i: without the first i twentieths of the cells
 * @insertion: by order: with these alone
 *
 * Deletion and insertion (Petsiuk, Das and Saenko, "RISE", BMVC 2018;
 * docs/METHOD.md 8.4): the cells that speak most for the winner over the runner-up go, or
 * come, first. A map is faithful where little is left without what it points at, and
 * little else is needed: where the area of deletion is smaller, and that of insertion
 * larger, than at random. At least two cells are always there.
 */
typedef struct
{
  LkFaithfulnessCurve deletion[LK_N_FAITHFULNESS_ORDERS];
  LkFaithfulnessCurve insertion[LK_N_FAITHFULNESS_ORDERS];
} LkFaithfulness;

/** "map", the names of the levels, "random". */
const char *lk_faithfulness_order_to_string (guint order);

/** @seed: of the random orders. Fails as lk_cell_curves_new() does. */
LkFaithfulness *lk_faithfulness_new (LkExplanation *explanation,
                                     const LkMetricOptions *options,
                                     const LkTrainedFusion *trained,
                                     guint64 seed,
                                     GCancellable *cancellable,
                                     GError **error);
void lk_faithfulness_free (LkFaithfulness *self);

/** (transfer full): the cells that count, of which @values [P] has most first; the lower
 * index first among equals. @n: (out): how many. */
guint *lk_faithfulness_sort (LkExplanation *explanation, const double *values, guint *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkFaithfulness, lk_faithfulness_free)

G_END_DECLS
