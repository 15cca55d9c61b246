/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-network-question.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "lk-choices.h"
#include "lk-error.h"
#include "lk-model.h"

#define TENSORS "tensors"

/* @asked: (nullable): what was asked about last; @network: the line it was opened with */
typedef struct
{
  GtkWindow *window; /* not owned: it holds this */
  LkSession *session;
  char *asked;
  char *network;
  GCancellable *cancellable;
} Watch;

static void
watch_free (gpointer data)
{
  Watch *self = data;

  g_cancellable_cancel (self->cancellable);
  g_object_unref (self->cancellable);
  g_signal_handlers_disconnect_by_data (self->session, self);
  g_object_unref (self->session);
  g_free (self->asked);
  g_free (self->network);
  g_free (self);
}

/* What else was said of the network stays. */
static void
choose (Watch *self, const char *prefix)
{
  const char *network = lk_session_get_network (self->session);
  g_autoptr (GHashTable) choices
      = lk_choices_parse (network != NULL ? network : "", NULL);
  g_autofree char *text = NULL;

  if (choices == NULL)
    return;
  g_hash_table_insert (choices, g_strdup (TENSORS), g_strdup (prefix));
  text = lk_choices_format (choices);
  lk_session_set_network (self->session, text);
}

static GtkWidget *
create_list (GPtrArray *prefixes)
{
  GtkWidget *list = gtk_list_box_new ();

  gtk_widget_add_css_class (list, "boxed-list");
  for (guint i = 0; i < prefixes->len; i++)
    {
      const char *prefix = prefixes->pdata[i];
      GtkWidget *label = gtk_label_new (*prefix != '\0' ? prefix : _ ("(no prefix)"));

      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_wrap (GTK_LABEL (label), TRUE);
      gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_CHAR);
      gtk_widget_add_css_class (label, "fact");
      gtk_list_box_append (GTK_LIST_BOX (list), label);
    }
  gtk_list_box_select_row (GTK_LIST_BOX (list),
                           gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 0));
  return list;
}

static void
on_response (AdwMessageDialog *dialog, const char *response, gpointer user_data)
{
  GtkWidget *window = GTK_WIDGET (gtk_window_get_transient_for (GTK_WINDOW (dialog)));
  Watch *self
      = window != NULL ? g_object_get_data (G_OBJECT (window), "lk-network-watch") : NULL;
  GPtrArray *prefixes = g_object_get_data (G_OBJECT (dialog), "prefixes");
  GtkListBoxRow *row = gtk_list_box_get_selected_row (
      GTK_LIST_BOX (adw_message_dialog_get_extra_child (dialog)));

  if (self != NULL && row != NULL && g_str_equal (response, "open"))
    choose (self, prefixes->pdata[gtk_list_box_row_get_index (row)]);
}

static void
ask (Watch *self, GPtrArray *prefixes)
{
  g_autofree char *name = g_filename_display_basename (self->asked);
  g_autofree char *heading = g_strdup_printf (_ ("Several Networks in “%s”"), name);
  GtkWidget *dialog = adw_message_dialog_new (self->window, heading, NULL);

  adw_message_dialog_set_body (
      ADW_MESSAGE_DIALOG (dialog),
      _ ("Choose by what the names of its tensors begin with which one to open."));
  adw_message_dialog_set_extra_child (ADW_MESSAGE_DIALOG (dialog),
                                      create_list (prefixes));
  adw_message_dialog_add_responses (ADW_MESSAGE_DIALOG (dialog), "cancel", _ ("_Cancel"),
                                    "open", _ ("_Open"), NULL);
  adw_message_dialog_set_response_appearance (ADW_MESSAGE_DIALOG (dialog), "open",
                                              ADW_RESPONSE_SUGGESTED);
  adw_message_dialog_set_default_response (ADW_MESSAGE_DIALOG (dialog), "open");
  adw_message_dialog_set_close_response (ADW_MESSAGE_DIALOG (dialog), "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "prefixes", g_ptr_array_ref (prefixes),
                          (GDestroyNotify) g_ptr_array_unref);
  g_signal_connect (dialog, "response", G_CALLBACK (on_response), NULL);
  gtk_window_present (GTK_WINDOW (dialog));
}

static void
list_in_thread (GTask *task, gpointer source, gpointer path, GCancellable *cancellable)
{
  g_task_return_pointer (task, lk_model_list_networks (path),
                         (GDestroyNotify) g_ptr_array_unref);
}

/* Cancelled: the window is gone, and the watch with it. */
static void
on_listed (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GPtrArray) prefixes = g_task_propagate_pointer (G_TASK (result), NULL);
  Watch *self = user_data;

  if (prefixes == NULL || prefixes->len < 2
      || g_strcmp0 (self->asked, lk_session_get_model_name (self->session)) != 0)
    return;
  ask (self, prefixes);
}

static void
on_scored (Watch *self)
{
  const GError *error = lk_scorer_get_error (lk_session_get_scorer (self->session));
  const char *name = lk_session_get_model_name (self->session);
  const char *network = lk_session_get_network (self->session);
  g_autoptr (GTask) task = NULL;

  /* Whoever comes back to it later is asked again. */
  if (!g_error_matches (error, LK_ERROR, LK_ERROR_UNSUPPORTED))
    {
      g_clear_pointer (&self->asked, g_free);
      return;
    }
  if (name == NULL || !g_path_is_absolute (name)
      || (g_strcmp0 (name, self->asked) == 0 && g_strcmp0 (network, self->network) == 0))
    return;
  g_free (self->asked);
  g_free (self->network);
  self->asked = g_strdup (name);
  self->network = g_strdup (network);
  task = g_task_new (NULL, self->cancellable, on_listed, self);
  g_task_set_task_data (task, g_strdup (name), g_free);
  g_task_run_in_thread (task, list_in_thread);
}

void
lk_network_question_watch (GtkWindow *window, LkSession *session)
{
  Watch *self;

  g_return_if_fail (GTK_IS_WINDOW (window) && LK_IS_SESSION (session));

  self = g_new0 (Watch, 1);
  self->window = window;
  self->session = g_object_ref (session);
  self->cancellable = g_cancellable_new ();
  g_signal_connect_swapped (session, "scored", G_CALLBACK (on_scored), self);
  g_object_set_data_full (G_OBJECT (window), "lk-network-watch", self, watch_free);
}
