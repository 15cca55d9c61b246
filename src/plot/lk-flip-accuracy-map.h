/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-flip-geometry.h"

G_BEGIN_DECLS

/* The accuracy over a flip map. Private to this room. */

gboolean lk_flip_accuracy_is_drawn (const LkFlipPlot *data);

/** Fills the triangle: every pixel takes the colour of the nearest grid point. */
void lk_flip_accuracy_draw (const LkFlipPlot *data,
                            const LkFlipGeometry *geometry,
                            cairo_t *cr);

/** Where the star of the best weights stands and where their accuracy is written; %FALSE
 * without. */
gboolean lk_flip_accuracy_get_best (const LkFlipPlot *data,
                                    const LkFlipGeometry *geometry,
                                    const LkPalette *palette,
                                    double star[2],
                                    LkBox *tag);

void lk_flip_accuracy_draw_best (const LkFlipPlot *data,
                                 const LkFlipGeometry *geometry,
                                 const LkPen *pen);

/** The colour bar, where there is room. */
void lk_flip_accuracy_draw_bar (const LkFlipPlot *data,
                                const LkFlipGeometry *geometry,
                                const LkPen *pen);

G_END_DECLS
