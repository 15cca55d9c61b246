/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-class-mark.h"

#include "lk-canvas.h"

struct _LkClassMark
{
  GtkWidget parent_instance;

  int class_index;
  int size;
};

G_DEFINE_FINAL_TYPE (LkClassMark, lk_class_mark, GTK_TYPE_WIDGET)

static void
lk_class_mark_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LkClassMark *self = LK_CLASS_MARK (widget);
  float width = (float) gtk_widget_get_width (widget);
  float height = (float) gtk_widget_get_height (widget);
  LkPalette palette;
  cairo_t *cr;

  if (self->class_index < 0 || width < 1 || height < 1)
    return;
  lk_canvas_init_palette (widget, &palette);
  /* The outline of high contrast reaches beyond the mark. */
  cr = gtk_snapshot_append_cairo (snapshot,
                                  &GRAPHENE_RECT_INIT (-2, -2, width + 4, height + 4));
  lk_palette_draw_mark (&palette, cr, (guint) self->class_index, width / 2, height / 2,
                        self->size);
  cairo_destroy (cr);
}

static void
lk_class_mark_measure (GtkWidget *widget,
                       GtkOrientation orientation,
                       int for_size,
                       int *minimum,
                       int *natural,
                       int *minimum_baseline,
                       int *natural_baseline)
{
  *minimum = *natural = LK_CLASS_MARK (widget)->size;
}

static void
lk_class_mark_class_init (LkClassMarkClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = lk_class_mark_snapshot;
  widget_class->measure = lk_class_mark_measure;
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
lk_class_mark_init (LkClassMark *self)
{
  self->class_index = -1;
  self->size = 24;
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
}

GtkWidget *
lk_class_mark_new (int class_index, int size)
{
  LkClassMark *self = g_object_new (LK_TYPE_CLASS_MARK, NULL);

  self->class_index = class_index;
  self->size = size;
  return GTK_WIDGET (self);
}

void
lk_class_mark_set_class_index (LkClassMark *self, int class_index)
{
  g_return_if_fail (LK_IS_CLASS_MARK (self));

  if (class_index == self->class_index)
    return;
  self->class_index = class_index;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
