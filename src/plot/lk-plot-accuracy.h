/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-box.h"
#include "lk-palette.h"
#include "lk-range.h"

G_BEGIN_DECLS

/** Each level alone, in the order of #LkLevel, then all together. */
#define LK_N_ACCURACIES (LK_N_LEVELS + 1)

/**
 * LkAccuracyPlot:
 * @titles, @numbers: what predicts, and its accuracy as it is to be read
 * @accuracy: in percent
 * @ci95: half the width of its interval, in percent; 0 for none
 * @chance: what guessing gives, in percent; 0 draws no line
 * @n_points: of the curves; 0 for none
 * @counts: [n_points]: after how many episodes, growing
 * @running, @running_ci95: [n_points] each: the accuracy and its interval by then
 * @title, @subtitle: (nullable)
 *
 * How often each level, and all together, are right: a bar each with its interval, and
 * below them how the numbers settled while episodes were added.
 */
typedef struct
{
  const char *titles[LK_N_ACCURACIES];
  const char *numbers[LK_N_ACCURACIES];
  double accuracy[LK_N_ACCURACIES];
  double ci95[LK_N_ACCURACIES];
  double chance;
  guint n_points;
  const guint *counts;
  const double *running[LK_N_ACCURACIES];
  const double *running_ci95[LK_N_ACCURACIES];
  const char *title;
  const char *subtitle;
} LkAccuracyPlot;

void lk_plot_accuracy (const LkAccuracyPlot *data,
                       cairo_t *cr,
                       double width,
                       double height,
                       const LkPalette *palette);

/**
 * LkAccuracyPlace:
 * @bar: from 0 to 100 %
 * @curves: (0, 0, 0, 0) where they are not drawn
 * @range: of the curves, in percent
 */
typedef struct
{
  LkBox bar;
  LkBox curves;
  LkRange range;
} LkAccuracyPlace;

/** Where lk_plot_accuracy() draws a row, and the curves. */
LkAccuracyPlace lk_plot_accuracy_place (const LkAccuracyPlot *data,
                                        double width,
                                        double height,
                                        const LkPalette *palette,
                                        guint row);

G_END_DECLS
