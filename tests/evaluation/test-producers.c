/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-evaluation.h"
#include "test-pictures.h"

#define N_CLASSES 7
#define N_WAYS 3
#define N_QUERIES 4
#define N_ALL (N_WAYS * N_QUERIES)
#define N_EPISODES 500

static const LkSampler sampler = { N_WAYS, 1, N_QUERIES, 3 };

typedef struct
{
  char *folder;
  LkDataset *dataset;
  LkOutcome *outcomes[N_EPISODES];
} Fixture;

/* Outcomes of noise: a number is as good as another here. */
static LkOutcome *
make_outcome (guint64 index)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (index + 1);
  double numbers[N_ALL * N_WAYS];
  LkRawScores scores = { N_WAYS, N_ALL, { NULL }, { NULL }, g_rand_double (random) };
  LkMetricOptions options = lk_metric_options_default ();
  guint first = g_rand_int_range (random, 0, N_CLASSES);
  const guint classes[N_WAYS]
      = { first, (first + 1) % N_CLASSES, (first + 3) % N_CLASSES };
  g_autoptr (GError) error = NULL;
  LkOutcome *outcome;

  for (guint i = 0; i < G_N_ELEMENTS (numbers); i++)
    numbers[i] = g_rand_double (random);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    scores.scores[level] = numbers;
  for (guint distance = 0; distance < LK_N_DISTANCES; distance++)
    scores.distances[distance] = numbers;
  outcome = lk_outcome_new (index, classes, &scores, &options, NULL, &error);
  g_assert_no_error (error);
  return outcome;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = test_folder_new ();
  root = g_build_filename (fixture->folder, "set", NULL);
  g_mkdir (root, 0755);
  for (guint i = 0; i < N_CLASSES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i);
      g_autofree char *class = g_build_filename (root, name, NULL);
      g_autofree char *file = g_build_filename (class, "a.png", NULL);

      g_mkdir (class, 0755);
      g_assert_true (g_file_set_contents (file, "", 0, NULL));
    }
  fixture->dataset = lk_dataset_open (root, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_EPISODES; i++)
    fixture->outcomes[i] = make_outcome (i);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < N_EPISODES; i++)
    lk_outcome_free (fixture->outcomes[i]);
  g_assert_finalize_object (fixture->dataset);
  test_folder_remove (fixture->folder);
}

static void
add (LkEvaluation *evaluation, const LkOutcome *outcome)
{
  g_autoptr (GError) error = NULL;

  lk_evaluation_add (evaluation, lk_outcome_copy (outcome), &error);
  g_assert_no_error (error);
}

/* All that can be read, added up here in the plainest way. */
static void
assert_holds_all (Fixture *fixture, LkEvaluation *evaluation)
{
  guint confusion[N_CLASSES * N_CLASSES] = { 0 };
  GArray *mistakes = lk_evaluation_get_mistakes (evaluation);
  const LkMistake *mistake = (const LkMistake *) mistakes->data;
  double ridge = 0;

  g_assert_cmpuint (lk_evaluation_get_n_episodes (evaluation), ==, N_EPISODES);
  for (guint i = 0; i < N_EPISODES; i++)
    {
      const LkOutcome *outcome = fixture->outcomes[i];

      g_assert_true (
          lk_outcome_equal (lk_evaluation_get_episode (evaluation, i), outcome));
      ridge = MAX (ridge, outcome->ridge_used);
      for (guint j = 0; j < N_ALL; j++)
        confusion[outcome->classes[j / N_QUERIES] * (N_CLASSES + 1)]++;
      for (guint j = 0; j < outcome->n_mistakes; j++, mistake++)
        {
          g_assert_cmpuint (mistake->episode, ==, i);
          g_assert_cmpuint (mistake->query, ==, outcome->mistakes[j].query);
          g_assert_cmpuint (mistake->truth, ==, outcome->mistakes[j].truth);
          g_assert_cmpuint (mistake->prediction, ==, outcome->mistakes[j].prediction);
          g_assert_cmpfloat (mistake->margin, ==, outcome->mistakes[j].margin);
          confusion[mistake->truth * (N_CLASSES + 1)]--;
          confusion[mistake->truth * N_CLASSES + mistake->prediction]++;
        }
    }
  g_assert_true (mistake == (const LkMistake *) mistakes->data + mistakes->len);
  g_assert_cmpfloat (lk_evaluation_get_ridge_used (evaluation), ==, ridge);
  g_assert_cmpmem (lk_evaluation_get_confusion (evaluation), sizeof confusion, confusion,
                   sizeof confusion);
}

/* The same to the last bit. */
static void
assert_equal (LkEvaluation *a, LkEvaluation *b)
{
  const guint counts[] = { 1, 7, N_EPISODES / 2, N_EPISODES };
  double in_a[8], in_b[8];

  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      lk_evaluation_get_accuracy (a, predictor, &in_a[0], &in_a[1]);
      lk_evaluation_get_accuracy (b, predictor, &in_b[0], &in_b[1]);
      g_assert_cmpmem (in_a, 2 * sizeof (double), in_b, 2 * sizeof (double));
      lk_evaluation_get_running (a, predictor, 4, counts, in_a, in_a + 4);
      lk_evaluation_get_running (b, predictor, 4, counts, in_b, in_b + 4);
      g_assert_cmpmem (in_a, sizeof in_a, in_b, sizeof in_b);
    }
}

static LkEvaluation *
evaluate_in_order (Fixture *fixture)
{
  LkEvaluation *evaluation = lk_evaluation_new (fixture->dataset, &sampler);

  for (guint i = 0; i < N_EPISODES; i++)
    add (evaluation, fixture->outcomes[i]);
  return evaluation;
}

static void
test_any_order (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) ordered = evaluate_in_order (fixture);

  assert_holds_all (fixture, ordered);
  for (guint round = 0; round < 5; round++)
    {
      g_autoptr (LkEvaluation) evaluation
          = lk_evaluation_new (fixture->dataset, &sampler);
      /* Steps that reach every episode: none of them divides the number. */
      const guint steps[] = { N_EPISODES - 1, 3, 7, 271, 499 };

      for (guint i = 0; i < N_EPISODES; i++)
        {
          guint index = (i * steps[round] + round) % N_EPISODES;

          g_assert_false (lk_evaluation_has (evaluation, index));
          add (evaluation, fixture->outcomes[index]);
          g_assert_true (lk_evaluation_has (evaluation, index));
          /* To read in between changes nothing. */
          if (i % 50 == round)
            lk_evaluation_get_mistakes (evaluation);
        }
      assert_holds_all (fixture, evaluation);
      assert_equal (ordered, evaluation);
    }
}

/* What was written elsewhere and read here is as good as what was run here. */
static void
test_by_way_of_bytes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) ordered = evaluate_in_order (fixture);
  g_autoptr (LkEvaluation) evaluation = lk_evaluation_new (fixture->dataset, &sampler);

  for (guint i = N_EPISODES; i-- > 0;)
    {
      g_autoptr (GBytes) bytes = lk_outcome_to_bytes (fixture->outcomes[i]);
      g_autoptr (GError) error = NULL;
      LkOutcome *outcome = lk_outcome_new_from_bytes (bytes, &error);

      g_assert_no_error (error);
      g_assert_true (lk_evaluation_add (evaluation, outcome, NULL));
    }
  assert_holds_all (fixture, evaluation);
  assert_equal (ordered, evaluation);
}

typedef struct
{
  Fixture *fixture;
  LkEvaluation *evaluation;
  guint first;
} Producer;

static gpointer
produce (gpointer data)
{
  Producer *self = data;

  for (guint i = self->first; i < N_EPISODES; i += 4)
    add (self->evaluation, self->fixture->outcomes[i]);
  return NULL;
}

static void
test_threads (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) ordered = evaluate_in_order (fixture);
  g_autoptr (LkEvaluation) evaluation = lk_evaluation_new (fixture->dataset, &sampler);
  Producer producers[4];
  GThread *threads[4];

  for (guint i = 0; i < 4; i++)
    {
      producers[i] = (Producer){ fixture, evaluation, i };
      threads[i] = g_thread_new ("producer", produce, &producers[i]);
    }
  while (lk_evaluation_get_n_episodes (evaluation) < N_EPISODES)
    lk_evaluation_get_confusion (evaluation);
  for (guint i = 0; i < 4; i++)
    g_thread_join (threads[i]);
  assert_holds_all (fixture, evaluation);
  assert_equal (ordered, evaluation);
}

static void
test_parts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) evaluation = lk_evaluation_new (fixture->dataset, &sampler);
  double accuracy, ci95;

  g_assert_false (lk_evaluation_get_accuracy (evaluation, 0, &accuracy, &ci95));
  add (evaluation, fixture->outcomes[400]);
  g_assert_false (lk_evaluation_get_accuracy (evaluation, 0, &accuracy, &ci95));
  g_assert_cmpfloat (accuracy, ==,
                     100 * lk_outcome_get_accuracy (fixture->outcomes[400], 0));
  add (evaluation, fixture->outcomes[2]);
  g_assert_true (lk_evaluation_get_accuracy (evaluation, 0, &accuracy, &ci95));
  g_assert_cmpuint (lk_evaluation_get_episode (evaluation, 0)->index, ==, 2);
  g_assert_cmpuint (lk_evaluation_get_episode (evaluation, 1)->index, ==, 400);
  g_assert_false (lk_evaluation_has (evaluation, 3));
}

static void
test_twice (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEvaluation) evaluation = evaluate_in_order (fixture);
  LkOutcome *other = lk_outcome_copy (fixture->outcomes[8]);
  g_autoptr (GError) error = NULL;

  add (evaluation, fixture->outcomes[8]);
  assert_holds_all (fixture, evaluation);
  other->ridge_used += 1;
  g_assert_false (lk_evaluation_add (evaluation, other, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
  g_assert_nonnull (strstr (error->message, "8"));
  assert_holds_all (fixture, evaluation);
}

static void
test_foreign (Fixture *fixture, gconstpointer data)
{
  const LkSampler wide = { N_WAYS + 1, 1, N_QUERIES, 3 };
  g_autoptr (LkEvaluation) evaluation = lk_evaluation_new (fixture->dataset, &sampler);
  g_autoptr (LkEvaluation) wider = lk_evaluation_new (fixture->dataset, &wide);
  LkOutcome *beyond = lk_outcome_copy (fixture->outcomes[0]);
  g_autoptr (GError) error = NULL;

  beyond->classes[1] = N_CLASSES;
  g_assert_false (lk_evaluation_add (evaluation, beyond, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
  g_clear_error (&error);
  g_assert_false (
      lk_evaluation_add (wider, lk_outcome_copy (fixture->outcomes[0]), &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
  g_assert_cmpuint (lk_evaluation_get_n_episodes (evaluation), ==, 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/producers/any-order", test_any_order);
  ADD ("/producers/by-way-of-bytes", test_by_way_of_bytes);
  ADD ("/producers/threads", test_threads);
  ADD ("/producers/parts", test_parts);
  ADD ("/producers/twice", test_twice);
  ADD ("/producers/foreign", test_foreign);
  return g_test_run ();
}
