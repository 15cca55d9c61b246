/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-cells.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-heatmap-area.h"
#include "lk-number-text.h"
#include "lk-plot-layout.h"
#include "lk-text-private.h"

#define OPACITY 0.72
#define GAP 34.0     /* with an operator in it */
#define SWATCH 10.0  /* of a level */
#define NARROW 520.0 /* from which on all maps stand in one row */

/**
 * Layout:
 * @maps: the squares
 * @gap: between them
 * @line, @small: heights of the lines below a map
 * @bar: whether there is room for the colour bar
 */
typedef struct
{
  double top;
  LkBox maps[LK_N_CELL_MAPS];
  double gap;
  double line;
  double small;
  gboolean texts;
  gboolean bar;
} Layout;

static gboolean
is_drawable (const LkCellMaps *data, double width, double height)
{
  gboolean complete
      = lk_plot_has_room (width, height) && data->n_rows > 0 && data->n_columns > 0;

  for (guint i = 0; i < LK_N_CELL_MAPS; i++)
    complete = complete && data->values[i] != NULL;
  return complete;
}

static double
find_edge (const Layout *self, double width, double height, double below, guint n_columns)
{
  guint n_rows = (LK_N_CELL_MAPS + n_columns - 1) / n_columns;

  return floor (
      MIN ((width - (n_columns - 1) * self->gap) / n_columns, height / n_rows - below));
}

/* Lines below a map: its level and sum, for and against, what no cell owns. */
static double
get_height_below (const Layout *self, const LkPalette *palette)
{
  return self->texts ? self->line + 2 * self->small + 12 * palette->scale
                     : 4 * palette->scale;
}

static Layout
compute_layout (const LkCellMaps *data,
                double width,
                double height,
                const LkPalette *palette)
{
  double scale = palette->scale, margin = lk_plot_margin (palette, width, height);
  Layout self = { .gap = GAP * scale,
                  .line = lk_text_line_height (palette, LK_TEXT_STRONG),
                  .small = lk_text_line_height (palette, LK_TEXT_SMALL),
                  .texts = MIN (width, height) >= 180 * scale };
  double bar, below, room_width = width - 2 * margin, room_height, edge = 0;
  guint n_columns = 1;

  if (!self.texts)
    self.gap = 4 * scale;
  self.bar = self.texts && !data->own_scale;
  bar = self.bar ? (LK_COLOR_BAR_HEIGHT + 6) * scale : 0;
  self.top = margin;
  if (self.texts)
    self.top += lk_plot_header_height (palette, data->title, data->subtitle);
  below = get_height_below (&self, palette);
  room_height = height - self.top - margin - bar;
  for (guint i = 1; i <= LK_N_CELL_MAPS; i++)
    {
      double candidate = find_edge (&self, room_width, room_height, below, i);

      if (candidate >= edge)
        n_columns = i;
      edge = MAX (edge, candidate);
    }
  edge = MAX (edge, 1);
  for (guint i = 0; i < LK_N_CELL_MAPS; i++)
    self.maps[i] = (LkBox){ margin + i % n_columns * (edge + self.gap),
                            self.top + i / n_columns * (edge + below), edge, edge };
  return self;
}

static double
find_largest (const LkCellMaps *data, guint map)
{
  double largest = 0;

  for (guint i = 0; i < LK_N_CELL_MAPS; i++)
    if (!data->own_scale || i == map)
      for (guint p = 0; p < data->n_rows * data->n_columns; p++)
        if (isfinite (data->values[i][p]))
          largest = MAX (largest, fabs (data->values[i][p]));
  return largest;
}

static LkHeatmap
make_heatmap (const LkCellMaps *data, guint map)
{
  double largest = find_largest (data, map);

  return (LkHeatmap){ .picture = data->picture,
                      .n_rows = data->n_rows,
                      .n_columns = data->n_columns,
                      .values = data->values[map],
                      .low = largest > 0 ? -largest : -1,
                      .high = largest > 0 ? largest : 1,
                      .colormap = LK_COLORMAP_DIVERGING,
                      .opacity = OPACITY,
                      .hovered = data->hovered,
                      .pinned = data->pinned,
                      .n_pinned = data->n_pinned,
                      .masked = data->masked };
}

/* (transfer full): "192 cells for, 249 against", or shorter where there is no room. */
static char *
describe_cells (const LkCellMaps *data, const LkPen *pen, guint map, double room)
{
  guint n_for = 0, n_against = 0;
  char *text;
  double width;

  for (guint p = 0; p < data->n_rows * data->n_columns; p++)
    {
      n_for += data->values[map][p] > 0;
      n_against += data->values[map][p] < 0;
    }
  text = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u cell for, %u against",
                                       "%u cells for, %u against", n_for),
                          n_for, n_against);
  lk_text_measure (pen, LK_TEXT_SMALL, text, &width, NULL);
  if (width <= room)
    return text;
  g_free (text);
  /* Translators: cells that speak for and against; there is little room. */
  return g_strdup_printf (_ ("%u for, %u against"), n_for, n_against);
}

/* (transfer full) (nullable): what is below a map at last. */
static char *
describe_rest (const LkCellMaps *data, guint map)
{
  double unplaced = data->unplaced[map], largest = find_largest (data, map);
  g_autofree char *number = lk_number_signed (unplaced, 3);
  g_autofree char *range = lk_number_short (largest);

  if (data->own_scale)
    /* Translators: a map has colours of its own; the number is the end of their range. */
    return g_strdup_printf (_ ("own scale: ±%s"), range);
  if (fabs (unplaced) > 0.0005)
    return g_strdup_printf (_ ("%s in no cell"), number);
  return NULL;
}

static void
draw_swatch (const LkPen *pen, LkLevel level, double x, double y)
{
  double edge = SWATCH * pen->palette->scale;

  cairo_new_path (pen->cr);
  cairo_rectangle (pen->cr, x, y, edge, edge);
  lk_palette_fill_level (pen->palette, pen->cr, level);
}

/* A level, or what all of them come to, and its part of the margin, which is never cut.
 */
static void
draw_sum (const LkCellMaps *data, const Layout *layout, const LkPen *pen, guint map)
{
  const LkPalette *palette = pen->palette;
  const LkBox *box = &layout->maps[map];
  double x = box->x, y = box->y + box->height + 5 * palette->scale, room = box->width;
  const char *title = map < LK_N_LEVELS ? lk_level_get_title (map) : _ ("Margin");
  g_autofree char *sum = lk_number_signed (data->sums[map], 3);
  double title_width, sum_width, gap = 5 * palette->scale;
  LkTextStyle style = LK_TEXT_BODY;

  if (map < LK_N_LEVELS)
    {
      double step = (SWATCH + 5) * palette->scale;

      draw_swatch (pen, map, x, y + (layout->line - SWATCH * palette->scale) / 2);
      x += step;
      room -= step;
    }
  lk_text_measure (pen, LK_TEXT_STRONG, sum, &sum_width, NULL);
  room = MAX (room - sum_width - gap, 1);
  lk_text_measure (pen, style, title, &title_width, NULL);
  if (title_width > room)
    style = LK_TEXT_SMALL;
  lk_text_measure (pen, style, title, &title_width, NULL);
  title_width = MIN (title_width, room);
  lk_text_draw_in (
      pen, style, &palette->foreground,
      (LkTextPlace){ x, y + (layout->line - lk_text_line_height (palette, style)) / 2, 0,
                     title_width + 1 },
      title);
  lk_text_draw_in (pen, LK_TEXT_STRONG, &palette->foreground,
                   (LkTextPlace){ x + title_width + gap, y, 0, sum_width + 1 }, sum);
}

static void
draw_texts (const LkCellMaps *data, const Layout *layout, const LkPen *pen, guint map)
{
  const LkPalette *palette = pen->palette;
  const LkBox *box = &layout->maps[map];
  double y = box->y + box->height + 5 * palette->scale + layout->line;
  g_autofree char *cells = describe_cells (data, pen, map, box->width);
  g_autofree char *rest = describe_rest (data, map);

  draw_sum (data, layout, pen, map);
  lk_text_draw_in (pen, LK_TEXT_SMALL, &palette->dim,
                   (LkTextPlace){ box->x, y, 0, box->width }, cells);
  if (rest != NULL)
    lk_text_draw_in (pen, LK_TEXT_SMALL, &palette->dim,
                     (LkTextPlace){ box->x, y + layout->small, 0, box->width }, rest);
}

/* Before a map: what it is added by, or what all come to. */
static void
draw_operator (const Layout *layout, const LkPen *pen, guint map)
{
  const LkBox *box = &layout->maps[map];
  gboolean first = box->x <= layout->maps[0].x;
  double x = box->x - layout->gap / 2;
  double y = box->y + box->height / 2
             - lk_text_line_height (pen->palette, LK_TEXT_HEADING) / 2;

  if (map == 0 || first)
    return;
  lk_text_draw (pen, LK_TEXT_HEADING, &pen->palette->foreground,
                (LkTextPlace){ x, y, 0.5, 0 }, map == LK_CELL_MAP_FUSED ? "=" : "+");
}

static void
draw_bar (const LkCellMaps *data, const Layout *layout, const LkPen *pen, double height)
{
  const LkBox *first = &layout->maps[0], *last = &layout->maps[LK_CELL_MAP_FUSED];
  double scale = pen->palette->scale, largest = find_largest (data, 0);
  double width = MIN (last->x + last->width - first->x, 420 * scale);
  double y = last->y + last->height + get_height_below (layout, pen->palette);
  gboolean rest = FALSE;

  for (guint i = 0; i < LK_N_CELL_MAPS; i++)
    {
      g_autofree char *text = describe_rest (data, i);

      rest = rest || text != NULL;
    }
  if (!rest)
    y -= layout->small;
  if (largest > 0 && y + LK_COLOR_BAR_HEIGHT * scale <= height)
    lk_colormap_draw_bar (LK_COLORMAP_DIVERGING, pen, &(LkBox){ first->x, y, width, 0 },
                          (LkRange){ -largest, largest },
                          _ ("what a cell adds to the margin"));
}

static void
add_line (cairo_t *cr, double x0, double y0, double x1, double y1)
{
  cairo_move_to (cr, x0, y0);
  cairo_line_to (cr, x1, y1);
}

/* Between a cell of the set and one that is not. */
static void
add_edges (const LkCellMaps *data, cairo_t *cr, const LkBox *area)
{
  double width = area->width / data->n_columns, height = area->height / data->n_rows;

  for (guint row = 0; row < data->n_rows; row++)
    for (guint column = 0; column < data->n_columns; column++)
      {
        guint cell = row * data->n_columns + column;
        double x = area->x + column * width, y = area->y + row * height;

        if (!data->outlined[cell])
          continue;
        if (row == 0 || !data->outlined[cell - data->n_columns])
          add_line (cr, x, y, x + width, y);
        if (row + 1 == data->n_rows || !data->outlined[cell + data->n_columns])
          add_line (cr, x, y + height, x + width, y + height);
        if (column == 0 || !data->outlined[cell - 1])
          add_line (cr, x, y, x, y + height);
        if (column + 1 == data->n_columns || !data->outlined[cell + 1])
          add_line (cr, x + width, y, x + width, y + height);
      }
}

/* Seen on light and on dark cells. */
static void
draw_outline (const LkCellMaps *data, const LkPen *pen, const LkBox *area)
{
  static const LkColor dark = { 0, 0, 0 }, light = { 1, 1, 1 };

  if (data->outlined == NULL)
    return;
  cairo_save (pen->cr);
  cairo_new_path (pen->cr);
  add_edges (data, pen->cr, area);
  cairo_set_line_cap (pen->cr, CAIRO_LINE_CAP_SQUARE);
  cairo_set_line_width (pen->cr, 3.5 * pen->palette->scale);
  lk_palette_set_source (pen->cr, &dark, 1);
  cairo_stroke_preserve (pen->cr);
  cairo_set_line_width (pen->cr, 1.5 * pen->palette->scale);
  lk_palette_set_source (pen->cr, &light, 1);
  cairo_stroke (pen->cr);
  cairo_restore (pen->cr);
}

void
lk_plot_cell_maps (const LkCellMaps *data,
                   cairo_t *cr,
                   double width,
                   double height,
                   const LkPalette *palette)
{
  lk_plot_cell_maps_base (data, cr, width, height, palette);
  lk_plot_cell_maps_overlay (data, cr, width, height, palette);
}

void
lk_plot_cell_maps_base (const LkCellMaps *data,
                        cairo_t *cr,
                        double width,
                        double height,
                        const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  double margin;
  Layout layout;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data, width, height))
    return;
  layout = compute_layout (data, width, height, palette);
  margin = lk_plot_margin (palette, width, height);
  if (layout.texts)
    lk_plot_draw_header (&pen, margin, margin, width - 2 * margin, data->title,
                         data->subtitle);
  for (guint i = 0; i < LK_N_CELL_MAPS; i++)
    {
      LkHeatmap heatmap = make_heatmap (data, i);

      lk_heatmap_draw_area (&heatmap, &pen, &layout.maps[i]);
      if (!layout.texts)
        continue;
      draw_operator (&layout, &pen, i);
      draw_texts (data, &layout, &pen, i);
    }
  if (layout.bar)
    draw_bar (data, &layout, &pen, height);
}

void
lk_plot_cell_maps_overlay (const LkCellMaps *data,
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
  for (guint i = 0; i < LK_N_CELL_MAPS; i++)
    {
      LkHeatmap heatmap = make_heatmap (data, i);

      draw_outline (data, &pen, &layout.maps[i]);
      lk_heatmap_draw_hovered (&heatmap, &pen, &layout.maps[i]);
    }
}

double
lk_plot_cell_maps_get_height (double width, const LkPalette *palette)
{
  const Layout layout = { .gap = GAP * palette->scale,
                          .line = lk_text_line_height (palette, LK_TEXT_STRONG),
                          .small = lk_text_line_height (palette, LK_TEXT_SMALL),
                          .texts = TRUE };
  double scale = palette->scale, margin = 0, height = 0;
  guint n_columns = width >= NARROW * scale ? LK_N_CELL_MAPS : (LK_N_CELL_MAPS + 1) / 2;
  guint n_rows = (LK_N_CELL_MAPS + n_columns - 1) / n_columns;

  /* The margin follows the height, and the height the margin: twice is near enough. */
  for (guint i = 0; i < 2; i++)
    {
      double edge = (width - 2 * margin - (n_columns - 1) * layout.gap) / n_columns;

      height = ceil (n_rows * (MAX (edge, 1) + get_height_below (&layout, palette))
                     + 2 * margin + (LK_COLOR_BAR_HEIGHT + 6) * scale);
      margin = lk_plot_margin (palette, width, height);
    }
  return height;
}

int
lk_plot_cell_maps_hit (const LkCellMaps *data, const LkPointer *pointer, guint *map)
{
  Layout layout;

  g_return_val_if_fail (data != NULL && pointer != NULL, -1);

  if (!is_drawable (data, pointer->width, pointer->height))
    return -1;
  layout = compute_layout (data, pointer->width, pointer->height, pointer->palette);
  for (guint i = 0; i < LK_N_CELL_MAPS; i++)
    {
      LkHeatmap heatmap = make_heatmap (data, i);

      if (!lk_box_contains (&layout.maps[i], pointer->x, pointer->y))
        continue;
      if (map != NULL)
        *map = i;
      return lk_heatmap_find_cell (&heatmap, &layout.maps[i], pointer->x, pointer->y);
    }
  return -1;
}

void
lk_plot_cell_maps_get_area (const LkCellMaps *data,
                            double width,
                            double height,
                            const LkPalette *palette,
                            guint map,
                            double area[4])
{
  LkBox box = { 0 };

  g_return_if_fail (data != NULL && palette != NULL && map < LK_N_CELL_MAPS);

  if (is_drawable (data, width, height))
    box = compute_layout (data, width, height, palette).maps[map];
  area[0] = box.x;
  area[1] = box.y;
  area[2] = box.width;
  area[3] = box.height;
}
