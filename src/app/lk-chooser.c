/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-chooser.h"

#include <glib/gi18n-lib.h>

typedef struct
{
  GtkWidget *widget;
  GtkFileChooserNative *dialog;
  LkChooserDone done;
  gpointer user_data;
  GDestroyNotify destroy;
} Choosing;

static void
on_response (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Choosing *choosing = user_data;

  if (response == GTK_RESPONSE_ACCEPT)
    {
      g_autoptr (GListModel) files
          = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));

      choosing->done (files, choosing->user_data);
    }
  if (choosing->destroy != NULL)
    choosing->destroy (choosing->user_data);
  g_object_unref (choosing->widget);
  g_object_unref (choosing->dialog);
  g_free (choosing);
}

static void
add_filter_of_all (GtkFileChooserNative *dialog)
{
  g_autoptr (GtkFileFilter) all = gtk_file_filter_new ();

  gtk_file_filter_set_name (all, _ ("All files"));
  gtk_file_filter_add_pattern (all, "*");
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), all);
}

/* Of files that end as what is saved does: "*.svg, *.pdf". */
static void
add_filter_of_endings (GtkFileChooserNative *dialog, const char *const *endings)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autoptr (GString) name = g_string_new (NULL);

  for (guint i = 0; endings[i] != NULL; i++)
    {
      gtk_file_filter_add_suffix (filter, endings[i]);
      g_string_append_printf (name, "%s*.%s", i > 0 ? ", " : "", endings[i]);
    }
  gtk_file_filter_set_name (filter, name->str);
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
}

static void
add_filter (GtkFileChooserNative *dialog, LkChooserKind kind)
{
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  if (kind == LK_CHOOSER_PICTURES)
    {
      gtk_file_filter_set_name (filter, _ ("Pictures"));
      gtk_file_filter_add_mime_type (filter, "image/*");
    }
  else if (kind == LK_CHOOSER_SESSION)
    {
      gtk_file_filter_set_name (filter, _ ("Likeness sessions"));
      gtk_file_filter_add_suffix (filter, "likeness");
    }
  else if (kind == LK_CHOOSER_RECIPE)
    {
      gtk_file_filter_set_name (filter, _ ("Recipes"));
      gtk_file_filter_add_suffix (filter, "json");
    }
  else
    {
      gtk_file_filter_set_name (filter, _ ("Checkpoints"));
      gtk_file_filter_add_suffix (filter, "safetensors");
      gtk_file_filter_add_suffix (filter, "pth");
      gtk_file_filter_add_suffix (filter, "pt");
      gtk_file_filter_add_suffix (filter, "tar");
    }
  gtk_file_chooser_add_filter (GTK_FILE_CHOOSER (dialog), filter);
  add_filter_of_all (dialog);
}

static void
show (GtkWidget *widget,
      GtkFileChooserNative *dialog,
      LkChooserDone done,
      gpointer user_data,
      GDestroyNotify destroy)
{
  Choosing *choosing = g_new0 (Choosing, 1);

  *choosing = (Choosing){ g_object_ref (widget), dialog, done, user_data, destroy };
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), choosing);
  gtk_native_dialog_set_modal (GTK_NATIVE_DIALOG (dialog), TRUE);
  gtk_native_dialog_show (GTK_NATIVE_DIALOG (dialog));
}

void
lk_chooser_open (GtkWidget *widget,
                 LkChooserKind kind,
                 const char *title,
                 LkChooserDone done,
                 gpointer user_data)
{
  gboolean folders = kind == LK_CHOOSER_FOLDERS || kind == LK_CHOOSER_FOLDER;
  GtkFileChooserAction action
      = folders ? GTK_FILE_CHOOSER_ACTION_SELECT_FOLDER : GTK_FILE_CHOOSER_ACTION_OPEN;
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      title, GTK_WINDOW (gtk_widget_get_root (widget)), action, NULL, NULL);

  gtk_file_chooser_set_select_multiple (GTK_FILE_CHOOSER (dialog),
                                        kind == LK_CHOOSER_PICTURES
                                            || kind == LK_CHOOSER_FOLDERS);
  if (!folders)
    add_filter (dialog, kind);
  show (widget, dialog, done, user_data, NULL);
}

void
lk_chooser_save (GtkWidget *widget,
                 const LkChooserSave *what,
                 LkChooserDone done,
                 gpointer user_data,
                 GDestroyNotify destroy)
{
  GtkFileChooserNative *dialog = gtk_file_chooser_native_new (
      what->title, GTK_WINDOW (gtk_widget_get_root (widget)),
      GTK_FILE_CHOOSER_ACTION_SAVE, NULL, NULL);

  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), what->name);
  add_filter_of_endings (dialog, what->endings);
  add_filter_of_all (dialog);
  show (widget, dialog, done, user_data, destroy);
}

void
lk_chooser_to_value (GListModel *files, GValue *value)
{
  GSList *list = NULL;

  for (guint i = g_list_model_get_n_items (files); i > 0; i--)
    list = g_slist_prepend (list, g_list_model_get_item (files, i - 1));
  g_value_init (value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (value, gdk_file_list_new_from_list (list));
  g_slist_free_full (list, g_object_unref);
}
