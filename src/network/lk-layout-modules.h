/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-architecture.h"
#include "lk-layout-keys.h"

G_BEGIN_DECLS

/**
 * lk_layout_modules_tell:
 * @keys: where the backbone is
 * @told: receives texts under the names that they have in metadata: "pools", "unpadded"
 * and "slope"; of networks with a stem "strides" and "slope" (lk-layout-stem.h)
 *
 * Of a network that was saved whole (#LkTorchModule): what its convolutions, pools and
 * activations say of themselves. Pools and activations are taken for those of a stage
 * where they stand behind its convolution in a Sequential, or beside it in a block of its
 * own; where the network's own code may use them elsewhere, nothing is told of them.
 *
 * Returns: %FALSE with %LK_ERROR_UNSUPPORTED: a module of the backbone's that no network
 *   here has, by its name
 */
gboolean lk_layout_modules_tell (LkCheckpoint *checkpoint,
                                 const LkLayoutKeys *keys,
                                 GHashTable *told,
                                 GError **error);

/** Whether the modules of a network that was saved whole compute what @architecture does,
 * as far as it has a stem; else %LK_ERROR_UNSUPPORTED, naming one that does not. */
gboolean lk_layout_modules_check (LkCheckpoint *checkpoint,
                                  const LkLayoutKeys *keys,
                                  const LkArchitecture *architecture,
                                  GError **error);

G_END_DECLS
