/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-table.h"

G_BEGIN_DECLS

/* How a table is made: columns first, then rows. Private to this room. */

/** @title (transfer full) */
LkTable *lk_table_new (char *title);
/** @title (transfer full) */
void lk_table_add_column (LkTable *self, gboolean numeric, char *title);
/** (transfer none): a new row of empty cells, to be filled by the setters below. */
char **lk_table_add_row (LkTable *self);

void lk_table_set_text (char **row, guint column, const char *text);
/** Not a number and infinity leave the cell empty. */
void lk_table_set_number (char **row, guint column, double value);
void lk_table_set_count (char **row, guint column, guint value);

G_END_DECLS
