/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-logistic.h"

#include <math.h>
#include <string.h>

#include "lk-linalg.h"

#define N_MAX LK_LOGISTIC_MAX_FEATURES
#define SHRINKAGE 1e-9
#define MAX_STEPS 200
#define MAX_HALVINGS 60

/* What is left of a gradient of size 1 where the solution is found. */
#define SETTLED 1e-13

/* Of the fall that the gradient promises, what a step must bring (Armijo). */
#define WORTH_TAKING 1e-4

/* Loss, gradient and Hessian at one point, in coefficients of scaled features. */
typedef struct
{
  double loss;
  double gradient[N_MAX];
  double hessian[N_MAX][N_MAX];
} Point;

static double
find_largest (const double *values, guint n)
{
  double largest = values[0];

  for (guint i = 1; i < n; i++)
    largest = fmax (largest, values[i]);
  return largest;
}

/* @p becomes the probabilities of a query's classes; returns - ln of the truth's. */
static double
choose (const LkLogistic *self, gsize query, const double *coefficients, double *p)
{
  const double *x = self->features + query * (gsize) self->n_features * self->n_classes;
  double largest, sum = 0, of_truth;

  memset (p, 0, self->n_classes * sizeof *p);
  for (guint f = 0; f < self->n_features; f++)
    for (guint c = 0; c < self->n_classes; c++)
      p[c] += coefficients[f] * x[f * self->n_classes + c];
  largest = find_largest (p, self->n_classes);
  of_truth = p[self->truth[query]] - largest;
  for (guint c = 0; c < self->n_classes; c++)
    sum += p[c] = exp (p[c] - largest);
  for (guint c = 0; c < self->n_classes; c++)
    p[c] /= sum;
  return log (sum) - of_truth;
}

/* Adds a query's gradient (the features' expectation less the truth's) and Hessian (their
 * covariance under the probabilities @p). */
static void
add_derivatives (const LkLogistic *self, gsize query, const double *p, Point *point)
{
  guint n = self->n_classes;
  const double *x = self->features + query * (gsize) self->n_features * n;
  double mean[N_MAX] = { 0 };

  for (guint f = 0; f < self->n_features; f++)
    {
      for (guint c = 0; c < n; c++)
        mean[f] += p[c] * x[f * n + c];
      point->gradient[f] += mean[f] - x[f * n + self->truth[query]];
    }
  for (guint f = 0; f < self->n_features; f++)
    for (guint g = 0; g <= f; g++)
      {
        double sum = 0;

        for (guint c = 0; c < n; c++)
          sum += p[c] * (x[f * n + c] - mean[f]) * (x[g * n + c] - mean[g]);
        point->hessian[f][g] += sum;
      }
}

/* In units of @scale: coefficient times scale. */
static void
look_at (const LkLogistic *self, const double *scale, const double *scaled, Point *point)
{
  double coefficients[N_MAX];
  g_autofree double *p = g_new (double, self->n_classes);
  double n = (double) self->n_queries;

  memset (point, 0, sizeof *point);
  for (guint f = 0; f < self->n_features; f++)
    coefficients[f] = scaled[f] / scale[f];
  for (gsize query = 0; query < self->n_queries; query++)
    {
      point->loss += choose (self, query, coefficients, p) / n;
      add_derivatives (self, query, p, point);
    }
  for (guint f = 0; f < self->n_features; f++)
    {
      point->loss += SHRINKAGE / 2 * scaled[f] * scaled[f];
      point->gradient[f] = point->gradient[f] / n / scale[f] + SHRINKAGE * scaled[f];
      for (guint g = 0; g <= f; g++)
        point->hessian[f][g] = point->hessian[g][f]
            = point->hessian[f][g] / n / scale[f] / scale[g] + (f == g ? SHRINKAGE : 0);
    }
}

static double
look_at_loss (const LkLogistic *self, const double *scale, const double *scaled)
{
  double coefficients[N_MAX], squares = 0;

  for (guint f = 0; f < self->n_features; f++)
    {
      coefficients[f] = scaled[f] / scale[f];
      squares += scaled[f] * scaled[f];
    }
  return lk_logistic_loss (self, coefficients) + SHRINKAGE / 2 * squares;
}

/* Solves for the free coefficients; those held stay where they are. */
static void
find_step (const Point *point, const guint *free, guint n_free, double *step)
{
  double matrix[N_MAX * N_MAX], solution[N_MAX];

  for (guint i = 0; i < n_free; i++)
    {
      solution[i] = -point->gradient[free[i]];
      for (guint j = 0; j < n_free; j++)
        matrix[i * n_free + j] = point->hessian[free[i]][free[j]];
    }
  if (lk_linalg_cholesky (matrix, n_free))
    {
      lk_linalg_solve_lower (matrix, n_free, solution, 1);
      for (guint i = n_free; i-- > 0;)
        {
          for (guint j = i + 1; j < n_free; j++)
            solution[i] -= matrix[j * n_free + i] * solution[j];
          solution[i] /= matrix[i * n_free + i];
        }
    }
  for (guint i = 0; i < n_free; i++)
    step[free[i]] = solution[i];
}

/* The features that may move: used ones that are not at 0 with the loss rising from
 * there. Returns how many; @left: the largest of their gradients. */
static guint
list_free (const LkLogistic *self,
           guint used,
           const Point *point,
           const double *scaled,
           guint *free,
           double *left)
{
  guint n_free = 0;

  *left = 0;
  for (guint f = 0; f < self->n_features; f++)
    if ((used & (1u << f)) && (scaled[f] > 0 || point->gradient[f] < 0))
      {
        free[n_free++] = f;
        *left = fmax (*left, fabs (point->gradient[f]));
      }
  return n_free;
}

/* Halves a step until it descends; %FALSE where rounding ends all descent. */
static gboolean
descend (const LkLogistic *self,
         const double *scale,
         const Point *point,
         const double *step,
         double *scaled)
{
  double share = 1;

  for (guint i = 0; i < MAX_HALVINGS; i++, share /= 2)
    {
      double next[N_MAX], promised = 0;

      for (guint f = 0; f < self->n_features; f++)
        {
          next[f] = fmax (scaled[f] + share * step[f], 0);
          promised += point->gradient[f] * (next[f] - scaled[f]);
        }
      if (promised < 0
          && look_at_loss (self, scale, next) <= point->loss + WORTH_TAKING * promised)
        {
          memcpy (scaled, next, self->n_features * sizeof *scaled);
          return TRUE;
        }
    }
  return FALSE;
}

/* The root mean square of each feature, or 1. */
static void
measure_scale (const LkLogistic *self, double *scale)
{
  gsize n = self->n_classes;

  for (guint f = 0; f < self->n_features; f++)
    {
      double sum = 0;

      for (gsize query = 0; query < self->n_queries; query++)
        for (gsize c = 0; c < n; c++)
          {
            double x = self->features[(query * self->n_features + f) * n + c];

            sum += x * x / (double) (self->n_queries * n);
          }
      scale[f] = isfinite (sum) && sum > 0 ? sqrt (sum) : 1;
    }
}

double
lk_logistic_fit (const LkLogistic *self, guint used, double *coefficients)
{
  double scale[N_MAX], scaled[N_MAX] = { 0 };

  g_return_val_if_fail (self != NULL && coefficients != NULL, NAN);
  g_return_val_if_fail (self->n_queries > 0 && self->n_classes > 1, NAN);
  g_return_val_if_fail (self->n_features > 0 && self->n_features <= N_MAX, NAN);

  measure_scale (self, scale);
  for (guint i = 0; i < MAX_STEPS; i++)
    {
      Point point;
      double step[N_MAX] = { 0 }, left;
      guint free[N_MAX], n_free;

      look_at (self, scale, scaled, &point);
      n_free = list_free (self, used, &point, scaled, free, &left);
      if (left <= SETTLED)
        break;
      find_step (&point, free, n_free, step);
      if (descend (self, scale, &point, step, scaled))
        continue;
      /* A step that the bounds bend need not descend; the gradient's does. */
      for (guint j = 0; j < n_free; j++)
        step[free[j]] = -point.gradient[free[j]];
      if (!descend (self, scale, &point, step, scaled))
        break;
    }
  for (guint f = 0; f < self->n_features; f++)
    coefficients[f] = scaled[f] / scale[f];
  return lk_logistic_loss (self, coefficients);
}

double
lk_logistic_loss (const LkLogistic *self, const double *coefficients)
{
  g_autofree double *p = NULL;
  double sum = 0;

  g_return_val_if_fail (self != NULL && coefficients != NULL, NAN);

  p = g_new (double, self->n_classes);
  for (gsize query = 0; query < self->n_queries; query++)
    sum += choose (self, query, coefficients, p);
  return sum / (double) self->n_queries;
}
