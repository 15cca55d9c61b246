/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gaussian-kernels.h"

#include <math.h>
#include <stdlib.h>

#include "lk-linalg.h"

#define ALIGNMENT 64

static double *
random_rows (gsize n_rows, gsize n, gboolean lower, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gsize stride = lk_gaussian_stride (n);
  double *rows = lk_gaussian_alloc_rows (n_rows, n);

  for (gsize i = 0; i < n_rows; i++)
    for (gsize j = 0; j < (lower ? MIN (i + 1, n) : n); j++)
      rows[i * stride + j] = g_rand_double_range (rand, -1, 1);
  return rows;
}

static double
multiply_slowly (const double *a, const double *b, gsize n_rows, gsize stride)
{
  double product = 0;

  for (gsize k = 0; k < n_rows; k++)
    product += a[k * stride] * b[k * stride];
  return product;
}

static void
check_multiply (const LkGaussianKernels *kernels, gsize n_rows, gsize n, gboolean lower)
{
  gsize stride = lk_gaussian_stride (n);
  double *a = random_rows (n_rows, n, lower, (guint32) n);
  double *b = random_rows (n_rows, n, lower, (guint32) n + 1000);
  double *c = lk_gaussian_alloc_rows (n, n), *square = lk_gaussian_alloc_rows (n, n);

  c[0] = 5;
  lk_gaussian_multiply_tn (kernels, a, b, n_rows, n, lower, c);
  lk_gaussian_multiply_tn (kernels, a, a, n_rows, n, lower, square);
  c[0] -= 5;
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      {
        g_assert_cmpfloat_with_epsilon (c[i * stride + j],
                                        multiply_slowly (a + i, b + j, n_rows, stride),
                                        1e-15 * (n_rows + 5));
        if (j <= i)
          g_assert_cmpfloat_with_epsilon (square[i * stride + j],
                                          multiply_slowly (a + i, a + j, n_rows, stride),
                                          1e-15 * n_rows);
      }
  g_aligned_free (a);
  g_aligned_free (b);
  g_aligned_free (c);
  g_aligned_free (square);
}

static void
test_multiply (gconstpointer data)
{
  const LkGaussianKernels *kernels = lk_gaussian_kernels_get (GPOINTER_TO_UINT (data));

  for (gsize n = 1; n <= 70; n++)
    {
      check_multiply (kernels, n, n, TRUE);
      check_multiply (kernels, 70 - n + 1, n, FALSE);
      check_multiply (kernels, n + 3, n, FALSE);
    }
}

static void
test_sum_and_centre (gconstpointer data)
{
  const LkGaussianKernels *kernels = lk_gaussian_kernels_get (GPOINTER_TO_UINT (data));
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (gsize n_channels = 1; n_channels <= 20; n_channels++)
    for (gsize n_cells = 1; n_cells <= 20; n_cells++)
      {
        gsize first = n_cells / 3, n = n_cells - first;
        gsize stride = lk_gaussian_stride (n_channels);
        g_autofree float *map = g_new (float, n_channels *n_cells);
        g_autofree double *mean = g_new (double, n_channels);
        double *rows = lk_gaussian_alloc_rows (n, n_channels), sum = 0;

        for (gsize i = 0; i < n_channels * n_cells; i++)
          {
            map[i] = (float) g_rand_int_range (rand, -99, 100) / 8;
            sum += map[i];
          }
        g_assert_cmpfloat (kernels->sum (map, n_channels * n_cells), ==, sum);
        for (gsize c = 0; c < n_channels; c++)
          mean[c] = g_rand_double (rand);
        kernels->centre (map, n_channels, n_cells, first, n, mean, rows, stride);
        for (gsize p = 0; p < n; p++)
          for (gsize c = 0; c < stride; c++)
            g_assert_cmpfloat (rows[p * stride + c], ==,
                               c < n_channels ? map[c * n_cells + first + p] - mean[c]
                                              : 0);
        g_aligned_free (rows);
      }
}

typedef enum
{
  FULL,
  GRADED,
  NEARLY_SINGULAR,
  RANK_ONE,
  DIAGONAL,
  IDENTITY,
  ZERO,
  REPEATED,
  N_KINDS,
} Kind;

/* A matrix [n, n] that is not negative, of trace 1 or 0. */
static double *
make_matrix (Kind kind, gsize n, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autofree double *root = g_new0 (double, n *n);
  double *matrix = g_new (double, n *n), trace = 0;

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      {
        double x = g_rand_double_range (rand, -1, 1);

        if (kind == FULL || (kind == RANK_ONE && i == 0) || (kind == REPEATED && i < 3))
          root[i * n + j] = x;
        else if (kind == GRADED)
          root[i * n + j] = x * exp2 (-40.0 * (double) j / (double) n);
        else if (kind == NEARLY_SINGULAR)
          root[i * n + j] = x * exp2 (-40.0 * (double) i / (double) n);
        else if (kind == DIAGONAL)
          root[i * n + j] = i == j ? x : 0;
        else if (kind == IDENTITY)
          root[i * n + j] = i == j ? 1 : 0;
      }
  lk_linalg_gram_tn (root, matrix, n, n);
  for (gsize i = 0; kind == REPEATED && i < n; i++)
    matrix[i * n + i] += 1;
  for (gsize i = 0; i < n; i++)
    trace += matrix[i * n + i];
  for (gsize i = 0; trace > 0 && i < n * n; i++)
    matrix[i] /= trace;
  return matrix;
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double left = *(const double *) a, right = *(const double *) b;

  return left < right ? -1 : left > right;
}

/* Eigenvalues of @matrix in lane @lane beside others of @filling; sorted. */
static double *
find_in_lane (const LkGaussianKernels *kernels,
              const double *matrix,
              gsize n,
              guint lane,
              double filling)
{
  gsize lanes = kernels->n_lanes, size = n * (n + 1) / 2 * lanes, entry = 0;
  double *triangles = g_aligned_alloc (size, sizeof (double), ALIGNMENT);
  double *work = g_aligned_alloc (4 * n * lanes, sizeof (double), ALIGNMENT);
  double *values = g_aligned_alloc (n * lanes, sizeof (double), ALIGNMENT);
  double *found = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j <= i; j++, entry += lanes)
      for (gsize k = 0; k < lanes; k++)
        triangles[entry + k]
            = k == lane ? matrix[i * n + j] : filling * (double) ((i + j + k) % 3);
  kernels->eigenvalues (triangles, n, work, values);
  for (gsize i = 0; i < n; i++)
    found[i] = values[i * lanes + lane];
  qsort (found, n, sizeof *found, compare);
  g_aligned_free (triangles);
  g_aligned_free (work);
  g_aligned_free (values);
  return found;
}

static void
test_eigenvalues (gconstpointer data)
{
  const LkGaussianKernels *kernels = lk_gaussian_kernels_get (GPOINTER_TO_UINT (data));

  for (Kind kind = 0; kind < N_KINDS; kind++)
    for (gsize n = 1; n <= 130; n += n < 40 ? 1 : 9)
      {
        guint lane = (guint) n % kernels->n_lanes;
        g_autofree double *matrix = make_matrix (kind, n, (guint32) n);
        g_autofree double *expected = g_new (double, n);
        g_autofree double *alone = find_in_lane (kernels, matrix, n, lane, 0);
        g_autofree double *beside = find_in_lane (kernels, matrix, n, lane, 0.5);
        g_autofree double *elsewhere = find_in_lane (kernels, matrix, n, 0, NAN);

        g_assert_true (lk_linalg_eigen (matrix, n, expected, FALSE));
        for (gsize i = 0; i < n; i++)
          {
            g_assert_cmpfloat_with_epsilon (alone[i], expected[i], 3e-15);
            g_assert_cmpfloat (alone[i], ==, beside[i]);
            g_assert_cmpfloat (alone[i], ==, elsewhere[i]);
          }
      }
}

static void
add (const char *name, GTestDataFunc function)
{
  for (LkKernels kernels = 0; kernels < LK_N_KERNELS; kernels++)
    {
      g_autofree char *path = g_strdup_printf ("/metric/gaussian-kernels/%s/%s",
                                               lk_kernels_to_string (kernels), name);

      if (lk_cpu_can_run (kernels))
        g_test_add_data_func (path, GUINT_TO_POINTER (kernels), function);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("multiply", test_multiply);
  add ("sum-and-centre", test_sum_and_centre);
  add ("eigenvalues", test_eigenvalues);
  return g_test_run ();
}
