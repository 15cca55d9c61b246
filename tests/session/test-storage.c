/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "session-fixture.h"

typedef struct
{
  guint n_done;
  guint n_failed;
} Saves;

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Saves *saves = user_data;

  saves->n_done++;
  saves->n_failed += lk_session_save_finish (LK_SESSION (source), result, NULL) ? 0 : 1;
}

static gboolean
is_done (gpointer data)
{
  return ((Saves *) data)->n_done == 1;
}

static gboolean
are_done (gpointer data)
{
  return ((Saves *) data)->n_done == 10;
}

static void
rename_first (SessionFixture *fixture, const char *name)
{
  g_assert_true (lk_episode_rename_class (fixture->episode, 0, name, NULL));
}

static char *
read_first (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSessionFile) file = lk_session_file_load (path, &error);

  g_assert_no_error (error);
  return g_strdup (lk_episode_state_get_class_name (file->episode, 0));
}

/* What is changed while it is written is not written, and stays to be saved. */
static void
test_changed_meanwhile (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "a.likeness");
  g_autofree char *name = NULL;
  Saves saves = { 0 };

  lk_session_save_async (fixture->session, path, on_saved, &saves);
  rename_first (fixture, "Later");
  test_wait (is_done, &saves);
  g_assert_cmpuint (saves.n_failed, ==, 0);
  g_assert_cmpstr (lk_session_get_path (fixture->session), ==, path);
  g_assert_true (lk_session_get_modified (fixture->session));
  name = read_first (path);
  g_assert_cmpstr (name, ==, "Fox");
  saves.n_done = 0;
  lk_session_save_async (fixture->session, path, on_saved, &saves);
  test_wait (is_done, &saves);
  g_assert_false (lk_session_get_modified (fixture->session));
}

/* The newest is what stays, also where somebody waits for the last. */
static void
test_order (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "a.likeness");
  g_autofree char *name = NULL;
  Saves saves = { 0 };

  for (guint i = 0; i < 10; i++)
    {
      g_autofree char *next = g_strdup_printf ("Name %u", i);

      rename_first (fixture, next);
      lk_session_save_async (fixture->session, path, on_saved, &saves);
    }
  rename_first (fixture, "Last");
  g_assert_true (lk_session_save (fixture->session, path, NULL));
  name = read_first (path);
  g_assert_cmpstr (name, ==, "Last");
  g_assert_false (lk_session_get_modified (fixture->session));
  test_wait (are_done, &saves);
  g_clear_pointer (&name, g_free);
  name = read_first (path);
  g_assert_cmpstr (name, ==, "Last");
}

/* The file of a session that was left while it was written is not the next one's. */
static void
test_left_meanwhile (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "a.likeness");
  g_autofree char *name = NULL;
  g_autoptr (LkEpisodeState) empty = lk_episode_state_new ();
  Saves saves = { 0 };

  lk_session_save_async (fixture->session, path, on_saved, &saves);
  lk_session_replace (fixture->session, empty, NULL, NULL, "Clear Everything");
  test_wait (is_done, &saves);
  g_assert_null (lk_session_get_path (fixture->session));
  g_assert_true (lk_session_get_modified (fixture->session));
  name = read_first (path);
  g_assert_cmpstr (name, ==, "Fox");
}

/* Undone, the session that another took the place of is in its file again, and is saved
 * to it; done again, the other is of no file. */
static void
test_back (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "a.likeness");
  g_autoptr (LkEpisodeState) empty = lk_episode_state_new ();
  LkStorage *storage = lk_session_get_storage (fixture->session);
  g_autofree char *title = NULL, *name = NULL;
  Saves saves = { 0 };

  lk_storage_set_with_pictures (storage, TRUE);
  lk_session_save_async (fixture->session, path, on_saved, &saves);
  test_wait (is_done, &saves);
  g_assert_cmpuint (saves.n_failed, ==, 0);
  for (guint i = 0; i < 2; i++)
    {
      g_autofree char *known = NULL;

      if (i == 0)
        lk_session_replace (fixture->session, empty, NULL, "Other", "Clear Everything");
      else
        lk_session_redo (fixture->session);
      g_assert_null (lk_session_get_path (fixture->session));
      g_assert_cmpstr (lk_storage_get_given_title (storage), ==, "Other");
      g_assert_false (lk_storage_get_with_pictures (storage));
      lk_session_undo (fixture->session);
      g_assert_cmpstr (lk_session_get_path (fixture->session), ==, path);
      g_assert_true (lk_storage_get_with_pictures (storage));
      known = lk_storage_get_expected (storage);
      g_assert_nonnull (known);
    }
  title = lk_storage_get_title (storage);
  g_assert_cmpstr (title, ==, "a");
  rename_first (fixture, "Again");
  g_assert_cmpstr (lk_session_get_path (fixture->session), ==, path);
  saves = (Saves){ 0 };
  lk_session_save_async (fixture->session, path, on_saved, &saves);
  test_wait (is_done, &saves);
  g_assert_cmpuint (saves.n_failed, ==, 0);
  name = read_first (path);
  g_assert_cmpstr (name, ==, "Again");
}

static void
test_failure (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "nowhere/a.likeness");
  g_autoptr (GError) error = NULL;
  Saves saves = { 0 };

  lk_session_save_async (fixture->session, path, on_saved, &saves);
  test_wait (is_done, &saves);
  g_assert_cmpuint (saves.n_failed, ==, 1);
  g_assert_null (lk_session_get_path (fixture->session));
  g_assert_false (lk_session_save (fixture->session, path, &error));
  g_assert_nonnull (error);
  g_assert_true (lk_session_get_modified (fixture->session));
}

/* A copy changes neither the name nor what is still to be saved. */
static void
test_copy (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "copy.likeness");
  Saves saves = { 0 };

  lk_session_save_copy_async (fixture->session, path, on_saved, &saves);
  test_wait (is_done, &saves);
  g_assert_null (lk_session_get_path (fixture->session));
  g_assert_true (lk_session_get_modified (fixture->session));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
}

static guint
count_text (const char *text, const char *part)
{
  guint n = 0;

  for (const char *at = text; (at = strstr (at, part)) != NULL; at++)
    n++;
  return n;
}

/* The bytes of a pasted picture stand in the file once, wherever it is used. */
static void
test_bytes_once (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "a.likeness");
  g_autofree char *text = NULL;
  g_autoptr (GPtrArray) shots = g_ptr_array_new ();
  g_autoptr (LkEpisodeState) before = NULL;
  g_autoptr (LkSessionFile) file = NULL;

  g_ptr_array_add (shots, lk_query_get_picture (session_fixture_get_query (fixture, 0)));
  g_assert_true (lk_episode_add_shots (fixture->episode, 0, 0, shots, NULL));
  g_assert_true (lk_episode_add_shots (fixture->episode, 2, 9, shots, NULL));
  g_assert_true (lk_session_save (fixture->session, path, NULL));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpuint (count_text (text, "\"data\""), ==,
                    FIXTURE_CLASSES * FIXTURE_SHOTS + FIXTURE_QUERIES);
  file = lk_session_file_load (path, NULL);
  before = lk_episode_get_state (fixture->episode);
  g_assert_true (lk_episode_state_equal (before, file->episode));
}

static void
count (guint *counter)
{
  (*counter)++;
}

static gboolean
has_come (gpointer data)
{
  return *(guint *) data > 0;
}

/* Of two that are opened at once the last one comes, and alone. */
static void
test_open_twice (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *first = session_fixture_name (fixture, "first.likeness");
  g_autofree char *second = session_fixture_name (fixture, "second.likeness");
  guint n_opened = 0;

  g_assert_true (lk_session_save_copy (fixture->session, first, NULL));
  g_assert_true (lk_session_save_copy (fixture->session, second, NULL));
  g_signal_connect_swapped (fixture->session, "notify::path", G_CALLBACK (count),
                            &n_opened);
  for (guint i = 0; i < 5; i++)
    {
      n_opened = 0;
      lk_session_open (fixture->session, i % 2 == 0 ? first : second);
      lk_session_open (fixture->session, i % 2 == 0 ? second : first);
      test_wait (has_come, &n_opened);
      session_fixture_settle (fixture);
      g_assert_cmpuint (n_opened, ==, 1);
      g_assert_cmpstr (lk_session_get_path (fixture->session), ==,
                       i % 2 == 0 ? second : first);
      g_assert_null (fixture->message);
      g_assert_false (lk_session_get_modified (fixture->session));
    }
  g_signal_handlers_disconnect_by_data (fixture->session, &n_opened);
}

#define ADD(name, function)                                                              \
  g_test_add ("/session/storage/" name, SessionFixture, NULL, session_fixture_set_up,    \
              function, session_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("changed-meanwhile", test_changed_meanwhile);
  ADD ("order", test_order);
  ADD ("left-meanwhile", test_left_meanwhile);
  ADD ("back", test_back);
  ADD ("failure", test_failure);
  ADD ("copy", test_copy);
  ADD ("bytes-once", test_bytes_once);
  ADD ("open-twice", test_open_twice);
  return g_test_run ();
}
