/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-look-bar.h"

#include <glib/gi18n-lib.h>

#include "lk-against-choices.h"
#include "lk-pairs-menu.h"
#include "lk-short-choice.h"

struct _LkLookBar
{
  GtkWidget parent_instance;

  LkSession *session;
  gboolean updating;
  LkAgainstChoices *choices;        /* (nullable): what "against" offers */
  LkAgainstChoices *margin_choices; /* (nullable): what "margin_against" does */

  GtkWidget *box;
  GtkWidget *stack;
  GtkWidget *margin_against;
  GtkWidget *own_scale;
  GtkWidget *against;
  GtkWidget *mutual_only;
  GtkWidget *receptive_field;
  GtkAdjustment *min_similarity;
  GtkAdjustment *opacity;
  GtkWidget *brush_box;
  GtkWidget *brushing;
  GtkWidget *tip;
  GtkWidget *order;
  GtkWidget *pairs;
  GtkWidget *plane;
};

G_DEFINE_FINAL_TYPE (LkLookBar, lk_look_bar, GTK_TYPE_WIDGET)

/* What @drop_down was put to. Where it cannot offer what is set (@against), it shows what
 * that comes to, which is no choice of anybody's. */
static int
read_against (GtkWidget *drop_down, LkAgainstChoices *choices, int against)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (drop_down));

  if (choices == NULL || selected == lk_against_choices_find (choices, against))
    return against;
  return lk_against_choices_get (choices, selected);
}

static void
on_changed (LkLookBar *self)
{
  LkLook look;

  if (self->updating || self->session == NULL)
    return;
  look = *lk_session_get_look (self->session);
  look.pixel.against = read_against (self->against, self->choices, look.pixel.against);
  look.margin_against
      = read_against (self->margin_against, self->margin_choices, look.margin_against);
  look.own_scale = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->own_scale));
  look.pixel.mutual_only
      = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->mutual_only));
  look.pixel.min_similarity = gtk_adjustment_get_value (self->min_similarity);
  look.receptive_field
      = gtk_check_button_get_active (GTK_CHECK_BUTTON (self->receptive_field));
  look.opacity = gtk_adjustment_get_value (self->opacity);
  look.brushing = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->brushing));
  look.tip = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->tip));
  look.order = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->order));
  look.plane = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->plane));
  lk_session_set_look (self->session, &look);
}

/* Takes @choices over, where they are others than before. */
static void
offer (GtkWidget *drop_down, LkAgainstChoices **place, LkAgainstChoices *choices)
{
  if (*place != NULL && lk_against_choices_equal (choices, *place))
    {
      lk_against_choices_free (choices);
      return;
    }
  g_clear_pointer (place, lk_against_choices_free);
  *place = choices;
  gtk_drop_down_set_model (GTK_DROP_DOWN (drop_down),
                           lk_against_choices_get_titles (choices));
}

/* What there is to compare with follows the class that is shown and the query. */
static void
update_choices (LkLookBar *self)
{
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  guint shown;

  if (evidence == NULL)
    return;
  shown = lk_session_get_shown_class (self->session);
  offer (self->against, &self->choices, lk_against_choices_new (evidence, shown));
  offer (self->margin_against, &self->margin_choices,
         lk_against_choices_new_for_margin (evidence, shown));
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
  if (self->margin_choices != NULL)
    gtk_drop_down_set_selected (
        GTK_DROP_DOWN (self->margin_against),
        lk_against_choices_find (self->margin_choices, look->margin_against));
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->own_scale), look->own_scale);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->mutual_only),
                               look->pixel.mutual_only);
  gtk_adjustment_set_value (self->min_similarity, look->pixel.min_similarity);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (self->receptive_field),
                               look->receptive_field);
  gtk_adjustment_set_value (self->opacity, look->opacity);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->brushing), look->brushing);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->tip), look->tip);
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
  g_clear_pointer (&self->margin_choices, lk_against_choices_free);
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
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, box);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, stack);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, margin_against);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, own_scale);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, against);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, mutual_only);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, receptive_field);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, min_similarity);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, opacity);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, brush_box);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, brushing);
  gtk_widget_class_bind_template_child (widget_class, LkLookBar, tip);
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
  lk_short_choice_set_up (GTK_DROP_DOWN (self->margin_against), 8);
  lk_short_choice_set_up (GTK_DROP_DOWN (self->against), 8);
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
  gtk_widget_set_visible (self->brush_box,
                          g_str_equal (view, "decision") || g_str_equal (view, "pixel"));
}
