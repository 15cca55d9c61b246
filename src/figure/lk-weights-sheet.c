/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-weights-sheet.h"

#include <string.h>

#include "lk-figure-file.h"
#include "lk-figure-set.h"
#include "lk-plot-flip-map.h"

static void
draw (gpointer data, cairo_t *cr, double width, double height, const LkPalette *palette)
{
  lk_plot_flip_map (data, cr, width, height, palette);
}

gboolean
lk_weights_sheet_write (const LkFlipAccuracy *accuracy,
                        const double weights[LK_N_LEVELS],
                        double column,
                        const char *path,
                        GError **error)
{
  /* No query is shown, and so no region of a class. */
  const LkFlipMap none = { 0 };
  LkFlipPlot plot = { .map = &none, .accuracy = accuracy, .hovered_region = -1 };
  double width, height;

  g_return_val_if_fail (accuracy != NULL && weights != NULL && path != NULL, FALSE);

  memcpy (plot.weights, weights, sizeof plot.weights);
  lk_figure_get_size (LK_FIGURE_FLIP_MAP, &width, &height);
  return lk_figure_file_write (path, &(LkFigureSize){ width, height, column }, draw,
                               &plot, error);
}
