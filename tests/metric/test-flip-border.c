/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-flip-map.h"

#include <math.h>

#include "flip-fixture.h"

static double
distance_between (const double *a, const double *b)
{
  double ax, ay, bx, by;

  lk_flip_map_to_plane (a, &ax, &ay);
  lk_flip_map_to_plane (b, &bx, &by);
  return hypot (ax - bx, ay - by);
}

/* On the border both classes win, and nearer than it nobody else does. */
static void
check_border (const FlipTable *table,
              const LkFlipMap *map,
              GRand *random,
              const double *from)
{
  LkFlipBorder border;
  double x, y, margin;
  guint winner = flip_fixture_choose (table, from, &margin);
  double scores[2] = { 0, 0 }, best = -INFINITY;

  g_assert_true (lk_flip_map_find_border (map, from, &border));
  flip_fixture_check_weights (border.point);
  g_assert_cmpuint (border.class_index, !=, winner);
  g_assert_cmpfloat_with_epsilon (border.distance, distance_between (from, border.point),
                                  1e-9);
  for (guint i = 0; i < table->n_classes; i++)
    {
      double score = 0;

      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        score += border.point[level] * table->values[level][i];
      best = fmax (best, score);
      if (i == winner)
        scores[0] = score;
      if (i == border.class_index)
        scores[1] = score;
    }
  g_assert_cmpfloat_with_epsilon (scores[0], best, 1e-9);
  g_assert_cmpfloat_with_epsilon (scores[1], best, 1e-9);

  lk_flip_map_to_plane (from, &x, &y);
  for (guint i = 0; i < 30; i++)
    {
      double angle = g_rand_double_range (random, 0, 2 * G_PI), weights[LK_N_FLIP_LEVELS];
      double radius = border.distance * (1 - 1e-6) * sqrt (g_rand_double (random));

      lk_flip_map_from_plane (x + radius * cos (angle), y + radius * sin (angle),
                              weights);
      if (weights[0] >= 0 && weights[1] >= 0 && weights[2] >= 0)
        g_assert_cmpuint (flip_fixture_choose (table, weights, &margin), ==, winner);
    }
}

static void
test_borders (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  guint n_checked = 0;

  for (guint i = 0; i < 300; i++)
    {
      FlipTable table = flip_fixture_random_table (random);
      g_autoptr (LkFlipMap) map = flip_fixture_map (&table);
      double weights[LK_N_FLIP_LEVELS], margin;

      flip_fixture_random_weights (random, weights);
      flip_fixture_choose (&table, weights, &margin);
      if (map->n_regions < 2 || margin < 1e-6)
        continue;
      check_border (&table, map, random, weights);
      n_checked++;
    }
  g_assert_cmpuint (n_checked, >, 200);
}

/* Two classes, of which each wins at one corner: the border is known. */
static void
test_known_border (void)
{
  FlipTable table = { 2, { { 1, 0 }, { 0, 1 }, { 0, 0 } } };
  g_autoptr (LkFlipMap) map = flip_fixture_map (&table);
  const double corner[] = { 1, 0, 0 }, edge[] = { 0, 1, 1 }, middle[] = { 2, 2, 2 };
  LkFlipBorder border;

  g_assert_cmpuint (map->n_regions, ==, 2);
  g_assert_cmpfloat_with_epsilon (map->regions[0].area, 0.5, 1e-15);
  g_assert_true (lk_flip_map_find_border (map, corner, &border));
  g_assert_cmpuint (border.class_index, ==, 1);
  g_assert_cmpfloat_with_epsilon (border.distance, 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (border.point[LK_LEVEL_PART], 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (border.point[LK_LEVEL_PIXEL], 0.5, 1e-12);
  g_assert_true (lk_flip_map_find_border (map, edge, &border));
  g_assert_cmpuint (border.class_index, ==, 0);
  g_assert_cmpfloat_with_epsilon (border.distance, 0.25, 1e-12);

  /* Both win on the border itself: the lower index has it. */
  g_assert_cmpint (lk_flip_map_find (map, middle), ==, 0);
  g_assert_true (lk_flip_map_find_border (map, middle, &border));
  g_assert_cmpuint (border.class_index, ==, 1);
  g_assert_cmpfloat_with_epsilon (border.distance, 0, 1e-12);
}

static void
test_plane (void)
{
  static const double corners[][5] = {
    { 0, 1, 0, 0, 0 },
    { 0, 0, 1, 1, 0 },
    { 1, 0, 0, 0.5, 0.8660254037844386 },
    { 1.0 / 3, 1.0 / 3, 1.0 / 3, 0.5, 0.28867513459481287 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (corners); i++)
    {
      double x, y, weights[LK_N_FLIP_LEVELS];

      lk_flip_map_to_plane (corners[i], &x, &y);
      g_assert_cmpfloat_with_epsilon (x, corners[i][3], 1e-15);
      g_assert_cmpfloat_with_epsilon (y, corners[i][4], 1e-15);
      lk_flip_map_from_plane (x, y, weights);
      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        g_assert_cmpfloat_with_epsilon (weights[level], corners[i][level], 1e-15);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/flip-border/random-tables", test_borders);
  g_test_add_func ("/metric/flip-border/known", test_known_border);
  g_test_add_func ("/metric/flip-border/plane", test_plane);
  return g_test_run ();
}
