/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-architecture.h"
#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * LkNetwork:
 *
 * A backbone ready to run: an architecture with its weights, BatchNorm folded into the
 * convolutions (in double, stored as float32). Immutable; runs from several threads wait
 * for one another, and share their work out on lk_pool_get_shared().
 */
#define LK_TYPE_NETWORK (lk_network_get_type ())
G_DECLARE_FINAL_TYPE (LkNetwork, lk_network, LK, NETWORK, GObject)

/**
 * lk_network_new:
 * @architecture: of at least one block
 * @tensors: canonical names to #LkTensor, which are read, not kept; what the architecture
 *   does not need is ignored
 *
 * Returns: the network, or %NULL with an error of lk_tensor_check(), %LK_ERROR_NUMERIC
 *   (weights that become too large when a norm is folded into them) or %LK_ERROR_OPTION
 *   (LIKENESS_KERNELS names what this processor cannot run)
 */
LkNetwork *
lk_network_new (LkArchitecture *architecture, GHashTable *tensors, GError **error);

/**
 * lk_network_forward:
 * @pictures: [n, C, H, W], prepared; of as many channels as the architecture takes in
 *
 * A picture gives the same bits alone or in any batch, on any number of threads.
 *
 * Returns: (transfer full): feature maps [n, C, H', W'], the output of the last block,
 *   before any global pooling; or %NULL where @cancellable was cancelled between
 *   pictures, or with %LK_ERROR_EPISODE (not such a tensor, or pictures too small for the
 *   pools), %LK_ERROR_LIMIT (pictures too large) or %LK_ERROR_NUMERIC (a map that is not
 *   finite)
 */
LkTensor *lk_network_forward (LkNetwork *self,
                              LkTensor *pictures,
                              GCancellable *cancellable,
                              GError **error);

/** Bytes of the working memory planned for the last batch; weights, pictures and maps are
 * not counted. */
gsize lk_network_get_planned_memory (LkNetwork *self);

/** What the architecture says: lk_architecture_get_map_shape() and so on. */
void
lk_network_get_map_shape (LkNetwork *self, gsize height, gsize width, gsize shape[3]);
gsize lk_network_get_n_parameters (LkNetwork *self);
void lk_network_get_geometry (LkNetwork *self,
                              double *stride,
                              double *offset,
                              double *receptive_field);

G_END_DECLS
