/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-architecture.h"
#include "lk-layout-keys.h"

G_BEGIN_DECLS

/**
 * lk_layout_stem_tell:
 * @keys: where the backbone is: one with a stem
 * @told: receives texts under the names that they have in metadata: "strides" and "slope"
 *
 * Of a network that was saved whole (#LkTorchModule): what the convolutions of its blocks
 * and the activations beside them say of themselves.
 *
 * Returns: %FALSE with %LK_ERROR_UNSUPPORTED: an activation in a block that no network
 *   here has, by its name
 */
gboolean lk_layout_stem_tell (GPtrArray *modules,
                              const LkLayoutKeys *keys,
                              GHashTable *told,
                              GError **error);

/**
 * lk_layout_stem_check:
 * @architecture: what the backbone was taken for, all its stages
 *
 * Whether the modules of a network that was saved whole compute what @architecture does:
 * each convolution with its stride and padding, each norm, and the pool of the stem.
 *
 * Returns: %FALSE with %LK_ERROR_UNSUPPORTED: the module that does not
 */
gboolean lk_layout_stem_check (GPtrArray *modules,
                               const LkLayoutKeys *keys,
                               const LkArchitecture *architecture,
                               GError **error);

G_END_DECLS
