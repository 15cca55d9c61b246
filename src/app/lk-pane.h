/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LkPane:
 *
 * A side panel with a width of its own, whatever its contents would like, and a handle at
 * its inner edge that changes it. Properties "child", "pane-width", and "at-end" for a
 * panel on the right, whose handle is on its left.
 */
#define LK_TYPE_PANE (lk_pane_get_type ())
G_DECLARE_FINAL_TYPE (LkPane, lk_pane, LK, PANE, GtkWidget)

G_END_DECLS
