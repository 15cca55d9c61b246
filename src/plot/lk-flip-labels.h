/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-flip-geometry.h"

G_BEGIN_DECLS

/* What names the regions of a flip map. Private to this room. */

/**
 * LkFlipLabels:
 * @keep_free: [n_keep_free, 4]: rectangles x, y, width, height that labels stay away from
 * @names: whether names are drawn beside the marks
 */
typedef struct
{
  const LkFlipPlot *data;
  const LkFlipGeometry *geometry;
  const double (*keep_free)[4];
  guint n_keep_free;
  gboolean names;
} LkFlipLabels;

/**
 * lk_flip_labels_draw:
 *
 * Mark and name of each region, as near to its centre as they fit into it; the name goes
 * where there is too little room, then the mark.
 *
 * Returns: (transfer full): [n_regions]: whether the region has its mark
 */
gboolean *lk_flip_labels_draw (const LkFlipLabels *self, const LkPen *pen);

/**
 * lk_flip_labels_draw_list:
 * @labelled: as lk_flip_labels_draw() says
 *
 * The largest regions with their shares of the triangle, in the corner beside its tip; in
 * a small room only those without a mark.
 */
void lk_flip_labels_draw_list (const LkFlipPlot *data,
                               const LkFlipGeometry *geometry,
                               const LkPen *pen,
                               double width,
                               const gboolean *labelled);

G_END_DECLS
