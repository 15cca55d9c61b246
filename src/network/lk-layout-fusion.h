/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout-keys.h"

G_BEGIN_DECLS

/**
 * lk_layout_fusion_read:
 * @fusion: (out) (nullable): names as in #LkLayout to tensors, %NULL where the file has
 *   no fusion layer
 *
 * The fusion layer of M2L and ADM ("classifier.Norm_layer", "classifier.FC_layer") or of
 * LibFewShot's ADM ("adm_layer.normLayer", "adm_layer.fcLayer"), docs/METHOD.md 6.4: a
 * weight [1, 1, n] with n of 2 or 3, and a norm over n inputs of each class.
 *
 * Returns: %FALSE with %LK_ERROR_FORMAT: part of it is missing, misshapen or not finite;
 *   the message names the tensor
 */
gboolean lk_layout_fusion_read (LkCheckpoint *checkpoint,
                                const LkLayoutKeys *keys,
                                GHashTable **fusion,
                                GError **error);

G_END_DECLS
