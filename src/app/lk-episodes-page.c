/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-episodes-page.h"

#include <glib/gi18n-lib.h>

#include "lk-accuracy-view.h"
#include "lk-calibration-view.h"
#include "lk-chooser.h"
#include "lk-confidence-view.h"
#include "lk-confusion-view.h"
#include "lk-dataset-picker.h"
#include "lk-episode-opening.h"
#include "lk-evaluation-export.h"
#include "lk-export.h"
#include "lk-file-ending.h"
#include "lk-mistake-item.h"
#include "lk-mistakes-view.h"
#include "lk-sampling-form.h"
#include "lk-tally-view.h"
#include "lk-width-menu.h"

struct _LkEpisodesPage
{
  GtkWidget parent_instance;

  LkSession *session;
  LkEvaluationJob *job;
  GCancellable *cancellable; /* of an episode on its way into the explorer */
  guint64 next_episode;
  gboolean saving;
  gboolean showing; /* what the session says */

  GtkWidget *scroller;
  LkSamplingForm form;
  GtkWidget *sample;
  GtkWidget *evaluate;
  GtkWidget *cancel;
  GtkWidget *export_csv;
  GtkWidget *figures;
  GtkWidget *running;
  GtkWidget *progress;
  GtkWidget *status;
  GtkWidget *results;
  GtkWidget *settings;
  GtkWidget *accuracy;
  GtkWidget *confusion;
  GtkWidget *mistakes;
  GtkWidget *confidence;
  GtkWidget *calibration;
  GtkWidget *tally;
};

G_DEFINE_FINAL_TYPE (LkEpisodesPage, lk_episodes_page, GTK_TYPE_WIDGET)

static const LkSampler *
get_sampler (LkEpisodesPage *self)
{
  return &lk_session_get_sampling (self->session)->sampler;
}

static LkDataset *
get_dataset (LkEpisodesPage *self)
{
  return lk_dataset_picker_get_dataset (LK_DATASET_PICKER (self->form.picker));
}

static gboolean
is_running (LkEpisodesPage *self)
{
  return self->job != NULL && lk_evaluation_job_get_running (self->job);
}

static void
show_status (LkEpisodesPage *self, const char *text, gboolean is_error)
{
  gtk_label_set_text (GTK_LABEL (self->status), text);
  if (is_error)
    gtk_widget_add_css_class (self->status, "error");
  else
    gtk_widget_remove_css_class (self->status, "error");
}

/* Whether what was asked for can be had, and why not. */
static gboolean
update_check (LkEpisodesPage *self)
{
  LkDataset *dataset = get_dataset (self);
  g_autoptr (GError) error = NULL;

  if (dataset == NULL)
    return FALSE;
  if (lk_sampler_check (get_sampler (self), dataset, &error))
    return TRUE;
  if (!is_running (self))
    show_status (self, error->message, TRUE);
  return FALSE;
}

static void
update_actions (LkEpisodesPage *self)
{
  gboolean running = is_running (self);
  gboolean possible = self->session != NULL && update_check (self);
  gboolean done
      = self->job != NULL && lk_evaluation_job_get_report (self->job)->n_episodes > 0;

  gtk_widget_set_sensitive (self->sample, possible);
  gtk_widget_set_sensitive (self->evaluate, possible && !self->saving);
  gtk_widget_set_visible (self->evaluate, !running);
  gtk_widget_set_visible (self->cancel, running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "episodes.cancel", running);
  gtk_widget_set_visible (self->running, running);
  gtk_widget_set_sensitive (self->export_csv, done && !running && !self->saving);
  gtk_widget_set_sensitive (self->figures, done && !running && !self->saving);
  gtk_widget_set_visible (self->results, done);
}

/* Episodes are counted from the first again. */
static void
start_over (LkEpisodesPage *self)
{
  self->next_episode = 0;
  if (!is_running (self))
    show_status (self, "", FALSE);
  update_actions (self);
}

/* A control was moved, or the dataset was read. */
static void
on_sampler_changed (LkEpisodesPage *self)
{
  g_autoptr (LkSampling) sampling = NULL;

  if (self->session == NULL || self->showing)
    return;
  sampling = lk_sampling_form_read (&self->form);
  lk_session_set_sampling (self->session, sampling);
  start_over (self);
}

static void
on_sampling_changed (LkEpisodesPage *self)
{
  self->showing = TRUE;
  lk_sampling_form_show (&self->form, lk_session_get_sampling (self->session));
  self->showing = FALSE;
  start_over (self);
}

static void
show_settings (LkEpisodesPage *self)
{
  g_autofree char *text
      = lk_evaluation_export_describe_settings (self->job, self->session);

  gtk_label_set_text (GTK_LABEL (self->settings), text);
}

static void
show_progress (LkEpisodesPage *self, const LkEvaluationReport *report)
{
  g_autofree char *text = lk_evaluation_export_describe (report, is_running (self));
  double fraction = report->total > 0 ? (double) report->n_episodes / report->total : 0;

  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                 CLAMP (fraction, 0, 1));
  show_status (self, text, FALSE);
}

static void
on_reported (LkEpisodesPage *self)
{
  const LkEvaluationReport *report = lk_evaluation_job_get_report (self->job);
  double chance = 100.0 / lk_evaluation_job_get_request (self->job)->sampler.n_ways;

  show_progress (self, report);
  gtk_widget_set_visible (self->results, report->n_episodes > 0);
  if (report->n_episodes == 0)
    return;
  lk_accuracy_view_set_report (LK_ACCURACY_VIEW (self->accuracy), report, chance);
  show_settings (self);
  lk_confusion_view_set_dataset (LK_CONFUSION_VIEW (self->confusion),
                                 lk_evaluation_job_get_request (self->job)->dataset,
                                 report->confusion);
}

static void
on_ended (LkEpisodesPage *self, const char *problem)
{
  on_reported (self);
  lk_confidence_view_set_report (LK_CONFIDENCE_VIEW (self->confidence),
                                 lk_evaluation_job_get_confidence (self->job));
  lk_measured_set (lk_session_get_measured (self->session),
                   lk_evaluation_job_get_request (self->job),
                   lk_evaluation_job_get_confidence (self->job));
  update_actions (self);
  if (problem != NULL)
    show_status (self, problem, TRUE);
}

static void
forget_job (LkEpisodesPage *self)
{
  if (self->job == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->job, self);
  lk_evaluation_job_cancel (self->job);
  g_clear_object (&self->job);
}

static void
forget_results (LkEpisodesPage *self)
{
  forget_job (self);
  lk_confidence_view_set_report (LK_CONFIDENCE_VIEW (self->confidence), NULL);
}

static void
start_job (LkEpisodesPage *self, const LkEvaluationRequest *request)
{
  forget_results (self);
  self->job = lk_evaluation_job_new (request, lk_session_get_model (self->session));
  g_signal_connect_swapped (self->job, "reported", G_CALLBACK (on_reported), self);
  g_signal_connect_swapped (self->job, "ended", G_CALLBACK (on_ended), self);
  lk_mistakes_view_set_job (LK_MISTAKES_VIEW (self->mistakes), self->job);
}

/* One that was cancelled goes on where it stopped, if it is still the same. */
static void
on_evaluate (LkEpisodesPage *self)
{
  LkDataset *dataset = get_dataset (self);
  guint n = lk_session_get_sampling (self->session)->n_episodes;
  LkEvaluationRequest request;

  if (dataset == NULL || is_running (self))
    return;
  request = lk_session_make_request (self->session, dataset);
  if (self->job == NULL || lk_evaluation_job_get_report (self->job)->n_episodes > n
      || !lk_evaluation_request_equal (lk_evaluation_job_get_request (self->job),
                                       &request))
    start_job (self, &request);
  lk_evaluation_job_run (self->job, n);
  show_progress (self, lk_evaluation_job_get_report (self->job));
  update_actions (self);
}

static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkEpisodesPage *self = LK_EPISODES_PAGE (widget);

  if (self->job != NULL)
    lk_evaluation_job_cancel (self->job);
}

static void
open_episode (LkEpisodesPage *self, const LkEpisodeOpening *opening)
{
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  self->cancellable = g_cancellable_new ();
  lk_episode_opening_start (self->session, opening, self->cancellable);
}

static void
on_sample (LkEpisodesPage *self)
{
  LkDataset *dataset = get_dataset (self);

  if (dataset != NULL)
    open_episode (self, &(LkEpisodeOpening){ dataset, get_sampler (self),
                                             self->next_episode++, -1, NULL });
}

/* As it was judged: with the options of then, where the network is still that. */
static void
on_mistake_activated (LkEpisodesPage *self, LkMistakeItem *item)
{
  const LkMistake *mistake = lk_mistake_item_get (item);
  LkDataset *dataset = lk_evaluation_job_get_request (self->job)->dataset;
  const LkEvaluationRequest now = lk_session_make_request (self->session, dataset);
  LkEpisodeOpening opening
      = { dataset, &lk_evaluation_job_get_request (self->job)->sampler, mistake->episode,
          (int) mistake->query, NULL };

  if (lk_evaluation_request_has_network (lk_evaluation_job_get_request (self->job), &now))
    opening.options = &lk_evaluation_job_get_request (self->job)->options;
  open_episode (self, &opening);
}

static void
on_cell_activated (LkEpisodesPage *self, guint row, guint column)
{
  lk_mistakes_view_set_filter (LK_MISTAKES_VIEW (self->mistakes), (int) row,
                               (int) column);
}

static void
on_saved (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (LkEpisodesPage) self = user_data;
  g_autoptr (GError) error = NULL;

  self->saving = FALSE;
  if (self->session == NULL)
    return;
  if (!lk_evaluation_job_save_csv_finish (LK_EVALUATION_JOB (source), result, &error))
    lk_session_send_message (self->session, error->message);
  update_actions (self);
}

static void
on_place_chosen (GListModel *files, gpointer user_data)
{
  LkEpisodesPage *self = user_data;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL || self->job == NULL || is_running (self))
    return;
  if (lk_file_has_ending (path, ".json"))
    {
      if (!lk_evaluation_export_json (self->job, path, &error))
        lk_session_send_message (self->session, error->message);
      return;
    }
  self->saving = TRUE;
  update_actions (self);
  lk_evaluation_job_save_csv (self->job, path, on_saved, g_object_ref (self));
}

static void
on_export (LkEpisodesPage *self)
{
  static const char *const endings[] = { "csv", "json", NULL };
  const LkChooserSave what
      = { _ ("Export Episodes (.csv or .json)"), "episodes.csv", endings };

  lk_chooser_save (GTK_WIDGET (self), &what, on_place_chosen, self, NULL);
}

static gboolean
write_figure (GtkWidget *widget, guint kind, const char *path, GError **error)
{
  return lk_evaluation_export_figure (LK_EPISODES_PAGE (widget)->job, kind,
                                      lk_width_menu_get_width (), path, error);
}

static void
take_figure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkEpisodesPage *self = LK_EPISODES_PAGE (widget);
  LkSheetKind kind;

  if (!lk_sheet_kind_from_string (g_variant_get_string (parameter, NULL), &kind))
    return;
  if (g_str_equal (name, "episodes.copy-figure"))
    lk_export_copy_figure (widget, self->session, write_figure, kind);
  else
    lk_export_ask_figure (widget, self->session, lk_sheet_kind_to_string (kind),
                          write_figure, kind);
}

static void
on_session_changed (LkEpisodesPage *self)
{
  if (self->job != NULL)
    show_settings (self);
}

static void
lk_episodes_page_dispose (GObject *object)
{
  LkEpisodesPage *self = LK_EPISODES_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  forget_job (self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_EPISODES_PAGE);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_episodes_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, sample);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, evaluate);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, cancel);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, export_csv);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, figures);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, running);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, progress);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, status);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, results);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, settings);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, accuracy);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, confusion);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, mistakes);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, calibration);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, confidence);
  gtk_widget_class_bind_template_child (widget_class, LkEpisodesPage, tally);
}

static void
lk_episodes_page_class_init (LkEpisodesPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_episodes_page_dispose;
  g_type_ensure (LK_TYPE_ACCURACY_VIEW);
  g_type_ensure (LK_TYPE_CALIBRATION_VIEW);
  g_type_ensure (LK_TYPE_CONFIDENCE_VIEW);
  g_type_ensure (LK_TYPE_CONFUSION_VIEW);
  g_type_ensure (LK_TYPE_DATASET_PICKER);
  g_type_ensure (LK_TYPE_MISTAKES_VIEW);
  g_type_ensure (LK_TYPE_TALLY_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-episodes-page.ui");
  lk_sampling_form_bind (widget_class, G_STRUCT_OFFSET (LkEpisodesPage, form));
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_sampler_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_sample);
  gtk_widget_class_bind_template_callback (widget_class, on_evaluate);
  gtk_widget_class_bind_template_callback (widget_class, on_export);
  gtk_widget_class_bind_template_callback (widget_class, on_mistake_activated);
  gtk_widget_class_bind_template_callback (widget_class, on_cell_activated);
  gtk_widget_class_install_action (widget_class, "episodes.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "episodes.export-figure", "s",
                                   take_figure);
  gtk_widget_class_install_action (widget_class, "episodes.copy-figure", "s",
                                   take_figure);
  gtk_widget_class_set_css_name (widget_class, "episodes-page");
}

static void
lk_episodes_page_init (LkEpisodesPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_width_menu_append (GTK_MENU_BUTTON (self->figures));
  lk_dataset_picker_take_drops (LK_DATASET_PICKER (self->form.picker), GTK_WIDGET (self));
  update_actions (self);
}

void
lk_episodes_page_set_session (LkEpisodesPage *self, LkSession *session)
{
  g_return_if_fail (LK_IS_EPISODES_PAGE (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  lk_tally_view_set_session (LK_TALLY_VIEW (self->tally), session);
  lk_confidence_view_set_session (LK_CONFIDENCE_VIEW (self->confidence), session);
  lk_calibration_view_set_session (LK_CALIBRATION_VIEW (self->calibration), session,
                                   LK_DATASET_PICKER (self->form.picker));
  g_signal_connect_swapped (session, "decided", G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (session, "notify::model-name",
                            G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (session, "sampling-changed", G_CALLBACK (on_sampling_changed),
                            self);
  on_sampling_changed (self);
}

void
lk_episodes_page_open_dataset (LkEpisodesPage *self, const char *path)
{
  g_return_if_fail (LK_IS_EPISODES_PAGE (self));
  lk_dataset_picker_open (LK_DATASET_PICKER (self->form.picker), path);
}

gboolean
lk_episodes_page_next_mistake (LkEpisodesPage *self)
{
  g_return_val_if_fail (LK_IS_EPISODES_PAGE (self), FALSE);
  return lk_tally_view_next_mistake (LK_TALLY_VIEW (self->tally));
}

void
lk_episodes_page_take_figure (LkEpisodesPage *self, gboolean copy)
{
  const char *action = copy ? "episodes.copy-figure" : "episodes.export-figure";

  g_return_if_fail (LK_IS_EPISODES_PAGE (self));

  if (lk_evaluation_export_can_draw (self->job))
    gtk_widget_activate_action (GTK_WIDGET (self), action, "s",
                                lk_sheet_kind_to_string (LK_SHEET_ACCURACY));
  else if (is_running (self)
           || !lk_tally_view_take_figure (LK_TALLY_VIEW (self->tally), LK_SHEET_ACCURACY,
                                          copy))
    lk_session_send_message (self->session,
                             _ ("Figures can be had once the evaluation is done"));
}
