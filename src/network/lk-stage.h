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
 * @convolution: what convolutions need beside
 *
 * What memory a run takes.
 */
typedef struct
{
  gsize map;
  gsize inner;
  LkConvolutionNeeds convolution;
} LkStageNeeds;

/**
 * LkStageMemory:
 * @inner: three maps of @inner floats, aligned to 64 bytes
 * @convolution: what convolutions work in, and with what pool
 */
typedef struct
{
  float *inner[3];
  LkConvolutionMemory convolution;
} LkStageMemory;

void lk_stage_clear (LkStage *self);

gsize lk_stage_get_n_out (const LkStage *self);

/** Bytes of the weights as they are kept. */
gsize lk_stage_get_weight_size (const LkStage *self);

/** Turns the size of an input into that of the output; 0 where the input is too small. */
void lk_stage_resize (const LkStage *self, gsize *height, gsize *width);

/** Raises @needs to what this stage needs for @n_pictures of @height x @width at once, on
 * @n_threads. */
void lk_stage_measure (const LkStage *self,
                       gsize n_pictures,
                       gsize height,
                       gsize width,
                       guint n_threads,
                       LkStageNeeds *needs);

/** @input to @output, of which @data is given and the rest is filled in. Allocates
 * nothing. */
void lk_stage_run (const LkStage *self,
                   const LkMap *input,
                   const LkStageMemory *memory,
                   LkMap *output);

G_END_DECLS
