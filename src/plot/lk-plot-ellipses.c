/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-ellipses.h"

#include "lk-ellipses-layout.h"
#include "lk-ellipses-sets.h"
#include "lk-number-text.h"
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

/* A length of 1, 2 or 5 times a power of ten, about five of them a side. */
static double
find_step (double span)
{
  double power = pow (10, floor (log10 (span / 5)));
  double share = span / 5 / power;

  return power * (share < 2 ? 1 : share < 5 ? 2 : 5);
}

static void
draw_grid (const LkEllipsesLayout *layout, const LkPen *pen)
{
  cairo_t *cr = pen->cr;
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
  cairo_set_line_width (cr, pen->palette->scale);
  lk_palette_set_source (cr, &pen->palette->grid, 0.6);
  cairo_stroke (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  lk_palette_set_source (cr, &pen->palette->grid, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* (transfer full) */
static char *
describe_axis (const LkProjection *projection, guint axis)
{
  g_autofree char *share = lk_number_percent (projection->explained[axis], 0);

  if (projection->plane != LK_PLANE_KL)
    return g_strdup_printf (_ ("PC %d, %s of the variance"), axis + 1, share);
  /* Translators: a direction of space, and its share of a distance. */
  return g_strdup_printf (_ ("direction %d, %s of %s"), axis + 1, share,
                          lk_distance_get_title (projection->distance));
}

static void
draw_axis_titles (const LkEllipses *data,
                  const LkEllipsesLayout *layout,
                  const LkPen *pen)
{
  const LkBox *area = &layout->area;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  g_autofree char *first = describe_axis (data->projection, 0);
  g_autofree char *second = describe_axis (data->projection, 1);

  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                   (LkTextPlace){ area->x + area->width / 2,
                                  area->y + area->height + 4 * pen->palette->scale, 0.5,
                                  area->width },
                   first);
  cairo_save (pen->cr);
  cairo_translate (pen->cr, area->x - small - 4 * pen->palette->scale,
                   area->y + area->height / 2);
  cairo_rotate (pen->cr, -G_PI / 2);
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                   (LkTextPlace){ 0, 0, 0.5, area->height }, second);
  cairo_restore (pen->cr);
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
                  const LkPen *pen,
                  guint set)
{
  LkBox line = lk_ellipses_layout_get_line (layout, set);
  double scale = pen->palette->scale;
  double mark = MIN (0.78 * line.height, 18 * scale);
  gboolean roomy = line.height >= 22 * scale;
  gboolean strong = set > 0 && data->distances != NULL && is_nearest (data, set - 1);
  LkTextStyle style = !roomy ? LK_TEXT_SMALL : strong ? LK_TEXT_STRONG : LK_TEXT_BODY;
  double text_height = lk_text_line_height (pen->palette, style);
  double y = line.y + (line.height - text_height) / 2;
  double right = line.x + line.width - 6 * scale;
  double x = line.x + mark + 12 * scale;

  if (!(line.width > 0))
    return;
  lk_ellipses_draw_mark (pen, set, line.x + 6 * scale + mark / 2,
                         line.y + line.height / 2, mark);
  if (set > 0 && data->distances != NULL)
    {
      g_autofree char *number = lk_number_short (data->distances[set - 1]);

      right -= lk_text_draw_in (pen, style,
                                strong ? &pen->palette->foreground : &pen->palette->dim,
                                (LkTextPlace){ right, y, 1, right - x }, number)
               + 6 * scale;
    }
  lk_text_draw_in (pen, style, &pen->palette->foreground,
                   (LkTextPlace){ x, y, 0, right - x },
                   set == 0 ? _ ("query") : data->class_names[set - 1]);
}

static void
draw_legend (const LkEllipses *data, const LkEllipsesLayout *layout, const LkPen *pen)
{
  const LkBox *legend = &layout->legend;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);

  if (!(legend->width > 0))
    return;
  if (data->distances != NULL)
    lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                     (LkTextPlace){ legend->x + legend->width - 6 * pen->palette->scale,
                                    legend->y - small - 4 * pen->palette->scale, 1,
                                    legend->width - 6 * pen->palette->scale },
                     data->distance_title);
  for (guint set = 0; set < data->projection->n_sets; set++)
    draw_legend_line (data, layout, pen, set);
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                   (LkTextPlace){ legend->x + 6 * pen->palette->scale,
                                  legend->y + legend->height + 8 * pen->palette->scale, 0,
                                  legend->width - 6 * pen->palette->scale },
                   _ ("1 σ, dashed 2 σ"));
}

void
lk_plot_ellipses (const LkEllipses *data,
                  cairo_t *cr,
                  double width,
                  double height,
                  const LkPalette *palette)
{
  lk_plot_ellipses_base (data, cr, width, height, palette);
  lk_plot_ellipses_overlay (data, cr, width, height, palette);
}

void
lk_plot_ellipses_base (const LkEllipses *data,
                       cairo_t *cr,
                       double width,
                       double height,
                       const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  g_auto (LkEllipsesLayout) layout = { 0 };

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data, width, height))
    return;

  lk_ellipses_layout_init (&layout, data, width, height, palette);
  lk_plot_draw_header (&pen, layout.area.x, layout.margin,
                       width - layout.margin - layout.area.x, layout.title,
                       layout.subtitle);
  draw_grid (&layout, &pen);
  lk_ellipses_draw_sets (data, &layout, &pen);
  if (layout.axes)
    draw_axis_titles (data, &layout, &pen);
  draw_legend (data, &layout, &pen);
}

void
lk_plot_ellipses_overlay (const LkEllipses *data,
                          cairo_t *cr,
                          double width,
                          double height,
                          const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  g_auto (LkEllipsesLayout) layout = { 0 };
  LkBox line;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data, width, height) || data->hovered_set < 0
      || (guint) data->hovered_set >= data->projection->n_sets)
    return;

  lk_ellipses_layout_init (&layout, data, width, height, palette);
  lk_ellipses_draw_hovered (data, &layout, &pen);
  line = lk_ellipses_layout_get_line (&layout, data->hovered_set);
  if (line.width > 0)
    {
      cairo_save (cr);
      lk_plot_rounded (cr, &line, 6 * palette->scale);
      lk_palette_set_source (cr, &palette->foreground,
                             palette->high_contrast ? 0.16 : 0.09);
      cairo_fill (cr);
      cairo_restore (cr);
    }
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
lk_plot_ellipses_hit (const LkEllipses *data, const LkPointer *pointer)
{
  g_auto (LkEllipsesLayout) layout = { 0 };
  int found;

  g_return_val_if_fail (data != NULL && pointer != NULL, -1);

  if (!is_drawable (data, pointer->width, pointer->height))
    return -1;

  lk_ellipses_layout_init (&layout, data, pointer->width, pointer->height,
                           pointer->palette);
  found = find_mark (&layout, data->projection->n_sets, pointer->x, pointer->y);
  if (found < 0)
    found = find_legend_line (&layout, data->projection->n_sets, pointer->x, pointer->y);
  if (found < 0)
    found = find_descriptor (&layout, data->projection, pointer->x, pointer->y,
                             HIT_DISTANCE * pointer->palette->scale);
  return found;
}
