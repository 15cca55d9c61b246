/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <cairo.h>

#include "lk-map-source.h"

G_BEGIN_DECLS

/**
 * lk_seen_picture_get:
 *
 * The part of @picture that the cells of @source's feature maps cover, as a square the
 * way the network saw it, but sharp. Made once a picture and source, on the main thread.
 *
 * Returns: (transfer none): a surface that lives as long as a picture of the same bytes,
 * or until it is asked for with another source
 */
cairo_surface_t *lk_seen_picture_get (LkPicture *picture, LkMapSource *source);

G_END_DECLS
