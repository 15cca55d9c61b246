/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-batch.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-augmentation.h"
#include "lk-error.h"
#include "lk-stream.h"

struct _LkBatcher
{
  const LkRecipe *recipe;
  const LkPictureSet *set;
  const LkProfile *profile;
  guint64 seed;

  /* The order that was drawn last. */
  guint *order;
  guint order_stage;
  guint64 order_epoch;
};

LkBatcher *
lk_batcher_new (const LkRecipe *recipe, const LkPictureSet *set, guint64 seed)
{
  LkBatcher *self = g_new0 (LkBatcher, 1);

  self->recipe = recipe;
  self->set = set;
  self->profile = lk_profile_find (recipe->profile, NULL);
  self->seed = seed;
  return self;
}

void
lk_batcher_free (LkBatcher *self)
{
  if (self == NULL)
    return;
  g_free (self->order);
  g_free (self);
}

void
lk_batch_free (LkBatch *self)
{
  if (self == NULL)
    return;
  g_clear_pointer (&self->pictures, lk_tensor_unref);
  g_free (self->labels);
  g_free (self->turns);
  for (guint i = 0; i < self->n_episodes; i++)
    {
      lk_tensor_unref (self->episodes[i].pictures);
      g_free (self->episodes[i].classes);
    }
  g_free (self->episodes);
  g_free (self);
}

guint
lk_batch_count_pictures (const LkBatch *self)
{
  guint n = self->pictures != NULL ? (guint) lk_tensor_get_dim (self->pictures, 0) : 0;

  for (guint i = 0; i < self->n_episodes; i++)
    n += (guint) lk_tensor_get_dim (self->episodes[i].pictures, 0);
  return n;
}

/* Every picture once, then every picture once more in another order. */
static guint
choose_picture (LkBatcher *self, guint stage, guint64 position)
{
  guint n = lk_picture_set_get_n_pictures (self->set);
  guint64 epoch = position / n;

  if (self->order == NULL || self->order_stage != stage || self->order_epoch != epoch)
    {
      LkRandom random;

      lk_stream_init (&random, self->seed, LK_STREAM_ORDER, stage, epoch, 0);
      g_free (self->order);
      self->order = g_new (guint, n);
      self->order_stage = stage;
      self->order_epoch = epoch;
      lk_random_choose (&random, n, n, self->order);
    }
  return self->order[position % n];
}

static LkTensor *
new_pictures (guint n, guint size)
{
  const gsize shape[] = { n, 3, size, size };

  return lk_tensor_new (G_N_ELEMENTS (shape), shape);
}

/* Picture @index of @set becomes the @position-th of @pictures. */
static void
prepare (const LkBatcher *self,
         const LkBatchRequest *request,
         guint index,
         guint turns,
         guint64 stream_position,
         LkTensor *pictures,
         guint position)
{
  LkAugmentation augmentation = lk_stage_recipe_get_augmentation (
      &self->recipe->stages[request->stage], request->decays);
  gsize size = 3 * (gsize) request->size * request->size;
  LkRandom random;

  lk_stream_init (&random, self->seed, LK_STREAM_PICTURE, request->stage, request->step,
                  stream_position);
  lk_augmentation_run (&augmentation,
                       &(LkAugmentedPicture){ lk_picture_set_get_rgb (self->set, index),
                                              lk_picture_set_get_size (self->set),
                                              request->size, turns, self->profile },
                       &random, lk_tensor_get_data (pictures) + position * size);
}

static void
draw_pictures (LkBatcher *self, LkBatch *batch, guint n)
{
  const LkBatchRequest *request = &batch->request;
  const LkStageRecipe *stage = &self->recipe->stages[request->stage];
  LkRandom random;

  batch->n_turned = stage->weight_rotation > 0 ? (guint) lround (stage->rotated * n) : 0;
  batch->pictures = new_pictures (n, request->size);
  batch->labels = g_new (guint, n);
  batch->turns = g_new (guint, MAX (batch->n_turned, 1));
  lk_stream_init (&random, self->seed, LK_STREAM_ROTATION, request->stage, request->step,
                  0);
  for (guint i = 0; i < batch->n_turned; i++)
    batch->turns[i] = (guint) lk_random_below (&random, 4);
  for (guint i = 0; i < n; i++)
    {
      guint index = choose_picture (self, request->stage, request->step * n + i);
      guint first_turned = n - batch->n_turned;

      batch->labels[i] = lk_picture_set_get_label (self->set, index);
      prepare (self, request, index,
               i >= first_turned ? batch->turns[i - first_turned] : 0, i, batch->pictures,
               i);
    }
}

static void
draw_episode (LkBatcher *self, LkBatch *batch, guint number, guint64 index)
{
  const LkBatchRequest *request = &batch->request;
  const LkStageRecipe *stage = &self->recipe->stages[request->stage];
  LkEpisodeBatch *episode = &batch->episodes[number];
  g_autofree guint *chosen = NULL;
  LkRandom random;
  guint n_each, n_pictures;

  episode->n_ways = stage->ways;
  n_pictures = lk_stage_recipe_get_episode (stage, index, &episode->n_shots,
                                            &episode->n_queries);
  n_each = episode->n_shots + episode->n_queries;
  episode->pictures = new_pictures (n_pictures, request->size);
  episode->classes = g_new (guint, stage->ways);
  chosen = g_new (guint, n_each);
  lk_stream_init (&random, self->seed, LK_STREAM_EPISODE, request->stage, index, 0);
  lk_random_choose (&random, lk_picture_set_get_n_classes (self->set), stage->ways,
                    episode->classes);
  for (guint i = 0; i < stage->ways; i++)
    {
      guint first;
      guint n = lk_picture_set_get_class (self->set, episode->classes[i], &first);

      lk_random_choose (&random, n, n_each, chosen);
      for (guint j = 0; j < n_each; j++)
        {
          guint position = j < episode->n_shots
                               ? i * episode->n_shots + j
                               : stage->ways * episode->n_shots + i * episode->n_queries
                                     + j - episode->n_shots;

          prepare (self, request, first + chosen[j], 0,
                   ((guint64) number + 1) << 32 | position, episode->pictures, position);
        }
    }
}

LkBatch *
lk_batcher_draw (LkBatcher *self, const LkBatchRequest *request)
{
  const LkStageRecipe *stage;
  LkBatch *batch;

  g_return_val_if_fail (self != NULL && request->stage < self->recipe->n_stages, NULL);

  stage = &self->recipe->stages[request->stage];
  batch = g_new0 (LkBatch, 1);
  batch->request = *request;
  if (stage->kind == LK_STAGE_CLASSIFICATION)
    {
      draw_pictures (self, batch, stage->batch);
      return batch;
    }
  if (stage->extra > 0)
    draw_pictures (self, batch, stage->extra);
  batch->n_episodes = stage->episodes;
  batch->episodes = g_new0 (LkEpisodeBatch, stage->episodes);
  for (guint i = 0; i < stage->episodes; i++)
    draw_episode (self, batch, i, request->step * stage->episodes + i);
  return batch;
}

guint
lk_batcher_get_min_each (const LkRecipe *recipe)
{
  guint n = 1;

  for (guint i = 0; i < recipe->n_stages; i++)
    for (guint j = 0;
         recipe->stages[i].kind == LK_STAGE_EPISODES && j < recipe->stages[i].shots.n;
         j++)
      n = MAX (n, (guint) (recipe->stages[i].shots.values[j]
                           + recipe->stages[i].queries.values[j]));
  return n;
}

gboolean
lk_batcher_check (const LkRecipe *recipe, const LkPictureSet *set, GError **error)
{
  guint n_classes = lk_picture_set_get_n_classes (set);
  guint n_needed = 2;

  for (guint i = 0; i < recipe->n_stages; i++)
    if (recipe->stages[i].kind == LK_STAGE_EPISODES)
      n_needed = MAX (n_needed, recipe->stages[i].ways);
  if (n_classes >= n_needed)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
               _ ("Training needs at least %u classes, but the dataset has %u"), n_needed,
               n_classes);
  return FALSE;
}

LkTensor *
lk_batch_prepare (const LkPictureSet *set,
                  const LkProfile *profile,
                  const guint *indices,
                  guint n,
                  guint size)
{
  const LkAugmentation none = { .crop = LK_CROP_NONE };
  LkTensor *pictures = new_pictures (n, size);
  LkRandom random;

  lk_random_init (&random, 0, 0);
  for (guint i = 0; i < n; i++)
    lk_augmentation_run (
        &none,
        &(LkAugmentedPicture){ lk_picture_set_get_rgb (set, indices[i]),
                               lk_picture_set_get_size (set), size, 0, profile },
        &random, lk_tensor_get_data (pictures) + i * 3 * (gsize) size * size);
  return pictures;
}
