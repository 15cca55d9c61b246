/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/*
 * Losses written out slowly, in double, straight from their formulas: what the trainer's
 * are compared with, and what is differentiated by differences.
 */

typedef struct
{
  gsize n_maps, n_channels, n_cells;
  guint n_ways, n_shots, n_queries;
  guint neighbours;
  gboolean support_first; /* KL (S || Q) rather than KL (Q || S) */
  double ridge;
  double weights[4]; /* part, pixel, distribution, fused */
  gboolean fused[3];
  gboolean within_episode;
} SlowEpisode;

double slow_cross_entropy (const double *logits, guint n, guint target, double smoothing);

/** @maps [n, C, P]; @vectors [K, C]. */
double slow_cosine_head (const double *maps,
                         gsize n,
                         gsize n_channels,
                         gsize n_cells,
                         const double *vectors,
                         guint n_classes,
                         double scale,
                         gboolean dense,
                         double smoothing,
                         const guint *labels);

/** @descriptors [K, M, C]. */
double slow_prototype_head (const double *maps,
                            gsize n,
                            gsize n_channels,
                            gsize n_cells,
                            const double *descriptors,
                            guint n_classes,
                            guint n_each,
                            double scale,
                            const guint *labels);

/** Raw scores of a level (0 part, 1 pixel, 2 distribution: the distance) of query @q for
 * class @c. */
double
slow_score (const SlowEpisode *self, const double *maps, guint level, guint q, guint c);

/** @scales, @slopes: logarithms, [3]. */
double slow_episode_loss (const SlowEpisode *self,
                          const double *maps,
                          const double *scales,
                          const double *slopes);

G_END_DECLS
