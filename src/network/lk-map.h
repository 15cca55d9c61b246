/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Channels that lie side by side in memory; a row of 16 floats is one cache line. */
#define LK_MAP_BLOCK 16

/**
 * LkMap:
 * @data: aligned to 64 bytes
 * @n_pictures: one after the other, each of lk_map_get_picture_size() floats
 * @n_channels: rounded up to whole blocks in memory, what is added is 0
 *
 * A view on the feature maps of a few pictures, in the layout that convolutions work on:
 * [picture][channel / 16][row][column][channel % 16] with a border of zeros: one row
 * above and column to the left, and so many below and to the right that tiles of 4x4
 * which cover the map see no end of it, whether the next convolution pads or not. Owns
 * nothing.
 */
typedef struct
{
  float *data;
  gsize n_pictures;
  gsize n_channels;
  gsize height;
  gsize width;
} LkMap;

/** Number of blocks that hold @n_channels. */
static inline gsize
lk_map_count_blocks (gsize n_channels)
{
  return (n_channels + LK_MAP_BLOCK - 1) / LK_MAP_BLOCK;
}

/** Rows of a map of @height, or columns of one of that width, with the border. */
static inline gsize
lk_map_get_edge (gsize height)
{
  return (height + 3) / 4 * 4 + 3;
}

/** Floats between two rows. */
static inline gsize
lk_map_get_row_size (const LkMap *self)
{
  return lk_map_get_edge (self->width) * LK_MAP_BLOCK;
}

/** Floats between two blocks of channels. */
static inline gsize
lk_map_get_plane_size (const LkMap *self)
{
  return lk_map_get_edge (self->height) * lk_map_get_row_size (self);
}

/** Floats between two pictures. */
static inline gsize
lk_map_get_picture_size (const LkMap *self)
{
  return lk_map_count_blocks (self->n_channels) * lk_map_get_plane_size (self);
}

/** The 16 channels of @block at a pixel. */
static inline float *
lk_map_get_pixel (const LkMap *self, gsize picture, gsize block, gsize y, gsize x)
{
  return self->data + picture * lk_map_get_picture_size (self)
         + block * lk_map_get_plane_size (self) + (y + 1) * lk_map_get_row_size (self)
         + (x + 1) * LK_MAP_BLOCK;
}

/** Writes the zeros around the map. */
void lk_map_clear_border (const LkMap *self);

/** Takes @picture from @planar [n_channels, height, width], border and all. */
void lk_map_read_planar (const LkMap *self, gsize picture, const float *planar);

/** Writes @picture to @planar [n_channels, height, width]. */
void lk_map_write_planar (const LkMap *self, gsize picture, float *planar);

G_END_DECLS
