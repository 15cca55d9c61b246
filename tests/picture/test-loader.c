/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "lk-error.h"
#include "lk-image.h"

#define HEIC                                                                             \
  "\0\0\0\x18"                                                                           \
  "ftypheic\0\0\0\0mif1heic"

/* GdkPixbuf is shown one loader alone, as gdk-pixbuf-query-loaders would list it. */
static void
write_cache (const char *path)
{
  g_autofree char *text = g_strdup_printf (
      "\"%s\"\n\"heif/avif\" 4 \"gdk-pixbuf\" \"HEIF\" \"LGPL\"\n\"image/heic\" \"\"\n"
      "\"heic\" \"\"\n\"    ftyp\" \"xxxx    \" 100\n\n",
      g_getenv ("LK_MUTE_LOADER"));

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  g_setenv ("GDK_PIXBUF_MODULE_FILE", path, TRUE);
}

static void
decode (const char *data, gsize size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_image_decode (bytes, "cut.heic", &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "cut.heic"));
  g_assert_nonnull (strstr (error->message, "HEIC"));
  g_assert_null (strchr (error->message, '\n'));
}

/* In a process of its own, as the tests make every warning fatal. */
static void
test_failing (void)
{
  g_autofree char *cache = NULL;
  int handle;

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, 0);
      g_test_trap_assert_passed ();
      g_test_trap_assert_stderr ("");
      return;
    }
  g_log_set_always_fatal (G_LOG_FATAL_MASK);
  handle = g_file_open_tmp ("loaders-XXXXXX", &cache, NULL);
  g_assert_cmpint (handle, >=, 0);
  g_close (handle, NULL);
  write_cache (cache);
  decode (HEIC, sizeof HEIC - 1);
  decode (HEIC "empty", sizeof HEIC "empty" - 1);
  g_remove (cache);
}

/* What is logged by others is heard before and behind. */
static void
test_others (void)
{
  g_autoptr (GBytes) bytes = g_bytes_new ("\x89PNG\r\n\x1a\n", 8);
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_image_decode (bytes, "a.png", &error));
  g_test_expect_message ("likeness-test", G_LOG_LEVEL_WARNING, "heard");
  g_log ("likeness-test", G_LOG_LEVEL_WARNING, "heard");
  g_test_assert_expected_messages ();
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/loader/failing", test_failing);
  g_test_add_func ("/loader/others", test_others);
  return g_test_run ();
}
