/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-flip-map.h"

#include <math.h>

#include "flip-fixture.h"

#define N_TABLES 1000
#define N_SAMPLES 60

/* How far inside a polygon a point lies, negative outside: in the plane of the first two
 * weights, whichever way the polygon turns. */
static double
measure_inside (const LkFlipRegion *region, const double *point)
{
  double least = INFINITY, most = -INFINITY;

  for (guint i = 0; i < region->n_points; i++)
    {
      const double *a = region->points + 3 * i;
      const double *b = region->points + 3 * ((i + 1) % region->n_points);
      double cross
          = ((b[0] - a[0]) * (point[1] - a[1]) - (b[1] - a[1]) * (point[0] - a[0]))
            / hypot (b[0] - a[0], b[1] - a[1]);

      least = fmin (least, cross);
      most = fmax (most, cross);
    }
  return fmax (least, -most);
}

/* Twice the area of side @i with a point, positive where the point is on the inner side
 * of a polygon that turns as the corners pixel, distribution, part do. */
static double
measure_side (const LkFlipRegion *region, guint i, const double *point)
{
  const double *a = region->points + 3 * i;
  const double *b = region->points + 3 * ((i + 1) % region->n_points);

  return (b[2] - a[2]) * (point[0] - b[0]) - (b[0] - a[0]) * (point[2] - b[2]);
}

static double
shoelace (const LkFlipRegion *region)
{
  double sum = 0;

  for (guint i = 0; i < region->n_points; i++)
    {
      const double *a = region->points + 3 * i;
      const double *b = region->points + 3 * ((i + 1) % region->n_points);

      sum += a[0] * b[1] - a[1] * b[0];
    }
  return fabs (sum);
}

/* What holds of every map. */
static void
check_map (const LkFlipMap *map)
{
  double area = 0;

  g_assert_cmpuint (map->n_regions, >=, 1);
  for (guint i = 0; i < map->n_regions; i++)
    {
      const LkFlipRegion *region = &map->regions[i];

      g_assert_cmpuint (region->class_index, <, map->n_classes);
      if (i > 0)
        g_assert_cmpuint (region->class_index, >, map->regions[i - 1].class_index);
      g_assert_cmpuint (region->n_points, >=, 3);
      for (guint j = 0; j < region->n_points; j++)
        {
          flip_fixture_check_weights (region->points + 3 * j);
          g_assert_cmpfloat (measure_side (region, j, region->centre), >, -1e-15);
          for (guint k = 0; k < region->n_points; k++)
            g_assert_cmpfloat (measure_side (region, j, region->points + 3 * k), >,
                               -1e-15);
        }
      flip_fixture_check_weights (region->centre);
      g_assert_cmpfloat (region->area, >, 0);
      g_assert_cmpfloat_with_epsilon (region->area, shoelace (region), 1e-12);
      area += region->area;
    }
  g_assert_cmpfloat_with_epsilon (area, 1, 1e-9);
}

static const LkFlipRegion *
region_of (const LkFlipMap *map, guint class_index)
{
  for (guint i = 0; i < map->n_regions; i++)
    if (map->regions[i].class_index == class_index)
      return &map->regions[i];
  return NULL;
}

static void
test_random_tables (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  guint n_checked = 0;

  for (guint i = 0; i < N_TABLES; i++)
    {
      FlipTable table = flip_fixture_random_table (random);
      g_autoptr (LkFlipMap) map = flip_fixture_map (&table);

      g_assert_cmpuint (map->n_classes, ==, table.n_classes);
      check_map (map);
      for (guint j = 0; j < N_SAMPLES; j++)
        {
          double weights[LK_N_FLIP_LEVELS], scaled[LK_N_FLIP_LEVELS], margin;
          guint winner, found;

          flip_fixture_random_weights (random, weights);
          winner = flip_fixture_choose (&table, weights, &margin);
          if (margin < 1e-9)
            continue;
          n_checked++;
          found = lk_flip_map_find (map, weights);
          g_assert_cmpuint (map->regions[found].class_index, ==, winner);
          for (guint k = 0; k < map->n_regions; k++)
            if (map->regions[k].class_index == winner)
              g_assert_cmpfloat (measure_inside (&map->regions[k], weights), >, -1e-12);
            else
              g_assert_cmpfloat (measure_inside (&map->regions[k], weights), <, 1e-12);
          for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
            scaled[level] = 37 * weights[level];
          g_assert_cmpint (lk_flip_map_find (map, scaled), ==, found);
        }
    }
  g_assert_cmpuint (n_checked, >, N_TABLES * N_SAMPLES * 9 / 10);
}

static void
check_single (const FlipTable *table, guint winner)
{
  g_autoptr (LkFlipMap) map = flip_fixture_map (table);
  const double weights[] = { 1, 2, 3 }, none[] = { 0, 0, 0 };
  LkFlipBorder border;

  check_map (map);
  g_assert_cmpuint (map->n_regions, ==, 1);
  g_assert_cmpuint (map->regions[0].class_index, ==, winner);
  g_assert_cmpuint (map->regions[0].n_points, ==, 3);
  g_assert_cmpfloat (map->regions[0].area, ==, 1);
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    g_assert_cmpfloat_with_epsilon (map->regions[0].centre[level], 1.0 / 3, 1e-15);
  g_assert_cmpint (lk_flip_map_find (map, weights), ==, 0);
  g_assert_cmpint (lk_flip_map_find (map, none), ==, -1);
  g_assert_false (lk_flip_map_find_border (map, weights, &border));
}

static void
test_degenerate (void)
{
  const FlipTable all_zero = { 5, { { 0 } } };
  const FlipTable all_equal
      = { 3, { { .1, .1, .1 }, { -2, -2, -2 }, { 7e9, 7e9, 7e9 } } };
  const FlipTable rounding = { 2, { { 0.1 + 0.2, 0.3 }, { 1, 1 }, { 1, 1 } } };
  const FlipTable dominant
      = { 4, { { 0, 3, 1, 2 }, { -1, 0, -2, -1 }, { 5, 5.5, 5, 5 } } };
  const FlipTable dominant_by_one = { 3, { { 1, 1, 1 }, { 1, 1, 1 }, { 1, 1, 2 } } };
  const FlipTable equal_best = { 4, { { 0, 4, 1, 4 }, { 0, 2, 1, 2 }, { 0, 3, 1, 3 } } };

  check_single (&all_zero, 0);
  check_single (&all_equal, 0);
  check_single (&rounding, 0);
  check_single (&dominant, 1);
  check_single (&dominant_by_one, 2);
  check_single (&equal_best, 1);
}

/* A level that says nothing: borders are lines through its corner. */
static void
test_zero_level (void)
{
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    {
      FlipTable table = { 3, { { 1, 0, 0.6 }, { 0, 1, 0.6 }, { 0, 1, 0.6 } } };
      g_autoptr (LkFlipMap) map = NULL;

      for (guint i = 0; i < 3; i++)
        {
          table.values[2][i] = table.values[level][i];
          table.values[level][i] = 0;
        }
      map = flip_fixture_map (&table);
      check_map (map);
      for (guint i = 0; i < map->n_regions; i++)
        {
          double highest = 0;

          for (guint j = 0; j < map->regions[i].n_points; j++)
            highest = fmax (highest, map->regions[i].points[3 * j + level]);
          g_assert_cmpfloat_with_epsilon (highest, 1, 1e-12);
        }
    }
}

/* Two equal classes among others: the later one has no region, and the map is as if it
 * were not there. */
static void
test_equal_pair (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);

  for (guint i = 0; i < 200; i++)
    {
      FlipTable table = flip_fixture_random_table (random), twice;
      g_autoptr (LkFlipMap) map = flip_fixture_map (&table);
      g_autoptr (LkFlipMap) with_twin = NULL;
      guint twin = g_rand_int_range (random, 0, (int) table.n_classes);

      if (table.n_classes == FLIP_MAX_CLASSES)
        continue;
      twice = table;
      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        twice.values[level][twice.n_classes] = twice.values[level][twin];
      twice.n_classes++;
      with_twin = flip_fixture_map (&twice);
      check_map (with_twin);
      g_assert_null (region_of (with_twin, table.n_classes));
      g_assert_cmpuint (with_twin->n_regions, ==, map->n_regions);
      for (guint j = 0; j < map->n_regions; j++)
        g_assert_cmpfloat (with_twin->regions[j].area, ==, map->regions[j].area);
    }
}

/* Many classes level at one point, and classes that are level along a whole line. */
static void
test_ties (void)
{
  FlipTable table = { 13, { { 0 } } };
  g_autoptr (LkFlipMap) star = NULL;

  for (guint i = 0; i < 12; i++)
    {
      double angle = i * G_PI / 6;

      table.values[0][i] = cos (angle);
      table.values[1][i] = cos (angle + 2 * G_PI / 3);
      table.values[2][i] = cos (angle + 4 * G_PI / 3);
    }
  star = flip_fixture_map (&table);
  check_map (star);
  g_assert_cmpuint (star->n_regions, ==, 12);
  g_assert_null (region_of (star, 12));
  for (guint i = 0; i < 12; i++)
    g_assert_cmpfloat_with_epsilon (region_of (star, i)->area,
                                    region_of (star, (i + 4) % 12)->area, 1e-12);

  /* The third class is behind or level everywhere but on the border of the others. */
  table = (FlipTable){ 3, { { 2, 0, 1 }, { 0, 2, 1 }, { 0, 0, 0 } } };
  {
    g_autoptr (LkFlipMap) line = flip_fixture_map (&table);

    check_map (line);
    g_assert_cmpuint (line->n_regions, ==, 2);
    g_assert_null (region_of (line, 2));
  }
}

/* Levels of any size beside one another. */
static void
test_magnitudes (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  guint n_checked = 0;

  for (guint i = 0; i < 600; i++)
    {
      FlipTable table = flip_fixture_random_table (random);
      g_autoptr (LkFlipMap) map = NULL;
      double common = i % 3 == 0 ? pow (10, g_rand_int_range (random, -290, 290)) : 1;

      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        {
          double scale = common * pow (10, g_rand_int_range (random, -12, 13));

          for (guint j = 0; j < table.n_classes; j++)
            table.values[level][j] *= scale;
        }
      map = flip_fixture_map (&table);
      check_map (map);
      for (guint j = 0; j < N_SAMPLES; j++)
        {
          double weights[LK_N_FLIP_LEVELS], margin;
          LkFlipBorder border;
          guint winner;

          flip_fixture_random_weights (random, weights);
          if (map->n_regions > 1)
            {
              g_assert_true (lk_flip_map_find_border (map, weights, &border));
              g_assert_true (isfinite (border.distance));
              if (border.distance < 1e-6)
                continue;
            }
          n_checked++;
          winner = flip_fixture_choose (&table, weights, &margin);
          g_assert_cmpuint (map->regions[lk_flip_map_find (map, weights)].class_index, ==,
                            winner);
        }
    }
  g_assert_cmpuint (n_checked, >, 600 * N_SAMPLES * 9 / 10);
}

/* Classes that differ by little more than rounding still share out the whole triangle. */
static void
test_nearly_equal (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);

  for (guint i = 0; i < 600; i++)
    {
      FlipTable table = flip_fixture_random_table (random);
      double noise = pow (10, g_rand_double_range (random, -17, -10));
      g_autoptr (LkFlipMap) map = NULL;

      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        for (guint j = 1; j < table.n_classes; j++)
          table.values[level][j]
              = table.values[level][j % 3]
                * (j < 3 ? 1 : 1 + g_rand_double_range (random, -noise, noise));
      map = flip_fixture_map (&table);
      check_map (map);
    }
}

static void
test_not_finite (void)
{
  const FlipTable broken
      = { 3, { { NAN, 1, 2 }, { 0, INFINITY, 2 }, { -INFINITY, 1, 0 } } };
  g_autoptr (LkFlipMap) map = flip_fixture_map (&broken);
  const double weights[] = { NAN, INFINITY, 1 };
  LkFlipBorder border;

  check_map (map);
  g_assert_cmpint (lk_flip_map_find (map, weights), ==, -1);
  g_assert_false (lk_flip_map_find_border (map, weights, &border));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/flip-map/random-tables", test_random_tables);
  g_test_add_func ("/metric/flip-map/degenerate", test_degenerate);
  g_test_add_func ("/metric/flip-map/zero-level", test_zero_level);
  g_test_add_func ("/metric/flip-map/equal-pair", test_equal_pair);
  g_test_add_func ("/metric/flip-map/ties", test_ties);
  g_test_add_func ("/metric/flip-map/magnitudes", test_magnitudes);
  g_test_add_func ("/metric/flip-map/nearly-equal", test_nearly_equal);
  g_test_add_func ("/metric/flip-map/not-finite", test_not_finite);
  return g_test_run ();
}
