/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-comparison.h"

#include "lk-number-text.h"
#include "lk-plot-layout.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define N_GROUPS (LK_N_LEVELS + 1)
#define N_SIDES 3 /* A, B, B - A */
#define ROW 21
#define LEDGER_ROW 30
#define LEDGER_REST 80
#define MIN_LEDGER 230
#define WIDE 600  /* from here on ledgers stand side by side, times the scale */
#define INDENT 22 /* of what stands behind a letter or a mark */

typedef struct
{
  double margin;
  guint n_title_lines; /* of the subtitle */
  guint n_lines[2][2]; /* of each side's captions */
  LkBox sides[2];
  double captions; /* where they begin */
  LkBox table;
  guint n_columns; /* groups of numbers beside one another */
  double block;    /* height of the rows of so many groups */
  double name_width;
  double group_width;
} Layout;

static const char *
get_caption (const LkComparisonPlot *data, guint side, guint line)
{
  return line == 0 ? data->captions[side] : data->scores[side]->subtitle;
}

static guint
count_lines (const LkPalette *palette, LkTextStyle style, double width, const char *text)
{
  return text != NULL ? MAX (lk_text_count_lines (palette, style, width, text), 1) : 1;
}

/* Which of the parts stand beside one another, and how many lines the words take. */
static void
choose_form (Layout *self,
             const LkComparisonPlot *data,
             double width,
             const LkPalette *palette)
{
  double room = MAX (width - 2 * self->margin, 1);
  guint n = data->scores[0]->decision->n_classes;

  self->n_columns = width >= WIDE * palette->scale ? N_GROUPS : N_GROUPS / 2;
  self->block = 2 * lk_text_line_height (palette, LK_TEXT_SMALL)
                + (12 + ROW * (double) n) * palette->scale
                + (self->n_columns < N_GROUPS ? 10 : 0) * palette->scale;
  self->n_title_lines = count_lines (palette, LK_TEXT_BODY, room, data->subtitle);
  for (guint i = 0; i < 4; i++)
    self->n_lines[i / 2][i % 2]
        = count_lines (palette, LK_TEXT_SMALL, MAX (room - INDENT * palette->scale, 1),
                       get_caption (data, i / 2, i % 2));
}

static double
get_table_height (const Layout *self)
{
  return self->block * N_GROUPS / self->n_columns;
}

/* Of a side: what it is computed with, and what came out. */
static double
get_caption_height (const Layout *self, const LkPalette *palette, guint side)
{
  return (self->n_lines[side][0] + self->n_lines[side][1])
             * lk_text_line_height (palette, LK_TEXT_SMALL)
         + 4 * palette->scale;
}

/* All above the ledgers but the margin. */
static double
get_head_height (const Layout *self,
                 const LkComparisonPlot *data,
                 const LkPalette *palette)
{
  return lk_plot_header_height (palette, data->title, data->subtitle)
         + (self->n_title_lines - 1) * lk_text_line_height (palette, LK_TEXT_BODY);
}

static Layout
compute_layout (const LkComparisonPlot *data,
                double width,
                double height,
                const LkPalette *palette)
{
  double scale = palette->scale;
  Layout self = { .margin = lk_plot_margin (palette, width, height) };
  double room = MAX (width - 2 * self.margin, 1);
  gboolean wide;
  double top, table, ledger, half;

  choose_form (&self, data, width, palette);
  wide = self.n_columns == N_GROUPS;
  self.captions = self.margin + get_head_height (&self, data, palette);
  top = self.captions + get_caption_height (&self, palette, 0)
        + get_caption_height (&self, palette, 1) + 6 * scale;
  table = get_table_height (&self);
  ledger = MAX (height - top - table - self.margin - 12 * scale, 1);
  half = wide ? MAX ((room - 16 * scale) / 2, 1) : room;
  for (guint side = 0; side < 2; side++)
    self.sides[side]
        = wide ? (LkBox){ self.margin + side * (half + 16 * scale), top, half, ledger }
               : (LkBox){ self.margin, top + side * ledger / 2, half, ledger / 2 };
  self.table = (LkBox){ self.margin, top + ledger + 12 * scale, room, table };
  self.name_width = CLAMP (0.2 * self.table.width, 20 * scale, 180 * scale);
  self.group_width = (self.table.width - self.name_width) / self.n_columns;
  return self;
}

static void
draw_header (const LkComparisonPlot *data, const Layout *layout, const LkPen *pen)
{
  double y = layout->margin;

  lk_plot_draw_header (pen, layout->margin, y, layout->table.width, data->title, NULL);
  if (data->title != NULL)
    y += lk_text_line_height (pen->palette, LK_TEXT_HEADING);
  if (data->subtitle != NULL)
    lk_text_draw_lines (pen, LK_TEXT_BODY, &pen->palette->dim,
                        (LkTextPlace){ layout->margin, y, 0, layout->table.width },
                        layout->n_title_lines, data->subtitle);
}

static void
draw_captions (const LkComparisonPlot *data,
               const Layout *layout,
               const LkPen *pen,
               guint side)
{
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double y
      = layout->captions + (side > 0 ? get_caption_height (layout, pen->palette, 0) : 0);
  double x = layout->table.x + INDENT * pen->palette->scale;
  double room = layout->table.width - INDENT * pen->palette->scale;

  lk_text_draw_in (pen, LK_TEXT_STRONG, &pen->palette->foreground,
                   (LkTextPlace){ layout->table.x, y, 0, 20 * pen->palette->scale },
                   side == 0 ? _ ("A") : _ ("B"));
  for (guint line = 0; line < 2; line++)
    {
      const char *text = get_caption (data, side, line);

      if (text != NULL && room > 0)
        lk_text_draw_lines (pen, LK_TEXT_SMALL,
                            line == 0 ? &pen->palette->dim : &pen->palette->foreground,
                            (LkTextPlace){ x, y, 0, room }, layout->n_lines[side][line],
                            text);
      y += layout->n_lines[side][line] * small;
    }
}

/* The sentence is in the captions, where it has room. */
static void
draw_side (const LkComparisonPlot *data,
           const Layout *layout,
           const LkPen *pen,
           guint side)
{
  const LkBox *box = &layout->sides[side];
  g_autofree char *title = NULL;
  LkScores scores = *data->scores[side];

  if (scores.title != NULL)
    /* Translators: a side of a comparison, A or B, and who wins on it. */
    title = g_strdup_printf (_ ("%s: %s"), side == 0 ? _ ("A") : _ ("B"), scores.title);
  scores.title = title;
  scores.subtitle = NULL;
  cairo_save (pen->cr);
  cairo_translate (pen->cr, box->x, box->y);
  lk_plot_scores (&scores, pen->cr, box->width, box->height, pen->palette);
  cairo_restore (pen->cr);
}

static double
get_value (const LkComparisonPlot *data, guint side, guint group, guint class_index)
{
  const LkDecision *decision = data->scores[side]->decision;

  return group == LK_N_LEVELS ? decision->fused[class_index]
                              : decision->contribution[group][class_index];
}

static double
get_right (const Layout *layout, guint group, guint side, const LkPalette *palette)
{
  return layout->table.x + layout->name_width
         + group % layout->n_columns * layout->group_width
         + (side + 1) * (layout->group_width - 14 * palette->scale) / N_SIDES
         + 14 * palette->scale;
}

/* Of the groups from @first on that stand beside one another. */
static void
draw_head (const Layout *layout, const LkPen *pen, guint first, double y)
{
  static const char *const sides[N_SIDES] = { N_ ("A"), N_ ("B"), N_ ("B − A") };
  double scale = pen->palette->scale;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double swatch = 9 * scale;

  for (guint group = first; group < first + layout->n_columns; group++)
    {
      double x = layout->table.x + layout->name_width
                 + (group - first) * layout->group_width + 20 * scale;
      const char *title = group == LK_N_LEVELS ? _ ("Fused") : lk_level_get_title (group);

      cairo_new_path (pen->cr);
      cairo_rectangle (pen->cr, x, y + (small - swatch) / 2, swatch, swatch);
      if (group < LK_N_LEVELS)
        lk_palette_fill_level (pen->palette, pen->cr, group);
      else
        {
          lk_palette_set_source (pen->cr, &pen->palette->foreground, 0.75);
          cairo_fill (pen->cr);
        }
      lk_text_draw_in (
          pen, LK_TEXT_SMALL, &pen->palette->foreground,
          (LkTextPlace){ x + swatch + 5 * scale, y, 0, layout->group_width - 34 * scale },
          title);
      for (guint side = 0; side < N_SIDES; side++)
        lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                         (LkTextPlace){ get_right (layout, group, side, pen->palette),
                                        y + small, 1, layout->group_width / N_SIDES },
                         _ (sides[side]));
    }
}

static void
draw_class (const LkComparisonPlot *data,
            const Layout *layout,
            const LkPen *pen,
            guint first,
            guint class_index,
            double y)
{
  double scale = pen->palette->scale;
  double line = lk_text_line_height (pen->palette, LK_TEXT_BODY);

  lk_palette_draw_mark (pen->palette, pen->cr, class_index, layout->table.x + 9 * scale,
                        y + line / 2, 14 * scale);
  lk_text_draw_in (pen, LK_TEXT_BODY, &pen->palette->foreground,
                   (LkTextPlace){ layout->table.x + INDENT * scale, y, 0,
                                  layout->name_width - 24 * scale },
                   data->scores[0]->class_names[class_index]);
  for (guint group = first; group < first + layout->n_columns; group++)
    {
      double a = get_value (data, 0, group, class_index);
      double b = get_value (data, 1, group, class_index);
      const double values[N_SIDES] = { a, b, b - a };

      for (guint side = 0; side < N_SIDES; side++)
        {
          g_autofree char *text = lk_number_signed (values[side], 2);

          lk_text_draw_in (pen, side == 2 ? LK_TEXT_STRONG : LK_TEXT_BODY,
                           side == 2 ? &pen->palette->foreground : &pen->palette->dim,
                           (LkTextPlace){ get_right (layout, group, side, pen->palette),
                                          y, 1, layout->group_width / N_SIDES },
                           text);
        }
    }
}

static void
draw_block (const LkComparisonPlot *data,
            const Layout *layout,
            const LkPen *pen,
            guint first)
{
  cairo_t *cr = pen->cr;
  const LkDecision *decision = data->scores[0]->decision;
  double scale = pen->palette->scale;
  double y = layout->table.y + first / layout->n_columns * layout->block;

  draw_head (layout, pen, first, y);
  y += 2 * lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  cairo_new_path (cr);
  cairo_move_to (cr, layout->table.x, y + 4 * scale);
  cairo_line_to (cr, layout->table.x + layout->table.width, y + 4 * scale);
  lk_palette_set_source (cr, &pen->palette->dim, 0.8);
  cairo_set_line_width (cr, scale);
  cairo_stroke (cr);
  y += 9 * scale;
  for (guint rank = 0; rank < decision->n_classes; rank++)
    draw_class (data, layout, pen, first, decision->ranking[rank],
                y + rank * ROW * scale);
}

void
lk_plot_comparison (const LkComparisonPlot *data,
                    cairo_t *cr,
                    double width,
                    double height,
                    const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  Layout layout;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!lk_plot_has_room (width, height))
    return;
  layout = compute_layout (data, width, height, palette);
  draw_header (data, &layout, &pen);
  for (guint side = 0; side < 2; side++)
    {
      draw_captions (data, &layout, &pen, side);
      draw_side (data, &layout, &pen, side);
    }
  for (guint first = 0; first < N_GROUPS; first += layout.n_columns)
    draw_block (data, &layout, &pen, first);
}

double
lk_plot_comparison_get_height (const LkComparisonPlot *data,
                               double width,
                               const LkPalette *palette)
{
  g_return_val_if_fail (data != NULL && palette != NULL, 0);

  double scale = palette->scale;
  guint n = data->scores[0]->decision->n_classes;
  Layout layout = { .margin = lk_plot_margin (palette, width, 1000 * scale) };

  choose_form (&layout, data, width, palette);
  return 2 * layout.margin + get_head_height (&layout, data, palette)
         + get_caption_height (&layout, palette, 0)
         + get_caption_height (&layout, palette, 1)
         + (layout.n_columns == N_GROUPS ? 1 : 2)
               * MAX (MIN_LEDGER, LEDGER_REST + LEDGER_ROW * (double) n) * scale
         + get_table_height (&layout) + 18 * scale;
}
