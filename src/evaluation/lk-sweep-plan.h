/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-raw-scores.h"

G_BEGIN_DECLS

/**
 * LkSweepPlan:
 *
 * How one episode is scored under several options with as little work as can be: those
 * that differ in distance, normalisation or weights alone have the same scores, and
 * those that differ in neighbours the same matches. Only another part form or another
 * ridge is matched anew. Immutable.
 */
typedef struct _LkSweepPlan LkSweepPlan;

/** @options: array of #LkMetricOptions, at least one */
LkSweepPlan *lk_sweep_plan_new (GArray *options);
void lk_sweep_plan_free (LkSweepPlan *self);

/** How many matches there are to be made. */
guint lk_sweep_plan_get_n_matches (const LkSweepPlan *self);

/** (transfer full): array of #LkRawScores, as many as are needed: those of options i are
 * at lk_sweep_plan_get_place(). On any thread; fails as lk_raw_scores_new() does. */
GPtrArray *lk_sweep_plan_score (const LkSweepPlan *self,
                                const LkSampler *sampler,
                                GPtrArray *maps,
                                GCancellable *cancellable,
                                GError **error);

guint lk_sweep_plan_get_place (const LkSweepPlan *self, guint i);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkSweepPlan, lk_sweep_plan_free)

G_END_DECLS
