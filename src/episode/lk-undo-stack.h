/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-episode-state.h"

G_BEGIN_DECLS

/**
 * LkUndoStack:
 *
 * What was done to an episode and can be undone, and what was undone and can be done
 * again. A step keeps the states before and after it, which share their pictures. Past
 * its limit the stack forgets the oldest step.
 */
typedef struct _LkUndoStack LkUndoStack;

LkUndoStack *lk_undo_stack_new (guint limit);
void lk_undo_stack_free (LkUndoStack *self);
/** Forgets all steps. */
void lk_undo_stack_clear (LkUndoStack *self);

/** Puts a step that was done just now; what could be redone is forgotten. */
void lk_undo_stack_push (LkUndoStack *self,
                         LkEpisodeState *before,
                         LkEpisodeState *after,
                         const char *label);

/** (nullable): the label of the step that would be undone, or done again. */
const char *lk_undo_stack_get_undo_label (LkUndoStack *self);
const char *lk_undo_stack_get_redo_label (LkUndoStack *self);

/** (transfer none) (nullable): the state to go to, or %NULL where there is no step. */
LkEpisodeState *lk_undo_stack_undo (LkUndoStack *self);
LkEpisodeState *lk_undo_stack_redo (LkUndoStack *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkUndoStack, lk_undo_stack_free)

G_END_DECLS
