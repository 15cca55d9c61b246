/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-scores.h"

#include "lk-contributions.h"
#include "lk-plot-layout.h"
#include "lk-number-text.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define MIN_ROW 16
#define MAX_ROW 54
#define RAW_WIDTH 560 /* from which on the raw scores are shown */

/**
 * Layout:
 * @n_lines: of the subtitle
 * @captions: whether the columns have captions above their heads
 * @rows: the room of the rows
 * @n_shown: rows there is room for; where not all, a line below says how many more
 * @name, @bar, @fused, @raw: the columns, x and width; 0 wide where there is no room
 * @zero: where the bars start
 * @unit: length of one unit of contribution
 */
typedef struct
{
  const char *title;
  const char *subtitle;
  guint n_lines;
  double margin;
  gboolean captions;
  LkBox rows;
  double row_height;
  guint n_shown;
  double mark;
  double name_x;
  double name_width;
  double bar_x;
  double bar_width;
  double fused_right;
  double raw_x;
  double raw_width;
  double zero;
  double unit;
} Layout;

static const LkDecision *
get_bars (const LkScores *data)
{
  return data->bars != NULL ? data->bars : data->decision;
}

static gboolean
is_drawable (const LkScores *data, double width, double height)
{
  return lk_plot_has_room (width, height) && data->decision != NULL
         && data->decision->n_classes > 0;
}

/* The lengths of the stack on either side of zero. */
static void
get_reach (const LkDecision *decision, guint class_index, double reach[2])
{
  reach[0] = reach[1] = 0;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      double value = decision->contribution[level][class_index];

      reach[value > 0 ? 1 : 0] += fabs (value);
    }
}

static void
scale_bars (Layout *self, const LkDecision *decision)
{
  double longest[2] = { 0, 0 };

  for (guint i = 0; i < decision->n_classes; i++)
    {
      double reach[2];

      get_reach (decision, i, reach);
      longest[0] = MAX (longest[0], reach[0]);
      longest[1] = MAX (longest[1], reach[1]);
    }
  if (longest[0] + longest[1] > 0 && isfinite (longest[0] + longest[1]))
    {
      self->unit = self->bar_width / (longest[0] + longest[1]);
      self->zero = self->bar_x + longest[0] * self->unit;
    }
  else
    self->zero = self->bar_x + self->bar_width / 2;
}

static void
place_columns (Layout *self, double width, double scale)
{
  double right = width - self->margin - 8 * scale;
  double gap = 12 * scale;
  double fused = width >= 240 * scale ? 56 * scale : 0;

  self->mark = MIN (0.72 * self->row_height, 20 * scale);
  self->name_x = self->margin + 8 * scale + self->mark * 1.1 + 8 * scale;
  self->name_width
      = width >= 200 * scale ? CLAMP (0.15 * width, 44 * scale, 150 * scale) : 0;
  if (width >= RAW_WIDTH * scale)
    self->raw_width = CLAMP (0.128 * width, 91 * scale, 132 * scale);
  self->raw_x = right - LK_N_LEVELS * self->raw_width;
  self->fused_right = self->raw_width > 0 ? self->raw_x - 1.5 * gap : right;
  self->bar_x = self->name_x + self->name_width + (self->name_width > 0 ? gap : 0);
  self->bar_width = MAX (self->fused_right - fused - gap - self->bar_x, 1);
  if (fused == 0)
    self->fused_right = 0;
}

static double
get_title_height (const Layout *layout, const LkPalette *palette)
{
  return layout->title != NULL ? lk_text_line_height (palette, LK_TEXT_HEADING) : 0;
}

static Layout
compute_layout (const LkScores *data,
                double width,
                double height,
                const LkPalette *palette)
{
  double scale = palette->scale;
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);
  guint n = data->decision->n_classes;
  Layout self = {
    .title = height < 150 * scale ? NULL : data->title,
    .subtitle = height < 220 * scale ? NULL : data->subtitle,
    .margin = lk_plot_margin (palette, width, height),
    .captions = height >= 200 * scale && width >= RAW_WIDTH * scale,
  };
  double top = self.margin + lk_plot_header_height (palette, self.title, self.subtitle);
  double room;

  if (self.subtitle != NULL)
    {
      guint n_lines = lk_text_count_lines (
          palette, LK_TEXT_BODY, width - 2 * self.margin - 8 * scale, self.subtitle);

      self.n_lines = CLAMP (n_lines, 1, (guint) (height / (110 * scale)));
      top += (self.n_lines - 1) * lk_text_line_height (palette, LK_TEXT_BODY);
    }

  if (height >= 90 * scale)
    top += small + 8 * scale;
  if (self.captions)
    top += small + 2 * scale;
  room = height - self.margin - top;
  self.row_height = CLAMP (room / n, MIN_ROW * scale, MAX_ROW * scale);
  self.n_shown = n;
  if (n * self.row_height > room + 0.5)
    self.n_shown = MIN (n, MAX ((room - small) / self.row_height, 0));
  self.rows = (LkBox){ self.margin, top, MAX (width - 2 * self.margin, 1),
                       self.n_shown * self.row_height };
  place_columns (&self, width, scale);
  scale_bars (&self, get_bars (data));
  return self;
}

static LkBox
get_row_box (const Layout *layout, guint place)
{
  return (LkBox){ layout->rows.x, layout->rows.y + place * layout->row_height,
                  layout->rows.width, layout->row_height };
}

static void
shade_row (const LkBox *row, const LkPen *pen, const LkColor *color, double alpha)
{
  LkBox box = { row->x, row->y + pen->palette->scale, row->width,
                row->height - 2 * pen->palette->scale };

  cairo_save (pen->cr);
  lk_plot_rounded (pen->cr, &box, 8 * pen->palette->scale);
  lk_palette_set_source (pen->cr, color, alpha);
  cairo_fill (pen->cr);
  cairo_restore (pen->cr);
}

static double
get_largest (const double *values, guint n)
{
  double largest = 0;

  for (guint i = 0; i < n; i++)
    if (isfinite (values[i]))
      largest = MAX (largest, fabs (values[i]));
  return largest;
}

/* (transfer full): entry @index with the decimals that tell all @n apart. */
static char *
format_among (const double *values, guint n, guint index)
{
  double low = values[index];
  double high = values[index];

  for (guint i = 0; i < n; i++)
    {
      low = MIN (low, values[i]);
      high = MAX (high, values[i]);
    }
  return lk_number_among (values[index], low, high, 3);
}

/* A small bar from zero beside its number; the number of the level's own choice is bold.
 */
static void
draw_raw (const LkScores *data,
          const Layout *layout,
          const LkBox *row,
          const LkPen *pen,
          guint class_index,
          LkLevel level)
{
  const LkDecision *decision = data->decision;
  const double *scores = data->scores[level];
  double scale = pen->palette->scale;
  double x = layout->raw_x + level * layout->raw_width;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double number_width = 46 * scale;
  double room = layout->raw_width - number_width - 22 * scale;
  double largest = get_largest (scores, decision->n_classes);
  double bar = MIN (0.3 * row->height, 9 * scale);
  double length = largest > 0 ? fabs (scores[class_index]) / largest * room : 0;
  gboolean alone = decision->alone[level] == class_index;
  double body = lk_text_line_height (pen->palette, LK_TEXT_BODY);
  gboolean roomy = row->height >= 22 * scale;
  LkTextStyle style = !roomy ? LK_TEXT_SMALL : alone ? LK_TEXT_STRONG : LK_TEXT_BODY;
  g_autofree char *number = format_among (scores, decision->n_classes, class_index);

  if (room >= 24 * scale && isfinite (length))
    {
      cairo_new_path (pen->cr);
      cairo_rectangle (pen->cr, x + 10 * scale, row->y + (row->height - bar) / 2,
                       MAX (length, scale), bar);
      lk_palette_fill_level (pen->palette, pen->cr, level);
    }
  lk_text_draw_in (
      pen, style, alone ? &pen->palette->foreground : &pen->palette->dim,
      (LkTextPlace){ x + layout->raw_width,
                     row->y + (row->height - (roomy ? body : small)) / 2, 1,
                     layout->raw_width - (room >= 24 * scale ? room : 0) - 12 * scale },
      number);
}

static void
draw_row (const LkScores *data, const Layout *layout, const LkPen *pen, guint place)
{
  const LkPalette *palette = pen->palette;
  const LkDecision *decision = data->decision;
  guint class_index = decision->ranking[place];
  gboolean winner = class_index == decision->prediction;
  LkBox row = get_row_box (layout, place);
  double middle = row.y + row.height / 2;
  double bar = MIN (0.56 * row.height, 20 * palette->scale);
  gboolean roomy = row.height >= 22 * palette->scale;
  LkTextStyle style = !roomy ? LK_TEXT_SMALL : winner ? LK_TEXT_STRONG : LK_TEXT_BODY;
  double text_y = middle - lk_text_line_height (palette, style) / 2;
  g_autofree char *fused
      = format_among (decision->fused, decision->n_classes, class_index);
  gboolean plus = decision->fused[class_index] > 0;
  g_autofree char *signed_fused = g_strconcat (plus ? "+" : "", fused, NULL);
  gboolean truth = data->wrong && class_index == data->truth;
  g_autofree char *name
      = g_strconcat (truth ? "✓ " : "", data->class_names[class_index], NULL);

  if (winner)
    shade_row (&row, pen, &palette->classes[class_index % LK_N_CLASS_COLORS],
               palette->dark ? 0.26 : 0.14);
  lk_palette_draw_mark (palette, pen->cr, class_index,
                        row.x + 8 * palette->scale + 0.55 * layout->mark, middle,
                        layout->mark);
  lk_text_draw_in (pen, style, &palette->foreground,
                   (LkTextPlace){ layout->name_x, text_y, 0, layout->name_width }, name);
  lk_contributions_draw_stack (
      get_bars (data), class_index, pen,
      &(LkStackPlace){ layout->zero, layout->unit, middle - bar / 2, bar });
  lk_contributions_draw_tick (
      pen, layout->zero + get_bars (data)->fused[class_index] * layout->unit,
      middle - bar / 2 - 2 * palette->scale, bar + 4 * palette->scale);
  if (layout->fused_right > 0)
    lk_text_draw_in (pen, style, &palette->foreground,
                     (LkTextPlace){ layout->fused_right, text_y, 1, 56 * palette->scale },
                     signed_fused);
  for (guint level = 0; layout->raw_width > 0 && level < LK_N_LEVELS; level++)
    if (data->scores[level] != NULL)
      draw_raw (data, layout, &row, pen, class_index, level);
}

/* Square and title of a level; returns the width taken. */
static double
draw_level_key (const LkPen *pen, LkLevel level, double x, double y, double room)
{
  double scale = pen->palette->scale;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double edge = 10 * scale;

  if (room < edge)
    return 0;
  cairo_new_path (pen->cr);
  cairo_rectangle (pen->cr, x, y + (small - edge) / 2, edge, edge);
  lk_palette_fill_level (pen->palette, pen->cr, level);
  return edge + 5 * scale
         + lk_text_draw_in (
             pen, LK_TEXT_SMALL, &pen->palette->dim,
             (LkTextPlace){ x + edge + 5 * scale, y, 0, room - edge - 5 * scale },
             lk_level_get_title (level));
}

static void
draw_captions (const LkScores *data, const Layout *layout, const LkPen *pen, double y)
{
  const char *text = data->bars != NULL
                         ? _ ("What each level adds, less the mean of the classes")
                         : _ ("What each level adds to the fused score");
  double width, x;

  /* Above the bars, or where they are short from further left on. */
  lk_text_measure (pen, LK_TEXT_SMALL, text, &width, NULL);
  x = MAX (layout->name_x, MIN (layout->bar_x, layout->fused_right - width));
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                   (LkTextPlace){ x, y, 0, layout->fused_right - x }, text);
  if (layout->raw_width > 0)
    lk_text_draw_in (
        pen, LK_TEXT_SMALL, &pen->palette->dim,
        (LkTextPlace){ layout->raw_x + 10 * pen->palette->scale, y, 0,
                       LK_N_LEVELS * layout->raw_width - 10 * pen->palette->scale },
        _ ("Raw scores, the best in bold"));
}

static void
draw_head (const Layout *layout, const LkPen *pen, double y)
{
  double scale = pen->palette->scale;
  double x = layout->raw_width > 0 || layout->captions ? layout->bar_x : layout->name_x;
  double right = layout->fused_right > 0 ? layout->fused_right - 56 * scale
                                         : layout->bar_x + layout->bar_width;

  /* Where the raw scores are, their heads name the levels. */
  for (guint level = 0; layout->raw_width == 0 && level < LK_N_LEVELS; level++)
    x += draw_level_key (pen, level, x, y, right - x) + 12 * scale;
  if (layout->fused_right > 0)
    lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                     (LkTextPlace){ layout->fused_right, y, 1, 52 * scale }, _ ("Fused"));
  for (guint level = 0; layout->raw_width > 0 && level < LK_N_LEVELS; level++)
    draw_level_key (pen, level, layout->raw_x + level * layout->raw_width + 10 * scale, y,
                    layout->raw_width - 10 * scale);
}

void
lk_plot_scores (const LkScores *data,
                cairo_t *cr,
                double width,
                double height,
                const LkPalette *palette)
{
  lk_plot_scores_base (data, cr, width, height, palette);
  lk_plot_scores_overlay (data, cr, width, height, palette);
}

void
lk_plot_scores_overlay (const LkScores *data,
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
  for (guint place = 0; place < layout.n_shown; place++)
    if (data->hovered_class == (int) data->decision->ranking[place])
      {
        LkBox row = get_row_box (&layout, place);

        shade_row (&row, &pen, &palette->foreground,
                   palette->high_contrast ? 0.14 : 0.07);
      }
}

void
lk_plot_scores_base (const LkScores *data,
                     cairo_t *cr,
                     double width,
                     double height,
                     const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  double scale = palette->scale;
  double small = lk_text_line_height (palette, LK_TEXT_SMALL);
  Layout layout;
  guint n_more;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data, width, height))
    return;

  layout = compute_layout (data, width, height, palette);
  lk_plot_draw_header (&pen, layout.margin + 8 * scale, layout.margin,
                       width - 2 * layout.margin - 8 * scale, layout.title, NULL);
  lk_text_draw_lines (&pen, LK_TEXT_BODY, &palette->dim,
                      (LkTextPlace){ layout.margin + 8 * scale,
                                     layout.margin + get_title_height (&layout, palette),
                                     0, width - 2 * layout.margin - 8 * scale },
                      layout.n_lines, layout.subtitle);
  if (layout.captions)
    draw_captions (data, &layout, &pen, layout.rows.y - 2 * small - 8 * scale);
  if (height >= 90 * scale)
    draw_head (&layout, &pen, layout.rows.y - small - 6 * scale);
  for (guint place = 0; place < layout.n_shown; place++)
    draw_row (data, &layout, &pen, place);
  lk_contributions_draw_zero_line (&pen, layout.zero, layout.rows.y, layout.rows.height);

  n_more = data->decision->n_classes - layout.n_shown;
  if (n_more > 0 && height >= 40 * scale)
    {
      g_autofree char *more = g_strdup_printf (
          g_dngettext (GETTEXT_PACKAGE, "and %u more", "and %u more", n_more), n_more);

      lk_text_draw_in (&pen, LK_TEXT_SMALL, &palette->dim,
                       (LkTextPlace){ layout.name_x, layout.rows.y + layout.rows.height,
                                      0, width - layout.margin - layout.name_x },
                       more);
    }
}

double
lk_plot_scores_get_height (guint n_classes, const LkPalette *palette)
{
  double scale, row;

  g_return_val_if_fail (palette != NULL, 0);

  scale = palette->scale;
  row = n_classes <= 6 ? 27 : n_classes <= 10 ? 24 : MIN_ROW + 2;
  return ceil (2 * lk_text_line_height (palette, LK_TEXT_SMALL)
               + (10 + n_classes * row) * scale + 2 * lk_plot_margin (palette, 600, 600));
}

int
lk_plot_scores_hit (const LkScores *data, const LkPointer *pointer)
{
  Layout layout;

  g_return_val_if_fail (data != NULL && pointer != NULL, -1);

  if (!is_drawable (data, pointer->width, pointer->height))
    return -1;
  layout = compute_layout (data, pointer->width, pointer->height, pointer->palette);
  for (guint place = 0; place < layout.n_shown; place++)
    {
      LkBox row = get_row_box (&layout, place);

      if (lk_box_contains (&row, pointer->x, pointer->y))
        return (int) data->decision->ranking[place];
    }
  return -1;
}
