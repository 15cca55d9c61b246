/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-correspondence.h"
#include "lk-plot-layout.h"

G_BEGIN_DECLS

/**
 * LkCorrespondenceLayout:
 * @title, @subtitle: those there is room for
 * @side: whether the cards stand beside the heatmap, or below it
 * @area: of the cells of the heatmap
 * @bar_y: of the colour bar: below the cells, or above them where lines go down; NAN for
 *   none
 * @caption: height of the line above the cards, 0 for none
 * @cards: the room of the cards
 * @n_columns, @n_rows: of cards
 * @cell_width, @cell_height: the room of one card
 * @thumb: edge of its picture
 * @mark: size of its mark
 * @legend: below the cards: what the lines mean; no width where there is no room
 *
 * Where the parts of an #LkCorrespondences are, for drawing and for the hit test. @area
 * depends on nothing that hovering changes. Private to this room.
 */
typedef struct
{
  const char *title;
  const char *subtitle;
  double margin;
  gboolean side;
  LkBox area;
  double bar_y;
  double caption;
  LkBox cards;
  guint n_columns;
  guint n_rows;
  double cell_width;
  double cell_height;
  double thumb;
  double mark;
  LkBox legend;
} LkCorrespondenceLayout;

void lk_correspondence_layout_init (LkCorrespondenceLayout *self,
                                    const LkCorrespondences *data,
                                    double width,
                                    double height,
                                    const LkPalette *palette);

/** The room of a card: cards fill a column, then the next. */
LkBox lk_correspondence_layout_get_card (const LkCorrespondenceLayout *self, guint index);

/** Of the card's picture. */
LkBox lk_correspondence_layout_get_thumb (const LkCorrespondenceLayout *self,
                                          guint index,
                                          double scale);

/** Of a cell in the card's picture, at least @least wide and always inside. */
LkBox lk_correspondence_layout_get_cell (const LkCorrespondenceLayout *self,
                                         const LkHeatmap *heatmap,
                                         guint index,
                                         const guint cell[2],
                                         double least,
                                         double scale);

G_END_DECLS
