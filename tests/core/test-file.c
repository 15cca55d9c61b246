/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lk-error.h"
#include "lk-file-writer.h"
#include "lk-file.h"

/*
 * The linker puts these in the place of the system's own (--wrap), so that a disk can be
 * full, slow or broken just where a test wants it to be.
 */
typedef struct
{
  gsize room;         /* bytes until the disk is full */
  gsize most;         /* bytes that a write takes at once */
  guint n_interrupts; /* writes that a signal interrupts */
  int sync_failure;
  int close_failure;
  int rename_failure;
  int access_failure;
} Disk;

static const Disk good_disk = { .room = G_MAXSIZE, .most = G_MAXSIZE };
static Disk disk = { .room = G_MAXSIZE, .most = G_MAXSIZE };

ssize_t __real_write (int handle, const void *data, size_t size);
int __real_fsync (int handle);
int __real_close (int handle);
int __real_rename (const char *from, const char *to);
int __real_faccessat (int folder, const char *path, int mode, int flags);
ssize_t __wrap_write (int handle, const void *data, size_t size);
int __wrap_fsync (int handle);
int __wrap_close (int handle);
int __wrap_rename (const char *from, const char *to);
int __wrap_faccessat (int folder, const char *path, int mode, int flags);

static int
fail_with (int code)
{
  errno = code;
  return -1;
}

ssize_t
__wrap_write (int handle, const void *data, size_t size)
{
  gsize n = MIN (MIN (size, disk.most), disk.room);

  if (disk.n_interrupts > 0)
    {
      disk.n_interrupts--;
      return fail_with (EINTR);
    }
  if (n == 0)
    return fail_with (ENOSPC);
  if (disk.room != G_MAXSIZE)
    disk.room -= n;
  return __real_write (handle, data, n);
}

int
__wrap_fsync (int handle)
{
  return disk.sync_failure != 0 ? fail_with (disk.sync_failure) : __real_fsync (handle);
}

int
__wrap_close (int handle)
{
  int result = __real_close (handle);

  return disk.close_failure != 0 ? fail_with (disk.close_failure) : result;
}

int
__wrap_rename (const char *from, const char *to)
{
  return disk.rename_failure != 0 ? fail_with (disk.rename_failure)
                                  : __real_rename (from, to);
}

int
__wrap_faccessat (int folder, const char *path, int mode, int flags)
{
  return disk.access_failure != 0 ? fail_with (disk.access_failure)
                                  : __real_faccessat (folder, path, mode, flags);
}

typedef struct
{
  char *folder;
  char *file;
  char *link;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  disk = good_disk;
  fixture->folder = g_dir_make_tmp ("likeness-XXXXXX", NULL);
  fixture->file = g_build_filename (fixture->folder, "file", NULL);
  fixture->link = g_build_filename (fixture->folder, "link", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  disk = good_disk;
  while ((name = g_dir_read_name (folder)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->file);
  g_free (fixture->link);
}

static guint
count_files (Fixture *fixture)
{
  g_autoptr (GDir) folder = g_dir_open (fixture->folder, 0, NULL);
  guint n = 0;

  while (g_dir_read_name (folder) != NULL)
    n++;
  return n;
}

static guint
get_mode (const char *path)
{
  GStatBuf info;

  g_assert_cmpint (g_lstat (path, &info), ==, 0);
  return info.st_mode & 0777;
}

static void
put (const char *path, const char *text, guint mode)
{
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_assert_cmpint (g_chmod (path, mode), ==, 0);
}

static void
assert_text (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = lk_file_read (path, 1000, &error);

  g_assert_no_error (error);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), text,
                   strlen (text));
}

static gboolean
write_text (const char *path, const char *text, GError **error)
{
  return lk_file_write (path, text, strlen (text), error);
}

static void
assert_written (const char *path, const char *text)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (write_text (path, text, &error));
  g_assert_no_error (error);
}

/* The whole line is what a person sees: it names the file and says why. */
static void
assert_not_written (const char *path, const char *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *line = g_strdup_printf ("“%s” %s", path, message);

  g_assert_false (write_text (path, "new", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_assert_cmpstr (error->message, ==, line);
}

static void
assert_not_read (const char *path, gsize max_bytes, int code)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *name = g_filename_display_name (path);

  g_assert_null (lk_file_read (path, max_bytes, &error));
  g_assert_error (error, LK_ERROR, code);
  g_assert_nonnull (strstr (error->message, name));
}

static void
test_read (Fixture *fixture, gconstpointer data)
{
  put (fixture->file, "12345", 0644);
  assert_text (fixture->file, "12345");
  assert_not_read (fixture->file, 4, LK_ERROR_LIMIT);
  assert_not_read (fixture->folder, 1000, LK_ERROR_FILE);
  assert_not_read (fixture->link, 1000, LK_ERROR_FILE);
  assert_not_read ("/dev/zero", 1000, LK_ERROR_FILE);
  assert_not_read ("", 1000, LK_ERROR_FILE);
  g_assert_cmpint (mkfifo (fixture->link, 0600), ==, 0);
  assert_not_read (fixture->link, 1000, LK_ERROR_FILE);
  put (fixture->file, "", 0644);
  assert_text (fixture->file, "");
}

/* Files of /proc grow while they are read: their size is said to be 0. */
static void
test_read_growing (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = lk_file_read ("/proc/self/status", 1000, NULL);

  g_assert_nonnull (bytes);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, 0);
}

static void
test_new (Fixture *fixture, gconstpointer data)
{
  g_autofree char *name = g_strnfill (255, 'x');
  g_autofree char *longest = g_build_filename (fixture->folder, name, NULL);
  mode_t mask = umask (0027);

  assert_written (fixture->file, "new");
  g_assert_cmpuint (get_mode (fixture->file), ==, 0640);
  umask (0077);
  assert_written (longest, "");
  g_assert_cmpuint (get_mode (longest), ==, 0600);
  umask (mask);
  assert_text (fixture->file, "new");
  assert_text (longest, "");
  g_assert_cmpuint (count_files (fixture), ==, 2);
}

static void
test_mode (Fixture *fixture, gconstpointer data)
{
  const guint modes[] = { 0600, 0640, 0666, 0755 };

  for (guint i = 0; i < G_N_ELEMENTS (modes); i++)
    {
      put (fixture->file, "old", modes[i]);
      assert_written (fixture->file, "new");
      g_assert_cmpuint (get_mode (fixture->file), ==, modes[i]);
      assert_text (fixture->file, "new");
    }
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

/* Only the superuser can give a file away, and see whether it went back. */
static void
test_owner (Fixture *fixture, gconstpointer data)
{
  uid_t owner = geteuid () == 0 ? 12345 : geteuid ();
  GStatBuf info;

  put (fixture->file, "old", 0640);
  g_assert_cmpint (chown (fixture->file, owner, -1), ==, 0);
  assert_written (fixture->file, "new");
  g_assert_cmpint (g_stat (fixture->file, &info), ==, 0);
  g_assert_cmpuint (info.st_uid, ==, owner);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0640);
}

/* Who has the old file open reads the old file to its end. */
static void
test_at_once (Fixture *fixture, gconstpointer data)
{
  char text[4] = "";
  int handle;

  put (fixture->file, "old", 0644);
  handle = g_open (fixture->file, O_RDONLY, 0);
  assert_written (fixture->file, "new and longer");
  g_assert_cmpint (read (handle, text, 3), ==, 3);
  g_assert_cmpstr (text, ==, "old");
  close (handle);
}

static void
assert_link (const char *path, const char *target)
{
  g_autofree char *found = g_file_read_link (path, NULL);

  g_assert_cmpstr (found, ==, target);
}

static void
test_links (Fixture *fixture, gconstpointer data)
{
  g_autofree char *second = g_build_filename (fixture->folder, "second", NULL);

  put (fixture->file, "old", 0600);
  g_assert_cmpint (symlink ("file", fixture->link), ==, 0);
  g_assert_cmpint (symlink (fixture->link, second), ==, 0);
  assert_written (fixture->link, "by the first");
  assert_text (fixture->file, "by the first");
  assert_written (second, "by the second");
  assert_text (fixture->file, "by the second");
  g_assert_cmpuint (get_mode (fixture->file), ==, 0600);
  assert_link (fixture->link, "file");
  assert_link (second, fixture->link);
  g_assert_cmpuint (count_files (fixture), ==, 3);
}

static void
test_link_to_nothing (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (symlink ("file", fixture->link), ==, 0);
  assert_written (fixture->link, "new");
  assert_text (fixture->file, "new");
  assert_link (fixture->link, "file");
}

static void
test_link_in_a_circle (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (symlink ("link", fixture->link), ==, 0);
  assert_not_written (fixture->link,
                      "cannot be written: Too many levels of symbolic links");
  assert_link (fixture->link, "link");
}

static void
test_not_regular (Fixture *fixture, gconstpointer data)
{
  g_autofree char *null = g_build_filename (fixture->folder, "null", NULL);
  GStatBuf info;

  g_assert_cmpint (mkfifo (fixture->link, 0600), ==, 0);
  g_assert_cmpint (symlink ("/dev/null", null), ==, 0);
  assert_not_written (fixture->folder, "is a folder, not a file");
  assert_not_written (fixture->link, "is not a regular file");
  assert_not_written ("/dev/null", "is not a regular file");
  assert_not_written (null, "is not a regular file");
  g_assert_cmpint (g_lstat (fixture->link, &info), ==, 0);
  g_assert_true (S_ISFIFO (info.st_mode));
  g_assert_cmpint (g_lstat ("/dev/null", &info), ==, 0);
  g_assert_true (S_ISCHR (info.st_mode));
}

static void
test_nowhere (Fixture *fixture, gconstpointer data)
{
  g_autofree char *inside = g_build_filename (fixture->file, "inside", NULL);
  g_autofree char *missing
      = g_build_filename (fixture->folder, "missing", "inside", NULL);

  put (fixture->file, "old", 0644);
  assert_not_written (inside, "cannot be written: Not a directory");
  assert_not_written (missing, "cannot be written: No such file or directory");
  assert_not_written ("", "cannot be written: No such file or directory");
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static void
test_read_only (Fixture *fixture, gconstpointer data)
{
  put (fixture->file, "old", 0444);
  disk.access_failure = EACCES; /* nothing is to the superuser */
  assert_not_written (fixture->file, "cannot be written: Permission denied");
  assert_text (fixture->file, "old");
}

static void
test_given_up (Fixture *fixture, gconstpointer data)
{
  LkFileWriter *writer;

  put (fixture->file, "old", 0644);
  writer = lk_file_writer_new (fixture->file, NULL);
  g_assert_true (lk_file_writer_write (writer, "new", 3, NULL));
  assert_text (fixture->file, "old");
  lk_file_writer_free (writer);
  assert_text (fixture->file, "old");
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

/* Pieces of every size around that of a buffer, through a disk that takes few bytes at
 * once and is interrupted. */
static void
test_pieces (Fixture *fixture, gconstpointer data)
{
  const gsize sizes[] = { 0, 1, 2, 1000, 65535, 65536, 65537, 1, 200000, 0, 7, 65536 };
  g_autoptr (LkFileWriter) writer = lk_file_writer_new (fixture->file, NULL);
  g_autoptr (GByteArray) all = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;

  disk.most = 30011;
  disk.n_interrupts = 2;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      gsize first = all->len;

      g_byte_array_set_size (all, first + sizes[i]);
      for (gsize j = first; j < all->len; j++)
        all->data[j] = (guint8) (j % 251);
      g_assert_true (lk_file_writer_write (writer, all->data + first, sizes[i], NULL));
    }
  g_assert_true (lk_file_writer_commit (writer, NULL));
  bytes = lk_file_read (fixture->file, G_MAXSIZE, NULL);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), all->data,
                   all->len);
}

static void
assert_nothing_changed (Fixture *fixture, const char *message)
{
  assert_not_written (fixture->file, message);
  disk = good_disk;
  assert_text (fixture->file, "old");
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  const char *message = "cannot be written: No space left on device";

  put (fixture->file, "old", 0644);
  disk.room = 2;
  assert_nothing_changed (fixture, message);
  disk.sync_failure = ENOSPC;
  assert_nothing_changed (fixture, message);
  disk.close_failure = ENOSPC;
  assert_nothing_changed (fixture, message);
  disk.rename_failure = ENOSPC;
  assert_nothing_changed (fixture, message);
}

/* Why it failed is told again at the end: cairo's callbacks cannot say so. */
static void
test_failure_lasts (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkFileWriter) writer = lk_file_writer_new (fixture->file, NULL);
  g_autofree char *much = g_strnfill (100000, 'x');
  g_autoptr (GError) error = NULL;

  disk.room = 10;
  g_assert_false (lk_file_writer_write (writer, much, strlen (much), NULL));
  disk = good_disk;
  g_assert_false (lk_file_writer_write (writer, "x", 1, NULL));
  g_assert_false (lk_file_writer_commit (writer, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "No space left on device"));
  g_assert_false (g_file_test (fixture->file, G_FILE_TEST_EXISTS));
}

static void
test_no_sync_there (Fixture *fixture, gconstpointer data)
{
  disk.sync_failure = EINVAL;
  assert_written (fixture->file, "new");
}

static void
test_largest_size (Fixture *fixture, gconstpointer data)
{
  struct rlimit old, small;
  g_autofree char *much = g_strnfill (100000, 'x');
  g_autoptr (GError) error = NULL;
  gboolean is_written;

  lk_file_start ();
  put (fixture->file, "old", 0644);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  small = (struct rlimit){ 5000, old.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  is_written = lk_file_write (fixture->file, much, strlen (much), &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_false (is_written);
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "File too large"));
  assert_text (fixture->file, "old");
  g_assert_cmpuint (count_files (fixture), ==, 1);
}

#define ADD(path, test) g_test_add (path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/file/read", test_read);
  ADD ("/file/read-growing", test_read_growing);
  ADD ("/file/new", test_new);
  ADD ("/file/mode", test_mode);
  ADD ("/file/owner", test_owner);
  ADD ("/file/at-once", test_at_once);
  ADD ("/file/links", test_links);
  ADD ("/file/link-to-nothing", test_link_to_nothing);
  ADD ("/file/link-in-a-circle", test_link_in_a_circle);
  ADD ("/file/not-regular", test_not_regular);
  ADD ("/file/nowhere", test_nowhere);
  ADD ("/file/read-only", test_read_only);
  ADD ("/file/given-up", test_given_up);
  ADD ("/file/pieces", test_pieces);
  ADD ("/file/full-disk", test_full_disk);
  ADD ("/file/failure-lasts", test_failure_lasts);
  ADD ("/file/no-sync-there", test_no_sync_there);
  ADD ("/file/largest-size", test_largest_size);
  return g_test_run ();
}
