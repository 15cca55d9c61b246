/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-correspondence.h"

#include "lk-plot-layout.h"
#include "lk-plot-picture.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_THUMB 76
#define MIN_ROW 50 /* lower rows in one column make two columns of higher ones */

/**
 * Layout:
 * @plot: the room of the heatmap, its own margin included
 * @side: whether the cards stand beside the heatmap, or below it
 * @cards: the room of the cards
 * @n_columns: of cards
 * @n_rows: of cards
 * @cell: width and height of the room of one card
 * @thumb: edge of its picture
 * @mark: size of its mark
 */
typedef struct
{
  const char *title;
  const char *subtitle;
  double margin;
  double header;
  gboolean side;
  LkBox plot;
  LkBox area;
  LkBox cards;
  guint n_columns;
  guint n_rows;
  double cell_width;
  double cell_height;
  double thumb;
  double mark;
} Layout;

/* The heatmap without its lines of text, which go over the whole width. */
static LkHeatmap
get_bare_heatmap (const LkCorrespondences *data)
{
  LkHeatmap heatmap = data->heatmap;

  heatmap.title = NULL;
  heatmap.subtitle = NULL;
  return heatmap;
}

static void
place_cards (Layout *self, guint n_matches, double scale)
{
  double best = 0;

  for (guint n_columns = 1; n_columns <= 5; n_columns++)
    {
      guint n_rows = (n_matches + n_columns - 1) / n_columns;
      double width = self->cards.width / n_columns;
      double height = self->cards.height / n_rows;
      double thumb = MIN (height - 6 * scale, 0.42 * width);

      thumb = MIN (thumb, MAX_THUMB * scale);
      if (thumb > 1.15 * best)
        {
          best = thumb;
          self->n_columns = n_columns;
          self->n_rows = n_rows;
        }
      if (n_matches <= n_columns || (self->side && height >= MIN_ROW * scale))
        break;
    }
  self->thumb = floor (MAX (best, 0));
  self->cell_width = self->cards.width / MAX (self->n_columns, 1);
  self->cell_height
      = MIN (self->cards.height / MAX (self->n_rows, 1), self->thumb + 14 * scale);
  self->mark = CLAMP (0.32 * self->thumb, MIN (12 * scale, self->thumb), 20 * scale);
}

static void
split_beside (Layout *self, const LkBox *body, double bar, guint n_matches, double scale)
{
  double gap = CLAMP (0.06 * body->width, 10 * scale, 64 * scale);
  guint n_columns = n_matches > 8 && body->width > 560 * scale ? 2 : 1;
  double wanted = (n_columns == 2 ? 350 : 225) * scale;
  double least = MIN (wanted, MAX (0.36 * body->width, 110 * scale));
  double side = MIN (body->height - bar, body->width - gap - least);

  side = MAX (side, 1);
  wanted = MIN (body->width - side - gap, 1.25 * wanted);
  gap = MIN (body->width - side - wanted, MAX (gap, 110 * scale));
  self->plot = (LkBox){ body->x - self->margin, body->y - self->margin,
                        side + 2 * self->margin, side + bar + 2 * self->margin };
  self->cards = (LkBox){ body->x + side + gap, body->y, MAX (wanted, 1),
                         MAX (MIN (side + bar, body->height), 1) };
}

static void
split_below (Layout *self, const LkBox *body, double bar, double scale)
{
  double gap = 26 * scale;
  double side = MIN (body->width, 0.62 * (body->height - gap - bar));

  side = MAX (side, 1);
  self->plot = (LkBox){ body->x - self->margin, body->y - self->margin,
                        body->width + 2 * self->margin, side + bar + 2 * self->margin };
  self->cards = (LkBox){ body->x, body->y + side + bar + gap, body->width,
                         MAX (body->height - side - bar - gap, 1) };
}

static Layout
compute_layout (const LkCorrespondences *data,
                double width,
                double height,
                const LkPalette *palette)
{
  double scale = palette->scale;
  LkHeatmap heatmap = get_bare_heatmap (data);
  Layout self = {
    .title = height < 180 * scale ? NULL : data->heatmap.title,
    .subtitle = height < 260 * scale ? NULL : data->heatmap.subtitle,
    .margin = lk_plot_margin (palette, width, height),
    .side = width > 0.85 * height,
    .n_columns = 1,
    .n_rows = MAX (data->n_matches, 1),
  };
  double bar = (LK_COLOR_BAR_HEIGHT + 10) * scale;
  LkBox body;
  double area[4];

  self.header = lk_plot_header_height (palette, self.title, self.subtitle);
  body = (LkBox){ self.margin, self.margin + self.header, width - 2 * self.margin,
                  height - 2 * self.margin - self.header };
  if (self.side)
    split_beside (&self, &body, bar, data->n_matches, scale);
  else
    split_below (&self, &body, bar, scale);
  lk_plot_heatmap_get_area (&heatmap, self.plot.width, self.plot.height, palette, area);
  self.area = (LkBox){ self.plot.x + area[0], self.plot.y + area[1], area[2], area[3] };
  if (data->n_matches > 0)
    place_cards (&self, data->n_matches, scale);
  return self;
}

static gboolean
has_cell (const LkCorrespondences *data)
{
  return data->cell >= 0
         && data->cell < (gint64) data->heatmap.n_rows * data->heatmap.n_columns;
}

static LkBox
get_query_box (const LkCorrespondences *data, const Layout *layout)
{
  guint row = data->cell / data->heatmap.n_columns;
  guint column = data->cell % data->heatmap.n_columns;
  double width = layout->area.width / data->heatmap.n_columns;
  double height = layout->area.height / data->heatmap.n_rows;

  return (LkBox){ layout->area.x + column * width, layout->area.y + row * height, width,
                  height };
}

/* Cards fill a column, then the next. */
static LkBox
get_card_box (const Layout *layout, guint index)
{
  return (LkBox){
    layout->cards.x + index / layout->n_rows * layout->cell_width,
    layout->cards.y + index % layout->n_rows * layout->cell_height,
    layout->cell_width,
    layout->cell_height,
  };
}

static LkBox
get_thumb_box (const Layout *layout, guint index, double scale)
{
  LkBox card = get_card_box (layout, index);

  return (LkBox){ card.x + layout->mark + 8 * scale,
                  card.y + (card.height - layout->thumb) / 2, layout->thumb,
                  layout->thumb };
}

static LkBox
get_match_box (const LkCorrespondences *data,
               const Layout *layout,
               guint index,
               double scale)
{
  LkBox thumb = get_thumb_box (layout, index, scale);
  const LkCorrespondence *match = &data->matches[index];
  double width = thumb.width / data->heatmap.n_columns;
  double height = thumb.height / data->heatmap.n_rows;
  double edge = MAX (MIN (width, thumb.width), 5 * scale);
  double x = thumb.x + (MIN (match->column, data->heatmap.n_columns - 1) + 0.5) * width;
  double y = thumb.y + (MIN (match->row, data->heatmap.n_rows - 1) + 0.5) * height;

  edge = MIN (edge, thumb.width);
  x = CLAMP (x - edge / 2, thumb.x, thumb.x + thumb.width - edge);
  y = CLAMP (y - edge / 2, thumb.y, thumb.y + thumb.height - edge);
  return (LkBox){ x, y, edge, edge };
}

static const LkColor *
get_class_color (const LkPalette *palette, guint class_index)
{
  return &palette->classes[class_index % LK_N_CLASS_COLORS];
}

/* An S between two points that leaves and arrives level (or upright). */
static void
bend_to (cairo_t *cr, double x, double y, gboolean upright)
{
  double from_x;
  double from_y;

  cairo_get_current_point (cr, &from_x, &from_y);
  if (upright)
    cairo_curve_to (cr, from_x, (from_y + y) / 2, x, (from_y + y) / 2, x, y);
  else
    cairo_curve_to (cr, (from_x + x) / 2, from_y, (from_x + x) / 2, y, x, y);
}

/* Lines cross no other card: they run up or down in the gap before the cards only, and to
 * later columns along the gaps between the rows. */
static void
trace_line (const LkCorrespondences *data,
            const Layout *layout,
            cairo_t *cr,
            guint index,
            double scale)
{
  LkBox query = get_query_box (data, layout);
  LkBox card = get_card_box (layout, index);
  LkBox match = get_match_box (data, layout, index, scale);
  double y = match.y + match.height / 2;
  guint column = index / layout->n_rows;

  cairo_new_path (cr);
  cairo_move_to (cr, query.x + query.width / 2, query.y + query.height / 2);
  if (!layout->side)
    {
      if (index % layout->n_rows == 0)
        bend_to (cr, match.x + match.width / 2,
                 card.y + (card.height - layout->thumb) / 2, TRUE);
      else
        {
          bend_to (cr, card.x, layout->cards.y, TRUE);
          cairo_line_to (cr, card.x, card.y);
          cairo_line_to (cr, match.x, y);
          return;
        }
      cairo_line_to (cr, match.x + match.width / 2, match.y);
      return;
    }
  if (column > 0)
    {
      bend_to (cr, layout->cards.x, card.y, FALSE);
      cairo_line_to (cr, card.x - 10 * scale, card.y);
      bend_to (cr, card.x + layout->mark + 8 * scale, y, FALSE);
    }
  else
    bend_to (cr, card.x, y, FALSE);
  cairo_line_to (cr, match.x, y);
}

static void
draw_line (const LkCorrespondences *data,
           const Layout *layout,
           cairo_t *cr,
           const LkPalette *palette,
           guint index)
{
  double scale = palette->scale;
  double width = (index == 0 ? 3 : 1.5) * scale;

  cairo_save (cr);
  trace_line (data, layout, cr, index, scale);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  lk_palette_set_source (cr, &palette->background, 0.7);
  cairo_set_line_width (cr, width + 1.5 * scale);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, get_class_color (palette, data->matches[index].class_index),
                         1);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_match_cell (const LkCorrespondences *data,
                 const Layout *layout,
                 cairo_t *cr,
                 const LkPalette *palette,
                 guint index)
{
  LkBox box = get_match_box (data, layout, index, palette->scale);
  const LkColor *color = get_class_color (palette, data->matches[index].class_index);

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, box.x, box.y, box.width, box.height);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 4 * palette->scale);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, color, 1);
  cairo_set_line_width (cr, 2 * palette->scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_card_text (const LkCorrespondence *match,
                cairo_t *cr,
                const LkPalette *palette,
                const LkBox *thumb,
                double right,
                gboolean best)
{
  double x = thumb->x + thumb->width + 10 * palette->scale;
  double room = right - x;
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);
  gboolean large = thumb->height >= 44 * palette->scale;
  double line = large ? lk_text_line_height (palette, LK_TEXT_BODY) : small;
  LkTextStyle style = large ? (best ? LK_TEXT_STRONG : LK_TEXT_BODY) : LK_TEXT_SMALL;
  g_autofree char *number = lk_text_number (match->similarity);
  g_autofree char *shot
      = g_strdup_printf (_ ("%s, shot %u"), match->class_name, match->shot + 1);
  g_autofree char *cosine = g_strdup_printf (_ ("cos %s"), number);
  double y = thumb->y + thumb->height / 2;

  if (thumb->height < 2 * small)
    {
      lk_text_draw_in (cr, palette, LK_TEXT_SMALL, &palette->foreground, x, y - small / 2,
                       0, room, room < 76 * palette->scale ? cosine : shot);
      return;
    }
  lk_text_draw_in (cr, palette, style, &palette->foreground, x, y - line, 0, room, shot);
  lk_text_draw_in (cr, palette, large ? LK_TEXT_BODY : LK_TEXT_SMALL, &palette->dim, x, y,
                   0, room, cosine);
}

static void
draw_thumb (const LkCorrespondences *data,
            const Layout *layout,
            cairo_t *cr,
            const LkPalette *palette,
            guint index)
{
  LkBox thumb = get_thumb_box (layout, index, palette->scale);

  lk_plot_picture_draw (data->matches[index].picture, cr, thumb.x, thumb.y, thumb.width,
                        thumb.height);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, thumb.x, thumb.y, thumb.width, thumb.height);
  cairo_set_line_width (cr, palette->scale);
  lk_palette_set_source (cr, &palette->grid, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_cards (const LkCorrespondences *data,
            const Layout *layout,
            cairo_t *cr,
            const LkPalette *palette)
{
  guint n = data->n_matches;

  if (layout->thumb < 8 * palette->scale)
    return;
  for (guint i = 0; i < n; i++)
    draw_thumb (data, layout, cr, palette, i);
  for (guint i = n; i > 0; i--)
    draw_line (data, layout, cr, palette, i - 1);
  for (guint i = n; i > 0; i--)
    draw_match_cell (data, layout, cr, palette, i - 1);
  for (guint i = 0; i < n; i++)
    {
      const LkCorrespondence *match = &data->matches[i];
      LkBox card = get_card_box (layout, i);
      LkBox thumb = get_thumb_box (layout, i, palette->scale);

      lk_palette_draw_mark (palette, cr, match->class_index,
                            card.x + layout->mark / 2 + 2 * palette->scale,
                            card.y + card.height / 2, layout->mark);
      draw_card_text (match, cr, palette, &thumb,
                      card.x + card.width - 6 * palette->scale, i == 0);
    }
}

void
lk_plot_correspondences (const LkCorrespondences *data,
                         cairo_t *cr,
                         double width,
                         double height,
                         const LkPalette *palette)
{
  LkHeatmap heatmap = get_bare_heatmap (data);
  Layout layout;

  if (!lk_plot_has_room (width, height) || heatmap.n_rows == 0 || heatmap.n_columns == 0)
    return;

  layout = compute_layout (data, width, height, palette);
  lk_plot_draw_header (cr, palette, layout.area.x, layout.margin,
                       width - layout.margin - layout.area.x, layout.title,
                       layout.subtitle);
  cairo_save (cr);
  cairo_translate (cr, layout.plot.x, layout.plot.y);
  lk_plot_heatmap (&heatmap, cr, layout.plot.width, layout.plot.height, palette);
  cairo_restore (cr);

  if (has_cell (data) && data->n_matches > 0)
    {
      LkBox query = get_query_box (data, &layout);

      draw_cards (data, &layout, cr, palette);
      lk_plot_outline (cr, palette, &query);
    }
  else if (!has_cell (data))
    lk_text_draw_paragraph (cr, palette, LK_TEXT_BODY, &palette->dim, layout.cards.x,
                            layout.cards.y, layout.cards.width,
                            layout.side ? layout.area.height : layout.cards.height,
                            data->hint);
}

int
lk_plot_correspondences_hit (const LkCorrespondences *data,
                             double width,
                             double height,
                             const LkPalette *palette,
                             double x,
                             double y)
{
  LkHeatmap heatmap = get_bare_heatmap (data);
  Layout layout;

  if (!lk_plot_has_room (width, height) || heatmap.n_rows == 0 || heatmap.n_columns == 0)
    return -1;
  layout = compute_layout (data, width, height, palette);
  return lk_plot_heatmap_hit (&heatmap, layout.plot.width, layout.plot.height, palette,
                              x - layout.plot.x, y - layout.plot.y);
}
