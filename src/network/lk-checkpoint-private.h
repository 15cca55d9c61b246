/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-checkpoint.h"

G_BEGIN_DECLS

/** Puts the path of the file of @self, where it has one, before the message of @error. */
void lk_checkpoint_prefix_error (LkCheckpoint *self, GError **error);

/** (nullable): the path of the file it was loaded from. */
const char *lk_checkpoint_get_path (LkCheckpoint *self);

/** Of what a reader found; @contents is taken. */
LkCheckpoint *lk_checkpoint_new_for_contents (LkContents *contents);

G_END_DECLS
