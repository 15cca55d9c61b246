/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "lk-leave-one-out.h"
#include "session-fixture.h"

/* Cells of shots painted out: scored without them, undone, and saved. */

static LkPicture *
get_shot (SessionFixture *fixture, guint class_index, guint shot)
{
  LkEpisodeState *episode
      = lk_history_get_episode (lk_session_get_history (fixture->session));

  return lk_episode_state_get_shots (episode, class_index)->pdata[shot];
}

/* Paints the first @n cells out. */
static void
paint (SessionFixture *fixture, LkPicture *shot, guint n)
{
  guint n_cells = lk_evidence_get_n_cells (lk_session_get_evidence (fixture->session));
  g_autofree gboolean *kept = g_new (gboolean, n_cells);

  for (guint i = 0; i < n_cells; i++)
    kept[i] = i >= n;
  lk_session_set_shot_mask (fixture->session, shot, kept, n_cells);
}

static gboolean
is_painted (SessionFixture *fixture, LkPicture *shot)
{
  guint n_cells;

  return lk_session_get_shot_mask (fixture->session, shot, &n_cells) != NULL;
}

static double
get_score (SessionFixture *fixture, LkLevel level, guint class_index)
{
  LkExplanation *explanation
      = lk_evidence_get_explanation (lk_session_get_evidence (fixture->session));

  return lk_explanation_get_scores (explanation, level)[class_index];
}

/* Only the class of the shot scores otherwise, as from maps without these cells. */
static void
test_scored (SessionFixture *fixture, gconstpointer data)
{
  double before[LK_N_LEVELS][FIXTURE_CLASSES];
  LkSupport *support;
  const gboolean *kept;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    for (guint i = 0; i < FIXTURE_CLASSES; i++)
      before[level][i] = get_score (fixture, level, i);
  paint (fixture, get_shot (fixture, 1, 0), 90);
  session_fixture_settle (fixture);
  support = lk_scoring_get_support (lk_session_get_scoring (fixture->session));
  kept = lk_support_get_kept (support, 1, 0);
  g_assert_nonnull (kept);
  g_assert_false (kept[89]);
  g_assert_true (kept[90]);
  g_assert_null (lk_support_get_kept (support, 1, 1));
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    for (guint i = 0; i < FIXTURE_CLASSES; i++)
      if (i == 1)
        g_assert_cmpfloat (get_score (fixture, level, i), !=, before[level][i]);
      else
        g_assert_cmpfloat (get_score (fixture, level, i), ==, before[level][i]);
  g_assert_cmpfloat (get_score (fixture, LK_LEVEL_PIXEL, 1), <=,
                     before[LK_LEVEL_PIXEL][1]);
}

/* One step back and forth, and all cells show again in one. */
static void
test_undone (SessionFixture *fixture, gconstpointer data)
{
  LkPicture *first = get_shot (fixture, 0, 0), *second = get_shot (fixture, 2, 1);
  double before = get_score (fixture, LK_LEVEL_PART, 0), painted;

  g_assert_false (lk_session_has_masks (fixture->session));
  paint (fixture, first, 50);
  g_assert_cmpstr (lk_session_get_undo_label (fixture->session), ==, "Paint Out Cells");
  session_fixture_settle (fixture);
  painted = get_score (fixture, LK_LEVEL_PART, 0);
  g_assert_cmpfloat (painted, !=, before);
  lk_session_undo (fixture->session);
  g_assert_false (is_painted (fixture, first));
  session_fixture_settle (fixture);
  g_assert_cmpfloat (get_score (fixture, LK_LEVEL_PART, 0), ==, before);
  lk_session_redo (fixture->session);
  session_fixture_settle (fixture);
  g_assert_cmpfloat (get_score (fixture, LK_LEVEL_PART, 0), ==, painted);

  paint (fixture, second, 3);
  session_fixture_mask (fixture, 20);
  g_assert_true (lk_session_has_masks (fixture->session));
  lk_session_show_all_cells (fixture->session);
  g_assert_cmpstr (lk_session_get_undo_label (fixture->session), ==, "Show All Cells");
  g_assert_false (lk_session_has_masks (fixture->session));
  session_fixture_settle (fixture);
  g_assert_cmpfloat (get_score (fixture, LK_LEVEL_PART, 0), ==, before);
  lk_session_undo (fixture->session);
  g_assert_true (is_painted (fixture, first) && is_painted (fixture, second));
}

/* A shot that takes another's place is painted as that was, in the same step. */
static void
test_shared (SessionFixture *fixture, gconstpointer data)
{
  LkPicture *from = get_shot (fixture, 1, 0);
  g_autoptr (GPtrArray) shots = g_ptr_array_new ();
  g_autoptr (GError) error = NULL;
  guint n_before, n_after;

  paint (fixture, from, 40);
  session_fixture_settle (fixture);
  g_ptr_array_add (shots, from);
  lk_episode_add_shots (fixture->episode, 0, 0, shots, &error);
  g_assert_no_error (error);
  g_assert_false (is_painted (fixture, get_shot (fixture, 0, 0)));
  lk_session_share_shot_mask (fixture->session, from, get_shot (fixture, 0, 0));
  g_assert_true (is_painted (fixture, get_shot (fixture, 0, 0)));
  lk_session_get_shot_mask (fixture->session, from, &n_before);
  lk_session_get_shot_mask (fixture->session, get_shot (fixture, 0, 0), &n_after);
  g_assert_cmpuint (n_before, ==, n_after);
  lk_session_undo (fixture->session);
  g_assert_cmpstr (lk_session_get_undo_label (fixture->session), ==, "Paint Out Cells");
  g_assert_true (is_painted (fixture, from));
  lk_session_redo (fixture->session);
  g_assert_true (is_painted (fixture, get_shot (fixture, 0, 0)));
}

/* Two cells at least stay, as of a query; that is said. */
static void
test_fewest (SessionFixture *fixture, gconstpointer data)
{
  guint n_cells = lk_evidence_get_n_cells (lk_session_get_evidence (fixture->session));
  LkPicture *shot = get_shot (fixture, 0, 1);

  paint (fixture, shot, n_cells - 1);
  g_assert_false (is_painted (fixture, shot));
  g_assert_nonnull (strstr (fixture->message, "Two cells at least"));
  g_clear_pointer (&fixture->message, g_free);
  session_fixture_mask (fixture, n_cells);
  g_assert_nonnull (strstr (fixture->message, "Two cells at least"));
  g_clear_pointer (&fixture->message, g_free);
  paint (fixture, shot, n_cells - 2);
  g_assert_null (fixture->message);
  g_assert_true (is_painted (fixture, shot));
  session_fixture_settle (fixture);
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
  g_assert_null (lk_session_get_status (fixture->session));
}

/* A mask of another number of cells than the maps have is kept, and has no effect. */
static void
test_other_size (SessionFixture *fixture, gconstpointer data)
{
  const gboolean kept[] = { FALSE, TRUE, TRUE, TRUE };
  double before = get_score (fixture, LK_LEVEL_PIXEL, 0);

  lk_session_set_shot_mask (fixture->session, get_shot (fixture, 0, 0), kept, 4);
  session_fixture_settle (fixture);
  g_assert_true (is_painted (fixture, get_shot (fixture, 0, 0)));
  g_assert_cmpfloat (get_score (fixture, LK_LEVEL_PIXEL, 0), ==, before);
}

/* The shots are checked without these cells. */
static void
test_checked (SessionFixture *fixture, gconstpointer data)
{
  LkScoring *before = lk_scoring_ref (lk_session_get_scoring (fixture->session));
  g_autoptr (LkLeaveOneOut) whole = lk_leave_one_out_new (
      lk_scoring_get_support (before), lk_scoring_get_options (before), NULL, NULL);
  double scores[2][LK_N_LEVELS * FIXTURE_CLASSES];
  g_autoptr (LkLeaveOneOut) without = NULL;
  LkScoring *after;

  paint (fixture, get_shot (fixture, 0, 0), 100);
  session_fixture_settle (fixture);
  after = lk_session_get_scoring (fixture->session);
  g_assert_true (lk_scoring_get_support (after) != lk_scoring_get_support (before));
  without = lk_leave_one_out_new (lk_scoring_get_support (after),
                                  lk_scoring_get_options (after), NULL, NULL);
  lk_leave_one_out_fill_scores (whole, 0, lk_scoring_get_options (after), scores[0]);
  lk_leave_one_out_fill_scores (without, 0, lk_scoring_get_options (after), scores[1]);
  for (guint i = 0; i < LK_N_LEVELS * FIXTURE_CLASSES; i++)
    g_assert_cmpfloat (scores[0][i], !=, scores[1][i]);
  lk_scoring_unref (before);
}

static gboolean
is_open (gpointer data)
{
  SessionFixture *fixture = data;

  return lk_session_get_path (fixture->session) != NULL
         && lk_session_get_evidence (fixture->session) != NULL
         && !lk_session_get_busy (fixture->session);
}

/* It is in the file, and opened it says the same numbers. */
static void
test_saved (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "painted.likeness");
  g_autoptr (GError) error = NULL;
  double fused[FIXTURE_CLASSES];
  guint n_cells;

  paint (fixture, get_shot (fixture, 2, 1), 60);
  session_fixture_mask (fixture, 30);
  session_fixture_settle (fixture);
  for (guint i = 0; i < FIXTURE_CLASSES; i++)
    fused[i]
        = lk_evidence_get_decision (lk_session_get_evidence (fixture->session))->fused[i];
  g_assert_true (lk_session_save (fixture->session, path, &error));
  g_assert_no_error (error);
  lk_session_open_example (fixture->session);
  lk_session_open (fixture->session, path);
  test_wait (is_open, fixture);
  session_fixture_settle (fixture);
  g_assert_false (lk_session_get_shot_mask (fixture->session, get_shot (fixture, 2, 1),
                                            &n_cells)[59]);
  for (guint i = 0; i < FIXTURE_CLASSES; i++)
    g_assert_cmpfloat (
        lk_evidence_get_decision (lk_session_get_evidence (fixture->session))->fused[i],
        ==, fused[i]);
  g_remove (path);
}

#define ADD(name, function)                                                              \
  g_test_add ("/session/shot-masks/" name, SessionFixture, NULL, session_fixture_set_up, \
              function, session_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("scored", test_scored);
  ADD ("undone", test_undone);
  ADD ("shared", test_shared);
  ADD ("fewest", test_fewest);
  ADD ("other-size", test_other_size);
  ADD ("checked", test_checked);
  ADD ("saved", test_saved);
  return g_test_run ();
}
