/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-comparison.h"

G_BEGIN_DECLS

/**
 * LkMetricChooser:
 *
 * The settings of one side of a comparison: model, profile, and how the metric is
 * computed. Signal "changed": a person chose another.
 */
#define LK_TYPE_METRIC_CHOOSER (lk_metric_chooser_get_type ())
G_DECLARE_FINAL_TYPE (LkMetricChooser, lk_metric_chooser, LK, METRIC_CHOOSER, GtkWidget)

/** Shows @settings, whose model has a fusion layer where @trained; no signal. */
void lk_metric_chooser_set_settings (LkMetricChooser *self,
                                     LkSettings *settings,
                                     LkCompareWeights weights,
                                     gboolean trained);
/** (transfer full): what is chosen; weights and ridge are those that were set. */
LkSettings *lk_metric_chooser_get_settings (LkMetricChooser *self);
LkCompareWeights lk_metric_chooser_get_weights (LkMetricChooser *self);
/** Chooses a model, as a person does: a name as for lk_model_open(). */
void lk_metric_chooser_set_model (LkMetricChooser *self, const char *name);

/** (transfer full): settings in a line: "Built-in Conv64F · k 1 · Cosine · ...". */
char *lk_metric_chooser_describe (LkSettings *settings);

G_END_DECLS
