/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-explanation.h"

G_BEGIN_DECLS

/**
 * LkLeftOut:
 *
 * Every shot of a support set as a query against the rest: its own class without it, the
 * others whole. A class of one shot would be empty without it: its shots are not there.
 * Immutable.
 */
typedef struct _LkLeftOut LkLeftOut;

/** Each as lk_explanation_new() compares a query, under the neighbours, part form and
 * ridge of @options; fails as that does. For another thread. */
LkLeftOut *lk_left_out_new (LkSupport *support,
                            const LkMetricOptions *options,
                            GCancellable *cancellable,
                            GError **error);
void lk_left_out_free (LkLeftOut *self);

/** How many shots have others of their class. */
guint lk_left_out_get_n_shots (const LkLeftOut *self);
/** Which shot the @index-th is, class after class. Returns: its class. */
guint lk_left_out_get_shot (const LkLeftOut *self, guint index, guint *shot);

/**
 * lk_left_out_fill_scores:
 * @options: distance, and the neighbours and part form it was made with
 * @scores: (out caller-allocates): [LK_N_LEVELS, n_classes], level after level, raw as
 *   those of lk_explanation_fill_scores()
 */
void lk_left_out_fill_scores (const LkLeftOut *self,
                              guint index,
                              const LkMetricOptions *options,
                              double *scores);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkLeftOut, lk_left_out_free)

G_END_DECLS
