/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cells.h"

#include <math.h>
#include <string.h>

#include "lk-cell-margin.h"
#include "lk-what-if.h"
#include "metric-fixture.h"

#define MASK_STEP 3

/* A relative error against the largest of what it is compared with: part and pixel cells
 * are sums of products of floats. */
#define FLOAT_CLOSE 3e-6
#define CLOSE 1e-8
#define EXACT 1e-9

static LkExplanation *
explain (const MetricCase *fixture, guint neighbours, LkPartForm form)
{
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  LkMetricOptions options = metric_fixture_options (neighbours, form);

  return metric_fixture_explain (support, query, &options);
}

static LkExplanation *
mask (LkExplanation *explanation, const gboolean *kept)
{
  g_autoptr (GError) error = NULL;
  LkExplanation *masked = lk_what_if_masked (explanation, kept, NULL, &error);

  g_assert_no_error (error);
  return masked;
}

static LkExplanation *
mask_thirds (LkExplanation *explanation, gsize n_cells)
{
  g_autofree gboolean *kept = g_new (gboolean, n_cells);

  for (gsize p = 0; p < n_cells; p++)
    kept[p] = p % MASK_STEP != 1;
  return mask (explanation, kept);
}

static double
find_largest (const double *values, gsize n)
{
  double largest = 0;

  for (gsize i = 0; i < n; i++)
    largest = fmax (largest, fabs (values[i]));
  return largest;
}

/* One level of every class against what stands in the fixture at *@place. */
static void
compare (LkCells *cells, LkLevel level, const double **place, double relative)
{
  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    {
      const double *actual = lk_cells_get (cells, level, i);
      gsize n = lk_cells_get_n_cells (cells, i);
      double largest = find_largest (*place, n);
      double unplaced = (*place)[n];

      for (gsize p = 0; p < n; p++)
        g_assert_cmpfloat_with_epsilon (actual[p], (*place)[p], relative * largest);
      g_assert_cmpfloat_with_epsilon (lk_cells_get_unplaced (cells, level, i), unplaced,
                                      relative * fmax (fabs (unplaced), n * largest));
      *place += n + 1;
    }
}

typedef LkExplanation *(*Change) (LkExplanation *explanation, gsize n_cells);

/* In the order of make-cell-fixtures.py. */
static void
compare_all (const MetricCase *fixture, Change change, LkCellsOf of, const double **place)
{
  static const struct
  {
    LkLevel level;
    guint neighbours;
    LkPartForm form;
  } local[] = {
    { LK_LEVEL_PIXEL, 1, LK_PART_COSINE },  { LK_LEVEL_PIXEL, 3, LK_PART_COSINE },
    { LK_LEVEL_PART, 1, LK_PART_COSINE },   { LK_LEVEL_PART, 3, LK_PART_COSINE },
    { LK_LEVEL_PART, 1, LK_PART_RELEASED }, { LK_LEVEL_PART, 3, LK_PART_RELEASED }
  };
  gsize n_cells = fixture->shape[1] * fixture->shape[2];

  for (guint i = 0; i < G_N_ELEMENTS (local) + LK_N_DISTANCES; i++)
    {
      gboolean is_local = i < G_N_ELEMENTS (local);
      guint choice = is_local ? i : 0;
      LkDistance distance
          = is_local ? LK_DISTANCE_W2 : (LkDistance) (i - G_N_ELEMENTS (local));
      g_autoptr (LkExplanation) whole
          = explain (fixture, local[choice].neighbours, local[choice].form);
      g_autoptr (LkExplanation) explanation
          = change != NULL ? change (whole, n_cells) : lk_explanation_ref (whole);
      g_autoptr (LkCells) cells = lk_cells_new (explanation, distance, of);

      compare (cells, is_local ? local[choice].level : LK_LEVEL_DISTRIBUTION, place,
               is_local ? FLOAT_CLOSE : CLOSE);
    }
}

static void
test_reference (gconstpointer data)
{
  const MetricCase *fixture = data;
  g_autofree char *name = g_strconcat ("cells-", fixture->name, NULL);
  gsize n;
  g_autofree double *values = metric_fixture_read (name, &n);
  const double *place = values;

  compare_all (fixture, NULL, LK_CELLS_OF_QUERY, &place);
  if (place < values + n)
    {
      compare_all (fixture, mask_thirds, LK_CELLS_OF_QUERY, &place);
      compare_all (fixture, NULL, LK_CELLS_OF_SHOTS, &place);
    }
  g_assert_true (place == values + n);
}

static double
sum_of (const double *values, gsize n)
{
  double sum = 0;

  for (gsize i = 0; i < n; i++)
    sum += values[i];
  return sum;
}

static void
check_sums (LkExplanation *explanation, LkDistance distance, LkCellsOf of)
{
  LkMetricOptions options = *lk_explanation_get_options (explanation);
  const gboolean *kept = lk_explanation_get_kept (explanation);
  g_autoptr (LkCells) cells = lk_cells_new (explanation, distance, of);
  const double *scores[LK_N_LEVELS];

  options.distance = distance;
  lk_explanation_fill_scores (explanation, &options, scores);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    for (guint i = 0; i < lk_explanation_get_n_classes (explanation); i++)
      {
        const double *values = lk_cells_get (cells, level, i);
        gsize n = lk_cells_get_n_cells (cells, i);

        metric_assert_close (sum_of (values, n), scores[level][i], EXACT);
        for (gsize p = 0; p < n; p++)
          g_assert_true (isfinite (values[p]));
        for (gsize p = 0; of == LK_CELLS_OF_QUERY && kept != NULL && p < n; p++)
          g_assert_true (kept[p] || values[p] == 0);
      }
}

static void
test_sums (gconstpointer data)
{
  const MetricCase *fixture = data;
  gsize n_cells = fixture->shape[1] * fixture->shape[2];

  for (LkPartForm form = 0; form < LK_N_PART_FORMS; form++)
    for (guint k = 1; k <= 64; k *= 8)
      {
        g_autoptr (LkExplanation) whole = explain (fixture, k, form);
        g_autoptr (LkExplanation) masked = mask_thirds (whole, n_cells);

        for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
          {
            check_sums (whole, distance, LK_CELLS_OF_QUERY);
            check_sums (whole, distance, LK_CELLS_OF_SHOTS);
            check_sums (masked, distance, LK_CELLS_OF_QUERY);
            check_sums (masked, distance, LK_CELLS_OF_SHOTS);
          }
      }
}

/* A fusion layer whose slots differ. */
static LkTrainedFusion
make_fusion (void)
{
  LkTrainedFusion fusion = { .n_slots = METRIC_N_CLASSES, .n_inputs = 3 };

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      fusion.slope[level] = 0.3 + level;
      for (guint i = 0; i < METRIC_N_CLASSES; i++)
        {
          fusion.slot_slope[level][i] = 0.3 + level + 0.01 * i;
          fusion.slot_offset[level][i] = 5.0 * i - level;
        }
    }
  return fusion;
}

static void
check_margin (LkCells *cells,
              const LkMetricOptions *options,
              const LkTrainedFusion *trained,
              guint a,
              guint b)
{
  LkExplanation *explanation = lk_cells_get_explanation (cells);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkCellMargin) margin
      = lk_cell_margin_new (cells, options, trained, a, b, &error);
  const double *scores[LK_N_LEVELS];
  g_autoptr (LkDecision) decision = NULL;
  double fused = 0, largest = 0;

  g_assert_no_error (error);
  lk_explanation_fill_scores (explanation, options, scores);
  decision = lk_decision_new (METRIC_N_CLASSES, scores, options, trained, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    {
      if (b == LK_CELL_MARGIN_MEAN)
        fused -= decision->fused[i] / METRIC_N_CLASSES;
      largest = fmax (largest, fabs (decision->fused[i]));
    }
  fused += decision->fused[a] - (b == LK_CELL_MARGIN_MEAN ? 0 : decision->fused[b]);
  g_assert_cmpfloat_with_epsilon (margin->margin, fused, 1e-12 * largest);
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    g_assert_cmpfloat_with_epsilon (
        sum_of (margin->levels[level], margin->n_cells), margin->sums[level],
        EXACT * fmax (fabs (margin->sums[level]), 1e-4 * largest));
  g_assert_cmpfloat_with_epsilon (sum_of (margin->fused, margin->n_cells), fused,
                                  EXACT * fmax (fabs (fused), 1e-4 * largest));
  for (gsize p = 0; p < margin->n_cells; p++)
    {
      double sum = 0;

      for (LkLevel level = 0; level < LK_N_LEVELS; level++)
        sum += margin->levels[level][p];
      g_assert_cmpfloat (margin->fused[p], ==, sum);
    }
}

static void
test_margins (gconstpointer data)
{
  const MetricCase *fixture = data;
  LkTrainedFusion fusion = make_fusion ();
  LkMetricOptions options = lk_metric_options_default ();
  gsize n_cells = fixture->shape[1] * fixture->shape[2];
  g_autoptr (LkExplanation) whole = explain (fixture, 1, LK_PART_COSINE);
  g_autoptr (LkExplanation) masked = mask_thirds (whole, n_cells);
  LkExplanation *explanations[] = { whole, masked };

  options.weights[LK_LEVEL_PART] = 0.7;
  options.weights[LK_LEVEL_PIXEL] = 0.1;
  for (guint i = 0; i < 2 * G_N_ELEMENTS (explanations); i++)
    for (options.distance = 0; options.distance < LK_N_DISTANCES; options.distance++)
      {
        g_autoptr (LkCells) cells
            = lk_cells_new (explanations[i / 2], options.distance, (LkCellsOf) (i % 2));

        for (options.normalisation = 0; options.normalisation < LK_N_NORMALISATIONS;
             options.normalisation++)
          for (guint a = 0; a < METRIC_N_CLASSES; a++)
            {
              for (guint b = 0; b < METRIC_N_CLASSES; b++)
                check_margin (cells, &options, &fusion, a, b);
              check_margin (cells, &options, &fusion, a, LK_CELL_MARGIN_MEAN);
            }
      }
}

static void
assert_no_margin (LkCells *cells, const LkMetricOptions *options, guint a, guint b)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkCellMargin) margin
      = lk_cell_margin_new (cells, options, NULL, a, b, &error);

  g_assert_no_error (error);
  g_assert_cmpfloat (margin->margin, ==, 0);
  for (gsize p = 0; p < margin->n_cells; p++)
    g_assert_cmpfloat (margin->fused[p], ==, 0);
}

/* A class against itself is 0, and so is one against another of the same shots. */
static void
test_itself (gconstpointer data)
{
  const MetricCase *fixture = data;
  g_autoptr (LkTensor) first = metric_fixture_map (fixture, 0, 0, 1);
  g_autoptr (LkTensor) other = metric_fixture_map (fixture, 1, 0, 1);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  LkTensor *maps[] = { first, other, first };
  LkMetricOptions options = metric_fixture_options (1, LK_PART_COSINE);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSupport) support = lk_support_new_even (3, 1, maps, &error);
  g_autoptr (LkExplanation) explanation
      = metric_fixture_explain (support, query, &options);

  for (options.distance = 0; options.distance < LK_N_DISTANCES; options.distance++)
    {
      g_autoptr (LkCells) cells
          = lk_cells_new (explanation, options.distance, LK_CELLS_OF_QUERY);

      for (guint i = 0; i < 3; i++)
        assert_no_margin (cells, &options, i, i);
      assert_no_margin (cells, &options, 0, 2);
    }
}

/* The query itself as a class: the transport moves nothing. */
static void
test_nothing_moves (gconstpointer data)
{
  const MetricCase *fixture = data;
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  g_autoptr (LkTensor) other = metric_fixture_map (fixture, 0, 0, 1);
  LkTensor *maps[] = { query, other };
  LkMetricOptions options = metric_fixture_options (1, LK_PART_COSINE);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSupport) support = lk_support_new_even (2, 1, maps, &error);
  g_autoptr (LkExplanation) explanation
      = metric_fixture_explain (support, query, &options);
  g_autoptr (LkCells) cells
      = lk_cells_new (explanation, LK_DISTANCE_W2, LK_CELLS_OF_QUERY);
  const double *values = lk_cells_get (cells, LK_LEVEL_DISTRIBUTION, 0);
  double scale = find_largest (lk_cells_get (cells, LK_LEVEL_DISTRIBUTION, 1),
                               lk_cells_get_n_cells (cells, 1));

  for (gsize p = 0; p < lk_cells_get_n_cells (cells, 0); p++)
    g_assert_cmpfloat_with_epsilon (values[p], 0, 1e-10 * scale);
  g_assert_cmpfloat (lk_cells_get_unplaced (cells, LK_LEVEL_DISTRIBUTION, 0), ==, 0);
}

/* @map with its cells in another order: cell p of it is cell order[p] of @map. */
static LkTensor *
permute (LkTensor *map, const guint *order)
{
  LkTensor *permuted = lk_tensor_new (3, lk_tensor_get_shape (map));
  gsize n_channels = lk_tensor_get_dim (map, 0);
  gsize n = lk_tensor_get_size (map) / n_channels;

  for (gsize c = 0; c < n_channels; c++)
    for (gsize p = 0; p < n; p++)
      lk_tensor_get_data (permuted)[c * n + p]
          = lk_tensor_get_data (map)[c * n + order[p]];
  return permuted;
}

/* Cells in another order, in query and shots alike, are the same map in that order. */
static void
test_order (gconstpointer data)
{
  const MetricCase *fixture = data;
  gsize n = fixture->shape[1] * fixture->shape[2];
  g_autofree guint *order = g_new (guint, n);
  LkMetricOptions options = metric_fixture_options (2, LK_PART_COSINE);
  LkTensor *maps[2 * METRIC_N_CLASSES];
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  g_autoptr (LkTensor) other_query = NULL;
  g_autoptr (LkSupport) support = NULL;
  g_autoptr (LkSupport) other_support = NULL;
  g_autoptr (LkExplanation) explanation = NULL;
  g_autoptr (LkExplanation) other = NULL;

  for (guint p = 0; p < n; p++)
    order[p] = p * 2 % (guint) n;
  other_query = permute (query, order);
  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    {
      maps[i] = metric_fixture_map (fixture, i, 0, 1);
      maps[METRIC_N_CLASSES + i] = permute (maps[i], order);
    }
  support = lk_support_new_even (METRIC_N_CLASSES, 1, maps, NULL);
  other_support
      = lk_support_new_even (METRIC_N_CLASSES, 1, maps + METRIC_N_CLASSES, NULL);
  explanation = metric_fixture_explain (support, query, &options);
  other = metric_fixture_explain (other_support, other_query, &options);
  for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
    {
      g_autoptr (LkCells) before
          = lk_cells_new (explanation, distance, LK_CELLS_OF_QUERY);
      g_autoptr (LkCells) after = lk_cells_new (other, distance, LK_CELLS_OF_QUERY);

      for (LkLevel level = 0; level < LK_N_LEVELS; level++)
        for (guint i = 0; i < METRIC_N_CLASSES; i++)
          {
            const double *from = lk_cells_get (before, level, i);
            const double *to = lk_cells_get (after, level, i);
            double close = level == LK_LEVEL_DISTRIBUTION ? CLOSE : FLOAT_CLOSE;

            for (gsize p = 0; p < n; p++)
              g_assert_cmpfloat_with_epsilon (to[p], from[order[p]],
                                              close * find_largest (from, n));
          }
    }
  for (guint i = 0; i < G_N_ELEMENTS (maps); i++)
    lk_tensor_unref (maps[i]);
}

/* Channels that are 0 everywhere, or the same everywhere: singular, with many cells. */
static void
test_dead_channels (gconstpointer data)
{
  const MetricCase *fixture = data;
  gsize n = fixture->shape[1] * fixture->shape[2];
  LkMetricOptions options = metric_fixture_options (1, LK_PART_COSINE);
  LkTensor *maps[METRIC_N_CLASSES + 1];
  g_autoptr (LkSupport) support = NULL;
  g_autoptr (LkExplanation) explanation = NULL;

  for (guint i = 0; i <= METRIC_N_CLASSES; i++)
    {
      float *values;

      maps[i] = i < METRIC_N_CLASSES ? metric_fixture_map (fixture, i, 0, 1)
                                     : metric_fixture_query (fixture, 1);
      values = lk_tensor_get_data (maps[i]);
      memset (values, 0, n * sizeof *values);
      for (gsize p = 0; p < n; p++)
        values[(fixture->shape[0] - 1) * n + p] = i < METRIC_N_CLASSES ? 0.1f * i : 7;
      if (i == METRIC_N_CLASSES)
        memcpy (values + n, values + 2 * n, n * sizeof *values);
    }
  support = lk_support_new_even (METRIC_N_CLASSES, 1, maps, NULL);
  explanation = metric_fixture_explain (support, maps[METRIC_N_CLASSES], &options);
  for (LkDistance distance = 0; distance < LK_N_DISTANCES; distance++)
    {
      check_sums (explanation, distance, LK_CELLS_OF_QUERY);
      check_sums (explanation, distance, LK_CELLS_OF_SHOTS);
    }
  for (guint i = 0; i < G_N_ELEMENTS (maps); i++)
    lk_tensor_unref (maps[i]);
}

static void
add (const char *name, GTestDataFunc test)
{
  for (guint i = 0; i < METRIC_N_CASES; i++)
    {
      g_autofree char *path
          = g_strdup_printf ("/cells/%s/%s", name, metric_cases[i].name);

      g_test_add_data_func (path, &metric_cases[i], test);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add ("reference", test_reference);
  add ("sums", test_sums);
  add ("margins", test_margins);
  add ("itself", test_itself);
  add ("nothing-moves", test_nothing_moves);
  add ("order", test_order);
  add ("dead-channels", test_dead_channels);
  return g_test_run ();
}
