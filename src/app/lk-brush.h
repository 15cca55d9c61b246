/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkBrush:
 * @painting: whether the stroke paints cells out, or brings them back
 * @last: the cell the stroke came to last
 *
 * A stroke over the cells of the query or of a shot. Plain data, one a view, all 0 at
 * first.
 */
typedef struct
{
  gboolean painting;
  guint last;
} LkBrush;

/**
 * lk_brush_paint:
 * @n_columns: of the query's map
 * @begins: whether the stroke begins here: on a kept cell it then paints out, else it
 *   brings back
 *
 * Paints from where the stroke was to the cell under the pointer: a quick pointer skips
 * cells.
 */
void lk_brush_paint (LkBrush *self, LkSession *session, guint n_columns, gboolean begins);

/**
 * lk_brush_stroke:
 * @kept: [n_cells]: changed
 * @cell: where the stroke is now
 *
 * The same on whatever cells. A stroke that comes from elsewhere, with @last out of
 * range, goes on at @cell.
 *
 * Returns: whether anything changed
 */
gboolean lk_brush_stroke (LkBrush *self,
                          gboolean *kept,
                          guint n_cells,
                          guint n_columns,
                          guint cell,
                          gboolean begins);

G_END_DECLS
