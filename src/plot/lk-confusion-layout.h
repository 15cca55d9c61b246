/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-confusion.h"
#include "lk-plot-layout.h"

G_BEGIN_DECLS

/**
 * LkConfusionLayout:
 * @title, @subtitle: those there is room for
 * @axes: whether the axes have titles
 * @key: whether what the colours mean stands below
 * @row, @column, @n: the block of entries that is shown: its first row and column, and
 *   how many of each
 * @area: of these entries
 * @cell: edge of an entry
 * @mark: size of the marks, 0 for none
 * @step: every so manieth class has its name; 0 for none
 * @text_scale: of the names, times the palette's
 * @names: room of the names of the rows
 * @head: room of the names of the columns, 0 where marks stand for them
 * @rates: room of the numbers at the right: the share of each row that is right; or 0
 *
 * Where the parts of an #LkConfusion are, for drawing and for the hit test. Private to
 * this room.
 */
typedef struct
{
  const char *title;
  const char *subtitle;
  double margin;
  gboolean axes;
  gboolean key;
  guint row;
  guint column;
  guint n;
  LkBox area;
  double cell;
  double mark;
  guint step;
  double text_scale;
  double names;
  double head;
  double rates;
} LkConfusionLayout;

void lk_confusion_layout_init (LkConfusionLayout *self,
                               const LkConfusion *data,
                               double width,
                               double height,
                               const LkPalette *palette);

G_END_DECLS
