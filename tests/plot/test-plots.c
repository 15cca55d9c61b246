/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "canvas.h"
#include "sample.h"

static const struct
{
  double width;
  double height;
} sizes[] = { { 1000, 700 }, { 700, 520 }, { 420, 360 }, { 360, 600 },
              { 120, 90 },   { 50, 50 },   { 9, 300 },   { 300, 9 },
              { 4, 4 },      { 1, 1 },     { 0, 0 },     { -5, 20 } };

static void
draw_all (Sample *sample, double width, double height, LkPalette *palette, cairo_t *cr)
{
  sample_draw_heatmap (&sample->heatmap, cr, width, height, palette);
  sample_draw_heatmap (&sample->difference, cr, width, height, palette);
  lk_plot_correspondences (&sample->correspondence, cr, width, height, palette);
  lk_plot_matrix (&sample->matrix, cr, width, height, palette);
  lk_plot_ellipses (&sample->ellipses, cr, width, height, palette);
  lk_plot_scores (&sample->score, cr, width, height, palette);
  lk_plot_contribution_bar (&sample->decision, 0, 1, &(LkPen){ cr, palette }, width,
                            height);
}

static void
hit_all (Sample *sample, double width, double height, LkPalette *palette)
{
  for (double x = -3; x < width + 5; x += MAX (width / 7, 2))
    for (double y = -3; y < height + 5; y += MAX (height / 7, 2))
      {
        guint row = 0;
        guint column = 0;
        int cell = lk_plot_correspondences_hit (
            &sample->correspondence, &(LkPointer){ width, height, palette, x, y });
        int set = lk_plot_ellipses_hit (&sample->ellipses,
                                        &(LkPointer){ width, height, palette, x, y });
        int of_class = lk_plot_scores_hit (&sample->score,
                                           &(LkPointer){ width, height, palette, x, y });

        g_assert_cmpint (cell, <, (int) (sample->n_rows * sample->n_rows));
        g_assert_cmpint (set, <=, (int) sample->n_classes);
        g_assert_cmpint (of_class, <, (int) sample->n_classes);
        cell = lk_plot_correspondences_hit (&sample->correspondence,
                                            &(LkPointer){ width, height, palette, x, y });
        g_assert_cmpint (cell, <, (int) (sample->n_rows * sample->n_rows));
        if (lk_plot_matrix_hit (&sample->matrix,
                                &(LkPointer){ width, height, palette, x, y }, &row,
                                &column))
          {
            g_assert_cmpuint (row, <, sample->n_channels);
            g_assert_cmpuint (column, <, sample->n_channels * sample->n_shots);
          }
      }
}

static void
draw_sizes (Sample *sample, double scale)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_auto (Canvas) canvas;

      canvas_init (&canvas, sizes[i].width, sizes[i].height);
      canvas.palette.scale = scale;
      draw_all (sample, sizes[i].width, sizes[i].height, &canvas.palette, canvas.cr);
      hit_all (sample, sizes[i].width, sizes[i].height, &canvas.palette);
    }
}

static void
test_sizes (void)
{
  static const guint shapes[][4]
      = { { 5, 21, 64, 3 }, { 20, 5, 40, 5 }, { 2, 1, 1, 1 }, { 1, 2, 2, 1 } };

  for (guint i = 0; i < G_N_ELEMENTS (shapes); i++)
    {
      g_autoptr (Sample) sample
          = sample_new (shapes[i][0], shapes[i][1], shapes[i][2], shapes[i][3]);

      draw_sizes (sample, 1);
      sample->correspondence.cell = -1;
      sample->ellipses.emphasis = 0;
      sample->ellipses.hovered_set = 1;
      sample->score.hovered_class = 0;
      sample->heatmap.hovered = 0;
      sample->heatmap.receptive_field = 9;
      sample->heatmap.pinned = sample->pinned;
      sample->heatmap.n_pinned = 3;
      sample->matrix.hovered_row = 0;
      sample->matrix.hovered_column = 0;
      draw_sizes (sample, 2);
    }
}

/* Constant values, degenerate ellipses, indices that lie outside, nothing to show. */
static void
test_extremes (void)
{
  g_autoptr (Sample) sample = sample_new (5, 5, 12, 2);
  float *entries = lk_tensor_get_data (sample->matrix.values);

  sample->heatmap.low = sample->heatmap.high = 1;
  sample->heatmap.hovered = 4000;
  sample->heatmap.picture = NULL;
  sample->heatmap.title = NULL;
  sample->heatmap.caption = NULL;
  sample->pinned[0] = G_MAXUINT;
  sample->heatmap.pinned = sample->pinned;
  sample->heatmap.n_pinned = 3;
  sample->correspondence.heatmap = sample->heatmap;
  sample->correspondences[0].row = 4000;
  sample->correspondences[1].picture = NULL;
  for (gsize i = 0; i < lk_tensor_get_size (sample->matrix.values); i++)
    entries[i] = 0.5f;
  sample->matches.index[3] = G_MAXUINT32;
  sample->matrix.hovered_row = 4000;
  for (guint set = 0; set < 6; set++)
    {
      LkEllipse *ellipse = &sample->projection.ellipses[set];

      ellipse->mean[0] = ellipse->mean[1] = 3;
      ellipse->covariance[0] = ellipse->covariance[1] = ellipse->covariance[2] = 0;
      sample->projection.n_points[set] = 0;
    }
  for (guint level = 0; level < LK_N_LEVELS; level++)
    for (guint i = 0; i < 5; i++)
      sample->decision.contribution[level][i] = sample->scores[level][i] = 0;
  for (guint i = 0; i < 5; i++)
    sample->decision.fused[i] = 0;
  draw_sizes (sample, 1);

  sample->projection.ellipses[1].covariance[0] = 1e300;
  sample->projection.ellipses[2].covariance[2] = -1e-20;
  sample->projection.ellipses[3].mean[0] = -1e150;
  sample->decision.contribution[0][1] = sample->decision.fused[1] = 1e300;
  sample->ellipses.distances = NULL;
  sample->matrix.matches = NULL;
  sample->matrix.n_shots = 0;
  sample->correspondence.n_matches = 0;
  draw_sizes (sample, 1);
}

static void
test_many_channels (void)
{
  g_autoptr (Sample) sample = sample_new (2, 5, 640, 5);
  g_auto (Canvas) canvas;
  guint row;
  guint column;

  canvas_init (&canvas, 1000, 700);
  lk_plot_matrix (&sample->matrix, canvas.cr, 1000, 700, &canvas.palette);
  g_assert_true (lk_plot_matrix_hit (&sample->matrix,
                                     &(LkPointer){ 1000, 700, &canvas.palette, 500, 350 },
                                     &row, &column));
  g_assert_cmpuint (row, >, 200);
  g_assert_cmpuint (row, <, 440);
  g_assert_cmpuint (column, >, 1400);
  g_assert_cmpuint (column, <, 1800);
}

/* What is drawn twice as large has the same layout: text asks for no more room. */
static void
test_scale (void)
{
  g_autoptr (Sample) sample = sample_new (5, 7, 12, 2);
  LkPalette palette;
  double once[4];
  double twice[4];

  lk_palette_init (&palette, FALSE, FALSE);
  lk_plot_correspondences_get_area (&sample->correspondence, 700, 520, &palette, once);
  palette.scale = 2;
  lk_plot_correspondences_get_area (&sample->correspondence, 1400, 1040, &palette, twice);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (2 * once[i], twice[i], 3);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/sizes", test_sizes);
  g_test_add_func ("/plot/extremes", test_extremes);
  g_test_add_func ("/plot/scale", test_scale);
  g_test_add_func ("/plot/matrix/many-channels", test_many_channels);
  return g_test_run ();
}
