/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-private.h"

#include "lk-settings-file.h"

/* How a session becomes another: by a step, back and forth through them, or anew. */

void
lk_session_change_settings (LkSession *self,
                            LkSettings *settings,
                            const char *label,
                            const char *kind)
{
  g_autoptr (LkSettings) before = NULL;

  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (settings != NULL && label != NULL);

  before = lk_settings_ref (lk_session_get_settings (self));
  lk_history_push (lk_session_get_history (self),
                   lk_history_get_episode (lk_session_get_history (self)), settings,
                   label, kind);
  lk_session_follow_settings (self, before);
  lk_storage_touch (lk_session_get_storage (self));
}

void
lk_session_step (LkSession *self,
                 LkEpisodeState *episode,
                 LkSettings *settings,
                 const char *label)
{
  g_autoptr (LkSettings) before = lk_settings_ref (lk_session_get_settings (self));

  lk_session_show_episode (self, episode);
  lk_history_push (lk_session_get_history (self), episode, settings, label, NULL);
  lk_storage_touch (lk_session_get_storage (self));
  lk_session_follow (self, before, FALSE);
}

/* The session is another one from now on; its history goes on. */
static void
begin (LkSession *self, const char *path, const char *title)
{
  LkStorage *storage = lk_session_get_storage (self);

  lk_storage_begin (storage, path, title);
  lk_history_set_place (lk_session_get_history (self), lk_storage_get_place (storage));
}

void
lk_session_replace (LkSession *self,
                    LkEpisodeState *episode,
                    LkSettings *settings,
                    const char *title,
                    const char *label)
{
  g_autoptr (LkSettings) before = NULL;

  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (episode != NULL && label != NULL);

  before = lk_settings_ref (lk_session_get_settings (self));
  lk_session_show_episode (self, episode);
  lk_history_push (lk_session_get_history (self), episode,
                   settings != NULL ? settings : before, label, NULL);
  begin (self, NULL, title);
  lk_storage_touch (lk_session_get_storage (self));
  lk_session_follow (self, before, FALSE);
}

/* The episode first: what the settings speak of must be there. */
static void
travel (LkSession *self, gboolean (*step) (LkHistory *))
{
  g_autoptr (LkEpisodeState) episode
      = lk_episode_state_ref (lk_history_get_episode (lk_session_get_history (self)));
  g_autoptr (LkSettings) before = lk_settings_ref (lk_session_get_settings (self));

  if (!step (lk_session_get_history (self)))
    return;
  if (lk_history_get_place (lk_session_get_history (self))
      != lk_storage_get_place (lk_session_get_storage (self)))
    lk_storage_return (lk_session_get_storage (self),
                       lk_history_get_place (lk_session_get_history (self)));
  lk_storage_touch (lk_session_get_storage (self));
  if (lk_history_get_episode (lk_session_get_history (self)) != episode)
    {
      lk_session_show_episode (self,
                               lk_history_get_episode (lk_session_get_history (self)));
      lk_session_follow (self, before, TRUE);
    }
  else
    lk_session_follow_settings (self, before);
}

void
lk_session_undo (LkSession *self)
{
  g_return_if_fail (LK_IS_SESSION (self));
  travel (self, lk_history_undo);
}

void
lk_session_redo (LkSession *self)
{
  g_return_if_fail (LK_IS_SESSION (self));
  travel (self, lk_history_redo);
}

void
lk_session_adopt (LkSession *self, LkSessionFile *file, const char *path)
{
  g_autoptr (LkSettings) before = NULL;
  g_autoptr (LkSettings) settings = NULL;

  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (file != NULL);

  before = lk_settings_ref (lk_session_get_settings (self));
  settings = lk_settings_from_file (file);
  lk_scorer_forget (lk_session_get_scorer (self));
  lk_scorer_expect (lk_session_get_scorer (self), file);
  lk_session_show_episode (self, file->episode);
  lk_history_reset (lk_session_get_history (self), file->episode, settings);
  begin (self, path, file->title);
  lk_page_settings_set_sampling (lk_session_get_pages (self), file->sampling);
  lk_page_settings_set_opponent (lk_session_get_pages (self), file->opponent);
  lk_storage_set_with_pictures (lk_session_get_storage (self), file->with_pictures);
  lk_session_show_as_saved (self, file);
  lk_session_follow_settings (self, before);
  lk_session_tell_absent (self, file->episode);
}
