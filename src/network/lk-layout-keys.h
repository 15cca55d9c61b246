/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-key-search.h"

G_BEGIN_DECLS

/** The key of the metadata by which a file says what of its tensors is not the network's:
 * the first components of their names, with commas between. */
#define LK_TENSORS_BESIDE "tensors_beside"

/**
 * LkLayoutKeys:
 * @wrapper: below what the backbone was found: the keys of outer dictionaries, such as
 *   "state_dict", and of modules around it that are not named as a known family does; or
 *   ""
 * @prefix: what stands before all names of the backbone, with its last '.', or ""
 * @form: of the backbone's keys
 * @inner: names below the outer dictionaries, without components "module", to names in
 *   the file
 * @canonical: names as in #LkLayout to names in the file
 * @first: the first convolution's name in the file, below @wrapper
 * @owned: (nullable): as in #LkKeyTree
 * @pools: what the gaps between the indices say; only of %LK_KEYS_SEQUENTIAL
 */
typedef struct
{
  char *wrapper;
  char *prefix;
  LkKeyForm form;
  GHashTable *inner;
  GHashTable *canonical;
  char *first;
  GStrv owned;
  gboolean pools[4];
} LkLayoutKeys;

/**
 * lk_layout_keys_new:
 * @wanted: (nullable): the prefix of the backbone that a person chose
 *
 * Finds the backbone's tensors by their names, and where these leave it open by their
 * axes, whatever stands before the names.
 *
 * Returns: or %NULL with %LK_ERROR_UNSUPPORTED: no known form; several backbones; or a
 *   tensor among the backbone's that none of the known networks has, or of three and more
 *   axes behind the same prefix; %LK_ERROR_FORMAT: two tensors that mean the same;
 *   %LK_ERROR_OPTION: no backbone behind @wanted
 */
LkLayoutKeys *
lk_layout_keys_new (LkCheckpoint *checkpoint, const char *wanted, GError **error);
void lk_layout_keys_free (LkLayoutKeys *self);

/** (transfer full): array of the prefixes of all whole backbones in @checkpoint, each of
 * which lk_layout_keys_new() may want. */
GPtrArray *lk_layout_keys_list_networks (LkCheckpoint *checkpoint);

/** The name in the file of the tensor @canonical; where it is missing, what that name
 * would be, as far as its neighbours tell. */
char *lk_layout_keys_guess_name (const LkLayoutKeys *self, const char *canonical);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLayoutKeys, lk_layout_keys_free)

G_END_DECLS
