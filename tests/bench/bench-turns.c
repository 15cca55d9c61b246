/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "bench-turns.h"

#include <stdlib.h>
#include <string.h>

#include "bench-clock.h"

static void
run (const BenchTask *task, int n_runs)
{
  for (int i = 0; i < n_runs; i++)
    {
      double start = bench_now ();

      task->run (task->data);
      printf ("%s%.9f", i > 0 ? " " : "", bench_now () - start);
    }
  putchar ('\n');
}

static void
save (const BenchTask *task, const char *path)
{
  FILE *file = fopen (path, "wb");

  if (file == NULL)
    g_error ("%s cannot be written", path);
  task->save (task->data, file);
  if (fclose (file) != 0)
    g_error ("%s cannot be written", path);
  puts ("saved");
}

/* getrusage() would tell that of the program that started this one, where it was larger.
 */
static gint64
read_memory (void)
{
  g_autofree char *status = NULL;
  const char *line = NULL;

  if (g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    line = strstr (status, "VmHWM:");
  return line != NULL ? 1024 * g_ascii_strtoll (line + strlen ("VmHWM:"), NULL, 10) : 0;
}

int
bench_turns_serve (const BenchTask *task)
{
  char line[4096];

  puts ("ready");
  fflush (stdout);
  while (fgets (line, sizeof line, stdin) != NULL)
    {
      g_strchomp (line);
      if (g_str_has_prefix (line, "run "))
        run (task, atoi (line + strlen ("run ")));
      else if (g_str_has_prefix (line, "save "))
        save (task, line + strlen ("save "));
      else
        printf ("%" G_GINT64_FORMAT "\n", read_memory ());
      fflush (stdout);
    }
  return 0;
}

float *
bench_turns_read (const char *path, gsize n_floats)
{
  g_autoptr (GError) error = NULL;
  char *bytes;
  gsize size;

  if (!g_file_get_contents (path, &bytes, &size, &error))
    g_error ("%s", error->message);
  if (size != n_floats * sizeof (float))
    g_error ("%s holds %zu bytes instead of %zu", path, size, n_floats * sizeof (float));
  return (float *) bytes;
}

void
bench_turns_write (const float *values, gsize n, FILE *file)
{
  for (gsize i = 0; i < n; i++)
    {
      double value = values[i];

      fwrite (&value, sizeof value, 1, file);
    }
}
