/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-faithfulness.h"
#include "lk-sample.h"

G_BEGIN_DECLS

/**
 * LkDeletion:
 *
 * How faithful the map that adds up is, over many episodes: deletion and insertion curves
 * (#LkFaithfulness) of one query of each, the classes by turns. For one thread at a time.
 */
typedef struct _LkDeletion LkDeletion;

/** @fusion: (nullable) */
LkDeletion *lk_deletion_new (const LkSampler *sampler,
                             const LkMetricOptions *options,
                             const LkTrainedFusion *fusion);
void lk_deletion_free (LkDeletion *self);

/** @maps: those of the shots of episode @index, class after class, then of its queries.
 * Fails as lk_support_new(), lk_explanation_new() and lk_faithfulness_new() do. */
gboolean lk_deletion_add (LkDeletion *self,
                          guint64 index,
                          GPtrArray *maps,
                          GCancellable *cancellable,
                          GError **error);

/** Queries so far. */
guint lk_deletion_get_n (const LkDeletion *self);

/**
 * lk_deletion_get_area:
 * @order: of #LkFaithfulness
 * @area: (out): the mean over the queries; 0 without any
 * @ci95: (out): half the width of its 95 % interval, by Student's t; 0 where there is
 * none
 *
 * Returns: whether there is an interval: of two queries or more
 */
gboolean lk_deletion_get_area (const LkDeletion *self,
                               guint order,
                               gboolean insertion,
                               double *area,
                               double *ci95);

/** @kept: (out caller-allocates): by step: the share of the queries that are decided as
 * with all cells */
void lk_deletion_get_curve (const LkDeletion *self,
                            guint order,
                            gboolean insertion,
                            double kept[LK_FAITHFULNESS_STEPS]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkDeletion, lk_deletion_free)

G_END_DECLS
