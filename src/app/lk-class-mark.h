/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** The mark of a class as a widget: its letter on its shape in its colour; property
 * "class-index", or -1 for nothing. */
#define LK_TYPE_CLASS_MARK (lk_class_mark_get_type ())
G_DECLARE_FINAL_TYPE (LkClassMark, lk_class_mark, LK, CLASS_MARK, GtkWidget)

GtkWidget *lk_class_mark_new (int class_index, int size);
void lk_class_mark_set_class_index (LkClassMark *self, int class_index);

G_END_DECLS
