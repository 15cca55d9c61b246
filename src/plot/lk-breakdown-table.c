/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-breakdown-table.h"

#include "lk-number-text.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

static const struct
{
  const char *name;
  const char *form;
} heads[LK_N_DISTANCES] = {
  [LK_DISTANCE_KL_SQ] = { "KL(S‖Q)", N_ ("paper") },
  [LK_DISTANCE_KL_QS] = { "KL(Q‖S)", N_ ("ADM") },
  [LK_DISTANCE_W2] = { "W₂²", N_ ("exact") },
  [LK_DISTANCE_W2_SIMPLIFIED] = { "W₂²", N_ ("simplified") },
  [LK_DISTANCE_W2_RELEASED] = { "W₂²", N_ ("released") },
};

static double
get_distance (const LkBreakdownPlot *data, guint distance, guint class_index)
{
  return data->distances[(gsize) distance * data->n_classes + class_index];
}

/* 1 for the nearest; the same for equal ones. */
static guint
get_rank (const LkBreakdownPlot *data, guint distance, guint class_index)
{
  double value = get_distance (data, distance, class_index);
  guint rank = 1;

  for (guint i = 0; i < data->n_classes; i++)
    if (get_distance (data, distance, i) < value)
      rank++;
  return rank;
}

static int
compare_classes (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const LkBreakdownPlot *data = user_data;
  guint distance = MIN ((guint) data->breakdown->distance, LK_N_DISTANCES - 1);
  double difference = get_distance (data, distance, *(const guint *) a)
                      - get_distance (data, distance, *(const guint *) b);

  return difference < 0   ? -1
         : difference > 0 ? 1
                          : (int) *(const guint *) a - (int) *(const guint *) b;
}

/* (transfer full): the classes of the rows. */
static guint *
choose_rows (const LkBreakdownPlot *data, guint n_rows)
{
  guint *order = g_new (guint, data->n_classes);
  gboolean shown = FALSE;

  for (guint i = 0; i < data->n_classes; i++)
    order[i] = i;
  g_qsort_with_data (order, (int) data->n_classes, sizeof *order, compare_classes,
                     (gpointer) data);
  for (guint i = 0; i < n_rows; i++)
    if (order[i] == data->class_index)
      shown = TRUE;
  if (!shown && data->class_index < data->n_classes)
    order[n_rows - 1] = data->class_index;
  return order;
}

typedef struct
{
  double name_x;
  double name_width;
  double x;
  double width;
  double mark;
} Columns;

static Columns
get_columns (const LkBreakdownLayout *layout, const LkPalette *palette)
{
  const LkBox *table = &layout->table;
  double scale = palette->scale;
  Columns self = { .mark = MIN (0.72 * layout->row_height, 18 * scale) };
  double names;

  self.name_x = table->x + self.mark + 12 * scale;
  names = CLAMP (0.2 * table->width, 0, 150 * scale);
  self.name_width = names >= 44 * scale ? names : 0;
  self.x = self.name_x + self.name_width + 4 * scale;
  self.width = (table->x + table->width - self.x) / LK_N_DISTANCES;
  return self;
}

static void
draw_heads (const LkBreakdownPlot *data,
            const LkBreakdownLayout *layout,
            const Columns *columns,
            const LkPen *pen)
{
  cairo_t *cr = pen->cr;
  const LkBox *table = &layout->table;
  double scale = pen->palette->scale;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double bottom = table->y + lk_breakdown_layout_get_head_height (pen->palette);

  for (guint i = 0; i < LK_N_DISTANCES; i++)
    {
      double x = columns->x + (i + 0.5) * columns->width;
      gboolean chosen = i == (guint) data->breakdown->distance;
      const LkColor *color = chosen ? &pen->palette->foreground : &pen->palette->dim;

      if (chosen)
        {
          LkBox box = { columns->x + i * columns->width + scale, table->y - 3 * scale,
                        columns->width - 2 * scale, table->height + 6 * scale };

          cairo_save (cr);
          lk_plot_rounded (cr, &box, 7 * scale);
          lk_palette_set_source (cr, &pen->palette->levels[LK_LEVEL_DISTRIBUTION],
                                 pen->palette->dark ? 0.16 : 0.13);
          cairo_fill_preserve (cr);
          if (pen->palette->high_contrast)
            {
              lk_palette_set_source (cr, &pen->palette->foreground, 1);
              cairo_set_line_width (cr, 1.5 * scale);
              cairo_stroke (cr);
            }
          cairo_restore (cr);
        }
      lk_text_draw_in (pen, LK_TEXT_SMALL, color,
                       (LkTextPlace){ x, table->y, 0.5, columns->width - 4 * scale },
                       heads[i].name);
      lk_text_draw_in (
          pen, LK_TEXT_SMALL, color,
          (LkTextPlace){ x, table->y + small, 0.5, columns->width - 4 * scale },
          _ (heads[i].form));
    }
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_move_to (cr, table->x, bottom - scale);
  cairo_line_to (cr, table->x + table->width, bottom - scale);
  lk_palette_set_source (cr, &pen->palette->dim, pen->palette->high_contrast ? 1 : 0.5);
  cairo_set_line_width (cr, scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/* The number, and its rank behind it where columns are wide enough. */
static void
draw_number (const LkBreakdownPlot *data,
             const LkPen *pen,
             const LkBox *cell,
             guint distance,
             guint class_index)
{
  double scale = pen->palette->scale;
  guint rank = get_rank (data, distance, class_index);
  gboolean roomy = cell->width >= 70 * scale;
  gboolean ranked = cell->width >= (data->n_classes >= 10 ? 56 : 48) * scale;
  LkTextStyle style = roomy ? LK_TEXT_BODY : LK_TEXT_SMALL;
  double size = (roomy ? 11 : 9) * 96.0 / 72 * scale;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double middle = cell->y + cell->height / 2;
  double right
      = cell->x + (ranked ? (data->n_classes >= 10 ? 0.59 : 0.62) : 0.5) * cell->width;
  const LkColor *color = rank == 1 ? &pen->palette->foreground : &pen->palette->dim;
  g_autofree char *number = lk_number_short (get_distance (data, distance, class_index));
  g_autofree char *place = g_strdup_printf ("#%u", rank);
  double width;

  lk_text_measure (pen, rank == 1 && roomy ? LK_TEXT_STRONG : style, number, &width,
                   NULL);
  if (!ranked)
    right += width / 2;
  if (rank == 1 && !roomy)
    lk_text_draw_centred (pen, (LkTextFace){ size, TRUE }, color, right - width / 2,
                          middle, number);
  else
    lk_text_draw_in (
        pen, rank == 1 ? LK_TEXT_STRONG : style, color,
        (LkTextPlace){ right, middle - lk_text_line_height (pen->palette, style) / 2, 1,
                       right - cell->x },
        number);
  if (ranked)
    lk_text_draw_in (pen, LK_TEXT_SMALL, color,
                     (LkTextPlace){ right + 2 * scale,
                                    middle - small / 2 + (roomy ? scale : 0), 0,
                                    cell->x + cell->width - right - scale },
                     place);
}

static void
draw_row (const LkBreakdownPlot *data,
          const LkBreakdownLayout *layout,
          const Columns *columns,
          const LkPen *pen,
          guint place,
          guint class_index)
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;
  LkBox row = layout->table;
  gboolean strong = class_index == data->class_index;
  LkTextStyle style = columns->name_width < 70 * scale ? LK_TEXT_SMALL
                      : strong                         ? LK_TEXT_STRONG
                                                       : LK_TEXT_BODY;

  row.y
      += lk_breakdown_layout_get_head_height (pen->palette) + place * layout->row_height;
  row.height = layout->row_height;
  if (strong)
    {
      LkBox box = { row.x, row.y + scale, row.width, row.height - 2 * scale };

      cairo_save (cr);
      lk_plot_rounded (cr, &box, 6 * scale);
      lk_palette_set_source (cr, &pen->palette->classes[class_index % LK_N_CLASS_COLORS],
                             pen->palette->dark ? 0.26 : 0.14);
      cairo_fill (cr);
      cairo_restore (cr);
    }
  lk_palette_draw_mark (pen->palette, cr, class_index,
                        row.x + 4 * scale + columns->mark / 2, row.y + row.height / 2,
                        columns->mark);
  if (data->class_names != NULL)
    lk_text_draw_in (
        pen, style, &pen->palette->foreground,
        (LkTextPlace){ columns->name_x,
                       row.y
                           + (row.height - lk_text_line_height (pen->palette, style)) / 2,
                       0, columns->name_width },
        data->class_names[class_index]);
  for (guint i = 0; i < LK_N_DISTANCES; i++)
    {
      LkBox cell = { columns->x + i * columns->width, row.y, columns->width, row.height };

      draw_number (data, pen, &cell, i, class_index);
    }
}

void
lk_breakdown_table_draw (const LkBreakdownPlot *data,
                         const LkBreakdownLayout *layout,
                         const LkPen *pen)
{
  Columns columns;
  g_autofree guint *rows = NULL;

  if (layout->n_rows == 0)
    return;
  columns = get_columns (layout, pen->palette);
  rows = choose_rows (data, layout->n_rows);
  draw_heads (data, layout, &columns, pen);
  for (guint i = 0; i < layout->n_rows; i++)
    draw_row (data, layout, &columns, pen, i, rows[i]);
}
