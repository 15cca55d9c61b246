/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-ellipses.h"

#include "lk-ellipses-layout.h"
#include "lk-point-cloud.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define HIT_DISTANCE 8

static gboolean
is_drawable (const LkEllipses *data, double width, double height)
{
  return lk_plot_has_room (width, height) && data->projection != NULL
         && data->projection->n_sets > 0;
}

/* Set 0 is the query, a circle; set 1 + j is class j. */
static const LkColor *
get_color (const LkPalette *palette, guint set)
{
  return set == 0 ? &palette->foreground
                  : &palette->classes[(set - 1) % LK_N_CLASS_COLORS];
}

static gboolean
is_dimmed (const LkEllipses *data, guint set)
{
  guint n_classes = data->projection->n_sets - 1;

  if (data->hovered_set >= 0 && (guint) data->hovered_set <= n_classes)
    return set != 0 && set != (guint) data->hovered_set;
  return data->emphasis >= 0 && (guint) data->emphasis < n_classes && set != 0
         && set != (guint) data->emphasis + 1;
}

static void
draw_query_mark (cairo_t *cr, const LkPalette *palette, double x, double y, double size)
{
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_arc (cr, x, y, size / 2, 0, 2 * G_PI);
  lk_palette_set_source (cr, &palette->background, 1);
  cairo_set_line_width (cr, MIN (2.5 * palette->scale, 0.15 * size));
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, &palette->foreground, 1);
  cairo_fill (cr);
  cairo_restore (cr);
  if (size >= 9 * palette->scale)
    lk_text_draw_centred (cr, palette, 0.66 * size, TRUE, &palette->background, x, y,
                          "?");
}

static void
draw_set_mark (cairo_t *cr,
               const LkPalette *palette,
               guint set,
               double x,
               double y,
               double size)
{
  if (set == 0)
    draw_query_mark (cr, palette, x, y, size);
  else
    lk_palette_draw_mark (palette, cr, set - 1, x, y, size);
}

/* A length of 1, 2 or 5 times a power of ten, about five of them a side. */
static double
find_step (double span)
{
  double power = pow (10, floor (log10 (span / 5)));
  double share = span / 5 / power;

  return power * (share < 2 ? 1 : share < 5 ? 2 : 5);
}

static void
draw_grid (const LkEllipsesLayout *layout, cairo_t *cr, const LkPalette *palette)
{
  const LkBox *area = &layout->area;
  double span = MAX (area->width, area->height) / layout->scale[0];
  double step = find_step (span) * layout->scale[0];

  if (!(step > 4))
    return;
  cairo_save (cr);
  cairo_new_path (cr);
  for (double x = layout->offset[0] - floor ((layout->offset[0] - area->x) / step) * step;
       x < area->x + area->width; x += step)
    {
      cairo_move_to (cr, x, area->y);
      cairo_line_to (cr, x, area->y + area->height);
    }
  for (double y = layout->offset[1] - floor ((layout->offset[1] - area->y) / step) * step;
       y < area->y + area->height; y += step)
    {
      cairo_move_to (cr, area->x, y);
      cairo_line_to (cr, area->x + area->width, y);
    }
  cairo_set_line_width (cr, palette->scale);
  lk_palette_set_source (cr, &palette->grid, 0.6);
  cairo_stroke (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  lk_palette_set_source (cr, &palette->grid, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_points (const LkEllipses *data,
             const LkEllipsesLayout *layout,
             cairo_t *cr,
             const LkPalette *palette)
{
  const LkProjection *projection = data->projection;
  g_autoptr (LkPointCloud) cloud = lk_point_cloud_new (cr, &layout->area);
  double size
      = (MIN (layout->area.width, layout->area.height) < 260 * palette->scale ? 3.2 : 4.5)
        * palette->scale;

  for (guint i = 0; i < projection->n_sets; i++)
    {
      guint set = (i + 1) % projection->n_sets;
      gsize n = projection->n_points[set];
      g_autofree double *points = g_new (double, 2 * MAX (n, 1));
      double alpha = is_dimmed (data, set) ? 0.10 : n > 1000 ? 0.32 : 0.42;

      for (gsize k = 0; k < 2 * n; k++)
        points[k]
            = layout->offset[k % 2] + layout->scale[k % 2] * projection->points[set][k];
      lk_point_cloud_add (cloud, points, n, set == 0 ? 0 : set - 1, size,
                          get_color (palette, set), alpha);
    }
  lk_point_cloud_draw (cloud);
}

static void
trace_ellipse (cairo_t *cr,
               const LkEllipsesLayout *layout,
               const LkEllipse *ellipse,
               double n_sigma)
{
  double axes[2];
  double angle;

  lk_ellipse_get_axes (ellipse, axes, &angle);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_translate (cr, layout->offset[0] + layout->scale[0] * ellipse->mean[0],
                   layout->offset[1] + layout->scale[1] * ellipse->mean[1]);
  cairo_rotate (cr, -angle);
  cairo_scale (cr, MAX (n_sigma * axes[0] * layout->scale[0], 0.2),
               MAX (n_sigma * axes[1] * layout->scale[0], 0.2));
  cairo_arc (cr, 0, 0, 1, 0, 2 * G_PI);
  cairo_close_path (cr);
  cairo_restore (cr);
}

static void
draw_ellipse (const LkEllipses *data,
              const LkEllipsesLayout *layout,
              cairo_t *cr,
              const LkPalette *palette,
              guint set)
{
  const LkEllipse *ellipse = &data->projection->ellipses[set];
  const LkColor *color = get_color (palette, set);
  double weight = is_dimmed (data, set) ? 0.3 : 1;
  double scale = palette->scale;
  const double dash[] = { 5 * scale, 3.5 * scale };
  gboolean strong = set == 0 || (weight == 1 && data->emphasis == (int) set - 1);

  if (!isfinite (ellipse->mean[0] + ellipse->mean[1] + ellipse->covariance[0]
                 + ellipse->covariance[1] + ellipse->covariance[2]))
    return;
  cairo_save (cr);
  cairo_set_tolerance (cr, 0.25);
  trace_ellipse (cr, layout, ellipse, 2);
  cairo_set_line_width (cr, (strong ? 1.6 : 1.2) * scale);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  lk_palette_set_source (cr, color, 0.85 * weight);
  cairo_stroke (cr);
  trace_ellipse (cr, layout, ellipse, 1);
  lk_palette_set_source (cr, color, (set == 0 ? 0.05 : 0.12) * weight);
  cairo_fill_preserve (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_width (cr, (strong ? 2.6 : 1.8) * scale);
  lk_palette_set_source (cr, color, weight);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_mean (const LkEllipses *data,
           const LkEllipsesLayout *layout,
           cairo_t *cr,
           const LkPalette *palette,
           guint set)
{
  const double *mean = data->projection->ellipses[set].mean;
  const double *mark = layout->marks + 2 * set;
  double x = layout->offset[0] + layout->scale[0] * mean[0];
  double y = layout->offset[1] + layout->scale[1] * mean[1];
  double scale = palette->scale;

  if (!isfinite (x) || !isfinite (y))
    return;
  if (hypot (x - mark[0], y - mark[1]) > 2 * scale)
    {
      cairo_save (cr);
      cairo_new_path (cr);
      lk_palette_set_source (cr, get_color (palette, set), 1);
      cairo_arc (cr, x, y, 2.2 * scale, 0, 2 * G_PI);
      cairo_fill (cr);
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, mark[0], mark[1]);
      cairo_set_line_width (cr, 1.4 * scale);
      cairo_stroke (cr);
      cairo_restore (cr);
    }
  draw_set_mark (cr, palette, set, mark[0], mark[1],
                 data->hovered_set == (int) set ? 1.25 * layout->mark : layout->mark);
}

/* The class that stands out last but one, the query last. */
static void
draw_sets (const LkEllipses *data,
           const LkEllipsesLayout *layout,
           cairo_t *cr,
           const LkPalette *palette)
{
  guint n_sets = data->projection->n_sets;

  cairo_save (cr);
  cairo_rectangle (cr, layout->area.x, layout->area.y, layout->area.width,
                   layout->area.height);
  cairo_clip (cr);
  for (guint set = 1; set < n_sets; set++)
    if (is_dimmed (data, set))
      draw_ellipse (data, layout, cr, palette, set);
  for (guint set = 1; set < n_sets; set++)
    if (!is_dimmed (data, set))
      draw_ellipse (data, layout, cr, palette, set);
  draw_ellipse (data, layout, cr, palette, 0);
  for (guint set = n_sets; set > 0; set--)
    draw_mean (data, layout, cr, palette, set - 1);
  cairo_restore (cr);
}

static void
draw_axis_titles (const LkEllipses *data,
                  const LkEllipsesLayout *layout,
                  cairo_t *cr,
                  const LkPalette *palette)
{
  const LkBox *area = &layout->area;
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);
  g_autofree char *first = g_strdup_printf (_ ("PC %d, %.0f %% of the variance"), 1,
                                            100 * data->projection->explained[0]);
  g_autofree char *second = g_strdup_printf (_ ("PC %d, %.0f %% of the variance"), 2,
                                             100 * data->projection->explained[1]);

  lk_text_draw_in (cr, palette, LK_TEXT_SMALL, &palette->dim, area->x + area->width / 2,
                   area->y + area->height + 4 * palette->scale, 0.5, area->width, first);
  cairo_save (cr);
  cairo_translate (cr, area->x - small - 4 * palette->scale, area->y + area->height / 2);
  cairo_rotate (cr, -G_PI / 2);
  lk_text_draw_in (cr, palette, LK_TEXT_SMALL, &palette->dim, 0, 0, 0.5, area->height,
                   second);
  cairo_restore (cr);
}

static gboolean
is_nearest (const LkEllipses *data, guint class_index)
{
  for (guint i = 0; i + 1 < data->projection->n_sets; i++)
    if (data->distances[i] < data->distances[class_index])
      return FALSE;
  return TRUE;
}

static void
draw_legend_line (const LkEllipses *data,
                  const LkEllipsesLayout *layout,
                  cairo_t *cr,
                  const LkPalette *palette,
                  guint set)
{
  LkBox line = lk_ellipses_layout_get_line (layout, set);
  double scale = palette->scale;
  double mark = MIN (0.78 * line.height, 18 * scale);
  gboolean roomy = line.height >= 22 * scale;
  gboolean strong = set > 0 && data->distances != NULL && is_nearest (data, set - 1);
  LkTextStyle style = !roomy ? LK_TEXT_SMALL : strong ? LK_TEXT_STRONG : LK_TEXT_BODY;
  double text_height = lk_text_line_height (palette, style);
  double y = line.y + (line.height - text_height) / 2;
  double right = line.x + line.width - 6 * scale;
  double x = line.x + mark + 12 * scale;

  if (!(line.width > 0))
    return;
  if (data->hovered_set == (int) set)
    {
      lk_plot_rounded (cr, &line, 6 * scale);
      lk_palette_set_source (cr, &palette->grid, 0.55);
      cairo_fill (cr);
    }
  draw_set_mark (cr, palette, set, line.x + 6 * scale + mark / 2,
                 line.y + line.height / 2, mark);
  if (set > 0 && data->distances != NULL)
    {
      g_autofree char *number = lk_text_number (data->distances[set - 1]);

      right -= lk_text_draw_in (cr, palette, style,
                                strong ? &palette->foreground : &palette->dim, right, y,
                                1, right - x, number)
               + 6 * scale;
    }
  lk_text_draw_in (cr, palette, style, &palette->foreground, x, y, 0, right - x,
                   set == 0 ? _ ("query") : data->class_names[set - 1]);
}

static void
draw_legend (const LkEllipses *data,
             const LkEllipsesLayout *layout,
             cairo_t *cr,
             const LkPalette *palette)
{
  const LkBox *legend = &layout->legend;
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);

  if (!(legend->width > 0))
    return;
  if (data->distances != NULL)
    lk_text_draw_in (cr, palette, LK_TEXT_SMALL, &palette->dim,
                     legend->x + legend->width - 6 * palette->scale,
                     legend->y - small - 4 * palette->scale, 1,
                     legend->width - 6 * palette->scale, data->distance_title);
  for (guint set = 0; set < data->projection->n_sets; set++)
    draw_legend_line (data, layout, cr, palette, set);
  lk_text_draw_in (cr, palette, LK_TEXT_SMALL, &palette->dim,
                   legend->x + 6 * palette->scale,
                   legend->y + legend->height + 8 * palette->scale, 0,
                   legend->width - 6 * palette->scale, _ ("1 σ, dashed 2 σ"));
}

void
lk_plot_ellipses (const LkEllipses *data,
                  cairo_t *cr,
                  double width,
                  double height,
                  const LkPalette *palette)
{
  g_auto (LkEllipsesLayout) layout = { 0 };

  if (!is_drawable (data, width, height))
    return;

  lk_ellipses_layout_init (&layout, data, width, height, palette);
  lk_plot_draw_header (cr, palette, layout.area.x, layout.margin,
                       width - layout.margin - layout.area.x, layout.title,
                       layout.subtitle);
  draw_grid (&layout, cr, palette);
  draw_points (data, &layout, cr, palette);
  draw_sets (data, &layout, cr, palette);
  if (layout.axes)
    draw_axis_titles (data, &layout, cr, palette);
  draw_legend (data, &layout, cr, palette);
}

static int
find_mark (const LkEllipsesLayout *layout, guint n_sets, double x, double y)
{
  for (guint set = 0; set < n_sets; set++)
    {
      const double *mark = layout->marks + 2 * set;

      if (hypot (x - mark[0], y - mark[1]) <= layout->mark / 2)
        return (int) set;
    }
  return -1;
}

static int
find_legend_line (const LkEllipsesLayout *layout, guint n_sets, double x, double y)
{
  for (guint set = 0; set < n_sets; set++)
    {
      LkBox line = lk_ellipses_layout_get_line (layout, set);

      if (lk_box_contains (&line, x, y))
        return (int) set;
    }
  return -1;
}

static int
find_descriptor (const LkEllipsesLayout *layout,
                 const LkProjection *projection,
                 double x,
                 double y,
                 double reach)
{
  double best = reach * reach;
  int found = -1;

  if (!lk_box_contains (&layout->area, x, y))
    return -1;
  for (guint set = 0; set < projection->n_sets; set++)
    for (gsize i = 0; i < projection->n_points[set]; i++)
      {
        const double *point = projection->points[set] + 2 * i;
        double dx = layout->offset[0] + layout->scale[0] * point[0] - x;
        double dy = layout->offset[1] + layout->scale[1] * point[1] - y;

        if (dx * dx + dy * dy < best)
          {
            best = dx * dx + dy * dy;
            found = (int) set;
          }
      }
  return found;
}

int
lk_plot_ellipses_hit (const LkEllipses *data,
                      double width,
                      double height,
                      const LkPalette *palette,
                      double x,
                      double y)
{
  g_auto (LkEllipsesLayout) layout = { 0 };
  int found;

  if (!is_drawable (data, width, height))
    return -1;

  lk_ellipses_layout_init (&layout, data, width, height, palette);
  found = find_mark (&layout, data->projection->n_sets, x, y);
  if (found < 0)
    found = find_legend_line (&layout, data->projection->n_sets, x, y);
  if (found < 0)
    found = find_descriptor (&layout, data->projection, x, y,
                             HIT_DISTANCE * palette->scale);
  return found;
}
