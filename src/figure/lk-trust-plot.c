/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-trust-plot.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-number-text.h"

/* More points than are seen. */
#define MAX_POINTS 1000

/* The bins that hold any decisions, in percent. */
typedef struct
{
  guint n;
  guint counts[LK_RELIABILITY_BINS];
  double probability[LK_RELIABILITY_BINS];
  double accuracy[LK_RELIABILITY_BINS];
  double share[LK_RELIABILITY_BINS];
} Bins;

struct _LkTrustPlot
{
  LkCurvesPlot plot;
  LkCurvesPanel panels[2];
  LkCurve upper[3];
  LkCurve lower[2];
  Bins bins[2]; /* before, after */
  double ends[2];
  GArray *x; /* of the coverage, of double */
  GArray *y;
  GArray *margins;
  char *subtitle;
};

static LkTrustPlot *
make (const LkConfidenceReport *report, const char *x_title, const char *title)
{
  LkTrustPlot *self = g_new0 (LkTrustPlot, 1);

  self->subtitle = g_strdup_printf (
      g_dngettext (GETTEXT_PACKAGE, "%u decision", "%u decisions", report->n), report->n);
  self->ends[1] = 100;
  self->x = g_array_new (FALSE, FALSE, sizeof (double));
  self->y = g_array_new (FALSE, FALSE, sizeof (double));
  self->margins = g_array_new (FALSE, FALSE, sizeof (double));
  self->plot = (LkCurvesPlot){
    .panels = self->panels,
    .x_title = x_title,
    .high = 100,
    .hovered = NAN,
    .title = title,
    .subtitle = self->subtitle,
  };
  return self;
}

void
lk_trust_plot_free (LkTrustPlot *self)
{
  if (self == NULL)
    return;
  g_array_unref (self->x);
  g_array_unref (self->y);
  g_array_unref (self->margins);
  g_free (self->subtitle);
  g_free (self);
}

static void
fill_bins (Bins *self, const LkReliability *reliability, guint n_decisions)
{
  for (guint i = 0; i < LK_RELIABILITY_BINS; i++)
    {
      const LkReliabilityBin *bin = &reliability->bins[i];

      if (bin->n == 0)
        continue;
      self->counts[self->n] = bin->n;
      self->probability[self->n] = 100 * bin->probability;
      self->accuracy[self->n] = 100 * bin->accuracy;
      self->share[self->n++] = 100.0 * bin->n / n_decisions;
    }
}

/* The @i-th of both panels. */
static void
set_curves (LkTrustPlot *self, guint i, const char *name, guint ink)
{
  const Bins *bins = &self->bins[i];
  const LkCurve curve
      = { .name = name, .ink = ink, .n = bins->n, .x = bins->probability };

  self->upper[i] = self->lower[i] = curve;
  self->upper[i].y = bins->accuracy;
  self->lower[i].y = bins->share;
}

LkTrustPlot *
lk_trust_plot_new_reliability (const LkConfidenceReport *report)
{
  LkTrustPlot *self;
  guint n;

  g_return_val_if_fail (report != NULL && report->n > 0, NULL);

  n = report->has_after ? 2 : 1;
  self = make (report, _ ("Probability, %"),
               _ ("How often decisions are as right as they seem"));
  fill_bins (&self->bins[0], &report->before, report->n);
  set_curves (self, 0, _ ("as they are"), LK_CURVE_OTHER (0));
  if (report->has_after)
    {
      fill_bins (&self->bins[1], &report->after, report->n);
      set_curves (self, 1, _ ("over a temperature"), LK_CURVE_FOREGROUND);
    }
  self->upper[n] = (LkCurve){ .name = _ ("as right as said"),
                              .ink = LK_CURVE_OTHER (1),
                              .n = 2,
                              .x = self->ends,
                              .y = self->ends };
  self->plot.n_panels = 2;
  self->panels[0] = (LkCurvesPanel){ _ ("Decisions that are right, %"), TRUE, FALSE,
                                     n + 1, self->upper };
  self->panels[1] = (LkCurvesPanel){ _ ("Decisions, %"), TRUE, FALSE, n, self->lower };
  return self;
}

LkTrustPlot *
lk_trust_plot_new_coverage (const LkConfidenceReport *report)
{
  LkTrustPlot *self;
  guint n, step;

  g_return_val_if_fail (report != NULL && report->n > 0, NULL);

  self = make (report, _ ("Queries decided, those of the largest margins, %"),
               _ ("Accuracy against coverage"));
  n = report->coverage->len;
  step = 1 + (n - 1) / MAX_POINTS;
  for (guint i = 0; i < n; i++)
    {
      const LkCoverage *coverage = &g_array_index (report->coverage, LkCoverage, i);
      double x = 100 * coverage->coverage, y = 100 * coverage->accuracy;

      if (i % step != 0 && i + 1 < n)
        continue;
      g_array_append_val (self->x, x);
      g_array_append_val (self->y, y);
      g_array_append_val (self->margins, coverage->margin);
    }
  self->upper[0] = (LkCurve){ .name = _ ("all levels"),
                              .ink = LK_CURVE_FOREGROUND,
                              .n = self->x->len,
                              .x = (const double *) (gpointer) self->x->data,
                              .y = (const double *) (gpointer) self->y->data };
  self->plot.n_panels = 1;
  self->panels[0]
      = (LkCurvesPanel){ _ ("Decisions that are right, %"), TRUE, FALSE, 1, self->upper };
  return self;
}

const LkCurvesPlot *
lk_trust_plot_get (const LkTrustPlot *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return &self->plot;
}

static void
describe_bin (const Bins *bins, const LkCurve *curve, double place, GString *text)
{
  int i = lk_curve_find (curve, place);
  g_autofree char *said = NULL, *right = NULL;

  if (i < 0)
    return;
  said = lk_number_percent (bins->probability[i] / 100, 1);
  right = lk_number_percent (bins->accuracy[i] / 100, 1);
  if (text->len > 0)
    g_string_append (text, "; ");
  /* Translators: "as they are: said to be 63.2 %, 70.1 % of 120 are right" */
  g_string_append_printf (
      text,
      g_dngettext (GETTEXT_PACKAGE, "%s: said %s, %s of %u decision are right",
                   "%s: said %s, %s of %u decisions are right", bins->counts[i]),
      curve->name, said, right, bins->counts[i]);
}

char *
lk_trust_plot_describe (const LkTrustPlot *self, double place)
{
  g_autofree char *margin = NULL, *coverage = NULL, *right = NULL;
  GString *text;
  int i;

  g_return_val_if_fail (self != NULL, NULL);

  if (!isfinite (place))
    return g_strdup (self->subtitle);
  text = g_string_new (NULL);
  if (self->plot.n_panels == 2)
    {
      for (guint which = 0; which < self->panels[1].n_curves; which++)
        describe_bin (&self->bins[which], &self->upper[which], place, text);
      return g_string_free (text, FALSE);
    }
  i = lk_curve_find (&self->upper[0], place);
  margin = lk_number_fixed (g_array_index (self->margins, double, i), 3);
  coverage = lk_number_percent (self->upper[0].x[i] / 100, 1);
  right = lk_number_percent (self->upper[0].y[i] / 100, 1);
  g_string_printf (text,
                   _ ("With a margin of %s or more: %s of the queries, %s of them right"),
                   margin, coverage, right);
  return g_string_free (text, FALSE);
}
