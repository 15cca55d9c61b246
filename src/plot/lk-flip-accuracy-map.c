/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-flip-accuracy-map.h"

#include "lk-colormap.h"
#include "lk-number-text.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_RASTER 512 /* pixels across */

gboolean
lk_flip_accuracy_is_drawn (const LkFlipPlot *data)
{
  return data->accuracy != NULL && data->accuracy->resolution >= 2
         && data->accuracy->accuracy != NULL;
}

/* The corner of the triangular grid of @n points a side that is nearest to weights. */
static gsize
find_grid_point (guint n, const double weights[LK_N_FLIP_LEVELS])
{
  double scaled[LK_N_FLIP_LEVELS];
  double off[LK_N_FLIP_LEVELS];
  int nearest[LK_N_FLIP_LEVELS];
  int i;
  int j;

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    {
      scaled[level] = CLAMP (weights[level], 0, 1) * (n - 1);
      nearest[level] = (int) (scaled[level] + 0.5);
      off[level] = fabs (nearest[level] - scaled[level]);
    }
  i = nearest[LK_LEVEL_PART];
  j = nearest[LK_LEVEL_PIXEL];
  if (off[LK_LEVEL_PART] > off[LK_LEVEL_PIXEL]
      && off[LK_LEVEL_PART] > off[LK_LEVEL_DISTRIBUTION])
    i = (int) n - 1 - j - nearest[LK_LEVEL_DISTRIBUTION];
  else if (off[LK_LEVEL_PIXEL] > off[LK_LEVEL_DISTRIBUTION])
    j = (int) n - 1 - i - nearest[LK_LEVEL_DISTRIBUTION];
  i = CLAMP (i, 0, (int) n - 1);
  j = CLAMP (j, 0, (int) n - 1 - i);
  return (gsize) i * n - (gsize) i * (i - 1) / 2 + j;
}

static void
get_accuracy_range (const LkFlipAccuracy *accuracy, double *low, double *high)
{
  gsize n = (gsize) accuracy->resolution * (accuracy->resolution + 1) / 2;

  *low = 1;
  *high = 0;
  for (gsize i = 0; i < n; i++)
    {
      *low = MIN (*low, accuracy->accuracy[i]);
      *high = MAX (*high, accuracy->accuracy[i]);
    }
}

/* Of the row only what the triangle covers. */
static void
fill_row (const LkFlipPlot *data,
          const LkFlipGeometry *geometry,
          const LkBox *box,
          guint row,
          guint n,
          double *values)
{
  const LkFlipAccuracy *accuracy = data->accuracy;
  double half = (row + 1.0) / 2 + 1;
  guint first = (guint) MAX (n / 2.0 - half, 0);
  guint last = (guint) MIN (n / 2.0 + half, n);

  for (guint column = 0; column < first; column++)
    values[column] = 0;
  for (guint column = last; column < n; column++)
    values[column] = 0;
  for (guint column = first; column < last; column++)
    {
      const double point[2] = { box->x + (column + 0.5) / n * box->width,
                                box->y + (row + 0.5) / n * box->height };
      double weights[LK_N_FLIP_LEVELS];

      lk_flip_geometry_weigh (geometry, point, weights);
      values[column]
          = accuracy->accuracy[find_grid_point (accuracy->resolution, weights)];
    }
}

void
lk_flip_accuracy_draw (const LkFlipPlot *data,
                       const LkFlipGeometry *geometry,
                       cairo_t *cr)
{
  const LkFlipAccuracy *accuracy = data->accuracy;
  const double *left = geometry->corners[LK_LEVEL_PIXEL];
  double top = geometry->corners[LK_LEVEL_PART][1];
  LkBox box = { left[0], top, geometry->side, left[1] - top };
  guint n = (guint) CLAMP (geometry->side * lk_plot_resolution (cr), 1, MAX_RASTER);
  g_autofree double *values = g_new (double, (gsize) n *n);
  cairo_surface_t *cells;
  double low;
  double high;

  get_accuracy_range (accuracy, &low, &high);
  for (guint row = 0; row < n; row++)
    fill_row (data, geometry, &box, row, n, values + (gsize) row * n);
  cells
      = lk_colormap_render (LK_COLORMAP_VIRIDIS, values, n, n, (LkRange){ low, high }, 1);
  cairo_save (cr);
  lk_flip_geometry_trace (geometry, cr);
  cairo_clip (cr);
  lk_plot_paint_cells (cr, cells, &box);
  cairo_restore (cr);
  cairo_surface_destroy (cells);
}

static void
draw_star (const LkPen *pen, double x, double y, double radius)
{
  cairo_t *cr = pen->cr;
  cairo_save (cr);
  cairo_new_path (cr);
  for (guint i = 0; i < 10; i++)
    {
      double angle = i * G_PI / 5 - G_PI / 2;
      double r = i % 2 == 0 ? radius : 0.42 * radius;

      cairo_line_to (cr, x + r * cos (angle), y + r * sin (angle));
    }
  cairo_close_path (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_source_rgb (cr, 0.08, 0.06, 0.1);
  cairo_set_line_width (cr, 3 * pen->palette->scale);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_fill (cr);
  cairo_restore (cr);
}

/* Right of the star, or left of it where the current point or the end of the triangle is
 * on the right. */
gboolean
lk_flip_accuracy_get_best (const LkFlipPlot *data,
                           const LkFlipGeometry *geometry,
                           const LkPalette *palette,
                           double star[2],
                           LkBox *tag)
{
  double scale = palette->scale;
  double right = geometry->corners[LK_LEVEL_DISTRIBUTION][0] + 4 * scale;
  double best[LK_N_FLIP_LEVELS];
  double weights[LK_N_FLIP_LEVELS];
  double point[2];
  gboolean taken;

  if (!lk_flip_accuracy_is_drawn (data)
      || !lk_flip_weights_normalise (data->accuracy->best, best))
    return FALSE;
  lk_flip_geometry_place (geometry, best, star);
  *tag = (LkBox){ star[0] + 13 * scale, star[1] - 10 * scale, 46 * scale, 20 * scale };
  taken = tag->x + tag->width > right;
  if (lk_flip_weights_normalise (data->weights, weights))
    {
      lk_flip_geometry_place (geometry, weights, point);
      if (point[0] > star[0] && point[0] < tag->x + tag->width + 14 * scale
          && fabs (point[1] - star[1]) < 26 * scale)
        taken = TRUE;
    }
  if (taken)
    tag->x = star[0] - 13 * scale - tag->width;
  return TRUE;
}

void
lk_flip_accuracy_draw_best (const LkFlipPlot *data,
                            const LkFlipGeometry *geometry,
                            const LkPen *pen)
{
  double scale = pen->palette->scale;
  double radius = CLAMP (0.05 * geometry->side, 4 * scale, 9 * scale);
  g_autofree char *text = NULL;
  double star[2];
  LkBox tag;

  if (!lk_flip_accuracy_get_best (data, geometry, pen->palette, star, &tag))
    return;
  if (geometry->side >= 120 * scale)
    {
      text = lk_number_percent (data->accuracy->best_accuracy, 0);
      cairo_save (pen->cr);
      lk_plot_rounded (pen->cr, &tag, 10 * scale);
      lk_palette_set_source (pen->cr, &pen->palette->background, 0.94);
      cairo_fill (pen->cr);
      cairo_restore (pen->cr);
      lk_text_draw_centred (pen, (LkTextFace){ 13 * scale, TRUE },
                            &pen->palette->foreground, tag.x + tag.width / 2,
                            tag.y + tag.height / 2, text);
    }
  draw_star (pen, star[0], star[1], radius);
}

void
lk_flip_accuracy_draw_bar (const LkFlipPlot *data,
                           const LkFlipGeometry *geometry,
                           const LkPen *pen)
{
  double low;
  double high;

  if (!(geometry->bar.width > 0))
    return;
  get_accuracy_range (data->accuracy, &low, &high);
  lk_colormap_draw_bar (
      LK_COLORMAP_VIRIDIS, pen,
      &(LkBox){ geometry->bar.x, geometry->bar.y, geometry->bar.width, 0 },
      (LkRange){ 100 * low, 100 * high }, /* xgettext:no-c-format */
      _ ("% of the queries right"));
}
