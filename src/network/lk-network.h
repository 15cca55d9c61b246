/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-layout.h"
#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * LkNetwork:
 *
 * A backbone ready to run: BatchNorm folded into the convolutions (in double, stored as
 * float32), pooling and activation as in its layout. Immutable; runs from
 * several threads wait for one another, and share their work out on lk_pool_get_shared().
 */
#define LK_TYPE_NETWORK (lk_network_get_type ())
G_DECLARE_FINAL_TYPE (LkNetwork, lk_network, LK, NETWORK, GObject)

/**
 * lk_network_new:
 *
 * Trusts nothing that @layout says: every tensor is looked at anew.
 *
 * Returns: the network, or %NULL with %LK_ERROR_FORMAT (a missing or misshapen tensor),
 *   %LK_ERROR_NUMERIC (weights that are not finite, a negative variance), %LK_ERROR_LIMIT
 *   (a stage of more than 4096 channels), each naming the tensor, or %LK_ERROR_OPTION (a
 *   slope outside 0 to 1, or LIKENESS_KERNELS names what this processor cannot run)
 */
LkNetwork *lk_network_new (const LkLayout *layout, GError **error);

/**
 * lk_network_forward:
 * @pictures: [n, 3, H, W], prepared
 *
 * A picture gives the same bits alone or in any batch, on any number of threads.
 *
 * Returns: (transfer full): feature maps [n, C, H', W'], the output of the last stage
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

/** [C, H', W'] of the map of a picture of @height x @width; 0 along an edge that is too
 * small. */
void
lk_network_get_map_shape (LkNetwork *self, gsize height, gsize width, gsize shape[3]);

/** Number of weights as the papers count them: before folding, statistics not included.
 */
gsize lk_network_get_n_parameters (LkNetwork *self);

/** Pixels between the centres of neighbouring cells, the first centre, and the edge of
 * the receptive field, all in pixels of the network's input (docs/METHOD.md 3.4). */
void lk_network_get_geometry (LkNetwork *self,
                              double *stride,
                              double *offset,
                              double *receptive_field);

G_END_DECLS
