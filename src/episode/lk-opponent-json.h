/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-opponent.h"
#include "lk-session-folder.h"

G_BEGIN_DECLS

/** (transfer full): {"model", "profile", "network", "options", "weights"}: a model's path
 * as @folder names it, an empty network where nothing is said of it, the options as
 * lk_options_json_write() has them. */
JsonObject *lk_opponent_json_write (const LkOpponent *opponent, LkSessionFolder *folder);

/**
 * lk_opponent_json_read:
 * @where: names @object in messages
 *
 * Reads what lk_opponent_json_write() makes. The model is not looked for.
 *
 * Returns: or %NULL with %LK_ERROR_FORMAT: a member is missing, of another kind or out of
 *   its range
 */
LkOpponent *lk_opponent_json_read (JsonObject *object,
                                   const char *where,
                                   LkSessionFolder *folder,
                                   GError **error);

G_END_DECLS
