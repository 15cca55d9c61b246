/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-correspondence-layout.h"

#include "lk-text-private.h"

#include <math.h>

#define MAX_THUMB 104
#define MIN_CARD 140 /* narrower ones below the heatmap have no room for words */
#define MIN_ROW 50   /* lower rows in one column make two columns of higher ones */

static void
place_cards (LkCorrespondenceLayout *self, guint n_matches, double scale)
{
  double best = 0;

  for (guint n_columns = 1; n_columns <= 5; n_columns++)
    {
      guint n_rows = (n_matches + n_columns - 1) / n_columns;
      double width = self->cards.width / n_columns;
      double height = self->cards.height / n_rows;
      double thumb = MIN (height - 6 * scale, 0.42 * width);

      thumb = MIN (thumb, MAX_THUMB * scale);
      if (thumb > 1.15 * best)
        {
          best = thumb;
          self->n_columns = n_columns;
          self->n_rows = n_rows;
        }
      if (n_matches <= n_columns || (self->side && height >= MIN_ROW * scale)
          || (!self->side && self->cards.width / (n_columns + 1) < MIN_CARD * scale))
        break;
    }
  self->thumb = floor (MAX (best, 0));
  self->cell_width = self->cards.width / MAX (self->n_columns, 1);
  self->cell_height
      = MIN (self->cards.height / MAX (self->n_rows, 1), self->thumb + 24 * scale);
  self->mark = CLAMP (0.32 * self->thumb, MIN (12 * scale, self->thumb), 20 * scale);
}

static void
split_beside (LkCorrespondenceLayout *self,
              const LkBox *body,
              double bar,
              guint n_matches,
              double scale)
{
  double gap = CLAMP (0.045 * body->width, 10 * scale, 64 * scale);
  guint n_columns = n_matches > 8 && body->width > 560 * scale ? 2 : 1;
  double wanted = (n_columns == 2 ? 380 : 250) * scale;
  double least = MIN (wanted, MAX (0.36 * body->width, 110 * scale));
  double edge = MAX (floor (MIN (body->height - bar, body->width - gap - least)), 1);

  wanted = MIN (body->width - edge - gap, 1.25 * wanted);
  gap = MIN (body->width - edge - wanted, MAX (gap, 80 * scale));
  self->area = (LkBox){ body->x, body->y, edge, edge };
  self->bar_y = bar > 0 ? body->y + edge + 10 * scale : NAN;
  self->cards = (LkBox){ body->x + edge + gap, body->y, MAX (wanted, 1), edge };
}

static void
split_below (LkCorrespondenceLayout *self, const LkBox *body, double bar, double scale)
{
  double gap = 40 * scale;
  double edge = MAX (floor (MIN (body->width, 0.64 * (body->height - gap - bar))), 1);
  double top = body->y + bar;

  self->area = (LkBox){ floor (body->x + (body->width - edge) / 2), top, edge, edge };
  self->bar_y = bar > 0 ? body->y : NAN;
  self->cards
      = (LkBox){ body->x + 6 * scale, top + edge + gap, MAX (body->width - 6 * scale, 1),
                 MAX (body->height - bar - edge - gap, 1) };
}

/* The caption above the cards and the legend below them. */
static void
place_lines (LkCorrespondenceLayout *self, double bar, const LkPalette *palette)
{
  double scale = palette->scale;
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);

  if (self->side && self->cards.height >= 240 * scale)
    self->caption = small + 6 * scale;
  self->cards.y += self->caption;
  self->cards.height -= self->caption;
  self->legend = self->cards;
  if (self->side)
    {
      self->legend.y = self->bar_y - 4 * scale;
      self->legend.height = 2 * small;
    }
  else if (bar > 0)
    {
      self->cards.height = MAX (self->cards.height - small - 4 * scale, 1);
      self->legend.y = self->cards.y + self->cards.height + 4 * scale;
      self->legend.height = small;
    }
  if (!(bar > 0))
    self->legend.width = 0;
}

void
lk_correspondence_layout_init (LkCorrespondenceLayout *self,
                               const LkCorrespondences *data,
                               double width,
                               double height,
                               const LkPalette *palette)
{
  double scale = palette->scale;
  double bar = MIN (width, height) < 160 * scale ? 0 : (LK_COLOR_BAR_HEIGHT + 10) * scale;
  double header;
  LkBox body;

  *self = (LkCorrespondenceLayout){
    .title = height < 180 * scale ? NULL : data->heatmap.title,
    .subtitle = height < 260 * scale ? NULL : data->heatmap.subtitle,
    .margin = lk_plot_margin (palette, width, height),
    .side = width > 0.85 * height,
    .n_columns = 1,
    .n_rows = MAX (data->n_matches, 1),
  };
  header = round (lk_plot_header_height (palette, self->title, self->subtitle));
  body = (LkBox){ self->margin, self->margin + header, width - 2 * self->margin,
                  height - 2 * self->margin - header };
  if (self->side)
    split_beside (self, &body, bar, data->n_matches, scale);
  else
    split_below (self, &body, bar, scale);
  place_lines (self, bar, palette);
  if (data->n_matches > 0)
    place_cards (self, data->n_matches, scale);
}

LkBox
lk_correspondence_layout_get_card (const LkCorrespondenceLayout *self, guint index)
{
  return (LkBox){
    self->cards.x + index / self->n_rows * self->cell_width,
    self->cards.y + index % self->n_rows * self->cell_height,
    self->cell_width,
    self->cell_height,
  };
}

LkBox
lk_correspondence_layout_get_thumb (const LkCorrespondenceLayout *self,
                                    guint index,
                                    double scale)
{
  LkBox card = lk_correspondence_layout_get_card (self, index);

  return (LkBox){ card.x + self->mark + 8 * scale,
                  card.y + (card.height - self->thumb) / 2, self->thumb, self->thumb };
}

LkBox
lk_correspondence_layout_get_cell (const LkCorrespondenceLayout *self,
                                   const LkHeatmap *heatmap,
                                   guint index,
                                   const guint cell[2],
                                   double least,
                                   double scale)
{
  LkBox thumb = lk_correspondence_layout_get_thumb (self, index, scale);
  double width = thumb.width / heatmap->n_columns;
  double height = thumb.height / heatmap->n_rows;
  double edge = MIN (MAX (width, least), thumb.width);
  double x = thumb.x + (MIN (cell[1], heatmap->n_columns - 1) + 0.5) * width;
  double y = thumb.y + (MIN (cell[0], heatmap->n_rows - 1) + 0.5) * height;

  x = CLAMP (x - edge / 2, thumb.x, thumb.x + thumb.width - edge);
  y = CLAMP (y - edge / 2, thumb.y, thumb.y + thumb.height - edge);
  return (LkBox){ x, y, edge, edge };
}
