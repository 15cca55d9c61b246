/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-dataset.h"

G_BEGIN_DECLS

/**
 * LkDatasetPicker:
 *
 * Chooses a dataset: a button that asks for the folder, where it is, what it holds, and
 * its split where it has tables. Folders are read on another thread; what is wrong with
 * one is said in words below. Signal "changed": another folder or split, or the dataset
 * in it was read.
 */
#define LK_TYPE_DATASET_PICKER (lk_dataset_picker_get_type ())
G_DECLARE_FINAL_TYPE (LkDatasetPicker, lk_dataset_picker, LK, DATASET_PICKER, GtkWidget)

/** What it is for, where that is not tests: of a dataset's splits @split is taken first;
 * the button says @button, with a mnemonic, and without a folder it says @location and
 * @contents (nullable: as it did). */
void lk_dataset_picker_set_purpose (LkDatasetPicker *self,
                                    const char *split,
                                    const char *button,
                                    const char *location,
                                    const char *contents);

/** Opens @path with the split a person would expect: the tests', or that of its purpose.
 */
void lk_dataset_picker_open (LkDatasetPicker *self, const char *path);
/** Shows a choice that was made before, or with a @path of %NULL, none. The folder is
 * read once somebody sees the picker. */
void lk_dataset_picker_show (LkDatasetPicker *self, const char *path, const char *split);

/** (nullable): the folder that is chosen, whether there is a dataset in it or not. */
const char *lk_dataset_picker_get_path (LkDatasetPicker *self);
/** (nullable): the split that is chosen, or was taken as a folder was chosen. */
const char *lk_dataset_picker_get_split (LkDatasetPicker *self);
/** (nullable): %NULL until it was read. */
LkDataset *lk_dataset_picker_get_dataset (LkDatasetPicker *self);

/** From now on what is dropped on @widget is opened: the first of the files, if it is a
 * local one. */
void lk_dataset_picker_take_drops (LkDatasetPicker *self, GtkWidget *widget);

G_END_DECLS
