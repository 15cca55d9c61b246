/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pair.h"

#include <cblas.h>
#include <lapacke.h>
#include <math.h>
#include <string.h>

#include "lk-gaussian-private.h"
#include "lk-linalg.h"

/* A Gaussian's own basis, [rank, C]. */
static void
copy_basis (const LkGaussian *gaussian, double *rows)
{
  gsize n = gaussian->n_dims;

  if (gaussian->basis != NULL)
    {
      memcpy (rows, gaussian->basis, gaussian->rank * n * sizeof *rows);
      return;
    }
  memset (rows, 0, n * n * sizeof *rows);
  for (gsize i = 0; i < n; i++)
    rows[i * n + i] = 1;
}

static void
set_identity (LkPair *self, const double *difference)
{
  gsize n = self->n_dims;

  self->n_inside = n;
  self->of_query = g_new (double, self->query->rank *n);
  self->of_support = g_new (double, self->support->rank *n);
  copy_basis (self->query, self->of_query);
  copy_basis (self->support, self->of_support);
  self->difference = g_memdup2 (difference, n * sizeof *difference);
}

/* The rows of both bases and the difference, brought to unit length so that it does not
 * drown them, are L times the frame: L holds their coordinates. */
static gboolean
set_frame (LkPair *self, const double *difference)
{
  gsize n = self->n_dims, m = self->n_inside;
  gsize of_query = self->query->rank, of_support = self->support->rank;
  double length = cblas_dnrm2 ((int) n, difference, 1);
  double scale = length > 0 ? length : 1;
  g_autofree double *coordinates = g_new (double, m *m);
  double *last;

  self->frame = g_new (double, m *n);
  copy_basis (self->query, self->frame);
  copy_basis (self->support, self->frame + of_query * n);
  last = self->frame + (m - 1) * n;
  for (gsize i = 0; i < n; i++)
    last[i] = difference[i] / scale;
  if (!lk_linalg_orthonormal_rows (self->frame, m, n, coordinates))
    return FALSE;
  self->of_query = g_memdup2 (coordinates, of_query * m * sizeof *coordinates);
  self->of_support
      = g_memdup2 (coordinates + of_query * m, of_support * m * sizeof *coordinates);
  self->difference = g_memdup2 (coordinates + (m - 1) * m, m * sizeof *coordinates);
  cblas_dscal ((int) m, scale, self->difference, 1);
  return TRUE;
}

LkPair *
lk_pair_new (LkGaussian *query, LkGaussian *support)
{
  g_autoptr (LkPair) self = g_new0 (LkPair, 1);
  gsize n = query->n_dims;
  g_autofree double *difference = g_new (double, n);

  for (gsize i = 0; i < n; i++)
    difference[i] = support->mean[i] - query->mean[i];
  self->n_dims = n;
  self->n_inside = query->rank + support->rank + 1;
  self->query = query;
  self->support = support;
  if (self->n_inside >= n)
    set_identity (self, difference);
  else if (!set_frame (self, difference))
    return NULL;
  return g_steal_pointer (&self);
}

void
lk_pair_free (LkPair *self)
{
  if (self == NULL)
    return;
  g_free (self->frame);
  g_free (self->of_query);
  g_free (self->of_support);
  g_free (self->difference);
  g_free (self);
}

typedef struct
{
  gsize index;
  double share;
} Place;

static int
compare_places (gconstpointer a, gconstpointer b)
{
  const Place *left = a, *right = b;

  if (left->share != right->share)
    return left->share > right->share ? -1 : 1;
  return left->index < right->index ? -1 : 1;
}

void
lk_pair_set_directions (const LkPair *self,
                        LkBreakdown *breakdown,
                        gsize n,
                        const double *eigenvalues,
                        const double *shares,
                        const double *vectors)
{
  gsize n_dims = self->n_dims, n_inside = self->n_inside;
  g_autofree Place *places = g_new (Place, n);

  for (gsize i = 0; i < n; i++)
    places[i] = (Place){ i, shares[i] };
  qsort (places, n, sizeof *places, compare_places);
  breakdown->n_directions = (guint) n;
  breakdown->eigenvalues = g_new (double, n);
  breakdown->shares = g_new (double, n);
  breakdown->directions = g_new (double, n *n_dims);
  for (gsize i = 0; i < n; i++)
    {
      const double *vector = vectors + places[i].index * n_inside;
      double *direction = breakdown->directions + i * n_dims;

      breakdown->eigenvalues[i] = eigenvalues[places[i].index];
      breakdown->shares[i] = places[i].share;
      if (self->frame == NULL)
        memcpy (direction, vector, n_dims * sizeof *direction);
      else
        cblas_dgemv (CblasRowMajor, CblasTrans, (int) n_inside, (int) n_dims, 1.0,
                     self->frame, (int) n_dims, vector, 1, 0.0, direction, 1);
    }
}

gboolean
lk_pair_decompose (double *a,
                   gsize m,
                   gsize n,
                   double *values,
                   double *left,
                   double *right)
{
  gsize rank = MIN (m, n);

  /* To LAPACK our rows are columns: it decomposes the transpose, whose left vectors are
   * our right ones. */
  return LAPACKE_dgesdd (LAPACK_COL_MAJOR, 'S', (int) n, (int) m, a, (int) n, values,
                         right, (int) n, left, (int) rank)
             == 0
         && isfinite (cblas_dasum ((int) rank, values, 1));
}
