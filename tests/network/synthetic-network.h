/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout.h"
#include "lk-network.h"
#include "lk-tensor.h"

/**
 * SyntheticSpec:
 * @name: seeds the weights
 * @backbone: "conv64f" or "resnet12"
 * @widths: channels of the four stages
 * @pools: a digit a stage
 * @shortcuts: a digit a stage; of ResNet-12
 * @bias: whether the convolutions have one; of Conv64F
 * @bare: whether stage 4 lacks its norm; of Conv64F
 * @unpadded: whether stage 4 lacks its padding; of Conv64F
 *
 * A network with weights by a formula, which make-network-fixtures.py knows too.
 */
typedef struct
{
  const char *name;
  const char *backbone;
  gsize widths[4];
  const char *pools;
  const char *shortcuts;
  double slope;
  gboolean bias;
  gboolean bare;
  gboolean unpadded;
} SyntheticSpec;

LkLayout *synthetic_layout_new (const SyntheticSpec *spec);

/** The network of @layout as its choices and the widths of its tensors are now. */
LkNetwork *synthetic_network_new (const LkLayout *layout, GError **error);

void synthetic_layout_free (LkLayout *layout);

/** Like synthetic_layout_new(), but every convolution adds up its inputs: weights 1,
 * norms that change next to nothing. */
LkLayout *synthetic_layout_new_summing (const SyntheticSpec *spec);

/** A tensor of @offset + @scale * noise in [-1, 1), seeded with "@seed/@name". */
LkTensor *synthetic_tensor_new (const char *seed,
                                const char *name,
                                guint n_dims,
                                const gsize *shape,
                                double offset,
                                double scale);
