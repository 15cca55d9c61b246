/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-window-private.h"

#include <glib/gi18n-lib.h>

/* What is kept while the window is there, and what comes back when it is not. */

char *
lk_window_get_autosave_path (void)
{
  return lk_recovery_get_last_path ();
}

static void
on_failed (LkWindow *self, const char *text)
{
  g_autofree char *whole
      = g_strdup_printf (_ ("Changes cannot be kept until they are saved: %s"), text);

  lk_window_tell_unkept (self, whole);
}

void
lk_window_keep (LkWindow *self)
{
  g_autofree char *folder = lk_recovery_get_folder ();

  if (self->recovery != NULL)
    return;
  self->recovery = lk_recovery_new (self->session, folder);
  g_signal_connect_swapped (self->recovery, "failed", G_CALLBACK (on_failed), self);
}

void
lk_window_stop_keeping (LkWindow *self)
{
  if (self->recovery == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->recovery, self);
  /* A write that is on its way would else let go of the session on its thread. */
  g_object_run_dispose (G_OBJECT (self->recovery));
  g_clear_object (&self->recovery);
}

gboolean
lk_window_comes_back (LkWindow *self)
{
  g_return_val_if_fail (LK_IS_WINDOW (self), FALSE);
  return g_settings_get_boolean (self->settings, "reopen-last-session");
}

static void
restore_last (LkWindow *self, const char *path)
{
  g_autofree char *folder = lk_recovery_get_folder ();
  g_autofree char *named = g_settings_get_string (self->settings, "last-session");
  LkRecoveryPlace *place = lk_recovery_place_new_moved (folder, path, NULL);

  if (place != NULL)
    lk_recovery_restore (self->recovery, place, *named != '\0' ? named : NULL);
  else
    lk_session_restore (self->session, path, *named != '\0' ? named : NULL);
}

void
lk_window_start (LkWindow *self, GFile *file)
{
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *last = lk_window_get_autosave_path ();

  g_return_if_fail (LK_IS_WINDOW (self));

  lk_window_keep (self);
  if (path != NULL)
    lk_session_open (self->session, path);
  else if (lk_window_comes_back (self) && g_file_test (last, G_FILE_TEST_EXISTS))
    restore_last (self, last);
}

void
lk_window_restore (LkWindow *self, LkRecoveryPlace *place)
{
  g_return_if_fail (LK_IS_WINDOW (self));
  g_return_if_fail (place != NULL);

  lk_window_keep (self);
  lk_recovery_restore (self->recovery, place, NULL);
}

static void
save_geometry (LkWindow *self)
{
  const char *named = lk_session_get_path (self->session);
  int width, height;

  gtk_window_get_default_size (GTK_WINDOW (self), &width, &height);
  g_settings_set_int (self->settings, "window-width", width);
  g_settings_set_int (self->settings, "window-height", height);
  g_settings_set_boolean (self->settings, "window-maximized",
                          gtk_window_is_maximized (GTK_WINDOW (self)));
  g_settings_set_string (self->settings, "last-session", named != NULL ? named : "");
}

/* Only where the state cannot be kept the window stays, once, and says why. */
gboolean
lk_window_leave (LkWindow *self, gboolean is_last)
{
  g_autofree char *path = is_last ? lk_window_get_autosave_path () : NULL;
  g_autoptr (GError) error = NULL;

  lk_window_keep (self);
  save_geometry (self);
  if (!lk_recovery_leave (self->recovery, path, &error) && !self->warned)
    {
      self->warned = TRUE;
      lk_window_show_toast (self, error->message, FALSE);
      return FALSE;
    }
  self->leaving = TRUE;
  return TRUE;
}

/* Nothing of it comes back. */
static void
give_up (LkWindow *self)
{
  save_geometry (self);
  if (self->recovery != NULL)
    lk_recovery_discard (self->recovery);
  self->leaving = TRUE;
}

static gboolean
close_later (gpointer user_data)
{
  gtk_window_close (GTK_WINDOW (user_data));
  return G_SOURCE_REMOVE;
}

/* Not before the question that was answered is gone itself. */
static void
close_for_good (LkWindow *self, const char *subject)
{
  give_up (self);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, close_later, g_object_ref (self),
                   g_object_unref);
}

static gboolean
is_last_window (LkWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  GList *windows = application != NULL ? gtk_application_get_windows (application) : NULL;

  for (GList *l = windows; l != NULL; l = l->next)
    if (l->data != self && LK_IS_WINDOW (l->data))
      return FALSE;
  return TRUE;
}

/* Where the program ends with it, nothing is asked and nothing is lost: the state is
 * there again at the next start. Else it would be gone, and a question comes first. */
gboolean
lk_window_close_request (GtkWindow *window)
{
  LkWindow *self = LK_WINDOW (window);

  if (self->leaving)
    return FALSE;
  if (lk_window_comes_back (self) && is_last_window (self))
    return !lk_window_leave (self, TRUE);
  if (!lk_session_get_modified (self->session))
    {
      give_up (self);
      return FALSE;
    }
  lk_window_ask_first (self, close_for_good, NULL);
  return TRUE;
}
