/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-metric-chooser.h"

#include <glib/gi18n-lib.h>

#include "lk-chooser.h"
#include "lk-metric-choices.h"
#include "lk-model-menu.h"
#include "lk-number-text.h"

struct _LkMetricChooser
{
  GtkWidget parent_instance;

  LkSettings *settings;
  gboolean updating;
  gboolean choosing; /* within the signal of a control */

  GtkWidget *box;
  GtkWidget *model;
  GtkWidget *model_name;
  GtkWidget *profile;
  GtkWidget *neighbours;
  GtkWidget *part_form;
  GtkWidget *distance;
  GtkWidget *normalisation;
  GtkWidget *weights;
};

static guint changed;

G_DEFINE_FINAL_TYPE (LkMetricChooser, lk_metric_chooser, GTK_TYPE_WIDGET)

static const char *
get_weights_title (guint i)
{
  if (i >= LK_COMPARE_WEIGHTS_LEVEL)
    return lk_level_speak (i - LK_COMPARE_WEIGHTS_LEVEL, LK_SPOKEN_ALONE);
  return i == LK_COMPARE_WEIGHTS_SAME ? _ ("Those of A") : _ ("Equal");
}

static guint
get_selected (GtkWidget *drop_down)
{
  return gtk_drop_down_get_selected (GTK_DROP_DOWN (drop_down));
}

static void
read_controls (LkMetricChooser *self)
{
  LkSettings *after = lk_settings_copy (self->settings);
  LkMetricOptions options = *lk_settings_get_options (after);

  options.neighbours
      = (guint) gtk_spin_button_get_value_as_int (GTK_SPIN_BUTTON (self->neighbours));
  options.part_form = get_selected (self->part_form);
  options.distance = get_selected (self->distance);
  options.normalisation = lk_metric_choices_get_normalisation (self->normalisation);
  lk_settings_set_options (after, &options);
  lk_settings_set_model (after, lk_settings_get_model (self->settings),
                         lk_metric_choices_get_profile (get_selected (self->profile)));
  lk_settings_unref (self->settings);
  self->settings = after;
}

static void
on_changed (LkMetricChooser *self)
{
  if (self->updating || self->settings == NULL)
    return;
  read_controls (self);
  self->choosing = TRUE;
  g_signal_emit (self, changed, 0);
  self->choosing = FALSE;
}

static void
on_checkpoint_chosen (GListModel *files, gpointer user_data)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    lk_metric_chooser_set_model (user_data, path);
}

static void
open_model (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_chooser_open (widget, LK_CHOOSER_CHECKPOINT, _ ("Open Checkpoint"),
                   on_checkpoint_chosen, widget);
}

static void
choose_builtin (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_metric_chooser_set_model (LK_METRIC_CHOOSER (widget), LK_MODEL_DEFAULT);
}

static void
choose_model (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_metric_chooser_set_model (LK_METRIC_CHOOSER (widget),
                               g_variant_get_string (parameter, NULL));
}

static void
lk_metric_chooser_dispose (GObject *object)
{
  LkMetricChooser *self = LK_METRIC_CHOOSER (object);

  self->updating = TRUE;
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_METRIC_CHOOSER);
  g_clear_pointer (&self->settings, lk_settings_unref);
  G_OBJECT_CLASS (lk_metric_chooser_parent_class)->dispose (object);
}

static void
lk_metric_chooser_class_init (LkMetricChooserClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_metric_chooser_dispose;
  changed = g_signal_new ("changed", LK_TYPE_METRIC_CHOOSER, G_SIGNAL_RUN_LAST, 0, NULL,
                          NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-metric-chooser.ui");
  gtk_widget_class_bind_template_child (widget_class, LkMetricChooser, box);
  gtk_widget_class_bind_template_child (widget_class, LkMetricChooser, model);
  gtk_widget_class_bind_template_child (widget_class, LkMetricChooser, model_name);
  gtk_widget_class_bind_template_child (widget_class, LkMetricChooser, profile);
  gtk_widget_class_bind_template_child (widget_class, LkMetricChooser, neighbours);
  gtk_widget_class_bind_template_child (widget_class, LkMetricChooser, part_form);
  gtk_widget_class_bind_template_child (widget_class, LkMetricChooser, distance);
  gtk_widget_class_bind_template_child (widget_class, LkMetricChooser, normalisation);
  gtk_widget_class_bind_template_child (widget_class, LkMetricChooser, weights);
  gtk_widget_class_bind_template_callback (widget_class, on_changed);
  gtk_widget_class_install_action (widget_class, "comparison.builtin-model", NULL,
                                   choose_builtin);
  gtk_widget_class_install_action (widget_class, "comparison.open-model", NULL,
                                   open_model);
  gtk_widget_class_install_action (widget_class, "comparison.model", "s", choose_model);
  gtk_widget_class_set_css_name (widget_class, "metric-chooser");
}

static void
lk_metric_chooser_init (LkMetricChooser *self)
{
  const LkModelMenu actions
      = { "comparison.builtin-model", "comparison.open-model", "comparison.model", NULL };
  g_autoptr (GMenuModel) models = lk_model_menu_new (&actions);

  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->model), models);
  lk_metric_choices_align_model (self->model_name);
  lk_metric_choices_fill_all (self->profile, self->part_form, self->distance,
                              self->normalisation);
  lk_metric_choices_fill (self->weights, get_weights_title, LK_N_COMPARE_WEIGHTS);
  self->updating = FALSE;
}

void
lk_metric_chooser_set_settings (LkMetricChooser *self,
                                LkSettings *settings,
                                LkCompareWeights weights,
                                gboolean trained)
{
  const LkMetricOptions *options = lk_settings_get_options (settings);
  LkSettings *before;
  g_autofree char *model
      = lk_metric_choices_describe_model (lk_settings_get_model (settings));

  g_return_if_fail (LK_IS_METRIC_CHOOSER (self));

  before = self->settings;
  self->settings = lk_settings_ref (settings);
  g_clear_pointer (&before, lk_settings_unref);
  self->updating = TRUE;
  gtk_label_set_text (GTK_LABEL (self->model_name), model);
  gtk_widget_set_tooltip_text (self->model, lk_settings_get_model (settings));
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (self->profile),
      lk_metric_choices_find_profile (lk_settings_get_profile (settings)));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->neighbours), options->neighbours);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->part_form), options->part_form);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->distance), options->distance);
  if (!self->choosing)
    lk_metric_choices_offer_normalisations (
        self->normalisation,
        trained || lk_normalisation_is_trained (options->normalisation));
  lk_metric_choices_select_normalisation (self->normalisation, options->normalisation);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->weights), weights);
  self->updating = FALSE;
}

LkSettings *
lk_metric_chooser_get_settings (LkMetricChooser *self)
{
  g_return_val_if_fail (LK_IS_METRIC_CHOOSER (self), NULL);
  g_return_val_if_fail (self->settings != NULL, NULL);
  return lk_settings_ref (self->settings);
}

LkCompareWeights
lk_metric_chooser_get_weights (LkMetricChooser *self)
{
  guint selected;

  g_return_val_if_fail (LK_IS_METRIC_CHOOSER (self), LK_COMPARE_WEIGHTS_SAME);

  selected = get_selected (self->weights);
  return selected < LK_N_COMPARE_WEIGHTS ? selected : LK_COMPARE_WEIGHTS_SAME;
}

void
lk_metric_chooser_set_model (LkMetricChooser *self, const char *name)
{
  LkSettings *after;

  g_return_if_fail (LK_IS_METRIC_CHOOSER (self));
  g_return_if_fail (self->settings != NULL);

  after = lk_settings_copy (self->settings);
  lk_settings_set_model (after, name, NULL);
  lk_settings_unref (self->settings);
  self->settings = after;
  g_signal_emit (self, changed, 0);
}

char *
lk_metric_chooser_describe (LkSettings *settings)
{
  const LkMetricOptions *options = lk_settings_get_options (settings);
  g_autofree char *model
      = lk_metric_choices_describe_model (lk_settings_get_model (settings));

  g_autoptr (GString) weights = g_string_new (NULL);

  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      g_autofree char *weight = lk_number_fixed (options->weights[level], 2);

      g_string_append_printf (weights, "%s%s", level > 0 ? ", " : "", weight);
    }
  /* Translators: a model, the neighbours, three titles of options, and a list of weights.
   */
  return g_strdup_printf (
      _ ("%s · k %u · %s · %s · %s · weights %s"), model, options->neighbours,
      lk_part_form_get_title (options->part_form),
      lk_distance_get_title (options->distance),
      lk_normalisation_get_title (options->normalisation), weights->str);
}
