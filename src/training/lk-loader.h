/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-batch.h"

G_BEGIN_DECLS

/**
 * LkLoader:
 *
 * Draws batches on a thread of its own, while the step before is computed.
 */
typedef struct _LkLoader LkLoader;

/** Takes @batcher over. */
LkLoader *lk_loader_new (LkBatcher *batcher);
/** Waits for the batch that is drawn; batches that nobody took are freed. */
void lk_loader_free (LkLoader *self);

/** Asks for a batch, behind those that were asked for before. */
void lk_loader_request (LkLoader *self, const LkBatchRequest *request);
/** (transfer full): the batch that was asked for first; waits until it is drawn. */
LkBatch *lk_loader_take (LkLoader *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLoader, lk_loader_free)

G_END_DECLS
