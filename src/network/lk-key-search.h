/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-key-forms.h"

G_BEGIN_DECLS

/**
 * LkKeyTree:
 * @prefix: what stands before all its names, with its last '.', or ""
 * @form: of the names behind it
 * @canonical: names as in #LkLayout to names in the file
 * @owned: (nullable): beginnings of the backbone's names behind @prefix, before a number,
 *   known or not, where @form does not say them
 * @pools: what the gaps between the indices say; only of %LK_KEYS_SEQUENTIAL
 *
 * The tensors of one backbone in a file.
 */
typedef struct
{
  char *prefix;
  LkKeyForm form;
  GHashTable *canonical;
  GStrv owned;
  gboolean pools[4];
} LkKeyTree;

void lk_key_tree_free (LkKeyTree *self);

/**
 * lk_key_search_run:
 * @names: clean names (lk_key_search_clean()) to names in the file
 * @wanted: (nullable): the prefix that a person chose, with or without its last '.', or
 *   the beginning of it
 * @tree: (out) (nullable): the backbone; %NULL where there is nothing like one
 *
 * Tries every prefix that names have in common. If whole backbones stand behind several
 * that differ in any number, none is taken. Where none is whole the one that is most so
 * is taken, so that it can be said what it lacks.
 *
 * Returns: %FALSE with %LK_ERROR_UNSUPPORTED: several backbones, which the message lists;
 *   or %LK_ERROR_OPTION: none behind @wanted
 */
gboolean lk_key_search_run (LkCheckpoint *checkpoint,
                            GHashTable *names,
                            const char *wanted,
                            LkKeyTree **tree,
                            GError **error);

/** (transfer full): array of the prefixes, without their last '.', of all whole backbones
 * among @names, none like another. */
GPtrArray *lk_key_search_list (LkCheckpoint *checkpoint, GHashTable *names);

/** (transfer full): @name without the components that wrappers of modules put into it:
 * "module" (DataParallel), "_orig_mod" (torch.compile()). */
char *lk_key_search_clean (const char *name);

/** Whether @name is that of a part of an optimiser's state. */
gboolean lk_key_search_is_optimiser (const char *name);

/** Whether the tensors called @a and @b are there and the same, number by number. */
gboolean lk_key_search_is_same (LkCheckpoint *checkpoint, const char *a, const char *b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkKeyTree, lk_key_tree_free)

G_END_DECLS
