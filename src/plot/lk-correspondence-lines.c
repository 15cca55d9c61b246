/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-correspondence-lines.h"

#include "lk-heatmap-area.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MIN_CELL 5
#define MIN_MORE 3.5
#define MIN_THUMB 40    /* smaller pictures show the match alone */
#define MAX_BRANCHES 12 /* of a match: more cells have no lines of their own */

static const LkColor *
get_color (const LkCorrespondences *data, const LkPalette *palette, guint index)
{
  return &palette->classes[data->matches[index].class_index % LK_N_CLASS_COLORS];
}

static LkBox
get_match_box (const LkCorrespondences *data,
               const LkCorrespondenceLayout *layout,
               guint index,
               double scale)
{
  const LkCorrespondence *match = &data->matches[index];
  const guint cell[2] = { match->row, match->column };

  return lk_correspondence_layout_get_cell (layout, &data->heatmap, index, cell,
                                            MIN_CELL * scale, scale);
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
trace_line_down (const LkCorrespondenceLayout *layout,
                 cairo_t *cr,
                 const LkBox *match,
                 guint index,
                 double scale)
{
  LkBox card = lk_correspondence_layout_get_card (layout, index);
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
trace_line_across (const LkCorrespondenceLayout *layout,
                   cairo_t *cr,
                   const LkBox *match,
                   guint index,
                   double scale)
{
  LkBox card = lk_correspondence_layout_get_card (layout, index);
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
            const LkCorrespondenceLayout *layout,
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

void
lk_correspondence_draw_line (const LkCorrespondences *data,
                             const LkCorrespondenceLayout *layout,
                             const LkPen *pen,
                             guint index)
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;
  double width = (index == 0 ? 3 : 1.5) * scale;
  gboolean mutual = data->matches[index].mutual;
  const double dash[] = { 3 * scale + 2 * width, 2.5 * scale + width };

  cairo_save (cr);
  cairo_set_tolerance (cr, 0.25);
  trace_line (data, layout, cr, index, scale);
  cairo_set_line_cap (cr, mutual ? CAIRO_LINE_CAP_ROUND : CAIRO_LINE_CAP_BUTT);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_FAST);
  lk_palette_set_source (cr, &pen->palette->background, mutual ? 0.7 : 0.45);
  cairo_set_line_width (cr, width + 1.5 * scale);
  cairo_stroke_preserve (cr);
  cairo_set_antialias (cr, CAIRO_ANTIALIAS_DEFAULT);
  if (!mutual)
    cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  lk_palette_set_source (cr, get_color (data, pen->palette, index), 1);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
outline_cell (cairo_t *cr, const LkBox *box, const LkColor *color, double width)
{
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, box->x, box->y, box->width, box->height);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_set_line_width (cr, 2 * width);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, color, 1);
  cairo_set_line_width (cr, width);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
lk_correspondence_draw_match (const LkCorrespondences *data,
                              const LkCorrespondenceLayout *layout,
                              const LkPen *pen,
                              guint index)
{
  LkBox box = get_match_box (data, layout, index, pen->palette->scale);

  outline_cell (pen->cr, &box, get_color (data, pen->palette, index),
                2 * pen->palette->scale);
}

/* Where the line to the match enters the card. */
static void
get_fork (const LkCorrespondences *data,
          const LkCorrespondenceLayout *layout,
          guint index,
          double scale,
          double *x,
          double *y)
{
  LkBox card = lk_correspondence_layout_get_card (layout, index);
  LkBox match = get_match_box (data, layout, index, scale);

  *x = card.x;
  *y = match.y + match.height / 2;
  if (!layout->side && index % layout->n_rows == 0)
    {
      *x = match.x + match.width / 2;
      *y = card.y;
    }
  else if (layout->side && index / layout->n_rows > 0)
    *x = card.x + layout->mark + 8 * scale;
}

static LkBox
get_more_box (const LkCorrespondences *data,
              const LkCorrespondenceLayout *layout,
              guint index,
              const guint more[3],
              double scale)
{
  LkBox box = lk_correspondence_layout_get_cell (layout, &data->heatmap, index, &more[1],
                                                 MIN_MORE * scale, scale);
  double inset = MAX (0.14 * box.width, 0);

  if (box.width - 2 * inset < MIN_MORE * scale)
    inset = 0;
  return (LkBox){ box.x + inset, box.y + inset, box.width - 2 * inset,
                  box.height - 2 * inset };
}

static void
draw_branch (const LkCorrespondences *data,
             const LkCorrespondenceLayout *layout,
             const LkPen *pen,
             guint index,
             const guint more[3])
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;
  LkBox box = get_more_box (data, layout, index, more, scale);
  gboolean down = !layout->side && index % layout->n_rows == 0;
  double x;
  double y;

  get_fork (data, layout, index, scale, &x, &y);
  cairo_new_path (cr);
  cairo_move_to (cr, x, y);
  if (down)
    bend_to (cr, box.x + box.width / 2, box.y, TRUE);
  else
    bend_to (cr, box.x, box.y + box.height / 2, FALSE);
  lk_palette_set_source (cr, &pen->palette->background, 0.6);
  cairo_set_line_width (cr, 2 * scale);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, get_color (data, pen->palette, index), 1);
  cairo_set_line_width (cr, 0.9 * scale);
  cairo_stroke (cr);
}

static void
draw_count (const LkCorrespondences *data,
            const LkCorrespondenceLayout *layout,
            const LkPen *pen,
            guint index,
            guint n)
{
  cairo_t *cr = pen->cr;
  LkBox thumb = lk_correspondence_layout_get_thumb (layout, index, pen->palette->scale);
  double size
      = CLAMP (0.16 * thumb.width, 9 * pen->palette->scale, 13 * pen->palette->scale);
  g_autofree char *text = g_strdup_printf ("+%u", n);
  double width = (0.62 * strlen (text) + 0.5) * size;
  LkBox box = { thumb.x + thumb.width - width - 2 * pen->palette->scale,
                thumb.y + thumb.height - 1.45 * size - 2 * pen->palette->scale, width,
                1.45 * size };

  if (thumb.width < 2.2 * width)
    return;
  cairo_save (cr);
  lk_plot_rounded (cr, &box, 0.7 * size);
  lk_palette_set_source (cr, &pen->palette->background, 0.92);
  cairo_fill_preserve (cr);
  lk_palette_set_source (cr, get_color (data, pen->palette, index), 1);
  cairo_set_line_width (cr, pen->palette->scale);
  cairo_stroke (cr);
  cairo_restore (cr);
  lk_text_draw_centred (pen, (LkTextFace){ size, FALSE }, &pen->palette->foreground,
                        box.x + box.width / 2, box.y + box.height / 2, text);
}

void
lk_correspondence_draw_more (const LkCorrespondences *data,
                             const LkCorrespondenceLayout *layout,
                             const LkPen *pen,
                             guint index)
{
  const LkCorrespondence *match = &data->matches[index];
  guint n_elsewhere = 0;
  guint n_branches = 0;

  if (match->more == NULL || layout->thumb < MIN_THUMB * pen->palette->scale)
    return;
  cairo_save (pen->cr);
  for (guint i = 0; i < match->n_more; i++)
    if (match->more[i][0] != match->shot)
      n_elsewhere++;
    else if (n_branches++ < MAX_BRANCHES)
      draw_branch (data, layout, pen, index, match->more[i]);
  cairo_restore (pen->cr);
  for (guint i = 0; i < match->n_more; i++)
    if (match->more[i][0] == match->shot)
      {
        LkBox box
            = get_more_box (data, layout, index, match->more[i], pen->palette->scale);

        outline_cell (pen->cr, &box, get_color (data, pen->palette, index),
                      pen->palette->scale);
      }
  if (n_elsewhere > 0)
    draw_count (data, layout, pen, index, n_elsewhere);
}

typedef enum
{
  KEY_MUTUAL,
  KEY_ONE_WAY,
  KEY_MORE,
  KEY_ELSEWHERE,
  N_KEYS,
} Key;

static void
find_keys (const LkCorrespondences *data, gboolean more, gboolean keys[N_KEYS])
{
  for (guint i = 0; i < data->n_matches; i++)
    {
      const LkCorrespondence *match = &data->matches[i];

      keys[match->mutual ? KEY_MUTUAL : KEY_ONE_WAY] = TRUE;
      for (guint j = 0; more && match->more != NULL && j < match->n_more; j++)
        keys[match->more[j][0] == match->shot ? KEY_MORE : KEY_ELSEWHERE] = TRUE;
    }
}

static const char *
get_key_text (Key key)
{
  switch (key)
    {
    case KEY_MUTUAL:
      return _ ("mutual best");
    case KEY_ONE_WAY:
      return _ ("one way");
    case KEY_MORE:
      return _ ("next neighbours");
    default:
      return _ ("+n in other shots");
    }
}

static void
draw_sample (const LkPen *pen, Key key, double x, double y)
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;
  const double dash[] = { 6 * scale, 4 * scale };
  LkBox box = { x + scale, y - 4 * scale, 8 * scale, 8 * scale };

  if (key == KEY_MORE)
    outline_cell (cr, &box, &pen->palette->dim, 1.2 * scale);
  if (key != KEY_MUTUAL && key != KEY_ONE_WAY)
    return;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + 26 * scale, y);
  if (key == KEY_ONE_WAY)
    cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_set_line_width (cr, 1.8 * scale);
  lk_palette_set_source (cr, &pen->palette->dim, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
lk_correspondence_draw_legend (const LkCorrespondences *data,
                               const LkCorrespondenceLayout *layout,
                               const LkPen *pen)
{
  const LkBox *room = &layout->legend;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  gboolean keys[N_KEYS] = { FALSE };
  double x = room->x;
  double y = room->y;

  find_keys (data, layout->thumb >= MIN_THUMB * pen->palette->scale, keys);
  if (!keys[KEY_ONE_WAY] && !keys[KEY_MORE] && !keys[KEY_ELSEWHERE])
    return;
  for (Key key = 0; key < N_KEYS; key++)
    {
      double text;
      double sample
          = key == KEY_ELSEWHERE ? 0 : (key == KEY_MORE ? 16 : 32) * pen->palette->scale;

      if (!keys[key])
        continue;
      lk_text_measure (pen, LK_TEXT_SMALL, get_key_text (key), &text, NULL);
      if (x > room->x && x + sample + text > room->x + room->width)
        {
          x = room->x;
          y += small;
        }
      if (x + sample + text > room->x + room->width
          || y + small > room->y + room->height + 0.5)
        continue;
      draw_sample (pen, key, x, y + 0.5 * small);
      lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->dim,
                    (LkTextPlace){ x + sample, y, 0, 0 }, get_key_text (key));
      x += sample + text + 16 * pen->palette->scale;
    }
}
