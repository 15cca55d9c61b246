/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-calibration.h"

#include <math.h>

#include "logistic-reference.h"
#include "lk-logistic.h"
#include "lk-random.h"
#include "lk-student.h"

#define N_QUERIES 400
#define N_FEATURES 3
#define N_CLASSES 5

/* The recipes of make-logistic.py. */
static double *
make_features (void)
{
  double *features = g_new (double, N_QUERIES *N_FEATURES *N_CLASSES);
  double *next = features;

  for (guint q = 0; q < N_QUERIES; q++)
    for (guint f = 0; f < N_FEATURES; f++)
      for (guint c = 0; c < N_CLASSES; c++)
        *next++ = ((q * 7919 + f * 104729 + c * 13007
                    + (q * q % 97) * (31 + 17 * f) * (c + 1))
                   % 1000)
                      / 500.0
                  - 1.0;
  return features;
}

static guint *
make_truth (const double *features, const double *slopes)
{
  guint *truth = g_new0 (guint, N_QUERIES);

  for (guint q = 0; q < N_QUERIES; q++)
    {
      double best = -INFINITY;

      for (guint c = 0; c < N_CLASSES; c++)
        {
          double score
              = 1.5 * (((q * 6007 + c * 30011 + q * c * c * 101) % 1000) / 500.0 - 1.0);

          for (guint f = 0; f < N_FEATURES; f++)
            score += slopes[f] * features[(q * N_FEATURES + f) * N_CLASSES + c];
          if (score > best)
            {
              best = score;
              truth[q] = c;
            }
        }
    }
  return truth;
}

static void
test_reference (void)
{
  g_autofree double *features = make_features ();

  for (guint i = 0; i < G_N_ELEMENTS (logistic_reference); i++)
    {
      g_autofree guint *truth = make_truth (features, logistic_reference[i].slopes);
      const LkLogistic problem = { N_QUERIES, N_CLASSES, N_FEATURES, features, truth };
      double found[N_FEATURES], loss;

      loss = lk_logistic_fit (&problem, logistic_reference[i].used, found);
      g_assert_cmpfloat_with_epsilon (loss, logistic_reference[i].loss, 1e-8);
      for (guint f = 0; f < N_FEATURES; f++)
        g_assert_cmpfloat_with_epsilon (found[f], logistic_reference[i].coefficients[f],
                                        1e-6);
    }
}

/* Slow and obvious: at the solution no coefficient can be moved for the better. */
static void
test_nothing_better (void)
{
  const double slopes[N_FEATURES] = { 0.3, -0.2, 1 };
  g_autofree double *features = make_features ();
  g_autofree guint *truth = make_truth (features, slopes);
  const LkLogistic problem = { N_QUERIES, N_CLASSES, N_FEATURES, features, truth };
  double found[N_FEATURES];
  double loss = lk_logistic_fit (&problem, 7, found);

  g_assert_cmpfloat_with_epsilon (loss, lk_logistic_loss (&problem, found), 1e-15);
  for (guint f = 0; f < N_FEATURES; f++)
    for (int sign = -1; sign <= 1; sign += 2)
      {
        double moved[N_FEATURES] = { found[0], found[1], found[2] };

        moved[f] = fmax (moved[f] + sign * 1e-3, 0);
        if (moved[f] != found[f])
          g_assert_cmpfloat (lk_logistic_loss (&problem, moved), >, loss);
      }
}

/* A feature in other units has a coefficient in other units, and nothing else changes. */
static void
test_units (void)
{
  const double slopes[N_FEATURES] = { 0.5, 2, 1 };
  g_autofree double *features = make_features ();
  g_autofree guint *truth = make_truth (features, slopes);
  const LkLogistic problem = { N_QUERIES, N_CLASSES, N_FEATURES, features, truth };
  double found[N_FEATURES], again[N_FEATURES];

  lk_logistic_fit (&problem, 7, found);
  for (guint i = 0; i < N_QUERIES; i++)
    for (guint c = 0; c < N_CLASSES; c++)
      features[(i * N_FEATURES + 1) * N_CLASSES + c] *= 1e6;
  lk_logistic_fit (&problem, 7, again);
  g_assert_cmpfloat_with_epsilon (again[0], found[0], 1e-8);
  g_assert_cmpfloat_with_epsilon (again[1] * 1e6, found[1], 1e-8);
}

/* Where every query can come out right the coefficients still end somewhere. */
static void
test_separable (void)
{
  const double features[] = { 1, 0, 0, /**/ 0, 2, 0, /**/ 0.5, 0.4, 0.9 };
  const guint truth[] = { 0, 1, 2 };
  const LkLogistic problem = { 3, 3, 1, features, truth };
  double found;
  double loss = lk_logistic_fit (&problem, 1, &found);

  g_assert_true (isfinite (found));
  g_assert_cmpfloat (found, >, 10);
  g_assert_cmpfloat (loss, <, 0.01);
}

static void
test_worthless (void)
{
  const double features[] = { 1, 1, 0, 0, /**/ 1, 1, 0, 0 };
  const guint truth[] = { 0, 1 };
  const LkLogistic problem = { 2, 2, 2, features, truth };
  double found[2];

  g_assert_cmpfloat_with_epsilon (lk_logistic_fit (&problem, 3, found), G_LN2, 1e-12);
  g_assert_cmpfloat (found[0], ==, 0);
  g_assert_cmpfloat (found[1], ==, 0);
}

static double
draw_unit (LkRandom *random)
{
  return ((double) (lk_random_next (random) >> 11) + 0.5) / 9007199254740992.0;
}

/* Episodes whose queries really were drawn with the probabilities of @coefficients: by
 * Gumbel's noise. Classes are renumbered so that the truth comes out class-major. */
static LkEpisodeScores *
draw_scores (guint64 seed, guint n_episodes, const double coefficients[LK_N_LEVELS])
{
  LkEpisodeScores *scores = lk_episode_scores_new (N_CLASSES, 3);
  guint n_all = N_CLASSES * 3;
  g_autofree double *levels = g_new (double, n_all *LK_N_LEVELS *N_CLASSES);
  g_autofree double *prototype = g_new (double, n_all *N_CLASSES);
  LkRandom random;

  lk_random_init (&random, seed, 0);
  for (guint episode = 0; episode < n_episodes; episode++)
    {
      for (guint query = 0; query < n_all; query++)
        {
          double *own = levels + query * LK_N_LEVELS * N_CLASSES, best = -INFINITY;
          guint winner = 0, truth = query / 3;

          for (guint i = 0; i < LK_N_LEVELS * N_CLASSES; i++)
            own[i] = 2 * draw_unit (&random) - 1;
          for (guint c = 0; c < N_CLASSES; c++)
            {
              double score = -log (-log (draw_unit (&random)));

              prototype[query * N_CLASSES + c] = draw_unit (&random);
              for (guint level = 0; level < LK_N_LEVELS; level++)
                score += coefficients[level] * own[level * N_CLASSES + c];
              if (score > best)
                {
                  best = score;
                  winner = c;
                }
            }
          for (guint level = 0; level < LK_N_LEVELS; level++)
            {
              double *row = own + level * N_CLASSES, swapped = row[truth];

              row[truth] = row[winner];
              row[winner] = swapped;
            }
        }
      lk_episode_scores_append (scores, levels, prototype);
    }
  return scores;
}

static void
test_recovered (void)
{
  const double coefficients[LK_N_LEVELS] = { 1, 4, 3 };
  g_autoptr (LkEpisodeScores) a = draw_scores (1, 1000, coefficients);
  g_autoptr (LkEpisodeScores) b = draw_scores (2, 1000, coefficients);
  const LkEpisodeScores *const halves[] = { a, b };
  g_autoptr (LkCalibration) calibration = lk_calibration_new (halves);

  g_assert_cmpuint (calibration->n_episodes, ==, 2000);
  g_assert_cmpfloat_with_epsilon (calibration->fit.magnitude, 8, 0.3);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    g_assert_cmpfloat_with_epsilon (calibration->fit.weights[level],
                                    coefficients[level] / 8, 0.015);
  g_assert_cmpfloat_with_epsilon (calibration->fit.weights[0]
                                      + calibration->fit.weights[1]
                                      + calibration->fit.weights[2],
                                  1, 1e-15);
  /* Of all that is compared, what made the data is the best. */
  for (guint row = 0; row < LK_CALIBRATION_N_ROWS; row++)
    if (row != LK_CALIBRATION_LEARNED)
      g_assert_cmpfloat (calibration->rows[row].difference
                             + calibration->rows[row].difference_ci95,
                         <, 0.1);
}

/* One level speaks in the first half, another in the second: what is learned on one is of
 * no use on the other, so that halves were exchanged. */
static void
test_exchanged (void)
{
  const double first[LK_N_LEVELS] = { 6, 0, 0 }, second[LK_N_LEVELS] = { 0, 6, 0 };
  g_autoptr (LkEpisodeScores) a = draw_scores (3, 400, first);
  g_autoptr (LkEpisodeScores) b = draw_scores (4, 400, second);
  const LkEpisodeScores *const halves[] = { a, b };
  g_autoptr (LkCalibration) calibration = lk_calibration_new (halves);
  const LkCalibrationRow *rows = calibration->rows;

  g_assert_cmpfloat (calibration->half_fits[0].weights[LK_LEVEL_PART], >, 0.9);
  g_assert_cmpfloat (calibration->half_fits[1].weights[LK_LEVEL_PIXEL], >, 0.9);
  g_assert_cmpfloat_with_epsilon (rows[LK_CALIBRATION_LEARNED].accuracy, 20, 4);
  g_assert_cmpfloat (rows[LK_CALIBRATION_LEARNED].loss, >, log (N_CLASSES));
  g_assert_cmpfloat (rows[LK_CALIBRATION_EQUAL].accuracy, >, 35);
  g_assert_cmpfloat (rows[LK_LEVEL_PART].accuracy, >, 35);
}

/* Right queries of an episode, decided anew. */
static double
measure_episode (const LkEpisodeScores *scores, guint episode, const double *weights)
{
  guint n_all = N_CLASSES * 3, n_right = 0;

  for (guint i = 0; i < n_all; i++)
    {
      const double *own = (const double *) scores->levels->data
                          + (episode * n_all + i) * LK_N_LEVELS * N_CLASSES;
      guint winner = 0;
      double best = -INFINITY;

      for (guint c = 0; c < N_CLASSES; c++)
        {
          double score = weights[0] * own[c] + weights[1] * own[N_CLASSES + c]
                         + weights[2] * own[2 * N_CLASSES + c];

          if (score > best)
            {
              best = score;
              winner = c;
            }
        }
      n_right += winner == i / 3;
    }
  return (double) n_right / n_all;
}

static void
test_paired (void)
{
  const double coefficients[LK_N_LEVELS] = { 2, 1, 0.5 };
  const double thirds[LK_N_LEVELS] = { 1.0 / 3, 1.0 / 3, 1.0 / 3 };
  g_autoptr (LkEpisodeScores) a = draw_scores (5, 30, coefficients);
  g_autoptr (LkEpisodeScores) b = draw_scores (6, 20, coefficients);
  const LkEpisodeScores *const halves[] = { a, b };
  g_autoptr (LkCalibration) calibration = lk_calibration_new (halves);
  const LkCalibrationRow *equal = &calibration->rows[LK_CALIBRATION_EQUAL];
  double differences[50], accuracy = 0, difference = 0, squares = 0;

  for (guint i = 0; i < 50; i++)
    {
      const LkEpisodeScores *own = i < 30 ? a : b;
      const LkFusionFit *learned = &calibration->half_fits[i < 30 ? 1 : 0];
      guint episode = i < 30 ? i : i - 30;
      double of_equal = measure_episode (own, episode, thirds);

      accuracy += of_equal / 50;
      differences[i] = of_equal - measure_episode (own, episode, learned->weights);
      difference += differences[i] / 50;
    }
  for (guint i = 0; i < 50; i++)
    squares += pow (differences[i] - difference, 2);
  g_assert_cmpfloat_with_epsilon (equal->accuracy, 100 * accuracy, 1e-9);
  g_assert_cmpfloat_with_epsilon (equal->difference, 100 * difference, 1e-9);
  g_assert_cmpfloat_with_epsilon (
      equal->difference_ci95,
      100 * lk_student_quantile_975 (49) * sqrt (squares / 49 / 50), 1e-9);
  g_assert_cmpfloat (calibration->rows[LK_CALIBRATION_LEARNED].difference, ==, 0);
  g_assert_true (isnan (equal->loss));
}

static void
test_rows (void)
{
  const char *const names[LK_CALIBRATION_N_ROWS] = { "part",
                                                     "pixel",
                                                     "distribution",
                                                     "part+pixel",
                                                     "part+distribution",
                                                     "pixel+distribution",
                                                     "equal",
                                                     "learned",
                                                     "prototype" };

  for (guint row = 0; row < LK_CALIBRATION_N_ROWS; row++)
    {
      g_autofree char *name = lk_calibration_row_to_string (row);

      g_assert_cmpstr (name, ==, names[row]);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/calibration/reference", test_reference);
  g_test_add_func ("/calibration/nothing-better", test_nothing_better);
  g_test_add_func ("/calibration/units", test_units);
  g_test_add_func ("/calibration/separable", test_separable);
  g_test_add_func ("/calibration/worthless", test_worthless);
  g_test_add_func ("/calibration/recovered", test_recovered);
  g_test_add_func ("/calibration/exchanged", test_exchanged);
  g_test_add_func ("/calibration/paired", test_paired);
  g_test_add_func ("/calibration/rows", test_rows);
  return g_test_run ();
}
