/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/** (transfer full): the text of @item in this column. */
typedef char *(*LkTextColumnGet) (gpointer item, gpointer user_data);

/** Appends a column of labels to @view; numbers are set to the right. */
void lk_text_column_append (GtkColumnView *view,
                            const char *title,
                            gboolean numeric,
                            gboolean expand,
                            LkTextColumnGet get,
                            gpointer user_data);

G_END_DECLS
