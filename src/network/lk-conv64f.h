/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout.h"
#include "lk-stage.h"

G_BEGIN_DECLS

/**
 * lk_conv64f_read:
 * @stages: four empty stages to fill; to be cleared even after an error
 * @n_parameters: (out): number of weights, statistics not counted
 *
 * Conv64F (docs/METHOD.md 3.1): in each stage a 3x3 convolution, BatchNorm, LeakyReLU,
 * and the pool of the layout. A fourth stage without BatchNorm has no activation either
 * (docs/METHOD.md 3.1).
 *
 * Returns: %FALSE with the errors of lk_fold_convolution()
 */
gboolean lk_conv64f_read (const LkLayout *layout,
                          LkStage stages[4],
                          gsize *n_parameters,
                          GError **error);

G_END_DECLS
