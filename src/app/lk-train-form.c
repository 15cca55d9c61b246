/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-train-form.h"

#include <glib/gi18n-lib.h>

#include "lk-dataset-picker.h"
#include "lk-metric-choices.h"

/* Entries of the drop downs, in their order. */
#define RECIPE_FILE 2
#define INITIAL_SCRATCH 0
#define INITIAL_MODEL 1
#define INITIAL_EARLIER 2
#define UNIT_MINUTES 0
#define UNIT_PICTURES 1
#define UNIT_RECIPE 2

static const char *const recipes[] = { "conv64f", "resnet12" };

void
lk_train_form_bind (GtkWidgetClass *widget_class, gssize offset)
{
  const struct
  {
    const char *name;
    gssize offset;
  } children[] = {
    { "picker", G_STRUCT_OFFSET (LkTrainForm, picker) },
    { "validation", G_STRUCT_OFFSET (LkTrainForm, validation) },
    { "recipe", G_STRUCT_OFFSET (LkTrainForm, recipe) },
    { "initial", G_STRUCT_OFFSET (LkTrainForm, initial) },
    { "amount", G_STRUCT_OFFSET (LkTrainForm, amount) },
    { "unit", G_STRUCT_OFFSET (LkTrainForm, unit) },
  };

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    gtk_widget_class_bind_template_child_full (widget_class, children[i].name, FALSE,
                                               offset + children[i].offset);
}

static void
fill (GtkWidget *drop_down, const char *const *titles)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (titles);
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (drop_down));

  gtk_drop_down_set_model (GTK_DROP_DOWN (drop_down), G_LIST_MODEL (list));
  if (selected < g_list_model_get_n_items (G_LIST_MODEL (list)))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (drop_down), selected);
}

static void
fill_recipes (LkTrainForm *self)
{
  g_autofree char *file = self->recipe_path != NULL
                              ? g_filename_display_basename (self->recipe_path)
                              : NULL;

  fill (self->recipe, (const char *[]){ "Conv64F", "ResNet-12", file, NULL });
}

/* (nullable): the model of the plan that was shown, where the session has another. */
static const char *
get_earlier (const LkTrainForm *self)
{
  const char *earlier = self->earlier != NULL ? self->earlier->initial : NULL;

  return self->model != NULL && g_strcmp0 (earlier, self->model) != 0 ? earlier : NULL;
}

static void
fill_initial (LkTrainForm *self)
{
  const char *other = get_earlier (self);
  g_autofree char *model
      = self->model != NULL ? lk_metric_choices_describe_model (self->model) : NULL;
  g_autofree char *earlier
      = other != NULL ? lk_metric_choices_describe_model (other) : NULL;

  fill (self->initial, (const char *[]){ _ ("Scratch"), model, earlier, NULL });
}

void
lk_train_form_init (LkTrainForm *self)
{
  lk_dataset_picker_set_purpose (LK_DATASET_PICKER (self->picker), "train",
                                 _ ("Train _On…"), _ ("No pictures to train on yet"),
                                 NULL);
  lk_dataset_picker_set_purpose (
      LK_DATASET_PICKER (self->validation), "val", _ ("_Validate With…"),
      _ ("No validation"),
      _ ("Pictures of other classes: the weights that are best on them are kept."));
  fill_recipes (self);
  fill_initial (self);
  fill (self->unit, (const char *[]){ _ ("Minutes"), _ ("Pictures"),
                                      _ ("As the Recipe Says"), NULL });
  lk_train_form_update (self);
}

void
lk_train_form_clear (LkTrainForm *self)
{
  g_clear_pointer (&self->recipe_path, g_free);
  g_clear_pointer (&self->model, g_free);
  g_clear_pointer (&self->earlier, lk_training_plan_free);
}

void
lk_train_form_set_recipe (LkTrainForm *self, const char *path)
{
  g_free (self->recipe_path);
  self->recipe_path = g_strdup (path);
  fill_recipes (self);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->recipe),
                              path != NULL ? RECIPE_FILE : 0);
}

void
lk_train_form_set_model (LkTrainForm *self, const char *name)
{
  gboolean is_first = self->model == NULL, was_earlier;

  if (g_strcmp0 (name, self->model) == 0)
    return;
  g_free (self->model);
  was_earlier
      = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->initial)) == INITIAL_EARLIER;
  self->model = g_strdup (name);
  fill_initial (self);
  /* Few pictures and little time are better spent on weights that are there. */
  if (is_first || (was_earlier && get_earlier (self) == NULL))
    gtk_drop_down_set_selected (GTK_DROP_DOWN (self->initial), INITIAL_MODEL);
}

LkTrainingPlan *
lk_train_form_read (const LkTrainForm *self)
{
  LkTrainingPlan *plan = lk_training_plan_new ();
  LkDatasetPicker *picker = LK_DATASET_PICKER (self->picker);
  LkDatasetPicker *validation = LK_DATASET_PICKER (self->validation);
  guint recipe = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->recipe));
  guint unit = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->unit));
  guint initial = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->initial));
  double amount = gtk_spin_button_get_value (GTK_SPIN_BUTTON (self->amount));

  plan->dataset = g_strdup (lk_dataset_picker_get_path (picker));
  plan->split = g_strdup (lk_dataset_picker_get_split (picker));
  plan->validation = g_strdup (lk_dataset_picker_get_path (validation));
  plan->validation_split = g_strdup (lk_dataset_picker_get_split (validation));
  g_free (plan->recipe);
  plan->recipe
      = g_strdup (recipe < G_N_ELEMENTS (recipes) ? recipes[recipe] : self->recipe_path);
  if (unit == UNIT_MINUTES)
    plan->minutes = amount;
  else if (unit == UNIT_PICTURES)
    plan->pictures = (guint64) amount;
  if (initial == INITIAL_MODEL)
    plan->initial = g_strdup (self->model);
  else if (initial == INITIAL_EARLIER)
    {
      plan->initial = g_strdup (self->earlier->initial);
      plan->initial_profile = g_strdup (self->earlier->initial_profile);
      plan->initial_network = g_strdup (self->earlier->initial_network);
    }
  return plan;
}

static void
show_recipe (LkTrainForm *self, const char *recipe)
{
  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    if (g_str_equal (recipes[i], recipe))
      {
        gtk_drop_down_set_selected (GTK_DROP_DOWN (self->recipe), i);
        return;
      }
  lk_train_form_set_recipe (self, recipe);
}

void
lk_train_form_show (LkTrainForm *self, const LkTrainingPlan *plan)
{
  guint unit = plan->minutes > 0    ? UNIT_MINUTES
               : plan->pictures > 0 ? UNIT_PICTURES
                                    : UNIT_RECIPE;

  lk_dataset_picker_show (LK_DATASET_PICKER (self->picker), plan->dataset, plan->split);
  lk_dataset_picker_show (LK_DATASET_PICKER (self->validation), plan->validation,
                          plan->validation_split);
  show_recipe (self, plan->recipe);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->unit), unit);
  if (unit == UNIT_MINUTES)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->amount), plan->minutes);
  else if (unit == UNIT_PICTURES)
    gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->amount), (double) plan->pictures);
  g_clear_pointer (&self->earlier, lk_training_plan_free);
  self->earlier = lk_training_plan_copy (plan);
  fill_initial (self);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (self->initial),
                              plan->initial == NULL        ? INITIAL_SCRATCH
                              : get_earlier (self) != NULL ? INITIAL_EARLIER
                                                           : INITIAL_MODEL);
  lk_train_form_update (self);
}

void
lk_train_form_update (LkTrainForm *self)
{
  gtk_widget_set_sensitive (self->amount,
                            gtk_drop_down_get_selected (GTK_DROP_DOWN (self->unit))
                                != UNIT_RECIPE);
}
