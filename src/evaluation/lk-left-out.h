/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset.h"

G_BEGIN_DECLS

/** (transfer full): its bytes, the same on every machine: class and picture as
 * little-endian numbers of 32 bits, then the problem. */
GBytes *lk_left_out_to_bytes (const LkLeftOut *self);

/** Leaves out of @dataset what lk_left_out_to_bytes() wrote, unless it has no such
 * picture. */
void lk_dataset_leave_out_bytes (LkDataset *dataset, GBytes *bytes);

G_END_DECLS
