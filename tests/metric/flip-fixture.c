/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "flip-fixture.h"

#include <math.h>

LkFlipMap *
flip_fixture_map (const FlipTable *table)
{
  const double *unit[LK_N_FLIP_LEVELS];

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    unit[level] = table->values[level];
  return lk_flip_map_new (table->n_classes, unit);
}

FlipTable
flip_fixture_random_table (GRand *random)
{
  FlipTable table = { .n_classes = g_rand_int_range (random, 2, FLIP_MAX_CLASSES + 1) };

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    for (guint i = 0; i < table.n_classes; i++)
      table.values[level][i] = g_rand_double_range (random, -2, 2);
  return table;
}

void
flip_fixture_random_weights (GRand *random, double weights[LK_N_FLIP_LEVELS])
{
  double a = sqrt (g_rand_double (random)), b = g_rand_double (random);

  weights[LK_LEVEL_PART] = 1 - a;
  weights[LK_LEVEL_PIXEL] = a * (1 - b);
  weights[LK_LEVEL_DISTRIBUTION] = a * b;
}

guint
flip_fixture_choose (const FlipTable *table,
                     const double weights[LK_N_FLIP_LEVELS],
                     double *margin)
{
  long double best = -INFINITY, second = -INFINITY;
  guint winner = 0;

  for (guint i = 0; i < table->n_classes; i++)
    {
      long double score = 0;

      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        score += (long double) weights[level] * table->values[level][i];
      if (score > best)
        {
          second = best;
          best = score;
          winner = i;
        }
      else if (score > second)
        {
          second = score;
        }
    }
  *margin = (double) (best - second);
  return winner;
}

void
flip_fixture_check_weights (const double *weights)
{
  double sum = 0;

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    {
      g_assert_cmpfloat (weights[level], >=, 0);
      sum += weights[level];
    }
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-12);
}
