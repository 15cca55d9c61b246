/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Small helpers over CBLAS and LAPACKE, in double, row-major. One thread at a time may
 * call into BLAS with threads of its own; see lk_linalg_set_threads().
 */

/** Sets the number of threads of BLAS, for the whole process; 0 means one per processor.
 */
void lk_linalg_set_threads (guint n_threads);

/** Number of threads BLAS may use now. */
guint lk_linalg_get_threads (void);

/** The name of the kernels BLAS chose for this processor ("SkylakeX", "Prescott", ...).
 */
const char *lk_linalg_get_core_name (void);

/**
 * Cholesky in place: the lower triangle of the symmetric @a [n, n] becomes L with
 * L L^T = @a, the upper triangle is zeroed.
 *
 * Returns: %FALSE where @a is not positive definite, or not finite
 */
gboolean lk_linalg_cholesky (double *a, gsize n);

/** Solves L X = B for the lower triangular @l [n, n]; @b [n, m] becomes X. */
void lk_linalg_solve_lower (const double *l, gsize n, double *b, gsize m);

/**
 * Eigenvalues, ascending, of the symmetric @a [n, n] (its lower triangle), which is
 * overwritten: with @vectors row i of @a becomes the eigenvector of value i.
 *
 * Returns: %FALSE where the iteration did not converge, or @a is not finite
 */
gboolean lk_linalg_eigen (double *a, gsize n, double *values, gboolean vectors);

/**
 * The nuclear norm (sum of singular values) of @a [m, n], which is overwritten.
 *
 * Returns: %FALSE where the iteration did not converge, or @a is not finite
 */
gboolean lk_linalg_nuclear_norm (double *a, gsize m, gsize n, double *norm);

/**
 * The triangular factor of the tall @a [m, n], m >= n, which is overwritten: @r [n, n],
 * upper, with R^T R = A^T A, to the precision of @a itself rather than of its square.
 *
 * Returns: %FALSE where @a is not finite
 */
gboolean lk_linalg_triangular_factor (double *a, gsize m, gsize n, double *r);

/**
 * Orthonormal rows in place: the wide @a [m, n], m <= n, becomes Q [m, n] and @l [m, m],
 * lower, such that A = L Q. Where A has a smaller rank, Q is completed and L has zeros.
 *
 * Returns: %FALSE where @a is not finite
 */
gboolean lk_linalg_orthonormal_rows (double *a, gsize m, gsize n, double *l);

/** @c [m, n] = @a [m, k] times the transpose of @b [n, k]. */
void lk_linalg_multiply_nt (const double *a,
                            const double *b,
                            double *c,
                            gsize m,
                            gsize n,
                            gsize k);

/** @c [n, n] = transpose of @a [m, n] times @a, both triangles. */
void lk_linalg_gram_tn (const double *a, double *c, gsize m, gsize n);

G_END_DECLS
