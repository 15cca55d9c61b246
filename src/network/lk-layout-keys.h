/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-checkpoint.h"

G_BEGIN_DECLS

/**
 * LkKeyForm: the shapes that keys come in, after prefixes (docs/METHOD.md 2.2)
 * @LK_KEYS_SEQUENTIAL: "features.0.weight": M2L, ADM, DN4
 * @LK_KEYS_LAYER: "layer1.0.weight": LibFewShot, RFS, M2L-HEAD
 * @LK_KEYS_INDEX: "0.0.weight": FEAT
 * @LK_KEYS_BLOCK: "0.block.0.weight": MetaOptNet
 * @LK_KEYS_TRUNK: "trunk.0.C.weight": CloserLook
 * @LK_KEYS_RESIDUAL: "layer1.0.conv1.weight": every ResNet-12
 * @LK_KEYS_STEM: "conv1.weight", then "layer1.0.conv1.weight": torchvision's ResNets
 */
typedef enum
{
  LK_KEYS_SEQUENTIAL,
  LK_KEYS_LAYER,
  LK_KEYS_INDEX,
  LK_KEYS_BLOCK,
  LK_KEYS_TRUNK,
  LK_KEYS_RESIDUAL,
  LK_KEYS_STEM,
} LkKeyForm;
#define LK_N_KEY_FORMS 7

/**
 * LkLayoutKeys:
 * @wrapper: the key of the outer dictionary, or ""
 * @form: of the backbone's keys
 * @inner: names below @wrapper, without components "module", to names in the file
 * @canonical: names as in #LkLayout to names in the file
 * @first: the first convolution's name in the file, below @wrapper
 * @pools: what the gaps between the indices say; only of %LK_KEYS_SEQUENTIAL
 */
typedef struct
{
  char *wrapper;
  LkKeyForm form;
  GHashTable *inner;
  GHashTable *canonical;
  char *first;
  gboolean pools[4];
} LkLayoutKeys;

/**
 * lk_layout_keys_new:
 *
 * Finds the backbone's tensors by their names alone.
 *
 * Returns: or %NULL with %LK_ERROR_UNSUPPORTED: no known form, or a tensor among the
 *   backbone's that none of the known networks has; or %LK_ERROR_FORMAT: two tensors
 *   that mean the same
 */
LkLayoutKeys *lk_layout_keys_new (LkCheckpoint *checkpoint, GError **error);
void lk_layout_keys_free (LkLayoutKeys *self);

/** The name in the file of the tensor @canonical; where it is missing, what that name
 * would be, as far as its neighbours tell. */
char *lk_layout_keys_guess_name (const LkLayoutKeys *self, const char *canonical);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLayoutKeys, lk_layout_keys_free)

G_END_DECLS
