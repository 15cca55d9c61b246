/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-sweep-plan.h"

/* Options that are matched together; their scores begin at @place. */
typedef struct
{
  LkMetricOptions options;
  GArray *neighbours;
  guint place;
} Match;

struct _LkSweepPlan
{
  GPtrArray *matches;
  guint n;
  guint *places;
};

static void
match_free (Match *self)
{
  g_array_unref (self->neighbours);
  g_free (self);
}

static Match *
find_match (LkSweepPlan *self, const LkMetricOptions *options)
{
  Match *match;

  for (guint i = 0; i < self->matches->len; i++)
    {
      match = self->matches->pdata[i];
      if (match->options.part_form == options->part_form
          && match->options.ridge == options->ridge)
        return match;
    }
  match = g_new0 (Match, 1);
  match->options = *options;
  match->neighbours = g_array_new (FALSE, FALSE, sizeof (guint));
  g_ptr_array_add (self->matches, match);
  return match;
}

static guint
find_neighbours (Match *match, guint neighbours)
{
  for (guint i = 0; i < match->neighbours->len; i++)
    if (g_array_index (match->neighbours, guint, i) == neighbours)
      return i;
  g_array_append_val (match->neighbours, neighbours);
  return match->neighbours->len - 1;
}

LkSweepPlan *
lk_sweep_plan_new (GArray *options)
{
  LkSweepPlan *self;
  guint place = 0;

  g_return_val_if_fail (options != NULL && options->len > 0, NULL);

  self = g_new0 (LkSweepPlan, 1);
  self->n = options->len;
  self->places = g_new0 (guint, options->len);
  self->matches = g_ptr_array_new_with_free_func ((GDestroyNotify) match_free);
  for (guint i = 0; i < options->len; i++)
    {
      const LkMetricOptions *one = &g_array_index (options, LkMetricOptions, i);

      find_neighbours (find_match (self, one), one->neighbours);
    }
  for (guint i = 0; i < self->matches->len; i++)
    {
      Match *match = self->matches->pdata[i];

      match->place = place;
      place += match->neighbours->len;
    }
  for (guint i = 0; i < options->len; i++)
    {
      const LkMetricOptions *one = &g_array_index (options, LkMetricOptions, i);
      Match *match = find_match (self, one);

      self->places[i] = match->place + find_neighbours (match, one->neighbours);
    }
  return self;
}

void
lk_sweep_plan_free (LkSweepPlan *self)
{
  if (self == NULL)
    return;
  g_ptr_array_unref (self->matches);
  g_free (self->places);
  g_free (self);
}

guint
lk_sweep_plan_get_n_matches (const LkSweepPlan *self)
{
  g_return_val_if_fail (self != NULL, 0);
  return self->matches->len;
}

GPtrArray *
lk_sweep_plan_score (const LkSweepPlan *self,
                     const LkSampler *sampler,
                     GPtrArray *maps,
                     GCancellable *cancellable,
                     GError **error)
{
  g_autoptr (GPtrArray) all
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_raw_scores_free);

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->matches->len; i++)
    {
      const Match *match = self->matches->pdata[i];
      GPtrArray *scores = lk_raw_scores_new_several (
          sampler, maps, &match->options, match->neighbours, cancellable, error);

      if (scores == NULL)
        return NULL;
      g_ptr_array_extend_and_steal (all, scores);
    }
  return g_steal_pointer (&all);
}

guint
lk_sweep_plan_get_place (const LkSweepPlan *self, guint i)
{
  g_return_val_if_fail (self != NULL && i < self->n, 0);
  return self->places[i];
}
