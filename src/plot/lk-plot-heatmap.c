/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-heatmap.h"

#include "lk-heatmap-area.h"
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
  return lk_plot_has_room (width, height) && lk_heatmap_has_cells (data);
}

void
lk_plot_heatmap (const LkHeatmap *data,
                 cairo_t *cr,
                 double width,
                 double height,
                 const LkPalette *palette)
{
  lk_plot_heatmap_base (data, cr, width, height, palette);
  lk_plot_heatmap_overlay (data, cr, width, height, palette);
}

void
lk_plot_heatmap_overlay (const LkHeatmap *data,
                         cairo_t *cr,
                         double width,
                         double height,
                         const LkPalette *palette)
{
  LkBox area;

  if (!is_drawable (data, width, height))
    return;
  area = compute_layout (data, width, height, palette).area;
  lk_heatmap_draw_hovered (data, cr, palette, &area);
}

void
lk_plot_heatmap_base (const LkHeatmap *data,
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
  lk_heatmap_draw_area (data, cr, palette, &layout.area);
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

  if (!is_drawable (data, width, height))
    return -1;
  area = compute_layout (data, width, height, palette).area;
  return lk_heatmap_find_cell (data, &area, x, y);
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
