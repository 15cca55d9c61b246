/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-flip-map.h"

#include <math.h>

#define N_CLASSES 5
#define N_QUERIES 12

/* Slow and obvious: the winner of every query at every point. */
static double
measure_at (guint n_queries,
            const double *const (*unit)[LK_N_FLIP_LEVELS],
            const guint *truth,
            const double weights[LK_N_FLIP_LEVELS])
{
  guint n_right = 0;

  for (guint q = 0; q < n_queries; q++)
    {
      guint winner = 0;
      double best = -INFINITY;

      for (guint i = 0; i < N_CLASSES; i++)
        {
          double score = weights[0] * unit[q][0][i] + weights[1] * unit[q][1][i]
                         + weights[2] * unit[q][2][i];

          if (score > best)
            {
              best = score;
              winner = i;
            }
        }
      n_right += winner == truth[q];
    }
  return (double) n_right / n_queries;
}

static guint
component_size (guint resolution,
                const double *accuracy,
                double best,
                guint8 *seen,
                int i,
                int j)
{
  guint place, size = 1;

  if (i < 0 || j < 0 || i + j >= (int) resolution)
    return 0;
  place = 0;
  for (int row = 0; row < i; row++)
    place += resolution - (guint) row;
  place += (guint) j;
  if (seen[place] || accuracy[place] != best)
    return 0;
  seen[place] = 1;
  size += component_size (resolution, accuracy, best, seen, i + 1, j);
  size += component_size (resolution, accuracy, best, seen, i - 1, j);
  size += component_size (resolution, accuracy, best, seen, i, j + 1);
  size += component_size (resolution, accuracy, best, seen, i, j - 1);
  size += component_size (resolution, accuracy, best, seen, i + 1, j - 1);
  size += component_size (resolution, accuracy, best, seen, i - 1, j + 1);
  return size;
}

/* The size of the component of best points that holds (i, j), and of the largest. */
static void
check_best (const LkFlipAccuracy *self)
{
  guint resolution = self->resolution, n = resolution * (resolution + 1) / 2;
  g_autofree guint8 *seen = g_new0 (guint8, n);
  guint largest = 0, own;
  double highest = 0;
  int i = (int) round (self->best[LK_LEVEL_PART] * (resolution - 1));
  int j = (int) round (self->best[LK_LEVEL_PIXEL] * (resolution - 1));

  for (guint k = 0; k < n; k++)
    highest = fmax (highest, self->accuracy[k]);
  g_assert_cmpfloat (self->best_accuracy, ==, highest);
  g_assert_cmpfloat_with_epsilon (self->best[0] + self->best[1] + self->best[2], 1,
                                  1e-12);
  g_assert_cmpfloat_with_epsilon (self->best[LK_LEVEL_PART] * (resolution - 1), i, 1e-9);
  g_assert_cmpfloat_with_epsilon (self->best[LK_LEVEL_PIXEL] * (resolution - 1), j, 1e-9);
  own = component_size (resolution, self->accuracy, highest, seen, i, j);
  g_assert_cmpuint (own, >, 0);
  for (guint row = 0; row < resolution; row++)
    for (guint column = 0; row + column < resolution; column++)
      largest = MAX (largest, component_size (resolution, self->accuracy, highest, seen,
                                              (int) row, (int) column));
  g_assert_cmpuint (own, >=, largest);
}

static void
test_against_argmax (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (6);
  const guint resolutions[] = { 2, 3, 17, 32 };

  for (guint round = 0; round < 40; round++)
    {
      double values[N_QUERIES][LK_N_FLIP_LEVELS][N_CLASSES];
      const double *unit[N_QUERIES][LK_N_FLIP_LEVELS];
      guint truth[N_QUERIES], resolution = resolutions[round % 4], k = 0;
      g_autoptr (LkFlipAccuracy) accuracy = NULL;

      for (guint q = 0; q < N_QUERIES; q++)
        {
          truth[q] = g_rand_int_range (random, 0, N_CLASSES);
          for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
            {
              unit[q][level] = values[q][level];
              for (guint i = 0; i < N_CLASSES; i++)
                values[q][level][i]
                    = g_rand_double_range (random, -1, 1) + (i == truth[q] ? 0.5 : 0);
            }
        }
      accuracy = lk_flip_accuracy_new (N_QUERIES, N_CLASSES, unit, truth, resolution);
      g_assert_cmpuint (accuracy->resolution, ==, resolution);
      for (guint i = 0; i < resolution; i++)
        for (guint j = 0; i + j < resolution; j++)
          {
            double weights[LK_N_FLIP_LEVELS]
                = { i / (resolution - 1.0), j / (resolution - 1.0),
                    (resolution - 1.0 - i - j) / (resolution - 1) };

            g_assert_cmpfloat (accuracy->accuracy[k++], ==,
                               measure_at (N_QUERIES, unit, truth, weights));
          }
      check_best (accuracy);
    }
}

/* Among equals the lower index wins, here as in the decision. */
static void
test_ties (void)
{
  const double level[N_CLASSES] = { 1, 1, 0, 1, 0 };
  const double *const unit[2][LK_N_FLIP_LEVELS]
      = { { level, level, level }, { level, level, level } };
  const guint lower[] = { 0, 0 }, later[] = { 1, 3 };
  g_autoptr (LkFlipAccuracy) right = lk_flip_accuracy_new (2, N_CLASSES, unit, lower, 8);
  g_autoptr (LkFlipAccuracy) wrong = lk_flip_accuracy_new (2, N_CLASSES, unit, later, 8);

  for (guint k = 0; k < 36; k++)
    {
      g_assert_cmpfloat (right->accuracy[k], ==, 1);
      g_assert_cmpfloat (wrong->accuracy[k], ==, 0);
    }
  check_best (right);
  check_best (wrong);
}

/* Everything is best: the middle is the middle. One corner is best: it is the corner. */
static void
test_middle (void)
{
  const double winner[2] = { 1, 0 }, at_corner[2] = { 40, 0 }, elsewhere[2] = { 0, 1 };
  const double *const always[1][LK_N_FLIP_LEVELS] = { { winner, winner, winner } };
  const double *const corner[1][LK_N_FLIP_LEVELS]
      = { { elsewhere, elsewhere, at_corner } };
  const double *const small[1][LK_N_FLIP_LEVELS]
      = { { elsewhere, (const double[]){ 0, 40 }, winner } };
  const guint truth = 0;
  g_autoptr (LkFlipAccuracy) all = lk_flip_accuracy_new (1, 2, always, &truth, 31);
  g_autoptr (LkFlipAccuracy) most = lk_flip_accuracy_new (1, 2, corner, &truth, 31);
  g_autoptr (LkFlipAccuracy) few = lk_flip_accuracy_new (1, 2, small, &truth, 31);
  g_autoptr (LkFlipAccuracy) none = lk_flip_accuracy_new (0, 2, NULL, NULL, 31);

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    {
      g_assert_cmpfloat_with_epsilon (all->best[level], 1.0 / 3, 1e-12);
      g_assert_cmpfloat_with_epsilon (none->best[level], 1.0 / 3, 1e-12);
    }
  g_assert_cmpfloat (all->best_accuracy, ==, 1);
  g_assert_cmpfloat (none->best_accuracy, ==, 0);
  g_assert_cmpfloat (most->accuracy[0], ==, 1);
  check_best (most);
  check_best (few);
  g_assert_cmpfloat (few->best[LK_LEVEL_DISTRIBUTION], >, 0.5);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/flip-accuracy/against-argmax", test_against_argmax);
  g_test_add_func ("/metric/flip-accuracy/ties", test_ties);
  g_test_add_func ("/metric/flip-accuracy/middle", test_middle);
  return g_test_run ();
}
