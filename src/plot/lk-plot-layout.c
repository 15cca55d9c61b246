/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-layout.h"

#include "lk-text-private.h"

#include <math.h>

#define MAX_EXTENT 1e6
#define FIGURE_PIXELS 1200 /* across an enlarged copy */

double
lk_plot_margin (const LkPalette *palette, double width, double height)
{
  return round (CLAMP (0.03 * MIN (width, height), 1, 16 * palette->scale));
}

gboolean
lk_plot_has_room (double width, double height)
{
  return width >= 4 && height >= 4 && width <= MAX_EXTENT && height <= MAX_EXTENT;
}

gboolean
lk_box_contains (const LkBox *self, double x, double y)
{
  return x >= self->x && x < self->x + self->width && y >= self->y
         && y < self->y + self->height;
}

double
lk_plot_header_height (const LkPalette *palette, const char *title, const char *subtitle)
{
  double height = 0;

  if (title != NULL)
    height += lk_text_line_height (palette, LK_TEXT_HEADING);
  if (subtitle != NULL)
    height += lk_text_line_height (palette, LK_TEXT_BODY);
  return height > 0 ? height + 8 * palette->scale : 0;
}

void
lk_plot_draw_header (const LkPen *pen,
                     double x,
                     double y,
                     double width,
                     const char *title,
                     const char *subtitle)
{
  lk_text_draw_in (pen, LK_TEXT_HEADING, &pen->palette->foreground,
                   (LkTextPlace){ x, y, 0, width }, title);
  if (title != NULL)
    y += lk_text_line_height (pen->palette, LK_TEXT_HEADING);
  lk_text_draw_in (pen, LK_TEXT_BODY, &pen->palette->dim, (LkTextPlace){ x, y, 0, width },
                   subtitle);
}

void
lk_plot_rounded (cairo_t *cr, const LkBox *box, double radius)
{
  double right = box->x + box->width;
  double bottom = box->y + box->height;

  radius = MIN (radius, 0.5 * MIN (box->width, box->height));
  cairo_new_path (cr);
  cairo_arc (cr, right - radius, box->y + radius, radius, -G_PI / 2, 0);
  cairo_arc (cr, right - radius, bottom - radius, radius, 0, G_PI / 2);
  cairo_arc (cr, box->x + radius, bottom - radius, radius, G_PI / 2, G_PI);
  cairo_arc (cr, box->x + radius, box->y + radius, radius, G_PI, 1.5 * G_PI);
  cairo_close_path (cr);
}

void
lk_plot_outline (const LkPen *pen, const LkBox *box)
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_MITER);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.8);
  cairo_set_line_width (cr, 4 * scale);
  cairo_stroke_preserve (cr);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 2 * scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
stroke_cross (cairo_t *cr, const LkBox *area, double x, double y, double width)
{
  cairo_new_path (cr);
  cairo_move_to (cr, area->x, y);
  cairo_line_to (cr, area->x + area->width, y);
  cairo_move_to (cr, x, area->y);
  cairo_line_to (cr, x, area->y + area->height);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
}

void
lk_plot_draw_cross (const LkPen *pen, const LkBox *area, double x, double y)
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  cairo_clip (cr);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.45);
  stroke_cross (cr, area, x, y, 3 * scale);
  cairo_set_source_rgba (cr, 1, 1, 1, 0.95);
  stroke_cross (cr, area, x, y, 1.2 * scale);
  cairo_restore (cr);
}

void
lk_plot_draw_tag (const LkPen *pen,
                  const LkBox *area,
                  double x,
                  double y,
                  const char *text)
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;
  LkBox box = { .height = lk_text_line_height (pen->palette, LK_TEXT_SMALL) + 8 * scale };
  double text_width;

  lk_text_measure (pen, LK_TEXT_SMALL, text, &text_width, NULL);
  box.width = MIN (text_width + 16 * scale, area->width);
  box.x = x + 12 * scale;
  if (box.x + box.width > area->x + area->width)
    box.x = MAX (x - 12 * scale - box.width, area->x);
  box.y = y - 12 * scale - box.height;
  if (box.y < area->y)
    box.y = y + 12 * scale;
  cairo_save (cr);
  lk_plot_rounded (cr, &box, 5 * scale);
  lk_palette_set_source (cr, &pen->palette->background, 0.95);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, scale);
  lk_palette_set_source (cr, &pen->palette->dim, 0.6);
  cairo_stroke (cr);
  cairo_restore (cr);
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                   (LkTextPlace){ box.x + box.width / 2, box.y + 5 * scale, 0.5,
                                  box.width - 10 * scale },
                   text);
}

/* (transfer full): every pixel of @cells as a square of @factor pixels. */
static cairo_surface_t *
enlarge (cairo_surface_t *cells, int factor)
{
  int width = cairo_image_surface_get_width (cells);
  int height = cairo_image_surface_get_height (cells);
  cairo_surface_t *large = cairo_image_surface_create (
      cairo_image_surface_get_format (cells), width * factor, height * factor);
  cairo_t *cr = cairo_create (large);

  cairo_scale (cr, factor, factor);
  cairo_set_source_surface (cr, cells, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_set_operator (cr, CAIRO_OPERATOR_SOURCE);
  cairo_paint (cr);
  cairo_destroy (cr);
  return large;
}

void
lk_plot_paint_cells (cairo_t *cr, cairo_surface_t *cells, const LkBox *box)
{
  int width = cairo_image_surface_get_width (cells);
  int height = cairo_image_surface_get_height (cells);
  int factor = 1;
  cairo_surface_t *source;

  if (width < 1 || height < 1)
    return;
  if (lk_plot_is_vector (cr))
    factor = MAX (FIGURE_PIXELS / MAX (width, height), 1);
  source = factor > 1 ? enlarge (cells, factor) : cairo_surface_reference (cells);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_clip (cr);
  cairo_translate (cr, box->x, box->y);
  cairo_scale (cr, box->width / (width * factor), box->height / (height * factor));
  cairo_set_source_surface (cr, source, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (source);
}

gboolean
lk_plot_is_vector (cairo_t *cr)
{
  cairo_surface_type_t type = cairo_surface_get_type (cairo_get_target (cr));

  return type == CAIRO_SURFACE_TYPE_PDF || type == CAIRO_SURFACE_TYPE_SVG;
}

double
lk_plot_resolution (cairo_t *cr)
{
  double x = 1;
  double y = 0;
  double x_scale;
  double y_scale;

  cairo_user_to_device_distance (cr, &x, &y);
  cairo_surface_get_device_scale (cairo_get_target (cr), &x_scale, &y_scale);
  x = hypot (x, y) * x_scale;
  if (cairo_surface_get_type (cairo_get_target (cr)) != CAIRO_SURFACE_TYPE_IMAGE)
    x *= 2;
  return CLAMP (x, 0.25, 8);
}
