/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "lk-episode-absent.h"
#include "lk-episode.h"
#include "lk-locating.h"
#include "lk-session-file.h"
#include "test-pictures.h"

#define N_PICTURES 4

/* A session of pictures in two folders: fox 1, fox 2 | wolf 1 | query 1, labelled. */
typedef struct
{
  char *root;
  char *session;
  char *before; /* root/before, with cats/ and dogs/ in it */
} Fixture;

static const char *const names[N_PICTURES]
    = { "cats/fox 1.png", "cats/fox 2.png", "dogs/wolf 1.png", "dogs/query 1.png" };

static void
make_folder (const char *path)
{
  g_assert_cmpint (g_mkdir_with_parents (path, 0700), ==, 0);
}

static void
make_folders (const char *root)
{
  g_autofree char *cats = g_build_filename (root, "cats", NULL);
  g_autofree char *dogs = g_build_filename (root, "dogs", NULL);

  make_folder (cats);
  make_folder (dogs);
}

static void
append_class (LkEpisodeState *state, const char *name, LkPicture **pictures, guint n)
{
  g_autoptr (GPtrArray) shots = g_ptr_array_new ();

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (shots, pictures[i]);
  lk_episode_state_append_class (state, name, shots);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkSessionFile) file = lk_session_file_new ();
  LkPicture *pictures[N_PICTURES];
  g_autoptr (LkQuery) query = NULL;
  const gboolean cells[] = { TRUE, FALSE, TRUE };

  fixture->root = test_folder_new ();
  fixture->session = g_build_filename (fixture->root, "x.likeness", NULL);
  fixture->before = g_build_filename (fixture->root, "before", NULL);
  make_folders (fixture->before);
  for (guint i = 0; i < N_PICTURES; i++)
    pictures[i] = test_picture_write (fixture->before, names[i], i + 1);
  append_class (file->episode, "Fox", pictures, 2);
  append_class (file->episode, "Wolf", pictures + 2, 1);
  query = lk_query_new (pictures[3], "Wolf");
  lk_episode_state_append_query (file->episode, query);
  g_hash_table_insert (file->masks, GUINT_TO_POINTER (0),
                       g_bytes_new (cells, sizeof cells));
  g_assert_true (lk_session_file_save (file, fixture->session, NULL));
  for (guint i = 0; i < N_PICTURES; i++)
    g_object_unref (pictures[i]);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->session);
  g_free (fixture->before);
  test_folder_remove (fixture->root);
}

static LkSessionFile *
load (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;
  LkSessionFile *file = lk_session_file_load (fixture->session, &error);

  g_assert_no_error (error);
  return file;
}

static char *
get_path (Fixture *fixture, const char *folder, guint index)
{
  return g_build_filename (fixture->root, folder, names[index], NULL);
}

static void
move (Fixture *fixture, guint index, const char *to)
{
  g_autofree char *from = get_path (fixture, "before", index);

  g_assert_cmpint (g_rename (from, to), ==, 0);
}

static LkPicture *
get_shot (LkEpisodeState *state, guint class_index, guint shot)
{
  return lk_episode_state_get_shots (state, class_index)->pdata[shot];
}

/* What is not there is not scored; the rest is. */
static void
test_scored (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fox = get_path (fixture, "before", 0);
  g_autofree char *query = get_path (fixture, "before", 3);
  g_autoptr (LkSessionFile) file = NULL;
  g_autoptr (GPtrArray) absent = NULL;
  g_autoptr (LkEpisodeState) scored = NULL;

  g_assert_cmpint (g_remove (fox), ==, 0);
  g_assert_cmpint (g_remove (query), ==, 0);
  file = load (fixture);
  absent = lk_episode_list_absent (file->episode);
  g_assert_cmpuint (absent->len, ==, 2);
  scored = lk_session_file_get_scored_state (file);
  g_assert_cmpuint (lk_episode_state_get_n_classes (scored), ==, 2);
  g_assert_cmpuint (lk_episode_state_get_shots (scored, 0)->len, ==, 1);
  g_assert_cmpuint (lk_episode_state_get_shots (scored, 1)->len, ==, 1);
  g_assert_cmpuint (lk_episode_state_get_queries (scored)->len, ==, 0);
}

static LkEpisodeState *
locate (LkSessionFile *file, LkPicture *wanted, const char *place)
{
  g_autoptr (GPtrArray) absent = lk_episode_list_absent (file->episode);
  g_autoptr (GError) error = NULL;
  g_autoptr (GHashTable) found = lk_locating_run (absent, wanted, place, NULL, &error);

  g_assert_no_error (error);
  return lk_episode_replace_pictures (file->episode, found, NULL);
}

static guint
count_absent (LkEpisodeState *state)
{
  g_autoptr (GPtrArray) absent = lk_episode_list_absent (state);

  return absent->len;
}

/* The folder of all was moved: by one file, or by the new folder, all are found. */
static void
test_moved (Fixture *fixture, gconstpointer data)
{
  g_autofree char *after = g_build_filename (fixture->root, "after", NULL);
  g_autofree char *wolf = get_path (fixture, "after", 2);
  g_autoptr (LkSessionFile) file = NULL;
  const char *const places[] = { wolf, after, fixture->root };

  g_assert_cmpint (g_rename (fixture->before, after), ==, 0);
  file = load (fixture);
  g_assert_cmpuint (count_absent (file->episode), ==, N_PICTURES);
  for (guint i = 0; i < G_N_ELEMENTS (places); i++)
    {
      LkPicture *wanted = i == 0 ? get_shot (file->episode, 1, 0) : NULL;
      g_autoptr (LkEpisodeState) mended = locate (file, wanted, places[i]);
      LkQuery *query = lk_episode_state_get_queries (mended)->pdata[0];

      g_assert_cmpuint (count_absent (mended), ==, 0);
      g_assert_cmpstr (lk_picture_get_path (get_shot (mended, 1, 0)), ==, wolf);
      g_assert_cmpstr (lk_query_get_label (query), ==, "Wolf");
    }
}

/* Files lie elsewhere, each in a folder of its own. */
static void
test_scattered (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkSessionFile) file = NULL;
  g_autoptr (LkEpisodeState) mended = NULL;
  g_autofree char *place = g_build_filename (fixture->root, "elsewhere", NULL);

  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      g_autofree char *folder = g_build_filename (place, number, "deep", NULL);
      g_autofree char *name = g_path_get_basename (names[i]);
      g_autofree char *to = g_build_filename (folder, name, NULL);

      make_folder (folder);
      move (fixture, i, to);
    }
  file = load (fixture);
  mended = locate (file, NULL, place);
  g_assert_cmpuint (count_absent (mended), ==, 0);
}

/* A file of the same name with other contents is not taken for a sibling; but what a
 * person chose is what they want. */
static void
test_impostor (Fixture *fixture, gconstpointer data)
{
  g_autofree char *after = g_build_filename (fixture->root, "after", NULL);
  g_autoptr (LkSessionFile) file = NULL;
  g_autoptr (LkEpisodeState) mended = NULL;
  g_autoptr (LkEpisodeState) chosen = NULL;
  g_autofree char *fox = NULL;

  make_folders (after);
  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autofree char *to = get_path (fixture, "after", i);

      move (fixture, i, to);
    }
  fox = test_png_write (after, names[0], 99, 8, 8);
  file = load (fixture);
  mended = locate (file, NULL, after);
  g_assert_cmpuint (count_absent (mended), ==, 1);
  g_assert_cmpint (lk_picture_get_state (get_shot (mended, 0, 0)), ==,
                   LK_PICTURE_MISSING);
  chosen = locate (file, get_shot (file->episode, 0, 0), fox);
  g_assert_cmpuint (count_absent (chosen), ==, 0);
  g_assert_cmpstr (lk_picture_get_sha256 (get_shot (chosen, 0, 0)), !=,
                   lk_picture_get_sha256 (get_shot (file->episode, 0, 0)));
}

/* What was chosen is no picture. */
static void
test_not_a_picture (Fixture *fixture, gconstpointer data)
{
  g_autofree char *fox = get_path (fixture, "before", 0);
  g_autoptr (LkSessionFile) file = NULL;
  g_autoptr (GPtrArray) absent = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_remove (fox), ==, 0);
  file = load (fixture);
  absent = lk_episode_list_absent (file->episode);
  g_assert_null (
      lk_locating_run (absent, absent->pdata[0], fixture->session, NULL, &error));
  g_assert_nonnull (error);
}

/* Of the same size, with the same times as before: only the hash can tell. */
static void
test_changed_in_place (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_path (fixture, "before", 0);
  g_autoptr (LkPicture) picture = lk_picture_load (path, NULL);
  g_autofree char *contents = NULL;
  gsize length;
  GStatBuf info;
  FILE *file;

  g_assert_true (lk_picture_is_on_disk (picture));
  g_assert_true (g_file_get_contents (path, &contents, &length, NULL));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  contents[length - 1] ^= 1;
  file = g_fopen (path, "r+b");
  g_assert_cmpuint (fwrite (contents, 1, length, file), ==, length);
  fclose (file);
  g_assert_cmpint (g_utime (path, &(struct utimbuf){ info.st_atime, info.st_mtime }), ==,
                   0);
  g_assert_false (lk_picture_is_on_disk (picture));
  contents[length - 1] ^= 1;
  file = g_fopen (path, "r+b");
  g_assert_cmpuint (fwrite (contents, 1, length, file), ==, length);
  fclose (file);
  g_assert_true (lk_picture_is_on_disk (picture));
  g_assert_cmpint (g_remove (path), ==, 0);
  g_assert_false (lk_picture_is_on_disk (picture));
}

/* A session whose picture changed since keeps the one it was opened with. */
static void
test_saved_after_change (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkSessionFile) file = load (fixture);
  g_autoptr (LkSessionFile) again = NULL;
  g_autofree char *path = test_png_write (fixture->before, names[0], 99, 8, 8);

  g_assert_true (lk_session_file_save (file, fixture->session, NULL));
  again = load (fixture);
  g_assert_cmpuint (count_absent (again->episode), ==, 0);
  g_assert_cmpstr (lk_picture_get_sha256 (get_shot (again->episode, 0, 0)), ==,
                   lk_picture_get_sha256 (get_shot (file->episode, 0, 0)));
}

/* All pictures inside: the file alone is the session, and stays so when it is saved. */
static void
test_with_pictures (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkSessionFile) file = load (fixture);
  g_autoptr (LkSessionFile) again = NULL;
  g_autoptr (LkSessionFile) third = NULL;

  file->with_pictures = TRUE;
  g_assert_true (lk_session_file_save (file, fixture->session, NULL));
  for (guint i = 0; i < N_PICTURES; i++)
    {
      g_autofree char *path = get_path (fixture, "before", i);

      g_assert_cmpint (g_remove (path), ==, 0);
    }
  again = load (fixture);
  g_assert_true (again->with_pictures);
  g_assert_cmpuint (count_absent (again->episode), ==, 0);
  g_assert_cmpstr (lk_picture_get_title (get_shot (again->episode, 1, 0)), ==,
                   "wolf 1.png");
  g_assert_true (lk_session_file_save (again, fixture->session, NULL));
  third = load (fixture);
  g_assert_true (lk_episode_state_equal (again->episode, third->episode));
}

/* Bytes of a format that nothing here decodes are kept. */
static void
test_unreadable (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_path (fixture, "before", 0);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("a format of the future", 22);
  g_autofree char *sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_autoptr (LkPicture) picture = NULL;

  g_assert_true (g_file_set_contents (path, g_bytes_get_data (bytes, NULL), 22, NULL));
  picture = lk_picture_load_expected (path, sha256);
  g_assert_cmpint (lk_picture_get_state (picture), ==, LK_PICTURE_UNREADABLE);
  g_assert_true (g_bytes_equal (lk_picture_get_bytes (picture), bytes));
  g_assert_true (lk_picture_is_on_disk (picture));
}

static gboolean
is_off (LkSessionFile *file, guint class_index, guint shot)
{
  return g_hash_table_contains (
      file->off, GUINT_TO_POINTER (class_index * LK_EPISODE_MAX_SHOTS + shot));
}

/* One file in two slots: each slot has an object of its own. */
static void
test_slots (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = get_path (fixture, "before", 0);
  g_autoptr (LkPicture) picture = lk_picture_load (path, NULL);
  LkPicture *twice[] = { picture, picture };
  g_autoptr (LkSessionFile) file = lk_session_file_new ();
  g_autoptr (LkSessionFile) again = NULL;

  append_class (file->episode, "A", twice, 2);
  append_class (file->episode, "B", twice, 1);
  g_hash_table_add (file->off, GUINT_TO_POINTER (1));
  g_assert_true (lk_session_file_save (file, fixture->session, NULL));
  again = load (fixture);
  g_assert_true (get_shot (again->episode, 0, 0) != get_shot (again->episode, 0, 1));
  g_assert_true (get_shot (again->episode, 0, 0) != get_shot (again->episode, 1, 0));
  g_assert_true (lk_episode_state_equal (file->episode, again->episode));
  g_assert_true (!is_off (again, 0, 0) && is_off (again, 0, 1) && !is_off (again, 1, 0));
}

static void
add (const char *path, void (*test) (Fixture *, gconstpointer))
{
  g_test_add (path, Fixture, NULL, set_up, test, tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  add ("/absent/scored", test_scored);
  add ("/absent/moved", test_moved);
  add ("/absent/scattered", test_scattered);
  add ("/absent/impostor", test_impostor);
  add ("/absent/not-a-picture", test_not_a_picture);
  add ("/absent/changed-in-place", test_changed_in_place);
  add ("/absent/saved-after-change", test_saved_after_change);
  add ("/absent/with-pictures", test_with_pictures);
  add ("/absent/unreadable", test_unreadable);
  add ("/absent/slots", test_slots);
  return g_test_run ();
}
