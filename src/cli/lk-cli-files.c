/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-files.h"

#include <errno.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

#include "lk-error.h"
#include "lk-file-writer.h"

gboolean
lk_cli_check_apart (const char *output, const char *input, GError **error)
{
  GStatBuf out, in;

  if (g_stat (output, &out) == 0 && g_stat (input, &in) == 0 && in.st_dev == out.st_dev
      && in.st_ino == out.st_ino)
    {
      g_autofree char *shown = g_filename_display_name (output);

      g_set_error (error, LK_ERROR, LK_ERROR_FILE,
                   _ ("%s is the file that is read: give another name to write"), shown);
      return FALSE;
    }
  return TRUE;
}

gboolean
lk_cli_check_output (const char *output, const char *input, GError **error)
{
  g_autoptr (LkFileWriter) trial = NULL;

  if (!lk_cli_check_apart (output, input, error))
    return FALSE;
  trial = lk_file_writer_new (output, error);
  return trial != NULL;
}

gboolean
lk_cli_make_folder (const char *path, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  if (g_mkdir_with_parents (path, 0777) == 0)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("The folder %s cannot be made: %s"),
               shown, g_strerror (errno));
  return FALSE;
}
