/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-checkpoint.h"
#include "lk-profile.h"

G_BEGIN_DECLS

typedef enum
{
  LK_BACKBONE_CONV64F,
  LK_BACKBONE_RESNET12,
} LkLayoutBackbone;

const char *lk_backbone_to_string (LkLayoutBackbone backbone); /* "conv64f", "resnet12" */

/**
 * LkLayout:
 * @name: whose key layout it is: "m2l", "adm", "dn4-2023", "libfewshot", "feat", "rfs",
 *   "metaoptnet", "deepemd", "m2l-head", "closerlook", or "likeness" (its metadata has
 *   "backbone" and "profile"). M2L, ADM and DN4 (2019) share their keys: without a fusion
 *   layer all are "adm".
 * @wrapper: the key of the outer dictionary that held the weights, or ""
 * @backbone: what is to be built
 * @profile: taken from the metadata, else guessed from the layout
 * @profile_guessed: whether it was guessed
 * @pools: for each of the four stages, whether a 2x2 max-pool follows it
 * @unpadded: for each of the four stages, whether its 3x3 convolution has no padding, so
 *   that the map loses a border of one cell (stage 4 of M2L-HEAD's Conv64F only)
 * @slope: of the LeakyReLU; 0 is ReLU
 * @tensors: the backbone's tensors under canonical names, see below
 * @fusion: (nullable): names "weight" (convolution), "norm.weight", "norm.bias",
 *   "norm.running_mean", "norm.running_var" to tensors
 *
 * What a checkpoint holds, under one set of names (docs/METHOD.md 2.2). Conv64F:
 * "stage{1..4}.conv.{weight,bias}" and "stage{1..4}.norm.{weight,bias,running_mean,
 * running_var}", where the bias, and the norm of stage 4, may be missing: a stage without
 * its norm has no activation either (M2L-HEAD's layer4 is a convolution alone).
 * ResNet-12: "stage{1..4}.conv{1,2,3}.weight", "stage{1..4}.norm{1,2,3}.*",
 * "stage{1..4}.shortcut.conv.weight", "stage{1..4}.shortcut.norm.*". A stage's shortcut
 * may be missing: such a stage adds nothing to its third convolution (LibFewShot's
 * resnet12woLSC, stage 4; keys that its file may still hold are left out here).
 */
typedef struct
{
  char *name;
  char *wrapper;
  LkLayoutBackbone backbone;
  const LkProfile *profile;
  gboolean profile_guessed;
  gboolean pools[4];
  gboolean unpadded[4];
  double slope;
  GHashTable *tensors;
  GHashTable *fusion;
} LkLayout;

/**
 * lk_layout_recognise:
 *
 * Metadata "profile", "pools" and "unpadded" ("1100": a digit a stage) and "slope"
 * override what the key layout suggests; "backbone" has to agree with the tensors.
 *
 * Returns: the layout, or %NULL with %LK_ERROR_UNSUPPORTED (no known layout: says what
 *   the file holds instead; SE blocks are refused by name) or %LK_ERROR_FORMAT (a
 *   missing or misshapen tensor, NaN in weights: names it); the message names the file
 */
LkLayout *lk_layout_recognise (LkCheckpoint *checkpoint, GError **error);
void lk_layout_free (LkLayout *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLayout, lk_layout_free)

G_END_DECLS
