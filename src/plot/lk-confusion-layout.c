/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-confusion-layout.h"

#include "lk-text-private.h"

#include <math.h>

#define MAX_CELL 92
#define MAX_STEP 6
#define LEAST_TEXT 0.66

/* How names fit the lines of @cell pixels: all of them somewhat smaller, or every second,
 * third, ... */
static void
choose_step (LkConfusionLayout *self, double small)
{
  double step = ceil (LEAST_TEXT * small / self->cell);

  self->step = step <= MAX_STEP ? (guint) MAX (step, 1) : 0;
  self->text_scale = CLAMP (self->step * self->cell / small, LEAST_TEXT, 1);
}

/* The largest first cell that leaves room for all the others. */
static LkBox
fit_cell (const LkConfusionLayout *self,
          double width,
          double height,
          const LkPalette *palette)
{
  double scale = palette->scale;
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);
  double axis = self->axes ? small + 4 * scale : 0;
  double marks = self->mark > 0 ? self->mark + 8 * scale : 0;

  double left = self->margin + axis + self->names + marks;
  double top = self->margin + lk_plot_header_height (palette, self->title, self->subtitle)
               + axis + self->head + marks;
  double edge = MIN ((width - self->margin - left - self->rates) / self->n,
                     (height - self->margin - top - (self->key ? small + 12 * scale : 0))
                         / self->n);

  return (LkBox){ left, top, edge, edge };
}

void
lk_confusion_layout_init (LkConfusionLayout *self,
                          const LkConfusion *data,
                          double width,
                          double height,
                          const LkPalette *palette)
{
  double scale = palette->scale;
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);
  gboolean roomy = width >= 260 * scale && height >= 240 * scale;
  LkBox first;

  *self = (LkConfusionLayout){
    .title = height < 150 * scale ? NULL : data->title,
    .subtitle = height < 220 * scale ? NULL : data->subtitle,
    .margin = lk_plot_margin (palette, width, height),
    .axes = width >= 180 * scale && height >= 180 * scale,
    .key = roomy,
    .n = data->n_shown > 0 ? MIN (data->n_shown, data->n_classes) : data->n_classes,
  };
  self->row = MIN (data->first_row, data->n_classes - self->n);
  self->column = MIN (data->first_column, data->n_classes - self->n);
  self->cell = fit_cell (self, width, height, palette).width;
  if (data->marks && self->cell >= 13 * scale)
    self->mark = MIN (0.5 * self->cell, 20 * scale);
  choose_step (self, small);
  if (roomy && self->step > 0)
    {
      self->names = CLAMP (0.16 * width, 44 * scale, 130 * scale);
      self->head = self->mark > 0 ? 0 : CLAMP (0.14 * height, 40 * scale, 96 * scale);
      self->rates = self->step == 1 && width >= 360 * scale ? 50 * scale : 0;
      self->cell = fit_cell (self, width, height, palette).width;
      choose_step (self, small);
    }
  if (!(self->names > 0) || self->step == 0)
    {
      self->names = self->head = self->rates = 0;
      self->step = 0;
    }
  else if (self->step > 1)
    self->rates = 0;
  first = fit_cell (self, width, height, palette);
  self->cell = CLAMP (first.width, 1.0 / self->n, MAX_CELL * scale);
  self->area = (LkBox){ 0, ceil (first.y), MAX (floor (self->cell * self->n), 1), 0 };
  self->area.height = self->area.width;
  self->cell = self->area.width / self->n;
  self->area.x = floor (
      first.x
      + MAX (width - self->margin - self->rates - first.x - self->area.width, 0) / 2);
}
