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

/** Whether @dataset can give such episodes, else %LK_ERROR_EPISODE saying how many
 * classes there are, or which of those that are needed is too small. */
gboolean lk_sampler_check (const LkSampler *self, LkDataset *dataset, GError **error);
/** (transfer full): array of messages, one for each class that is too small for such
 * episodes and is therefore never drawn (it is not passed over in silence: say so). */
GPtrArray *lk_sampler_list_small (const LkSampler *self, LkDataset *dataset);
/**
 * lk_sampler_draw:
 *
 * Classes and pictures come in the order of one shuffle each; classes that are too small
 * and pictures that are left out are passed over, and the next takes their place. So an
 * episode without pictures that cannot be read is the same, whatever is known of others.
 *
 * Returns: (nullable): %NULL where lk_sampler_check() fails
 */
LkSample *lk_sampler_draw (const LkSampler *self, LkDataset *dataset, guint64 index);
void lk_sample_free (LkSample *self);

/** (transfer full): the episode with its pictures loaded, queries labelled, to be
 * explored; or %NULL with the error of a picture that cannot be read, which @dataset
 * leaves out from then on. */
LkEpisodeState *lk_sample_to_state (const LkSample *self,
                                    const LkSampler *sampler,
                                    LkDataset *dataset,
                                    GError **error);

/** (transfer full): lk_sample_to_state() of episode @index as it is drawn without the
 * pictures that cannot be read. Fails as lk_sampler_check() does. */
LkEpisodeState *lk_sampler_load (const LkSampler *self,
                                 LkDataset *dataset,
                                 guint64 index,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSample, lk_sample_free)

G_END_DECLS
