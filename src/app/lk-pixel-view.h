/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-canvas.h"

G_BEGIN_DECLS

/** The pixel level of the selected query: the heatmap of a class, and for one cell its
 * best match in every class. */
#define LK_TYPE_PIXEL_VIEW (lk_pixel_view_get_type ())
G_DECLARE_FINAL_TYPE (LkPixelView, lk_pixel_view, LK, PIXEL_VIEW, LkCanvas)

G_END_DECLS
