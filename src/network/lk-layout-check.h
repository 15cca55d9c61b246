/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout-keys.h"
#include "lk-layout.h"

G_BEGIN_DECLS

/**
 * lk_layout_check:
 * @has_last_shortcut: whether stage 4 of a ResNet-12 needs one; the other stages always
 * do
 *
 * Whether the tensors of @self make a network: all there, of shapes that fit each other
 * (any widths), finite, no negative variance. Only a stage without padding (M2L-HEAD's
 * layer4) may lack its norm.
 *
 * Returns: %FALSE with %LK_ERROR_FORMAT; the message names the tensor as the file does
 */
gboolean lk_layout_check (const LkLayout *self,
                          const LkLayoutKeys *keys,
                          gboolean has_last_shortcut,
                          GError **error);

G_END_DECLS
