/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "lk-cell-margin.h"
#include "lk-error.h"
#include "lk-leave-one-out.h"
#include "lk-membership.h"
#include "lk-projection.h"
#include "lk-what-if.h"
#include "metric-fixture.h"

#define MAX_SHOTS 5

/* Cosines and inner products are of floats. */
#define FLOAT_CLOSE 1e-5
#define CLOSE 1e-8
#define EXACT 1e-9

/* A class as slow code takes it: each shot with the cells that count. */
typedef struct
{
  LkTensor *maps[MAX_SHOTS];
  const gboolean *kept[MAX_SHOTS];
  guint n;
} Class;

static gsize
count_cells (LkTensor *map)
{
  return lk_tensor_get_size (map) / lk_tensor_get_dim (map, 0);
}

static gboolean
is_kept (const gboolean *kept, gsize cell)
{
  return kept == NULL || kept[cell];
}

static Class
get_class (LkSupport *support, guint class_index)
{
  Class class = { .n = lk_support_get_n_shots (support, class_index) };

  for (guint i = 0; i < class.n; i++)
    {
      class.maps[i] = lk_support_get_map (support, class_index, i);
      class.kept[i] = lk_support_get_kept (support, class_index, i);
    }
  return class;
}

static int
compare_falling (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left > right ? -1 : left < right;
}

static double
sum_of_largest (GArray *values, guint k)
{
  double sum = 0;

  g_array_sort (values, compare_falling);
  for (guint i = 0; i < MIN (k, values->len); i++)
    sum += g_array_index (values, double, i);
  return sum;
}

static double
value_at (LkTensor *map, gsize channel, gsize cell)
{
  return lk_tensor_get_data (map)[channel * count_cells (map) + cell];
}

static double
cosine_of_cells (LkTensor *a, gsize p, LkTensor *b, gsize q)
{
  double ab = 0, aa = 0, bb = 0;

  for (gsize c = 0; c < lk_tensor_get_dim (a, 0); c++)
    {
      ab += value_at (a, c, p) * value_at (b, c, q);
      aa += value_at (a, c, p) * value_at (a, c, p);
      bb += value_at (b, c, q) * value_at (b, c, q);
    }
  return ab / sqrt (aa * bb);
}

static double
slow_pixel (LkTensor *query, const gboolean *kept, const Class *class, guint k)
{
  double score = 0;

  for (gsize p = 0; p < count_cells (query); p++)
    {
      g_autoptr (GArray) cosines = g_array_new (FALSE, FALSE, sizeof (double));

      for (guint i = 0; i < class->n && is_kept (kept, p); i++)
        for (gsize q = 0; q < count_cells (query); q++)
          if (is_kept (class->kept[i], q))
            {
              double cosine = cosine_of_cells (query, p, class->maps[i], q);

              g_array_append_val (cosines, cosine);
            }
      score += sum_of_largest (cosines, k);
    }
  return score;
}

/* An entry of a row of the part level, for released parts over the length of the cell. */
static double
part_value (LkTensor *map, LkPartForm form, gsize channel, gsize cell)
{
  double square = 0;

  if (form == LK_PART_COSINE)
    return value_at (map, channel, cell);
  for (gsize c = 0; c < lk_tensor_get_dim (map, 0); c++)
    square += value_at (map, c, cell) * value_at (map, c, cell);
  return value_at (map, channel, cell) / sqrt (square);
}

/* Over the positions that both keep. */
static double
compare_channels (LkTensor *query,
                  const gboolean *kept,
                  gsize channel,
                  LkTensor *shot,
                  const gboolean *of_shot,
                  gsize other,
                  LkPartForm form)
{
  double ab = 0, aa = 0, bb = 0;

  for (gsize p = 0; p < count_cells (query); p++)
    if (is_kept (kept, p) && is_kept (of_shot, p))
      {
        double a = part_value (query, form, channel, p);
        double b = part_value (shot, form, other, p);

        ab += a * b;
        aa += a * a;
        bb += b * b;
      }
  if (form == LK_PART_RELEASED)
    return ab;
  return aa > 0 && bb > 0 ? ab / sqrt (aa * bb) : 0;
}

static double
slow_part (LkTensor *query,
           const gboolean *kept,
           const Class *class,
           LkPartForm form,
           guint k)
{
  gsize n_channels = lk_tensor_get_dim (query, 0);
  double score = 0;

  for (gsize c = 0; c < n_channels; c++)
    {
      g_autoptr (GArray) products = g_array_new (FALSE, FALSE, sizeof (double));

      for (guint i = 0; i < class->n; i++)
        for (gsize other = 0; other < n_channels; other++)
          {
            double product = compare_channels (query, kept, c, class->maps[i],
                                               class->kept[i], other, form);

            g_array_append_val (products, product);
          }
      score += sum_of_largest (products, k);
    }
  return score;
}

/* Of all kept cells of all maps, as one map. */
static LkGaussian *
slow_gaussian (const Class *class)
{
  gsize n_channels = lk_tensor_get_dim (class->maps[0], 0);
  gsize n_cells = count_cells (class->maps[0]);
  gsize shape[3] = { n_channels, 1, 0 }, n = 0;
  g_autoptr (LkTensor) pooled = NULL;

  for (guint i = 0; i < class->n; i++)
    for (gsize p = 0; p < n_cells; p++)
      shape[2] += is_kept (class->kept[i], p) ? 1 : 0;
  pooled = lk_tensor_new (3, shape);
  for (guint i = 0; i < class->n; i++)
    for (gsize p = 0; p < n_cells; p++)
      if (is_kept (class->kept[i], p))
        {
          for (gsize c = 0; c < n_channels; c++)
            lk_tensor_get_data (pooled)[c * shape[2] + n]
                = lk_tensor_get_data (class->maps[i])[c * n_cells + p];
          n++;
        }
  return lk_gaussian_new (&pooled, 1);
}

static double
slow_score (LkTensor *query,
            const gboolean *kept,
            const Class *class,
            const LkMetricOptions *options,
            LkLevel level)
{
  const Class alone = { { query }, { kept }, 1 };
  g_autoptr (LkGaussian) mine = NULL;
  g_autoptr (LkGaussian) theirs = NULL;
  double value;

  if (level == LK_LEVEL_PIXEL)
    return slow_pixel (query, kept, class, options->neighbours);
  if (level == LK_LEVEL_PART)
    return slow_part (query, kept, class, options->part_form, options->neighbours);
  mine = slow_gaussian (&alone);
  theirs = slow_gaussian (class);
  g_assert_true (lk_gaussian_distance (mine, theirs, options->distance, options->ridge,
                                       &value, NULL, NULL));
  return value;
}

/* Painted out of the query as well, every third cell. */
static LkExplanation *
mask_thirds (LkExplanation *explanation)
{
  gsize n_cells = count_cells (lk_explanation_get_query (explanation));
  g_autofree gboolean *kept = g_new (gboolean, n_cells);
  g_autoptr (GError) error = NULL;
  LkExplanation *masked;

  for (gsize p = 0; p < n_cells; p++)
    kept[p] = p % 3 != 1;
  masked = lk_what_if_masked (explanation, kept, NULL, &error);
  g_assert_no_error (error);
  return masked;
}

static void
check_scores (LkExplanation *explanation, guint class_index)
{
  LkTensor *query = lk_explanation_get_query (explanation);
  const gboolean *kept = lk_explanation_get_kept (explanation);
  LkMetricOptions options = *lk_explanation_get_options (explanation);
  Class class = get_class (lk_explanation_get_support (explanation), class_index);
  const double *scores[LK_N_LEVELS];

  lk_explanation_fill_scores (explanation, &options, scores);
  for (LkLevel level = LK_LEVEL_PART; level <= LK_LEVEL_PIXEL; level++)
    metric_assert_close (scores[level][class_index],
                         slow_score (query, kept, &class, &options, level), FLOAT_CLOSE);
  for (options.distance = 0; options.distance < LK_N_DISTANCES; options.distance++)
    metric_assert_close (
        lk_explanation_get_distance (explanation, options.distance, class_index),
        slow_score (query, kept, &class, &options, LK_LEVEL_DISTRIBUTION), CLOSE);
}

/* What was met is where it is said to be, and was not painted out. */
static void
check_places (LkExplanation *explanation, guint class_index)
{
  LkTensor *query = lk_explanation_get_query (explanation);
  const gboolean *kept = lk_explanation_get_kept (explanation);
  const LkMatches *pixel = lk_explanation_get_pixel (explanation, class_index);
  const LkMatches *part = lk_explanation_get_part (explanation, class_index);
  LkPartForm form = lk_explanation_get_options (explanation)->part_form;
  Class class = get_class (lk_explanation_get_support (explanation), class_index);
  g_autoptr (LkTensor) matrix
      = lk_explanation_compute_part_matrix (explanation, class_index);
  gsize n_cells = count_cells (query), n_channels = lk_tensor_get_dim (query, 0);

  g_assert_cmpuint (pixel->n_columns, ==, class.n * n_cells);
  g_assert_cmpuint (part->n_columns, ==, class.n * n_channels);
  for (gsize i = 0; i < (gsize) pixel->n_rows * pixel->n_neighbours; i++)
    {
      gsize p = i / pixel->n_neighbours, column = pixel->index[i];

      if (!is_kept (kept, p))
        continue;
      g_assert_true (is_kept (class.kept[column / n_cells], column % n_cells));
      g_assert_cmpfloat_with_epsilon (
          pixel->similarity[i],
          cosine_of_cells (query, p, class.maps[column / n_cells], column % n_cells),
          1e-6);
    }
  for (gsize i = 0; i < (gsize) part->n_rows * part->n_neighbours; i++)
    {
      gsize row = i / part->n_neighbours, column = part->index[i];
      guint shot = (guint) (column / n_channels);

      g_assert_cmpfloat_with_epsilon (
          part->similarity[i],
          compare_channels (query, kept, row, class.maps[shot], class.kept[shot],
                            column % n_channels, form),
          1e-5);
      g_assert_cmpfloat_with_epsilon (
          lk_tensor_get_data (matrix)[row * part->n_columns + column],
          part->similarity[i], 1e-5);
      if (i % part->n_neighbours > 0)
        g_assert_cmpfloat (part->similarity[i - 1], >=, part->similarity[i]);
    }
}

static double
sum_of (const double *values, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += values[i];
  return sum;
}

/* Cells add up to the scores, and what is painted out is 0. */
static void
check_sums (LkExplanation *explanation, LkDistance distance, LkCellsOf of)
{
  LkSupport *support = lk_explanation_get_support (explanation);
  LkMetricOptions options = *lk_explanation_get_options (explanation);
  gsize n_cells = count_cells (lk_explanation_get_query (explanation));
  g_autoptr (LkCells) cells = lk_cells_new (explanation, distance, of);
  const double *scores[LK_N_LEVELS];

  options.distance = distance;
  lk_explanation_fill_scores (explanation, &options, scores);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    for (guint i = 0; i < METRIC_N_CLASSES; i++)
      {
        const double *values = lk_cells_get (cells, level, i);
        gsize n = lk_cells_get_n_cells (cells, i), n_counted = 0;

        metric_assert_close (sum_of (values, n), scores[level][i], EXACT);
        for (gsize p = 0; p < n; p++)
          {
            const gboolean *kept
                = of == LK_CELLS_OF_QUERY
                      ? lk_explanation_get_kept (explanation)
                      : lk_support_get_kept (support, i, (guint) (p / n_cells));

            g_assert_true (isfinite (values[p]));
            g_assert_true (is_kept (kept, p % n_cells) || values[p] == 0);
            n_counted += is_kept (kept, p % n_cells) ? 1 : 0;
          }
        g_assert_cmpuint (lk_cells_get_n_counted (cells, i), ==, n_counted);
      }
}

/* And those of both classes to the margin. */
static void
check_margins (LkExplanation *explanation, LkDistance distance, LkCellsOf of)
{
  LkMetricOptions options = *lk_explanation_get_options (explanation);
  LkSupport *support = lk_explanation_get_support (explanation);
  gsize n_cells = count_cells (lk_explanation_get_query (explanation));
  g_autoptr (LkCells) cells = lk_cells_new (explanation, distance, of);
  g_autoptr (LkDecision) decision = NULL;
  const double *scores[LK_N_LEVELS];

  options.distance = distance;
  lk_explanation_fill_scores (explanation, &options, scores);
  decision = lk_decision_new (METRIC_N_CLASSES, scores, &options, NULL, NULL);
  for (guint b = 1; b < METRIC_N_CLASSES; b++)
    {
      g_autoptr (LkCellMargin) margin
          = lk_cell_margin_new (cells, &options, NULL, 0, b, NULL);
      double expected = decision->fused[0] - decision->fused[b];
      gsize place = 0;

      g_assert_cmpfloat_with_epsilon (sum_of (margin->fused, margin->n_cells), expected,
                                      EXACT * fmax (fabs (expected), 1e-3));
      for (guint i = 0; of == LK_CELLS_OF_SHOTS && i < METRIC_N_CLASSES; i++)
        for (gsize p = 0; p < lk_cells_get_n_cells (cells, i); p++, place++)
          g_assert_true (is_kept (lk_support_get_kept (support, i, (guint) (p / n_cells)),
                                  p % n_cells)
                         || margin->fused[place] == 0);
    }
}

static void
check_explanation (LkExplanation *explanation, gboolean slowly)
{
  for (guint i = 0; slowly && i < METRIC_N_CLASSES; i++)
    {
      check_scores (explanation, i);
      check_places (explanation, i);
    }
  for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
    for (LkCellsOf of = LK_CELLS_OF_QUERY; of <= LK_CELLS_OF_SHOTS; of++)
      {
        check_sums (explanation, distance, of);
        check_margins (explanation, distance, of);
      }
}

static void
test_against_slow (gconstpointer data)
{
  const MetricCase *fixture = data;
  gboolean large = fixture->shape[0] == 64;

  for (LkPartForm form = 0; form < LK_N_PART_FORMS; form++)
    for (guint k = 1; k <= (large ? 1 : 64); k *= 8)
      {
        LkMetricOptions options = metric_fixture_options (k, form);
        g_autoptr (LkSupport) support
            = metric_fixture_support_masked (fixture, form == LK_PART_COSINE);
        g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
        g_autoptr (LkExplanation) plain
            = metric_fixture_explain (support, query, &options);
        g_autoptr (LkExplanation) masked = mask_thirds (plain);

        check_explanation (plain, !large);
        check_explanation (masked, !large);
      }
}

/* A shot is without its cells where it is left out, too. */
static void
test_left_out (void)
{
  const MetricCase *fixture = &metric_cases[0];
  g_autoptr (LkSupport) support = metric_fixture_support_masked (fixture, FALSE);
  LkMetricOptions options = metric_fixture_options (2, LK_PART_COSINE);
  g_autoptr (LkLeaveOneOut) left_out
      = lk_leave_one_out_new (support, &options, NULL, NULL);

  g_assert_cmpuint (lk_leave_one_out_get_n_shots (left_out), ==, 6);
  for (guint i = 0; i < lk_leave_one_out_get_n_shots (left_out); i++)
    {
      guint shot, own = lk_leave_one_out_get_shot (left_out, i, &shot);
      double scores[LK_N_LEVELS][METRIC_N_CLASSES];

      lk_leave_one_out_fill_scores (left_out, i, &options, scores[0]);
      for (guint c = 0; c < METRIC_N_CLASSES; c++)
        {
          Class class = get_class (support, c);

          if (c == own)
            {
              class.n--;
              for (guint j = shot; j < class.n; j++)
                {
                  class.maps[j] = class.maps[j + 1];
                  class.kept[j] = class.kept[j + 1];
                }
            }
          for (LkLevel level = 0; level < LK_N_LEVELS; level++)
            metric_assert_close (scores[level][c],
                                 slow_score (lk_support_get_map (support, own, shot),
                                             lk_support_get_kept (support, own, shot),
                                             &class, &options, level),
                                 level == LK_LEVEL_DISTRIBUTION ? CLOSE : FLOAT_CLOSE);
        }
    }
}

/* The class without each of its shots: those that are left keep their masks. */
static void
test_parts_of_class (void)
{
  const MetricCase *fixture = &metric_cases[3];
  g_autoptr (LkSupport) support = metric_fixture_support_masked (fixture, FALSE);
  g_autoptr (LkSupport) parts = lk_membership_make_parts (support, 1, NULL);
  gsize size = fixture->shape[1] * fixture->shape[2] * sizeof (gboolean);

  for (guint without = 0; without < 3; without++)
    for (guint shot = 0, n = 0; shot < 3; shot++)
      {
        const gboolean *expected = lk_support_get_kept (support, 1, shot);
        const gboolean *kept;

        if (shot == without)
          continue;
        kept = lk_support_get_kept (parts, without, n++);
        g_assert_true ((kept == NULL) == (expected == NULL));
        if (kept != NULL)
          g_assert_cmpmem (kept, size, expected, size);
      }
}

/* The plane shows the cells that count, and no others. */
static void
test_projection (void)
{
  const MetricCase *fixture = &metric_cases[3];
  g_autoptr (LkSupport) support = metric_fixture_support_masked (fixture, FALSE);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  LkMetricOptions options = metric_fixture_options (1, LK_PART_COSINE);
  g_autoptr (LkExplanation) explanation
      = metric_fixture_explain (support, query, &options);

  for (LkPlane plane = 0; plane < LK_N_PLANES; plane++)
    {
      g_autoptr (LkProjection) projection
          = lk_projection_new (explanation, plane, 1, LK_DISTANCE_W2, NULL);
      double mean[2] = { 0, 0 };
      gsize n = lk_support_count_cells (support, 1);

      g_assert_cmpuint (projection->n_points[2], ==, n);
      g_assert_cmpuint (n, <, 27);
      for (guint i = 0; i < n; i++)
        for (guint axis = 0; axis < 2; axis++)
          mean[axis] += projection->points[2][2 * i + axis] / (double) n;
      for (guint axis = 0; axis < 2; axis++)
        g_assert_cmpfloat_with_epsilon (projection->ellipses[2].mean[axis], mean[axis],
                                        1e-6);
    }
}

/* Query and shot with no position in common: alike in no part, and still sums. */
static void
test_nothing_in_common (void)
{
  const MetricCase *fixture = &metric_cases[2]; /* one shot in class 0 */
  gsize n_cells = fixture->shape[1] * fixture->shape[2];
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  g_autoptr (LkTensor) first = metric_fixture_map (fixture, 0, 0, 1);
  g_autoptr (LkTensor) second = metric_fixture_map (fixture, 1, 0, 1);
  g_autoptr (LkTensor) third = metric_fixture_map (fixture, 2, 0, 1);
  LkTensor *maps[] = { first, second, third };
  const guint n_shots[] = { 1, 1, 1 };
  gboolean right[9], left[9];
  const gboolean *kept[] = { right, NULL, NULL };
  g_autoptr (LkSupport) support = NULL;

  for (gsize p = 0; p < n_cells; p++)
    {
      right[p] = p >= 5;
      left[p] = !right[p];
    }
  support = lk_support_new_kept (3, n_shots, maps, kept, NULL);
  for (LkPartForm form = 0; form < LK_N_PART_FORMS; form++)
    {
      LkMetricOptions options = metric_fixture_options (3, form);
      g_autoptr (LkExplanation) plain = metric_fixture_explain (support, query, &options);
      g_autoptr (LkExplanation) masked = lk_what_if_masked (plain, left, NULL, NULL);

      g_assert_cmpfloat (lk_explanation_get_scores (masked, LK_LEVEL_PART)[0], ==, 0);
      g_assert_cmpfloat (lk_explanation_get_scores (masked, LK_LEVEL_PART)[1], >, 0);
      check_explanation (masked, TRUE);
    }
}

/* A mask that keeps all is none, and one that keeps fewer than two cells is refused. */
static void
test_fewest (void)
{
  const MetricCase *fixture = &metric_cases[0];
  g_autoptr (LkTensor) first = metric_fixture_map (fixture, 0, 0, 1);
  g_autoptr (LkTensor) second = metric_fixture_map (fixture, 1, 0, 1);
  LkTensor *maps[] = { first, second };
  const guint n_shots[] = { 1, 1 };
  gboolean cells[49];
  const gboolean *kept[] = { NULL, cells };
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSupport) whole = NULL;
  g_autoptr (LkSupport) two = NULL;

  for (gsize p = 0; p < G_N_ELEMENTS (cells); p++)
    cells[p] = TRUE;
  whole = lk_support_new_kept (2, n_shots, maps, kept, &error);
  g_assert_no_error (error);
  g_assert_false (lk_support_has_mask (whole, 1));
  g_assert_null (lk_support_get_kept (whole, 1, 0));
  g_assert_true (lk_support_get_counted (whole, 1, 0) == second);

  for (gsize p = 0; p < G_N_ELEMENTS (cells); p++)
    cells[p] = p == 7 || p == 8;
  two = lk_support_new_kept (2, n_shots, maps, kept, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_support_count_cells (two, 1), ==, 2);
  cells[8] = FALSE;
  g_assert_null (lk_support_new_kept (2, n_shots, maps, kept, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < METRIC_N_CASES; i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/metric/shot-mask/against-slow/%s", metric_cases[i].name);

      g_test_add_data_func (path, &metric_cases[i], test_against_slow);
    }
  g_test_add_func ("/metric/shot-mask/left-out", test_left_out);
  g_test_add_func ("/metric/shot-mask/parts-of-class", test_parts_of_class);
  g_test_add_func ("/metric/shot-mask/projection", test_projection);
  g_test_add_func ("/metric/shot-mask/nothing-in-common", test_nothing_in_common);
  g_test_add_func ("/metric/shot-mask/fewest", test_fewest);
  return g_test_run ();
}
