/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-embedder.h"
#include "lk-what-if.h"
#include "session-fixture.h"

static guint
count_classes (SessionFixture *fixture)
{
  return g_list_model_get_n_items (lk_episode_get_classes (fixture->episode));
}

static void
move_weight (SessionFixture *fixture, double weight)
{
  LkMetricOptions options = *lk_session_get_options (fixture->session);

  options.weights[LK_LEVEL_PART] = weight;
  lk_session_set_options (fixture->session, &options);
}

static gboolean
has_example (gpointer data)
{
  return g_strcmp0 (lk_session_get_undo_label (data), "Open the Example") == 0;
}

/* Example, a weight, the example again, which is an equal episode: undo takes back what
 * was done last, and one step at a time. */
static void
test_undo_example (SessionFixture *fixture, gconstpointer data)
{
  double weight;
  guint n;

  lk_session_open_example (fixture->session);
  test_wait (has_example, fixture->session);
  n = count_classes (fixture);
  g_assert_cmpuint (n, >, FIXTURE_CLASSES);
  weight = lk_session_get_options (fixture->session)->weights[LK_LEVEL_PART];
  move_weight (fixture, weight + 1);
  g_assert_cmpstr (lk_session_get_undo_label (fixture->session), ==, "Change Weights");
  lk_session_open_example (fixture->session);
  test_wait (has_example, fixture->session);
  g_assert_cmpfloat (lk_session_get_options (fixture->session)->weights[LK_LEVEL_PART],
                     ==, weight);
  lk_session_undo (fixture->session);
  g_assert_cmpuint (count_classes (fixture), ==, n);
  g_assert_cmpfloat (lk_session_get_options (fixture->session)->weights[LK_LEVEL_PART],
                     ==, weight + 1);
  lk_session_undo (fixture->session);
  g_assert_cmpuint (count_classes (fixture), ==, n);
  g_assert_cmpfloat (lk_session_get_options (fixture->session)->weights[LK_LEVEL_PART],
                     ==, weight);
  lk_session_undo (fixture->session);
  g_assert_cmpuint (count_classes (fixture), ==, FIXTURE_CLASSES);
  g_assert_cmpstr (lk_session_get_model_name (fixture->session), ==, fixture->model_a);
  for (guint i = 0; i < 3; i++)
    lk_session_redo (fixture->session);
  g_assert_cmpuint (count_classes (fixture), ==, n);
  g_assert_null (lk_session_get_redo_label (fixture->session));
  session_fixture_settle (fixture);
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
}

static gsize
count_cells (SessionFixture *fixture)
{
  const LkProfile *profile
      = lk_model_get_profile (lk_session_get_model (fixture->session));
  gsize shape[3];

  lk_network_get_map_shape (
      lk_model_get_network (lk_session_get_model (fixture->session)), profile->crop,
      profile->crop, shape);
  return shape[1] * shape[2];
}

static gboolean
is_at_rest (gpointer session)
{
  return !lk_session_get_busy (session) && !lk_session_get_reading (session);
}

/* Whatever is opened, cleared and taken back while the one before is still on its way:
 * what is there in the end has a query that is selected, and its evidence. */
static void
test_interleaved (SessionFixture *fixture, gconstpointer data)
{
  for (guint seed = 0; seed < 40; seed++)
    {
      g_autoptr (GRand) chance = g_rand_new_with_seed (seed);

      for (guint i = 0; i < 8; i++)
        {
          g_autoptr (LkEpisodeState) empty = lk_episode_state_new ();

          switch (g_rand_int_range (chance, 0, 6))
            {
            case 0:
              lk_session_open_example (fixture->session);
              break;
            case 1:
              lk_session_open_photographs (fixture->session);
              break;
            case 2:
              lk_session_replace (fixture->session, empty, NULL, NULL, "Clear");
              break;
            case 3:
              lk_session_undo (fixture->session);
              break;
            case 4:
              lk_session_redo (fixture->session);
              break;
            default:
              lk_session_select_query (fixture->session, 2);
            }
          for (int n = g_rand_int_range (chance, 0, 40); n > 0; n--)
            {
              g_main_context_iteration (NULL, FALSE);
              g_usleep (500);
            }
        }
      test_wait (is_at_rest, fixture->session);
      session_fixture_settle (fixture);
      if (g_list_model_get_n_items (lk_episode_get_queries (fixture->episode)) == 0)
        continue;
      g_test_message ("seed %u", seed);
      g_assert_cmpint (lk_session_get_selected_query (fixture->session), >=, 0);
      g_assert_nonnull (lk_session_get_evidence (fixture->session));
    }
}

/* The example of photographs with backgrounds opens whole, and is scored. */
static void
test_photographs (SessionFixture *fixture, gconstpointer data)
{
  GListModel *queries = lk_episode_get_queries (fixture->episode);

  lk_session_open_photographs (fixture->session);
  test_wait (has_example, fixture->session);
  session_fixture_settle (fixture);
  g_assert_cmpuint (count_classes (fixture), ==, 5);
  g_assert_cmpuint (g_list_model_get_n_items (queries), ==, 10);
  for (guint i = 0; i < g_list_model_get_n_items (queries); i++)
    {
      g_autoptr (LkQuery) query = g_list_model_get_item (queries, i);

      g_assert_nonnull (lk_session_get_decision (fixture->session, query));
    }
  lk_session_undo (fixture->session);
  g_assert_cmpuint (count_classes (fixture), ==, FIXTURE_CLASSES);
}

/* What a person says of a network is one step, and saved; another model is another. */
static void
test_network (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "network.likeness");
  g_autoptr (LkSessionFile) file = NULL;
  const gsize before = count_cells (fixture);

  g_assert_null (lk_session_get_network (fixture->session));
  g_assert_true (lk_session_set_network (fixture->session, " slope=0.1  pools=1110"));
  g_assert_cmpstr (lk_session_get_network (fixture->session), ==, "pools=1110 slope=0.1");
  session_fixture_settle (fixture);
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
  g_assert_cmpuint (count_cells (fixture), <, before);
  g_assert_true (lk_session_save (fixture->session, path, NULL));
  file = lk_session_file_load (path, NULL);
  g_assert_cmpstr (file->network, ==, "pools=1110 slope=0.1");
  g_assert_false (lk_session_set_network (fixture->session, "profile=p1"));
  g_assert_false (lk_session_set_network (fixture->session, "pools"));
  g_assert_cmpstr (lk_session_get_network (fixture->session), ==, "pools=1110 slope=0.1");
  lk_session_undo (fixture->session);
  session_fixture_settle (fixture);
  g_assert_null (lk_session_get_network (fixture->session));
  g_assert_cmpuint (count_cells (fixture), ==, before);
  lk_session_redo (fixture->session);
  g_assert_cmpstr (lk_session_get_network (fixture->session), ==, "pools=1110 slope=0.1");
  lk_session_set_model (fixture->session, fixture->model_b, NULL);
  g_assert_null (lk_session_get_network (fixture->session));
}

/* Another session never inherits the file of the one before, which has it again where
 * the other is undone. */
static void
test_untitled (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "mine.likeness");
  g_autofree char *title = NULL;
  g_autoptr (LkEpisodeState) empty = lk_episode_state_new ();

  g_assert_true (lk_session_save (fixture->session, path, NULL));
  g_assert_cmpstr (lk_session_get_path (fixture->session), ==, path);
  lk_session_replace (fixture->session, empty, NULL, NULL, "Clear Everything");
  g_assert_null (lk_session_get_path (fixture->session));
  title = lk_session_get_title (fixture->session);
  g_assert_cmpstr (title, ==, "Untitled");
  g_assert_true (lk_session_get_modified (fixture->session));
  lk_session_undo (fixture->session);
  g_assert_cmpuint (count_classes (fixture), ==, FIXTURE_CLASSES);
  g_assert_cmpstr (lk_session_get_path (fixture->session), ==, path);
  session_fixture_settle (fixture);
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
}

/* A mask is of a picture, not of the label it has. */
static void
test_label_keeps_mask (SessionFixture *fixture, gconstpointer data)
{
  guint n_cells;
  double margin;

  lk_session_select_query (fixture->session, 2);
  session_fixture_mask (fixture, 40);
  lk_session_pin_cell (fixture->session, 100);
  margin = lk_evidence_get_decision (lk_session_get_evidence (fixture->session))->margin;
  lk_episode_set_query_label (fixture->episode, 2, "Dog");
  g_assert_cmpint (lk_session_get_selected_query (fixture->session), ==, 2);
  g_assert_cmpint (lk_session_get_cell (fixture->session), ==, 100);
  g_assert_nonnull (lk_session_get_mask (fixture->session, &n_cells));
  session_fixture_settle (fixture);
  g_assert_cmpfloat (
      lk_evidence_get_decision (lk_session_get_evidence (fixture->session))->margin, ==,
      margin);
  lk_session_undo (fixture->session);
  g_assert_nonnull (lk_session_get_mask (fixture->session, &n_cells));
  lk_session_undo (fixture->session);
  g_assert_null (lk_session_get_mask (fixture->session, &n_cells));
}

/* Where the selected query goes, its neighbour is selected. */
static void
test_removed_query (SessionFixture *fixture, gconstpointer data)
{
  lk_session_select_query (fixture->session, 2);
  lk_episode_remove_query (fixture->episode, 2);
  g_assert_cmpint (lk_session_get_selected_query (fixture->session), ==, 2);
  lk_episode_remove_query (fixture->episode, 2);
  g_assert_cmpint (lk_session_get_selected_query (fixture->session), ==, 1);
}

/* The selected class is a class, not a place. */
static void
test_class_stays (SessionFixture *fixture, gconstpointer data)
{
  lk_session_select_class (fixture->session, 1);
  lk_episode_move_class (fixture->episode, 0, 2);
  g_assert_cmpint (lk_session_get_selected_class (fixture->session), ==, 0);
  g_assert_cmpuint (lk_session_get_shown_class (fixture->session), ==, 1);
  session_fixture_settle (fixture);
  g_assert_cmpuint (lk_session_get_shown_class (fixture->session), ==, 0);
  lk_episode_remove_class (fixture->episode, 2);
  g_assert_cmpint (lk_session_get_selected_class (fixture->session), ==, 0);
  lk_episode_remove_class (fixture->episode, 0);
  g_assert_cmpint (lk_session_get_selected_class (fixture->session), ==, -1);
}

static LkDecision *
decide_masked (SessionFixture *fixture, guint query)
{
  g_autoptr (LkScoring) masked = NULL;
  g_autoptr (GHashTable) masks = NULL;
  g_autoptr (LkEmbedder) embedder = NULL;
  g_autoptr (LkScoring) whole = NULL;
  LkScoring *scoring = lk_session_get_scoring (fixture->session);

  embedder = lk_embedder_new (lk_scoring_get_model (scoring), NULL);
  whole = lk_scoring_new (lk_scoring_get_episode (scoring), LK_MAP_SOURCE (embedder),
                          lk_scoring_get_options (scoring), NULL, NULL, NULL, NULL);
  masks = lk_settings_list_masks (lk_session_get_settings (fixture->session),
                                  lk_scoring_get_episode (whole));
  masked = lk_scoring_with_masks (whole, masks, NULL);
  return lk_scoring_decide (masked, query, lk_session_get_options (fixture->session),
                            NULL);
}

/* Marks, tallies and exports know of the masks of all queries, whichever is selected, and
 * in whatever order masks, options and scorings came. */
static void
test_masks_everywhere (SessionFixture *fixture, gconstpointer data)
{
  for (guint pass = 0; pass < 4; pass++)
    {
      if (pass < 2)
        {
          lk_session_select_query (fixture->session, (int) pass);
          session_fixture_mask (fixture, 60 + 50 * pass);
        }
      else if (pass == 2)
        session_fixture_set_neighbours (fixture, 3);
      else
        lk_session_undo (fixture->session);
      if (pass == 2)
        session_fixture_settle (fixture);
      session_fixture_settle (fixture);
      lk_session_select_query (fixture->session, 3);
      for (guint i = 0; i < FIXTURE_QUERIES; i++)
        {
          g_autoptr (LkDecision) reference = decide_masked (fixture, i);
          const LkDecision *shown = lk_session_get_decision (
              fixture->session, session_fixture_get_query (fixture, i));

          g_assert_cmpmem (shown->fused, shown->n_classes * sizeof (double),
                           reference->fused, reference->n_classes * sizeof (double));
        }
    }
}

/* All that is shown is of one distance, before and after the next scoring. */
static void
test_what_if_follows (SessionFixture *fixture, gconstpointer data)
{
  for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
    {
      LkMetricOptions options = *lk_session_get_options (fixture->session);
      g_autoptr (GPtrArray) changes = NULL;
      g_autoptr (GError) error = NULL;
      LkEvidence *evidence;
      const LkShotChange *change;

      options.distance = distance;
      lk_session_set_options (fixture->session, &options);
      evidence = lk_session_get_evidence (fixture->session);
      changes = lk_what_if_shots (lk_evidence_get_explanation (evidence), LK_SHOT_REMOVED,
                                  lk_evidence_get_options (evidence), NULL, NULL, &error);
      g_assert_no_error (error);
      change = changes->pdata[0];
      g_assert_cmpfloat_with_epsilon (change->margin - change->change,
                                      lk_evidence_get_decision (evidence)->margin, 1e-12);
    }
}

/* While other neighbours are computed, what is shown says with which it was. */
static void
test_options_in_force (SessionFixture *fixture, gconstpointer data)
{
  LkMetricOptions options = *lk_session_get_options (fixture->session);
  const LkMetricOptions *shown;

  options.neighbours = 5;
  options.ridge = 0.5;
  options.distance = LK_DISTANCE_KL_SQ;
  lk_session_set_options (fixture->session, &options);
  shown = lk_evidence_get_options (lk_session_get_evidence (fixture->session));
  g_assert_cmpuint (shown->neighbours, ==, 1);
  g_assert_cmpfloat (shown->ridge, ==, 0.01);
  g_assert_cmpint (shown->distance, ==, LK_DISTANCE_KL_SQ);
  session_fixture_settle (fixture);
  shown = lk_evidence_get_options (lk_session_get_evidence (fixture->session));
  g_assert_true (lk_metric_options_equal (shown, &options));
}

/* A model without a fusion layer cannot normalise as trained: that belongs to the step
 * that chose it. */
static void
test_fallback_is_no_step (SessionFixture *fixture, gconstpointer data)
{
  LkMetricOptions options;

  lk_session_set_model (fixture->session, fixture->model_b, NULL);
  session_fixture_settle (fixture);
  options = *lk_session_get_options (fixture->session);
  options.normalisation = LK_NORMALISE_TRAINED;
  lk_session_set_options (fixture->session, &options);
  lk_session_set_model (fixture->session, fixture->model_a, NULL);
  session_fixture_settle (fixture);
  g_assert_cmpint (lk_session_get_options (fixture->session)->normalisation, ==,
                   LK_NORMALISE_EPISODE);
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
  lk_session_undo (fixture->session);
  g_assert_cmpint (lk_session_get_options (fixture->session)->normalisation, ==,
                   LK_NORMALISE_TRAINED);
  session_fixture_settle (fixture);
  lk_session_redo (fixture->session);
  g_assert_cmpint (lk_session_get_options (fixture->session)->normalisation, ==,
                   LK_NORMALISE_EPISODE);
}

static void
assert_against (SessionFixture *fixture, int pixel, int margin)
{
  const LkLook *look = lk_session_get_look (fixture->session);

  g_assert_cmpint (look->pixel.against, ==, pixel);
  g_assert_cmpint (look->margin_against, ==, margin);
}

/* The class that is compared with stays that class, wherever it comes to stand. */
static void
test_against_stays (SessionFixture *fixture, gconstpointer data)
{
  LkLook look = *lk_session_get_look (fixture->session);

  look.pixel.against = look.margin_against = 2;
  lk_session_set_look (fixture->session, &look);
  lk_episode_move_class (fixture->episode, 2, 0);
  session_fixture_settle (fixture);
  assert_against (fixture, 0, 0);
  g_assert_true (lk_episode_rename_class (fixture->episode, 0, "Hound", NULL));
  session_fixture_settle (fixture);
  assert_against (fixture, 0, 0);
  lk_episode_move_class (fixture->episode, 0, 1);
  session_fixture_settle (fixture);
  assert_against (fixture, 1, 1);
  lk_episode_remove_class (fixture->episode, 0);
  session_fixture_settle (fixture);
  assert_against (fixture, 0, 0);
  lk_session_undo (fixture->session);
  session_fixture_settle (fixture);
  assert_against (fixture, 1, 1);
  lk_episode_remove_class (fixture->episode, 1);
  session_fixture_settle (fixture);
  assert_against (fixture, LK_AGAINST_NONE, LK_AGAINST_BEST_OTHER);
}

#define ADD(name, function)                                                              \
  g_test_add ("/session/session/" name, SessionFixture, NULL, session_fixture_set_up,    \
              function, session_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("undo-example", test_undo_example);
  ADD ("interleaved", test_interleaved);
  ADD ("photographs", test_photographs);
  ADD ("network", test_network);
  ADD ("untitled", test_untitled);
  ADD ("label-keeps-mask", test_label_keeps_mask);
  ADD ("removed-query", test_removed_query);
  ADD ("class-stays", test_class_stays);
  ADD ("against-stays", test_against_stays);
  ADD ("masks-everywhere", test_masks_everywhere);
  ADD ("what-if-follows", test_what_if_follows);
  ADD ("options-in-force", test_options_in_force);
  ADD ("fallback-is-no-step", test_fallback_is_no_step);
  return g_test_run ();
}
