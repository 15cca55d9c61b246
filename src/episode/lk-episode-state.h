/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-query.h"

G_BEGIN_DECLS

/**
 * LkEpisodeState:
 *
 * All that an episode holds at one moment. Immutable, counted by reference, safe between
 * threads: what a worker scores, what a session file stores, and what undo goes back to.
 */
typedef struct _LkEpisodeState LkEpisodeState;

#define LK_TYPE_EPISODE_STATE (lk_episode_state_get_type ())
GType lk_episode_state_get_type (void);

/** An empty state, to be filled by the two functions below before it is shared. */
LkEpisodeState *lk_episode_state_new (void);
/** Appends a class with @shots, an array of #LkPicture that is copied. Every slot of a
 * state has an object of its own: a picture that is a shot already is cloned. */
void
lk_episode_state_append_class (LkEpisodeState *self, const char *name, GPtrArray *shots);
void lk_episode_state_append_query (LkEpisodeState *self, LkQuery *query);

LkEpisodeState *lk_episode_state_ref (LkEpisodeState *self);
void lk_episode_state_unref (LkEpisodeState *self);

guint lk_episode_state_get_n_classes (LkEpisodeState *self);
const char *lk_episode_state_get_class_name (LkEpisodeState *self, guint class_index);
/** (transfer none): array of #LkPicture */
GPtrArray *lk_episode_state_get_shots (LkEpisodeState *self, guint class_index);
/** (transfer none): array of #LkQuery */
GPtrArray *lk_episode_state_get_queries (LkEpisodeState *self);
/** Whether both hold equal pictures under equal names, wherever those came from. */
gboolean lk_episode_state_equal (LkEpisodeState *a, LkEpisodeState *b);
/** Whether both hold the same #LkPicture and #LkQuery objects under equal names, with the
 * same cells painted out: whether what is known of the one's queries is known of the
 * other's. */
gboolean lk_episode_state_same_objects (LkEpisodeState *a, LkEpisodeState *b);

/** Whether both hold the same #LkPicture objects in the same places with the same cells
 * painted out, whatever classes are called and queries labelled: whether what the one
 * scores the other does. */
gboolean lk_episode_state_same_pictures (LkEpisodeState *a, LkEpisodeState *b);

/**
 * lk_episode_state_set_mask:
 * @shot: one of the shots
 * @kept: (nullable): a gboolean a cell: whether it counts; %NULL: all do
 *
 * Paints cells of a shot out, in a state that is to be scored and that nobody shares yet:
 * what a session holds has no masks, they are settings.
 */
void lk_episode_state_set_mask (LkEpisodeState *self, LkPicture *shot, GBytes *kept);
/** (nullable) */
GBytes *lk_episode_state_get_mask (LkEpisodeState *self, LkPicture *shot);
/** Paints out what is painted out in @from of the same shots. */
void lk_episode_state_take_masks (LkEpisodeState *self, LkEpisodeState *from);

/** Index of the class called @name (nullable), or -1. */
int lk_episode_state_find_class (LkEpisodeState *self, const char *name);
/** (transfer full): @self without the classes that have no picture: what is scored. It is
 * @self itself where all have one. */
LkEpisodeState *lk_episode_state_without_empty (LkEpisodeState *self);

/** Whether it can be scored: 2 to 20 classes with 1 to 10 shots each, else
 * %LK_ERROR_EPISODE saying what is missing. Queries are not asked for. */
gboolean lk_episode_state_is_complete (LkEpisodeState *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkEpisodeState, lk_episode_state_unref)

G_END_DECLS
