/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "canvas.h"
#include "lk-plot-match.h"
#include "lk-plot-picture.h"
#include "lk-plot-shots.h"

#define EDGE 20
#define N_SHOTS 3
#define N_CELLS 4 /* in each direction */

/* Red to the left, blue to the right, in columns of @stripe pixels by turns with black.
 */
static cairo_surface_t *
create_picture (guint edge, guint stripe)
{
  g_autofree guint8 *rgb = g_new0 (guint8, edge * edge * 3);

  for (guint y = 0; y < edge; y++)
    for (guint x = 0; x < edge; x++)
      if (stripe == 0 || x / stripe % 2 == 0)
        rgb[(y * edge + x) * 3 + (2 * x < edge ? 0 : 2)] = 255;
  return lk_plot_picture_new (rgb, edge, edge);
}

static void
assert_near (guint32 pixel, guint red, guint blue, int reach)
{
  g_assert_cmpint (ABS ((int) (pixel >> 16) - (int) red), <=, reach);
  g_assert_cmpint (pixel >> 8 & 0xff, <=, reach);
  g_assert_cmpint (ABS ((int) (pixel & 0xff) - (int) blue), <=, reach);
}

/* Also of an odd size the whole is shown, its middle in the middle. */
static void
test_halves (gconstpointer data)
{
  guint edge = GPOINTER_TO_UINT (data);
  cairo_surface_t *picture = create_picture (edge, 0);
  g_auto (Canvas) canvas;

  canvas_init (&canvas, EDGE, EDGE);
  lk_plot_picture_draw (picture, canvas.cr, 0, 0, EDGE, EDGE);
  for (guint i = 0; i < EDGE; i++)
    if (i < EDGE / 2 - 1 || i > EDGE / 2)
      assert_near (canvas_get (&canvas, i, i), i < EDGE / 2 ? 255 : 0,
                   i < EDGE / 2 ? 0 : 255, 1);
  cairo_surface_destroy (picture);
}

/* Scaled down, stripes finer than a pixel become their mean; they do not flicker. */
static void
test_mean (gconstpointer data)
{
  guint edge = GPOINTER_TO_UINT (data);
  cairo_surface_t *picture = create_picture (edge, 1);
  g_auto (Canvas) canvas;

  canvas_init (&canvas, EDGE, EDGE);
  for (guint round = 0; round < 2; round++)
    {
      lk_plot_picture_draw (picture, canvas.cr, 0, 0, EDGE, EDGE);
      for (guint i = 1; i < EDGE - 1; i++)
        if (i < EDGE / 2 - 1 || i > EDGE / 2)
          assert_near (canvas_get (&canvas, i, EDGE / 2), i < EDGE / 2 ? 128 : 0,
                       i < EDGE / 2 ? 0 : 128, 12);
    }
  cairo_surface_destroy (picture);
}

/* As Cairo scales it, without anything kept; for a picture that is enlarged. */
static void
draw_plainly (cairo_surface_t *picture, cairo_t *cr, const double place[4])
{
  cairo_save (cr);
  cairo_rectangle (cr, place[0], place[1], place[2], place[3]);
  cairo_clip (cr);
  cairo_translate (cr, place[0], place[1]);
  cairo_scale (cr, place[2] / cairo_image_surface_get_width (picture),
               place[3] / cairo_image_surface_get_height (picture));
  cairo_set_source_surface (cr, picture, 0, 0);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_GOOD);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_restore (cr);
}

/* Wherever it was drawn before, and at whatever scale of the screen, a picture is what it
 * is when it is scaled anew: more places than are kept, each twice, some whole pixels and
 * some a part of one beside each other. */
static void
test_places (gconstpointer data)
{
  const double scale = GPOINTER_TO_UINT (data);
  const double sizes[][2] = { { 20, 20 }, { 31.5, 17.25 }, { 20, 24 } };
  cairo_surface_t *picture = create_picture (16, 3);
  g_auto (Canvas) canvas, plain;

  canvas_init (&canvas, 80, 80);
  canvas_init (&plain, 80, 80);
  cairo_surface_set_device_scale (canvas.surface, scale, scale);
  cairo_surface_set_device_scale (plain.surface, scale, scale);
  for (guint i = 0; i < 24; i++)
    {
      const double *size = sizes[i % G_N_ELEMENTS (sizes)];
      double at = i % 12 + (i % 5) * 0.3;
      double place[] = { at, 13 - at / 2, size[0], size[1] };

      cairo_save (canvas.cr);
      cairo_save (plain.cr);
      cairo_scale (canvas.cr, 1.25, 1.25);
      cairo_scale (plain.cr, 1.25, 1.25);
      lk_plot_picture_draw (picture, canvas.cr, place[0], place[1], place[2], place[3]);
      draw_plainly (picture, plain.cr, place);
      cairo_restore (canvas.cr);
      cairo_restore (plain.cr);
      for (guint j = 0; j < 80 * 80; j++)
        for (guint shift = 0; shift < 24; shift += 8)
          g_assert_cmpint (
              ABS ((int) (canvas_get (&canvas, j % 80, j / 80) >> shift & 255)
                   - (int) (canvas_get (&plain, j % 80, j / 80) >> shift & 255)),
              <=, 2);
    }
  cairo_surface_destroy (picture);
}

static LkShotStrip
create_strip (cairo_surface_t *pictures[N_SHOTS])
{
  for (guint i = 0; i < N_SHOTS; i++)
    pictures[i] = create_picture (8, 0);
  return (LkShotStrip){ .n_shots = N_SHOTS,
                        .pictures = pictures,
                        .n_rows = N_CELLS,
                        .n_columns = N_CELLS,
                        .hovered = -1 };
}

/* A pin is drawn around its cell, in its shot and in no other. */
static void
test_strip_pins (void)
{
  const double width = 400, height = 120;
  guint pins[] = { N_CELLS * N_CELLS + 5, G_MAXUINT };
  cairo_surface_t *pictures[N_SHOTS];
  LkShotStrip strip = create_strip (pictures);
  g_auto (Canvas) canvas;
  double first[N_SHOTS], last[N_SHOTS];

  canvas_init (&canvas, width, height);
  for (guint i = 0; i < N_SHOTS; i++)
    first[i] = last[i] = -1;
  for (double x = 0; x < width; x++)
    {
      int cell = lk_plot_shots_hit (
          &strip, &(LkPointer){ width, height, &canvas.palette, x, height / 2 });

      if (cell < 0)
        continue;
      last[cell / (N_CELLS * N_CELLS)] = x;
      if (first[cell / (N_CELLS * N_CELLS)] < 0)
        first[cell / (N_CELLS * N_CELLS)] = x;
    }
  strip.pinned = pins;
  strip.n_pinned = G_N_ELEMENTS (pins);
  lk_plot_shots_base (&strip, canvas.cr, width, height, &canvas.palette);
  for (guint i = 0; i < N_SHOTS; i++)
    {
      g_assert_cmpfloat (last[i] - first[i], >, 50);
      g_assert_true (
          canvas_find (&canvas, &canvas.palette.accent, first[i] + 3, last[i] - 3)
          == (i == 1));
      cairo_surface_destroy (pictures[i]);
    }
}

/* Each side shows its own cell: of a picture that is red to the left and blue to the
 * right, and of cells that are far to the left and far to the right. */
static void
test_match (void)
{
  cairo_surface_t *picture = create_picture (60, 0);
  const LkMatchPlot plot = { { picture, picture }, { { 2, 0 }, { 20, 20 } }, 21, 21 };
  g_auto (Canvas) canvas;

  canvas_init (&canvas, 212, 100);
  lk_plot_match (&plot, canvas.cr, 212, 100, &canvas.palette);
  assert_near (canvas_get (&canvas, 90, 10), 255, 0, 1);
  assert_near (canvas_get (&canvas, 122, 10), 0, 255, 1);
  g_assert_cmphex (canvas_get (&canvas, 106, 50), ==, 0xffffff);
  cairo_surface_destroy (picture);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_data_func ("/pictures/halves/even", GUINT_TO_POINTER (160), test_halves);
  g_test_add_data_func ("/pictures/halves/odd", GUINT_TO_POINTER (163), test_halves);
  g_test_add_data_func ("/pictures/halves/tiny", GUINT_TO_POINTER (8), test_halves);
  g_test_add_data_func ("/pictures/mean/even", GUINT_TO_POINTER (320), test_mean);
  g_test_add_data_func ("/pictures/mean/odd", GUINT_TO_POINTER (333), test_mean);
  g_test_add_data_func ("/pictures/places/1", GUINT_TO_POINTER (1), test_places);
  g_test_add_data_func ("/pictures/places/2", GUINT_TO_POINTER (2), test_places);
  g_test_add_func ("/shots/pins", test_strip_pins);
  g_test_add_func ("/plot/match", test_match);
  return g_test_run ();
}
