/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-backbone.h"
#include "lk-layout-keys.h"

G_BEGIN_DECLS

/**
 * LkFamilyGuess:
 * @name: whose code it is, see #LkLayout
 * @profile: how that code prepares pictures
 * @slope: of the activation
 * @pools: a digit a stage
 * @padding: (nullable): a digit a stage; else all stages are padded
 * @resize: (nullable): as a part of the profile, where it differs from @profile
 * @crop: (nullable): likewise
 * @strides: (nullable): a digit a stage, where keys leave it open
 *
 * What a family of code does that its keys do not say (docs/METHOD.md 1.4, 2.2, 2.3).
 */
typedef struct
{
  const char *name;
  const char *profile;
  double slope;
  const char *pools;
  const char *padding;
  const char *resize;
  const char *crop;
  const char *strides;
} LkFamilyGuess;

/** Of the network @backbone under @keys, with @fusion (nullable) beside it. */
LkFamilyGuess lk_family_guess (const LkLayoutKeys *keys,
                               const LkBackbone *backbone,
                               GHashTable *fusion);

G_END_DECLS
