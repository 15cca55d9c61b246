/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-heatmap-area.h"

#include "lk-plot-picture.h"
#include "lk-text-private.h"

#include <math.h>

gboolean
lk_heatmap_has_cells (const LkHeatmap *data)
{
  return data->n_rows > 0 && data->n_columns > 0 && data->values != NULL;
}

gboolean
lk_heatmap_is_cell (const LkHeatmap *data, gint64 cell)
{
  return cell >= 0 && cell < (gint64) data->n_rows * data->n_columns;
}

LkBox
lk_heatmap_get_cell_box (const LkHeatmap *data, const LkBox *area, guint cell)
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
  lk_plot_paint_cells (cr, cells, area);
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
  LkBox cell = lk_heatmap_get_cell_box (data, area, data->hovered);
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
  LkBox box = lk_heatmap_get_cell_box (data, area, cell);
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
  gboolean hovered = lk_heatmap_is_cell (data, data->hovered);

  if (hovered && data->receptive_field > 0 && data->receptive_field < 1e4)
    draw_receptive_field (data, cr, palette, area);
  for (guint i = 0; data->pinned != NULL && i < data->n_pinned; i++)
    if (lk_heatmap_is_cell (data, data->pinned[i]))
      draw_pin (data, cr, palette, area, i + 1, data->pinned[i]);
  if (hovered)
    {
      LkBox box = lk_heatmap_get_cell_box (data, area, data->hovered);

      lk_plot_outline (cr, palette, &box);
    }
}

void
lk_heatmap_draw_area (const LkHeatmap *data,
                      cairo_t *cr,
                      const LkPalette *palette,
                      const LkBox *area)
{
  lk_plot_picture_draw (data->picture, cr, area->x, area->y, area->width, area->height);
  draw_cells (data, cr, area);
  draw_frame (cr, palette, area);
  draw_overlays (data, cr, palette, area);
}

int
lk_heatmap_find_cell (const LkHeatmap *data, const LkBox *area, double x, double y)
{
  guint row;
  guint column;

  if (!lk_box_contains (area, x, y))
    return -1;
  row = MIN ((guint) ((y - area->y) / area->height * data->n_rows), data->n_rows - 1);
  column = MIN ((guint) ((x - area->x) / area->width * data->n_columns),
                data->n_columns - 1);
  return (int) (row * data->n_columns + column);
}
