/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-channels.h"

#include "lk-plot-layout.h"
#include "lk-plot-picture.h"
#include "lk-number-text.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define N_MAPS 2
#define OPACITY 0.72

/**
 * Layout:
 * @maps: the squares of query and support
 * @line: height of the label above each, 0 for none
 * @bar: whether there are colour bars
 * @middle: between the maps, where the similarity stands; no width for none
 */
typedef struct
{
  LkBox maps[N_MAPS];
  double line;
  gboolean bar;
  LkBox middle;
} Layout;

static gboolean
is_drawable (const LkChannelPair *data, double width, double height)
{
  return lk_plot_has_room (width, height) && data->n_rows > 0 && data->n_columns > 0
         && data->query_values != NULL && data->support_values != NULL;
}

static double
get_edge (double width, double height, double around, double gap, gboolean beside)
{
  if (beside)
    return MIN ((width - gap) / 2, height - around);
  return MIN (width, (height - gap) / 2 - around);
}

static void
place_maps (Layout *self,
            const LkBox *room,
            double edge,
            double around,
            double gap,
            gboolean beside)
{
  double across = beside ? 2 * edge + gap : edge;
  double down = beside ? edge + around : 2 * (edge + around) + gap;
  double x = floor ((room->width - across) / 2);
  double y = floor ((room->height - down) / 2 + self->line);

  for (guint i = 0; i < N_MAPS; i++)
    self->maps[i] = (LkBox){ x + (beside ? i * (edge + gap) : 0),
                             y + (beside ? 0 : i * (edge + around + gap)), edge, edge };
  if (beside)
    self->middle = (LkBox){ x + edge, y, gap, edge };
  else
    self->middle = (LkBox){ x, y + edge + around - self->line, edge, gap };
}

static Layout
compute_layout (double width, double height, const LkPalette *palette)
{
  double scale = palette->scale;
  double margin = lk_plot_margin (palette, width, height);
  gboolean small = MIN (width, height) < 110 * scale;
  const LkBox room = { 0, 0, width, height };
  Layout self = {
    .line = small ? 0 : lk_text_line_height (palette, LK_TEXT_SMALL) + 4 * scale,
    .bar = !small,
  };
  double room_width = width - 2 * margin;
  double room_height = height - 2 * margin;
  double around = self.line + (self.bar ? (LK_COLOR_BAR_HEIGHT + 8) * scale : 0);
  double gap
      = small ? 4 * scale
              : CLAMP (0.13 * width, (width < 220 * scale ? 50 : 68) * scale, 90 * scale);
  double low_gap = small ? 4 * scale : 30 * scale;
  double beside = get_edge (room_width, room_height, around, gap, TRUE);
  double above = get_edge (room_width, room_height, around, low_gap, FALSE);

  if (beside >= above)
    place_maps (&self, &room, MAX (floor (beside), 1), around, gap, TRUE);
  else
    place_maps (&self, &room, MAX (floor (above), 1), around, low_gap, FALSE);
  if (small)
    self.middle.width = 0;
  return self;
}

/* (transfer full): and the largest size among them. */
static double *
widen (const float *values, gsize n, double *largest)
{
  double *wide = g_new (double, n);

  *largest = 0;
  for (gsize i = 0; i < n; i++)
    {
      wide[i] = values[i];
      if (isfinite (wide[i]))
        *largest = MAX (*largest, fabs (wide[i]));
    }
  return wide;
}

/* Returns: the largest size of an activation. */
static double
draw_cells (const LkChannelPair *data, guint index, const LkPen *pen, const LkBox *box)
{
  cairo_t *cr = pen->cr;
  gsize n = (gsize) data->n_rows * data->n_columns;
  double largest;
  g_autofree double *values
      = widen (index == 0 ? data->query_values : data->support_values, n, &largest);
  cairo_surface_t *cells
      = lk_colormap_render (LK_COLORMAP_DIVERGING, values, data->n_rows, data->n_columns,
                            (LkRange){ -largest, largest }, OPACITY);

  lk_plot_picture_draw (index == 0 ? data->query_picture : data->support_picture, cr,
                        box->x, box->y, box->width, box->height);
  lk_plot_paint_cells (cr, cells, box);
  cairo_surface_destroy (cells);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_set_line_width (cr, (pen->palette->high_contrast ? 2 : 1) * pen->palette->scale);
  lk_palette_set_source (
      cr, pen->palette->high_contrast ? &pen->palette->foreground : &pen->palette->grid,
      1);
  cairo_stroke (cr);
  cairo_restore (cr);
  return largest;
}

void
lk_plot_channel_map (const LkChannelPair *data,
                     guint index,
                     const LkPen *pen,
                     const LkBox *box)
{
  g_return_if_fail (data != NULL && index < N_MAPS && pen != NULL && box != NULL);

  if (is_drawable (data, box->width, box->height))
    draw_cells (data, index, pen, box);
}

static void
draw_map (const LkChannelPair *data, const Layout *layout, const LkPen *pen, guint index)
{
  const LkBox *box = &layout->maps[index];
  double largest = draw_cells (data, index, pen, box);

  if (layout->line > 0)
    lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                     (LkTextPlace){ box->x, box->y - layout->line, 0, box->width },
                     index == 0 ? data->query_label : data->support_label);
  if (layout->bar)
    lk_colormap_draw_bar (
        LK_COLORMAP_DIVERGING, pen,
        &(LkBox){ box->x, box->y + box->height + 8 * pen->palette->scale, box->width, 0 },
        (LkRange){ -largest, largest }, NULL);
}

static void
draw_similarity (const LkChannelPair *data, const Layout *layout, const LkPen *pen)
{
  const LkBox *box = &layout->middle;
  double scale = pen->palette->scale;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double strong = lk_text_line_height (pen->palette, LK_TEXT_STRONG);
  double x = box->x + box->width / 2;
  double y = box->y + box->height / 2;
  double width;
  g_autofree char *number = lk_number_short (data->similarity);
  g_autofree char *line = g_strdup_printf (_ ("similarity %s"), number);

  if (!(box->width > 0))
    return;
  if (box->height < small + strong)
    {
      lk_text_draw_in (pen, LK_TEXT_STRONG, &pen->palette->foreground,
                       (LkTextPlace){ x, y - strong / 2, 0.5, box->width }, line);
      return;
    }
  lk_text_draw_in (pen, LK_TEXT_STRONG, &pen->palette->foreground,
                   (LkTextPlace){ x, y - strong, 0.5, box->width - 4 * scale }, number);
  lk_text_measure (pen, LK_TEXT_SMALL, _ ("similarity"), &width, NULL);
  if (width <= box->width - 4 * scale)
    lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->dim, (LkTextPlace){ x, y, 0.5, 0 },
                  _ ("similarity"));
}

void
lk_plot_channels (const LkChannelPair *data,
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
  layout = compute_layout (width, height, palette);
  for (guint i = 0; i < N_MAPS; i++)
    draw_map (data, &layout, &pen, i);
  draw_similarity (data, &layout, &pen);
}
