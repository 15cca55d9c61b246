/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "lk-comparison.h"
#include "lk-file.h"
#include "lk-maps-file.h"
#include "lk-safetensors.h"
#include "session-fixture.h"
#include "test-pictures.h"

/* The maps of the fixture's model, in a file: a session of which nobody runs a network.
 */
typedef struct
{
  SessionFixture session;
  char *maps;
  GPtrArray *scores; /* of each query: of all levels and classes, by the model */
} Fixture;

static void
add_map (GHashTable *maps, LkPicture *picture, LkTensor *map)
{
  g_hash_table_insert (maps, g_strdup (lk_picture_get_sha256 (picture)),
                       lk_tensor_ref (map));
}

static void
write_maps (LkScoring *scoring, const char *path)
{
  g_autoptr (GHashTable) maps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                       (GDestroyNotify) lk_tensor_unref);
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) bytes = NULL;
  LkEpisodeState *episode = lk_scoring_get_episode (scoring);
  GPtrArray *queries = lk_episode_state_get_queries (episode);

  for (guint i = 0; i < FIXTURE_CLASSES; i++)
    for (guint j = 0; j < FIXTURE_SHOTS; j++)
      add_map (maps, lk_episode_state_get_shots (episode, i)->pdata[j],
               lk_support_get_map (lk_scoring_get_support (scoring), i, j));
  for (guint i = 0; i < queries->len; i++)
    add_map (maps, lk_query_get_picture (queries->pdata[i]),
             lk_explanation_get_query (lk_scoring_get_explanation (scoring, i)));
  g_hash_table_insert (metadata, (char *) LK_MAPS_FORMAT_KEY, (char *) LK_MAPS_FORMAT);
  bytes = lk_safetensors_write (maps, metadata, NULL);
  g_assert_true (lk_file_write (path, g_bytes_get_data (bytes, NULL),
                                g_bytes_get_size (bytes), NULL));
}

static double *
copy_scores (LkScoring *scoring, guint query)
{
  double *copy = g_new (double, LK_N_LEVELS *FIXTURE_CLASSES);

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    for (guint i = 0; i < FIXTURE_CLASSES; i++)
      copy[level * FIXTURE_CLASSES + i] = lk_explanation_get_scores (
          lk_scoring_get_explanation (scoring, query), level)[i];
  return copy;
}

static void
set_up (Fixture *self, gconstpointer data)
{
  LkScoring *scoring;

  session_fixture_set_up (&self->session, data);
  self->maps = session_fixture_name (&self->session, "maps.safetensors");
  self->scores = g_ptr_array_new_with_free_func (g_free);
  scoring = lk_session_get_scoring (self->session.session);
  write_maps (scoring, self->maps);
  for (guint i = 0; i < FIXTURE_QUERIES; i++)
    g_ptr_array_add (self->scores, copy_scores (scoring, i));
  lk_session_set_model (self->session.session, self->maps, NULL);
  session_fixture_settle (&self->session);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_ptr_array_unref (self->scores);
  g_free (self->maps);
  session_fixture_tear_down (&self->session, data);
}

static void
assert_scored (Fixture *self, LkSession *session)
{
  LkScoring *scoring = lk_session_get_scoring (session);

  g_assert_nonnull (scoring);
  g_assert_null (lk_session_get_model (session));
  g_assert_true (LK_IS_MAPS_FILE (lk_scoring_get_source (scoring)));
  for (guint i = 0; i < FIXTURE_QUERIES; i++)
    {
      g_autofree double *scores = copy_scores (scoring, i);
      gsize size = LK_N_LEVELS * FIXTURE_CLASSES * sizeof *scores;

      g_assert_cmpmem (scores, size, self->scores->pdata[i], size);
    }
}

/* The same numbers as from the model, and all that is shown of them. */
static void
test_scores (Fixture *self, gconstpointer data)
{
  LkEvidence *evidence;

  assert_scored (self, self->session.session);
  g_assert_null (self->session.message);
  evidence = lk_session_get_evidence (self->session.session);
  g_assert_nonnull (lk_evidence_get_pixel (evidence, 0, 3)->heatmap.picture);
  g_assert_cmpfloat (lk_evidence_get_pixel (evidence, 0, 3)->heatmap.receptive_field, ==,
                     0);
  g_assert_nonnull (lk_evidence_get_scores (evidence));
}

/* What does not need maps anew goes on: masks, other options, undo to the model. */
static void
test_changes (Fixture *self, gconstpointer data)
{
  LkSession *session = self->session.session;

  session_fixture_mask (&self->session, 40);
  session_fixture_set_neighbours (&self->session, 3);
  session_fixture_settle (&self->session);
  g_assert_nonnull (lk_explanation_get_kept (
      lk_evidence_get_explanation (lk_session_get_evidence (session))));
  for (guint i = 0; i < 2; i++)
    lk_session_undo (session);
  session_fixture_settle (&self->session);
  assert_scored (self, session);
  lk_session_undo (session);
  session_fixture_settle (&self->session);
  g_assert_nonnull (lk_session_get_model (session));
  g_assert_cmpstr (lk_session_get_model_name (session), ==, self->session.model_a);
}

static void
test_saved (Fixture *self, gconstpointer data)
{
  g_autofree char *sha256 = session_fixture_sha256 (self->maps);
  g_autofree char *path = session_fixture_name (&self->session, "s.likeness");
  g_autoptr (LkSession) fresh = lk_session_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSessionFile) file = NULL;

  g_assert_true (lk_session_save (self->session.session, path, &error));
  g_assert_no_error (error);
  file = lk_session_file_load (path, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (file->model, ==, self->maps);
  g_assert_cmpstr (file->model_sha256, ==, sha256);
  lk_session_adopt (fresh, file, NULL);
  while (lk_session_get_busy (fresh) || g_main_context_pending (NULL))
    g_main_context_iteration (NULL, TRUE);
  assert_scored (self, fresh);
}

/* A picture that nobody wrote a map of: said, and gone with it. */
static void
test_new_picture (Fixture *self, gconstpointer data)
{
  g_autoptr (LkPicture) picture
      = test_picture_write (self->session.folder, "new.png", 4711);
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (g_object_unref);
  LkSession *session = self->session.session;

  g_ptr_array_add (queries, lk_query_new (picture, NULL));
  lk_episode_add_queries (self->session.episode, queries);
  session_fixture_settle (&self->session);
  g_assert_nonnull (lk_session_get_status (session));
  g_assert_nonnull (strstr (lk_session_get_status (session), "“new.png” has no map"));
  lk_session_undo (session);
  session_fixture_settle (&self->session);
  assert_scored (self, session);
  g_assert_null (lk_session_get_status (session));
}

/* The rest is scored: a shot and a query without maps are left out, and come back when
 * another file has them; painted cells stay with their queries. */
static void
test_rest_is_scored (Fixture *self, gconstpointer data)
{
  g_autoptr (LkPicture) shot = test_picture_write (self->session.folder, "s.png", 4712);
  g_autoptr (LkPicture) query = test_picture_write (self->session.folder, "q.png", 4713);
  g_autoptr (GPtrArray) shots = g_ptr_array_new ();
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (LkEpisodeState) before = NULL;
  LkSession *session = self->session.session;
  LkCautions *cautions;
  g_autofree char *caution = NULL;
  LkEpisodeState *scored;

  before = lk_episode_get_state (self->session.episode);
  g_ptr_array_add (shots, shot);
  g_assert_true (lk_episode_add_shots (self->session.episode, 0, G_MAXUINT, shots, NULL));
  g_ptr_array_add (queries, lk_query_new (query, NULL));
  lk_episode_add_queries (self->session.episode, queries);
  session_fixture_settle (&self->session);

  g_assert_nonnull (lk_session_get_scoring (session));
  scored = lk_scoring_get_episode (lk_session_get_scoring (session));
  g_assert_true (lk_episode_state_same_objects (scored, before));
  g_assert_true (lk_session_lacks_map (session, shot));
  g_assert_true (lk_session_lacks_map (session, query));
  g_assert_nonnull (strstr (lk_session_get_status (session), "“s.png” and 1 more"));
  cautions = lk_session_get_cautions (session);
  g_assert_cmpint (lk_cautions_get_shot (cautions, 0, shot), ==, LK_CAUTION_NO_MAP);
  g_assert_cmpint (lk_cautions_get_query (cautions, query), ==, LK_CAUTION_NO_MAP);
  caution = lk_cautions_describe (cautions, 0, shot);
  g_assert_nonnull (strstr (caution, "no map"));

  lk_episode_rename_class (self->session.episode, 0, "another", NULL);
  g_assert_cmpstr (lk_episode_state_get_class_name (
                       lk_scoring_get_episode (lk_session_get_scoring (session)), 0),
                   ==, "another");
  lk_session_undo (session);
  lk_session_undo (session);
  lk_session_undo (session);
  session_fixture_settle (&self->session);
  assert_scored (self, session);
  g_assert_null (lk_session_get_status (session));
}

/* A class that is left without a shot is left out as well. */
static void
test_class_without_maps (Fixture *self, gconstpointer data)
{
  g_autoptr (LkPicture) shot = test_picture_write (self->session.folder, "s.png", 4714);
  g_autoptr (GPtrArray) shots = g_ptr_array_new ();
  LkSession *session = self->session.session;
  guint n = g_list_model_get_n_items (lk_episode_get_classes (self->session.episode));

  g_ptr_array_add (shots, shot);
  g_assert_true (lk_episode_add_class (self->session.episode, "new", shots, NULL));
  session_fixture_settle (&self->session);
  g_assert_nonnull (lk_session_get_scoring (session));
  g_assert_cmpuint (lk_episode_state_get_n_classes (
                        lk_scoring_get_episode (lk_session_get_scoring (session))),
                    ==, n);
}

static gboolean
is_compared (gpointer data)
{
  return !lk_comparison_get_busy (data);
}

/* Where what is compared with has no map of a picture, that is why there is no B. */
static void
test_opponent_lacks (Fixture *self, gconstpointer data)
{
  g_autoptr (LkPicture) picture
      = test_picture_write (self->session.folder, "new.png", 4711);
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (LkComparison) comparison = lk_comparison_new (self->session.session);
  g_autoptr (LkSettings) settings = NULL;

  lk_session_set_model (self->session.session, self->session.model_a, NULL);
  g_ptr_array_add (queries, lk_query_new (picture, NULL));
  lk_episode_add_queries (self->session.episode, queries);
  session_fixture_settle (&self->session);
  settings = lk_settings_copy (lk_session_get_settings (self->session.session));
  lk_settings_set_model (settings, self->maps, NULL);
  lk_comparison_set_active (comparison, TRUE);
  lk_comparison_set_settings (comparison, settings, LK_COMPARE_WEIGHTS_SAME);
  session_fixture_settle (&self->session);
  test_wait (is_compared, comparison);
  g_assert_nonnull (lk_comparison_get_a (comparison));
  g_assert_null (lk_comparison_get_b (comparison));
  g_assert_nonnull (lk_comparison_get_problem (comparison));
  g_assert_nonnull (
      strstr (lk_comparison_get_problem (comparison), "“new.png” has no map"));
  lk_episode_remove_query (self->session.episode, FIXTURE_QUERIES);
  session_fixture_settle (&self->session);
  test_wait (is_compared, comparison);
  g_assert_nonnull (lk_comparison_get_b (comparison));
  g_assert_null (lk_comparison_get_problem (comparison));
}

#define ADD(name, function)                                                              \
  g_test_add ("/session/maps/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("scores", test_scores);
  ADD ("changes", test_changes);
  ADD ("saved", test_saved);
  ADD ("new-picture", test_new_picture);
  ADD ("rest-is-scored", test_rest_is_scored);
  ADD ("class-without-maps", test_class_without_maps);
  ADD ("opponent-lacks", test_opponent_lacks);
  return g_test_run ();
}
