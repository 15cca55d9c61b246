/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-ellipses-layout.h"

#include "lk-text-private.h"

#include <math.h>

#define MIN_LINE 16
#define MAX_LINE 27
#define N_PUSHES 120

typedef struct
{
  double low[2];
  double high[2];
} Range;

void
lk_ellipse_get_axes (const LkEllipse *ellipse, double axes[2], double *angle)
{
  const double *covariance = ellipse->covariance;
  double middle = (covariance[0] + covariance[2]) / 2;
  double half = (covariance[0] - covariance[2]) / 2;
  double root = hypot (half, covariance[1]);

  axes[0] = sqrt (MAX (middle + root, 0));
  axes[1] = sqrt (MAX (middle - root, 0));
  *angle = 0.5 * atan2 (covariance[1], half);
}

static void
range_add (Range *self, guint axis, double low, double high)
{
  if (!isfinite (low) || !isfinite (high))
    return;
  self->low[axis] = MIN (self->low[axis], low);
  self->high[axis] = MAX (self->high[axis], high);
}

static Range
find_range (const LkProjection *projection)
{
  Range self = { { G_MAXDOUBLE, G_MAXDOUBLE }, { -G_MAXDOUBLE, -G_MAXDOUBLE } };

  for (guint set = 0; set < projection->n_sets; set++)
    {
      const LkEllipse *ellipse = &projection->ellipses[set];

      for (guint axis = 0; axis < 2; axis++)
        {
          double reach = 2 * sqrt (MAX (ellipse->covariance[2 * axis], 0));

          range_add (&self, axis, ellipse->mean[axis] - reach,
                     ellipse->mean[axis] + reach);
          for (gsize i = 0; i < projection->n_points[set]; i++)
            range_add (&self, axis, projection->points[set][2 * i + axis],
                       projection->points[set][2 * i + axis]);
        }
    }
  for (guint axis = 0; axis < 2; axis++)
    if (!(self.high[axis] > self.low[axis]))
      range_add (&self, axis, self.low[axis] < G_MAXDOUBLE ? self.low[axis] - 1 : -1,
                 self.low[axis] < G_MAXDOUBLE ? self.low[axis] + 1 : 1);
  return self;
}

static void
fit_plane (LkEllipsesLayout *self, const LkProjection *projection)
{
  Range range = find_range (projection);
  double spans[2] = { range.high[0] - range.low[0], range.high[1] - range.low[1] };
  double scale = 0.93
                 * MIN (self->area.width / MAX (spans[0], 1e-9 * spans[1]),
                        self->area.height / MAX (spans[1], 1e-9 * spans[0]));

  if (!isfinite (scale) || !(scale > 0))
    scale = 1;
  self->scale[0] = scale;
  self->scale[1] = -scale;
  self->offset[0]
      = self->area.x + self->area.width / 2 - scale * (range.low[0] + range.high[0]) / 2;
  self->offset[1]
      = self->area.y + self->area.height / 2 + scale * (range.low[1] + range.high[1]) / 2;
}

/* Moves each pair of marks that touch apart, a little at a time. */
static void
push_apart (LkEllipsesLayout *self, guint n_sets)
{
  double least = 1.12 * self->mark;

  for (guint round = 0; round < N_PUSHES; round++)
    {
      gboolean moved = FALSE;

      for (guint i = 0; i < n_sets; i++)
        for (guint j = 0; j < i; j++)
          {
            double *a = self->marks + 2 * i;
            double *b = self->marks + 2 * j;
            double x = a[0] - b[0];
            double y = a[1] - b[1];
            double distance = hypot (x, y);
            double push = (least - distance) / 2;

            if (push <= 0.01)
              continue;
            if (distance < 1e-6)
              {
                x = cos (i + 1.0);
                y = sin (i + 1.0);
                distance = 1;
              }
            a[0] += push * x / distance;
            a[1] += push * y / distance;
            b[0] -= push * x / distance;
            b[1] -= push * y / distance;
            moved = TRUE;
          }
      if (!moved)
        return;
    }
}

static void
place_marks (LkEllipsesLayout *self, const LkProjection *projection)
{
  double half = self->mark / 2;

  self->marks = g_new (double, 2 * (gsize) projection->n_sets);
  for (guint set = 0; set < projection->n_sets; set++)
    for (guint axis = 0; axis < 2; axis++)
      {
        double mean = projection->ellipses[set].mean[axis];

        self->marks[2 * set + axis]
            = self->offset[axis] + self->scale[axis] * (isfinite (mean) ? mean : 0);
      }
  push_apart (self, projection->n_sets);
  for (guint set = 0; set < projection->n_sets; set++)
    {
      double *mark = self->marks + 2 * set;

      mark[0] = CLAMP (mark[0], self->area.x + half,
                       MAX (self->area.x + self->area.width - half, self->area.x + half));
      mark[1]
          = CLAMP (mark[1], self->area.y + half,
                   MAX (self->area.y + self->area.height - half, self->area.y + half));
    }
}

static void
place_legend (LkEllipsesLayout *self,
              const LkEllipses *data,
              double room,
              double top,
              double scale)
{
  guint n_sets = data->projection->n_sets;
  double line = CLAMP (room / MAX (n_sets, 1), MIN_LINE * scale, MAX_LINE * scale);

  self->line_height = line;
  self->n_legend_rows = n_sets;
  self->n_legend_columns = 1;
  if (n_sets * line > room)
    {
      self->n_legend_columns = 2;
      self->n_legend_rows = (n_sets + 1) / 2;
      self->line_height
          = CLAMP (room / self->n_legend_rows, MIN_LINE * scale, MAX_LINE * scale);
    }
  self->n_legend_rows = MIN (self->n_legend_rows, MAX (room / self->line_height, 0));
  self->legend.y = top;
  self->legend.height = self->n_legend_rows * self->line_height;
}

void
lk_ellipses_layout_init (LkEllipsesLayout *self,
                         const LkEllipses *data,
                         double width,
                         double height,
                         const LkPalette *palette)
{
  double scale = palette->scale;
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);
  double left;
  double top;
  double bottom;
  double legend = 0;

  *self = (LkEllipsesLayout){
    .title = height < 150 * scale ? NULL : data->title,
    .subtitle = height < 220 * scale ? NULL : data->subtitle,
    .margin = lk_plot_margin (palette, width, height),
    .axes = width >= 220 * scale && height >= 160 * scale,
    .mark = (MIN (width, height) < 300 * scale ? 14
             : data->projection->n_sets > 12   ? 17
                                               : 20)
            * scale,
  };
  if (width >= 300 * scale && height >= 120 * scale)
    legend = CLAMP (0.27 * width, 120 * scale, 250 * scale);

  left = self->margin + (self->axes ? small + 4 * scale : 0);
  top = self->margin + lk_plot_header_height (palette, self->title, self->subtitle);
  bottom = self->margin + (self->axes ? small + 4 * scale : 0);
  self->area = (LkBox){
    floor (left),
    floor (top),
    MAX (floor (width - left - self->margin - legend - (legend > 0 ? 18 * scale : 0)), 1),
    MAX (floor (height - top - bottom), 1),
  };
  self->legend.x = width - self->margin - legend;
  self->legend.width = legend;
  if (legend > 0)
    place_legend (self, data, self->area.height - 2 * small - 14 * scale,
                  top + small + 4 * scale, scale);
  fit_plane (self, data->projection);
  place_marks (self, data->projection);
}

void
lk_ellipses_layout_clear (LkEllipsesLayout *self)
{
  g_clear_pointer (&self->marks, g_free);
}

LkBox
lk_ellipses_layout_get_line (const LkEllipsesLayout *self, guint set)
{
  guint column = self->n_legend_rows > 0 ? set / self->n_legend_rows : G_MAXUINT;
  double width;

  if (!(self->legend.width > 0) || column >= self->n_legend_columns)
    return (LkBox){ 0, 0, 0, 0 };
  width = self->legend.width / self->n_legend_columns;
  return (LkBox){
    self->legend.x + column * width,
    self->legend.y + set % self->n_legend_rows * self->line_height,
    width,
    self->line_height,
  };
}
