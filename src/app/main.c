/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>
#include <stdlib.h>

#include "lk-application.h"
#include "lk-blas.h"
#include "lk-file.h"
#include "lk-printable.h"
#include "lk-room.h"

int
main (int argc, char *argv[])
{
  g_autoptr (LkApplication) application = NULL;
  g_autoptr (GError) error = NULL;
  const char *translations = g_getenv ("LIKENESS_LOCALEDIR");

  lk_blas_start (argv);
  lk_file_start ();
  lk_printable_start ();
  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, translations != NULL ? translations : LK_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (!lk_room_check_files (&error))
    {
      g_printerr ("likeness: %s\n", error->message);
      return EXIT_FAILURE;
    }
  g_set_application_name ("Likeness");
  application = lk_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
