/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-pen.h"
#include "lk-plot-scores.h"

G_BEGIN_DECLS

/* The parts of a stacked bar. Private to this room. */

/**
 * LkStackPlace:
 * @zero: where the contributions begin, across
 * @unit: the length of a contribution of 1
 * @y, @height: of the bar
 */
typedef struct
{
  double zero;
  double unit;
  double y;
  double height;
} LkStackPlace;

/** Positive contributions to the right of zero, negative ones to the left, each side in
 * the order of the levels. */
void lk_contributions_draw_stack (const LkDecision *decision,
                                  guint class_index,
                                  const LkPen *pen,
                                  const LkStackPlace *place);

/** Where the contributions balance: the fused score. */
void lk_contributions_draw_tick (const LkPen *pen, double x, double y, double height);

void
lk_contributions_draw_zero_line (const LkPen *pen, double x, double y, double height);

G_END_DECLS
