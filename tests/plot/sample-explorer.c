/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sample-explorer.h"

#include "lk-plot-picture.h"

#include <math.h>

#define EDGE 84
#define N_CELLS 10
#define RESOLUTION 41

static const char *const names[]
    = { "Flower", "Bird",      "Fish",       "Fruit",         "Insect",
        "Goose",  "Dalmatian", "School bus", "Red king crab", "狐狸" };

/* What a level gives a class: some classes win on one level, some between. */
static double
get_unit (guint class_index, guint level)
{
  return sin (2.3 * class_index + 1.9 * level) + 0.45 * cos (1.1 * class_index);
}

/* Cuts away what lies where @excess is negative: Sutherland and Hodgman. */
static void
clip (GArray *points, const double excess[3])
{
  g_autoptr (GArray) old = g_array_copy (points);

  g_array_set_size (points, 0);
  for (guint i = 0; i < old->len / 3; i++)
    {
      const double *a = &g_array_index (old, double, 3 * i);
      const double *b = &g_array_index (old, double, 3 * ((i + 1) % (old->len / 3)));
      double at_a = a[0] * excess[0] + a[1] * excess[1] + a[2] * excess[2];
      double at_b = b[0] * excess[0] + b[1] * excess[1] + b[2] * excess[2];

      if (at_a >= 0)
        g_array_append_vals (points, a, 3);
      if ((at_a >= 0) != (at_b >= 0))
        {
          double along = at_a / (at_a - at_b);
          double cut[3];

          for (guint k = 0; k < 3; k++)
            cut[k] = a[k] + along * (b[k] - a[k]);
          g_array_append_vals (points, cut, 3);
        }
    }
}

static void
measure (LkFlipRegion *region)
{
  double sum = 0;

  for (guint i = 1; i + 1 < region->n_points; i++)
    {
      const double *o = region->points;
      const double *a = o + 3 * i;
      const double *b = a + 3;
      double area = fabs ((a[0] - o[0]) * (b[1] - o[1]) - (b[0] - o[0]) * (a[1] - o[1]));

      for (guint k = 0; k < 3; k++)
        region->centre[k] += area * (o[k] + a[k] + b[k]) / 3;
      sum += area;
    }
  for (guint k = 0; k < 3; k++)
    region->centre[k] /= sum;
  region->area = sum;
}

static void
fill_map (Explorer *self)
{
  guint n = self->n_classes;

  self->map.n_classes = n;
  self->map.regions = g_new0 (LkFlipRegion, n);
  for (guint i = 0; i < n; i++)
    {
      const double triangle[] = { 1, 0, 0, 0, 1, 0, 0, 0, 1 };
      GArray *points = g_array_new (FALSE, FALSE, sizeof (double));
      LkFlipRegion *region = &self->map.regions[self->map.n_regions];

      g_array_append_vals (points, triangle, 9);
      for (guint j = 0; j < n; j++)
        if (j != i)
          {
            const double excess[]
                = { get_unit (i, 0) - get_unit (j, 0), get_unit (i, 1) - get_unit (j, 1),
                    get_unit (i, 2) - get_unit (j, 2) };

            clip (points, excess);
          }
      region->class_index = i;
      region->n_points = points->len / 3;
      region->points = (double *) g_array_free (points, FALSE);
      if (region->n_points < 3)
        {
          g_clear_pointer (&region->points, g_free);
          continue;
        }
      measure (region);
      self->map.n_regions++;
    }
}

static void
fill_accuracy (Explorer *self)
{
  gsize place = 0;

  self->accuracy = (LkFlipAccuracy){
    .resolution = RESOLUTION,
    .accuracy = g_new (double, RESOLUTION *(RESOLUTION + 1) / 2),
    .best = { 0.25, 0.55, 0.2 },
    .best_accuracy = 0.81,
  };
  for (guint i = 0; i < RESOLUTION; i++)
    for (guint j = 0; i + j < RESOLUTION; j++)
      {
        double part = i / (RESOLUTION - 1.0);
        double pixel = j / (RESOLUTION - 1.0);
        double off = hypot (part - 0.25, pixel - 0.55);

        self->accuracy.accuracy[place++]
            = floor (40 * (0.81 - 0.5 * off + 0.02 * sin (9 * part))) / 40;
      }
}

static void
fill_breakdown (Explorer *self, guint n_directions)
{
  LkBreakdown *breakdown = &self->breakdown;

  *breakdown = (LkBreakdown){
    .distance = n_directions > 0 ? LK_DISTANCE_KL_QS : LK_DISTANCE_W2_SIMPLIFIED,
    .n_terms = n_directions > 0 ? 3 : 2,
    .term_names = { n_directions > 0 ? "trace" : "mean",
                    n_directions > 0 ? "mahalanobis" : "covariance", "log-det" },
    .n_directions = n_directions,
    .eigenvalues = g_new (double, MAX (n_directions, 1)),
    .shares = g_new (double, MAX (n_directions, 1)),
  };
  for (guint i = 0; i < n_directions; i++)
    {
      breakdown->shares[i] = 0.9 * exp (-0.22 * i) + 0.004;
      breakdown->eigenvalues[i] = 2.4 / (i + 1);
      breakdown->total += breakdown->shares[i];
    }
  if (n_directions == 0)
    breakdown->total = 4.93;
  breakdown->terms[0] = (n_directions > 0 ? -0.2 : 0.7) * breakdown->total;
  breakdown->terms[1] = (n_directions > 0 ? 0.75 : 0.3) * breakdown->total;
  breakdown->terms[2] = n_directions > 0 ? 0.45 * breakdown->total : 0;

  self->distances = g_new (double, LK_N_DISTANCES * self->n_classes);
  for (guint i = 0; i < LK_N_DISTANCES; i++)
    for (guint j = 0; j < self->n_classes; j++)
      self->distances[i * self->n_classes + j] = (i < 2   ? 5
                                                  : i < 4 ? 2
                                                          : 0.02)
                                                 * (1.2 + sin (1.7 * j + 0.4 * i));
  self->plot = (LkBreakdownPlot){
    .breakdown = breakdown,
    .distance_title = lk_distance_get_title (breakdown->distance),
    .class_name = self->class_names[MIN (2, self->n_classes - 1)],
    .distances = self->distances,
    .n_classes = self->n_classes,
    .class_names = (const char *const *) self->class_names,
    .class_index = MIN (2, self->n_classes - 1),
  };
}

static void
fill_confusion (Explorer *self)
{
  gsize n = self->n_classes;
  GRand *rand = g_rand_new_with_seed (3);

  self->counts = g_new0 (guint, n * n);
  for (gsize row = 0; row < n; row++)
    for (guint i = 0; i < 60; i++)
      {
        gsize column = row;

        if (g_rand_double (rand) < 0.32)
          {
            column = g_rand_double (rand) < 0.6
                         ? (row / 4 * 4 + g_rand_int_range (rand, 0, 4)) % n
                         : (gsize) g_rand_int_range (rand, 0, (gint32) n);
          }
        self->counts[row * n + column]++;
      }
  g_rand_free (rand);
  self->confusion = (LkConfusion){
    .n_classes = n,
    .class_names = (const char *const *) self->class_names,
    .counts = self->counts,
    .marks = n <= 20,
    .title = "Truth against prediction",
    .subtitle = "600 episodes, 71.3 % right",
    .hovered_row = -1,
    .hovered_column = -1,
  };
}

static void
fill_channels (Explorer *self)
{
  g_autofree guint8 *rgb = g_malloc (EDGE * EDGE * 3);

  for (guint picture = 0; picture < 2; picture++)
    {
      for (guint i = 0; i < EDGE * EDGE; i++)
        {
          double off = hypot (i % EDGE - 42.0, i / EDGE - 40.0 - 5 * picture);

          rgb[3 * i] = off < 26 ? 190 - 60 * picture : 240;
          rgb[3 * i + 1] = off < 26 ? 90 + 60 * picture : 240;
          rgb[3 * i + 2] = off < 26 ? (guint8) (60 + 3 * off) : 238;
        }
      self->pictures[picture] = lk_plot_picture_new (rgb, EDGE, EDGE);
    }
  self->query_values = g_new (float, N_CELLS *N_CELLS);
  self->support_values = g_new (float, N_CELLS *N_CELLS);
  for (guint i = 0; i < N_CELLS * N_CELLS; i++)
    {
      double off = hypot (i % N_CELLS - 5.0, i / N_CELLS - 4.0);

      self->query_values[i] = (float) (2 * exp (-0.12 * off * off) - 0.3);
      self->support_values[i] = (float) (0.8 * exp (-0.1 * (off - 3) * (off - 3)) - 0.1);
    }
  self->channels = (LkChannelPair){
    .query_picture = self->pictures[0],
    .support_picture = self->pictures[1],
    .n_rows = N_CELLS,
    .n_columns = N_CELLS,
    .query_values = self->query_values,
    .support_values = self->support_values,
    .query_label = "channel 12",
    .support_label = "channel 40 of Fox, shot 2",
    .similarity = 0.845,
  };
}

Explorer *
explorer_new (guint n_classes, guint n_directions)
{
  Explorer *self = g_new0 (Explorer, 1);

  self->n_classes = n_classes;
  self->class_names = g_new0 (char *, n_classes + 1);
  for (guint i = 0; i < n_classes; i++)
    self->class_names[i] = i < G_N_ELEMENTS (names)
                               ? g_strdup (names[i])
                               : g_strdup_printf ("A class with a long name %u", i + 1);
  fill_map (self);
  fill_accuracy (self);
  fill_breakdown (self, n_directions);
  fill_confusion (self);
  fill_channels (self);
  self->flip = (LkFlipPlot){
    .map = &self->map,
    .class_names = (const char *const *) self->class_names,
    .weights = { 0.3, 0.36, 0.34 },
    .hovered_region = -1,
  };
  if (lk_flip_map_find_border (&self->map, self->flip.weights, &self->border))
    self->flip.border = &self->border;
  return self;
}

void
explorer_free (Explorer *self)
{
  for (guint i = 0; i < self->map.n_regions; i++)
    g_free (self->map.regions[i].points);
  g_free (self->map.regions);
  g_free (self->accuracy.accuracy);
  g_free (self->breakdown.eigenvalues);
  g_free (self->breakdown.shares);
  g_free (self->distances);
  g_free (self->counts);
  g_free (self->query_values);
  g_free (self->support_values);
  for (guint i = 0; i < 2; i++)
    cairo_surface_destroy (self->pictures[i]);
  g_strfreev (self->class_names);
  g_free (self);
}
