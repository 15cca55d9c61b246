/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-block.h"
#include "lk-convolution-kernels.h"
#include "lk-map.h"
#include "lk-pool.h"

G_BEGIN_DECLS

/** Turns the size of an input into that of the output; 0 where the input is too small. */
void lk_max_pool_resize (const LkPooling *self, gsize *height, gsize *width);

/**
 * lk_max_pool_run:
 * @self: with a kernel
 * @output: as many channels as @input, see lk_max_pool_resize(); border and all is
 *   written, and overlaps nothing
 * @pool: (nullable): shares the work
 *
 * A max-pool of any size, for those that no convolution takes along. Allocates nothing.
 * What is not a number stays so in what sees it.
 */
void lk_max_pool_run (const LkPooling *self,
                      const LkConvolutionKernels *kernels,
                      const LkMap *input,
                      const LkMap *output,
                      LkPool *pool);

G_END_DECLS
