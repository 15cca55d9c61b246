/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "lk-cell-pool.h"
#include "lk-cell.h"
#include "lk-error.h"
#include "lk-pixel-budget.h"
#include "picture-fixtures.h"

#define HEIC                                                                             \
  "\0\0\0\x18"                                                                           \
  "ftypheic\0\0\0\0mif1heic"

/* What a picture makes its decoder do (hostile-loader.c), and what is then said. */
typedef struct
{
  const char *deed;
  int code;
  const char *says;
} Case;

static const Case cases[] = {
  { "crash", LK_ERROR_FORMAT, "crashed" },
  { "spin", LK_ERROR_LIMIT, "too long" },
  { "sleep", LK_ERROR_LIMIT, "too long" },
  { "connect", LK_ERROR_FORMAT, "tried what no decoder needs" },
  { "run", LK_ERROR_FORMAT, "tried what no decoder needs" },
  { "make", LK_ERROR_FORMAT, "tried what no decoder needs" },
  { "quit", LK_ERROR_FORMAT, "crashed" },
  { "babble", LK_ERROR_FORMAT, "nonsense" },
  { "boast", LK_ERROR_FORMAT, "nonsense" },
  { "stretch", LK_ERROR_FORMAT, "nonsense" },
  { "scold", LK_ERROR_FORMAT, "two lines of " },
  { "nothing", LK_ERROR_FORMAT, "nonsense" },
};

/* GdkPixbuf is shown this loader beside those that it has in itself. */
static void
write_cache (const char *path)
{
  g_autofree char *text = g_strdup_printf (
      "\"%s\"\n\"heif/avif\" 4 \"gdk-pixbuf\" \"HEIF\" \"LGPL\"\n\"image/heic\" \"\"\n"
      "\"heic\" \"\"\n\"    ftyp\" \"xxxx    \" 100\n\n",
      g_getenv ("LK_HOSTILE_LOADER"));

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_setenv ("GDK_PIXBUF_MODULE_FILE", path, TRUE);
}

static void
decode_fine (void)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file ("colour.png");
  g_autoptr (GError) error = NULL;
  g_autoptr (LkImage) image = lk_image_decode (bytes, "colour.png", &error);

  g_assert_no_error (error);
  g_assert_nonnull (image);
}

static GError *
decode_hostile (const char *deed)
{
  g_autofree char *name = g_strconcat (deed, ".heic", NULL);
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;

  g_byte_array_append (data, (const guint8 *) HEIC, sizeof HEIC - 1);
  g_byte_array_append (data, (const guint8 *) deed, (guint) strlen (deed));
  bytes = g_bytes_new (data->data, data->len);
  g_assert_null (lk_image_decode (bytes, name, &error));
  g_assert_nonnull (error);
  g_test_message ("%s", error->message);
  g_assert_true (error->domain == LK_ERROR);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
  return error;
}

/* It costs that picture; those before and behind it are decoded. */
static void
test_deed (gconstpointer data)
{
  const Case *it = data;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (GError) error = NULL;

  lk_cell_set_patience (1, 5);
  decode_fine ();
  error = decode_hostile (it->deed);
  g_assert_error (error, LK_ERROR, it->code);
#ifndef LK_SANITIZED
  g_assert_nonnull (strstr (error->message, it->says));
#endif
  decode_fine ();
  g_test_message ("%.1f s", (double) (g_get_monotonic_time () - start) / 1e6);
}

/* It is told that there is nothing, and is only a broken picture: the same process goes
 * on. */
static void
test_look (void)
{
  g_autoptr (GError) error = NULL;
  GPid before = 0, after = 0;

  decode_fine ();
  g_assert_cmpuint (lk_cell_pool_list (&before, 1), ==, 1);
  error = decode_hostile ("look");
  g_assert_nonnull (strstr (error->message, "it did its worst"));
  decode_fine ();
  g_assert_cmpuint (lk_cell_pool_list (&after, 1), ==, 1);
  g_assert_cmpint (before, ==, after);
  g_assert_false (g_file_test ("/tmp/likeness-was-here", G_FILE_TEST_EXISTS));
}

/* A decoder has no more memory than the largest picture needs. */
static void
test_devour (void)
{
#ifndef LK_SANITIZED
  g_autoptr (GError) error = NULL;

  lk_cell_set_patience (60, 60);
  error = decode_hostile ("devour");
  g_assert_nonnull (strstr (error->message, "it did its worst"));
  decode_fine ();
#endif
}

static gpointer
decode_for_ever (gpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new (HEIC "sleep", sizeof HEIC - 1 + 5);

  lk_pixel_budget_enter ();
  lk_cell_decode (data, bytes, "sleep.heic", LK_READING_LIKENESS, NULL);
  lk_pixel_budget_leave ();
  return NULL;
}

static gboolean
is_running (GPid pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", (int) pid);
  g_autofree char *text = NULL;
  const char *state;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return FALSE;
  state = strrchr (text, ')');
  return state != NULL && state[2] != 'Z';
}

/* Who is held up by a picture ends with who asked all the same. */
static void
test_left_alone (void)
{
  g_autofree char *path
      = g_strdup_printf ("%s/likeness-left-%d", g_get_tmp_dir (), (int) getpid ());
  g_autofree char *text = NULL;
  GPid pid;

  if (g_test_subprocess ())
    {
      LkCell *cell = lk_cell_new (NULL);

      g_assert_nonnull (cell);
      text = g_strdup_printf ("%d", (int) lk_cell_get_pid (cell));
      g_assert_true (g_file_set_contents (g_getenv ("LK_LEFT"), text, -1, NULL));
      g_thread_unref (g_thread_new ("decode", decode_for_ever, cell));
      g_usleep (G_USEC_PER_SEC);
      g_remove (g_getenv ("GDK_PIXBUF_MODULE_FILE"));
      _exit (0);
    }
  g_setenv ("LK_LEFT", path, TRUE);
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_remove (path);
  pid = (GPid) g_ascii_strtoll (text, NULL, 10);
  while (is_running (pid))
    g_usleep (10000);
}

int
main (int argc, char **argv)
{
  g_autofree char *cache = NULL;
  int handle, result;

  g_test_init (&argc, &argv, NULL);
  handle = g_file_open_tmp ("loaders-XXXXXX", &cache, NULL);
  g_assert_cmpint (handle, >=, 0);
  g_close (handle, NULL);
  write_cache (cache);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/cell/hostile/", cases[i].deed, NULL);

      g_test_add_data_func (path, &cases[i], test_deed);
    }
  g_test_add_func ("/cell/hostile/look", test_look);
  g_test_add_func ("/cell/hostile/devour", test_devour);
  g_test_add_func ("/cell/hostile/left-alone", test_left_alone);
  result = g_test_run ();
  g_remove (cache);
  return result;
}
