/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-flip-map.h"

#include <float.h>
#include <math.h>
#include <string.h>

/*
 * What counts as equal. Two classes are level everywhere where each of their three
 * contributions agrees to EQUAL_UNITS of its size; the later one then takes no part. A
 * corner of a polygon within ON_BORDER of a half-plane's rim, measured against the terms
 * that cancel there, lies on it. Corners closer than SAME_POINT (of a weight) are one,
 * and a region with less than NO_AREA of the triangle has none. All others are exact to
 * rounding, so that what is left out never amounts to 1e-9 of the triangle.
 */
#define EQUAL_UNITS 1e-13
#define ON_BORDER (8 * DBL_EPSILON)
#define SAME_POINT 1e-12
#define NO_AREA 1e-13

typedef struct
{
  double at[LK_N_FLIP_LEVELS];
} Weights;

typedef struct
{
  guint index;
  Weights unit;
} Contender;

/* The contenders of one map, and room for one polygon before and after a cut. */
typedef struct
{
  guint n_contenders;
  Contender *contenders;
  guint capacity;
  double *values;
  Weights *points;
  Weights *cut;
} Clipper;

static gboolean
are_level (const Weights *a, const Weights *b)
{
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    if (fabs (a->at[level] - b->at[level])
        > EQUAL_UNITS * fmax (fabs (a->at[level]), fabs (b->at[level])))
      return FALSE;
  return TRUE;
}

static gboolean
is_nowhere_ahead (const Weights *a, const Weights *b)
{
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    if (a->at[level] > b->at[level])
      return FALSE;
  return TRUE;
}

/* A power of two that brings the largest contribution below 1, so that no difference
 * overflows. */
static int
find_exponent (guint n_classes, const double *const unit[LK_N_FLIP_LEVELS])
{
  double largest = 0;
  int exponent;

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    for (guint i = 0; i < n_classes; i++)
      if (isfinite (unit[level][i]))
        largest = fmax (largest, fabs (unit[level][i]));
  (void) frexp (largest, &exponent);
  return exponent;
}

static void
add_contender (Clipper *self, guint index, const Weights *unit)
{
  for (guint i = 0; i < self->n_contenders; i++)
    if (are_level (unit, &self->contenders[i].unit))
      return;
  self->contenders[self->n_contenders].index = index;
  self->contenders[self->n_contenders].unit = *unit;
  self->n_contenders++;
}

/* Who is nowhere ahead of another contender wins nowhere. */
static void
drop_dominated (Clipper *self)
{
  Contender *all = self->contenders;
  guint n_kept = 0;

  for (guint i = 0; i < self->n_contenders; i++)
    {
      gboolean dominated = FALSE;

      for (guint j = 0; j < n_kept && !dominated; j++)
        dominated = is_nowhere_ahead (&all[i].unit, &all[j].unit);
      for (guint j = i + 1; j < self->n_contenders && !dominated; j++)
        dominated = is_nowhere_ahead (&all[i].unit, &all[j].unit);
      if (!dominated)
        all[n_kept++] = all[i];
    }
  self->n_contenders = n_kept;
}

static void
clipper_init (Clipper *self, guint n_classes, const double *const unit[LK_N_FLIP_LEVELS])
{
  int exponent = find_exponent (n_classes, unit);

  self->capacity = 2 * (n_classes + LK_N_FLIP_LEVELS);
  self->n_contenders = 0;
  self->contenders = g_new (Contender, n_classes);
  self->values = g_new (double, self->capacity);
  self->points = g_new (Weights, self->capacity);
  self->cut = g_new (Weights, self->capacity);
  for (guint i = 0; i < n_classes; i++)
    {
      Weights scaled;

      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        scaled.at[level]
            = isfinite (unit[level][i]) ? ldexp (unit[level][i], -exponent) : 0;
      add_contender (self, i, &scaled);
    }
  drop_dominated (self);
}

static void
clipper_clear (Clipper *self)
{
  g_free (self->contenders);
  g_free (self->values);
  g_free (self->points);
  g_free (self->cut);
}

/* By how much a class is ahead of another at a point, 0 where that is rounding. */
static double
measure_lead (const Weights *ahead, const Weights *point)
{
  double value = 0, terms = 0;

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    {
      double term = ahead->at[level] * point->at[level];

      value += term;
      terms += fabs (term);
    }
  return fabs (value) <= ON_BORDER * terms ? 0 : value;
}

static Weights
cross_border (const Weights *a, double value_a, const Weights *b, double value_b)
{
  double t = value_a / (value_a - value_b);
  Weights point;

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    point.at[level] = (1 - t) * a->at[level] + t * b->at[level];
  return point;
}

/* Cuts off what lies behind: where @ahead, the difference of two classes' contributions,
 * is negative (Sutherland and Hodgman, 1974). Returns the corners left. */
static guint
clip (Clipper *self, guint n, const Weights *ahead)
{
  double lowest = 0, highest = 0;
  guint n_cut = 0;

  for (guint i = 0; i < n; i++)
    {
      self->values[i] = measure_lead (ahead, &self->points[i]);
      lowest = MIN (lowest, self->values[i]);
      highest = MAX (highest, self->values[i]);
    }
  if (highest <= 0)
    return 0;
  if (lowest >= 0)
    return n;
  for (guint i = 0; i < n && n_cut + 2 <= self->capacity; i++)
    {
      guint next = i + 1 < n ? i + 1 : 0;
      double here = self->values[i], there = self->values[next];

      if (here >= 0)
        self->cut[n_cut++] = self->points[i];
      if ((here > 0 && there < 0) || (here < 0 && there > 0))
        self->cut[n_cut++]
            = cross_border (&self->points[i], here, &self->points[next], there);
    }
  memcpy (self->points, self->cut, n_cut * sizeof *self->cut);
  return n_cut;
}

/* The triangle, in the order in which lk_flip_map_to_plane() turns it anticlockwise. */
static guint
start_with_triangle (Weights *points)
{
  static const LkLevel corners[]
      = { LK_LEVEL_PIXEL, LK_LEVEL_DISTRIBUTION, LK_LEVEL_PART };

  memset (points, 0, G_N_ELEMENTS (corners) * sizeof *points);
  for (guint i = 0; i < G_N_ELEMENTS (corners); i++)
    points[i].at[corners[i]] = 1;
  return G_N_ELEMENTS (corners);
}

static gboolean
are_same_point (const Weights *a, const Weights *b)
{
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    if (fabs (a->at[level] - b->at[level]) > SAME_POINT)
      return FALSE;
  return TRUE;
}

static guint
merge_points (Weights *points, guint n)
{
  guint n_merged = 0;

  for (guint i = 0; i < n; i++)
    if (n_merged == 0 || !are_same_point (&points[i], &points[n_merged - 1]))
      points[n_merged++] = points[i];
  while (n_merged > 1 && are_same_point (&points[0], &points[n_merged - 1]))
    n_merged--;
  return n_merged;
}

/* Area as a share of the triangle, and centre of mass, both in the plane of the first two
 * weights, of which the triangle takes one half. */
static void
measure_region (const Weights *points, guint n, LkFlipRegion *region)
{
  double sum[LK_N_FLIP_LEVELS] = { 0 };
  double area = 0;

  for (guint i = 1; i + 1 < n; i++)
    {
      const double *o = points[0].at, *a = points[i].at, *b = points[i + 1].at;
      double doubled
          = fabs ((a[0] - o[0]) * (b[1] - o[1]) - (a[1] - o[1]) * (b[0] - o[0]));

      area += doubled;
      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        sum[level] += doubled * (o[level] + a[level] + b[level]) / 3;
    }
  region->area = area;
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    region->centre[level] = area > 0 ? sum[level] / area : 0;
}

/* Returns whether contender @i wins anywhere. */
static gboolean
find_region (Clipper *self, guint i, LkFlipRegion *region)
{
  const Weights *own = &self->contenders[i].unit;
  guint n = start_with_triangle (self->points);

  for (guint j = 0; j < self->n_contenders && n > 0; j++)
    {
      Weights ahead;

      if (j == i)
        continue;
      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        ahead.at[level] = own->at[level] - self->contenders[j].unit.at[level];
      n = clip (self, n, &ahead);
    }
  n = merge_points (self->points, n);
  measure_region (self->points, n, region);
  if (n < 3 || region->area < NO_AREA)
    return FALSE;
  region->class_index = self->contenders[i].index;
  region->n_points = n;
  region->points = g_memdup2 (self->points, n * sizeof *self->points);
  return TRUE;
}

LkFlipMap *
lk_flip_map_new (guint n_classes, const double *const unit[LK_N_FLIP_LEVELS])
{
  LkFlipMap *self;
  Clipper clipper;

  g_return_val_if_fail (n_classes > 0, NULL);

  clipper_init (&clipper, n_classes, unit);
  self = g_new0 (LkFlipMap, 1);
  self->n_classes = n_classes;
  self->regions = g_new0 (LkFlipRegion, clipper.n_contenders);
  for (guint i = 0; i < clipper.n_contenders; i++)
    if (find_region (&clipper, i, &self->regions[self->n_regions]))
      self->n_regions++;
  clipper_clear (&clipper);
  return self;
}

void
lk_flip_map_free (LkFlipMap *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->n_regions; i++)
    g_free (self->regions[i].points);
  g_free (self->regions);
  g_free (self);
}
