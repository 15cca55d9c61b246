/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-confusion.h"

#include "lk-confusion-cells.h"
#include "lk-confusion-layout.h"
#include "lk-number-text.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#define MAX_CLASSES 10000
#define MIN_NUMBER_CELL 25

static gboolean
is_drawable (const LkConfusion *data, double width, double height)
{
  return lk_plot_has_room (width, height) && data->counts != NULL && data->n_classes > 0
         && data->n_classes <= MAX_CLASSES;
}

/* Hairlines between the entries where they are large, and the frame. */
static void
draw_lines (const LkConfusionLayout *layout, const LkPen *pen)
{
  cairo_t *cr = pen->cr;
  const LkBox *area = &layout->area;

  cairo_save (cr);
  cairo_new_path (cr);
  for (guint i = 1; i < layout->n && layout->cell >= 7 * pen->palette->scale; i++)
    {
      cairo_move_to (cr, area->x + i * layout->cell, area->y);
      cairo_line_to (cr, area->x + i * layout->cell, area->y + area->height);
      cairo_move_to (cr, area->x, area->y + i * layout->cell);
      cairo_line_to (cr, area->x + area->width, area->y + i * layout->cell);
    }
  lk_palette_set_source (cr, &pen->palette->grid,
                         pen->palette->high_contrast ? 0.8 : 0.7);
  cairo_set_line_width (cr, (layout->cell >= 20 * pen->palette->scale ? 1 : 0.5)
                                * pen->palette->scale);
  cairo_stroke (cr);
  cairo_rectangle (cr, area->x, area->y, area->width, area->height);
  lk_palette_set_source (
      cr, pen->palette->high_contrast ? &pen->palette->foreground : &pen->palette->dim,
      0.8);
  cairo_set_line_width (cr, pen->palette->scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_numbers (const LkConfusion *data, const LkConfusionLayout *layout, const LkPen *pen)
{
  double size
      = CLAMP (0.3 * layout->cell, 9 * pen->palette->scale, 17 * pen->palette->scale);
  const LkColor white = { 1, 1, 1 };
  const LkColor black = { 0.05, 0.05, 0.07 };
  g_autofree double *factors = NULL;

  if (layout->cell < MIN_NUMBER_CELL * pen->palette->scale)
    return;
  factors = lk_confusion_invert_sums (data);
  for (guint row = layout->row; row < layout->row + layout->n; row++)
    for (guint column = layout->column; column < layout->column + layout->n; column++)
      {
        guint count = data->counts[(gsize) row * data->n_classes + column];
        double share = count * factors[row];
        g_autofree char *text = g_strdup_printf ("%u", count);
        gboolean inverse = !pen->palette->dark && row == column && share > 0.3;
        gboolean on_light = pen->palette->dark && share > 0.25;

        if (count == 0)
          continue;
        lk_text_draw_centred (
            pen,
            (LkTextFace){ MIN (size, 1.5 * layout->cell / strlen (text)), row == column },
            inverse    ? &white
            : on_light ? &black
                       : &pen->palette->foreground,
            layout->area.x + (column - layout->column + 0.5) * layout->cell,
            layout->area.y + (row - layout->row + 0.5) * layout->cell, text);
      }
}

static void
draw_row_name (const LkConfusion *data,
               const LkConfusionLayout *layout,
               const LkPen *pen,
               guint row)
{
  LkPalette small = *pen->palette;
  double marks = layout->mark > 0 ? layout->mark + 8 * pen->palette->scale : 0;
  double line;

  small.scale *= layout->text_scale;
  line = lk_text_line_height (&small, LK_TEXT_SMALL);
  lk_text_draw_in (&(LkPen){ pen->cr, &small }, LK_TEXT_SMALL, &pen->palette->foreground,
                   (LkTextPlace){ layout->area.x - marks - 6 * pen->palette->scale,
                                  layout->area.y + (row + 0.5) * layout->cell - line / 2,
                                  1, layout->names - 6 * pen->palette->scale },
                   data->class_names[layout->row + row]);
}

static void
draw_column_name (const LkConfusion *data,
                  const LkConfusionLayout *layout,
                  const LkPen *pen,
                  guint column)
{
  LkPalette small = *pen->palette;
  double line;

  small.scale *= layout->text_scale;
  line = lk_text_line_height (&small, LK_TEXT_SMALL);
  cairo_save (pen->cr);
  cairo_translate (pen->cr, layout->area.x + (column + 0.5) * layout->cell - line / 2,
                   layout->area.y - 5 * pen->palette->scale);
  cairo_rotate (pen->cr, -G_PI / 2);
  lk_text_draw_in (&(LkPen){ pen->cr, &small }, LK_TEXT_SMALL, &pen->palette->foreground,
                   (LkTextPlace){ 0, 0, 0, layout->head - 6 * pen->palette->scale },
                   data->class_names[layout->column + column]);
  cairo_restore (pen->cr);
}

static void
draw_names (const LkConfusion *data, const LkConfusionLayout *layout, const LkPen *pen)
{
  double offset = layout->mark / 2 + 5 * pen->palette->scale;

  for (guint i = 0; layout->step > 0 && i < layout->n; i += layout->step)
    {
      draw_row_name (data, layout, pen, i);
      if (layout->head > 0)
        draw_column_name (data, layout, pen, i);
    }
  for (guint i = 0; layout->mark > 0 && i < layout->n; i++)
    {
      double middle = (i + 0.5) * layout->cell;

      lk_palette_draw_mark (pen->palette, pen->cr, layout->row + i,
                            layout->area.x - offset, layout->area.y + middle,
                            layout->mark);
      lk_palette_draw_mark (pen->palette, pen->cr, layout->column + i,
                            layout->area.x + middle, layout->area.y - offset,
                            layout->mark);
    }
}

/* The share of each row that is right. */
static void
draw_rates (const LkConfusion *data, const LkConfusionLayout *layout, const LkPen *pen)
{
  g_autofree double *factors = NULL;
  LkPalette small = *pen->palette;
  double line;

  if (!(layout->rates > 0))
    return;
  factors = lk_confusion_invert_sums (data);
  small.scale *= layout->text_scale;
  line = lk_text_line_height (&small, LK_TEXT_SMALL);
  for (guint row = layout->row; row < layout->row + layout->n; row++)
    {
      double share = data->counts[(gsize) row * (data->n_classes + 1)] * factors[row];
      g_autofree char *text = lk_number_percent (share, 0);

      if (factors[row] > 0)
        lk_text_draw_in (&(LkPen){ pen->cr, &small }, LK_TEXT_SMALL, &pen->palette->dim,
                         (LkTextPlace){ layout->area.x + layout->area.width
                                            + layout->rates - 6 * pen->palette->scale,
                                        layout->area.y
                                            + (row - layout->row + 0.5) * layout->cell
                                            - line / 2,
                                        1, layout->rates - 8 * pen->palette->scale },
                         text);
    }
}

/* Of the names that are drawn, as far as there is room for them. */
static double
get_widest_name (const LkConfusion *data,
                 const LkConfusionLayout *layout,
                 const LkPen *pen)
{
  LkPalette small = *pen->palette;
  double widest = 0;

  small.scale *= layout->text_scale;
  for (guint i = 0; layout->step > 0 && i < layout->n; i += layout->step)
    {
      double width;

      lk_text_measure (&(LkPen){ pen->cr, &small }, LK_TEXT_SMALL,
                       data->class_names[layout->row + i], &width, NULL);
      widest = MAX (widest, width + 8 * pen->palette->scale);
    }
  return MIN (widest, layout->names);
}

static void
draw_axes (const LkConfusion *data, const LkConfusionLayout *layout, const LkPen *pen)
{
  const LkBox *area = &layout->area;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double marks = layout->mark > 0 ? layout->mark + 8 * pen->palette->scale : 0;
  double names = get_widest_name (data, layout, pen);

  lk_text_draw_in (
      pen, LK_TEXT_SMALL, &pen->palette->dim,
      (LkTextPlace){ area->x + area->width / 2,
                     area->y - layout->head - marks - small - 3 * pen->palette->scale,
                     0.5, area->width },
      _ ("prediction"));
  cairo_save (pen->cr);
  cairo_translate (pen->cr, area->x - names - marks - small - 3 * pen->palette->scale,
                   area->y + area->height / 2);
  cairo_rotate (pen->cr, -G_PI / 2);
  lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                   (LkTextPlace){ 0, 0, 0.5, area->height }, _ ("truth"));
  cairo_restore (pen->cr);
}

/* A bar of shades from 0 to 100 % before its title. */
static void
draw_key (const LkPen *pen, gboolean right, double x, double y, double width)
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  cairo_pattern_t *pattern = cairo_pattern_create_linear (x, 0, x + width, 0);

  for (guint i = 0; i <= 16; i++)
    {
      LkColor color = lk_confusion_get_color (pen->palette, right, i / 16.0);

      cairo_pattern_add_color_stop_rgb (pattern, i / 16.0, color.red, color.green,
                                        color.blue);
    }
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, x, y + (small - 9 * scale) / 2, width, 9 * scale);
  cairo_set_source (cr, pattern);
  cairo_fill_preserve (cr);
  lk_palette_set_source (cr, &pen->palette->dim, 0.6);
  cairo_set_line_width (cr, 0.8 * scale);
  cairo_stroke (cr);
  cairo_restore (cr);
  cairo_pattern_destroy (pattern);
}

/* What the colours mean; what does not fit before @end is left out. */
static void
draw_keys (const LkConfusionLayout *layout, const LkPen *pen, double end)
{
  double scale = pen->palette->scale;
  double bar = MIN (72 * scale, 0.2 * (end - layout->margin));
  double gap = 6 * scale;
  double y = layout->area.y + layout->area.height + 8 * scale;
  const char *texts[] = { _ ("right"), _ ("wrong"),
                          layout->n > layout->area.width
                              /* xgettext:no-c-format */
                              ? _ ("0 to 100 % of a row, the largest of each pixel")
                              /* xgettext:no-c-format */
                              : _ ("0 to 100 % of a row") };
  double widths[G_N_ELEMENTS (texts)];
  double x;

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    lk_text_measure (pen, LK_TEXT_SMALL, texts[i], &widths[i], NULL);
  x = CLAMP (end - 2 * bar - 7 * gap - widths[0] - widths[1] - widths[2],
             MIN (layout->margin, layout->area.x), layout->area.x);
  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    {
      double sample = i < 2 ? bar + gap : 0;

      if (x + sample + widths[i] > end)
        return;
      if (i < 2)
        draw_key (pen, i == 0, x, y, bar);
      lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->dim,
                    (LkTextPlace){ x + sample, y, 0, 0 }, texts[i]);
      x += sample + widths[i] + 2.5 * gap;
    }
}

void
lk_plot_confusion (const LkConfusion *data,
                   cairo_t *cr,
                   double width,
                   double height,
                   const LkPalette *palette)
{
  lk_plot_confusion_base (data, cr, width, height, palette);
  lk_plot_confusion_overlay (data, cr, width, height, palette);
}

void
lk_plot_confusion_base (const LkConfusion *data,
                        cairo_t *cr,
                        double width,
                        double height,
                        const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  LkConfusionLayout layout;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data, width, height))
    return;
  lk_confusion_layout_init (&layout, data, width, height, palette);
  lk_plot_draw_header (&pen, layout.margin, layout.margin, width - 2 * layout.margin,
                       layout.title, layout.subtitle);
  lk_confusion_draw_cells (data, &layout, &pen);
  draw_lines (&layout, &pen);
  draw_numbers (data, &layout, &pen);
  draw_names (data, &layout, &pen);
  draw_rates (data, &layout, &pen);
  if (layout.axes)
    draw_axes (data, &layout, &pen);
  if (layout.key)
    draw_keys (&layout, &pen, width - layout.margin);
}

/* (transfer full): the share of the row, as a person says it. */
static char *
describe_entry (const LkConfusion *data, guint row, guint column)
{
  const guint *counts = data->counts + (gsize) row * data->n_classes;
  guint64 sum = 0;
  g_autofree char *of = NULL;
  g_autofree char *share = NULL;

  for (guint i = 0; i < data->n_classes; i++)
    sum += counts[i];
  share = lk_number_percent (sum > 0 ? (double) counts[column] / (double) sum : 0, 0);
  of = g_strdup_printf ("%" G_GUINT64_FORMAT, sum);
  if (row == column)
    return g_strdup_printf (_ ("%u of %s (%s): %s, right"), counts[column], of, share,
                            data->class_names[row]);
  return g_strdup_printf (_ ("%u of %s (%s): %s taken for %s"), counts[column], of, share,
                          data->class_names[row], data->class_names[column]);
}

static gboolean
is_shown (int hovered, guint first, guint n)
{
  return hovered >= 0 && (guint) hovered >= first && (guint) hovered < first + n;
}

void
lk_plot_confusion_overlay (const LkConfusion *data,
                           cairo_t *cr,
                           double width,
                           double height,
                           const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  LkBox room = { 0, 0, width, height };
  g_autofree char *text = NULL;
  LkConfusionLayout layout;
  LkBox cell;
  double edge;
  double x;
  double y;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data, width, height))
    return;
  lk_confusion_layout_init (&layout, data, width, height, palette);
  if (!is_shown (data->hovered_row, layout.row, layout.n)
      || !is_shown (data->hovered_column, layout.column, layout.n))
    return;
  x = layout.area.x + (data->hovered_column - layout.column + 0.5) * layout.cell;
  y = layout.area.y + (data->hovered_row - layout.row + 0.5) * layout.cell;
  edge = MAX (layout.cell, 5 * palette->scale);
  cell = (LkBox){ x - edge / 2, y - edge / 2, edge, edge };
  if (layout.cell < MIN_NUMBER_CELL * palette->scale)
    lk_plot_draw_cross (&pen, &layout.area, x, y);
  lk_plot_outline (&pen, &cell);
  text = describe_entry (data, data->hovered_row, data->hovered_column);
  if (MIN (width, height) >= 60 * palette->scale)
    lk_plot_draw_tag (&pen, &room, x + edge / 2, y - edge / 2, text);
}

LkBox
lk_plot_confusion_get_area (const LkConfusion *data,
                            double width,
                            double height,
                            const LkPalette *palette)
{
  LkConfusionLayout layout;

  g_return_val_if_fail (data != NULL && palette != NULL, ((LkBox){ 0 }));

  if (!is_drawable (data, width, height))
    return (LkBox){ 0 };
  lk_confusion_layout_init (&layout, data, width, height, palette);
  return layout.area;
}

gboolean
lk_plot_confusion_hit (const LkConfusion *data,
                       const LkPointer *pointer,
                       guint *row,
                       guint *column)
{
  LkConfusionLayout layout;

  g_return_val_if_fail (data != NULL && pointer != NULL, FALSE);

  if (!is_drawable (data, pointer->width, pointer->height))
    return FALSE;
  lk_confusion_layout_init (&layout, data, pointer->width, pointer->height,
                            pointer->palette);
  if (!lk_box_contains (&layout.area, pointer->x, pointer->y))
    return FALSE;
  if (row != NULL)
    *row = layout.row
           + MIN ((guint) ((pointer->y - layout.area.y) / layout.cell), layout.n - 1);
  if (column != NULL)
    *column = layout.column
              + MIN ((guint) ((pointer->x - layout.area.x) / layout.cell), layout.n - 1);
  return TRUE;
}
