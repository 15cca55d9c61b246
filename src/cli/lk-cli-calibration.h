/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-calibrator.h"
#include "lk-flip-map.h"
#include "lk-model.h"

G_BEGIN_DECLS

/**
 * LkCliCalibration:
 *
 * What was learned for one number of shots or several, as it is printed and written.
 */
typedef struct _LkCliCalibration LkCliCalibration;

/** @calibrator: must live as long. */
LkCliCalibration *lk_cli_calibration_new (LkDataset *dataset,
                                          LkModel *model,
                                          const LkCalibrator *calibrator);
void lk_cli_calibration_free (LkCliCalibration *self);

/** Learns from the scores of both halves, of episodes with @n_shots. */
void lk_cli_calibration_add (LkCliCalibration *self,
                             guint n_shots,
                             LkEpisodeScores *const scores[LK_CALIBRATION_N_HALVES]);

/** For how many numbers of shots it was. */
guint lk_cli_calibration_get_n_learned (const LkCliCalibration *self);

void lk_cli_calibration_print (const LkCliCalibration *self);
void lk_cli_calibration_print_json (const LkCliCalibration *self);

/** "weights-1-shot.svg" and so on: the accuracy over the triangle of all weights, with
 * the learned ones. One that cannot be written keeps back no other. @column: see
 * #LkFigureSize */
gboolean lk_cli_calibration_save_figures (LkCliCalibration *self,
                                          const char *folder,
                                          double column,
                                          GError **error);

/** Writes the model with what was learned as its defaults, its tensors as they are. */
gboolean
lk_cli_calibration_save_model (LkCliCalibration *self, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkCliCalibration, lk_cli_calibration_free)

G_END_DECLS
