/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkSchedule:
 * @rate: when warm
 * @warmup: steps in which it rises, linearly
 * @decay: the last share of the budget, in which it falls to 0, linearly; 0: none
 *
 * Warm-up, constant, linear decay: a run can be prolonged from any point before the
 * decay (docs/METHOD.md 11.5).
 */
typedef struct
{
  double rate;
  guint warmup;
  double decay;
} LkSchedule;

/** The rate of @step, from 0, when @progress of the budget, 0 to 1, is used up. */
double lk_schedule_get_rate (const LkSchedule *self, guint64 step, double progress);

/** Whether the rate decays at @progress. */
gboolean lk_schedule_decays (const LkSchedule *self, double progress);

/**
 * lk_schedule_decay_now:
 * @budget: (inout): in any unit
 * @done: of it
 *
 * Ends a run that could go on: the decay begins now, and takes a fifth of what was done.
 */
void lk_schedule_decay_now (LkSchedule *self, double *budget, double done);

G_END_DECLS
