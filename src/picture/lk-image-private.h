/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-image.h"

G_BEGIN_DECLS

/** Private to this room: lk_image_new() of a picture that was decoded. */
LkImage *lk_image_new_decoded (guint width,
                               guint height,
                               guint8 *rgb,
                               LkImageDifference differences);

G_END_DECLS
