/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-breakdown-layout.h"

G_BEGIN_DECLS

/** All distances to all classes with their ranks, the nearest class in bold; as many rows
 * as there is room for, nearest first, that of @class_index always among them. Private to
 * this room. */
void lk_breakdown_table_draw (const LkBreakdownPlot *data,
                              const LkBreakdownLayout *layout,
                              const LkPen *pen);

G_END_DECLS
