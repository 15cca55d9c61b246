/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-folder.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

#include "lk-error.h"

#define PREFIX "checkpoint-"
#define SUFFIX ".safetensors"
#define N_KEPT 2
/* Files of a process that was killed: lk-file-writer.c. */
#define UNFINISHED ".likeness-"

struct _LkTrainingFolder
{
  char *path;
  int lock;
};

static gboolean
fail (const char *path, const char *message, int problem, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, LK_ERROR, LK_ERROR_FILE, "%s: %s: %s", shown, message,
               g_strerror (problem));
  return FALSE;
}

static gboolean
lock_folder (LkTrainingFolder *self, GError **error)
{
  g_autofree char *path = g_build_filename (self->path, ".lock", NULL);

  self->lock = g_open (path, O_CREAT | O_RDWR | O_CLOEXEC, 0666);
  if (self->lock < 0)
    return fail (self->path, _ ("nothing can be written into this folder"), errno, error);
  if (flock (self->lock, LOCK_EX | LOCK_NB) == 0)
    return TRUE;
  if (errno == EWOULDBLOCK)
    {
      g_autofree char *shown = g_filename_display_name (self->path);

      g_set_error (error, LK_ERROR, LK_ERROR_FILE,
                   _ ("%s: another training is using this folder"), shown);
      return FALSE;
    }
  return fail (self->path, _ ("this folder cannot be locked"), errno, error);
}

/* Nobody else writes here while it is locked. */
static void
remove_unfinished (LkTrainingFolder *self)
{
  g_autoptr (GDir) dir = g_dir_open (self->path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (g_str_has_prefix (name, UNFINISHED))
      {
        g_autofree char *path = g_build_filename (self->path, name, NULL);

        g_unlink (path);
      }
}

LkTrainingFolder *
lk_training_folder_open (const char *path, GError **error)
{
  g_autoptr (LkTrainingFolder) self = g_new0 (LkTrainingFolder, 1);

  self->path = g_strdup (path);
  self->lock = -1;
  if (g_mkdir_with_parents (path, 0777) != 0)
    {
      fail (path, _ ("this folder cannot be made"), errno, error);
      return NULL;
    }
  if (!lock_folder (self, error))
    return NULL;
  remove_unfinished (self);
  return g_steal_pointer (&self);
}

void
lk_training_folder_free (LkTrainingFolder *self)
{
  if (self == NULL)
    return;
  if (self->lock >= 0)
    close (self->lock);
  g_free (self->path);
  g_free (self);
}

char *
lk_training_folder_get_path (LkTrainingFolder *self, const char *name)
{
  g_return_val_if_fail (self != NULL, NULL);

  return g_build_filename (self->path, name, NULL);
}

static gboolean
is_checkpoint (const char *name)
{
  gsize length = strlen (name);

  return g_str_has_prefix (name, PREFIX) && g_str_has_suffix (name, SUFFIX)
         && length > strlen (PREFIX) + strlen (SUFFIX)
         && strspn (name + strlen (PREFIX), "0123456789")
                == length - strlen (PREFIX) - strlen (SUFFIX);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* Their names, the oldest first: numbers have leading zeros. */
static GPtrArray *
list (LkTrainingFolder *self)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (self->path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (is_checkpoint (name))
      g_ptr_array_add (names, g_strdup (name));
  g_ptr_array_sort (names, compare_names);
  return names;
}

gboolean
lk_training_folder_has_checkpoint (LkTrainingFolder *self)
{
  g_autoptr (GPtrArray) names = list (self);

  return names->len > 0;
}

gboolean
lk_training_folder_save (LkTrainingFolder *self,
                         LkCheckpoint *checkpoint,
                         guint64 step,
                         GError **error)
{
  g_autofree char *name = g_strdup_printf (PREFIX "%012" G_GUINT64_FORMAT SUFFIX, step);
  g_autofree char *path = g_build_filename (self->path, name, NULL);
  g_autoptr (GPtrArray) names = NULL;

  if (!lk_checkpoint_save (checkpoint, path, error))
    return FALSE;
  names = list (self);
  for (guint i = 0; i + N_KEPT < names->len; i++)
    {
      g_autofree char *old = g_build_filename (self->path, names->pdata[i], NULL);

      g_unlink (old);
    }
  return TRUE;
}

LkCheckpoint *
lk_training_folder_load (LkTrainingFolder *self, GError **error)
{
  g_autoptr (GPtrArray) names = list (self);
  g_autofree char *shown = g_filename_display_name (self->path);
  g_autoptr (GError) problem = NULL;

  for (guint i = names->len; i-- > 0;)
    {
      g_autofree char *path = g_build_filename (self->path, names->pdata[i], NULL);
      LkCheckpoint *checkpoint
          = lk_checkpoint_load (path, problem == NULL ? &problem : NULL);

      if (checkpoint != NULL)
        return checkpoint;
    }
  if (problem != NULL)
    g_propagate_error (error, g_steal_pointer (&problem));
  else
    g_set_error (error, LK_ERROR, LK_ERROR_FILE,
                 _ ("%s: there is no checkpoint to go on from"), shown);
  return NULL;
}
