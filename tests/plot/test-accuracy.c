/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "canvas.h"
#include "lk-plot-accuracy.h"

#include <math.h>

#define WIDTH 720
#define HEIGHT 460
#define N_POINTS 20

/* Without words: what is looked at are bars and lines. */
typedef struct
{
  LkAccuracyPlot plot;
  guint counts[N_POINTS];
  double running[LK_N_ACCURACIES][N_POINTS];
  double half[LK_N_ACCURACIES][N_POINTS];
  Canvas canvas;
} Sample;

static void
sample_init (Sample *self)
{
  const double accuracy[LK_N_ACCURACIES] = { 28, 61, 39, 73 };

  *self = (Sample){ .plot = { .chance = 20, .n_points = N_POINTS } };
  for (guint row = 0; row < LK_N_ACCURACIES; row++)
    {
      self->plot.titles[row] = "";
      self->plot.numbers[row] = "";
      self->plot.accuracy[row] = accuracy[row];
      self->plot.ci95[row] = 2 + row;
      for (guint i = 0; i < N_POINTS; i++)
        {
          self->counts[i] = 5 * (i + 1);
          self->running[row][i] = accuracy[row];
          self->half[row][i] = 4;
        }
      self->plot.running[row] = self->running[row];
      self->plot.running_ci95[row] = self->half[row];
    }
  self->plot.counts = self->counts;
  canvas_init (&self->canvas, WIDTH, HEIGHT);
}

static void
sample_draw (Sample *self)
{
  lk_plot_accuracy (&self->plot, self->canvas.cr, WIDTH, HEIGHT, &self->canvas.palette);
}

static double
get_lightness (guint32 pixel)
{
  return ((pixel >> 16 & 0xff) + (pixel >> 8 & 0xff) + (pixel & 0xff)) / 765.0;
}

static gboolean
is_faint (guint32 pixel)
{
  return get_lightness (pixel) > 0.9;
}

/* Each bar is inked as far as its share of the track goes, and no further. */
static void
test_bars (void)
{
  Sample sample;

  sample_init (&sample);
  sample.plot.chance = 0;
  for (guint row = 0; row < LK_N_ACCURACIES; row++)
    sample.plot.ci95[row] = 0;
  sample_draw (&sample);
  for (guint row = 0; row < LK_N_ACCURACIES; row++)
    {
      LkAccuracyPlace place;
      double end, y;
      guint n_inked = 0;

      place = lk_plot_accuracy_place (&sample.plot, WIDTH, HEIGHT, &sample.canvas.palette,
                                      row);
      g_assert_cmpfloat (place.bar.width, >, 300);
      end = place.bar.x + place.bar.width * sample.plot.accuracy[row] / 100;
      y = place.bar.y + place.bar.height / 2;
      for (double x = place.bar.x + 1; x < place.bar.x + place.bar.width - 1; x++)
        if (!is_faint (canvas_get (&sample.canvas, x, y)))
          {
            g_assert_cmpfloat (x, <=, end + 1);
            n_inked++;
          }
      g_assert_cmpfloat_with_epsilon (n_inked, end - place.bar.x - 1, 2);
    }
  canvas_clear (&sample.canvas);
}

/* The whiskers end where the interval does. */
static void
test_intervals (void)
{
  Sample sample;

  sample_init (&sample);
  sample_draw (&sample);
  for (guint row = 0; row < LK_N_ACCURACIES; row++)
    {
      LkAccuracyPlace place;
      double high;
      double first = 0;

      place = lk_plot_accuracy_place (&sample.plot, WIDTH, HEIGHT, &sample.canvas.palette,
                                      row);
      high
          = place.bar.x
            + place.bar.width * (sample.plot.accuracy[row] + sample.plot.ci95[row]) / 100;
      for (double x = place.bar.x + place.bar.width - 1; x > place.bar.x && first == 0;
           x--)
        if (get_lightness (
                canvas_get (&sample.canvas, x, place.bar.y + place.bar.height / 2))
            < 0.5)
          first = x;
      g_assert_cmpfloat_with_epsilon (first, high, 2);
    }
  canvas_clear (&sample.canvas);
}

/* All the way along, a curve that never moves lies at its height. */
static void
test_curves (void)
{
  Sample sample;
  LkAccuracyPlace place;

  sample_init (&sample);
  sample_draw (&sample);
  place = lk_plot_accuracy_place (&sample.plot, WIDTH, HEIGHT, &sample.canvas.palette, 0);
  g_assert_cmpfloat (place.range.low, ==, 20);
  g_assert_cmpfloat (place.range.high, ==, 80);
  for (double share = 0.05; share < 1; share += 0.1)
    {
      double x = place.curves.x + share * place.curves.width;
      double y = place.curves.y
                 + place.curves.height * (place.range.high - 73)
                       / (place.range.high - place.range.low);

      g_assert_cmpfloat (get_lightness (canvas_get (&sample.canvas, x, y)), <, 0.35);
      g_assert_cmpfloat (get_lightness (canvas_get (&sample.canvas, x, y - 4)), >, 0.6);
    }
  canvas_clear (&sample.canvas);
}

/* Where there is one episode or little room there are no curves. */
static void
test_no_curves (void)
{
  LkAccuracyPlace place;
  Sample sample;

  sample_init (&sample);
  place = lk_plot_accuracy_place (&sample.plot, WIDTH, 220, &sample.canvas.palette, 0);
  g_assert_cmpfloat (place.curves.height, ==, 0);
  sample.plot.n_points = 1;
  place = lk_plot_accuracy_place (&sample.plot, WIDTH, HEIGHT, &sample.canvas.palette, 0);
  g_assert_cmpfloat (place.curves.height, ==, 0);
  sample_draw (&sample);
  sample.plot.n_points = 0;
  sample_draw (&sample);
  canvas_clear (&sample.canvas);
}

/* Any room, any number: nothing fails. */
static void
test_sizes (void)
{
  static const double sizes[][2]
      = { { 0, 0 },    { 1, 1 },     { 5, 400 },   { 400, 5 },   { 60, 60 },
          { 130, 90 }, { 300, 300 }, { 2000, 90 }, { NAN, 100 }, { 100, -1 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      Sample sample;

      sample_init (&sample);
      sample.plot.accuracy[0] = 100;
      sample.plot.accuracy[1] = 0;
      sample.half[2][N_POINTS - 1] = 400;
      lk_plot_accuracy (&sample.plot, sample.canvas.cr, sizes[i][0], sizes[i][1],
                        &sample.canvas.palette);
      canvas_clear (&sample.canvas);
    }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/accuracy/bars", test_bars);
  g_test_add_func ("/plot/accuracy/intervals", test_intervals);
  g_test_add_func ("/plot/accuracy/curves", test_curves);
  g_test_add_func ("/plot/accuracy/no-curves", test_no_curves);
  g_test_add_func ("/plot/accuracy/sizes", test_sizes);
  return g_test_run ();
}
