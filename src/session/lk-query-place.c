/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-query-place.h"

#include "lk-latest.h"
#include "lk-place-text.h"

struct _LkQueryPlace
{
  GObject parent_instance;

  LkShotCheck *check;
  LkLatest *parts;            /* an #LkExplanation of the parts of both */
  LkExplanation *explanation; /* (nullable): of the query */
  guint class_index;          /* that it is taken for */
  double margin;
};

enum
{
  SIGNAL_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (LkQueryPlace, lk_query_place, G_TYPE_OBJECT)

static void
emit_changed (LkQueryPlace *self)
{
  g_signal_emit (self, signals[SIGNAL_CHANGED], 0);
}

static guint
count_shots (LkQueryPlace *self)
{
  return lk_support_get_n_shots (lk_explanation_get_support (self->explanation),
                                 self->class_index);
}

typedef struct
{
  LkExplanation *explanation;
  guint class_index;
} Job;

static void
job_free (Job *self)
{
  lk_explanation_unref (self->explanation);
  g_free (self);
}

static gpointer
run (gpointer data, GCancellable *cancellable, GError **error)
{
  const Job *job = data;

  return lk_membership_compare (job->explanation, job->class_index, cancellable, error);
}

static void
on_found (gpointer user_data)
{
  emit_changed (user_data);
}

/* Where there is something to compare it with, and nobody did. */
static void
submit (LkQueryPlace *self)
{
  Job *job;

  if (self->explanation == NULL || count_shots (self) < 2
      || lk_latest_get_asked (self->parts)
      || lk_shot_check_get_state (self->check) != LK_SHOT_CHECK_DONE)
    return;
  job = g_new0 (Job, 1);
  job->explanation = lk_explanation_ref (self->explanation);
  job->class_index = self->class_index;
  lk_latest_ask (self->parts, job);
}

void
lk_query_place_follow (LkQueryPlace *self, LkEvidence *evidence)
{
  LkExplanation *explanation = NULL;
  const LkDecision *decision = NULL;
  guint class_index = 0;

  g_return_if_fail (LK_IS_QUERY_PLACE (self));

  if (evidence != NULL)
    {
      decision = lk_evidence_get_decision (evidence);
      explanation = lk_scoring_get_explanation (lk_evidence_get_scoring (evidence),
                                                lk_evidence_get_query (evidence));
      class_index = decision->prediction;
      self->margin = decision->margin;
    }
  if (explanation != self->explanation || class_index != self->class_index)
    {
      lk_latest_forget (self->parts);
      g_clear_pointer (&self->explanation, lk_explanation_unref);
      if (explanation != NULL)
        self->explanation = lk_explanation_ref (explanation);
      self->class_index = class_index;
    }
  submit (self);
  emit_changed (self);
}

gboolean
lk_query_place_get (LkQueryPlace *self, LkPlace *place)
{
  LkExplanation *parts;

  g_return_val_if_fail (LK_IS_QUERY_PLACE (self) && place != NULL, FALSE);

  parts = lk_latest_get (self->parts);
  *place = (LkPlace){ .class_index = self->class_index };
  if (self->explanation == NULL
      || lk_shot_check_get_state (self->check) != LK_SHOT_CHECK_DONE)
    return FALSE;
  return count_shots (self) < 2
         || (parts != NULL
             && lk_shot_check_place (self->check, self->explanation, parts,
                                     self->class_index, place));
}

GStrv
lk_query_place_describe (LkQueryPlace *self)
{
  g_autoptr (GStrvBuilder) sentences = g_strv_builder_new ();
  g_autofree char *first = NULL;
  g_autofree char *levels = NULL;
  g_autofree char *margin = NULL;
  LkPlace place;

  if (!lk_query_place_get (self, &place))
    return NULL;
  first = lk_place_text_describe (&place);
  levels = lk_place_text_describe_levels (&place);
  margin = lk_place_text_describe_margin (lk_shot_check_get_result (self->check),
                                          self->margin);
  g_strv_builder_add (sentences, first);
  if (levels != NULL)
    g_strv_builder_add (sentences, levels);
  if (margin != NULL)
    g_strv_builder_add (sentences, margin);
  return g_strv_builder_end (sentences);
}

static void
on_check_changed (LkQueryPlace *self)
{
  submit (self);
  emit_changed (self);
}

static void
lk_query_place_dispose (GObject *object)
{
  LkQueryPlace *self = LK_QUERY_PLACE (object);

  if (self->check != NULL)
    g_signal_handlers_disconnect_by_data (self->check, self);
  g_clear_object (&self->check);
  g_clear_pointer (&self->parts, lk_latest_free);
  G_OBJECT_CLASS (lk_query_place_parent_class)->dispose (object);
}

static void
lk_query_place_finalize (GObject *object)
{
  LkQueryPlace *self = LK_QUERY_PLACE (object);

  g_clear_pointer (&self->explanation, lk_explanation_unref);
  G_OBJECT_CLASS (lk_query_place_parent_class)->finalize (object);
}

static void
lk_query_place_class_init (LkQueryPlaceClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lk_query_place_dispose;
  object_class->finalize = lk_query_place_finalize;
  signals[SIGNAL_CHANGED]
      = g_signal_new ("changed", LK_TYPE_QUERY_PLACE, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                      NULL, G_TYPE_NONE, 0);
}

static void
lk_query_place_init (LkQueryPlace *self)
{
  self->parts = lk_latest_new (run, (GDestroyNotify) job_free,
                               (GDestroyNotify) lk_explanation_unref, on_found, self);
}

LkQueryPlace *
lk_query_place_new (LkShotCheck *check)
{
  LkQueryPlace *self = g_object_new (LK_TYPE_QUERY_PLACE, NULL);

  self->check = g_object_ref (check);
  g_signal_connect_swapped (check, "changed", G_CALLBACK (on_check_changed), self);
  return self;
}
