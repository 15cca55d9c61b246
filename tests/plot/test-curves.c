/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "canvas.h"
#include "lk-curves-layout.h"

#define WIDTH 720
#define HEIGHT 460
#define N 5

/* Two panels: a straight line that falls from 4 to 0, and one at 50 % with a band of 10.
 */
typedef struct
{
  double x[N];
  double falling[N];
  double level[N];
  double half[N];
  LkCurve curves[2];
  LkCurvesPanel panels[2];
  LkCurvesPlot plot;
  Canvas canvas;
} Sample;

static void
sample_init (Sample *self)
{
  *self = (Sample){ 0 };
  for (guint i = 0; i < N; i++)
    {
      self->x[i] = 100 * i;
      self->falling[i] = 4 - i;
      self->level[i] = 50;
      self->half[i] = 10;
    }
  self->curves[0] = (LkCurve){ .ink = LK_CURVE_FOREGROUND, .n = N, .x = self->x };
  self->curves[1] = self->curves[0];
  self->curves[0].y = self->falling;
  self->curves[1].y = self->level;
  self->curves[1].half = self->half;
  self->panels[0] = (LkCurvesPanel){ .n_curves = 1, .curves = &self->curves[0] };
  self->panels[1]
      = (LkCurvesPanel){ .percent = TRUE, .n_curves = 1, .curves = &self->curves[1] };
  self->plot = (LkCurvesPlot){
    .n_panels = 2, .panels = self->panels, .high = 100 * (N - 1), .hovered = NAN
  };
  canvas_init (&self->canvas, WIDTH, HEIGHT);
}

static LkBox
get_area (Sample *self, guint panel)
{
  LkCurvesLayout layout
      = lk_curves_layout_new (&self->plot, WIDTH, HEIGHT, &self->canvas.palette);

  return lk_curves_layout_get_area (&layout, &self->canvas.palette, panel);
}

/* The middle of the dark pixels of a column, less @y. */
static double
find_ink (Sample *self, const LkBox *area, double x)
{
  double sum = 0;
  guint n = 0;

  for (double y = area->y - 2; y < area->y + area->height + 2; y++)
    {
      guint32 pixel = canvas_get (&self->canvas, x, y);

      if ((pixel & 0xff) < 0x80 && (pixel >> 16) < 0x80)
        {
          sum += y;
          n++;
        }
    }
  g_assert_cmpuint (n, >, 0);
  return sum / n;
}

static LkCurvesAxis
get_upright (const Sample *sample, guint panel, const LkBox *area)
{
  LkCurvesAxis shared = lk_curves_axis_new_shared (&sample->plot, area);

  return lk_curves_axis_new_upright (&sample->panels[panel], &shared, area);
}

/* The line is where its numbers are, between the ticks' own places. */
static void
test_line (void)
{
  Sample sample;
  LkBox area;
  LkCurvesAxis axis;

  sample_init (&sample);
  lk_plot_curves (&sample.plot, sample.canvas.cr, WIDTH, HEIGHT, &sample.canvas.palette);
  area = get_area (&sample, 0);
  axis = get_upright (&sample, 0, &area);
  g_assert_cmpfloat (axis.low, <, 0);
  g_assert_cmpfloat (axis.high, >, 4);
  for (double share = 0.1; share < 0.95; share += 0.2)
    g_assert_cmpfloat_with_epsilon (
        find_ink (&sample, &area, area.x + share * area.width),
        area.y + area.height * (axis.high - 4 * (1 - share)) / (axis.high - axis.low), 2);
  canvas_clear (&sample.canvas);
}

/* The band is as high as twice its half, and faint. */
static void
test_band (void)
{
  Sample sample;
  LkBox area;
  LkCurvesAxis axis;
  double x, top = 0, bottom = 0;

  sample_init (&sample);
  lk_plot_curves (&sample.plot, sample.canvas.cr, WIDTH, HEIGHT, &sample.canvas.palette);
  area = get_area (&sample, 1);
  axis = get_upright (&sample, 1, &area);
  x = area.x + 0.37 * area.width;
  for (double y = area.y; y < area.y + area.height; y++)
    if ((canvas_get (&sample.canvas, x, y) & 0xff) < 0xe8)
      {
        top = top == 0 ? y : top;
        bottom = y;
      }
  g_assert_cmpfloat_with_epsilon (top, lk_curves_axis_get_place (&axis, 60), 2);
  g_assert_cmpfloat_with_epsilon (bottom, lk_curves_axis_get_place (&axis, 40), 2);
  canvas_clear (&sample.canvas);
}

static void
test_axes (void)
{
  Sample sample;
  LkBox area = { 0, 0, 400, 200 };
  LkCurvesAxis axis;
  g_autofree char *text = NULL;

  sample_init (&sample);
  axis = get_upright (&sample, 0, &area);
  for (double value = axis.low; value < axis.high; value += 0.3)
    g_assert_cmpfloat_with_epsilon (
        lk_curves_axis_get_value (&axis, lk_curves_axis_get_place (&axis, value)), value,
        1e-9);
  g_assert_cmpuint (axis.n_ticks, >=, 2);
  for (guint i = 1; i < axis.n_ticks; i++)
    g_assert_cmpfloat_with_epsilon (axis.ticks[i] - axis.ticks[i - 1], axis.step, 1e-9);
  sample.plot.low = 1e-5;
  sample.plot.high = 10;
  sample.plot.logarithmic = TRUE;
  axis = lk_curves_axis_new_shared (&sample.plot, &area);
  g_assert_cmpfloat_with_epsilon (lk_curves_axis_get_place (&axis, 1e-2), 200, 1e-9);
  text = lk_curves_axis_format (&axis, 0.001, FALSE);
  g_assert_cmpstr (text, ==, "0.001");
  /* Percents stay within what can be. */
  sample.level[0] = 99.5;
  axis = get_upright (&sample, 1, &area);
  g_assert_cmpfloat (axis.high, ==, 100);
  canvas_clear (&sample.canvas);
}

/* A part of the shared axis, and the panels as high as what is seen of it. */
static void
test_part (void)
{
  const double x[] = { 0, 60, 80, 100 }, y[] = { 0, 2, 4, 100 };
  const LkCurve curve = { .name = "a", .n = 4, .x = x, .y = y };
  const LkCurvesPanel panel = { "p", FALSE, FALSE, 1, &curve };
  LkCurvesPlot plot = { .n_panels = 1, .panels = &panel, .high = 100, .hovered = NAN };
  LkBox area = { 0, 0, 400, 200 };
  LkCurvesAxis shared, upright;

  lk_plot_curves_show_part (&plot, 0, 1);
  g_assert_cmpfloat (plot.low, ==, 0);
  g_assert_cmpfloat (plot.high, ==, 100);
  g_assert_cmpfloat_with_epsilon (lk_plot_curves_find_share (&plot, 55), 0.55, 1e-12);
  lk_plot_curves_show_part (&plot, 0.5, 0.4);
  g_assert_cmpfloat_with_epsilon (plot.low, 50, 1e-9);
  g_assert_cmpfloat_with_epsilon (plot.high, 90, 1e-9);
  shared = lk_curves_axis_new_shared (&plot, &area);
  upright = lk_curves_axis_new_upright (&panel, &shared, &area);
  g_assert_cmpfloat (upright.low, >, 1.5);
  g_assert_cmpfloat (upright.high, <, 4.5);
  /* Between two points nothing says how high. */
  plot.low = 61;
  plot.high = 62;
  shared = lk_curves_axis_new_shared (&plot, &area);
  upright = lk_curves_axis_new_upright (&panel, &shared, &area);
  g_assert_cmpfloat (upright.high, >=, 100);
  plot.low = 1e-4;
  plot.high = 1;
  plot.logarithmic = TRUE;
  lk_plot_curves_show_part (&plot, 0.25, 0.5);
  g_assert_cmpfloat_with_epsilon (plot.low, 1e-3, 1e-12);
  g_assert_cmpfloat_with_epsilon (plot.high, 1e-1, 1e-12);
}

static void
test_hit (void)
{
  Sample sample;
  LkBox area;
  double place;

  sample_init (&sample);
  for (guint panel = 0; panel < 2; panel++)
    {
      area = get_area (&sample, panel);
      g_assert_true (lk_plot_curves_hit (
          &sample.plot,
          &(LkPointer){ WIDTH, HEIGHT, &sample.canvas.palette, area.x + area.width / 4,
                        area.y + area.height / 2 },
          &place));
      g_assert_cmpfloat_with_epsilon (place, 100, 1e-6);
    }
  g_assert_false (lk_plot_curves_hit (
      &sample.plot, &(LkPointer){ WIDTH, HEIGHT, &sample.canvas.palette, 1, 1 }, &place));
  g_assert_cmpint (lk_curve_find (&sample.curves[0], 149), ==, 1);
  g_assert_cmpint (lk_curve_find (&sample.curves[0], 151), ==, 2);
  canvas_clear (&sample.canvas);
}

/* Any size and any numbers: nothing is drawn that cairo would choke on. */
static void
test_odd (void)
{
  const double sizes[] = { 0, 1, 5, 40, 200, 3000 };
  Sample sample;

  sample_init (&sample);
  sample.falling[2] = NAN;
  sample.level[3] = INFINITY;
  sample.plot.hovered = 150;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      sample.panels[0].logarithmic = i % 2 == 0;
      lk_plot_curves (&sample.plot, sample.canvas.cr, sizes[i], sizes[5 - i],
                      &sample.canvas.palette);
      lk_plot_curves_overlay (&sample.plot, sample.canvas.cr, sizes[i], sizes[i],
                              &sample.canvas.palette);
    }
  sample.plot.n_panels = 0;
  lk_plot_curves (&sample.plot, sample.canvas.cr, WIDTH, HEIGHT, &sample.canvas.palette);
  canvas_clear (&sample.canvas);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/curves/line", test_line);
  g_test_add_func ("/curves/band", test_band);
  g_test_add_func ("/curves/axes", test_axes);
  g_test_add_func ("/curves/part", test_part);
  g_test_add_func ("/curves/hit", test_hit);
  g_test_add_func ("/curves/odd", test_odd);
  return g_test_run ();
}
