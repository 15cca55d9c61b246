/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-network-page.h"

#include <glib/gi18n-lib.h>

#include "lk-checkpoint-facts.h"
#include "lk-choices.h"
#include "lk-facts-list.h"
#include "lk-metric-choices.h"

struct _LkNetworkPage
{
  AdwWindow parent_instance;

  GtkWidget *reading; /* a spinner */
  GtkWidget *problem;
  GtkWidget *list; /* of facts */
  GtkWidget *tensors;
  GPtrArray *facts;
  GCancellable *cancellable;
};

G_DEFINE_FINAL_TYPE (LkNetworkPage, lk_network_page, ADW_TYPE_WINDOW)

/* What the other thread needs. */
typedef struct
{
  char *name;
  char *profile;
  char *network;
} Question;

static void
question_free (Question *self)
{
  g_free (self->name);
  g_free (self->profile);
  g_free (self->network);
  g_free (self);
}

static void
read_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Question *question = data;
  g_autoptr (GHashTable) choices = NULL;
  LkCheckpointFacts *facts = NULL;
  GError *error = NULL;

  if (g_task_return_error_if_cancelled (task))
    return;
  choices = lk_choices_parse_for (question->profile, question->network, &error);
  if (choices != NULL)
    facts = lk_checkpoint_facts_new (question->name, choices, &error);
  if (facts == NULL)
    g_task_return_error (task, error);
  else
    g_task_return_pointer (task, facts, (GDestroyNotify) lk_checkpoint_facts_free);
}

static void
show_tensors (LkNetworkPage *self, LkCheckpointFacts *facts)
{
  g_autoptr (GPtrArray) shapes = lk_checkpoint_facts_list_tensors (facts);
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GPtrArray) row = g_ptr_array_new ();
  g_autofree char *title = g_strdup_printf (
      ngettext ("%u tensor", "%u tensors", shapes->len / 2), shapes->len / 2);

  for (guint i = 0; i < shapes->len; i += 2)
    g_string_append_printf (text, "%s%s  %s", i > 0 ? "\n" : "",
                            (const char *) shapes->pdata[i],
                            (const char *) shapes->pdata[i + 1]);
  g_ptr_array_add (row, title);
  g_ptr_array_add (row, text->str);
  lk_facts_list_append (self->tensors, row);
  gtk_widget_show (self->tensors);
}

static void
show_problem (LkNetworkPage *self, const GError *problem)
{
  gtk_label_set_text (GTK_LABEL (self->problem), problem->message);
  gtk_widget_show (self->problem);
}

static void
on_read (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkNetworkPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkCheckpointFacts) facts
      = g_task_propagate_pointer (G_TASK (result), &error);

  if (self->list == NULL)
    return;
  gtk_widget_hide (self->reading);
  if (facts == NULL)
    {
      show_problem (self, error);
      return;
    }
  if (facts->problem != NULL)
    show_problem (self, facts->problem);
  g_ptr_array_unref (self->facts);
  self->facts = lk_checkpoint_facts_list (facts);
  lk_facts_list_append (self->list, self->facts);
  gtk_widget_show (self->list);
  show_tensors (self, facts);
}

static void
lk_network_page_dispose (GObject *object)
{
  LkNetworkPage *self = LK_NETWORK_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  self->list = NULL;
  G_OBJECT_CLASS (lk_network_page_parent_class)->dispose (object);
}

static void
lk_network_page_finalize (GObject *object)
{
  LkNetworkPage *self = LK_NETWORK_PAGE (object);

  g_object_unref (self->cancellable);
  g_ptr_array_unref (self->facts);
  G_OBJECT_CLASS (lk_network_page_parent_class)->finalize (object);
}

static void
lk_network_page_class_init (LkNetworkPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_network_page_dispose;
  G_OBJECT_CLASS (klass)->finalize = lk_network_page_finalize;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-network-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkNetworkPage, reading);
  gtk_widget_class_bind_template_child (widget_class, LkNetworkPage, problem);
  gtk_widget_class_bind_template_child (widget_class, LkNetworkPage, list);
  gtk_widget_class_bind_template_child (widget_class, LkNetworkPage, tensors);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Escape, 0, "window.close",
                                       NULL);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK,
                                       "window.close", NULL);
}

static void
lk_network_page_init (LkNetworkPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->facts = g_ptr_array_new_with_free_func (g_free);
  gtk_widget_init_template (GTK_WIDGET (self));
}

LkNetworkPage *
lk_network_page_present (GtkWindow *parent,
                         const char *name,
                         const char *profile,
                         const char *network)
{
  g_autofree char *title = NULL;
  g_autoptr (GTask) task = NULL;
  LkNetworkPage *self;
  Question *question;

  g_return_val_if_fail (name != NULL, NULL);

  title = lk_metric_choices_describe_model (name);
  self = g_object_new (LK_TYPE_NETWORK_PAGE, "transient-for", parent, "title", title,
                       NULL);
  question = g_new0 (Question, 1);
  *question = (Question){ g_strdup (name), g_strdup (profile), g_strdup (network) };
  task = g_task_new (NULL, self->cancellable, on_read, g_object_ref (self));
  g_task_set_task_data (task, question, (GDestroyNotify) question_free);
  g_task_run_in_thread (task, read_in_thread);
  gtk_window_present (GTK_WINDOW (self));
  return self;
}

GPtrArray *
lk_network_page_get_facts (LkNetworkPage *self)
{
  g_return_val_if_fail (LK_IS_NETWORK_PAGE (self), NULL);
  return self->facts;
}

const char *
lk_network_page_get_problem (LkNetworkPage *self)
{
  g_return_val_if_fail (LK_IS_NETWORK_PAGE (self), NULL);
  return gtk_widget_get_visible (self->problem)
             ? gtk_label_get_text (GTK_LABEL (self->problem))
             : NULL;
}
