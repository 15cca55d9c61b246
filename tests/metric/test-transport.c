/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-transport.h"

#include <math.h>

#include "lk-cpu.h"
#include "lk-linalg.h"
#include "metric-fixture.h"

#define MAX_PAIRS 21

/* A map whose channels have sizes from 1 down to @smallest, mixed by their neighbours. */
static LkTensor *
make_map (gsize n_dims, gsize n_cells, double smallest, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gsize shape[] = { n_dims, 1, n_cells };
  LkTensor *map = lk_tensor_new (3, shape);
  float *data = lk_tensor_get_data (map);

  for (gsize c = 0; c < n_dims; c++)
    for (gsize p = 0; p < n_cells; p++)
      data[c * n_cells + p] = (float) ((g_rand_double (rand) - 0.4)
                                           * pow (smallest, (double) c / (double) n_dims)
                                       + (c > 0 ? data[(c - 1) * n_cells + p] / 2 : 0));
  return map;
}

static LkGaussian *
make_gaussian (gsize n_dims, gsize n_cells, double smallest, guint32 seed)
{
  g_autoptr (LkTensor) map = make_map (n_dims, n_cells, smallest, seed);

  return lk_gaussian_new (&map, 1);
}

/* The centred descriptors over the root of their number less one: [n, C]. */
static double *
centre_slowly (LkTensor *map, double *mean)
{
  gsize n_dims = lk_tensor_get_dim (map, 0), n = lk_tensor_get_dim (map, 2);
  const float *data = lk_tensor_get_data (map);
  double *rows = g_new (double, n *n_dims);

  for (gsize c = 0; c < n_dims; c++)
    {
      mean[c] = 0;
      for (gsize p = 0; p < n; p++)
        mean[c] += data[c * n + p] / (double) n;
      for (gsize p = 0; p < n; p++)
        rows[p * n_dims + c] = (data[c * n + p] - mean[c]) / sqrt ((double) n - 1);
    }
  return rows;
}

/* From the descriptors themselves, by the singular values of their inner products
 * (docs/METHOD.md 5.6): neither a covariance nor a factor, so that nothing is squared. */
static double
measure_slowly (LkTensor *a, LkTensor *b)
{
  gsize n_dims = lk_tensor_get_dim (a, 0);
  gsize of_a = lk_tensor_get_dim (a, 2), of_b = lk_tensor_get_dim (b, 2);
  g_autofree double *mean_a = g_new (double, n_dims);
  g_autofree double *mean_b = g_new (double, n_dims);
  g_autofree double *rows_a = centre_slowly (a, mean_a);
  g_autofree double *rows_b = centre_slowly (b, mean_b);
  g_autofree double *products = g_new (double, of_a *of_b);
  double sum = 0, norm;

  for (gsize i = 0; i < of_a * n_dims; i++)
    sum += rows_a[i] * rows_a[i];
  for (gsize i = 0; i < of_b * n_dims; i++)
    sum += rows_b[i] * rows_b[i];
  for (gsize c = 0; c < n_dims; c++)
    sum += (mean_a[c] - mean_b[c]) * (mean_a[c] - mean_b[c]);
  lk_linalg_multiply_nt (rows_a, rows_b, products, of_a, of_b, n_dims);
  g_assert_true (lk_linalg_nuclear_norm (products, of_a, of_b, &norm));
  return sum - 2 * norm;
}

static void
check_slowly (double value, LkTensor *a, LkTensor *b)
{
  metric_assert_close (value, measure_slowly (a, b), 1e-9);
}

static void
check_pairs (gsize n_dims, gsize cells_a, gsize cells_b, double smallest)
{
  g_autoptr (LkTransport) transport = lk_transport_new ();
  LkGaussian *a[MAX_PAIRS], *b[MAX_PAIRS];
  double values[MAX_PAIRS];

  for (guint i = 0; i < MAX_PAIRS; i++)
    {
      a[i] = make_gaussian (n_dims, cells_a, smallest, i);
      b[i] = make_gaussian (n_dims, cells_b + i % 3, smallest, i + 500);
    }
  for (guint n = 1; n <= MAX_PAIRS; n += n < 10 ? 1 : 11)
    {
      lk_transport_measure (transport, a, b, n, values);
      for (guint i = 0; i < n; i++)
        {
          double alone;

          g_assert_true (
              lk_gaussian_distance (a[i], b[i], LK_DISTANCE_W2, 1, &alone, NULL, NULL));
          g_assert_cmpfloat (values[i], ==, alone);
        }
    }
  for (guint i = 0; i < MAX_PAIRS; i++)
    {
      g_autoptr (LkTensor) left = make_map (n_dims, cells_a, smallest, i);
      g_autoptr (LkTensor) right = make_map (n_dims, cells_b + i % 3, smallest, i + 500);

      check_slowly (values[i], left, right);
      lk_gaussian_unref (a[i]);
      lk_gaussian_unref (b[i]);
    }
}

static void
test_ranks (gconstpointer data)
{
  g_setenv ("LIKENESS_KERNELS", lk_kernels_to_string (GPOINTER_TO_UINT (data)), TRUE);
  check_pairs (1, 5, 7, 1);
  check_pairs (7, 20, 30, 1);
  check_pairs (16, 100, 50, 1e-2);
  check_pairs (64, 441, 300, 0.1);
  check_pairs (20, 9, 60, 1);
  check_pairs (20, 60, 9, 1);
  check_pairs (30, 9, 10, 1);
  check_pairs (12, 10, 12, 1);
}

/* Where roots of eigenvalues lose digits. */
static void
test_nearly_singular (gconstpointer data)
{
  g_setenv ("LIKENESS_KERNELS", lk_kernels_to_string (GPOINTER_TO_UINT (data)), TRUE);
  check_pairs (16, 100, 50, 1e-3);
  check_pairs (16, 100, 50, 1e-5);
  check_pairs (16, 100, 50, 1e-7);
}

/* More dimensions than are measured side by side. */
static void
test_many_dimensions (gconstpointer data)
{
  g_autoptr (LkTensor) a = make_map (150, 200, 1, 1);
  g_autoptr (LkTensor) b = make_map (150, 300, 1, 2);
  g_autoptr (LkGaussian) of_a = NULL;
  g_autoptr (LkGaussian) of_b = NULL;
  double value;

  g_setenv ("LIKENESS_KERNELS", lk_kernels_to_string (GPOINTER_TO_UINT (data)), TRUE);
  of_a = lk_gaussian_new (&a, 1);
  of_b = lk_gaussian_new (&b, 1);
  g_assert_true (
      lk_gaussian_distance (of_a, of_b, LK_DISTANCE_W2, 1, &value, NULL, NULL));
  check_slowly (value, a, b);
}

/* A distance of nothing is nothing, and no pair spoils its neighbours. */
static void
test_mixed (gconstpointer data)
{
  const float broken_values[] = { 1, NAN, 2, 3, 4, 5, 6, 7, 8 };
  gsize shape[] = { 3, 1, 3 };
  g_autoptr (LkTransport) transport = NULL;
  g_autoptr (LkTensor) zeros = lk_tensor_new (3, shape);
  g_autoptr (LkTensor) broken = lk_tensor_new (3, shape);
  g_autoptr (LkTensor) left = make_map (3, 8, 1, 3);
  g_autoptr (LkTensor) right = make_map (3, 8, 1, 4);
  LkTensor *of_a[] = { zeros, broken, left, left },
           *of_b[] = { right, right, right, left };
  LkGaussian *a[4], *b[4];
  double values[4];

  g_setenv ("LIKENESS_KERNELS", lk_kernels_to_string (GPOINTER_TO_UINT (data)), TRUE);
  transport = lk_transport_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (broken_values); i++)
    lk_tensor_get_data (broken)[i] = broken_values[i];
  for (guint i = 0; i < 4; i++)
    {
      a[i] = lk_gaussian_new (&of_a[i], 1);
      b[i] = lk_gaussian_new (&of_b[i], 1);
    }
  lk_transport_measure (transport, a, b, 4, values);
  check_slowly (values[0], zeros, right);
  g_assert_true (isnan (values[1]));
  check_slowly (values[2], left, right);
  g_assert_cmpfloat (values[3], ==, 0);
  for (guint i = 0; i < 4; i++)
    {
      lk_gaussian_unref (a[i]);
      lk_gaussian_unref (b[i]);
    }
}

static void
add (const char *name, GTestDataFunc function)
{
  for (LkKernels kernels = 0; kernels < LK_N_KERNELS; kernels++)
    {
      g_autofree char *path = g_strdup_printf ("/metric/transport/%s/%s",
                                               lk_kernels_to_string (kernels), name);

      if (lk_cpu_can_run (kernels))
        g_test_add_data_func (path, GUINT_TO_POINTER (kernels), function);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("ranks", test_ranks);
  add ("nearly-singular", test_nearly_singular);
  add ("many-dimensions", test_many_dimensions);
  add ("mixed", test_mixed);
  return g_test_run ();
}
