/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-pen.h"
#include "lk-plot-layout.h"

G_BEGIN_DECLS

/** Outlines @cell of the picture @area and numbers it. Private to this room. */
void lk_plot_pin (const LkPen *pen, const LkBox *area, const LkBox *cell, guint number);

G_END_DECLS
