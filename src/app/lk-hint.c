/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-hint.h"

#define KEY "lk-hint"

const char *
lk_hint_get_text (GtkWidget *widget)
{
  return g_object_get_data (G_OBJECT (widget), KEY);
}

static gboolean
on_query_tooltip (GtkWidget *widget,
                  int x,
                  int y,
                  gboolean keyboard,
                  GtkTooltip *tooltip,
                  gpointer user_data)
{
  const char *text = lk_hint_get_text (widget);

  gtk_tooltip_set_text (tooltip, text);
  return text != NULL;
}

void
lk_hint_set_text (GtkWidget *widget, const char *text)
{
  g_return_if_fail (GTK_IS_WIDGET (widget));

  if (!gtk_widget_get_has_tooltip (widget))
    {
      gtk_widget_set_has_tooltip (widget, TRUE);
      g_signal_connect (widget, "query-tooltip", G_CALLBACK (on_query_tooltip), NULL);
    }
  g_object_set_data_full (G_OBJECT (widget), KEY, g_strdup (text), g_free);
}
