/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-tally-view.h"

#include <glib/gi18n-lib.h>

#include "lk-accuracy-view.h"
#include "lk-confusion-view.h"
#include "lk-error.h"
#include "lk-export.h"
#include "lk-width-menu.h"

struct _LkTallyView
{
  GtkWidget parent_instance;

  LkSession *session;
  LkTally *tally;

  GtkWidget *box;
  GtkWidget *accuracy;
  GtkWidget *confusion;
  GtkWidget *summary;
  GtkWidget *next_mistake;
  GtkWidget *figures;
};

G_DEFINE_FINAL_TYPE (LkTallyView, lk_tally_view, GTK_TYPE_WIDGET)

static void
show_confusion (LkTallyView *self)
{
  LkEpisodeState *episode
      = lk_scoring_get_episode (lk_session_get_scoring (self->session));
  g_autoptr (GPtrArray) names = g_ptr_array_new ();

  for (guint i = 0; i < self->tally->n_classes; i++)
    g_ptr_array_add (names, (gpointer) lk_episode_state_get_class_name (episode, i));
  lk_confusion_view_set_counts (
      LK_CONFUSION_VIEW (self->confusion), self->tally->n_classes,
      (const char *const *) names->pdata, self->tally->confusion, TRUE);
}

static void
update (LkTallyView *self)
{
  LkTally *tally = lk_conclusions_make_tally (lk_session_get_conclusions (self->session));
  gboolean labelled = tally != NULL && tally->n_labelled > 0;

  g_clear_pointer (&self->tally, lk_tally_free);
  self->tally = tally;
  gtk_widget_set_visible (GTK_WIDGET (self), labelled);
  if (!labelled)
    return;
  lk_accuracy_view_set_tally (LK_ACCURACY_VIEW (self->accuracy), tally);
  show_confusion (self);
  gtk_widget_set_sensitive (self->next_mistake, lk_tally_find_wrong (tally, -1) >= 0);
}

/* The scoring may be of an episode that has moved on since: by object, not by place. */
static gboolean
select_scored (LkTallyView *self, guint query)
{
  GPtrArray *scored = lk_episode_state_get_queries (
      lk_scoring_get_episode (lk_session_get_scoring (self->session)));
  GListModel *queries = lk_episode_get_queries (lk_session_get_episode (self->session));

  for (guint i = 0; i < g_list_model_get_n_items (queries); i++)
    {
      g_autoptr (LkQuery) item = g_list_model_get_item (queries, i);

      if (item == scored->pdata[query])
        {
          lk_session_select_query (self->session, (int) i);
          return TRUE;
        }
    }
  return FALSE;
}

static int
find_selected (LkTallyView *self)
{
  GListModel *queries = lk_episode_get_queries (lk_session_get_episode (self->session));
  int selected = lk_session_get_selected_query (self->session);
  g_autoptr (LkQuery) item
      = selected >= 0 ? g_list_model_get_item (queries, (guint) selected) : NULL;
  guint index;

  if (item != NULL
      && g_ptr_array_find (lk_episode_state_get_queries (lk_scoring_get_episode (
                               lk_session_get_scoring (self->session))),
                           item, &index))
    return (int) index;
  return -1;
}

gboolean
lk_tally_view_next_mistake (LkTallyView *self)
{
  int wrong;

  g_return_val_if_fail (LK_IS_TALLY_VIEW (self), FALSE);

  if (self->tally == NULL || lk_session_get_scoring (self->session) == NULL)
    return FALSE;
  wrong = lk_tally_find_wrong (self->tally, find_selected (self));
  return wrong >= 0 && select_scored (self, (guint) wrong);
}

static void
on_next_mistake (LkTallyView *self)
{
  lk_tally_view_next_mistake (self);
}

/* A cell of the matrix: its first query, after the selected one. */
static void
on_cell_activated (LkTallyView *self, guint row, guint column)
{
  const LkTally *tally = self->tally;
  guint after;

  if (tally == NULL || lk_session_get_scoring (self->session) == NULL)
    return;
  after = (guint) (find_selected (self) + 1);
  for (guint step = 0; step < tally->n_queries; step++)
    {
      guint query = (after + step) % tally->n_queries;

      if (tally->truth[query] == (int) row && tally->prediction[query] == (int) column)
        {
          select_scored (self, query);
          return;
        }
    }
}

static gboolean
write_figure (GtkWidget *widget, guint kind, const char *path, GError **error)
{
  LkTallyView *self = LK_TALLY_VIEW (widget);
  LkScoring *scoring = lk_session_get_scoring (self->session);
  g_autoptr (LkAccuracySheet) sheet = NULL;

  if (self->tally != NULL && scoring != NULL)
    sheet
        = lk_accuracy_sheet_new_for_tally (self->tally, lk_scoring_get_episode (scoring));
  if (sheet != NULL)
    return lk_accuracy_sheet_write (sheet, kind, lk_width_menu_get_width (), path, error);
  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE, _ ("No query is scored any more"));
  return FALSE;
}

gboolean
lk_tally_view_take_figure (LkTallyView *self, LkSheetKind kind, gboolean copy)
{
  g_autofree char *name = g_strconcat ("queries-", lk_sheet_kind_to_string (kind), NULL);

  g_return_val_if_fail (LK_IS_TALLY_VIEW (self), FALSE);

  if (self->tally == NULL || self->tally->n_labelled == 0)
    return FALSE;
  if (copy)
    lk_export_copy_figure (GTK_WIDGET (self), self->session, write_figure, kind);
  else
    lk_export_ask_figure (GTK_WIDGET (self), self->session, name, write_figure, kind);
  return TRUE;
}

static void
take_figure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkSheetKind kind;

  if (lk_sheet_kind_from_string (g_variant_get_string (parameter, NULL), &kind))
    lk_tally_view_take_figure (LK_TALLY_VIEW (widget), kind,
                               g_str_equal (name, "tally.copy-figure"));
}

static void
lk_tally_view_dispose (GObject *object)
{
  LkTallyView *self = LK_TALLY_VIEW (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_TALLY_VIEW);
  g_clear_pointer (&self->tally, lk_tally_free);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_tally_view_parent_class)->dispose (object);
}

static void
lk_tally_view_class_init (LkTallyViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_tally_view_dispose;
  g_type_ensure (LK_TYPE_ACCURACY_VIEW);
  g_type_ensure (LK_TYPE_CONFUSION_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-tally-view.ui");
  gtk_widget_class_bind_template_child (widget_class, LkTallyView, box);
  gtk_widget_class_bind_template_child (widget_class, LkTallyView, figures);
  gtk_widget_class_bind_template_child (widget_class, LkTallyView, accuracy);
  gtk_widget_class_bind_template_child (widget_class, LkTallyView, confusion);
  gtk_widget_class_bind_template_child (widget_class, LkTallyView, summary);
  gtk_widget_class_bind_template_child (widget_class, LkTallyView, next_mistake);
  gtk_widget_class_bind_template_callback (widget_class, on_next_mistake);
  gtk_widget_class_bind_template_callback (widget_class, on_cell_activated);
  gtk_widget_class_install_action (widget_class, "tally.export-figure", "s", take_figure);
  gtk_widget_class_install_action (widget_class, "tally.copy-figure", "s", take_figure);
  gtk_widget_class_set_css_name (widget_class, "tally-view");
}

static void
lk_tally_view_init (LkTallyView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_width_menu_append (GTK_MENU_BUTTON (self->figures));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
lk_tally_view_set_session (LkTallyView *self, LkSession *session)
{
  g_return_if_fail (LK_IS_TALLY_VIEW (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "scored", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (update), self);
  update (self);
}
