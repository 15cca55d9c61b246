/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-rows-view.h"

#include "lk-text-column.h"

struct _LkRowsView
{
  GtkWidget parent_instance;

  GtkWidget *scroller;
  GtkWidget *view;
  GListStore *rows;
  GtkSingleSelection *selection;
  GStrv titles;
};

static guint activated;

G_DEFINE_FINAL_TYPE (LkRowsView, lk_rows_view, GTK_TYPE_WIDGET)

static char *
get_cell (gpointer item, gpointer column)
{
  return g_strdup (gtk_string_list_get_string (item, GPOINTER_TO_UINT (column)));
}

static void
on_activate (GtkColumnView *view, guint position, LkRowsView *self)
{
  g_signal_emit (self, activated, 0, position);
}

static void
lk_rows_view_dispose (GObject *object)
{
  LkRowsView *self = LK_ROWS_VIEW (object);

  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  g_clear_object (&self->selection);
  g_clear_object (&self->rows);
  g_clear_pointer (&self->titles, g_strfreev);
  G_OBJECT_CLASS (lk_rows_view_parent_class)->dispose (object);
}

/* A tab or a line break within a text would make another cell of it. */
static void
append_cell (GString *text, const char *cell, gboolean last)
{
  g_autofree char *whole = g_strdup (cell != NULL ? cell : "");

  g_string_append (text, g_strdelimit (whole, "\t\n\r", ' '));
  g_string_append_c (text, last ? '\n' : '\t');
}

static gboolean
on_copy (GtkWidget *widget, GVariant *arguments, gpointer user_data)
{
  g_autofree char *text = lk_rows_view_to_tsv (LK_ROWS_VIEW (widget));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  return TRUE;
}

static void
lk_rows_view_class_init (LkRowsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_rows_view_dispose;
  activated = g_signal_new ("activated", LK_TYPE_ROWS_VIEW, G_SIGNAL_RUN_LAST, 0, NULL,
                            NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_add_binding (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, on_copy, NULL);
  gtk_widget_class_set_css_name (widget_class, "rows-view");
}

static void
lk_rows_view_init (LkRowsView *self)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();

  self->rows = g_list_store_new (GTK_TYPE_STRING_LIST);
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->rows)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  self->view = gtk_column_view_new (GTK_SELECTION_MODEL (g_object_ref (self->selection)));
  gtk_widget_add_css_class (self->view, "data-table");
  gtk_column_view_set_show_row_separators (GTK_COLUMN_VIEW (self->view), TRUE);
  g_signal_connect (self->view, "activate", G_CALLBACK (on_activate), self);
  self->scroller = scroller;
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_AUTOMATIC,
                                  GTK_POLICY_NEVER);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), self->view);
  gtk_widget_set_parent (scroller, GTK_WIDGET (self));
}

void
lk_rows_view_set_columns (LkRowsView *self,
                          const LkRowsColumn *columns,
                          guint n_columns,
                          const char *label)
{
  g_return_if_fail (LK_IS_ROWS_VIEW (self));

  self->titles = g_new0 (char *, n_columns + 1);
  for (guint i = 0; i < n_columns; i++)
    self->titles[i] = g_strdup (columns[i].title);
  for (guint i = 0; i < n_columns; i++)
    lk_text_column_append (GTK_COLUMN_VIEW (self->view), columns[i].title,
                           columns[i].numeric, columns[i].expand, get_cell,
                           GUINT_TO_POINTER (i));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view),
                                  GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
}

static gboolean
same_texts (GtkStringList *a, GtkStringList *b)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (a));

  if (n != g_list_model_get_n_items (G_LIST_MODEL (b)))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (g_strcmp0 (gtk_string_list_get_string (a, i), gtk_string_list_get_string (b, i))
        != 0)
      return FALSE;
  return TRUE;
}

void
lk_rows_view_set_rows (LkRowsView *self, GPtrArray *rows)
{
  guint n_before, n_common, selected;

  g_return_if_fail (LK_IS_ROWS_VIEW (self));

  n_before = g_list_model_get_n_items (G_LIST_MODEL (self->rows));
  n_common = MIN (n_before, rows->len);
  selected = gtk_single_selection_get_selected (self->selection);
  for (guint i = 0; i < n_common; i++)
    {
      g_autoptr (GtkStringList) before
          = g_list_model_get_item (G_LIST_MODEL (self->rows), i);

      if (!same_texts (before, rows->pdata[i]))
        g_list_store_splice (self->rows, i, 1, &rows->pdata[i], 1);
    }
  if (rows->len != n_before)
    g_list_store_splice (self->rows, n_common, n_before - n_common,
                         rows->pdata + n_common, rows->len - n_common);
  gtk_single_selection_set_selected (self->selection, selected);
}

void
lk_rows_view_select (LkRowsView *self, int row)
{
  g_return_if_fail (LK_IS_ROWS_VIEW (self));
  gtk_single_selection_set_selected (self->selection,
                                     row >= 0 ? (guint) row : GTK_INVALID_LIST_POSITION);
}

guint
lk_rows_view_get_n_rows (LkRowsView *self)
{
  g_return_val_if_fail (LK_IS_ROWS_VIEW (self), 0);
  return g_list_model_get_n_items (G_LIST_MODEL (self->rows));
}

const char *
lk_rows_view_get_text (LkRowsView *self, guint row, guint column)
{
  g_autoptr (GtkStringList) texts = NULL;

  g_return_val_if_fail (LK_IS_ROWS_VIEW (self), NULL);

  texts = g_list_model_get_item (G_LIST_MODEL (self->rows), row);
  return texts != NULL ? gtk_string_list_get_string (texts, column) : NULL;
}

char *
lk_rows_view_to_tsv (LkRowsView *self)
{
  GString *text = g_string_new (NULL);
  guint n_columns;

  g_return_val_if_fail (LK_IS_ROWS_VIEW (self) && self->titles != NULL, NULL);

  n_columns = g_strv_length (self->titles);
  for (guint column = 0; column < n_columns; column++)
    append_cell (text, self->titles[column], column + 1 == n_columns);
  for (guint row = 0; row < lk_rows_view_get_n_rows (self); row++)
    for (guint column = 0; column < n_columns; column++)
      append_cell (text, lk_rows_view_get_text (self, row, column),
                   column + 1 == n_columns);
  return g_string_free (text, FALSE);
}
