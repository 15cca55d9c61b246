/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-map.h"

G_BEGIN_DECLS

/**
 * LkTrainingPlace:
 * @data: (nullable): 16 channels of the first pixel
 * @row: floats between two rows
 * @plane: between two blocks of 16 channels
 * @picture: between two pictures
 *
 * Where numbers lie: in an #LkMap, or without gaps as cells.
 */
typedef struct
{
  float *data;
  gsize row;
  gsize plane;
  gsize picture;
} LkTrainingPlace;

/**
 * LkTrainingTarget:
 * @output: where the output of a convolution goes
 * @addend: what is added to it, of the same size before the pool
 * @bias: (nullable): likewise, 16 numbers for each block, @bias_step floats apart
 * @slope: of the LeakyReLU, 1 for none
 * @pool: whether 2x2 numbers become one, the largest; an odd last row or column is
 * dropped
 *
 * What becomes of the products of a convolution.
 */
typedef struct
{
  LkTrainingPlace output;
  LkTrainingPlace addend;
  const float *bias;
  gsize bias_step;
  float slope;
  gboolean pool;
} LkTrainingTarget;

/** Cells of maps of @height x @width, pictures @picture floats apart. */
static inline LkTrainingPlace
lk_training_place_cells (const float *data, gsize height, gsize width, gsize picture)
{
  return (LkTrainingPlace){ (float *) data, width * LK_MAP_BLOCK,
                            height * width * LK_MAP_BLOCK, picture };
}

static inline LkTrainingPlace
lk_training_place_map (const LkMap *map)
{
  return (LkTrainingPlace){ lk_map_get_pixel (map, 0, 0, 0, 0), lk_map_get_row_size (map),
                            lk_map_get_plane_size (map), lk_map_get_picture_size (map) };
}

static inline float *
lk_training_place_get (const LkTrainingPlace *self,
                       gsize picture,
                       gsize block,
                       gsize y,
                       gsize x)
{
  return self->data + picture * self->picture + block * self->plane + y * self->row
         + x * LK_MAP_BLOCK;
}

G_END_DECLS
