/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-shot-maps.h"

#include <math.h>

#include "lk-heatmap-area.h"
#include "lk-number-text.h"
#include "lk-plot-layout.h"
#include "lk-text-private.h"

#define MARGIN 12
#define GAP 8
#define MAX_EDGE 132
#define OPACITY 0.72
#define MARK 16

static guint
count_cells (const LkShotMapsPlot *data)
{
  return data->n_rows * data->n_columns;
}

static gboolean
is_drawable (const LkShotMapsPlot *data)
{
  return data->n_classes > 0 && count_cells (data) > 0;
}

/* Of every shot, so that the rows stand below one another. */
static double
get_edge (const LkShotMapsPlot *data, double width, const LkPalette *palette)
{
  double scale = palette->scale;
  guint n = 1;

  for (guint i = 0; i < data->n_classes; i++)
    n = MAX (n, data->rows[i].n_shots);
  return CLAMP (floor ((width - 2 * MARGIN * scale - (n - 1) * GAP * scale) / n), 1,
                MAX_EDGE * scale);
}

static double
get_pitch (double edge, const LkPalette *palette)
{
  return edge + lk_text_line_height (palette, LK_TEXT_STRONG)
         + lk_text_line_height (palette, LK_TEXT_SMALL) + 3 * GAP * palette->scale;
}

static LkBox
get_shot (const LkShotMapsPlot *data,
          double width,
          const LkPalette *palette,
          guint row,
          guint shot)
{
  double scale = palette->scale, edge = get_edge (data, width, palette);

  return (LkBox){ MARGIN * scale + shot * (edge + GAP * scale),
                  row * get_pitch (edge, palette) + GAP * scale
                      + lk_text_line_height (palette, LK_TEXT_STRONG) + 4 * scale,
                  edge, edge };
}

double
lk_plot_shot_maps_get_height (const LkShotMapsPlot *data,
                              double width,
                              const LkPalette *palette)
{
  g_return_val_if_fail (data != NULL && palette != NULL, 0);

  return is_drawable (data) ? ceil (
             data->n_classes * get_pitch (get_edge (data, width, palette), palette))
                            : 0;
}

static double
find_largest (const LkShotMapsPlot *data)
{
  double largest = 0;

  for (guint i = 0; i < data->n_classes; i++)
    for (gsize p = 0; p < (gsize) data->rows[i].n_shots * count_cells (data); p++)
      if (isfinite (data->rows[i].values[p]))
        largest = MAX (largest, fabs (data->rows[i].values[p]));
  return largest > 0 ? largest : 1;
}

static void
draw_shot (const LkShotMapsPlot *data,
           const LkPen *pen,
           const LkShotMapRow *row,
           guint shot,
           const LkBox *box,
           double largest)
{
  gsize first = (gsize) shot * count_cells (data);
  g_autofree char *sum = lk_number_signed (row->sums[shot], 3);
  const LkHeatmap heatmap = { .picture = row->pictures[shot],
                              .n_rows = data->n_rows,
                              .n_columns = data->n_columns,
                              .values = row->values + first,
                              .low = -largest,
                              .high = largest,
                              .colormap = LK_COLORMAP_DIVERGING,
                              .opacity = OPACITY,
                              .hovered = -1,
                              .masked = row->masked + first };

  lk_heatmap_draw_area (&heatmap, pen, box);
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                   (LkTextPlace){ box->x + box->width / 2,
                                  box->y + box->height + 2 * pen->palette->scale, 0.5,
                                  box->width },
                   sum);
}

void
lk_plot_shot_maps_base (const LkShotMapsPlot *data,
                        cairo_t *cr,
                        double width,
                        double height,
                        const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  double largest;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data))
    return;
  largest = find_largest (data);
  for (guint i = 0; i < data->n_classes; i++)
    {
      const LkShotMapRow *row = &data->rows[i];
      LkBox first = get_shot (data, width, palette, i, 0);
      double line = lk_text_line_height (palette, LK_TEXT_STRONG);
      double top = first.y - line - 4 * palette->scale, mark = MARK * palette->scale;

      lk_palette_draw_mark (palette, cr, row->class_index, first.x + mark / 2,
                            top + line / 2, mark);
      lk_text_draw_in (&pen, LK_TEXT_STRONG, &palette->foreground,
                       (LkTextPlace){ first.x + mark + 6 * palette->scale, top, 0,
                                      width - first.x - mark - 18 * palette->scale },
                       row->class_name);
      for (guint shot = 0; shot < row->n_shots; shot++)
        {
          LkBox box = get_shot (data, width, palette, i, shot);

          draw_shot (data, &pen, row, shot, &box, largest);
        }
    }
}

void
lk_plot_shot_maps_get_cell (const LkShotMapsPlot *data,
                            double width,
                            const LkPalette *palette,
                            guint row,
                            guint cell,
                            double area[4])
{
  guint within;
  LkBox box;

  g_return_if_fail (data != NULL && is_drawable (data) && row < data->n_classes);

  box = get_shot (data, width, palette, row, cell / count_cells (data));
  within = cell % count_cells (data);
  area[2] = box.width / data->n_columns;
  area[3] = box.height / data->n_rows;
  area[0] = box.x + within % data->n_columns * area[2];
  area[1] = box.y + within / data->n_columns * area[3];
}

void
lk_plot_shot_maps_overlay (const LkShotMapsPlot *data,
                           cairo_t *cr,
                           double width,
                           double height,
                           const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  double area[4];

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data) || data->hovered_row < 0 || data->hovered_cell < 0
      || (guint) data->hovered_row >= data->n_classes)
    return;
  lk_plot_shot_maps_get_cell (data, width, palette, (guint) data->hovered_row,
                              (guint) data->hovered_cell, area);
  lk_plot_outline (&pen, &(LkBox){ area[0], area[1], area[2], area[3] });
}

gboolean
lk_plot_shot_maps_hit (const LkShotMapsPlot *data,
                       const LkPointer *pointer,
                       int *row,
                       int *cell)
{
  g_return_val_if_fail (data != NULL && pointer != NULL, FALSE);

  for (guint i = 0; is_drawable (data) && i < data->n_classes; i++)
    for (guint shot = 0; shot < data->rows[i].n_shots; shot++)
      {
        LkBox box = get_shot (data, pointer->width, pointer->palette, i, shot);
        guint down, across;

        if (!lk_box_contains (&box, pointer->x, pointer->y))
          continue;
        down = (guint) ((pointer->y - box.y) / box.height * data->n_rows);
        across = (guint) ((pointer->x - box.x) / box.width * data->n_columns);
        *row = (int) i;
        *cell = (int) (shot * count_cells (data)
                       + MIN (down, data->n_rows - 1) * data->n_columns
                       + MIN (across, data->n_columns - 1));
        return TRUE;
      }
  return FALSE;
}
