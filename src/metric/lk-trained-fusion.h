/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-metric-options.h"
#include "lk-tensor.h"

G_BEGIN_DECLS

#define LK_TRAINED_FUSION_MAX_SLOTS 20

/**
 * LkTrainedFusion:
 * @n_slots: the classes it was trained with (5 in every published one)
 * @n_inputs: 2: [-distance, pixel] (ADM); 3: [-distance, pixel, part] (M2L)
 * @slope: by #LkLevel: mean over the slots of w * gamma / sqrt (var + 1e-5), the logit a
 *   unit of raw score is worth (of minus the distance for the distribution level); 0
 *   where the layer has no such input
 * @slot_slope, @slot_offset: the same slot by slot, and what it adds to the logit
 * @part_form, @distance: the forms it was trained on: released for M2L; KL (Q || S) for
 *   ADM, the released Wasserstein for M2L
 *
 * The fusion layer of a checkpoint: BatchNorm1d and Conv1d (docs/METHOD.md 6.4, 6.5).
 */
typedef struct
{
  guint n_slots;
  guint n_inputs;
  double slope[LK_N_LEVELS];
  double slot_slope[LK_N_LEVELS][LK_TRAINED_FUSION_MAX_SLOTS];
  double slot_offset[LK_N_LEVELS][LK_TRAINED_FUSION_MAX_SLOTS];
  LkPartForm part_form;
  LkDistance distance;
} LkTrainedFusion;

/**
 * lk_trained_fusion_new:
 * @tensors: "weight", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var"
 *
 * Returns: or %NULL with %LK_ERROR_FORMAT where a tensor is missing or of another shape
 */
LkTrainedFusion *lk_trained_fusion_new (GHashTable *tensors, GError **error);
void lk_trained_fusion_free (LkTrainedFusion *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTrainedFusion, lk_trained_fusion_free)

G_END_DECLS
