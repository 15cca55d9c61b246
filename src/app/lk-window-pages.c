/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-window-private.h"

#include <glib/gi18n-lib.h>

#include "lk-figure-set.h"

gboolean
lk_window_shows_evidence (LkWindow *self)
{
  LkFigureKind kind;

  return lk_figure_kind_from_view (lk_session_get_view (self->session), &kind);
}

/* (nullable): why there is nothing to see of the selected query. */
static char *
describe_absence (LkWindow *self)
{
  LkQuery *query = lk_selection_get_query (lk_session_get_selection (self->session));

  return query != NULL ? lk_picture_describe_absence (lk_query_get_picture (query))
                       : NULL;
}

/* What is not yet complete has a button that goes on: @text and @action, or none. */
static void
set_next_step (LkWindow *self, const char *text, const char *action)
{
  gtk_widget_set_visible (self->next_step, action != NULL);
  if (action == NULL)
    return;
  gtk_button_set_label (GTK_BUTTON (self->next_step), text);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (self->next_step), action);
}

static void
update_next_step (LkWindow *self, guint n_classes, guint n_queries, gboolean absent)
{
  if (lk_session_get_busy (self->session))
    set_next_step (self, NULL, NULL);
  else if (absent)
    set_next_step (self, _ ("_Locate Missing Pictures…"), "win.locate");
  else if (n_classes < 2)
    set_next_step (self, _ ("Add _Folders as Classes…"), "win.add-folders");
  else if (n_queries == 0)
    set_next_step (self, _ ("Add _Queries…"), "win.add-queries");
  else if (lk_session_get_model (self->session) == NULL)
    set_next_step (self, _ ("_Open Checkpoint…"), "win.open-model");
  else
    set_next_step (self, NULL, NULL);
}

void
lk_window_update_page (LkWindow *self)
{
  LkEpisode *episode = lk_session_get_episode (self->session);
  const char *status = lk_session_get_status (self->session);
  guint n_classes = g_list_model_get_n_items (lk_episode_get_classes (episode));
  guint n_queries = g_list_model_get_n_items (lk_episode_get_queries (episode));
  const char *page = "incomplete";
  const char *before = gtk_stack_get_visible_child_name (GTK_STACK (self->pages));
  /* What was seen stays, dimmed, while what follows it is looked for. */
  gboolean stays = lk_session_get_busy (self->session) && n_classes > 0 && n_queries > 0
                   && g_strcmp0 (before, "views") == 0;
  g_autofree char *absence = NULL, *escaped = NULL;

  if (lk_session_get_evidence (self->session) != NULL || !lk_window_shows_evidence (self)
      || stays)
    page = "views";
  else if (n_classes == 0 && n_queries == 0)
    page = "empty";
  absence = describe_absence (self);
  if (absence != NULL)
    status = absence;
  else if (status == NULL && n_queries == 0)
    status = _ ("Drop a picture among the queries to ask about it.");
  adw_status_page_set_title (
      ADW_STATUS_PAGE (self->incomplete),
      lk_session_get_busy (self->session) ? _ ("Looking…") : _ ("Not Yet Complete"));
  escaped = status != NULL ? g_markup_escape_text (status, -1) : NULL;
  adw_status_page_set_description (ADW_STATUS_PAGE (self->incomplete), escaped);
  update_next_step (self, n_classes, n_queries, absence != NULL);
  gtk_stack_set_visible_child_name (GTK_STACK (self->pages), page);
}
