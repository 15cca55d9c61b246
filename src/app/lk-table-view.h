/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-table.h"

G_BEGIN_DECLS

/** The twin of a view in words and numbers: a table that a screen reader reads. Ctrl+C
 * copies it, with tabs between its cells. */
#define LK_TYPE_TABLE_VIEW (lk_table_view_get_type ())
G_DECLARE_FINAL_TYPE (LkTableView, lk_table_view, LK, TABLE_VIEW, GtkWidget)

/** Takes @table over; %NULL shows nothing. */
void lk_table_view_take_table (LkTableView *self, LkTable *table);
/** As Ctrl+C does; %FALSE where there is nothing. */
gboolean lk_table_view_copy (LkTableView *self);

G_END_DECLS
