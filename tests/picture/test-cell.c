/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "lk-cell-pool.h"
#include "lk-cell.h"
#include "lk-decoding.h"
#include "lk-error.h"
#include "lk-pixel-budget.h"
#include "picture-fixtures.h"

#define N_THREADS 4

static void
assert_same (LkImage *a, LkImage *b)
{
  g_assert_cmpuint (lk_image_get_width (a), ==, lk_image_get_width (b));
  g_assert_cmpuint (lk_image_get_height (a), ==, lk_image_get_height (b));
  g_assert_cmpuint (lk_image_get_differences (a), ==, lk_image_get_differences (b));
  g_assert_true (memcmp (lk_image_get_rgb (a), lk_image_get_rgb (b),
                         (gsize) lk_image_get_width (a) * lk_image_get_height (a) * 3)
                 == 0);
}

static void
check_same (GBytes *bytes, const char *name)
{
  for (LkReading reading = LK_READING_LIKENESS; reading <= LK_READING_AS_PUBLISHED;
       reading++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (LkImage) there = lk_image_decode_as (bytes, name, reading, &error);
      g_autoptr (LkImage) here = NULL;

      g_assert_no_error (error);
      here = lk_image_decode_here (bytes, name, reading, &error);
      g_assert_no_error (error);
      assert_same (there, here);
    }
}

/* What is decoded there is what would be decoded here, to the byte. */
static void
test_same (void)
{
  g_auto (GStrv) lines = test_fixture_read_lines ("decoded.txt");

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], " ", -1);
      g_autoptr (GBytes) bytes = test_fixture_read_file (fields[0]);

      check_same (bytes, fields[0]);
    }
}

static GBytes *
make_pnm (guint width, guint height)
{
  g_autofree char *header = g_strdup_printf ("P5 %u %u 255\n", width, height);
  gsize n = strlen (header), size = n + (gsize) width * height;
  guint8 *data = g_malloc (size);

  memcpy (data, header, n);
  for (gsize i = n; i < size; i++)
    data[i] = (guint8) (i * 7 + i / 251);
  return g_bytes_new_take (data, size);
}

/* More than is decoded unasked, more than the least map, and more than is kept. */
static void
test_large (void)
{
  static const guint edges[] = { 1023, 1024, 1025, 2100, 4800, 1300, 8 };

  for (guint i = 0; i < G_N_ELEMENTS (edges); i++)
    {
      g_autoptr (GBytes) bytes = make_pnm (edges[i], edges[i]);

      check_same (bytes, "a.pgm");
    }
}

/* What is wrong is said in the same words. */
static void
test_errors (void)
{
  g_auto (GStrv) lines = test_fixture_read_lines ("decoded.txt");

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], " ", -1);
      g_autoptr (GBytes) bytes = test_fixture_read_file (fields[0]);
      gsize size;
      guint8 *copy
          = g_memdup2 (g_bytes_get_data (bytes, &size), g_bytes_get_size (bytes));
      g_autoptr (GBytes) broken = NULL;
      g_autoptr (GError) a = NULL;
      g_autoptr (GError) b = NULL;
      g_autoptr (LkImage) there = NULL;
      g_autoptr (LkImage) here = NULL;

      size = g_bytes_get_size (bytes);
      memset (copy + size / 3, 0x5a, size / 3);
      broken = g_bytes_new_take (copy, size);
      there = lk_image_decode (broken, fields[0], &a);
      here = lk_image_decode_here (broken, fields[0], LK_READING_LIKENESS, &b);
      g_assert_cmpstr (a != NULL ? a->message : NULL, ==, b != NULL ? b->message : NULL);
      g_assert_cmpint (a != NULL ? a->code : -1, ==, b != NULL ? b->code : -1);
    }
}

static LkImage *
decode_in (LkCell *cell, GBytes *bytes, GError **error)
{
  LkImage *image;

  lk_pixel_budget_enter ();
  image = lk_cell_decode (cell, bytes, "a.png", LK_READING_LIKENESS, error);
  lk_pixel_budget_leave ();
  return image;
}

/* Where no file may be made, not even in memory, all goes through the socket. */
static void
test_small_files (void)
{
  const struct rlimit unlimited = { RLIM_INFINITY, RLIM_INFINITY };
  struct rlimit limit = unlimited;
  g_autoptr (LkCell) cell = lk_cell_new (NULL);

  g_assert_nonnull (cell);
  if (getrlimit (RLIMIT_FSIZE, &limit) != 0)
    limit = unlimited;
  for (guint edge = 8; edge < 3000; edge += 1400)
    {
      const struct rlimit small = { 10, limit.rlim_max };
      g_autoptr (GBytes) bytes = make_pnm (edge, edge);
      g_autoptr (GError) error = NULL;
      g_autoptr (LkImage) image = NULL;
      g_autoptr (LkImage) here = NULL;

      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
      image = decode_in (cell, bytes, &error);
      g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
      g_assert_no_error (error);
      here = lk_image_decode_here (bytes, "a.png", LK_READING_LIKENESS, NULL);
      assert_same (image, here);
      g_assert_true (lk_cell_is_idle (cell));
    }
}

static void
decode_fixture (void)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file ("photo.jpg");
  g_autoptr (GError) error = NULL;
  g_autoptr (LkImage) image = lk_image_decode (bytes, "photo.jpg", &error);

  g_assert_no_error (error);
  g_assert_nonnull (image);
}

/* Whoever ends a decoder that waits costs no picture. */
static void
test_killed (void)
{
  GPid before[16] = { 0 }, after[16] = { 0 };
  guint n;

  decode_fixture ();
  n = lk_cell_pool_list (before, 16);
  g_assert_cmpuint (n, >=, 1);
  for (guint i = 0; i < MIN (n, 16); i++)
    {
      siginfo_t info;

      g_assert_cmpint (kill (before[i], SIGKILL), ==, 0);
      g_assert_cmpint (waitid (P_PID, (id_t) before[i], &info, WEXITED | WNOWAIT), ==, 0);
    }
  decode_fixture ();
  g_assert_cmpuint (lk_cell_pool_list (after, 16), >=, 1);
  for (guint i = 0; i < MIN (n, 16); i++)
    g_assert_cmpint (after[0], !=, before[i]);
}

static gpointer
decode_all (gpointer data)
{
  g_auto (GStrv) lines = test_fixture_read_lines ("decoded.txt");

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], " ", -1);
      g_autoptr (GBytes) bytes = test_fixture_read_file (fields[0]);

      check_same (bytes, fields[0]);
    }
  return NULL;
}

static void
test_threads (void)
{
  GThread *threads[N_THREADS];
  GPid pids[16];

  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("decode", decode_all, NULL);
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  g_assert_cmpuint (lk_cell_pool_list (pids, 16), <=, g_get_num_processors ());
}

static char *
read_of (GPid pid, const char *what)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/%s", (int) pid, what);
  char *text = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &text, &size, NULL));
  for (gsize i = 0; i < size; i++)
    if (text[i] == '\0')
      text[i] = '\n';
  return text;
}

/* What the kernel says of it. */
static void
test_walls (void)
{
  g_autofree char *folder = NULL;
  g_autofree char *status = NULL;
  g_autofree char *environment = NULL;
  g_autoptr (GDir) files = NULL;
  GPid pid = 0;
  guint n = 0;

  decode_fixture ();
  g_assert_cmpuint (lk_cell_pool_list (&pid, 1), >=, 1);
  folder = g_strdup_printf ("/proc/%d/fd", (int) pid);
  files = g_dir_open (folder, 0, NULL);
  g_assert_nonnull (files);
  while (g_dir_read_name (files) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 4);
  environment = read_of (pid, "environ");
  g_assert_null (strstr (environment, "LIKENESS_TEST_SECRET"));
  status = read_of (pid, "status");
#ifndef __SANITIZE_THREAD__
  g_assert_nonnull (strstr (status, "NoNewPrivs:\t1"));
#if defined(__x86_64__) || defined(__aarch64__)
  g_assert_nonnull (strstr (status, "Seccomp:\t2"));
#endif
#endif
}

/* It is not looked for where anybody could have put another one. */
static void
test_missing (void)
{
  g_autofree char *real = g_strdup (g_getenv ("LIKENESS_DECODE"));
  g_autofree char *folder = g_path_get_dirname (real);
  g_autofree char *back = g_get_current_dir ();
  g_autoptr (GError) error = NULL;

  g_setenv ("LIKENESS_DECODE", "/nowhere/likeness-decode", TRUE);
  g_assert_null (lk_cell_new (&error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, "/nowhere/likeness-decode"));
  g_assert_null (strchr (error->message, '\n'));
  g_clear_error (&error);

  g_setenv ("LIKENESS_DECODE", "likeness-decode", TRUE);
  g_setenv ("PATH", folder, TRUE);
  g_assert_cmpint (g_chdir (folder), ==, 0);
  g_assert_null (lk_cell_new (&error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_assert_cmpint (g_chdir (back), ==, 0);
  g_setenv ("LIKENESS_DECODE", real, TRUE);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("LIKENESS_TEST_SECRET", "x", TRUE);
  g_test_add_func ("/cell/same", test_same);
  g_test_add_func ("/cell/large", test_large);
  g_test_add_func ("/cell/errors", test_errors);
  g_test_add_func ("/cell/small-files", test_small_files);
  g_test_add_func ("/cell/killed", test_killed);
  g_test_add_func ("/cell/threads", test_threads);
  g_test_add_func ("/cell/walls", test_walls);
  g_test_add_func ("/cell/missing", test_missing);
  return g_test_run ();
}
