/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout.h"

G_BEGIN_DECLS

/**
 * lk_conversion_run:
 * @source: a checkpoint of any layout that is known
 * @choices: what a person says of it, see lk_layout_recognise_as()
 * @title: of the source, for the metadata
 *
 * The same network under our own keys (lk_layout_write_tensors()) and metadata that say
 * how it is to be used. What those keys cannot express keeps its own, without the
 * wrapper. Before it is handed out the result is recognised again and compared: every
 * tensor is the same to the bit.
 *
 * Returns: (transfer full): or %NULL as lk_layout_recognise_as() fails, or with
 *   %LK_ERROR_UNSUPPORTED where no keys give the same network
 */
LkCheckpoint *lk_conversion_run (LkCheckpoint *source,
                                 GHashTable *choices,
                                 const char *title,
                                 GError **error);

G_END_DECLS
