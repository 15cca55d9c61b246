/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lk-folder-item.h"
#include "lk-folder-window.h"
#include "window-fixture.h"

#define N_PICTURES 5

/* The window with the example, and a folder of pictures, one of them in a folder in it.
 */
typedef struct
{
  LkWindow *window;
  LkSession *session;
  char *folder;
  char *pictures;
  LkFolderJob *job;
  LkFolderWindow *shown;
} Fixture;

static void
copy (Fixture *fixture, const char *name, const char *to)
{
  g_autofree char *from
      = g_build_filename (g_getenv ("LIKENESS_DATADIR"), "sample", name, NULL);
  g_autofree char *path = g_build_filename (fixture->pictures, to, NULL);
  g_autofree char *above = g_path_get_dirname (path);
  g_autoptr (GFile) source = g_file_new_for_path (from);
  g_autoptr (GFile) target = g_file_new_for_path (path);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (above, 0700), ==, 0);
  g_file_copy (source, target, G_FILE_COPY_NONE, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("likeness-folder-XXXXXX", NULL);
  fixture->pictures = g_build_filename (fixture->folder, "trap", NULL);
  copy (fixture, "bird-owl.png", "a.png");
  copy (fixture, "rooster.png", "b.png");
  copy (fixture, "hornet.png", "c.png");
  copy (fixture, "avocado.png", "deep/d.png");
  copy (fixture, "clownfish.png", "e.png");
  fixture->window = window_fixture_new_with_example ();
  fixture->session = lk_window_get_session (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_object (&fixture->job);
  window_fixture_free (fixture->window);
  window_fixture_remove_folder (fixture->folder);
  g_free (fixture->pictures);
  g_free (fixture->folder);
}

static gboolean
is_still (gpointer job)
{
  return !lk_folder_job_get_running (job);
}

static void
show (Fixture *fixture, const char *folder)
{
  fixture->job = lk_folder_job_new (lk_session_get_scoring (fixture->session),
                                    lk_session_get_options (fixture->session), folder);
  fixture->shown = lk_folder_window_new (GTK_WINDOW (fixture->window), fixture->session,
                                         fixture->job);
  gtk_window_present (GTK_WINDOW (fixture->shown));
}

static const char *
get_text (Fixture *fixture, const char *id)
{
  return gtk_label_get_text (
      GTK_LABEL (window_fixture_find_id (GTK_WIDGET (fixture->shown), id)));
}

static GtkColumnView *
get_list (Fixture *fixture)
{
  return GTK_COLUMN_VIEW (window_fixture_find_id (GTK_WIDGET (fixture->shown), "list"));
}

static GListModel *
get_rows (Fixture *fixture)
{
  return G_LIST_MODEL (gtk_column_view_get_model (get_list (fixture)));
}

static char *
read_text (const char *path)
{
  g_autoptr (GError) error = NULL;
  char *text;

  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

/* The table is that of the command, to the last digit. */
static void
test_same_as_command (Fixture *fixture, gconstpointer data)
{
  g_autofree char *own = g_build_filename (fixture->folder, "own.csv", NULL);
  g_autofree char *other = g_build_filename (fixture->folder, "other.csv", NULL);
  g_autofree char *opened = g_build_filename (fixture->folder, "s.likeness", NULL);
  const char *command[] = { g_getenv ("LIKENESS_CLI"),
                            "classify",
                            opened,
                            fixture->pictures,
                            "--csv",
                            other,
                            "--reject",
                            "--quiet",
                            NULL };
  g_autofree char *expected = NULL;
  g_autofree char *found = NULL;
  g_autoptr (GError) error = NULL;
  int status;

  show (fixture, fixture->pictures);
  test_wait (is_still, fixture->job);
  g_assert_cmpuint (g_list_model_get_n_items (get_rows (fixture)), ==, N_PICTURES);
  g_assert_true (g_str_has_prefix (get_text (fixture, "counts"), "5 pictures"));
  g_assert_cmpstr (get_text (fixture, "status"), ==, "");
  lk_folder_window_save (fixture->shown, own);
  g_assert_cmpstr (get_text (fixture, "status"), ==, "Saved as own.csv");
  g_assert_true (lk_session_save_copy (fixture->session, opened, &error));
  g_spawn_sync (NULL, (char **) command, NULL, G_SPAWN_STDOUT_TO_DEV_NULL, NULL, NULL,
                NULL, NULL, &status, &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, &error));
  found = read_text (own);
  expected = read_text (other);
  g_assert_cmpstr (found, ==, expected);
  g_assert_nonnull (strstr (found, "deep/d.png"));
}

/* Sorted by margin, and a row opens as a query, once. */
static void
test_opens (Fixture *fixture, gconstpointer data)
{
  GListModel *queries
      = lk_episode_get_queries (lk_session_get_episode (fixture->session));
  guint n_before = g_list_model_get_n_items (queries);
  g_autoptr (GtkColumnViewColumn) margin = NULL;
  g_autoptr (LkFolderItem) first = NULL;
  double last = -1;

  show (fixture, fixture->pictures);
  test_wait (is_still, fixture->job);
  margin = g_list_model_get_item (gtk_column_view_get_columns (get_list (fixture)), 4);
  g_assert_cmpstr (gtk_column_view_column_get_title (margin), ==, "Margin");
  gtk_column_view_sort_by_column (get_list (fixture), margin, GTK_SORT_ASCENDING);
  window_fixture_settle (fixture->window);
  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autoptr (LkFolderItem) item = g_list_model_get_item (get_rows (fixture), i);
      double value = lk_folder_item_get (item)->found.margin;

      g_assert_cmpfloat (value, >=, last);
      last = value;
    }
  lk_session_set_view (fixture->session, "episodes");
  first = g_list_model_get_item (get_rows (fixture), 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (LkQuery) query = NULL;

      g_signal_emit_by_name (get_list (fixture), "activate", 0);
      window_fixture_settle (fixture->window);
      g_assert_cmpuint (g_list_model_get_n_items (queries), ==, n_before + 1);
      query = g_list_model_get_item (
          queries, (guint) lk_session_get_selected_query (fixture->session));
      g_assert_cmpstr (lk_picture_get_path (lk_query_get_picture (query)), ==,
                       lk_folder_item_get_path (first));
    }
  g_assert_cmpstr (lk_session_get_view (fixture->session), ==, "decision");
}

/* What cannot be read is counted; a folder without pictures is an error; one that was
 * stopped keeps what there is. */
static void
test_ends (Fixture *fixture, gconstpointer data)
{
  g_autofree char *broken = g_build_filename (fixture->pictures, "f.png", NULL);
  g_autofree char *empty = g_build_filename (fixture->folder, "empty", NULL);
  GtkWidget *status;

  g_assert_true (g_file_set_contents (broken, "nothing", -1, NULL));
  show (fixture, fixture->pictures);
  test_wait (is_still, fixture->job);
  g_assert_true (
      g_str_has_suffix (get_text (fixture, "counts"), ", 1 could not be read"));
  gtk_window_destroy (GTK_WINDOW (fixture->shown));
  g_clear_object (&fixture->job);

  g_assert_cmpint (g_mkdir (empty, 0700), ==, 0);
  show (fixture, empty);
  test_wait (is_still, fixture->job);
  status = window_fixture_find_id (GTK_WIDGET (fixture->shown), "status");
  g_assert_true (gtk_widget_has_css_class (status, "error"));
  g_assert_nonnull (strstr (get_text (fixture, "status"), "no picture"));
  gtk_window_destroy (GTK_WINDOW (fixture->shown));
  g_clear_object (&fixture->job);

  show (fixture, fixture->pictures);
  gtk_widget_activate_action (GTK_WIDGET (fixture->shown), "folder.cancel", NULL);
  test_wait (is_still, fixture->job);
  g_assert_false (gtk_widget_has_css_class (
      window_fixture_find_id (GTK_WIDGET (fixture->shown), "status"), "error"));
}

/* Nothing that could be read any more, but the system tells the same of the file. */
static void
spoil (Fixture *fixture, const char *name, gboolean secretly)
{
  g_autofree char *path = g_build_filename (fixture->pictures, name, NULL);
  g_autofree char *nothing = NULL;
  struct stat before;
  int file;

  g_assert_cmpint (stat (path, &before), ==, 0);
  nothing = g_malloc0 ((gsize) before.st_size);
  file = open (path, O_WRONLY | O_CLOEXEC);
  g_assert_cmpint (write (file, nothing, (gsize) before.st_size), ==, before.st_size);
  if (!secretly)
    before.st_mtim.tv_sec--;
  g_assert_cmpint (futimens (file, (struct timespec[]){ before.st_atim, before.st_mtim }),
                   ==, 0);
  close (file);
}

static void
show_again (Fixture *fixture)
{
  gtk_window_destroy (GTK_WINDOW (fixture->shown));
  g_clear_object (&fixture->job);
  show (fixture, fixture->pictures);
  test_wait (is_still, fixture->job);
}

static double
get_first_margin (Fixture *fixture)
{
  g_autoptr (LkFolderItem) first = g_list_model_get_item (get_rows (fixture), 0);

  return lk_folder_item_get (first)->found.margin;
}

/* What was stopped goes on, here and in the next window, and looks at no picture twice;
 * under other options nothing is known. */
static void
test_goes_on (Fixture *fixture, gconstpointer data)
{
  LkMetricOptions options = *lk_session_get_options (fixture->session);
  double margin;

  show (fixture, fixture->pictures);
  gtk_widget_activate_action (GTK_WIDGET (fixture->shown), "folder.cancel", NULL);
  test_wait (is_still, fixture->job);
  g_assert_true (g_str_has_prefix (get_text (fixture, "status"), "Stopped after"));
  g_assert_true (gtk_widget_get_visible (
      window_fixture_find_id (GTK_WIDGET (fixture->shown), "go_on")));
  gtk_widget_activate_action (GTK_WIDGET (fixture->shown), "folder.continue", NULL);
  g_assert_true (lk_folder_job_get_running (fixture->job));
  test_wait (is_still, fixture->job);
  g_assert_cmpuint (g_list_model_get_n_items (get_rows (fixture)), ==, N_PICTURES);
  g_assert_cmpstr (get_text (fixture, "status"), ==, "");

  spoil (fixture, "b.png", TRUE);
  show_again (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (get_rows (fixture)), ==, N_PICTURES);
  g_assert_cmpuint (lk_folder_job_get_progress (fixture->job)->n_skipped, ==, 0);

  spoil (fixture, "c.png", FALSE);
  show_again (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (get_rows (fixture)), ==, N_PICTURES - 1);
  g_assert_cmpuint (lk_folder_job_get_progress (fixture->job)->n_skipped, ==, 1);

  margin = get_first_margin (fixture);
  show_again (fixture);
  g_assert_cmpfloat (get_first_margin (fixture), ==, margin);
  options.weights[LK_LEVEL_PIXEL] /= 2;
  lk_session_set_options (fixture->session, &options);
  window_fixture_settle (fixture->window);
  show_again (fixture);
  g_assert_cmpfloat (get_first_margin (fixture), !=, margin);
}

int
main (int argc, char **argv)
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(name, function)                                                              \
  g_test_add ("/app/folder/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("same-as-command", test_same_as_command);
  ADD ("opens", test_opens);
  ADD ("ends", test_ends);
  ADD ("goes-on", test_goes_on);
#undef ADD
  return g_test_run ();
}
