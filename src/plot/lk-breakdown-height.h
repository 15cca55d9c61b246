/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-breakdown.h"

G_BEGIN_DECLS

/** The height from which on at @width no class is missing in the table of
 * lk_plot_breakdown(). */
double lk_plot_breakdown_get_height (const LkBreakdownPlot *data,
                                     double width,
                                     const LkPalette *palette);

G_END_DECLS
