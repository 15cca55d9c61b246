/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-backbone.h"
#include "lk-layout-keys.h"

G_BEGIN_DECLS

/**
 * lk_layout_tensors_find_backbone:
 * @form: the form of the names that they had
 * @tensors: canonical names to #LkTensor
 *
 * Fills in what names and shapes tell: the family, widths, numbers of blocks,
 * biases. A width that cannot be told is the published one; the tensors are not checked.
 *
 * Returns: %FALSE with %LK_ERROR_UNSUPPORTED: a ResNet of numbers of blocks that none
 * has, or with another stem
 */
gboolean lk_layout_tensors_find_backbone (LkKeyForm form,
                                          GHashTable *tensors,
                                          LkBackbone *backbone,
                                          GError **error);

/** Fills in which of the stages without padding are a convolution alone. */
void lk_layout_tensors_find_bare (GHashTable *tensors, LkBackbone *backbone);

G_END_DECLS
