/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-heatmap-area.h"

#include "lk-pattern.h"
#include "lk-plot-picture.h"
#include "lk-plot-pin.h"
#include "lk-text-private.h"

#include <math.h>

#define MASK_ALPHA 0.78
#define DIMMED_SHARE 0.16 /* of the colour of the value */
#define DIMMED_ALPHA 0.8

static const LkColor mask_grey = { 0.47, 0.465, 0.48 };

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
put_pixel (cairo_surface_t *cells, guint row, guint column, LkColor color, double alpha)
{
  gsize stride = cairo_image_surface_get_stride (cells);
  guint32 *pixels = (guint32 *) (cairo_image_surface_get_data (cells) + row * stride);

  pixels[column] = (guint32) (255 * alpha + 0.5) << 24
                   | (guint32) (255 * alpha * color.red + 0.5) << 16
                   | (guint32) (255 * alpha * color.green + 0.5) << 8
                   | (guint32) (255 * alpha * color.blue + 0.5);
}

/* Cells that a filter leaves out fade into the background with a trace of their colour;
 * masked ones are grey. */
static void
put_special_cells (const LkHeatmap *data,
                   const LkPalette *palette,
                   cairo_surface_t *cells)
{
  cairo_surface_flush (cells);
  if (cairo_image_surface_get_data (cells) == NULL)
    return;
  for (guint row = 0; row < data->n_rows; row++)
    for (guint column = 0; column < data->n_columns; column++)
      {
        gsize cell = (gsize) row * data->n_columns + column;
        double share = (data->values[cell] - data->low) / (data->high - data->low);
        LkColor color = lk_colormap_lookup (data->colormap, share);

        if (data->masked != NULL && data->masked[cell])
          put_pixel (cells, row, column, mask_grey, MASK_ALPHA);
        else if (data->dimmed != NULL && data->dimmed[cell])
          put_pixel (cells, row, column,
                     lk_color_mix (&palette->background, &color, DIMMED_SHARE),
                     DIMMED_ALPHA);
      }
  cairo_surface_mark_dirty (cells);
}

static gboolean
is_masked (const LkHeatmap *data, gint64 row, gint64 column)
{
  return row >= 0 && column >= 0 && row < data->n_rows && column < data->n_columns
         && data->masked[row * data->n_columns + column];
}

/* Adds the sides that part masked cells from others. */
static void
trace_mask_edge (const LkHeatmap *data, cairo_t *cr, const LkBox *area)
{
  double width = area->width / data->n_columns;
  double height = area->height / data->n_rows;

  for (gint64 row = 0; row <= data->n_rows; row++)
    for (gint64 column = 0; column <= data->n_columns; column++)
      {
        double x = area->x + column * width;
        double y = area->y + row * height;
        gboolean here = is_masked (data, row, column);

        if (here != is_masked (data, row - 1, column))
          {
            cairo_move_to (cr, x, y);
            cairo_line_to (cr, x + width, y);
          }
        if (here != is_masked (data, row, column - 1))
          {
            cairo_move_to (cr, x, y);
            cairo_line_to (cr, x, y + height);
          }
      }
}

static void
draw_mask (const LkHeatmap *data, const LkPen *pen, const LkBox *area)
{
  cairo_t *cr = pen->cr;
  guint n_cells = data->n_rows * data->n_columns;
  double scale = pen->palette->scale;
  gboolean any = FALSE;

  cairo_save (cr);
  cairo_new_path (cr);
  for (guint cell = 0; cell < n_cells; cell++)
    if (data->masked[cell])
      {
        LkBox box = lk_heatmap_get_cell_box (data, area, cell);

        cairo_rectangle (cr, box.x, box.y, box.width, box.height);
        any = TRUE;
      }
  if (any)
    {
      cairo_clip (cr);
      lk_pattern_trace (cr, LK_PATTERN_RISING, 7 * scale);
      cairo_set_source_rgba (cr, 1, 1, 1, pen->palette->high_contrast ? 1 : 0.75);
      cairo_set_line_width (cr, 1.4 * scale);
      cairo_stroke (cr);
    }
  cairo_restore (cr);
  if (!any)
    return;
  cairo_save (cr);
  trace_mask_edge (data, cr, area);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_SQUARE);
  cairo_set_line_width (cr, 1.2 * scale);
  cairo_set_source_rgba (cr, 0.1, 0.1, 0.12, 0.8);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_cells (const LkHeatmap *data, const LkPen *pen, const LkBox *area)
{
  gboolean special = data->masked != NULL || data->dimmed != NULL;
  cairo_surface_t *cells;

  if (!(data->opacity > 0) && !special)
    return;
  cells = lk_colormap_render (data->colormap, data->values, data->n_rows, data->n_columns,
                              (LkRange){ data->low, data->high }, data->opacity);
  if (special)
    put_special_cells (data, pen->palette, cells);
  lk_plot_paint_cells (pen->cr, cells, area);
  cairo_surface_destroy (cells);
  if (data->masked != NULL)
    draw_mask (data, pen, area);
}

static void
draw_frame (const LkPen *pen, const LkBox *area)
{
  cairo_t *cr = pen->cr;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  cairo_set_line_width (cr, (pen->palette->high_contrast ? 2 : 1) * pen->palette->scale);
  lk_palette_set_source (
      cr, pen->palette->high_contrast ? &pen->palette->foreground : &pen->palette->grid,
      1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_receptive_field (const LkHeatmap *data, const LkPen *pen, const LkBox *area)
{
  cairo_t *cr = pen->cr;
  LkBox cell = lk_heatmap_get_cell_box (data, area, data->hovered);
  double width = data->receptive_field * cell.width;
  double height = data->receptive_field * cell.height;
  double scale = pen->palette->scale;
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

void
lk_heatmap_draw_hovered (const LkHeatmap *data, const LkPen *pen, const LkBox *area)
{
  LkBox box;

  if (!lk_heatmap_is_cell (data, data->hovered))
    return;
  if (data->receptive_field > 0 && data->receptive_field < 1e4)
    draw_receptive_field (data, pen, area);
  box = lk_heatmap_get_cell_box (data, area, data->hovered);
  lk_plot_outline (pen, &box);
}

void
lk_heatmap_draw_area (const LkHeatmap *data, const LkPen *pen, const LkBox *area)
{
  lk_plot_picture_draw (data->picture, pen->cr, area->x, area->y, area->width,
                        area->height);
  draw_cells (data, pen, area);
  draw_frame (pen, area);
  for (guint i = 0; data->pinned != NULL && i < data->n_pinned; i++)
    if (lk_heatmap_is_cell (data, data->pinned[i]))
      {
        LkBox box = lk_heatmap_get_cell_box (data, area, data->pinned[i]);

        lk_plot_pin (pen, area, &box, i + 1);
      }
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
