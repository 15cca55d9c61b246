/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-palette.h"
#include "lk-pointer.h"

G_BEGIN_DECLS

/**
 * LkShotStrip:
 * @n_shots: pictures side by side
 * @pictures: [n_shots]: as the network saw them, square
 * @n_rows, @n_columns: cells of each
 * @title: (nullable): a line above
 * @hovered: support cell: shot * n_rows * n_columns + cell; or -1
 * @pinned: (nullable): [n_pinned]: support cells, each the best match of the query's pin
 *   of the same number: outlined and numbered like it
 *
 * The shots of a class in a row, so that their cells can be pointed at.
 */
typedef struct
{
  guint n_shots;
  cairo_surface_t *const *pictures;
  guint n_rows;
  guint n_columns;
  const char *title;
  int hovered;
  const guint *pinned;
  guint n_pinned;
} LkShotStrip;

/** Everything but the outline of the hovered cell. */
void lk_plot_shots_base (const LkShotStrip *data,
                         cairo_t *cr,
                         double width,
                         double height,
                         const LkPalette *palette);
/** That outline. */
void lk_plot_shots_overlay (const LkShotStrip *data,
                            cairo_t *cr,
                            double width,
                            double height,
                            const LkPalette *palette);

/** The support cell under (@x, @y), as @hovered has it, or -1. */
int lk_plot_shots_hit (const LkShotStrip *data, const LkPointer *pointer);

G_END_DECLS
