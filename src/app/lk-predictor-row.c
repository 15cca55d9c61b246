/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-predictor-row.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-canvas.h"
#include "lk-hint.h"
#include "lk-number-text.h"

struct _LkPredictorRow
{
  GtkWidget parent_instance;

  guint predictor;
  double accuracy;
  double ci95;
  double chance;
  GtkWidget *box;
  GtkWidget *title;
  GtkWidget *number;
  GtkWidget *bar;
};

G_DEFINE_FINAL_TYPE (LkPredictorRow, lk_predictor_row, GTK_TYPE_WIDGET)

static void
fill (LkPredictorRow *self, cairo_t *cr, const LkPalette *palette)
{
  if (self->predictor == LK_PREDICTOR_FUSED)
    {
      lk_palette_set_source (cr, &palette->foreground, 0.75);
      cairo_fill (cr);
    }
  else
    lk_palette_fill_level (palette, cr, self->predictor);
}

static void
draw_swatch (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  LkPalette palette;

  lk_canvas_init_palette (GTK_WIDGET (area), &palette);
  cairo_rectangle (cr, 0, (height - width) / 2.0, width, width);
  fill (user_data, cr, &palette);
}

static void
draw_interval (LkPredictorRow *self,
               cairo_t *cr,
               double width,
               double height,
               const LkPalette *palette)
{
  double low = width * CLAMP (self->accuracy - self->ci95, 0, 100) / 100;
  double high = width * CLAMP (self->accuracy + self->ci95, 0, 100) / 100;
  double middle = floor (height / 2) + 0.5;

  cairo_move_to (cr, low, middle);
  cairo_line_to (cr, high, middle);
  for (guint end = 0; end < 2; end++)
    {
      cairo_move_to (cr, end == 0 ? low : high, middle - 4);
      cairo_line_to (cr, end == 0 ? low : high, middle + 4);
    }
  lk_palette_set_source (cr, &palette->background, 1);
  cairo_set_line_width (cr, 3.5);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, &palette->foreground, 1);
  cairo_set_line_width (cr, 1.5);
  cairo_stroke (cr);
}

static void
draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  LkPredictorRow *self = user_data;
  double chance = floor (width * self->chance / 100) + 0.5;
  LkPalette palette;

  lk_canvas_init_palette (GTK_WIDGET (area), &palette);
  if (gtk_widget_get_direction (GTK_WIDGET (area)) == GTK_TEXT_DIR_RTL)
    {
      cairo_translate (cr, width, 0);
      cairo_scale (cr, -1, 1);
    }
  cairo_rectangle (cr, 0, 2, width, height - 4);
  lk_palette_set_source (cr, &palette.foreground, 0.08);
  cairo_fill (cr);
  cairo_rectangle (cr, 0, 2, width * CLAMP (self->accuracy, 0, 100) / 100, height - 4);
  fill (self, cr, &palette);
  if (self->chance > 0)
    {
      cairo_move_to (cr, chance, 0);
      cairo_line_to (cr, chance, height);
      lk_palette_set_source (cr, &palette.foreground, 0.7);
      cairo_set_line_width (cr, 1);
      cairo_set_dash (cr, (double[]){ 2, 2 }, 2, 0);
      cairo_stroke (cr);
      cairo_set_dash (cr, NULL, 0, 0);
    }
  if (self->ci95 > 0)
    draw_interval (self, cr, width, height, &palette);
}

static void
lk_predictor_row_dispose (GObject *object)
{
  g_clear_pointer (&LK_PREDICTOR_ROW (object)->box, gtk_widget_unparent);
  G_OBJECT_CLASS (lk_predictor_row_parent_class)->dispose (object);
}

static void
lk_predictor_row_class_init (LkPredictorRowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_predictor_row_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "predictor-row");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
create_drawing (LkPredictorRow *self, int width, int height, GtkDrawingAreaDrawFunc draw)
{
  GtkWidget *area = gtk_drawing_area_new ();

  gtk_drawing_area_set_content_width (GTK_DRAWING_AREA (area), width);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (area), height);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (area), draw, self, NULL);
  gtk_box_append (GTK_BOX (self->box), area);
  return area;
}

static GtkWidget *
create_label (LkPredictorRow *self, int width_chars, float xalign)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_width_chars (GTK_LABEL (label), width_chars);
  gtk_label_set_xalign (GTK_LABEL (label), xalign);
  gtk_box_append (GTK_BOX (self->box), label);
  return label;
}

static void
lk_predictor_row_init (LkPredictorRow *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  create_drawing (self, 14, 20, draw_swatch);
  self->title = create_label (self, 11, 0);
  self->number = create_label (self, 13, 1);
  gtk_widget_add_css_class (self->number, "numeric");
  self->bar = create_drawing (self, 60, 20, draw_bar);
  gtk_widget_set_hexpand (self->bar, TRUE);
}

/* By an attribute: a bold font of the style would make the columns wider than the other
 * rows'. */
static void
make_bold (GtkWidget *label)
{
  g_autoptr (PangoAttrList) attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_weight_new (PANGO_WEIGHT_BOLD));
  gtk_label_set_attributes (GTK_LABEL (label), attributes);
}

GtkWidget *
lk_predictor_row_new (guint predictor)
{
  LkPredictorRow *self = g_object_new (LK_TYPE_PREDICTOR_ROW, NULL);

  self->predictor = predictor;
  gtk_label_set_text (GTK_LABEL (self->title), lk_predictor_get_title (predictor));
  if (predictor == LK_PREDICTOR_FUSED)
    {
      make_bold (self->title);
      make_bold (self->number);
    }
  return GTK_WIDGET (self);
}

static void
show (LkPredictorRow *self,
      double accuracy,
      double ci95,
      double chance,
      const char *number)
{
  g_autofree char *spoken
      = g_strdup_printf ("%s: %s", lk_predictor_get_title (self->predictor), number);

  self->accuracy = accuracy;
  self->ci95 = ci95;
  self->chance = chance;
  gtk_label_set_text (GTK_LABEL (self->number), number);
  gtk_widget_queue_draw (self->bar);
  lk_hint_set_text (GTK_WIDGET (self), spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  spoken, -1);
}

void
lk_predictor_row_set_interval (LkPredictorRow *self,
                               double accuracy,
                               double ci95,
                               double chance)
{
  g_autofree char *share = NULL, *interval = NULL, *number = NULL;

  g_return_if_fail (LK_IS_PREDICTOR_ROW (self));

  share = lk_number_percent (accuracy / 100, 1);
  interval = lk_number_fixed (ci95, 1);
  number = ci95 >= 0 ? g_strdup_printf (_ ("%s ± %s"), share, interval)
                     : g_strdup_printf (_ ("%s, no interval"), share);
  show (self, accuracy, ci95, chance, number);
}

void
lk_predictor_row_set_count (LkPredictorRow *self, guint n_right, guint n, double chance)
{
  g_autofree char *number = NULL;

  g_return_if_fail (LK_IS_PREDICTOR_ROW (self));

  number = g_strdup_printf (_ ("%u of %u"), n_right, n);
  show (self, n > 0 ? 100.0 * n_right / n : 0, 0, chance, number);
}
