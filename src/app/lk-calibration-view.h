/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-dataset-picker.h"
#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkCalibrationView:
 *
 * Learns, from episodes of a dataset, how much each level should count for the session's
 * model and metric; shows what each combination of levels is worth and the accuracy over
 * the triangle of all weights; takes the learned weights into the session, or writes them
 * into a copy of the model as its defaults.
 *
 * Actions: "calibration.run", "calibration.cancel", "calibration.use",
 * "calibration.save".
 */
#define LK_TYPE_CALIBRATION_VIEW (lk_calibration_view_get_type ())
G_DECLARE_FINAL_TYPE (LkCalibrationView,
                      lk_calibration_view,
                      LK,
                      CALIBRATION_VIEW,
                      GtkWidget)

/** Once. Episodes are those of the session's sampling, of the dataset in @picker. */
void lk_calibration_view_set_session (LkCalibrationView *self,
                                      LkSession *session,
                                      LkDatasetPicker *picker);

/** Writes the model with the learned weights at @path and says so; a reason why not
 * stands in place. */
void lk_calibration_view_save (LkCalibrationView *self, const char *path);

G_END_DECLS
