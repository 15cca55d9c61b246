/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sample.h"

#include "lk-heatmap-area.h"

#include "lk-plot-picture.h"

#include <math.h>

#define EDGE 84

static const char *const names[]
    = { "Flower", "Bird",      "Fish",       "Fruit",         "Insect",
        "Goose",  "Dalmatian", "School bus", "Red king crab", "狐狸" };

/* A disc with a lit side on a pale ground, its colour from @hue. */
static cairo_surface_t *
draw_picture (double hue)
{
  g_autofree guint8 *rgb = g_malloc (EDGE * EDGE * 3);

  for (guint y = 0; y < EDGE; y++)
    for (guint x = 0; x < EDGE; x++)
      {
        double u = (x - 44.0) / 34;
        double v = (y - 40.0) / (24 + 10 * sin (hue));
        double inside = CLAMP (4 * (1 - hypot (u, v)), 0, 1);
        double light
            = 0.55 + 0.3 * (-u - v) / 2 + 0.12 * sin (x * 0.6 + hue) * cos (y * 0.5);

        for (guint c = 0; c < 3; c++)
          {
            double body = light * (0.6 + 0.4 * cos (hue + 2.1 * c));

            rgb[(y * EDGE + x) * 3 + c]
                = (guint8) (255 * CLAMP (inside * body + (1 - inside) * 0.95, 0, 1));
          }
      }
  return lk_plot_picture_new (rgb, EDGE, EDGE);
}

static double
gaussian (GRand *rand)
{
  double radius = sqrt (-2 * log (1 - g_rand_double (rand)));

  return radius * cos (2 * G_PI * g_rand_double (rand));
}

static void
fill_names (Sample *self)
{
  self->class_names = g_new0 (char *, self->n_classes + 1);
  for (guint i = 0; i < self->n_classes; i++)
    self->class_names[i] = i < G_N_ELEMENTS (names)
                               ? g_strdup (names[i])
                               : g_strdup_printf ("A class with a long name %u", i + 1);
}

static void
fill_heatmaps (Sample *self)
{
  guint n = self->n_rows;

  self->query = draw_picture (1.2);
  self->cells = g_new (double, n *n);
  for (guint i = 0; i < n * n; i++)
    {
      double u = (i % n + 0.5) / n - 0.52;
      double v = (i / n + 0.5) / n - 0.48;

      self->cells[i]
          = 1 - 0.36 * exp (-9 * (u * u + 1.5 * v * v)) * (0.85 + 0.15 * sin (i * 1.7));
    }
  self->pinned[0] = n * n / 3;
  self->pinned[1] = 0;
  self->pinned[2] = n * n - 1;
  self->heatmap = (LkHeatmap){
    .picture = self->query,
    .n_rows = n,
    .n_columns = n,
    .values = self->cells,
    .low = 0.64,
    .high = 1,
    .opacity = 0.6,
    .title = "How each cell of the query matches class Insect",
    .subtitle = "Cells add up to the pixel score: 405.2. Difference to Fruit: +6.1",
    .caption = "cosine",
    .hovered = -1,
  };
  self->difference = self->heatmap;
  self->difference.colormap = LK_COLORMAP_DIVERGING;
  self->difference.low = 0.46;
  self->difference.high = 1.18;
  self->difference.title = "Insect − Fruit";
  self->difference.subtitle = "Orange cells speak for Insect: +6.1";
  self->difference.caption = "cosine";
}

static void
fill_correspondences (Sample *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->more); i++)
    {
      self->more[i][0] = i < 3 ? 0 : 1;
      self->more[i][1] = (i * 5 + 2) % self->n_rows;
      self->more[i][2] = (i * 9 + 4) % self->n_rows;
    }
  self->shots = g_new (cairo_surface_t *, self->n_classes);
  self->correspondences = g_new0 (LkCorrespondence, self->n_classes);
  for (guint i = 0; i < self->n_classes; i++)
    {
      guint class_index = (i + 4) % self->n_classes;

      self->shots[i] = draw_picture (i * 0.9);
      self->correspondences[i] = (LkCorrespondence){
        .class_index = class_index,
        .class_name = self->class_names[class_index],
        .shot = (i * 2) % 3,
        .picture = self->shots[i],
        .row = (i * 7 + 5) % self->n_rows,
        .column = (i * 11 + 8) % self->n_rows,
        .similarity = 0.89 - 0.03 * i,
        .mutual = i % 3 != 1,
        .more = self->more,
        .n_more = G_N_ELEMENTS (self->more),
      };
    }
  self->correspondence = (LkCorrespondences){
    .heatmap = self->heatmap,
    .cell = self->n_rows * self->n_rows / 3 + self->n_rows / 2,
    .matches = self->correspondences,
    .n_matches = self->n_classes,
    .hint = "Point at a cell of the query to see what it finds in every class",
  };
}

static void
fill_matrix (Sample *self, GRand *rand)
{
  gsize n_columns = (gsize) self->n_channels * self->n_shots;
  const gsize shape[] = { self->n_channels, n_columns };
  float *values;

  self->matrix.values = lk_tensor_new (2, shape);
  values = lk_tensor_get_data (self->matrix.values);
  self->matches = (LkMatches){
    .n_rows = self->n_channels,
    .n_neighbours = 1,
    .n_columns = n_columns,
    .index = g_new (guint32, self->n_channels),
    .similarity = g_new (float, self->n_channels),
    .row = g_new (double, self->n_channels),
  };
  for (gsize i = 0; i < self->n_channels; i++)
    {
      guint32 best = 0;

      for (gsize j = 0; j < n_columns; j++)
        {
          values[i * n_columns + j]
              = (float) (0.45 + 0.2 * sin (i * 0.35) * sin (j * 0.23)
                         + 0.25 * g_rand_double (rand)
                         + (j % self->n_channels == i ? 0.12 : 0));
          if (values[i * n_columns + j] > values[i * n_columns + best])
            best = (guint32) j;
        }
      self->matches.index[i] = best;
      self->matches.similarity[i] = values[i * n_columns + best];
      self->matches.row[i] = self->matches.similarity[i];
      self->matches.score += self->matches.row[i];
    }
  self->matrix.matches = &self->matches;
  self->matrix.n_shots = self->n_shots;
  self->matrix.title = "Parts of the query against parts of Insect";
  self->matrix.subtitle = "The marked maxima of the rows add up to the part score: 55.3";
  self->matrix.hovered_row = -1;
  self->matrix.hovered_column = -1;
}

static void
fill_set (LkProjection *projection, guint set, gsize n, GRand *rand)
{
  double angle = set * 0.7;
  double spread = 1.4 + 0.3 * sin (set * 2.0);
  double *points = g_new (double, 2 * n);
  double centre_x = 1.5 * sin (set * 1.9);
  double centre_y = 1.1 * cos (set * 1.3);
  LkEllipse *ellipse = &projection->ellipses[set];

  projection->points[set] = points;
  projection->n_points[set] = n;
  for (gsize i = 0; i < n; i++)
    {
      double u = spread * gaussian (rand);
      double v = 0.55 * gaussian (rand);

      points[2 * i] = centre_x + cos (angle) * u - sin (angle) * v;
      points[2 * i + 1] = centre_y + sin (angle) * u + cos (angle) * v;
    }
  ellipse->mean[0] = centre_x;
  ellipse->mean[1] = centre_y;
  ellipse->covariance[0] = pow (spread * cos (angle), 2) + pow (0.55 * sin (angle), 2);
  ellipse->covariance[1] = (spread * spread - 0.55 * 0.55) * sin (angle) * cos (angle);
  ellipse->covariance[2] = pow (spread * sin (angle), 2) + pow (0.55 * cos (angle), 2);
}

static void
fill_ellipses (Sample *self, GRand *rand)
{
  guint n_sets = self->n_classes + 1;

  self->projection = (LkProjection){
    .n_sets = n_sets,
    .explained = { 0.43, 0.21 },
    .ellipses = g_new0 (LkEllipse, n_sets),
    .n_points = g_new0 (gsize, n_sets),
    .points = g_new0 (double *, n_sets),
  };
  for (guint set = 0; set < n_sets; set++)
    fill_set (&self->projection, set,
              self->n_rows * self->n_rows * (set == 0 ? 1 : self->n_shots), rand);
  self->ellipses = (LkEllipses){
    .projection = &self->projection,
    .class_names = (const char *const *) self->class_names,
    .distances = self->scores[LK_LEVEL_DISTRIBUTION],
    .distance_title = "2-Wasserstein, squared",
    .title = "Descriptors of the query and of every class",
    .subtitle = "Gaussians on the plane of the first two principal axes",
    .emphasis = -1,
    .hovered_set = -1,
  };
}

static void
rank (LkDecision *decision)
{
  for (guint i = 0; i < decision->n_classes; i++)
    decision->ranking[i] = i;
  for (guint i = 0; i < decision->n_classes; i++)
    for (guint j = i + 1; j < decision->n_classes; j++)
      if (decision->fused[decision->ranking[j]] > decision->fused[decision->ranking[i]])
        {
          guint other = decision->ranking[i];

          decision->ranking[i] = decision->ranking[j];
          decision->ranking[j] = other;
        }
  decision->prediction = decision->ranking[0];
  decision->runner_up = decision->ranking[decision->n_classes > 1 ? 1 : 0];
}

static void
fill_scores (Sample *self)
{
  guint n = self->n_classes;
  LkDecision *decision = &self->decision;

  decision->n_classes = n;
  decision->fused = g_new0 (double, n);
  decision->ranking = g_new0 (guint, n);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      decision->contribution[level] = g_new0 (double, n);
      self->scores[level] = g_new0 (double, n);
      decision->alone[level] = (level + 2) % n;
      for (guint i = 0; i < n; i++)
        {
          double share = 0.6 * sin (1.7 * i + 0.9) + 0.5 * sin (1.3 * i + 2.1 * level);

          decision->contribution[level][i] = 0.45 * share;
          decision->fused[i] += 0.45 * share;
          self->scores[level][i] = level == LK_LEVEL_DISTRIBUTION ? 2.4 - 0.8 * share
                                   : level == LK_LEVEL_PIXEL      ? 395 + 20 * share
                                                                  : 54 + 4 * share;
        }
    }
  rank (decision);
  decision->margin
      = decision->fused[decision->prediction] - decision->fused[decision->runner_up];
  self->score = (LkScores){
    .decision = decision,
    .class_names = (const char *const *) self->class_names,
    .title = "Insect, by a margin of 0.21 over Fruit",
    .subtitle = "The pixel level decided: +0.21 of the margin",
    .hovered_class = -1,
  };
  for (guint level = 0; level < LK_N_LEVELS; level++)
    self->score.scores[level] = self->scores[level];
}

Sample *
sample_new (guint n_classes, guint n_rows, guint n_channels, guint n_shots)
{
  Sample *self = g_new0 (Sample, 1);
  GRand *rand = g_rand_new_with_seed (7);

  self->n_classes = n_classes;
  self->n_rows = n_rows;
  self->n_channels = n_channels;
  self->n_shots = n_shots;
  fill_names (self);
  fill_heatmaps (self);
  fill_correspondences (self);
  fill_matrix (self, rand);
  fill_scores (self);
  fill_ellipses (self, rand);
  g_rand_free (rand);
  return self;
}

void
sample_free (Sample *self)
{
  for (guint i = 0; i < self->n_classes; i++)
    cairo_surface_destroy (self->shots[i]);
  cairo_surface_destroy (self->query);
  g_strfreev (self->class_names);
  g_free (self->shots);
  g_free (self->cells);
  g_free (self->correspondences);
  lk_tensor_unref (self->matrix.values);
  g_free (self->matches.index);
  g_free (self->matches.similarity);
  g_free (self->matches.row);
  for (guint set = 0; set < self->projection.n_sets; set++)
    g_free (self->projection.points[set]);
  g_free (self->projection.points);
  g_free (self->projection.n_points);
  g_free (self->projection.ellipses);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      g_free (self->decision.contribution[level]);
      g_free (self->scores[level]);
    }
  g_free (self->decision.fused);
  g_free (self->decision.ranking);
  g_free (self);
}

LkBox
sample_get_heatmap_area (double width, double height)
{
  double side = MIN (width, height) - 24;

  return (LkBox){ floor ((width - side) / 2), floor ((height - side) / 2), side, side };
}

void
sample_draw_heatmap (const LkHeatmap *data,
                     cairo_t *cr,
                     double width,
                     double height,
                     const LkPalette *palette)
{
  LkBox area = sample_get_heatmap_area (width, height);

  if (!lk_plot_has_room (area.width, area.height) || !lk_heatmap_has_cells (data))
    return;
  lk_heatmap_draw_area (data, &(LkPen){ cr, palette }, &area);
  lk_heatmap_draw_hovered (data, &(LkPen){ cr, palette }, &area);
}
