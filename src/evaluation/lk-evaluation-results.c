/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evaluation-private.h"

#include <math.h>

#include "lk-file.h"
#include "lk-scoring-json.h"
#include "lk-student.h"

const char *
lk_predictor_to_string (guint predictor)
{
  return predictor == LK_PREDICTOR_FUSED ? "fused" : lk_level_to_string (predictor);
}

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

const LkEpisodeResult *
lk_evaluation_get_episode (LkEvaluation *self, guint i)
{
  g_autoptr (GMutexLocker) locker = NULL;

  g_return_val_if_fail (LK_IS_EVALUATION (self), NULL);

  locker = g_mutex_locker_new (&self->lock);
  g_return_val_if_fail (i < self->outcomes->len, NULL);
  return &((LkOutcome *) self->outcomes->pdata[i])->result;
}

static double
get_mean (GPtrArray *outcomes, guint predictor)
{
  double sum = 0;

  for (guint i = 0; i < outcomes->len; i++)
    sum += ((LkOutcome *) outcomes->pdata[i])->result.accuracy[predictor];
  return outcomes->len > 0 ? sum / outcomes->len : 0;
}

/* METHOD 4.1: t quantile with n - 1 degrees of freedom times the standard error. */
static double
get_half_interval (GPtrArray *outcomes, guint predictor, double mean)
{
  guint n = outcomes->len;
  double squares = 0;

  if (n < 2)
    return 0;
  for (guint i = 0; i < n; i++)
    {
      double distance
          = ((LkOutcome *) outcomes->pdata[i])->result.accuracy[predictor] - mean;

      squares += distance * distance;
    }
  return lk_student_quantile_975 (n - 1) * sqrt (squares / (n - 1) / n);
}

void
lk_evaluation_get_accuracy (LkEvaluation *self,
                            guint predictor,
                            double *accuracy,
                            double *ci95)
{
  g_autoptr (GMutexLocker) locker = NULL;
  double mean;

  g_return_if_fail (LK_IS_EVALUATION (self) && predictor < LK_N_PREDICTORS);

  locker = g_mutex_locker_new (&self->lock);
  mean = get_mean (self->outcomes, predictor);
  *accuracy = 100 * mean;
  *ci95 = 100 * get_half_interval (self->outcomes, predictor, mean);
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
          const LkOutcome *outcome = self->outcomes->pdata[n++];
          double distance = outcome->result.accuracy[predictor] - mean;

          mean += distance / n;
          squares += distance * (outcome->result.accuracy[predictor] - mean);
        }
      accuracy[point] = 100 * mean;
      ci95[point]
          = n < 2 ? 0
                  : 100 * lk_student_quantile_975 (n - 1) * sqrt (squares / (n - 1) / n);
    }
}

/* Adds up what was handed over since the last time. What readers hold is touched by no
 * other thread than theirs. */
static void
catch_up (LkEvaluation *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  gsize n_classes = lk_dataset_get_n_classes (self->dataset);

  for (; self->n_read < self->outcomes->len; self->n_read++)
    {
      const LkOutcome *outcome = self->outcomes->pdata[self->n_read];
      GArray *mistakes = outcome->mistakes;

      for (guint i = 0; i < self->sampler.n_ways; i++)
        self->confusion[outcome->classes[i] * (n_classes + 1)] += self->sampler.n_queries;
      for (guint i = 0; i < mistakes->len; i++)
        {
          const LkMistake *mistake = &g_array_index (mistakes, LkMistake, i);

          self->confusion[mistake->truth * (n_classes + 1)]--;
          self->confusion[mistake->truth * n_classes + mistake->prediction]++;
        }
      g_array_append_vals (self->mistakes, mistakes->data, mistakes->len);
    }
}

const guint *
lk_evaluation_get_confusion (LkEvaluation *self)
{
  g_return_val_if_fail (LK_IS_EVALUATION (self), NULL);
  catch_up (self);
  return self->confusion;
}

GArray *
lk_evaluation_get_mistakes (LkEvaluation *self)
{
  g_return_val_if_fail (LK_IS_EVALUATION (self), NULL);
  catch_up (self);
  return self->mistakes;
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

/* The shortest digits that read back, as everywhere else. */
static void
append_number (GString *text, double value)
{
  g_autoptr (JsonNode) node = json_node_init_double (json_node_alloc (), value);
  g_autofree char *number = lk_json_to_text (node, FALSE);

  g_string_append (text, number);
}

static GString *
write_csv (LkEvaluation *self)
{
  GString *text = g_string_new ("episode");

  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    g_string_append_printf (text, ",%s", lk_predictor_to_string (predictor));
  g_string_append (text, ",mistakes\n");
  for (guint i = 0; i < lk_evaluation_get_n_episodes (self); i++)
    {
      const LkEpisodeResult *result = lk_evaluation_get_episode (self, i);

      g_string_append_printf (text, "%" G_GUINT64_FORMAT, result->index);
      for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
        {
          g_string_append_c (text, ',');
          append_number (text, 100 * result->accuracy[predictor]);
        }
      g_string_append_printf (text, ",%u\n", result->n_mistakes);
    }
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
