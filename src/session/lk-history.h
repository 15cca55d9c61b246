/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-settings.h"

G_BEGIN_DECLS

/**
 * LkHistory:
 *
 * What a session was, is, and was before undo: one row of pairs of an episode and the
 * settings it is scored with, both immutable. The pair in force is the one place where
 * the settings of a session stand. Changes of the same kind that follow one another at
 * once, as a slider's do, are one step. Past 200 steps the oldest is forgotten.
 *
 * Properties that notify: "undo-label", "redo-label" (nullable strings).
 */
#define LK_TYPE_HISTORY (lk_history_get_type ())
G_DECLARE_FINAL_TYPE (LkHistory, lk_history, LK, HISTORY, GObject)

/** With nothing to undo. */
LkHistory *lk_history_new (LkEpisodeState *episode, LkSettings *settings);
/** Begins anew with such a pair. */
void lk_history_reset (LkHistory *self, LkEpisodeState *episode, LkSettings *settings);

/** (transfer none): the pair in force. */
LkEpisodeState *lk_history_get_episode (LkHistory *self);
LkSettings *lk_history_get_settings (LkHistory *self);

/** Where the session of the pair in force is kept, as #LkStorage numbers it: pairs that
 * are put in force after it have it too, unless it is said. */
guint lk_history_get_place (LkHistory *self);
void lk_history_set_place (LkHistory *self, guint place);

/** All pairs in their order, and which of them is in force. */
guint lk_history_get_n_moments (LkHistory *self);
guint lk_history_get_now (LkHistory *self);
/** Sets what is not %NULL (transfer none); @label is %NULL for the first. */
void lk_history_peek (LkHistory *self,
                      guint index,
                      LkEpisodeState **episode,
                      LkSettings **settings,
                      const char **label);

/**
 * lk_history_push:
 * @label: what was done just now, for a person
 * @kind: (nullable): steps of the same kind within a second become one; %NULL never
 *
 * Puts a pair in force as a step; what could be redone is forgotten.
 */
void lk_history_push (LkHistory *self,
                      LkEpisodeState *episode,
                      LkSettings *settings,
                      const char *label,
                      const char *kind);
/** Puts other settings in force without a step: they belong to the last one. */
void lk_history_amend (LkHistory *self, LkSettings *settings);

/** Puts the pair before the last step in force, or the one after it again. Returns
 * whether there was one. */
gboolean lk_history_undo (LkHistory *self);
gboolean lk_history_redo (LkHistory *self);
/** (nullable) */
const char *lk_history_get_undo_label (LkHistory *self);
const char *lk_history_get_redo_label (LkHistory *self);

G_END_DECLS
