/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-breakdown.h"

#include "lk-breakdown-layout.h"
#include "lk-breakdown-table.h"
#include "lk-pattern.h"
#include "lk-number-text.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const struct
{
  const char *key;
  const char *title;
} terms[] = {
  { "trace", N_ ("trace") },
  { "mahalanobis", N_ ("Mahalanobis") },
  { "log-det", N_ ("log-det") },
  { "mean", N_ ("means") },
  { "covariance", N_ ("covariances") },
};

static gboolean
is_drawable (const LkBreakdownPlot *data, double width, double height)
{
  return lk_plot_has_room (width, height) && data->breakdown != NULL;
}

static guint
get_n_terms (const LkBreakdownPlot *data)
{
  return MIN (data->breakdown->n_terms, (guint) G_N_ELEMENTS (data->breakdown->terms));
}

static const char *
get_term_title (const LkBreakdownPlot *data, guint term)
{
  const char *key = data->breakdown->term_names[term];

  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    if (g_strcmp0 (key, terms[i].key) == 0)
      return _ (terms[i].title);
  return key != NULL ? key : "";
}

/* Shades of the distribution level, each with a pattern of its own. */
static void
fill_term (const LkPen *pen, guint term)
{
  static const LkPattern patterns[]
      = { LK_PATTERN_PLAIN, LK_PATTERN_RISING, LK_PATTERN_DOTS };
  const LkColor *green = &pen->palette->levels[LK_LEVEL_DISTRIBUTION];
  const LkColor black = { 0, 0, 0 };
  const LkColor white = { 1, 1, 1 };
  const LkColor shades[]
      = { lk_color_mix (green, &black, 0.25), lk_color_mix (green, &white, 0.45),
          pen->palette->dark ? lk_color_mix (green, &white, 0.82)
                             : lk_color_mix (green, &black, 0.62) };
  gboolean pale = term == 1 || (term == 2 && pen->palette->dark);

  lk_pattern_fill (pen, patterns[term], &shades[term], pale ? &black : &white,
                   pen->palette->high_contrast ? 0.9 : 0.45, 6);
}

/* Parts above zero to its right, those below to its left. */
static void
draw_terms (const LkBreakdownPlot *data,
            const LkBreakdownLayout *layout,
            const LkPen *pen)
{
  cairo_t *cr = pen->cr;
  const LkBox *room = &layout->terms;
  double reach[2] = { 0, 0 };
  double ends[2];
  double unit;

  for (guint i = 0; i < get_n_terms (data); i++)
    reach[data->breakdown->terms[i] > 0 ? 1 : 0] += fabs (data->breakdown->terms[i]);
  unit = room->width / (reach[0] + reach[1]);
  if (!isfinite (unit) || !(unit > 0))
    return;
  ends[0] = ends[1] = room->x + reach[0] * unit;
  for (guint i = 0; i < get_n_terms (data); i++)
    {
      double value = data->breakdown->terms[i];
      double length = fabs (value) * unit;

      if (!(length > 0.01))
        continue;
      if (value <= 0)
        ends[0] -= length;
      cairo_new_path (cr);
      cairo_rectangle (cr, value > 0 ? ends[1] : ends[0], room->y, length, room->height);
      fill_term (pen, i);
      if (value > 0)
        ends[1] += length;
    }
  if (reach[0] == 0)
    return;
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_move_to (cr, room->x + reach[0] * unit, room->y - 3 * pen->palette->scale);
  cairo_line_to (cr, room->x + reach[0] * unit,
                 room->y + room->height + 3 * pen->palette->scale);
  lk_palette_set_source (cr, &pen->palette->foreground, 1);
  cairo_set_line_width (cr, 1.6 * pen->palette->scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static char *
describe_term (const LkBreakdownPlot *data, guint term)
{
  g_autofree char *number = lk_number_short (data->breakdown->terms[term]);

  return g_strdup_printf ("%s %s", get_term_title (data, term), number);
}

static void
draw_keys (const LkBreakdownPlot *data, const LkBreakdownLayout *layout, const LkPen *pen)
{
  const LkBox *room = &layout->keys;
  double scale = pen->palette->scale;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double edge = 10 * scale;
  double x = room->x;
  double y = room->y;

  for (guint i = 0; i < get_n_terms (data) && room->height > 0; i++)
    {
      g_autofree char *text = describe_term (data, i);
      double width;

      lk_text_measure (pen, LK_TEXT_SMALL, text, &width, NULL);
      if (x > room->x && x + edge + 5 * scale + width > room->x + room->width)
        {
          x = room->x;
          y += small;
        }
      if (y + small > room->y + room->height + 0.5)
        return;
      cairo_new_path (pen->cr);
      cairo_rectangle (pen->cr, x, y + (small - edge) / 2, edge, edge);
      fill_term (pen, i);
      x += edge + 5 * scale;
      x += lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                            (LkTextPlace){ x, y, 0, room->x + room->width - x }, text)
           + 16 * scale;
    }
}

static double
get_share (const LkBreakdown *breakdown, guint direction)
{
  double share = breakdown->shares[direction];

  return share > 0 && isfinite (share) ? share : 0;
}

/* The length of a bar: of the last one, of all that have none of their own. */
static double
get_bar (const LkBreakdownPlot *data, const LkBreakdownLayout *layout, guint bar)
{
  double sum = 0;

  if (!layout->rest || bar + 1 < layout->n_bars)
    return get_share (data->breakdown, bar);
  for (guint i = bar; i < data->breakdown->n_directions; i++)
    sum += get_share (data->breakdown, i);
  return sum;
}

static void
draw_bar_texts (const LkBreakdownPlot *data,
                const LkBreakdownLayout *layout,
                const LkPen *pen,
                guint bar,
                double top,
                double so_far)
{
  LkBox slot = lk_breakdown_layout_get_slot (layout, bar);
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double x = slot.x + slot.width / 2;
  double bottom = slot.y + slot.height;
  gboolean rest = layout->rest && bar + 1 == layout->n_bars;
  guint n_rest = data->breakdown->n_directions - bar;
  g_autofree char *number = lk_number_short (get_bar (data, layout, bar));
  g_autofree char *name = rest && slot.width >= 30 * pen->palette->scale
                              ? g_strdup_printf ("+%u", n_rest)
                          : rest ? g_strdup ("…")
                                 : g_strdup_printf ("%u", bar + 1);
  g_autofree char *sum = g_strdup_printf ("%.0f", 100 * so_far);

  if (layout->numbers)
    lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                     (LkTextPlace){ x, top - small, 0.5, slot.width }, number);
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                   (LkTextPlace){ x, bottom + pen->palette->scale, 0.5, slot.width },
                   name);
  if (layout->sums)
    lk_text_draw_in (
        pen, LK_TEXT_SMALL, &pen->palette->dim,
        (LkTextPlace){ x, bottom + small - pen->palette->scale, 0.5, slot.width }, sum);
}

static void
draw_bars (const LkBreakdownPlot *data, const LkBreakdownLayout *layout, const LkPen *pen)
{
  cairo_t *cr = pen->cr;
  const LkBox *room = &layout->bars;
  double longest = 0;
  double sum = 0;
  double so_far = 0;

  for (guint i = 0; i < layout->n_bars; i++)
    {
      longest = MAX (longest, get_bar (data, layout, i));
      sum += get_bar (data, layout, i);
    }
  for (guint i = 0; i < layout->n_bars; i++)
    {
      LkBox slot = lk_breakdown_layout_get_slot (layout, i);
      double length = longest > 0 ? get_bar (data, layout, i) / longest * slot.height : 0;
      double inset = MIN (0.16 * slot.width, 6 * pen->palette->scale);
      double top = slot.y + slot.height - length;

      so_far += get_bar (data, layout, i);
      cairo_new_path (cr);
      cairo_rectangle (cr, slot.x + inset, top, slot.width - 2 * inset, length);
      if (layout->rest && i + 1 == layout->n_bars)
        lk_pattern_fill (pen, LK_PATTERN_FALLING, &pen->palette->grid, &pen->palette->dim,
                         0.6, 6);
      else
        lk_palette_fill_level (pen->palette, cr, LK_LEVEL_DISTRIBUTION);
      draw_bar_texts (data, layout, pen, i, top, sum > 0 ? so_far / sum : 0);
    }
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_move_to (cr, room->x, room->y + room->height);
  cairo_line_to (cr, room->x + room->width, room->y + room->height);
  lk_palette_set_source (cr, &pen->palette->dim, 0.8);
  cairo_set_line_width (cr, pen->palette->scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* What the lines below the bars count. */
static void
draw_labels (const LkBreakdownLayout *layout, const LkPen *pen)
{
  double scale = pen->palette->scale;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double x = layout->bars.x - layout->labels;
  double bottom = layout->bars.y + layout->bars.height;
  double room = layout->labels - 6 * scale;

  if (!(layout->labels > 0))
    return;
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                   (LkTextPlace){ x, bottom + scale, 0, room },
                   /* Translators: before the numbers of the directions: 1, 2, 3. */
                   _ ("direction"));
  if (layout->sums)
    lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                     (LkTextPlace){ x, bottom + small - scale, 0, room },
                     /* Translators: before the share of the first direction, of the first
                        two, of the first three, in %. */
                     _ ("so far, %"));
}

static void
draw_directions (const LkBreakdownPlot *data,
                 const LkBreakdownLayout *layout,
                 const LkPen *pen)
{
  const LkBox *room = &layout->bars;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double top = room->y - small - 4 * pen->palette->scale - (layout->numbers ? small : 0);

  if (layout->n_bars == 0)
    {
      if (data->breakdown->n_directions == 0)
        lk_text_draw_paragraph (pen, LK_TEXT_BODY, &pen->palette->dim,
                                &(LkBox){ room->x, room->y, room->width,
                                          MIN (room->height, 80 * pen->palette->scale) },
                                _ ("This form has no exact split along directions"));
      return;
    }
  if (layout->caption)
    lk_text_draw_in (
        pen, LK_TEXT_SMALL, &pen->palette->dim,
        (LkTextPlace){ room->x - layout->labels, top, 0, layout->terms.width },
        layout->sums && !(layout->labels > 0)
            ? _ ("Shares of the directions, and their sums in %")
            : _ ("Shares of the directions"));
  draw_bars (data, layout, pen);
  draw_labels (layout, pen);
}

static void
draw_header (const LkBreakdownPlot *data,
             const LkBreakdownLayout *layout,
             const LkPen *pen,
             double width)
{
  g_autofree char *number = lk_number_short (data->breakdown->total);
  g_autofree char *title
      = g_strdup_printf (_ ("%s, to %s"), data->distance_title, data->class_name);
  g_autofree char *subtitle = g_strdup_printf (
      data->breakdown->n_directions > 0 ? _ ("Terms and directions, each adds up to %s")
                                        : _ ("The terms add up to %s"),
      number);

  lk_plot_draw_header (pen, layout->margin, layout->margin, width - 2 * layout->margin,
                       layout->title ? title : NULL, layout->subtitle ? subtitle : NULL);
}

void
lk_plot_breakdown (const LkBreakdownPlot *data,
                   cairo_t *cr,
                   double width,
                   double height,
                   const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  LkBreakdownLayout layout;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data, width, height))
    return;
  lk_breakdown_layout_init (&layout, data, width, height, palette);
  draw_header (data, &layout, &pen, width);
  draw_terms (data, &layout, &pen);
  draw_keys (data, &layout, &pen);
  draw_directions (data, &layout, &pen);
  lk_breakdown_table_draw (data, &layout, &pen);
}
