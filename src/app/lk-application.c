/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-application.h"

#include "lk-about.h"
#include "lk-help.h"
#include "lk-recovery.h"
#include "lk-window.h"

struct _LkApplication
{
  AdwApplication parent_instance;

  gboolean restored; /* what a process before this one left */
};

G_DEFINE_FINAL_TYPE (LkApplication, lk_application, ADW_TYPE_APPLICATION)

static const LkAccelerator accelerators[] = {
  { "app.quit", { "<Control>q" } },
  { "app.new-window", { "<Shift><Control>n" } },
  { "app.help", { "F1" } },
  { "window.close", { "<Control>w" } },
  { "win.show-help-overlay", { "<Control>question" } },
  { "win.open", { "<Control>o" } },
  { "win.save", { "<Control>s" } },
  { "win.save-as", { "<Shift><Control>s" } },
  { "win.new", { "<Control>n" } },
  { "win.undo", { "<Control>z" } },
  { "win.redo", { "<Shift><Control>z", "<Control>y" } },
  { "win.paste", { "<Control>v" } },
  { "win.add-class", { "<Control>k" } },
  { "win.add-folders", { "<Shift><Control>o" } },
  { "win.add-queries", { "<Control>i" } },
  { "win.open-model", { "<Control>m" } },
  { "win.export-figure", { "<Control>e" } },
  { "win.copy-figure", { "<Shift><Control>c" } },
  { "win.export-report", { "<Shift><Control>e" } },
  { "win.cancel", { "Escape" } },
  { "win.view('decision')", { "<Alt>1" } },
  { "win.view('pixel')", { "<Alt>2" } },
  { "win.view('part')", { "<Alt>3" } },
  { "win.view('distribution')", { "<Alt>4" } },
  { "win.view('episodes')", { "<Alt>5" } },
  { "win.view('compare')", { "<Alt>6" } },
  { "win.view('train')", { "<Alt>7" } },
  { "win.zoom-in", { "<Control>plus", "<Control>equal", "<Control>KP_Add" } },
  { "win.zoom-out", { "<Control>minus", "<Control>KP_Subtract" } },
  { "win.zoom-reset", { "<Control>0", "<Control>KP_0" } },
  { "win.next-query", { "<Control>Page_Down" } },
  { "win.previous-query", { "<Control>Page_Up" } },
  { "win.next-mistake", { "<Control>j" } },
  { "win.next-class", { "<Alt>Page_Down" } },
  { "win.previous-class", { "<Alt>Page_Up" } },
  { "win.next-pane", { "F6" } },
  { "win.previous-pane", { "<Shift>F6" } },
  { "win.toggle-support", { "F9" } },
  { "win.toggle-decision", { "<Shift>F9" } },
  { NULL },
};

const LkAccelerator *
lk_application_list_accelerators (void)
{
  return accelerators;
}

/* The windows of a process that is gone; of one that ended as it should only on a plain
 * start, or where changes would else be forgotten. */
static guint
restore_windows (LkApplication *self, gboolean is_plain)
{
  guint n = 0;
  g_autofree char *folder = lk_recovery_get_folder ();
  g_autoptr (GPtrArray) places = NULL;

  if (self->restored)
    return 0;
  self->restored = TRUE;
  places = lk_recovery_place_claim_all (folder);
  while (places->len > 0)
    {
      LkRecoveryPlace *place = g_ptr_array_steal_index (places, 0);
      LkWindow *window;

      if (!is_plain && lk_recovery_was_left (lk_recovery_place_get_path (place)))
        {
          lk_recovery_place_free (place);
          continue;
        }
      window = lk_window_new (ADW_APPLICATION (self));
      lk_window_restore (window, place);
      gtk_window_present (GTK_WINDOW (window));
      n++;
    }
  return n;
}

static void
open_window (LkApplication *self, GFile *file)
{
  LkWindow *window = lk_window_new (ADW_APPLICATION (self));

  lk_window_start (window, file);
  gtk_window_present (GTK_WINDOW (window));
}

static void
lk_application_activate (GApplication *application)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (application));
  g_autofree char *last = lk_recovery_get_last_path ();
  guint n_restored;

  if (window != NULL)
    {
      gtk_window_present (window);
      return;
    }
  n_restored = restore_windows (LK_APPLICATION (application), TRUE);
  if (n_restored == 0 || g_file_test (last, G_FILE_TEST_EXISTS))
    open_window (LK_APPLICATION (application), NULL);
}

static void
lk_application_open (GApplication *application,
                     GFile **files,
                     int n_files,
                     const char *hint)
{
  restore_windows (LK_APPLICATION (application), FALSE);
  for (int i = 0; i < n_files; i++)
    open_window (LK_APPLICATION (application), files[i]);
}

static void
quit (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  g_autoptr (GList) windows
      = g_list_copy (gtk_application_get_windows (GTK_APPLICATION (user_data)));

  /* The one that was used last is the first to come back. */
  for (GList *l = windows; l != NULL; l = l->next)
    if (!LK_IS_WINDOW (l->data))
      gtk_window_close (l->data);
    else if (!lk_window_comes_back (l->data) || lk_window_leave (l->data, l == windows))
      gtk_window_close (l->data);
}

static void
new_window (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  LkWindow *window = lk_window_new (ADW_APPLICATION (user_data));

  lk_window_keep (window);
  gtk_window_present (GTK_WINDOW (window));
}

static void
about (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  lk_about_show (gtk_application_get_active_window (GTK_APPLICATION (user_data)));
}

static void
help (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (user_data));

  lk_help_show (window, lk_help_choose_page (window));
}

static void
lk_application_startup (GApplication *application)
{
  const GActionEntry entries[] = {
    { "quit", quit },
    { "new-window", new_window },
    { "about", about },
    { "help", help },
  };

  G_APPLICATION_CLASS (lk_application_parent_class)->startup (application);
  /* The focus comes by texts that can be copied when what had it goes away. */
  g_object_set (gtk_settings_get_default (), "gtk-label-select-on-focus", FALSE, NULL);
  g_action_map_add_action_entries (G_ACTION_MAP (application), entries,
                                   G_N_ELEMENTS (entries), application);
  for (const LkAccelerator *a = accelerators; a->action != NULL; a++)
    gtk_application_set_accels_for_action (GTK_APPLICATION (application), a->action,
                                           a->keys);
}

static void
lk_application_class_init (LkApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->activate = lk_application_activate;
  application_class->open = lk_application_open;
  application_class->startup = lk_application_startup;
}

static void
lk_application_init (LkApplication *self)
{
}

LkApplication *
lk_application_new (void)
{
  return g_object_new (LK_TYPE_APPLICATION, "application-id", LK_APP_ID, "flags",
                       G_APPLICATION_HANDLES_OPEN, "resource-base-path",
                       "/io/github/likeness/Likeness", NULL);
}
