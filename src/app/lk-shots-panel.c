/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-shots-panel.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-inquiry.h"
#include "lk-number-text.h"
#include "lk-text-column.h"
#include "lk-what-if.h"

/* A row: a change, and the evidence it belongs to. */
#define LK_TYPE_SHOT_ROW (lk_shot_row_get_type ())
G_DECLARE_FINAL_TYPE (LkShotRow, lk_shot_row, LK, SHOT_ROW, GObject)

struct _LkShotRow
{
  GObject parent_instance;

  LkShotChange change;
  LkScoring *scoring;
};

G_DEFINE_FINAL_TYPE (LkShotRow, lk_shot_row, G_TYPE_OBJECT)

static void
lk_shot_row_finalize (GObject *object)
{
  g_clear_pointer (&LK_SHOT_ROW (object)->scoring, lk_scoring_unref);
  G_OBJECT_CLASS (lk_shot_row_parent_class)->finalize (object);
}

static void
lk_shot_row_class_init (LkShotRowClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_shot_row_finalize;
}

static void
lk_shot_row_init (LkShotRow *self)
{
}

/* The topic is the kind of change. */
static gpointer
find (const LkQuestion *question, GCancellable *cancellable, GError **error)
{
  return lk_what_if_shots (question->explanation, question->topic, &question->options,
                           lk_scoring_get_trained_fusion (question->scoring), cancellable,
                           error);
}

struct _LkShotsPanel
{
  GtkWidget parent_instance;

  LkSession *session;
  LkInquiry *inquiry; /* of which the rows are, or will be, the answer */
  GListStore *rows;

  GtkWidget *expander;
  GtkWidget *kind;
  GtkWidget *summary;
  GtkWidget *table;
};

G_DEFINE_FINAL_TYPE (LkShotsPanel, lk_shots_panel, GTK_TYPE_WIDGET)

static const char *
get_name (LkShotRow *row, guint class_index)
{
  return lk_episode_state_get_class_name (lk_scoring_get_episode (row->scoring),
                                          class_index);
}

static LkPicture *
get_shot (LkShotRow *row, guint class_index, guint shot)
{
  return lk_episode_state_get_shots (lk_scoring_get_episode (row->scoring), class_index)
      ->pdata[shot];
}

static char *
get_shot_text (gpointer item, gpointer user_data)
{
  LkShotRow *row = item;
  const LkShotChange *change = &row->change;
  LkPicture *picture = get_shot (row, change->class_index, change->shot);

  return g_strdup_printf (_ ("%s, shot %u (%s)"), get_name (row, change->class_index),
                          change->shot + 1, lk_picture_get_title (picture));
}

static char *
get_other_text (gpointer item, gpointer user_data)
{
  LkShotRow *row = item;
  const LkShotChange *change = &row->change;

  if (change->other_class == G_MAXUINT)
    return g_strdup ("–");
  return g_strdup_printf (_ ("%s, shot %u"), get_name (row, change->other_class),
                          change->other_shot + 1);
}

static char *
get_change_text (gpointer item, gpointer user_data)
{
  return lk_number_signed (LK_SHOT_ROW (item)->change.change, 2);
}

/* A margin that would round to nothing keeps the sign that tells who wins. */
static char *
get_margin_text (gpointer item, gpointer user_data)
{
  double margin = LK_SHOT_ROW (item)->change.margin;

  return lk_number_signed (margin, fabs (margin) < 0.005 ? 4 : 2);
}

static char *
get_winner_text (gpointer item, gpointer user_data)
{
  LkShotRow *row = item;
  const char *name = get_name (row, row->change.prediction);

  return row->change.margin < 0 ? g_strdup_printf (_ ("%s wins instead"), name)
                                : g_strdup_printf (_ ("%s still wins"), name);
}

static void
append_row (LkShotsPanel *self, LkScoring *scoring, const LkShotChange *change)
{
  g_autoptr (LkShotRow) row = g_object_new (LK_TYPE_SHOT_ROW, NULL);

  row->change = *change;
  row->change.fused = NULL;
  row->scoring = lk_scoring_ref (scoring);
  g_list_store_append (self->rows, row);
}

static void
show_changes (LkShotsPanel *self, LkScoring *scoring, GPtrArray *changes)
{
  g_autofree char *text = NULL;
  guint n_flips = 0;

  for (guint i = 0; i < changes->len; i++)
    {
      const LkShotChange *change = changes->pdata[i];

      n_flips += change->margin < 0 ? 1 : 0;
      append_row (self, scoring, change);
    }
  if (n_flips == 0)
    text = g_strdup (_ ("No single change would flip the decision"));
  else
    text = g_strdup_printf (ngettext ("%u change would flip the decision",
                                      "%u changes would flip the decision", n_flips),
                            n_flips);
  gtk_label_set_text (GTK_LABEL (self->summary), text);
}

/* While they are computed anew, the rows of before are seen to be so. */
static void
mark_stale (LkShotsPanel *self, gboolean stale)
{
  gtk_widget_set_opacity (self->table, stale ? 0.5 : 1);
}

static void
on_told (const LkQuestion *question,
         gpointer answer,
         const GError *error,
         gpointer user_data)
{
  LkShotsPanel *self = user_data;

  g_list_store_remove_all (self->rows);
  mark_stale (self, FALSE);
  if (answer != NULL)
    show_changes (self, question->scoring, answer);
  else
    gtk_label_set_text (GTK_LABEL (self->summary), error != NULL ? error->message : "");
}

static void
forget (LkShotsPanel *self)
{
  lk_inquiry_forget (self->inquiry);
  g_list_store_remove_all (self->rows);
  gtk_label_set_text (GTK_LABEL (self->summary), "");
  mark_stale (self, FALSE);
}

/* "selected" also follows a class or a view: only another question is asked. */
static void
compute (LkShotsPanel *self)
{
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  gboolean swap = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->kind)) != 0;

  if (evidence == NULL || !gtk_expander_get_expanded (GTK_EXPANDER (self->expander)))
    {
      forget (self);
      return;
    }
  if (lk_inquiry_ask (self->inquiry, lk_question_new (evidence, swap ? LK_SHOT_SWAPPED
                                                                     : LK_SHOT_REMOVED)))
    mark_stale (self, TRUE);
}

static void
on_wanted (LkShotsPanel *self)
{
  if (self->session != NULL)
    compute (self);
}

/* A double-click on a row switches that shot off. */
static void
on_activated (LkShotsPanel *self, guint position)
{
  g_autoptr (LkShotRow) row = g_list_model_get_item (G_LIST_MODEL (self->rows), position);

  if (row != NULL)
    lk_session_set_shot_off (
        self->session, get_shot (row, row->change.class_index, row->change.shot), TRUE);
}

static void
lk_shots_panel_dispose (GObject *object)
{
  LkShotsPanel *self = LK_SHOTS_PANEL (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_SHOTS_PANEL);
  g_clear_object (&self->session);
  g_clear_pointer (&self->inquiry, lk_inquiry_free);
  g_clear_object (&self->rows);
  G_OBJECT_CLASS (lk_shots_panel_parent_class)->dispose (object);
}

static void
lk_shots_panel_class_init (LkShotsPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_shots_panel_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-shots-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, LkShotsPanel, expander);
  gtk_widget_class_bind_template_child (widget_class, LkShotsPanel, kind);
  gtk_widget_class_bind_template_child (widget_class, LkShotsPanel, summary);
  gtk_widget_class_bind_template_child (widget_class, LkShotsPanel, table);
  gtk_widget_class_bind_template_callback (widget_class, on_wanted);
  gtk_widget_class_bind_template_callback (widget_class, on_activated);
  gtk_widget_class_set_css_name (widget_class, "shots-panel");
}

static void
lk_shots_panel_init (LkShotsPanel *self)
{
  g_autoptr (GtkSelectionModel) selection = NULL;
  GtkColumnView *table;

  gtk_widget_init_template (GTK_WIDGET (self));
  self->inquiry
      = lk_inquiry_new (find, (GDestroyNotify) g_ptr_array_unref, on_told, self);
  self->rows = g_list_store_new (LK_TYPE_SHOT_ROW);
  selection = GTK_SELECTION_MODEL (
      gtk_single_selection_new (g_object_ref (G_LIST_MODEL (self->rows))));
  table = GTK_COLUMN_VIEW (self->table);
  lk_text_column_append (table, _ ("Shot"), FALSE, TRUE, get_shot_text, NULL);
  lk_text_column_append (table, _ ("In its place"), FALSE, FALSE, get_other_text, NULL);
  lk_text_column_append (table, _ ("Change"), TRUE, FALSE, get_change_text, NULL);
  lk_text_column_append (table, _ ("Margin then"), TRUE, FALSE, get_margin_text, NULL);
  lk_text_column_append (table, _ ("Decision then"), FALSE, TRUE, get_winner_text, NULL);
  gtk_column_view_set_model (table, selection);
}

void
lk_shots_panel_set_session (LkShotsPanel *self, LkSession *session)
{
  g_return_if_fail (LK_IS_SHOTS_PANEL (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "scored", G_CALLBACK (compute), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (compute), self);
  g_signal_connect_swapped (session, "selected", G_CALLBACK (compute), self);
}
