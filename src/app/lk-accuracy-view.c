/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-accuracy-view.h"

#include <glib/gi18n-lib.h>

#include "lk-number-text.h"
#include "lk-predictor-row.h"

struct _LkAccuracyView
{
  GtkWidget parent_instance;

  GtkWidget *rows;
  GtkWidget *predictors[LK_N_PREDICTORS];
  GtkWidget *baseline;
};

G_DEFINE_FINAL_TYPE (LkAccuracyView, lk_accuracy_view, GTK_TYPE_WIDGET)

static void
lk_accuracy_view_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), LK_TYPE_ACCURACY_VIEW);
  G_OBJECT_CLASS (lk_accuracy_view_parent_class)->dispose (object);
}

static void
lk_accuracy_view_class_init (LkAccuracyViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_accuracy_view_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-accuracy-view.ui");
  gtk_widget_class_bind_template_child (widget_class, LkAccuracyView, rows);
  gtk_widget_class_bind_template_child (widget_class, LkAccuracyView, baseline);
}

static void
lk_accuracy_view_init (LkAccuracyView *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      self->predictors[predictor] = lk_predictor_row_new (predictor);
      gtk_box_append (GTK_BOX (self->rows), self->predictors[predictor]);
    }
}

/* What the levels add to. */
static void
show_baseline (LkAccuracyView *self, const LkEvaluationReport *report)
{
  g_autofree char *text = NULL, *share = NULL, *interval = NULL;

  gtk_widget_set_visible (self->baseline, report->baseline >= 0);
  if (report->baseline < 0)
    return;
  share = lk_number_percent (report->baseline / 100, 1);
  interval = lk_number_fixed (report->baseline_ci95, 1);
  if (report->baseline_ci95 >= 0)
    text = g_strdup_printf (_ ("Pooled prototypes, beside them: %s ± %s"), share,
                            interval);
  else
    text = g_strdup_printf (_ ("Pooled prototypes, beside them: %s"), share);
  gtk_label_set_text (GTK_LABEL (self->baseline), text);
}

void
lk_accuracy_view_set_report (LkAccuracyView *self,
                             const LkEvaluationReport *report,
                             double chance)
{
  g_return_if_fail (LK_IS_ACCURACY_VIEW (self));
  g_return_if_fail (report != NULL);

  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    lk_predictor_row_set_interval (LK_PREDICTOR_ROW (self->predictors[predictor]),
                                   report->accuracy[predictor], report->ci95[predictor],
                                   chance);
  show_baseline (self, report);
}

void
lk_accuracy_view_set_tally (LkAccuracyView *self, const LkTally *tally)
{
  g_return_if_fail (LK_IS_ACCURACY_VIEW (self));
  g_return_if_fail (tally != NULL);

  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    lk_predictor_row_set_count (LK_PREDICTOR_ROW (self->predictors[predictor]),
                                tally->n_right[predictor], tally->n_labelled,
                                100.0 / tally->n_classes);
}
