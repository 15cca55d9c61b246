/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-checkpoint.h"

G_BEGIN_DECLS

/**
 * LkTrainingFolder:
 *
 * Where a training keeps its checkpoints: "checkpoint-STEP.safetensors", of which the
 * last two stay. Locked for as long as it is open, so that no two trainings use one
 * folder; the lock goes with the process that had it.
 */
typedef struct _LkTrainingFolder LkTrainingFolder;

/** Made where it is missing, with those above it. %NULL with %LK_ERROR_FILE where it
 * cannot be, or another training has it. */
LkTrainingFolder *lk_training_folder_open (const char *path, GError **error);
void lk_training_folder_free (LkTrainingFolder *self);

/** (transfer full): the path of @name in it. */
char *lk_training_folder_get_path (LkTrainingFolder *self, const char *name);

/** Whether any checkpoint is in it. */
gboolean lk_training_folder_has_checkpoint (LkTrainingFolder *self);

/** Writes @checkpoint under the number @step, and then removes those before the last two.
 * Whenever it ends, the last one that was written whole is there. */
gboolean lk_training_folder_save (LkTrainingFolder *self,
                                  LkCheckpoint *checkpoint,
                                  guint64 step,
                                  GError **error);

/** (transfer full): the latest checkpoint that can be read; %NULL with %LK_ERROR_FILE
 * where there is none, or with what is wrong with the last. */
LkCheckpoint *lk_training_folder_load (LkTrainingFolder *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTrainingFolder, lk_training_folder_free)

G_END_DECLS
