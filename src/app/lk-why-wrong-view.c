/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-why-wrong-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-number-text.h"
#include "lk-why-wrong.h"
#include "lk-worker.h"

/* All that the answer depends on. */
typedef struct
{
  LkScoring *scoring;
  LkExplanation *explanation;
  LkMetricOptions options;
  guint truth;
} Question;

static Question *
question_new (LkEvidence *evidence)
{
  Question *self = g_new0 (Question, 1);

  self->scoring = lk_scoring_ref (lk_evidence_get_scoring (evidence));
  self->explanation = lk_explanation_ref (lk_evidence_get_explanation (evidence));
  self->options = *lk_evidence_get_options (evidence);
  self->truth = (guint) lk_evidence_get_truth (evidence);
  return self;
}

static Question *
question_copy (const Question *self)
{
  Question *copy = g_memdup2 (self, sizeof *self);

  lk_scoring_ref (copy->scoring);
  lk_explanation_ref (copy->explanation);
  return copy;
}

static void
question_free (Question *self)
{
  lk_explanation_unref (self->explanation);
  lk_scoring_unref (self->scoring);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Question, question_free)

static gboolean
question_equal (const Question *a, const Question *b)
{
  return a->scoring == b->scoring && a->explanation == b->explanation
         && a->truth == b->truth && lk_metric_options_equal (&a->options, &b->options);
}

/* The answer, and the question: the session may have moved on. */
typedef struct
{
  Question *question;
  LkWhyWrong *why;
} Answer;

static void
answer_free (Answer *self)
{
  question_free (self->question);
  lk_why_wrong_free (self->why);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Answer, answer_free)

static gpointer
run (gpointer data, GCancellable *cancellable, GError **error)
{
  Question *question = data;
  LkWhyWrong *why = lk_why_wrong_new (
      question->explanation, question->truth, &question->options,
      lk_scoring_get_trained_fusion (question->scoring), cancellable, error);
  Answer *answer;

  if (why == NULL)
    return NULL;
  answer = g_new0 (Answer, 1);
  *answer = (Answer){ question_copy (question), why };
  return answer;
}

/* A sentence, and a button that does what it says. */
typedef struct
{
  GtkWidget *label;
  GtkWidget *button;
} Row;

enum
{
  ROW_WEIGHTS,
  ROW_REMOVAL,
  ROW_SWAP,
  N_ROWS
};

struct _LkWhyWrongView
{
  GtkWidget parent_instance;

  LkSession *session;
  LkEvidence *evidence;
  LkWorker *worker;
  Question *asked; /* what the rows are, or will be, the answer to; or NULL */
  Answer *answer;  /* (nullable) */

  GtkWidget *expander;
  Row rows[N_ROWS];
};

G_DEFINE_FINAL_TYPE (LkWhyWrongView, lk_why_wrong_view, GTK_TYPE_WIDGET)

static const char *
get_name (const Question *question, guint class_index)
{
  return lk_episode_state_get_class_name (lk_scoring_get_episode (question->scoring),
                                          class_index);
}

static LkPicture *
get_shot (const Question *question, guint class_index, guint shot)
{
  GPtrArray *shots = lk_episode_state_get_shots (
      lk_scoring_get_episode (question->scoring), class_index);

  return shots->pdata[shot];
}

static char *
describe_weights (const Answer *answer)
{
  const char *truth = get_name (answer->question, answer->why->truth);
  char *values[LK_N_LEVELS];
  g_autofree char *weights = NULL;

  if (!answer->why->has_weights)
    return g_strdup_printf (_ ("No weights would make it %s."), truth);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    values[level] = lk_number_fixed (answer->why->weights[level], 2);
  weights = lk_levels_describe (values);
  /* Translators: weights of the levels, and the true class. */
  return g_strdup_printf (_ ("The nearest weights that make it %s: %s."), truth, weights);
}

static char *
describe_removal (const Answer *answer)
{
  const Question *question = answer->question;
  const LkShotChange *change = answer->why->removal;
  const char *truth = get_name (question, answer->why->truth);

  if (change == NULL)
    return g_strdup_printf (_ ("No shot is there without which it would be %s."), truth);
  return g_strdup_printf (
      _ ("Without shot %u of %s (%s) it would be %s."), change->shot + 1,
      get_name (question, change->class_index),
      lk_picture_get_title (get_shot (question, change->class_index, change->shot)),
      truth);
}

static char *
describe_swap (const Answer *answer)
{
  const Question *question = answer->question;
  const LkShotChange *change = answer->why->swap;
  const char *truth = get_name (question, answer->why->truth);

  if (change == NULL)
    return g_strdup_printf (_ ("No swap with the most similar shot of another class "
                               "would make it %s."),
                            truth);
  return g_strdup_printf (
      _ ("With shot %u of %s in the place of shot %u of %s it would be %s."),
      change->other_shot + 1, get_name (question, change->other_class), change->shot + 1,
      get_name (question, change->class_index), truth);
}

static void
set_row (const Row *row, char *text, gboolean possible)
{
  gtk_label_set_text (GTK_LABEL (row->label), text);
  if (row->button != NULL)
    gtk_widget_set_visible (row->button, possible);
  gtk_widget_set_visible (row->label, TRUE);
  g_free (text);
}

static void
clear (LkWhyWrongView *self, const char *text)
{
  g_clear_pointer (&self->answer, answer_free);
  for (guint i = 0; i < N_ROWS; i++)
    {
      gtk_widget_set_visible (self->rows[i].label, FALSE);
      if (self->rows[i].button != NULL)
        gtk_widget_set_visible (self->rows[i].button, FALSE);
    }
  if (text != NULL)
    set_row (&self->rows[0], g_strdup (text), FALSE);
}

static void
show_answer (LkWhyWrongView *self)
{
  const LkWhyWrong *why = self->answer->why;

  set_row (&self->rows[ROW_WEIGHTS], describe_weights (self->answer), why->has_weights);
  set_row (&self->rows[ROW_REMOVAL], describe_removal (self->answer),
           why->removal != NULL);
  set_row (&self->rows[ROW_SWAP], describe_swap (self->answer), why->swap != NULL);
}

/* An answer to another question than the latest is nobody's. */
static void
done (gpointer result, const GError *error, gpointer user_data)
{
  LkWhyWrongView *self = user_data;
  g_autoptr (Answer) answer = result;

  if (self->asked == NULL
      || (answer != NULL && !question_equal (answer->question, self->asked))
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  clear (self, error != NULL ? error->message : NULL);
  self->answer = g_steal_pointer (&answer);
  if (self->answer != NULL)
    show_answer (self);
}

static void
ask (LkWhyWrongView *self)
{
  g_autoptr (Question) question = question_new (self->evidence);

  if (self->asked != NULL && question_equal (question, self->asked))
    return;
  g_clear_pointer (&self->asked, question_free);
  self->asked = question_copy (question);
  clear (self, _ ("Looking…"));
  lk_worker_submit (self->worker, run, g_steal_pointer (&question),
                    (GDestroyNotify) question_free, (GDestroyNotify) answer_free, done,
                    self);
}

static void
forget (LkWhyWrongView *self)
{
  lk_worker_cancel (self->worker);
  g_clear_pointer (&self->asked, question_free);
  clear (self, NULL);
}

static void
update (LkWhyWrongView *self)
{
  gboolean wrong = self->evidence != NULL && lk_evidence_is_wrong (self->evidence);

  gtk_widget_set_visible (GTK_WIDGET (self), wrong);
  if (wrong && gtk_expander_get_expanded (GTK_EXPANDER (self->expander)))
    ask (self);
  else
    forget (self);
}

static void
on_use_weights (LkWhyWrongView *self)
{
  LkMetricOptions options = *lk_session_get_options (self->session);

  if (self->answer == NULL)
    return;
  memcpy (options.weights, self->answer->why->weights, sizeof options.weights);
  lk_session_set_options (self->session, &options);
}

static void
on_switch_off (LkWhyWrongView *self)
{
  const LkShotChange *change = self->answer != NULL ? self->answer->why->removal : NULL;

  if (change != NULL)
    lk_session_set_shot_off (
        self->session,
        get_shot (self->answer->question, change->class_index, change->shot), TRUE);
}

static void
lk_why_wrong_view_dispose (GObject *object)
{
  LkWhyWrongView *self = LK_WHY_WRONG_VIEW (object);

  g_clear_object (&self->worker);
  g_clear_pointer (&self->expander, gtk_widget_unparent);
  g_clear_pointer (&self->asked, question_free);
  g_clear_pointer (&self->answer, answer_free);
  g_clear_object (&self->evidence);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_why_wrong_view_parent_class)->dispose (object);
}

static void
lk_why_wrong_view_class_init (LkWhyWrongViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_why_wrong_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "why-wrong");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static Row
append_row (LkWhyWrongView *self, GtkWidget *box, const char *action, GCallback clicked)
{
  Row row = { gtk_label_new (NULL), NULL };

  gtk_label_set_wrap (GTK_LABEL (row.label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (row.label), 0);
  gtk_box_append (GTK_BOX (box), row.label);
  if (action == NULL)
    return row;
  row.button = gtk_button_new_with_mnemonic (action);
  gtk_widget_set_halign (row.button, GTK_ALIGN_START);
  g_signal_connect_swapped (row.button, "clicked", clicked, self);
  gtk_box_append (GTK_BOX (box), row.button);
  return row;
}

static void
lk_why_wrong_view_init (LkWhyWrongView *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);

  self->worker = lk_worker_new ();
  self->expander = gtk_expander_new_with_mnemonic (_ ("_Why wrong?"));
  self->rows[ROW_WEIGHTS]
      = append_row (self, box, _ ("_Use These Weights"), G_CALLBACK (on_use_weights));
  self->rows[ROW_REMOVAL]
      = append_row (self, box, _ ("_Switch This Shot Off"), G_CALLBACK (on_switch_off));
  self->rows[ROW_SWAP] = append_row (self, box, NULL, NULL);
  gtk_widget_set_margin_top (box, 6);
  gtk_expander_set_child (GTK_EXPANDER (self->expander), box);
  gtk_widget_set_parent (self->expander, GTK_WIDGET (self));
  g_signal_connect_swapped (self->expander, "notify::expanded", G_CALLBACK (update),
                            self);
  update (self);
}

void
lk_why_wrong_view_set_session (LkWhyWrongView *self, LkSession *session)
{
  g_return_if_fail (LK_IS_WHY_WRONG_VIEW (self));
  g_set_object (&self->session, session);
}

void
lk_why_wrong_view_set_evidence (LkWhyWrongView *self, LkEvidence *evidence)
{
  g_return_if_fail (LK_IS_WHY_WRONG_VIEW (self));

  g_set_object (&self->evidence, evidence);
  update (self);
}
