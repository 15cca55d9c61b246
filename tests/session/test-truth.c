/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "session-fixture.h"

/* What the session tells about what is true: labels, classes without pictures, and what
 * the model was trained with. */

static double *
copy_fused (SessionFixture *fixture)
{
  const LkDecision *decision
      = lk_evidence_get_decision (lk_session_get_evidence (fixture->session));

  g_assert_cmpuint (decision->n_classes, ==, FIXTURE_CLASSES);
  return g_memdup2 (decision->fused, sizeof (double) * FIXTURE_CLASSES);
}

static void
assert_same_fused (SessionFixture *fixture, const double *before)
{
  g_autofree double *now = copy_fused (fixture);

  g_assert_cmpmem (now, sizeof (double) * FIXTURE_CLASSES, before,
                   sizeof (double) * FIXTURE_CLASSES);
}

/* A label needs no scoring, is known at once, and is a step of undo. */
static void
test_label (SessionFixture *fixture, gconstpointer data)
{
  g_autofree double *before = copy_fused (fixture);
  LkEvidence *evidence;
  int query = lk_session_get_selected_query (fixture->session);

  for (guint i = 0; i < FIXTURE_CLASSES; i++)
    {
      g_autoptr (LkClass) class = g_list_model_get_item (
          lk_episode_get_classes (fixture->episode), i);

      lk_episode_set_query_label (fixture->episode, (guint) query,
                                  lk_class_get_name (class));
      g_assert_false (lk_session_get_busy (fixture->session));
      evidence = lk_session_get_evidence (fixture->session);
      g_assert_nonnull (evidence);
      g_assert_cmpint (lk_evidence_get_truth (evidence), ==, (int) i);
      g_assert_cmpint (lk_evidence_is_wrong (evidence), ==,
                       lk_evidence_get_decision (evidence)->prediction != i);
      assert_same_fused (fixture, before);
      g_assert_nonnull (lk_session_get_accuracy_map (fixture->session));
    }
  lk_session_undo (fixture->session);
  g_assert_false (lk_session_get_busy (fixture->session));
  g_assert_cmpint (lk_evidence_get_truth (lk_session_get_evidence (fixture->session)), ==,
                   FIXTURE_CLASSES - 2);
}

/* Neither does a name; what is known by it follows. */
static void
test_name (SessionFixture *fixture, gconstpointer data)
{
  g_autofree double *before = copy_fused (fixture);

  lk_session_select_class (fixture->session, 1);
  g_assert_true (lk_episode_rename_class (fixture->episode, 1, "Another", NULL));
  g_assert_false (lk_session_get_busy (fixture->session));
  assert_same_fused (fixture, before);
  g_assert_cmpuint (lk_session_get_shown_class (fixture->session), ==, 1);
  g_assert_cmpstr (
      lk_episode_state_get_class_name (
          lk_scoring_get_episode (lk_session_get_scoring (fixture->session)), 1),
      ==, "Another");
}

/* A class without a picture changes no number, wherever it stands. */
static void
test_empty_class (SessionFixture *fixture, gconstpointer data)
{
  g_autofree double *before = copy_fused (fixture);

  g_assert_true (lk_episode_add_class (fixture->episode, "Void", NULL, NULL));
  g_assert_false (lk_session_get_busy (fixture->session));
  assert_same_fused (fixture, before);
  lk_episode_move_class (fixture->episode, FIXTURE_CLASSES, 0);
  session_fixture_settle (fixture);
  assert_same_fused (fixture, before);
  lk_session_select_scored_class (fixture->session, 1);
  g_assert_cmpint (lk_session_get_selected_class (fixture->session), ==, 2);
  g_assert_cmpint (lk_session_get_selected_scored_class (fixture->session), ==, 1);
  g_assert_cmpuint (lk_session_get_shown_class (fixture->session), ==, 1);
  lk_session_select_class (fixture->session, 0);
  g_assert_cmpint (lk_session_get_selected_scored_class (fixture->session), ==, -1);
}

/* What was scored in the window is what a file of it is scored as. */
static void
test_empty_class_in_file (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkSessionFile) file = NULL;
  g_autoptr (LkEpisodeState) scored = NULL;

  g_assert_true (lk_episode_add_class (fixture->episode, "Void", NULL, NULL));
  file = lk_session_to_file (fixture->session);
  scored = lk_session_file_get_scored_state (file);
  g_assert_true (lk_episode_state_same_objects (
      scored, lk_scoring_get_episode (lk_session_get_scoring (fixture->session))));
}

/* One switch for normalisation, distance and part form, where there is a fusion layer. */
static void
test_as_trained (SessionFixture *fixture, gconstpointer data)
{
  const LkTrainedFusion *fusion;
  LkMetricOptions options;

  g_assert_null (lk_session_get_trained_fusion (fixture->session));
  lk_session_set_as_trained (fixture->session, TRUE);
  g_assert_false (lk_session_get_as_trained (fixture->session));
  g_assert_cmpint (lk_session_get_options (fixture->session)->normalisation, ==,
                   LK_NORMALISE_EPISODE);

  lk_session_set_model (fixture->session, fixture->model_b, NULL);
  session_fixture_settle (fixture);
  fusion = lk_session_get_trained_fusion (fixture->session);
  g_assert_nonnull (fusion);
  g_assert_true (lk_session_get_as_trained (fixture->session));
  lk_session_set_as_trained (fixture->session, FALSE);
  g_assert_false (lk_session_get_as_trained (fixture->session));
  g_assert_cmpint (lk_session_get_options (fixture->session)->normalisation, ==,
                   LK_NORMALISE_EPISODE);
  lk_session_set_as_trained (fixture->session, TRUE);
  session_fixture_settle (fixture);
  options = *lk_session_get_options (fixture->session);
  g_assert_cmpint (options.normalisation, ==, LK_NORMALISE_TRAINED);
  g_assert_cmpint (options.distance, ==, fusion->distance);
  g_assert_cmpint (options.part_form, ==, fusion->part_form);
  options.distance = (options.distance + 1) % LK_N_DISTANCES;
  lk_session_set_options (fixture->session, &options);
  g_assert_false (lk_session_get_as_trained (fixture->session));
}

/* Against the true class, whichever is shown, and the next best where that is it. */
static void
test_against_truth (SessionFixture *fixture, gconstpointer data)
{
  LkLook look = *lk_session_get_look (fixture->session);
  g_autoptr (LkClass) class = g_list_model_get_item (
      lk_episode_get_classes (fixture->episode), 2);
  LkEvidence *evidence;
  LkExplanation *explanation;
  const LkHeatmap *heatmap;
  double sum = 0;

  lk_episode_set_query_label (fixture->episode,
                              (guint) lk_session_get_selected_query (fixture->session),
                              lk_class_get_name (class));
  look.pixel.against = LK_AGAINST_TRUTH;
  lk_session_set_look (fixture->session, &look);
  evidence = lk_session_get_evidence (fixture->session);
  explanation = lk_evidence_get_explanation (evidence);
  heatmap = &lk_evidence_get_pixel (evidence, 0, -1)->heatmap;
  for (guint i = 0; i < heatmap->n_rows * heatmap->n_columns; i++)
    sum += heatmap->values[i];
  g_assert_cmpfloat_with_epsilon (sum,
                                  lk_explanation_get_pixel (explanation, 0)->score
                                      - lk_explanation_get_pixel (explanation, 2)->score,
                                  1e-4);
  heatmap = &lk_evidence_get_pixel (evidence, 2, -1)->heatmap;
  g_assert_cmpint (heatmap->colormap, ==, LK_COLORMAP_DIVERGING);
}

#define ADD(name, function)                                                              \
  g_test_add ("/session/truth/" name, SessionFixture, NULL, session_fixture_set_up,      \
              function, session_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("label", test_label);
  ADD ("name", test_name);
  ADD ("empty-class", test_empty_class);
  ADD ("empty-class-in-file", test_empty_class_in_file);
  ADD ("as-trained", test_as_trained);
  ADD ("against-truth", test_against_truth);
  return g_test_run ();
}
