/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cross-entropy.h"
#include "lk-labelled-maps.h"
#include "lk-parameter.h"
#include "lk-random.h"

G_BEGIN_DECLS

/**
 * LkCosineHead:
 * @weight: [n_classes, C]
 * @scale: [1]
 * @dense: whether each cell of a map is classified, rather than their mean
 * @smoothing: of labels, 0 up to 1
 *
 * A classifier of maps by their cosine to one vector a class, times a learned scale
 * (docs/METHOD.md 11.2). Used only while a backbone is trained.
 */
typedef struct
{
  LkParameter *weight;
  LkParameter *scale;
  gboolean dense;
  double smoothing;
} LkCosineHead;

/** Weights from the normal distribution by @random, as their length means nothing;
 * @scale is what the scale begins with. */
LkCosineHead *lk_cosine_head_new (const char *name,
                                  guint n_classes,
                                  gsize n_channels,
                                  double scale,
                                  gboolean dense,
                                  LkRandom *random);
void lk_cosine_head_free (LkCosineHead *self);

/**
 * lk_cosine_head_run:
 * @weight: of the mean loss
 * @gradient: (nullable): [n_maps, C, n_cells]: the gradient is added to it, and to those
 *   of the parameters; %NULL computes none
 * @tally: one decision a map, or a cell where @dense, is added
 *
 * Forward, and backward through the mean cross-entropy.
 */
void lk_cosine_head_run (LkCosineHead *self,
                         const LkLabelledMaps *maps,
                         double weight,
                         float *gradient,
                         LkLossTally *tally);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCosineHead, lk_cosine_head_free)

G_END_DECLS
