/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-ellipses-sets.h"

#include "lk-point-cloud.h"
#include "lk-text-private.h"

#include <math.h>

#define N_SIDES 72 /* of the polygon for an ellipse; more than 12 sets have fewer */
#define MANY_SETS 12
#define VEIL 0.74

/* How a set is drawn. */
typedef enum
{
  WEIGHT_FAINT,
  WEIGHT_PLAIN,
  WEIGHT_STRONG,
} Weight;

/* Set 0 is the query, a circle; set 1 + j is class j. */
static const LkColor *
get_color (const LkPalette *palette, guint set)
{
  return set == 0 ? &palette->foreground
                  : &palette->classes[(set - 1) % LK_N_CLASS_COLORS];
}

static Weight
get_weight (const LkEllipses *data, guint set)
{
  guint n_classes = data->projection->n_sets - 1;

  if (set == 0)
    return WEIGHT_STRONG;
  if (data->emphasis < 0 || (guint) data->emphasis >= n_classes)
    return WEIGHT_PLAIN;
  return set == (guint) data->emphasis + 1 ? WEIGHT_STRONG : WEIGHT_FAINT;
}

static void
draw_query_mark (const LkPen *pen, double x, double y, double size)
{
  cairo_t *cr = pen->cr;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_arc (cr, x, y, size / 2, 0, 2 * G_PI);
  lk_palette_set_source (cr, &pen->palette->background, 1);
  cairo_set_line_width (cr, MIN (2.5 * pen->palette->scale, 0.15 * size));
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, &pen->palette->foreground, 1);
  cairo_fill (cr);
  cairo_restore (cr);
  if (size >= 9 * pen->palette->scale)
    lk_text_draw_centred (pen, (LkTextFace){ 0.66 * size, TRUE },
                          &pen->palette->background, x, y, "?");
}

void
lk_ellipses_draw_mark (const LkPen *pen, guint set, double x, double y, double size)
{
  if (set == 0)
    draw_query_mark (pen, x, y, size);
  else
    lk_palette_draw_mark (pen->palette, pen->cr, set - 1, x, y, size);
}

static void
add_points (LkPointCloud *cloud,
            const LkEllipses *data,
            const LkEllipsesLayout *layout,
            const LkPalette *palette,
            guint set,
            Weight weight)
{
  const LkProjection *projection = data->projection;
  gboolean small = MIN (layout->area.width, layout->area.height) < 260 * palette->scale;
  gsize n = projection->n_points[set];
  g_autofree double *points = g_new (double, 2 * MAX (n, 1));
  double alpha = weight == WEIGHT_FAINT ? 0.10 : n > 1000 ? 0.32 : 0.42;

  for (gsize k = 0; k < 2 * n; k++)
    points[k] = layout->offset[k % 2] + layout->scale[k % 2] * projection->points[set][k];
  lk_point_cloud_add (cloud, points, n,
                      &(LkCloudMark){ set == 0 ? 0 : set - 1,
                                      (small ? 3.2 : 4.5) * palette->scale,
                                      get_color (palette, set), alpha });
}

/**
 * Polygon:
 *
 * An ellipse as a polygon, which Cairo fills and strokes in half the time of curves.
 */
typedef struct
{
  guint n;
  double points[N_SIDES + 1][2];
} Polygon;

static void
polygon_init (Polygon *self,
              const LkEllipsesLayout *layout,
              const LkEllipse *ellipse,
              double n_sigma,
              guint n_sides)
{
  double axes[2];
  double angle;
  double x = layout->offset[0] + layout->scale[0] * ellipse->mean[0];
  double y = layout->offset[1] + layout->scale[1] * ellipse->mean[1];

  lk_ellipse_get_axes (ellipse, axes, &angle);
  axes[0] = CLAMP (n_sigma * axes[0] * layout->scale[0], 0.2, 1e5);
  axes[1] = CLAMP (n_sigma * axes[1] * layout->scale[0], 0.2, 1e5);
  self->n = n_sides;
  for (guint i = 0; i <= n_sides; i++)
    {
      double u = axes[0] * cos (2 * G_PI * i / n_sides);
      double v = axes[1] * sin (2 * G_PI * i / n_sides);

      self->points[i][0] = x + u * cos (angle) - v * sin (angle);
      self->points[i][1] = y - u * sin (angle) - v * cos (angle);
    }
}

static void
trace_polygon (const Polygon *polygon, cairo_t *cr)
{
  cairo_new_path (cr);
  for (guint i = 0; i < polygon->n; i++)
    cairo_line_to (cr, polygon->points[i][0], polygon->points[i][1]);
  cairo_close_path (cr);
}

/* Whole dashes as lines of their own: Cairo cuts long outlines into dashes slowly. Those
 * outside @area are left out. */
static void
trace_dashes (const Polygon *polygon,
              cairo_t *cr,
              const LkBox *area,
              double on,
              double off)
{
  double along = 0;

  cairo_new_path (cr);
  for (guint i = 0; i < polygon->n; i++)
    {
      const double *a = polygon->points[i];
      const double *b = polygon->points[i + 1];
      double length = hypot (b[0] - a[0], b[1] - a[1]);
      gboolean outside = MAX (a[0], b[0]) < area->x || MAX (a[1], b[1]) < area->y
                         || MIN (a[0], b[0]) > area->x + area->width
                         || MIN (a[1], b[1]) > area->y + area->height;

      while (along < length && !outside)
        {
          double end = MIN (along + on, length);

          if (end > 0)
            {
              double from = MAX (along, 0) / length;

              cairo_move_to (cr, a[0] + from * (b[0] - a[0]),
                             a[1] + from * (b[1] - a[1]));
              cairo_line_to (cr, a[0] + end / length * (b[0] - a[0]),
                             a[1] + end / length * (b[1] - a[1]));
            }
          if (along + on > length)
            break;
          along += on + off;
        }
      along = outside ? 0 : along - length;
    }
}

static gboolean
is_finite (const LkEllipse *ellipse)
{
  return isfinite (ellipse->mean[0] + ellipse->mean[1] + ellipse->covariance[0]
                   + ellipse->covariance[1] + ellipse->covariance[2]);
}

static void
draw_ellipse (const LkEllipses *data,
              const LkEllipsesLayout *layout,
              const LkPen *pen,
              guint set,
              Weight weight)
{
  cairo_t *cr = pen->cr;
  const LkEllipse *ellipse = &data->projection->ellipses[set];
  const LkColor *color = get_color (pen->palette, set);
  double alpha = weight == WEIGHT_FAINT ? 0.3 : 1;
  gboolean many = data->projection->n_sets > MANY_SETS && weight != WEIGHT_STRONG;
  double scale = pen->palette->scale;
  Polygon polygon;

  if (!is_finite (ellipse))
    return;
  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_BEVEL);
  cairo_set_antialias (cr, many ? CAIRO_ANTIALIAS_FAST : CAIRO_ANTIALIAS_DEFAULT);
  polygon_init (&polygon, layout, ellipse, 2, N_SIDES);
  trace_dashes (&polygon, cr, &layout->area, (many ? 8 : 6) * scale,
                (many ? 8 : 4) * scale);
  cairo_set_line_width (cr, (weight == WEIGHT_STRONG ? 1.6 : 1.2) * scale);
  lk_palette_set_source (cr, color, 0.85 * alpha);
  cairo_stroke (cr);

  polygon_init (&polygon, layout, ellipse, 1, many ? N_SIDES * 2 / 3 : N_SIDES);
  trace_polygon (&polygon, cr);
  if (weight != WEIGHT_FAINT)
    {
      lk_palette_set_source (cr, color, set == 0 ? 0.05 : 0.12);
      cairo_fill_preserve (cr);
    }
  cairo_set_line_width (cr, (weight == WEIGHT_STRONG  ? 2.6
                             : weight == WEIGHT_PLAIN ? 1.8
                                                      : 1.2)
                                * scale);
  lk_palette_set_source (cr, color, alpha);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_mean (const LkEllipses *data,
           const LkEllipsesLayout *layout,
           const LkPen *pen,
           guint set,
           double size)
{
  cairo_t *cr = pen->cr;
  const double *mean = data->projection->ellipses[set].mean;
  const double *mark = layout->marks + 2 * set;
  double x = layout->offset[0] + layout->scale[0] * mean[0];
  double y = layout->offset[1] + layout->scale[1] * mean[1];
  double scale = pen->palette->scale;

  if (!isfinite (x) || !isfinite (y))
    return;
  if (hypot (x - mark[0], y - mark[1]) > 2 * scale)
    {
      cairo_save (cr);
      cairo_new_path (cr);
      lk_palette_set_source (cr, get_color (pen->palette, set), 1);
      cairo_arc (cr, x, y, 2.2 * scale, 0, 2 * G_PI);
      cairo_fill (cr);
      cairo_move_to (cr, x, y);
      cairo_line_to (cr, mark[0], mark[1]);
      cairo_set_line_width (cr, 1.4 * scale);
      cairo_stroke (cr);
      cairo_restore (cr);
    }
  lk_ellipses_draw_mark (pen, set, mark[0], mark[1], size);
}

static void
clip_to_area (cairo_t *cr, const LkEllipsesLayout *layout)
{
  cairo_new_path (cr);
  cairo_rectangle (cr, layout->area.x, layout->area.y, layout->area.width,
                   layout->area.height);
  cairo_clip (cr);
}

void
lk_ellipses_draw_sets (const LkEllipses *data,
                       const LkEllipsesLayout *layout,
                       const LkPen *pen)
{
  guint n_sets = data->projection->n_sets;
  g_autoptr (LkPointCloud) cloud = lk_point_cloud_new (pen->cr, &layout->area);

  for (guint set = 1; set < n_sets; set++)
    add_points (cloud, data, layout, pen->palette, set, get_weight (data, set));
  add_points (cloud, data, layout, pen->palette, 0, WEIGHT_STRONG);
  lk_point_cloud_draw (cloud);

  cairo_save (pen->cr);
  clip_to_area (pen->cr, layout);
  for (Weight weight = WEIGHT_FAINT; weight <= WEIGHT_STRONG; weight++)
    for (guint set = 1; set < n_sets; set++)
      if (get_weight (data, set) == weight)
        draw_ellipse (data, layout, pen, set, weight);
  draw_ellipse (data, layout, pen, 0, WEIGHT_STRONG);
  for (guint set = n_sets; set > 0; set--)
    draw_mean (data, layout, pen, set - 1, layout->mark);
  cairo_restore (pen->cr);
}

void
lk_ellipses_draw_hovered (const LkEllipses *data,
                          const LkEllipsesLayout *layout,
                          const LkPen *pen)
{
  cairo_t *cr = pen->cr;
  guint set = data->hovered_set;
  g_autoptr (LkPointCloud) cloud = lk_point_cloud_new (cr, &layout->area);

  cairo_save (cr);
  clip_to_area (cr, layout);
  lk_palette_set_source (cr, &pen->palette->background, VEIL);
  cairo_paint (cr);
  if (set > 0)
    add_points (cloud, data, layout, pen->palette, set, WEIGHT_STRONG);
  add_points (cloud, data, layout, pen->palette, 0, WEIGHT_STRONG);
  lk_point_cloud_draw (cloud);
  if (set > 0)
    draw_ellipse (data, layout, pen, set, WEIGHT_STRONG);
  draw_ellipse (data, layout, pen, 0, WEIGHT_STRONG);
  if (set > 0)
    draw_mean (data, layout, pen, set, 1.25 * layout->mark);
  draw_mean (data, layout, pen, 0, set > 0 ? layout->mark : 1.25 * layout->mark);
  cairo_restore (cr);
}
