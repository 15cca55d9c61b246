/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-linalg.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>

#include "lk-cpu.h"

static gboolean
all_finite (const double *values, gsize length)
{
  for (gsize i = 0; i < length; i++)
    if (!isfinite (values[i]))
      return FALSE;
  return TRUE;
}

void
lk_linalg_set_threads (guint n_threads)
{
  int n = n_threads > 0 ? (int) n_threads : (int) lk_cpu_count ();

  /* Whatever the number, OpenBLAS would start threads where it has none. */
  if (n != openblas_get_num_threads ())
    openblas_set_num_threads (n);
}

guint
lk_linalg_get_threads (void)
{
  return (guint) MAX (openblas_get_num_threads (), 1);
}

const char *
lk_linalg_get_core_name (void)
{
  return openblas_get_corename ();
}

gboolean
lk_linalg_cholesky (double *a, gsize n)
{
  g_return_val_if_fail (a != NULL && n <= G_MAXINT, FALSE);

  /* Column-major: LAPACK's upper triangle is our lower one. */
  if (LAPACKE_dpotrf (LAPACK_COL_MAJOR, 'U', (int) n, a, (int) n) != 0)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    {
      if (!isfinite (a[i * n + i]))
        return FALSE;
      for (gsize j = i + 1; j < n; j++)
        a[i * n + j] = 0;
    }
  return TRUE;
}

void
lk_linalg_solve_lower (const double *l, gsize n, double *b, gsize m)
{
  g_return_if_fail (l != NULL && b != NULL && n <= G_MAXINT && m <= G_MAXINT);

  cblas_dtrsm (CblasRowMajor, CblasLeft, CblasLower, CblasNoTrans, CblasNonUnit, (int) n,
               (int) m, 1.0, l, (int) n, b, (int) m);
}

gboolean
lk_linalg_eigen (double *a, gsize n, double *values, gboolean vectors)
{
  g_return_val_if_fail (a != NULL && values != NULL && n <= G_MAXINT, FALSE);

  /* Column-major: the columns LAPACK writes are our rows, and its upper triangle our
   * lower. */
  if (LAPACKE_dsyevd (LAPACK_COL_MAJOR, vectors ? 'V' : 'N', 'U', (int) n, a, (int) n,
                      values)
      != 0)
    return FALSE;
  return all_finite (values, n);
}

gboolean
lk_linalg_nuclear_norm (double *a, gsize m, gsize n, double *norm)
{
  gsize rank = MIN (m, n);
  g_autofree double *values = NULL;

  g_return_val_if_fail (a != NULL && norm != NULL && MAX (m, n) <= G_MAXINT, FALSE);

  values = g_new (double, rank);
  /* The transpose has the same singular values. */
  if (LAPACKE_dgesdd (LAPACK_COL_MAJOR, 'N', (int) n, (int) m, a, (int) n, values, NULL,
                      1, NULL, 1)
      != 0)
    return FALSE;
  *norm = 0;
  for (gsize i = 0; i < rank; i++)
    *norm += values[i];
  return isfinite (*norm);
}

gboolean
lk_linalg_triangular_factor (double *a, gsize m, gsize n, double *r)
{
  g_autofree double *scalars = NULL;

  g_return_val_if_fail (a != NULL && r != NULL && MAX (m, n) <= G_MAXINT, FALSE);

  scalars = g_new (double, n);
  /* To LAPACK our rows are columns: A^T = L Q, and its L is our R. */
  if (LAPACKE_dgelqf (LAPACK_COL_MAJOR, (int) n, (int) m, a, (int) n, scalars) != 0)
    return FALSE;
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      r[i * n + j] = j >= i ? a[i * n + j] : 0;
  return all_finite (r, n * n);
}

gboolean
lk_linalg_orthonormal_rows (double *a, gsize m, gsize n, double *l)
{
  g_autofree double *scalars = NULL;

  g_return_val_if_fail (a != NULL && l != NULL && MAX (m, n) <= G_MAXINT, FALSE);

  scalars = g_new (double, m);
  if (LAPACKE_dgeqrf (LAPACK_COL_MAJOR, (int) n, (int) m, a, (int) n, scalars) != 0)
    return FALSE;
  for (gsize i = 0; i < m; i++)
    for (gsize j = 0; j < m; j++)
      l[i * m + j] = j <= i ? a[i * n + j] : 0;
  return all_finite (l, m * m)
         && LAPACKE_dorgqr (LAPACK_COL_MAJOR, (int) n, (int) m, (int) m, a, (int) n,
                            scalars)
                == 0;
}

void
lk_linalg_multiply_nt (const double *a,
                       const double *b,
                       double *c,
                       gsize m,
                       gsize n,
                       gsize k)
{
  g_return_if_fail (a != NULL && b != NULL && c != NULL);

  cblas_dgemm (CblasRowMajor, CblasNoTrans, CblasTrans, (int) m, (int) n, (int) k, 1.0, a,
               (int) k, b, (int) k, 0.0, c, (int) n);
}

void
lk_linalg_gram_tn (const double *a, double *c, gsize m, gsize n)
{
  g_return_if_fail (a != NULL && c != NULL);

  cblas_dsyrk (CblasRowMajor, CblasLower, CblasTrans, (int) n, (int) m, 1.0, a, (int) n,
               0.0, c, (int) n);
  for (gsize i = 0; i < n; i++)
    for (gsize j = i + 1; j < n; j++)
      c[i * n + j] = c[j * n + i];
}
