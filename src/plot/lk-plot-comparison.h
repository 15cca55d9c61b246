/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-scores.h"

G_BEGIN_DECLS

/**
 * LkComparisonPlot:
 * @scores: of one query on both sides, A and B: the same classes in the same order
 * @captions: (nullable): what each side is computed with
 * @title, @subtitle: (nullable)
 *
 * Two ledgers side by side, and below them per class what each level and all together
 * add in A, in B, and the difference, in the order of A's ranking. In a narrow column all
 * that stands one below the other.
 */
typedef struct
{
  const LkScores *scores[2];
  const char *captions[2];
  const char *title;
  const char *subtitle;
} LkComparisonPlot;

void lk_plot_comparison (const LkComparisonPlot *data,
                         cairo_t *cr,
                         double width,
                         double height,
                         const LkPalette *palette);

/** The height that shows all classes and all words at @width. */
double lk_plot_comparison_get_height (const LkComparisonPlot *data,
                                      double width,
                                      const LkPalette *palette);

G_END_DECLS
