/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-class-drag.h"

static GdkContentProvider *
on_prepare (GtkDragSource *source, double x, double y, LkClassRow *row)
{
  return gdk_content_provider_new_typed (LK_TYPE_CLASS_ROW, row);
}

static void
on_begin (GtkDragSource *source, GdkDrag *drag, GtkWidget *handle)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (handle);

  gtk_drag_source_set_icon (source, paintable, 0, 0);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, LkClassRow *row)
{
  LkClassRow *from = g_value_get_object (value);
  LkEpisode *episode = lk_class_row_get_episode (row);
  int index = lk_episode_find_class (episode, lk_class_row_get_class (from));
  int to = lk_episode_find_class (episode, lk_class_row_get_class (row));

  if (lk_class_row_get_episode (from) != episode || from == row)
    return FALSE;
  lk_episode_move_class (episode, (guint) MAX (index, 0), (guint) MAX (to, 0));
  return TRUE;
}

void
lk_class_drag_add (LkClassRow *row, GtkWidget *handle)
{
  GtkDragSource *source = gtk_drag_source_new ();
  GtkDropTarget *target = gtk_drop_target_new (LK_TYPE_CLASS_ROW, GDK_ACTION_MOVE);

  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_prepare), row);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_begin), handle);
  gtk_widget_add_controller (handle, GTK_EVENT_CONTROLLER (source));
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), row);
  gtk_widget_add_controller (GTK_WIDGET (row), GTK_EVENT_CONTROLLER (target));
}
