/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-palette.h"
#include "lk-plot-layout.h"
#include "lk-pointer.h"

G_BEGIN_DECLS

/**
 * LkConfusion:
 * @n_classes: 1 to 1000: names are drawn while there is room for them
 * @class_names: one a class
 * @counts: [n_classes, n_classes]: rows the truth, columns the prediction
 * @marks: whether the classes have marks (an episode's) or not (a dataset's)
 * @title, @subtitle: (nullable)
 * @hovered_row, @hovered_column: -1 for none
 * @first_row, @first_column, @n_shown: the square block that is drawn; 0 for the whole.
 *   Its shades, sums and rates are still those of whole rows
 */
typedef struct
{
  guint n_classes;
  const char *const *class_names;
  const guint *counts;
  gboolean marks;
  const char *title;
  const char *subtitle;
  int hovered_row;
  int hovered_column;
  guint first_row;
  guint first_column;
  guint n_shown;
} LkConfusion;

void lk_plot_confusion (const LkConfusion *data,
                        cairo_t *cr,
                        double width,
                        double height,
                        const LkPalette *palette);

/* The same in two steps: the base is what does not change with @hovered_row and
 * @hovered_column; the overlay adds their cross and tag. Both take the same data; drawn
 * one over the other they give exactly lk_plot_confusion(). */
void lk_plot_confusion_base (const LkConfusion *data,
                             cairo_t *cr,
                             double width,
                             double height,
                             const LkPalette *palette);
void lk_plot_confusion_overlay (const LkConfusion *data,
                                cairo_t *cr,
                                double width,
                                double height,
                                const LkPalette *palette);

/** Where the entries are, whichever are shown. */
LkBox lk_plot_confusion_get_area (const LkConfusion *data,
                                  double width,
                                  double height,
                                  const LkPalette *palette);

gboolean lk_plot_confusion_hit (const LkConfusion *data,
                                const LkPointer *pointer,
                                guint *row,
                                guint *column);

G_END_DECLS
