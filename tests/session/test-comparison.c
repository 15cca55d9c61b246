/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-comparison.h"
#include "lk-trained-model.h"
#include "session-fixture.h"

static gboolean
is_idle (gpointer data)
{
  return !lk_comparison_get_busy (data);
}

static void
settle (SessionFixture *fixture, LkComparison *comparison)
{
  session_fixture_settle (fixture);
  test_wait (is_idle, comparison);
}

static LkComparison *
compare_with (SessionFixture *fixture, const char *model)
{
  LkComparison *comparison = lk_comparison_new (fixture->session);
  g_autoptr (LkSettings) settings
      = lk_settings_copy (lk_session_get_settings (fixture->session));

  lk_settings_set_model (settings, model, NULL);
  lk_comparison_set_active (comparison, TRUE);
  lk_comparison_set_settings (comparison, settings, LK_COMPARE_WEIGHTS_SAME);
  settle (fixture, comparison);
  g_assert_nonnull (lk_comparison_get_b (comparison));
  return comparison;
}

/* The masks of all queries are B's too, whichever is selected. */
static void
test_masks (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkComparison) comparison = compare_with (fixture, fixture->model_b);
  double margin, plain = lk_comparison_get_decision_b (comparison, 0)->margin;

  session_fixture_mask (fixture, 60);
  margin = lk_comparison_get_decision_b (comparison, 0)->margin;
  g_assert_cmpfloat (margin, !=, plain);
  lk_session_select_query (fixture->session, 2);
  g_assert_cmpfloat (lk_comparison_get_decision_b (comparison, 0)->margin, ==, margin);
  session_fixture_set_neighbours (fixture, 3);
  settle (fixture, comparison);
  g_assert_cmpfloat (lk_comparison_get_decision_b (comparison, 0)->margin, ==, margin);
  lk_comparison_set_active (comparison, FALSE);
}

/* B's numbers of one episode never stand beside A's of another. */
static void
test_other_episode (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkComparison) comparison = compare_with (fixture, fixture->model_b);

  lk_episode_move_query (fixture->episode, 0, 3);
  while (lk_session_get_busy (fixture->session) || lk_comparison_get_busy (comparison))
    {
      LkEvidence *a = lk_comparison_get_a (comparison);
      LkEvidence *b = lk_comparison_get_b (comparison);

      if (a != NULL && b != NULL)
        g_assert_true (lk_episode_state_equal (
            lk_scoring_get_episode (lk_evidence_get_scoring (a)),
            lk_scoring_get_episode (lk_evidence_get_scoring (b))));
      g_main_context_iteration (NULL, TRUE);
    }
  g_assert_nonnull (lk_comparison_get_b (comparison));
  g_assert_cmpstr (lk_model_get_path (lk_scoring_get_model (
                       lk_evidence_get_scoring (lk_comparison_get_b (comparison)))),
                   ==, fixture->model_b);
}

/* Where B is A, its scoring is A's. */
static void
test_same (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkComparison) comparison = compare_with (fixture, fixture->model_a);

  g_assert_false (lk_comparison_get_busy (comparison));
  g_assert_true (lk_evidence_get_scoring (lk_comparison_get_b (comparison))
                 == lk_session_get_scoring (fixture->session));
  g_assert_cmpuint (lk_comparison_get_tally_b (comparison)->n_queries, ==,
                    FIXTURE_QUERIES);
}

/* What B decided of other classes is not told once nobody looked, when it is given other
 * settings then. */
static void
test_unseen (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkComparison) comparison = compare_with (fixture, fixture->model_b);
  g_autoptr (LkSettings) settings
      = lk_settings_copy (lk_comparison_get_settings (comparison));
  LkMetricOptions options = *lk_settings_get_options (settings);

  lk_comparison_set_active (comparison, FALSE);
  lk_episode_remove_class (fixture->episode, 0);
  settle (fixture, comparison);
  options.neighbours = 2;
  lk_settings_set_options (settings, &options);
  lk_comparison_set_settings (comparison, settings, LK_COMPARE_WEIGHTS_SAME);
  g_assert_null (lk_comparison_get_tally_b (comparison));
  g_assert_null (lk_comparison_get_decision_b (comparison, 0));
  lk_comparison_set_active (comparison, TRUE);
  settle (fixture, comparison);
  g_assert_cmpuint (
      lk_comparison_get_decision_b (comparison, 0)->n_classes, ==,
      lk_session_get_decision (
          fixture->session,
          lk_episode_state_get_queries (
              lk_scoring_get_episode (lk_session_get_scoring (fixture->session)))
              ->pdata[0])
          ->n_classes);
  lk_comparison_set_active (comparison, FALSE);
}

/* What was said of the network of the model before is B's with that model, in a file too,
 * and stays so when something else of B changes. */
static void
test_network (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkComparison) comparison = lk_comparison_new (fixture->session);
  g_autofree char *path = session_fixture_name (fixture, "networks.likeness");
  g_autoptr (LkSettings) settings = NULL;
  g_autoptr (LkSessionFile) file = NULL;
  LkMetricOptions options;

  lk_comparison_set_active (comparison, TRUE);
  g_assert_true (lk_session_set_network (fixture->session, "slope=0.3"));
  settle (fixture, comparison);
  lk_trained_model_use (fixture->session, fixture->model_b);
  settle (fixture, comparison);
  g_assert_null (lk_session_get_network (fixture->session));
  for (guint i = 0; i < 2; i++)
    {
      LkSettings *b = lk_comparison_get_settings (comparison);

      g_assert_cmpstr (lk_settings_get_model (b), ==, fixture->model_a);
      g_assert_cmpstr (lk_settings_get_network (b), ==, "slope=0.3");
      g_clear_pointer (&settings, lk_settings_unref);
      settings = lk_settings_copy (b);
      options = *lk_settings_get_options (settings);
      options.neighbours = 2;
      lk_settings_set_options (settings, &options);
      lk_comparison_set_settings (comparison, settings, LK_COMPARE_WEIGHTS_SAME);
      settle (fixture, comparison);
    }
  g_assert_true (lk_session_save (fixture->session, path, NULL));
  file = lk_session_file_load (path, NULL);
  g_assert_nonnull (file);
  g_assert_cmpstr (file->opponent->network, ==, "slope=0.3");
  lk_comparison_set_active (comparison, FALSE);
}

/* A's model is chosen for B as A has it. */
static void
test_network_of_a (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkComparison) comparison = compare_with (fixture, fixture->model_b);
  g_autoptr (LkSettings) settings = NULL;

  g_assert_true (lk_session_set_network (fixture->session, "slope=0.3"));
  settle (fixture, comparison);
  settings = lk_settings_copy (lk_comparison_get_settings (comparison));
  lk_settings_set_model (settings, fixture->model_a, NULL);
  lk_comparison_set_settings (comparison, settings, LK_COMPARE_WEIGHTS_SAME);
  settle (fixture, comparison);
  g_assert_cmpstr (lk_settings_get_network (lk_comparison_get_settings (comparison)), ==,
                   "slope=0.3");
  lk_comparison_set_active (comparison, FALSE);
}

#define ADD(name, function)                                                              \
  g_test_add ("/session/comparison/" name, SessionFixture, NULL, session_fixture_set_up, \
              function, session_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("masks", test_masks);
  ADD ("other-episode", test_other_episode);
  ADD ("same", test_same);
  ADD ("unseen", test_unseen);
  ADD ("network", test_network);
  ADD ("network-of-a", test_network_of_a);
  return g_test_run ();
}
