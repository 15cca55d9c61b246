/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode.h"

G_BEGIN_DECLS

/* What is done to several queries, or to several shots of a class, at once: each is one
 * step that can be undone. They are told by what they are, #LkQuery or #LkPicture, in the
 * order in which they stand. */

/** (transfer full): the pictures of an array of #LkPicture or #LkQuery. */
GPtrArray *lk_chosen_list_pictures (GPtrArray *items);

void lk_chosen_remove_queries (LkEpisode *episode, GPtrArray *queries);
/** Moves each by one place, @step -1 or 1. Returns: whether there was room for it. */
gboolean lk_chosen_step_queries (LkEpisode *episode, GPtrArray *queries, int step);
/** Places them before what is at @to now. */
void lk_chosen_place_queries (LkEpisode *episode, GPtrArray *queries, guint to);
void lk_chosen_label_queries (LkEpisode *episode, GPtrArray *queries, const char *label);
/** Makes them shots of a class, at its end, and queries no longer: all or, where there is
 * no room for them, none. */
gboolean lk_chosen_make_shots (LkEpisode *episode,
                               GPtrArray *queries,
                               guint class_index,
                               GError **error);

void lk_chosen_remove_shots (LkEpisode *episode, guint class_index, GPtrArray *shots);
gboolean
lk_chosen_step_shots (LkEpisode *episode, guint class_index, GPtrArray *shots, int step);
/** Places them in @to_class; all or, where there is no room for them, none. */
gboolean lk_chosen_place_shots (LkEpisode *episode,
                                guint class_index,
                                GPtrArray *shots,
                                guint to_class,
                                guint to,
                                GError **error);

G_END_DECLS
