/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

/**
 * LkRowsColumn:
 * @title: translated
 * @numeric: set to the right, digits of one width
 * @expand: takes the room that is left
 */
typedef struct
{
  const char *title;
  gboolean numeric;
  gboolean expand;
} LkRowsColumn;

/**
 * LkRowsView:
 *
 * A table of ready texts, as high as its rows. Signal "activated" (guint): a double click
 * or Enter on a row.
 */
#define LK_TYPE_ROWS_VIEW (lk_rows_view_get_type ())
G_DECLARE_FINAL_TYPE (LkRowsView, lk_rows_view, LK, ROWS_VIEW, GtkWidget)

/** Once. @label: what a screen reader calls the table. */
void lk_rows_view_set_columns (LkRowsView *self,
                               const LkRowsColumn *columns,
                               guint n_columns,
                               const char *label);
/** @rows: array of #GtkStringList, a string a column. Rows that say the same stay as they
 * are, with what is selected. */
void lk_rows_view_set_rows (LkRowsView *self, GPtrArray *rows);
/** -1 selects nothing. */
void lk_rows_view_select (LkRowsView *self, int row);
guint lk_rows_view_get_n_rows (LkRowsView *self);
/** (transfer none) (nullable) */
const char *lk_rows_view_get_text (LkRowsView *self, guint row, guint column);
/** (transfer full): titles and rows as lines with tabs between the cells, as Ctrl+C puts
 * them into the clipboard. */
char *lk_rows_view_to_tsv (LkRowsView *self);

G_END_DECLS
