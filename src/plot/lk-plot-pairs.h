/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-box.h"
#include "lk-plot-channels.h"
#include "lk-pointer.h"

G_BEGIN_DECLS

/**
 * LkPairRow:
 * @n: cards in it
 * @title: a line above
 * @current: the card that is chosen, or -1
 *
 * Pairs of channels on cards beside one another. Plain data; whoever fills it owns
 * everything in it. What a card holds is told card by card, as lk_plot_pairs_draw_card()
 * draws it.
 */
typedef struct
{
  guint n;
  const char *title;
  int current;
} LkPairRow;

/** The height a row takes at @width. */
double
lk_plot_pairs_get_height (const LkPairRow *data, double width, const LkPalette *palette);
/** The title. */
void lk_plot_pairs_draw_title (const LkPairRow *data, const LkPen *pen, double width);
/** Card @index: both maps, and below them how alike they are and @text: which they are.
 */
void lk_plot_pairs_draw_card (const LkPairRow *data,
                              guint index,
                              const LkChannelPair *pair,
                              const char *text,
                              const LkPen *pen,
                              double width);
/** A line around the chosen card. */
void lk_plot_pairs_overlay (const LkPairRow *data, const LkPen *pen, double width);
/** The card under the pointer, or -1. */
int lk_plot_pairs_hit (const LkPairRow *data, const LkPointer *pointer);

G_END_DECLS
