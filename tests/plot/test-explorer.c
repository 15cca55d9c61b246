/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "canvas.h"
#include "sample-explorer.h"
#include "sample.h"

#include <math.h>

static void
place (const double corners[3][2], const double weights[3], double *x, double *y)
{
  *x = *y = 0;
  for (guint i = 0; i < 3; i++)
    {
      *x += weights[i] * corners[i][0];
      *y += weights[i] * corners[i][1];
    }
}

/* The corners of the triangle, from three hits inside it: weights are affine. */
static void
find_corners (const LkFlipPlot *flip,
              double width,
              double height,
              const LkPalette *palette,
              double corners[3][2])
{
  double left = width / 2 - 5;
  double middle = 0.6 * height;
  const double points[3][2]
      = { { left, middle }, { left + 10, middle }, { left, middle + 10 } };
  double w[3][3];

  for (guint i = 0; i < 3; i++)
    g_assert_true (lk_plot_flip_map_hit (
        flip, &(LkPointer){ width, height, palette, points[i][0], points[i][1] }, w[i]));
  for (guint level = 0; level < 3; level++)
    for (guint axis = 0; axis < 2; axis++)
      {
        double a = (w[1][0] - w[0][0]) / 10, b = (w[2][0] - w[0][0]) / 10;
        double c = (w[1][1] - w[0][1]) / 10, d = (w[2][1] - w[0][1]) / 10;
        double u = (level == 0) - w[0][0], v = (level == 1) - w[0][1];
        double det = a * d - b * c;
        double x = (u * d - b * v) / det, y = (a * v - c * u) / det;

        corners[level][axis] = axis == 0 ? points[0][0] + x : points[0][1] + y;
      }
}

static guint32
mix_over_white (const LkPalette *palette, guint class_index)
{
  const LkColor *color = &palette->classes[class_index];
  const double parts[3] = { color->red, color->green, color->blue };
  const double ground[3]
      = { palette->background.red, palette->background.green, palette->background.blue };
  guint32 pixel = 0;

  for (guint i = 0; i < 3; i++)
    pixel = pixel << 8
            | (guint32) (255 * (ground[i] + 0.45 * (parts[i] - ground[i])) + 0.5);
  return pixel;
}

static gboolean
is_near (guint32 a, guint32 b, int reach)
{
  for (guint shift = 0; shift < 24; shift += 8)
    if (ABS ((int) (a >> shift & 0xff) - (int) (b >> shift & 0xff)) > reach)
      return FALSE;
  return TRUE;
}

/* Around its centre a region has the soft colour of its class, and nowhere inside that
 * of another. */
static void
test_flip_fills (void)
{
  g_autoptr (Explorer) explorer = explorer_new (5, 2);
  g_auto (Canvas) canvas;
  double corners[3][2];

  explorer->flip.border = NULL;
  explorer->flip.weights[0] = explorer->flip.weights[1] = explorer->flip.weights[2] = 0;
  canvas_init (&canvas, 900, 700);
  lk_plot_flip_map (&explorer->flip, canvas.cr, 900, 700, &canvas.palette);
  find_corners (&explorer->flip, 900, 700, &canvas.palette, corners);
  for (guint i = 0; i < explorer->map.n_regions; i++)
    {
      const LkFlipRegion *region = &explorer->map.regions[i];
      guint32 wanted = mix_over_white (&canvas.palette, region->class_index);
      guint n_found = 0;
      double x;
      double y;

      if (region->area < 0.03)
        continue;
      place (corners, region->centre, &x, &y);
      for (int dy = -20; dy < 20; dy++)
        for (int dx = -20; dx < 20; dx++)
          if (is_near (canvas_get (&canvas, x + dx, y + dy), wanted, 3))
            n_found++;
      g_assert_cmpuint (n_found, >, 300);
      for (guint other = 0; other < 5; other++)
        if (other != region->class_index)
          for (int dx = -20; dx < 20; dx++)
            g_assert_false (is_near (canvas_get (&canvas, x + dx, y + 18),
                                     mix_over_white (&canvas.palette, other), 3));
    }
}

/* Corners are hit as pure weights; points outside are clamped to the nearest side. */
static void
test_flip_hit (void)
{
  static const double rooms[][2] = { { 280, 250 }, { 900, 700 }, { 300, 600 } };
  g_autoptr (Explorer) explorer = explorer_new (5, 2);
  LkPalette palette;

  lk_palette_init (&palette, FALSE, FALSE);
  for (guint room = 0; room < G_N_ELEMENTS (rooms); room++)
    {
      double width = rooms[room][0];
      double height = rooms[room][1];
      double corners[3][2];
      double weights[3];

      find_corners (&explorer->flip, width, height, &palette, corners);
      g_assert_cmpfloat (corners[LK_LEVEL_PART][1], <, corners[LK_LEVEL_PIXEL][1]);
      g_assert_cmpfloat (corners[LK_LEVEL_PIXEL][0], <,
                         corners[LK_LEVEL_DISTRIBUTION][0]);
      g_assert_cmpfloat_with_epsilon (
          hypot (corners[0][0] - corners[1][0], corners[0][1] - corners[1][1]),
          corners[2][0] - corners[1][0], 0.01);
      for (guint level = 0; level < 3; level++)
        {
          g_assert_true (
              lk_plot_flip_map_hit (&explorer->flip,
                                    &(LkPointer){ width, height, &palette,
                                                  corners[level][0], corners[level][1] },
                                    weights));
          g_assert_cmpfloat_with_epsilon (weights[level], 1, 1e-9);
        }
      for (double y = -50; y < height + 60; y += 13)
        for (double x = -50; x < width + 60; x += 13)
          {
            gboolean inside = lk_plot_flip_map_hit (
                &explorer->flip, &(LkPointer){ width, height, &palette, x, y }, weights);
            double px;
            double py;

            g_assert_cmpfloat_with_epsilon (weights[0] + weights[1] + weights[2], 1,
                                            1e-12);
            for (guint level = 0; level < 3; level++)
              g_assert_cmpfloat (weights[level], >=, 0);
            place (corners, weights, &px, &py);
            g_assert_true (inside == (hypot (px - x, py - y) <= 8.001));
          }
      g_assert_false (lk_plot_flip_map_hit (
          &explorer->flip, &(LkPointer){ width, height, &palette, NAN, 5 }, weights));
      g_assert_cmpfloat (weights[0], >=, 0);
    }
}

/* The accuracy map shows viridis at its grid points, best where the star says. */
static void
test_flip_accuracy (void)
{
  g_autoptr (Explorer) explorer = explorer_new (5, 2);
  LkFlipAccuracy *accuracy = &explorer->accuracy;
  const LkFlipMap empty = { .n_classes = 5 };
  guint n = accuracy->resolution;
  g_auto (Canvas) canvas;
  double corners[3][2];
  double star[2];
  double low = 1;
  double high = 0;
  guint n_right = 0;
  guint n_all = 0;
  gsize entry = 0;

  explorer->flip.map = &empty;
  explorer->flip.accuracy = accuracy;
  explorer->flip.weights[0] = explorer->flip.weights[1] = explorer->flip.weights[2] = 0;
  explorer->flip.border = NULL;
  canvas_init (&canvas, 900, 700);
  lk_plot_flip_map (&explorer->flip, canvas.cr, 900, 700, &canvas.palette);
  find_corners (&explorer->flip, 900, 700, &canvas.palette, corners);
  for (gsize i = 0; i < n * (n + 1) / 2; i++)
    {
      low = MIN (low, accuracy->accuracy[i]);
      high = MAX (high, accuracy->accuracy[i]);
    }
  for (guint i = 0; i < n; i++)
    for (guint j = 0; i + j < n; j++, entry++)
      {
        double part = i / (n - 1.0);
        double pixel = j / (n - 1.0);
        const double weights[3] = { part, pixel, 1 - part - pixel };
        LkColor color = lk_colormap_lookup (
            LK_COLORMAP_VIRIDIS, (accuracy->accuracy[entry] - low) / (high - low));
        guint32 wanted = (guint32) (255 * color.red) << 16
                         | (guint32) (255 * color.green) << 8
                         | (guint32) (255 * color.blue);
        double x;
        double y;

        if (i < 1 || j < 1 || i + j > n - 2 || hypot (part - 0.25, pixel - 0.55) < 0.15)
          continue;
        place (corners, weights, &x, &y);
        n_all++;
        n_right += is_near (canvas_get (&canvas, x, y), wanted, 6);
      }
  g_assert_cmpuint (n_right, ==, n_all);
  place (corners, accuracy->best, &star[0], &star[1]);
  g_assert_cmphex (canvas_get (&canvas, star[0], star[1]), ==, 0xffffff);
}

static guint
count_color (Canvas *canvas, guint32 color, guint from_y, guint to_y)
{
  guint n = 0;

  for (guint y = from_y; y < to_y; y++)
    for (int x = 0; x < cairo_image_surface_get_width (canvas->surface); x++)
      n += is_near (canvas_get (canvas, x, y), color, 4);
  return n;
}

/* The length of each part of the stacked bar is its share, left or right of zero. */
static void
test_breakdown_terms (void)
{
  g_autoptr (Explorer) explorer = explorer_new (5, 0);
  g_auto (Canvas) canvas;
  double green = 0x2e;
  guint solid;
  guint all = 0;

  explorer->breakdown.terms[0] = 3;
  explorer->breakdown.terms[1] = 1;
  explorer->plot.distances = NULL;
  canvas_init (&canvas, 400, 300);
  lk_plot_breakdown (&explorer->plot, canvas.cr, 400, 300, &canvas.palette);
  green = 0.75 * green;
  solid = count_color (&canvas,
                       (guint32) green << 16 | (guint32) (0.75 * 0xc2) << 8
                           | (guint32) (0.75 * 0x7e),
                       68, 69);
  for (int x = 0; x < 400; x++)
    all += canvas_get (&canvas, x, 68) != 0xffffff;
  g_assert_cmpuint (all, >, 300);
  g_assert_cmpfloat_with_epsilon (solid / (double) all, 0.75, 0.02);
}

static void
check_confusion (guint n, double width, double height)
{
  g_autoptr (Explorer) explorer = explorer_new (n, 2);
  g_auto (Canvas) canvas;
  g_autofree guint *seen = g_new0 (guint, n);

  canvas_init (&canvas, width, height);
  lk_plot_confusion (&explorer->confusion, canvas.cr, width, height, &canvas.palette);
  for (double y = 0; y < height; y += 0.5)
    for (double x = 0; x < width; x += 3.5)
      {
        guint row;
        guint column;

        if (!lk_plot_confusion_hit (&explorer->confusion,
                                    &(LkPointer){ width, height, &canvas.palette, x, y },
                                    &row, &column))
          continue;
        g_assert_cmpuint (row, <, n);
        g_assert_cmpuint (column, <, n);
        seen[row]++;
      }
  for (guint i = 0; i < n && n < 200; i++)
    g_assert_cmpuint (seen[i], >, 0);
}

static void
test_confusion_hit (void)
{
  check_confusion (1, 300, 300);
  check_confusion (5, 420, 300);
  check_confusion (64, 900, 700);
  check_confusion (1000, 700, 700);
}

/* Right entries are bluish, wrong ones reddish, empty ones the background. */
static void
check_colors (guint first_row, guint first_column, guint n_shown)
{
  static const guint counts[] = { 9, 0, 3, 0, 5, 0, 0, 4, 4 };
  static const char *const names[] = { "a", "b", "c", NULL };
  const LkConfusion data = { .n_classes = 3,
                             .class_names = names,
                             .counts = counts,
                             .hovered_row = -1,
                             .hovered_column = -1,
                             .first_row = first_row,
                             .first_column = first_column,
                             .n_shown = n_shown };
  g_auto (Canvas) canvas;
  guint n_checked = 0;

  canvas_init (&canvas, 500, 500);
  lk_plot_confusion (&data, canvas.cr, 500, 500, &canvas.palette);
  for (guint y = 0; y < 500; y += 4)
    for (guint x = 0; x < 500; x += 4)
      {
        guint32 pixel = canvas_get (&canvas, x, y);
        int red = pixel >> 16;
        int blue = pixel & 0xff;
        guint at[9][2];
        gboolean whole = TRUE;

        for (guint i = 0; i < 9; i++)
          if (!lk_plot_confusion_hit (&data,
                                      &(LkPointer){ 500, 500, &canvas.palette,
                                                    x + (i % 3) * 6.0 - 6,
                                                    y + (i / 3) * 6.0 - 6 },
                                      &at[i][0], &at[i][1])
              || at[i][0] != at[0][0] || at[i][1] != at[0][1])
            whole = FALSE;
        if (!whole || abs (red - blue) < 12)
          continue;
        g_assert_cmpuint (counts[3 * at[0][0] + at[0][1]], >, 0);
        g_assert_true ((blue > red) == (at[0][0] == at[0][1]));
        n_checked++;
      }
  g_assert_cmpuint (n_checked, >, 500);
}

static void
test_confusion_colors (void)
{
  check_colors (0, 0, 0);
  for (guint i = 0; i < 4; i++)
    check_colors (i / 2, i % 2, 2);
}

/* Masked cells are grey with lighter strokes, whatever their value; dimmed ones are close
 * to the background; the others as ever. */
static void
test_heatmap_masks (void)
{
  g_autoptr (Sample) sample = sample_new (2, 4, 4, 1);
  gboolean masked[16] = { [5] = TRUE };
  gboolean dimmed[16] = { [10] = TRUE };
  LkHeatmap heatmap = sample->heatmap;
  g_auto (Canvas) plain;
  g_auto (Canvas) canvas;
  guint32 darkest = 0xff;
  guint32 lightest = 0;
  LkBox area;
  double edge;

  heatmap.picture = NULL;
  heatmap.opacity = 1;
  canvas_init (&plain, 420, 420);
  sample_draw_heatmap (&heatmap, plain.cr, 420, 420, &plain.palette);
  heatmap.masked = masked;
  heatmap.dimmed = dimmed;
  canvas_init (&canvas, 420, 420);
  sample_draw_heatmap (&heatmap, canvas.cr, 420, 420, &canvas.palette);
  area = sample_get_heatmap_area (420, 420);
  edge = area.width / 4;
  for (guint cell = 0; cell < 16; cell++)
    {
      double x = area.x + (cell % 4 + 0.5) * edge;
      double y = area.y + (cell / 4 + 0.5) * edge;
      guint32 seen = canvas_get (&canvas, x, y);

      if (!masked[cell] && !dimmed[cell])
        g_assert_cmphex (seen, ==, canvas_get (&plain, x, y));
      if (dimmed[cell])
        g_assert_cmpuint (MIN (MIN (seen & 0xff, seen >> 8 & 0xff), seen >> 16), >, 0xc0);
      for (int i = 0; masked[cell] && i < 400; i++)
        {
          guint32 pixel = canvas_get (&canvas, x + i % 20 - 10, y + i / 20 - 10);

          g_assert_cmpint (ABS ((int) (pixel & 0xff) - (int) (pixel >> 16)), <, 10);
          darkest = MIN (darkest, pixel & 0xff);
          lightest = MAX (lightest, pixel & 0xff);
        }
    }
  g_assert_cmpuint (darkest, <, 0xa8);
  g_assert_cmpuint (lightest, >, 0xc8);
}

static guint
count_class_color (Canvas *canvas, guint class_index, int x, int from_y, int to_y)
{
  const LkColor *color = &canvas->palette.classes[class_index];
  guint32 wanted = (guint32) (255 * color->red) << 16
                   | (guint32) (255 * color->green) << 8 | (guint32) (255 * color->blue);
  guint n = 0;

  for (int y = from_y; y < to_y; y++)
    n += is_near (canvas_get (canvas, x, y), wanted, 40);
  return n;
}

/* A line that is not mutual has gaps; one that is crosses every column of pixels. */
static void
test_correspondence_dashes (void)
{
  guint n_columns[2] = { 0, 0 };

  for (guint mutual = 0; mutual < 2; mutual++)
    {
      g_autoptr (Sample) sample = sample_new (1, 7, 4, 1);
      g_auto (Canvas) canvas;

      sample->correspondences[0].mutual = mutual == 1;
      sample->correspondences[0].more = NULL;
      canvas_init (&canvas, 1000, 700);
      lk_plot_correspondences (&sample->correspondence, canvas.cr, 1000, 700,
                               &canvas.palette);
      for (int x = 520; x < 640; x++)
        n_columns[mutual] += count_class_color (&canvas, 0, x, 60, 680) > 0;
    }
  g_assert_cmpuint (n_columns[1], ==, 120);
  g_assert_cmpuint (n_columns[0], <, 100);
  g_assert_cmpuint (n_columns[0], >, 50);
}

/* Every size, scale and theme; nothing to show; numbers that are none. */
static void
draw_all (Explorer *explorer, double width, double height, double scale, guint theme)
{
  g_auto (Canvas) canvas;
  double weights[3];

  canvas_init (&canvas, width, height);
  lk_palette_init (&canvas.palette, theme & 1, theme & 2);
  canvas.palette.scale = scale;
  lk_plot_flip_map (&explorer->flip, canvas.cr, width, height, &canvas.palette);
  lk_plot_breakdown (&explorer->plot, canvas.cr, width, height, &canvas.palette);
  lk_plot_confusion (&explorer->confusion, canvas.cr, width, height, &canvas.palette);
  lk_plot_channels (&explorer->channels, canvas.cr, width, height, &canvas.palette);
  for (double at = -9; at < MAX (width, height) + 9; at += MAX (width / 5, 3))
    {
      lk_plot_flip_map_hit (&explorer->flip,
                            &(LkPointer){ width, height, &canvas.palette, at, at },
                            weights);
      g_assert_cmpfloat_with_epsilon (weights[0] + weights[1] + weights[2], 1, 1e-9);
      lk_plot_confusion_hit (&explorer->confusion,
                             &(LkPointer){ width, height, &canvas.palette, at, at }, NULL,
                             NULL);
    }
}

static void
draw_sizes (Explorer *explorer)
{
  static const double sizes[][2]
      = { { 1000, 700 }, { 900, 500 }, { 420, 300 }, { 280, 250 },
          { 120, 90 },   { 50, 50 },   { 9, 300 },   { 300, 9 },
          { 4, 4 },      { 1, 1 },     { 0, 0 },     { -5, 20 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    draw_all (explorer, sizes[i][0], sizes[i][1], i % 2 == 0 ? 1 : 1.6, i % 4);
}

static void
test_sizes (void)
{
  static const guint shapes[][2]
      = { { 1, 1 }, { 2, 13 }, { 5, 64 }, { 20, 0 }, { 300, 640 } };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (Explorer) explorer = explorer_new (shapes[i][0], shapes[i][1]);

      draw_sizes (explorer);
      explorer->flip.hovered_region = 0;
      explorer->flip.dragging = i % 2;
      explorer->flip.accuracy = &explorer->accuracy;
      explorer->confusion.hovered_row = explorer->confusion.hovered_column = 0;
      draw_sizes (explorer);
    }
}

static void
test_extremes (void)
{
  g_autoptr (Explorer) explorer = explorer_new (3, 5);
  const LkFlipMap empty = { .n_classes = 3 };

  explorer->flip.hovered_region = 4000;
  explorer->flip.weights[0] = NAN;
  explorer->confusion.hovered_row = explorer->confusion.hovered_column = 4000;
  explorer->confusion.title = explorer->confusion.subtitle = NULL;
  explorer->breakdown.terms[0] = INFINITY;
  explorer->breakdown.shares[0] = NAN;
  explorer->breakdown.shares[1] = -1;
  explorer->breakdown.total = 0;
  explorer->breakdown.term_names[1] = NULL;
  explorer->distances[0] = NAN;
  explorer->plot.class_index = 4000;
  explorer->query_values[0] = NAN;
  explorer->query_values[1] = INFINITY;
  explorer->channels.query_picture = NULL;
  explorer->channels.support_label = NULL;
  for (guint i = 0; i < 9; i++)
    explorer->counts[i] = i % 3 == 0 ? 0 : G_MAXUINT;
  draw_sizes (explorer);

  for (guint i = 0; i < 5; i++)
    explorer->breakdown.shares[i] = 0;
  explorer->breakdown.n_terms = 0;
  explorer->plot.distances = NULL;
  explorer->flip.map = &empty;
  explorer->confusion.counts = NULL;
  explorer->channels.query_values = NULL;
  explorer->flip.weights[0] = 1e300;
  explorer->flip.weights[1] = 1e300;
  draw_sizes (explorer);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/flip-map/fills", test_flip_fills);
  g_test_add_func ("/plot/flip-map/hit", test_flip_hit);
  g_test_add_func ("/plot/flip-map/accuracy", test_flip_accuracy);
  g_test_add_func ("/plot/breakdown/terms", test_breakdown_terms);
  g_test_add_func ("/plot/confusion/hit", test_confusion_hit);
  g_test_add_func ("/plot/confusion/colors", test_confusion_colors);
  g_test_add_func ("/plot/heatmap/masks", test_heatmap_masks);
  g_test_add_func ("/plot/correspondences/dashes", test_correspondence_dashes);
  g_test_add_func ("/plot/explorer/sizes", test_sizes);
  g_test_add_func ("/plot/explorer/extremes", test_extremes);
  return g_test_run ();
}
