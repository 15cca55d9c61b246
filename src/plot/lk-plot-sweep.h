/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-accuracy.h"

G_BEGIN_DECLS

/**
 * LkSweepRow:
 * @name: what is set
 * @accuracy: of each level alone, in the order of #LkLevel, then of all together, in
 *   percent
 * @ci95: half the width of the interval of the latter; 0 for none
 * @difference, @difference_ci95: likewise, of all together, to the first row
 */
typedef struct
{
  const char *name;
  double accuracy[LK_N_ACCURACIES];
  double ci95;
  double difference;
  double difference_ci95;
} LkSweepRow;

/**
 * LkSweepPlot:
 * @n_rows, @rows: settings; the first is what the others are compared with
 * @title, @subtitle: (nullable)
 *
 * How several settings come out on the same episodes: left the accuracy of each, right
 * its difference to the first, where an interval that does not touch the line at zero is
 * worth a word.
 */
typedef struct
{
  guint n_rows;
  const LkSweepRow *rows;
  const char *title;
  const char *subtitle;
} LkSweepPlot;

void lk_plot_sweep (const LkSweepPlot *data,
                    cairo_t *cr,
                    double width,
                    double height,
                    const LkPalette *palette);

/** The height that gives every row its room. */
double lk_plot_sweep_get_height (const LkSweepPlot *data, const LkPalette *palette);

/** Where the middle of a row's mark is: of all levels together on the left
 * (@is_difference is %FALSE), or of its difference on the right. */
void lk_plot_sweep_place (const LkSweepPlot *data,
                          double width,
                          double height,
                          const LkPalette *palette,
                          guint row,
                          gboolean is_difference,
                          double place[2]);

G_END_DECLS
