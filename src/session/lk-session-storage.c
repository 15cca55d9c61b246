/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session.h"

#include <glib/gi18n-lib.h>

#include "lk-data-file.h"
#include "lk-episode-absent.h"
#include "lk-error.h"
#include "lk-settings-file.h"

/* What becomes of a file that is read: the session itself, or a step of it. */
typedef struct
{
  LkSession *session;
  char *path;
  char *path_to_show;
  gboolean is_example;
  guint revision; /* of what is on screen as it begins */
} Opening;

static void
opening_free (Opening *opening)
{
  g_object_unref (opening->session);
  g_free (opening->path);
  g_free (opening->path_to_show);
  g_free (opening);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Opening, opening_free)

char *
lk_session_get_title (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_storage_get_title (lk_session_get_storage (self));
}

const char *
lk_session_get_path (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), NULL);
  return lk_storage_get_path (lk_session_get_storage (self));
}

gboolean
lk_session_get_modified (LkSession *self)
{
  g_return_val_if_fail (LK_IS_SESSION (self), FALSE);
  return lk_storage_get_modified (lk_session_get_storage (self));
}

static void
begin_example (LkSession *self, LkSessionFile *file)
{
  g_autoptr (LkSettings) settings = lk_settings_from_file (file);

  lk_scorer_expect (lk_session_get_scorer (self), file);
  lk_session_replace (self, file->episode, settings, file->title, _ ("Open the Example"));
  lk_session_show_as_saved (self, file);
}

/* What was done meanwhile would be gone. */
static void
decline (Opening *opening)
{
  g_autofree char *name = g_filename_display_basename (opening->path);
  g_autofree char *text = g_strdup_printf (
      _ ("“%s” was not opened: this session was changed meanwhile"), name);

  lk_session_send_message (opening->session, text);
}

static void
become (Opening *opening, LkSessionFile *file)
{
  LkStorage *storage = lk_session_get_storage (opening->session);

  lk_session_adopt (opening->session, file, opening->path_to_show);
  if (g_strcmp0 (opening->path, opening->path_to_show) == 0)
    lk_storage_expect (storage, file->file_sha256);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Opening) opening = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSessionFile) file
      = lk_storage_load_finish (LK_STORAGE (source), result, &error);

  lk_session_end_reading (opening->session);
  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  if (file == NULL)
    {
      g_signal_emit_by_name (opening->session, "refused", opening->path);
      lk_session_send_message (opening->session, error->message);
    }
  else if (opening->is_example)
    begin_example (opening->session, file);
  else if (lk_storage_get_revision (LK_STORAGE (source)) != opening->revision)
    decline (opening);
  else
    become (opening, file);
}

static void
load (LkSession *self, const char *path, const char *path_to_show, gboolean is_example)
{
  Opening *opening = g_new0 (Opening, 1);

  opening->session = g_object_ref (self);
  opening->path = g_strdup (path);
  opening->path_to_show = g_strdup (path_to_show);
  opening->revision = lk_storage_get_revision (lk_session_get_storage (self));
  opening->is_example = is_example;
  lk_session_begin_reading (self);
  lk_storage_load_async (lk_session_get_storage (self), path, on_loaded, opening);
}

void
lk_session_open (LkSession *self, const char *path)
{
  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (path != NULL);
  load (self, path, path, FALSE);
}

void
lk_session_restore (LkSession *self, const char *path, const char *path_to_show)
{
  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (path != NULL);
  load (self, path, path_to_show, FALSE);
}

static void
open_sample (LkSession *self, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = lk_data_file (name, &error);

  if (path != NULL)
    load (self, path, NULL, TRUE);
  else
    lk_session_send_message (self, error->message);
}

void
lk_session_open_example (LkSession *self)
{
  g_return_if_fail (LK_IS_SESSION (self));
  open_sample (self, "sample/example.likeness");
}

void
lk_session_open_photographs (LkSession *self)
{
  g_return_if_fail (LK_IS_SESSION (self));
  open_sample (self, "sample/photographs/photographs.likeness");
}

static void
store_pages (LkSession *self, LkSessionFile *file)
{
  const LkOpponent *opponent = lk_session_get_opponent (self);

  file->sampling = lk_sampling_copy (lk_session_get_sampling (self));
  file->opponent = opponent != NULL ? lk_opponent_copy (opponent) : NULL;
}

LkSessionFile *
lk_session_to_file (LkSession *self)
{
  LkSelection *selection;
  LkSessionFile *file;

  g_return_val_if_fail (LK_IS_SESSION (self), NULL);

  selection = lk_session_get_selection (self);
  file = lk_session_file_new ();
  lk_episode_state_unref (file->episode);
  file->episode = lk_episode_get_state (lk_session_get_episode (self));
  lk_settings_to_file (lk_session_get_settings (self), file);
  file->title = g_strdup (lk_storage_get_given_title (lk_session_get_storage (self)));
  file->model_sha256 = g_strdup (lk_scorer_get_sha256 (lk_session_get_scorer (self)));
  file->model_fingerprint
      = g_strdup (lk_scorer_get_fingerprint (lk_session_get_scorer (self)));
  file->with_pictures = lk_storage_get_with_pictures (lk_session_get_storage (self));
  file->selected_query = (guint) MAX (lk_selection_get_query_index (selection), 0);
  file->selected_class = lk_selection_get_class_index (selection);
  file->view = g_strdup (lk_selection_get_view (selection));
  file->look = lk_selection_look_to_json (selection);
  store_pages (self, file);
  return file;
}

gboolean
lk_session_save (LkSession *self, const char *path, GError **error)
{
  g_return_val_if_fail (LK_IS_SESSION (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  return lk_storage_save (lk_session_get_storage (self), lk_session_to_file (self), path,
                          LK_STORAGE_SAVE, error);
}

gboolean
lk_session_save_copy (LkSession *self, const char *path, GError **error)
{
  g_return_val_if_fail (LK_IS_SESSION (self), FALSE);
  g_return_val_if_fail (path != NULL, FALSE);
  return lk_storage_save (lk_session_get_storage (self), lk_session_to_file (self), path,
                          LK_STORAGE_COPY, error);
}

/* Hands the end of a write on as the session's. */
static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (lk_storage_save_finish (LK_STORAGE (source), result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
save_async (LkSession *self,
            LkSessionFile *contents,
            const char *path,
            LkStorageMode mode,
            GAsyncReadyCallback callback,
            gpointer user_data)
{
  GTask *task = g_task_new (self, NULL, callback, user_data);

  g_task_set_source_tag (task, save_async);
  lk_storage_save_async (lk_session_get_storage (self), contents, path, mode, on_saved,
                         task);
}

/* What is sent to somebody must be whole. */
static gboolean
check_whole (LkSession *self, GError **error)
{
  LkHistory *history = lk_session_get_history (self);
  g_autoptr (GPtrArray) absent
      = lk_episode_list_absent (lk_history_get_episode (history));
  g_autofree char *what = NULL;

  if (absent->len == 0)
    return TRUE;
  what = lk_picture_describe_absence (absent->pdata[0]);
  g_set_error (error, LK_ERROR, LK_ERROR_FILE,
               _ ("The session was not saved with its pictures: %s"), what);
  return FALSE;
}

void
lk_session_save_full_async (LkSession *self,
                            const char *path,
                            LkSaveFlags flags,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  LkSessionFile *contents;
  GError *error = NULL;

  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (path != NULL);

  if ((flags & LK_SAVE_WITH_PICTURES) != 0 && !check_whole (self, &error))
    {
      g_task_report_error (self, callback, user_data, save_async, error);
      return;
    }
  contents = lk_session_to_file (self);
  contents->with_pictures
      = contents->with_pictures || (flags & LK_SAVE_WITH_PICTURES) != 0;
  save_async (self, contents, path,
              (flags & LK_SAVE_OVER) != 0 ? LK_STORAGE_SAVE_OVER : LK_STORAGE_SAVE,
              callback, user_data);
}

void
lk_session_save_async (LkSession *self,
                       const char *path,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (path != NULL);
  lk_session_save_full_async (self, path, 0, callback, user_data);
}

void
lk_session_save_copy_async (LkSession *self,
                            const char *path,
                            GAsyncReadyCallback callback,
                            gpointer user_data)
{
  g_return_if_fail (LK_IS_SESSION (self));
  g_return_if_fail (path != NULL);
  save_async (self, lk_session_to_file (self), path, LK_STORAGE_COPY, callback,
              user_data);
}

gboolean
lk_session_save_finish (LkSession *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LK_IS_SESSION (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);
  return g_task_propagate_boolean (G_TASK (result), error);
}
