/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-fixture.h"

static gboolean
is_at_rest (gpointer data)
{
  return lk_shot_check_get_state (lk_session_get_shot_check (data)) != LK_SHOT_CHECK_RUNS;
}

static LkShotCheck *
settle (SessionFixture *fixture)
{
  session_fixture_settle (fixture);
  test_wait (is_at_rest, fixture->session);
  return lk_session_get_shot_check (fixture->session);
}

/* What the session shows is what the library finds for what is scored. */
static void
assert_current (SessionFixture *fixture)
{
  LkShotCheck *check = settle (fixture);
  LkScoring *scoring = lk_session_get_scoring (fixture->session);
  LkMetricOptions options
      = lk_scoring_combine_options (scoring, lk_session_get_options (fixture->session));
  g_autoptr (LkLeaveOneOut) left_out
      = lk_leave_one_out_new (lk_scoring_get_support (scoring), &options, NULL, NULL);
  g_autoptr (LkSupportCheck) expected
      = lk_support_check_new (lk_scoring_get_support (scoring), left_out, &options,
                              lk_scoring_get_trained_fusion (scoring), NULL);
  const LkSupportCheck *found = lk_shot_check_get_result (check);

  g_assert_cmpint (lk_shot_check_get_state (check), ==, LK_SHOT_CHECK_DONE);
  g_assert_true (lk_shot_check_get_episode (check) == lk_scoring_get_episode (scoring));
  g_assert_cmpuint (found->n_shots, ==, expected->n_shots);
  for (guint i = 0; i < found->n_shots; i++)
    g_assert_cmpfloat (found->shots[i].lead, ==, expected->shots[i].lead);
}

/* After everything that can change it: weights, distance, neighbours, the model, a shot.
 */
static void
test_follows (SessionFixture *fixture, gconstpointer data)
{
  LkMetricOptions options;

  assert_current (fixture);
  options = *lk_session_get_options (fixture->session);
  options.weights[LK_LEVEL_PART] = 0.7;
  lk_session_set_options (fixture->session, &options);
  assert_current (fixture);
  options.distance = LK_DISTANCE_KL_QS;
  lk_session_set_options (fixture->session, &options);
  assert_current (fixture);
  session_fixture_set_neighbours (fixture, 2);
  assert_current (fixture);
  lk_session_set_model (fixture->session, fixture->model_b, NULL);
  assert_current (fixture);
  lk_session_undo (fixture->session);
  assert_current (fixture);
  g_assert_cmpuint (
      lk_shot_check_get_result (lk_session_get_shot_check (fixture->session))->n_shots,
      ==, FIXTURE_CLASSES * FIXTURE_SHOTS);
}

static void
count (LkShotCheck *check, guint *n)
{
  ++*n;
}

/* A weight that moves is followed at once: nothing is compared anew. */
static void
test_weight_at_once (SessionFixture *fixture, gconstpointer data)
{
  LkShotCheck *check = settle (fixture);
  LkMetricOptions options = *lk_session_get_options (fixture->session);
  guint n = 0;

  g_signal_connect (check, "changed", G_CALLBACK (count), &n);
  options.weights[LK_LEVEL_PIXEL] = 0.9;
  lk_session_set_options (fixture->session, &options);
  g_assert_cmpuint (n, ==, 1);
  g_assert_cmpint (lk_shot_check_get_state (check), ==, LK_SHOT_CHECK_DONE);
  session_fixture_settle (fixture);
  g_signal_handlers_disconnect_by_data (check, &n);
}

/* Exactly the shots that are taken for another class are doubted. */
static void
test_doubts (SessionFixture *fixture, gconstpointer data)
{
  LkShotCheck *check = settle (fixture);
  const LkSupportCheck *found = lk_shot_check_get_result (check);
  LkEpisodeState *episode = lk_shot_check_get_episode (check);

  for (guint i = 0; i < found->n_shots; i++)
    {
      const LkCheckedShot *shot = &found->shots[i];
      GPtrArray *shots = lk_episode_state_get_shots (episode, shot->class_index);
      g_autofree char *doubt = lk_shot_check_describe_doubt (check, shot->class_index,
                                                             shots->pdata[shot->shot]);

      g_assert_cmpint (doubt != NULL, ==, shot->prediction != shot->class_index);
    }
}

static gboolean
is_placed (gpointer data)
{
  LkPlace place;

  return lk_query_place_get (lk_session_get_query_place (data), &place);
}

/* The query that is shown, where the library finds it. */
static void
assert_placed (SessionFixture *fixture)
{
  LkEvidence *evidence;
  LkScoring *scoring;
  LkExplanation *whole;
  guint prediction;
  LkPlace expected, found;

  settle (fixture);
  test_wait (is_placed, fixture->session);
  evidence = lk_session_get_evidence (fixture->session);
  scoring = lk_session_get_scoring (fixture->session);
  whole = lk_scoring_get_explanation (scoring, lk_evidence_get_query (evidence));
  prediction = lk_evidence_get_decision (evidence)->prediction;
  {
    LkMetricOptions options
        = lk_scoring_combine_options (scoring, lk_session_get_options (fixture->session));
    LkSupport *support = lk_scoring_get_support (scoring);
    g_autoptr (LkLeaveOneOut) left_out
        = lk_leave_one_out_new (support, &options, NULL, NULL);
    g_autoptr (LkMembership) membership
        = lk_membership_new (left_out, lk_support_get_n_classes (support), &options);
    g_autoptr (LkExplanation) parts
        = lk_membership_compare (whole, prediction, NULL, NULL);

    expected = lk_membership_place (membership, whole, parts, prediction, &options);
  }
  g_assert_true (
      lk_query_place_get (lk_session_get_query_place (fixture->session), &found));
  g_assert_cmpuint (found.class_index, ==, prediction);
  g_assert_cmpuint (found.n_members, ==, FIXTURE_CLASSES * FIXTURE_SHOTS);
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    {
      g_assert_cmpfloat (found.likeness[i], ==, expected.likeness[i]);
      g_assert_cmpuint (found.n_higher[i], ==, expected.n_higher[i]);
    }
}

static void
test_place (SessionFixture *fixture, gconstpointer data)
{
  LkMetricOptions options;
  g_auto (GStrv) sentences = NULL;

  assert_placed (fixture);
  options = *lk_session_get_options (fixture->session);
  options.weights[LK_LEVEL_PART] = 0.9;
  lk_session_set_options (fixture->session, &options);
  assert_placed (fixture);
  session_fixture_set_neighbours (fixture, 2);
  assert_placed (fixture);
  sentences = lk_query_place_describe (lk_session_get_query_place (fixture->session));
  g_assert_cmpuint (g_strv_length (sentences), ==, 3);
}

/* Nothing scored, nothing to say. */
static void
test_nothing (SessionFixture *fixture, gconstpointer data)
{
  LkShotCheck *check = settle (fixture);
  g_autoptr (LkShotCheck) fresh = lk_shot_check_new ();

  g_assert_cmpint (lk_shot_check_get_state (fresh), ==, LK_SHOT_CHECK_NOTHING);
  lk_shot_check_run (fresh);
  g_assert_null (lk_shot_check_get_result (fresh));
  lk_shot_check_follow (fresh, lk_session_get_scoring (fixture->session),
                        lk_session_get_options (fixture->session));
  g_assert_cmpint (lk_shot_check_get_state (fresh), ==, LK_SHOT_CHECK_RUNS);
  lk_shot_check_follow (fresh, NULL, lk_session_get_options (fixture->session));
  g_assert_null (lk_shot_check_get_result (fresh));
  settle (fixture);
  g_assert_cmpint (lk_shot_check_get_state (check), ==, LK_SHOT_CHECK_DONE);
}

static void
add (const char *path, void (*test) (SessionFixture *, gconstpointer))
{
  g_test_add (path, SessionFixture, NULL, session_fixture_set_up, test,
              session_fixture_tear_down);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("/session/shot-check/follows", test_follows);
  add ("/session/shot-check/weight-at-once", test_weight_at_once);
  add ("/session/shot-check/doubts", test_doubts);
  add ("/session/shot-check/place", test_place);
  add ("/session/shot-check/nothing", test_nothing);
  return g_test_run ();
}
