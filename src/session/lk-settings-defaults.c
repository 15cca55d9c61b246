/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-settings-defaults.h"

#include <string.h>

#include "lk-model-defaults.h"

/* Shots of a class that has any, on the average. */
static guint
count_shots (LkEpisodeState *episode)
{
  guint n_classes = 0, n = 0;

  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    {
      guint n_shots = lk_episode_state_get_shots (episode, i)->len;

      n += n_shots;
      n_classes += n_shots > 0 ? 1 : 0;
    }
  return n_classes > 0 ? MAX ((n + n_classes / 2) / n_classes, 1) : 1;
}

static LkMetricOptions
get_defaults (LkModel *model, LkEpisodeState *episode)
{
  g_autoptr (LkModelDefaults) defaults = lk_model_defaults_new (model);

  return lk_model_defaults_get_options (defaults, count_shots (episode));
}

gboolean
lk_settings_have_defaults (const LkSettings *self,
                           LkModel *model,
                           LkEpisodeState *episode,
                           gboolean any_weights)
{
  LkMetricOptions options, defaults;

  g_return_val_if_fail (self != NULL && episode != NULL, FALSE);

  if (lk_settings_get_takes_defaults (self))
    return TRUE;
  options = *lk_settings_get_options (self);
  defaults = model != NULL ? get_defaults (model, episode) : lk_metric_options_default ();
  if (any_weights)
    memcpy (options.weights, defaults.weights, sizeof options.weights);
  return lk_metric_options_equal (&options, &defaults);
}

LkSettings *
lk_settings_take_defaults (const LkSettings *self,
                           LkModel *model,
                           LkEpisodeState *episode)
{
  LkMetricOptions options;
  LkSettings *taken;

  g_return_val_if_fail (self != NULL && episode != NULL, NULL);

  if (!lk_settings_get_takes_defaults (self))
    return NULL;
  options = get_defaults (model, episode);
  taken = lk_settings_copy (self);
  lk_settings_set_options (taken, &options);
  return taken;
}

LkSettings *
lk_settings_without_fusion (const LkSettings *self)
{
  LkMetricOptions options;
  LkSettings *taken;

  g_return_val_if_fail (self != NULL, NULL);

  options = *lk_settings_get_options (self);
  if (!lk_normalisation_is_trained (options.normalisation))
    return NULL;
  options.normalisation = LK_NORMALISE_EPISODE;
  taken = lk_settings_copy (self);
  lk_settings_set_options (taken, &options);
  return taken;
}

char *
lk_settings_describe_misfit (const LkSettings *self, LkModel *model)
{
  g_autoptr (LkModelDefaults) defaults = NULL;

  g_return_val_if_fail (self != NULL && LK_IS_MODEL (model), NULL);

  defaults = lk_model_defaults_new (model);
  return lk_model_defaults_describe_misfit (defaults, lk_settings_get_options (self));
}
