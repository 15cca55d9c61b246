/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-file.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <unistd.h>

#include "lk-error.h"
#include "lk-file-private.h"
#include "lk-file-writer.h"

void
lk_file_start (void)
{
  signal (SIGXFSZ, SIG_IGN);
}

gboolean
lk_file_check_regular (const char *path, const struct stat *info, GError **error)
{
  g_autofree char *name = NULL;

  if (S_ISREG (info->st_mode))
    return TRUE;
  name = g_filename_display_name (path);
  if (S_ISDIR (info->st_mode))
    g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("“%s” is a folder, not a file"),
                 name);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("“%s” is not a regular file"), name);
  return FALSE;
}

static gboolean
fail (const char *path, int code, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autofree char *target = code == ENOENT ? g_file_read_link (path, NULL) : NULL;

  if (target != NULL)
    {
      g_autofree char *shown = g_filename_display_name (target);

      g_set_error (error, LK_ERROR, LK_ERROR_FILE,
                   _ ("“%s” cannot be read: the link's target “%s” is missing"), name,
                   shown);
      return FALSE;
    }
  g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("“%s” cannot be read: %s"), name,
               g_strerror (code));
  return FALSE;
}

static gboolean
check (const char *path, const struct stat *info, gsize max_bytes, GError **error)
{
  g_autofree char *name = NULL;
  g_autofree char *limit = NULL;

  if (!lk_file_check_regular (path, info, error))
    return FALSE;
  if ((guint64) info->st_size <= max_bytes)
    return TRUE;
  name = g_filename_display_name (path);
  limit = g_format_size (max_bytes);
  g_set_error (error, LK_ERROR, LK_ERROR_LIMIT, _ ("“%s” is larger than %s"), name,
               limit);
  return FALSE;
}

/* Looks before it opens, as opening alone may wait for ever or move a tape; and again
 * behind it, at what was really opened. Returns: a descriptor, or -1. */
static int
open_to_read (const char *path, gsize max_bytes, gsize *size, GError **error)
{
  struct stat info;
  int handle;

  if (stat (path, &info) != 0)
    {
      fail (path, errno, error);
      return -1;
    }
  if (!check (path, &info, max_bytes, error))
    return -1;
  handle = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);
  if (handle < 0 || fstat (handle, &info) != 0)
    fail (path, errno, error);
  else if (check (path, &info, max_bytes, error))
    {
      *size = info.st_size;
      return handle;
    }
  if (handle >= 0)
    close (handle);
  return -1;
}

/* A file that shrinks meanwhile ends where it ends. */
static gboolean
read_all (int handle, guint8 *data, gsize *size)
{
  gsize n = 0;

  while (n < *size)
    {
      gssize got = read (handle, data + n, *size - n);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return FALSE;
      if (got == 0)
        break;
      n += got;
    }
  data[n] = '\0';
  *size = n;
  return TRUE;
}

/* The first @n bytes that there are. Closes @handle. */
static GBytes *
take (int handle, const char *path, gsize n, GError **error)
{
  g_autofree guint8 *data = g_try_malloc (n + 1);
  gboolean is_read;

  if (data == NULL)
    errno = ENOMEM;
  is_read = data != NULL && read_all (handle, data, &n);
  if (!is_read)
    fail (path, errno, error);
  close (handle);
  return is_read ? g_bytes_new_take (g_steal_pointer (&data), n) : NULL;
}

GBytes *
lk_file_read (const char *path, gsize max_bytes, GError **error)
{
  gsize size;
  int handle;

  g_return_val_if_fail (path != NULL, NULL);

  handle = open_to_read (path, max_bytes, &size, error);
  return handle >= 0 ? take (handle, path, size, error) : NULL;
}

GBytes *
lk_file_read_head (const char *path, gsize n, gsize *size, GError **error)
{
  int handle;

  g_return_val_if_fail (path != NULL && size != NULL, NULL);

  handle = open_to_read (path, G_MAXSIZE, size, error);
  return handle >= 0 ? take (handle, path, MIN (n, *size), error) : NULL;
}

gboolean
lk_file_write (const char *path, gconstpointer data, gsize size, GError **error)
{
  g_autoptr (LkFileWriter) writer = NULL;

  g_return_val_if_fail (path != NULL && (data != NULL || size == 0), FALSE);

  writer = lk_file_writer_new (path, error);
  return writer != NULL && lk_file_writer_write (writer, data, size, error)
         && lk_file_writer_commit (writer, error);
}
