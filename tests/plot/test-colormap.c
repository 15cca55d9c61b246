/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-colormap.h"
#include "lk-text.h"

#include <math.h>

static void
assert_color (LkColor color, guint rgb)
{
  g_assert_cmpfloat_with_epsilon (color.red, (rgb >> 16 & 0xff) / 255.0, 0.003);
  g_assert_cmpfloat_with_epsilon (color.green, (rgb >> 8 & 0xff) / 255.0, 0.003);
  g_assert_cmpfloat_with_epsilon (color.blue, (rgb & 0xff) / 255.0, 0.003);
}

/* The values matplotlib publishes for 0, 0.25, 0.5, 0.75 and 1. */
static void
test_viridis (void)
{
  assert_color (lk_colormap_lookup (LK_COLORMAP_VIRIDIS, 0), 0x440154);
  assert_color (lk_colormap_lookup (LK_COLORMAP_VIRIDIS, 64 / 255.0), 0x3b528b);
  assert_color (lk_colormap_lookup (LK_COLORMAP_VIRIDIS, 128 / 255.0), 0x21918c);
  assert_color (lk_colormap_lookup (LK_COLORMAP_VIRIDIS, 192 / 255.0), 0x5ec962);
  assert_color (lk_colormap_lookup (LK_COLORMAP_VIRIDIS, 1), 0xfde725);
  assert_color (lk_colormap_lookup (LK_COLORMAP_VIRIDIS, -7), 0x440154);
  assert_color (lk_colormap_lookup (LK_COLORMAP_VIRIDIS, 7), 0xfde725);
  assert_color (lk_colormap_lookup (LK_COLORMAP_VIRIDIS, NAN), 0x440154);
}

static double
luma (LkColor color)
{
  return 0.2126 * color.red + 0.7152 * color.green + 0.0722 * color.blue;
}

static void
test_even (void)
{
  for (guint i = 0; i < 100; i++)
    g_assert_cmpfloat (luma (lk_colormap_lookup (LK_COLORMAP_VIRIDIS, i / 100.0)), <,
                       luma (lk_colormap_lookup (LK_COLORMAP_VIRIDIS, (i + 1) / 100.0)));
}

static void
test_two_sides (void)
{
  LkColor middle = lk_colormap_lookup (LK_COLORMAP_DIVERGING, 0.5);

  g_assert_cmpfloat (middle.red, >, 0.95);
  g_assert_cmpfloat (middle.green, >, 0.95);
  g_assert_cmpfloat (middle.blue, >, 0.95);
  for (guint i = 1; i <= 10; i++)
    {
      LkColor below = lk_colormap_lookup (LK_COLORMAP_DIVERGING, 0.5 - i / 20.0);
      LkColor above = lk_colormap_lookup (LK_COLORMAP_DIVERGING, 0.5 + i / 20.0);

      g_assert_cmpfloat (below.blue, >, below.red);
      g_assert_cmpfloat (above.red, >, above.blue);
      g_assert_cmpfloat_with_epsilon (luma (below), luma (above), 0.08);
    }
}

static guint32
pixel (cairo_surface_t *surface, guint x, guint y)
{
  const guint8 *data;

  cairo_surface_flush (surface);
  data = cairo_image_surface_get_data (surface);
  return ((const guint32 *) (data + y * cairo_image_surface_get_stride (surface)))[x];
}

static void
test_render (void)
{
  const double values[] = { 0, 1, 2, 3, NAN, -9 };
  cairo_surface_t *opaque
      = lk_colormap_render (LK_COLORMAP_VIRIDIS, values, 2, 3, (LkRange){ 0, 3 }, 1);
  cairo_surface_t *half
      = lk_colormap_render (LK_COLORMAP_VIRIDIS, values, 2, 3, (LkRange){ 0, 3 }, 0.5);
  cairo_surface_t *flat
      = lk_colormap_render (LK_COLORMAP_DIVERGING, values, 2, 3, (LkRange){ 1, 1 }, 1);
  cairo_surface_t *none
      = lk_colormap_render (LK_COLORMAP_VIRIDIS, NULL, 0, 0, (LkRange){ 0, 1 }, 1);

  g_assert_cmpint (cairo_image_surface_get_width (opaque), ==, 3);
  g_assert_cmpint (cairo_image_surface_get_height (opaque), ==, 2);
  g_assert_cmphex (pixel (opaque, 0, 0), ==, 0xff440154);
  g_assert_cmphex (pixel (opaque, 0, 1), ==, 0xfffde725);
  g_assert_cmphex (pixel (opaque, 1, 1), ==, 0);
  g_assert_cmphex (pixel (opaque, 2, 1), ==, 0xff440154);
  g_assert_cmphex (pixel (half, 0, 0) >> 24, ==, 0x80);
  g_assert_cmphex (pixel (half, 0, 0) >> 16 & 0xff, ==, 0x22);
  g_assert_cmphex (pixel (flat, 0, 0), ==, 0xfffafafa);
  cairo_surface_destroy (opaque);
  cairo_surface_destroy (half);
  cairo_surface_destroy (flat);
  cairo_surface_destroy (none);
}

static void
test_text (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 300, 40);
  cairo_t *cr = cairo_create (surface);
  LkPalette palette;
  double width;
  double scaled;
  double height;

  lk_palette_init (&palette, FALSE, FALSE);
  lk_text_measure (&(LkPen){ cr, &palette }, LK_TEXT_BODY, "Insect, shot 3", &width,
                   &height);
  cairo_scale (cr, 2.7, 2.7);
  lk_text_measure (&(LkPen){ cr, &palette }, LK_TEXT_BODY, "Insect, shot 3", &scaled,
                   NULL);
  g_assert_cmpfloat_with_epsilon (width, scaled, 0.01);
  g_assert_cmpfloat (width, >, 40);
  g_assert_cmpfloat_with_epsilon (
      lk_text_draw (&(LkPen){ cr, &palette }, LK_TEXT_BODY, &palette.foreground,
                    (LkTextPlace){ 0, 0, 0, 30 }, "Insect, shot 3"),
      height, 0.01);
  palette.scale = 2;
  lk_text_measure (&(LkPen){ cr, &palette }, LK_TEXT_BODY, "Insect, shot 3", &scaled,
                   NULL);
  g_assert_cmpfloat_with_epsilon (2 * width, scaled, 0.05);
  lk_text_draw (&(LkPen){ cr, &palette }, LK_TEXT_SMALL, &palette.dim,
                (LkTextPlace){ 0, 0, 0, 0 }, "not \xff UTF-8");
  lk_text_draw (&(LkPen){ cr, &palette }, LK_TEXT_SMALL, &palette.dim,
                (LkTextPlace){ 0, 0, 0, 1 }, "no room");
  g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

/* Ink of @text, cut at @room, lies between @x and @x + @room. */
static void
test_text_is_cut (void)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_A8, 200, 40);
  cairo_t *cr = cairo_create (surface);
  LkPalette palette;
  gboolean ink = FALSE;

  lk_palette_init (&palette, FALSE, FALSE);
  lk_text_draw (&(LkPen){ cr, &palette }, LK_TEXT_BODY, &palette.foreground,
                (LkTextPlace){ 50, 5, 0, 60 },
                "a name that is far too long for its column");
  cairo_surface_flush (surface);
  for (guint y = 0; y < 40; y++)
    for (guint x = 0; x < 200; x++)
      {
        const guint8 *data = cairo_image_surface_get_data (surface);
        guint8 value = data[y * cairo_image_surface_get_stride (surface) + x];

        if (x < 49 || x > 111)
          g_assert_cmpuint (value, ==, 0);
        ink |= value > 100;
      }
  g_assert_true (ink);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
}

static double
linear (double value)
{
  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static double
contrast (LkColor a, LkColor b)
{
  double one = 0.2126 * linear (a.red) + 0.7152 * linear (a.green)
               + 0.0722 * linear (a.blue) + 0.05;
  double two = 0.2126 * linear (b.red) + 0.7152 * linear (b.green)
               + 0.0722 * linear (b.blue) + 0.05;

  return MAX (one, two) / MIN (one, two);
}

static void
test_palette (void)
{
  for (guint i = 0; i < 4; i++)
    {
      LkPalette palette;
      gboolean strong = (i & 2) != 0;

      lk_palette_init (&palette, i & 1, strong);
      g_assert_cmpfloat (contrast (palette.foreground, palette.background), >,
                         strong ? 20 : 10);
      g_assert_cmpfloat (contrast (palette.dim, palette.background), >,
                         strong ? 12 : 4.5);
      g_assert_cmpfloat (contrast (palette.accent, palette.background), >, 4.5);
      g_assert_cmpfloat (contrast (palette.grid, palette.background), >,
                         strong ? 3 : 1.1);
      for (guint j = 0; j < LK_N_CLASS_COLORS; j++)
        {
          for (guint k = 0; k < j; k++)
            g_assert_cmpfloat (
                fabs (palette.classes[j].red - palette.classes[k].red)
                    + fabs (palette.classes[j].green - palette.classes[k].green)
                    + fabs (palette.classes[j].blue - palette.classes[k].blue),
                >, 0.15);
        }
    }
}

static guint
count_dark (cairo_surface_t *surface)
{
  guint n = 0;

  for (guint y = 0; y < 40; y++)
    for (guint x = 0; x < 40; x++)
      n += (pixel (surface, x, y) & 0xff) != 0xff
           || (pixel (surface, x, y) >> 16 & 0xff) != 0xff;
  return n;
}

/* Every mark fills a good part of its square and nothing far outside, and no two of the
 * twenty look alike. */
static void
test_marks (void)
{
  cairo_surface_t *seen[LK_N_CLASS_COLORS + 10];
  LkPalette palette;

  lk_palette_init (&palette, FALSE, FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    {
      cairo_t *cr;

      seen[i] = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 40, 40);
      cr = cairo_create (seen[i]);
      cairo_set_source_rgb (cr, 1, 1, 1);
      cairo_paint (cr);
      lk_palette_draw_mark (&palette, cr, i, 20, 20, 24);
      lk_palette_draw_mark (&palette, cr, i, 20, 20, 0);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
      g_assert_cmpuint (count_dark (seen[i]), >, 200);
      g_assert_cmphex (pixel (seen[i], 2, 2) & 0xffffff, ==, 0xffffff);
      g_assert_cmphex (pixel (seen[i], 37, 20) & 0xffffff, ==, 0xffffff);
      for (guint j = 0; j < i; j++)
        g_assert_cmpint (memcmp (cairo_image_surface_get_data (seen[i]),
                                 cairo_image_surface_get_data (seen[j]),
                                 (gsize) 40 * cairo_image_surface_get_stride (seen[i])),
                         !=, 0);
    }
  for (guint i = 0; i < G_N_ELEMENTS (seen); i++)
    cairo_surface_destroy (seen[i]);
}

/* In the level's own colour, with more than one shade where it has a hatch. */
static void
test_level_fill (void)
{
  LkPalette palette;

  lk_palette_init (&palette, FALSE, FALSE);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 60, 60);
      cairo_t *cr = cairo_create (surface);
      const LkColor *color = &palette.levels[level];
      guint plain = 0xff000000 | (guint) (255 * color->red + 0.5) << 16
                    | (guint) (255 * color->green + 0.5) << 8
                    | (guint) (255 * color->blue + 0.5);
      guint n_plain = 0;

      cairo_rectangle (cr, 10, 10, 40, 40);
      lk_palette_fill_level (&palette, cr, level);
      g_assert_false (cairo_has_current_point (cr));
      for (guint y = 10; y < 50; y++)
        for (guint x = 10; x < 50; x++)
          n_plain += (pixel (surface, x, y) | 0xff000000) == plain;
      g_assert_cmpuint (n_plain, >, 600);
      if (level == LK_LEVEL_PIXEL)
        g_assert_cmpuint (n_plain, ==, 1600);
      else
        g_assert_cmpuint (n_plain, <, 1550);
      g_assert_cmphex (pixel (surface, 5, 30) & 0xffffff, ==, 0);
      cairo_rectangle (cr, 0, 0, 1e7, 1e7);
      lk_palette_fill_level (&palette, cr, level);
      g_assert_cmpint (cairo_status (cr), ==, CAIRO_STATUS_SUCCESS);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/colormap/viridis", test_viridis);
  g_test_add_func ("/plot/colormap/even", test_even);
  g_test_add_func ("/plot/colormap/two-sides", test_two_sides);
  g_test_add_func ("/plot/colormap/render", test_render);
  g_test_add_func ("/plot/text/layout", test_text);
  g_test_add_func ("/plot/text/cut", test_text_is_cut);
  g_test_add_func ("/plot/palette/contrast", test_palette);
  g_test_add_func ("/plot/palette/marks", test_marks);
  g_test_add_func ("/plot/palette/levels", test_level_fill);
  return g_test_run ();
}
