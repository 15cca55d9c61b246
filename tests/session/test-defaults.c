/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-comparison.h"
#include "session-fixture.h"

#include <string.h>

/* What M2L's layer, the second model's, was trained with. */
static void
assert_as_trained (const LkMetricOptions *options)
{
  g_assert_cmpint (options->normalisation, ==, LK_NORMALISE_TRAINED);
  g_assert_cmpint (options->distance, ==, LK_DISTANCE_W2_RELEASED);
  g_assert_cmpint (options->part_form, ==, LK_PART_RELEASED);
  g_assert_cmpuint (options->neighbours, ==, 1);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    g_assert_cmpfloat (options->weights[level], ==, 1);
}

static void
assert_house (const LkMetricOptions *options)
{
  LkMetricOptions house = lk_metric_options_default ();

  g_assert_true (lk_metric_options_equal (options, &house));
}

static void
choose (SessionFixture *fixture, const char *model)
{
  lk_session_set_model (fixture->session, model, NULL);
  session_fixture_settle (fixture);
}

static void
set_distance (SessionFixture *fixture, LkDistance distance)
{
  LkMetricOptions options = *lk_session_get_options (fixture->session);

  options.distance = distance;
  lk_session_set_options (fixture->session, &options);
  session_fixture_settle (fixture);
}

/* One step: what the model brings comes and goes with it. */
static void
test_chosen (SessionFixture *fixture, gconstpointer data)
{
  assert_house (lk_session_get_options (fixture->session));
  choose (fixture, fixture->model_b);
  assert_as_trained (lk_session_get_options (fixture->session));
  g_assert_null (fixture->message);
  g_assert_true (lk_metric_options_equal (
      lk_scoring_get_options (lk_session_get_scoring (fixture->session)),
      lk_session_get_options (fixture->session)));
  lk_session_undo (fixture->session);
  session_fixture_settle (fixture);
  assert_house (lk_session_get_options (fixture->session));
  g_assert_cmpstr (lk_session_get_model_name (fixture->session), ==, fixture->model_a);
  lk_session_redo (fixture->session);
  session_fixture_settle (fixture);
  assert_as_trained (lk_session_get_options (fixture->session));
  choose (fixture, fixture->model_a);
  assert_house (lk_session_get_options (fixture->session));
}

/* A step that was left before its model was open has what the model brings when undo
 * comes back to it. */
static void
test_left_early (SessionFixture *fixture, gconstpointer data)
{
  lk_session_set_model (fixture->session, fixture->model_b, NULL);
  g_assert_true (lk_episode_rename_class (fixture->episode, 0, "Vixen", NULL));
  session_fixture_settle (fixture);
  assert_as_trained (lk_session_get_options (fixture->session));
  lk_session_undo (fixture->session);
  session_fixture_settle (fixture);
  g_assert_cmpstr (lk_session_get_model_name (fixture->session), ==, fixture->model_b);
  assert_as_trained (lk_session_get_options (fixture->session));
  g_assert_true (lk_metric_options_equal (
      lk_evidence_get_options (lk_session_get_evidence (fixture->session)),
      lk_session_get_options (fixture->session)));
  lk_session_undo (fixture->session);
  session_fixture_settle (fixture);
  assert_house (lk_session_get_options (fixture->session));
}

/* What a person changed stays, whatever the model. */
static void
test_changed (SessionFixture *fixture, gconstpointer data)
{
  LkMetricOptions before;

  set_distance (fixture, LK_DISTANCE_KL_SQ);
  before = *lk_session_get_options (fixture->session);
  choose (fixture, fixture->model_b);
  g_assert_true (
      lk_metric_options_equal (lk_session_get_options (fixture->session), &before));
}

/* Said once, and again after it was mended. */
static void
test_misfit (SessionFixture *fixture, gconstpointer data)
{
  choose (fixture, fixture->model_b);
  g_assert_null (fixture->message);
  set_distance (fixture, LK_DISTANCE_W2);
  g_assert_nonnull (fixture->message);
  g_assert_nonnull (strstr (fixture->message, "w2-released"));
  g_clear_pointer (&fixture->message, g_free);
  lk_session_select_query (fixture->session, 1);
  session_fixture_settle (fixture);
  g_assert_null (fixture->message);
  set_distance (fixture, LK_DISTANCE_W2_RELEASED);
  g_assert_null (fixture->message);
  set_distance (fixture, LK_DISTANCE_W2);
  g_assert_nonnull (fixture->message);
}

static gboolean
is_idle (gpointer data)
{
  return !lk_comparison_get_busy (data);
}

static void
set_b (SessionFixture *fixture, LkComparison *comparison, const char *model)
{
  g_autoptr (LkSettings) settings
      = lk_settings_copy (lk_comparison_get_settings (comparison));

  lk_settings_set_model (settings, model, NULL);
  lk_comparison_set_settings (comparison, settings, LK_COMPARE_WEIGHTS_SAME);
  session_fixture_settle (fixture);
  test_wait (is_idle, comparison);
}

/* The same for what A is compared with. */
static void
test_opponent (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkComparison) comparison = lk_comparison_new (fixture->session);
  const LkMetricOptions *options;

  lk_comparison_set_active (comparison, TRUE);
  set_b (fixture, comparison, fixture->model_b);
  options = lk_settings_get_options (lk_comparison_get_settings (comparison));
  g_assert_cmpint (options->normalisation, ==, LK_NORMALISE_TRAINED);
  g_assert_cmpint (options->distance, ==, LK_DISTANCE_W2_RELEASED);
  assert_house (lk_session_get_options (fixture->session));
  set_b (fixture, comparison, fixture->model_a);
  options = lk_settings_get_options (lk_comparison_get_settings (comparison));
  g_assert_cmpint (options->normalisation, ==, LK_NORMALISE_EPISODE);
  g_assert_cmpint (options->distance, ==, LK_DISTANCE_W2);
  lk_comparison_set_active (comparison, FALSE);
}

#define ADD(name, function)                                                              \
  g_test_add ("/session-defaults/" name, SessionFixture, NULL, session_fixture_set_up,   \
              function, session_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  ADD ("chosen", test_chosen);
  ADD ("left-early", test_left_early);
  ADD ("changed", test_changed);
  ADD ("misfit", test_misfit);
  ADD ("opponent", test_opponent);
  return g_test_run ();
}
