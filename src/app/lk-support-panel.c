/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-support-panel.h"

#include "lk-check-card.h"
#include "lk-class-row.h"
#include "lk-intake.h"
#include "lk-query-strip.h"
#include "lk-reveal.h"

struct _LkSupportPanel
{
  GtkWidget parent_instance;

  LkSession *session;
  GtkWidget *content;
  GtkWidget *classes;
  GtkWidget *check;
  GtkWidget *queries;
  GtkWidget *filter;
  GtkWidget *shown; /* the row of the class that was shown last */
};

G_DEFINE_FINAL_TYPE (LkSupportPanel, lk_support_panel, GTK_TYPE_WIDGET)

/* The row of the class that is shown comes into sight when it is another, unless it only
 * follows the winner. */
static void
show_row (LkSupportPanel *self, GtkWidget *row)
{
  if (row == self->shown)
    return;
  self->shown = row;
  if (row != NULL && lk_session_get_selected_class (self->session) >= 0)
    lk_reveal (row);
}

/* Marks count the classes that have a shot: those that are scored. */
static void
update_rows (LkSupportPanel *self)
{
  gboolean known = lk_session_get_evidence (self->session) != NULL;
  LkCautions *cautions = lk_session_get_cautions (self->session);
  int shown = known ? (int) lk_session_get_shown_class (self->session) : -1, scored = 0;
  GtkWidget *shown_row = NULL;
  guint index = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (self->classes); row != NULL;
       row = gtk_widget_get_next_sibling (row), index++)
    {
      gboolean counts = lk_class_row_count_shots (LK_CLASS_ROW (row)) > 0;
      gboolean is_shown = counts && scored == shown;

      lk_class_row_update (LK_CLASS_ROW (row), counts ? scored : -1, is_shown);
      lk_class_row_warn (LK_CLASS_ROW (row), cautions, index,
                         lk_session_get_shot_check (self->session), counts ? scored : -1);
      scored += counts ? 1 : 0;
      shown_row = is_shown ? row : shown_row;
    }
  show_row (self, shown_row);
}

static GtkWidget *
get_row (LkSupportPanel *self, guint position)
{
  GtkWidget *row = gtk_widget_get_first_child (self->classes);

  for (guint i = 0; row != NULL && i < position; i++)
    row = gtk_widget_get_next_sibling (row);
  return row;
}

/* Where the focus is within @row, or %NULL; a name that has it gives it to its row. */
static GtkWidget *
get_focus_within (GtkWidget *row)
{
  GtkRoot *root = gtk_widget_get_root (row);
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, row))
    return NULL;
  return GTK_IS_TEXT (focus) ? row : focus;
}

/* Takes the rows out, by their classes; @focus: what had it. */
static GHashTable *
take_rows (LkSupportPanel *self, guint position, guint removed, GtkWidget **focus)
{
  GHashTable *rows = g_hash_table_new_full (NULL, NULL, NULL, g_object_unref);

  for (guint i = 0; i < removed; i++)
    {
      GtkWidget *row = get_row (self, position);
      GtkWidget *within = get_focus_within (row);

      *focus = within != NULL ? within : *focus;
      g_hash_table_insert (rows, lk_class_row_get_class (LK_CLASS_ROW (row)),
                           g_object_ref (row));
      if (row == self->shown)
        self->shown = NULL;
      gtk_box_remove (GTK_BOX (self->classes), row);
    }
  return rows;
}

/* A class that only moved keeps its row, and the focus where it has that. */
static void
on_classes_changed (GListModel *classes,
                    guint position,
                    guint removed,
                    guint added,
                    LkSupportPanel *self)
{
  GtkWidget *before = position > 0 ? get_row (self, position - 1) : NULL;
  GtkWidget *focus = NULL;
  g_autoptr (GHashTable) rows = take_rows (self, position, removed, &focus);

  for (guint i = 0; i < added; i++)
    {
      g_autoptr (LkClass) class = g_list_model_get_item (classes, position + i);
      GtkWidget *row = g_hash_table_lookup (rows, class);

      if (row == NULL)
        row = lk_class_row_new (self->session, class);
      gtk_box_insert_child_after (GTK_BOX (self->classes), row, before);
      before = row;
    }
  if (focus != NULL && gtk_widget_get_root (focus) != NULL
      && !gtk_widget_grab_focus (focus))
    gtk_widget_child_focus (focus, GTK_DIR_TAB_FORWARD);
  update_rows (self);
}

static gboolean
on_drop (GtkDropTarget *target,
         const GValue *value,
         double x,
         double y,
         LkSupportPanel *self)
{
  lk_intake_take (self->session, LK_INTAKE_NEW_CLASS, 0, value);
  return TRUE;
}

static void
lk_support_panel_dispose (GObject *object)
{
  LkSupportPanel *self = LK_SUPPORT_PANEL (object);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (lk_session_get_episode (self->session), self);
      g_signal_handlers_disconnect_by_data (lk_session_get_shot_check (self->session),
                                            self);
      g_signal_handlers_disconnect_by_data (
          lk_episode_get_classes (lk_session_get_episode (self->session)), self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_SUPPORT_PANEL);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_support_panel_parent_class)->dispose (object);
}

static void
lk_support_panel_class_init (LkSupportPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_support_panel_dispose;
  g_type_ensure (LK_TYPE_CHECK_CARD);
  g_type_ensure (LK_TYPE_QUERY_STRIP);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-support-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, LkSupportPanel, content);
  gtk_widget_class_bind_template_child (widget_class, LkSupportPanel, classes);
  gtk_widget_class_bind_template_child (widget_class, LkSupportPanel, check);
  gtk_widget_class_bind_template_child (widget_class, LkSupportPanel, queries);
  gtk_widget_class_bind_template_child (widget_class, LkSupportPanel, filter);
  gtk_widget_class_set_css_name (widget_class, "support-panel");
}

static void
lk_support_panel_init (LkSupportPanel *self)
{
  GtkDropTarget *files = lk_intake_drop_target_new ();

  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect (files, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (files));
}

void
lk_support_panel_set_session (LkSupportPanel *self, LkSession *session)
{
  GListModel *classes = lk_episode_get_classes (lk_session_get_episode (session));

  g_return_if_fail (LK_IS_SUPPORT_PANEL (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  lk_query_strip_set_session (LK_QUERY_STRIP (self->queries), session);
  lk_check_card_set_session (LK_CHECK_CARD (self->check), session);
  lk_query_strip_set_chooser (LK_QUERY_STRIP (self->queries),
                              GTK_DROP_DOWN (self->filter));
  g_signal_connect (classes, "items-changed", G_CALLBACK (on_classes_changed), self);
  on_classes_changed (classes, 0, 0, g_list_model_get_n_items (classes), self);
  g_signal_connect_swapped (lk_session_get_episode (session), "changed",
                            G_CALLBACK (update_rows), self);
  g_signal_connect_swapped (lk_session_get_shot_check (session), "changed",
                            G_CALLBACK (update_rows), self);
  g_signal_connect_swapped (session, "scored", G_CALLBACK (update_rows), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (update_rows), self);
  g_signal_connect_swapped (session, "selected", G_CALLBACK (update_rows), self);
}

void
lk_support_panel_paste (LkSupportPanel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root != NULL ? gtk_root_get_focus (root) : NULL;
  GtkWidget *row
      = focus != NULL ? gtk_widget_get_ancestor (focus, LK_TYPE_CLASS_ROW) : NULL;
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (self));
  int index = -1;

  if (row != NULL)
    index = lk_episode_find_class (lk_session_get_episode (self->session),
                                   lk_class_row_get_class (LK_CLASS_ROW (row)));
  if (index >= 0)
    lk_intake_paste (self->session, LK_INTAKE_CLASS, (guint) index, clipboard);
  else
    lk_intake_paste (self->session, LK_INTAKE_QUERIES, 0, clipboard);
}

void
lk_support_panel_start_last_name (LkSupportPanel *self)
{
  GtkWidget *row;

  g_return_if_fail (LK_IS_SUPPORT_PANEL (self));

  row = gtk_widget_get_last_child (self->classes);
  if (row != NULL)
    lk_class_row_start_name (LK_CLASS_ROW (row));
}
