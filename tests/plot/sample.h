/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-correspondence.h"
#include "lk-plot-ellipses.h"
#include "lk-heatmap.h"
#include "lk-plot-layout.h"
#include "lk-plot-matrix.h"
#include "lk-plot-scores.h"

G_BEGIN_DECLS

/**
 * Sample:
 *
 * Made-up data for every plot, the same at each run: what the tests and the gallery draw.
 */
typedef struct
{
  guint n_classes;
  guint n_rows; /* cells a side */
  guint n_channels;
  guint n_shots;
  char **class_names;
  cairo_surface_t *query;
  cairo_surface_t **shots;
  double *cells;
  LkMatches matches;
  LkProjection projection;
  LkDecision decision;
  double *scores[LK_N_LEVELS];
  LkCorrespondence *correspondences;
  guint pinned[3];
  guint more[4][3]; /* further neighbours, the same cells in every class */

  LkHeatmap heatmap;
  LkHeatmap difference;
  LkCorrespondences correspondence;
  LkMatrix matrix;
  LkEllipses ellipses;
  LkScores score;
} Sample;

/** @n_rows cells a side; the part level has @n_channels and @n_shots. */
Sample *sample_new (guint n_classes, guint n_rows, guint n_channels, guint n_shots);
void sample_free (Sample *self);

/** A heatmap's cells alone, in the square that sample_get_heatmap_area() gives. */
void sample_draw_heatmap (const LkHeatmap *data,
                          cairo_t *cr,
                          double width,
                          double height,
                          const LkPalette *palette);
LkBox sample_get_heatmap_area (double width, double height);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sample, sample_free)

G_END_DECLS
