/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-scoring.h"

#include <math.h>

#include "lk-embedder.h"
#include "lk-error.h"
#include "lk-preparation.h"
#include "test-models.h"
#include "test-pictures.h"

static const TestModel plain = { 1, 4, 5, FALSE, FALSE, NULL };
static const TestModel fused = { 1, 4, 5, FALSE, TRUE, NULL };

#define C 5
#define P 441
#define N_CLASSES 3
#define N_QUERIES 2

/* Classes of 2, 1 and 3 shots, and two queries. */
static const guint n_shots[N_CLASSES] = { 2, 1, 3 };

typedef struct
{
  char *folder;
  LkModel *model;
  LkFeatureCache *cache;
  LkEpisodeState *episode;
  guint done;
  guint total;
} Fixture;

static LkEpisodeState *
make_episode (guint n_classes)
{
  LkEpisodeState *episode = lk_episode_state_new ();
  guint seed = 0;

  for (guint i = 0; i < n_classes; i++)
    {
      g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);
      g_autofree char *name = g_strdup_printf ("Class %u", i);

      for (guint j = 0; j < n_shots[i % N_CLASSES]; j++)
        g_ptr_array_add (shots, test_picture_paste ("shot", seed++));
      lk_episode_state_append_class (episode, name, shots);
    }
  for (guint i = 0; i < N_QUERIES; i++)
    {
      g_autoptr (LkPicture) picture = test_picture_paste ("query", 100 + i);
      g_autoptr (LkQuery) query = lk_query_new (picture, NULL);

      lk_episode_state_append_query (episode, query);
    }
  return episode;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->model = test_model_open (data, fixture->folder, "m.safetensors");
  fixture->cache = lk_feature_cache_new ();
  fixture->episode = make_episode (N_CLASSES);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  lk_episode_state_unref (fixture->episode);
  g_assert_finalize_object (fixture->cache);
  g_assert_finalize_object (fixture->model);
  test_folder_remove (fixture->folder);
}

static void
note_progress (guint done, guint total, gpointer data)
{
  Fixture *fixture = data;

  fixture->done = done;
  fixture->total = total;
}

static LkScoring *
score (Fixture *fixture, const LkMetricOptions *options)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (fixture->model, fixture->cache);
  LkScoring *scoring = lk_scoring_new (fixture->episode, LK_MAP_SOURCE (embedder),
                                       options, note_progress, fixture, NULL, &error);

  g_assert_no_error (error);
  return scoring;
}

/* The slow and obvious way, in double: a map [C, P] straight from the network. */
static double *
map_of (LkModel *model, LkPicture *picture)
{
  g_autoptr (LkImage) image = lk_picture_decode (picture, NULL);
  g_autoptr (LkTensor) prepared
      = lk_preparation_run (image, lk_model_get_profile (model));
  gsize shape[] = { 1, 3, 84, 84 };
  g_autoptr (LkTensor) batch
      = lk_tensor_new_for_data (4, shape, lk_tensor_get_data (prepared), NULL, NULL);
  g_autoptr (LkTensor) maps
      = lk_network_forward (lk_model_get_network (model), batch, NULL, NULL);
  double *map = g_new (double, C *P);

  g_assert_cmpuint (lk_tensor_get_size (maps), ==, C * P);
  for (guint i = 0; i < C * P; i++)
    map[i] = lk_tensor_get_data (maps)[i];
  return map;
}

/* Cosine of n numbers each, a and b apart by their strides. */
static double
cosine (const double *a, const double *b, guint n, guint stride)
{
  double ab = 0;
  double aa = 0;
  double bb = 0;

  for (guint i = 0; i < n; i++)
    {
      ab += a[i * stride] * b[i * stride];
      aa += a[i * stride] * a[i * stride];
      bb += b[i * stride] * b[i * stride];
    }
  return ab / sqrt (aa * bb);
}

/* Sum over the query's descriptors of the largest cosine with any of the shots'. */
static double
best_matches (double *query,
              double **shots,
              guint n,
              guint n_descriptors,
              guint step,
              guint length,
              guint stride)
{
  double sum = 0;

  for (guint i = 0; i < n_descriptors; i++)
    {
      double best = -2;

      for (guint j = 0; j < n * n_descriptors; j++)
        best = MAX (best, cosine (query + i * step,
                                  shots[j / n_descriptors] + j % n_descriptors * step,
                                  length, stride));
      sum += best;
    }
  return sum;
}

static void
describe (double **maps, guint n, double mean[C], double covariance[C][C])
{
  for (guint a = 0; a < C; a++)
    {
      mean[a] = 0;
      for (guint i = 0; i < n * P; i++)
        mean[a] += maps[i / P][a * P + i % P] / (n * P);
    }
  for (guint a = 0; a < C; a++)
    for (guint b = 0; b < C; b++)
      {
        covariance[a][b] = 0;
        for (guint i = 0; i < n * P; i++)
          covariance[a][b] += (maps[i / P][a * P + i % P] - mean[a])
                              * (maps[i / P][b * P + i % P] - mean[b]) / (n * P - 1);
      }
}

/* docs/METHOD.md 5.4, the paper's simplification. */
static double
simplified_distance (double *query, double **shots, guint n)
{
  double mean_q[C];
  double mean_s[C];
  double covariance_q[C][C];
  double covariance_s[C][C];
  double sum = 0;

  describe (&query, 1, mean_q, covariance_q);
  describe (shots, n, mean_s, covariance_s);
  for (guint a = 0; a < C; a++)
    {
      sum += (mean_q[a] - mean_s[a]) * (mean_q[a] - mean_s[a]);
      for (guint b = 0; b < C; b++)
        sum += pow (covariance_q[a][b] - covariance_s[a][b], 2);
    }
  return sum;
}

static void
assert_close (double a, double b)
{
  g_assert_cmpfloat_with_epsilon (a, b, 1e-4 * MAX (fabs (a), 1e-3));
}

static void
test_numbers (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkScoring) scoring = NULL;

  options.distance = LK_DISTANCE_W2_SIMPLIFIED;
  scoring = score (fixture, &options);
  g_assert_cmpuint (lk_scoring_get_n_queries (scoring), ==, N_QUERIES);
  g_assert_cmpuint (fixture->total, ==, 6 + N_QUERIES);
  g_assert_cmpuint (fixture->done, ==, 6 + N_QUERIES);
  for (guint q = 0; q < N_QUERIES; q++)
    {
      LkExplanation *explanation = lk_scoring_get_explanation (scoring, q);
      LkQuery *asked = lk_episode_state_get_queries (fixture->episode)->pdata[q];
      g_autofree double *query = map_of (fixture->model, lk_query_get_picture (asked));

      for (guint i = 0; i < N_CLASSES; i++)
        {
          GPtrArray *pictures = lk_episode_state_get_shots (fixture->episode, i);
          double *shots[3];

          for (guint j = 0; j < n_shots[i]; j++)
            shots[j] = map_of (fixture->model, pictures->pdata[j]);
          assert_close (lk_explanation_get_scores (explanation, LK_LEVEL_PIXEL)[i],
                        best_matches (query, shots, n_shots[i], P, 1, C, P));
          assert_close (lk_explanation_get_scores (explanation, LK_LEVEL_PART)[i],
                        best_matches (query, shots, n_shots[i], C, P, P, 1));
          assert_close (lk_explanation_get_scores (explanation, LK_LEVEL_DISTRIBUTION)[i],
                        simplified_distance (query, shots, n_shots[i]));
          for (guint j = 0; j < n_shots[i]; j++)
            g_free (shots[j]);
        }
    }
}

static void
test_parts (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkScoring) scoring = NULL;
  double ms = 0;

  options.neighbours = 3;
  scoring = score (fixture, &options);
  g_assert_true (lk_scoring_get_episode (scoring) == fixture->episode);
  g_assert_true (lk_scoring_get_model (scoring) == fixture->model);
  g_assert_cmpuint (lk_scoring_get_options (scoring)->neighbours, ==, 3);
  g_assert_cmpuint (lk_support_get_n_shots (lk_scoring_get_support (scoring), 2), ==, 3);
  g_assert_null (lk_scoring_get_trained_fusion (scoring));
  for (LkScoringStage stage = 0; stage < LK_N_SCORING_STAGES; stage++)
    {
      g_assert_cmpfloat (lk_scoring_get_stage_ms (scoring, stage), >=, 0);
      ms += lk_scoring_get_stage_ms (scoring, stage);
    }
  g_assert_cmpfloat (ms, >, 0);
}

/* Raw and with one level's weight at a time, fused is that level's score. */
static void
test_decide (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkScoring) scoring = score (fixture, &options);
  LkExplanation *explanation = lk_scoring_get_explanation (scoring, 1);

  options.normalisation = LK_NORMALISE_RAW;
  for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
    for (LkLevel level = 0; level < LK_N_LEVELS; level++)
      {
        g_autoptr (GError) error = NULL;
        g_autoptr (LkDecision) decision = NULL;

        options.distance = distance;
        for (LkLevel l = 0; l < LK_N_LEVELS; l++)
          options.weights[l] = l == level ? 2 : 0;
        decision = lk_scoring_decide (scoring, 1, &options, &error);
        g_assert_no_error (error);
        for (guint i = 0; i < N_CLASSES; i++)
          if (level == LK_LEVEL_DISTRIBUTION)
            g_assert_cmpfloat (
                decision->fused[i], ==,
                -2 * lk_explanation_get_distance (explanation, distance, i));
          else
            g_assert_cmpfloat (decision->fused[i], ==,
                               2 * lk_explanation_get_scores (explanation, level)[i]);
      }
}

static void
test_no_fusion (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkScoring) scoring = score (fixture, &options);
  g_autoptr (GError) error = NULL;

  options.normalisation = LK_NORMALISE_TRAINED;
  g_assert_null (lk_scoring_decide (scoring, 0, &options, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
}

static void
test_fusion (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkScoring) three = score (fixture, &options);
  g_autoptr (LkScoring) five = NULL;
  g_autoptr (LkDecision) collapsed = NULL;
  g_autoptr (LkDecision) exact = NULL;
  g_autoptr (GError) error = NULL;
  const LkTrainedFusion *fusion = lk_scoring_get_trained_fusion (three);

  g_assert_nonnull (fusion);
  g_assert_cmpuint (fusion->n_slots, ==, 5);
  options.normalisation = LK_NORMALISE_TRAINED;
  collapsed = lk_scoring_decide (three, 0, &options, &error);
  g_assert_no_error (error);
  options.normalisation = LK_NORMALISE_TRAINED_EXACT;
  g_assert_null (lk_scoring_decide (three, 0, &options, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
  g_clear_error (&error);

  lk_episode_state_unref (fixture->episode);
  fixture->episode = make_episode (5);
  five = score (fixture, &options);
  exact = lk_scoring_decide (five, 0, &options, &error);
  g_assert_no_error (error);
}

static void
assert_fails (Fixture *fixture,
              LkEpisodeState *episode,
              const LkMetricOptions *options,
              GCancellable *cancellable,
              GQuark domain,
              int code)
{
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (fixture->model, fixture->cache);
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_scoring_new (episode, LK_MAP_SOURCE (embedder), options, NULL, NULL,
                                 cancellable, &error));
  g_assert_error (error, domain, code);
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = lk_metric_options_default ();
  LkMetricOptions absurd = options;
  g_autoptr (LkEpisodeState) empty = lk_episode_state_new ();
  g_autoptr (LkEpisodeState) hollow = make_episode (3);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();

  absurd.weights[0] = NAN;
  lk_episode_state_append_class (hollow, "Void", NULL);
  g_cancellable_cancel (cancellable);
  assert_fails (fixture, empty, &options, NULL, LK_ERROR, LK_ERROR_EPISODE);
  assert_fails (fixture, hollow, &options, NULL, LK_ERROR, LK_ERROR_EPISODE);
  assert_fails (fixture, fixture->episode, &absurd, NULL, LK_ERROR, LK_ERROR_OPTION);
  assert_fails (fixture, fixture->episode, &options, cancellable, G_IO_ERROR,
                G_IO_ERROR_CANCELLED);
}

static void
test_no_query (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (LkScoring) scoring = NULL;

  g_ptr_array_set_size (lk_episode_state_get_queries (fixture->episode), 0);
  scoring = score (fixture, &options);
  g_assert_cmpuint (lk_scoring_get_n_queries (scoring), ==, 0);
  g_assert_nonnull (lk_scoring_get_support (scoring));
}

static void
add (const char *path, const TestModel *model, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, model, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/scoring/numbers", &plain, test_numbers);
  add ("/scoring/parts", &plain, test_parts);
  add ("/scoring/decide", &plain, test_decide);
  add ("/scoring/no-fusion", &plain, test_no_fusion);
  add ("/scoring/fusion", &fused, test_fusion);
  add ("/scoring/failures", &plain, test_failures);
  add ("/scoring/no-query", &plain, test_no_query);
  return g_test_run ();
}
