/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-architecture.h"

G_BEGIN_DECLS

#define LK_BACKBONE_MIN_STAGES 3
#define LK_BACKBONE_MAX_STAGES 4

/**
 * LkBackbone:
 * @name: of the family: "conv64f", "resnet12", "seresnet12", "resnet10", "resnet18",
 *   "resnet34", "resnet50", "resnet101" or "wrn28"
 * @n_stages: how many of the following arrays count
 * @widths: channels of each stage
 * @inner: channels between the first and the last convolution of a bottleneck
 * (ResNet-50), or what a squeeze reduces to (SE-ResNet-12); 0: there is no such thing
 * @n_blocks: blocks of each stage; Conv64F and ResNet-12 have one each
 * @strides: of the first block of each stage, 1 or 2; of networks with a stem
 * @stem_width: channels of the stem; 0: there is none
 * @stem_kernel: edge of its kernel: 7 (stride 2, then a max-pool) or 3 (neither)
 * @pools: whether a 2x2 max-pool of stride 2 follows the stage
 * @unpadded: whether the stage's convolution has no padding (Conv64F): the map loses a
 *   border of one cell
 * @bare: whether the stage is a convolution alone, without norm and activation (Conv64F)
 * @no_shortcut: whether nothing is added in the stage (ResNet-12)
 * @slope: of the LeakyReLU, 0 to 1; 0 is ReLU
 * @bias: whether the stage's convolution has a bias beside the norm (Conv64F; of a
 *   bottleneck the one in the middle)
 * @bare_shortcuts: whether projections are a convolution alone (CloserLook's ResNet-50)
 * @late: FEAT's Wide ResNet: convolutions have biases, the second of a block has the
 *   stride, and the shortcut sees the input as it came
 *
 * A member of a family of networks, by the choices that tell it from the others. A plain
 * value: lk_backbone_find() gives the published network, and what is to be different is
 * set in it.
 *
 * - Conv64F (docs/METHOD.md 3.1): a stage is "stageN.conv" 3x3, "stageN.norm",
 *   LeakyReLU, pool.
 * - ResNet-12 (docs/METHOD.md 3.2): a stage is a residual block of "stageN.conv1" to
 *   "stageN.conv3" 3x3 with norms, LeakyReLU after the first two; the projection
 *   "stageN.shortcut.conv" 1x1 with "stageN.shortcut.norm" is added; LeakyReLU, pool.
 * - SE-ResNet-12 (docs/METHOD.md 3.8): the same with "stageN.se.reduce" and
 *   "stageN.se.expand" behind the third norm.
 * - ResNet-10, -18 and -34 (docs/METHOD.md 3.5, 3.6): "stem.conv" with norm, ReLU and
 * maybe a 3x3 max-pool of stride 2; then blocks of "stageN.blockM.conv1" and
 *   "stageN.blockM.conv2" 3x3, the first of stride 2 where a stage after the first
 *   begins; where shapes differ "stageN.blockM.shortcut.conv" 1x1 with norm is added,
 *   else the block's input.
 * - ResNet-50 and -101 (docs/METHOD.md 3.7): the same with blocks of "conv1" 1x1, "conv2"
 * 3x3 and "conv3" 1x1.
 * - Wide ResNet (docs/METHOD.md 3.9): "stem.conv" alone; blocks of "stageN.blockM.norm1",
 *   "conv1", "norm2", "conv2" and "shortcut.conv" alone; "final.norm" after the last one.
 */
typedef struct
{
  const char *name;
  guint n_stages;
  gsize widths[LK_BACKBONE_MAX_STAGES];
  gsize inner[LK_BACKBONE_MAX_STAGES];
  guint n_blocks[LK_BACKBONE_MAX_STAGES];
  guint strides[LK_BACKBONE_MAX_STAGES];
  gsize stem_width;
  gsize stem_kernel;
  gboolean pools[LK_BACKBONE_MAX_STAGES];
  gboolean unpadded[LK_BACKBONE_MAX_STAGES];
  gboolean bare[LK_BACKBONE_MAX_STAGES];
  gboolean no_shortcut[LK_BACKBONE_MAX_STAGES];
  gboolean bias[LK_BACKBONE_MAX_STAGES];
  gboolean bare_shortcuts;
  gboolean late;
  double slope;
} LkBackbone;

/** Fills in the published network called @name ("conv64f": 64 channels, pools 1100, slope
 * 0.2; "resnet12": 64, 160, 320, 640, pools 1111, slope 0.1; and so on); %FALSE where
 * there is none. */
gboolean lk_backbone_find (const char *name, LkBackbone *self);

/** Whether a network can be built of it: its widths (1 to #LK_MAX_CHANNELS) and its
 * slope; else %LK_ERROR_OPTION. */
gboolean lk_backbone_check (const LkBackbone *self, GError **error);

/** (transfer full): the network for pictures of three colours; @self has been checked. */
LkArchitecture *lk_backbone_build (const LkBackbone *self);

/** (transfer full): "1100", a digit a stage, as metadata and options have it. */
char *lk_backbone_format_digits (const LkBackbone *self, const gboolean *stages);

/** (transfer full): "1222", a digit a stage. */
char *lk_backbone_format_strides (const LkBackbone *self);

/** Reads such digits, 1 or 2, into @self; %FALSE where there is no choice. */
gboolean lk_backbone_parse_strides (LkBackbone *self, const char *text);

/** (transfer full): the same of the stages whose convolution has a padding. */
char *lk_backbone_format_padding (const LkBackbone *self);

/** Reads such digits, one for each stage of @self, into @stages; else %FALSE. */
gboolean
lk_backbone_parse_digits (const LkBackbone *self, const char *text, gboolean *stages);

G_END_DECLS
