/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-map.h"
#include "lk-pool.h"

G_BEGIN_DECLS

/**
 * LkPointwise:
 * @scale: of each channel, to whole blocks of 16, where 0 is added
 * @picture_scale: floats from one picture's @scale to the next; 0: all have the same
 * @shift: (nullable): likewise; of all pictures
 * @slope: of the LeakyReLU; 1 leaves it out
 *
 * What is done to each number of a map alone: scale x + shift, plus an addend, through
 * the LeakyReLU. For norms that no convolution takes along.
 */
typedef struct
{
  const float *scale;
  gsize picture_scale;
  const float *shift;
  float slope;
} LkPointwise;

/**
 * lk_pointwise_run:
 * @addend: (nullable): of the shape of @input
 * @output: of its shape too; it may be @input itself. Border and all is written
 * @pool: (nullable): shares the work
 */
void lk_pointwise_run (const LkPointwise *self,
                       const LkMap *input,
                       const LkMap *addend,
                       const LkMap *output,
                       LkPool *pool);

G_END_DECLS
