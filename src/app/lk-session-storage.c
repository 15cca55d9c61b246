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

/* Everything of the file but its episode. */
static void
adopt_settings (LkSession *self, LkSessionFile *file)
{
  g_free (self->title);
  self->title = g_strdup (file->title);
  g_free (self->model_name);
  self->model_name = g_strdup (file->model);
  g_free (self->profile);
  self->profile = g_strdup (file->profile);
  g_free (self->expected_sha256);
  self->expected_sha256 = g_strdup (file->model_sha256);
  g_clear_object (&self->model);
  self->options = file->options;
  self->selected_class = file->selected_class;
  self->hovered_cell = self->pinned_cell = -1;
  g_object_notify (G_OBJECT (self), "model-name");
}

static void
adopted (LkSession *self, LkSessionFile *file)
{
  guint n = g_list_model_get_n_items (lk_episode_get_queries (self->episode));

  lk_session_select_query (self, n > 0 ? (int) MIN (file->selected_query, n - 1) : -1);
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
  adopt_settings (self, file);
  lk_episode_set_state (self->episode, file->episode, _ ("Open the Example"));
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

static LkSessionFile *
to_file (LkSession *self)
{
  LkSessionFile *file = lk_session_file_new ();

  file->title = g_strdup (self->title);
  g_free (file->model);
  file->model = g_strdup (self->model_name);
  g_free (file->model_sha256);
  file->model_sha256 = g_strdup (self->model != NULL ? lk_model_get_sha256 (self->model)
                                                     : self->expected_sha256);
  file->profile = g_strdup (self->profile);
  file->options = self->options;
  g_clear_pointer (&file->episode, lk_episode_state_unref);
  file->episode = lk_episode_get_state (self->episode);
  file->selected_query = (guint) MAX (lk_session_get_selected_query (self), 0);
  file->selected_class = self->selected_class;
  file->view = g_strdup (self->view);
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
