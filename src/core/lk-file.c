/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-file.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"

static gboolean
check_file (GFile *file, const char *name, gsize max_bytes, gsize *size, GError **error)
{
  g_autoptr (GError) cause = NULL;
  g_autoptr (GFileInfo) info = g_file_query_info (
      file, G_FILE_ATTRIBUTE_STANDARD_TYPE "," G_FILE_ATTRIBUTE_STANDARD_SIZE,
      G_FILE_QUERY_INFO_NONE, NULL, &cause);

  if (info == NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("“%s” cannot be read: %s"), name,
                 cause->message);
  else if (g_file_info_get_file_type (info) == G_FILE_TYPE_DIRECTORY)
    g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("“%s” is a folder, not a file"),
                 name);
  else if (g_file_info_get_file_type (info) != G_FILE_TYPE_REGULAR)
    g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("“%s” is not a regular file"), name);
  else if ((guint64) g_file_info_get_size (info) > max_bytes)
    {
      g_autofree char *limit = g_format_size (max_bytes);

      g_set_error (error, LK_ERROR, LK_ERROR_LIMIT, _ ("“%s” is larger than %s"), name,
                   limit);
    }
  else
    {
      *size = g_file_info_get_size (info);
      return TRUE;
    }
  return FALSE;
}

GBytes *
lk_file_read (const char *path, gsize max_bytes, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GFileInputStream) stream = NULL;
  g_autoptr (GError) cause = NULL;
  g_autofree guint8 *data = NULL;
  gsize size;

  if (!check_file (file, name, max_bytes, &size, error))
    return NULL;
  data = g_malloc (MAX (size, 1));
  stream = g_file_read (file, NULL, &cause);
  if (stream == NULL
      || !g_input_stream_read_all (G_INPUT_STREAM (stream), data, size, &size, NULL,
                                   &cause))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("“%s” cannot be read: %s"), name,
                   cause->message);
      return NULL;
    }
  return g_bytes_new_take (g_steal_pointer (&data), size);
}
