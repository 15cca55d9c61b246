/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout.h"
#include "lk-stage.h"

G_BEGIN_DECLS

/**
 * lk_resnet12_read:
 * @stages: four empty stages to fill; to be cleared even after an error
 * @n_parameters: (out): number of weights, statistics not counted
 *
 * ResNet-12 (docs/METHOD.md 3.2): in each stage three 3x3 convolutions with BatchNorm,
 * LeakyReLU after the first two; what the shortcut (1x1 convolution, BatchNorm) makes of
 * the input is added, if there is one; then LeakyReLU and the pool of the layout.
 *
 * Returns: %FALSE with the errors of lk_fold_convolution()
 */
gboolean lk_resnet12_read (const LkLayout *layout,
                           LkStage stages[4],
                           gsize *n_parameters,
                           GError **error);

G_END_DECLS
