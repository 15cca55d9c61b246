/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-key-search.h"

G_BEGIN_DECLS

/**
 * lk_key_structure_find:
 * @names: clean names (lk_key_search_clean()) to names in the file
 *
 * For names that no form has (docs/METHOD.md 2.2): a Conv64F or a ResNet-12 is told by
 * its axes. The convolutions of its four stages are called the same but for one number,
 * which puts them in order, and so are the norms, which stand in the same place; each
 * sees as many channels as the one before it has, and the first one colours. What is not
 * as clear as that is left alone.
 *
 * Returns: (transfer full): an #LkKeyTree each, of %LK_KEYS_OTHER or
 *   %LK_KEYS_OTHER_RESIDUAL
 */
GPtrArray *lk_key_structure_find (LkCheckpoint *checkpoint, GHashTable *names);

G_END_DECLS
