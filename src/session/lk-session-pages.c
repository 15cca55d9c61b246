/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-private.h"

const LkSampling *
lk_session_get_sampling (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return self->sampling;
}

gboolean
lk_session_use_sampling (LkSession *self, const LkSampling *sampling)
{
  g_autoptr (LkSampling) before = self->sampling;

  self->sampling = sampling != NULL ? lk_sampling_copy (sampling) : lk_sampling_new ();
  if (lk_sampling_equal (before, self->sampling))
    return FALSE;
  g_signal_emit_by_name (self, "sampling-changed");
  return TRUE;
}

void
lk_session_set_sampling (LkSession *self, const LkSampling *sampling)
{
  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (sampling != NULL);

  if (lk_session_use_sampling (self, sampling))
    lk_session_set_modified (self, TRUE);
}

const LkOpponent *
lk_session_get_opponent (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return self->opponent;
}

gboolean
lk_session_use_opponent (LkSession *self, const LkOpponent *opponent)
{
  g_autoptr (LkOpponent) before = self->opponent;

  self->opponent = opponent != NULL ? lk_opponent_copy (opponent) : NULL;
  if (lk_opponent_equal (before, self->opponent))
    return FALSE;
  g_signal_emit_by_name (self, "opponent-changed");
  return TRUE;
}

void
lk_session_note_opponent_weights (LkSession *self, const char *sha256)
{
  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (self->opponent != NULL);

  g_free (self->opponent->sha256);
  self->opponent->sha256 = g_strdup (sha256);
}

void
lk_session_set_opponent (LkSession *self, const LkOpponent *opponent)
{
  g_return_if_fail (LK_IS_SESSION (self));

  if (lk_session_use_opponent (self, opponent))
    lk_session_set_modified (self, TRUE);
}
