/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-plot-breakdown.h"
#include "lk-plot-channels.h"
#include "lk-plot-confusion.h"
#include "lk-plot-flip-map.h"

G_BEGIN_DECLS

/**
 * Explorer:
 *
 * Made-up data for the plots that explore a decision, the same at each run.
 */
typedef struct
{
  guint n_classes;
  char **class_names;
  LkFlipMap map;
  LkFlipAccuracy accuracy;
  LkFlipBorder border;
  LkBreakdown breakdown;
  double *distances;
  guint *counts;
  float *query_values;
  float *support_values;
  cairo_surface_t *pictures[2];

  LkFlipPlot flip;
  LkBreakdownPlot plot;
  LkConfusion confusion;
  LkChannelPair channels;
} Explorer;

/** @n_directions: of the breakdown; 0 for a form without. */
Explorer *explorer_new (guint n_classes, guint n_directions);
void explorer_free (Explorer *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Explorer, explorer_free)

G_END_DECLS
