/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-data-file.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"

static char *
program_folder (void)
{
  g_autofree char *program = g_file_read_link ("/proc/self/exe", NULL);

  return program != NULL ? g_path_get_dirname (program) : g_strdup (".");
}

char *
lk_data_file (const char *name, GError **error)
{
  g_autofree char *here = program_folder ();
  g_autofree char *moved = g_build_filename (here, "..", "share", "likeness", NULL);
  g_autofree char *built = g_build_filename (here, "..", "..", "data", NULL);
  const char *folders[] = { g_getenv ("LIKENESS_DATADIR"), moved, built, LK_PKGDATADIR };

  g_return_val_if_fail (name != NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (folders); i++)
    {
      g_autofree char *path = NULL;

      if (folders[i] == NULL || *folders[i] == '\0')
        continue;
      path = g_build_filename (folders[i], name, NULL);
      if (g_file_test (path, G_FILE_TEST_EXISTS))
        return g_canonicalize_filename (path, NULL);
    }
  g_set_error (error, LK_ERROR, LK_ERROR_FILE,
               _ ("%s is missing from the program’s data folder %s"), name,
               LK_PKGDATADIR);
  return NULL;
}
