/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-pairs.h"

#include <math.h>

#include "lk-number-text.h"
#include "lk-plot-layout.h"
#include "lk-text-private.h"

#define MARGIN 12
#define GAP 10
#define INSET 5
#define MAX_EDGE 84

/* Of a map of a card. */
static double
get_edge (const LkPairRow *data, double width, const LkPalette *palette)
{
  double scale = palette->scale;
  double card = (width - 2 * MARGIN * scale - (MAX (data->n, 1) - 1) * GAP * scale)
                / MAX (data->n, 1);

  return MAX (floor (MIN ((card - 3 * INSET * scale) / 2, MAX_EDGE * scale)), 1);
}

static LkBox
get_card (const LkPairRow *data, guint index, double width, const LkPalette *palette)
{
  double scale = palette->scale;
  double edge = get_edge (data, width, palette);
  double across = 2 * edge + 3 * INSET * scale;

  return (LkBox){
    MARGIN * scale + index * (across + GAP * scale),
    MARGIN * scale + lk_text_line_height (palette, LK_TEXT_STRONG) + 4 * scale,
    across,
    edge + 3 * INSET * scale + lk_text_line_height (palette, LK_TEXT_STRONG)
        + lk_text_line_height (palette, LK_TEXT_SMALL),
  };
}

double
lk_plot_pairs_get_height (const LkPairRow *data, double width, const LkPalette *palette)
{
  LkBox card;

  g_return_val_if_fail (data != NULL && palette != NULL, 0);

  card = get_card (data, 0, width, palette);
  return data->n > 0 ? ceil (card.y + card.height) : 0;
}

void
lk_plot_pairs_draw_title (const LkPairRow *data, const LkPen *pen, double width)
{
  double margin;

  g_return_if_fail (data != NULL && pen != NULL);

  margin = MARGIN * pen->palette->scale;
  if (data->n > 0)
    lk_text_draw_in (pen, LK_TEXT_STRONG, &pen->palette->foreground,
                     (LkTextPlace){ margin, margin, 0, width - 2 * margin }, data->title);
}

void
lk_plot_pairs_draw_card (const LkPairRow *data,
                         guint index,
                         const LkChannelPair *pair,
                         const char *text,
                         const LkPen *pen,
                         double width)
{
  double inset, edge, y;
  g_autofree char *number = NULL;
  LkBox card;

  g_return_if_fail (data != NULL && pair != NULL && pen != NULL && index < data->n);

  inset = INSET * pen->palette->scale;
  edge = get_edge (data, width, pen->palette);
  card = get_card (data, index, width, pen->palette);
  number = lk_number_fixed (pair->similarity, 3);
  for (guint i = 0; i < 2; i++)
    lk_plot_channel_map (
        pair, i, pen,
        &(LkBox){ card.x + inset + i * (edge + inset), card.y + inset, edge, edge });
  y = card.y + edge + 2 * inset;
  lk_text_draw_in (pen, LK_TEXT_STRONG, &pen->palette->foreground,
                   (LkTextPlace){ card.x + inset, y, 0, card.width - 2 * inset }, number);
  y += lk_text_line_height (pen->palette, LK_TEXT_STRONG);
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                   (LkTextPlace){ card.x + inset, y, 0, card.width - 2 * inset }, text);
}

void
lk_plot_pairs_overlay (const LkPairRow *data, const LkPen *pen, double width)
{
  LkBox card;

  g_return_if_fail (data != NULL && pen != NULL);

  if (data->current < 0 || (guint) data->current >= data->n)
    return;
  card = get_card (data, (guint) data->current, width, pen->palette);
  cairo_save (pen->cr);
  lk_plot_rounded (pen->cr, &card, 8 * pen->palette->scale);
  lk_palette_set_source (pen->cr, &pen->palette->accent, 1);
  cairo_set_line_width (pen->cr, 2 * pen->palette->scale);
  cairo_stroke (pen->cr);
  cairo_restore (pen->cr);
}

int
lk_plot_pairs_hit (const LkPairRow *data, const LkPointer *pointer)
{
  g_return_val_if_fail (data != NULL && pointer != NULL, -1);

  for (guint i = 0; i < data->n; i++)
    {
      LkBox card = get_card (data, i, pointer->width, pointer->palette);

      if (lk_box_contains (&card, pointer->x, pointer->y))
        return (int) i;
    }
  return -1;
}
