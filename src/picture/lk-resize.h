/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-image.h"

G_BEGIN_DECLS

/**
 * lk_resize_part:
 * @width: of the whole resized picture, in pixels; need not fit into memory
 * @height: likewise
 *
 * Private to this room. The same bytes as of the rectangle (@x, @y, @part_width,
 * @part_height) after lk_image_resize() to @width x @height, in which it must lie. Only
 * what is asked for is computed, so that a strip of 1 x 10000 pixels whose short side
 * becomes 92 costs no more than any other picture.
 */
LkImage *lk_resize_part (LkImage *image,
                         gsize width,
                         gsize height,
                         gsize x,
                         gsize y,
                         guint part_width,
                         guint part_height);

G_END_DECLS
