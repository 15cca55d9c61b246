/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-gaussian-kernels.h"

#include <float.h>

#include "lk-lanes.h"

#if LK_LANES == 16
#define ROWS 8
#else
#define ROWS 4
#endif
#define VECTORS 2
#define COLUMNS (VECTORS * LK_DOUBLE_LANES)
#define STREAMS 8

/* More than any eigenvalue needs. */
#define MAX_SWEEPS 60

static double
sum (const float *x, gsize n)
{
  double sums[STREAMS] = { 0 }, total = 0;
  gsize n_whole = n - n % STREAMS;

  for (gsize i = 0; i < n_whole; i += STREAMS)
    for (gsize j = 0; j < STREAMS; j++)
      sums[j] += x[i + j];
  for (gsize i = n_whole; i < n; i++)
    total += x[i];
  for (gsize j = 0; j < STREAMS; j++)
    total += sums[j];
  return total;
}

static void
centre (const float *map,
        gsize n_channels,
        gsize n_cells,
        gsize first,
        gsize n,
        const double *mean,
        double *rows,
        gsize stride)
{
  gsize n_whole = n_channels - n_channels % STREAMS;

  map += first;
  for (gsize c = 0; c < n_whole; c += STREAMS)
    for (gsize p = 0; p < n; p++)
      for (gsize j = 0; j < STREAMS; j++)
        rows[p * stride + c + j] = map[(c + j) * n_cells + p] - mean[c + j];
  for (gsize c = n_whole; c < n_channels; c++)
    for (gsize p = 0; p < n; p++)
      rows[p * stride + c] = map[c * n_cells + p] - mean[c];
}

static void
multiply (const double *a, const double *b, gsize n, gsize stride, double *tile)
{
  LkDoubleLanes sums[ROWS][VECTORS] = { 0 };
  LkDoubleLanes *to = (LkDoubleLanes *) (gpointer) tile;

  for (gsize k = 0; k < n; k++)
    {
      const LkDoubleLanes *row = (const LkDoubleLanes *) (gconstpointer) (b + k * stride);
      LkDoubleLanes b0 = row[0], b1 = row[1];

#pragma GCC unroll 8
      for (guint i = 0; i < ROWS; i++)
        {
          double x = a[k * stride + i];

          sums[i][0] += x * b0;
          sums[i][1] += x * b1;
        }
    }
#pragma GCC unroll 8
  for (guint i = 0; i < ROWS; i++)
    for (guint j = 0; j < VECTORS; j++)
      to[i * VECTORS + j] += sums[i][j];
}

static inline LkDoubleLanes
absolute (LkDoubleLanes a)
{
  return (LkDoubleLanes) ((LkLongLanes) a & G_MAXINT64);
}

static inline LkDoubleLanes
with_sign_of (LkDoubleLanes magnitude, LkDoubleLanes sign)
{
  return (LkDoubleLanes) (((LkLongLanes) magnitude & G_MAXINT64)
                          | ((LkLongLanes) sign & G_MININT64));
}

/* Where the matrix of reduce() stands: the reflection that is still to be applied is
 * I - x x^T / h, and q what it takes from both sides. */
typedef struct
{
  LkDoubleLanes *a; /* lower triangles, row after row */
  LkDoubleLanes *p;
  LkDoubleLanes *q;
} Reduction;

static inline LkDoubleLanes *
row_of (const Reduction *self, gsize i)
{
  return self->a + i * (i + 1) / 2;
}

/* Makes row @i, of which @i entries lie left of the diagonal, the vector of a reflection
 * that leaves of them only the last; returns what that becomes, and 1 / h. */
static LkDoubleLanes
reflect (LkDoubleLanes *x, gsize i, LkDoubleLanes *inverse)
{
  LkDoubleLanes zero = { 0 }, square = { 0 }, last = x[i - 1], image, h;
  LkDoubleLaneMask is_there;

  for (gsize k = 0; k < i; k++)
    square += x[k] * x[k];
  image = with_sign_of (lk_double_lanes_sqrt (square), -last);
  h = square - last * image;
  x[i - 1] = last - image;
  is_there = lk_double_lanes_greater (h, zero);
  *inverse = lk_double_lanes_choose (
      is_there, 1.0 / lk_double_lanes_choose (is_there, h, zero + 1), zero);
  return image;
}

/* Applies the reflection of @x to row @j: a - x_j q - q_j x. */
static inline void
update_row (const Reduction *self, const LkDoubleLanes *x, gsize j)
{
  LkDoubleLanes *a = row_of (self, j), xj = x[j], qj = self->q[j];

  for (gsize k = 0; k <= j; k++)
    a[k] -= xj * self->q[k] + qj * x[k];
}

/* Applies the reflection of @x to the leading @n rows, and multiplies what they become by
 * @y: two rows at a time, each read and written once. */
static void
update_and_multiply (const Reduction *self,
                     const LkDoubleLanes *x,
                     const LkDoubleLanes *y,
                     gsize n)
{
  const LkDoubleLanes *q = self->q;
  LkDoubleLanes *p = self->p;
  gsize j = 0;

  for (; j + 1 < n; j += 2)
    {
      LkDoubleLanes *a = row_of (self, j), *b = row_of (self, j + 1);
      LkDoubleLanes xa = x[j], qa = q[j], ya = y[j], xb = x[j + 1], qb = q[j + 1],
                    yb = y[j + 1], sum_a = { 0 }, sum_b = { 0 };

      for (gsize k = 0; k < j; k++)
        {
          LkDoubleLanes ak = a[k] - xa * q[k] - qa * x[k];
          LkDoubleLanes bk = b[k] - xb * q[k] - qb * x[k];

          a[k] = ak;
          b[k] = bk;
          sum_a += ak * y[k];
          sum_b += bk * y[k];
          p[k] += ak * ya + bk * yb;
        }
      a[j] -= 2 * xa * qa;
      b[j] -= xb * qa + qb * xa;
      b[j + 1] -= 2 * xb * qb;
      p[j] = sum_a + a[j] * ya + b[j] * yb;
      p[j + 1] = sum_b + b[j] * ya + b[j + 1] * yb;
    }
  if (j < n)
    {
      LkDoubleLanes *a = row_of (self, j), sum_a = { 0 };

      update_row (self, x, j);
      for (gsize k = 0; k < j; k++)
        {
          sum_a += a[k] * y[k];
          p[k] += a[k] * y[j];
        }
      p[j] = sum_a + a[j] * y[j];
    }
}

/* From p = A x to q = p / h - x (x p) / (2 h^2). */
static void
finish_reflection (const Reduction *self,
                   const LkDoubleLanes *x,
                   gsize n,
                   LkDoubleLanes inverse)
{
  LkDoubleLanes product = { 0 };

  for (gsize k = 0; k < n; k++)
    {
      self->q[k] = self->p[k] * inverse;
      product += x[k] * self->q[k];
    }
  product *= inverse * 0.5;
  for (gsize k = 0; k < n; k++)
    self->q[k] -= product * x[k];
}

/* Householder's reduction to the tridiagonal matrix with the diagonal @d and, beside it,
 * @e, from the last row up; the reflection of a row is applied to the others while they
 * are multiplied for the next. */
static void
reduce (const Reduction *self, gsize order, LkDoubleLanes *d, LkDoubleLanes *e)
{
  static const LkDoubleLanes zero;
  LkDoubleLanes inverse;

  /* A first reflection that does nothing. */
  for (gsize k = 0; k < order; k++)
    self->q[k] = zero;
  for (gsize i = order - 1; i > 0; i--)
    {
      const LkDoubleLanes *x = i + 1 < order ? row_of (self, i + 1) : self->q;
      LkDoubleLanes *y = row_of (self, i);

      update_row (self, x, i);
      d[i] = y[i];
      e[i - 1] = reflect (y, i, &inverse);
      update_and_multiply (self, x, y, i);
      finish_reflection (self, y, i, inverse);
    }
  if (order > 1)
    row_of (self, 0)[0] -= 2 * row_of (self, 1)[0] * self->q[0];
  d[0] = row_of (self, 0)[0];
}

/* What one sweep takes off the diagonal: the eigenvalue of the upper 2 by 2 block that is
 * closer to its first entry. */
static inline LkDoubleLanes
find_shift (LkDoubleLanes first, LkDoubleLanes second, LkDoubleLanes square)
{
  LkDoubleLanes root = lk_double_lanes_sqrt (square);
  LkDoubleLanes ratio = (second - first) / (2 * root);
  LkDoubleLanes length = lk_double_lanes_sqrt (ratio * ratio + 1);

  return first - root / (ratio + with_sign_of (length, ratio));
}

/* One sweep of the QL iteration without square roots (Pal, Walker and Kahan; Parlett, The
 * symmetric eigenvalue problem, section 8.15) from the last row up to row @l, in those
 * lanes that are @active. */
static void
sweep (LkDoubleLanes *d,
       LkDoubleLanes *squares,
       gsize l,
       gsize order,
       LkDoubleLaneMask active)
{
  LkDoubleLanes zero = { 0 }, c = zero + 1, s = zero;
  LkDoubleLanes shift = find_shift (
      d[l], d[l + 1], lk_double_lanes_choose (active, squares[l], zero + 1));
  LkDoubleLanes gamma = d[order - 1] - shift, p = gamma * gamma;

  for (gsize i = order - 1; i-- > l;)
    {
      LkDoubleLanes b = squares[i], r = p + b, old_c = c, old_gamma = gamma;
      LkDoubleLaneMask regular = lk_double_lanes_greater (r, zero);
      LkDoubleLanes inverse = 1.0 / lk_double_lanes_choose (regular, r, zero + 1);

      if (i + 2 < order)
        squares[i + 1] = lk_double_lanes_choose (active, s * r, squares[i + 1]);
      c = lk_double_lanes_choose (regular, p * inverse, zero + 1);
      s = b * inverse;
      gamma = c * (d[i] - shift) - s * old_gamma;
      d[i + 1] = lk_double_lanes_choose (active, old_gamma + (d[i] - gamma), d[i + 1]);
      regular = lk_double_lanes_greater (c, zero);
      p = lk_double_lanes_choose (
          regular, gamma * gamma / lk_double_lanes_choose (regular, c, zero + 1),
          old_c * b);
    }
  squares[l] = lk_double_lanes_choose (active, s * p, squares[l]);
  d[l] = lk_double_lanes_choose (active, shift + gamma, d[l]);
}

static void
find_eigenvalues (LkDoubleLanes *d, LkDoubleLanes *squares, gsize order)
{
  LkDoubleLanes size = { 0 };

  for (gsize i = 0; i < order; i++)
    size += absolute (d[i]);
  size *= DBL_EPSILON / 16;
  for (gsize l = 0; l + 1 < order; l++)
    for (guint i = 0; i < MAX_SWEEPS; i++)
      {
        LkDoubleLanes negligible
            = absolute (d[l] * d[l + 1]) * (DBL_EPSILON * DBL_EPSILON);
        LkDoubleLaneMask active;

        negligible = lk_double_lanes_choose (
            lk_double_lanes_greater (size * size, negligible), size * size, negligible);
        active = lk_double_lanes_greater (squares[l], negligible);
        if (!lk_double_lanes_any (active))
          break;
        sweep (d, squares, l, order, active);
      }
}

static void
eigenvalues (double *a, gsize order, double *work, double *values)
{
  LkDoubleLanes *lanes = (LkDoubleLanes *) (gpointer) work;
  LkDoubleLanes *d = (LkDoubleLanes *) (gpointer) values;
  LkDoubleLanes *e = lanes + 2 * order;
  Reduction reduction = { (LkDoubleLanes *) (gpointer) a, lanes, lanes + order };

  reduce (&reduction, order, d, e);
  for (gsize i = 0; i + 1 < order; i++)
    e[i] *= e[i];
  find_eigenvalues (d, e, order);
}

const LkGaussianKernels LK_VARIANT_NAME (lk_gaussian_kernels) = {
  .n_lanes = LK_DOUBLE_LANES,
  .tile_rows = ROWS,
  .tile_columns = COLUMNS,
  .sum = sum,
  .centre = centre,
  .multiply = multiply,
  .eigenvalues = eigenvalues,
};
