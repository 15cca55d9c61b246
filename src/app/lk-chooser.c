/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-chooser.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>
#include <string.h>

typedef struct
{
  GtkWidget *widget;
  GtkFileChooserNative *dialog;
  LkChooserDone done;
  gpointer user_data;
  GDestroyNotify destroy;
  char *ending;      /* (nullable): of what is saved, with its dot */
  gboolean only_one; /* it may end in no other way */
  GListModel *files; /* that were chosen */
} Choosing;

static void
choosing_free (Choosing *self)
{
  if (self->destroy != NULL)
    self->destroy (self->user_data);
  g_object_unref (self->widget);
  g_object_unref (self->dialog);
  g_clear_object (&self->files);
  g_free (self->ending);
  g_free (self);
}

/* Takes @self. */
static void
finish (Choosing *self)
{
  self->done (self->files, self->user_data);
  choosing_free (self);
}

static void
on_answered (AdwMessageDialog *question, const char *response, gpointer user_data)
{
  if (g_str_equal (response, "overwrite"))
    finish (user_data);
  else
    choosing_free (user_data);
}

/* Takes @self. The dialog has asked about the name that was typed alone. */
static void
ask_to_replace (Choosing *self, const char *path)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *body = g_strdup_printf (
      _ ("“%s” is there already. Saving here would replace what is there now."), name);
  GtkWidget *question = adw_message_dialog_new (
      GTK_WINDOW (gtk_widget_get_root (self->widget)), _ ("Replace the File?"), body);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (question);

  adw_message_dialog_add_responses (dialog, "cancel", _ ("_Cancel"), "overwrite",
                                    _ ("_Replace"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "overwrite",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "cancel");
  adw_message_dialog_set_close_response (dialog, "cancel");
  g_signal_connect (dialog, "response", G_CALLBACK (on_answered), self);
  gtk_window_present (GTK_WINDOW (dialog));
}

/* (transfer full) (nullable): @path with the ending it lacks; %NULL where it has one. */
static char *
add_ending (const Choosing *self, const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  gboolean complete = self->only_one ? g_str_has_suffix (base, self->ending)
                                     : strchr (base, '.') != NULL;

  return complete ? NULL : g_strconcat (path, self->ending, NULL);
}

/* Takes @self. */
static void
take_place (Choosing *self)
{
  g_autoptr (GFile) file = g_list_model_get_item (self->files, 0);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autofree char *named = path != NULL ? add_ending (self, path) : NULL;
  g_autoptr (GFile) place = NULL;
  GListStore *files;

  if (named == NULL)
    {
      finish (self);
      return;
    }
  place = g_file_new_for_path (named);
  files = g_list_store_new (G_TYPE_FILE);
  g_list_store_append (files, place);
  g_object_unref (self->files);
  self->files = G_LIST_MODEL (files);
  if (g_file_test (named, G_FILE_TEST_EXISTS)
      && gtk_widget_get_root (self->widget) != NULL)
    ask_to_replace (self, named);
  else
    finish (self);
}

static void
on_response (GtkNativeDialog *dialog, int response, gpointer user_data)
{
  Choosing *choosing = user_data;

  if (response != GTK_RESPONSE_ACCEPT)
    {
      choosing_free (choosing);
      return;
    }
  choosing->files = gtk_file_chooser_get_files (GTK_FILE_CHOOSER (dialog));
  if (choosing->ending != NULL)
    take_place (choosing);
  else
    finish (choosing);
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

static Choosing *
choosing_new (GtkWidget *widget,
              GtkFileChooserNative *dialog,
              LkChooserDone done,
              gpointer user_data)
{
  Choosing *self = g_new0 (Choosing, 1);

  *self = (Choosing){ .widget = g_object_ref (widget),
                      .dialog = dialog,
                      .done = done,
                      .user_data = user_data };
  return self;
}

/* Takes @choosing. */
static void
show (Choosing *choosing)
{
  GtkNativeDialog *dialog = GTK_NATIVE_DIALOG (choosing->dialog);

  g_signal_connect (dialog, "response", G_CALLBACK (on_response), choosing);
  gtk_native_dialog_set_modal (dialog, TRUE);
  gtk_native_dialog_show (dialog);
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
  show (choosing_new (widget, dialog, done, user_data));
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
  Choosing *choosing = choosing_new (widget, dialog, done, user_data);

  choosing->destroy = destroy;
  choosing->ending = g_strconcat (".", what->endings[0], NULL);
  choosing->only_one = what->endings[1] == NULL;
  gtk_file_chooser_set_current_name (GTK_FILE_CHOOSER (dialog), what->name);
  add_filter_of_endings (dialog, what->endings);
  add_filter_of_all (dialog);
  show (choosing);
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
