/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "lk-picture-tile.h"
#include "lk-recovery.h"
#include "lk-support-panel.h"
#include "window-fixture.h"

/* Nothing is lost: what is kept, what is asked, and what is mended in the window. */

typedef struct
{
  char *folder;
  char *pictures; /* a folder with fox, wolf and asked in it */
  char *path;     /* of a session of these */
  LkWindow *window;
  LkSession *session;
} Fixture;

static gboolean
is_open (gpointer data)
{
  return lk_session_get_path (data) != NULL && !lk_session_get_busy (data);
}

static void
open_session (Fixture *fixture)
{
  lk_session_open (fixture->session, fixture->path);
  test_wait (is_open, fixture->session);
  window_fixture_settle (fixture->window);
}

static void
drop (Fixture *fixture, LkSessionFile *file, const char *name)
{
  g_autofree char *folder = window_fixture_make_folder (fixture->pictures, name, 2);
  g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *base = g_strdup_printf ("picture %u.png", i + 1);
      g_autofree char *path = g_build_filename (folder, base, NULL);
      LkPicture *picture = lk_picture_load (path, NULL);

      g_assert_nonnull (picture);
      g_ptr_array_add (shots, picture);
    }
  if (g_str_equal (name, "Asked"))
    {
      g_autoptr (LkQuery) query = lk_query_new (shots->pdata[0], NULL);

      lk_episode_state_append_query (file->episode, query);
    }
  else
    lk_episode_state_append_class (file->episode, name, shots);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkSessionFile) file = lk_session_file_new ();

  fixture->folder = g_dir_make_tmp ("likeness-keeping-XXXXXX", NULL);
  fixture->pictures = g_build_filename (fixture->folder, "pictures", NULL);
  fixture->path = g_build_filename (fixture->folder, "mine.likeness", NULL);
  g_assert_cmpint (g_mkdir (fixture->pictures, 0700), ==, 0);
  drop (fixture, file, "Fox");
  drop (fixture, file, "Wolf");
  drop (fixture, file, "Asked");
  g_assert_true (lk_session_file_save (file, fixture->path, NULL));
  fixture->window = window_fixture_new ();
  fixture->session = lk_window_get_session (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  window_fixture_free (fixture->window);
  window_fixture_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->pictures);
  g_free (fixture->path);
}

static void
rename_first (Fixture *fixture, const char *name)
{
  g_assert_true (
      lk_episode_rename_class (lk_session_get_episode (fixture->session), 0, name, NULL));
}

static char *
get_first (Fixture *fixture)
{
  g_autoptr (LkEpisodeState) state
      = lk_episode_get_state (lk_session_get_episode (fixture->session));

  return g_strdup (lk_episode_state_get_class_name (state, 0));
}

/* One of the files that are kept has @data in it. */
static gboolean
is_kept (gpointer data)
{
  g_autofree char *folder = lk_recovery_get_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL) && strstr (text, data) != NULL)
        return TRUE;
    }
  return FALSE;
}

static gboolean
go_on (gpointer data)
{
  return G_SOURCE_CONTINUE;
}

static void
wait_for_idle (gboolean (*condition) (gpointer data), gpointer data)
{
  guint tick = g_timeout_add (20, go_on, NULL);

  test_wait (condition, data);
  g_source_remove (tick);
}

/* The one of @places whose file has @text in it. */
static LkRecoveryPlace *
steal_place (GPtrArray *places, const char *part)
{
  for (guint i = 0; i < places->len; i++)
    {
      const char *path = lk_recovery_place_get_path (places->pdata[i]);
      g_autofree char *text = NULL;

      if (g_file_get_contents (path, &text, NULL, NULL) && strstr (text, part) != NULL)
        return g_ptr_array_steal_index (places, i);
    }
  g_assert_not_reached ();
}

/* A change is on the disk within two seconds, and comes back in another window. */
static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = lk_recovery_get_folder ();
  g_autofree char *name = g_uuid_string_random ();
  g_autoptr (GPtrArray) places = NULL;
  g_autofree char *first = NULL;
  gint64 begin;

  lk_window_keep (fixture->window);
  open_session (fixture);
  rename_first (fixture, name);
  begin = g_get_monotonic_time ();
  wait_for_idle (is_kept, name);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, 2 * G_TIME_SPAN_SECOND);
  window_fixture_settle (fixture->window);
  window_fixture_free (fixture->window);

  places = lk_recovery_place_claim_all (folder);
  fixture->window = window_fixture_new ();
  fixture->session = lk_window_get_session (fixture->window);
  lk_window_restore (fixture->window, steal_place (places, name));
  test_wait (is_open, fixture->session);
  window_fixture_settle (fixture->window);
  first = get_first (fixture);
  g_assert_cmpstr (first, ==, name);
  g_assert_true (lk_session_get_modified (fixture->session));
}

static AdwMessageDialog *
find_dialog (void)
{
  return window_fixture_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
}

static void
answer (Fixture *fixture, const char *response)
{
  AdwMessageDialog *dialog = find_dialog ();

  g_assert_nonnull (dialog);
  adw_message_dialog_response (dialog, response);
  gtk_window_destroy (GTK_WINDOW (dialog));
  window_fixture_settle (fixture->window);
  g_assert_null (find_dialog ());
}

static void
open_recent (Fixture *fixture, const char *path)
{
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.open-recent", "s", path);
  window_fixture_settle (fixture->window);
}

static gboolean
is_fox (gpointer data)
{
  g_autofree char *first = get_first (data);

  return g_str_equal (first, "Fox");
}

/* Opening another session over changes asks first, whatever the answer. */
static void
test_open_over_changes (Fixture *fixture, gconstpointer data)
{
  g_autofree char *first = NULL;
  g_autoptr (LkSessionFile) saved = NULL;

  open_session (fixture);
  open_recent (fixture, fixture->path);
  g_assert_null (find_dialog ());
  rename_first (fixture, "Mine");
  open_recent (fixture, fixture->path);
  answer (fixture, "cancel");
  first = get_first (fixture);
  g_assert_cmpstr (first, ==, "Mine");
  open_recent (fixture, fixture->path);
  answer (fixture, "discard");
  wait_for_idle (is_fox, fixture);
  rename_first (fixture, "Saved");
  open_recent (fixture, fixture->path);
  answer (fixture, "save");
  window_fixture_settle (fixture->window);
  saved = lk_session_file_load (fixture->path, NULL);
  g_assert_cmpstr (lk_episode_state_get_class_name (saved->episode, 0), ==, "Saved");
}

static gboolean
is_saved (gpointer session)
{
  return !lk_session_get_modified (session);
}

/* Another program wrote to the file: nothing is replaced without a word. */
static void
test_changed_on_disk (Fixture *fixture, gconstpointer data)
{
  g_autofree char *text = NULL;
  g_autofree char *now = NULL;
  g_autofree char *later = NULL;

  open_session (fixture);
  rename_first (fixture, "Mine");
  g_assert_true (g_file_get_contents (fixture->path, &text, NULL, NULL));
  *strstr (text, "Wolf") = 'G';
  g_assert_true (g_file_set_contents (fixture->path, text, -1, NULL));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.save", NULL);
  window_fixture_settle (fixture->window);
  answer (fixture, "cancel");
  g_assert_true (g_file_get_contents (fixture->path, &now, NULL, NULL));
  g_assert_cmpstr (now, ==, text);
  g_assert_true (lk_session_get_modified (fixture->session));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.save", NULL);
  window_fixture_settle (fixture->window);
  answer (fixture, "overwrite");
  test_wait (is_saved, fixture->session);
  g_assert_true (g_file_get_contents (fixture->path, &later, NULL, NULL));
  g_assert_nonnull (strstr (later, "Mine"));
}

/* Name and mark are seen in every width. */
static void
test_name (Fixture *fixture, gconstpointer data)
{
  const int widths[] = { 360, 640, 900, 1360 };
  GtkWidget *name;
  AdwViewSwitcherTitle *title;

  open_session (fixture);
  rename_first (fixture, "Mine");
  name = window_fixture_find_id (GTK_WIDGET (fixture->window), "name");
  title = ADW_VIEW_SWITCHER_TITLE (
      window_fixture_find_id (GTK_WIDGET (fixture->window), "title"));
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (name)), ==, "• mine");
  for (guint i = 0; i < G_N_ELEMENTS (widths); i++)
    {
      gtk_window_set_default_size (GTK_WINDOW (fixture->window), widths[i], 640);
      window_fixture_settle (fixture->window);
      if (adw_view_switcher_title_get_title_visible (title))
        {
          g_assert_cmpstr (adw_view_switcher_title_get_title (title), ==, "• mine");
          continue;
        }
      g_test_message ("%d: %d of %d", widths[i], gtk_widget_get_width (name),
                      gtk_widget_get_width (GTK_WIDGET (fixture->window)));
      g_assert_true (gtk_widget_get_mapped (name));
      g_assert_cmpint (gtk_widget_get_width (name), >, 20);
    }
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.save", NULL);
  window_fixture_settle (fixture->window);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (name)), ==, "mine");
}

static LkPictureTile *
find_tile (Fixture *fixture, guint nth)
{
  return LK_PICTURE_TILE (
      window_fixture_find (GTK_WIDGET (fixture->window), LK_TYPE_PICTURE_TILE, nth));
}

static char *
get_picture_path (Fixture *fixture, const char *name)
{
  return g_build_filename (fixture->pictures, name, "picture 1.png", NULL);
}

static gboolean
is_whole (gpointer data)
{
  return lk_session_count_absent (data) == 0;
}

static GtkWidget *
find_trouble (Fixture *fixture)
{
  return window_fixture_find_id (GTK_WIDGET (fixture->window), "trouble");
}

/* What lasts stands in the bar, with the button that mends it. */
static void
assert_trouble (Fixture *fixture, const char *text, const char *action)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWidget *label = window_fixture_find_id (window, "trouble_text");
  GtkWidget *button = window_fixture_find_id (window, "trouble_button");

  g_assert_true (gtk_info_bar_get_revealed (GTK_INFO_BAR (find_trouble (fixture))));
  g_assert_nonnull (strstr (gtk_label_get_text (GTK_LABEL (label)), text));
  g_assert_cmpstr (gtk_actionable_get_action_name (GTK_ACTIONABLE (button)), ==, action);
}

/* What is missing stands there, says so, and is not scored; the rest is. */
static void
test_missing (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fox = get_picture_path (fixture, "Fox");
  g_autofree char *away = g_build_filename (fixture->folder, "picture 1.png", NULL);
  g_autofree char *text = NULL;

  g_assert_cmpint (g_rename (fox, away), ==, 0);
  open_session (fixture);
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
  g_assert_cmpint (
      lk_picture_get_state (lk_picture_tile_get_picture (find_tile (fixture, 0))), ==,
      LK_PICTURE_MISSING);
  text = lk_picture_describe_absence (
      lk_picture_tile_get_picture (find_tile (fixture, 0)));
  g_assert_nonnull (strstr (text, "picture 1.png"));
  assert_trouble (fixture, "picture 1.png", "win.locate");
  lk_session_locate (fixture->session,
                     lk_picture_tile_get_picture (find_tile (fixture, 0)),
                     fixture->folder);
  wait_for_idle (is_whole, fixture->session);
  window_fixture_settle (fixture->window);
  g_assert_cmpint (
      lk_picture_get_state (lk_picture_tile_get_picture (find_tile (fixture, 0))), ==,
      LK_PICTURE_PRESENT);
  g_assert_false (gtk_info_bar_get_revealed (GTK_INFO_BAR (find_trouble (fixture))));
}

/* It can be closed, and then stays away until there is something else to say. */
static void
test_trouble (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fox = get_picture_path (fixture, "Fox");

  g_assert_false (gtk_info_bar_get_revealed (GTK_INFO_BAR (find_trouble (fixture))));
  g_assert_cmpint (g_unlink (fox), ==, 0);
  open_session (fixture);
  assert_trouble (fixture, "picture 1.png", "win.locate");
  g_signal_emit_by_name (find_trouble (fixture), "response", GTK_RESPONSE_CLOSE);
  g_assert_false (gtk_info_bar_get_revealed (GTK_INFO_BAR (find_trouble (fixture))));
  rename_first (fixture, "Red fox");
  window_fixture_settle (fixture->window);
  g_assert_false (gtk_info_bar_get_revealed (GTK_INFO_BAR (find_trouble (fixture))));
}

/* A picture that was changed in place can be taken as it is now. */
static void
test_changed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fox = get_picture_path (fixture, "Fox");
  g_autofree char *wolf = get_picture_path (fixture, "Wolf");
  g_autofree char *bytes = NULL;
  gsize length;

  g_assert_true (g_file_get_contents (wolf, &bytes, &length, NULL));
  g_assert_true (g_file_set_contents (fox, bytes, (gssize) length, NULL));
  open_session (fixture);
  g_assert_cmpint (
      lk_picture_get_state (lk_picture_tile_get_picture (find_tile (fixture, 0))), ==,
      LK_PICTURE_CHANGED);
  g_assert_true (gtk_widget_activate_action (GTK_WIDGET (find_tile (fixture, 0)),
                                             "absence.take-changed", NULL));
  wait_for_idle (is_whole, fixture->session);
  window_fixture_settle (fixture->window);
  g_assert_true (lk_session_get_modified (fixture->session));
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.undo", NULL);
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (lk_session_count_absent (fixture->session), ==, 1);
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  add ("/app/keeping/kept", test_kept);
  add ("/app/keeping/open-over-changes", test_open_over_changes);
  add ("/app/keeping/changed-on-disk", test_changed_on_disk);
  add ("/app/keeping/name", test_name);
  add ("/app/keeping/missing", test_missing);
  add ("/app/keeping/trouble", test_trouble);
  add ("/app/keeping/changed", test_changed);
  return g_test_run ();
}
