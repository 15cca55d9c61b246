/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-private.h"

#include <glib/gi18n-lib.h>

#include "lk-episode-absent.h"
#include "lk-locating.h"

/* Pictures that are missing or have changed, and what mends them. */

typedef struct
{
  GPtrArray *absent;
  LkPicture *wanted; /* or NULL */
  char *place;
} Search;

static void
search_free (Search *search)
{
  g_ptr_array_unref (search->absent);
  g_clear_object (&search->wanted);
  g_free (search->place);
  g_free (search);
}

void
lk_session_tell_absent (LkSession *self, LkEpisodeState *state)
{
  g_autoptr (GPtrArray) absent = lk_episode_list_absent (state);
  g_autofree char *what = NULL;
  g_autofree char *text = NULL;

  if (absent->len == 0)
    return;
  what = lk_picture_describe_absence (absent->pdata[0]);
  if (absent->len == 1)
    text = g_strdup_printf (_ ("%s: it is not scored"), what);
  else
    text = g_strdup_printf (
        ngettext ("%s, and %u more is missing or has changed: they are not scored",
                  "%s, and %u more are missing or have changed: they are not scored",
                  absent->len - 1),
        what, absent->len - 1);
  g_signal_emit_by_name (self, "absent", text);
}

guint
lk_session_count_absent (LkSession *self)
{
  g_autoptr (GPtrArray) absent = NULL;

  g_return_val_if_fail (LK_IS_SESSION (self), 0);

  absent
      = lk_episode_list_absent (lk_history_get_episode (lk_session_get_history (self)));
  return absent->len;
}

/* What was painted out or switched off stays so. */
static LkSettings *
carry_over (LkSettings *before, GHashTable *pictures, GHashTable *queries)
{
  LkSettings *after = lk_settings_copy (before);
  GHashTableIter iter;
  gpointer old, new;

  g_hash_table_iter_init (&iter, pictures);
  while (g_hash_table_iter_next (&iter, &old, &new))
    {
      lk_settings_set_shot_mask (after, new, lk_settings_get_shot_mask (before, old));
      if (lk_settings_is_off (before, old))
        lk_settings_set_off (after, new, TRUE);
    }
  g_hash_table_iter_init (&iter, queries);
  while (g_hash_table_iter_next (&iter, &old, &new))
    lk_settings_set_mask (after, new, lk_settings_get_mask (before, old));
  return after;
}

static void
mend (LkSession *self, GHashTable *found)
{
  LkHistory *history = lk_session_get_history (self);
  g_autoptr (GHashTable) queries = g_hash_table_new (NULL, NULL);
  g_autoptr (LkEpisodeState) after = NULL;
  g_autoptr (LkSettings) settings = NULL;

  after = lk_episode_replace_pictures (lk_history_get_episode (history), found, queries);
  /* The session became another meanwhile, or was mended: nobody misses them any more. */
  if (lk_episode_state_same_objects (after, lk_history_get_episode (history)))
    return;
  settings = carry_over (lk_history_get_settings (history), found, queries);
  lk_session_step (self, after, settings, _ ("Locate Pictures"));
  lk_session_tell_absent (self, after);
}

static void
on_found (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkSession) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) found = g_task_propagate_pointer (G_TASK (result), &error);

  lk_session_end_reading (self);
  if (found == NULL)
    lk_session_send_message (self, error->message);
  else if (g_hash_table_size (found) == 0)
    lk_session_send_message (self, _ ("None of the missing pictures was found there"));
  else
    mend (self, found);
}

static void
search_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Search *search = data;
  GError *error = NULL;
  GHashTable *found = lk_locating_run (search->absent, search->wanted, search->place,
                                       cancellable, &error);

  if (found != NULL)
    g_task_return_pointer (task, found, (GDestroyNotify) g_hash_table_unref);
  else
    g_task_return_error (task, error);
}

void
lk_session_locate (LkSession *self, LkPicture *wanted, const char *place)
{
  g_autoptr (GTask) task = NULL;
  Search *search;

  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (wanted == NULL || LK_IS_PICTURE (wanted));
  g_return_if_fail (place != NULL);

  search = g_new0 (Search, 1);
  search->absent
      = lk_episode_list_absent (lk_history_get_episode (lk_session_get_history (self)));
  search->wanted = wanted != NULL ? g_object_ref (wanted) : NULL;
  search->place = g_strdup (place);
  /* The thread may let go of the task after all is done. */
  task = g_task_new (NULL, NULL, on_found, g_object_ref (self));
  lk_session_begin_reading (self);
  g_task_set_source_tag (task, lk_session_locate);
  g_task_set_task_data (task, search, (GDestroyNotify) search_free);
  g_task_run_in_thread (task, search_in_thread);
}
