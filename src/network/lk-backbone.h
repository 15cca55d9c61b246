/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-architecture.h"

G_BEGIN_DECLS

#define LK_BACKBONE_MIN_STAGES 3
#define LK_BACKBONE_MAX_STAGES 4

/**
 * LkBackbone:
 * @name: of the family: "conv64f", "resnet12", "resnet18" or "resnet34"
 * @n_stages: how many of the following arrays count
 * @widths: channels of each stage
 * @n_blocks: blocks of each stage; Conv64F and ResNet-12 have one each
 * @pools: whether a 2x2 max-pool of stride 2 follows the stage
 * @unpadded: whether the stage's convolution has no padding (Conv64F): the map loses a
 *   border of one cell
 * @bare: whether the stage is a convolution alone, without norm and activation (Conv64F)
 * @no_shortcut: whether nothing is added in the stage (ResNet-12)
 * @slope: of the LeakyReLU, 0 to 1; 0 is ReLU
 * @bias: whether the stage's convolution has a bias beside the norm (Conv64F)
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
 * - ResNet-18 and ResNet-34 (docs/METHOD.md 3.5): "stem.conv" 7x7 of stride 2 with norm,
 *   ReLU and a 3x3 max-pool of stride 2; then blocks of "stageN.blockM.conv1" and
 *   "stageN.blockM.conv2" 3x3, the first of stride 2 where a stage after the first
 *   begins; where shapes differ "stageN.blockM.shortcut.conv" 1x1 with norm is added,
 *   else the block's input.
 */
typedef struct
{
  const char *name;
  guint n_stages;
  gsize widths[LK_BACKBONE_MAX_STAGES];
  guint n_blocks[LK_BACKBONE_MAX_STAGES];
  gboolean pools[LK_BACKBONE_MAX_STAGES];
  gboolean unpadded[LK_BACKBONE_MAX_STAGES];
  gboolean bare[LK_BACKBONE_MAX_STAGES];
  gboolean no_shortcut[LK_BACKBONE_MAX_STAGES];
  gboolean bias[LK_BACKBONE_MAX_STAGES];
  double slope;
} LkBackbone;

/** Fills in the published network called @name ("conv64f": 64 channels, pools 1100, slope
 * 0.2; "resnet12": 64, 160, 320, 640, pools 1111, slope 0.1; "resnet18", "resnet34");
 * %FALSE where there is none. */
gboolean lk_backbone_find (const char *name, LkBackbone *self);

/** Whether a network can be built of it: its widths (1 to #LK_MAX_CHANNELS) and its
 * slope; else %LK_ERROR_OPTION. */
gboolean lk_backbone_check (const LkBackbone *self, GError **error);

/** (transfer full): the network for pictures of three colours; @self has been checked. */
LkArchitecture *lk_backbone_build (const LkBackbone *self);

/** (transfer full): "1100", a digit a stage, as metadata and options have it. */
char *lk_backbone_format_digits (const LkBackbone *self, const gboolean *stages);

/** (transfer full): the same of the stages whose convolution has a padding. */
char *lk_backbone_format_padding (const LkBackbone *self);

/** Reads such digits, one for each stage of @self, into @stages; else %FALSE. */
gboolean
lk_backbone_parse_digits (const LkBackbone *self, const char *text, gboolean *stages);

G_END_DECLS
