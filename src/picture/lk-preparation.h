/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-image.h"
#include "lk-profile.h"
#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * What the network sees of @image, still as bytes: resized and cropped by @profile, in
 * torchvision's arithmetic (docs/METHOD.md 1.2, 1.3, 1.4). Every picture has one: of a
 * narrow strip, whose long side would grow beyond all limits, only the crop is computed.
 */
LkImage *lk_preparation_crop (LkImage *image, const LkProfile *profile);

/** (pixel / 255 - mean) / std of the crop, as [3, crop, crop]. */
LkTensor *lk_preparation_run (LkImage *image, const LkProfile *profile);

/** The rectangle of @image, in its own pixels, that the network sees: x, y, width,
 * height. */
void
lk_preparation_get_view (LkImage *image, const LkProfile *profile, double rectangle[4]);

G_END_DECLS
