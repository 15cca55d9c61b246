/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-sampler.h"

G_BEGIN_DECLS

#define LK_SAMPLING_MAX_WAYS 20
#define LK_SAMPLING_MAX_SHOTS 10
#define LK_SAMPLING_MAX_QUERIES 200
#define LK_SAMPLING_MAX_EPISODES 100000
#define LK_SAMPLING_MAX_SEED G_MAXINT32

/**
 * LkSampling:
 * @dataset: (nullable): path of the folder; %NULL: none was chosen
 * @split: (nullable): "train", "val" or "test"; %NULL: as lk_dataset_open() takes it
 * @sampler: 2 to %LK_SAMPLING_MAX_WAYS ways, 1 to %LK_SAMPLING_MAX_SHOTS shots, 1 to
 *   %LK_SAMPLING_MAX_QUERIES queries, a seed up to %LK_SAMPLING_MAX_SEED
 * @n_episodes: 1 to %LK_SAMPLING_MAX_EPISODES
 *
 * What a session samples and evaluates episodes from, as a person chose it: whether the
 * folder is there, and can give them, is not known.
 */
typedef struct
{
  char *dataset;
  char *split;
  LkSampler sampler;
  guint n_episodes;
} LkSampling;

/** No dataset; 600 episodes of 5 ways, 1 shot and 15 queries with seed 0. */
LkSampling *lk_sampling_new (void);
LkSampling *lk_sampling_copy (const LkSampling *self);
void lk_sampling_free (LkSampling *self);
gboolean lk_sampling_equal (const LkSampling *a, const LkSampling *b);
void lk_sampling_set_dataset (LkSampling *self, const char *dataset, const char *split);

/** Whether split and numbers are in their ranges, else %LK_ERROR_OPTION. */
gboolean lk_sampling_validate (const LkSampling *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSampling, lk_sampling_free)

G_END_DECLS
