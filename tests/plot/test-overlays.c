/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "canvas.h"
#include "sample-explorer.h"
#include "sample.h"

#include <string.h>

/* A plot with something hovered is the plot without, and its overlay above. */

static void
assert_same (Canvas *a, Canvas *b)
{
  gsize stride = cairo_image_surface_get_stride (a->surface);
  gsize height = cairo_image_surface_get_height (a->surface);

  cairo_surface_flush (a->surface);
  cairo_surface_flush (b->surface);
  g_assert_cmpmem (cairo_image_surface_get_data (a->surface), stride * height,
                   cairo_image_surface_get_data (b->surface), stride * height);
}

static gboolean
is_same (Canvas *a, Canvas *b)
{
  gsize size = (gsize) cairo_image_surface_get_stride (a->surface)
               * cairo_image_surface_get_height (a->surface);

  cairo_surface_flush (a->surface);
  cairo_surface_flush (b->surface);
  return memcmp (cairo_image_surface_get_data (a->surface),
                 cairo_image_surface_get_data (b->surface), size)
         == 0;
}

static const struct
{
  double width;
  double height;
} sizes[] = { { 1000, 700 }, { 420, 300 }, { 360, 600 }, { 90, 80 }, { 4, 4 }, { 0, 0 } };

/* @call draws @hovered in full, @plain without what is hovered, and the overlay of
 * @hovered over it. */
#define CHECK(call, hovered, plain, changes)                                             \
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)                                       \
    {                                                                                    \
      double w = sizes[i].width;                                                         \
      double h = sizes[i].height;                                                        \
      g_auto (Canvas) full;                                                              \
      g_auto (Canvas) steps;                                                             \
      g_auto (Canvas) base;                                                              \
                                                                                         \
      canvas_init (&full, w, h);                                                         \
      canvas_init (&steps, w, h);                                                        \
      canvas_init (&base, w, h);                                                         \
      call (hovered, full.cr, w, h, &full.palette);                                      \
      call (plain, steps.cr, w, h, &steps.palette);                                      \
      call##_base (hovered, base.cr, w, h, &base.palette);                               \
      assert_same (&steps, &base);                                                       \
      call##_overlay (hovered, steps.cr, w, h, &steps.palette);                          \
      assert_same (&full, &steps);                                                       \
      if ((changes) && w >= 90)                                                          \
        g_assert_false (is_same (&full, &base));                                         \
    }

static void
test_matrix (void)
{
  g_autoptr (Sample) sample = sample_new (5, 9, 12, 2);
  LkMatrix hovered = sample->matrix;

  hovered.hovered_row = 3;
  hovered.hovered_column = 20;
  CHECK (lk_plot_matrix, &hovered, &sample->matrix, TRUE);
}

static void
test_ellipses (void)
{
  g_autoptr (Sample) sample = sample_new (5, 9, 12, 2);

  sample->ellipses.emphasis = 1;
  for (int set = 0; set < 6; set += 2)
    {
      LkEllipses hovered = sample->ellipses;

      hovered.hovered_set = set;
      CHECK (lk_plot_ellipses, &hovered, &sample->ellipses, TRUE);
    }
}

static void
test_scores (void)
{
  g_autoptr (Sample) sample = sample_new (5, 9, 12, 2);
  LkScores hovered = sample->score;

  hovered.hovered_class = (int) sample->decision.ranking[0];
  CHECK (lk_plot_scores, &hovered, &sample->score, TRUE);
}

static void
test_confusion (void)
{
  g_autoptr (Explorer) explorer = explorer_new (7, 2);
  LkConfusion hovered = explorer->confusion;

  hovered.hovered_row = 2;
  hovered.hovered_column = 5;
  CHECK (lk_plot_confusion, &hovered, &explorer->confusion, TRUE);
}

/* The base is the same for every cell, with matches and without: it may be kept. */
static void
test_correspondences (void)
{
  g_autoptr (Sample) sample = sample_new (5, 9, 12, 2);
  LkCorrespondences other = sample->correspondence;

  other.cell = -1;
  other.heatmap.hovered = 7;
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      double w = sizes[i].width;
      double h = sizes[i].height;
      g_auto (Canvas) full;
      g_auto (Canvas) steps;
      g_auto (Canvas) base;

      canvas_init (&full, w, h);
      canvas_init (&steps, w, h);
      canvas_init (&base, w, h);
      lk_plot_correspondences (&sample->correspondence, full.cr, w, h, &full.palette);
      lk_plot_correspondences_base (&sample->correspondence, steps.cr, w, h,
                                    &steps.palette);
      lk_plot_correspondences_base (&other, base.cr, w, h, &base.palette);
      assert_same (&steps, &base);
      lk_plot_correspondences_overlay (&sample->correspondence, steps.cr, w, h,
                                       &steps.palette);
      assert_same (&full, &steps);
      if (w >= 90)
        g_assert_false (is_same (&full, &base));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/overlays/matrix", test_matrix);
  g_test_add_func ("/plot/overlays/ellipses", test_ellipses);
  g_test_add_func ("/plot/overlays/scores", test_scores);
  g_test_add_func ("/plot/overlays/confusion", test_confusion);
  g_test_add_func ("/plot/overlays/correspondences", test_correspondences);
  return g_test_run ();
}
