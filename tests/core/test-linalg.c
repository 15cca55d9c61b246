/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

#include "lk-linalg.h"

#define TOLERANCE 1e-11
#define assert_close(a, b)                                                               \
  g_assert_cmpfloat_with_epsilon (a, b, TOLERANCE *(1 + fabs (b)))

static const gsize sizes[] = { 1, 2, 5, 33, 64 };

static double *
random_matrix (gsize m, gsize n)
{
  double *a = g_new (double, m *n);

  for (gsize i = 0; i < m * n; i++)
    a[i] = g_test_rand_double_range (-1, 1);
  return a;
}

/* A^T A + shift I, by the textbook. */
static double *
slow_gram (const double *a, gsize m, gsize n, double shift)
{
  double *c = g_new (double, n *n);

  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      {
        c[i * n + j] = i == j ? shift : 0;
        for (gsize l = 0; l < m; l++)
          c[i * n + j] += a[l * n + i] * a[l * n + j];
      }
  return c;
}

static double *
random_positive (gsize n)
{
  g_autofree double *a = random_matrix (n, n);

  return slow_gram (a, n, n, 0.5);
}

/* A [m, k] times B [n, k] transposed, by the textbook. */
static double *
slow_multiply_nt (const double *a, const double *b, gsize m, gsize n, gsize k)
{
  double *c = g_new0 (double, m *n);

  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < n; j++)
      for (gsize l = 0; l < k; l++)
        c[i * n + j] += a[i * k + l] * b[j * k + l];
  return c;
}

static void
assert_all_close (const double *a, const double *b, gsize length)
{
  for (gsize i = 0; i < length; i++)
    assert_close (a[i], b[i]);
}

/* One rotation of Jacobi's method: zeroes entry (p, q) of the symmetric @a. */
static void
rotate (double *a, gsize n, gsize p, gsize q)
{
  double angle = 0.5 * atan2 (2 * a[p * n + q], a[q * n + q] - a[p * n + p]);
  double c = cos (angle);
  double s = sin (angle);

  for (gsize i = 0; i < n; i++)
    {
      double x = a[i * n + p];
      double y = a[i * n + q];

      a[i * n + p] = c * x - s * y;
      a[i * n + q] = s * x + c * y;
    }
  for (gsize i = 0; i < n; i++)
    {
      double x = a[p * n + i];
      double y = a[q * n + i];

      a[p * n + i] = c * x - s * y;
      a[q * n + i] = s * x + c * y;
    }
}

static int
compare_doubles (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a;
  double y = *(const double *) b;

  return x < y ? -1 : x > y;
}

/* Eigenvalues, ascending, by Jacobi's method: slow and obvious. */
static double *
slow_eigenvalues (const double *matrix, gsize n)
{
  g_autofree double *a = g_memdup2 (matrix, n * n * sizeof *a);
  double *values = g_new (double, n);

  for (guint sweep = 0; sweep < 30; sweep++)
    for (gsize p = 0; p < n; p++)
      for (gsize q = p + 1; q < n; q++)
        rotate (a, n, p, q);
  for (gsize i = 0; i < n; i++)
    values[i] = a[i * n + i];
  qsort (values, n, sizeof *values, compare_doubles);
  return values;
}

static void
test_cholesky (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gsize n = sizes[i];
      g_autofree double *a = random_positive (n);
      g_autofree double *l = g_memdup2 (a, n * n * sizeof *a);
      g_autofree double *back = NULL;

      /* Only the lower triangle may be read. */
      for (gsize row = 0; row < n; row++)
        for (gsize column = row + 1; column < n; column++)
          l[row * n + column] = 1e30;
      g_assert_true (lk_linalg_cholesky (l, n));
      for (gsize row = 0; row < n; row++)
        for (gsize column = row + 1; column < n; column++)
          g_assert_true (l[row * n + column] == 0);
      back = slow_multiply_nt (l, l, n, n, n);
      assert_all_close (back, a, n * n);
    }
}

static void
test_cholesky_by_hand (void)
{
  double a[] = { 4, 2, -2, 2, 10, 2, -2, 2, 6 };
  const double wanted[] = { 2, 0, 0, 1, 3, 0, -1, 1, 2 };

  g_assert_true (lk_linalg_cholesky (a, 3));
  assert_all_close (a, wanted, 9);
}

static void
test_cholesky_refuses (void)
{
  double indefinite[] = { 1, 2, 2, 1 };
  double singular[] = { 1, 1, 1, 1 };
  double not_a_number[] = { 1, 0, NAN, 1 };
  double infinite[] = { INFINITY, 0, 0, 1 };
  double infinite_last[] = { 1, 0, 0, INFINITY };

  g_assert_false (lk_linalg_cholesky (indefinite, 2));
  g_assert_false (lk_linalg_cholesky (singular, 2));
  g_assert_false (lk_linalg_cholesky (not_a_number, 2));
  g_assert_false (lk_linalg_cholesky (infinite, 2));
  g_assert_false (lk_linalg_cholesky (infinite_last, 2));
}

static void
test_solve_lower (void)
{
  const double l[] = { 2, 0, 0, 1, 3, 0, -1, 1, 2 };
  double b[] = { 2, 4, 7, -4, 0, 10 };
  const double wanted[] = { 1, 2, 2, -2, -0.5, 7 };

  lk_linalg_solve_lower (l, 3, b, 2);
  assert_all_close (b, wanted, 6);
}

static void
test_solve_lower_random (void)
{
  gsize n = 33;
  gsize m = 7;
  g_autofree double *l = random_positive (n);
  g_autofree double *b = random_matrix (n, m);
  g_autofree double *x = g_memdup2 (b, n * m * sizeof *b);

  g_assert_true (lk_linalg_cholesky (l, n));
  lk_linalg_solve_lower (l, n, x, m);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < m; j++)
      {
        double sum = 0;

        for (gsize k = 0; k <= i; k++)
          sum += l[i * n + k] * x[k * m + j];
        assert_close (sum, b[i * m + j]);
      }
}

static void
check_eigen (const double *a, gsize n)
{
  g_autofree double *vectors = g_memdup2 (a, n * n * sizeof *a);
  g_autofree double *without = g_memdup2 (a, n * n * sizeof *a);
  g_autofree double *values = g_new (double, n);
  g_autofree double *alone = g_new (double, n);
  g_autofree double *wanted = slow_eigenvalues (a, n);
  g_autofree double *products = NULL;

  for (gsize i = 0; i < n; i++)
    for (gsize j = i + 1; j < n; j++)
      vectors[i * n + j] = without[i * n + j] = 1e30;
  g_assert_true (lk_linalg_eigen (vectors, n, values, TRUE));
  g_assert_true (lk_linalg_eigen (without, n, alone, FALSE));
  assert_all_close (values, wanted, n);
  assert_all_close (alone, wanted, n);
  products = slow_multiply_nt (vectors, a, n, n, n);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      assert_close (products[i * n + j], values[i] * vectors[i * n + j]);
  g_clear_pointer (&products, g_free);
  products = slow_multiply_nt (vectors, vectors, n, n, n);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      assert_close (products[i * n + j], i == j ? 1.0 : 0.0);
}

static void
test_eigen (void)
{
  double by_hand[] = { 2, 1, 1, 2 };
  double values[2];

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autofree double *a = random_positive (sizes[i]);

      a[0] -= 2;
      check_eigen (a, sizes[i]);
    }
  g_assert_true (lk_linalg_eigen (by_hand, 2, values, TRUE));
  assert_close (values[0], 1.0);
  assert_close (values[1], 3.0);
  assert_close (by_hand[0], -by_hand[1]);
  assert_close (by_hand[2], by_hand[3]);
}

static void
test_eigen_refuses (void)
{
  double not_a_number[] = { 1, 0, NAN, 1 };
  double infinite[] = { 1, 0, INFINITY, 1 };
  double values[2];

  g_assert_false (lk_linalg_eigen (not_a_number, 2, values, TRUE));
  g_assert_false (lk_linalg_eigen (infinite, 2, values, TRUE));
}

static void
check_nuclear_norm (gsize m, gsize n)
{
  g_autofree double *a = random_matrix (m, n);
  g_autofree double *gram = slow_gram (a, m, n, 0);
  g_autofree double *values = slow_eigenvalues (gram, n);
  double wanted = 0;
  double norm = 0;

  for (gsize i = 0; i < n; i++)
    wanted += sqrt (MAX (values[i], 0));
  g_assert_true (lk_linalg_nuclear_norm (a, m, n, &norm));
  g_assert_cmpfloat_with_epsilon (norm, wanted, 1e-6 * wanted);
}

static void
test_nuclear_norm (void)
{
  double diagonal[] = { 3, 0, 0, 0, -4, 0 };
  double outer[] = { 2, 4, 4, -1, -2, -2 };
  double not_a_number[] = { NAN, 0, 0, 1 };
  double infinite[] = { 1, 0, 0, INFINITY };
  double norm = 0;

  check_nuclear_norm (1, 1);
  check_nuclear_norm (7, 3);
  check_nuclear_norm (3, 7);
  check_nuclear_norm (40, 33);
  g_assert_true (lk_linalg_nuclear_norm (diagonal, 2, 3, &norm));
  assert_close (norm, 7.0);
  g_assert_true (lk_linalg_nuclear_norm (outer, 2, 3, &norm));
  assert_close (norm, 3 * sqrt (5));
  g_assert_false (lk_linalg_nuclear_norm (not_a_number, 2, 2, &norm));
  g_assert_false (lk_linalg_nuclear_norm (infinite, 2, 2, &norm));
}

static void
test_triangular_factor (void)
{
  const gsize shapes[][2] = { { 1, 1 }, { 5, 5 }, { 40, 7 }, { 441, 64 } };
  double infinite[] = { 1, 2, INFINITY, 4 };
  double not_a_number[] = { 1, 2, NAN, 4 };
  double r2[4];

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      gsize m = shapes[i][0];
      gsize n = shapes[i][1];
      g_autofree double *a = random_matrix (m, n);
      g_autofree double *wanted = slow_gram (a, m, n, 0);
      g_autofree double *r = random_matrix (n, n);
      g_autofree double *back = NULL;

      g_assert_true (lk_linalg_triangular_factor (a, m, n, r));
      for (gsize row = 0; row < n; row++)
        for (gsize column = 0; column < row; column++)
          g_assert_true (r[row * n + column] == 0);
      back = slow_gram (r, n, n, 0);
      assert_all_close (back, wanted, n * n);
    }
  g_assert_false (lk_linalg_triangular_factor (infinite, 2, 2, r2));
  g_assert_false (lk_linalg_triangular_factor (not_a_number, 2, 2, r2));
}

/* @a [m, n], of full rank or not, against L Q and Q Q^T. */
static void
check_orthonormal_rows (const double *a, gsize m, gsize n)
{
  g_autofree double *q = g_memdup2 (a, m * n * sizeof *a);
  g_autofree double *l = random_matrix (m, m);
  g_autofree double *products = NULL;

  g_assert_true (lk_linalg_orthonormal_rows (q, m, n, l));
  products = slow_multiply_nt (q, q, m, m, n);
  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < m; j++)
      {
        assert_close (products[i * m + j], i == j ? 1.0 : 0.0);
        g_assert_true (j <= i || l[i * m + j] == 0);
      }
  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < n; j++)
      {
        double sum = 0;

        for (gsize k = 0; k < m; k++)
          sum += l[i * m + k] * q[k * n + j];
        assert_close (sum, a[i * n + j]);
      }
}

static void
test_orthonormal_rows (void)
{
  g_autofree double *wide = random_matrix (7, 40);
  g_autofree double *square = random_matrix (33, 33);
  double dependent[] = { 1, 2, 3, 2, 4, 6, -1, -2, -3 };
  double infinite[] = { 1, 2, INFINITY, 4 };
  double l[4];

  check_orthonormal_rows (wide, 7, 40);
  check_orthonormal_rows (square, 33, 33);
  check_orthonormal_rows (dependent, 3, 3);
  g_assert_false (lk_linalg_orthonormal_rows (infinite, 2, 2, l));
}

static void
test_products (void)
{
  const gsize shapes[][3] = { { 1, 1, 1 }, { 3, 5, 2 }, { 33, 17, 65 }, { 2, 40, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      gsize m = shapes[i][0];
      gsize n = shapes[i][1];
      gsize k = shapes[i][2];
      g_autofree double *a = random_matrix (m, k);
      g_autofree double *b = random_matrix (n, k);
      g_autofree double *product = random_matrix (m, n);
      g_autofree double *gram = random_matrix (k, k);
      g_autofree double *wanted_product = slow_multiply_nt (a, b, m, n, k);
      g_autofree double *wanted_gram = slow_gram (a, m, k, 0);

      lk_linalg_multiply_nt (a, b, product, m, n, k);
      lk_linalg_gram_tn (a, gram, m, k);
      assert_all_close (product, wanted_product, m * n);
      assert_all_close (gram, wanted_gram, k * k);
    }
}

static void
test_threads (void)
{
  lk_linalg_set_threads (1);
  g_assert_cmpint (openblas_get_num_threads (), ==, 1);
  lk_linalg_set_threads (0);
  g_assert_cmpint (openblas_get_num_threads (), >=, 1);
  g_assert_cmpint (openblas_get_num_threads (), <=, (int) g_get_num_processors ());
  g_assert_cmpuint (strlen (lk_linalg_get_core_name ()), >, 0);
  g_test_message ("BLAS runs its kernels for %s", lk_linalg_get_core_name ());
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/linalg/cholesky", test_cholesky);
  g_test_add_func ("/linalg/cholesky-by-hand", test_cholesky_by_hand);
  g_test_add_func ("/linalg/cholesky-refuses", test_cholesky_refuses);
  g_test_add_func ("/linalg/solve-lower", test_solve_lower);
  g_test_add_func ("/linalg/solve-lower-random", test_solve_lower_random);
  g_test_add_func ("/linalg/eigen", test_eigen);
  g_test_add_func ("/linalg/eigen-refuses", test_eigen_refuses);
  g_test_add_func ("/linalg/nuclear-norm", test_nuclear_norm);
  g_test_add_func ("/linalg/triangular-factor", test_triangular_factor);
  g_test_add_func ("/linalg/orthonormal-rows", test_orthonormal_rows);
  g_test_add_func ("/linalg/products", test_products);
  g_test_add_func ("/linalg/threads", test_threads);
  return g_test_run ();
}
