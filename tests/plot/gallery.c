/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "sample-explorer.h"
#include "sample.h"

#include <glib/gstdio.h>
#include <time.h>

/* Draws every plot with made-up data, to be looked at, in three themes: gallery FOLDER
 * [SCALE]. With --time it says instead how much time of the processor each takes. */

typedef void (*DrawSample) (const Sample *sample,
                            cairo_t *cr,
                            double width,
                            double height,
                            const LkPalette *palette);
typedef void (*DrawExplorer) (const Explorer *explorer,
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
  sample_draw_heatmap (&heatmap, cr, width, height, palette);
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
  sample_draw_heatmap (&heatmap, cr, width, height, palette);
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

static void
draw_masked (const Sample *sample,
             cairo_t *cr,
             double width,
             double height,
             const LkPalette *palette)
{
  LkHeatmap heatmap = sample->heatmap;
  guint n = heatmap.n_rows * heatmap.n_columns;
  g_autofree gboolean *masked = g_new0 (gboolean, n);
  g_autofree gboolean *dimmed = g_new0 (gboolean, n);

  for (guint i = 0; i < n; i++)
    {
      masked[i] = i / heatmap.n_columns > heatmap.n_rows / 2
                  && i % heatmap.n_columns > heatmap.n_columns / 3
                  && (i % heatmap.n_columns) * 2 < heatmap.n_columns + i / 40;
      dimmed[i] = (i * 7) % 5 < 2 && i / heatmap.n_columns < heatmap.n_rows / 2;
    }
  heatmap.masked = masked;
  heatmap.dimmed = dimmed;
  sample_draw_heatmap (&heatmap, cr, width, height, palette);
}

static void
draw_hovered_set (const Sample *sample,
                  cairo_t *cr,
                  double width,
                  double height,
                  const LkPalette *palette)
{
  LkEllipses ellipses = sample->ellipses;

  ellipses.hovered_set = 2;
  lk_plot_ellipses (&ellipses, cr, width, height, palette);
}

static void
draw_correspondences_base (const Sample *sample,
                           cairo_t *cr,
                           double width,
                           double height,
                           const LkPalette *palette)
{
  lk_plot_correspondences_base (&sample->correspondence, cr, width, height, palette);
}

static void
draw_matrix_base (const Sample *sample,
                  cairo_t *cr,
                  double width,
                  double height,
                  const LkPalette *palette)
{
  lk_plot_matrix_base (&sample->matrix, cr, width, height, palette);
}

static void
draw_ellipses_base (const Sample *sample,
                    cairo_t *cr,
                    double width,
                    double height,
                    const LkPalette *palette)
{
  lk_plot_ellipses_base (&sample->ellipses, cr, width, height, palette);
}

static void
draw_scores_base (const Sample *sample,
                  cairo_t *cr,
                  double width,
                  double height,
                  const LkPalette *palette)
{
  lk_plot_scores_base (&sample->score, cr, width, height, palette);
}

static void
draw_ellipses_overlay (const Sample *sample,
                       cairo_t *cr,
                       double width,
                       double height,
                       const LkPalette *palette)
{
  LkEllipses ellipses = sample->ellipses;

  ellipses.hovered_set = 2;
  lk_plot_ellipses_overlay (&ellipses, cr, width, height, palette);
}

static void
draw_correspondences_overlay (const Sample *sample,
                              cairo_t *cr,
                              double width,
                              double height,
                              const LkPalette *palette)
{
  lk_plot_correspondences_overlay (&sample->correspondence, cr, width, height, palette);
}

static void
draw_matrix_overlay (const Sample *sample,
                     cairo_t *cr,
                     double width,
                     double height,
                     const LkPalette *palette)
{
  LkMatrix matrix = sample->matrix;

  matrix.hovered_row = matrix.hovered_column = 1;
  lk_plot_matrix_overlay (&matrix, cr, width, height, palette);
}

static void
draw_flip_map (const Explorer *explorer,
               cairo_t *cr,
               double width,
               double height,
               const LkPalette *palette)
{
  lk_plot_flip_map (&explorer->flip, cr, width, height, palette);
}

static void
draw_dragging (const Explorer *explorer,
               cairo_t *cr,
               double width,
               double height,
               const LkPalette *palette)
{
  LkFlipPlot flip = explorer->flip;

  flip.dragging = TRUE;
  flip.hovered_region = 1;
  lk_plot_flip_map (&flip, cr, width, height, palette);
}

static void
draw_hovered_region (const Explorer *explorer,
                     cairo_t *cr,
                     double width,
                     double height,
                     const LkPalette *palette)
{
  LkFlipPlot flip = explorer->flip;

  flip.hovered_region = (int) flip.map->n_regions - 1;
  flip.border = NULL;
  lk_plot_flip_map (&flip, cr, width, height, palette);
}

static void
draw_accuracy (const Explorer *explorer,
               cairo_t *cr,
               double width,
               double height,
               const LkPalette *palette)
{
  LkFlipPlot flip = explorer->flip;

  flip.accuracy = &explorer->accuracy;
  lk_plot_flip_map (&flip, cr, width, height, palette);
}

static void
draw_breakdown (const Explorer *explorer,
                cairo_t *cr,
                double width,
                double height,
                const LkPalette *palette)
{
  lk_plot_breakdown (&explorer->plot, cr, width, height, palette);
}

static void
draw_confusion (const Explorer *explorer,
                cairo_t *cr,
                double width,
                double height,
                const LkPalette *palette)
{
  lk_plot_confusion (&explorer->confusion, cr, width, height, palette);
}

static void
draw_hovered_entry (const Explorer *explorer,
                    cairo_t *cr,
                    double width,
                    double height,
                    const LkPalette *palette)
{
  LkConfusion confusion = explorer->confusion;

  confusion.hovered_row = (int) confusion.n_classes / 2;
  confusion.hovered_column = (int) confusion.n_classes / 3;
  lk_plot_confusion (&confusion, cr, width, height, palette);
}

static void
draw_channels (const Explorer *explorer,
               cairo_t *cr,
               double width,
               double height,
               const LkPalette *palette)
{
  lk_plot_channels (&explorer->channels, cr, width, height, palette);
}

static const struct
{
  const char *name;
  DrawSample draw;
} sample_plots[] = {
  { "heatmap", draw_heatmap },
  { "masked", draw_masked },
  { "difference", draw_difference },
  { "correspondences", draw_correspondences },
  { "correspondences-base", draw_correspondences_base },
  { "correspondences-overlay", draw_correspondences_overlay },
  { "hint", draw_hint },
  { "matrix", draw_matrix },
  { "matrix-base", draw_matrix_base },
  { "matrix-overlay", draw_matrix_overlay },
  { "ellipses", draw_ellipses },
  { "ellipses-base", draw_ellipses_base },
  { "ellipses-overlay", draw_ellipses_overlay },
  { "ellipses-hovered", draw_hovered_set },
  { "emphasis", draw_emphasis },
  { "scores", draw_scores },
  { "scores-base", draw_scores_base },
};

static const struct
{
  const char *name;
  DrawExplorer draw;
} explorer_plots[] = {
  { "flip-map", draw_flip_map },
  { "flip-dragging", draw_dragging },
  { "flip-hovered", draw_hovered_region },
  { "flip-accuracy", draw_accuracy },
  { "breakdown", draw_breakdown },
  { "confusion", draw_confusion },
  { "confusion-hovered", draw_hovered_entry },
  { "channels", draw_channels },
};

typedef struct
{
  double width;
  double height;
} Size;

static const Size sample_sizes[]
    = { { 1000, 700 }, { 700, 520 }, { 420, 360 }, { 360, 600 }, { 200, 150 } };
static const Size explorer_sizes[]
    = { { 1000, 700 }, { 900, 500 }, { 420, 300 }, { 360, 220 },
        { 280, 250 },  { 300, 600 }, { 150, 120 } };

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

static const struct
{
  const char *name;
  guint n_classes;
  guint n_directions;
} explorers[] = {
  { "5", 5, 64 }, { "20", 20, 9 }, { "64", 64, 0 }, { "1000", 1000, 64 }, { "2", 2, 2 },
};

static const struct
{
  const char *suffix;
  gboolean dark;
  gboolean high_contrast;
} themes[] = {
  { "", FALSE, FALSE },
  { "-dark", TRUE, FALSE },
  { "-contrast", FALSE, TRUE },
  { "-dark-contrast", TRUE, TRUE },
};

/* One plot with its data; one of the two functions. */
typedef struct
{
  char *name;
  const Sample *sample;
  DrawSample draw_sample;
  const Explorer *explorer;
  DrawExplorer draw_explorer;
} Scene;

static void
scene_draw (const Scene *scene,
            cairo_t *cr,
            double width,
            double height,
            const LkPalette *palette)
{
  if (scene->sample != NULL)
    scene->draw_sample (scene->sample, cr, width, height, palette);
  else
    scene->draw_explorer (scene->explorer, cr, width, height, palette);
}

static void
scene_write (const Scene *scene, const char *folder, const Size *size, double scale)
{
  for (guint i = 0; i < G_N_ELEMENTS (themes); i++)
    {
      g_autofree char *path
          = g_strdup_printf ("%s/%s-%.0fx%.0f%s.png", folder, scene->name, size->width,
                             size->height, themes[i].suffix);
      cairo_surface_t *surface = cairo_image_surface_create (
          CAIRO_FORMAT_RGB24, size->width * scale, size->height * scale);
      cairo_t *cr = cairo_create (surface);
      LkPalette palette;

      lk_palette_init (&palette, themes[i].dark, themes[i].high_contrast);
      cairo_scale (cr, scale, scale);
      lk_palette_set_source (cr, &palette.background, 1);
      cairo_paint (cr);
      scene_draw (scene, cr, size->width, size->height, &palette);
      if (cairo_status (cr) != CAIRO_STATUS_SUCCESS)
        g_printerr ("%s: %s\n", path, cairo_status_to_string (cairo_status (cr)));
      cairo_destroy (cr);
      cairo_surface_write_to_png (surface, path);
      cairo_surface_destroy (surface);
    }
}

static void
scene_time (const Scene *scene)
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

      scene_draw (scene, cr, 1000, 700, &palette);
      elapsed = 1000.0 * (clock () - start) / CLOCKS_PER_SEC;
      best = MIN (best, elapsed);
      total += elapsed;
      cairo_destroy (cr);
    }
  g_print ("%-32s best %6.2f ms, mean %6.2f ms\n", scene->name, best, total / 15);
  cairo_surface_destroy (surface);
}

static void
scene_show (Scene *scene,
            const char *folder,
            double scale,
            const Size *sizes,
            guint n_sizes)
{
  if (folder == NULL)
    scene_time (scene);
  for (guint i = 0; folder != NULL && i < n_sizes; i++)
    scene_write (scene, folder, &sizes[i], scale);
  g_free (scene->name);
}

static void
show_samples (const char *folder, double scale)
{
  for (guint s = 0; s < G_N_ELEMENTS (samples); s++)
    {
      g_autoptr (Sample) sample = sample_new (samples[s].n_classes, samples[s].n_rows,
                                              samples[s].n_channels, samples[s].n_shots);

      for (guint i = 0; i < G_N_ELEMENTS (sample_plots); i++)
        {
          Scene scene = { .sample = sample, .draw_sample = sample_plots[i].draw };

          scene.name = g_strdup_printf ("%s-%s", sample_plots[i].name, samples[s].name);
          scene_show (&scene, folder, scale, sample_sizes, G_N_ELEMENTS (sample_sizes));
        }
    }
}

static void
show_explorers (const char *folder, double scale)
{
  for (guint e = 0; e < G_N_ELEMENTS (explorers); e++)
    {
      g_autoptr (Explorer) explorer
          = explorer_new (explorers[e].n_classes, explorers[e].n_directions);

      for (guint i = 0; i < G_N_ELEMENTS (explorer_plots); i++)
        {
          Scene scene = { .explorer = explorer, .draw_explorer = explorer_plots[i].draw };

          scene.name
              = g_strdup_printf ("%s-%s", explorer_plots[i].name, explorers[e].name);
          scene_show (&scene, folder, scale, explorer_sizes,
                      G_N_ELEMENTS (explorer_sizes));
        }
    }
}

int
main (int argc, char **argv)
{
  double scale = argc > 2 ? g_ascii_strtod (argv[2], NULL) : 1;
  const char *folder = NULL;

  if (argc < 2 || !(scale > 0))
    {
      g_printerr ("usage: gallery FOLDER [SCALE] | --time\n");
      return 2;
    }
  if (!g_str_equal (argv[1], "--time"))
    {
      folder = argv[1];
      g_mkdir_with_parents (folder, 0755);
    }
  show_samples (folder, scale);
  show_explorers (folder, scale);
  return 0;
}
