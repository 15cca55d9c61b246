/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-tally.h"

G_BEGIN_DECLS

/**
 * LkPredictorRow:
 *
 * The accuracy of one predictor on a line: its colour and hatch, its name, the number,
 * and a bar from 0 to 100 % with the interval on it and a hairline where guessing would
 * be.
 */
#define LK_TYPE_PREDICTOR_ROW (lk_predictor_row_get_type ())
G_DECLARE_FINAL_TYPE (LkPredictorRow, lk_predictor_row, LK, PREDICTOR_ROW, GtkWidget)

/** @predictor: a #LkLevel, or %LK_PREDICTOR_FUSED */
GtkWidget *lk_predictor_row_new (guint predictor);

/** All in percent; @ci95 below 0 where there is no interval, @chance 0 draws no hairline.
 */
void lk_predictor_row_set_interval (LkPredictorRow *self,
                                    double accuracy,
                                    double ci95,
                                    double chance);
/** Counted rather than estimated. */
void
lk_predictor_row_set_count (LkPredictorRow *self, guint n_right, guint n, double chance);

G_END_DECLS
