/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout-keys.h"

G_BEGIN_DECLS

/**
 * lk_statistics_check:
 *
 * Whether the norms of the backbone that @keys found have statistics that were gathered.
 * A network that normalises by the batch, in use too (MAML), leaves those of a new layer:
 * mean 0, variance 1, and where there is a counter 0, in every norm. What it computes of
 * a picture depends on the pictures beside it.
 *
 * Returns: %FALSE with %LK_ERROR_FORMAT
 */
gboolean
lk_statistics_check (LkCheckpoint *checkpoint, const LkLayoutKeys *keys, GError **error);

G_END_DECLS
