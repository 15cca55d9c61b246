/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-class.h"
#include "lk-episode-state.h"

G_BEGIN_DECLS

#define LK_EPISODE_MIN_CLASSES 2
#define LK_EPISODE_MAX_CLASSES 20
#define LK_EPISODE_MAX_SHOTS 10

/**
 * LkEpisode:
 *
 * The episode being put together: classes with their shots, and queries, as list models
 * that widgets bind to. No change below leaves the episode half changed: it happens
 * whole, or gives %LK_ERROR_LIMIT (too many classes or shots) and nothing has changed.
 * What changes nothing (a class moved to its own place) is no change. Lives on the main
 * thread. Undo is whoever's that keeps the states: they never change, and
 * lk_episode_show_state() goes back to one.
 *
 * Signal "changed" (label) follows every change, with what a person calls it, translated,
 * such as "Add 3 Shots"; after lk_episode_show_state() the label is %NULL.
 */
#define LK_TYPE_EPISODE (lk_episode_get_type ())
G_DECLARE_FINAL_TYPE (LkEpisode, lk_episode, LK, EPISODE, GObject)

LkEpisode *lk_episode_new (void);

/** List models of #LkClass and of #LkQuery. */
GListModel *lk_episode_get_classes (LkEpisode *self);
GListModel *lk_episode_get_queries (LkEpisode *self);

/** (transfer full) */
LkEpisodeState *lk_episode_get_state (LkEpisode *self);
/** Replaces everything, as one change called @label. */
void lk_episode_set_state (LkEpisode *self, LkEpisodeState *state, const char *label);
/** Replaces everything, which is no step of anybody's history: a session was opened, or
 * something was undone. */
void lk_episode_show_state (LkEpisode *self, LkEpisodeState *state);

/** Appends a class with @shots (array of #LkPicture, may be empty or %NULL). @name %NULL:
 * the first free "Class A", "Class B". A name that is taken gets a number. */
gboolean lk_episode_add_class (LkEpisode *self,
                               const char *name,
                               GPtrArray *shots,
                               GError **error);
void lk_episode_remove_class (LkEpisode *self, guint class_index);
/** The class ends up at index @to, or at the end if that is past it. */
void lk_episode_move_class (LkEpisode *self, guint class_index, guint to);
/** Spaces around @name are stripped; an empty or taken name is %LK_ERROR_EPISODE. Queries
 * labelled with the old name get the new one. */
gboolean lk_episode_rename_class (LkEpisode *self,
                                  guint class_index,
                                  const char *name,
                                  GError **error);

/** Inserts @shots before @position (or at the end, if it is past it). */
gboolean lk_episode_add_shots (LkEpisode *self,
                               guint class_index,
                               guint position,
                               GPtrArray *shots,
                               GError **error);
void lk_episode_remove_shot (LkEpisode *self, guint class_index, guint shot);
/** Takes a shot out and inserts it before @to_position of @to_class as it was before. */
gboolean lk_episode_move_shot (LkEpisode *self,
                               guint class_index,
                               guint shot,
                               guint to_class,
                               guint to_position,
                               GError **error);

/** Appends an array of #LkQuery. */
void lk_episode_add_queries (LkEpisode *self, GPtrArray *queries);
void lk_episode_remove_query (LkEpisode *self, guint query);
/** As lk_episode_move_class(). */
void lk_episode_move_query (LkEpisode *self, guint query, guint to);
/** @label %NULL: not known. */
void lk_episode_set_query_label (LkEpisode *self, guint query, const char *label);

/** Position of @class, or -1. */
int lk_episode_find_class (LkEpisode *self, LkClass *class);

/**
 * Makes the changes up to lk_episode_end_change() one: they happen at once, but "changed"
 * follows only the end, as one change called @label. With @label %NULL they are taken
 * back there and then: nothing has changed. Does not nest.
 */
void lk_episode_begin_change (LkEpisode *self);
void lk_episode_end_change (LkEpisode *self, const char *label);

G_END_DECLS
