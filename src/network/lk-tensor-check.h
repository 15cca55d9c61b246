/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-architecture.h"

G_BEGIN_DECLS

/** (transfer full): what a message calls the tensor @canonical. */
typedef char *(*LkTensorNamer) (gconstpointer data, const char *canonical);

/**
 * lk_tensor_check:
 * @tensors: canonical names to #LkTensor
 * @namer: (nullable): gives messages their names; else they are canonical
 *
 * Whether @tensors make the network that @architecture describes.
 *
 * Returns: %FALSE with %LK_ERROR_FORMAT (a missing or misshapen tensor), %LK_ERROR_LIMIT
 *   (more than #LK_MAX_CHANNELS) or %LK_ERROR_NUMERIC (weights that are not finite, a
 *   negative variance), naming the tensor
 */
gboolean lk_tensor_check (const LkArchitecture *architecture,
                          GHashTable *tensors,
                          LkTensorNamer namer,
                          gconstpointer data,
                          GError **error);

G_END_DECLS
