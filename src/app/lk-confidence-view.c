/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-confidence-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-curves-view.h"
#include "lk-error.h"
#include "lk-export.h"
#include "lk-number-text.h"
#include "lk-trust-plot.h"
#include "lk-trust-sheet.h"
#include "lk-width-menu.h"

/* What is drawn, in the order of the names of its figures. */
typedef enum
{
  PLOT_RELIABILITY,
  PLOT_COVERAGE,
  N_PLOTS
} Plot;

static const char *const names[N_PLOTS] = { "reliability", "coverage" };

struct _LkConfidenceView
{
  GtkWidget parent_instance;

  LkSession *session;
  LkConfidenceReport *report; /* (nullable) */
  LkTrustPlot *plots[N_PLOTS];

  GtkWidget *box;
  GtkWidget *numbers;
  GtkWidget *reliability;
  GtkWidget *coverage;
  GtkWidget *wanted;
  GtkWidget *margin;
  GtkWidget *figures;
};

G_DEFINE_FINAL_TYPE (LkConfidenceView, lk_confidence_view, GTK_TYPE_WIDGET)

static GtkWidget *
get_curves (LkConfidenceView *self, guint plot)
{
  return plot == PLOT_RELIABILITY ? self->reliability : self->coverage;
}

static const LkCurvesPlot *
get_plot (gpointer plot)
{
  return lk_trust_plot_get (plot);
}

static char *
describe (gpointer plot, double place)
{
  return lk_trust_plot_describe (plot, place);
}

static void
show_plots (LkConfidenceView *self)
{
  LkConfidenceReport *report = self->report;
  LkTrustPlot *plots[N_PLOTS] = {
    report != NULL ? lk_trust_plot_new_reliability (report) : NULL,
    report != NULL ? lk_trust_plot_new_coverage (report) : NULL,
  };

  for (guint i = 0; i < N_PLOTS; i++)
    {
      lk_curves_view_set_source (LK_CURVES_VIEW (get_curves (self, i)), plots[i],
                                 get_plot, describe);
      g_clear_pointer (&self->plots[i], lk_trust_plot_free);
      self->plots[i] = plots[i];
    }
}

static void
show_numbers (LkConfidenceView *self)
{
  const LkConfidenceReport *report = self->report;
  g_autoptr (GString) text = g_string_new (NULL);

  g_string_append_printf (
      text, g_dngettext (GETTEXT_PACKAGE, "%u decision", "%u decisions", report->n),
      report->n);
  g_string_append_printf (text, _ (": calibration error %.2f %%, Brier score %.4f"),
                          100 * report->before.error, report->before.brier);
  if (report->has_after && isfinite (report->temperature))
    g_string_append_printf (text, _ ("; over a temperature of %.4g: %.2f %%, %.4f"),
                            report->temperature, 100 * report->after.error,
                            report->after.brier);
  gtk_label_set_text (GTK_LABEL (self->numbers), text->str);
}

static void
show_margin (LkConfidenceView *self)
{
  double wanted = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->wanted));
  const LkCoverage *found;
  g_autofree char *text = NULL, *margin = NULL, *coverage = NULL, *right = NULL;

  if (self->report == NULL)
    return;
  found = lk_coverage_find (self->report->coverage, wanted / 100);
  if (found == NULL)
    text = g_strdup (_ ("At no margin are so many decisions right."));
  else
    {
      margin = lk_number_fixed (found->margin, 3);
      coverage = lk_number_percent (found->coverage, 1);
      right = lk_number_percent (found->accuracy, 1);
      text = g_strdup_printf (
          _ ("With a margin of %s or more: %s of the queries, %s of them right"), margin,
          coverage, right);
    }
  gtk_label_set_text (GTK_LABEL (self->margin), text);
}

static gboolean
write_figure (GtkWidget *widget, guint kind, const char *path, GError **error)
{
  const LkConfidenceReport *report = LK_CONFIDENCE_VIEW (widget)->report;
  double width = lk_width_menu_get_width ();

  if (report == NULL)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                   _ ("Figures can be had once the evaluation is done"));
      return FALSE;
    }
  return kind == PLOT_RELIABILITY
             ? lk_trust_sheet_write_reliability (report, width, path, error)
             : lk_trust_sheet_write_coverage (report, width, path, error);
}

static void
take_figure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkConfidenceView *self = LK_CONFIDENCE_VIEW (widget);
  const char *which = g_variant_get_string (parameter, NULL);

  for (guint i = 0; i < N_PLOTS; i++)
    {
      if (!g_str_equal (which, names[i]))
        continue;
      if (g_str_equal (name, "confidence.copy-figure"))
        lk_export_copy_figure (widget, self->session, write_figure, i);
      else
        lk_export_ask_figure (widget, self->session, names[i], write_figure, i);
    }
}

static void
lk_confidence_view_dispose (GObject *object)
{
  LkConfidenceView *self = LK_CONFIDENCE_VIEW (object);

  if (self->report != NULL)
    lk_confidence_view_set_report (self, NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_CONFIDENCE_VIEW);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_confidence_view_parent_class)->dispose (object);
}

static void
lk_confidence_view_class_init (LkConfidenceViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_confidence_view_dispose;
  g_type_ensure (LK_TYPE_CURVES_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-confidence-view.ui");
  gtk_widget_class_bind_template_child (widget_class, LkConfidenceView, box);
  gtk_widget_class_bind_template_child (widget_class, LkConfidenceView, figures);
  gtk_widget_class_bind_template_child (widget_class, LkConfidenceView, numbers);
  gtk_widget_class_bind_template_child (widget_class, LkConfidenceView, reliability);
  gtk_widget_class_bind_template_child (widget_class, LkConfidenceView, coverage);
  gtk_widget_class_bind_template_child (widget_class, LkConfidenceView, wanted);
  gtk_widget_class_bind_template_child (widget_class, LkConfidenceView, margin);
  gtk_widget_class_bind_template_callback (widget_class, show_margin);
  gtk_widget_class_install_action (widget_class, "confidence.export-figure", "s",
                                   take_figure);
  gtk_widget_class_install_action (widget_class, "confidence.copy-figure", "s",
                                   take_figure);
  gtk_widget_class_set_css_name (widget_class, "confidence-view");
}

static void
lk_confidence_view_init (LkConfidenceView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_width_menu_append (GTK_MENU_BUTTON (self->figures));
  gtk_widget_set_visible (GTK_WIDGET (self), FALSE);
}

void
lk_confidence_view_set_session (LkConfidenceView *self, LkSession *session)
{
  g_return_if_fail (LK_IS_CONFIDENCE_VIEW (self) && LK_IS_SESSION (session));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
}

void
lk_confidence_view_set_report (LkConfidenceView *self, LkConfidenceReport *report)
{
  g_return_if_fail (LK_IS_CONFIDENCE_VIEW (self));

  if (report == self->report)
    return;
  if (report != NULL)
    lk_confidence_report_ref (report);
  g_clear_pointer (&self->report, lk_confidence_report_unref);
  self->report = report;
  show_plots (self);
  gtk_widget_set_visible (GTK_WIDGET (self), report != NULL);
  if (report == NULL)
    return;
  show_numbers (self);
  show_margin (self);
}
