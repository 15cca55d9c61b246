/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-dataset.h"
#include "lk-model.h"
#include "lk-sample.h"

G_BEGIN_DECLS

/** lk_dataset_open(), and a warning of each thing that was left out of the folder. */
LkDataset *lk_cli_dataset_open (const char *path, const char *split, GError **error);

/** Likewise: where no @split (nullable) is asked for, it is the @usual one, if there is
 * one of that name. */
LkDataset *lk_cli_dataset_open_usual (const char *path,
                                      const char *split,
                                      const char *usual,
                                      GError **error);

/** (transfer full): its path and split, for people. */
char *lk_cli_dataset_show (LkDataset *dataset);

/** Warns of each class that is too small for such episodes. */
void lk_cli_dataset_warn_of_small (LkDataset *dataset, const LkSampler *sampler);

/** (transfer full) (nullable): which pictures turned out to be unreadable, and why. */
char *lk_cli_dataset_describe_left_out (LkDataset *dataset);
/** Warns once of all of them. */
void lk_cli_dataset_warn_of_left_out (LkDataset *dataset);

/** Warns where @model was trained on classes of @dataset. */
void lk_cli_dataset_warn_of_overlap (LkDataset *dataset, LkModel *model);

/** Adds "left_out" to @object, where pictures were. */
void lk_cli_dataset_add_left_out (JsonObject *object, LkDataset *dataset);

/** Adds "trained_classes" to @object, where there are any. */
void lk_cli_dataset_add_overlap (JsonObject *object, LkDataset *dataset, LkModel *model);

/** Sets @error to @problem (transfer full), which is why nothing came out, with the
 * pictures that could not be read, as that may be why. Returns: %FALSE */
gboolean lk_cli_dataset_fail (LkDataset *dataset, GError *problem, GError **error);

G_END_DECLS
