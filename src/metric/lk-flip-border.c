/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-flip-map.h"

#include <math.h>

#define HEIGHT 0.86602540378443864676 /* sqrt (3) / 2 */

/* Of two distances in the plane, what is one. */
#define SAME_DISTANCE 1e-12

typedef struct
{
  double x;
  double y;
} Point;

void
lk_flip_map_to_plane (const double weights[LK_N_FLIP_LEVELS], double *x, double *y)
{
  *x = weights[LK_LEVEL_DISTRIBUTION] + weights[LK_LEVEL_PART] / 2;
  *y = weights[LK_LEVEL_PART] * HEIGHT;
}

void
lk_flip_map_from_plane (double x, double y, double weights[LK_N_FLIP_LEVELS])
{
  weights[LK_LEVEL_PART] = y / HEIGHT;
  weights[LK_LEVEL_DISTRIBUTION] = x - weights[LK_LEVEL_PART] / 2;
  weights[LK_LEVEL_PIXEL] = 1 - weights[LK_LEVEL_PART] - weights[LK_LEVEL_DISTRIBUTION];
}

static Point
get_corner (const LkFlipRegion *region, guint i)
{
  Point corner;

  lk_flip_map_to_plane (region->points
                            + (gsize) (i % region->n_points) * LK_N_FLIP_LEVELS,
                        &corner.x, &corner.y);
  return corner;
}

/* @point: @weights scaled to add up to 1, in the plane. */
static gboolean
place (const double weights[LK_N_FLIP_LEVELS], Point *point)
{
  double scaled[LK_N_FLIP_LEVELS], largest = 0, sum = 0;

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    largest = fmax (largest, weights[level]);
  if (!(largest > 0 && isfinite (largest)))
    return FALSE;
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    {
      scaled[level] = fmax (weights[level], 0) / largest;
      sum += scaled[level];
    }
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    scaled[level] /= sum;
  lk_flip_map_to_plane (scaled, &point->x, &point->y);
  return TRUE;
}

static Point
nearest_on_side (Point a, Point b, Point point)
{
  double x = b.x - a.x, y = b.y - a.y;
  double square = x * x + y * y;
  double t = square > 0 ? ((point.x - a.x) * x + (point.y - a.y) * y) / square : 0;

  t = CLAMP (t, 0.0, 1.0);
  return (Point){ a.x + t * x, a.y + t * y };
}

/* The point of a polygon's rim nearest to @point. */
static double
measure_distance (const LkFlipRegion *region, Point point, Point *nearest)
{
  double shortest = INFINITY;

  for (guint i = 0; i < region->n_points; i++)
    {
      Point on_side
          = nearest_on_side (get_corner (region, i), get_corner (region, i + 1), point);
      double distance = hypot (point.x - on_side.x, point.y - on_side.y);

      if (distance < shortest)
        {
          shortest = distance;
          *nearest = on_side;
        }
    }
  return shortest;
}

/* Whether a ray from @point crosses the rim an odd number of times. */
static gboolean
contains (const LkFlipRegion *region, Point point)
{
  gboolean inside = FALSE;

  for (guint i = 0; i < region->n_points; i++)
    {
      Point a = get_corner (region, i), b = get_corner (region, i + 1);

      if ((a.y > point.y) != (b.y > point.y)
          && point.x < a.x + (point.y - a.y) / (b.y - a.y) * (b.x - a.x))
        inside = !inside;
    }
  return inside;
}

/* The first of those that hold @point or have it on their rim; where rounding left it
 * between all, the nearest. */
static int
find_region (const LkFlipMap *self, Point point)
{
  double shortest = INFINITY;
  int found = -1;

  for (guint i = 0; i < self->n_regions; i++)
    {
      const LkFlipRegion *region = &self->regions[i];
      Point nearest;
      double distance
          = contains (region, point) ? 0 : measure_distance (region, point, &nearest);

      if (distance <= SAME_DISTANCE)
        return (int) i;
      if (distance < shortest)
        {
          shortest = distance;
          found = (int) i;
        }
    }
  return found;
}

int
lk_flip_map_find (const LkFlipMap *self, const double weights[LK_N_FLIP_LEVELS])
{
  Point point;

  return place (weights, &point) ? find_region (self, point) : -1;
}

static void
set_point (LkFlipBorder *border, Point nearest)
{
  double sum = 0;

  lk_flip_map_from_plane (nearest.x, nearest.y, border->point);
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    {
      border->point[level] = fmax (border->point[level], 0);
      sum += border->point[level];
    }
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    border->point[level] /= sum;
}

/* The regions cover the triangle, so that the nearest border is the nearest point of any
 * other region. */
gboolean
lk_flip_map_find_border (const LkFlipMap *self,
                         const double weights[LK_N_FLIP_LEVELS],
                         LkFlipBorder *border)
{
  Point point, nearest = { 0, 0 };
  double shortest = INFINITY;
  int own;

  if (self->n_regions < 2 || !place (weights, &point))
    return FALSE;
  own = find_region (self, point);
  for (guint i = 0; i < self->n_regions; i++)
    {
      Point on_rim = nearest;
      double distance;

      if ((int) i == own)
        continue;
      distance = measure_distance (&self->regions[i], point, &on_rim);
      if (distance < shortest - SAME_DISTANCE)
        {
          shortest = distance;
          nearest = on_rim;
          border->class_index = self->regions[i].class_index;
        }
    }
  border->distance = shortest;
  set_point (border, nearest);
  return TRUE;
}

gboolean
lk_flip_map_find_nearest (const LkFlipMap *self,
                          const double weights[LK_N_FLIP_LEVELS],
                          guint class_index,
                          LkFlipBorder *border,
                          const LkFlipRegion **region)
{
  Point point, nearest = { 0, 0 };
  double shortest = INFINITY;

  g_return_val_if_fail (self != NULL && border != NULL && region != NULL, FALSE);

  if (!place (weights, &point))
    return FALSE;
  for (guint i = 0; i < self->n_regions; i++)
    {
      Point found = point;
      double distance = 0;

      if (self->regions[i].class_index != class_index)
        continue;
      if (!contains (&self->regions[i], point))
        distance = measure_distance (&self->regions[i], point, &found);
      if (distance >= shortest)
        continue;
      shortest = distance;
      nearest = found;
      *region = &self->regions[i];
    }
  if (!isfinite (shortest))
    return FALSE;
  border->class_index = class_index;
  border->distance = shortest;
  set_point (border, nearest);
  return TRUE;
}
