/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-flip-geometry.h"

#include "lk-text-private.h"

#include <math.h>

#define HALF_SQRT_3 0.8660254037844386

void
lk_flip_geometry_init (LkFlipGeometry *self,
                       const LkFlipPlot *data,
                       double width,
                       double height,
                       const LkPalette *palette)
{
  double scale = palette->scale;
  double pad = 7 * scale; /* for the point that lies on a corner */
  double line = lk_text_line_height (palette, LK_TEXT_SMALL) + 3 * scale;
  double left;
  double top;
  double bar = 0;

  *self = (LkFlipGeometry){
    .margin = lk_plot_margin (palette, width, height),
    .labels = width >= 110 * scale && height >= 100 * scale,
  };
  if (!self->labels)
    line = 0;
  if (MIN (width, height) < 60 * scale)
    pad = 0.05 * MIN (width, height);
  if (data->accuracy != NULL && width >= 200 * scale && height >= 200 * scale)
    bar = (LK_COLOR_BAR_HEIGHT + 8) * scale;
  top = self->margin + pad + line;
  self->side = MAX (MIN (width - 2 * self->margin - 2 * pad,
                         (height - top - self->margin - pad - line - bar) / HALF_SQRT_3),
                    1);
  left = (width - self->side) / 2;
  top += MAX (height - self->margin - pad - line - bar - top - HALF_SQRT_3 * self->side,
              0)
         / 2;
  self->corners[LK_LEVEL_PART][0] = left + self->side / 2;
  self->corners[LK_LEVEL_PART][1] = top;
  self->corners[LK_LEVEL_PIXEL][0] = left;
  self->corners[LK_LEVEL_PIXEL][1] = top + HALF_SQRT_3 * self->side;
  self->corners[LK_LEVEL_DISTRIBUTION][0] = left + self->side;
  self->corners[LK_LEVEL_DISTRIBUTION][1] = top + HALF_SQRT_3 * self->side;
  if (bar > 0)
    self->bar = (LkBox){ left, self->corners[LK_LEVEL_PIXEL][1] + pad + line + 4 * scale,
                         self->side, bar };
}

void
lk_flip_geometry_place (const LkFlipGeometry *self,
                        const double weights[LK_N_FLIP_LEVELS],
                        double point[2])
{
  point[0] = point[1] = 0;
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    {
      point[0] += weights[level] * self->corners[level][0];
      point[1] += weights[level] * self->corners[level][1];
    }
}

void
lk_flip_geometry_weigh (const LkFlipGeometry *self,
                        const double point[2],
                        double weights[LK_N_FLIP_LEVELS])
{
  const double *pixel = self->corners[LK_LEVEL_PIXEL];
  double along = (point[0] - pixel[0]) / self->side;

  weights[LK_LEVEL_PART] = (pixel[1] - point[1]) / (HALF_SQRT_3 * self->side);
  weights[LK_LEVEL_DISTRIBUTION] = along - weights[LK_LEVEL_PART] / 2;
  weights[LK_LEVEL_PIXEL] = 1 - weights[LK_LEVEL_PART] - weights[LK_LEVEL_DISTRIBUTION];
}

/* The nearest point of the side between two corners. */
static double
clamp_to_side (const LkFlipGeometry *self,
               const double point[2],
               LkLevel from,
               LkLevel to,
               double weights[LK_N_FLIP_LEVELS])
{
  const double *a = self->corners[from];
  const double *b = self->corners[to];
  double along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1]))
                 / (self->side * self->side);

  along = along > 0 ? MIN (along, 1) : 0;
  weights[from] = 1 - along;
  weights[to] = along;
  weights[LK_N_FLIP_LEVELS - from - to] = 0;
  return hypot (point[0] - a[0] - along * (b[0] - a[0]),
                point[1] - a[1] - along * (b[1] - a[1]));
}

double
lk_flip_geometry_clamp (const LkFlipGeometry *self,
                        const double point[2],
                        double weights[LK_N_FLIP_LEVELS])
{
  double best = G_MAXDOUBLE;

  lk_flip_geometry_weigh (self, point, weights);
  if (weights[0] >= 0 && weights[1] >= 0 && weights[2] >= 0)
    return 0;
  for (guint from = 0; from < LK_N_FLIP_LEVELS; from++)
    {
      double nearest[LK_N_FLIP_LEVELS];
      double distance
          = clamp_to_side (self, point, from, (from + 1) % LK_N_FLIP_LEVELS, nearest);

      if (!(distance < best))
        continue;
      best = distance;
      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        weights[level] = nearest[level];
    }
  return best;
}

void
lk_flip_geometry_trace (const LkFlipGeometry *self, cairo_t *cr)
{
  cairo_new_path (cr);
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    cairo_line_to (cr, self->corners[level][0], self->corners[level][1]);
  cairo_close_path (cr);
}

void
lk_flip_geometry_trace_region (const LkFlipGeometry *self,
                               cairo_t *cr,
                               const LkFlipRegion *region)
{
  cairo_new_path (cr);
  for (guint i = 0; i < region->n_points; i++)
    {
      double point[2];

      lk_flip_geometry_place (self, region->points + LK_N_FLIP_LEVELS * i, point);
      cairo_line_to (cr, point[0], point[1]);
    }
  cairo_close_path (cr);
}

gboolean
lk_flip_weights_normalise (const double weights[LK_N_FLIP_LEVELS],
                           double normalised[LK_N_FLIP_LEVELS])
{
  double sum = 0;

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    {
      if (!(weights[level] >= 0))
        return FALSE;
      sum += weights[level];
    }
  if (!(sum > 0) || !isfinite (sum))
    return FALSE;
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    normalised[level] = weights[level] / sum;
  return TRUE;
}
