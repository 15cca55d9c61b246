/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-what-if.h"

#include <math.h>

#include "metric-fixture.h"

static LkExplanation *
explain (const MetricCase *fixture, guint neighbours)
{
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);
  g_autoptr (LkTensor) query = metric_fixture_query (fixture, 1);
  LkMetricOptions options = lk_metric_options_default ();

  options.neighbours = neighbours;
  return lk_explanation_new (support, query, &options, NULL, NULL);
}

static double
cosine_of (LkTensor *a, gsize cell_a, LkTensor *b, gsize cell_b)
{
  gsize n_channels = lk_tensor_get_dim (a, 0);
  gsize n_cells = lk_tensor_get_size (a) / n_channels;
  double ab = 0, aa = 0, bb = 0;

  for (gsize c = 0; c < n_channels; c++)
    {
      double of_a = lk_tensor_get_data (a)[c * n_cells + cell_a];
      double of_b = lk_tensor_get_data (b)[c * n_cells + cell_b];

      ab += of_a * of_b;
      aa += of_a * of_a;
      bb += of_b * of_b;
    }
  return ab / sqrt (aa * bb);
}

/* The query cell most like a cell of the class, of those that count. */
static guint
find_back (LkExplanation *explanation, guint class_index, guint column)
{
  LkTensor *query = lk_explanation_get_query (explanation);
  const gboolean *kept = lk_explanation_get_kept (explanation);
  guint n_cells = lk_explanation_get_pixel (explanation, class_index)->n_rows;
  LkTensor *map = lk_support_get_map (lk_explanation_get_support (explanation),
                                      class_index, column / n_cells);
  double best = -INFINITY;
  guint found = 0;

  for (guint p = 0; p < n_cells; p++)
    {
      double cosine = cosine_of (query, p, map, column % n_cells);

      if ((kept == NULL || kept[p]) && cosine > best)
        {
          best = cosine;
          found = p;
        }
    }
  return found;
}

static guint
check_mutual (LkExplanation *explanation, guint class_index)
{
  const LkMatches *pixel = lk_explanation_get_pixel (explanation, class_index);
  guint n = pixel->n_rows * pixel->n_neighbours, n_mutual = 0;
  g_autofree gboolean *mutual = g_new (gboolean, n);

  lk_what_if_mutual (explanation, class_index, mutual);
  for (guint i = 0; i < n; i++)
    {
      gboolean expected = pixel->index[i] != G_MAXUINT32
                          && find_back (explanation, class_index, pixel->index[i])
                                 == i / pixel->n_neighbours;

      g_assert_cmpint (mutual[i], ==, expected);
      n_mutual += expected ? 1 : 0;
    }
  return n_mutual;
}

static void
check_choosers (LkExplanation *explanation, guint class_index)
{
  const LkMatches *pixel = lk_explanation_get_pixel (explanation, class_index);
  guint n_found = 0, n_expected = 0;

  for (guint i = 0; i < pixel->n_rows * pixel->n_neighbours; i++)
    n_expected += pixel->index[i] != G_MAXUINT32;
  for (guint column = 0; column < pixel->n_columns; column++)
    {
      g_autoptr (GArray) cells = lk_what_if_choosers (explanation, class_index, column);
      float previous = INFINITY;

      for (guint i = 0; i < cells->len; i++)
        {
          guint cell = g_array_index (cells, guint, i),
                entry = cell * pixel->n_neighbours;

          while (pixel->index[entry] != column)
            g_assert_cmpuint (++entry, <, (cell + 1) * pixel->n_neighbours);
          g_assert_cmpfloat (pixel->similarity[entry], <=, previous);
          previous = pixel->similarity[entry];
        }
      n_found += cells->len;
    }
  g_assert_cmpuint (n_found, ==, n_expected);
}

static void
test_against_slow (void)
{
  for (guint c = 0; c < METRIC_N_CASES; c++)
    for (guint k = 1; k <= 3; k += 2)
      {
        g_autoptr (LkExplanation) explanation = explain (&metric_cases[c], k);
        guint n_mutual = 0;

        /* Of the large case one class is enough for a slow search. */
        for (guint i = c == 1 ? 2 : 0; i < METRIC_N_CLASSES; i++)
          {
            n_mutual += check_mutual (explanation, i);
            check_choosers (explanation, i);
          }
        g_assert_cmpuint (n_mutual, >, 0);
      }
}

static void
test_masked (void)
{
  const MetricCase *fixture = &metric_cases[0];
  g_autoptr (LkExplanation) plain = explain (fixture, 2);
  g_autoptr (LkExplanation) masked = NULL;
  gboolean kept[49];

  for (guint p = 0; p < G_N_ELEMENTS (kept); p++)
    kept[p] = p % 4 != 0;
  masked = lk_what_if_masked (plain, kept, NULL, NULL);
  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    {
      check_mutual (masked, i);
      check_choosers (masked, i);
    }
}

/* A query that is in the class itself finds every cell mutual, unless it is a twin of an
 * earlier one. */
static void
test_itself (void)
{
  gsize shape[] = { 2, 1, 4 };
  const float values[] = { 1, 0, 1, 1, 0, 1, 1, 0 };
  g_autoptr (LkTensor) map = lk_tensor_new (3, shape);
  LkTensor *maps[] = { map, map };
  const guint n_shots[] = { 1, 1 };
  g_autoptr (LkSupport) support = NULL;
  g_autoptr (LkExplanation) explanation = NULL;
  g_autoptr (GArray) choosers = NULL;
  LkMetricOptions options = lk_metric_options_default ();
  gboolean mutual[4];

  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    lk_tensor_get_data (map)[i] = values[i];
  support = lk_support_new (2, n_shots, maps, NULL);
  explanation = lk_explanation_new (support, map, &options, NULL, NULL);
  lk_what_if_mutual (explanation, 1, mutual);
  g_assert_true (mutual[0] && mutual[1] && mutual[2]);
  g_assert_false (mutual[3]);
  choosers = lk_what_if_choosers (explanation, 1, 0);
  g_assert_cmpuint (choosers->len, ==, 2);
  g_assert_cmpuint (g_array_index (choosers, guint, 0), ==, 0);
  g_assert_cmpuint (g_array_index (choosers, guint, 1), ==, 3);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/what-if-mutual/against-slow", test_against_slow);
  g_test_add_func ("/metric/what-if-mutual/masked", test_masked);
  g_test_add_func ("/metric/what-if-mutual/itself", test_itself);
  return g_test_run ();
}
