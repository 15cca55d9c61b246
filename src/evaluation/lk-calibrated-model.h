/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-calibration.h"
#include "lk-model.h"

G_BEGIN_DECLS

/** What was learned on episodes of @n_shots. */
typedef struct
{
  guint n_shots;
  LkFusionFit fit;
} LkShotFit;

/**
 * lk_calibrated_model_save:
 * @options: under which the weights were learned: all but the weights are written
 * @fits: [n_fits]: at least 1
 * @path: ends in .safetensors
 *
 * Writes @model with new defaults in its metadata: see #LkModelDefaults. Of a safetensors
 * file every other byte behind the header stays as it is; of others the tensors do, as
 * lk_conversion_run() writes them.
 *
 * Returns: or %FALSE as lk_conversion_run() and lk_checkpoint_save() fail, or with
 *   %LK_ERROR_FILE where the model's file is not the one that was opened any more
 */
gboolean lk_calibrated_model_save (LkModel *model,
                                   const LkMetricOptions *options,
                                   const LkShotFit *fits,
                                   guint n_fits,
                                   const char *path,
                                   GError **error);

G_END_DECLS
