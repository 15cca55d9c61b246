/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-train-page.h"

#include <glib/gi18n-lib.h>

#include "lk-chooser.h"
#include "lk-curves-view.h"
#include "lk-dataset-picker.h"
#include "lk-export.h"
#include "lk-train-form.h"
#include "lk-trained-model.h"
#include "lk-width-menu.h"

#define LAST "last-training"

struct _LkTrainPage
{
  GtkWidget parent_instance;

  LkSession *session;
  GSettings *settings;
  LkTrainingJob *job;  /* or NULL */
  gboolean remembered; /* the last training was looked for */

  GtkWidget *scroller;
  LkTrainForm form;
  GtkWidget *clear;
  GtkWidget *start;
  GtkWidget *stop;
  GtkWidget *go_on;
  GtkWidget *status;
  GtkWidget *progress;
  GtkWidget *results;
  GtkWidget *location;
  GtkWidget *curves;
  GtkWidget *remarks;
  GtkWidget *figures;
};

G_DEFINE_FINAL_TYPE (LkTrainPage, lk_train_page, GTK_TYPE_WIDGET)

static void
show_status (LkTrainPage *self, const char *text, gboolean is_error)
{
  gtk_label_set_text (GTK_LABEL (self->status), text != NULL ? text : "");
  if (is_error)
    gtk_widget_add_css_class (self->status, "error");
  else
    gtk_widget_remove_css_class (self->status, "error");
}

static gboolean
is_running (LkTrainPage *self)
{
  return self->job != NULL && lk_training_job_get_running (self->job);
}

/* A validation folder that was chosen has to be one. */
static gboolean
can_start (LkTrainPage *self)
{
  LkDatasetPicker *picker = LK_DATASET_PICKER (self->form.picker);
  LkDatasetPicker *validation = LK_DATASET_PICKER (self->form.validation);

  return self->session != NULL && !is_running (self)
         && lk_dataset_picker_get_dataset (picker) != NULL
         && (lk_dataset_picker_get_path (validation) == NULL
             || lk_dataset_picker_get_dataset (validation) != NULL);
}

static void
update_actions (LkTrainPage *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean running = is_running (self);
  gboolean can_go_on = self->job != NULL && !running
                       && lk_training_job_get_begun (self->job)
                       && !lk_training_job_get_done (self->job);
  gboolean drawn
      = self->job != NULL
        && lk_training_curves_get_n_lines (lk_training_job_get_curves (self->job)) > 0;
  gboolean validates
      = lk_dataset_picker_get_path (LK_DATASET_PICKER (self->form.validation)) != NULL;

  gtk_widget_action_set_enabled (widget, "train.start", can_start (self));
  gtk_widget_action_set_enabled (widget, "train.stop",
                                 running && !lk_training_job_get_stopping (self->job));
  gtk_widget_action_set_enabled (widget, "train.go-on", can_go_on);
  gtk_widget_action_set_enabled (widget, "train.use-model",
                                 self->job != NULL
                                     && lk_training_job_has_model (self->job));
  gtk_widget_action_set_enabled (widget, "train.open", !running);
  gtk_widget_action_set_enabled (widget, "train.no-validation", validates);
  gtk_widget_action_set_enabled (widget, "train.export-figure", drawn);
  gtk_widget_action_set_enabled (widget, "train.copy-figure", drawn);
  gtk_widget_set_visible (self->clear, validates);
  gtk_widget_set_visible (self->start, !running);
  gtk_widget_set_visible (self->stop, running);
  gtk_widget_set_visible (self->go_on, can_go_on);
}

static void
show_job (LkTrainPage *self)
{
  const char *remarks = lk_training_job_get_remarks (self->job);
  LkTrainingCurves *curves = lk_training_job_get_curves (self->job);
  double progress = lk_training_job_get_progress (self->job);
  g_autofree char *folder
      = g_filename_display_name (lk_training_job_get_folder (self->job));

  gtk_widget_set_visible (self->progress, is_running (self) && progress >= 0);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), MAX (progress, 0));
  gtk_label_set_text (GTK_LABEL (self->location), folder);
  gtk_label_set_text (GTK_LABEL (self->remarks), remarks != NULL ? remarks : "");
  gtk_widget_set_visible (self->remarks, remarks != NULL);
  gtk_widget_set_visible (self->results, lk_training_curves_get_n_lines (curves) > 0);
  lk_curves_view_set_curves (LK_CURVES_VIEW (self->curves), curves);
  update_actions (self);
}

static void
on_changed (LkTrainPage *self)
{
  show_status (self, lk_training_job_get_status (self->job), FALSE);
  show_job (self);
}

static void
on_ended (LkTrainPage *self, const char *problem)
{
  on_changed (self);
  if (problem != NULL)
    show_status (self, problem, TRUE);
}

/* One that runs is stopped, and is saved even if the window goes. */
static void
forget_job (LkTrainPage *self)
{
  if (self->job == NULL)
    return;
  lk_curves_view_set_curves (LK_CURVES_VIEW (self->curves), NULL);
  g_signal_handlers_disconnect_by_data (self->job, self);
  lk_training_job_stop (self->job);
  g_clear_object (&self->job);
}

static void
take_job (LkTrainPage *self, LkTrainingJob *job)
{
  forget_job (self);
  self->job = job;
  g_signal_connect_swapped (job, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (job, "ended", G_CALLBACK (on_ended), self);
  g_settings_set_string (self->settings, LAST, lk_training_job_get_folder (job));
}

static void
release (LkTrainingJob *job, const char *problem, GApplication *application)
{
  g_signal_handlers_disconnect_by_func (job, release, application);
  g_application_release (application);
}

/* The program stays until the last checkpoint is written. */
static void
run_job (LkTrainPage *self)
{
  GApplication *application = g_application_get_default ();

  if (application != NULL)
    {
      g_application_hold (application);
      g_signal_connect (self->job, "ended", G_CALLBACK (release), application);
    }
  lk_training_job_run (self->job);
  on_changed (self);
}

static void
start (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkTrainPage *self = LK_TRAIN_PAGE (widget);
  g_autoptr (LkTrainingPlan) plan = lk_train_form_read (&self->form);
  g_autofree char *folder = NULL;

  if (!can_start (self))
    return;
  if (g_strcmp0 (plan->initial, lk_session_get_model_name (self->session)) == 0)
    {
      g_free (plan->initial_profile);
      plan->initial_profile = g_strdup (lk_session_get_profile (self->session));
      g_free (plan->initial_network);
      plan->initial_network = g_strdup (lk_session_get_network (self->session));
    }
  folder = lk_training_plan_propose_folder (plan);
  take_job (self, lk_training_job_new (plan, folder));
  run_job (self);
}

static void
stop (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkTrainPage *self = LK_TRAIN_PAGE (widget);

  if (is_running (self))
    lk_training_job_stop (self->job);
}

static void
go_on (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkTrainPage *self = LK_TRAIN_PAGE (widget);

  if (self->job != NULL && !is_running (self) && !lk_training_job_get_done (self->job))
    run_job (self);
}

static void
use_model (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkTrainPage *self = LK_TRAIN_PAGE (widget);
  g_autoptr (GError) error = NULL;
  g_autofree char *path
      = self->job != NULL ? lk_training_job_take_model (self->job, &error) : NULL;

  if (path == NULL)
    {
      if (error != NULL)
        show_status (self, error->message, TRUE);
      return;
    }
  lk_trained_model_use (self->session, path);
  if (lk_session_get_scoring (self->session) != NULL)
    lk_session_set_view (self->session, "decision");
  lk_session_send_message (
      self->session,
      _ ("The trained weights are in use; Compare shows them beside those before"));
}

static void
on_training_chosen (GListModel *files, gpointer user_data)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    lk_train_page_open_training (user_data, path);
}

static void
open_training (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_chooser_open (widget, LK_CHOOSER_FOLDERS, _ ("Open Training"), on_training_chosen,
                   widget);
}

static void
on_recipe_chosen (GListModel *files, gpointer user_data)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    lk_train_page_open_recipe (user_data, path);
}

static void
open_recipe (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_chooser_open (widget, LK_CHOOSER_RECIPE, _ ("Open Recipe"), on_recipe_chosen,
                   widget);
}

static void
no_validation (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_dataset_picker_show (LK_DATASET_PICKER (LK_TRAIN_PAGE (widget)->form.validation),
                          NULL, NULL);
}

static gboolean
write_figure (GtkWidget *widget, guint which, const char *path, GError **error)
{
  LkTrainingCurves *curves = lk_training_job_get_curves (LK_TRAIN_PAGE (widget)->job);

  return lk_training_curves_write (curves, lk_width_menu_get_width (), path, error);
}

void
lk_train_page_take_figure (LkTrainPage *self, gboolean copy)
{
  GtkWidget *widget = GTK_WIDGET (self);

  g_return_if_fail (LK_IS_TRAIN_PAGE (self));

  if (self->job == NULL)
    lk_session_send_message (self->session,
                             _ ("Curves can be had once a training has begun"));
  else if (copy)
    lk_export_copy_figure (widget, self->session, write_figure, 0);
  else
    lk_export_ask_figure (widget, self->session, "curves", write_figure, 0);
}

static void
take_figure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_train_page_take_figure (LK_TRAIN_PAGE (widget),
                             g_str_equal (name, "train.copy-figure"));
}

static void
on_unit_changed (LkTrainPage *self)
{
  lk_train_form_update (&self->form);
}

static void
on_model_changed (LkTrainPage *self)
{
  lk_train_form_set_model (&self->form, lk_session_get_model_name (self->session));
}

static gboolean
open_job (LkTrainPage *self, const char *folder, GError **error)
{
  LkTrainingJob *job = lk_training_job_open (folder, error);

  if (job == NULL)
    return FALSE;
  take_job (self, job);
  lk_train_form_show (&self->form, lk_training_job_get_plan (job));
  on_changed (self);
  return TRUE;
}

/* The last training is there again, once somebody looks. */
static void
lk_train_page_map (GtkWidget *widget)
{
  LkTrainPage *self = LK_TRAIN_PAGE (widget);
  g_autofree char *folder = g_settings_get_string (self->settings, LAST);

  GTK_WIDGET_CLASS (lk_train_page_parent_class)->map (widget);
  if (self->remembered || self->job != NULL || self->session == NULL)
    return;
  self->remembered = TRUE;
  if (*folder != '\0' && g_file_test (folder, G_FILE_TEST_IS_DIR))
    open_job (self, folder, NULL);
}

static void
lk_train_page_dispose (GObject *object)
{
  LkTrainPage *self = LK_TRAIN_PAGE (object);

  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      forget_job (self);
    }
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_TRAIN_PAGE);
  lk_train_form_clear (&self->form);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (lk_train_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, LkTrainPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, LkTrainPage, figures);
  gtk_widget_class_bind_template_child (widget_class, LkTrainPage, clear);
  gtk_widget_class_bind_template_child (widget_class, LkTrainPage, start);
  gtk_widget_class_bind_template_child (widget_class, LkTrainPage, stop);
  gtk_widget_class_bind_template_child (widget_class, LkTrainPage, go_on);
  gtk_widget_class_bind_template_child (widget_class, LkTrainPage, status);
  gtk_widget_class_bind_template_child (widget_class, LkTrainPage, progress);
  gtk_widget_class_bind_template_child (widget_class, LkTrainPage, results);
  gtk_widget_class_bind_template_child (widget_class, LkTrainPage, location);
  gtk_widget_class_bind_template_child (widget_class, LkTrainPage, curves);
  gtk_widget_class_bind_template_child (widget_class, LkTrainPage, remarks);
}

static void
install_actions (GtkWidgetClass *widget_class)
{
  const struct
  {
    const char *name;
    GtkWidgetActionActivateFunc activate;
  } actions[] = {
    { "train.start", start },
    { "train.stop", stop },
    { "train.go-on", go_on },
    { "train.use-model", use_model },
    { "train.open", open_training },
    { "train.open-recipe", open_recipe },
    { "train.no-validation", no_validation },
    { "train.export-figure", take_figure },
    { "train.copy-figure", take_figure },
  };

  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name, NULL,
                                     actions[i].activate);
}

static void
lk_train_page_class_init (LkTrainPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_train_page_dispose;
  widget_class->map = lk_train_page_map;
  g_type_ensure (LK_TYPE_CURVES_VIEW);
  g_type_ensure (LK_TYPE_DATASET_PICKER);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-train-page.ui");
  lk_train_form_bind (widget_class, G_STRUCT_OFFSET (LkTrainPage, form));
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, update_actions);
  gtk_widget_class_bind_template_callback (widget_class, on_unit_changed);
  install_actions (widget_class);
  gtk_widget_class_set_css_name (widget_class, "train-page");
}

static void
lk_train_page_init (LkTrainPage *self)
{
  self->settings = g_settings_new (LK_APP_ID);
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_width_menu_append (GTK_MENU_BUTTON (self->figures));
  lk_train_form_init (&self->form);
  lk_dataset_picker_take_drops (LK_DATASET_PICKER (self->form.picker), GTK_WIDGET (self));
  update_actions (self);
}

void
lk_train_page_set_session (LkTrainPage *self, LkSession *session)
{
  g_return_if_fail (LK_IS_TRAIN_PAGE (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  g_signal_connect_swapped (session, "notify::model-name", G_CALLBACK (on_model_changed),
                            self);
  on_model_changed (self);
  update_actions (self);
}

void
lk_train_page_open_dataset (LkTrainPage *self, const char *path)
{
  g_return_if_fail (LK_IS_TRAIN_PAGE (self));
  lk_dataset_picker_open (LK_DATASET_PICKER (self->form.picker), path);
}

void
lk_train_page_open_validation (LkTrainPage *self, const char *path)
{
  g_return_if_fail (LK_IS_TRAIN_PAGE (self));
  lk_dataset_picker_open (LK_DATASET_PICKER (self->form.validation), path);
}

void
lk_train_page_open_recipe (LkTrainPage *self, const char *path)
{
  g_return_if_fail (LK_IS_TRAIN_PAGE (self));
  lk_train_form_set_recipe (&self->form, path);
}

void
lk_train_page_open_training (LkTrainPage *self, const char *folder)
{
  g_autoptr (GError) error = NULL;

  g_return_if_fail (LK_IS_TRAIN_PAGE (self));
  g_return_if_fail (folder != NULL);

  if (!is_running (self) && !open_job (self, folder, &error))
    show_status (self, error->message, TRUE);
}

LkTrainingJob *
lk_train_page_get_job (LkTrainPage *self)
{
  g_return_val_if_fail (LK_IS_TRAIN_PAGE (self), NULL);
  return self->job;
}
