/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-explanation.h"

#include <math.h>

#include "lk-decision.h"
#include "lk-error.h"
#include "metric-fixture.h"

static LkExplanation *
explain (LkSupport *support, LkTensor *query, guint neighbours, LkPartForm form)
{
  const LkMetricOptions options = metric_fixture_options (neighbours, form);

  return metric_fixture_explain (support, query, &options);
}

static LkExplanation *
explain_case (const MetricCase *fixture, guint neighbours, LkPartForm form, float scale)
{
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, scale);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, scale);

  return explain (support, query, neighbours, form);
}

static void
test_against_reference (gconstpointer data)
{
  const MetricCase *fixture = data;
  gsize n, n_scores = METRIC_N_CLASSES * 3;
  g_autofree double *expected = metric_fixture_read (fixture->name, &n);

  g_assert_cmpuint (n, >, 2 * n_scores + LK_N_DISTANCES * METRIC_N_CLASSES);
  for (guint k = 0; k < 2; k++)
    {
      const double *scores = expected + k * n_scores;
      const double *distances = expected + 2 * n_scores;
      g_autoptr (LkExplanation) cosine
          = explain_case (fixture, k > 0 ? 3 : 1, LK_PART_COSINE, 1);
      g_autoptr (LkExplanation) released
          = explain_case (fixture, k > 0 ? 3 : 1, LK_PART_RELEASED, 1);

      g_assert_cmpfloat (lk_explanation_get_ridge_used (cosine), ==, 0.01);
      for (guint i = 0; i < METRIC_N_CLASSES; i++)
        {
          metric_assert_close (lk_explanation_get_scores (cosine, LK_LEVEL_PIXEL)[i],
                               scores[i], 1e-6);
          metric_assert_close (lk_explanation_get_scores (cosine, LK_LEVEL_PART)[i],
                               scores[METRIC_N_CLASSES + i], 1e-6);
          metric_assert_close (lk_explanation_get_scores (released, LK_LEVEL_PART)[i],
                               scores[2 * METRIC_N_CLASSES + i], 1e-6);
          for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
            metric_assert_close (lk_explanation_get_distance (cosine, distance, i),
                                 distances[distance * METRIC_N_CLASSES + i], 1e-9);
        }
    }
}

static void
check_sums (const LkMatches *matches, double score)
{
  double sum = 0;

  for (guint i = 0; i < matches->n_rows; i++)
    {
      double row = 0;

      for (guint j = 0; j < matches->n_neighbours; j++)
        row += matches->similarity[i * matches->n_neighbours + j];
      g_assert_cmpfloat (matches->row[i], ==, row);
      sum += matches->row[i];
    }
  metric_assert_close (sum, score, 1e-12);
  g_assert_cmpfloat (matches->score, ==, score);
}

static void
test_rows_add_up (void)
{
  for (guint c = 0; c < METRIC_N_CASES; c++)
    {
      const MetricCase *fixture = &metric_cases[c];
      gsize n_cells = fixture->shape[1] * fixture->shape[2];
      g_autoptr (LkExplanation) explanation
          = explain_case (fixture, 3, LK_PART_COSINE, 1);

      for (guint i = 0; i < METRIC_N_CLASSES; i++)
        {
          const LkMatches *pixel = lk_explanation_get_pixel (explanation, i);
          const LkMatches *part = lk_explanation_get_part (explanation, i);

          g_assert_cmpuint (pixel->n_rows, ==, n_cells);
          g_assert_cmpuint (pixel->n_columns, ==, fixture->n_shots[i] * n_cells);
          g_assert_cmpuint (part->n_rows, ==, fixture->shape[0]);
          g_assert_cmpuint (part->n_columns, ==, fixture->n_shots[i] * fixture->shape[0]);
          check_sums (pixel, lk_explanation_get_scores (explanation, LK_LEVEL_PIXEL)[i]);
          check_sums (part, lk_explanation_get_scores (explanation, LK_LEVEL_PART)[i]);
        }
    }
}

/* The largest entry of a row of the matrix is the row's neighbour. */
static void
test_part_matrix (void)
{
  for (LkPartForm form = 0; form < LK_N_PART_FORMS; form++)
    {
      const MetricCase *fixture = &metric_cases[3];
      g_autoptr (LkExplanation) explanation = explain_case (fixture, 1, form, 1);

      for (guint i = 0; i < METRIC_N_CLASSES; i++)
        {
          const LkMatches *part = lk_explanation_get_part (explanation, i);
          gsize shape[] = { fixture->shape[0], fixture->n_shots[i] * fixture->shape[0] };
          g_autoptr (LkTensor) matrix
              = lk_explanation_compute_part_matrix (explanation, i);

          g_assert_true (lk_tensor_has_shape (matrix, 2, shape));
          for (gsize row = 0; row < shape[0]; row++)
            {
              const float *entries = lk_tensor_get_data (matrix) + row * shape[1];
              gsize best = 0;

              for (gsize j = 1; j < shape[1]; j++)
                if (entries[j] > entries[best])
                  best = j;
              g_assert_cmpuint (best, ==, part->index[row]);
              g_assert_cmpfloat (entries[best], ==, part->similarity[row]);
            }
        }
    }
}

static void
check_same (LkExplanation *a, guint class_of_a, LkExplanation *b, guint class_of_b)
{
  metric_assert_close (lk_explanation_get_scores (a, LK_LEVEL_PIXEL)[class_of_a],
                       lk_explanation_get_scores (b, LK_LEVEL_PIXEL)[class_of_b], 1e-6);
  metric_assert_close (lk_explanation_get_scores (a, LK_LEVEL_PART)[class_of_a],
                       lk_explanation_get_scores (b, LK_LEVEL_PART)[class_of_b], 1e-6);
  for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
    metric_assert_close (lk_explanation_get_distance (a, distance, class_of_a),
                         lk_explanation_get_distance (b, distance, class_of_b), 1e-9);
}

/* Moves cell p of a map to cell (p * 2) mod P, P odd: the same for every map. */
static LkTensor *
permute_cells (LkTensor *map)
{
  LkTensor *permuted = lk_tensor_new (3, lk_tensor_get_shape (map));
  gsize n_channels = lk_tensor_get_dim (map, 0);
  gsize n_cells = lk_tensor_get_size (map) / n_channels;

  for (gsize c = 0; c < n_channels; c++)
    for (gsize p = 0; p < n_cells; p++)
      lk_tensor_get_data (permuted)[c * n_cells + p * 2 % n_cells]
          = lk_tensor_get_data (map)[c * n_cells + p];
  return permuted;
}

/* The order of classes, shots and cells changes nothing but the order. */
static void
test_permutations (void)
{
  for (guint c = 0; c < METRIC_N_CASES; c++)
    {
      const MetricCase *fixture = &metric_cases[c];
      g_autoptr (GPtrArray) maps
          = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);
      g_autoptr (LkSupport) support = NULL;
      g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
      g_autoptr (LkTensor) moved_query = permute_cells (query);
      g_autoptr (LkExplanation) plain = explain_case (fixture, 3, LK_PART_COSINE, 1);
      g_autoptr (LkExplanation) permuted = NULL;
      guint n_shots[METRIC_N_CLASSES];

      for (guint i = 0; i < METRIC_N_CLASSES; i++)
        {
          guint from = METRIC_N_CLASSES - 1 - i;

          n_shots[i] = fixture->n_shots[from];
          for (guint shot = n_shots[i]; shot > 0; shot--)
            {
              g_autoptr (LkTensor) map = metric_fixture_map (fixture, from, shot - 1, 1);

              g_ptr_array_add (maps, permute_cells (map));
            }
        }
      support = lk_support_new (METRIC_N_CLASSES, n_shots,
                                (LkTensor *const *) maps->pdata, NULL);
      permuted = explain (support, moved_query, 3, LK_PART_COSINE);
      for (guint i = 0; i < METRIC_N_CLASSES; i++)
        check_same (plain, i, permuted, METRIC_N_CLASSES - 1 - i);
    }
}

/* Cosines do not know the scale of the features, nor does any level lose its number. */
static void
test_scales (void)
{
  const float scales[] = { 0x1p-40f, 0x1p-20f, 0x1p20f, 0x1p40f };

  for (guint c = 0; c < METRIC_N_CASES; c++)
    for (guint s = 0; s < G_N_ELEMENTS (scales); s++)
      {
        g_autoptr (LkExplanation) plain
            = explain_case (&metric_cases[c], 1, LK_PART_RELEASED, 1);
        g_autoptr (LkExplanation) scaled
            = explain_case (&metric_cases[c], 1, LK_PART_RELEASED, scales[s]);
        double square = (double) scales[s] * scales[s];

        for (guint i = 0; i < METRIC_N_CLASSES; i++)
          {
            for (LkLevel level = LK_LEVEL_PART; level <= LK_LEVEL_PIXEL; level++)
              g_assert_cmpfloat (lk_explanation_get_scores (scaled, level)[i], ==,
                                 lk_explanation_get_scores (plain, level)[i]);
            metric_assert_close (
                lk_explanation_get_distance (scaled, LK_DISTANCE_W2, i),
                square * lk_explanation_get_distance (plain, LK_DISTANCE_W2, i), 1e-9);
            for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
              g_assert_true (isfinite (lk_explanation_get_distance (scaled, distance, i))
                             && lk_explanation_get_distance (scaled, distance, i) >= 0);
          }
      }
}

/* All maps zero: nothing is like anything, and nothing is NaN. */
static void
test_zero_maps (void)
{
  gsize shape[] = { 5, 1, 2 };
  g_autoptr (LkTensor) map = lk_tensor_new (3, shape);
  LkTensor *maps[] = { map, map, map };
  guint n_shots[] = { 1, 2 };
  g_autoptr (LkSupport) support = lk_support_new (2, n_shots, maps, NULL);
  g_autoptr (LkExplanation) explanation = explain (support, map, 3, LK_PART_COSINE);
  LkMetricOptions options = lk_metric_options_default ();
  const double *scores[LK_N_LEVELS];
  g_autoptr (LkDecision) decision = NULL;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      scores[level] = lk_explanation_get_scores (explanation, level);
      for (guint i = 0; i < 2; i++)
        g_assert_cmpfloat (scores[level][i], ==, 0);
    }
  decision = lk_decision_new (2, scores, &options, NULL, NULL);
  g_assert_cmpfloat (decision->margin, ==, 0);
  g_assert_cmpuint (decision->prediction, ==, 0);
}

/* The distance is that of the options that are asked with, not of those it was made with.
 */
static void
test_fill_scores (void)
{
  g_autoptr (LkExplanation) explanation
      = explain_case (&metric_cases[0], 1, LK_PART_COSINE, 1);
  LkMetricOptions options = *lk_explanation_get_options (explanation);
  const double *scores[LK_N_LEVELS];

  g_assert_cmpint (options.distance, ==, LK_DISTANCE_W2);
  for (options.distance = 0; options.distance < LK_N_DISTANCES; options.distance++)
    {
      lk_explanation_fill_scores (explanation, &options, scores);
      g_assert_true (scores[LK_LEVEL_PART]
                     == lk_explanation_get_scores (explanation, LK_LEVEL_PART));
      g_assert_true (scores[LK_LEVEL_PIXEL]
                     == lk_explanation_get_scores (explanation, LK_LEVEL_PIXEL));
      for (guint i = 0; i < METRIC_N_CLASSES; i++)
        g_assert_cmpfloat (
            scores[LK_LEVEL_DISTRIBUTION][i], ==,
            lk_explanation_get_distance (explanation, options.distance, i));
    }
  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    g_assert_cmpfloat (lk_explanation_get_scores (explanation, LK_LEVEL_DISTRIBUTION)[i],
                       ==, lk_explanation_get_distance (explanation, LK_DISTANCE_W2, i));
}

typedef struct
{
  LkSupport *support;
  LkTensor *query;
} Job;

static gpointer
explain_in_thread (gpointer data)
{
  Job *job = data;

  return explain (job->support, job->query, 1, LK_PART_COSINE);
}

/* A support set is shared by threads, and what it computes late is computed once. */
static void
test_threads (void)
{
  const MetricCase *fixture = &metric_cases[1];
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  g_autoptr (LkExplanation) alone = explain_case (fixture, 1, LK_PART_COSINE, 1);
  Job job = { support, query };
  GThread *threads[4];

  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("explain", explain_in_thread, &job);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    {
      g_autoptr (LkExplanation) explanation = g_thread_join (threads[i]);

      for (guint j = 0; j < METRIC_N_CLASSES; j++)
        check_same (alone, j, explanation, j);
    }
}

static void
test_refused (void)
{
  const MetricCase *fixture = &metric_cases[0];
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  g_autoptr (LkTensor) other = metric_fixture_query (&metric_cases[3], 1);
  g_autoptr (LkTensor) broken = metric_fixture_query (fixture, 1);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_explanation_new (support, other, &options, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
  g_clear_error (&error);

  lk_tensor_get_data (broken)[7] = INFINITY;
  g_assert_null (lk_explanation_new (support, broken, &options, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_NUMERIC);
  g_clear_error (&error);

  g_cancellable_cancel (cancellable);
  g_assert_null (lk_explanation_new (support, query, &options, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < METRIC_N_CASES; i++)
    {
      g_autofree char *path
          = g_strconcat ("/metric/explanation/reference/", metric_cases[i].name, NULL);

      g_test_add_data_func (path, &metric_cases[i], test_against_reference);
    }
  g_test_add_func ("/metric/explanation/rows-add-up", test_rows_add_up);
  g_test_add_func ("/metric/explanation/part-matrix", test_part_matrix);
  g_test_add_func ("/metric/explanation/permutations", test_permutations);
  g_test_add_func ("/metric/explanation/scales", test_scales);
  g_test_add_func ("/metric/explanation/zero-maps", test_zero_maps);
  g_test_add_func ("/metric/explanation/fill-scores", test_fill_scores);
  g_test_add_func ("/metric/explanation/threads", test_threads);
  g_test_add_func ("/metric/explanation/refused", test_refused);
  return g_test_run ();
}
