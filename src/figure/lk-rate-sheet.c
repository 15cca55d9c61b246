/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-rate-sheet.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-error.h"
#include "lk-figure-file.h"
#include "lk-number-text.h"
#include "lk-plot-curves.h"

#define WIDTH 560
#define HEIGHT 320

static void
draw (gpointer data, cairo_t *cr, double width, double height, const LkPalette *palette)
{
  lk_plot_curves (data, cr, width, height, palette);
}

gboolean
lk_rate_sheet_write (GArray *rates, const char *path, GError **error)
{
  g_autofree double *x = NULL;
  g_autofree double *y = NULL;
  g_autofree char *steepest = NULL;
  g_autofree char *name = NULL;
  LkCurve curve = { .ink = LK_CURVE_FOREGROUND };
  LkCurvesPanel panel = { .title = _ ("Loss by Rate"), .n_curves = 1, .curves = &curve };
  LkCurvesMark mark = { 0 };
  LkCurvesPlot plot = { .n_panels = 1,
                        .panels = &panel,
                        .marks = &mark,
                        .x_title = _ ("rate"),
                        .logarithmic = TRUE,
                        .hovered = NAN };

  g_return_val_if_fail (rates != NULL && path != NULL, FALSE);

  if (rates->len < 2)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_EPISODE,
                           _ ("The loss was not finite from the first steps on"));
      return FALSE;
    }
  x = g_new (double, rates->len);
  y = g_new (double, rates->len);
  for (guint i = 0; i < rates->len; i++)
    {
      x[i] = g_array_index (rates, LkTrainerRate, i).rate;
      y[i] = g_array_index (rates, LkTrainerRate, i).loss;
    }
  curve.n = rates->len;
  curve.x = x;
  curve.y = y;
  plot.low = x[0];
  plot.high = x[rates->len - 1];
  mark.x = lk_trainer_rate_get_steepest (rates);
  steepest = lk_number_short (mark.x);
  name = g_strdup_printf (_ ("steepest, %s"), steepest);
  mark.name = name;
  plot.n_marks = mark.x > 0 ? 1 : 0;
  return lk_figure_file_write (path, &(LkFigureSize){ WIDTH, HEIGHT, 0 }, draw, &plot,
                               error);
}
