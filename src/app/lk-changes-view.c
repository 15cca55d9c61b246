/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-changes-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-change-card.h"
#include "lk-inquiry.h"
#include "lk-number-text.h"
#include "lk-outlook.h"

/* How long nothing must have changed before anything is tried: a slider asks often. */
#define REST_MS 400

typedef enum
{
  CARD_FLIP,
  CARD_REMOVAL,
  CARD_WEIGHTS,
  CARD_SWAP,
  CARD_KEEP,
  N_CARDS
} CardKind;

struct _LkChangesView
{
  GtkWidget parent_instance;

  LkSession *session;
  LkInquiry *inquiry; /* LkOutlook; the topic is the class that should have won */
  guint timer;

  GtkWidget *box;
  GtkWidget *note;
  GtkWidget *flow;
  LkChangeCard *cards[N_CARDS];
};

G_DEFINE_FINAL_TYPE (LkChangesView, lk_changes_view, GTK_TYPE_WIDGET)

static gpointer
find (const LkQuestion *question, GCancellable *cancellable, GError **error)
{
  return lk_outlook_new (question->explanation, question->topic, &question->options,
                         lk_scoring_get_trained_fusion (question->scoring), cancellable,
                         error);
}

/* (transfer full): who wins then, and by how much. */
static char *
describe_winner (const LkQuestion *question, guint prediction, double margin)
{
  g_autofree char *number
      = lk_number_fixed (fabs (margin), fabs (margin) < 0.005 ? 4 : 2);
  const char *name = lk_question_get_class_name (question, prediction);

  return margin < 0 ? g_strdup_printf (_ ("%s wins by %s"), name, number)
                    : g_strdup_printf (_ ("%s still wins, by %s"), name, number);
}

/* (transfer full): the change of the margin, and who wins then. */
static char *
describe_change (const LkQuestion *question, const LkShotChange *change)
{
  g_autofree char *number = lk_number_signed (change->change, 2);
  const char *name = lk_question_get_class_name (question, change->prediction);

  /* Translators: what a change adds to the margin, and who wins then. */
  return change->margin < 0 ? g_strdup_printf (_ ("%s: %s wins"), number, name)
                            : g_strdup_printf (_ ("%s: %s still wins"), number, name);
}

static LkPicture *
get_query_picture (const LkQuestion *question, LkEvidence *evidence)
{
  GPtrArray *queries
      = lk_episode_state_get_queries (lk_scoring_get_episode (question->scoring));

  return lk_query_get_picture (queries->pdata[lk_evidence_get_query (evidence)]);
}

static void
show_card (LkChangesView *self,
           CardKind kind,
           LkPicture *picture,
           char *title,
           char *text)
{
  lk_change_card_show (self->cards[kind], picture, title, text);
  gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->cards[kind])), TRUE);
  g_free (title);
  g_free (text);
}

static void
show_set (LkChangesView *self,
          CardKind kind,
          const LkQuestion *question,
          LkPicture *picture,
          const LkCellSet *set)
{
  char *title;

  if (set == NULL)
    return;
  title = kind == CARD_FLIP
              ? g_strdup_printf (
                  ngettext ("Without this cell", "Without these %u cells", set->n_in_set),
                  set->n_in_set)
              : g_strdup_printf (
                  ngettext ("This cell alone", "These %u cells alone", set->n_in_set),
                  set->n_in_set);
  show_card (self, kind, picture, title,
             describe_winner (question, set->prediction, set->margin));
}

static void
show_shot (LkChangesView *self,
           CardKind kind,
           const LkQuestion *question,
           const LkShotChange *change)
{
  const char *name;
  char *title;

  if (change == NULL)
    return;
  name = lk_question_get_class_name (question, change->class_index);
  if (kind == CARD_REMOVAL)
    title = g_strdup_printf (_ ("Without shot %u of %s"), change->shot + 1, name);
  else
    title
        = g_strdup_printf (_ ("Shot %u of %s for shot %u of %s"), change->other_shot + 1,
                           lk_question_get_class_name (question, change->other_class),
                           change->shot + 1, name);
  show_card (
      self, kind,
      kind == CARD_REMOVAL
          ? lk_question_get_shot (question, change->class_index, change->shot)
          : lk_question_get_shot (question, change->other_class, change->other_shot),
      title, describe_change (question, change));
}

static void
show_weights (LkChangesView *self, const LkQuestion *question, const LkOutlook *outlook)
{
  char *values[LK_N_LEVELS];
  g_autofree char *weights = NULL;
  const char *name;

  if (!outlook->has_weights)
    return;
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    values[level] = lk_number_fixed (outlook->weights[level], 2);
  weights = lk_levels_describe (values);
  name = lk_question_get_class_name (question, outlook->weights_class);
  show_card (self, CARD_WEIGHTS, NULL,
             g_strdup_printf (_ ("The nearest weights for %s"), name),
             g_steal_pointer (&weights));
}

static void
hide_cards (LkChangesView *self)
{
  for (guint i = 0; i < N_CARDS; i++)
    gtk_widget_set_visible (gtk_widget_get_parent (GTK_WIDGET (self->cards[i])), FALSE);
}

static void
set_note (LkChangesView *self, const char *text)
{
  gtk_label_set_text (GTK_LABEL (self->note), text);
}

static void
on_told (const LkQuestion *question,
         gpointer answer,
         const GError *error,
         gpointer user_data)
{
  LkChangesView *self = user_data;
  const LkOutlook *outlook = answer;
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  LkPicture *picture;

  hide_cards (self);
  lk_session_set_outline (self->session, NULL, 0);
  gtk_widget_set_opacity (self->flow, 1);
  set_note (self, error != NULL ? error->message : _ ("each tried, nothing guessed"));
  if (outlook == NULL || evidence == NULL)
    return;
  picture = get_query_picture (question, evidence);
  show_set (self, CARD_FLIP, question, picture, outlook->flip);
  show_shot (self, CARD_REMOVAL, question, outlook->removal);
  show_weights (self, question, outlook);
  show_shot (self, CARD_SWAP, question, outlook->swap);
  show_set (self, CARD_KEEP, question, picture, outlook->keep);
}

/* (transfer none) (nullable): the set of cells on a card. */
static const LkCellSet *
get_set (LkChangesView *self, LkChangeCard *card)
{
  const LkOutlook *outlook = lk_inquiry_get_answer (self->inquiry);

  if (outlook == NULL)
    return NULL;
  if (card == self->cards[CARD_FLIP])
    return outlook->flip;
  return card == self->cards[CARD_KEEP] ? outlook->keep : NULL;
}

static void
on_pointed (LkChangesView *self, gboolean pointed, LkChangeCard *card)
{
  const LkCellSet *set = pointed ? get_set (self, card) : NULL;

  lk_session_set_outline (self->session, set != NULL ? set->cells : NULL,
                          set != NULL ? set->n_cells : 0);
}

/* Of the cells that count today, those in the set alone, or all but those. */
static void
apply_set (LkChangesView *self, const LkCellSet *set, gboolean in_set)
{
  const gboolean *now
      = lk_explanation_get_kept (lk_inquiry_get_question (self->inquiry)->explanation);
  g_autofree gboolean *kept = g_new (gboolean, set->n_cells);

  for (guint i = 0; i < set->n_cells; i++)
    kept[i] = (now == NULL || now[i]) && set->cells[i] == in_set;
  lk_session_set_mask (self->session, kept, set->n_cells);
}

static void
apply_weights (LkChangesView *self, const LkOutlook *outlook)
{
  LkMetricOptions options = *lk_session_get_options (self->session);

  memcpy (options.weights, outlook->weights, sizeof options.weights);
  lk_session_set_options (self->session, &options);
}

/* The other class's shot stands in its place then, and where it was as well. */
static void
apply_swap (LkChangesView *self, const LkQuestion *question, const LkShotChange *change)
{
  LkEpisode *episode = lk_session_get_episode (self->session);
  g_autoptr (LkEpisodeState) live = lk_episode_get_state (episode);
  g_autoptr (LkPicture) other = g_object_ref (
      lk_question_get_shot (question, change->other_class, change->other_shot));
  int class_index = lk_episode_state_find_class (
      live, lk_question_get_class_name (question, change->class_index));
  g_autoptr (GPtrArray) shots = g_ptr_array_new ();
  g_autoptr (LkEpisodeState) after = NULL;
  g_autoptr (GError) error = NULL;
  guint shot;

  if (class_index < 0
      || !g_ptr_array_find (
          lk_episode_state_get_shots (live, (guint) class_index),
          lk_question_get_shot (question, change->class_index, change->shot), &shot))
    return;
  g_ptr_array_add (shots, other);
  lk_episode_begin_change (episode);
  lk_episode_remove_shot (episode, (guint) class_index, shot);
  lk_episode_add_shots (episode, (guint) class_index, shot, shots, &error);
  lk_episode_end_change (episode, error == NULL ? _ ("Swap Shots") : NULL);
  if (error != NULL)
    {
      lk_session_send_message (self->session, error->message);
      return;
    }
  /* What is painted out of it there is painted out here. */
  after = lk_episode_get_state (episode);
  lk_session_share_shot_mask (
      self->session, other,
      lk_episode_state_get_shots (after, (guint) class_index)->pdata[shot]);
}

static void
apply (LkChangesView *self, CardKind kind, const LkOutlook *outlook)
{
  g_autoptr (LkQuestion) question
      = lk_question_copy (lk_inquiry_get_question (self->inquiry));
  const LkShotChange *removal = outlook->removal;

  switch (kind)
    {
    case CARD_FLIP:
      apply_set (self, outlook->flip, FALSE);
      break;
    case CARD_KEEP:
      apply_set (self, outlook->keep, TRUE);
      break;
    case CARD_REMOVAL:
      lk_session_set_shot_off (
          self->session,
          lk_question_get_shot (question, removal->class_index, removal->shot), TRUE);
      break;
    case CARD_SWAP:
      apply_swap (self, question, outlook->swap);
      break;
    case CARD_WEIGHTS:
      apply_weights (self, outlook);
      break;
    default:
      g_return_if_reached ();
    }
}

static void
on_apply (LkChangesView *self, LkChangeCard *card)
{
  const LkOutlook *outlook = lk_inquiry_get_answer (self->inquiry);

  for (guint i = 0; outlook != NULL && i < N_CARDS; i++)
    if (self->cards[i] == card)
      {
        lk_session_set_outline (self->session, NULL, 0);
        apply (self, i, outlook);
        return;
      }
}

/* The class that should have won, where another one did. */
static guint
find_towards (LkEvidence *evidence)
{
  return lk_evidence_is_wrong (evidence) ? (guint) lk_evidence_get_truth (evidence)
                                         : LK_CELL_SET_ANY;
}

static gboolean
on_rest (gpointer user_data)
{
  LkChangesView *self = user_data;
  LkEvidence *evidence = lk_session_get_evidence (self->session);

  self->timer = 0;
  if (evidence != NULL)
    lk_inquiry_ask (self->inquiry, lk_question_new (evidence, find_towards (evidence)));
  return G_SOURCE_REMOVE;
}

static gboolean
is_answered (LkChangesView *self, LkEvidence *evidence)
{
  g_autoptr (LkQuestion) question = lk_question_new (evidence, find_towards (evidence));
  const LkQuestion *asked = lk_inquiry_get_question (self->inquiry);

  return asked != NULL && lk_question_equal (question, asked);
}

/* What was found of before is seen to be so until there is something else. */
static void
update (LkChangesView *self)
{
  LkEvidence *evidence
      = self->session != NULL ? lk_session_get_evidence (self->session) : NULL;

  g_clear_handle_id (&self->timer, g_source_remove);
  if (evidence == NULL || !gtk_widget_get_mapped (GTK_WIDGET (self))
      || is_answered (self, evidence))
    return;
  lk_inquiry_give_up (self->inquiry);
  gtk_widget_set_opacity (self->flow, 0.5);
  set_note (self, _ ("trying…"));
  self->timer = g_timeout_add (REST_MS, on_rest, self);
}

static void
lk_changes_view_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lk_changes_view_parent_class)->map (widget);
  update (LK_CHANGES_VIEW (widget));
}

static void
lk_changes_view_unmap (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (lk_changes_view_parent_class)->unmap (widget);
  g_clear_handle_id (&LK_CHANGES_VIEW (widget)->timer, g_source_remove);
}

static void
lk_changes_view_dispose (GObject *object)
{
  LkChangesView *self = LK_CHANGES_VIEW (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_handle_id (&self->timer, g_source_remove);
  g_clear_pointer (&self->inquiry, lk_inquiry_free);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_changes_view_parent_class)->dispose (object);
}

static void
lk_changes_view_class_init (LkChangesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_changes_view_dispose;
  widget_class->map = lk_changes_view_map;
  widget_class->unmap = lk_changes_view_unmap;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "changes");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_GROUP);
}

static GtkWidget *
create_head (LkChangesView *self)
{
  GtkWidget *head = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  GtkWidget *title = gtk_label_new (_ ("What Would Change It"));

  gtk_widget_add_css_class (title, "heading");
  self->note = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->note), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (self->note, "dim-label");
  gtk_box_append (GTK_BOX (head), title);
  gtk_box_append (GTK_BOX (head), self->note);
  return head;
}

static void
append_card (LkChangesView *self, CardKind kind)
{
  GtkWidget *child = gtk_flow_box_child_new ();

  self->cards[kind] = LK_CHANGE_CARD (lk_change_card_new ());
  g_signal_connect_swapped (self->cards[kind], "apply", G_CALLBACK (on_apply), self);
  g_signal_connect_swapped (self->cards[kind], "pointed", G_CALLBACK (on_pointed), self);
  gtk_widget_set_focusable (child, FALSE);
  gtk_widget_set_visible (child, FALSE);
  gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child),
                                GTK_WIDGET (self->cards[kind]));
  gtk_flow_box_append (GTK_FLOW_BOX (self->flow), child);
}

static void
lk_changes_view_init (LkChangesView *self)
{
  self->inquiry = lk_inquiry_new (find, (GDestroyNotify) lk_outlook_free, on_told, self);
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  self->flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (self->flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (self->flow), TRUE);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (self->flow), N_CARDS);
  gtk_flow_box_set_column_spacing (GTK_FLOW_BOX (self->flow), 6);
  gtk_flow_box_set_row_spacing (GTK_FLOW_BOX (self->flow), 6);
  gtk_box_append (GTK_BOX (self->box), create_head (self));
  gtk_box_append (GTK_BOX (self->box), self->flow);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  for (guint i = 0; i < N_CARDS; i++)
    append_card (self, i);
}

void
lk_changes_view_set_session (LkChangesView *self, LkSession *session)
{
  g_return_if_fail (LK_IS_CHANGES_VIEW (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "scored", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "selected", G_CALLBACK (update), self);
  update (self);
}
