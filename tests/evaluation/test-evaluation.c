/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episode-runner.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "lk-dataset-maps.h"
#include "lk-embedder.h"
#include "lk-error.h"
#include "lk-scoring.h"
#include "test-models.h"
#include "test-pictures.h"

#define N_CLASSES 5
#define N_PICTURES 6

static const TestModel plain = { 1, 4, 5, FALSE, FALSE, NULL };
static const TestModel fused = { 1, 4, 5, FALSE, TRUE, NULL };
/* Of so many channels that an episode takes long. */
static const TestModel broad = { 1, 2, 4096, FALSE, FALSE, NULL };
static const LkSampler usual = { 3, 2, 3, 77 };

typedef struct
{
  char *folder;
  char *pictures;
  LkModel *model;
  LkDataset *dataset;
  LkMetricOptions options;
} Fixture;

/* How the pictures of a folder are made. */
typedef enum
{
  NOISE,
  SAME_IN_CLASS,
  ALL_SAME,
} Kind;

static void
write_class (const char *folder, guint index, Kind kind)
{
  g_autofree char *name = g_strdup_printf ("class %u", index);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_mkdir (path, 0755), ==, 0);
  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autofree char *file = g_strdup_printf ("%u.png", i);
      guint32 seed = kind == NOISE ? index * 100 + i : kind == SAME_IN_CLASS ? index : 0;

      g_free (test_png_write (path, file, seed, 6, 6));
    }
}

static void
set_up_kind (Fixture *fixture, const TestModel *model, Kind kind)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = test_folder_new ();
  fixture->pictures = g_build_filename (fixture->folder, "pictures", NULL);
  fixture->model = test_model_open (model, fixture->folder, "m.safetensors");
  fixture->options = lk_metric_options_default ();
  g_assert_cmpint (g_mkdir (fixture->pictures, 0755), ==, 0);
  for (guint i = 0; i < N_CLASSES; i++)
    write_class (fixture->pictures, i, kind);
  fixture->dataset = lk_dataset_open (fixture->pictures, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  set_up_kind (fixture, data != NULL ? data : &plain, NOISE);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->dataset);
  g_assert_finalize_object (fixture->model);
  g_free (fixture->pictures);
  test_folder_remove (fixture->folder);
}

static LkEvaluation *
make (Fixture *fixture, const LkSampler *sampler)
{
  return lk_evaluation_new (fixture->dataset, sampler);
}

/* Runs the first @n_episodes of @evaluation that it has not got. */
static gboolean
run_more (Fixture *fixture,
          LkEvaluation *evaluation,
          guint n_episodes,
          LkEpisodeRunnerProgress progress,
          gpointer user_data,
          GCancellable *cancellable,
          GError **error)
{
  g_autoptr (LkEpisodeRunner) runner
      = lk_episode_runner_new (fixture->dataset, fixture->model,
                               lk_evaluation_get_sampler (evaluation), &fixture->options);

  return lk_episode_runner_run (runner, evaluation, 0, n_episodes, progress, user_data,
                                cancellable, error);
}

static LkEvaluation *
run (Fixture *fixture, const LkSampler *sampler, guint n_episodes)
{
  LkEvaluation *evaluation = make (fixture, sampler);
  g_autoptr (GError) error = NULL;

  run_more (fixture, evaluation, n_episodes, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_evaluation_get_n_episodes (evaluation), ==, n_episodes);
  return evaluation;
}

/* What an evaluation should have found, added up from episodes scored as the window
 * scores them. */
typedef struct
{
  guint64 index;
  double accuracy[LK_N_PREDICTORS];
  guint n_mistakes;
} ExpectedEpisode;

typedef struct
{
  GArray *episodes;
  GArray *mistakes;
  guint confusion[N_CLASSES * N_CLASSES];
} Expected;

static void
expect_query (Expected *expected,
              ExpectedEpisode *result,
              LkScoring *scoring,
              guint query,
              const LkMetricOptions *options,
              const LkSample *sample)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkDecision) decision = lk_scoring_decide (scoring, query, options, &error);
  guint truth = query / usual.n_queries;

  g_assert_no_error (error);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    result->accuracy[level] += decision->alone[level] == truth;
  result->accuracy[LK_PREDICTOR_FUSED] += decision->prediction == truth;
  expected->confusion[sample->classes[truth] * N_CLASSES
                      + sample->classes[decision->prediction]]++;
  if (decision->prediction != truth)
    {
      LkMistake mistake
          = { result->index, query, sample->classes[truth],
              sample->classes[decision->prediction],
              decision->fused[decision->prediction] - decision->fused[truth] };

      result->n_mistakes++;
      g_array_append_val (expected->mistakes, mistake);
    }
}

static void
expect_episode (Expected *expected, Fixture *fixture, guint64 index)
{
  g_autoptr (LkSample) sample = lk_sampler_draw (&usual, fixture->dataset, index);
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (fixture->model, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkEpisodeState) state
      = lk_sample_to_state (sample, &usual, fixture->dataset, &error);
  g_autoptr (LkScoring) scoring = NULL;
  ExpectedEpisode result = { .index = index };
  guint n_queries = usual.n_ways * usual.n_queries;

  g_assert_no_error (error);
  scoring = lk_scoring_new (state, LK_MAP_SOURCE (embedder), &fixture->options, NULL,
                            NULL, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_queries; i++)
    expect_query (expected, &result, scoring, i, &fixture->options, sample);
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    result.accuracy[predictor] /= n_queries;
  g_array_append_val (expected->episodes, result);
}

static void
assert_expected (Fixture *fixture, LkEvaluation *evaluation)
{
  Expected expected = { g_array_new (FALSE, FALSE, sizeof (ExpectedEpisode)),
                        g_array_new (FALSE, FALSE, sizeof (LkMistake)),
                        { 0 } };
  GArray *mistakes = lk_evaluation_get_mistakes (evaluation);

  for (guint i = 0; i < lk_evaluation_get_n_episodes (evaluation); i++)
    {
      const LkOutcome *result = lk_evaluation_get_episode (evaluation, i);
      const ExpectedEpisode *other;

      expect_episode (&expected, fixture, i);
      other = &g_array_index (expected.episodes, ExpectedEpisode, i);
      g_assert_cmpuint (result->index, ==, i);
      g_assert_cmpuint (result->n_mistakes, ==, other->n_mistakes);
      for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
        g_assert_cmpfloat (lk_outcome_get_accuracy (result, predictor), ==,
                           other->accuracy[predictor]);
    }
  g_assert_cmpmem (lk_evaluation_get_confusion (evaluation), sizeof expected.confusion,
                   expected.confusion, sizeof expected.confusion);
  g_assert_cmpuint (mistakes->len, ==, expected.mistakes->len);
  for (guint i = 0; i < mistakes->len; i++)
    {
      const LkMistake *mistake = &g_array_index (mistakes, LkMistake, i);
      const LkMistake *other = &g_array_index (expected.mistakes, LkMistake, i);

      g_assert_cmpuint (mistake->episode, ==, other->episode);
      g_assert_cmpuint (mistake->query, ==, other->query);
      g_assert_cmpuint (mistake->truth, ==, other->truth);
      g_assert_cmpuint (mistake->prediction, ==, other->prediction);
      g_assert_cmpfloat_with_epsilon (mistake->margin, other->margin,
                                      1e-9 * (1 + fabs (other->margin)));
    }
  g_array_unref (expected.episodes);
  g_array_unref (expected.mistakes);
}

static void
test_as_scoring (Fixture *fixture, gconstpointer data)
{
  LkEvaluation *evaluation = run (fixture, &usual, 12);

  assert_expected (fixture, evaluation);
  g_assert_cmpuint (lk_evaluation_get_mistakes (evaluation)->len, >, 0);
  g_assert_true (lk_evaluation_get_dataset (evaluation) == fixture->dataset);
  g_assert_cmpuint (lk_evaluation_get_sampler (evaluation)->seed, ==, usual.seed);
  g_assert_finalize_object (evaluation);
}

static void
test_options (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) evaluation = NULL;

  fixture->options.neighbours = 3;
  fixture->options.part_form = LK_PART_RELEASED;
  fixture->options.distance = LK_DISTANCE_KL_QS;
  fixture->options.normalisation = LK_NORMALISE_TRAINED;
  fixture->options.weights[LK_LEVEL_PART] = 5;
  evaluation = run (fixture, &usual, 5);
  assert_expected (fixture, evaluation);
}

static void
assert_mistakes_equal (GArray *a, GArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++)
    {
      const LkMistake *x = &g_array_index (a, LkMistake, i);
      const LkMistake *y = &g_array_index (b, LkMistake, i);

      g_assert_true (x->episode == y->episode && x->query == y->query);
      g_assert_true (x->truth == y->truth && x->prediction == y->prediction);
      g_assert_cmpfloat (x->margin, ==, y->margin);
    }
}

static void
assert_equal (LkEvaluation *a, LkEvaluation *b)
{
  gsize size = N_CLASSES * N_CLASSES * sizeof (guint);

  g_assert_cmpuint (lk_evaluation_get_n_episodes (a), ==,
                    lk_evaluation_get_n_episodes (b));
  for (guint i = 0; i < lk_evaluation_get_n_episodes (a); i++)
    {
      const LkOutcome *x = lk_evaluation_get_episode (a, i);
      const LkOutcome *y = lk_evaluation_get_episode (b, i);

      g_assert_true (x->index == y->index && x->n_mistakes == y->n_mistakes);
      for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
        g_assert_cmpfloat (lk_outcome_get_accuracy (x, predictor), ==,
                           lk_outcome_get_accuracy (y, predictor));
    }
  g_assert_cmpmem (lk_evaluation_get_confusion (a), size, lk_evaluation_get_confusion (b),
                   size);
  assert_mistakes_equal (lk_evaluation_get_mistakes (a), lk_evaluation_get_mistakes (b));
}

static void
test_in_pieces (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) whole = run (fixture, &usual, 10);
  g_autoptr (LkEvaluation) pieces = make (fixture, &usual);
  const guint stops[] = { 1, 0, 4, 4, 9, 3, 10 };

  for (guint i = 0; i < G_N_ELEMENTS (stops); i++)
    {
      g_assert_true (run_more (fixture, pieces, stops[i], NULL, NULL, NULL, NULL));
      lk_evaluation_get_mistakes (pieces);
    }
  assert_equal (whole, pieces);
}

typedef struct
{
  LkEvaluation *evaluation;
  GCancellable *cancellable;
  guint stop;
  guint n_calls;
  guint last;
} Watch;

static void
watch (guint n_episodes, guint total, double seconds_left, gpointer data)
{
  Watch *self = data;

  g_assert_cmpuint (total, ==, 40);
  g_assert_cmpuint (n_episodes, >, self->last);
  g_assert_cmpuint (n_episodes, ==, lk_evaluation_get_n_episodes (self->evaluation));
  g_assert_true (seconds_left >= 0 || seconds_left == -1);
  if (n_episodes == total)
    g_assert_cmpfloat (seconds_left, ==, 0);
  self->n_calls++;
  self->last = n_episodes;
  if (n_episodes >= self->stop)
    g_cancellable_cancel (self->cancellable);
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) whole = run (fixture, &usual, 40);
  g_autoptr (LkEvaluation) evaluation = make (fixture, &usual);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  Watch state = { evaluation, cancellable, 5, 0, 0 };

  g_assert_false (run_more (fixture, evaluation, 40, watch, &state, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpuint (lk_evaluation_get_n_episodes (evaluation), ==, state.last);
  g_assert_cmpuint (state.last, >=, 5);
  g_assert_cmpuint (state.last, <, 40);
  g_clear_error (&error);

  g_assert_false (run_more (fixture, evaluation, 40, NULL, NULL, cancellable, &error));
  g_assert_cmpuint (lk_evaluation_get_n_episodes (evaluation), ==, state.last);
  state.stop = 41;
  g_assert_true (run_more (fixture, evaluation, 40, watch, &state, NULL, NULL));
  g_assert_cmpuint (state.last, ==, 40);
  assert_equal (whole, evaluation);
}

typedef struct
{
  Fixture *fixture;
  LkEvaluation *evaluation;
} There;

static gpointer
run_there (gpointer data)
{
  There *there = data;

  g_assert_true (
      run_more (there->fixture, there->evaluation, 40, NULL, NULL, NULL, NULL));
  return NULL;
}

/* All that can be read is whole at any moment of a run on another thread. */
static void
test_read_while_it_runs (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) evaluation = make (fixture, &usual);
  There there = { fixture, evaluation };
  GThread *thread = g_thread_new ("evaluation", run_there, &there);
  const guint *confusion = lk_evaluation_get_confusion (evaluation);
  guint n_queries = usual.n_ways * usual.n_queries;
  guint n_episodes;

  do
    {
      guint n_mistakes = 0;
      guint n_counted = 0;
      guint n_wrong = 0;
      double accuracy, ci95;
      guint n_known;

      n_episodes = lk_evaluation_get_n_episodes (evaluation);
      lk_evaluation_get_accuracy (evaluation, LK_PREDICTOR_FUSED, &accuracy, &ci95);
      g_assert_true (accuracy >= 0 && accuracy <= 100 && ci95 >= 0);
      n_known = lk_evaluation_get_mistakes (evaluation)->len;
      g_assert_true (lk_evaluation_get_confusion (evaluation) == confusion);
      for (guint i = 0; i < N_CLASSES * N_CLASSES; i++)
        {
          n_counted += confusion[i];
          n_wrong += i % (N_CLASSES + 1) != 0 ? confusion[i] : 0;
        }
      g_assert_cmpuint (n_counted % n_queries, ==, 0);
      g_assert_cmpuint (n_counted, >=, n_episodes * n_queries);
      for (guint i = 0; i < n_counted / n_queries; i++)
        n_mistakes += lk_evaluation_get_episode (evaluation, i)->n_mistakes;
      g_assert_cmpuint (n_mistakes, ==, n_wrong);
      g_assert_cmpuint (n_known, <=, n_wrong);
    }
  while (n_episodes < 40);
  g_thread_join (thread);
  assert_expected (fixture, evaluation);
}

/* Mean and half interval of what was run, with Student's @quantile from a table. */
static void
assert_interval (LkEvaluation *evaluation, guint predictor, double quantile)
{
  guint n = lk_evaluation_get_n_episodes (evaluation);
  double sum = 0, squares = 0;
  double accuracy, ci95, expected;

  for (guint i = 0; i < n; i++)
    {
      double x = lk_outcome_get_accuracy (lk_evaluation_get_episode (evaluation, i),
                                          predictor);

      sum += x;
      squares += x * x;
    }
  expected = n > 1
                 ? 100 * quantile * sqrt (MAX (squares - sum * sum / n, 0) / (n - 1) / n)
                 : 0;
  lk_evaluation_get_accuracy (evaluation, predictor, &accuracy, &ci95);
  g_assert_cmpfloat_with_epsilon (accuracy, 100 * sum / n, 1e-10);
  g_assert_cmpfloat_with_epsilon (ci95, expected, 1e-4 * expected + 1e-5);
}

static void
test_interval (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) evaluation = make (fixture, &usual);
  const struct
  {
    guint n;
    double quantile;
  } cases[] = { { 1, 0 }, { 2, 12.7062 }, { 5, 2.77645 }, { 31, 2.04227 } };
  double accuracy, ci95;

  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      lk_evaluation_get_accuracy (evaluation, predictor, &accuracy, &ci95);
      g_assert_true (accuracy == 0 && ci95 == 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_assert_true (run_more (fixture, evaluation, cases[i].n, NULL, NULL, NULL, NULL));
      for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
        assert_interval (evaluation, predictor, cases[i].quantile);
    }
  lk_evaluation_get_accuracy (evaluation, LK_PREDICTOR_FUSED, &accuracy, &ci95);
  g_assert_cmpfloat (ci95, >, 0);
}

/* Pictures that are copies of one another are all told apart by every predictor. */
static void
test_all_right (void)
{
  const LkSampler sampler = { N_CLASSES, 1, 5, 1 };
  Fixture fixture;
  LkEvaluation *evaluation;

  set_up_kind (&fixture, &plain, SAME_IN_CLASS);
  evaluation = run (&fixture, &sampler, 4);
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      double accuracy, ci95;

      lk_evaluation_get_accuracy (evaluation, predictor, &accuracy, &ci95);
      g_assert_cmpfloat (accuracy, ==, 100);
      g_assert_cmpfloat (ci95, ==, 0);
    }
  g_assert_cmpuint (lk_evaluation_get_mistakes (evaluation)->len, ==, 0);
  for (guint i = 0; i < N_CLASSES * N_CLASSES; i++)
    g_assert_cmpuint (lk_evaluation_get_confusion (evaluation)[i], ==,
                      i % (N_CLASSES + 1) == 0 ? 4 * 5 : 0);
  g_assert_finalize_object (evaluation);
  tear_down (&fixture, NULL);
}

/* Where all classes are one, no predictor does better than chance, nor worse. */
static void
test_all_same (void)
{
  const LkSampler sampler = { 4, 1, 3, 1 };
  Fixture fixture;
  LkEvaluation *evaluation;

  set_up_kind (&fixture, &plain, ALL_SAME);
  evaluation = run (&fixture, &sampler, 6);
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      double accuracy, ci95;

      lk_evaluation_get_accuracy (evaluation, predictor, &accuracy, &ci95);
      g_assert_cmpfloat (accuracy, ==, 25);
      g_assert_cmpfloat (ci95, ==, 0);
    }
  g_assert_cmpuint (lk_evaluation_get_mistakes (evaluation)->len, ==, 6 * 9);
  g_assert_finalize_object (evaluation);
  tear_down (&fixture, NULL);
}

static void
reopen (Fixture *fixture)
{
  g_autofree char *path = g_strdup (lk_dataset_get_path (fixture->dataset));
  g_autoptr (GError) error = NULL;

  g_object_unref (fixture->dataset);
  fixture->dataset = lk_dataset_open (path, NULL, &error);
  g_assert_no_error (error);
}

static void
test_bad_picture (Fixture *fixture, gconstpointer data)
{
  const LkSampler sampler = { N_CLASSES, 1, N_PICTURES - 1, 3 };
  g_autofree char *path = lk_dataset_get_picture_path (fixture->dataset, 2, 4);
  g_autoptr (LkEvaluation) evaluation = make (fixture, &sampler);
  const char *const damages[] = { "", "no picture", "\x89PNG\r\n\x1a\n" };

  for (guint i = 0; i <= G_N_ELEMENTS (damages); i++)
    {
      g_autoptr (GError) error = NULL;

      if (i < G_N_ELEMENTS (damages))
        g_assert_true (g_file_set_contents (path, damages[i], -1, NULL));
      else
        g_assert_cmpint (g_remove (path), ==, 0);
      g_assert_false (run_more (fixture, evaluation, 3, NULL, NULL, NULL, &error));
      g_assert_true (error->domain == LK_ERROR);
      g_assert_nonnull (strstr (error->message, path));
      g_assert_cmpuint (lk_evaluation_get_n_episodes (evaluation), ==, 0);
      /* What was left out once stays so in the dataset it was left out of. */
      reopen (fixture);
    }
  {
    g_autofree char *folder = g_path_get_dirname (path);
    g_autofree char *name = g_path_get_basename (path);

    g_free (test_png_write (folder, name, 204, 6, 6));
  }
  reopen (fixture);
  g_assert_true (run_more (fixture, evaluation, 3, NULL, NULL, NULL, NULL));
}

static gboolean
is_in (const LkSample *sample, guint class_index, guint picture)
{
  for (guint i = 0; i < usual.n_ways; i++)
    {
      if (sample->classes[i] != class_index)
        continue;
      for (guint j = 0; j < usual.n_shots; j++)
        if (sample->shots[i * usual.n_shots + j] == picture)
          return TRUE;
      for (guint j = 0; j < usual.n_queries; j++)
        if (sample->queries[i * usual.n_queries + j] == picture)
          return TRUE;
    }
  return FALSE;
}

/* A picture that the episode @index needs, and those before it do not. */
static char *
find_new_picture (LkDataset *dataset, guint64 index)
{
  for (guint i = 0; i < N_CLASSES * N_PICTURES; i++)
    {
      gboolean was_there = FALSE;

      for (guint64 j = 0; j <= index; j++)
        {
          g_autoptr (LkSample) sample = lk_sampler_draw (&usual, dataset, j);
          gboolean is_there = is_in (sample, i / N_PICTURES, i % N_PICTURES);

          if (j == index && is_there && !was_there)
            return lk_dataset_get_picture_path (dataset, i / N_PICTURES, i % N_PICTURES);
          was_there = was_there || is_there;
        }
    }
  g_assert_not_reached ();
}

/* Left out with its reason; the episode that was drawn without it is as it was. */
static void
assert_left_out (Fixture *fixture,
                 LkEvaluation *whole,
                 LkEvaluation *evaluation,
                 const char *path)
{
  g_autoptr (GPtrArray) left_out = lk_dataset_list_left_out (fixture->dataset);

  g_assert_cmpuint (left_out->len, ==, 1);
  g_assert_nonnull (strstr (left_out->pdata[0], path));
  g_assert_true (lk_outcome_equal (lk_evaluation_get_episode (whole, 0),
                                   lk_evaluation_get_episode (evaluation, 0)));
}

static void
test_bad_picture_later (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) whole = run (fixture, &usual, 1);
  g_autoptr (LkEvaluation) evaluation = run (fixture, &usual, 1);
  g_autofree char *path = find_new_picture (fixture->dataset, 1);
  guint64 n_embedded, n_repeated;
  g_autoptr (GError) error = NULL;

  lk_evaluation_get_n_embedded (evaluation, &n_embedded, &n_repeated);
  g_assert_cmpuint (n_embedded, ==, 3 * 5);
  g_assert_cmpuint (n_repeated, ==, 0);
  g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  g_assert_true (run_more (fixture, evaluation, 2, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (lk_evaluation_get_n_episodes (evaluation), ==, 2);
  assert_left_out (fixture, whole, evaluation, path);
}

/* What cannot be read is left out for another draw; what was cancelled is not. */
static void
test_fetch_maps (Fixture *fixture, gconstpointer data)
{
  static const guint classes[] = { 1, 3 }, pictures[] = { 0, 2, 4, 5 };
  g_autoptr (LkMapSource) source = lk_episode_runner_make_source (fixture->model);
  g_autoptr (GArray) drawn = g_array_new (FALSE, FALSE, sizeof (LkDrawnPicture));
  g_autofree char *path = lk_dataset_get_picture_path (fixture->dataset, 1, 2);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GPtrArray) maps = NULL;
  g_autoptr (GError) error = NULL;
  gboolean again;

  lk_drawn_pictures_append (drawn, classes, 2, pictures, 2);
  g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  g_cancellable_cancel (cancellable);
  g_assert_null (
      lk_dataset_fetch_maps (fixture->dataset, drawn, source, &again, cancellable, NULL));
  g_assert_false (again);
  g_assert_null (
      lk_dataset_fetch_maps (fixture->dataset, drawn, source, &again, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
  g_assert_true (again);
  g_assert_true (lk_dataset_is_left_out (fixture->dataset, 1, 2));
  g_assert_cmpuint (lk_dataset_get_n_usable (fixture->dataset, 3), ==, N_PICTURES);
  g_array_remove_index (drawn, 1);
  maps = lk_dataset_fetch_maps (fixture->dataset, drawn, source, &again, NULL, NULL);
  g_assert_cmpuint (maps->len, ==, 3);
}

/* One of the second of several episodes that are run at once, too. */
static void
test_bad_picture_among_others (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) whole = run (fixture, &usual, 1);
  g_autoptr (LkEvaluation) evaluation = make (fixture, &usual);
  g_autofree char *path = find_new_picture (fixture->dataset, 1);
  g_autoptr (GError) error = NULL;

  g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
  g_assert_true (run_more (fixture, evaluation, 20, NULL, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (lk_evaluation_get_n_episodes (evaluation), ==, 20);
  assert_left_out (fixture, whole, evaluation, path);
}

static void
test_refusals (Fixture *fixture, gconstpointer data)
{
  const LkSampler wide = { N_CLASSES + 1, 1, 1, 0 };
  const LkSampler deep = { 3, 3, 4, 0 };
  g_autoptr (LkEvaluation) too_wide = make (fixture, &wide);
  g_autoptr (LkEvaluation) too_deep = make (fixture, &deep);
  g_autoptr (LkEvaluation) untrained = NULL;
  g_autoptr (LkEvaluation) absurd = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_false (run_more (fixture, too_wide, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
  g_clear_error (&error);
  g_assert_false (run_more (fixture, too_deep, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
  g_clear_error (&error);

  fixture->options.normalisation = LK_NORMALISE_TRAINED;
  untrained = make (fixture, &usual);
  g_assert_false (run_more (fixture, untrained, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
  g_clear_error (&error);

  fixture->options.ridge = NAN;
  absurd = make (fixture, &usual);
  g_assert_false (run_more (fixture, absurd, 1, NULL, NULL, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
}

static void
test_csv (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) evaluation = run (fixture, &usual, 7);
  g_autofree char *path = g_build_filename (fixture->folder, "episodes.csv", NULL);
  g_autofree char *nowhere = g_build_filename (fixture->folder, "none", "e.csv", NULL);
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_evaluation_save_csv (evaluation, path, &error));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 9);
  g_assert_cmpstr (lines[0], ==, "episode,part,pixel,distribution,fused,mistakes");
  g_assert_cmpstr (lines[8], ==, "");
  for (guint i = 0; i < 7; i++)
    {
      const LkOutcome *result = lk_evaluation_get_episode (evaluation, i);
      g_auto (GStrv) fields = g_strsplit (lines[i + 1], ",", -1);

      g_assert_cmpuint (g_strv_length (fields), ==, 6);
      g_assert_cmpuint (g_ascii_strtoull (fields[0], NULL, 10), ==, i);
      for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
        g_assert_cmpfloat (g_ascii_strtod (fields[1 + predictor], NULL), ==,
                           100 * lk_outcome_get_accuracy (result, predictor));
      g_assert_cmpuint (g_ascii_strtoull (fields[5], NULL, 10), ==, result->n_mistakes);
    }
  g_assert_false (lk_evaluation_save_csv (evaluation, nowhere, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "e.csv"));
}

/* What a run found on its way, against the window's scoring and what came of it. */
typedef struct
{
  Fixture *fixture;
  LkEvaluation *evaluation;
  guint64 next;
} Collected;

static gboolean
collect (LkOutcome *outcome,
         const LkSample *sample,
         GPtrArray *maps,
         const LkRawScores *scores,
         gpointer data,
         GError **error)
{
  Collected *self = data;
  Fixture *fixture = self->fixture;
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (fixture->model, NULL);
  g_autoptr (LkEpisodeState) state
      = lk_sample_to_state (sample, &usual, fixture->dataset, NULL);
  g_autoptr (LkScoring) scoring = lk_scoring_new (
      state, LK_MAP_SOURCE (embedder), &fixture->options, NULL, NULL, NULL, NULL);

  g_assert_cmpuint (outcome->index, ==, self->next++);
  g_assert_false (lk_evaluation_has (self->evaluation, outcome->index));
  g_assert_cmpuint (maps->len, ==, usual.n_ways * (usual.n_shots + usual.n_queries));
  g_assert_cmpuint (scores->n_queries, ==, usual.n_ways * usual.n_queries);
  for (guint query = 0; query < scores->n_queries; query++)
    {
      LkExplanation *explanation = lk_scoring_get_explanation (scoring, query);

      for (guint i = 0; i < usual.n_ways; i++)
        {
          guint place = query * usual.n_ways + i;

          for (guint level = 0; level < LK_N_LEVELS; level++)
            g_assert_cmpfloat (scores->scores[level][place], ==,
                               lk_explanation_get_scores (explanation, level)[i]);
          for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
            g_assert_cmpfloat (scores->distances[distance][place], ==,
                               lk_explanation_get_distance (explanation, distance, i));
        }
    }
  return TRUE;
}

static void
test_collect (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) evaluation = make (fixture, &usual);
  g_autoptr (LkEpisodeRunner) runner = lk_episode_runner_new (
      fixture->dataset, fixture->model, &usual, &fixture->options);
  Collected collected = { fixture, evaluation, 3 };

  lk_episode_runner_set_collect (runner, collect, &collected);
  g_assert_true (
      lk_episode_runner_run (runner, evaluation, 3, 8, NULL, NULL, NULL, NULL));
  g_assert_cmpuint (collected.next, ==, 8);
}

/* Parts that were run apart, and overlap, make the same whole. */
static void
test_parts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) whole = run (fixture, &usual, 12);
  g_autoptr (LkEvaluation) parts = make (fixture, &usual);
  const guint64 ranges[][2] = { { 8, 12 }, { 2, 3 }, { 0, 5 }, { 4, 12 } };

  for (guint i = 0; i < G_N_ELEMENTS (ranges); i++)
    {
      g_autoptr (LkEpisodeRunner) runner = lk_episode_runner_new (
          fixture->dataset, fixture->model, &usual, &fixture->options);

      g_assert_true (lk_episode_runner_run (runner, parts, ranges[i][0], ranges[i][1],
                                            NULL, NULL, NULL, NULL));
      for (guint64 j = ranges[i][0]; j < ranges[i][1]; j++)
        g_assert_true (lk_evaluation_has (parts, j));
    }
  assert_equal (whole, parts);
}

static gpointer
cancel_soon (gpointer data)
{
  g_usleep (G_USEC_PER_SEC / 5);
  g_cancellable_cancel (data);
  return NULL;
}

/* An episode that would take minutes ends when it is told to. */
static void
test_cancel_within (Fixture *fixture, gconstpointer data)
{
  const LkSampler sampler = { N_CLASSES, 3, 3, 0 };
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (LkEvaluation) evaluation = make (fixture, &sampler);
  g_autoptr (GError) error = NULL;
  GThread *thread = g_thread_new ("cancel", cancel_soon, cancellable);
  gint64 start = g_get_monotonic_time ();

  g_assert_false (run_more (fixture, evaluation, 1000, NULL, NULL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_assert_cmpint (g_get_monotonic_time () - start, <, 20 * G_USEC_PER_SEC);
  g_thread_join (thread);
}

#define ADD(path, func, model) g_test_add (path, Fixture, model, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/evaluation/as-scoring", test_as_scoring, &plain);
  ADD ("/evaluation/options", test_options, &fused);
  ADD ("/evaluation/in-pieces", test_in_pieces, &plain);
  ADD ("/evaluation/cancel", test_cancel, &plain);
  ADD ("/evaluation/cancel/within", test_cancel_within, &broad);
  ADD ("/evaluation/collect", test_collect, &plain);
  ADD ("/evaluation/parts", test_parts, &plain);
  ADD ("/evaluation/read-while-it-runs", test_read_while_it_runs, &plain);
  ADD ("/evaluation/interval", test_interval, &plain);
  g_test_add_func ("/evaluation/all-right", test_all_right);
  g_test_add_func ("/evaluation/all-same", test_all_same);
  ADD ("/evaluation/bad-picture", test_bad_picture, &plain);
  ADD ("/evaluation/bad-picture/later", test_bad_picture_later, &plain);
  ADD ("/evaluation/bad-picture/among-others", test_bad_picture_among_others, &plain);
  ADD ("/evaluation/bad-picture/fetched", test_fetch_maps, &plain);
  ADD ("/evaluation/refusals", test_refusals, &plain);
  ADD ("/evaluation/csv", test_csv, &plain);
  return g_test_run ();
}
