/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-flip-map.h"

#include <math.h>

/* The weights of all points of a grid, level by level. */
typedef struct
{
  guint n_points;
  double *at[LK_N_FLIP_LEVELS];
} Grid;

static void
grid_init (Grid *grid, guint resolution)
{
  double last = resolution - 1;
  guint k = 0;

  grid->n_points = resolution * (resolution + 1) / 2;
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    grid->at[level] = g_new (double, grid->n_points);
  for (guint i = 0; i < resolution; i++)
    for (guint j = 0; i + j < resolution; j++, k++)
      {
        grid->at[LK_LEVEL_PART][k] = i / last;
        grid->at[LK_LEVEL_PIXEL][k] = j / last;
        grid->at[LK_LEVEL_DISTRIBUTION][k] = (resolution - 1 - i - j) / last;
      }
}

static void
grid_clear (Grid *grid)
{
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    g_free (grid->at[level]);
}

static guint
get_point (guint resolution, guint i, guint j)
{
  return i * resolution - i * (i - 1) / 2 + j;
}

/* Of each row of the grid (one weight of part) the points [begin, end) that are right:
 * where no other class is ahead is convex. */
typedef struct
{
  guint begin;
  guint end;
} Span;

/* Whether the true class stands against one that is @ahead of it by so much in each
 * level, where @at_least being level with it is too much. */
static gboolean
stands (const Grid *grid,
        guint k,
        const double ahead[LK_N_FLIP_LEVELS],
        gboolean at_least)
{
  double lead = 0;

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    lead += ahead[level] * grid->at[level][k];
  return at_least ? lead < 0 : lead <= 0;
}

/* Takes the points off @rows in which a class is ahead of the true one. */
static void
drop_points (const Grid *grid,
             guint resolution,
             const double ahead[LK_N_FLIP_LEVELS],
             gboolean at_least,
             Span *rows)
{
  for (guint i = 0; i < resolution; i++)
    {
      guint first = get_point (resolution, i, 0);
      Span *row = &rows[i];

      while (row->begin < row->end && !stands (grid, first + row->begin, ahead, at_least))
        row->begin++;
      while (row->begin < row->end
             && !stands (grid, first + row->end - 1, ahead, at_least))
        row->end--;
    }
}

static void
count_query (const Grid *grid,
             guint resolution,
             guint n_classes,
             const double *const unit[LK_N_FLIP_LEVELS],
             guint truth,
             Span *rows,
             guint *counts)
{
  for (guint i = 0; i < resolution; i++)
    rows[i] = (Span){ 0, resolution - i };
  for (guint i = 0; i < n_classes; i++)
    {
      double ahead[LK_N_FLIP_LEVELS];

      if (i == truth)
        continue;
      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        ahead[level] = unit[level][i] - unit[level][truth];
      drop_points (grid, resolution, ahead, i < truth, rows);
    }
  for (guint i = 0; i < resolution; i++)
    for (guint j = rows[i].begin; j < rows[i].end; j++)
      counts[get_point (resolution, i, j)]++;
}

/* Gathers the points that hang together with the first of @members, marking them as
 * @seen. Members are pairs (i, j). Returns how many there are. */
static guint
gather (guint resolution,
        const guint *counts,
        guint best,
        guint (*members)[2],
        guint8 *seen)
{
  static const int steps[][2]
      = { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 }, { 1, -1 }, { -1, 1 } };
  guint n_members = 1;

  for (guint m = 0; m < n_members; m++)
    for (guint s = 0; s < G_N_ELEMENTS (steps); s++)
      {
        int i = (int) members[m][0] + steps[s][0];
        int j = (int) members[m][1] + steps[s][1];
        guint k;

        if (i < 0 || j < 0 || i + j >= (int) resolution)
          continue;
        k = get_point (resolution, (guint) i, (guint) j);
        if (seen[k] || counts[k] != best)
          continue;
        seen[k] = 1;
        members[n_members][0] = (guint) i;
        members[n_members][1] = (guint) j;
        n_members++;
      }
  return n_members;
}

/* The member nearest to the mean of all, as weights: a set that is bent need not hold its
 * own mean. */
static void
find_middle (guint resolution,
             guint (*members)[2],
             guint n_members,
             double middle[LK_N_FLIP_LEVELS])
{
  double last = resolution - 1, mean[2] = { 0, 0 }, shortest = INFINITY;

  for (guint m = 0; m < n_members; m++)
    for (guint axis = 0; axis < 2; axis++)
      mean[axis] += (double) members[m][axis] / n_members;
  for (guint m = 0; m < n_members; m++)
    {
      double i = members[m][0] - mean[0], j = members[m][1] - mean[1];
      double distance = i * i + i * j + j * j;

      if (!(distance < shortest))
        continue;
      shortest = distance;
      middle[LK_LEVEL_PART] = members[m][0] / last;
      middle[LK_LEVEL_PIXEL] = members[m][1] / last;
      middle[LK_LEVEL_DISTRIBUTION]
          = (resolution - 1 - members[m][0] - members[m][1]) / last;
    }
}

static void
find_best (LkFlipAccuracy *self, const guint *counts, guint best)
{
  guint n_points = get_point (self->resolution, self->resolution, 0);
  g_autofree guint8 *seen = g_new0 (guint8, n_points);
  guint (*members)[2] = g_malloc_n (n_points, sizeof *members);
  guint largest = 0;

  for (guint i = 0; i < self->resolution; i++)
    for (guint j = 0; i + j < self->resolution; j++)
      {
        guint k = get_point (self->resolution, i, j), n_members;

        if (seen[k] || counts[k] != best)
          continue;
        seen[k] = 1;
        members[0][0] = i;
        members[0][1] = j;
        n_members = gather (self->resolution, counts, best, members, seen);
        if (n_members > largest)
          {
            largest = n_members;
            find_middle (self->resolution, members, n_members, self->best);
          }
      }
  g_free (members);
}

LkFlipAccuracy *
lk_flip_accuracy_new (guint n_queries,
                      guint n_classes,
                      const double *const (*unit)[LK_N_FLIP_LEVELS],
                      const guint *truth,
                      guint resolution)
{
  LkFlipAccuracy *self;
  g_autofree guint *counts = NULL;
  g_autofree Span *rows = NULL;
  Grid grid;
  guint best = 0;

  g_return_val_if_fail (resolution >= 2, NULL);

  grid_init (&grid, resolution);
  counts = g_new0 (guint, grid.n_points);
  rows = g_new (Span, resolution);
  for (guint i = 0; i < n_queries; i++)
    count_query (&grid, resolution, n_classes, unit[i], truth[i], rows, counts);
  self = g_new0 (LkFlipAccuracy, 1);
  self->resolution = resolution;
  self->accuracy = g_new0 (double, grid.n_points);
  for (guint k = 0; k < grid.n_points; k++)
    {
      self->accuracy[k] = n_queries > 0 ? (double) counts[k] / n_queries : 0;
      best = MAX (best, counts[k]);
    }
  self->best_accuracy = n_queries > 0 ? (double) best / n_queries : 0;
  find_best (self, counts, best);
  grid_clear (&grid);
  return self;
}

void
lk_flip_accuracy_free (LkFlipAccuracy *self)
{
  if (self == NULL)
    return;
  g_free (self->accuracy);
  g_free (self);
}
