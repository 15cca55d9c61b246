/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * lk_manners_teach:
 *
 * Teaches the controls within @root, but for those of popovers, what GTK's do not know:
 * files that are dropped on an entry are for whatever is around it, and not text; and the
 * wheel scrolls the pane, and does not turn the control that happens to be under it.
 */
void lk_manners_teach (GtkWidget *root);

G_END_DECLS
