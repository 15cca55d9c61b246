/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-training-plan.h"

G_BEGIN_DECLS

/**
 * LkTrainForm:
 * @picker, @validation: #LkDatasetPicker
 * @recipe, @initial, @unit: #GtkDropDown
 * @amount: #GtkSpinButton
 * @recipe_path: (nullable): a recipe in a file, which is the last entry of @recipe
 * @model: (nullable): the session's model to begin with, the second entry of @initial
 * @earlier: (nullable): the plan that was shown, whose model is the last entry where it
 *   is another
 *
 * The controls of a plan, which the template of the page of training owns.
 */
typedef struct
{
  GtkWidget *picker;
  GtkWidget *validation;
  GtkWidget *recipe;
  GtkWidget *initial;
  GtkWidget *amount;
  GtkWidget *unit;
  char *recipe_path;
  char *model;
  LkTrainingPlan *earlier;
} LkTrainForm;

/** Takes the controls from the template of @widget_class, where they are named as here;
 * the form stands @offset bytes into the widget. */
void lk_train_form_bind (GtkWidgetClass *widget_class, gssize offset);
/** Fills the drop downs. */
void lk_train_form_init (LkTrainForm *self);
void lk_train_form_clear (LkTrainForm *self);

/** What a recipe in a file, or the session's model, is called in the drop downs. */
void lk_train_form_set_recipe (LkTrainForm *self, const char *path);
void lk_train_form_set_model (LkTrainForm *self, const char *name);

/** (transfer full): what the controls say; its dataset is %NULL where none is chosen. */
LkTrainingPlan *lk_train_form_read (const LkTrainForm *self);
/** Puts the controls to @plan. */
void lk_train_form_show (LkTrainForm *self, const LkTrainingPlan *plan);
/** Where there are no numbers to set, the recipe says how much. */
void lk_train_form_update (LkTrainForm *self);

G_END_DECLS
