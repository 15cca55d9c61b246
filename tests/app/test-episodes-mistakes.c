/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "episodes-fixture.h"
#include "lk-confusion-view.h"
#include "lk-episodes-page.h"
#include "lk-mistake-item.h"
#include "lk-mistakes-view.h"
#include "window-fixture.h"

static gboolean
has_view (gpointer data)
{
  EpisodesFixture *fixture = data;

  return g_str_equal (lk_session_get_view (fixture->session), "decision")
         && episodes_fixture_is_scored (fixture);
}

/* A mistake opens as the evaluation had it: its query, its truth, the same wrong answer
 * by the same margin. */
static void
test_open_mistake (EpisodesFixture *fixture, gconstpointer data)
{
  GtkWidget *list;
  GtkSelectionModel *model;
  g_autoptr (LkMistakeItem) item = NULL;
  g_autoptr (LkQuery) query = NULL;
  LkEpisodeState *episode;
  const LkDecision *decision;

  episodes_fixture_drop_dataset (fixture);
  episodes_fixture_evaluate (fixture, 6);
  lk_session_set_view (fixture->session, "pixel");
  list = window_fixture_find_id (episodes_fixture_find (fixture, "mistakes"), "list");
  model = gtk_column_view_get_model (GTK_COLUMN_VIEW (list));
  item = g_list_model_get_item (G_LIST_MODEL (model), 1);
  g_signal_emit_by_name (list, "activate", 1u);
  test_wait (has_view, fixture);

  query = g_list_model_get_item (
      lk_episode_get_queries (lk_session_get_episode (fixture->session)),
      (guint) lk_session_get_selected_query (fixture->session));
  g_assert_cmpint (lk_session_get_selected_query (fixture->session), ==,
                   (int) lk_mistake_item_get (item)->query);
  g_assert_cmpstr (lk_query_get_label (query), ==, lk_mistake_item_get_truth (item));
  episode = lk_scoring_get_episode (lk_session_get_scoring (fixture->session));
  decision = lk_session_get_decision (fixture->session, query);
  g_assert_cmpstr (lk_episode_state_get_class_name (episode, decision->prediction), ==,
                   lk_mistake_item_get_prediction (item));
  for (guint i = 0; i < decision->n_classes; i++)
    if (g_str_equal (lk_episode_state_get_class_name (episode, i),
                     lk_mistake_item_get_truth (item)))
      g_assert_cmpfloat_with_epsilon (decision->fused[decision->prediction]
                                          - decision->fused[i],
                                      lk_mistake_item_get (item)->margin, 1e-6);
  lk_session_undo (fixture->session);
  g_assert_cmpuint (g_list_model_get_n_items (lk_episode_get_classes (
                        lk_session_get_episode (fixture->session))),
                    ==, 0);
}

/* Also where the options were changed since: it opens with those that it was judged by.
 */
static void
test_open_after_change (EpisodesFixture *fixture, gconstpointer data)
{
  LkMetricOptions judged, changed;
  GtkWidget *list;

  episodes_fixture_drop_dataset (fixture);
  episodes_fixture_evaluate (fixture, 6);
  judged = *lk_session_get_options (fixture->session);
  changed = judged;
  changed.neighbours = 3;
  lk_session_set_options (fixture->session, &changed);
  list = window_fixture_find_id (episodes_fixture_find (fixture, "mistakes"), "list");
  g_signal_emit_by_name (list, "activate", 1u);
  test_wait (has_view, fixture);
  g_assert_true (
      lk_metric_options_equal (lk_session_get_options (fixture->session), &judged));
  lk_session_undo (fixture->session);
  g_assert_true (
      lk_metric_options_equal (lk_session_get_options (fixture->session), &changed));
}

static double
get_margin (GListModel *model, guint i)
{
  g_autoptr (LkMistakeItem) item = g_list_model_get_item (model, i);

  return lk_mistake_item_get (item)->margin;
}

static gboolean
is_sorted (gpointer data)
{
  GListModel *model = data;
  guint n = g_list_model_get_n_items (model);

  for (guint i = 1; i < n; i++)
    if (get_margin (model, i - 1) > get_margin (model, i))
      return FALSE;
  return TRUE;
}

static void
press (GtkWidget *widget, guint keyval)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  gboolean taken = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", keyval, 0u, 0, &taken);
    }
  g_assert_true (taken);
}

/* By keys alone: order, a cell of the matrix, its mistakes, all of them again. */
static void
test_sort_and_filter (EpisodesFixture *fixture, gconstpointer data)
{
  GtkWidget *mistakes = episodes_fixture_find (fixture, "mistakes");
  GtkWidget *confusion = episodes_fixture_find (fixture, "confusion");
  g_autoptr (LkEvaluation) expected = NULL;
  GtkSelectionModel *model;
  guint count, n_all;

  episodes_fixture_drop_dataset (fixture);
  expected = episodes_fixture_evaluate_alone (fixture, 8);
  episodes_fixture_evaluate (fixture, 8);
  model = gtk_column_view_get_model (
      GTK_COLUMN_VIEW (window_fixture_find_id (mistakes, "list")));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (window_fixture_find_id (mistakes, "order")),
                              1);
  test_wait (is_sorted, model);

  n_all = lk_mistakes_view_get_n_shown (LK_MISTAKES_VIEW (mistakes));
  press (confusion, GDK_KEY_Down);
  press (confusion, GDK_KEY_Down);
  press (confusion, GDK_KEY_Right);
  press (confusion, GDK_KEY_Right);
  press (confusion, GDK_KEY_Return);
  count = lk_evaluation_get_confusion (expected)[1 * EPISODES_FIXTURE_N_CLASSES + 2];
  g_assert_cmpuint (lk_mistakes_view_get_n_shown (LK_MISTAKES_VIEW (mistakes)), ==,
                    count);
  g_assert_true (g_str_has_prefix (lk_plot_view_get_summary (LK_PLOT_VIEW (confusion)),
                                   "class 1 taken for class 2: "));
  g_signal_emit_by_name (window_fixture_find_id (mistakes, "show_all"), "clicked");
  g_assert_cmpuint (lk_mistakes_view_get_n_shown (LK_MISTAKES_VIEW (mistakes)), ==,
                    n_all);
}

static void
test_sample (EpisodesFixture *fixture, gconstpointer data)
{
  GListModel *queries
      = lk_episode_get_queries (lk_session_get_episode (fixture->session));
  g_autoptr (LkEpisodeState) first = NULL;
  g_autoptr (LkEpisodeState) second = NULL;

  episodes_fixture_drop_dataset (fixture);
  episodes_fixture_click (fixture, "sample");
  test_wait (episodes_fixture_is_scored, fixture);
  g_assert_cmpuint (g_list_model_get_n_items (queries), ==, 12);
  first = lk_episode_get_state (lk_session_get_episode (fixture->session));
  g_assert_cmpuint (lk_episode_state_get_n_classes (first), ==, 3);
  g_assert_nonnull (lk_session_get_undo_label (fixture->session));
  lk_session_undo (fixture->session);
  g_assert_cmpuint (g_list_model_get_n_items (queries), ==, 0);
  episodes_fixture_click (fixture, "sample");
  test_wait (episodes_fixture_is_scored, fixture);
  second = lk_episode_get_state (lk_session_get_episode (fixture->session));
  g_assert_false (lk_episode_state_equal (first, second));
}

static guint
count_wrong (EpisodesFixture *fixture)
{
  LkEpisodeState *episode
      = lk_scoring_get_episode (lk_session_get_scoring (fixture->session));
  GPtrArray *queries = lk_episode_state_get_queries (episode);
  guint n = 0;

  for (guint i = 0; i < queries->len; i++)
    {
      const LkDecision *decision
          = lk_session_get_decision (fixture->session, queries->pdata[i]);
      const char *label = lk_query_get_label (queries->pdata[i]);

      if (label != NULL
          && !g_str_equal (
              label, lk_episode_state_get_class_name (episode, decision->prediction)))
        n++;
    }
  return n;
}

/* Every mistake of the explorer's episode comes up, then the first again. */
static void
test_next_mistake (EpisodesFixture *fixture, gconstpointer data)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (NULL, NULL);
  GtkWidget *tally = episodes_fixture_find (fixture, "tally");
  guint n_wrong;

  g_assert_false (gtk_widget_get_visible (tally));
  g_assert_false (lk_episodes_page_next_mistake (LK_EPISODES_PAGE (fixture->page)));
  lk_session_open_example (fixture->session);
  test_wait (episodes_fixture_is_scored, fixture);
  g_assert_true (gtk_widget_get_visible (tally));
  n_wrong = count_wrong (fixture);
  g_assert_cmpuint (n_wrong, >, 1);
  for (guint i = 0; i <= n_wrong; i++)
    {
      episodes_fixture_click (fixture, "next_mistake");
      g_hash_table_add (
          seen, GINT_TO_POINTER (lk_session_get_selected_query (fixture->session)));
    }
  g_assert_cmpuint (g_hash_table_size (seen), ==, n_wrong);
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/episodes-mistakes/" name, EpisodesFixture, NULL,                     \
              episodes_fixture_set_up, function, episodes_fixture_tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("open-mistake", test_open_mistake);
  ADD ("open-after-change", test_open_after_change);
  ADD ("sort-and-filter", test_sort_and_filter);
  ADD ("sample", test_sample);
  ADD ("next-mistake", test_next_mistake);
  return g_test_run ();
}
