/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-manners.h"

/* The first of @widget's own controllers of one of two types, or %NULL. */
static GtkEventController *
find_controller (GtkWidget *widget, GType type, GType other)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type)
          || G_TYPE_CHECK_INSTANCE_TYPE (controller, other))
        return controller;
    }
  return NULL;
}

static void
remove_controllers (GtkWidget *widget, GType type, GType other)
{
  GtkEventController *controller;

  while ((controller = find_controller (widget, type, other)) != NULL)
    gtk_widget_remove_controller (widget, controller);
}

void
lk_manners_teach (GtkWidget *root)
{
  g_return_if_fail (GTK_IS_WIDGET (root));

  if (GTK_IS_POPOVER (root) || GTK_IS_SCROLLBAR (root))
    return;
  if (GTK_IS_TEXT (root))
    remove_controllers (root, GTK_TYPE_DROP_TARGET, GTK_TYPE_DROP_TARGET_ASYNC);
  if (GTK_IS_RANGE (root) || GTK_IS_SPIN_BUTTON (root))
    remove_controllers (root, GTK_TYPE_EVENT_CONTROLLER_SCROLL, G_TYPE_NONE);
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    lk_manners_teach (child);
}
