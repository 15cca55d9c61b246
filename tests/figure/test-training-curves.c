/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-rate-sheet.h"
#include "lk-training-curves.h"
#include "test-pictures.h"

/* A line of the first stage, or of the second, without words that were written. */
static LkTrainingLine
make_line (guint stage, guint64 pictures)
{
  LkTrainingLine line = { .stage = "s",
                          .stage_index = stage,
                          .n_stages = 2,
                          .pictures = pictures - 300 * stage,
                          .total_pictures = pictures,
                          .rate = 0.1 / (1 + stage),
                          .loss = 2,
                          .seconds_left = -1 };

  line.tallies[LK_OBJECTIVE_POOLED]
      = (LkLossTally){ (double) pictures / 100, (guint) pictures / 20, 100 };
  if (stage == 1)
    line.tallies[LK_OBJECTIVE_PIXEL] = (LkLossTally){ 150, 75, 100 };
  return line;
}

static const LkValidationResult found = {
  .n_episodes = 20,
  .accuracy = { { 30, 40, 35, 45 }, { 50, 66, 55, 60 } },
  .ci95 = { { 1, 2, 3, 4 }, { 5, 6, 7, 8 } },
  .sum = 111,
};

static LkTrainingCurves *
make_curves (const char *log)
{
  const guint64 pictures[] = { 100, 200, 300, 400 };
  LkTrainingCurves *curves = lk_training_curves_new ();
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    {
      LkTrainingLine line = make_line (i / 3, pictures[i]);

      lk_training_curves_add (curves, &line);
      lk_training_line_append_csv (&line, log, &error);
      g_assert_no_error (error);
      if (i % 2 == 0)
        continue;
      memset (line.tallies, 0, sizeof line.tallies);
      line.validation = &found;
      lk_training_curves_add (curves, &line);
      lk_training_line_append_csv (&line, log, &error);
      g_assert_no_error (error);
    }
  return curves;
}

static void
assert_same (const LkCurvesPlot *a, const LkCurvesPlot *b)
{
  g_assert_cmpuint (a->n_panels, ==, b->n_panels);
  for (guint i = 0; i < a->n_panels; i++)
    {
      g_assert_cmpuint (a->panels[i].n_curves, ==, b->panels[i].n_curves);
      for (guint j = 0; j < a->panels[i].n_curves; j++)
        {
          const LkCurve *x = &a->panels[i].curves[j], *y = &b->panels[i].curves[j];

          g_assert_cmpstr (x->name, ==, y->name);
          g_assert_cmpuint (x->n, ==, y->n);
          for (guint k = 0; k < x->n; k++)
            {
              g_assert_cmpfloat_with_epsilon (x->x[k], y->x[k], 1e-9);
              g_assert_cmpfloat_with_epsilon (x->y[k], y->y[k], 1e-6);
            }
        }
    }
}

/* What the lines say is drawn, and the log says the same. */
static void
test_panels (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *log = g_build_filename (folder, "log.csv", NULL);
  g_autoptr (LkTrainingCurves) curves = make_curves (log);
  g_autoptr (LkTrainingCurves) read = NULL;
  g_autoptr (GError) error = NULL;
  const LkCurvesPlot *plot = lk_training_curves_get_plot (curves);
  const LkCurvesPanel *panels = plot->panels;

  g_assert_cmpuint (plot->n_panels, ==, 5);
  g_assert_cmpfloat (plot->high, ==, 400);
  g_assert_cmpuint (panels[0].n_curves, ==, 2);
  g_assert_cmpuint (panels[0].curves[0].n, ==, 4);
  g_assert_cmpfloat (panels[0].curves[0].x[2], ==, 300);
  g_assert_cmpfloat (panels[0].curves[0].y[2], ==, 0.03);
  g_assert_cmpfloat (panels[1].curves[0].y[2], ==, 15);
  g_assert_cmpuint (panels[0].curves[1].ink, ==, LK_LEVEL_PIXEL);
  g_assert_cmpuint (panels[0].curves[1].n, ==, 1);
  g_assert_cmpuint (panels[3].n_curves, ==, LK_EPISODE_N_LOSSES);
  g_assert_cmpuint (panels[3].curves[1].n, ==, 2);
  g_assert_cmpfloat (panels[3].curves[1].y[1], ==, 66);
  g_assert_cmpfloat (panels[3].curves[1].half[1], ==, 6);
  g_assert_cmpuint (panels[4].curves[0].n, ==, 4);
  g_assert_cmpfloat (panels[4].curves[0].y[3], ==, 0.05);
  g_assert_cmpuint (plot->n_marks, ==, 1);
  g_assert_cmpfloat (plot->marks[0].x, ==, 300);
  read = lk_training_curves_load (log, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_training_curves_get_n_lines (read), ==, 6);
  assert_same (plot, lk_training_curves_get_plot (read));
  test_folder_remove (g_steal_pointer (&folder));
}

/* A training that was killed goes on before lines that were written, which it writes
 * anew. */
static void
test_lost_lines (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *log = g_build_filename (folder, "log.csv", NULL);
  g_autoptr (LkTrainingCurves) curves = make_curves (log);
  LkTrainingLine line = make_line (0, 150);
  const LkCurvesPlot *plot;

  lk_training_curves_add (curves, &line);
  plot = lk_training_curves_get_plot (curves);
  g_assert_cmpuint (lk_training_curves_get_n_lines (curves), ==, 2);
  g_assert_cmpuint (plot->n_panels, ==, 3);
  g_assert_cmpfloat (plot->panels[0].curves[0].x[1], ==, 150);
  test_folder_remove (g_steal_pointer (&folder));
}

static void
test_sentence (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *log = g_build_filename (folder, "log.csv", NULL);
  g_autoptr (LkTrainingCurves) curves = make_curves (log);
  g_autoptr (LkTrainingCurves) none = lk_training_curves_new ();
  g_autofree char *last = lk_training_curves_describe (curves, NAN);
  g_autofree char *first = lk_training_curves_describe (curves, 120);

  g_assert_cmpstr (last, ==,
                   "400 pictures, loss 2.000; Pooled 0.040, 20.0 % right; Pixel 1.500, "
                   "75.0 % right; rate 0.050; validation 1-shot 45.0 ± 4.0 % (Fused); "
                   "validation 5-shot 66.0 ± 6.0 % (Pixel)");
  g_assert_cmpstr (first, ==,
                   "100 pictures, loss 2.000; Pooled 0.010, 5.0 % right; rate 0.100");
  g_assert_null (lk_training_curves_describe (none, NAN));
  g_assert_null (lk_training_curves_get_plot (none));
  test_folder_remove (g_steal_pointer (&folder));
}

static void
assert_svg (const char *path, const char *text)
{
  g_autofree char *contents = NULL;

  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_nonnull (strstr (contents, text));
}

static void
test_files (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *log = g_build_filename (folder, "log.csv", NULL);
  g_autofree char *svg = g_build_filename (folder, "curves.svg", NULL);
  g_autoptr (LkTrainingCurves) curves = make_curves (log);
  g_autoptr (LkTrainingCurves) none = lk_training_curves_new ();
  g_autoptr (LkTrainingCurves) broken = NULL;
  g_autoptr (GError) error = NULL;

  lk_training_curves_set_titles (curves, "Of stripes", NULL);
  g_assert_true (lk_training_curves_write (curves, 0, svg, &error));
  g_assert_no_error (error);
  assert_svg (svg, "Of stripes");
  assert_svg (svg, "Validation, 5-Shot");
  g_assert_false (lk_training_curves_write (none, 0, svg, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (log, "stage,pictures\nx,y\n", -1, NULL));
  broken = lk_training_curves_load (log, &error);
  g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "log.csv"));
  test_folder_remove (g_steal_pointer (&folder));
}

/* A loss that falls by a parabola in the logarithm of the rate around 0.1: steepest at
 * its inflection, which a cubic has in the middle. */
static void
test_rates (void)
{
  g_autofree char *folder = test_folder_new ();
  g_autofree char *svg = g_build_filename (folder, "rates.svg", NULL);
  g_autoptr (GArray) rates = g_array_new (FALSE, FALSE, sizeof (LkTrainerRate));
  g_autoptr (GArray) rising = g_array_new (FALSE, FALSE, sizeof (LkTrainerRate));
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= 100; i++)
    {
      double t = i / 100.0; /* 1e-4 to 1 */
      LkTrainerRate tried = { pow (10, 4 * t - 4), 5 - 4 * (3 * t * t - 2 * t * t * t) };

      g_array_append_val (rates, tried);
      tried.loss = t;
      g_array_append_val (rising, tried);
    }
  g_assert_cmpfloat_with_epsilon (lk_trainer_rate_get_steepest (rates), 1e-2, 1e-4);
  g_assert_cmpfloat (lk_trainer_rate_get_steepest (rising), ==, 0);
  g_assert_true (lk_rate_sheet_write (rates, svg, &error));
  assert_svg (svg, "0.01");
  g_array_set_size (rates, 1);
  g_assert_false (lk_rate_sheet_write (rates, svg, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
  test_folder_remove (g_steal_pointer (&folder));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/training-curves/panels", test_panels);
  g_test_add_func ("/training-curves/lost-lines", test_lost_lines);
  g_test_add_func ("/training-curves/sentence", test_sentence);
  g_test_add_func ("/training-curves/files", test_files);
  g_test_add_func ("/training-curves/rates", test_rates);
  return g_test_run ();
}
