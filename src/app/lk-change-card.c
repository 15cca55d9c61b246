/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-change-card.h"

#include <glib/gi18n-lib.h>

#include "lk-picture-tile.h"

#define EDGE 36

struct _LkChangeCard
{
  GtkWidget parent_instance;

  LkPicture *shown;
  GtkWidget *box;
  GtkWidget *picture;
  GtkWidget *title;
  GtkWidget *text;
  GtkWidget *button;
};

enum
{
  SIGNAL_APPLY,
  SIGNAL_POINTED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LkChangeCard, lk_change_card, GTK_TYPE_WIDGET)

static void
on_clicked (LkChangeCard *self)
{
  g_signal_emit (self, signals[SIGNAL_APPLY], 0);
}

static void
on_enter (LkChangeCard *self)
{
  g_signal_emit (self, signals[SIGNAL_POINTED], 0, TRUE);
}

static void
on_leave (LkChangeCard *self)
{
  g_signal_emit (self, signals[SIGNAL_POINTED], 0, FALSE);
}

static void
lk_change_card_dispose (GObject *object)
{
  LkChangeCard *self = LK_CHANGE_CARD (object);

  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->shown);
  G_OBJECT_CLASS (lk_change_card_parent_class)->dispose (object);
}

static void
lk_change_card_class_init (LkChangeCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_change_card_dispose;
  signals[SIGNAL_APPLY]
      = g_signal_new ("apply", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 0);
  signals[SIGNAL_POINTED]
      = g_signal_new ("pointed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL,
                      NULL, NULL, G_TYPE_NONE, 1, G_TYPE_BOOLEAN);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "change-card");
}

static GtkWidget *
create_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (label), 11);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 16);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
create_column (LkChangeCard *self)
{
  GtkWidget *column = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);

  self->title = create_label ("caption-heading");
  self->text = create_label ("caption");
  self->button = gtk_button_new_with_label (_ ("Apply"));
  gtk_widget_set_halign (self->button, GTK_ALIGN_START);
  gtk_widget_set_valign (self->button, GTK_ALIGN_END);
  gtk_widget_set_vexpand (self->button, TRUE);
  g_signal_connect_swapped (self->button, "clicked", G_CALLBACK (on_clicked), self);
  gtk_widget_set_hexpand (column, TRUE);
  gtk_box_append (GTK_BOX (column), self->title);
  gtk_box_append (GTK_BOX (column), self->text);
  gtk_box_append (GTK_BOX (column), self->button);
  return column;
}

static void
watch_pointer (LkChangeCard *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (on_enter), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect_swapped (focus, "enter", G_CALLBACK (on_enter), self);
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), focus);
}

static void
lk_change_card_init (LkChangeCard *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->picture = gtk_image_new ();
  gtk_image_set_pixel_size (GTK_IMAGE (self->picture), EDGE);
  gtk_widget_set_valign (self->picture, GTK_ALIGN_START);
  gtk_widget_set_can_target (self->picture, FALSE);
  gtk_widget_add_css_class (self->picture, "query");
  gtk_box_append (GTK_BOX (self->box), self->picture);
  gtk_box_append (GTK_BOX (self->box), create_column (self));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  watch_pointer (self);
}

GtkWidget *
lk_change_card_new (void)
{
  return g_object_new (LK_TYPE_CHANGE_CARD, NULL);
}

static void
show_picture (LkChangeCard *self, LkPicture *picture)
{
  guint scale = (guint) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  g_autoptr (GdkTexture) texture = NULL;

  gtk_widget_set_visible (self->picture, picture != NULL);
  if (!g_set_object (&self->shown, picture) || picture == NULL)
    return;
  texture = lk_picture_tile_create_texture (picture, EDGE * scale);
  gtk_image_set_from_paintable (GTK_IMAGE (self->picture), GDK_PAINTABLE (texture));
}

void
lk_change_card_show (LkChangeCard *self,
                     LkPicture *picture,
                     const char *title,
                     const char *text)
{
  g_autofree char *label = NULL;

  g_return_if_fail (LK_IS_CHANGE_CARD (self));
  g_return_if_fail (title != NULL && text != NULL);

  show_picture (self, picture);
  gtk_label_set_text (GTK_LABEL (self->title), title);
  gtk_label_set_text (GTK_LABEL (self->text), text);
  /* Translators: what the button applies: a change, and what comes of it. */
  label = g_strdup_printf (_ ("Apply: %s, %s"), title, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

const char *
lk_change_card_get_title (LkChangeCard *self)
{
  g_return_val_if_fail (LK_IS_CHANGE_CARD (self), NULL);
  return gtk_label_get_text (GTK_LABEL (self->title));
}

const char *
lk_change_card_get_text (LkChangeCard *self)
{
  g_return_val_if_fail (LK_IS_CHANGE_CARD (self), NULL);
  return gtk_label_get_text (GTK_LABEL (self->text));
}
