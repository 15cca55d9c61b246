/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-why-wrong-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-inquiry.h"
#include "lk-number-text.h"
#include "lk-why-wrong.h"

/* The topic is the true class. */
static gpointer
find (const LkQuestion *question, GCancellable *cancellable, GError **error)
{
  return lk_why_wrong_new (question->explanation, question->topic, &question->options,
                           lk_scoring_get_trained_fusion (question->scoring), cancellable,
                           error);
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
  LkInquiry *inquiry; /* of which the rows are, or will be, the answer: LkWhyWrong */

  GtkWidget *expander;
  Row rows[N_ROWS];
};

G_DEFINE_FINAL_TYPE (LkWhyWrongView, lk_why_wrong_view, GTK_TYPE_WIDGET)

static char *
describe_weights (const LkQuestion *question, const LkWhyWrong *why)
{
  const char *truth = lk_question_get_class_name (question, why->truth);
  char *values[LK_N_LEVELS];
  g_autofree char *weights = NULL;

  if (!why->has_weights)
    return g_strdup_printf (_ ("No weights would make it %s."), truth);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    values[level] = lk_number_fixed (why->weights[level], 2);
  weights = lk_levels_describe (values);
  /* Translators: weights of the levels, and the true class. */
  return g_strdup_printf (_ ("The nearest weights that make it %s: %s."), truth, weights);
}

static char *
describe_removal (const LkQuestion *question, const LkWhyWrong *why)
{
  const LkShotChange *change = why->removal;
  const char *truth = lk_question_get_class_name (question, why->truth);

  if (change == NULL)
    return g_strdup_printf (_ ("No shot is there without which it would be %s."), truth);
  return g_strdup_printf (_ ("Without shot %u of %s (%s) it would be %s."),
                          change->shot + 1,
                          lk_question_get_class_name (question, change->class_index),
                          lk_picture_get_title (lk_question_get_shot (
                              question, change->class_index, change->shot)),
                          truth);
}

static char *
describe_swap (const LkQuestion *question, const LkWhyWrong *why)
{
  const LkShotChange *change = why->swap;
  const char *truth = lk_question_get_class_name (question, why->truth);

  if (change == NULL)
    return g_strdup_printf (_ ("No swap with the most similar shot of another class "
                               "would make it %s."),
                            truth);
  return g_strdup_printf (
      _ ("With shot %u of %s in the place of shot %u of %s it would be %s."),
      change->other_shot + 1, lk_question_get_class_name (question, change->other_class),
      change->shot + 1, lk_question_get_class_name (question, change->class_index),
      truth);
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
on_told (const LkQuestion *question,
         gpointer answer,
         const GError *error,
         gpointer user_data)
{
  LkWhyWrongView *self = user_data;
  const LkWhyWrong *why = answer;

  clear (self, error != NULL ? error->message : NULL);
  if (why == NULL)
    return;
  set_row (&self->rows[ROW_WEIGHTS], describe_weights (question, why), why->has_weights);
  set_row (&self->rows[ROW_REMOVAL], describe_removal (question, why),
           why->removal != NULL);
  set_row (&self->rows[ROW_SWAP], describe_swap (question, why), why->swap != NULL);
}

static void
update (LkWhyWrongView *self)
{
  gboolean wrong = self->evidence != NULL && lk_evidence_is_wrong (self->evidence);

  gtk_widget_set_visible (GTK_WIDGET (self), wrong);
  if (!wrong || !gtk_expander_get_expanded (GTK_EXPANDER (self->expander)))
    {
      lk_inquiry_forget (self->inquiry);
      clear (self, NULL);
    }
  else if (lk_inquiry_ask (self->inquiry, lk_question_new (self->evidence,
                                                           (guint) lk_evidence_get_truth (
                                                               self->evidence))))
    clear (self, _ ("Looking…"));
}

static void
on_use_weights (LkWhyWrongView *self)
{
  const LkWhyWrong *why = lk_inquiry_get_answer (self->inquiry);
  LkMetricOptions options = *lk_session_get_options (self->session);

  if (why == NULL)
    return;
  memcpy (options.weights, why->weights, sizeof options.weights);
  lk_session_set_options (self->session, &options);
}

static void
on_switch_off (LkWhyWrongView *self)
{
  const LkWhyWrong *why = lk_inquiry_get_answer (self->inquiry);
  const LkShotChange *change = why != NULL ? why->removal : NULL;

  if (change != NULL)
    lk_session_set_shot_off (
        self->session,
        lk_question_get_shot (lk_inquiry_get_question (self->inquiry),
                              change->class_index, change->shot),
        TRUE);
}

static void
lk_why_wrong_view_dispose (GObject *object)
{
  LkWhyWrongView *self = LK_WHY_WRONG_VIEW (object);

  g_clear_pointer (&self->inquiry, lk_inquiry_free);
  g_clear_pointer (&self->expander, gtk_widget_unparent);
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

  self->inquiry
      = lk_inquiry_new (find, (GDestroyNotify) lk_why_wrong_free, on_told, self);
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
