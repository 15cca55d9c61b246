/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-ranking.h"

#include <glib/gi18n-lib.h>

#include "lk-canvas.h"
#include "lk-class-mark.h"
#include "lk-hint.h"
#include "lk-plot-scores.h"
#include "lk-number-text.h"

typedef struct
{
  GtkWidget *mark;
  GtkWidget *name;
  GtkWidget *truth; /* a sign beside the name */
  GtkWidget *bar;
  GtkWidget *score;
} Row;

struct _LkRanking
{
  GtkWidget parent_instance;

  LkSession *session;
  GtkWidget *list;
  Row rows[LK_EPISODE_MAX_CLASSES]; /* as those of the list, by rank */
  const LkDecision *decision;
  const LkDecision *bars; /* what the bars show of it */
  double limit;
};

G_DEFINE_FINAL_TYPE (LkRanking, lk_ranking, GTK_TYPE_WIDGET)

static guint
get_class (LkRanking *self, GtkListBoxRow *row)
{
  return self->decision->ranking[gtk_list_box_row_get_index (row)];
}

static void
draw_bar (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer user_data)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (area), GTK_TYPE_LIST_BOX_ROW);
  LkRanking *self = user_data;
  LkPalette palette;

  if (row == NULL || self->decision == NULL)
    return;
  lk_canvas_init_palette (GTK_WIDGET (area), &palette);
  lk_plot_contribution_bar (self->bars, get_class (self, GTK_LIST_BOX_ROW (row)),
                            self->limit, &(LkPen){ cr, &palette }, width, height);
}

static void
append_row (LkRanking *self, Row *row)
{
  GtkWidget *list_row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);

  row->mark = lk_class_mark_new (0, 20);
  row->name = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (row->name), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (row->name), 0);
  gtk_label_set_width_chars (GTK_LABEL (row->name), 8);
  gtk_label_set_max_width_chars (GTK_LABEL (row->name), 10);
  row->truth = gtk_image_new_from_icon_name ("object-select-symbolic");
  gtk_widget_set_tooltip_text (row->truth, _ ("The true class"));
  row->bar = gtk_drawing_area_new ();
  gtk_widget_set_hexpand (row->bar, TRUE);
  gtk_drawing_area_set_content_height (GTK_DRAWING_AREA (row->bar), 18);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (row->bar), draw_bar, self, NULL);
  row->score = gtk_label_new (NULL);
  gtk_label_set_xalign (GTK_LABEL (row->score), 1);
  gtk_label_set_width_chars (GTK_LABEL (row->score), 6);
  gtk_widget_add_css_class (row->score, "numeric");
  gtk_widget_set_direction (row->score, GTK_TEXT_DIR_LTR);
  gtk_box_append (GTK_BOX (box), row->mark);
  gtk_box_append (GTK_BOX (box), row->name);
  gtk_box_append (GTK_BOX (box), row->truth);
  gtk_box_append (GTK_BOX (box), row->bar);
  gtk_box_append (GTK_BOX (box), row->score);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (list_row), box);
  gtk_list_box_append (GTK_LIST_BOX (self->list), list_row);
}

static void
on_row_activated (LkRanking *self, GtkListBoxRow *row)
{
  if (self->session != NULL && self->decision != NULL)
    lk_session_select_scored_class (self->session, (int) get_class (self, row));
}

static void
lk_ranking_dispose (GObject *object)
{
  LkRanking *self = LK_RANKING (object);

  g_clear_pointer (&self->list, gtk_widget_unparent);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_ranking_parent_class)->dispose (object);
}

static void
lk_ranking_class_init (LkRankingClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_ranking_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "ranking");
}

static void
lk_ranking_init (LkRanking *self)
{
  self->list = gtk_list_box_new ();
  gtk_list_box_set_selection_mode (GTK_LIST_BOX (self->list), GTK_SELECTION_NONE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  _ ("Classes, most alike first"), -1);
  g_signal_connect_swapped (self->list, "row-activated", G_CALLBACK (on_row_activated),
                            self);
  gtk_widget_set_parent (self->list, GTK_WIDGET (self));
}

void
lk_ranking_set_session (LkRanking *self, LkSession *session)
{
  g_set_object (&self->session, session);
}

static void
set_n_rows (LkRanking *self, guint n)
{
  guint i = 0;
  GtkListBoxRow *row;

  for (; i < n; i++)
    if (gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) i) == NULL)
      append_row (self, &self->rows[i]);
  while ((row = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) n))
         != NULL)
    gtk_list_box_remove (GTK_LIST_BOX (self->list), GTK_WIDGET (row));
}

/* The longest bar on either side of zero fills the room. */
static double
find_limit (const LkDecision *decision)
{
  double limit = 0;

  for (guint i = 0; i < decision->n_classes; i++)
    {
      double up = 0, down = 0;

      for (guint level = 0; level < LK_N_LEVELS; level++)
        {
          double value = decision->contribution[level][i];

          up += MAX (value, 0);
          down += MAX (-value, 0);
        }
      limit = MAX (limit, MAX (up, down));
    }
  return limit > 0 ? limit : 1;
}

static void
update_row (LkRanking *self, guint rank, LkEvidence *evidence, guint shown)
{
  LkEpisodeState *episode = lk_scoring_get_episode (lk_evidence_get_scoring (evidence));
  GtkListBoxRow *list_row
      = gtk_list_box_get_row_at_index (GTK_LIST_BOX (self->list), (int) rank);
  const Row *row = &self->rows[rank];
  guint i = self->decision->ranking[rank];
  gboolean truth = (int) i == lk_evidence_get_truth (evidence);
  const char *name = lk_episode_state_get_class_name (episode, i);
  g_autofree char *score = lk_number_signed (self->decision->fused[i], 2);
  g_autofree char *levels = NULL;
  g_autofree char *spoken = NULL;
  char *values[LK_N_LEVELS];

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    values[level] = lk_number_signed (self->decision->contribution[level][i], 2);
  levels = lk_levels_describe (values);
  if (truth)
    /* Translators: a class, its score, and what each level adds to it. */
    spoken = g_strdup_printf (_ ("%s, the true class: %s, of which %s"), name, score,
                              levels);
  else
    /* Translators: a class, its score, and what each level adds to it. */
    spoken = g_strdup_printf (_ ("%s: %s, of which %s"), name, score, levels);
  /* Its room is kept in every row, so that the bars begin at one zero. */
  gtk_widget_set_visible (row->truth, lk_evidence_get_truth (evidence) >= 0);
  gtk_widget_set_opacity (row->truth, truth ? 1 : 0);
  lk_class_mark_set_class_index (LK_CLASS_MARK (row->mark), (int) i);
  gtk_label_set_text (GTK_LABEL (row->name), name);
  gtk_label_set_text (GTK_LABEL (row->score), score);
  lk_hint_set_text (GTK_WIDGET (list_row), spoken);
  gtk_accessible_update_property (GTK_ACCESSIBLE (list_row),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, spoken, -1);
  if (i == shown)
    gtk_widget_add_css_class (GTK_WIDGET (list_row), "shown");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (list_row), "shown");
  gtk_widget_queue_draw (row->bar);
}

void
lk_ranking_update (LkRanking *self, LkEvidence *evidence, guint shown)
{
  const LkDecision *decision
      = evidence != NULL ? lk_evidence_get_decision (evidence) : NULL;

  g_return_if_fail (LK_IS_RANKING (self));

  self->decision = decision;
  set_n_rows (self, decision != NULL ? decision->n_classes : 0);
  if (decision == NULL)
    return;
  self->bars = lk_evidence_get_scores (evidence)->bars;
  if (self->bars == NULL)
    self->bars = decision;
  self->limit = find_limit (self->bars);
  for (guint rank = 0; rank < decision->n_classes; rank++)
    update_row (self, rank, evidence, shown);
}
