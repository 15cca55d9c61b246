/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-hint.h"

/* clang-format would write the name of the quark as a difference. */
static GQuark
get_quark (void)
{
  return g_quark_from_static_string ("lk-hint");
}

const char *
lk_hint_get_text (GtkWidget *widget)
{
  return g_object_get_qdata (G_OBJECT (widget), get_quark ());
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
  g_object_set_qdata_full (G_OBJECT (widget), get_quark (), g_strdup (text), g_free);
}
