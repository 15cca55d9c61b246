/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-settings.h"

G_BEGIN_DECLS

/**
 * LkHistoryStep:
 * @changed_episode: whether it is a step of the episode's own undo stack too
 * @before, @after: the settings around it
 * @label: what a person reads
 *
 * One thing that was done and can be undone.
 */
typedef struct
{
  gboolean changed_episode;
  LkSettings *before;
  LkSettings *after;
  char *label;
} LkHistoryStep;

/**
 * LkHistory:
 *
 * The order in which episode and settings were changed, so that one undo serves both.
 * Changes of the same kind that follow one another at once, as a slider's do, are one
 * step.
 */
typedef struct _LkHistory LkHistory;

LkHistory *lk_history_new (void);
void lk_history_free (LkHistory *self);
void lk_history_clear (LkHistory *self);

/** Puts a step that was done just now. @kind (nullable): steps of the same kind within a
 * second become one; %NULL never. */
void lk_history_push (LkHistory *self,
                      gboolean changed_episode,
                      LkSettings *before,
                      LkSettings *after,
                      const char *label,
                      const char *kind);

/** (transfer none) (nullable): the step to take back, or to do again; it counts as done.
 */
const LkHistoryStep *lk_history_undo (LkHistory *self);
const LkHistoryStep *lk_history_redo (LkHistory *self);
/** (nullable) */
const char *lk_history_get_undo_label (LkHistory *self);
const char *lk_history_get_redo_label (LkHistory *self);

G_END_DECLS
