/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* What #LkTrainingJob asks of the folder of a training. */

/** Whether the last checkpoint in @folder is past the last stage. %FALSE with
 * %LK_ERROR_FILE or %LK_ERROR_FORMAT, as where another training has the folder. */
gboolean lk_training_files_read_done (const char *folder, gboolean *done, GError **error);

/** (transfer full) (nullable): the weights to use: the best, else the last. */
char *lk_training_files_find_model (const char *folder);

/** (transfer full): a copy of them called as their bytes, which no more training changes.
 * %NULL with %LK_ERROR_FILE. */
char *lk_training_files_keep_model (const char *folder, GError **error);

G_END_DECLS
