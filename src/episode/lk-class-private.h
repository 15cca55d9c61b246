/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-class.h"

G_BEGIN_DECLS

LkClass *lk_class_new (const char *name, GPtrArray *shots);

/** Gives @self a @name and @shots, an array of #LkPicture. Only what differs notifies,
 * and only the shots that differ are spliced. */
void lk_class_update (LkClass *self, const char *name, GPtrArray *shots);

G_END_DECLS
