/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-sample.h"

G_BEGIN_DECLS

/**
 * LkUnknownSample:
 * @n_classes: how many classes
 * @classes: [n_classes]: indices into the dataset
 * @pictures: [n_classes, n_queries]: picture indices in their class
 *
 * Queries of classes that an episode does not have.
 */
typedef struct
{
  guint n_classes;
  guint *classes;
  guint *pictures;
} LkUnknownSample;

/**
 * lk_unknown_sample_draw:
 * @sample: episode @index of @sampler
 *
 * As many queries of each of @n_classes classes as the episode has of its own, drawn with
 * random numbers of their own: the episode is the one that it is without them. Classes
 * that are too small and pictures that are left out are passed over.
 *
 * Returns: (nullable): %NULL with %LK_ERROR_EPISODE where there are not so many classes
 */
LkUnknownSample *lk_unknown_sample_draw (const LkSampler *sampler,
                                         LkDataset *dataset,
                                         guint64 index,
                                         const LkSample *sample,
                                         guint n_classes,
                                         GError **error);
void lk_unknown_sample_free (LkUnknownSample *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkUnknownSample, lk_unknown_sample_free)

G_END_DECLS
