/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-metric-options.h"
#include "lk-panels.h"
#include "lk-tensor.h"

G_BEGIN_DECLS

/*
 * What the two local levels compare, taken from one feature map [C, H, W]; P = H * W.
 * Norms are computed in double and held above 1e-12 (docs/METHOD.md 4.1), so that a
 * descriptor of zeros stays zero.
 */

/** The P columns of @map, each of unit length: @pixels [P, C] (docs/METHOD.md 4.1). */
void lk_descriptors_fill_pixels (LkTensor *map, float *pixels);

/**
 * The C rows of @map: @parts [C, P]. For %LK_PART_COSINE each row of the map as it is,
 * brought to unit length; for %LK_PART_RELEASED the rows of the map whose columns were
 * brought to unit length, and nothing more (docs/METHOD.md 4.2).
 */
void lk_descriptors_fill_parts (LkTensor *map, LkPartForm form, float *parts);

/** The same numbers, as vectors @first to @first + P - 1 of @panels. */
void lk_descriptors_pack_pixels (LkTensor *map, LkPanels *panels, gsize first);

/** The same numbers, as vectors @first to @first + C - 1 of @panels. */
void
lk_descriptors_pack_parts (LkTensor *map, LkPartForm form, LkPanels *panels, gsize first);

G_END_DECLS
