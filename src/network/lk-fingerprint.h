/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-architecture.h"
#include "lk-profile.h"

G_BEGIN_DECLS

/**
 * lk_fingerprint_compute:
 * @tensors: canonical names to #LkTensor, all that @architecture needs
 *
 * Returns: (transfer full): SHA-256 in hexadecimal of a text: the architecture as
 *   lk_architecture_describe() gives it; a line of the profile's constants; and for each
 *   tensor of lk_architecture_list_tensors() a line of its name and the SHA-256 of its
 *   numbers, float32 little-endian
 */
char *lk_fingerprint_compute (const LkArchitecture *architecture,
                              GHashTable *tensors,
                              const LkProfile *profile);

G_END_DECLS
