/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-map.h"

#include <string.h>

static void
clear_plane (const LkMap *self, float *plane)
{
  gsize row = lk_map_get_row_size (self);
  gsize left = LK_MAP_BLOCK;
  gsize right = row - left - self->width * LK_MAP_BLOCK;

  memset (plane, 0, row * sizeof *plane);
  for (gsize y = 1; y <= self->height; y++)
    {
      memset (plane + y * row, 0, left * sizeof *plane);
      memset (plane + (y + 1) * row - right, 0, right * sizeof *plane);
    }
  memset (plane + (self->height + 1) * row, 0,
          (lk_map_get_plane_size (self) - (self->height + 1) * row) * sizeof *plane);
}

void
lk_map_clear_border (const LkMap *self)
{
  gsize n_planes = self->n_pictures * lk_map_count_blocks (self->n_channels);

  for (gsize i = 0; i < n_planes; i++)
    clear_plane (self, self->data + i * lk_map_get_plane_size (self));
}

void
lk_map_read_planar (const LkMap *self, gsize picture, const float *planar)
{
  gsize area = self->height * self->width;

  memset (self->data + picture * lk_map_get_picture_size (self), 0,
          lk_map_get_picture_size (self) * sizeof *self->data);
  for (gsize channel = 0; channel < self->n_channels; channel++)
    for (gsize y = 0; y < self->height; y++)
      {
        const float *row = planar + channel * area + y * self->width;
        float *pixels = lk_map_get_pixel (self, picture, channel / LK_MAP_BLOCK, y, 0)
                        + channel % LK_MAP_BLOCK;

        for (gsize x = 0; x < self->width; x++)
          pixels[x * LK_MAP_BLOCK] = row[x];
      }
}

void
lk_map_write_planar (const LkMap *self, gsize picture, float *planar)
{
  gsize area = self->height * self->width;

  for (gsize channel = 0; channel < self->n_channels; channel++)
    for (gsize y = 0; y < self->height; y++)
      {
        const float *pixels
            = lk_map_get_pixel (self, picture, channel / LK_MAP_BLOCK, y, 0)
              + channel % LK_MAP_BLOCK;
        float *row = planar + channel * area + y * self->width;

        for (gsize x = 0; x < self->width; x++)
          row[x] = pixels[x * LK_MAP_BLOCK];
      }
}
