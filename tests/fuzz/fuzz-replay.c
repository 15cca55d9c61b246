/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"

/* Each argument is an input, or a folder of inputs: what was found once stays a test, and
 * AFL runs the same program with a file. */

static guint
replay_file (const char *path)
{
  g_autofree char *data = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree uint8_t *exact = NULL;
  gsize size;

  if (!g_file_get_contents (path, &data, &size, &error))
    {
      g_printerr ("%s\n", error->message);
      return 0;
    }
  /* Without the zero that GLib puts behind it, so that a sanitizer sees the end. */
  exact = g_memdup2 (data, size);
  g_clear_pointer (&data, g_free);
  LLVMFuzzerTestOneInput (exact, size);
  return 1;
}

static guint
replay (const char *path)
{
  GDir *dir = g_dir_open (path, 0, NULL);
  const char *name;
  guint n = 0;

  if (dir == NULL)
    return replay_file (path);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *inner = g_build_filename (path, name, NULL);

      n += replay_file (inner);
    }
  g_dir_close (dir);
  return n;
}

int
main (int argc, char **argv)
{
  guint n = 0;

  for (int i = 1; i < argc; i++)
    {
      guint n_here = replay (argv[i]);

      if (n_here == 0)
        {
          g_printerr ("%s: no input\n", argv[i]);
          return 1;
        }
      n += n_here;
    }
  g_print ("%u inputs\n", n);
  return n > 0 ? 0 : 1;
}
