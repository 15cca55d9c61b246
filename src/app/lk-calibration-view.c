/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-calibration-view.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-calibration-job.h"
#include "lk-canvas.h"
#include "lk-chooser.h"
#include "lk-level.h"
#include "lk-number-text.h"
#include "lk-plot-flip-map.h"
#include "lk-rows-view.h"

struct _LkCalibrationView
{
  GtkWidget parent_instance;

  LkSession *session;
  LkDatasetPicker *picker;
  LkCalibrationJob *job; /* or NULL */

  GtkWidget *box;
  GtkWidget *run;
  GtkWidget *cancel;
  GtkWidget *status;
  GtkWidget *progress;
  GtkWidget *results;
  GtkWidget *learned;
  GtkWidget *rows;
  GtkWidget *triangle;
};

G_DEFINE_FINAL_TYPE (LkCalibrationView, lk_calibration_view, GTK_TYPE_WIDGET)

static gboolean
is_running (LkCalibrationView *self)
{
  return self->job != NULL && lk_calibration_job_get_running (self->job);
}

static const LkCalibration *
get_result (LkCalibrationView *self)
{
  return self->job != NULL ? lk_calibration_job_get_result (self->job) : NULL;
}

static void
show_status (LkCalibrationView *self, const char *text, gboolean is_error)
{
  gtk_label_set_text (GTK_LABEL (self->status), text);
  gtk_widget_set_visible (self->status, *text != '\0');
  if (is_error)
    gtk_widget_add_css_class (self->status, "error");
  else
    gtk_widget_remove_css_class (self->status, "error");
}

/* Whether what was learned, or is, is for the network that the session has. */
static gboolean
has_network (LkCalibrationView *self)
{
  const LkCalibrationRequest *then = lk_calibration_job_get_request (self->job);

  return g_strcmp0 (then->model_name, lk_session_get_model_name (self->session)) == 0
         && g_strcmp0 (then->profile, lk_session_get_profile (self->session)) == 0
         && g_strcmp0 (then->network, lk_session_get_network (self->session)) == 0;
}

/* Likewise, for the metric: all but the weights. */
static gboolean
has_metric (LkCalibrationView *self)
{
  LkMetricOptions then = lk_calibration_job_get_request (self->job)->options;
  const LkMetricOptions *now = lk_session_get_options (self->session);

  memcpy (then.weights, now->weights, sizeof then.weights);
  return lk_metric_options_equal (&then, now);
}

static void
update_actions (LkCalibrationView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean running = is_running (self);
  gboolean possible
      = self->picker != NULL && lk_dataset_picker_get_dataset (self->picker) != NULL;

  gtk_widget_action_set_enabled (widget, "calibration.run", possible && !running);
  gtk_widget_action_set_enabled (widget, "calibration.cancel", running);
  gtk_widget_action_set_enabled (widget, "calibration.use",
                                 get_result (self) != NULL && has_network (self));
  gtk_widget_action_set_enabled (widget, "calibration.save", get_result (self) != NULL);
  gtk_widget_set_visible (self->run, !running);
  gtk_widget_set_visible (self->cancel, running);
  gtk_widget_set_visible (self->progress, running);
  gtk_widget_set_visible (self->results, get_result (self) != NULL);
}

static GtkStringList *
make_row (const LkCalibrationRow *row, guint index)
{
  GtkStringList *texts = gtk_string_list_new (NULL);
  gboolean learned = index == LK_CALIBRATION_LEARNED;

  gtk_string_list_take (texts, lk_calibration_row_get_title (index));
  gtk_string_list_take (texts, lk_number_fixed (row->accuracy, 2));
  gtk_string_list_take (texts, lk_number_fixed (row->ci95, 2));
  gtk_string_list_take (texts,
                        learned ? g_strdup ("") : lk_number_signed (row->difference, 2));
  gtk_string_list_take (texts, learned ? g_strdup ("")
                                       : lk_number_fixed (row->difference_ci95, 2));
  return texts;
}

/* For what the weights were learned, and whether that is still so. */
static void
show_learned (LkCalibrationView *self)
{
  const LkCalibration *result = get_result (self);
  const LkSampler *sampler = &lk_calibration_job_get_request (self->job)->sampler;
  char *values[LK_N_LEVELS];
  g_autofree char *weights = NULL;
  g_autofree char *text = NULL;

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    values[level] = lk_number_fixed (result->fit.weights[level], 3);
  weights = lk_levels_describe (values);
  text
      = g_strdup_printf (_ ("%u-way %u-shot, %u episodes: %s. Learned on one half of the "
                            "classes, measured on the other."),
                         sampler->n_ways, sampler->n_shots, result->n_episodes, weights);
  if (!has_network (self) || !has_metric (self))
    {
      g_autofree char *before = g_steal_pointer (&text);

      text = g_strdup_printf ("%s\n%s", before,
                              _ ("Model or metric have been changed since."));
    }
  gtk_label_set_text (GTK_LABEL (self->learned), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->triangle),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
show_result (LkCalibrationView *self)
{
  const LkCalibration *result = get_result (self);
  g_autoptr (GPtrArray) rows = g_ptr_array_new_with_free_func (g_object_unref);

  for (guint i = 0; i < LK_CALIBRATION_N_ROWS; i++)
    g_ptr_array_add (rows, make_row (&result->rows[i], i));
  lk_rows_view_set_rows (LK_ROWS_VIEW (self->rows), rows);
  show_learned (self);
  gtk_widget_queue_draw (self->triangle);
}

static void
on_session_changed (LkCalibrationView *self)
{
  if (get_result (self) != NULL)
    show_learned (self);
  update_actions (self);
}

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  LkCalibrationView *self = data;
  const LkCalibration *result = get_result (self);
  /* No query is shown, and so no region of a class. */
  const LkFlipMap none = { 0 };
  LkFlipPlot plot = { .map = &none, .hovered_region = -1 };
  LkPalette palette;

  if (result == NULL)
    return;
  plot.accuracy = lk_calibration_job_get_accuracy (self->job);
  memcpy (plot.weights, result->fit.weights, sizeof plot.weights);
  lk_canvas_init_palette (GTK_WIDGET (area), &palette);
  lk_plot_flip_map (&plot, cr, width, height, &palette);
}

static void
on_changed (LkCalibrationView *self)
{
  guint n_done, total;
  double seconds_left;
  g_autofree char *text = NULL;

  lk_calibration_job_get_progress (self->job, &n_done, &total, &seconds_left);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                 total > 0 ? CLAMP ((double) n_done / total, 0, 1) : 0);
  text = g_strdup_printf (ngettext ("%u of %u episode", "%u of %u episodes", total),
                          n_done, total);
  show_status (self, text, FALSE);
}

static void
on_ended (LkCalibrationView *self, const char *problem)
{
  show_status (self, problem != NULL ? problem : "", problem != NULL);
  if (get_result (self) != NULL)
    show_result (self);
  update_actions (self);
}

static void
forget_job (LkCalibrationView *self)
{
  if (self->job == NULL)
    return;
  g_signal_handlers_disconnect_by_data (self->job, self);
  lk_calibration_job_cancel (self->job);
  g_clear_object (&self->job);
}

static void
run (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkCalibrationView *self = LK_CALIBRATION_VIEW (widget);
  const LkSampling *sampling;
  LkCalibrationRequest request;

  if (is_running (self) || lk_dataset_picker_get_dataset (self->picker) == NULL)
    return;
  sampling = lk_session_get_sampling (self->session);
  request = (LkCalibrationRequest){
    .dataset = lk_dataset_picker_get_dataset (self->picker),
    .model = lk_session_get_model (self->session),
    .model_name = lk_session_get_model_name (self->session),
    .profile = lk_session_get_profile (self->session),
    .network = lk_session_get_network (self->session),
    .sampler = sampling->sampler,
    .n_episodes = MAX (sampling->n_episodes, 2),
    .options = *lk_session_get_options (self->session),
  };
  forget_job (self);
  self->job = lk_calibration_job_new (&request);
  g_signal_connect_swapped (self->job, "changed", G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (self->job, "ended", G_CALLBACK (on_ended), self);
  lk_calibration_job_run (self->job);
  on_changed (self);
  update_actions (self);
}

static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkCalibrationView *self = LK_CALIBRATION_VIEW (widget);

  if (self->job != NULL)
    lk_calibration_job_cancel (self->job);
}

static void
use (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkCalibrationView *self = LK_CALIBRATION_VIEW (widget);
  LkMetricOptions options;

  if (get_result (self) == NULL)
    return;
  options = lk_calibration_job_get_options (self->job);
  lk_session_set_options (self->session, &options);
}

static void
on_place_chosen (GListModel *files, gpointer user_data)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    lk_calibration_view_save (user_data, path);
}

static void
save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const endings[] = { "safetensors", NULL };
  const LkChooserSave what
      = { _ ("Store Weights in a Copy of the Model"), "calibrated.safetensors", endings };

  lk_chooser_save (widget, &what, on_place_chosen, widget, NULL);
}

static void
lk_calibration_view_dispose (GObject *object)
{
  LkCalibrationView *self = LK_CALIBRATION_VIEW (object);

  forget_job (self);
  if (self->picker != NULL)
    g_signal_handlers_disconnect_by_data (self->picker, self);
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_CALIBRATION_VIEW);
  g_clear_object (&self->picker);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_calibration_view_parent_class)->dispose (object);
}

static void
lk_calibration_view_class_init (LkCalibrationViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_calibration_view_dispose;
  g_type_ensure (LK_TYPE_ROWS_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-calibration-view.ui");
  gtk_widget_class_bind_template_child (widget_class, LkCalibrationView, box);
  gtk_widget_class_bind_template_child (widget_class, LkCalibrationView, run);
  gtk_widget_class_bind_template_child (widget_class, LkCalibrationView, cancel);
  gtk_widget_class_bind_template_child (widget_class, LkCalibrationView, status);
  gtk_widget_class_bind_template_child (widget_class, LkCalibrationView, progress);
  gtk_widget_class_bind_template_child (widget_class, LkCalibrationView, results);
  gtk_widget_class_bind_template_child (widget_class, LkCalibrationView, learned);
  gtk_widget_class_bind_template_child (widget_class, LkCalibrationView, rows);
  gtk_widget_class_bind_template_child (widget_class, LkCalibrationView, triangle);
  gtk_widget_class_install_action (widget_class, "calibration.run", NULL, run);
  gtk_widget_class_install_action (widget_class, "calibration.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "calibration.use", NULL, use);
  gtk_widget_class_install_action (widget_class, "calibration.save", NULL, save);
  gtk_widget_class_set_css_name (widget_class, "calibration-view");
}

static void
lk_calibration_view_init (LkCalibrationView *self)
{
  const LkRowsColumn columns[] = {
    { _ ("Fusion"), FALSE, TRUE }, { _ ("Accuracy %"), TRUE, FALSE },
    { _ ("± 95 %"), TRUE, FALSE }, { _ ("To Learned"), TRUE, FALSE },
    { _ ("± 95 %"), TRUE, FALSE },
  };

  gtk_widget_init_template (GTK_WIDGET (self));
  lk_rows_view_set_columns (LK_ROWS_VIEW (self->rows), columns, G_N_ELEMENTS (columns),
                            _ ("What each combination of levels is worth"));
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->triangle), draw, self, NULL);
  update_actions (self);
}

void
lk_calibration_view_set_session (LkCalibrationView *self,
                                 LkSession *session,
                                 LkDatasetPicker *picker)
{
  g_return_if_fail (LK_IS_CALIBRATION_VIEW (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  self->picker = g_object_ref (picker);
  g_signal_connect_swapped (picker, "changed", G_CALLBACK (update_actions), self);
  g_signal_connect_swapped (session, "scored", G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (on_session_changed), self);
  g_signal_connect_swapped (session, "notify::model-name",
                            G_CALLBACK (on_session_changed), self);
  update_actions (self);
}

void
lk_calibration_view_save (LkCalibrationView *self, const char *path)
{
  g_autofree char *shown = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (LK_IS_CALIBRATION_VIEW (self));
  g_return_if_fail (get_result (self) != NULL);

  if (!lk_calibration_job_save (self->job, path, &error))
    {
      show_status (self, error->message, TRUE);
      return;
    }
  shown = g_filename_display_basename (path);
  text = g_strdup_printf (_ ("%s has the learned weights as its defaults"), shown);
  lk_session_send_message (self->session, text);
}
