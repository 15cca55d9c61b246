/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkBrush:
 * @painting: whether the stroke paints cells out, or brings them back
 * @first: the cell where it began
 * @last: the cell it came to last
 * @before: (nullable): the cells before it, of a rectangle
 *
 * A stroke over the cells of the query or of a shot, with the tip of the session's look.
 * One a view, all 0 at first.
 */
typedef struct
{
  gboolean painting;
  guint first;
  guint last;
  GBytes *before;
} LkBrush;

/** Frees what it keeps. */
void lk_brush_clear (LkBrush *self);

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
 * LkBrushCells:
 * @kept: [n_cells]: changed
 * @cell: where the stroke is now
 *
 * The cells of a map of @n_columns that a stroke comes over.
 */
typedef struct
{
  gboolean *kept;
  guint n_cells;
  guint n_columns;
  guint cell;
} LkBrushCells;

/**
 * lk_brush_stroke:
 *
 * The same on whatever cells. A stroke that comes from elsewhere, with @last out of
 * range, goes on at its cell. A rectangle is of the cell where it began and this one; as
 * it gets smaller, what it leaves is as it was before.
 *
 * Returns: whether anything changed
 */
gboolean lk_brush_stroke (LkBrush *self,
                          LkBrushTip tip,
                          const LkBrushCells *cells,
                          gboolean begins);

G_END_DECLS
