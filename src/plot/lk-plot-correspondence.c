/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-correspondence.h"

#include "lk-heatmap-area.h"
#include "lk-plot-picture.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MAX_THUMB 104
#define MIN_ROW 50 /* lower rows in one column make two columns of higher ones */

/**
 * Layout:
 * @title, @subtitle: those there is room for
 * @side: whether the cards stand beside the heatmap, or below it
 * @area: of the cells of the heatmap
 * @bar_y: of the colour bar: below the cells, or above them where lines go down; NAN for
 *   none
 * @caption: height of the line above the cards, 0 for none
 * @cards: the room of the cards
 * @n_columns, @n_rows: of cards
 * @cell_width, @cell_height: the room of one card
 * @thumb: edge of its picture
 * @mark: size of its mark
 */
typedef struct
{
  const char *title;
  const char *subtitle;
  double margin;
  gboolean side;
  LkBox area;
  double bar_y;
  double caption;
  LkBox cards;
  guint n_columns;
  guint n_rows;
  double cell_width;
  double cell_height;
  double thumb;
  double mark;
} Layout;

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
      = MIN (self->cards.height / MAX (self->n_rows, 1), self->thumb + 24 * scale);
  self->mark = CLAMP (0.32 * self->thumb, MIN (12 * scale, self->thumb), 20 * scale);
}

static void
split_beside (Layout *self, const LkBox *body, double bar, guint n_matches, double scale)
{
  double gap = CLAMP (0.045 * body->width, 10 * scale, 64 * scale);
  guint n_columns = n_matches > 8 && body->width > 560 * scale ? 2 : 1;
  double wanted = (n_columns == 2 ? 380 : 250) * scale;
  double least = MIN (wanted, MAX (0.36 * body->width, 110 * scale));
  double edge = MAX (floor (MIN (body->height - bar, body->width - gap - least)), 1);

  wanted = MIN (body->width - edge - gap, 1.25 * wanted);
  gap = MIN (body->width - edge - wanted, MAX (gap, 80 * scale));
  self->area = (LkBox){ body->x, body->y, edge, edge };
  self->bar_y = bar > 0 ? body->y + edge + 10 * scale : NAN;
  self->cards = (LkBox){ body->x + edge + gap, body->y, MAX (wanted, 1), edge };
}

static void
split_below (Layout *self, const LkBox *body, double bar, double scale)
{
  double gap = 40 * scale;
  double edge = MAX (floor (MIN (body->width, 0.64 * (body->height - gap - bar))), 1);
  double top = body->y + bar;

  self->area = (LkBox){ floor (body->x + (body->width - edge) / 2), top, edge, edge };
  self->bar_y = bar > 0 ? body->y : NAN;
  self->cards
      = (LkBox){ body->x + 6 * scale, top + edge + gap, MAX (body->width - 6 * scale, 1),
                 MAX (body->height - bar - edge - gap, 1) };
}

static Layout
compute_layout (const LkCorrespondences *data,
                double width,
                double height,
                const LkPalette *palette)
{
  double scale = palette->scale;
  Layout self = {
    .title = height < 180 * scale ? NULL : data->heatmap.title,
    .subtitle = height < 260 * scale ? NULL : data->heatmap.subtitle,
    .margin = lk_plot_margin (palette, width, height),
    .side = width > 0.85 * height,
    .n_columns = 1,
    .n_rows = MAX (data->n_matches, 1),
  };
  double bar = MIN (width, height) < 160 * scale ? 0 : (LK_COLOR_BAR_HEIGHT + 10) * scale;
  double header = round (lk_plot_header_height (palette, self.title, self.subtitle));
  LkBox body = { self.margin, self.margin + header, width - 2 * self.margin,
                 height - 2 * self.margin - header };

  if (self.side)
    split_beside (&self, &body, bar, data->n_matches, scale);
  else
    split_below (&self, &body, bar, scale);
  if (self.side && self.cards.height >= 240 * scale)
    self.caption = lk_text_line_height (palette, LK_TEXT_SMALL) + 6 * scale;
  self.cards.y += self.caption;
  self.cards.height -= self.caption;
  if (data->n_matches > 0)
    place_cards (&self, data->n_matches, scale);
  return self;
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

/* To cards below: down to the first of a column, down beside it to the others. */
static void
trace_line_down (const Layout *layout,
                 cairo_t *cr,
                 const LkBox *match,
                 guint index,
                 double scale)
{
  LkBox card = get_card_box (layout, index);
  guint row = index % layout->n_rows;
  double y = match->y + match->height / 2;
  double corner = 6 * scale;
  double x = card.x - 2.5 * scale * row;

  if (row == 0)
    {
      bend_to (cr, match->x + match->width / 2, card.y, TRUE);
      cairo_line_to (cr, match->x + match->width / 2, match->y);
      return;
    }
  bend_to (cr, x, layout->cards.y, TRUE);
  cairo_line_to (cr, x, y - corner);
  cairo_curve_to (cr, x, y, x, y, x + corner, y);
  cairo_line_to (cr, match->x, y);
}

/* To cards beside: up or down only in the gap before them, and to later columns along the
 * gaps between the rows, so that no line crosses another's card. */
static void
trace_line_across (const Layout *layout,
                   cairo_t *cr,
                   const LkBox *match,
                   guint index,
                   double scale)
{
  LkBox card = get_card_box (layout, index);
  double y = match->y + match->height / 2;

  if (index / layout->n_rows > 0)
    {
      bend_to (cr, layout->cards.x, card.y, FALSE);
      cairo_line_to (cr, card.x - 10 * scale, card.y);
      bend_to (cr, card.x + layout->mark + 8 * scale, y, FALSE);
    }
  else
    bend_to (cr, card.x, y, FALSE);
  cairo_line_to (cr, match->x, y);
}

static void
trace_line (const LkCorrespondences *data,
            const Layout *layout,
            cairo_t *cr,
            guint index,
            double scale)
{
  LkBox query = lk_heatmap_get_cell_box (&data->heatmap, &layout->area, data->cell);
  LkBox match = get_match_box (data, layout, index, scale);

  cairo_new_path (cr);
  if (layout->side)
    {
      cairo_move_to (cr, query.x + query.width, query.y + query.height / 2);
      trace_line_across (layout, cr, &match, index, scale);
    }
  else
    {
      cairo_move_to (cr, query.x + query.width / 2, query.y + query.height);
      trace_line_down (layout, cr, &match, index, scale);
    }
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

/* Name, shot and cosine on as many lines as the room asks for and the height allows. */
static char **
get_card_lines (const LkCorrespondence *match, double room, double height, double scale)
{
  double small = 17 * scale;
  g_autofree char *number = lk_text_number (match->similarity);
  g_autofree char *cosine = g_strdup_printf (_ ("cos %s"), number);
  g_autofree char *shot = g_strdup_printf (_ ("shot %u"), match->shot + 1);
  g_auto (GStrv) lines = g_new0 (char *, 4);

  if (height < 2 * small)
    lines[0] = g_strdup (room < 62 * scale    ? number
                         : room < 110 * scale ? cosine
                                              : match->class_name);
  else if (room >= 128 * scale)
    {
      lines[0] = g_strdup_printf (_ ("%s, shot %u"), match->class_name, match->shot + 1);
      lines[1] = g_steal_pointer (&cosine);
    }
  else if (height >= 3 * small)
    {
      lines[0] = g_strdup (match->class_name);
      lines[1] = g_steal_pointer (&shot);
      lines[2] = g_steal_pointer (&cosine);
    }
  else
    {
      lines[0] = g_strdup (match->class_name);
      lines[1] = g_steal_pointer (&cosine);
    }
  return g_steal_pointer (&lines);
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
  double height = thumb->height + 6 * palette->scale;
  g_auto (GStrv) lines = get_card_lines (match, right - x, height, palette->scale);
  guint n_lines = g_strv_length (lines);
  gboolean large = height >= n_lines * lk_text_line_height (palette, LK_TEXT_BODY)
                   && right - x >= 90 * palette->scale;
  LkTextStyle style = large ? LK_TEXT_BODY : LK_TEXT_SMALL;
  double line = lk_text_line_height (palette, style);
  double y = thumb->y + (thumb->height - n_lines * line) / 2;

  for (guint i = 0; i < n_lines; i++)
    lk_text_draw_in (cr, palette, best && large && i == 0 ? LK_TEXT_STRONG : style,
                     i == 0 ? &palette->foreground : &palette->dim, x, y + i * line, 0,
                     right - x, lines[i]);
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
  if (layout->caption > 0)
    lk_text_draw_in (cr, palette, LK_TEXT_SMALL, &palette->dim, layout->cards.x,
                     layout->cards.y - layout->caption, 0, layout->cards.width,
                     _ ("Best match in every class"));
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
  const LkHeatmap *heatmap = &data->heatmap;
  Layout layout;

  if (!lk_plot_has_room (width, height) || !lk_heatmap_has_cells (heatmap))
    return;

  layout = compute_layout (data, width, height, palette);
  lk_plot_draw_header (cr, palette, layout.margin, layout.margin,
                       width - 2 * layout.margin, layout.title, layout.subtitle);
  if (!isnan (layout.bar_y))
    lk_colormap_draw_bar (heatmap->colormap, cr, layout.area.x, layout.bar_y,
                          layout.area.width, heatmap->low, heatmap->high,
                          heatmap->caption, palette);
  lk_heatmap_draw_area (heatmap, cr, palette, &layout.area);

  if (!lk_heatmap_is_cell (heatmap, data->cell))
    lk_text_draw_paragraph (cr, palette, LK_TEXT_BODY, &palette->dim, layout.cards.x,
                            layout.cards.y, layout.cards.width,
                            layout.side ? layout.area.height : layout.cards.height,
                            data->hint);
  else if (data->n_matches > 0)
    {
      LkBox query = lk_heatmap_get_cell_box (heatmap, &layout.area, data->cell);

      draw_cards (data, &layout, cr, palette);
      lk_plot_outline (cr, palette, &query);
    }
}

int
lk_plot_correspondences_hit (const LkCorrespondences *data,
                             double width,
                             double height,
                             const LkPalette *palette,
                             double x,
                             double y)
{
  Layout layout;

  if (!lk_plot_has_room (width, height) || !lk_heatmap_has_cells (&data->heatmap))
    return -1;
  layout = compute_layout (data, width, height, palette);
  return lk_heatmap_find_cell (&data->heatmap, &layout.area, x, y);
}
