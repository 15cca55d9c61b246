/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-decision-panel.h"

#include <glib/gi18n-lib.h>

#include "lk-canvas.h"
#include "lk-class-mark.h"
#include "lk-metric-choices.h"
#include "lk-picture-tile.h"
#include "lk-ranking.h"
#include "lk-text.h"
#include "lk-decision-text.h"
#include "lk-weight-triangle.h"

/* As large as the panel shows the query. */
#define QUERY_EDGE 72

struct _LkDecisionPanel
{
  GtkWidget parent_instance;

  LkSession *session;
  gboolean updating;
  LkQuery *shown_query;

  GtkWidget *scroller;
  GtkWidget *headline;
  GtkWidget *picture;
  GtkWidget *mark;
  GtkWidget *winner;
  GtkWidget *margin;
  GtkWidget *sentence;
  GtkWidget *ranking;
  GtkWidget *legend;
  GtkWidget *triangle;
  GtkWidget *accuracy;
  GtkAdjustment *weights[LK_N_LEVELS]; /* "adjustment_part", ... in the template */
  GtkWidget *neighbours;
  GtkWidget *part_form;
  GtkWidget *distance;
  GtkWidget *normalisation;
  GtkWidget *model;
  GtkWidget *model_name;
  GtkWidget *profile;
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
  options.normalisation
      = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->normalisation));
  lk_session_set_options (self->session, &options);
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
  g_autofree char *model
      = lk_metric_choices_describe_model (lk_session_get_model_name (self->session));

  update_weights (self);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->neighbours), options->neighbours);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->part_form), options->part_form);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->distance), options->distance);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->normalisation),
                              options->normalisation);
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (self->profile),
      lk_metric_choices_find_profile (lk_session_get_profile (self->session)));
  gtk_label_set_text (GTK_LABEL (self->model_name), model);
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

static void
update_picture (LkDecisionPanel *self, LkEvidence *evidence)
{
  GPtrArray *queries = lk_episode_state_get_queries (
      lk_scoring_get_episode (lk_evidence_get_scoring (evidence)));
  LkQuery *query = queries->pdata[lk_evidence_get_query (evidence)];
  guint scale = (guint) gtk_widget_get_scale_factor (GTK_WIDGET (self));
  g_autoptr (GdkTexture) texture = NULL;

  if (!g_set_object (&self->shown_query, query))
    return;
  texture
      = lk_picture_tile_create_texture (lk_query_get_picture (query), QUERY_EDGE * scale);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
}

static void
update_headline (LkDecisionPanel *self)
{
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  LkEpisodeState *episode;
  const LkDecision *decision;
  g_autofree char *margin = NULL;
  g_autofree char *sentence = NULL;

  gtk_widget_set_visible (self->headline, evidence != NULL);
  if (evidence == NULL)
    {
      lk_ranking_update (LK_RANKING (self->ranking), NULL, NULL, 0);
      return;
    }
  update_picture (self, evidence);
  decision = lk_evidence_get_decision (evidence);
  episode = lk_scoring_get_episode (lk_session_get_scoring (self->session));
  margin
      = g_strdup_printf (_ ("%.2f ahead of %s"), decision->margin,
                         lk_episode_state_get_class_name (episode, decision->runner_up));
  sentence = lk_decision_text_describe (decision, episode);
  lk_class_mark_set_class_index (LK_CLASS_MARK (self->mark), (int) decision->prediction);
  gtk_label_set_text (GTK_LABEL (self->winner),
                      lk_episode_state_get_class_name (episode, decision->prediction));
  gtk_label_set_text (GTK_LABEL (self->margin), margin);
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  lk_ranking_update (LK_RANKING (self->ranking), decision, episode,
                     lk_session_get_shown_class (self->session));
}

static void
update (LkDecisionPanel *self)
{
  self->updating = TRUE;
  update_options (self);
  gtk_widget_set_visible (self->accuracy,
                          lk_session_get_accuracy_map (self->session) != NULL);
  self->updating = FALSE;
  update_headline (self);
  update_timing (self);
}

static void
draw_legend (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  const double swatch = 12;
  double x = 2;
  LkPalette palette;

  lk_canvas_init_palette (GTK_WIDGET (area), &palette);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      const char *title = lk_level_get_title (level);
      double text_width, text_height;

      cairo_rectangle (cr, x, (height - swatch) / 2, swatch, swatch);
      lk_palette_fill_level (&palette, cr, level);
      lk_text_measure (&(LkPen){ cr, &palette }, LK_TEXT_SMALL, title, &text_width,
                       &text_height);
      lk_text_draw (&(LkPen){ cr, &palette }, LK_TEXT_SMALL, &palette.dim,
                    (LkTextPlace){ x + swatch + 5, (height - text_height) / 2, 0, 0 },
                    title);
      x += swatch + text_width + 18;
    }
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
  g_clear_object (&self->shown_query);
  G_OBJECT_CLASS (lk_decision_panel_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, scroller);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, headline);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, picture);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, mark);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, winner);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, margin);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, sentence);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, ranking);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, legend);
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
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, neighbours);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, part_form);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, distance);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, normalisation);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, model);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, model_name);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, profile);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPanel, timing);
}

static void
lk_decision_panel_class_init (LkDecisionPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_decision_panel_dispose;
  g_type_ensure (LK_TYPE_CLASS_MARK);
  g_type_ensure (LK_TYPE_RANKING);
  g_type_ensure (LK_TYPE_WEIGHT_TRIANGLE);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-decision-panel.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_weight_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_option_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_profile_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_accuracy_toggled);
  gtk_widget_class_set_css_name (widget_class, "decision-panel");
}

static void
lk_decision_panel_init (LkDecisionPanel *self)
{
  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_metric_choices_fill_all (self->profile, self->part_form, self->distance,
                              self->normalisation);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->legend), draw_legend, NULL,
                                  NULL);
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
  g_signal_connect_swapped (session, "selected", G_CALLBACK (update_headline), self);
  g_signal_connect_swapped (session, "notify::model-name", G_CALLBACK (update), self);
  update (self);
}
