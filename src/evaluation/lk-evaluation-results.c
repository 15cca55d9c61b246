/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evaluation-private.h"

#include <math.h>

#include "lk-file.h"
#include "lk-student.h"

LkDataset *
lk_evaluation_get_dataset (LkEvaluation *self)
{
  g_return_val_if_fail (LK_IS_EVALUATION (self), NULL);
  return self->dataset;
}

const LkSampler *
lk_evaluation_get_sampler (LkEvaluation *self)
{
  g_return_val_if_fail (LK_IS_EVALUATION (self), NULL);
  return &self->sampler;
}

guint
lk_evaluation_get_n_episodes (LkEvaluation *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (LK_IS_EVALUATION (self), 0);

  locker = g_mutex_locker_new (&self->lock);
  return self->outcomes->len;
}

const LkOutcome *
lk_evaluation_get_episode (LkEvaluation *self, guint i)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (LK_IS_EVALUATION (self), NULL);

  locker = g_mutex_locker_new (&self->lock);
  g_return_val_if_fail (i < self->outcomes->len, NULL);
  return self->outcomes->pdata[i];
}

static double
get_mean (GPtrArray *outcomes, guint predictor)
{
  double sum = 0;

  for (guint i = 0; i < outcomes->len; i++)
    sum += lk_outcome_get_accuracy (outcomes->pdata[i], predictor);
  return outcomes->len > 0 ? sum / outcomes->len : 0;
}

/* docs/METHOD.md 10.2: t quantile with n - 1 degrees of freedom times the standard error.
 */
static double
get_half_interval (GPtrArray *outcomes, guint predictor, double mean)
{
  guint n = outcomes->len;
  double squares = 0;

  if (n < 2)
    return 0;
  for (guint i = 0; i < n; i++)
    {
      double distance = lk_outcome_get_accuracy (outcomes->pdata[i], predictor) - mean;

      squares += distance * distance;
    }
  return lk_student_quantile_975 (n - 1) * sqrt (squares / (n - 1) / n);
}

gboolean
lk_evaluation_get_accuracy (LkEvaluation *self,
                            guint predictor,
                            double *accuracy,
                            double *ci95)
{
  g_autoptr (GMutexLocker) locker = NULL;
  double mean;

  g_return_val_if_fail (LK_IS_EVALUATION (self) && predictor < LK_N_PREDICTORS, FALSE);

  locker = g_mutex_locker_new (&self->lock);
  mean = get_mean (self->outcomes, predictor);
  *accuracy = 100 * mean;
  *ci95 = 100 * get_half_interval (self->outcomes, predictor, mean);
  return self->outcomes->len >= 2;
}

gboolean
lk_evaluation_get_baseline (LkEvaluation *self,
                            double *accuracy,
                            double *ci95,
                            gboolean *has_interval)
{
  g_autoptr (GArray) shares = g_array_new (FALSE, FALSE, sizeof (double));
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (LK_IS_EVALUATION (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);
  for (guint i = 0; i < self->outcomes->len; i++)
    {
      const LkOutcome *outcome = self->outcomes->pdata[i];
      double share
          = 100.0 * outcome->n_prototype_right / (outcome->n_ways * outcome->n_queries);

      if (outcome->n_prototype_right == LK_OUTCOME_NOT_COUNTED)
        return FALSE;
      g_array_append_val (shares, share);
    }
  *has_interval = lk_student_find_mean ((const double *) (gpointer) shares->data,
                                        shares->len, accuracy, ci95);
  return shares->len > 0;
}

/* Mean and sum of squares are carried along as Welford (1962) does. */
void
lk_evaluation_get_running (LkEvaluation *self,
                           guint predictor,
                           guint n_points,
                           const guint *counts,
                           double *accuracy,
                           double *ci95)
{
  g_autoptr (GMutexLocker) locker = NULL;
  double mean = 0, squares = 0;
  guint n = 0;

  g_return_if_fail (LK_IS_EVALUATION (self) && predictor < LK_N_PREDICTORS);

  locker = g_mutex_locker_new (&self->lock);
  for (guint point = 0; point < n_points; point++)
    {
      g_return_if_fail (counts[point] > n && counts[point] <= self->outcomes->len);

      while (n < counts[point])
        {
          double value = lk_outcome_get_accuracy (self->outcomes->pdata[n++], predictor);
          double distance = value - mean;

          mean += distance / n;
          squares += distance * (value - mean);
        }
      accuracy[point] = 100 * mean;
      ci95[point]
          = n < 2 ? 0
                  : 100 * lk_student_quantile_975 (n - 1) * sqrt (squares / (n - 1) / n);
    }
}

double
lk_evaluation_get_seconds (LkEvaluation *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (LK_IS_EVALUATION (self), 0);

  locker = g_mutex_locker_new (&self->lock);
  return self->seconds;
}

double
lk_evaluation_get_ridge_used (LkEvaluation *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (LK_IS_EVALUATION (self), 0);

  locker = g_mutex_locker_new (&self->lock);
  return self->ridge_used;
}

void
lk_evaluation_get_n_embedded (LkEvaluation *self,
                              guint64 *n_embedded,
                              guint64 *n_repeated)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_if_fail (LK_IS_EVALUATION (self));

  locker = g_mutex_locker_new (&self->lock);
  *n_embedded = self->n_embedded;
  *n_repeated = self->n_repeated;
}

static GString *
write_csv (LkEvaluation *self)
{
  GString *text = g_string_new (NULL);

  lk_outcome_append_csv_header (text);
  for (guint i = 0; i < lk_evaluation_get_n_episodes (self); i++)
    lk_outcome_append_csv (lk_evaluation_get_episode (self, i), text);
  return text;
}

gboolean
lk_evaluation_save_csv (LkEvaluation *self, const char *path, GError **error)
{
  g_autoptr (GString) text = NULL;

  g_return_val_if_fail (LK_IS_EVALUATION (self) && path != NULL, FALSE);

  text = write_csv (self);
  return lk_file_write (path, text->str, text->len, error);
}
