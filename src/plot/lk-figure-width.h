/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The text of most two-column papers is as wide, in points. */
#define LK_FIGURE_ONE_COLUMN 252.0
#define LK_FIGURE_TWO_COLUMNS 516.0
/* What may be asked for instead. */
#define LK_FIGURE_MIN_WIDTH 120
#define LK_FIGURE_MAX_WIDTH 2000

/**
 * lk_figure_width_from_string:
 * @text: "one" or "two", columns of a paper, or a number of points
 * @width: (out): in points, 0 where it fails
 *
 * Returns: whether @text is one of these
 */
gboolean lk_figure_width_from_string (const char *text, double *width);

G_END_DECLS
