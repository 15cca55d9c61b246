/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* LibFewShot writes checkpoints/model_best.pth and beside that folder config.yaml, the
 * configuration in force: what its tensors do not tell (docs/METHOD.md 2.4). */

/** (transfer full) (nullable): where the configuration of the checkpoint at @path would
 * be: beside its folder, if that is called "checkpoints". */
char *lk_libfewshot_find_configuration (const char *path);

/**
 * lk_libfewshot_read:
 * @text: YAML, not to be trusted
 * @backbone: of the network, as #LkBackbone calls it
 *
 * Returns: (transfer full) (nullable): what the configuration says of it, names to texts
 *   as lk_layout_take_values() has them; %NULL where it is no configuration of
 *   LibFewShot, or of another network: nothing is told then
 */
GHashTable *lk_libfewshot_read (const char *text, gsize length, const char *backbone);

G_END_DECLS
