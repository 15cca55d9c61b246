/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-scoring-request.h"

void
lk_scoring_request_clear (LkScoringRequest *self)
{
  g_return_if_fail (self != NULL);

  g_clear_pointer (&self->episode, lk_episode_state_unref);
  g_clear_pointer (&self->settings, lk_settings_unref);
}

void
lk_scoring_request_set (LkScoringRequest *self,
                        LkEpisodeState *episode,
                        LkSettings *settings)
{
  g_return_if_fail (self != NULL && episode != NULL && settings != NULL);

  lk_episode_state_ref (episode);
  lk_settings_ref (settings);
  lk_scoring_request_clear (self);
  *self = (LkScoringRequest){ episode, settings };
}

gboolean
lk_scoring_request_is_model (const LkScoringRequest *self, LkSettings *settings)
{
  g_return_val_if_fail (self != NULL && settings != NULL, FALSE);
  return self->settings != NULL && lk_settings_same_model (self->settings, settings);
}

gboolean
lk_scoring_request_is_episode (const LkScoringRequest *self, LkEpisodeState *episode)
{
  g_return_val_if_fail (self != NULL && episode != NULL, FALSE);
  return self->episode != NULL && lk_episode_state_same_objects (self->episode, episode);
}

gboolean
lk_scoring_request_is (const LkScoringRequest *self,
                       LkEpisodeState *episode,
                       LkSettings *settings)
{
  return lk_scoring_request_is_episode (self, episode) && self->settings != NULL
         && lk_settings_same_scoring (self->settings, settings);
}
