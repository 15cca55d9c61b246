/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-text-column.h"

/* What can be read of a text in a narrow column; a number is never cut. */
#define LEAST_CHARS 10

typedef struct
{
  gboolean numeric;
  LkTextColumnGet get;
  gpointer user_data;
} Column;

static void
on_setup (GtkSignalListItemFactory *factory, GtkListItem *item, Column *column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column->numeric ? 1 : 0);
  if (!column->numeric)
    {
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
    }
  else
    {
      gtk_widget_add_css_class (label, "numeric");
      gtk_widget_set_direction (label, GTK_TEXT_DIR_LTR);
    }
  gtk_list_item_set_child (item, label);
}

static void
on_bind (GtkSignalListItemFactory *factory, GtkListItem *item, Column *column)
{
  g_autofree char *text = column->get (gtk_list_item_get_item (item), column->user_data);
  GtkLabel *label = GTK_LABEL (gtk_list_item_get_child (item));

  gtk_label_set_text (label, text);
  if (!column->numeric)
    gtk_label_set_width_chars (label, (int) MIN (g_utf8_strlen (text, -1), LEAST_CHARS));
}

static void
column_free (gpointer column, GClosure *closure)
{
  g_free (column);
}

void
lk_text_column_append (GtkColumnView *view,
                       const char *title,
                       gboolean numeric,
                       gboolean expand,
                       LkTextColumnGet get,
                       gpointer user_data)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) made = NULL;
  Column *column = g_new0 (Column, 1);

  *column = (Column){ numeric, get, user_data };
  g_signal_connect (factory, "setup", G_CALLBACK (on_setup), column);
  g_signal_connect_data (factory, "bind", G_CALLBACK (on_bind), column, column_free, 0);
  made = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_expand (made, expand);
  gtk_column_view_column_set_resizable (made, TRUE);
  gtk_column_view_append_column (view, made);
}
