/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-session.h"
#include "lk-training-job.h"

G_BEGIN_DECLS

/**
 * LkTrainPage:
 *
 * Trains a backbone on a folder of pictures, in the background: by which recipe, for how
 * long, from which weights; the curves while it goes; stopping and going on, also with a
 * training that was begun before; and its weights into the explorer.
 *
 * Actions: "train.start", "train.stop", "train.go-on", "train.use-model", "train.open",
 * "train.open-recipe", "train.no-validation", "train.export-figure", "train.copy-figure".
 */
#define LK_TYPE_TRAIN_PAGE (lk_train_page_get_type ())
G_DECLARE_FINAL_TYPE (LkTrainPage, lk_train_page, LK, TRAIN_PAGE, GtkWidget)

/** Once. */
void lk_train_page_set_session (LkTrainPage *self, LkSession *session);

/** Opens a folder of pictures to train on, or of others to validate with, as the buttons
 * do. */
void lk_train_page_open_dataset (LkTrainPage *self, const char *path);
void lk_train_page_open_validation (LkTrainPage *self, const char *path);
/** Takes the recipe in a file. */
void lk_train_page_open_recipe (LkTrainPage *self, const char *path);
/** Shows a training that was begun in @folder, or says why it cannot. */
void lk_train_page_open_training (LkTrainPage *self, const char *folder);

/** (nullable) (transfer none) */
LkTrainingJob *lk_train_page_get_job (LkTrainPage *self);

/** Asks where to save the curves as a figure, or copies them. */
void lk_train_page_take_figure (LkTrainPage *self, gboolean copy);

G_END_DECLS
