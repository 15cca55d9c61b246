/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** The mark of a class as a widget: its letter on its shape in its colour; property
 * "class-index", or -1 for nothing. */
#define LK_TYPE_MARK (lk_mark_get_type ())
G_DECLARE_FINAL_TYPE (LkMark, lk_mark, LK, MARK, GtkWidget)

GtkWidget *lk_mark_new (int class_index, int size);
void lk_mark_set_class_index (LkMark *self, int class_index);

G_END_DECLS
