/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-breakdown-layout.h"

#include "lk-text-private.h"

#include <math.h>

#define MAX_BARS 12 /* and the rest */
#define MIN_SLOT 22
#define MAX_SLOT 64
#define MAX_BAR 330
#define MAX_ROW 28
#define LABELS 64
#define MIN_WIDTH_FOR_LABELS 420
#define MIN_ROW 20

double
lk_breakdown_layout_get_head_height (const LkPalette *palette)
{
  return 2 * lk_text_line_height (palette, LK_TEXT_SMALL) + 4 * palette->scale;
}

static gboolean
has_table (const LkBreakdownPlot *data)
{
  return data->distances != NULL && data->n_classes > 0;
}

static gboolean
has_directions (const LkBreakdownPlot *data)
{
  return data->breakdown->n_directions > 0 && data->breakdown->shares != NULL;
}

static void
place_table (LkBreakdownLayout *self,
             const LkBreakdownPlot *data,
             const LkBox *room,
             const LkPalette *palette)
{
  double scale = palette->scale;
  double head = lk_breakdown_layout_get_head_height (palette);
  double rows = room->height - head;

  if (!has_table (data) || room->width < 230 * scale)
    return;
  self->row_height = CLAMP (rows / data->n_classes, MIN_ROW * scale, MAX_ROW * scale);
  self->n_rows = (guint) CLAMP (floor (rows / self->row_height), 0, data->n_classes);
  if (self->n_rows == 0)
    return;
  self->table = *room;
  self->table.height = head + self->n_rows * self->row_height;
}

static void
place_bars (LkBreakdownLayout *self,
            const LkBreakdownPlot *data,
            const LkBox *room,
            const LkPalette *palette)
{
  double scale = palette->scale;
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);
  double labels = room->width >= MIN_WIDTH_FOR_LABELS * scale ? LABELS * scale : 0;
  double width = room->width - labels;
  guint n = data->breakdown->n_directions;
  guint n_fit = (guint) CLAMP (width / (MIN_SLOT * scale), 1, MAX_BARS + 1);
  double top = 0;
  double bottom = small;
  double slot;

  if (!has_directions (data) || room->height < 30 * scale)
    return;
  self->n_bars = MIN (n, n_fit);
  self->rest = n > self->n_bars || n > MAX_BARS;
  slot = width / self->n_bars;
  self->labels = labels;
  self->caption = room->height >= 90 * scale;
  self->sums = slot >= 26 * scale && room->height >= 100 * scale;
  self->numbers = slot >= 34 * scale && room->height >= 100 * scale;
  if (self->caption)
    top += small + 4 * scale;
  if (self->numbers)
    top += small;
  if (self->sums)
    bottom += small;
  self->bars = (LkBox){ room->x + labels, room->y + top,
                        MIN (width, self->n_bars * MAX_SLOT * scale),
                        CLAMP (room->height - top - bottom, 1, MAX_BAR * scale) };
}

/* The stacked bar with its keys; returns how high both are. */
static double
place_terms (LkBreakdownLayout *self,
             const LkBox *room,
             gboolean two_lines,
             const LkPalette *palette)
{
  double scale = palette->scale;
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);
  double bar = CLAMP (0.07 * room->height, 8 * scale, 26 * scale);

  self->terms = (LkBox){ room->x, room->y, room->width, bar };
  if (room->height < 70 * scale || room->width < 120 * scale)
    return bar;
  self->keys = (LkBox){ room->x, room->y + bar + 5 * scale, room->width,
                        (two_lines ? 2 : 1) * small };
  return bar + 5 * scale + self->keys.height;
}

void
lk_breakdown_layout_init (LkBreakdownLayout *self,
                          const LkBreakdownPlot *data,
                          double width,
                          double height,
                          const LkPalette *palette)
{
  double scale = palette->scale;
  double head = lk_breakdown_layout_get_head_height (palette);
  gboolean beside = has_table (data) && width >= 800 * scale && height >= 200 * scale;
  LkBox room;
  LkBox table = { 0 };
  double used;

  *self = (LkBreakdownLayout){
    .margin = lk_plot_margin (palette, width, height),
    .title = height >= 130 * scale,
    .subtitle = height >= 200 * scale,
  };
  room = (LkBox){ self->margin, self->margin, MAX (width - 2 * self->margin, 1), 0 };
  room.y += lk_plot_header_height (palette, self->title ? "" : NULL,
                                   self->subtitle ? "" : NULL);
  room.height = MAX (height - self->margin - room.y, 1);
  if (beside)
    {
      table = room;
      table.x = room.x + 0.53 * room.width + 18 * scale;
      table.width = room.x + room.width - table.x;
      room.width *= 0.53;
    }
  used = place_terms (self, &room, room.width < 300 * scale, palette) + 14 * scale;
  room.y += used;
  room.height = MAX (room.height - used, 1);
  if (!beside && has_table (data) && height >= 250 * scale)
    {
      double rows = (room.height - 120 * scale - head) / (MIN_ROW * scale);

      if (!has_directions (data))
        rows = (room.height - 24 * scale - head) / (MIN_ROW * scale);
      table = room;
      table.height = head + MIN_ROW * scale * CLAMP (floor (rows), 1, data->n_classes);
      table.y = room.y + room.height - table.height;
      room.height = MAX (room.height - table.height - 10 * scale, 1);
    }
  place_bars (self, data, &room, palette);
  place_table (self, data, &table, palette);
  if (self->n_bars == 0)
    self->bars = room;
}

LkBox
lk_breakdown_layout_get_slot (const LkBreakdownLayout *self, guint index)
{
  double width = self->bars.width / MAX (self->n_bars, 1);

  return (LkBox){ self->bars.x + index * width, self->bars.y, width, self->bars.height };
}
