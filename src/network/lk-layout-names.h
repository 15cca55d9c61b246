/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-layout.h"

G_BEGIN_DECLS

/** (transfer full): @tensors of a backbone, which have canonical names (see #LkLayout),
 * under those that files have in which Likeness writes them: M2L's for Conv64F,
 * MetaOptNet's for ResNet-12. The tensors are shared. */
GHashTable *lk_layout_name_tensors (LkLayoutBackbone backbone, GHashTable *tensors);

G_END_DECLS
