/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-colormap.h"
#include "lk-matches.h"
#include "lk-pointer.h"
#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * LkMatrix:
 * @values: [C, K*C]: part similarities of one class
 * @matches: the maxima of the rows, marked; they add up to the score
 * @order: (nullable): [C]: row i shows query channel @order[i]; %NULL: channel i
 * @n_shots: K: vertical lines part the shots
 * @title, @subtitle: (nullable): lines above
 * @hovered_row, @hovered_column: -1 for none
 */
typedef struct
{
  LkTensor *values;
  const LkMatches *matches;
  const guint *order;
  guint n_shots;
  const char *title;
  const char *subtitle;
  int hovered_row;
  int hovered_column;
} LkMatrix;

void lk_plot_matrix (const LkMatrix *data,
                     cairo_t *cr,
                     double width,
                     double height,
                     const LkPalette *palette);

/* The same in two steps: the base is what does not change with @hovered_row and
 * @hovered_column; the overlay adds their cross and tag. Both take the same data; drawn
 * one over the other they give exactly lk_plot_matrix(). */
void lk_plot_matrix_base (const LkMatrix *data,
                          cairo_t *cr,
                          double width,
                          double height,
                          const LkPalette *palette);
void lk_plot_matrix_overlay (const LkMatrix *data,
                             cairo_t *cr,
                             double width,
                             double height,
                             const LkPalette *palette);

/** Whether an entry lies under (@x, @y), and which. */
gboolean lk_plot_matrix_hit (const LkMatrix *data,
                             const LkPointer *pointer,
                             guint *row,
                             guint *column);

/** The rectangle x, y, width, height of the entries; nothing where nothing is drawn. */
void lk_plot_matrix_get_area (const LkMatrix *data,
                              double width,
                              double height,
                              const LkPalette *palette,
                              double area[4]);

G_END_DECLS
