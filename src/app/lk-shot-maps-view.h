/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-canvas.h"

G_BEGIN_DECLS

/**
 * LkShotMapsView:
 *
 * The margin over the cells of the shots of the class that is shown and of the one it is
 * compared with. What each cell gives is computed on another thread, and only while it is
 * seen. The brush paints cells of the shots out.
 */
#define LK_TYPE_SHOT_MAPS_VIEW (lk_shot_maps_view_get_type ())
G_DECLARE_FINAL_TYPE (LkShotMapsView, lk_shot_maps_view, LK, SHOT_MAPS_VIEW, LkCanvas)
/** Whether a cell is pointed at. */
gboolean lk_shot_maps_view_is_pointed (LkShotMapsView *self);

G_END_DECLS
