/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <locale.h>

#include "lk-application.h"
#include "lk-linalg.h"

int
main (int argc, char *argv[])
{
  g_autoptr (LkApplication) application = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, LK_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  g_set_application_name ("Likeness");
  /* BLAS beside GTK's own threads: more than one of its threads only gets in the way. */
  lk_linalg_set_threads (1);
  application = lk_application_new ();
  return g_application_run (G_APPLICATION (application), argc, argv);
}
