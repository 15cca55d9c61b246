/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-match-kernels.h"

#include <math.h>
#include <string.h>

#include "lk-matches-private.h"

#define MAX_ROWS 40
#define MAX_COLUMNS 100
#define MAX_NEIGHBOURS 64

/* Numbers of a few values, so that inner products are exact and often equal. */
static float *
small_numbers (gsize n, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  float *numbers = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    numbers[i] = (float) g_rand_int_range (rand, -2, 3) / 4;
  return numbers;
}

static float *
numbers_between (gsize n, double from, double to, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  float *numbers = g_new (float, n);

  for (gsize i = 0; i < n; i++)
    numbers[i] = (float) g_rand_double_range (rand, from, to);
  return numbers;
}

static double
multiply_slowly (const float *a, const float *b, guint n_dims)
{
  double product = 0;

  for (guint d = 0; d < n_dims; d++)
    product += (double) a[d] * b[d];
  return product;
}

/* The obvious way: the largest product not yet taken, the first of equal ones, k times.
 */
static void
check_row (const LkMatches *matches, guint row, const double *products)
{
  g_autofree gboolean *taken = g_new0 (gboolean, matches->n_columns);
  const guint32 *index = matches->index + (gsize) row * matches->n_neighbours;
  const float *similarity = matches->similarity + (gsize) row * matches->n_neighbours;
  double sum = 0;

  for (guint k = 0; k < matches->n_neighbours; k++)
    {
      guint best = G_MAXUINT;

      for (guint j = 0; j < matches->n_columns; j++)
        if (!taken[j] && (best == G_MAXUINT || products[j] > products[best]))
          best = j;
      taken[best] = TRUE;
      g_assert_cmpuint (index[k], ==, best);
      g_assert_cmpfloat (similarity[k], ==, products[best]);
      sum += products[best];
    }
  g_assert_cmpfloat (matches->row[row], ==, sum);
}

static void
check (guint n_rows, guint n_columns, guint n_dims, guint neighbours)
{
  g_autofree float *rows
      = small_numbers ((gsize) n_rows * n_dims, n_rows + 100 * n_columns);
  g_autofree float *columns
      = small_numbers ((gsize) n_columns * n_dims, 7 + n_rows + 100 * n_columns);
  g_autofree double *products = g_new (double, n_columns);
  g_autofree float *all = g_new (float, (gsize) n_rows *n_columns);
  g_autoptr (LkMatches) matches
      = lk_matches_new (rows, n_rows, columns, n_columns, n_dims, neighbours);
  double score = 0;

  lk_matches_multiply (rows, n_rows, columns, n_columns, n_dims, all);
  g_assert_cmpuint (matches->n_neighbours, ==, MIN (neighbours, n_columns));
  for (guint i = 0; i < n_rows; i++)
    {
      for (guint j = 0; j < n_columns; j++)
        {
          products[j] = multiply_slowly (rows + (gsize) i * n_dims,
                                         columns + (gsize) j * n_dims, n_dims);
          g_assert_cmpfloat (all[(gsize) i * n_columns + j], ==, products[j]);
        }
      check_row (matches, i, products);
      score += matches->row[i];
    }
  g_assert_cmpfloat (matches->score, ==, score);
}

static void
choose (gconstpointer data)
{
  g_setenv ("LIKENESS_KERNELS", lk_kernels_to_string (GPOINTER_TO_UINT (data)), TRUE);
}

/* Every number of rows with every number of columns; dimensions and neighbours take all
 * their values on the way. */
static void
test_sizes (gconstpointer data)
{
  guint n_dims = 1, neighbours = 1;

  choose (data);
  for (guint n_rows = 1; n_rows <= MAX_ROWS; n_rows++)
    for (guint n_columns = 1; n_columns <= MAX_COLUMNS; n_columns++)
      {
        check (n_rows, n_columns, n_dims, neighbours);
        n_dims = n_dims % 70 + 1;
        neighbours = neighbours % MAX_NEIGHBOURS + 1;
      }
}

/* Beyond one stretch of rows, one tile and one block of columns. */
static void
test_large (gconstpointer data)
{
  choose (data);
  for (guint neighbours = 1; neighbours <= 5; neighbours++)
    check (37, 411, 441, neighbours);
  check (250, 2205, 3, 1);
  check (230, 1100, 64, 3);
  check (9, 333, 640, 2);
  check (5, 2000, 70, 64);
  check (3, 300, 16, 200);
}

/* Products of unequal numbers, negative ones and those of very different size: within
 * rounding, and in the right order. */
static void
test_rounding (gconstpointer data)
{
  const guint dims[] = { 1, 2, 63, 64, 65, 441, 640 };

  choose (data);
  for (guint i = 0; i < G_N_ELEMENTS (dims); i++)
    {
      guint n_rows = 29, n_columns = 131, n = dims[i];
      g_autofree float *rows = numbers_between (n_rows * n, -1, 1, i);
      g_autofree float *columns = numbers_between (n_columns * n, -1e3, 10, i + 99);
      g_autoptr (LkMatches) matches
          = lk_matches_new (rows, n_rows, columns, n_columns, n, 4);

      for (guint row = 0; row < n_rows; row++)
        for (guint k = 0; k < 4; k++)
          {
            guint32 column = matches->index[row * 4 + k];
            double product = multiply_slowly (rows + row * n, columns + column * n, n);

            g_assert_cmpfloat_with_epsilon (matches->similarity[row * 4 + k], product,
                                            1e-7 * n * 1e3);
            g_assert_true (k == 0
                           || matches->similarity[row * 4 + k]
                                  <= matches->similarity[row * 4 + k - 1]);
          }
    }
}

/* Everything below zero, and zeros of both signs, which are equal. */
static void
test_signs (gconstpointer data)
{
  float ones[7] = { 1, 1, 1, 1, 1, 1, 1 };
  float columns[] = { -3, -2, -5, -2, -1e30f, -2 };
  float zeros[] = { -0.0f, 0.0f, -0.0f, 0.0f, -1.0f };

  choose (data);
  for (guint neighbours = 1; neighbours <= 6; neighbours++)
    {
      const guint32 order[] = { 1, 3, 5, 0, 2, 4 };
      g_autoptr (LkMatches) matches = lk_matches_new (ones, 7, columns, 6, 1, neighbours);

      for (guint row = 0; row < 7; row++)
        for (guint k = 0; k < neighbours; k++)
          g_assert_cmpuint (matches->index[row * neighbours + k], ==, order[k]);
    }
  for (guint neighbours = 1; neighbours <= 5; neighbours++)
    {
      g_autoptr (LkMatches) matches = lk_matches_new (ones, 1, zeros, 5, 1, neighbours);

      for (guint k = 0; k < neighbours; k++)
        g_assert_cmpuint (matches->index[k], ==, k);
    }
}

/* A pair of descriptors has one product, wherever they stand; of two that are the same
 * the lower index is the nearer. */
static void
test_duplicates (gconstpointer data)
{
  const guint n_dims = 64, n = 171, copies = 3;
  g_autofree float *rows = numbers_between ((gsize) n * n_dims, -1, 1, 5);
  g_autofree float *alone = numbers_between ((gsize) n * n_dims, -1, 1, 6);
  g_autofree float *columns = g_new (float, (gsize) copies *n *n_dims);

  choose (data);
  for (guint i = 0; i < copies; i++)
    memcpy (columns + (gsize) i * n * n_dims, alone, n * n_dims * sizeof *alone);
  for (guint neighbours = 1; neighbours <= 8; neighbours++)
    {
      guint n_each = (neighbours + copies - 1) / copies;
      g_autoptr (LkMatches) single = lk_matches_new (rows, n, alone, n, n_dims, n_each);
      g_autoptr (LkMatches) many
          = lk_matches_new (rows, n, columns, copies * n, n_dims, neighbours);

      for (guint row = 0; row < n; row++)
        for (guint k = 0; k < neighbours; k++)
          {
            gsize of_many = (gsize) row * neighbours + k;
            gsize of_single = (gsize) row * n_each + k / copies;

            g_assert_cmpuint (many->index[of_many], ==,
                              single->index[of_single] + k % copies * n);
            g_assert_cmpfloat (many->similarity[of_many], ==,
                               single->similarity[of_single]);
          }
    }
}

/* Each kernel for each number of rows, into the middle of a larger tile. */
static void
test_tile (gconstpointer data)
{
  const LkMatchKernels *kernels = lk_match_kernels_get (GPOINTER_TO_UINT (data));
  guint width = kernels->column_width, stride = width + 3;

  for (guint n_dims = 1; n_dims < 20; n_dims++)
    for (guint n_rows = 1; n_rows <= kernels->row_width; n_rows++)
      {
        g_autofree float *row_values = small_numbers ((gsize) n_rows * n_dims, n_rows);
        g_autofree float *column_values = small_numbers ((gsize) width * n_dims, n_dims);
        g_autofree float *tile = g_new (float, (kernels->row_width + 1) * stride);
        g_autoptr (LkPanels) rows = lk_panels_new_rows (kernels, n_rows, n_dims);
        g_autoptr (LkPanels) columns = lk_panels_new_columns (kernels, width, n_dims);

        lk_panels_fill (rows, row_values);
        lk_panels_fill (columns, column_values);
        for (guint i = 0; i < (kernels->row_width + 1) * stride; i++)
          tile[i] = 77;
        kernels->multiply (lk_panels_get (rows, 0), lk_panels_get (columns, 0), n_dims,
                           n_rows, tile + 1, stride);
        for (guint i = 0; i < (kernels->row_width + 1) * stride; i++)
          {
            guint row = i / stride, column = i % stride;

            if (row < n_rows && column >= 1 && column <= width)
              g_assert_cmpfloat (tile[i], ==,
                                 multiply_slowly (row_values + row * n_dims,
                                                  column_values + (column - 1) * n_dims,
                                                  n_dims));
            else
              g_assert_cmpfloat (tile[i], ==, 77);
          }
      }
}

/* The largest of products times scales, from any address, of none and of many. */
static void
test_largest (gconstpointer data)
{
  const LkMatchKernels *kernels
      = lk_match_kernels_get ((LkKernels) GPOINTER_TO_UINT (data));
  g_autofree float *products = numbers_between (MAX_COLUMNS + 1, -3, 1, 5);
  g_autofree float *scales = numbers_between (MAX_COLUMNS + 1, 0, 2, 6);

  for (gsize n = 0; n < MAX_COLUMNS; n++)
    for (gsize first = 0; first < 2; first++)
      {
        float expected = -INFINITY;

        for (gsize j = first; j < first + n; j++)
          expected = MAX (expected, products[j] * scales[j]);
        g_assert_cmpfloat (kernels->largest (products + first, scales + first, n), ==,
                           expected);
      }
}

static void
add (const char *name, GTestDataFunc function)
{
  for (LkKernels kernels = 0; kernels < LK_N_KERNELS; kernels++)
    {
      g_autofree char *path = g_strdup_printf ("/metric/match-kernels/%s/%s",
                                               lk_kernels_to_string (kernels), name);

      if (lk_cpu_can_run (kernels))
        g_test_add_data_func (path, GUINT_TO_POINTER (kernels), function);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("tile", test_tile);
  add ("sizes", test_sizes);
  add ("large", test_large);
  add ("rounding", test_rounding);
  add ("signs", test_signs);
  add ("duplicates", test_duplicates);
  add ("largest", test_largest);
  return g_test_run ();
}
