/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-panels.h"
#include "lk-support.h"

G_BEGIN_DECLS

/** The kernels that were chosen when @self was made: what is matched with its panels must
 * be packed for them. */
const LkMatchKernels *lk_support_get_kernels (LkSupport *self);

/** The descriptors that lk_support_get_pixels() gives, but for those painted out, packed
 * as columns; computed on first use. */
const LkPanels *lk_support_get_pixel_panels (LkSupport *self, guint class_index);
/** Those that lk_support_get_parts() gives. */
const LkPanels *
lk_support_get_part_panels (LkSupport *self, LkPartForm form, guint class_index);

G_END_DECLS
