/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "canvas.h"
#include "lk-plot-comparison.h"
#include "lk-plot-layout.h"
#include "sample.h"

#define WIDTH 920
/* Rows of pixels in which there are ledgers and nothing else. */
#define LEDGER_TOP 100
#define LEDGER_BOTTOM 260

/* Two sides: the second has another class's numbers. Without words. */
typedef struct
{
  Sample *sample;
  const char **names;
  double *fused;
  LkDecision decision;
  LkScores scores[2];
  LkComparisonPlot plot;
} Sides;

static void
sides_init (Sides *self, guint n_classes)
{
  self->sample = sample_new (n_classes, 5, 4, 1);
  self->names = g_new (const char *, n_classes);
  self->fused = g_new (double, n_classes);
  self->decision = self->sample->decision;
  for (guint i = 0; i < n_classes; i++)
    {
      self->names[i] = "";
      self->fused[i] = 0.3 * self->sample->decision.fused[n_classes - 1 - i];
    }
  self->decision.fused = self->fused;
  self->scores[0] = self->scores[1] = self->sample->score;
  self->scores[1].decision = &self->decision;
  for (guint side = 0; side < 2; side++)
    {
      self->scores[side].title = self->scores[side].subtitle = NULL;
      self->scores[side].class_names = self->names;
    }
  self->plot = (LkComparisonPlot){ { &self->scores[0], &self->scores[1] } };
}

static void
sides_clear (Sides *self)
{
  sample_free (self->sample);
  g_free (self->names);
  g_free (self->fused);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Sides, sides_clear)

static void
draw (const LkComparisonPlot *plot, Canvas *canvas)
{
  LkPalette palette;

  lk_palette_init (&palette, FALSE, FALSE);
  canvas_init (canvas, WIDTH, lk_plot_comparison_get_height (plot, WIDTH, &palette));
  lk_plot_comparison (plot, canvas->cr, WIDTH,
                      lk_plot_comparison_get_height (plot, WIDTH, &palette),
                      &canvas->palette);
}

/* How many pixels of half @half_a of @a differ from half @half_b of @b. */
static guint
count_differences (Canvas *a, guint half_a, Canvas *b, guint half_b)
{
  double margin = lk_plot_margin (&a->palette, WIDTH, 500);
  double half = (WIDTH - 2 * margin - 16) / 2;
  guint n = 0;

  for (double y = LEDGER_TOP; y < LEDGER_BOTTOM; y++)
    for (double x = 0; x < half; x++)
      if (canvas_get (a, margin + half_a * (half + 16) + x, y)
          != canvas_get (b, margin + half_b * (half + 16) + x, y))
        n++;
  return n;
}

/* Sides that change places change places in the picture, and nothing else does. */
static void
test_swapped (void)
{
  g_auto (Sides) sides = { NULL };
  LkComparisonPlot swapped;
  Canvas there, back;

  sides_init (&sides, 5);
  swapped = sides.plot;
  swapped.scores[0] = sides.plot.scores[1];
  swapped.scores[1] = sides.plot.scores[0];
  draw (&sides.plot, &there);
  draw (&swapped, &back);
  g_assert_cmpuint (count_differences (&there, 0, &back, 1), ==, 0);
  g_assert_cmpuint (count_differences (&there, 1, &back, 0), ==, 0);
  g_assert_cmpuint (count_differences (&there, 0, &there, 1), >, 100);
  canvas_clear (&there);
  canvas_clear (&back);
}

static void
test_same (void)
{
  g_auto (Sides) sides = { NULL };
  Canvas canvas;

  sides_init (&sides, 5);
  sides.plot.scores[1] = sides.plot.scores[0];
  draw (&sides.plot, &canvas);
  g_assert_cmpuint (count_differences (&canvas, 0, &canvas, 1), ==, 0);
  canvas_clear (&canvas);
}

/* Every class has a row in the table: its mark stands at its start. */
static void
test_rows (void)
{
  static const guint sizes[] = { 2, 5, 12 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_auto (Sides) sides = { NULL };
      double margin, height;
      Canvas canvas;
      guint n = 0;

      sides_init (&sides, sizes[i]);
      draw (&sides.plot, &canvas);
      height = lk_plot_comparison_get_height (&sides.plot, WIDTH, &canvas.palette);
      margin = lk_plot_margin (&canvas.palette, WIDTH, height);
      for (double y = 0; y < height - 1; y++)
        {
          gboolean above = canvas_get (&canvas, margin + 6, y) != 0xffffff;

          if (y > height - margin - 21 * sizes[i] - 6 && !above
              && canvas_get (&canvas, margin + 6, y + 1) != 0xffffff)
            n++;
        }
      g_assert_cmpuint (n, ==, sizes[i]);
      canvas_clear (&canvas);
    }
}

static void
test_sizes (void)
{
  static const double sizes[][2]
      = { { 0, 0 }, { 5, 5 }, { 100, 900 }, { 900, 100 }, { 3000, 3000 }, { NAN, 10 } };
  g_auto (Sides) sides = { NULL };
  Canvas canvas;

  sides_init (&sides, 40);
  canvas_init (&canvas, 300, 300);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    lk_plot_comparison (&sides.plot, canvas.cr, sizes[i][0], sizes[i][1],
                        &canvas.palette);
  canvas_clear (&canvas);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/plot/comparison/swapped", test_swapped);
  g_test_add_func ("/plot/comparison/same", test_same);
  g_test_add_func ("/plot/comparison/rows", test_rows);
  g_test_add_func ("/plot/comparison/sizes", test_sizes);
  return g_test_run ();
}
