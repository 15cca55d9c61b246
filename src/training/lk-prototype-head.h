/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cross-entropy.h"
#include "lk-labelled-maps.h"
#include "lk-parameter.h"
#include "lk-random.h"

G_BEGIN_DECLS

/**
 * LkPrototypeHead:
 * @descriptors: [n_classes, n_each, C]
 * @scale: [1]
 * @smoothing: of labels
 *
 * The pixel level with learned classes: each has a few descriptors, and a map's logit for
 * it is @scale times the mean over the map's cells of the largest cosine with one of
 * them (docs/METHOD.md 11.3).
 */
typedef struct
{
  LkParameter *descriptors;
  LkParameter *scale;
  double smoothing;
} LkPrototypeHead;

LkPrototypeHead *lk_prototype_head_new (const char *name,
                                        guint n_classes,
                                        guint n_each,
                                        gsize n_channels,
                                        double scale,
                                        LkRandom *random);
void lk_prototype_head_free (LkPrototypeHead *self);

/** As lk_cosine_head_run(). Shares its work out on lk_pool_get_shared(); the numbers do
 * not depend on the number of threads. Where two descriptors are equally near, the first
 * has the gradient. */
void lk_prototype_head_run (LkPrototypeHead *self,
                            const LkLabelledMaps *maps,
                            double weight,
                            float *gradient,
                            LkLossTally *tally);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPrototypeHead, lk_prototype_head_free)

G_END_DECLS
