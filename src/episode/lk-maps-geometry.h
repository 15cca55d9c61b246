/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-image.h"

G_BEGIN_DECLS

/**
 * LkMapsGeometry:
 * @grid: rows and columns; 0 where the metadata do not tell
 * @size: height and width of what the network saw, in pixels; 0 likewise
 * @stride: pixels from cell to cell; 0 likewise
 * @offset: pixels to the centre of the first cell
 * @receptive_field: edge in pixels of what a cell sees; 0: the whole picture
 * @resize: height and width that pictures were resized to; 0: to @size
 * @keep_aspect: @resize is the short side
 * @crop: edge of the square cut from the middle of that; 0: none
 *
 * Which part of a picture the cells of a file of maps cover, as its metadata tell.
 */
typedef struct
{
  gsize grid[2];
  gsize size[2];
  double stride;
  double offset;
  double receptive_field;
  gsize resize[2];
  gboolean keep_aspect;
  gsize crop;
} LkMapsGeometry;

/** From the strings of @metadata; fails with %LK_ERROR_FORMAT, naming the one that is no
 * such number. */
gboolean
lk_maps_geometry_read (LkMapsGeometry *self, GHashTable *metadata, GError **error);

/** @area: (out caller-allocates): x, y, width and height of the part of @image that maps
 * [C, H, W] of @shape cover, in its pixels: the whole of it where nothing is known. */
void lk_maps_geometry_get_area (const LkMapsGeometry *self,
                                LkImage *image,
                                const gsize shape[3],
                                double area[4]);

G_END_DECLS
