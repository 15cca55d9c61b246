/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-membership.h"
#include "lk-scoring.h"
#include "lk-support-check.h"

G_BEGIN_DECLS

/**
 * LkShotCheck:
 *
 * How good the shots of what was scored are, each left out in turn: compared on another
 * thread when a support set is another, judged anew at once when options are. The signal
 * "changed" tells of every change. Main thread only.
 */
#define LK_TYPE_SHOT_CHECK (lk_shot_check_get_type ())
G_DECLARE_FINAL_TYPE (LkShotCheck, lk_shot_check, LK, SHOT_CHECK, GObject)

typedef enum
{
  LK_SHOT_CHECK_NOTHING, /* nothing is scored, or it failed */
  LK_SHOT_CHECK_WAITS,   /* so many shots are checked when somebody asks */
  LK_SHOT_CHECK_RUNS,
  LK_SHOT_CHECK_DONE,
} LkShotCheckState;

LkShotCheck *lk_shot_check_new (void);

/** What is scored (nullable), and the options in force. */
void lk_shot_check_follow (LkShotCheck *self,
                           LkScoring *scoring,
                           const LkMetricOptions *options);
/** Checks what waits: more shots than %LK_LEAVE_ONE_OUT_AT_ONCE. */
void lk_shot_check_run (LkShotCheck *self);

LkShotCheckState lk_shot_check_get_state (LkShotCheck *self);
/** (nullable): of lk_shot_check_get_episode(), where the state is done. */
const LkSupportCheck *lk_shot_check_get_result (LkShotCheck *self);
/** Sets @place to where a query lies among the shots, see lk_membership_place(). %FALSE
 * where nothing was checked, or another support set. */
gboolean lk_shot_check_place (LkShotCheck *self,
                              LkExplanation *whole,
                              LkExplanation *parts,
                              guint class_index,
                              LkPlace *place);
/** (nullable): what was scored. */
LkEpisodeState *lk_shot_check_get_episode (LkShotCheck *self);

/** (transfer full) (nullable): a sentence about @picture as a shot of the @scored-th
 * class that is scored, where it is taken for another class. */
char *lk_shot_check_describe_doubt (LkShotCheck *self, guint scored, LkPicture *picture);

G_END_DECLS
