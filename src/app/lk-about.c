/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-about.h"

#include <glib/gi18n-lib.h>

#include "lk-blas.h"
#include "lk-cpu.h"
#include "lk-linalg.h"

static void
add_versions (GString *text)
{
  g_string_append_printf (text, "Likeness %s\n", LK_VERSION);
  g_string_append_printf (text, "GTK %u.%u.%u, libadwaita %u.%u.%u, GLib %u.%u.%u\n",
                          gtk_get_major_version (), gtk_get_minor_version (),
                          gtk_get_micro_version (), adw_get_major_version (),
                          adw_get_minor_version (), adw_get_micro_version (),
                          glib_major_version, glib_minor_version, glib_micro_version);
}

static void
add_machine (GString *text)
{
  LkKernels kernels = lk_cpu_get_kernels ();
  g_autofree char *library = lk_blas_describe_library ();
  g_autofree char *system = g_get_os_info (G_OS_INFO_KEY_PRETTY_NAME);

  g_string_append_printf (text, "System: %s\n", system != NULL ? system : "unknown");
  g_string_append_printf (text, "Kernels: %s%s, %u processors\n",
                          lk_kernels_to_string (kernels),
                          lk_cpu_has_vnni (kernels) ? " with VNNI" : "", lk_cpu_count ());
  g_string_append_printf (text, "BLAS: %s, on the kernels of %s\n", library,
                          lk_linalg_get_core_name ());
}

static void
add_drawing (GString *text, GtkWindow *window)
{
  GskRenderer *renderer = gtk_native_get_renderer (GTK_NATIVE (window));
  GdkDisplay *display = gtk_widget_get_display (GTK_WIDGET (window));

  g_string_append_printf (
      text, "Drawn by: %s on %s, scale %d\n",
      renderer != NULL ? G_OBJECT_TYPE_NAME (renderer) : "nothing yet",
      G_OBJECT_TYPE_NAME (display), gtk_widget_get_scale_factor (GTK_WIDGET (window)));
}

static void
add_model (GString *text, LkWindow *window)
{
  LkModel *model = lk_session_get_model (lk_window_get_session (window));
  g_autofree char *described = model != NULL ? lk_model_describe (model) : NULL;

  g_string_append_printf (text, "Network: %s\n", described != NULL ? described : "none");
}

char *
lk_about_describe (GtkWindow *window)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (window == NULL || GTK_IS_WINDOW (window), NULL);

  add_versions (text);
  add_machine (text);
  if (window != NULL)
    add_drawing (text, window);
  if (LK_IS_WINDOW (window))
    add_model (text, LK_WINDOW (window));
  return g_string_free (text, FALSE);
}

void
lk_about_show (GtkWindow *window)
{
  g_autofree char *facts = lk_about_describe (window);

  adw_show_about_window (
      window, "application-name", "Likeness", "application-icon", LK_APP_ID, "version",
      LK_VERSION, "developer-name", _ ("The Likeness developers"), "license-type",
      GTK_LICENSE_GPL_3_0, "comments",
      _ ("See why pictures match: which class a picture is most like, which level of the "
         "metric "
         "said so, and where in the pictures that came from."),
      "debug-info", facts, "debug-info-filename", "likeness-debug-info.txt", NULL);
}
