/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-canvas.h"

G_BEGIN_DECLS

/** The part level of the selected query: its channels against the channels of a class. */
#define LK_TYPE_PART_VIEW (lk_part_view_get_type ())
G_DECLARE_FINAL_TYPE (LkPartView, lk_part_view, LK, PART_VIEW, LkCanvas)

/** Points at an entry of the matrix, as the pointer would. */
void lk_part_view_show_entry (LkPartView *self, guint row, guint column);

G_END_DECLS
