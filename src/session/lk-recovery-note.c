/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-recovery-note.h"

#include <glib/gi18n-lib.h>

#include "lk-json-reader.h"
#include "lk-recovery.h"
#include "lk-settings-file.h"

/* A reader takes files of 100000 parts, and a picture is up to five. */
#define MAX_PICTURES 8000
#define MAX_BYTES (256u * 1024 * 1024)

JsonObject *
lk_recovery_note_new (LkSession *session, gboolean left)
{
  JsonObject *note = json_object_new ();
  LkStorage *storage = lk_session_get_storage (session);
  const char *path = lk_storage_get_path (storage);
  g_autofree char *sha256 = lk_storage_get_expected (storage);
  g_autofree char *absolute = path != NULL ? g_canonicalize_filename (path, NULL) : NULL;
  g_autofree char *uri
      = absolute != NULL ? g_filename_to_uri (absolute, NULL, NULL) : NULL;

  if (uri != NULL)
    json_object_set_string_member (note, "uri", uri);
  if (sha256 != NULL)
    json_object_set_string_member (note, "sha256", sha256);
  json_object_set_boolean_member (note, "modified", lk_storage_get_modified (storage));
  json_object_set_boolean_member (note, "with_pictures",
                                  lk_storage_get_with_pictures (storage));
  json_object_set_boolean_member (note, "left", left);
  return note;
}

static guint
count_pictures (LkEpisodeState *state)
{
  guint n = lk_episode_state_get_queries (state)->len;

  for (guint i = 0; i < lk_episode_state_get_n_classes (state); i++)
    n += lk_episode_state_get_shots (state, i)->len;
  return n;
}

static LkSessionFile *
moment_to_file (LkHistory *history, guint index)
{
  LkSessionFile *file = lk_session_file_new ();
  LkEpisodeState *episode;
  LkSettings *settings;
  const char *label;

  lk_history_peek (history, index, &episode, &settings, &label);
  lk_episode_state_unref (file->episode);
  file->episode = lk_episode_state_ref (episode);
  lk_settings_to_file (settings, file);
  file->title = g_strdup (label);
  return file;
}

/* From the step in force outwards to both sides, as far as there is room. */
static void
find_range (LkHistory *history, guint *first, guint *end)
{
  guint n_pictures = 0;
  guint n_moments = lk_history_get_n_moments (history);

  *first = lk_history_get_now (history);
  *end = *first + 1;
  for (gboolean back = TRUE; *first > 0 || *end < n_moments; back = !back)
    {
      guint next = back ? *first - 1 : *end;
      LkEpisodeState *episode;

      if (back ? *first == 0 : *end == n_moments)
        continue;
      lk_history_peek (history, next, &episode, NULL, NULL);
      n_pictures += count_pictures (episode) + 1;
      if (n_pictures > MAX_PICTURES)
        return;
      if (back)
        *first = next;
      else
        (*end)++;
    }
}

GPtrArray *
lk_recovery_note_list_past (LkSession *session, guint *now)
{
  LkHistory *history = lk_session_get_history (session);
  GPtrArray *past
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_session_file_free);
  guint first, end;

  find_range (history, &first, &end);
  for (guint i = first; i < end; i++)
    g_ptr_array_add (past, moment_to_file (history, i));
  *now = lk_history_get_now (history) - first;
  return past;
}

static gboolean
get_boolean (JsonObject *note, const char *name, gboolean otherwise)
{
  gboolean value = otherwise;

  lk_json_read_optional_boolean (note, "recovery", name, &value, NULL);
  return value;
}

static const char *
get_string (JsonObject *note, const char *name)
{
  const char *value = NULL;

  lk_json_read_optional_string (note, "recovery", name, &value, NULL);
  return value;
}

/* What is in force is what the file holds itself. */
static void
restore_past (LkSession *session, LkSessionFile *file)
{
  LkHistory *history = lk_session_get_history (session);
  g_autoptr (LkEpisodeState) episode
      = lk_episode_state_ref (lk_history_get_episode (history));
  g_autoptr (LkSettings) settings = lk_settings_ref (lk_history_get_settings (history));

  /* Nobody hears of the pairs that are in force only while this goes on. */
  g_object_freeze_notify (G_OBJECT (history));
  for (guint i = 0; i < file->past->len; i++)
    {
      LkSessionFile *moment = file->past->pdata[i];
      g_autoptr (LkSettings) then = lk_settings_from_file (moment);
      gboolean is_now = i == file->now;
      LkEpisodeState *state = is_now ? episode : moment->episode;

      if (i == 0)
        lk_history_reset (history, state, is_now ? settings : then);
      else
        lk_history_push (history, state, is_now ? settings : then,
                         moment->title != NULL ? moment->title : _ ("Change"), NULL);
    }
  for (guint i = file->now + 1; i < file->past->len; i++)
    lk_history_undo (history);
  g_object_thaw_notify (G_OBJECT (history));
}

void
lk_recovery_note_restore (LkSession *session, LkSessionFile *file, const char *path)
{
  LkStorage *storage;
  JsonObject *note;
  g_autofree char *own = NULL;

  g_return_if_fail (LK_IS_SESSION (session));
  g_return_if_fail (file != NULL);

  storage = lk_session_get_storage (session);
  note = file->recovery;
  if (note != NULL && get_string (note, "uri") != NULL)
    own = g_filename_from_uri (get_string (note, "uri"), NULL, NULL);
  lk_session_adopt (session, file, note != NULL ? own : path);
  if (file->past != NULL && file->now < file->past->len)
    restore_past (session, file);
  if (note == NULL)
    return;
  lk_storage_expect (storage, get_string (note, "sha256"));
  lk_storage_set_with_pictures (storage, get_boolean (note, "with_pictures", FALSE));
  if (get_boolean (note, "modified", FALSE))
    lk_storage_touch (storage);
}

/* Without its pictures, which take time. */
static JsonParser *
read_note (const char *path, JsonObject **note)
{
  g_autoptr (JsonParser) parser = lk_json_reader_load (path, MAX_BYTES, NULL);

  *note = NULL;
  if (parser != NULL)
    lk_json_read_optional_object (json_node_get_object (json_parser_get_root (parser)),
                                  "", "recovery", note, NULL);
  return g_steal_pointer (&parser);
}

gboolean
lk_recovery_holds_changes (const char *path)
{
  JsonObject *note;
  g_autoptr (JsonParser) parser = read_note (path, &note);

  return note == NULL || get_boolean (note, "modified", TRUE);
}

gboolean
lk_recovery_was_left (const char *path)
{
  JsonObject *note;
  g_autoptr (JsonParser) parser = read_note (path, &note);

  return note != NULL && get_boolean (note, "left", FALSE);
}
