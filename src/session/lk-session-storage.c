/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-data-file.h"

typedef struct
{
  char *path;
  char *path_to_show;
  gboolean is_example;
} Opening;

static void
opening_free (Opening *opening)
{
  g_free (opening->path);
  g_free (opening->path_to_show);
  g_free (opening);
}

char *
lk_session_get_title (LkSession *self)
{
  g_autofree char *name = NULL;

  if (self->path == NULL)
    return g_strdup (self->title != NULL ? self->title : _ ("Untitled"));
  name = g_filename_display_basename (self->path);
  if (g_str_has_suffix (name, ".likeness"))
    name[strlen (name) - strlen (".likeness")] = '\0';
  return g_steal_pointer (&name);
}

const char *
lk_session_get_path (LkSession *self)
{
  return self->path;
}

gboolean
lk_session_get_modified (LkSession *self)
{
  return self->modified;
}

static void
set_path (LkSession *self, const char *path)
{
  g_autofree char *copy = g_strdup (path);

  g_free (self->path);
  self->path = g_steal_pointer (&copy);
  g_object_notify (G_OBJECT (self), "path");
  g_object_notify (G_OBJECT (self), "title");
}

static void
adopt_masks (LkSettings *settings, LkSessionFile *file)
{
  GPtrArray *queries = lk_episode_state_get_queries (file->episode);
  GHashTableIter iter;
  gpointer index, kept;

  g_hash_table_iter_init (&iter, file->masks);
  while (g_hash_table_iter_next (&iter, &index, &kept))
    if (GPOINTER_TO_UINT (index) < queries->len)
      lk_settings_set_mask (settings, queries->pdata[GPOINTER_TO_UINT (index)], kept);
}

static void
adopt_off (LkSettings *settings, LkSessionFile *file)
{
  GHashTableIter iter;
  gpointer key;

  g_hash_table_iter_init (&iter, file->off);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      guint class_index = GPOINTER_TO_UINT (key) / LK_EPISODE_MAX_SHOTS;
      guint shot = GPOINTER_TO_UINT (key) % LK_EPISODE_MAX_SHOTS;
      GPtrArray *shots = lk_episode_state_get_shots (file->episode, class_index);

      if (shot < shots->len)
        lk_settings_set_off (settings, shots->pdata[shot], TRUE);
    }
}

/* Everything of the file but its episode. */
static void
adopt_settings (LkSession *self, LkSessionFile *file)
{
  g_autoptr (LkSettings) settings = lk_settings_new ();

  g_free (self->title);
  self->title = g_strdup (file->title);
  g_free (self->expected_sha256);
  self->expected_sha256 = g_strdup (file->model_sha256);
  self->selected_class = file->selected_class;
  lk_session_forget_cells (self);
  lk_settings_set_model (settings, file->model, file->profile);
  lk_settings_set_options (settings, &file->options);
  adopt_masks (settings, file);
  adopt_off (settings, file);
  lk_session_use_settings (self, settings);
}

static void
adopted (LkSession *self, LkSessionFile *file)
{
  guint n = g_list_model_get_n_items (lk_episode_get_queries (self->episode));

  lk_session_forget_cells (self);
  self->look = file->look != NULL ? lk_look_from_json (file->look, self->pins)
                                  : lk_look_default ();
  lk_session_update_labels (self);
  lk_session_restore_query (self, n > 0 ? (int) MIN (file->selected_query, n - 1) : -1);
  lk_session_set_view (self, file->view);
  g_signal_emit_by_name (self, "decided");
  lk_session_rescore (self);
}

void
lk_session_adopt (LkSession *self, LkSessionFile *file, const char *path)
{
  self->loading = TRUE;
  adopt_settings (self, file);
  lk_episode_reset (self->episode, file->episode);
  lk_history_clear (self->history);
  lk_session_use_sampling (self, file->sampling);
  lk_session_use_opponent (self, file->opponent);
  self->loading = FALSE;
  set_path (self, path);
  adopted (self, file);
  lk_session_set_modified (self, FALSE);
}

static void
load (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opening *opening = data;
  g_autoptr (GError) error = NULL;
  LkSessionFile *file = lk_session_file_load (opening->path, &error);

  if (file != NULL)
    g_task_return_pointer (task, file, (GDestroyNotify) lk_session_file_free);
  else
    g_task_return_error (task, g_steal_pointer (&error));
}

static void
loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkSession *self = LK_SESSION (source);
  Opening *opening = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSettings) before = NULL;
  g_autoptr (LkSessionFile) file = g_task_propagate_pointer (G_TASK (result), &error);

  if (file == NULL)
    {
      lk_session_send_message (self, error->message);
      return;
    }
  if (!opening->is_example)
    {
      lk_session_adopt (self, file, opening->path_to_show);
      return;
    }
  self->loading = TRUE;
  before = lk_settings_ref (self->settings);
  adopt_settings (self, file);
  lk_episode_set_state (self->episode, file->episode, _ ("Open the Example"));
  lk_history_push (self->history, TRUE, before, self->settings, _ ("Open the Example"),
                   NULL);
  self->loading = FALSE;
  set_path (self, NULL);
  adopted (self, file);
}

static void
open (LkSession *self, char *path, const char *path_to_show, gboolean is_example)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, loaded, NULL);
  Opening *opening = g_new0 (Opening, 1);

  opening->path = path;
  opening->path_to_show = g_strdup (path_to_show);
  opening->is_example = is_example;
  g_task_set_task_data (task, opening, (GDestroyNotify) opening_free);
  g_task_run_in_thread (task, load);
}

void
lk_session_open (LkSession *self, const char *path)
{
  g_return_if_fail (LK_IS_SESSION (self));
  open (self, g_strdup (path), path, FALSE);
}

void
lk_session_restore (LkSession *self, const char *path, const char *path_to_show)
{
  g_return_if_fail (LK_IS_SESSION (self));
  open (self, g_strdup (path), path_to_show, FALSE);
}

void
lk_session_open_example (LkSession *self)
{
  g_autoptr (GError) error = NULL;
  char *path = lk_data_file ("sample/example.likeness", &error);

  g_return_if_fail (LK_IS_SESSION (self));

  if (path != NULL)
    open (self, path, NULL, TRUE);
  else
    lk_session_send_message (self, error->message);
}

/* Masks and shots that are off, by their places in the file. */
static void
store_settings (LkSession *self, LkSessionFile *file)
{
  GPtrArray *queries = lk_episode_state_get_queries (file->episode);

  for (guint i = 0; i < queries->len; i++)
    {
      GBytes *kept = lk_settings_get_mask (self->settings, queries->pdata[i]);

      if (kept != NULL)
        g_hash_table_insert (file->masks, GUINT_TO_POINTER (i), g_bytes_ref (kept));
    }
  for (guint i = 0; i < lk_episode_state_get_n_classes (file->episode); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (file->episode, i);

      for (guint j = 0; j < shots->len; j++)
        if (lk_settings_is_off (self->settings, shots->pdata[j]))
          g_hash_table_add (file->off, GUINT_TO_POINTER (i * LK_EPISODE_MAX_SHOTS + j));
    }
}

static LkSessionFile *
to_file (LkSession *self)
{
  LkSessionFile *file = lk_session_file_new ();

  file->title = g_strdup (self->title);
  g_free (file->model);
  file->model = g_strdup (lk_session_get_model_name (self));
  g_free (file->model_sha256);
  file->model_sha256 = g_strdup (self->model != NULL ? lk_model_get_sha256 (self->model)
                                                     : self->expected_sha256);
  file->profile = g_strdup (lk_session_get_profile (self));
  file->options = *lk_session_get_options (self);
  g_clear_pointer (&file->episode, lk_episode_state_unref);
  file->episode = lk_episode_get_state (self->episode);
  file->selected_query = (guint) MAX (lk_session_get_selected_query (self), 0);
  file->selected_class = self->selected_class;
  file->view = g_strdup (self->view);
  file->look
      = lk_look_to_json (&self->look, (const guint *) self->pins->data, self->pins->len);
  file->sampling = lk_sampling_copy (self->sampling);
  file->opponent = self->opponent != NULL ? lk_opponent_copy (self->opponent) : NULL;
  store_settings (self, file);
  return file;
}

gboolean
lk_session_save_copy (LkSession *self, const char *path, GError **error)
{
  g_autoptr (LkSessionFile) file = to_file (self);

  return lk_session_file_save (file, path, error);
}

gboolean
lk_session_save (LkSession *self, const char *path, GError **error)
{
  g_return_val_if_fail (LK_IS_SESSION (self), FALSE);

  if (!lk_session_save_copy (self, path, error))
    return FALSE;
  set_path (self, path);
  lk_session_set_modified (self, FALSE);
  return TRUE;
}

void
lk_session_clear (LkSession *self)
{
  g_autoptr (LkSessionFile) empty = lk_session_file_new ();

  lk_session_adopt (self, empty, NULL);
}
