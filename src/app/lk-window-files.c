/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-window-private.h"

#include <glib/gi18n-lib.h>

#include "lk-chooser.h"

/* Opening and saving, and the questions before something would be lost. */

/* A save, and what is to be done after it. */
typedef struct
{
  LkWindow *window;
  char *path;
  LkSaveFlags flags;
  LkWindowThen then; /* or NULL */
  char *subject;
} Saving;

static Saving *
saving_new (LkWindow *window, LkSaveFlags flags, LkWindowThen then, const char *subject)
{
  Saving *saving = g_new0 (Saving, 1);

  *saving = (Saving){ g_object_ref (window), NULL, flags, then, g_strdup (subject) };
  return saving;
}

static void
saving_free (Saving *saving)
{
  g_object_unref (saving->window);
  g_free (saving->path);
  g_free (saving->subject);
  g_free (saving);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Saving, saving_free)

static void save_to (Saving *saving, const char *path);
static void choose_place (Saving *saving);

static GtkWidget *
create_question (LkWindow *self, const char *heading, const char *body)
{
  GtkWidget *dialog = adw_message_dialog_new (GTK_WINDOW (self), heading, NULL);

  adw_message_dialog_set_body (ADW_MESSAGE_DIALOG (dialog), body);
  adw_message_dialog_add_response (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"));
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  return dialog;
}

static void
on_overwrite_answered (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  Saving *saving = user_data;

  if (g_str_equal (response, "overwrite"))
    {
      saving->flags |= LK_SAVE_OVER;
      save_to (saving, saving->path);
    }
  else if (g_str_equal (response, "save-as"))
    choose_place (saving);
  else
    saving_free (saving);
}

/* Takes @saving, whose path is set. */
static void
ask_to_overwrite (Saving *saving, const char *what)
{
  g_autofree char *body
      = g_strdup_printf (_ ("%s. Saving here would replace what is there now."), what);
  AdwMessageDialog *dialog = ADW_MESSAGE_DIALOG (
      create_question (saving->window, _ ("Replace the Changed File?"), body));

  adw_message_dialog_add_responses (dialog, "save-as", _ ("Save _As…"), "overwrite",
                                    _ ("_Replace"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "overwrite",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_default_response (dialog, "save-as");
  g_signal_connect (dialog, "response", G_CALLBACK (on_overwrite_answered), saving);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;
  g_autoptr (GError) error = NULL;

  if (lk_session_save_finish (LK_SESSION (source), result, &error))
    {
      if (saving->then != NULL)
        saving->then (saving->window, saving->subject);
    }
  else if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG))
    ask_to_overwrite (g_steal_pointer (&saving), error->message);
  else
    lk_window_show_toast (saving->window, error->message, FALSE);
}

/* Takes @saving. */
static void
save_to (Saving *saving, const char *path)
{
  g_autofree char *copy = g_strdup (path);

  g_free (saving->path);
  saving->path = g_steal_pointer (&copy);
  lk_session_save_full_async (saving->window->session, saving->path, saving->flags,
                              on_saved, saving);
}

static char *
get_path (GListModel *files)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);

  return file != NULL ? g_file_get_path (file) : NULL;
}

static void
on_place_chosen (GListModel *files, gpointer user_data)
{
  Saving *saving = user_data;
  g_autofree char *path = get_path (files);

  if (path == NULL)
    return;
  save_to (saving_new (saving->window, saving->flags, saving->then, saving->subject),
           path);
}

/* Takes @saving. */
static void
choose_place (Saving *saving)
{
  g_autofree char *title = lk_session_get_title (saving->window->session);
  g_autofree char *file = g_strconcat (title, ".likeness", NULL);
  gboolean whole = (saving->flags & LK_SAVE_WITH_PICTURES) != 0;
  static const char *const endings[] = { "likeness", NULL };

  lk_chooser_save (
      GTK_WIDGET (saving->window),
      &(LkChooserSave){ whole ? _ ("Save Session with Its Pictures") : _ ("Save Session"),
                        file, endings },
      on_place_chosen, saving, (GDestroyNotify) saving_free);
}

/* Takes @saving. */
static void
save_in_place (Saving *saving)
{
  const char *path = lk_session_get_path (saving->window->session);

  if (path != NULL)
    save_to (saving, path);
  else
    choose_place (saving);
}

static void
save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  save_in_place (saving_new (LK_WINDOW (widget), 0, NULL, NULL));
}

static void
save_as (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_place (saving_new (LK_WINDOW (widget), 0, NULL, NULL));
}

static void
save_with_pictures (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_place (saving_new (LK_WINDOW (widget), LK_SAVE_WITH_PICTURES, NULL, NULL));
}

static void
on_changes_answered (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  g_autoptr (Saving) saving = user_data;

  if (g_str_equal (response, "save"))
    save_in_place (g_steal_pointer (&saving));
  else if (g_str_equal (response, "discard"))
    saving->then (saving->window, saving->subject);
}

void
lk_window_ask_first (LkWindow *self, LkWindowThen then, const char *subject)
{
  g_autofree char *title = NULL;
  g_autofree char *body = NULL;
  AdwMessageDialog *dialog;

  if (!lk_session_get_modified (self->session))
    {
      then (self, subject);
      return;
    }
  title = lk_session_get_title (self->session);
  body = g_strdup_printf (_ ("“%s” has changes that are not saved. What is not saved is "
                             "lost for good."),
                          title);
  dialog = ADW_MESSAGE_DIALOG (create_question (self, _ ("Save Changes?"), body));
  adw_message_dialog_add_responses (dialog, "discard", _ ("_Discard"), "save",
                                    _ ("_Save"), NULL);
  adw_message_dialog_set_response_appearance (dialog, "discard",
                                              ADW_RESPONSE_DESTRUCTIVE);
  adw_message_dialog_set_response_appearance (dialog, "save", ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (dialog, "save");
  g_signal_connect (dialog, "response", G_CALLBACK (on_changes_answered),
                    saving_new (self, 0, then, subject));
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
open_now (LkWindow *self, const char *path)
{
  lk_session_open (self->session, path);
}

static void
on_open_chosen (GListModel *files, gpointer user_data)
{
  g_autofree char *path = get_path (files);

  if (path != NULL)
    lk_window_ask_first (user_data, open_now, path);
}

static void
open_session (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_chooser_open (widget, LK_CHOOSER_SESSION, _ ("Open Session"), on_open_chosen,
                   widget);
}

static void
open_recent (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_window_ask_first (LK_WINDOW (widget), open_now,
                       g_variant_get_string (parameter, NULL));
}

static void
on_folder_chosen (GListModel *files, gpointer user_data)
{
  g_autofree char *path = get_path (files);

  if (path != NULL)
    lk_session_locate (LK_WINDOW (user_data)->session, NULL, path);
}

static void
locate (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_chooser_open (widget, LK_CHOOSER_FOLDERS, _ ("Locate Missing Pictures"),
                   on_folder_chosen, widget);
}

void
lk_window_class_install_files (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *parameter_type;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "win.open", NULL, open_session },
    { "win.open-recent", "s", open_recent },
    { "win.save", NULL, save },
    { "win.save-as", NULL, save_as },
    { "win.save-with-pictures", NULL, save_with_pictures },
    { "win.locate", NULL, locate },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name,
                                     actions[i].parameter_type, actions[i].activate);
}

void
lk_window_update_files (LkWindow *self)
{
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.locate",
                                 lk_session_count_absent (self->session) > 0);
}
