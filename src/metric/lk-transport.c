/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-transport.h"

#include <float.h>
#include <math.h>
#include <string.h>

#include "lk-gaussian-kernels.h"
#include "lk-gaussian-private.h"
#include "lk-linalg.h"

#define ALIGNMENT 64
#define MAX_LANES 8

/* Beyond, the matrices side by side outgrow the cache. */
#define MAX_ORDER 128

/* Sums of square roots that may be off by more than this share of the distance are
 * computed in a better way. */
#define PRECISION 1e-9

/* What is left when terms of this size cancel is rounding below this share of them. */
#define ROUNDING 1e-13

/* A pair whose nuclear norm is being found. */
typedef struct
{
  const LkGaussian *a;
  const LkGaussian *b;
  const double *product; /* (nullable): of the factors, where it is known */
  gsize order;
  int exponent; /* the matrix was divided by 2 to this power */
  double trace; /* of the matrix after that: at most 1 */
} Problem;

struct _LkTransport
{
  const LkGaussianKernels *kernels;
  gsize order;       /* for which there is memory */
  double *factors;   /* [2, order, stride] */
  double *product;   /* [order, stride] */
  double *matrix;    /* [order, stride] */
  double *triangles; /* [order (order + 1) / 2, n_lanes] */
  double *work;      /* [4 order, n_lanes] */
  double *values;    /* [order, n_lanes] */
};

LkTransport *
lk_transport_new (void)
{
  LkTransport *self = g_new0 (LkTransport, 1);

  self->kernels = lk_gaussian_kernels_get (lk_cpu_get_kernels ());
  return self;
}

static void
release (LkTransport *self)
{
  g_aligned_free (self->factors);
  g_aligned_free (self->product);
  g_aligned_free (self->matrix);
  g_aligned_free (self->triangles);
  g_aligned_free (self->work);
  g_aligned_free (self->values);
}

void
lk_transport_free (LkTransport *self)
{
  if (self == NULL)
    return;
  release (self);
  g_free (self);
}

guint
lk_transport_get_n_lanes (const LkTransport *self)
{
  return self->kernels->n_lanes;
}

static void
make_room (LkTransport *self, gsize order)
{
  gsize lane = self->kernels->n_lanes * sizeof (double);

  if (order <= self->order)
    return;
  release (self);
  self->order = order;
  self->factors = lk_gaussian_alloc_rows (2 * order, order);
  self->product = lk_gaussian_alloc_rows (order, order);
  self->matrix = lk_gaussian_alloc_rows (order, order);
  self->triangles = g_aligned_alloc (order * (order + 1) / 2, lane, ALIGNMENT);
  self->work = g_aligned_alloc (4 * order, lane, ALIGNMENT);
  self->values = g_aligned_alloc (order, lane, ALIGNMENT);
}

/* @to [order, stride] becomes the transpose of the upper triangular @factor. */
static void
transpose_factor (const double *factor, gsize order, double *to)
{
  gsize stride = lk_gaussian_stride (order);

  memset (to, 0, order * stride * sizeof *to);
  for (gsize i = 0; i < order; i++)
    for (gsize j = i; j < order; j++)
      to[j * stride + i] = factor[i * order + j];
}

/* (transfer full): the product of the factors. */
static double *
get_product (const Problem *problem)
{
  const LkGaussian *a = problem->a, *b = problem->b;
  g_autofree double *overlap = NULL;

  if (problem->product != NULL)
    return g_memdup2 (problem->product, a->rank * b->rank * sizeof *problem->product);
  overlap = lk_gaussian_overlap (a, b);
  return lk_gaussian_multiply_factors (a, b, overlap);
}

/* The same with the smaller rank as columns: [other rank, stride]. */
static double *
arrange_product (const Problem *problem)
{
  const LkGaussian *a = problem->a, *b = problem->b;
  g_autofree double *product = get_product (problem);
  gsize order = problem->order, stride = lk_gaussian_stride (order);
  gsize other = MAX (a->rank, b->rank);
  double *rows = lk_gaussian_alloc_rows (other, order);

  for (gsize i = 0; i < other; i++)
    for (gsize j = 0; j < order; j++)
      rows[i * stride + j]
          = order == b->rank ? product[i * b->rank + j] : product[j * b->rank + i];
  return rows;
}

/* The matrix F_b F_a^T F_a F_b^T of a pair, or the smaller F_a F_b^T F_b F_a^T with the
 * same eigenvalues but zeros: its lower triangle, in self->matrix. */
static void
square_product (LkTransport *self, const Problem *problem)
{
  const LkGaussian *a = problem->a, *b = problem->b;
  gsize order = problem->order, stride = lk_gaussian_stride (order);

  memset (self->matrix, 0, order * stride * sizeof *self->matrix);
  if (a->basis == NULL && b->basis == NULL)
    {
      double *of_a = self->factors, *of_b = self->factors + order * stride;

      transpose_factor (a->factor, order, of_a);
      transpose_factor (b->factor, order, of_b);
      memset (self->product, 0, order * stride * sizeof *self->product);
      lk_gaussian_multiply_tn (self->kernels, of_a, of_b, order, order, TRUE,
                               self->product);
      lk_gaussian_multiply_tn (self->kernels, self->product, self->product, order, order,
                               FALSE, self->matrix);
    }
  else
    {
      double *rows = arrange_product (problem);

      lk_gaussian_multiply_tn (self->kernels, rows, rows, MAX (a->rank, b->rank), order,
                               FALSE, self->matrix);
      g_aligned_free (rows);
    }
}

/* Puts the matrix, brought to a trace of at most 1, into a lane; a matrix of zeros
 * instead where it has none that is positive. */
static void
load (LkTransport *self, Problem *problem, guint lane)
{
  gsize order = problem->order, stride = lk_gaussian_stride (order);
  guint n_lanes = self->kernels->n_lanes;
  double *to = self->triangles + lane;
  double trace = 0, scale;

  square_product (self, problem);
  for (gsize i = 0; i < order; i++)
    trace += self->matrix[i * stride + i];
  problem->trace = frexp (trace, &problem->exponent);
  scale = isfinite (trace) && trace > 0 ? ldexp (1, -problem->exponent) : 0;
  for (gsize i = 0; i < order; i++)
    for (gsize j = 0; j <= i; j++, to += n_lanes)
      *to = scale > 0 ? self->matrix[i * stride + j] * scale : 0;
}

static void
load_nothing (LkTransport *self, gsize order, guint lane)
{
  guint n_lanes = self->kernels->n_lanes;

  for (gsize i = 0; i < order * (order + 1) / 2; i++)
    self->triangles[i * n_lanes + lane] = 0;
}

static double
combine (const Problem *problem, double norm)
{
  const LkGaussian *a = problem->a, *b = problem->b;
  double square = 0, sum = a->trace + b->trace, rest = sum - 2 * norm;

  for (gsize i = 0; i < a->n_dims; i++)
    square += (a->mean[i] - b->mean[i]) * (a->mean[i] - b->mean[i]);
  return square + (rest < ROUNDING * sum ? 0 : rest);
}

static double
measure_carefully (const Problem *problem)
{
  g_autofree double *product = get_product (problem);
  double norm;

  if (!lk_linalg_nuclear_norm (product, problem->a->rank, problem->b->rank, &norm))
    return NAN;
  return combine (problem, norm);
}

/* The sum of square roots of a lane's eigenvalues, unless too little is known of them. An
 * eigenvalue is off by about epsilon times the largest, its root by half of that over the
 * root, but never by more than the root of that. */
static double
unload (LkTransport *self, const Problem *problem, guint lane)
{
  double off = DBL_EPSILON * problem->trace, sum = 0, error = 0, unit, value;

  for (gsize i = 0; i < problem->order; i++)
    {
      double eigenvalue = self->values[i * self->kernels->n_lanes + lane];
      double root = sqrt (fmax (eigenvalue, 0));
      double root_off = off / fmax (2 * root, sqrt (off));

      sum += root;
      error += root_off * root_off;
    }
  unit = sqrt (ldexp (1, problem->exponent));
  value = combine (problem, unit * sum);
  /* Whatever is not finite fails this, too. */
  return 2 * unit * sqrt (error) <= PRECISION * value ? value
                                                      : measure_carefully (problem);
}

/* Pairs of the same order. */
static void
measure_group (LkTransport *self, Problem *problems, guint n, double *values)
{
  gsize order = problems[0].order;

  if (order > MAX_ORDER)
    {
      for (guint i = 0; i < n; i++)
        values[i] = measure_carefully (&problems[i]);
      return;
    }
  make_room (self, order);
  for (guint i = 0; i < self->kernels->n_lanes; i++)
    if (i < n)
      load (self, &problems[i], i);
    else
      load_nothing (self, order, i);
  self->kernels->eigenvalues (self->triangles, order, self->work, self->values);
  for (guint i = 0; i < n; i++)
    values[i] = unload (self, &problems[i], i);
}

void
lk_transport_measure (LkTransport *self,
                      LkGaussian *const *a,
                      LkGaussian *const *b,
                      guint n,
                      double *values)
{
  Problem problems[MAX_LANES];
  guint n_waiting = 0;

  for (guint i = 0; i < n; i++)
    {
      Problem problem = { .a = a[i], .b = b[i], .order = MIN (a[i]->rank, b[i]->rank) };

      if (n_waiting == self->kernels->n_lanes
          || (n_waiting > 0 && problem.order != problems[0].order))
        {
          measure_group (self, problems, n_waiting, values + i - n_waiting);
          n_waiting = 0;
        }
      problems[n_waiting++] = problem;
    }
  if (n_waiting > 0)
    measure_group (self, problems, n_waiting, values + n - n_waiting);
}

double
lk_transport_measure_product (LkTransport *self,
                              LkGaussian *a,
                              LkGaussian *b,
                              const double *product)
{
  Problem problem
      = { .a = a, .b = b, .product = product, .order = MIN (a->rank, b->rank) };
  double value;

  measure_group (self, &problem, 1, &value);
  return value;
}
