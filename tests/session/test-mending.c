/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "lk-session-file.h"
#include "session-fixture.h"
#include "test-pictures.h"

/* The fixture's session with pictures that lie in files. */

static LkEpisodeState *
make_files (const char *folder, guint n_shots)
{
  LkEpisodeState *state = lk_episode_state_new ();
  const char *const classes[] = { "Fox", "Wolf", "Dog" };
  g_autoptr (LkPicture) asked = test_picture_write (folder, "query.png", 77);
  g_autoptr (LkQuery) query = lk_query_new (asked, "Wolf");

  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    {
      g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint j = 0; j < n_shots; j++)
        {
          g_autofree char *name = g_strdup_printf ("%s %u.png", classes[i], j);

          g_ptr_array_add (shots, test_picture_write (folder, name, 10 * i + j));
        }
      lk_episode_state_append_class (state, classes[i], shots);
    }
  lk_episode_state_append_query (state, query);
  return state;
}

/* (transfer full): the session saved beside a folder of pictures, whose path is set. */
static char *
save_with_files (SessionFixture *fixture, char **folder)
{
  char *path = session_fixture_name (fixture, "files.likeness");
  g_autoptr (LkEpisodeState) state = NULL;

  *folder = session_fixture_name (fixture, "pictures");
  g_assert_cmpint (g_mkdir (*folder, 0700), ==, 0);
  state = make_files (*folder, 2);
  lk_episode_set_state (fixture->episode, state, "Files");
  session_fixture_settle (fixture);
  session_fixture_mask (fixture, 2);
  g_assert_true (lk_session_save (fixture->session, path, NULL));
  return path;
}

static gboolean
is_open (gpointer data)
{
  return lk_session_get_path (data) != NULL && !lk_session_get_busy (data);
}

static void
open_again (SessionFixture *fixture, const char *path)
{
  g_autoptr (LkSessionFile) empty = lk_session_file_new ();

  lk_session_adopt (fixture->session, empty, NULL);
  g_clear_pointer (&fixture->message, g_free);
  lk_session_open (fixture->session, path);
  test_wait (is_open, fixture->session);
  session_fixture_settle (fixture);
}

static void
remove_file (const char *folder, const char *name)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_assert_cmpint (g_remove (path), ==, 0);
}

/* A shot that is missing is told, and the rest is scored. */
static void
test_shot_missing (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = save_with_files (fixture, &folder);
  LkScoring *scoring;

  remove_file (folder, "Wolf 0.png");
  open_again (fixture, path);
  g_assert_nonnull (fixture->message);
  g_assert_nonnull (strstr (fixture->message, "Wolf 0.png"));
  g_assert_cmpuint (lk_session_count_absent (fixture->session), ==, 1);
  g_assert_false (lk_session_get_modified (fixture->session));
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
  scoring = lk_session_get_scoring (fixture->session);
  g_assert_cmpuint (lk_episode_state_get_shots (lk_scoring_get_episode (scoring), 1)->len,
                    ==, 1);
}

static gboolean
is_whole (gpointer data)
{
  return lk_session_count_absent (data) == 0 && !lk_session_get_busy (data);
}

/* One file is located, and its siblings follow; masks and what is off stay. */
static void
test_located (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = save_with_files (fixture, &folder);
  g_autofree char *moved = session_fixture_name (fixture, "moved");
  g_autofree char *one = g_build_filename (moved, "Fox 1.png", NULL);
  g_autoptr (LkEpisodeState) state = NULL;
  LkPicture *wanted;
  guint n_cells;

  lk_session_set_shot_off (
      fixture->session,
      lk_episode_state_get_shots (
          lk_history_get_episode (lk_session_get_history (fixture->session)), 2)
          ->pdata[1],
      TRUE);
  g_assert_true (lk_session_save (fixture->session, path, NULL));
  g_assert_cmpint (g_rename (folder, moved), ==, 0);
  open_again (fixture, path);
  g_assert_cmpuint (lk_session_count_absent (fixture->session), ==, 7);
  g_assert_null (lk_session_get_evidence (fixture->session));
  state = lk_episode_get_state (fixture->episode);
  wanted = lk_episode_state_get_shots (state, 0)->pdata[1];
  lk_session_locate (fixture->session, wanted, one);
  test_wait (is_whole, fixture->session);
  session_fixture_settle (fixture);
  g_assert_nonnull (lk_session_get_evidence (fixture->session));
  g_assert_nonnull (lk_session_get_mask (fixture->session, &n_cells));
  g_assert_true (lk_session_get_modified (fixture->session));
  lk_episode_state_unref (state);
  state = lk_episode_get_state (fixture->episode);
  g_assert_true (lk_settings_is_off (lk_session_get_settings (fixture->session),
                                     lk_episode_state_get_shots (state, 2)->pdata[1]));
  lk_session_undo (fixture->session);
  g_assert_cmpuint (lk_session_count_absent (fixture->session), ==, 7);
}

/* What is found late is nothing to a session that came meanwhile. */
static void
test_located_late (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = save_with_files (fixture, &folder);
  g_autofree char *moved = session_fixture_name (fixture, "moved");
  g_autoptr (LkSessionFile) empty = lk_session_file_new ();

  g_assert_cmpint (g_rename (folder, moved), ==, 0);
  open_again (fixture, path);
  lk_session_locate (fixture->session, NULL, moved);
  lk_session_adopt (fixture->session, empty, NULL);
  session_fixture_settle (fixture);
  g_assert_null (lk_session_get_undo_label (fixture->session));
  g_assert_false (lk_session_get_modified (fixture->session));
}

static void
test_not_located (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = save_with_files (fixture, &folder);
  g_autofree char *elsewhere = session_fixture_name (fixture, "elsewhere");

  remove_file (folder, "query.png");
  g_assert_cmpint (g_mkdir (elsewhere, 0700), ==, 0);
  open_again (fixture, path);
  g_clear_pointer (&fixture->message, g_free);
  lk_session_locate (fixture->session, NULL, elsewhere);
  while (fixture->message == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_false (lk_session_get_modified (fixture->session));
}

/* What opened without a picture is saved with the picture's name, and mends itself. */
static void
test_saved_meanwhile (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = save_with_files (fixture, &folder);
  g_autofree char *away = session_fixture_name (fixture, "away");

  g_assert_cmpint (g_rename (folder, away), ==, 0);
  open_again (fixture, path);
  g_assert_true (lk_episode_rename_class (fixture->episode, 0, "Renamed", NULL));
  g_assert_true (lk_session_save (fixture->session, path, NULL));
  g_assert_cmpint (g_rename (away, folder), ==, 0);
  open_again (fixture, path);
  g_assert_cmpuint (lk_session_count_absent (fixture->session), ==, 0);
  g_assert_null (fixture->message);
}

typedef struct
{
  gboolean done;
  GError *error;
} Save;

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Save *save = user_data;

  lk_session_save_finish (LK_SESSION (source), result, &save->error);
  save->done = TRUE;
}

static gboolean
is_done (gpointer data)
{
  return ((Save *) data)->done;
}

static GError *
save (SessionFixture *fixture, const char *path, LkSaveFlags flags)
{
  Save ended = { FALSE, NULL };

  lk_session_save_full_async (fixture->session, path, flags, on_saved, &ended);
  test_wait (is_done, &ended);
  return ended.error;
}

/* A session that was saved with its pictures needs no others, and stays so. */
static void
test_with_pictures (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *folder = NULL;
  g_autofree char *path = save_with_files (fixture, &folder);
  g_autofree char *other = session_fixture_name (fixture, "packed.likeness");
  g_autoptr (GError) error = NULL;

  g_assert_no_error (save (fixture, other, LK_SAVE_WITH_PICTURES));
  g_assert_cmpstr (lk_session_get_path (fixture->session), ==, other);
  g_assert_true (lk_episode_rename_class (fixture->episode, 0, "Renamed", NULL));
  g_assert_no_error (save (fixture, other, 0));
  remove_file (folder, "Wolf 0.png");
  open_again (fixture, other);
  g_assert_cmpuint (lk_session_count_absent (fixture->session), ==, 0);
  open_again (fixture, path);
  error = save (fixture, other, LK_SAVE_WITH_PICTURES);
  g_assert_nonnull (error);
  g_assert_nonnull (strstr (error->message, "Wolf 0.png"));
}

/* Another program wrote to the session's file since: a save asks first. */
static void
test_changed_on_disk (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "a.likeness");
  g_autofree char *text = NULL;
  g_autofree char *now = NULL;

  g_assert_no_error (save (fixture, path, 0));
  g_assert_true (lk_episode_rename_class (fixture->episode, 0, "Mine", NULL));
  g_assert_no_error (save (fixture, path, 0));
  open_again (fixture, path);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  *strstr (text, "Mine") = 'Y';
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  for (guint i = 0; i < 2; i++)
    {
      g_autoptr (GError) error = save (fixture, path, 0);

      g_assert_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG);
      g_assert_nonnull (strstr (error->message, "a.likeness"));
    }
  g_assert_true (g_file_get_contents (path, &now, NULL, NULL));
  g_assert_cmpstr (now, ==, text);
  g_assert_no_error (save (fixture, path, LK_SAVE_OVER));
  g_assert_no_error (save (fixture, path, 0));
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_no_error (save (fixture, path, 0));
}

/* What is opened late comes over nothing that was opened, begun or changed since. */
static void
test_late (SessionFixture *fixture, gconstpointer data)
{
  g_autofree char *path = session_fixture_name (fixture, "late.likeness");
  g_autoptr (LkEpisodeState) other = session_fixture_make_episode (fixture, 40);
  g_autoptr (LkEpisodeState) now = NULL;
  g_autoptr (LkSessionFile) file = lk_session_file_new ();

  g_assert_true (lk_session_save_copy (fixture->session, path, NULL));
  lk_session_open (fixture->session, path);
  lk_session_replace (fixture->session, other, NULL, NULL, "Other");
  g_assert_true (lk_session_get_reading (fixture->session));
  session_fixture_settle (fixture);
  g_assert_false (lk_session_get_reading (fixture->session));
  now = lk_episode_get_state (fixture->episode);
  g_assert_true (lk_episode_state_equal (now, other));

  lk_session_open (fixture->session, path);
  lk_session_adopt (fixture->session, file, NULL);
  session_fixture_settle (fixture);
  g_assert_cmpuint (g_list_model_get_n_items (lk_episode_get_classes (fixture->episode)),
                    ==, 0);

  lk_session_open (fixture->session, path);
  g_assert_true (lk_episode_add_class (fixture->episode, "Mine", NULL, NULL));
  while (fixture->message == NULL || strstr (fixture->message, "late.likeness") == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpuint (g_list_model_get_n_items (lk_episode_get_classes (fixture->episode)),
                    ==, 1);
}

/* One file in two slots is switched off in one, and comes back so by undo. */
static void
test_slots (SessionFixture *fixture, gconstpointer data)
{
  g_autoptr (LkEpisodeState) state = NULL;
  g_autoptr (GPtrArray) shots = g_ptr_array_new ();
  LkSettings *settings;
  LkPicture *first, *second;

  state = lk_episode_get_state (fixture->episode);
  g_ptr_array_add (shots, lk_episode_state_get_shots (state, 0)->pdata[0]);
  g_assert_true (lk_episode_add_shots (fixture->episode, 1, 9, shots, NULL));
  lk_episode_state_unref (state);
  state = lk_episode_get_state (fixture->episode);
  first = lk_episode_state_get_shots (state, 0)->pdata[0];
  second = lk_episode_state_get_shots (state, 1)->pdata[FIXTURE_SHOTS];
  g_assert_cmpstr (lk_picture_get_sha256 (first), ==, lk_picture_get_sha256 (second));
  lk_session_set_shot_off (fixture->session, second, TRUE);
  settings = lk_session_get_settings (fixture->session);
  g_assert_false (lk_settings_is_off (settings, first));
  g_assert_true (lk_settings_is_off (settings, second));
  lk_session_undo (fixture->session);
  settings = lk_session_get_settings (fixture->session);
  g_assert_false (lk_settings_is_off (settings, second));
}

#define ADD(name, function)                                                              \
  g_test_add ("/session/mending/" name, SessionFixture, NULL, session_fixture_set_up,    \
              function, session_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("shot-missing", test_shot_missing);
  ADD ("located", test_located);
  ADD ("located-late", test_located_late);
  ADD ("not-located", test_not_located);
  ADD ("saved-meanwhile", test_saved_meanwhile);
  ADD ("with-pictures", test_with_pictures);
  ADD ("changed-on-disk", test_changed_on_disk);
  ADD ("late", test_late);
  ADD ("slots", test_slots);
  return g_test_run ();
}
