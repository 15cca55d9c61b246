/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "canvas.h"
#include "lk-plot-sweep.h"

#include <math.h>

#define WIDTH 900
#define HEIGHT 300
#define N_ROWS 3

static const LkSweepRow rows[N_ROWS] = {
  { "", { 30, 40, 35, 50 }, 2, 0, 0 },
  { "", { 30, 40, 35, 55 }, 2, 5, 1.5 },
  { "", { 30, 40, 35, 47 }, 2, -3, 1 },
};

static gboolean
is_dark (guint32 pixel)
{
  return (pixel >> 16 & 0xff) + (pixel >> 8 & 0xff) + (pixel & 0xff) < 300;
}

static void
place (const LkSweepPlot *plot,
       const Canvas *canvas,
       guint row,
       gboolean is_difference,
       double at[2])
{
  lk_plot_sweep_place (plot, WIDTH, HEIGHT, &canvas->palette, row, is_difference, at);
}

/* Marks stand where the numbers are, on one scale a panel, and the first row has no
 * difference. */
static void
test_places (void)
{
  const LkSweepPlot plot = { .n_rows = N_ROWS, .rows = rows };
  Canvas canvas;
  double a[2], b[2], zero[2];

  canvas_init (&canvas, WIDTH, HEIGHT);
  lk_plot_sweep (&plot, canvas.cr, WIDTH, HEIGHT, &canvas.palette);
  for (guint row = 0; row < N_ROWS; row++)
    {
      place (&plot, &canvas, row, FALSE, a);
      g_assert_true (is_dark (canvas_get (&canvas, a[0], a[1])));
      place (&plot, &canvas, row, TRUE, b);
      g_assert_cmpfloat (b[1], ==, a[1]);
      if (row > 0)
        g_assert_true (is_dark (canvas_get (&canvas, b[0] + 2, b[1])));
      else
        g_assert_false (is_dark (canvas_get (&canvas, b[0] + 3, b[1])));
    }
  place (&plot, &canvas, 0, TRUE, zero);
  place (&plot, &canvas, 1, TRUE, a);
  place (&plot, &canvas, 2, TRUE, b);
  g_assert_cmpfloat_with_epsilon ((a[0] - zero[0]) / 5, (zero[0] - b[0]) / 3, 1e-9);
  /* The ends of an interval. */
  g_assert_true (
      is_dark (canvas_get (&canvas, a[0] + 1.5 * (a[0] - zero[0]) / 5 - 1, a[1])));
  canvas_clear (&canvas);
}

/* Absurd sizes and numbers draw something or nothing. */
static void
test_extremes (void)
{
  const double sizes[] = { 0, 1, 17, 90, 2000 };
  LkSweepRow wild[2] = { { "a", { 0, 0, 0, 0 }, 0, 0, 0 }, { "b", { 0 }, 0, 0, 0 } };
  LkSweepPlot plot = { .n_rows = 2, .rows = wild, .title = "t", .subtitle = "s" };
  Canvas canvas;

  canvas_init (&canvas, WIDTH, HEIGHT);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (sizes); j++)
      lk_plot_sweep (&plot, canvas.cr, sizes[i], sizes[j], &canvas.palette);
  plot.n_rows = 0;
  lk_plot_sweep (&plot, canvas.cr, WIDTH, HEIGHT, &canvas.palette);
  g_assert_cmpint (cairo_status (canvas.cr), ==, CAIRO_STATUS_SUCCESS);
  canvas_clear (&canvas);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/sweep/places", test_places);
  g_test_add_func ("/sweep/extremes", test_extremes);
  return g_test_run ();
}
