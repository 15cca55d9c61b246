/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-backbone.h"
#include "lk-checkpoint.h"
#include "lk-guess.h"
#include "lk-profile.h"

G_BEGIN_DECLS

/**
 * LkLayout:
 * @name: whose key layout it is: "m2l", "adm", "dn4-2023", "libfewshot", "feat", "rfs",
 *   "metaoptnet", "deepemd", "m2l-head", "closerlook", "simpleshot", "frn", "mmfewshot",
 *   "meta-baseline", "learn2learn", "easyfsl", "tpn", "deepbdc", "s2m2", "torchvision",
 * "likeness" (its metadata has "backbone" and "profile"), or "other". M2L, ADM and DN4
 * (2019) share their keys: without a fusion layer all are "adm".
 * @wrapper: below what the weights were found: the keys of outer dictionaries and of
 *   unusual modules, joined by '.', or ""
 * @backbone: what is to be built, by its choices
 * @stage: of which the map is the output, if that is not the last one; else 0
 * @architecture: what is to be built, block by block, up to @stage
 * @profile: chosen, or taken from the metadata, else guessed from the layout; one that
 *   has a name, or @preparation
 * @preparation: the same by its parts
 * @configuration: (nullable): the file beside the checkpoint that told something
 * @guessed: a set of #LkGuess: what nobody told, neither the tensors nor their metadata,
 *   nor a configuration beside the file, nor a person
 * @tensors: the backbone's tensors under the canonical names of #LkBackbone
 * @fusion: (nullable): names "weight" (convolution), "norm.weight", "norm.bias",
 *   "norm.running_mean", "norm.running_var" to tensors
 *
 * What a checkpoint holds, under one set of names (docs/METHOD.md 2.2). A convolution of
 * M2L-HEAD's Conv64F may lack its norm, and with it its activation; keys of a shortcut
 * that the network never uses (LibFewShot's resnet12woLSC, stage 4) are left out of
 * @tensors.
 */
typedef struct
{
  char *name;
  char *wrapper;
  LkBackbone backbone;
  guint stage;
  LkArchitecture *architecture;
  const LkProfile *profile;
  LkProfile preparation;
  char *configuration;
  LkGuess guessed;
  GHashTable *tensors;
  GHashTable *fusion;
} LkLayout;

/**
 * lk_layout_recognise_as:
 * @choices: (nullable): what a person chose, names to texts as in the metadata
 *
 * @choices, else metadata, override what the key layout suggests: "profile", or its parts
 * "size", "resize", "crop", "mean" and "std" (lk-profile-values.h); "pools" and
 * "padding", or its opposite "unpadded" ("1100": a digit a stage), "slope", "strides"
 * ("1222") and "stage"; LibFewShot's configuration beside the file comes before these.
 * The choice "tensors" is the prefix of the backbone in the file, for files that hold
 * several. The metadata's "backbone" has to agree with the tensors.
 *
 * Returns: the layout, or %NULL with %LK_ERROR_UNSUPPORTED (no known layout: says what
 *   the file holds instead), %LK_ERROR_FORMAT (a
 *   missing or misshapen tensor, NaN in weights: names it; norms whose statistics were
 *   never gathered), %LK_ERROR_LIMIT (too many
 *   channels) or %LK_ERROR_OPTION (an impossible choice); the message names the file
 */
LkLayout *
lk_layout_recognise_as (LkCheckpoint *checkpoint, GHashTable *choices, GError **error);

/** The same without choices. */
LkLayout *lk_layout_recognise (LkCheckpoint *checkpoint, GError **error);

void lk_layout_free (LkLayout *self);

/** (transfer full): what is in force of what @guess is about, as options have it: "1100",
 * "0.2", "84", "p1". @profile: that in force, @self's own or another. */
char *
lk_layout_format_guess (const LkLayout *self, const LkProfile *profile, LkGuess guess);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLayout, lk_layout_free)

G_END_DECLS
