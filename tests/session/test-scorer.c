/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-fixture.h"

/* Whatever the order in which jobs end and things are asked for, what is there at rest is
 * of what is asked for. */

static void
turn (guint n)
{
  for (guint i = 0; i < n; i++)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (2000);
}

static void
assert_scored_with (SessionFixture *fixture, const char *model, guint neighbours)
{
  LkScoring *scoring = lk_session_get_scoring (fixture->session);
  g_autofree char *sha256 = session_fixture_sha256 (model);
  g_autoptr (LkSessionFile) file = lk_session_to_file (fixture->session);

  g_assert_nonnull (scoring);
  g_assert_cmpstr (lk_session_get_model_name (fixture->session), ==, model);
  g_assert_cmpstr (lk_model_get_sha256 (lk_scoring_get_model (scoring)), ==, sha256);
  g_assert_true (lk_session_get_model (fixture->session)
                 == lk_scoring_get_model (scoring));
  g_assert_cmpuint (lk_scoring_get_options (scoring)->neighbours, ==, neighbours);
  g_assert_cmpstr (file->model, ==, model);
  g_assert_cmpstr (file->model_sha256, ==, sha256);
}

/* A scoring runs; another model is chosen; before its own ends, k changes. */
static void
test_model_then_neighbours (SessionFixture *fixture, gconstpointer data)
{
  for (guint n = 0; n < 24; n += 3)
    {
      session_fixture_set_neighbours (fixture, 3);
      lk_session_set_model (fixture->session, fixture->model_b, NULL);
      turn (n);
      session_fixture_set_neighbours (fixture, 2);
      turn (n);
      g_assert_cmpstr (lk_session_get_model_name (fixture->session), ==,
                       fixture->model_b);
      session_fixture_settle (fixture);
      assert_scored_with (fixture, fixture->model_b, 2);
      lk_session_set_model (fixture->session, fixture->model_a, NULL);
      session_fixture_settle (fixture);
      assert_scored_with (fixture, fixture->model_a, 2);
    }
}

static gboolean
knows_model (gpointer data)
{
  return lk_session_get_model (data) != NULL || !lk_session_get_busy (data);
}

/* The model that a job opened is not taken for the one that was chosen since. */
static void
test_late_model (SessionFixture *fixture, gconstpointer data)
{
  lk_session_set_model (fixture->session, fixture->model_b, NULL);
  lk_session_set_model (fixture->session, fixture->model_a, NULL);
  lk_session_set_model (fixture->session, fixture->model_b, NULL);
  test_wait (knows_model, fixture->session);
  session_fixture_set_neighbours (fixture, 4);
  session_fixture_settle (fixture);
  assert_scored_with (fixture, fixture->model_b, 4);
}

/* What another model gave is not shown under the name of the one chosen. */
static void
test_model_forgets (SessionFixture *fixture, gconstpointer data)
{
  lk_session_set_model (fixture->session, fixture->model_b, NULL);
  g_assert_null (lk_session_get_scoring (fixture->session));
  g_assert_null (lk_session_get_evidence (fixture->session));
  lk_session_cancel (fixture->session);
  session_fixture_settle (fixture);
  g_assert_null (lk_session_get_scoring (fixture->session));
  g_assert_nonnull (lk_session_get_status (fixture->session));
  lk_session_undo (fixture->session);
  session_fixture_settle (fixture);
  assert_scored_with (fixture, fixture->model_a, 1);
  g_assert_null (lk_session_get_status (fixture->session));
}

/* What was stopped is asked for again by whatever comes next, and said until then. */
static void
test_stopped (SessionFixture *fixture, gconstpointer data)
{
  LkMetricOptions options;

  session_fixture_set_neighbours (fixture, 3);
  lk_session_cancel (fixture->session);
  session_fixture_settle (fixture);
  g_assert_nonnull (fixture->message);
  g_assert_cmpuint (
      lk_evidence_get_options (lk_session_get_evidence (fixture->session))->neighbours,
      ==, 1);
  options = *lk_session_get_options (fixture->session);
  options.weights[LK_LEVEL_PART] = 2;
  lk_session_set_options (fixture->session, &options);
  session_fixture_settle (fixture);
  assert_scored_with (fixture, fixture->model_a, 3);
}

/* There and back computes nothing. */
static void
test_back_at_once (SessionFixture *fixture, gconstpointer data)
{
  LkScoring *scoring = lk_session_get_scoring (fixture->session);

  session_fixture_set_neighbours (fixture, 3);
  session_fixture_set_neighbours (fixture, 1);
  session_fixture_settle (fixture);
  g_assert_true (lk_session_get_scoring (fixture->session) == scoring);
  assert_scored_with (fixture, fixture->model_a, 1);
}

/* What is missing is still said where it was there for a moment only. */
static void
test_incomplete_again (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *missing = NULL;

  lk_episode_remove_class (fixture->episode, 2);
  lk_episode_remove_class (fixture->episode, 1);
  session_fixture_settle (fixture);
  g_assert_null (lk_session_get_scoring (fixture->session));
  missing = g_strdup (lk_session_get_status (fixture->session));
  g_assert_nonnull (missing);
  lk_session_undo (fixture->session);
  lk_session_redo (fixture->session);
  session_fixture_settle (fixture);
  g_assert_cmpstr (lk_session_get_status (fixture->session), ==, missing);
}

/* A session is opened while another is scored: its weights are not called others. */
static void
test_open_while_scoring (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "b.likeness");

  lk_session_set_model (fixture->session, fixture->model_b, NULL);
  session_fixture_settle (fixture);
  g_assert_true (lk_session_save (fixture->session, path, NULL));
  for (guint n = 0; n < 24; n += 4)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LkSessionFile) file = lk_session_file_load (path, &error);

      g_assert_no_error (error);
      lk_session_set_model (fixture->session, fixture->model_a, NULL);
      turn (n);
      lk_session_adopt (fixture->session, file, path);
      session_fixture_settle (fixture);
      g_assert_cmpstr (fixture->message, ==, NULL);
      assert_scored_with (fixture, fixture->model_b, 1);
    }
}

/* Other weights are said to be so also where the model is open already. */
static void
test_other_weights (SessionFixture *fixture, gconstpointer data)
{
  for (guint pass = 0; pass < 2; pass++)
    {
      g_autoptr (LkSessionFile) file = lk_session_to_file (fixture->session);

      if (pass == 1)
        {
          g_free (file->model_sha256);
          file->model_sha256 = g_strdup ("0123");
          g_clear_pointer (&file->model_fingerprint, g_free);
        }
      lk_session_adopt (fixture->session, file, NULL);
      session_fixture_settle (fixture);
      if (pass == 0)
        g_assert_null (fixture->message);
      else
        g_assert_nonnull (fixture->message);
    }
}

/* The same weights in another file are no others; other weights in any file are. */
static void
test_fingerprint (SessionFixture *fixture, gconstpointer data)
{
  for (guint pass = 0; pass < 2; pass++)
    {
      g_autoptr (LkSessionFile) file = lk_session_to_file (fixture->session);
      char **changed = pass == 0 ? &file->model_sha256 : &file->model_fingerprint;

      g_assert_nonnull (*changed);
      g_free (*changed);
      *changed = g_strdup ("0123");
      lk_session_adopt (fixture->session, file, NULL);
      session_fixture_settle (fixture);
      if (pass == 0)
        g_assert_null (fixture->message);
      else
        g_assert_nonnull (fixture->message);
    }
}

/* A saved session knows the weights that it was opened with before they are read. */
static void
test_saved_before_opened (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkSession) fresh = lk_session_new ();
  g_autoptr (LkSessionFile) file = lk_session_to_file (fixture->session);
  g_autoptr (LkSessionFile) again = NULL;

  lk_session_adopt (fresh, file, NULL);
  again = lk_session_to_file (fresh);
  g_assert_cmpstr (again->model_sha256, ==, file->model_sha256);
  lk_session_set_model (fresh, fixture->model_b, NULL);
  g_clear_pointer (&again, lk_session_file_free);
  again = lk_session_to_file (fresh);
  g_assert_cmpstr (again->model, ==, fixture->model_b);
  g_assert_null (again->model_sha256);
  while (lk_session_get_busy (fresh))
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(name, function)                                                              \
  g_test_add ("/session/scorer/" name, SessionFixture, NULL, session_fixture_set_up,     \
              function, session_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("model-then-neighbours", test_model_then_neighbours);
  ADD ("late-model", test_late_model);
  ADD ("model-forgets", test_model_forgets);
  ADD ("stopped", test_stopped);
  ADD ("back-at-once", test_back_at_once);
  ADD ("incomplete-again", test_incomplete_again);
  ADD ("open-while-scoring", test_open_while_scoring);
  ADD ("other-weights", test_other_weights);
  ADD ("fingerprint", test_fingerprint);
  ADD ("saved-before-opened", test_saved_before_opened);
  return g_test_run ();
}
