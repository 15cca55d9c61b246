/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-sampling.h"

G_BEGIN_DECLS

/**
 * LkSamplingForm:
 * @picker: an #LkDatasetPicker
 * @ways, @shots, @queries, @episodes, @seed: #GtkSpinButton with the ranges of
 * #LkSampling
 *
 * The controls of a sampling, which some template owns.
 */
typedef struct
{
  GtkWidget *picker;
  GtkWidget *ways;
  GtkWidget *shots;
  GtkWidget *queries;
  GtkWidget *episodes;
  GtkWidget *seed;
} LkSamplingForm;

/** Takes the controls from the template of @widget_class, where they are named as here;
 * the form stands @offset bytes into the widget. */
void lk_sampling_form_bind (GtkWidgetClass *widget_class, gssize offset);

/** (transfer full): what the controls say. */
LkSampling *lk_sampling_form_read (const LkSamplingForm *self);
/** Puts the controls to @sampling; they signal what changes. */
void lk_sampling_form_show (const LkSamplingForm *self, const LkSampling *sampling);

G_END_DECLS
