/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-sampling.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"

LkSampling *
lk_sampling_new (void)
{
  LkSampling *self = g_new0 (LkSampling, 1);

  self->sampler = (LkSampler){ .n_ways = 5, .n_shots = 1, .n_queries = 15, .seed = 0 };
  self->n_episodes = 600;
  return self;
}

LkSampling *
lk_sampling_copy (const LkSampling *self)
{
  LkSampling *copy = g_new0 (LkSampling, 1);

  *copy = *self;
  copy->dataset = g_strdup (self->dataset);
  copy->split = g_strdup (self->split);
  return copy;
}

void
lk_sampling_free (LkSampling *self)
{
  g_free (self->dataset);
  g_free (self->split);
  g_free (self);
}

gboolean
lk_sampling_equal (const LkSampling *a, const LkSampling *b)
{
  return g_strcmp0 (a->dataset, b->dataset) == 0 && g_strcmp0 (a->split, b->split) == 0
         && a->sampler.n_ways == b->sampler.n_ways
         && a->sampler.n_shots == b->sampler.n_shots
         && a->sampler.n_queries == b->sampler.n_queries
         && a->sampler.seed == b->sampler.seed && a->n_episodes == b->n_episodes;
}

void
lk_sampling_set_dataset (LkSampling *self, const char *dataset, const char *split)
{
  char *path = g_strdup (dataset);
  char *name = g_strdup (split);

  g_free (self->dataset);
  g_free (self->split);
  self->dataset = path;
  self->split = name;
}

static gboolean
check_number (const char *name, guint64 value, guint low, guint high, GError **error)
{
  if (value >= low && value <= high)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_OPTION, _ ("“%s” must be from %u to %u"), name,
               low, high);
  return FALSE;
}

gboolean
lk_sampling_validate (const LkSampling *self, GError **error)
{
  static const char *const splits[] = { "train", "val", "test", NULL };
  const LkSampler *sampler = &self->sampler;

  if (self->split != NULL && !g_strv_contains (splits, self->split))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("“%s” must be “train”, “val” or “test”"), "split");
      return FALSE;
    }
  return check_number ("ways", sampler->n_ways, 2, LK_SAMPLING_MAX_WAYS, error)
         && check_number ("shots", sampler->n_shots, 1, LK_SAMPLING_MAX_SHOTS, error)
         && check_number ("queries", sampler->n_queries, 1, LK_SAMPLING_MAX_QUERIES,
                          error)
         && check_number ("episodes", self->n_episodes, 1, LK_SAMPLING_MAX_EPISODES,
                          error)
         && check_number ("seed", sampler->seed, 0, LK_SAMPLING_MAX_SEED, error);
}
