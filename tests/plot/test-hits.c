/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "canvas.h"
#include "lk-heatmap-area.h"
#include "lk-plot-picture.h"
#include "sample.h"

#include <math.h>

/* The centre of @cell is hit and shows the colour of its value; what surrounds the area
 * is hit nowhere. */
static void
check_cells (Sample *sample, double width, double height)
{
  g_auto (Canvas) canvas;
  LkBox area;
  double edge;

  canvas_init (&canvas, width, height);
  sample->heatmap.opacity = 1;
  sample_draw_heatmap (&sample->heatmap, canvas.cr, width, height, &canvas.palette);
  area = sample_get_heatmap_area (width, height);
  edge = area.width / sample->n_rows;
  g_assert_cmpfloat (area.width, ==, area.height);
  for (guint cell = 0; cell < sample->n_rows * sample->n_rows; cell++)
    {
      double x = area.x + (cell % sample->n_rows + 0.5) * edge;
      double y = area.y + (cell / sample->n_rows + 0.5) * edge;
      double share = (sample->cells[cell] - 0.64) / 0.36;
      LkColor color = lk_colormap_lookup (LK_COLORMAP_VIRIDIS, share);
      guint32 seen = canvas_get (&canvas, x, y);

      g_assert_cmpint (lk_heatmap_find_cell (&sample->heatmap, &area, x, y), ==,
                       (int) cell);
      g_assert_cmpfloat_with_epsilon (color.red, (seen >> 16) / 255.0, 0.02);
      g_assert_cmpfloat_with_epsilon (color.green, (seen >> 8 & 0xff) / 255.0, 0.02);
      g_assert_cmpfloat_with_epsilon (color.blue, (seen & 0xff) / 255.0, 0.02);
    }
  g_assert_cmpint (lk_heatmap_find_cell (&sample->heatmap, &area, area.x - 1, area.y + 5),
                   ==, -1);
  g_assert_cmpint (
      lk_heatmap_find_cell (&sample->heatmap, &area, area.x + area.width, area.y + 5), ==,
      -1);
}

static void
test_heatmap_cells (void)
{
  g_autoptr (Sample) sample = sample_new (3, 6, 4, 1);

  check_cells (sample, 700, 520);
  check_cells (sample, 420, 360);
  check_cells (sample, 100, 260);
}

/* The outline of the hovered cell is drawn where the hit test finds it. */
static void
test_heatmap_hover (void)
{
  g_autoptr (Sample) sample = sample_new (3, 6, 4, 1);

  for (guint cell = 0; cell < 36; cell += 7)
    {
      g_auto (Canvas) canvas;
      LkBox area;
      double edge;
      double x;
      double y;

      canvas_init (&canvas, 500, 500);
      sample->heatmap.hovered = cell;
      sample_draw_heatmap (&sample->heatmap, canvas.cr, 500, 500, &canvas.palette);
      area = sample_get_heatmap_area (500, 500);
      edge = area.width / 6;
      x = area.x + cell % 6 * edge;
      y = area.y + cell / 6 * edge;
      g_assert_true (canvas_get (&canvas, x + edge / 2, y) == 0xffffff
                     || canvas_get (&canvas, x + edge / 2, y - 1) == 0xffffff);
      g_assert_cmphex (canvas_get (&canvas, x + edge / 2, y + 1.6) & 0xff, <, 0x80);
      g_assert_cmpint (
          lk_heatmap_find_cell (&sample->heatmap, &area, x + edge / 2, y + edge / 2), ==,
          (int) cell);
    }
}

/* A picture of one colour shows between cells that are transparent. */
static void
test_heatmap_picture (void)
{
  static const guint8 rgb[12] = { 10, 200, 30, 10, 200, 30, 10, 200, 30, 10, 200, 30 };
  g_autoptr (Sample) sample = sample_new (3, 6, 4, 1);
  g_auto (Canvas) canvas;
  cairo_surface_t *picture = lk_plot_picture_new (rgb, 2, 2);
  LkBox area;

  canvas_init (&canvas, 400, 400);
  sample->heatmap.picture = picture;
  sample->heatmap.opacity = 0;
  sample_draw_heatmap (&sample->heatmap, canvas.cr, 400, 400, &canvas.palette);
  area = sample_get_heatmap_area (400, 400);
  g_assert_cmphex (canvas_get (&canvas, area.x + 3, area.y + 3), ==, 0x0ac81e);
  g_assert_cmphex (
      canvas_get (&canvas, area.x + area.width / 2, area.y + area.height / 2), ==,
      0x0ac81e);
  cairo_surface_destroy (picture);
}

/* Every class has its mark among the cards; without a cell there are none. */
static void
test_correspondences (void)
{
  static const guint n_classes[] = { 2, 5, 9, 20 };

  for (guint i = 0; i < G_N_ELEMENTS (n_classes); i++)
    {
      g_autoptr (Sample) sample = sample_new (n_classes[i], 7, 4, 1);
      g_auto (Canvas) canvas;
      g_auto (Canvas) empty;

      canvas_init (&canvas, 1000, 700);
      lk_plot_correspondences (&sample->correspondence, canvas.cr, 1000, 700,
                               &canvas.palette);
      for (guint j = 0; j < n_classes[i]; j++)
        g_assert_true (canvas_find (&canvas, &canvas.palette.classes[j], 600, 1000));

      sample->correspondence.cell = -1;
      canvas_init (&empty, 1000, 700);
      lk_plot_correspondences (&sample->correspondence, empty.cr, 1000, 700,
                               &empty.palette);
      g_assert_false (canvas_find (&empty, &empty.palette.classes[0], 600, 1000));
    }
}

static void
test_correspondences_hit (void)
{
  g_autoptr (Sample) sample = sample_new (5, 7, 4, 1);
  gboolean found[49] = { FALSE };
  LkPalette palette;

  lk_palette_init (&palette, TRUE, FALSE);
  for (guint y = 0; y < 520; y += 5)
    for (guint x = 0; x < 700; x += 5)
      {
        int cell = lk_plot_correspondences_hit (&sample->correspondence,
                                                &(LkPointer){ 700, 520, &palette, x, y });

        if (cell >= 0)
          found[cell] = TRUE;
      }
  for (guint i = 0; i < 49; i++)
    g_assert_true (found[i]);
  g_assert_cmpint (
      lk_plot_correspondences_hit (&sample->correspondence,
                                   &(LkPointer){ 700, 520, &palette, 690, 260 }),
      ==, -1);
}

/* The picture of a match is where the hit test finds it; without a cell there is none. */
static void
test_correspondences_hit_match (void)
{
  static const double sizes[][2] = { { 700, 520 }, { 420, 700 }, { 1000, 700 } };
  g_autoptr (Sample) sample = sample_new (5, 7, 4, 1);
  LkCorrespondences *data = &sample->correspondence;
  LkPalette palette;

  lk_palette_init (&palette, FALSE, FALSE);
  data->cell = 3;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint match = 0; match < 5; match++)
      {
        LkPointer pointer = { sizes[i][0], sizes[i][1], &palette, 0, 0 };
        double area[4];

        lk_plot_correspondences_get_match_area (data, match, pointer.width,
                                                pointer.height, &palette, area);
        pointer.x = area[0] + area[2] / 2;
        pointer.y = area[1] + area[3] / 2;
        data->cell = 3;
        g_assert_cmpint (lk_plot_correspondences_hit_match (data, &pointer), ==,
                         (int) match);
        g_assert_cmpint (lk_plot_correspondences_hit (data, &pointer), ==, -1);
        data->cell = -1;
        g_assert_cmpint (lk_plot_correspondences_hit_match (data, &pointer), ==, -1);
        data->cell = 3;
        lk_plot_correspondences_get_area (data, pointer.width, pointer.height, &palette,
                                          area);
        pointer.x = area[0] + area[2] / 2;
        pointer.y = area[1] + area[3] / 2;
        g_assert_cmpint (lk_plot_correspondences_hit_match (data, &pointer), ==, -1);
      }
}

/* An entry's colour is that of its value, and the hit test finds it there. */
static void
test_matrix_entries (void)
{
  g_autoptr (Sample) sample = sample_new (2, 5, 4, 2);
  float *entries = lk_tensor_get_data (sample->matrix.values);
  g_auto (Canvas) canvas;
  guint n_found = 0;

  for (guint i = 0; i < 32; i++)
    entries[i] = i / 31.0f;
  sample->matrix.matches = NULL;
  canvas_init (&canvas, 600, 500);
  lk_plot_matrix (&sample->matrix, canvas.cr, 600, 500, &canvas.palette);
  for (guint y = 0; y < 500; y += 3)
    for (guint x = 0; x < 600; x += 3)
      {
        guint row;
        guint column;
        guint beside;

        if (!lk_plot_matrix_hit (&sample->matrix,
                                 &(LkPointer){ 600, 500, &canvas.palette, x, y }, &row,
                                 &column)
            || !lk_plot_matrix_hit (&sample->matrix,
                                    &(LkPointer){ 600, 500, &canvas.palette, x + 4, y },
                                    NULL, &beside)
            || beside != column
            || !lk_plot_matrix_hit (&sample->matrix,
                                    &(LkPointer){ 600, 500, &canvas.palette, x - 4.0, y },
                                    NULL, &beside)
            || beside != column)
          continue;
        if (lk_plot_matrix_hit (&sample->matrix,
                                &(LkPointer){ 600, 500, &canvas.palette, x, y + 2 },
                                &beside, NULL)
            && beside == row)
          {
            LkColor color
                = lk_colormap_lookup (LK_COLORMAP_VIRIDIS, entries[row * 8 + column]);

            g_assert_cmpfloat_with_epsilon (
                color.green, (canvas_get (&canvas, x, y) >> 8 & 0xff) / 255.0, 0.02);
            n_found++;
          }
      }
  g_assert_cmpuint (n_found, >, 2000);
}

/* The row's maximum is marked in a colour that viridis has not. */
static void
test_matrix_maxima (void)
{
  g_autoptr (Sample) sample = sample_new (2, 5, 6, 1);

  for (guint with = 0; with < 2; with++)
    {
      g_auto (Canvas) canvas;
      guint n_red = 0;

      canvas_init (&canvas, 600, 500);
      sample->matrix.matches = with == 1 ? &sample->matches : NULL;
      lk_plot_matrix (&sample->matrix, canvas.cr, 600, 500, &canvas.palette);
      for (guint y = 0; y < 500; y++)
        for (guint x = 0; x < 600; x++)
          {
            guint32 seen = canvas_get (&canvas, x, y);
            guint row;
            guint column;

            if ((seen >> 16) < 240 || (seen >> 8 & 0xff) > 120)
              continue;
            n_red++;
            g_assert_true (lk_plot_matrix_hit (
                &sample->matrix, &(LkPointer){ 600, 500, &canvas.palette, x, y }, &row,
                &column));
            g_assert_cmpuint (column, ==, sample->matches.index[row]);
          }
      if (with == 1)
        g_assert_cmpuint (n_red, >, 6 * 20);
      else
        g_assert_cmpuint (n_red, ==, 0);
    }
}

/* Every set is hit somewhere, by its mark or its line of the legend. */
static void
test_ellipses_hit (void)
{
  static const guint n_classes[] = { 2, 5, 20 };

  for (guint i = 0; i < G_N_ELEMENTS (n_classes); i++)
    {
      g_autoptr (Sample) sample = sample_new (n_classes[i], 5, 4, 1);
      g_autofree gboolean *found = g_new0 (gboolean, n_classes[i] + 1);
      LkPalette palette;

      lk_palette_init (&palette, FALSE, FALSE);
      for (guint y = 0; y < 520; y += 4)
        for (guint x = 0; x < 700; x += 4)
          {
            int set = lk_plot_ellipses_hit (&sample->ellipses,
                                            &(LkPointer){ 700, 520, &palette, x, y });

            if (set >= 0)
              found[set] = TRUE;
          }
      for (guint set = 0; set <= n_classes[i]; set++)
        g_assert_true (found[set]);
      g_assert_cmpint (lk_plot_ellipses_hit (&sample->ellipses,
                                             &(LkPointer){ 700, 520, &palette, 1, 1 }),
                       ==, -1);
    }
}

/* One Gaussian: the line of one sigma passes where the covariance says. */
static void
test_ellipse_shape (void)
{
  LkEllipse ellipses[2] = { { { 0, 0 }, { 4, 0, 1 } }, { { 0, 0 }, { 4, 0, 1 } } };
  gsize n_points[2] = { 0, 0 };
  double *points[2] = { NULL, NULL };
  const LkProjection projection = { .n_sets = 1,
                                    .explained = { 0.6, 0.3 },
                                    .ellipses = ellipses,
                                    .n_points = n_points,
                                    .points = points };
  const char *const names[] = { "only", NULL };
  const LkEllipses data = {
    .projection = &projection, .class_names = names, .emphasis = -1, .hovered_set = -1
  };
  g_auto (Canvas) canvas;
  int left = 1000;
  int right = 0;
  int top = 1000;
  int bottom = 0;

  canvas_init (&canvas, 290, 290);
  lk_plot_ellipses (&data, canvas.cr, 290, 290, &canvas.palette);
  for (int y = 40; y < 250; y++)
    for (int x = 35; x < 280; x++)
      if ((canvas_get (&canvas, x, y) & 0xff) < 0x80)
        {
          left = MIN (left, x);
          right = MAX (right, x);
          top = MIN (top, y);
          bottom = MAX (bottom, y);
        }
  g_assert_cmpfloat_with_epsilon ((right - left) / (double) (bottom - top), 2, 0.1);
  g_assert_cmpint (right - left, >, 200);
}

static void
test_scores_hit (void)
{
  g_autoptr (Sample) sample = sample_new (5, 3, 4, 1);
  g_auto (Canvas) canvas;
  int last = -1;
  guint place = 0;

  canvas_init (&canvas, 700, 520);
  lk_plot_scores (&sample->score, canvas.cr, 700, 520, &canvas.palette);
  for (guint y = 0; y < 520; y++)
    {
      int hit = lk_plot_scores_hit (&sample->score,
                                    &(LkPointer){ 700, 520, &canvas.palette, 300, y });

      if (hit >= 0 && hit != last)
        {
          g_assert_cmpint (hit, ==, (int) sample->decision.ranking[place]);
          place++;
        }
      last = hit;
    }
  g_assert_cmpuint (place, ==, 5);
  g_assert_cmpint (
      lk_plot_scores_hit (&sample->score,
                          &(LkPointer){ 700, 520, &canvas.palette, 300, 515 }),
      ==, -1);
}

/* Lengths to the left and right of the middle are the sums of the contributions. */
static void
test_contribution_bar (void)
{
  double part[] = { 0.5 };
  double pixel[] = { 0.25 };
  double distribution[] = { -0.5 };
  double fused[] = { 0.25 };
  guint ranking[] = { 0 };
  const LkDecision decision = { .n_classes = 1,
                                .contribution = { part, pixel, distribution },
                                .fused = fused,
                                .ranking = ranking };
  g_auto (Canvas) canvas;
  const LkColor white = { 1, 1, 1 };

  canvas_init (&canvas, 400, 20);
  lk_plot_contribution_bar (&decision, 0, 1, &(LkPen){ canvas.cr, &canvas.palette }, 400,
                            20);
  g_assert_cmphex (canvas_get (&canvas, 340, 10), ==, 0x3584e4);
  g_assert_cmphex (canvas_get (&canvas, 304, 10), ==, 0x3584e4);
  g_assert_true (canvas_find (&canvas, &canvas.palette.levels[LK_LEVEL_PART], 200, 300));
  g_assert_false (canvas_find (&canvas, &canvas.palette.levels[LK_LEVEL_PART], 301, 400));
  g_assert_true (
      canvas_find (&canvas, &canvas.palette.levels[LK_LEVEL_DISTRIBUTION], 101, 199));
  g_assert_false (
      canvas_find (&canvas, &canvas.palette.levels[LK_LEVEL_DISTRIBUTION], 0, 99));
  g_assert_cmphex (canvas_get (&canvas, 98, 10), ==, 0xffffff);
  g_assert_cmphex (canvas_get (&canvas, 352, 10), ==, 0xffffff);
  g_assert_true (canvas_find (&canvas, &white, 0, 400));
  lk_plot_contribution_bar (&decision, 0, 0, &(LkPen){ canvas.cr, &canvas.palette }, 400,
                            20);
  lk_plot_contribution_bar (&decision, 7, 1, &(LkPen){ canvas.cr, &canvas.palette }, 400,
                            20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/heatmap/cells", test_heatmap_cells);
  g_test_add_func ("/plot/heatmap/hover", test_heatmap_hover);
  g_test_add_func ("/plot/heatmap/picture", test_heatmap_picture);
  g_test_add_func ("/plot/correspondences/marks", test_correspondences);
  g_test_add_func ("/plot/correspondences/hit", test_correspondences_hit);
  g_test_add_func ("/plot/correspondences/hit-match", test_correspondences_hit_match);
  g_test_add_func ("/plot/matrix/entries", test_matrix_entries);
  g_test_add_func ("/plot/matrix/maxima", test_matrix_maxima);
  g_test_add_func ("/plot/ellipses/hit", test_ellipses_hit);
  g_test_add_func ("/plot/ellipses/shape", test_ellipse_shape);
  g_test_add_func ("/plot/scores/hit", test_scores_hit);
  g_test_add_func ("/plot/scores/bar", test_contribution_bar);
  return g_test_run ();
}
