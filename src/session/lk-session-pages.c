/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session.h"

const LkSampling *
lk_session_get_sampling (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_page_settings_get_sampling (lk_session_get_pages (self));
}

void
lk_session_set_sampling (LkSession *self, const LkSampling *sampling)
{
  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (sampling != NULL);

  if (lk_page_settings_set_sampling (lk_session_get_pages (self), sampling))
    lk_storage_touch (lk_session_get_storage (self));
}

const LkOpponent *
lk_session_get_opponent (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_page_settings_get_opponent (lk_session_get_pages (self));
}

void
lk_session_set_opponent (LkSession *self, const LkOpponent *opponent)
{
  g_return_if_fail (LK_IS_SESSION (self));

  if (lk_page_settings_set_opponent (lk_session_get_pages (self), opponent))
    lk_storage_touch (lk_session_get_storage (self));
}

void
lk_session_note_opponent_weights (LkSession *self, const char *sha256)
{
  g_return_if_fail (LK_IS_SESSION (self));
  lk_page_settings_note_weights (lk_session_get_pages (self), sha256);
}
