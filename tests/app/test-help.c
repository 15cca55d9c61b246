/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "lk-about.h"
#include "lk-application.h"
#include "lk-help.h"
#include "window-fixture.h"

static const char *const views[]
    = { "decision", "pixel", "part", "distribution", "episodes", "compare", "train" };

/* Where the programs that open something are: one that notes what it is to open. */
static char *home;

static void
write_home (const char *name, const char *text)
{
  g_autofree char *path = g_build_filename (home, name, NULL);
  g_autofree char *folder = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0700), ==, 0);
  g_file_set_contents (path, text, -1, &error);
  g_assert_no_error (error);
}

static void
set_up_home (void)
{
  g_autofree char *folders = NULL;
  g_autofree char *desktop = NULL;
  const char *before = g_getenv ("XDG_DATA_DIRS");

  home = g_dir_make_tmp ("likeness-help-XXXXXX", NULL);
  desktop = g_strdup_printf ("[Desktop Entry]\nType=Application\nName=Notes\n"
                             "MimeType=text/html;\nExec=cp %%f %s/shown\n",
                             home);
  write_home ("applications/notes.desktop", desktop);
  write_home ("mimeapps.list", "[Default Applications]\ntext/html=notes.desktop\n");
  write_home ("share/help/C/likeness/pixel.page", "");
  folders = g_strdup_printf ("%s/share:%s", home,
                             before != NULL ? before : "/usr/local/share:/usr/share");
  g_setenv ("XDG_DATA_HOME", home, TRUE);
  g_setenv ("XDG_CONFIG_HOME", home, TRUE);
  g_setenv ("XDG_DATA_DIRS", folders, TRUE);
}

static void
test_pages (void)
{
  g_autofree char *none = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autoptr (GError) fault = NULL;
      g_autofree char *path = lk_help_find_file (views[i], &fault);
      g_autofree char *uri = lk_help_get_uri (views[i], &fault);
      g_autofree char *name = g_strconcat (views[i], ".html", NULL);

      g_assert_no_error (fault);
      g_assert_true (g_str_has_suffix (path, name));
      g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
      g_assert_true (g_str_has_prefix (uri, "file:///"));
    }
  none = lk_help_find_file ("nothing", &error);
  g_assert_null (none);
  g_assert_nonnull (error);
}

static void
test_languages (void)
{
  const struct
  {
    const char *language, *suffix;
  } cases[] = { { "zh_CN", "method.zh_CN.html" },
                { "fr:zh_CN", "method.zh_CN.html" },
                { "en:zh_CN", "method.html" },
                { "fr", "method.html" } };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    if (g_test_subprocess ())
      {
        g_autofree char *path = lk_help_find_file ("method", NULL);

        g_print ("%s\n", path);
        return;
      }
    else
      {
        g_auto (GStrv) environment = g_get_environ ();
        g_autofree char *told = NULL;
        g_autoptr (GError) error = NULL;
        char *argv[] = { (char *) "/proc/self/exe", (char *) "-p",
                         (char *) "/help/languages", (char *) "--GTestSubprocess", NULL };

        argv[0] = g_file_read_link ("/proc/self/exe", NULL);
        environment = g_environ_setenv (environment, "LANGUAGE", cases[i].language, TRUE);
        g_spawn_sync (NULL, argv, environment, 0, NULL, NULL, &told, NULL, NULL, &error);
        g_assert_no_error (error);
        if (strstr (told, cases[i].suffix) == NULL)
          g_error ("%s: %s", cases[i].language, told);
        g_free (argv[0]);
      }
}

/* The page is that of what is shown. */
static void
test_context (void)
{
  LkWindow *window = window_fixture_new ();

  g_assert_cmpstr (lk_help_choose_page (NULL), ==, "index");
  g_assert_cmpstr (lk_help_choose_page (GTK_WINDOW (window)), ==, "index");
  lk_session_set_view (lk_window_get_session (window), "train");
  g_assert_cmpstr (lk_help_choose_page (GTK_WINDOW (window)), ==, "train");
  window_fixture_free (window);

  window = window_fixture_new_with_example ();
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      lk_session_set_view (lk_window_get_session (window), views[i]);
      g_assert_cmpstr (lk_help_choose_page (GTK_WINDOW (window)), ==, views[i]);
    }
  window_fixture_free (window);
}

/* A term is explained where its control has the focus, and each has its section. */
static void
test_terms (void)
{
  const char *const ids[]
      = { "triangle",   "weight_part", "weight_pixel", "weight_distribution",
          "neighbours", "part_form",   "distance",     "normalisation",
          "model",      "profile",     "network",      "confusion" };
  g_autofree char *file
      = g_test_build_filename (G_TEST_DIST, "..", "help", "C", "glossary.page", NULL);
  g_autofree char *glossary = NULL;
  g_autoptr (GError) error = NULL;
  LkWindow *window = window_fixture_new_with_example ();

  g_file_get_contents (file, &glossary, NULL, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const char *term = lk_help_find_term (ids[i]);
      GtkWidget *control = window_fixture_find_id (GTK_WIDGET (window), ids[i]);
      g_autofree char *section = NULL;

      g_assert_nonnull (term);
      section = g_strdup_printf ("<section id=\"%s\">", strchr (term, '#') + 1);
      g_assert_nonnull (strstr (glossary, section));
      if (gtk_widget_get_mapped (control) && gtk_widget_grab_focus (control))
        g_assert_cmpstr (lk_help_choose_page (GTK_WINDOW (window)), ==, term);
    }
  gtk_widget_grab_focus (window_fixture_find_id (GTK_WIDGET (window), "neighbours"));
  g_assert_cmpstr (lk_help_choose_page (GTK_WINDOW (window)), ==, "glossary#neighbours");
  window_fixture_free (window);
}

static gboolean
is_shown (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

/* The key opens what is shown where no program knows the pages themselves. */
static void
test_key (void)
{
  g_autoptr (LkApplication) application = lk_application_new ();
  g_auto (GStrv) keys = NULL;
  g_autofree char *shown = g_build_filename (home, "shown", NULL);
  g_autoptr (GFile) folder = g_file_new_for_path (home);
  g_autoptr (GError) error = NULL;
  /* Another program makes the file: the main loop has to hear of that. */
  g_autoptr (GFileMonitor) monitor = g_file_monitor_directory (folder, 0, NULL, &error);

  g_assert_no_error (error);
  g_application_register (G_APPLICATION (application), NULL, &error);
  g_assert_no_error (error);
  keys
      = gtk_application_get_accels_for_action (GTK_APPLICATION (application), "app.help");
  g_assert_cmpstr (keys[0], ==, "F1");
  g_action_group_activate_action (G_ACTION_GROUP (application), "help", NULL);
  test_wait (is_shown, shown);
}

/* Where a program shows the pages themselves, and has them, it is asked. */
static void
test_viewer (void)
{
  g_autofree char *has = NULL;
  g_autofree char *lacks = NULL;

  if (!g_test_subprocess ())
    {
      write_home ("applications/notes.desktop",
                  "[Desktop Entry]\nType=Application\nName=Notes\n"
                  "MimeType=x-scheme-handler/help;\nExec=true %u\n");
      write_home ("mimeapps.list",
                  "[Default Applications]\nx-scheme-handler/help=notes.desktop\n");
      g_setenv ("LIKENESS_TEST_HOME", home, TRUE);
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }
  has = lk_help_get_uri ("pixel#page", NULL);
  lacks = lk_help_get_uri ("part", NULL);
  g_assert_cmpstr (has, ==, "help:likeness/pixel#page");
  g_assert_true (g_str_has_prefix (lacks, "file:///"));
}

/* A report of a fault tells of the program, and of nothing that is looked at. */
static void
test_about (void)
{
  LkWindow *window = window_fixture_new_with_example ();
  g_autofree char *text = lk_about_describe (GTK_WINDOW (window));
  const char *const told[]
      = { "Likeness " LK_VERSION, "GTK 4.", "Kernels: ", "BLAS: ", "Network: conv64f" };
  const char *const untold[] = { "strawberry", "Fruit", ".png", ".likeness", "/", "Flower" };

  for (guint i = 0; i < G_N_ELEMENTS (told); i++)
    if (strstr (text, told[i]) == NULL)
      g_error ("no “%s” in:\n%s", told[i], text);
  for (guint i = 0; i < G_N_ELEMENTS (untold); i++)
    {
      /* The system's name may hold a slash. */
      const char *system = strstr (text, "Kernels: ");

      if (strstr (system, untold[i]) != NULL)
        g_error ("“%s” in:\n%s", untold[i], text);
    }
  window_fixture_free (window);
}

int
main (int argc, char *argv[])
{
  int status;

  if (g_getenv ("LIKENESS_TEST_HOME") == NULL)
    set_up_home ();
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/help/pages", test_pages);
  g_test_add_func ("/help/languages", test_languages);
  g_test_add_func ("/help/context", test_context);
  g_test_add_func ("/help/terms", test_terms);
  g_test_add_func ("/help/key", test_key);
  g_test_add_func ("/help/viewer", test_viewer);
  g_test_add_func ("/help/about", test_about);
  status = g_test_run ();
  if (g_getenv ("LIKENESS_TEST_HOME") == NULL)
    window_fixture_remove_folder (home);
  return status;
}
