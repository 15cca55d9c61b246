/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-window-private.h"

#include <glib/gi18n-lib.h>

#include "lk-episodes-page.h"

static void
step_query (LkWindow *self, int step)
{
  LkEpisode *episode = lk_session_get_episode (self->session);
  int n = (int) g_list_model_get_n_items (lk_episode_get_queries (episode));
  int query = lk_session_get_selected_query (self->session);

  if (n > 0)
    lk_session_select_query (self->session, (query + step + n) % n);
}

static void
next_query (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step_query (LK_WINDOW (widget), 1);
}

static void
previous_query (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step_query (LK_WINDOW (widget), -1);
}

static void
next_mistake (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_episodes_page_next_mistake (LK_EPISODES_PAGE (LK_WINDOW (widget)->episodes_page));
}

static double
get_margin (LkSession *session, LkQuery *query)
{
  const LkDecision *decision = lk_session_get_decision (session, query);

  return decision != NULL ? decision->margin : G_MAXDOUBLE;
}

static int
compare_margins (gconstpointer a, gconstpointer b, gpointer session)
{
  double first = get_margin (session, *(LkQuery **) a);
  double second = get_margin (session, *(LkQuery **) b);

  return (first > second) - (first < second);
}

/* The closest decisions first, as a change of the episode that can be undone. */
static void
sort_queries (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkSession *session = LK_WINDOW (widget)->session;
  LkEpisode *episode = lk_session_get_episode (session);
  g_autoptr (LkEpisodeState) before = lk_episode_get_state (episode);
  g_autoptr (LkEpisodeState) after = lk_episode_state_new ();
  /* Not a copy, which would free what it does not own. */
  g_autoptr (GPtrArray) queries = g_ptr_array_new ();

  g_ptr_array_extend (queries, lk_episode_state_get_queries (before), NULL, NULL);
  g_ptr_array_sort_with_data (queries, compare_margins, session);
  for (guint i = 0; i < lk_episode_state_get_n_classes (before); i++)
    lk_episode_state_append_class (after, lk_episode_state_get_class_name (before, i),
                                   lk_episode_state_get_shots (before, i));
  for (guint i = 0; i < queries->len; i++)
    lk_episode_state_append_query (after, queries->pdata[i]);
  lk_episode_set_state (episode, after, _ ("Sort Queries"));
}

/* Through the classes, and once around past the one that follows the winner. */
static void
step_class (LkWindow *self, int step)
{
  LkScoring *scoring = lk_session_get_scoring (self->session);
  int class_index = lk_session_get_selected_scored_class (self->session) + 1, n;

  if (scoring == NULL)
    return;
  n = (int) lk_episode_state_get_n_classes (lk_scoring_get_episode (scoring)) + 1;
  lk_session_select_scored_class (self->session, (class_index + step + n) % n - 1);
}

static void
next_class (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step_class (LK_WINDOW (widget), 1);
}

static void
previous_class (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step_class (LK_WINDOW (widget), -1);
}

/* The one that holds @focus, or -1. */
static int
find_pane (GtkWidget *const panes[LK_WINDOW_N_PANES], GtkWidget *focus)
{
  for (int i = 0; focus != NULL && i < LK_WINDOW_N_PANES; i++)
    if (focus == panes[i] || gtk_widget_is_ancestor (focus, panes[i]))
      return i;
  return -1;
}

/* To where the focus was last in @pane, or to the first control of @start (nullable) in
 * it, or to its own. */
static gboolean
enter_pane (GtkWidget *pane, GtkWidget *start, GtkWidget *last)
{
  if (!gtk_widget_get_mapped (pane))
    return FALSE;
  if (last != NULL && gtk_widget_get_mapped (last) && gtk_widget_is_ancestor (last, pane)
      && gtk_widget_grab_focus (last))
    return TRUE;
  return (start != NULL && gtk_widget_get_mapped (start)
          && gtk_widget_child_focus (start, GTK_DIR_TAB_FORWARD))
         || gtk_widget_child_focus (pane, GTK_DIR_TAB_FORWARD);
}

/* From pane to pane, around the end; what is folded away is passed over. */
static void
step_pane (LkWindow *self, int step)
{
  GtkWidget *const panes[LK_WINDOW_N_PANES]
      = { self->header, self->support_panel, self->pages, self->decision_panel };
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  int at = find_pane (panes, focus);

  if (at >= 0)
    g_set_weak_pointer (&self->pane_focus[at], focus);
  else
    at = step > 0 ? 0 : 1;
  for (int i = 1; i < LK_WINDOW_N_PANES; i++)
    {
      int to = (at + LK_WINDOW_N_PANES + i * step) % LK_WINDOW_N_PANES;

      if (enter_pane (panes[to], panes[to] == self->pages ? self->twins : NULL,
                      self->pane_focus[to]))
        return;
    }
}

static void
next_pane (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step_pane (LK_WINDOW (widget), 1);
}

static void
previous_pane (GtkWidget *widget, const char *name, GVariant *parameter)
{
  step_pane (LK_WINDOW (widget), -1);
}

void
lk_window_class_install_steps (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } steps[] = {
    { "win.next-query", next_query },     { "win.previous-query", previous_query },
    { "win.next-mistake", next_mistake }, { "win.sort-queries", sort_queries },
    { "win.next-class", next_class },     { "win.previous-class", previous_class },
    { "win.next-pane", next_pane },       { "win.previous-pane", previous_pane },
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    gtk_widget_class_install_action (widget_class, steps[i].name, NULL,
                                     steps[i].activate);
}
