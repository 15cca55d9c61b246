/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-level.h"
#include "lk-metric-options.h"
#include "lk-support.h"

G_BEGIN_DECLS

/**
 * LkLeaveOneOut:
 *
 * Every shot of a support set as a query against the rest: its own class without it, the
 * others whole. A class of one shot would be empty without it: its shots are not there.
 * Immutable.
 */
typedef struct _LkLeaveOneOut LkLeaveOneOut;

/** Each shot is compared with all: of more shots than these, whoever waits would wait for
 * seconds. */
#define LK_LEAVE_ONE_OUT_AT_ONCE 60

/** Each as lk_explanation_new() compares a query, to the last bit, under the neighbours,
 * part form and ridge of @options; fails as that does. For another thread. */
LkLeaveOneOut *lk_leave_one_out_new (LkSupport *support,
                                     const LkMetricOptions *options,
                                     GCancellable *cancellable,
                                     GError **error);
void lk_leave_one_out_free (LkLeaveOneOut *self);

/** How many shots have others of their class. */
guint lk_leave_one_out_get_n_shots (const LkLeaveOneOut *self);
/** Which shot the @index-th is, class after class. Returns: its class. */
guint lk_leave_one_out_get_shot (const LkLeaveOneOut *self, guint index, guint *shot);

/**
 * lk_leave_one_out_fill_scores:
 * @options: distance, and the neighbours and part form it was made with
 * @scores: (out caller-allocates): [LK_N_LEVELS, n_classes], level after level, raw as
 *   those of lk_explanation_fill_scores()
 */
void lk_leave_one_out_fill_scores (const LkLeaveOneOut *self,
                                   guint index,
                                   const LkMetricOptions *options,
                                   double *scores);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLeaveOneOut, lk_leave_one_out_free)

G_END_DECLS
