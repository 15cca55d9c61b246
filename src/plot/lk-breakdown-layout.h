/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-breakdown.h"
#include "lk-plot-layout.h"

G_BEGIN_DECLS

/**
 * LkBreakdownLayout:
 * @title, @subtitle: whether there is room for them
 * @terms: of the stacked bar
 * @keys: of what names its parts, below; no height for none
 * @caption: whether the directions have a line above them
 * @bars: of the bars of the directions, without the lines below them
 * @n_bars: bars, the last of them the rest where @rest
 * @numbers: whether there is room for the value above each bar
 * @sums: whether what the bars add up to stands below
 * @labels: width of what names the lines below the bars, before them; 0 for none
 * @table: of the table of distances
 * @n_rows: its rows, without the head
 * @row_height: of each
 *
 * Where the parts of an #LkBreakdownPlot are, for drawing and for the hit test. Private
 * to this room.
 */
typedef struct
{
  double margin;
  gboolean title;
  gboolean subtitle;
  LkBox terms;
  LkBox keys;
  gboolean caption;
  LkBox bars;
  guint n_bars;
  gboolean rest;
  gboolean numbers;
  gboolean sums;
  double labels;
  LkBox table;
  guint n_rows;
  double row_height;
} LkBreakdownLayout;

void lk_breakdown_layout_init (LkBreakdownLayout *self,
                               const LkBreakdownPlot *data,
                               double width,
                               double height,
                               const LkPalette *palette);

/** The column of bar @index, as wide as what belongs to it and as high as the room. */
LkBox lk_breakdown_layout_get_slot (const LkBreakdownLayout *self, guint index);

/** The height of the head of the table. */
double lk_breakdown_layout_get_head_height (const LkPalette *palette);

G_END_DECLS
