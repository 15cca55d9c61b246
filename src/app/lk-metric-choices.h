/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-metric-options.h"

G_BEGIN_DECLS

/*
 * What can be chosen of a metric, the same wherever it is chosen: the entries of the drop
 * downs stand in the order of the options' values, but for those of the normalisation of
 * which not all are always there, and before the profiles stands what
 * the model says itself.
 */

/** Makes the titles of positions 0 to @n - 1 the entries of @drop_down. */
void
lk_metric_choices_fill (GtkWidget *drop_down, const char *(*get_title) (guint), guint n);

/** Makes a drop down of normalisations offer those as trained, or not. Not within its own
 * signals: its list is another one then. */
void lk_metric_choices_offer_normalisations (GtkWidget *drop_down, gboolean trained);
/** One that is offered. */
void lk_metric_choices_select_normalisation (GtkWidget *drop_down, LkNormalisation value);
LkNormalisation lk_metric_choices_get_normalisation (GtkWidget *drop_down);

/** Fills the drop downs of the profile and of three metric options. */
void lk_metric_choices_fill_all (GtkWidget *profile,
                                 GtkWidget *part_form,
                                 GtkWidget *distance,
                                 GtkWidget *normalisation);

/** The position of the profile @name (nullable) in its drop down. */
guint lk_metric_choices_find_profile (const char *name);
/** (nullable): the name of the profile at @position; %NULL for what the model says. */
const char *lk_metric_choices_get_profile (guint position);

/** Makes a menu button of models look as the drop downs below it: @label, its child,
 * begins where their texts do. */
void lk_metric_choices_align_model (GtkWidget *label);

/** (transfer full): what a person reads for the model @name. */
char *lk_metric_choices_describe_model (const char *name);

G_END_DECLS
