/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-facts-list.h"

GtkWidget *
lk_facts_list_new (void)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_list_box_set_selection_mode (GTK_LIST_BOX (list), GTK_SELECTION_NONE);
  gtk_widget_add_css_class (list, "boxed-list");
  gtk_widget_set_valign (list, GTK_ALIGN_START);
  return list;
}

static void
append (GtkWidget *list, const char *title, const char *text)
{
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2);
  GtkWidget *heading = gtk_label_new (title);
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (heading), 0);
  gtk_widget_add_css_class (heading, "caption");
  gtk_widget_add_css_class (heading, "dim-label");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_accessible_update_relation (GTK_ACCESSIBLE (label),
                                  GTK_ACCESSIBLE_RELATION_LABELLED_BY, heading, NULL, -1);
  gtk_widget_add_css_class (box, "fact");
  gtk_box_append (GTK_BOX (box), heading);
  gtk_box_append (GTK_BOX (box), label);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  gtk_widget_set_focusable (row, FALSE);
  gtk_list_box_append (GTK_LIST_BOX (list), row);
}

void
lk_facts_list_append (GtkWidget *list, GPtrArray *facts)
{
  g_return_if_fail (GTK_IS_LIST_BOX (list));
  g_return_if_fail (facts != NULL && facts->len % 2 == 0);

  for (guint i = 0; i < facts->len;)
    {
      const char *title = facts->pdata[i];
      g_autoptr (GString) text = g_string_new (facts->pdata[i + 1]);

      for (i += 2; i < facts->len && *(const char *) facts->pdata[i] == '\0'; i += 2)
        g_string_append_printf (text, "\n%s", (const char *) facts->pdata[i + 1]);
      append (list, title, text->str);
    }
}
