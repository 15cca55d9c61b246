/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session.h"

LkModel *
lk_session_get_model (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_scorer_get_model (lk_session_get_scorer (self));
}

LkScoring *
lk_session_get_scoring (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_conclusions_get_scoring (lk_session_get_conclusions (self));
}

LkMapSource *
lk_session_get_source (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_scorer_get_source (lk_session_get_scorer (self));
}

gboolean
lk_session_lacks_map (LkSession *self, LkPicture *picture)
{
  LkScoring *scoring = lk_session_get_scoring (self);

  g_return_val_if_fail (LK_IS_PICTURE (picture), FALSE);
  return scoring != NULL
         && lk_map_source_lacks (lk_scoring_get_source (scoring), picture);
}

const LkTrainedFusion *
lk_session_get_trained_fusion (LkSession *self)
{
  LkScoring *scoring = lk_session_get_scoring (self);

  return scoring != NULL ? lk_scoring_get_trained_fusion (scoring) : NULL;
}

LkEvidence *
lk_session_get_evidence (LkSession *self)
{
  LkSelection *selection;

  g_return_val_if_fail (LK_IS_SESSION (self), NULL);

  selection = lk_session_get_selection (self);
  return lk_conclusions_get_evidence (lk_session_get_conclusions (self),
                                      lk_selection_get_query (selection),
                                      lk_selection_get_look (selection));
}

const LkDecision *
lk_session_get_decision (LkSession *self, LkQuery *query)
{
  LkConclusions *conclusions;
  int index;

  g_return_val_if_fail (LK_IS_SESSION (self), NULL);

  conclusions = lk_session_get_conclusions (self);
  index = lk_conclusions_find (conclusions, query);
  return index >= 0 ? lk_conclusions_get_decision (conclusions, (guint) index) : NULL;
}

const LkFlipAccuracy *
lk_session_get_accuracy_map (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_conclusions_get_accuracy (lk_session_get_conclusions (self));
}

gboolean
lk_session_get_busy (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), FALSE);
  return lk_scorer_get_busy (lk_session_get_scorer (self));
}

double
lk_session_get_progress (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), 0);
  return lk_scorer_get_progress (lk_session_get_scorer (self));
}

const char *
lk_session_get_status (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_scorer_get_status (lk_session_get_scorer (self));
}

void
lk_session_cancel (LkSession *self)
{
  g_return_if_fail (LK_IS_SESSION (self));
  lk_scorer_cancel (lk_session_get_scorer (self));
}

LkCautions *
lk_session_get_cautions (LkSession *self)
{
  g_autoptr (LkEpisodeState) episode = NULL;
  g_autoptr (LkEpisodeState) scored = NULL;

  g_return_val_if_fail (LK_IS_SESSION (self), NULL);

  episode = lk_episode_get_state (lk_session_get_episode (self));
  scored = lk_settings_apply (lk_session_get_settings (self), episode);
  return lk_conclusions_get_cautions (lk_session_get_conclusions (self), scored);
}
