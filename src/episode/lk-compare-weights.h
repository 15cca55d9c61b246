/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-metric-options.h"

G_BEGIN_DECLS

/**
 * LkCompareWeights:
 *
 * Where the weights of the other side (B) of a comparison come from: A's, equal ones, or
 * the level of index @self - %LK_COMPARE_WEIGHTS_LEVEL alone.
 */
typedef enum
{
  LK_COMPARE_WEIGHTS_SAME,
  LK_COMPARE_WEIGHTS_EQUAL,
  LK_COMPARE_WEIGHTS_LEVEL,
} LkCompareWeights;
#define LK_N_COMPARE_WEIGHTS (LK_COMPARE_WEIGHTS_LEVEL + LK_N_LEVELS)

/** "same", "equal", or the name of the level. */
const char *lk_compare_weights_to_string (LkCompareWeights self);
gboolean lk_compare_weights_from_string (const char *text, LkCompareWeights *self);

/** Makes the weights of B: @weights [LK_N_LEVELS], where @same are those of A. */
void
lk_compare_weights_apply (LkCompareWeights self, const double *same, double *weights);

G_END_DECLS
