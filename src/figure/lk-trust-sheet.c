/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-trust-sheet.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-figure-file.h"
#include "lk-plot-curves.h"
#include "lk-trust-plot.h"

#define WIDTH 760
#define HEIGHT 420
#define UNKNOWN_WIDTH 520

static void
draw (gpointer data, cairo_t *cr, double width, double height, const LkPalette *palette)
{
  lk_plot_curves (data, cr, width, height, palette);
}

gboolean
lk_trust_sheet_write_unknown (const LkUnknown *unknown,
                              double column,
                              const char *path,
                              GError **error)
{
  double x[LK_ROC_POINTS], y[LK_N_MEMBERSHIPS][LK_ROC_POINTS];
  LkCurve curves[LK_N_MEMBERSHIPS];
  g_autofree char *subtitle = NULL;
  LkCurvesPanel panel
      = { _ ("Known accepted, %"), TRUE, FALSE, LK_N_MEMBERSHIPS, curves };
  LkCurvesPlot plot = { .n_panels = 1,
                        .panels = &panel,
                        .x_title = _ ("Unknown accepted, %"),
                        .high = 100,
                        .hovered = NAN,
                        .title = _ ("Queries of other classes") };
  guint n;

  g_return_val_if_fail (unknown != NULL && path != NULL, FALSE);

  n = lk_unknown_get_n (unknown);
  subtitle = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u episode", "%u episodes", n), n);
  plot.subtitle = subtitle;
  for (guint i = 0; i < LK_ROC_POINTS; i++)
    x[i] = 100.0 * i / (LK_ROC_POINTS - 1);
  for (guint i = 0; i < LK_N_MEMBERSHIPS; i++)
    {
      lk_unknown_get_curve (unknown, i, y[i]);
      for (guint j = 0; j < LK_ROC_POINTS; j++)
        y[i][j] *= 100;
      curves[i] = (LkCurve){
        .name = i < LK_N_LEVELS ? lk_level_speak (i, LK_SPOKEN_WORD) : _ ("all levels"),
        .ink = i < LK_N_LEVELS ? i : LK_CURVE_FOREGROUND,
        .n = LK_ROC_POINTS,
        .x = x,
        .y = y[i],
      };
    }
  return lk_figure_file_write (path, &(LkFigureSize){ UNKNOWN_WIDTH, HEIGHT, column },
                               draw, &plot, error);
}

static gboolean
write_trust (LkTrustPlot *plot, double column, const char *path, GError **error)
{
  return lk_figure_file_write (path, &(LkFigureSize){ WIDTH, HEIGHT, column }, draw,
                               (gpointer) lk_trust_plot_get (plot), error);
}

gboolean
lk_trust_sheet_write_reliability (const LkConfidenceReport *report,
                                  double column,
                                  const char *path,
                                  GError **error)
{
  g_autoptr (LkTrustPlot) plot = lk_trust_plot_new_reliability (report);

  return write_trust (plot, column, path, error);
}

gboolean
lk_trust_sheet_write_coverage (const LkConfidenceReport *report,
                               double column,
                               const char *path,
                               GError **error)
{
  g_autoptr (LkTrustPlot) plot = lk_trust_plot_new_coverage (report);

  return write_trust (plot, column, path, error);
}
