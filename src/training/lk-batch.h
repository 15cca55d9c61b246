/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-picture-set.h"
#include "lk-recipe.h"
#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * LkBatchRequest:
 * @stage: index of the stage
 * @step: of the stage, from 0
 * @size: edge of the pictures
 * @decays: whether the rate decays by then
 *
 * Which batch is wanted. Together with the seed it tells all of it.
 */
typedef struct
{
  guint stage;
  guint64 step;
  guint size;
  gboolean decays;
} LkBatchRequest;

/**
 * LkEpisodeBatch:
 * @pictures: [n_ways (n_shots + n_queries), 3, size, size]: the shots, class after class,
 *   then the queries, class after class
 * @classes: [n_ways]: of the set
 */
typedef struct
{
  guint n_ways;
  guint n_shots;
  guint n_queries;
  guint *classes;
  LkTensor *pictures;
} LkEpisodeBatch;

/**
 * LkBatch:
 * @pictures: (nullable): [n, 3, size, size], for the heads of classification
 * @labels: [n]
 * @n_turned: so many of them, the last, were turned
 * @turns: [n_turned]: by so many quarters
 * @episodes: [n_episodes]
 *
 * What one step learns from.
 */
typedef struct
{
  LkBatchRequest request;
  LkTensor *pictures;
  guint *labels;
  guint n_turned;
  guint *turns;
  guint n_episodes;
  LkEpisodeBatch *episodes;
} LkBatch;

/**
 * LkBatcher:
 *
 * Draws batches from a set by a recipe. A batch depends on seed and request alone, so
 * that a run that is taken up again sees what it would have seen. For one thread at a
 * time.
 */
typedef struct _LkBatcher LkBatcher;

/** @recipe and @set must outlive it, and pass lk_batcher_check(). */
LkBatcher *lk_batcher_new (const LkRecipe *recipe, const LkPictureSet *set, guint64 seed);
void lk_batcher_free (LkBatcher *self);
LkBatch *lk_batcher_draw (LkBatcher *self, const LkBatchRequest *request);

/** Whether @set has enough classes and pictures for all stages; else %LK_ERROR_EPISODE.
 */
gboolean
lk_batcher_check (const LkRecipe *recipe, const LkPictureSet *set, GError **error);

/** The least pictures a class may have for @recipe. */
guint lk_batcher_get_min_each (const LkRecipe *recipe);

/** (transfer full): pictures @indices of @set as they are at test time: [n, 3, size,
 * size]. */
LkTensor *lk_batch_prepare (const LkPictureSet *set,
                            const LkProfile *profile,
                            const guint *indices,
                            guint n,
                            guint size);

void lk_batch_free (LkBatch *self);
guint lk_batch_count_pictures (const LkBatch *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkBatch, lk_batch_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkBatcher, lk_batcher_free)

G_END_DECLS
