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
  LkEpisode *episode = lk_session_get_episode (self->session);
  int n = (int) g_list_model_get_n_items (lk_episode_get_classes (episode)) + 1;
  int class_index = lk_session_get_selected_class (self->session) + 1;

  lk_session_select_class (self->session, (class_index + step + n) % n - 1);
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
  };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    gtk_widget_class_install_action (widget_class, steps[i].name, NULL,
                                     steps[i].activate);
}
