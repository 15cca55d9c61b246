/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-flip-map.h"

G_BEGIN_DECLS

/**
 * lk_weights_sheet_write:
 * @accuracy: over the triangle of all weights
 * @weights: the point to mark, such as the learned ones
 * @column: see #LkFigureSize
 * @path: ends in .svg, .pdf or .png
 *
 * Returns: or %FALSE as lk_figure_file_write() fails
 */
gboolean lk_weights_sheet_write (const LkFlipAccuracy *accuracy,
                                 const double weights[LK_N_LEVELS],
                                 double column,
                                 const char *path,
                                 GError **error);

G_END_DECLS
