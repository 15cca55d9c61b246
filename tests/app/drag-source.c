/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gtk/gtk.h>
#include <locale.h>
#include <stdio.h>

/* The other window of a drag: it offers the files named on its command line as one list,
 * or with --texture the pixels of the first, as a browser does. It tells on stdout how
 * the drag goes, a word a line: ready, begin, offered ACTIONS, end, cancelled. */

static gboolean as_texture;

static const GOptionEntry entries[] = {
  { "texture", 0, 0, G_OPTION_ARG_NONE, &as_texture, "Offer pixels, not files", NULL },
  { NULL },
};

static void
on_action (GdkDrag *drag)
{
  printf ("offered %u\n", (guint) gdk_drag_get_selected_action (drag));
}

static void
on_begin (GtkDragSource *source, GdkDrag *drag)
{
  printf ("begin\n");
  g_signal_connect (drag, "notify::selected-action", G_CALLBACK (on_action), NULL);
}

static void
on_end (void)
{
  printf ("end\n");
}

static gboolean
on_cancel (GtkDragSource *source, GdkDrag *drag, GdkDragCancelReason reason)
{
  printf ("cancelled\n");
  return FALSE;
}

static GdkContentProvider *
create_content (char **paths, GError **error)
{
  GSList *files = NULL;
  GdkFileList *list;
  GdkContentProvider *content;

  if (as_texture)
    {
      g_autoptr (GdkTexture) texture = gdk_texture_new_from_filename (paths[0], error);

      return texture != NULL ? gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture)
                             : NULL;
    }
  for (guint i = 0; paths[i] != NULL; i++)
    files = g_slist_append (files, g_file_new_for_commandline_arg (paths[i]));
  list = gdk_file_list_new_from_list (files);
  content = gdk_content_provider_new_typed (GDK_TYPE_FILE_LIST, list);
  g_boxed_free (GDK_TYPE_FILE_LIST, list);
  g_slist_free_full (files, g_object_unref);
  return content;
}

static void
show (GdkContentProvider *content)
{
  GtkWidget *window = gtk_window_new ();
  GtkWidget *label = gtk_label_new ("Drag me");
  GtkDragSource *source = gtk_drag_source_new ();

  gtk_drag_source_set_content (source, content);
  gtk_drag_source_set_actions (source, GDK_ACTION_COPY);
  g_signal_connect (source, "drag-begin", G_CALLBACK (on_begin), NULL);
  g_signal_connect (source, "drag-end", G_CALLBACK (on_end), NULL);
  g_signal_connect (source, "drag-cancel", G_CALLBACK (on_cancel), NULL);
  gtk_widget_add_controller (label, GTK_EVENT_CONTROLLER (source));
  gtk_window_set_title (GTK_WINDOW (window), "Drag Source");
  gtk_window_set_decorated (GTK_WINDOW (window), FALSE);
  gtk_window_set_default_size (GTK_WINDOW (window), 160, 160);
  gtk_window_set_child (GTK_WINDOW (window), label);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  printf ("ready\n");
}

int
main (int argc, char *argv[])
{
  g_autoptr (GOptionContext) context = g_option_context_new ("FILE…");
  g_autoptr (GdkContentProvider) content = NULL;
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  setvbuf (stdout, NULL, _IOLBF, 0);
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc < 2)
    {
      g_printerr ("%s\n", error != NULL ? error->message : "No file was given");
      return 2;
    }
  gtk_init ();
  content = create_content (argv + 1, &error);
  if (content == NULL)
    {
      g_printerr ("%s\n", error->message);
      return 1;
    }
  show (content);
  while (g_list_model_get_n_items (gtk_window_get_toplevels ()) > 0)
    g_main_context_iteration (NULL, TRUE);
  return 0;
}
