/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "lk-model.h"
#include "lk-picture.h"

G_BEGIN_DECLS

/**
 * lk_seen_picture_get:
 *
 * The part of @picture that the cells of @model's feature maps cover, as a square the way
 * the network saw it, but sharp. Made once a picture and model, on the main thread.
 *
 * Returns: (transfer none): a surface that lives as long as @picture, or until it is
 * asked for with another model
 */
cairo_surface_t *lk_seen_picture_get (LkPicture *picture, LkModel *model);

G_END_DECLS
