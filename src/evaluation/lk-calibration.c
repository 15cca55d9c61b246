/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-calibration.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-logistic.h"
#include "lk-student.h"

#define ALL_LEVELS ((1u << LK_N_LEVELS) - 1)

/* Right queries of each episode under a rule, as shares. */
typedef struct
{
  guint n;
  double *shares;
} Outcomes;

/* The levels of a row: singles, then pairs in order, then all. */
static guint
get_levels (guint row)
{
  guint pair = LK_N_LEVELS;

  if (row < LK_N_LEVELS)
    return 1u << row;
  if (row >= LK_CALIBRATION_EQUAL)
    return row == LK_CALIBRATION_PROTOTYPE ? 0 : ALL_LEVELS;
  for (guint first = 0; first < LK_N_LEVELS; first++)
    for (guint second = first + 1; second < LK_N_LEVELS; second++)
      if (pair++ == row)
        return 1u << first | 1u << second;
  return 0;
}

static LkFusionFit
make_fit (const double coefficients[LK_N_LEVELS], guint levels)
{
  LkFusionFit fit = { 0 };
  guint n_levels = 0;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      fit.magnitude += coefficients[level];
      n_levels += levels >> level & 1;
    }
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    if (fit.magnitude > 0)
      fit.weights[level] = coefficients[level] / fit.magnitude;
    else
      fit.weights[level] = (levels >> level & 1) / (double) n_levels;
  return fit;
}

static LkFusionFit
fit_levels (const LkEpisodeScores *scores, guint levels)
{
  g_autofree guint *truth = lk_episode_scores_list_truth (scores);
  const LkLogistic problem
      = { lk_episode_scores_get_n_all_queries (scores), scores->n_ways, LK_N_LEVELS,
          (const double *) scores->levels->data, truth };
  double coefficients[LK_N_LEVELS];

  lk_logistic_fit (&problem, levels, coefficients);
  return make_fit (coefficients, levels);
}

static double
measure_loss (const LkEpisodeScores *scores, const LkFusionFit *fit)
{
  g_autofree guint *truth = lk_episode_scores_list_truth (scores);
  const LkLogistic problem
      = { lk_episode_scores_get_n_all_queries (scores), scores->n_ways, LK_N_LEVELS,
          (const double *) scores->levels->data, truth };
  double coefficients[LK_N_LEVELS];

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    coefficients[level] = fit->magnitude * fit->weights[level];
  return lk_logistic_loss (&problem, coefficients);
}

/* @fit: %NULL for the prototype. */
static void
append_outcomes (Outcomes *outcomes,
                 const LkEpisodeScores *scores,
                 const LkFusionFit *fit)
{
  guint n_each = scores->n_ways * scores->n_queries;

  for (guint episode = 0; episode < scores->n_episodes; episode++)
    {
      guint n_right = 0;

      for (guint i = 0; i < n_each; i++)
        {
          guint query = episode * n_each + i;

          n_right += fit != NULL
                         ? lk_episode_scores_is_right (scores, query, fit->weights)
                         : lk_episode_scores_is_prototype_right (scores, query);
        }
      outcomes->shares[outcomes->n++] = (double) n_right / n_each;
    }
}

/* Fills @outcomes, and the loss where something was fitted. */
static void
measure_row (guint row,
             const LkEpisodeScores *const halves[LK_CALIBRATION_N_HALVES],
             LkCalibrationRow *result,
             Outcomes *outcomes)
{
  gboolean learns = row != LK_CALIBRATION_EQUAL && row != LK_CALIBRATION_PROTOTYPE;
  guint n_queries = 0;

  result->levels = get_levels (row);
  result->loss = learns ? 0 : NAN;
  for (guint half = 0; half < LK_CALIBRATION_N_HALVES; half++)
    {
      const LkEpisodeScores *own = halves[half];
      const LkEpisodeScores *other = halves[LK_CALIBRATION_N_HALVES - 1 - half];
      const double none[LK_N_LEVELS] = { 0 };
      LkFusionFit fit
          = learns ? fit_levels (other, result->levels) : make_fit (none, ALL_LEVELS);
      guint n = lk_episode_scores_get_n_all_queries (own);

      append_outcomes (outcomes, own, row == LK_CALIBRATION_PROTOTYPE ? NULL : &fit);
      if (learns)
        result->loss += n * measure_loss (own, &fit);
      n_queries += n;
    }
  result->loss /= n_queries;
}

/* Mean and half the 95 % interval, in percent (docs/METHOD.md 10.2). */
static void
summarise (const double *values, guint n, double *mean, double *ci95)
{
  double sum = 0, squares = 0;

  for (guint i = 0; i < n; i++)
    sum += values[i] / n;
  for (guint i = 0; i < n; i++)
    squares += (values[i] - sum) * (values[i] - sum);
  *mean = 100 * sum;
  *ci95
      = n < 2 ? 0 : 100 * lk_student_quantile_975 (n - 1) * sqrt (squares / (n - 1) / n);
}

static void
compare (LkCalibrationRow *row, const Outcomes *own, const Outcomes *learned)
{
  g_autofree double *differences = g_new (double, own->n);

  for (guint i = 0; i < own->n; i++)
    differences[i] = own->shares[i] - learned->shares[i];
  summarise (own->shares, own->n, &row->accuracy, &row->ci95);
  summarise (differences, own->n, &row->difference, &row->difference_ci95);
}

static LkFusionFit
fit_both (const LkEpisodeScores *const halves[LK_CALIBRATION_N_HALVES])
{
  g_autoptr (LkEpisodeScores) all
      = lk_episode_scores_new (halves[0]->n_ways, halves[0]->n_queries);

  for (guint half = 0; half < LK_CALIBRATION_N_HALVES; half++)
    lk_episode_scores_extend (all, halves[half]);
  return fit_levels (all, ALL_LEVELS);
}

LkCalibration *
lk_calibration_new (const LkEpisodeScores *const halves[LK_CALIBRATION_N_HALVES])
{
  LkCalibration *self;
  Outcomes outcomes[LK_CALIBRATION_N_ROWS];

  for (guint half = 0; half < LK_CALIBRATION_N_HALVES; half++)
    {
      g_return_val_if_fail (halves[half] != NULL && halves[half]->n_episodes > 0, NULL);
      g_return_val_if_fail (halves[half]->n_ways == halves[0]->n_ways, NULL);
      g_return_val_if_fail (halves[half]->n_queries == halves[0]->n_queries, NULL);
    }

  self = g_new0 (LkCalibration, 1);
  self->n_episodes = halves[0]->n_episodes + halves[1]->n_episodes;
  self->fit = fit_both (halves);
  for (guint half = 0; half < LK_CALIBRATION_N_HALVES; half++)
    self->half_fits[half] = fit_levels (halves[half], ALL_LEVELS);
  for (guint row = 0; row < LK_CALIBRATION_N_ROWS; row++)
    {
      outcomes[row] = (Outcomes){ 0, g_new (double, self->n_episodes) };
      measure_row (row, halves, &self->rows[row], &outcomes[row]);
    }
  for (guint row = 0; row < LK_CALIBRATION_N_ROWS; row++)
    compare (&self->rows[row], &outcomes[row], &outcomes[LK_CALIBRATION_LEARNED]);
  for (guint row = 0; row < LK_CALIBRATION_N_ROWS; row++)
    g_free (outcomes[row].shares);
  return self;
}

void
lk_calibration_free (LkCalibration *self)
{
  g_free (self);
}

static char *
join_levels (guint levels, const char *(*get_name) (LkLevel), const char *separator)
{
  GString *text = g_string_new (NULL);

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    if (levels >> level & 1)
      g_string_append_printf (text, "%s%s", text->len > 0 ? separator : "",
                              get_name (level));
  return g_string_free (text, FALSE);
}

char *
lk_calibration_row_to_string (guint row)
{
  g_return_val_if_fail (row < LK_CALIBRATION_N_ROWS, NULL);

  switch (row)
    {
    case LK_CALIBRATION_EQUAL:
      return g_strdup ("equal");
    case LK_CALIBRATION_LEARNED:
      return g_strdup ("learned");
    case LK_CALIBRATION_PROTOTYPE:
      return g_strdup ("prototype");
    default:
      return join_levels (get_levels (row), lk_level_to_string, "+");
    }
}

char *
lk_calibration_row_get_title (guint row)
{
  g_return_val_if_fail (row < LK_CALIBRATION_N_ROWS, NULL);

  switch (row)
    {
    case LK_CALIBRATION_EQUAL:
      return g_strdup (_ ("All levels, equal weights"));
    case LK_CALIBRATION_LEARNED:
      return g_strdup (_ ("All levels, learned weights"));
    case LK_CALIBRATION_PROTOTYPE:
      return g_strdup (_ ("Pooled prototype"));
    default:
      return join_levels (get_levels (row), lk_level_get_title, " + ");
    }
}
