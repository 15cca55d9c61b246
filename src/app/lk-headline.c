/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-headline.h"

#include <glib/gi18n-lib.h>

#include "lk-class-mark.h"
#include "lk-decision-text.h"
#include "lk-place-text.h"
#include "lk-hint.h"
#include "lk-number-text.h"
#include "lk-picture-tile.h"

/* As large as the query is shown. */
#define QUERY_EDGE 56

struct _LkHeadline
{
  GtkWidget parent_instance;

  LkSession *session;
  LkQuery *shown_query;

  GtkWidget *headline;
  GtkWidget *picture;
  GtkWidget *mark;
  GtkWidget *winner;
  GtkWidget *verdict;
  GtkWidget *margin;
  GtkWidget *sentence;
  GtkWidget *sureness;
  GtkWidget *caution;
};

G_DEFINE_FINAL_TYPE (LkHeadline, lk_headline, GTK_TYPE_WIDGET)

static void
update_picture (LkHeadline *self, LkEvidence *evidence)
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

/* How far ahead of the true class, where another one won; else of the runner-up. */
static char *
describe_margin (LkEvidence *evidence)
{
  LkEpisodeState *episode = lk_scoring_get_episode (lk_evidence_get_scoring (evidence));
  const LkDecision *decision = lk_evidence_get_decision (evidence);
  guint other = decision->runner_up;
  g_autofree char *margin = NULL;

  if (lk_evidence_is_wrong (evidence))
    other = (guint) lk_evidence_get_truth (evidence);
  margin = lk_number_fixed (
      decision->fused[decision->prediction] - decision->fused[other], 2);
  return g_strdup_printf (_ ("%s ahead of %s"), margin,
                          lk_episode_state_get_class_name (episode, other));
}

/* How sure it may be: a probability where one was measured, else where the margin lies
 * among those of the shots. (nullable) */
static char *
describe_sureness (LkSession *session, const LkDecision *decision)
{
  const LkSupportCheck *check
      = lk_shot_check_get_result (lk_session_get_shot_check (session));
  char *probability = lk_session_describe_probability (session);

  if (probability != NULL || check == NULL)
    return probability;
  return lk_place_text_describe_margin (check, decision->margin);
}

/* Which level decided, and what prototypes would say beside it. */
static char *
describe (LkEvidence *evidence)
{
  LkScoring *scoring = lk_evidence_get_scoring (evidence);
  LkEpisodeState *episode = lk_scoring_get_episode (scoring);
  const LkDecision *decision = lk_evidence_get_decision (evidence);
  g_autofree char *sentence = lk_decision_text_describe (decision, episode);
  g_autofree char *baseline = lk_decision_text_describe_baseline (
      decision, lk_scoring_get_prototype (scoring, lk_evidence_get_query (evidence)),
      episode);

  return g_strdup_printf ("%s %s", sentence, baseline);
}

static void
set_text (GtkWidget *label, const char *text)
{
  gtk_label_set_text (GTK_LABEL (label), text != NULL ? text : "");
  gtk_widget_set_visible (label, text != NULL);
}

/* (transfer full) (nullable) */
static char *
describe_place (LkHeadline *self)
{
  LkPlace place;

  if (!lk_query_place_get (lk_session_get_query_place (self->session), &place)
      || !lk_place_is_unlike (&place))
    return NULL;
  return lk_place_text_describe (&place);
}

/* What there is to be told of the truth of the decision, and of the picture. */
static void
update_doubts (LkHeadline *self, LkEvidence *evidence)
{
  LkEpisodeState *episode = lk_scoring_get_episode (lk_evidence_get_scoring (evidence));
  LkQuery *query
      = lk_episode_state_get_queries (episode)->pdata[lk_evidence_get_query (evidence)];
  g_autofree char *caution = lk_cautions_describe (
      lk_session_get_cautions (self->session), -1, lk_query_get_picture (query));
  g_autofree char *place = describe_place (self);
  g_autofree char *verdict = NULL;

  if (place != NULL && caution != NULL)
    {
      g_autofree char *both = g_strconcat (place, "\n", caution, NULL);

      g_free (caution);
      caution = g_steal_pointer (&both);
    }
  else if (place != NULL)
    caution = g_steal_pointer (&place);
  if (lk_evidence_is_wrong (evidence))
    verdict = g_strdup_printf (_ ("Wrong: it is %s"), lk_query_get_label (query));
  set_text (self->verdict, verdict);
  set_text (self->caution, caution);
}

static void
update (LkHeadline *self)
{
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  LkEpisodeState *episode;
  const LkDecision *decision;
  g_autofree char *margin = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *sureness = NULL;
  gboolean whole;

  /* While it is looked for anew, what was told last stays. */
  if (evidence == NULL && lk_session_get_busy (self->session))
    return;
  gtk_widget_set_visible (self->headline, evidence != NULL);
  if (evidence == NULL)
    return;
  update_picture (self, evidence);
  update_doubts (self, evidence);
  decision = lk_evidence_get_decision (evidence);
  episode = lk_scoring_get_episode (lk_evidence_get_scoring (evidence));
  margin = describe_margin (evidence);
  sentence = describe (evidence);
  sureness = describe_sureness (self->session, decision);
  lk_class_mark_set_class_index (LK_CLASS_MARK (self->mark), (int) decision->prediction);
  gtk_label_set_text (GTK_LABEL (self->winner),
                      lk_episode_state_get_class_name (episode, decision->prediction));
  gtk_label_set_text (GTK_LABEL (self->margin), margin);
  gtk_label_set_text (GTK_LABEL (self->sentence), sentence);
  whole = g_str_equal (lk_session_get_view (self->session), "decision");
  gtk_widget_set_visible (self->picture, whole);
  gtk_widget_set_visible (self->sentence, whole);
  gtk_label_set_text (GTK_LABEL (self->sureness), sureness != NULL ? sureness : "");
  lk_hint_set_text (self->sureness, sureness);
  gtk_widget_set_visible (self->sureness, whole && sureness != NULL);
}

static void
lk_headline_dispose (GObject *object)
{
  LkHeadline *self = LK_HEADLINE (object);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (lk_session_get_query_place (self->session),
                                            self);
      g_signal_handlers_disconnect_by_data (lk_session_get_measured (self->session),
                                            self);
      g_signal_handlers_disconnect_by_data (self->session, self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_HEADLINE);
  g_clear_object (&self->session);
  g_clear_object (&self->shown_query);
  G_OBJECT_CLASS (lk_headline_parent_class)->dispose (object);
}

static void
lk_headline_class_init (LkHeadlineClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_headline_dispose;
  g_type_ensure (LK_TYPE_CLASS_MARK);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-headline.ui");
  gtk_widget_class_bind_template_child (widget_class, LkHeadline, headline);
  gtk_widget_class_bind_template_child (widget_class, LkHeadline, picture);
  gtk_widget_class_bind_template_child (widget_class, LkHeadline, mark);
  gtk_widget_class_bind_template_child (widget_class, LkHeadline, winner);
  gtk_widget_class_bind_template_child (widget_class, LkHeadline, verdict);
  gtk_widget_class_bind_template_child (widget_class, LkHeadline, margin);
  gtk_widget_class_bind_template_child (widget_class, LkHeadline, sentence);
  gtk_widget_class_bind_template_child (widget_class, LkHeadline, sureness);
  gtk_widget_class_bind_template_child (widget_class, LkHeadline, caution);
  gtk_widget_class_set_css_name (widget_class, "headline");
}

static void
lk_headline_init (LkHeadline *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
lk_headline_set_session (LkHeadline *self, LkSession *session)
{
  g_return_if_fail (LK_IS_HEADLINE (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "scored", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "selected", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "notify::busy", G_CALLBACK (update), self);
  g_signal_connect_swapped (lk_session_get_measured (session), "changed",
                            G_CALLBACK (update), self);
  g_signal_connect_swapped (lk_session_get_query_place (session), "changed",
                            G_CALLBACK (update), self);
  update (self);
}
