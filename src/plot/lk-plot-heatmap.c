/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-heatmap.h"

#include "lk-plot-layout.h"
#include "lk-plot-picture.h"
#include "lk-text-private.h"

#include <math.h>

/* Below this side the lines around the cells go, to leave the room to them. */
#define MIN_SIDE 96

typedef struct
{
  const char *title;
  const char *subtitle;
  gboolean bar;
  double margin;
  LkBox area;
} Layout;

static double
get_side (const Layout *self, double width, double height, const LkPalette *palette)
{
  double taken = lk_plot_header_height (palette, self->title, self->subtitle);

  if (self->bar)
    taken += (LK_COLOR_BAR_HEIGHT + 10) * palette->scale;
  return MIN (width - 2 * self->margin, height - 2 * self->margin - taken);
}

static gboolean
is_tight (const Layout *self, double width, double height, const LkPalette *palette)
{
  return get_side (self, width, height, palette) < MIN_SIDE * palette->scale;
}

static Layout
compute_layout (const LkHeatmap *data,
                double width,
                double height,
                const LkPalette *palette)
{
  Layout self = {
    .title = data->title,
    .subtitle = data->subtitle,
    .margin = lk_plot_margin (palette, width, height),
  };
  double side;

  self.bar = TRUE;
  if (is_tight (&self, width, height, palette))
    self.subtitle = NULL;
  if (is_tight (&self, width, height, palette))
    self.bar = FALSE;
  if (is_tight (&self, width, height, palette))
    self.title = NULL;

  side = MAX (floor (get_side (&self, width, height, palette)), 1);
  self.area.x = floor ((width - side) / 2);
  self.area.y
      = self.margin + round (lk_plot_header_height (palette, self.title, self.subtitle));
  self.area.width = side;
  self.area.height = side;
  return self;
}

static gboolean
is_drawable (const LkHeatmap *data, double width, double height)
{
  return lk_plot_has_room (width, height) && data->n_rows > 0 && data->n_columns > 0
         && data->values != NULL;
}

static gboolean
is_cell (const LkHeatmap *data, gint64 cell)
{
  return cell >= 0 && cell < (gint64) data->n_rows * data->n_columns;
}

static LkBox
get_cell_box (const LkHeatmap *data, const LkBox *area, guint cell)
{
  double width = area->width / data->n_columns;
  double height = area->height / data->n_rows;

  return (LkBox){
    area->x + cell % data->n_columns * width,
    area->y + cell / data->n_columns * height,
    width,
    height,
  };
}

static void
draw_cells (const LkHeatmap *data, cairo_t *cr, const LkBox *area)
{
  cairo_surface_t *cells;

  if (!(data->opacity > 0))
    return;
  cells = lk_colormap_render (data->colormap, data->values, data->n_rows, data->n_columns,
                              data->low, data->high, data->opacity);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  cairo_clip (cr);
  cairo_translate (cr, area->x, area->y);
  cairo_scale (cr, area->width / data->n_columns, area->height / data->n_rows);
  cairo_set_source_surface (cr, cells, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  cairo_restore (cr);
  cairo_surface_destroy (cells);
}

static void
draw_frame (cairo_t *cr, const LkPalette *palette, const LkBox *area)
{
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  cairo_set_line_width (cr, (palette->high_contrast ? 2 : 1) * palette->scale);
  lk_palette_set_source (
      cr, palette->high_contrast ? &palette->foreground : &palette->grid, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_receptive_field (const LkHeatmap *data,
                      cairo_t *cr,
                      const LkPalette *palette,
                      const LkBox *area)
{
  LkBox cell = get_cell_box (data, area, data->hovered);
  double width = data->receptive_field * cell.width;
  double height = data->receptive_field * cell.height;
  double scale = palette->scale;
  const double dash[] = { 6 * scale, 5 * scale };

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  cairo_clip (cr);
  cairo_rectangle (cr, cell.x + (cell.width - width) / 2,
                   cell.y + (cell.height - height) / 2, width, height);
  cairo_set_line_width (cr, 3.5 * scale);
  cairo_set_source_rgba (cr, 0, 0, 0, 0.55);
  cairo_stroke_preserve (cr);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_set_line_width (cr, 1.75 * scale);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
outline_pin (cairo_t *cr, const LkPalette *palette, const LkBox *box)
{
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 4 * palette->scale);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, &palette->accent, 1);
  cairo_set_line_width (cr, 2 * palette->scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_pin (const LkHeatmap *data,
          cairo_t *cr,
          const LkPalette *palette,
          const LkBox *area,
          guint number,
          guint cell)
{
  LkBox box = get_cell_box (data, area, cell);
  double radius = MIN (8.5 * palette->scale, 0.06 * area->width);
  double x = CLAMP (box.x + box.width + 0.3 * radius, area->x + radius,
                    area->x + area->width - radius);
  double y
      = CLAMP (box.y - 0.3 * radius, area->y + radius, area->y + area->height - radius);
  const LkColor white = { 1, 1, 1 };
  const LkColor black = { 0.1, 0.1, 0.12 };
  g_autofree char *text = g_strdup_printf ("%u", number);

  outline_pin (cr, palette, &box);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_arc (cr, x, y, radius, 0, 2 * G_PI);
  cairo_set_line_width (cr, 2 * palette->scale);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, &palette->accent, 1);
  cairo_fill (cr);
  cairo_restore (cr);
  if (radius > 5 * palette->scale)
    lk_text_draw_centred (cr, palette, 1.25 * radius, TRUE,
                          palette->dark ? &black : &white, x, y, text);
}

static void
draw_overlays (const LkHeatmap *data,
               cairo_t *cr,
               const LkPalette *palette,
               const LkBox *area)
{
  gboolean hovered = is_cell (data, data->hovered);

  if (hovered && data->receptive_field > 0 && data->receptive_field < 1e4)
    draw_receptive_field (data, cr, palette, area);
  for (guint i = 0; data->pinned != NULL && i < data->n_pinned; i++)
    if (is_cell (data, data->pinned[i]))
      draw_pin (data, cr, palette, area, i + 1, data->pinned[i]);
  if (hovered)
    {
      LkBox box = get_cell_box (data, area, data->hovered);

      lk_plot_outline (cr, palette, &box);
    }
}

void
lk_plot_heatmap (const LkHeatmap *data,
                 cairo_t *cr,
                 double width,
                 double height,
                 const LkPalette *palette)
{
  Layout layout;

  if (!is_drawable (data, width, height))
    return;

  layout = compute_layout (data, width, height, palette);
  lk_plot_draw_header (cr, palette, layout.area.x, layout.margin,
                       width - layout.margin - layout.area.x, layout.title,
                       layout.subtitle);
  lk_plot_picture_draw (data->picture, cr, layout.area.x, layout.area.y,
                        layout.area.width, layout.area.height);
  draw_cells (data, cr, &layout.area);
  draw_frame (cr, palette, &layout.area);
  draw_overlays (data, cr, palette, &layout.area);
  if (layout.bar)
    lk_colormap_draw_bar (data->colormap, cr, layout.area.x,
                          layout.area.y + layout.area.height + 10 * palette->scale,
                          layout.area.width, data->low, data->high, data->caption,
                          palette);
}

int
lk_plot_heatmap_hit (const LkHeatmap *data,
                     double width,
                     double height,
                     const LkPalette *palette,
                     double x,
                     double y)
{
  LkBox area;
  guint row;
  guint column;

  if (!is_drawable (data, width, height))
    return -1;
  area = compute_layout (data, width, height, palette).area;
  if (!lk_box_contains (&area, x, y))
    return -1;
  row = MIN ((guint) ((y - area.y) / area.height * data->n_rows), data->n_rows - 1);
  column
      = MIN ((guint) ((x - area.x) / area.width * data->n_columns), data->n_columns - 1);
  return (int) (row * data->n_columns + column);
}

void
lk_plot_heatmap_get_area (const LkHeatmap *data,
                          double width,
                          double height,
                          const LkPalette *palette,
                          double area[4])
{
  LkBox box = { 0, 0, 0, 0 };

  if (lk_plot_has_room (width, height))
    box = compute_layout (data, width, height, palette).area;
  area[0] = box.x;
  area[1] = box.y;
  area[2] = box.width;
  area[3] = box.height;
}
