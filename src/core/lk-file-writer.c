/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-file-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "lk-error.h"
#include "lk-file-private.h"

#define BUFFER 65536
#define MAX_LINKS 40
#define NEW_MODE 0666
#define PRIVATE_MODE 0600
#define PERMISSIONS 0777

struct _LkFileWriter
{
  char *path;
  char *target;    /* where links lead to */
  char *temporary; /* (nullable): while there is something to remove */
  int handle;
  int failure; /* an errno, or 0 */
  gsize n_waiting;
  guint8 waiting[BUFFER];
};

static gboolean
fail (const char *path, int code, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("“%s” cannot be written: %s"), name,
               g_strerror (code));
  return FALSE;
}

/* Keeps why for all that follows. */
static gboolean
fail_for_good (LkFileWriter *self, GError **error)
{
  if (self->failure == 0)
    self->failure = errno;
  return fail (self->path, self->failure, error);
}

/* (transfer full) (nullable): where the links lead to, which need not exist. */
static char *
follow_links (const char *path)
{
  g_autofree char *at = g_strdup (path);

  for (guint i = 0; i < MAX_LINKS; i++)
    {
      g_autofree char *link = g_file_read_link (at, NULL);
      g_autofree char *folder = NULL;

      if (link == NULL)
        return g_steal_pointer (&at);
      folder = g_path_get_dirname (at);
      g_free (at);
      at = g_path_is_absolute (link) ? g_steal_pointer (&link)
                                     : g_build_filename (folder, link, NULL);
    }
  errno = ELOOP;
  return NULL;
}

/* @info: of a file that is replaced. Its owner may be out of reach; its permissions are
 * not, and nobody else can open the new file before it has them. */
static gboolean
keep_mode (int handle, const struct stat *info)
{
  if (fchown (handle, info->st_uid, info->st_gid) != 0
      && fchown (handle, -1, info->st_gid) != 0 && errno != EPERM && errno != EINVAL)
    return FALSE;
  return fchmod (handle, info->st_mode & PERMISSIONS) == 0;
}

static gboolean
open_temporary (LkFileWriter *self, const struct stat *replaced)
{
  g_autofree char *folder = g_path_get_dirname (self->target);

  self->temporary = g_build_filename (folder, ".likeness-XXXXXX", NULL);
  self->handle = g_mkstemp_full (self->temporary, O_WRONLY | O_CLOEXEC,
                                 replaced != NULL ? PRIVATE_MODE : NEW_MODE);
  if (self->handle < 0)
    {
      int code = errno;

      g_clear_pointer (&self->temporary, g_free);
      errno = code;
      return FALSE;
    }
  return replaced == NULL || keep_mode (self->handle, replaced);
}

LkFileWriter *
lk_file_writer_new (const char *path, GError **error)
{
  g_autoptr (LkFileWriter) self = NULL;
  struct stat info;
  gboolean is_there;

  g_return_val_if_fail (path != NULL, NULL);

  is_there = stat (path, &info) == 0;
  if (is_there && !lk_file_check_regular (path, &info, error))
    return NULL;
  if ((!is_there && (errno != ENOENT || *path == '\0'))
      || (is_there && faccessat (AT_FDCWD, path, W_OK, AT_EACCESS) != 0))
    {
      fail (path, errno, error);
      return NULL;
    }
  self = g_new0 (LkFileWriter, 1);
  self->handle = -1;
  self->path = g_strdup (path);
  self->target = follow_links (path);
  if (self->target == NULL || !open_temporary (self, is_there ? &info : NULL))
    {
      fail_for_good (self, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

void
lk_file_writer_free (LkFileWriter *self)
{
  if (self->handle >= 0)
    close (self->handle);
  if (self->temporary != NULL)
    g_unlink (self->temporary);
  g_free (self->temporary);
  g_free (self->target);
  g_free (self->path);
  g_free (self);
}

static gboolean
write_out (LkFileWriter *self, const guint8 *data, gsize size)
{
  while (size > 0)
    {
      gssize n = write (self->handle, data, size);

      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return FALSE;
      data += n;
      size -= n;
    }
  return TRUE;
}

static gboolean
flush (LkFileWriter *self)
{
  gsize size = self->n_waiting;

  self->n_waiting = 0;
  return write_out (self, self->waiting, size);
}

gboolean
lk_file_writer_write (LkFileWriter *self, gconstpointer data, gsize size, GError **error)
{
  g_return_val_if_fail (self != NULL && (data != NULL || size == 0), FALSE);
  g_return_val_if_fail (self->handle >= 0 || self->failure != 0, FALSE);

  if (self->failure != 0 || (size > BUFFER - self->n_waiting && !flush (self))
      || (size > BUFFER && !write_out (self, data, size)))
    return fail_for_good (self, error);
  if (size > 0 && size <= BUFFER)
    {
      memcpy (self->waiting + self->n_waiting, data, size);
      self->n_waiting += size;
    }
  return TRUE;
}

/* A disk may be found full only here. Some file systems know of no such order. */
static gboolean
sync_to_disk (int handle)
{
  return fsync (handle) == 0 || errno == EINVAL || errno == ENOTSUP;
}

static gboolean
close_handle (LkFileWriter *self)
{
  int handle = self->handle;

  self->handle = -1;
  return close (handle) == 0 || errno == EINTR;
}

gboolean
lk_file_writer_commit (LkFileWriter *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);
  g_return_val_if_fail (self->handle >= 0 || self->failure != 0, FALSE);

  if (self->failure != 0 || !flush (self) || !sync_to_disk (self->handle)
      || !close_handle (self) || g_rename (self->temporary, self->target) != 0)
    return fail_for_good (self, error);
  g_clear_pointer (&self->temporary, g_free);
  return TRUE;
}
