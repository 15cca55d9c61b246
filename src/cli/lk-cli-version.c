/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-version.h"

#include <glib/gi18n-lib.h>

#include "lk-blas.h"
#include "lk-cli-table.h"
#include "lk-cpu.h"
#include "lk-linalg.h"

static void
add_row (LkCliTable *table, const char *title, char *value)
{
  lk_cli_table_add (table, title, value);
  g_free (value);
}

void
lk_cli_print_version (void)
{
  g_autoptr (LkCliTable) table = lk_cli_table_new ("ll");
  LkKernels kernels = lk_cpu_get_kernels ();
  const char *name = lk_kernels_to_string (kernels);
  g_autofree char *library = lk_blas_describe_library ();

  g_print ("likeness-cli %s\n", LK_VERSION);
  add_row (table, _ ("Kernels"),
           lk_cpu_has_vnni (kernels) ? g_strdup_printf (_ ("%s with VNNI"), name)
                                     : g_strdup (name));
  add_row (table, "BLAS",
           g_strdup_printf (_ ("%s, on the kernels of %s"), library,
                            lk_linalg_get_core_name ()));
  add_row (table, _ ("Build"), g_strdup (LK_BUILD));
  add_row (table, "GLib",
           g_strdup_printf ("%u.%u.%u", glib_major_version, glib_minor_version,
                            glib_micro_version));
  lk_cli_table_print (table, 2);
}
