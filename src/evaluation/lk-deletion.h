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

/** (transfer full): what the query of one episode has to say, in %LK_DELETION_SIZE bytes
 * (%LK_FINDING_DELETION). @maps: those of the shots of episode @index, class after class,
 * then of its queries. Fails as lk_support_new(), lk_explanation_new() and
 * lk_faithfulness_new() do. */
GBytes *lk_deletion_find (const LkDeletion *self,
                          guint64 index,
                          GPtrArray *maps,
                          GCancellable *cancellable,
                          GError **error);

/** Of each order, deletion and insertion: the area, and the curve. */
#define LK_DELETION_SIZE (2 * LK_N_FAITHFULNESS_ORDERS * (LK_FAITHFULNESS_STEPS + 1) * 8)

/** Adds what lk_deletion_find() found: in the order of the episodes, as sums depend on
 * it. Returns: or %FALSE with %LK_ERROR_FORMAT */
gboolean lk_deletion_add_found (LkDeletion *self, GBytes *found, GError **error);

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
