/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lk-error.h"
#include "lk-picture.h"
#include "picture-fixtures.h"

typedef struct
{
  char *folder;
  char *path;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = g_dir_make_tmp ("likeness-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->path = g_build_filename (fixture->folder, "a picture.png", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer user_data)
{
  g_remove (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->path);
  g_free (fixture->folder);
}

static void
write_file (const char *path, gconstpointer data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, size, &error);
  g_assert_no_error (error);
}

static void
assert_fails (const char *path, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_picture_load (path, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, LK_ERROR, code);
  g_assert_nonnull (strstr (error->message, path));
  g_assert_null (strchr (error->message, '\n'));
}

/* The digests are Python's, from make-picture-fixtures.py. */
static void
test_load (void)
{
  g_auto (GStrv) lines = test_fixture_read_lines ("decoded.txt");

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], " ", -1);
      g_autofree char *path = g_test_build_filename (G_TEST_DIST, "picture", "fixtures",
                                                     "pictures", fields[0], NULL);
      g_autoptr (GBytes) bytes = test_fixture_read_file (fields[0]);
      g_autoptr (GError) error = NULL;
      g_autoptr (LkImage) image = NULL;
      g_autofree char *digest = NULL;
      LkPicture *picture = lk_picture_load (path, &error);

      g_assert_no_error (error);
      g_assert_cmpstr (lk_picture_get_path (picture), ==, path);
      g_assert_cmpstr (lk_picture_get_title (picture), ==, fields[0]);
      g_assert_cmpstr (lk_picture_get_sha256 (picture), ==, fields[1]);
      g_assert_cmpuint (lk_picture_get_width (picture), ==, atoi (fields[2]));
      g_assert_cmpuint (lk_picture_get_height (picture), ==, atoi (fields[3]));
      g_assert_true (g_bytes_equal (lk_picture_get_bytes (picture), bytes));
      image = lk_picture_decode (picture, &error);
      g_assert_no_error (error);
      digest = test_image_get_sha256 (image);
      g_assert_cmpstr (digest, ==, fields[4]);
      g_assert_finalize_object (picture);
    }
}

static void
test_relative_path (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file ("colour.png");
  g_autofree char *before = g_get_current_dir ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPicture) picture = NULL;
  g_autofree char *expected = NULL;
  g_autofree char *here = NULL;

  write_file (fixture->path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_assert_cmpint (g_chdir (fixture->folder), ==, 0);
  here = g_get_current_dir ();
  picture = lk_picture_load ("./a picture.png", &error);
  g_assert_cmpint (g_chdir (before), ==, 0);
  g_assert_no_error (error);
  expected = g_build_filename (here, "a picture.png", NULL);
  g_assert_cmpstr (lk_picture_get_path (picture), ==, expected);
  g_assert_cmpstr (lk_picture_get_title (picture), ==, "a picture.png");
}

static void
test_bytes (void)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file ("photo.jpg");
  g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, 900);
  g_autoptr (GError) error = NULL;
  LkPicture *picture = lk_picture_new_for_bytes (bytes, "Pasted picture", &error);

  g_assert_no_error (error);
  g_assert_null (lk_picture_get_path (picture));
  g_assert_cmpstr (lk_picture_get_title (picture), ==, "Pasted picture");
  g_assert_cmpuint (lk_picture_get_width (picture), ==, 45);
  g_assert_cmpuint (lk_picture_get_height (picture), ==, 31);
  g_assert_finalize_object (picture);

  g_assert_null (lk_picture_new_for_bytes (part, "Pasted picture", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "Pasted picture"));
}

static LkPicture *
new_for_image (LkImage *image)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();
  g_autofree char *header = g_strdup_printf ("P6 %u %u 255\n", lk_image_get_width (image),
                                             lk_image_get_height (image));
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  LkPicture *picture;

  g_byte_array_append (file, (const guint8 *) header, strlen (header));
  g_byte_array_append (file, lk_image_get_rgb (image), test_image_get_length (image));
  bytes = g_bytes_new (file->data, file->len);
  picture = lk_picture_new_for_bytes (bytes, "a.ppm", &error);
  g_assert_no_error (error);
  return picture;
}

static void
check_preview (guint width, guint height, guint preview_width, guint preview_height)
{
  g_autoptr (LkImage) image = test_image_new_noise (width, height);
  g_autoptr (LkPicture) picture = new_for_image (image);
  g_autoptr (LkImage) expected = lk_image_resize (image, preview_width, preview_height);
  LkImage *preview = lk_picture_get_preview (picture);

  g_assert_cmpuint (lk_picture_get_width (picture), ==, width);
  g_assert_cmpuint (lk_picture_get_height (picture), ==, height);
  g_assert_cmpuint (lk_image_get_width (preview), ==, preview_width);
  g_assert_cmpuint (lk_image_get_height (preview), ==, preview_height);
  g_assert_true (test_image_equal (preview, expected));
}

static void
test_preview (void)
{
  check_preview (40, 30, 40, 30);
  check_preview (512, 512, 512, 512);
  check_preview (513, 512, 512, 511);
  check_preview (1000, 600, 512, 307);
  check_preview (600, 1000, 307, 512);
  check_preview (1, 3000, 1, 512);
  check_preview (9000, 2, 512, 1);
}

/* In a second slot it is the same in all that it tells. */
static void
test_clone (void)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file ("alpha.png");
  g_autoptr (GError) error = NULL;
  LkPicture *picture = lk_picture_new_for_bytes (bytes, "alpha.png", &error);
  LkPicture *clone;
  g_autoptr (LkImage) published = NULL;
  g_autoptr (LkImage) expected = NULL;

  g_assert_no_error (error);
  clone = lk_picture_clone (picture);
  g_assert_cmpuint (lk_picture_get_differences (clone), ==, LK_DIFFERENCE_ALPHA);
  g_assert_true (lk_picture_get_contrast (clone) == lk_picture_get_contrast (picture));
  g_assert_cmpfloat (lk_picture_get_contrast (clone), >, 0);
  published = lk_picture_decode_as (clone, LK_READING_AS_PUBLISHED, &error);
  g_assert_no_error (error);
  expected = lk_image_decode_as (bytes, "alpha.png", LK_READING_AS_PUBLISHED, &error);
  g_assert_no_error (error);
  g_assert_true (test_image_equal (published, expected));
  g_assert_finalize_object (picture);
  g_assert_finalize_object (clone);
}

/* Read anew while it is held, a picture takes no more room; with the last that holds it,
 * what was decoded goes. */
static void
test_shared (void)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file ("photo.jpg");
  g_autoptr (GBytes) again
      = g_bytes_new (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  g_autoptr (GError) error = NULL;
  LkPicture *first = lk_picture_new_for_bytes (bytes, "photo.jpg", &error);
  LkPicture *second = lk_picture_new_for_bytes (again, "copy.jpg", &error);
  g_autoptr (LkImage) preview = NULL;
  LkImage *other;

  g_assert_no_error (error);
  g_assert_cmpstr (lk_picture_get_title (second), ==, "copy.jpg");
  preview = lk_image_ref (lk_picture_get_preview (first));
  g_assert_true (lk_picture_get_preview (second) == preview);
  g_assert_true (lk_picture_get_bytes (second) == bytes);
  g_assert_finalize_object (first);
  g_assert_true (lk_picture_get_preview (second) == preview);
  g_assert_finalize_object (second);

  first = lk_picture_new_for_bytes (again, "photo.jpg", &error);
  g_assert_no_error (error);
  other = lk_picture_get_preview (first);
  g_assert_true (other != preview && test_image_equal (other, preview));
  g_assert_finalize_object (first);
}

static void
count_freed (gpointer n_freed)
{
  ++*(guint *) n_freed;
}

/* What was made of a picture is there for another of the same bytes, and goes once: when
 * another takes its place, or with the last that holds the bytes. */
static void
test_kept (void)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file ("photo.jpg");
  g_autoptr (GBytes) other_bytes = test_fixture_read_file ("colour.png");
  const GQuark name = g_quark_from_static_string ("test");
  g_autoptr (GError) error = NULL;
  LkPicture *first = lk_picture_new_for_bytes (bytes, "photo.jpg", &error);
  LkPicture *second = lk_picture_new_for_bytes (bytes, "copy.jpg", &error);
  g_autoptr (LkPicture) other = lk_picture_new_for_bytes (other_bytes, "o.png", &error);
  guint n_freed[2] = { 0, 0 };

  g_assert_no_error (error);
  g_assert_null (lk_picture_get_kept (first, name));
  lk_picture_keep (first, name, &n_freed[0], count_freed);
  g_assert_true (lk_picture_get_kept (second, name) == &n_freed[0]);
  g_assert_null (lk_picture_get_kept (other, name));
  lk_picture_keep (second, name, &n_freed[1], count_freed);
  g_assert_cmpuint (n_freed[0], ==, 1);
  g_assert_finalize_object (first);
  g_assert_true (lk_picture_get_kept (second, name) == &n_freed[1]);
  g_assert_cmpuint (n_freed[1], ==, 0);
  g_assert_finalize_object (second);
  g_assert_cmpuint (n_freed[1], ==, 1);
}

static void
test_unreadable (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file ("colour.png");
  const char *data = g_bytes_get_data (bytes, NULL);

  assert_fails (fixture->path, LK_ERROR_FILE);
  assert_fails (fixture->folder, LK_ERROR_FILE);
  assert_fails ("", LK_ERROR_FILE);
  g_assert_cmpint (mkfifo (fixture->path, 0600), ==, 0);
  assert_fails (fixture->path, LK_ERROR_FILE);
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  g_assert_cmpint (symlink (fixture->path, fixture->path), ==, 0);
  assert_fails (fixture->path, LK_ERROR_FILE);
  g_assert_cmpint (g_remove (fixture->path), ==, 0);

  write_file (fixture->path, "", 0);
  assert_fails (fixture->path, LK_ERROR_FORMAT);
  write_file (fixture->path, "no picture", 10);
  assert_fails (fixture->path, LK_ERROR_FORMAT);
  write_file (fixture->path, data, g_bytes_get_size (bytes) - 30);
  assert_fails (fixture->path, LK_ERROR_FORMAT);
}

static void
test_large_file (Fixture *fixture, gconstpointer user_data)
{
  int file = g_open (fixture->path, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

  g_assert_cmpint (file, >=, 0);
  g_assert_cmpint (ftruncate (file, 513L * 1024 * 1024), ==, 0);
  g_assert_cmpint (close (file), ==, 0);
  assert_fails (fixture->path, LK_ERROR_LIMIT);
}

/* A picture keeps its bytes: what happens to the file is nothing to it. */
static void
test_file_gone (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file ("colour.png");
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPicture) picture = NULL;
  g_autoptr (LkImage) image = NULL;

  write_file (fixture->path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  picture = lk_picture_load (fixture->path, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_remove (fixture->path), ==, 0);
  image = lk_picture_decode (picture, &error);
  g_assert_no_error (error);
  g_assert_true (test_image_equal (image, lk_picture_get_preview (picture)));
}

static gpointer
decode_often (gpointer user_data)
{
  LkPicture *picture = user_data;

  for (guint i = 0; i < 50; i++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LkImage) image = lk_picture_decode (picture, &error);

      g_assert_no_error (error);
      g_assert_true (test_image_equal (image, lk_picture_get_preview (picture)));
    }
  return NULL;
}

static void
test_threads (void)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file ("progressive.jpg");
  g_autoptr (GError) error = NULL;
  LkPicture *picture = lk_picture_new_for_bytes (bytes, "progressive.jpg", &error);
  GThread *threads[4];

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("decoder", decode_often, picture);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  g_assert_finalize_object (picture);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/picture/load", test_load);
  g_test_add ("/picture/relative-path", Fixture, NULL, set_up, test_relative_path,
              tear_down);
  g_test_add_func ("/picture/bytes", test_bytes);
  g_test_add_func ("/picture/preview", test_preview);
  g_test_add_func ("/picture/clone", test_clone);
  g_test_add_func ("/picture/shared", test_shared);
  g_test_add_func ("/picture/kept", test_kept);
  g_test_add ("/picture/unreadable", Fixture, NULL, set_up, test_unreadable, tear_down);
  g_test_add ("/picture/large-file", Fixture, NULL, set_up, test_large_file, tear_down);
  g_test_add ("/picture/file-gone", Fixture, NULL, set_up, test_file_gone, tear_down);
  g_test_add_func ("/picture/threads", test_threads);
  return g_test_run ();
}
