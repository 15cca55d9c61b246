/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset.h"
#include "lk-model.h"

G_BEGIN_DECLS

/** Key of a model's metadata: a JSON array of the names of the classes it was trained
 * on. */
#define LK_TRAINING_CLASS_NAMES "training_class_names"

/** (transfer full): what to write there, of @n @names. */
char *lk_training_class_names_to_text (const char *const *names, guint n);

/**
 * lk_dataset_find_overlap:
 *
 * Returns: (transfer full): array of the names of those classes of @dataset that @model
 *   was trained on, as far as its metadata tell: accuracy on them says nothing of classes
 *   it has never seen
 */
GPtrArray *lk_dataset_find_overlap (LkDataset *dataset, LkModel *model);

/** (transfer full) (nullable): the same in a sentence; %NULL where there are none. */
char *lk_dataset_describe_overlap (LkDataset *dataset, LkModel *model);

G_END_DECLS
