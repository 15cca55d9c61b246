/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-decision-panel.h"

#include <glib/gi18n-lib.h>

#include "lk-metric-choices.h"
#include "lk-model-menu.h"
#include "lk-ranking.h"
#include "lk-weight-triangle.h"

struct _LkDecisionPanel
{
  GtkWidget parent_instance;

  LkSession *session;
  gboolean updating;
  gboolean choosing; /* within the signal of a control */
  char *shown_network;

  GtkWidget *scroller;
  GtkWidget *ranking_box;
  GtkWidget *ranking;
  GtkWidget *triangle;
  GtkWidget *accuracy;
  GtkAdjustment *weights[LK_N_LEVELS]; /* "adjustment_part", ... in the template */
  GtkWidget *as_trained_row;
  GtkWidget *as_trained;
  GtkWidget *neighbours;
  GtkWidget *part_form;
  GtkWidget *distance;
  GtkWidget *normalisation;
  GtkWidget *model;
  GtkWidget *model_name;
  GtkWidget *profile;
  GtkWidget *network;
  GtkWidget *guessed;
  GtkWidget *timing;
};

G_DEFINE_FINAL_TYPE (LkDecisionPanel, lk_decision_panel, GTK_TYPE_WIDGET)

static void
on_weight_changed (LkDecisionPanel *self)
{
  LkMetricOptions options;

  if (self->updating)
    return;
  options = *lk_session_get_options (self->session);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    options.weights[level] = gtk_adjustment_get_value (self->weights[level]);
  lk_session_set_options (self->session, &options);
}

static void
on_option_changed (LkDecisionPanel *self)
{
  LkMetricOptions options;

  if (self->updating)
    return;
  options = *lk_session_get_options (self->session);
  options.neighbours
      = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->neighbours));
  options.part_form = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->part_form));
  options.distance = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->distance));
  options.normalisation = lk_metric_choices_get_normalisation (self->normalisation);
  self->choosing = TRUE;
  lk_session_set_options (self->session, &options);
  self->choosing = FALSE;
}

static void
on_as_trained (LkDecisionPanel *self)
{
  if (!self->updating)
    lk_session_set_as_trained (self->session,
                               gtk_switch_get_active (GTK_SWITCH (self->as_trained)));
}

static void
on_accuracy_toggled (LkDecisionPanel *self)
{
  lk_weight_triangle_set_accuracy (
      LK_WEIGHT_TRIANGLE (self->triangle),
      gtk_check_button_get_active (GTK_CHECK_BUTTON (self->accuracy)));
}

/* Entry 0 is what the model says itself. */
static void
on_profile_changed (LkDecisionPanel *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->profile));

  if (self->updating || selected == GTK_INVALID_LIST_POSITION)
    return;
  lk_session_set_model (self->session, lk_session_get_model_name (self->session),
                        lk_metric_choices_get_profile (selected));
}

/* What is no line that says something of a network stays in the entry, to be mended. */
static void
on_network_activate (LkDecisionPanel *self)
{
  if (self->updating)
    return;
  if (lk_session_set_network (self->session,
                              gtk_editable_get_text (GTK_EDITABLE (self->network))))
    gtk_widget_remove_css_class (self->network, "error");
  else
    gtk_widget_add_css_class (self->network, "error");
}

/* What the model's file leaves open is never used in silence. */
static void
update_guessed (LkDecisionPanel *self)
{
  LkModel *model = lk_session_get_model (self->session);
  g_autofree char *guesses = model != NULL ? lk_model_describe_guesses (model) : NULL;
  g_autofree char *text
      = guesses != NULL ? g_strdup_printf (_ ("Guessed: %s"), guesses) : g_strdup ("");

  gtk_label_set_text (GTK_LABEL (self->guessed), text);
  gtk_widget_set_visible (self->guessed, guesses != NULL);
}

/* What is being typed stays. */
static void
update_network (LkDecisionPanel *self)
{
  const char *network = lk_session_get_network (self->session);

  update_guessed (self);
  if (g_strcmp0 (self->shown_network, network) == 0)
    return;
  g_free (self->shown_network);
  self->shown_network = g_strdup (network);
  gtk_editable_set_text (GTK_EDITABLE (self->network), network != NULL ? network : "");
  gtk_widget_remove_css_class (self->network, "error");
}

static void
update_weights (LkDecisionPanel *self)
{
  const LkMetricOptions *options = lk_session_get_options (self->session);

  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      GtkAdjustment *adjustment = self->weights[level];

      if (options->weights[level] > gtk_adjustment_get_upper (adjustment))
        gtk_adjustment_set_upper (adjustment, options->weights[level]);
      gtk_adjustment_set_value (adjustment, options->weights[level]);
    }
}

static void
update_options (LkDecisionPanel *self)
{
  const LkMetricOptions *options = lk_session_get_options (self->session);
  const LkTrainedFusion *fusion = lk_session_get_trained_fusion (self->session);
  g_autofree char *model
      = lk_metric_choices_describe_model (lk_session_get_model_name (self->session));

  update_weights (self);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->neighbours), options->neighbours);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->part_form), options->part_form);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->distance), options->distance);
  if (!self->choosing)
    lk_metric_choices_offer_normalisations (
        self->normalisation,
        fusion != NULL || lk_normalisation_is_trained (options->normalisation));
  lk_metric_choices_select_normalisation (self->normalisation, options->normalisation);
  gtk_widget_set_visible (self->as_trained_row, fusion != NULL);
  gtk_switch_set_active (GTK_SWITCH (self->as_trained),
                         lk_session_get_as_trained (self->session));
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (self->profile),
      lk_metric_choices_find_profile (lk_session_get_profile (self->session)));
  gtk_label_set_text (GTK_LABEL (self->model_name), model);
  update_network (self);
}

static void
update_timing (LkDecisionPanel *self)
{
  LkScoring *scoring = lk_session_get_scoring (self->session);
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  g_autoptr (GString) text = g_string_new (NULL);
  double ridge;

  if (scoring != NULL)
    g_string_append_printf (
        text, _ ("Embedded in %.0f ms, matched in %.0f ms"),
        lk_scoring_get_stage_ms (scoring, LK_SCORING_STAGE_EMBED),
        lk_scoring_get_stage_ms (scoring, LK_SCORING_STAGE_SUPPORT)
            + lk_scoring_get_stage_ms (scoring, LK_SCORING_STAGE_MATCH));
  if (evidence != NULL)
    {
      ridge = lk_explanation_get_ridge_used (lk_evidence_get_explanation (evidence));
      if (ridge > lk_evidence_get_options (evidence)->ridge)
        g_string_append_printf (text, _ (". The ridge of KL had to grow to %g"), ridge);
    }
  gtk_label_set_text (GTK_LABEL (self->timing), text->str);
}

/* The ledger of the decision tells all that the ranking does. */
static void
update_ranking (LkDecisionPanel *self)
{
  LkEvidence *evidence = lk_session_get_evidence (self->session);

  lk_ranking_update (LK_RANKING (self->ranking), evidence,
                     evidence != NULL ? lk_session_get_shown_class (self->session) : 0);
  gtk_widget_set_visible (
      self->ranking_box,
      evidence != NULL && !g_str_equal (lk_session_get_view (self->session), "decision"));
}

static void
update (LkDecisionPanel *self)
{
  self->updating = TRUE;
  update_options (self);
  gtk_widget_set_visible (self->accuracy,
                          lk_session_get_accuracy_map (self->session) != NULL);
  self->updating = FALSE;
  update_ranking (self);
  update_timing (self);
}

static void
lk_decision_panel_dispose (GObject *object)
{
  LkDecisionPanel *self = LK_DECISION_PANEL (object);

  self->updating = TRUE;
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_DECISION_PANEL);
  g_clear_object (&self->session);
  g_clear_pointer (&self->shown_network, g_free);
  G_OBJECT_CLASS (lk_decision_panel_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, scroller);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, ranking_box);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, ranking);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, triangle);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, accuracy);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      g_autofree char *name
          = g_strconcat ("adjustment_", lk_level_to_string (level), NULL);

      gtk_widget_class_bind_template_child_full (
          widget_class, name, FALSE,
          G_STRUCT_OFFSET (LkDecisionPanel, weights) + level * sizeof (gpointer));
    }
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, as_trained_row);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, as_trained);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, neighbours);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, part_form);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, distance);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, normalisation);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, model);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, model_name);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, profile);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, network);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, guessed);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, timing);
}

static void
lk_decision_panel_class_init (LkDecisionPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_decision_panel_dispose;
  g_type_ensure (LK_TYPE_RANKING);
  g_type_ensure (LK_TYPE_WEIGHT_TRIANGLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-decision-panel.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_weight_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_option_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_as_trained);
  gtk_widget_class_bind_template_callback (widget_class, on_profile_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_network_activate);
  gtk_widget_class_bind_template_callback (widget_class, on_accuracy_toggled);
  gtk_widget_class_set_css_name (widget_class, "decision-panel");
}

static void
lk_decision_panel_init (LkDecisionPanel *self)
{
  const LkModelMenu actions = { "win.model::" LK_MODEL_DEFAULT, "win.open-model",
                                "win.model", "win.about-network" };
  g_autoptr (GMenuModel) models = lk_model_menu_new (&actions);

  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->model), models);
  lk_metric_choices_align_model (self->model_name);
  lk_metric_choices_fill_all (self->profile, self->part_form, self->distance,
                              self->normalisation);
}

void
lk_decision_panel_set_session (LkDecisionPanel *self, LkSession *session)
{
  g_return_if_fail (LK_IS_DECISION_PANEL (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  lk_ranking_set_session (LK_RANKING (self->ranking), session);
  lk_weight_triangle_set_session (LK_WEIGHT_TRIANGLE (self->triangle), session);
  g_signal_connect_swapped (session, "scored", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "selected", G_CALLBACK (update_ranking), self);
  g_signal_connect_swapped (session, "notify::model-name", G_CALLBACK (update), self);
  update (self);
}
