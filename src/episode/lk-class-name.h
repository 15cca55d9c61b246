/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode-state.h"

G_BEGIN_DECLS

/* Names of classes are unique within an episode: they are what queries are labelled with.
 */

/** (transfer full): @name as one line of valid text without spaces around it, perhaps "".
 */
char *lk_class_name_clean (const char *name);

gboolean lk_class_name_is_taken (LkEpisodeState *episode, const char *name);

/** (transfer full): @wish, with a number where it is taken; the first free "Class A"
 * where it is %NULL or empty. */
char *lk_class_name_find_free (LkEpisodeState *episode, const char *wish);

G_END_DECLS
