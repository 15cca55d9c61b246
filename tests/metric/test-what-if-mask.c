/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-what-if.h"

#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-projection.h"
#include "metric-fixture.h"

static LkExplanation *
explain (const MetricCase *fixture, guint neighbours, LkPartForm form)
{
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  LkMetricOptions options = lk_metric_options_default ();
  g_autoptr (GError) error = NULL;
  LkExplanation *explanation;

  options.neighbours = neighbours;
  options.part_form = form;
  options.distance = LK_DISTANCE_KL_QS;
  explanation = lk_explanation_new (support, query, &options, NULL, &error);
  g_assert_no_error (error);
  return explanation;
}

static guint
count_cells (const MetricCase *fixture)
{
  return (guint) (fixture->shape[1] * fixture->shape[2]);
}

static gboolean *
random_mask (GRand *random, guint n_cells, guint fewest)
{
  gboolean *kept = g_new0 (gboolean, n_cells);
  double share = g_rand_double (random);

  for (guint p = 0; p < n_cells; p++)
    kept[p] = p < fewest || g_rand_double (random) < share;
  return kept;
}

static LkExplanation *
mask (LkExplanation *explanation, const gboolean *kept)
{
  g_autoptr (GError) error = NULL;
  LkExplanation *masked = lk_what_if_masked (explanation, kept, NULL, &error);

  g_assert_no_error (error);
  return masked;
}

static int
compare_falling (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left > right ? -1 : left < right;
}

static double
sum_of_largest (double *values, guint n, guint k)
{
  double sum = 0;

  qsort (values, n, sizeof *values, compare_falling);
  for (guint i = 0; i < MIN (k, n); i++)
    sum += values[i];
  return sum;
}

/* The inner product of two rows over the kept positions, and its cosine. */
static double
product_of (const double *a, const double *b, const gboolean *kept, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    if (kept == NULL || kept[i])
      sum += a[i] * b[i];
  return sum;
}

static double
cosine_of (const double *a, const double *b, const gboolean *kept, guint n)
{
  return product_of (a, b, kept, n)
         / sqrt (product_of (a, a, kept, n) * product_of (b, b, kept, n));
}

/* Columns of a map as rows: [P, C], each of unit length. */
static double *
unit_columns (LkTensor *map)
{
  guint n_channels = (guint) lk_tensor_get_dim (map, 0);
  guint n_cells = (guint) lk_tensor_get_size (map) / n_channels;
  double *rows = g_new (double, n_cells *n_channels);

  for (guint p = 0; p < n_cells; p++)
    {
      double *row = rows + p * n_channels, length;

      for (guint c = 0; c < n_channels; c++)
        row[c] = lk_tensor_get_data (map)[c * n_cells + p];
      length = sqrt (product_of (row, row, NULL, n_channels));
      for (guint c = 0; c < n_channels; c++)
        row[c] /= length;
    }
  return rows;
}

/* Rows of a map as the part level takes them: [C, P], not yet of unit length. */
static double *
plain_rows (LkTensor *map, LkPartForm form)
{
  guint n_channels = (guint) lk_tensor_get_dim (map, 0);
  guint n_cells = (guint) lk_tensor_get_size (map) / n_channels;
  double *rows = g_new (double, n_cells *n_channels);
  g_autofree double *columns = unit_columns (map);

  for (guint c = 0; c < n_channels; c++)
    for (guint p = 0; p < n_cells; p++)
      rows[c * n_cells + p] = form == LK_PART_RELEASED
                                  ? columns[p * n_channels + c]
                                  : lk_tensor_get_data (map)[c * n_cells + p];
  return rows;
}

static void
check_pixel (LkExplanation *masked, const gboolean *kept, guint class_index)
{
  const LkMatches *pixel = lk_explanation_get_pixel (masked, class_index);
  LkSupport *support = lk_explanation_get_support (masked);
  LkTensor *query = lk_explanation_get_query (masked);
  guint n_channels = (guint) lk_tensor_get_dim (query, 0), n_cells = pixel->n_rows;
  guint n_shots = lk_support_get_n_shots (support, class_index);
  g_autofree double *cosines = g_new (double, n_shots *n_cells);
  g_autofree double *sorted = g_new (double, n_shots *n_cells);
  g_autofree double *rows = unit_columns (query);
  double score = 0;

  g_assert_cmpuint (pixel->n_rows, ==, lk_tensor_get_size (query) / n_channels);
  g_assert_cmpuint (pixel->n_columns, ==, n_shots * n_cells);
  for (guint p = 0; p < n_cells; p++)
    {
      double row = 0;

      for (guint shot = 0; shot < n_shots; shot++)
        {
          g_autofree double *columns
              = unit_columns (lk_support_get_map (support, class_index, shot));

          for (guint j = 0; j < n_cells; j++)
            cosines[shot * n_cells + j] = product_of (
                rows + p * n_channels, columns + j * n_channels, NULL, n_channels);
        }
      for (guint i = 0; i < pixel->n_neighbours; i++)
        {
          guint32 index = pixel->index[p * pixel->n_neighbours + i];
          float similarity = pixel->similarity[p * pixel->n_neighbours + i];

          if (kept[p])
            g_assert_cmpfloat_with_epsilon (similarity, cosines[index], 1e-6);
          else
            g_assert_true (index == G_MAXUINT32 && similarity == 0);
        }
      memcpy (sorted, cosines, n_shots * n_cells * sizeof *sorted);
      if (kept[p])
        row = sum_of_largest (sorted, n_shots * n_cells, pixel->n_neighbours);
      g_assert_cmpfloat_with_epsilon (pixel->row[p], row, 1e-6 * pixel->n_neighbours);
      score += pixel->row[p];
    }
  metric_assert_close (pixel->score, score, 1e-12);
  g_assert_cmpfloat (lk_explanation_get_scores (masked, LK_LEVEL_PIXEL)[class_index], ==,
                     pixel->score);
}

static void
check_part (LkExplanation *masked, const gboolean *kept, guint class_index)
{
  const LkMatches *part = lk_explanation_get_part (masked, class_index);
  LkPartForm form = lk_explanation_get_options (masked)->part_form;
  LkSupport *support = lk_explanation_get_support (masked);
  LkTensor *query = lk_explanation_get_query (masked);
  g_autoptr (LkTensor) matrix = lk_explanation_compute_part_matrix (masked, class_index);
  guint n_channels = part->n_rows,
        n_shots = lk_support_get_n_shots (support, class_index);
  guint n_cells = (guint) lk_tensor_get_size (query) / n_channels;
  g_autofree double *rows = plain_rows (query, form);
  g_autofree double *entries = g_new (double, n_shots *n_channels);

  g_assert_cmpuint (part->n_columns, ==, n_shots * n_channels);
  for (guint c = 0; c < n_channels; c++)
    {
      const float *of_matrix = lk_tensor_get_data (matrix) + c * part->n_columns;

      for (guint shot = 0; shot < n_shots; shot++)
        {
          g_autofree double *columns
              = plain_rows (lk_support_get_map (support, class_index, shot), form);

          for (guint j = 0; j < n_channels; j++)
            {
              const double *a = rows + c * n_cells, *b = columns + j * n_cells;
              double entry = form == LK_PART_COSINE ? cosine_of (a, b, kept, n_cells)
                                                    : product_of (a, b, kept, n_cells);

              entries[shot * n_channels + j] = entry;
              g_assert_cmpfloat_with_epsilon (of_matrix[shot * n_channels + j], entry,
                                              1e-5);
            }
        }
      g_assert_cmpfloat_with_epsilon (of_matrix[part->index[c * part->n_neighbours]],
                                      part->similarity[c * part->n_neighbours], 1e-5);
      metric_assert_close (part->row[c],
                           sum_of_largest (entries, part->n_columns, part->n_neighbours),
                           1e-5);
    }
  g_assert_cmpfloat (lk_explanation_get_scores (masked, LK_LEVEL_PART)[class_index], ==,
                     part->score);
}

static LkGaussian *
gaussian_of_kept (LkTensor *map, const gboolean *kept)
{
  gsize n_channels = lk_tensor_get_dim (map, 0);
  gsize n_cells = lk_tensor_get_size (map) / n_channels, n_kept = 0, next = 0;
  gsize shape[3] = { n_channels, 1, 0 };
  g_autoptr (LkTensor) of_kept = NULL;

  for (gsize p = 0; p < n_cells; p++)
    n_kept += kept[p] ? 1 : 0;
  shape[2] = n_kept;
  of_kept = lk_tensor_new (3, shape);
  for (gsize p = 0; p < n_cells; p++)
    if (kept[p])
      {
        for (gsize c = 0; c < n_channels; c++)
          lk_tensor_get_data (of_kept)[c * n_kept + next]
              = lk_tensor_get_data (map)[c * n_cells + p];
        next++;
      }
  return lk_gaussian_new (&of_kept, 1);
}

static void
check_distances (LkExplanation *masked, const gboolean *kept, guint class_index)
{
  g_autoptr (LkGaussian) query
      = gaussian_of_kept (lk_explanation_get_query (masked), kept);
  LkGaussian *support
      = lk_support_get_gaussian (lk_explanation_get_support (masked), class_index);
  const LkMetricOptions *options = lk_explanation_get_options (masked);

  g_assert_cmpuint (
      lk_gaussian_get_n_descriptors (lk_explanation_get_query_gaussian (masked)), ==,
      lk_gaussian_get_n_descriptors (query));
  for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
    {
      double value;

      g_assert_true (lk_gaussian_distance (query, support, distance, options->ridge,
                                           &value, NULL, NULL));
      g_assert_cmpfloat (lk_explanation_get_distance (masked, distance, class_index), ==,
                         value);
    }
  g_assert_cmpfloat (
      lk_explanation_get_scores (masked, LK_LEVEL_DISTRIBUTION)[class_index], ==,
      lk_explanation_get_distance (masked, LK_DISTANCE_KL_QS, class_index));
}

static void
check_masked (LkExplanation *explanation, const gboolean *kept, guint n_cells)
{
  g_autoptr (LkExplanation) masked = mask (explanation, kept);

  g_assert_cmpmem (lk_explanation_get_kept (masked), n_cells * sizeof *kept, kept,
                   n_cells * sizeof *kept);
  g_assert_true (lk_explanation_get_query (masked)
                 == lk_explanation_get_query (explanation));
  g_assert_cmpfloat (lk_explanation_get_ridge_used (masked), ==, 0.01);
  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    {
      check_pixel (masked, kept, i);
      check_part (masked, kept, i);
      check_distances (masked, kept, i);
    }
}

static void
test_against_slow (void)
{
  static const guint cases[] = { 0, 2, 3 };
  g_autoptr (GRand) random = g_rand_new_with_seed (9);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint k = 1; k <= 3; k += 2)
      for (LkPartForm form = 0; form < LK_N_PART_FORMS; form++)
        {
          const MetricCase *fixture = &metric_cases[cases[i]];
          guint n_cells = count_cells (fixture);
          g_autoptr (LkExplanation) plain = explain (fixture, k, form);

          for (guint round = 0; round < 3; round++)
            {
              g_autofree gboolean *kept = random_mask (random, n_cells, 2 + round);

              kept[n_cells - 1] = FALSE;
              check_masked (plain, kept, n_cells);
            }
        }
}

static void
check_equal (LkExplanation *a, LkExplanation *b)
{
  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    {
      for (LkLevel level = 0; level < LK_N_LEVELS; level++)
        g_assert_cmpfloat (lk_explanation_get_scores (a, level)[i], ==,
                           lk_explanation_get_scores (b, level)[i]);
      for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
        g_assert_cmpfloat (lk_explanation_get_distance (a, distance, i), ==,
                           lk_explanation_get_distance (b, distance, i));
    }
}

/* A mask that keeps all is none; another mask takes the place of the first; and what is
 * done to a masked explanation leaves it masked. */
static void
test_masks_of_masks (void)
{
  const MetricCase *fixture = &metric_cases[0];
  guint n_cells = count_cells (fixture);
  g_autoptr (GRand) random = g_rand_new_with_seed (10);
  g_autoptr (LkExplanation) plain = explain (fixture, 2, LK_PART_COSINE);
  g_autofree gboolean *all = g_new (gboolean, n_cells);
  g_autofree gboolean *kept = random_mask (random, n_cells, 5);
  g_autoptr (LkExplanation) whole = NULL;
  g_autoptr (LkExplanation) masked = mask (plain, kept);
  g_autoptr (LkExplanation) again = NULL;
  LkMetricOptions options = *lk_explanation_get_options (masked);
  const double *scores[LK_N_LEVELS];

  for (guint p = 0; p < n_cells; p++)
    all[p] = TRUE;
  g_assert_null (lk_explanation_get_kept (plain));
  whole = mask (plain, all);
  g_assert_null (lk_explanation_get_kept (whole));
  check_equal (whole, plain);
  again = mask (masked, all);
  check_equal (again, plain);

  options.distance = LK_DISTANCE_W2;
  lk_explanation_fill_scores (masked, &options, scores);
  g_assert_cmpfloat (scores[LK_LEVEL_DISTRIBUTION][0], ==,
                     lk_explanation_get_distance (masked, LK_DISTANCE_W2, 0));
}

/* The plane shows the cells that count, and no others. */
static void
test_projection (void)
{
  const MetricCase *fixture = &metric_cases[3];
  guint n_cells = count_cells (fixture);
  g_autoptr (LkExplanation) plain = explain (fixture, 1, LK_PART_COSINE);
  g_autofree gboolean *kept = g_new0 (gboolean, n_cells);
  g_autoptr (LkExplanation) masked = NULL;

  kept[3] = kept[5] = kept[8] = TRUE;
  masked = mask (plain, kept);
  for (LkPlane plane = 0; plane < LK_N_PLANES; plane++)
    {
      g_autoptr (LkProjection) projection
          = lk_projection_new (masked, plane, 2, LK_DISTANCE_W2, NULL);
      double mean[2] = { 0, 0 };

      g_assert_cmpuint (projection->n_points[0], ==, 3);
      g_assert_cmpuint (projection->n_points[1], ==, n_cells);
      for (guint i = 0; i < 3; i++)
        for (guint axis = 0; axis < 2; axis++)
          mean[axis] += projection->points[0][2 * i + axis] / 3;
      for (guint axis = 0; axis < 2; axis++)
        g_assert_cmpfloat_with_epsilon (projection->ellipses[0].mean[axis], mean[axis],
                                        1e-6);
    }
}

static void
test_refused (void)
{
  const MetricCase *fixture = &metric_cases[0];
  g_autoptr (LkExplanation) plain = explain (fixture, 1, LK_PART_COSINE);
  g_autofree gboolean *kept = g_new0 (gboolean, count_cells (fixture));
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  for (guint n_kept = 0; n_kept < 2; n_kept++)
    {
      kept[7] = n_kept > 0;
      g_assert_null (lk_what_if_masked (plain, kept, NULL, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
      g_clear_error (&error);
    }
  kept[8] = TRUE;
  g_cancellable_cancel (cancellable);
  g_assert_null (lk_what_if_masked (plain, kept, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/what-if-mask/against-slow", test_against_slow);
  g_test_add_func ("/metric/what-if-mask/masks-of-masks", test_masks_of_masks);
  g_test_add_func ("/metric/what-if-mask/projection", test_projection);
  g_test_add_func ("/metric/what-if-mask/refused", test_refused);
  return g_test_run ();
}
