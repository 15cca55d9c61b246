/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sample.h"

#include <glib/gstdio.h>
#include <time.h>

/* Draws every plot with made-up data, to be looked at: gallery FOLDER [SCALE]. With
 * --time it says instead how much time of the processor each takes. */

typedef void (*Draw) (const Sample *sample,
                      cairo_t *cr,
                      double width,
                      double height,
                      const LkPalette *palette);

static void
draw_heatmap (const Sample *sample,
              cairo_t *cr,
              double width,
              double height,
              const LkPalette *palette)
{
  LkHeatmap heatmap = sample->heatmap;

  heatmap.hovered = heatmap.n_rows * heatmap.n_columns / 2;
  heatmap.receptive_field = 5;
  heatmap.pinned = sample->pinned;
  heatmap.n_pinned = G_N_ELEMENTS (sample->pinned);
  lk_plot_heatmap (&heatmap, cr, width, height, palette);
}

static void
draw_difference (const Sample *sample,
                 cairo_t *cr,
                 double width,
                 double height,
                 const LkPalette *palette)
{
  LkHeatmap heatmap = sample->difference;
  g_autofree double *values = g_new (double, (gsize) heatmap.n_rows *heatmap.n_columns);

  for (guint i = 0; i < heatmap.n_rows * heatmap.n_columns; i++)
    values[i] = heatmap.values[i] - 0.85;
  heatmap.values = values;
  heatmap.low = -0.2;
  heatmap.high = 0.2;
  heatmap.opacity = 0.85;
  lk_plot_heatmap (&heatmap, cr, width, height, palette);
}

static void
draw_correspondences (const Sample *sample,
                      cairo_t *cr,
                      double width,
                      double height,
                      const LkPalette *palette)
{
  lk_plot_correspondences (&sample->correspondence, cr, width, height, palette);
}

static void
draw_hint (const Sample *sample,
           cairo_t *cr,
           double width,
           double height,
           const LkPalette *palette)
{
  LkCorrespondences correspondences = sample->correspondence;

  correspondences.cell = -1;
  lk_plot_correspondences (&correspondences, cr, width, height, palette);
}

static void
draw_matrix (const Sample *sample,
             cairo_t *cr,
             double width,
             double height,
             const LkPalette *palette)
{
  LkMatrix matrix = sample->matrix;

  matrix.hovered_row = sample->n_channels / 3;
  matrix.hovered_column = sample->n_channels * sample->n_shots / 2;
  lk_plot_matrix (&matrix, cr, width, height, palette);
}

static void
draw_ellipses (const Sample *sample,
               cairo_t *cr,
               double width,
               double height,
               const LkPalette *palette)
{
  lk_plot_ellipses (&sample->ellipses, cr, width, height, palette);
}

static void
draw_emphasis (const Sample *sample,
               cairo_t *cr,
               double width,
               double height,
               const LkPalette *palette)
{
  LkEllipses ellipses = sample->ellipses;

  ellipses.emphasis = 1;
  lk_plot_ellipses (&ellipses, cr, width, height, palette);
}

static void
draw_scores (const Sample *sample,
             cairo_t *cr,
             double width,
             double height,
             const LkPalette *palette)
{
  LkScores scores = sample->score;

  scores.hovered_class = 1;
  lk_plot_scores (&scores, cr, width, height, palette);
}

static const struct
{
  const char *name;
  Draw draw;
} plots[] = {
  { "heatmap", draw_heatmap },
  { "difference", draw_difference },
  { "correspondences", draw_correspondences },
  { "hint", draw_hint },
  { "matrix", draw_matrix },
  { "ellipses", draw_ellipses },
  { "emphasis", draw_emphasis },
  { "scores", draw_scores },
};

static const struct
{
  double width;
  double height;
} sizes[] = { { 1000, 700 }, { 700, 520 }, { 420, 360 }, { 360, 600 }, { 200, 150 } };

static const struct
{
  const char *name;
  guint n_classes;
  guint n_rows;
  guint n_channels;
  guint n_shots;
} samples[] = {
  { "5way", 5, 21, 64, 3 },
  { "20way", 20, 5, 640, 5 },
  { "2way", 2, 21, 64, 1 },
};

static void
write_plot (const Sample *sample,
            guint plot,
            guint size,
            gboolean dark,
            double scale,
            const char *path)
{
  double width = sizes[size].width;
  double height = sizes[size].height;
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width * scale, height * scale);
  cairo_t *cr = cairo_create (surface);
  LkPalette palette;

  lk_palette_init (&palette, dark, FALSE);
  cairo_scale (cr, scale, scale);
  lk_palette_set_source (cr, &palette.background, 1);
  cairo_paint (cr);
  plots[plot].draw (sample, cr, width, height, &palette);
  if (cairo_status (cr) != CAIRO_STATUS_SUCCESS)
    g_printerr ("%s: %s\n", path, cairo_status_to_string (cairo_status (cr)));
  cairo_destroy (cr);
  cairo_surface_write_to_png (surface, path);
  cairo_surface_destroy (surface);
}

static void
time_plot (const Sample *sample, guint plot, const char *name)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, 1000, 700);
  LkPalette palette;
  double best = G_MAXDOUBLE;
  double total = 0;

  lk_palette_init (&palette, FALSE, FALSE);
  for (guint round = 0; round < 15; round++)
    {
      cairo_t *cr = cairo_create (surface);
      clock_t start = clock ();
      double elapsed;

      plots[plot].draw (sample, cr, 1000, 700, &palette);
      elapsed = 1000.0 * (clock () - start) / CLOCKS_PER_SEC;
      best = MIN (best, elapsed);
      total += elapsed;
      cairo_destroy (cr);
    }
  g_print ("%-8s%-18s best %6.2f ms, mean %6.2f ms\n", name, plots[plot].name, best,
           total / 15);
  cairo_surface_destroy (surface);
}

int
main (int argc, char **argv)
{
  gboolean timing = argc > 1 && g_str_equal (argv[1], "--time");
  double scale = argc > 2 ? g_ascii_strtod (argv[2], NULL) : 1;

  if (argc < 2 || !(scale > 0))
    {
      g_printerr ("usage: gallery FOLDER [SCALE] | --time\n");
      return 2;
    }
  if (!timing)
    g_mkdir_with_parents (argv[1], 0755);
  for (guint s = 0; s < G_N_ELEMENTS (samples); s++)
    {
      g_autoptr (Sample) sample = sample_new (samples[s].n_classes, samples[s].n_rows,
                                              samples[s].n_channels, samples[s].n_shots);

      for (guint plot = 0; plot < G_N_ELEMENTS (plots); plot++)
        {
          if (timing)
            {
              time_plot (sample, plot, samples[s].name);
              continue;
            }
          for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes); i++)
            {
              gboolean dark = i >= G_N_ELEMENTS (sizes);
              guint size = i % G_N_ELEMENTS (sizes);
              g_autofree char *path = g_strdup_printf (
                  "%s/%s-%s-%.0fx%.0f%s.png", argv[1], plots[plot].name, samples[s].name,
                  sizes[size].width, sizes[size].height, dark ? "-dark" : "");

              write_plot (sample, plot, size, dark, scale, path);
            }
        }
    }
  return 0;
}
