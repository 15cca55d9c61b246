/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-convolution.h"

G_BEGIN_DECLS

#define LK_STAGE_MAX_CONVOLUTIONS 3

/**
 * LkStage:
 * @n_convolutions: at least 1
 * @convolutions: one after the other; the last one carries the stage's pool
 * @shortcut: (nullable): what the stage's input goes through before it is added to the
 *   last convolution's output; without it nothing is added
 *
 * A quarter of a backbone: of Conv64F one convolution, of ResNet-12 a residual block of
 * three.
 */
typedef struct
{
  guint n_convolutions;
  LkConvolution *convolutions[LK_STAGE_MAX_CONVOLUTIONS];
  LkConvolution *shortcut;
} LkStage;

/**
 * LkStageNeeds:
 * @map: floats of the largest map between two stages
 * @inner: floats of the largest map within a stage
 * @scratch: floats of the largest scratch of a convolution
 *
 * What memory a run takes.
 */
typedef struct
{
  gsize map;
  gsize inner;
  gsize scratch;
} LkStageNeeds;

/**
 * LkStageMemory:
 * @inner: three maps of @inner floats
 * @scratch: of @scratch floats
 */
typedef struct
{
  float *inner[3];
  float *scratch;
} LkStageMemory;

void lk_stage_clear (LkStage *self);

gsize lk_stage_get_n_out (const LkStage *self);

/** Turns the size of an input into that of the output; 0 where the input is too small. */
void lk_stage_resize (const LkStage *self, gsize *height, gsize *width);

/** Raises @needs to what this stage needs for an input of @height x @width. */
void
lk_stage_measure (const LkStage *self, gsize height, gsize width, LkStageNeeds *needs);

/** @input [n_in, height, width] to @output [n_out, height', width']. Allocates nothing.
 */
void lk_stage_run (const LkStage *self,
                   const float *input,
                   gsize height,
                   gsize width,
                   const LkStageMemory *memory,
                   float *output);

G_END_DECLS
