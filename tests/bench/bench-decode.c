/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <stdio.h>

#include "bench-clock.h"
#include "lk-cell-pool.h"
#include "lk-decoding.h"

#define N_TURNS 41

/* What it costs that pictures are decoded in another process, in turns with decoding them
 * in this one: bench-decode. Medians in milliseconds: of a processor, of both processes
 * together, which other programs change little, and by the clock. */

typedef struct
{
  const char *title;
  const char *format;
  int width;
  int height;
  guint n_turns;
} Case;

static const Case cases[] = {
  { "VGA JPEG", "jpeg", 640, 480, 5 * N_TURNS },
  { "12 MP JPEG", "jpeg", 4000, 3000, N_TURNS },
  { "VGA PNG", "png", 640, 480, 3 * N_TURNS },
};

/* As smooth as a photograph, with some grain. */
static GBytes *
make_picture (const Case *it)
{
  g_autoptr (GdkPixbuf) pixbuf
      = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, it->width, it->height);
  guint8 *pixels = gdk_pixbuf_get_pixels (pixbuf);
  gsize stride = (gsize) gdk_pixbuf_get_rowstride (pixbuf);
  g_autoptr (GRand) chance = g_rand_new_with_seed (1);
  char *data;
  gsize size;

  for (int y = 0; y < it->height; y++)
    for (int x = 0; x < 3 * it->width; x++)
      pixels[(gsize) y * stride + (gsize) x]
          = (guint8) ((x / 9 + y / 5) % 200 + g_rand_int_range (chance, 0, 24));
  g_assert_true (
      gdk_pixbuf_save_to_buffer (pixbuf, &data, &size, it->format, NULL, NULL));
  return g_bytes_new_take (data, size);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return x < y ? -1 : x > y;
}

static double
take_median (double *values, guint n)
{
  qsort (values, n, sizeof *values, compare);
  return values[n / 2];
}

/* Of this process and of the one that decodes for it. */
static double
read_use (void)
{
  double used = bench_read_clock (CLOCK_PROCESS_CPUTIME_ID);
  clockid_t its_clock;
  GPid pid;

  if (lk_cell_pool_list (&pid, 1) > 0 && clock_getcpuclockid (pid, &its_clock) == 0)
    used += bench_read_clock (its_clock);
  return used;
}

static void
measure (const Case *it)
{
  g_autoptr (GBytes) bytes = make_picture (it);
  g_autofree double *times = g_new (double, 4 * it->n_turns);
  double median[4];

  for (guint i = 0; i < it->n_turns; i++)
    for (guint in_cell = 0; in_cell < 2; in_cell++)
      {
        double used = read_use (), start = bench_now ();

        lk_image_unref (
            in_cell ? lk_image_decode (bytes, "a", NULL)
                    : lk_image_decode_here (bytes, "a", LK_READING_LIKENESS, NULL));
        times[(2 + in_cell) * it->n_turns + i] = 1e3 * (bench_now () - start);
        times[in_cell * it->n_turns + i] = 1e3 * (read_use () - used);
      }
  for (guint i = 0; i < 4; i++)
    median[i] = take_median (times + i * it->n_turns, it->n_turns);
  printf ("%-11s processor: here %8.3f, in a cell %8.3f, ratio %.2f; "
          "clock: here %8.3f, in a cell %8.3f, ratio %.2f\n",
          it->title, median[0], median[1], median[1] / median[0], median[2], median[3],
          median[3] / median[2]);
}

int
main (int argc, char **argv)
{
  double start = bench_now ();
  g_autoptr (GBytes) tiny = NULL;

  tiny = g_bytes_new_static ("P5 1 1 255\n\x80", 12);
  lk_image_unref (lk_image_decode (tiny, "a", NULL));
  printf ("start to first picture: %.1f ms\n", 1e3 * (bench_now () - start));
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    measure (&cases[i]);
  return 0;
}
