/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-check-card.h"

#include <glib/gi18n-lib.h>

#include "lk-check-text.h"

struct _LkCheckCard
{
  GtkWidget parent_instance;

  LkShotCheck *check;
  LkQueryPlace *place;

  GtkWidget *content;
  GtkWidget *expander;
  GtkWidget *summary;
  GtkWidget *findings;
  GtkWidget *button;
};

G_DEFINE_FINAL_TYPE (LkCheckCard, lk_check_card, GTK_TYPE_WIDGET)

/* The first sentence is the line, the others stand below it. */
static void
show_result (LkCheckCard *self)
{
  g_auto (GStrv) sentences = lk_check_text_describe (
      lk_shot_check_get_result (self->check), lk_shot_check_get_episode (self->check));
  g_auto (GStrv) of_query = lk_query_place_describe (self->place);
  g_autofree char *of_shots = g_strjoinv ("\n", sentences + 1);
  g_autofree char *told = of_query != NULL ? g_strjoinv ("\n", of_query) : NULL;
  g_autofree char *below = NULL;

  if (told == NULL)
    below = g_steal_pointer (&of_shots);
  else
    below = g_strdup_printf (_ ("%s\nThe query: %s"), of_shots, told);

  gtk_label_set_text (GTK_LABEL (self->summary), sentences[0]);
  gtk_label_set_text (GTK_LABEL (self->findings), below);
}

static void
update (LkCheckCard *self)
{
  LkShotCheckState state = lk_shot_check_get_state (self->check);

  if (state == LK_SHOT_CHECK_DONE)
    show_result (self);
  else if (state == LK_SHOT_CHECK_NOTHING)
    {
      gtk_label_set_text (GTK_LABEL (self->summary), "");
      gtk_label_set_text (GTK_LABEL (self->findings), "");
    }
  /* What was found stays while it is looked for anew. */
  if (state == LK_SHOT_CHECK_RUNS
      && *gtk_label_get_text (GTK_LABEL (self->summary)) == '\0')
    gtk_label_set_text (GTK_LABEL (self->summary), _ ("Checking the shots …"));
  if (state == LK_SHOT_CHECK_RUNS)
    gtk_widget_add_css_class (self->expander, "dim-label");
  else
    gtk_widget_remove_css_class (self->expander, "dim-label");
  gtk_widget_set_visible (self->expander, state != LK_SHOT_CHECK_WAITS);
  gtk_widget_set_visible (self->button, state == LK_SHOT_CHECK_WAITS);
  gtk_widget_set_visible (GTK_WIDGET (self), state != LK_SHOT_CHECK_NOTHING);
}

static void
on_clicked (GtkButton *button, LkCheckCard *self)
{
  lk_shot_check_run (self->check);
}

static void
lk_check_card_dispose (GObject *object)
{
  LkCheckCard *self = LK_CHECK_CARD (object);

  if (self->check != NULL)
    g_signal_handlers_disconnect_by_data (self->check, self);
  g_clear_object (&self->check);
  if (self->place != NULL)
    g_signal_handlers_disconnect_by_data (self->place, self);
  g_clear_object (&self->place);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_CHECK_CARD);
  G_OBJECT_CLASS (lk_check_card_parent_class)->dispose (object);
}

static void
lk_check_card_class_init (LkCheckCardClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_check_card_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-check-card.ui");
  gtk_widget_class_bind_template_child (widget_class, LkCheckCard, content);
  gtk_widget_class_bind_template_child (widget_class, LkCheckCard, expander);
  gtk_widget_class_bind_template_child (widget_class, LkCheckCard, summary);
  gtk_widget_class_bind_template_child (widget_class, LkCheckCard, findings);
  gtk_widget_class_bind_template_child (widget_class, LkCheckCard, button);
}

static void
lk_check_card_init (LkCheckCard *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (self->button, "clicked", G_CALLBACK (on_clicked), self);
}

void
lk_check_card_set_session (LkCheckCard *self, LkSession *session)
{
  g_return_if_fail (LK_IS_CHECK_CARD (self) && LK_IS_SESSION (session));
  g_return_if_fail (self->check == NULL);

  self->check = g_object_ref (lk_session_get_shot_check (session));
  self->place = g_object_ref (lk_session_get_query_place (session));
  g_signal_connect_swapped (self->check, "changed", G_CALLBACK (update), self);
  g_signal_connect_swapped (self->place, "changed", G_CALLBACK (update), self);
  update (self);
}

const char *
lk_check_card_get_summary (LkCheckCard *self)
{
  g_return_val_if_fail (LK_IS_CHECK_CARD (self), NULL);
  return gtk_label_get_text (GTK_LABEL (self->summary));
}

const char *
lk_check_card_get_findings (LkCheckCard *self)
{
  g_return_val_if_fail (LK_IS_CHECK_CARD (self), NULL);
  return gtk_label_get_text (GTK_LABEL (self->findings));
}
