/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-calibration.h"
#include "lk-flip-map.h"

G_BEGIN_DECLS

/** Over the triangle of all weights, how many of all queries of both halves come out
 * right. Free with lk_flip_accuracy_free(). */
LkFlipAccuracy *
lk_calibration_map_new (LkEpisodeScores *const scores[LK_CALIBRATION_N_HALVES]);

G_END_DECLS
