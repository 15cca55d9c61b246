/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-sampling.h"
#include "lk-session-folder.h"

G_BEGIN_DECLS

/** (transfer full): {"dataset", "split", "ways", "shots", "queries", "episodes", "seed"},
 * the dataset's path as @folder names it; without a dataset or a split, without those. */
JsonObject *lk_sampling_json_write (const LkSampling *sampling, LkSessionFolder *folder);

/**
 * lk_sampling_json_read:
 * @where: names @object in messages
 *
 * Reads what lk_sampling_json_write() makes. The dataset is not looked for.
 *
 * Returns: or %NULL with %LK_ERROR_FORMAT: a number is missing, something is of another
 *   kind or out of its range
 */
LkSampling *lk_sampling_json_read (JsonObject *object,
                                   const char *where,
                                   LkSessionFolder *folder,
                                   GError **error);

G_END_DECLS
