/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-export.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>

/* What was asked for, until it is written or the dialog is closed. */
typedef struct
{
  GtkWidget *widget;
  LkSession *session;
  LkExportWrite write;
  guint which;
} Order;

static void
order_free (gpointer data)
{
  Order *order = data;

  g_object_unref (order->widget);
  g_object_unref (order->session);
  g_free (order);
}

static void
on_chosen (GListModel *files, gpointer user_data)
{
  const Order *order = user_data;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *shown = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL)
    return;
  order->write (order->widget, order->which, path, &error);
  shown = g_filename_display_basename (path);
  text = g_strdup_printf (_ ("“%s” was written"), shown);
  lk_session_send_message (order->session, error != NULL ? error->message : text);
}

void
lk_export_ask (GtkWidget *widget, LkSession *session, const LkExport *export)
{
  Order *order = g_new0 (Order, 1);

  *order = (Order){ g_object_ref (widget), g_object_ref (session), export->write,
                    export->which };
  lk_chooser_save (widget, &export->what, on_chosen, order, order_free);
}

void
lk_export_ask_figure (GtkWidget *widget,
                      LkSession *session,
                      const char *name,
                      LkExportWrite write,
                      guint which)
{
  static const char *const endings[] = { "svg", "pdf", "png", NULL };
  g_autofree char *file = g_strconcat (name, ".svg", NULL);

  lk_export_ask (widget, session,
                 &(LkExport){ { _ ("Export Figure (.svg, .pdf or .png)"), file, endings },
                              write,
                              which });
}

/* (transfer full): the bytes of a file that @write makes, of this ending. */
static GBytes *
make_bytes (GtkWidget *widget,
            LkExportWrite write,
            guint which,
            const char *ending,
            GError **error)
{
  g_autofree char *name = g_strconcat ("likeness-XXXXXX", ending, NULL);
  g_autofree char *path = NULL;
  g_autofree char *contents = NULL;
  gsize length;
  int handle = g_file_open_tmp (name, &path, error);
  gboolean made;

  if (handle < 0)
    return NULL;
  g_close (handle, NULL);
  made = write (widget, which, path, error)
         && g_file_get_contents (path, &contents, &length, error);
  g_unlink (path);
  return made ? g_bytes_new_take (g_steal_pointer (&contents), length) : NULL;
}

static GdkContentProvider *
create_content (GtkWidget *widget, LkExportWrite write, guint which, GError **error)
{
  g_autoptr (GBytes) pixels = make_bytes (widget, write, which, ".png", error);
  g_autoptr (GBytes) drawing
      = pixels != NULL ? make_bytes (widget, write, which, ".svg", error) : NULL;
  g_autoptr (GdkTexture) texture
      = drawing != NULL ? gdk_texture_new_from_bytes (pixels, error) : NULL;

  if (texture == NULL)
    return NULL;
  return gdk_content_provider_new_union (
      (GdkContentProvider *[]){
          gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture),
          gdk_content_provider_new_for_bytes ("image/svg+xml", drawing) },
      2);
}

void
lk_export_copy_figure (GtkWidget *widget,
                       LkSession *session,
                       LkExportWrite write,
                       guint which)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkContentProvider) content = create_content (widget, write, which, &error);

  if (content != NULL)
    gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), content);
  lk_session_send_message (session,
                           error != NULL ? error->message : _ ("The figure was copied"));
}
