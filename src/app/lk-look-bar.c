/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-look-bar.h"

#include <glib/gi18n-lib.h>

#include "lk-against-choices.h"
#include "lk-pairs-menu.h"

struct _LkLookBar
{
  GtkWidget parent_instance;

  LkSession *session;
  gboolean updating;
  LkAgainstChoices *choices; /* (nullable): what "against" offers */

  GtkWidget *stack;
  GtkWidget *against;
  GtkWidget *mutual_only;
  GtkWidget *receptive_field;
  GtkAdjustment *min_similarity;
  GtkAdjustment *opacity;
  GtkWidget *brushing;
  GtkWidget *order;
  GtkWidget *pairs;
  GtkWidget *plane;
};

G_DEFINE_FINAL_TYPE (LkLookBar, lk_look_bar, GTK_TYPE_WIDGET)

static void
on_changed (LkLookBar *self)
{
  LkLook look;

  if (self->updating || self->session == NULL)
    return;
  look = *lk_session_get_look (self->session);
  look.pixel.against = lk_against_choices_get (
      self->choices, gtk_drop_down_get_selected (GTK_DROP_DOWN (self->against)));
  look.pixel.mutual_only
      = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->mutual_only));
  look.pixel.min_similarity = gtk_adjustment_get_value (self->min_similarity);
  look.receptive_field
      = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->receptive_field));
  look.opacity = gtk_adjustment_get_value (self->opacity);
  look.brushing = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->brushing));
  look.order = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->order));
  look.plane = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->plane));
  lk_session_set_look (self->session, &look);
}

/* What there is to compare with follows the class that is shown and the query. */
static void
update_choices (LkLookBar *self)
{
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  g_autoptr (LkAgainstChoices) choices = NULL;

  if (evidence == NULL)
    return;
  choices = lk_against_choices_new (evidence, lk_session_get_shown_class (self->session));
  if (self->choices != NULL && lk_against_choices_equal (choices, self->choices))
    return;
  g_clear_pointer (&self->choices, lk_against_choices_free);
  self->choices = g_steal_pointer (&choices);
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->against),
                           lk_against_choices_get_titles (self->choices));
}

static void
update (LkLookBar *self)
{
  const LkLook *look = lk_session_get_look (self->session);

  self->updating = TRUE;
  update_choices (self);
  if (self->choices != NULL)
    gtk_drop_down_set_selected (
        GTK_DROP_DOWN (self->against),
        lk_against_choices_find (self->choices, look->pixel.against));
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->mutual_only),
                               look->pixel.mutual_only);
  gtk_adjustment_set_value (self->min_similarity, look->pixel.min_similarity);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->receptive_field),
                               look->receptive_field);
  gtk_adjustment_set_value (self->opacity, look->opacity);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->brushing), look->brushing);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->order), look->order);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->plane), look->plane);
  self->updating = FALSE;
}

static void
lk_look_bar_dispose (GObject *object)
{
  LkLookBar *self = LK_LOOK_BAR (object);

  self->updating = TRUE;
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_LOOK_BAR);
  g_clear_pointer (&self->choices, lk_against_choices_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_look_bar_parent_class)->dispose (object);
}

static void
lk_look_bar_class_init (LkLookBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_look_bar_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-look-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, stack);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, against);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, mutual_only);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, receptive_field);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, min_similarity);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, opacity);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, brushing);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, order);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, pairs);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, plane);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_set_css_name (widget_class, "look-bar");
}

static void
lk_look_bar_init (LkLookBar *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  self->updating = FALSE;
}

void
lk_look_bar_set_session (LkLookBar *self, LkSession *session)
{
  g_return_if_fail (LK_IS_LOOK_BAR (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  lk_pairs_menu_attach (GTK_MENU_BUTTON (self->pairs), session);
  g_signal_connect_swapped (session, "scored", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "selected", G_CALLBACK (update), self);
  update (self);
}

void
lk_look_bar_show (LkLookBar *self, const char *view)
{
  gtk_stack_set_visible_child_name (GTK_STACK (self->stack), view);
}
