/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-picture.h"

G_BEGIN_DECLS

/**
 * LkQuery:
 *
 * A picture whose class is asked for, and the name of its true class where it is known.
 * Immutable.
 */
#define LK_TYPE_QUERY (lk_query_get_type ())
G_DECLARE_FINAL_TYPE (LkQuery, lk_query, LK, QUERY, GObject)

LkQuery *lk_query_new (LkPicture *picture, const char *label);
LkPicture *lk_query_get_picture (LkQuery *self);
/** (nullable) */
const char *lk_query_get_label (LkQuery *self);

G_END_DECLS
