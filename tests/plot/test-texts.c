/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "canvas.h"
#include "lk-breakdown-height.h"
#include "lk-breakdown-layout.h"
#include "lk-figure-file.h"
#include "lk-plot-accuracy.h"
#include "lk-plot-curves.h"
#include "lk-plot-sweep.h"
#include "sample-explorer.h"
#include "sample.h"

#include <glib/gstdio.h>
#include <string.h>

/* Figures in SVG say where each line of text stands: none may lie over another or leave
 * the figure. */

typedef struct
{
  double low[2];
  double high[2];
  char *text;
} Line;

static void
line_clear (gpointer data)
{
  g_free (((Line *) data)->text);
}

static double
fetch (GMatchInfo *match, int group)
{
  g_autofree char *text = g_match_info_fetch (match, group);

  return g_ascii_strtod (text, NULL);
}

/* The baseline box of capital letters: descenders may touch. */
static Line
read_line (GMatchInfo *match)
{
  g_autofree char *transform = g_match_info_fetch (match, 1);
  double x = fetch (match, 2);
  double y = fetch (match, 3);
  double size = fetch (match, 4);
  double width = fetch (match, 5);
  const double corners[2][2] = { { x, y - 0.68 * size }, { x + width, y } };
  Line self = { .text = g_match_info_fetch (match, 6) };
  g_auto (GStrv) numbers = NULL;
  double m[6] = { 1, 0, 0, 1, 0, 0 };

  if (g_str_has_prefix (transform, "matrix("))
    {
      numbers = g_strsplit_set (transform + strlen ("matrix("), " ,)", 0);
      for (guint i = 0, n = 0; numbers[i] != NULL && n < 6; i++)
        if (numbers[i][0] != '\0')
          m[n++] = g_ascii_strtod (numbers[i], NULL);
    }
  for (guint i = 0; i < 2; i++)
    {
      double a = m[i] * corners[0][0] + m[2 + i] * corners[0][1] + m[4 + i];
      double b = m[i] * corners[1][0] + m[2 + i] * corners[1][1] + m[4 + i];

      self.low[i] = MIN (a, b);
      self.high[i] = MAX (a, b);
    }
  return self;
}

static GArray *
read_lines (const char *path)
{
  g_autoptr (GRegex) regex = g_regex_new ("<text transform=\"([^\"]*)\" x=\"([^\"]*)\" "
                                          "y=\"([^\"]*)\".*?font-size=\"([^\"]*)\""
                                          ".*?textLength=\"([^\"]*)\".*?>(.*?)</text>",
                                          G_REGEX_DOTALL, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;
  g_autofree char *document = NULL;
  GArray *lines = g_array_new (FALSE, FALSE, sizeof (Line));

  g_array_set_clear_func (lines, line_clear);
  g_assert_true (g_file_get_contents (path, &document, NULL, NULL));
  for (g_regex_match (regex, document, 0, &match); g_match_info_matches (match);
       g_match_info_next (match, NULL))
    {
      Line line = read_line (match);

      g_array_append_val (lines, line);
    }
  return lines;
}

static gboolean
overlap (const Line *a, const Line *b)
{
  return a->low[0] < b->high[0] - 0.5 && b->low[0] < a->high[0] - 0.5
         && a->low[1] < b->high[1] - 0.5 && b->low[1] < a->high[1] - 0.5;
}

static void
check_figure (const char *name,
              LkFigureDraw draw,
              gpointer data,
              double width,
              double height,
              guint n_least)
{
  g_autofree char *folder = g_dir_make_tmp ("likeness-texts-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "figure.svg", NULL);
  g_autoptr (GArray) lines = NULL;
  GError *error = NULL;

  g_assert_true (lk_figure_file_write (path, &(LkFigureSize){ width, height, 0 }, draw,
                                       data, &error));
  g_assert_no_error (error);
  lines = read_lines (path);
  g_assert_cmpuint (lines->len, >=, n_least);
  for (guint i = 0; i < lines->len; i++)
    {
      const Line *a = &g_array_index (lines, Line, i);

      if (a->low[0] < -1 || a->low[1] < -1 || a->high[0] > width + 1
          || a->high[1] > height + 1)
        g_error ("%s, %g x %g: \"%s\" leaves the figure", name, width, height, a->text);
      for (guint j = 0; j < i; j++)
        if (overlap (a, &g_array_index (lines, Line, j)))
          g_error ("%s, %g x %g: \"%s\" lies over \"%s\"", name, width, height, a->text,
                   g_array_index (lines, Line, j).text);
    }
  g_remove (path);
  g_rmdir (folder);
}

static void
assert_said (LkFigureDraw draw,
             gpointer data,
             double width,
             double height,
             const char *text)
{
  g_autofree char *folder = g_dir_make_tmp ("likeness-texts-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "figure.svg", NULL);
  g_autoptr (GArray) lines = NULL;
  gboolean found = FALSE;

  g_assert_true (
      lk_figure_file_write (path, &(LkFigureSize){ width, height, 0 }, draw, data, NULL));
  lines = read_lines (path);
  for (guint i = 0; i < lines->len; i++)
    found = found || g_str_equal (g_array_index (lines, Line, i).text, text);
  if (!found)
    g_error ("nothing says \"%s\"", text);
  g_remove (path);
  g_rmdir (folder);
}

static const struct
{
  double width;
  double height;
  guint n_least;
} sizes[] = { { 1000, 700, 3 }, { 900, 500, 3 }, { 420, 300, 2 }, { 360, 220, 2 },
              { 280, 250, 2 },  { 300, 600, 2 }, { 150, 120, 0 }, { 60, 60, 0 } };

static void
draw_flip (gpointer data,
           cairo_t *cr,
           double width,
           double height,
           const LkPalette *palette)
{
  lk_plot_flip_map (data, cr, width, height, palette);
}

static void
draw_breakdown (gpointer data,
                cairo_t *cr,
                double width,
                double height,
                const LkPalette *palette)
{
  lk_plot_breakdown (data, cr, width, height, palette);
}

static void
draw_confusion (gpointer data,
                cairo_t *cr,
                double width,
                double height,
                const LkPalette *palette)
{
  lk_plot_confusion (data, cr, width, height, palette);
}

static void
draw_channels (gpointer data,
               cairo_t *cr,
               double width,
               double height,
               const LkPalette *palette)
{
  lk_plot_channels (data, cr, width, height, palette);
}

static void
draw_correspondences (gpointer data,
                      cairo_t *cr,
                      double width,
                      double height,
                      const LkPalette *palette)
{
  lk_plot_correspondences (data, cr, width, height, palette);
}

static void
test_flip_map (void)
{
  static const guint n_classes[] = { 2, 5, 20 };

  for (guint i = 0; i < G_N_ELEMENTS (n_classes) * G_N_ELEMENTS (sizes); i++)
    {
      guint size = i % G_N_ELEMENTS (sizes);
      g_autoptr (Explorer) explorer
          = explorer_new (n_classes[i / G_N_ELEMENTS (sizes)], 4);

      check_figure ("flip map", draw_flip, &explorer->flip, sizes[size].width,
                    sizes[size].height, sizes[size].n_least);
      explorer->flip.dragging = TRUE;
      check_figure ("dragged", draw_flip, &explorer->flip, sizes[size].width,
                    sizes[size].height, sizes[size].n_least);
      explorer->flip.accuracy = &explorer->accuracy;
      check_figure ("accuracy", draw_flip, &explorer->flip, sizes[size].width,
                    sizes[size].height, sizes[size].n_least);
    }
}

static void
test_breakdown (void)
{
  static const guint shapes[][2] = { { 2, 1 }, { 5, 64 }, { 20, 9 }, { 64, 0 } };

  for (guint i = 0; i < G_N_ELEMENTS (shapes) * G_N_ELEMENTS (sizes); i++)
    {
      guint size = i % G_N_ELEMENTS (sizes);
      const guint *shape = shapes[i / G_N_ELEMENTS (sizes)];
      g_autoptr (Explorer) explorer = explorer_new (shape[0], shape[1]);

      check_figure ("breakdown", draw_breakdown, &explorer->plot, sizes[size].width,
                    sizes[size].height, sizes[size].n_least);
    }
}

/* The lines below the bars say what they count. */
static void
test_breakdown_labels (void)
{
  g_autoptr (Explorer) explorer = explorer_new (5, 64);

  assert_said (draw_breakdown, &explorer->plot, 700, 420, "direction");
  assert_said (draw_breakdown, &explorer->plot, 700, 420, "so far, %");
}

/* At the height it asks for, the table has every class. */
static void
test_breakdown_whole (void)
{
  static const guint n_classes[] = { 2, 5, 20 };
  g_auto (Canvas) canvas;

  canvas_init (&canvas, 8, 8);
  for (guint i = 0; i < G_N_ELEMENTS (n_classes); i++)
    for (double width = 300; width <= 1000; width += 350)
      {
        g_autoptr (Explorer) explorer = explorer_new (n_classes[i], 64);
        double height
            = lk_plot_breakdown_get_height (&explorer->plot, width, &canvas.palette);

        LkBreakdownLayout layout;

        lk_breakdown_layout_init (&layout, &explorer->plot, width, height,
                                  &canvas.palette);
        g_assert_cmpuint (layout.n_rows, ==, n_classes[i]);
        check_figure ("whole", draw_breakdown, &explorer->plot, width, height, 3);
      }
}

static void
draw_matrix (gpointer data,
             cairo_t *cr,
             double width,
             double height,
             const LkPalette *palette)
{
  lk_plot_matrix (data, cr, width, height, palette);
}

/* And the matrix what its marks are. */
static void
test_matrix (void)
{
  g_autoptr (Sample) sample = sample_new (5, 21, 4, 3);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    check_figure ("matrix", draw_matrix, &sample->matrix, sizes[i].width, sizes[i].height,
                  sizes[i].n_least);
  assert_said (draw_matrix, &sample->matrix, 700, 420,
               sample->matrix.matches->n_neighbours > 1
                   ? "▪ the largest of each row: they count"
                   : "▪ the largest of each row: it counts");
}

static void
test_confusion (void)
{
  static const guint n_classes[] = { 1, 2, 5, 20, 64 };

  for (guint i = 0; i < G_N_ELEMENTS (n_classes) * G_N_ELEMENTS (sizes); i++)
    {
      guint size = i % G_N_ELEMENTS (sizes);
      g_autoptr (Explorer) explorer
          = explorer_new (n_classes[i / G_N_ELEMENTS (sizes)], 4);

      check_figure ("confusion", draw_confusion, &explorer->confusion, sizes[size].width,
                    sizes[size].height, sizes[size].n_least);
    }
}

/* What is not all is never said to be 100 %. */
static void
test_confusion_rates (void)
{
  const char *const names[] = { "fox", "wolf" };
  const guint counts[] = { 999, 1, 0, 500 };
  LkConfusion confusion = { .n_classes = 2,
                            .class_names = names,
                            .counts = counts,
                            .hovered_row = 0,
                            .hovered_column = 0 };

  assert_said (draw_confusion, &confusion, 700, 500, "99 %");
  assert_said (draw_confusion, &confusion, 700, 500, "100 %");
  assert_said (draw_confusion, &confusion, 700, 500, "999 of 1000 (99 %): fox, right");
}

static void
draw_sweep (gpointer data,
            cairo_t *cr,
            double width,
            double height,
            const LkPalette *palette)
{
  lk_plot_sweep (data, cr, width, height, palette);
}

/* The ticks of an axis are told apart, however near the settings are to one another. */
static void
test_sweep (void)
{
  LkSweepRow rows[] = { { "k = 1", { 60, 60, 60, 60 }, 1.2, 0, 0 },
                        { "k = 3", { 60, 60, 60, 60.02 }, 1.2, 0.02, 0.01 } };
  const LkSweepPlot plot = { .n_rows = G_N_ELEMENTS (rows), .rows = rows };

  check_figure ("sweep", draw_sweep, (gpointer) &plot, 900, 200, 8);
  assert_said (draw_sweep, (gpointer) &plot, 900, 200, "0.02");
  rows[1].difference = 1.5;
  check_figure ("sweep", draw_sweep, (gpointer) &plot, 900, 200, 8);
  assert_said (draw_sweep, (gpointer) &plot, 900, 200, "1.5");
}

static void
draw_curves (gpointer data,
             cairo_t *cr,
             double width,
             double height,
             const LkPalette *palette)
{
  lk_plot_curves (data, cr, width, height, palette);
}

/* Every curve has its name in the key, over as many lines as the names take. */
static void
test_curves (void)
{
  static const char *const names[]
      = { "as they are",    "over a temperature", "as right as said",
          "in other words", "of a few more",      "and of the last" };
  const double x[] = { 0, 100 }, y[] = { 0, 100 };
  LkCurve curves[G_N_ELEMENTS (names)];
  LkCurvesPanel panels[2];
  const LkCurvesPlot plot = { .n_panels = 2,
                              .panels = panels,
                              .x_title = "Probability, %",
                              .high = 100,
                              .hovered = -1 };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    curves[i] = (LkCurve){ names[i], LK_CURVE_OTHER (i), 2, x, y, NULL };
  for (guint n = 1; n <= G_N_ELEMENTS (names); n++)
    {
      panels[0] = panels[1] = (LkCurvesPanel){ "Right, %", TRUE, FALSE, n, curves };
      check_figure ("curves", draw_curves, (gpointer) &plot, 760, 420, 2 * n);
      check_figure ("curves", draw_curves, (gpointer) &plot, 400, 700, 2 * n);
      for (guint i = 0; i < n; i++)
        assert_said (draw_curves, (gpointer) &plot, 760, 420, names[i]);
    }
}

static void
draw_ellipses (gpointer data,
               cairo_t *cr,
               double width,
               double height,
               const LkPalette *palette)
{
  lk_plot_ellipses (data, cr, width, height, palette);
}

/* The axes say what they carry a share of. */
static void
test_ellipses (void)
{
  g_autoptr (Sample) sample = sample_new (5, 21, 4, 3);
  LkProjection *projection = &sample->projection;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    check_figure ("ellipses", draw_ellipses, &sample->ellipses, sizes[i].width,
                  sizes[i].height, sizes[i].n_least);
  projection->explained[0] = 0.5;
  assert_said (draw_ellipses, &sample->ellipses, 700, 500, "PC 1, 50 % of the variance");
  projection->plane = LK_PLANE_KL;
  projection->distance = LK_DISTANCE_KL_QS;
  assert_said (draw_ellipses, &sample->ellipses, 700, 500,
               "direction 1, 50 % of KL(Q‖S), ADM");
}

static void
test_channels (void)
{
  g_autoptr (Explorer) explorer = explorer_new (2, 2);

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    check_figure ("channels", draw_channels, &explorer->channels, sizes[i].width,
                  sizes[i].height, sizes[i].n_least);
}

static void
test_correspondences (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    {
      g_autoptr (Sample) sample = sample_new (5, 21, 4, 3);

      check_figure ("correspondences", draw_correspondences, &sample->correspondence,
                    sizes[i].width, sizes[i].height, sizes[i].n_least);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/plot/texts/flip-map", test_flip_map);
  g_test_add_func ("/plot/texts/breakdown", test_breakdown);
  g_test_add_func ("/plot/texts/breakdown-labels", test_breakdown_labels);
  g_test_add_func ("/plot/texts/breakdown-whole", test_breakdown_whole);
  g_test_add_func ("/plot/texts/matrix", test_matrix);
  g_test_add_func ("/plot/texts/confusion", test_confusion);
  g_test_add_func ("/plot/texts/confusion-rates", test_confusion_rates);
  g_test_add_func ("/plot/texts/sweep", test_sweep);
  g_test_add_func ("/plot/texts/curves", test_curves);
  g_test_add_func ("/plot/texts/ellipses", test_ellipses);
  g_test_add_func ("/plot/texts/channels", test_channels);
  g_test_add_func ("/plot/texts/correspondences", test_correspondences);
  return g_test_run ();
}
