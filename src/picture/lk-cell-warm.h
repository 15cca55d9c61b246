/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Private to this room, and to likeness-decode: opens what decoding opens the first
 * time: the loader of each format, tables of letters, and translations of what loaders
 * say. */
void lk_cell_warm_up (void);

G_END_DECLS
