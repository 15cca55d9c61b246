/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-thumbnail.h"

#include "lk-picture-tile.h"

#define THUMBNAIL_MAX_EDGE 128

struct _LkThumbnail
{
  GtkWidget parent_instance;

  GtkWidget *picture;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (LkThumbnail, lk_thumbnail, GTK_TYPE_WIDGET)

static void
give_up (LkThumbnail *self)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (LkPicture) picture = NULL;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  picture = lk_picture_load (data, &error);
  if (picture == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task,
                           lk_picture_tile_create_texture (picture, THUMBNAIL_MAX_EDGE),
                           g_object_unref);
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GdkTexture) texture = g_task_propagate_pointer (G_TASK (result), NULL);
  g_autoptr (LkThumbnail) self = user_data;

  if (texture != NULL && self->picture != NULL)
    gtk_picture_set_paintable (GTK_PICTURE (self->picture), GDK_PAINTABLE (texture));
}

static void
lk_thumbnail_dispose (GObject *object)
{
  LkThumbnail *self = LK_THUMBNAIL (object);

  give_up (self);
  g_clear_pointer (&self->picture, gtk_widget_unparent);
  G_OBJECT_CLASS (lk_thumbnail_parent_class)->dispose (object);
}

static void
lk_thumbnail_class_init (LkThumbnailClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_thumbnail_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
lk_thumbnail_init (LkThumbnail *self)
{
  self->picture = gtk_picture_new ();
  gtk_picture_set_content_fit (GTK_PICTURE (self->picture), GTK_CONTENT_FIT_CONTAIN);
  gtk_widget_set_can_target (self->picture, FALSE);
  gtk_widget_set_parent (self->picture, GTK_WIDGET (self));
}

GtkWidget *
lk_thumbnail_new (int size)
{
  LkThumbnail *self = g_object_new (LK_TYPE_THUMBNAIL, NULL);

  gtk_widget_set_size_request (self->picture, size, size);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_START);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  return GTK_WIDGET (self);
}

void
lk_thumbnail_set_path (LkThumbnail *self, const char *path)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LK_IS_THUMBNAIL (self));

  give_up (self);
  gtk_picture_set_paintable (GTK_PICTURE (self->picture), NULL);
  if (path == NULL)
    return;
  self->cancellable = g_cancellable_new ();
  task = g_task_new (NULL, self->cancellable, on_loaded, g_object_ref (self));
  g_task_set_priority (task, G_PRIORITY_LOW);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, load_in_thread);
}
