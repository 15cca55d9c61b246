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

typedef struct
{
  double margin;
  LkBox sides[2];
  double captions; /* where they begin */
  LkBox table;
  double name_width;
  double group_width;
} Layout;

static double
get_table_height (const LkComparisonPlot *data, const LkPalette *palette)
{
  guint n = data->scores[0]->decision->n_classes;

  return 2 * lk_text_line_height (palette, LK_TEXT_SMALL)
         + (12 + ROW * (double) n) * palette->scale;
}

/* Two lines a side: what it is computed with, and what came out. */
static double
get_captions_height (const LkPalette *palette)
{
  return 4 * lk_text_line_height (palette, LK_TEXT_SMALL) + 14 * palette->scale;
}

static Layout
compute_layout (const LkComparisonPlot *data,
                double width,
                double height,
                const LkPalette *palette)
{
  double scale = palette->scale;
  Layout self = { .margin = lk_plot_margin (palette, width, height) };
  double captions
      = self.margin + lk_plot_header_height (palette, data->title, data->subtitle);
  double top = captions + get_captions_height (palette);
  double table = get_table_height (data, palette);
  double ledger = MAX (height - top - table - self.margin - 12 * scale, 1);
  double half = MAX ((width - 2 * self.margin - 16 * scale) / 2, 1);

  self.captions = captions;
  for (guint side = 0; side < 2; side++)
    self.sides[side]
        = (LkBox){ self.margin + side * (half + 16 * scale), top, half, ledger };
  self.table = (LkBox){ self.margin, top + ledger + 12 * scale,
                        MAX (width - 2 * self.margin, 1), table };
  self.name_width = CLAMP (0.2 * self.table.width, 20 * scale, 180 * scale);
  self.group_width = (self.table.width - self.name_width) / N_GROUPS;
  return self;
}

static void
draw_captions (const LkComparisonPlot *data,
               const Layout *layout,
               const LkPen *pen,
               guint side)
{
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double y = layout->captions + side * (2 * small + 4 * pen->palette->scale);
  double x = layout->table.x + 22 * pen->palette->scale;
  double room = layout->table.width - 22 * pen->palette->scale;

  lk_text_draw_in (pen, LK_TEXT_STRONG, &pen->palette->foreground,
                   (LkTextPlace){ layout->table.x, y, 0, 20 * pen->palette->scale },
                   side == 0 ? _ ("A") : _ ("B"));
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim, (LkTextPlace){ x, y, 0, room },
                   data->captions[side]);
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                   (LkTextPlace){ x, y + small, 0, room }, data->scores[side]->subtitle);
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
  return layout->table.x + layout->name_width + group * layout->group_width
         + (side + 1) * (layout->group_width - 14 * palette->scale) / N_SIDES
         + 14 * palette->scale;
}

static void
draw_head (const Layout *layout, const LkPen *pen)
{
  static const char *const sides[N_SIDES] = { N_ ("A"), N_ ("B"), N_ ("B − A") };
  double scale = pen->palette->scale;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double swatch = 9 * scale;
  double y = layout->table.y;

  for (guint group = 0; group < N_GROUPS; group++)
    {
      double x = layout->table.x + layout->name_width + group * layout->group_width
                 + 20 * scale;
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
            guint class_index,
            double y)
{
  double scale = pen->palette->scale;
  double line = lk_text_line_height (pen->palette, LK_TEXT_BODY);

  lk_palette_draw_mark (pen->palette, pen->cr, class_index, layout->table.x + 9 * scale,
                        y + line / 2, 14 * scale);
  lk_text_draw_in (pen, LK_TEXT_BODY, &pen->palette->foreground,
                   (LkTextPlace){ layout->table.x + 22 * scale, y, 0,
                                  layout->name_width - 24 * scale },
                   data->scores[0]->class_names[class_index]);
  for (guint group = 0; group < N_GROUPS; group++)
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
draw_table (const LkComparisonPlot *data, const Layout *layout, const LkPen *pen)
{
  cairo_t *cr = pen->cr;
  const LkDecision *decision = data->scores[0]->decision;
  double scale = pen->palette->scale;
  double y = layout->table.y + 2 * lk_text_line_height (pen->palette, LK_TEXT_SMALL);

  draw_head (layout, pen);
  cairo_new_path (cr);
  cairo_move_to (cr, layout->table.x, y + 4 * scale);
  cairo_line_to (cr, layout->table.x + layout->table.width, y + 4 * scale);
  lk_palette_set_source (cr, &pen->palette->dim, 0.8);
  cairo_set_line_width (cr, scale);
  cairo_stroke (cr);
  y += 9 * scale;
  for (guint rank = 0; rank < decision->n_classes; rank++)
    draw_class (data, layout, pen, decision->ranking[rank], y + rank * ROW * scale);
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
  lk_plot_draw_header (&pen, layout.margin, layout.margin, width - 2 * layout.margin,
                       data->title, data->subtitle);
  for (guint side = 0; side < 2; side++)
    {
      draw_captions (data, &layout, &pen, side);
      draw_side (data, &layout, &pen, side);
    }
  draw_table (data, &layout, &pen);
}

double
lk_plot_comparison_get_height (const LkComparisonPlot *data, const LkPalette *palette)
{
  g_return_val_if_fail (data != NULL && palette != NULL, 0);

  double scale = palette->scale;
  guint n = data->scores[0]->decision->n_classes;

  return 2 * lk_plot_margin (palette, 1000, 1000)
         + lk_plot_header_height (palette, data->title, data->subtitle)
         + get_captions_height (palette)
         + MAX (MIN_LEDGER, LEDGER_REST + LEDGER_ROW * (double) n) * scale
         + get_table_height (data, palette) + 12 * scale;
}
