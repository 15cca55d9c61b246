/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-folded-block.h"

G_BEGIN_DECLS

/**
 * LkRunner:
 *
 * Runs the blocks of a backbone on a batch. Depth first: a thread takes a picture from
 * the first layer to the last, so that its maps stay in the cache and no thread waits for
 * another. Where a block's weights are too many to stay there as well, a few pictures
 * gather before it and go on together. Only where there are fewer pictures than threads
 * do all threads work on the same layer. Memory is planned before, nothing is allocated
 * while a batch runs.
 */
typedef struct _LkRunner LkRunner;

/** @blocks and @pool are not copied and must outlive the runner. */
LkRunner *lk_runner_new (const LkFoldedBlock *blocks, guint n_blocks, LkPool *pool);
void lk_runner_free (LkRunner *self);

/**
 * Gets memory for batches of @n_pictures of @height x @width, that leave a map of at
 * least one cell; kept until another is planned.
 *
 * Returns: %FALSE with %LK_ERROR_LIMIT where pictures are too large
 */
gboolean lk_runner_plan (LkRunner *self,
                         gsize n_pictures,
                         gsize height,
                         gsize width,
                         GError **error);

/** Bytes of the memory planned. */
gsize lk_runner_get_memory_size (LkRunner *self);

/**
 * lk_runner_run:
 * @pictures: [n_pictures, channels, height, width] as planned
 * @maps: [n_pictures, C', height', width'], the output of the last block
 *
 * Returns: %FALSE where @cancellable was cancelled between pictures, or with
 *   %LK_ERROR_NUMERIC where a map is not finite; @maps is then undefined
 */
gboolean lk_runner_run (LkRunner *self,
                        const float *pictures,
                        float *maps,
                        GCancellable *cancellable,
                        GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkRunner, lk_runner_free)

G_END_DECLS
