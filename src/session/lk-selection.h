/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode.h"
#include "lk-look.h"

G_BEGIN_DECLS

/**
 * LkSelection:
 *
 * What of an episode is looked at, and how: one query, one class or whoever wins, cells
 * of the query, the view, and the look. Query and class are held as what they are, not
 * as places, which move. Nothing in here changes a score.
 *
 * Setters return whether anything changed.
 */
typedef struct _LkSelection LkSelection;

/** The first query, the winner, the view "decision". */
LkSelection *lk_selection_new (LkEpisode *episode);
void lk_selection_free (LkSelection *self);

/** After a change of the episode: where the query went, the one that is now in its place
 * is selected, or, where the change was @travelled to by undo or redo, the one that was
 * selected before it; where the class went, the winner is. */
void lk_selection_follow (LkSelection *self, gboolean travelled);

/** (transfer none) (nullable) */
LkQuery *lk_selection_get_query (LkSelection *self);
/** Index in the episode's queries, or -1. */
int lk_selection_get_query_index (LkSelection *self);
/** Keeps the cells that are pinned; -1 selects none. */
void lk_selection_restore_query (LkSelection *self, int query);
/** Forgets the cells of the query before; @query counts from 0, past the end is none. */
gboolean lk_selection_select_query (LkSelection *self, int query);

/** Index in the episode's classes, or -1: whoever wins. */
int lk_selection_get_class_index (LkSelection *self);
/** (nullable): its name, or %NULL: whoever wins. */
const char *lk_selection_get_class_name (LkSelection *self);
gboolean lk_selection_select_class (LkSelection *self, int class_index);

/** The hovered cell, else the one that was pinned last, or -1. */
int lk_selection_get_cell (LkSelection *self);
gboolean lk_selection_hover_cell (LkSelection *self, int cell);
/** Pins a cell, or unpins it where it is pinned; -1 unpins all. */
void lk_selection_pin_cell (LkSelection *self, int cell);
/** (transfer none): in the order they were pinned. */
const guint *lk_selection_get_pins (LkSelection *self, guint *n_pins);
/** A set of cells with a line around it: [@n_cells], or %NULL for none. Not saved. */
void lk_selection_set_outline (LkSelection *self, const gboolean *cells, guint n_cells);
/** (transfer none) (nullable) */
const gboolean *lk_selection_get_outline (LkSelection *self, guint *n_cells);
/** Hovered, pinned and outlined ones. */
void lk_selection_forget_cells (LkSelection *self);

const LkLook *lk_selection_get_look (LkSelection *self);
void lk_selection_set_look (LkSelection *self, const LkLook *look);

/** "decision", "pixel", "part", "distribution", "episodes", "compare", "train". */
const char *lk_selection_get_view (LkSelection *self);
gboolean lk_selection_set_view (LkSelection *self, const char *view);

/** (transfer full): look and pins for a session file. */
JsonObject *lk_selection_look_to_json (LkSelection *self);
/** Takes both from one; %NULL: the defaults. */
void lk_selection_look_from_json (LkSelection *self, JsonObject *look);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSelection, lk_selection_free)

G_END_DECLS
