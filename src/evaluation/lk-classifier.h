/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-decision.h"
#include "lk-membership.h"

G_BEGIN_DECLS

/**
 * LkClassified:
 * @prediction, @runner_up: classes of the support set
 * @margin, @decisive: as of #LkDecision
 * @prototype: the class that pooled prototypes would choose
 * @place: where the query lies among the left-out shots, at @prediction; of no members
 *   where that class has one shot
 *
 * What is decided of one query, and how far it may be trusted.
 */
typedef struct
{
  guint prediction;
  guint runner_up;
  double margin;
  LkLevel decisive;
  guint prototype;
  LkPlace place;
} LkClassified;

/**
 * LkClassifier:
 *
 * Sorts any number of queries by the classes of a support set, or none of them: what does
 * not depend on the query is computed once. For one thread at a time.
 */
typedef struct _LkClassifier LkClassifier;

/** @fusion: (nullable). Fails as lk_leave_one_out_new() does. */
LkClassifier *lk_classifier_new (LkSupport *support,
                                 const LkMetricOptions *options,
                                 const LkTrainedFusion *fusion,
                                 GCancellable *cancellable,
                                 GError **error);
void lk_classifier_free (LkClassifier *self);

/** @found: (out caller-allocates): [@n_queries]. Fails as lk_explanation_new_batch() and
 * lk_decision_new() do. */
gboolean lk_classifier_decide (LkClassifier *self,
                               LkTensor *const *queries,
                               guint n_queries,
                               LkClassified *found,
                               GCancellable *cancellable,
                               GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkClassifier, lk_classifier_free)

G_END_DECLS
