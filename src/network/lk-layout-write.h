/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout.h"

G_BEGIN_DECLS

/**
 * lk_layout_new:
 * @tensors: canonical names to #LkTensor, all that the network needs
 *
 * The layout of a network that was made here, without a fusion layer.
 */
LkLayout *
lk_layout_new (const LkBackbone *backbone, const LkProfile *profile, GHashTable *tensors);

/** (transfer full): @tensors of a network of the family @backbone, which have canonical
 * names, under those that we write: M2L's for Conv64F, RFS's for ResNet-12,
 * torchvision's for the ResNets with a stem, and S2M2's or FEAT's for Wide ResNets
 * (docs/METHOD.md 2.2). They are shared. */
GHashTable *lk_layout_name_tensors (const char *backbone, GHashTable *tensors);

/** (transfer full): all tensors of @self so named; the fusion layer's names are M2L's. */
GHashTable *lk_layout_write_tensors (const LkLayout *self);

/** Says in @metadata (strings to strings, both owned) what names do not: "backbone",
 * "profile", "pools", "slope"; and where there are such "unpadded", "strides", "stage"
 * and those parts of the profile that are not as its name says. */
void lk_layout_write_metadata (const LkLayout *self, GHashTable *metadata);

/** Of those the profile and its parts alone; others that @metadata had go. */
void lk_layout_write_profile (const LkProfile *profile, GHashTable *metadata);

G_END_DECLS
