/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout-keys.h"

G_BEGIN_DECLS

/**
 * lk_layout_modules_tell:
 * @keys: where the backbone is
 * @told: receives texts under the names that they have in metadata: "pools", "unpadded"
 * and "slope"
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

G_END_DECLS
