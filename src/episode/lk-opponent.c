/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-opponent.h"

#include <string.h>

LkOpponent *
lk_opponent_new (const char *model,
                 const char *profile,
                 const LkMetricOptions *options,
                 LkCompareWeights weights)
{
  LkOpponent *self = g_new0 (LkOpponent, 1);

  self->model = g_strdup (model);
  self->profile = g_strdup (profile);
  self->options = *options;
  self->weights = weights;
  return self;
}

LkOpponent *
lk_opponent_copy (const LkOpponent *self)
{
  LkOpponent *copy
      = lk_opponent_new (self->model, self->profile, &self->options, self->weights);

  copy->network = g_strdup (self->network);
  copy->takes_defaults = self->takes_defaults;
  copy->sha256 = g_strdup (self->sha256);
  return copy;
}

void
lk_opponent_free (LkOpponent *self)
{
  g_free (self->model);
  g_free (self->profile);
  g_free (self->network);
  g_free (self->sha256);
  g_free (self);
}

gboolean
lk_opponent_equal (const LkOpponent *a, const LkOpponent *b)
{
  LkMetricOptions x, y;

  if (a == NULL || b == NULL)
    return a == b;
  x = a->options;
  y = b->options;
  memset (x.weights, 0, sizeof x.weights);
  memset (y.weights, 0, sizeof y.weights);
  return g_strcmp0 (a->model, b->model) == 0 && g_strcmp0 (a->profile, b->profile) == 0
         && g_strcmp0 (a->network, b->network) == 0 && lk_metric_options_equal (&x, &y)
         && a->weights == b->weights && !a->takes_defaults == !b->takes_defaults;
}
