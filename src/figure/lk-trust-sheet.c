/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-trust-sheet.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-figure-file.h"
#include "lk-plot-curves.h"

#define WIDTH 760
#define HEIGHT 420
#define UNKNOWN_WIDTH 520

static void
draw (gpointer data, cairo_t *cr, double width, double height, const LkPalette *palette)
{
  lk_plot_curves (data, cr, width, height, palette);
}

/* With what all of them have in common. */
static gboolean
write_plot (LkCurvesPlot *plot, double width, const char *path, GError **error)
{
  plot->low = 0;
  plot->high = 100;
  plot->hovered = NAN;
  return lk_figure_file_write (path, width, HEIGHT, draw, plot, error);
}

gboolean
lk_trust_sheet_write_unknown (const LkUnknown *unknown, const char *path, GError **error)
{
  double x[LK_ROC_POINTS], y[LK_N_MEMBERSHIPS][LK_ROC_POINTS];
  LkCurve curves[LK_N_MEMBERSHIPS];
  g_autofree char *subtitle = NULL;
  LkCurvesPanel panel
      = { _ ("Known accepted, %"), TRUE, FALSE, LK_N_MEMBERSHIPS, curves };
  LkCurvesPlot plot = { .n_panels = 1,
                        .panels = &panel,
                        .x_title = _ ("Unknown accepted, %"),
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
  return write_plot (&plot, UNKNOWN_WIDTH, path, error);
}

/* A curve of the bins that hold any decisions, in percent. */
typedef struct
{
  guint n;
  double probability[LK_RELIABILITY_BINS];
  double accuracy[LK_RELIABILITY_BINS];
  double share[LK_RELIABILITY_BINS];
} Bins;

static Bins
list_bins (const LkReliability *reliability, guint n_decisions)
{
  Bins self = { 0 };

  for (guint i = 0; i < LK_RELIABILITY_BINS; i++)
    {
      const LkReliabilityBin *bin = &reliability->bins[i];

      if (bin->n == 0)
        continue;
      self.probability[self.n] = 100 * bin->probability;
      self.accuracy[self.n] = 100 * bin->accuracy;
      self.share[self.n++] = 100.0 * bin->n / n_decisions;
    }
  return self;
}

static LkCurve
make_curve (const char *name, guint ink, const Bins *bins, const double *y)
{
  return (
      LkCurve){ .name = name, .ink = ink, .n = bins->n, .x = bins->probability, .y = y };
}

gboolean
lk_trust_sheet_write_reliability (const LkConfidence *confidence,
                                  const char *path,
                                  GError **error)
{
  static const double ends[2] = { 0, 100 };
  gboolean has_after = lk_confidence_get_n_episodes (confidence) > 1;
  guint n = lk_confidence_get_n (confidence), n_curves = has_after ? 2 : 1;
  LkReliability before = lk_confidence_measure_before (confidence), after = { 0 };
  Bins of_before = list_bins (&before, n), of_after = { 0 };
  LkCurve upper[3], lower[2];
  LkCurvesPanel panels[2]
      = { { _ ("Decisions that are right, %"), TRUE, FALSE, n_curves + 1, upper },
          { _ ("Decisions, %"), TRUE, FALSE, n_curves, lower } };
  g_autofree char *subtitle = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u decision", "%u decisions", n), n);
  LkCurvesPlot plot = { .n_panels = 2,
                        .panels = panels,
                        .x_title = _ ("Probability, %"),
                        .title = _ ("How often decisions are as right as they seem"),
                        .subtitle = subtitle };

  upper[0] = make_curve (_ ("as they are"), LK_CURVE_OTHER (0), &of_before,
                         of_before.accuracy);
  lower[0]
      = make_curve (_ ("as they are"), LK_CURVE_OTHER (0), &of_before, of_before.share);
  if (has_after)
    {
      after = lk_confidence_measure_after (confidence);
      of_after = list_bins (&after, n);
      upper[1] = make_curve (_ ("over a temperature"), LK_CURVE_FOREGROUND, &of_after,
                             of_after.accuracy);
      lower[1] = make_curve (_ ("over a temperature"), LK_CURVE_FOREGROUND, &of_after,
                             of_after.share);
    }
  upper[n_curves] = (LkCurve){ .name = _ ("as right as said"),
                               .ink = LK_CURVE_OTHER (1),
                               .n = 2,
                               .x = ends,
                               .y = ends };
  return write_plot (&plot, WIDTH, path, error);
}

gboolean
lk_trust_sheet_write_coverage (const LkConfidence *confidence,
                               const char *path,
                               GError **error)
{
  g_autoptr (GArray) list = lk_confidence_list_coverage (confidence);
  g_autofree double *x = g_new (double, list->len);
  g_autofree double *y = g_new (double, list->len);
  LkCurve curve = {
    .name = _ ("all levels"), .ink = LK_CURVE_FOREGROUND, .n = list->len, .x = x, .y = y
  };
  LkCurvesPanel panel = { _ ("Decisions that are right, %"), TRUE, FALSE, 1, &curve };
  g_autofree char *subtitle
      = g_strdup_printf (g_dngettext (GETTEXT_PACKAGE, "%u decision", "%u decisions",
                                      lk_confidence_get_n (confidence)),
                         lk_confidence_get_n (confidence));
  LkCurvesPlot plot = { .n_panels = 1,
                        .panels = &panel,
                        .x_title = _ ("Queries decided, those of the largest margins, %"),
                        .title = _ ("Accuracy against coverage"),
                        .subtitle = subtitle };

  for (guint i = 0; i < list->len; i++)
    {
      const LkCoverage *coverage = &g_array_index (list, LkCoverage, i);

      x[i] = 100 * coverage->coverage;
      y[i] = 100 * coverage->accuracy;
    }
  return write_plot (&plot, WIDTH, path, error);
}
