/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-explanation.h"
#include "lk-pool.h"
#include "metric-fixture.h"

#define N_QUERIES 19
#define N_THREADS 4

/* Run with several numbers of threads: LIKENESS_THREADS, see meson.build. */

static GPtrArray *
make_queries (const MetricCase *fixture, guint n)
{
  GPtrArray *queries = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (queries, metric_fixture_map (fixture, i % 5, 50 + i, 1));
  return queries;
}

static void
assert_same_bytes (gconstpointer a, gconstpointer b, gsize size)
{
  g_assert_cmpmem (a, size, b, size);
}

static void
assert_same_matches (const LkMatches *a, const LkMatches *b)
{
  gsize n = (gsize) a->n_rows * a->n_neighbours;

  g_assert_cmpuint (a->n_rows, ==, b->n_rows);
  g_assert_cmpuint (a->n_neighbours, ==, b->n_neighbours);
  assert_same_bytes (a->index, b->index, n * sizeof *a->index);
  assert_same_bytes (a->similarity, b->similarity, n * sizeof *a->similarity);
  assert_same_bytes (a->row, b->row, a->n_rows * sizeof *a->row);
  assert_same_bytes (&a->score, &b->score, sizeof a->score);
}

static void
assert_same (LkExplanation *a, LkExplanation *b)
{
  g_assert_true (lk_explanation_get_query (a) == lk_explanation_get_query (b));
  g_assert_cmpfloat (lk_explanation_get_ridge_used (a), ==,
                     lk_explanation_get_ridge_used (b));
  for (guint i = 0; i < lk_explanation_get_n_classes (a); i++)
    {
      assert_same_matches (lk_explanation_get_pixel (a, i),
                           lk_explanation_get_pixel (b, i));
      assert_same_matches (lk_explanation_get_part (a, i),
                           lk_explanation_get_part (b, i));
      for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
        g_assert_cmpfloat (lk_explanation_get_distance (a, distance, i), ==,
                           lk_explanation_get_distance (b, distance, i));
      for (LkLevel level = 0; level < LK_N_LEVELS; level++)
        g_assert_cmpfloat (lk_explanation_get_scores (a, level)[i], ==,
                           lk_explanation_get_scores (b, level)[i]);
    }
}

static GPtrArray *
explain (LkSupport *support, GPtrArray *queries, guint n, const LkMetricOptions *options)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *explanations = lk_explanation_new_batch (
      support, (LkTensor **) queries->pdata, n, options, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (explanations->len, ==, n);
  return explanations;
}

static void
test_equals_single (gconstpointer data)
{
  const MetricCase *fixture = data;
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);
  g_autoptr (GPtrArray) queries = make_queries (fixture, N_QUERIES);
  const guint neighbours[] = { 1, 3, 64 };
  const guint sizes[] = { 1, 2, N_QUERIES };

  for (guint k = 0; k < G_N_ELEMENTS (neighbours); k++)
    for (guint s = 0; s < G_N_ELEMENTS (sizes); s++)
      {
        LkMetricOptions options = lk_metric_options_default ();
        g_autoptr (GPtrArray) many = NULL;

        options.neighbours = neighbours[k];
        options.part_form = (k + s) % LK_N_PART_FORMS;
        many = explain (support, queries, sizes[s], &options);
        for (guint i = 0; i < sizes[s]; i += i < 3 ? 1 : 11)
          {
            g_autoptr (LkExplanation) single
                = lk_explanation_new (support, queries->pdata[i], &options, NULL, NULL);

            assert_same (single, many->pdata[i]);
          }
      }
}

typedef struct
{
  LkSupport *support;
  GPtrArray *queries;
  const LkMetricOptions *options;
  GPtrArray *expected;
} Job;

static void
explain_again (const Job *job)
{
  g_autoptr (GPtrArray) again
      = explain (job->support, job->queries, job->queries->len, job->options);

  for (guint i = 0; i < again->len; i++)
    assert_same (again->pdata[i], job->expected->pdata[i]);
}

static void
explain_as_item (guint index, guint worker, gpointer data)
{
  explain_again (data);
}

static gpointer
explain_in_thread (gpointer data)
{
  for (guint i = 0; i < 3; i++)
    explain_again (data);
  return NULL;
}

/* Within an item of another pool, where no thread helps; and from several threads at
 * once, of which the shared pool helps one, with BLAS and LAPACK in all. */
static void
test_threads (void)
{
  const MetricCase *fixtures[] = { &metric_cases[1], &metric_cases[2] };

  for (guint f = 0; f < G_N_ELEMENTS (fixtures); f++)
    {
      g_autoptr (LkSupport) support = metric_fixture_support (fixtures[f], 1);
      g_autoptr (GPtrArray) queries = make_queries (fixtures[f], 19);
      LkMetricOptions options = lk_metric_options_default ();
      g_autoptr (GPtrArray) expected = explain (support, queries, queries->len, &options);
      g_autoptr (LkPool) pool = lk_pool_new (3);
      Job job = { support, queries, &options, expected };
      GThread *threads[N_THREADS];

      lk_pool_run (pool, 4, explain_as_item, &job);
      for (guint i = 0; i < N_THREADS; i++)
        threads[i] = g_thread_new ("explain", explain_in_thread, &job);
      for (guint i = 0; i < N_THREADS; i++)
        g_thread_join (threads[i]);
    }
}

/* The same shot again: equal cosines to the last bit, and the first of them is nearest.
 * A query that is a shot finds itself. */
static void
test_duplicated_shots (void)
{
  const MetricCase *fixture = &metric_cases[1];
  guint n_cells = (guint) (fixture->shape[1] * fixture->shape[2]), n_shots[] = { 4, 1 };
  g_autoptr (LkTensor) shot = metric_fixture_map (fixture, 0, 1, 1);
  g_autoptr (LkTensor) other = metric_fixture_map (fixture, 1, 1, 1);
  LkTensor *maps[] = { other, shot, shot, shot, shot };
  g_autoptr (LkSupport) support = lk_support_new (2, n_shots, maps, NULL);
  LkTensor *queries[] = { metric_fixture_query (fixture, 1), lk_tensor_ref (shot) };
  LkMetricOptions options = lk_metric_options_default ();

  for (guint k = 1; k <= 6; k++)
    {
      g_autoptr (GPtrArray) explanations = NULL;

      options.neighbours = k;
      explanations = lk_explanation_new_batch (support, queries, 2, &options, NULL, NULL);
      for (guint q = 0; q < 2; q++)
        {
          const LkMatches *many = lk_explanation_get_pixel (explanations->pdata[q], 0);
          const LkMatches *one = lk_explanation_get_pixel (explanations->pdata[q], 1);

          for (guint row = 0; row < many->n_rows; row++)
            for (guint i = 0; i < k; i++)
              {
                guint32 index = many->index[row * k + i];
                float similarity = many->similarity[row * k + i];

                g_assert_true (i == 0 || similarity <= many->similarity[row * k + i - 1]);
                if (index < n_cells)
                  continue;
                if (q == 1 && i == 0)
                  g_assert_cmpuint (index, ==, n_cells + row);
                if (i > 0 && similarity == many->similarity[row * k + i - 1])
                  g_assert_cmpuint (index, ==, many->index[row * k + i - 1] + n_cells);
                else
                  g_assert_cmpuint (index / n_cells, ==, 1);
                for (guint j = 0; j < k; j++)
                  if (one->index[row * k + j] == index % n_cells)
                    g_assert_cmpfloat (one->similarity[row * k + j], ==, similarity);
              }
        }
    }
  lk_tensor_unref (queries[0]);
  lk_tensor_unref (queries[1]);
}

static void
test_refused (void)
{
  const MetricCase *fixture = &metric_cases[0];
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);
  g_autoptr (GPtrArray) queries = make_queries (fixture, 20);
  g_autoptr (GPtrArray) none = make_queries (fixture, 0);
  g_autoptr (GPtrArray) nothing = NULL;
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (GError) error = NULL;

  nothing = explain (support, none, 0, &options);

  g_ptr_array_add (queries, metric_fixture_query (&metric_cases[3], 1));
  g_assert_null (lk_explanation_new_batch (support, (LkTensor **) queries->pdata, 21,
                                           &options, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
  g_clear_error (&error);

  lk_tensor_get_data (queries->pdata[19])[3] = NAN;
  g_assert_null (lk_explanation_new_batch (support, (LkTensor **) queries->pdata, 20,
                                           &options, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_NUMERIC);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_null (lk_explanation_new_batch (support, (LkTensor **) queries->pdata, 10,
                                           &options, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

/* Features that are finite, but not their covariance: the first query that fails gives
 * the error, and it is the same one every time. */
static void
test_numeric_error (void)
{
  const MetricCase *fixture = &metric_cases[0];
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);
  g_autoptr (GPtrArray) queries = make_queries (fixture, 18);
  LkMetricOptions options = lk_metric_options_default ();
  g_autofree char *message = NULL;

  options.ridge = 1e-300;
  for (guint i = 5; i < 18; i += 3)
    {
      float *data = lk_tensor_get_data (queries->pdata[i]);

      for (gsize j = 0; j < lk_tensor_get_size (queries->pdata[i]); j++)
        data[j] = j % 2 == 0 ? 3e38f : -3e38f;
    }
  for (guint i = 0; i < 20; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) explanations = lk_explanation_new_batch (
          support, (LkTensor **) queries->pdata, 18, &options, NULL, &error);

      g_assert_null (explanations);
      g_assert_error (error, LK_ERROR, LK_ERROR_NUMERIC);
      if (message == NULL)
        message = g_strdup (error->message);
      g_assert_cmpstr (error->message, ==, message);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < METRIC_N_CASES; i++)
    {
      g_autofree char *path = g_strconcat ("/metric/explanation-batch/equals-single/",
                                           metric_cases[i].name, NULL);

      g_test_add_data_func (path, &metric_cases[i], test_equals_single);
    }
  g_test_add_func ("/metric/explanation-batch/threads", test_threads);
  g_test_add_func ("/metric/explanation-batch/duplicated-shots", test_duplicated_shots);
  g_test_add_func ("/metric/explanation-batch/refused", test_refused);
  g_test_add_func ("/metric/explanation-batch/numeric-error", test_numeric_error);
  return g_test_run ();
}
