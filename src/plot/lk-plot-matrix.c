/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-matrix.h"

#include "lk-plot-layout.h"
#include "lk-number-text.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_MARKS 3000
#define MAX_CELL_ASPECT 3

typedef struct
{
  guint n_rows;
  guint n_columns;
  const char *title;
  const char *subtitle;
  double margin;
  gboolean axes;
  gboolean bar;
  LkBox area;
} Layout;

/* What is drawn: means of the entries that share a pixel of the device. */
typedef struct
{
  guint n_rows;
  guint n_columns;
  double low;
  double high;
  gboolean averaged;
  double *values;
} Reduced;

static gboolean
is_drawable (const LkMatrix *data, double width, double height)
{
  return lk_plot_has_room (width, height) && data->values != NULL
         && lk_tensor_get_n_dims (data->values) == 2
         && lk_tensor_get_size (data->values) > 0
         && lk_tensor_get_size (data->values) < G_MAXINT;
}

static LkBox
get_free_box (const Layout *self, double width, double height, const LkPalette *palette)
{
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);
  double left = self->margin + (self->axes ? small + 28 * palette->scale : 0);
  double top
      = self->margin + lk_plot_header_height (palette, self->title, self->subtitle);
  double bottom = self->margin;

  if (self->axes)
    {
      top += small;
      bottom += small + 6 * palette->scale;
    }
  if (self->bar)
    bottom += (LK_COLOR_BAR_HEIGHT + 8) * palette->scale;
  return (LkBox){ left, top, width - self->margin - left, height - top - bottom };
}

/* Entries are at most three times as high as wide, and never wider than high. */
static LkBox
fit_entries (const LkBox *room, guint n_rows, guint n_columns)
{
  double entry_width = MAX (room->width, 1) / n_columns;
  double entry_height = MAX (room->height, 1) / n_rows;
  double width;
  double height;

  entry_height = MIN (entry_height, MAX_CELL_ASPECT * entry_width);
  entry_width = MIN (entry_width, entry_height);
  width = MAX (floor (entry_width * n_columns), 1);
  height = MAX (floor (entry_height * n_rows), 1);
  return (LkBox){ floor (room->x + MAX (room->width - width, 0) / 2), ceil (room->y),
                  width, height };
}

static Layout
compute_layout (const LkMatrix *data,
                double width,
                double height,
                const LkPalette *palette)
{
  double scale = palette->scale;
  Layout self = {
    .n_rows = lk_tensor_get_dim (data->values, 0),
    .n_columns = lk_tensor_get_dim (data->values, 1),
    .title = height < 150 * scale ? NULL : data->title,
    .subtitle = height < 220 * scale ? NULL : data->subtitle,
    .margin = lk_plot_margin (palette, width, height),
    .axes = width >= 200 * scale && height >= 180 * scale,
    .bar = width >= 160 * scale && height >= 240 * scale,
  };
  LkBox room = get_free_box (&self, width, height, palette);

  self.area = fit_entries (&room, self.n_rows, self.n_columns);
  return self;
}

/* (transfer full): where each of @n_bins parts of @n entries starts, and @n. */
static gsize *
split (gsize n, gsize n_bins)
{
  gsize *starts = g_new (gsize, n_bins + 1);

  for (gsize bin = 0; bin <= n_bins; bin++)
    starts[bin] = bin * n / n_bins;
  return starts;
}

static void
reduce_row (const float *entries, const gsize *starts, gsize n_bins, double *sums)
{
  for (gsize bin = 0; bin < n_bins; bin++)
    {
      float sum = 0;

      for (gsize i = starts[bin]; i < starts[bin + 1]; i++)
        sum += entries[i];
      sums[bin] += sum;
    }
}

static void
find_range (Reduced *self)
{
  gsize n = (gsize) self->n_rows * self->n_columns;

  self->low = G_MAXDOUBLE;
  self->high = -G_MAXDOUBLE;
  for (gsize i = 0; i < n; i++)
    {
      self->low = MIN (self->low, self->values[i]);
      self->high = MAX (self->high, self->values[i]);
    }
}

static Reduced
reduce (LkTensor *values, const Layout *layout, double resolution)
{
  const float *entries = lk_tensor_get_data (values);
  gsize n_rows = layout->n_rows;
  gsize n_columns = layout->n_columns;
  Reduced self = {
    .n_rows = MIN (layout->n_rows, MAX (layout->area.height * resolution, 1)),
    .n_columns = MIN (layout->n_columns, MAX (layout->area.width * resolution, 1)),
  };

  g_autofree gsize *rows = split (n_rows, self.n_rows);
  g_autofree gsize *columns = split (n_columns, self.n_columns);

  self.averaged = self.n_rows < n_rows || self.n_columns < n_columns;
  self.values = g_new0 (double, (gsize) self.n_rows *self.n_columns);
  for (gsize row = 0; row < self.n_rows; row++)
    {
      double *out = self.values + row * self.n_columns;
      double height = rows[row + 1] - rows[row];

      for (gsize i = rows[row]; i < rows[row + 1]; i++)
        reduce_row (entries + i * n_columns, columns, self.n_columns, out);
      for (gsize j = 0; j < self.n_columns; j++)
        out[j] /= height * (columns[j + 1] - columns[j]);
    }
  find_range (&self);
  return self;
}

static void
draw_entries (const Reduced *reduced, const Layout *layout, cairo_t *cr)
{
  cairo_surface_t *surface = lk_colormap_render (
      LK_COLORMAP_VIRIDIS, reduced->values, reduced->n_rows, reduced->n_columns,
      (LkRange){ reduced->low, reduced->high }, 1);

  lk_plot_paint_cells (cr, surface, &layout->area);
  cairo_surface_destroy (surface);
}

static void
add_mark (cairo_t *cr, const Layout *layout, guint row, guint column, double grow)
{
  double width = layout->area.width / layout->n_columns;
  double height = layout->area.height / layout->n_rows;
  double x = layout->area.x + (column + 0.5) * width;
  double y = layout->area.y + (row + 0.5) * height;

  cairo_rectangle (cr, x - grow, y - grow, 2 * grow, 2 * grow);
}

/* Of many neighbours only as many as can be told apart. */
static void
add_marks (const LkMatrix *data, const Layout *layout, cairo_t *cr, double grow)
{
  const LkMatches *matches = data->matches;
  guint n_rows = MIN (matches->n_rows, layout->n_rows);
  guint n_marked = MIN (matches->n_neighbours, MAX (MAX_MARKS / MAX (n_rows, 1), 1));

  cairo_new_path (cr);
  for (guint row = 0; row < n_rows; row++)
    for (guint i = 0; i < n_marked; i++)
      {
        guint column = matches->index[(gsize) row * matches->n_neighbours + i];

        if (column < layout->n_columns)
          add_mark (cr, layout, row, column, grow);
      }
}

static void
draw_maxima (const LkMatrix *data, const Layout *layout, const LkPen *pen)
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;
  double cell = MIN (layout->area.width / layout->n_columns,
                     layout->area.height / layout->n_rows);
  double least = layout->n_rows > layout->area.height / 2 ? 1 : 1.25;
  double grow = CLAMP (0.3 * cell, least * scale, 5 * scale);

  cairo_save (cr);
  cairo_rectangle (cr, layout->area.x, layout->area.y, layout->area.width,
                   layout->area.height);
  cairo_clip (cr);
  add_marks (data, layout, cr, grow + 0.8 * least * scale);
  cairo_set_source_rgb (cr, 0.1, 0.02, 0.12);
  cairo_fill (cr);
  add_marks (data, layout, cr, grow);
  cairo_set_source_rgb (cr, 1, 0.36, 0.3);
  cairo_fill (cr);
  cairo_restore (cr);
}

static void
draw_shots (const LkMatrix *data, const Layout *layout, const LkPen *pen)
{
  cairo_t *cr = pen->cr;
  const LkBox *area = &layout->area;
  double width = area->width / data->n_shots;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);

  cairo_save (cr);
  cairo_new_path (cr);
  for (guint shot = 1; shot < data->n_shots; shot++)
    {
      cairo_move_to (cr, area->x + shot * width, area->y);
      cairo_line_to (cr, area->x + shot * width, area->y + area->height);
    }
  cairo_set_line_width (cr, 2 * pen->palette->scale);
  lk_palette_set_source (cr, &pen->palette->background, 1);
  cairo_stroke (cr);
  cairo_restore (cr);

  for (guint shot = 0; layout->axes && shot < data->n_shots; shot++)
    {
      g_autofree char *label = width > 56 * pen->palette->scale
                                   ? g_strdup_printf (_ ("shot %u"), shot + 1)
                                   : g_strdup_printf ("%u", shot + 1);

      lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                       (LkTextPlace){ area->x + (shot + 0.5) * width, area->y - small,
                                      0.5, width - 4 * pen->palette->scale },
                       label);
    }
}

/* As a person counts. */
static guint
get_channel_number (const LkMatrix *data, guint row)
{
  return (data->order != NULL ? data->order[row] : row) + 1;
}

static void
draw_row_numbers (const LkMatrix *data, const Layout *layout, const LkPen *pen)
{
  const LkBox *area = &layout->area;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double x = area->x - 5 * pen->palette->scale;
  g_autofree char *first = g_strdup_printf ("%u", get_channel_number (data, 0));
  g_autofree char *last
      = g_strdup_printf ("%u", get_channel_number (data, layout->n_rows - 1));

  lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->dim, (LkTextPlace){ x, area->y, 1, 0 },
                first);
  if (area->height > 2.5 * small)
    lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->dim,
                  (LkTextPlace){ x, area->y + area->height - small, 1, 0 }, last);
}

/* What the marks are: at the left of the line below the entries. */
static void
draw_legend (const LkMatrix *data, const Layout *layout, const LkPen *pen)
{
  const LkBox *area = &layout->area;
  double scale = pen->palette->scale;

  if (data->matches == NULL)
    return;
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                   (LkTextPlace){ area->x, area->y + area->height + 4 * scale, 0,
                                  area->width / 2 - 5 * scale },
                   data->matches->n_neighbours > 1
                       ? _ ("▪ the largest of each row: they count")
                       : _ ("▪ the largest of each row: it counts"));
}

static void
draw_axes (const LkMatrix *data, const Layout *layout, const LkPen *pen)
{
  const LkBox *area = &layout->area;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);

  draw_row_numbers (data, layout, pen);
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                   (LkTextPlace){ area->x + area->width,
                                  area->y + area->height + 4 * pen->palette->scale, 1,
                                  area->width / 2 - 10 * pen->palette->scale },
                   _ ("support channel"));
  draw_legend (data, layout, pen);
  cairo_save (pen->cr);
  cairo_translate (pen->cr, area->x - small - 27 * pen->palette->scale,
                   area->y + area->height / 2);
  cairo_rotate (pen->cr, -G_PI / 2);
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                   (LkTextPlace){ 0, 0, 0.5, area->height }, _ ("query channel"));
  cairo_restore (pen->cr);
}

static void
draw_tag (const LkMatrix *data,
          const Layout *layout,
          const LkPen *pen,
          double x,
          double y)
{
  guint n_channels = MAX (layout->n_columns / MAX (data->n_shots, 1), 1);
  guint row = data->hovered_row;
  guint column = data->hovered_column;
  gsize place = (gsize) row * layout->n_columns + column;
  g_autofree char *number = lk_number_short (lk_tensor_get_data (data->values)[place]);
  g_autofree char *text = g_strdup_printf (
      _ ("%s: channel %u with %u of shot %u"), number, get_channel_number (data, row),
      column % n_channels + 1, column / n_channels + 1);

  lk_plot_draw_tag (pen, &layout->area, x, y, text);
}

static void
draw_hovered (const LkMatrix *data, const Layout *layout, const LkPen *pen)
{
  const LkBox *area = &layout->area;
  double scale = pen->palette->scale;
  double width = area->width / layout->n_columns;
  double height = area->height / layout->n_rows;
  double x = area->x + (data->hovered_column + 0.5) * width;
  double y = area->y + (data->hovered_row + 0.5) * height;
  LkBox cell = { x - MAX (width, 5 * scale) / 2, y - MAX (height, 5 * scale) / 2,
                 MAX (width, 5 * scale), MAX (height, 5 * scale) };

  lk_plot_draw_cross (pen, area, x, y);
  lk_plot_outline (pen, &cell);
  draw_tag (data, layout, pen, x, y);
}

void
lk_plot_matrix (const LkMatrix *data,
                cairo_t *cr,
                double width,
                double height,
                const LkPalette *palette)
{
  lk_plot_matrix_base (data, cr, width, height, palette);
  lk_plot_matrix_overlay (data, cr, width, height, palette);
}

void
lk_plot_matrix_overlay (const LkMatrix *data,
                        cairo_t *cr,
                        double width,
                        double height,
                        const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  Layout layout;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data, width, height))
    return;
  layout = compute_layout (data, width, height, palette);
  if (data->hovered_row >= 0 && (guint) data->hovered_row < layout.n_rows
      && data->hovered_column >= 0 && (guint) data->hovered_column < layout.n_columns)
    draw_hovered (data, &layout, &pen);
}

void
lk_plot_matrix_base (const LkMatrix *data,
                     cairo_t *cr,
                     double width,
                     double height,
                     const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  Layout layout;
  Reduced reduced;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data, width, height))
    return;

  layout = compute_layout (data, width, height, palette);
  reduced = reduce (data->values, &layout, lk_plot_resolution (cr));
  lk_plot_draw_header (&pen, layout.area.x, layout.margin,
                       width - layout.margin - layout.area.x, layout.title,
                       layout.subtitle);
  draw_entries (&reduced, &layout, cr);
  if (data->n_shots > 0)
    draw_shots (data, &layout, &pen);
  if (data->matches != NULL)
    draw_maxima (data, &layout, &pen);
  if (layout.axes)
    draw_axes (data, &layout, &pen);
  if (layout.bar)
    lk_colormap_draw_bar (LK_COLORMAP_VIRIDIS, &pen,
                          &(LkBox){ layout.area.x,
                                    layout.area.y + layout.area.height
                                        + lk_text_line_height (palette, LK_TEXT_SMALL)
                                        + 12 * palette->scale,
                                    layout.area.width, 0 },
                          (LkRange){ reduced.low, reduced.high },
                          reduced.averaged ? _ ("similarity, averaged to pixels")
                                           : _ ("similarity"));
  g_free (reduced.values);
}

gboolean
lk_plot_matrix_hit (const LkMatrix *data,
                    const LkPointer *pointer,
                    guint *row,
                    guint *column)
{
  Layout layout;

  g_return_val_if_fail (data != NULL && pointer != NULL, FALSE);

  if (!is_drawable (data, pointer->width, pointer->height))
    return FALSE;
  layout = compute_layout (data, pointer->width, pointer->height, pointer->palette);
  if (!lk_box_contains (&layout.area, pointer->x, pointer->y))
    return FALSE;
  if (row != NULL)
    *row = MIN (
        (guint) ((pointer->y - layout.area.y) / layout.area.height * layout.n_rows),
        layout.n_rows - 1);
  if (column != NULL)
    *column = MIN (
        (guint) ((pointer->x - layout.area.x) / layout.area.width * layout.n_columns),
        layout.n_columns - 1);
  return TRUE;
}

void
lk_plot_matrix_get_area (const LkMatrix *data,
                         double width,
                         double height,
                         const LkPalette *palette,
                         double area[4])
{
  Layout layout = { 0 };

  g_return_if_fail (data != NULL && palette != NULL && area != NULL);

  if (is_drawable (data, width, height))
    layout = compute_layout (data, width, height, palette);
  area[0] = layout.area.x;
  area[1] = layout.area.y;
  area[2] = layout.area.width;
  area[3] = layout.area.height;
}
