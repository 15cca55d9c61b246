/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "slow-losses.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

double
slow_cross_entropy (const double *logits, guint n, guint target, double smoothing)
{
  double sum = 0, loss = 0;

  for (guint i = 0; i < n; i++)
    sum += exp (logits[i]);
  for (guint i = 0; i < n; i++)
    loss -= (smoothing / n + (i == target ? 1 - smoothing : 0)) * (logits[i] - log (sum));
  return loss;
}

static double
cosine (const double *a, gsize a_step, const double *b, gsize b_step, gsize n)
{
  double product = 0, of_a = 0, of_b = 0;

  for (gsize i = 0; i < n; i++)
    {
      product += a[i * a_step] * b[i * b_step];
      of_a += a[i * a_step] * a[i * a_step];
      of_b += b[i * b_step] * b[i * b_step];
    }
  return product / sqrt (of_a) / sqrt (of_b);
}

double
slow_cosine_head (const double *maps,
                  gsize n,
                  gsize n_channels,
                  gsize n_cells,
                  const double *vectors,
                  guint n_classes,
                  double scale,
                  gboolean dense,
                  double smoothing,
                  const guint *labels)
{
  g_autofree double *logits = g_new (double, n_classes);
  g_autofree double *row = g_new (double, n_channels);
  double loss = 0;

  for (gsize i = 0; i < n; i++)
    for (gsize p = 0; p < (dense ? n_cells : 1); p++)
      {
        for (gsize c = 0; c < n_channels; c++)
          {
            const double *plane = maps + (i * n_channels + c) * n_cells;

            row[c] = 0;
            for (gsize q = 0; q < n_cells; q++)
              row[c] += plane[q] / (double) n_cells;
            if (dense)
              row[c] = plane[p];
          }
        for (guint k = 0; k < n_classes; k++)
          logits[k] = scale * cosine (row, 1, vectors + k * n_channels, 1, n_channels);
        loss += slow_cross_entropy (logits, n_classes, labels[i], smoothing);
      }
  return loss / (double) (dense ? n * n_cells : n);
}

double
slow_prototype_head (const double *maps,
                     gsize n,
                     gsize n_channels,
                     gsize n_cells,
                     const double *descriptors,
                     guint n_classes,
                     guint n_each,
                     double scale,
                     const guint *labels)
{
  g_autofree double *logits = g_new (double, n_classes);
  double loss = 0;

  for (gsize i = 0; i < n; i++)
    {
      for (guint k = 0; k < n_classes; k++)
        {
          logits[k] = 0;
          for (gsize p = 0; p < n_cells; p++)
            {
              double best = -2;

              for (guint m = 0; m < n_each; m++)
                best = fmax (best, cosine (maps + i * n_channels * n_cells + p, n_cells,
                                           descriptors + (k * n_each + m) * n_channels, 1,
                                           n_channels));
              logits[k] += scale * best / (double) n_cells;
            }
        }
      loss += slow_cross_entropy (logits, n_classes, labels[i], 0) / (double) n;
    }
  return loss;
}

static const double *
get_shot (const SlowEpisode *self, const double *maps, guint class_index, guint shot)
{
  return maps + (class_index * self->n_shots + shot) * self->n_channels * self->n_cells;
}

static const double *
get_query (const SlowEpisode *self, const double *maps, guint q)
{
  return maps + (self->n_ways * self->n_shots + q) * self->n_channels * self->n_cells;
}

static int
compare_down (gconstpointer a, gconstpointer b)
{
  double difference = *(const double *) b - *(const double *) a;

  return difference > 0 ? 1 : difference < 0 ? -1 : 0;
}

/* Descriptors are @n_rows rows of @n_dims numbers, @row_step and @dim_step apart. */
static double
score_local (const SlowEpisode *self,
             const double *maps,
             gsize n_rows,
             gsize n_dims,
             gsize row_step,
             gsize dim_step,
             guint q,
             guint c)
{
  gsize n_columns = self->n_shots * n_rows;
  g_autofree double *cosines = g_new (double, n_columns);
  double score = 0;

  for (gsize r = 0; r < n_rows; r++)
    {
      for (gsize j = 0; j < n_columns; j++)
        cosines[j] = cosine (get_query (self, maps, q) + r * row_step, dim_step,
                             get_shot (self, maps, c, (guint) (j / n_rows))
                                 + j % n_rows * row_step,
                             dim_step, n_dims);
      qsort (cosines, n_columns, sizeof (double), compare_down);
      for (guint k = 0; k < self->neighbours; k++)
        score += cosines[k];
    }
  return score;
}

static void
fit (const double *const *maps,
     guint n_maps,
     gsize n_channels,
     gsize n_cells,
     double ridge,
     double *mean,
     double *covariance)
{
  double n = (double) (n_maps * n_cells);

  for (gsize a = 0; a < n_channels; a++)
    {
      mean[a] = 0;
      for (guint i = 0; i < n_maps; i++)
        for (gsize p = 0; p < n_cells; p++)
          mean[a] += maps[i][a * n_cells + p] / n;
    }
  for (gsize a = 0; a < n_channels; a++)
    for (gsize b = 0; b < n_channels; b++)
      {
        double sum = 0;

        for (guint i = 0; i < n_maps; i++)
          for (gsize p = 0; p < n_cells; p++)
            sum += (maps[i][a * n_cells + p] - mean[a])
                   * (maps[i][b * n_cells + p] - mean[b]);
        covariance[a * n_channels + b] = sum / (n - 1) + (a == b ? ridge : 0);
      }
}

/* Gauss and Jordan: @matrix [n, n] becomes the unit matrix, @inverse its inverse. */
static double
invert (double *matrix, double *inverse, gsize n)
{
  double log_determinant = 0;

  memset (inverse, 0, n * n * sizeof (double));
  for (gsize i = 0; i < n; i++)
    inverse[i * n + i] = 1;
  for (gsize i = 0; i < n; i++)
    {
      double pivot = matrix[i * n + i];

      log_determinant += log (pivot);
      for (gsize j = 0; j < n; j++)
        {
          matrix[i * n + j] /= pivot;
          inverse[i * n + j] /= pivot;
        }
      for (gsize r = 0; r < n; r++)
        {
          double factor = matrix[r * n + i];

          for (gsize j = 0; r != i && j < n; j++)
            {
              matrix[r * n + j] -= factor * matrix[i * n + j];
              inverse[r * n + j] -= factor * inverse[i * n + j];
            }
        }
    }
  return log_determinant;
}

static double
diverge (const double *p_mean,
         const double *p,
         const double *r_mean,
         const double *r,
         gsize n)
{
  g_autofree double *p_copy = g_memdup2 (p, n * n * sizeof (double));
  g_autofree double *r_copy = g_memdup2 (r, n * n * sizeof (double));
  g_autofree double *inverse = g_new (double, n *n);
  double kl = -(double) n - invert (p_copy, inverse, n);

  kl += invert (r_copy, inverse, n);
  for (gsize i = 0; i < n; i++)
    for (gsize j = 0; j < n; j++)
      kl += inverse[i * n + j]
            * (p[j * n + i] + (r_mean[i] - p_mean[i]) * (r_mean[j] - p_mean[j]));
  return kl / 2;
}

static double
score_divergence (const SlowEpisode *self, const double *maps, guint q, guint c)
{
  gsize n = self->n_channels;
  g_autofree const double **shots = g_new (const double *, self->n_shots);
  g_autofree double *means = g_new (double, 2 * n);
  g_autofree double *covariances = g_new (double, 2 * n * n);
  const double *query = get_query (self, maps, q);

  for (guint i = 0; i < self->n_shots; i++)
    shots[i] = get_shot (self, maps, c, i);
  fit (shots, self->n_shots, n, self->n_cells, self->ridge, means, covariances);
  fit (&query, 1, n, self->n_cells, self->ridge, means + n, covariances + n * n);
  if (self->support_first)
    return diverge (means, covariances, means + n, covariances + n * n, n);
  return diverge (means + n, covariances + n * n, means, covariances, n);
}

double
slow_score (const SlowEpisode *self, const double *maps, guint level, guint q, guint c)
{
  if (level == 0)
    return score_local (self, maps, self->n_channels, self->n_cells, self->n_cells, 1, q,
                        c);
  if (level == 1)
    return score_local (self, maps, self->n_cells, self->n_channels, 1, self->n_cells, q,
                        c);
  return score_divergence (self, maps, q, c);
}

static void
standardise (double *scores, guint n)
{
  double mean = 0, variance = 0;

  for (guint i = 0; i < n; i++)
    mean += scores[i] / n;
  for (guint i = 0; i < n; i++)
    variance += (scores[i] - mean) * (scores[i] - mean) / n;
  for (guint i = 0; i < n; i++)
    scores[i] = (scores[i] - mean) / sqrt (variance);
}

double
slow_episode_loss (const SlowEpisode *self,
                   const double *maps,
                   const double *scales,
                   const double *slopes)
{
  guint n_ways = self->n_ways, n_queries = n_ways * self->n_queries;
  g_autofree double *scores = g_new (double, n_ways);
  g_autofree double *logits = g_new (double, n_ways);
  g_autofree double *fused = g_new (double, n_ways);
  double loss = 0;

  for (guint q = 0; q < n_queries; q++)
    {
      memset (fused, 0, n_ways * sizeof (double));
      for (guint level = 0; level < 3; level++)
        {
          for (guint c = 0; c < n_ways; c++)
            {
              scores[c] = (level == 2 ? -1 : 1) * slow_score (self, maps, level, q, c);
              logits[c] = exp (scales[level]) * scores[c];
            }
          loss += self->weights[level]
                  * slow_cross_entropy (logits, n_ways, q / self->n_queries, 0);
          if (self->within_episode)
            standardise (scores, n_ways);
          for (guint c = 0; self->fused[level] && c < n_ways; c++)
            fused[c] += exp (slopes[level]) * scores[c];
        }
      loss += self->weights[3]
              * slow_cross_entropy (fused, n_ways, q / self->n_queries, 0);
    }
  return loss / n_queries;
}
