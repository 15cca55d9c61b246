/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-table-view.h"

#include "lk-text-column.h"

/* A row: its number in a table. */
#define LK_TYPE_TABLE_ROW (lk_table_row_get_type ())
G_DECLARE_FINAL_TYPE (LkTableRow, lk_table_row, LK, TABLE_ROW, GObject)

struct _LkTableRow
{
  GObject parent_instance;

  const LkTable *table; /* lives as long as the columns that ask for it */
  guint number;
};

G_DEFINE_FINAL_TYPE (LkTableRow, lk_table_row, G_TYPE_OBJECT)

static void
lk_table_row_class_init (LkTableRowClass *klass)
{
}

static void
lk_table_row_init (LkTableRow *self)
{
}

struct _LkTableView
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *view;
  LkTable *table;
};

G_DEFINE_FINAL_TYPE (LkTableView, lk_table_view, GTK_TYPE_WIDGET)

static char *
get_cell (gpointer item, gpointer column)
{
  const LkTableRow *row = item;

  return lk_table_format_cell (row->table, row->number, GPOINTER_TO_UINT (column));
}

static void
remove_columns (LkTableView *self)
{
  GListModel *columns = gtk_column_view_get_columns (GTK_COLUMN_VIEW (self->view));

  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), NULL);
  while (g_list_model_get_n_items (columns) > 0)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, 0);

      gtk_column_view_remove_column (GTK_COLUMN_VIEW (self->view), column);
    }
}

static GListModel *
create_rows (LkTableView *self)
{
  GListStore *rows = g_list_store_new (LK_TYPE_TABLE_ROW);

  for (guint i = 0; i < self->table->rows->len; i++)
    {
      g_autoptr (LkTableRow) row = g_object_new (LK_TYPE_TABLE_ROW, NULL);

      row->table = self->table;
      row->number = i;
      g_list_store_append (rows, row);
    }
  return G_LIST_MODEL (rows);
}

static void
lk_table_view_dispose (GObject *object)
{
  LkTableView *self = LK_TABLE_VIEW (object);

  if (self->view != NULL)
    remove_columns (self);
  self->view = NULL;
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_pointer (&self->table, lk_table_free);
  G_OBJECT_CLASS (lk_table_view_parent_class)->dispose (object);
}

static gboolean
on_copy (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  return lk_table_view_copy (LK_TABLE_VIEW (widget));
}

static void
lk_table_view_class_init (LkTableViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_table_view_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, on_copy, NULL);
  gtk_widget_class_set_css_name (widget_class, "table-view");
}

static void
lk_table_view_init (LkTableView *self)
{
  self->view = gtk_column_view_new (NULL);
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (self->view), TRUE);
  self->scroller = gtk_scrolled_window_new ();
  gtk_widget_set_vexpand (self->scroller, TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), self->view);
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));
}

void
lk_table_view_take_table (LkTableView *self, LkTable *table)
{
  g_autoptr (GtkSelectionModel) selection = NULL;

  g_return_if_fail (LK_IS_TABLE_VIEW (self));

  remove_columns (self);
  g_clear_pointer (&self->table, lk_table_free);
  self->table = table;
  if (table == NULL)
    return;
  for (guint i = 0; i < table->n_columns; i++)
    lk_text_column_append (GTK_COLUMN_VIEW (self->view), table->titles[i],
                           table->numeric[i], FALSE, get_cell, GUINT_TO_POINTER (i));
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (create_rows (self)));
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->view), selection);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, table->title, -1);
}

gboolean
lk_table_view_copy (LkTableView *self)
{
  g_autofree char *text = NULL;

  g_return_val_if_fail (LK_IS_TABLE_VIEW (self), FALSE);

  if (self->table == NULL)
    return FALSE;
  text = lk_table_to_tsv (self->table);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  return TRUE;
}
