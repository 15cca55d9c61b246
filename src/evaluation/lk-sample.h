/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset.h"
#include "lk-sampler.h"

G_BEGIN_DECLS

/**
 * LkSample:
 * @classes: [n_ways]: indices into the dataset
 * @shots: [n_ways, n_shots]: picture indices in their class
 * @queries: [n_ways, n_queries]: likewise
 */
typedef struct
{
  guint *classes;
  guint *shots;
  guint *queries;
} LkSample;

/** Whether @dataset can give such episodes, else %LK_ERROR_EPISODE saying which class is
 * too small or how many classes there are (classes too small are never skipped in
 * silence). */
gboolean lk_sampler_check (const LkSampler *self, LkDataset *dataset, GError **error);
LkSample *lk_sampler_draw (const LkSampler *self, LkDataset *dataset, guint64 index);
void lk_sample_free (LkSample *self);

/** (transfer full): the episode with its pictures loaded, queries labelled, to be
 * explored. */
LkEpisodeState *lk_sample_to_state (const LkSample *self,
                                    const LkSampler *sampler,
                                    LkDataset *dataset,
                                    GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSample, lk_sample_free)

G_END_DECLS
