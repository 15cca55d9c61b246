/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-map-source.h"
#include "lk-membership.h"
#include "lk-roc.h"
#include "lk-trained-fusion.h"
#include "lk-unknown-sample.h"

G_BEGIN_DECLS

/** A figure over episodes. */
typedef enum
{
  LK_UNKNOWN_AUROC, /* lk_roc_get_area() */
  LK_UNKNOWN_FPR95, /* lk_roc_get_accepted() of 95 % */
} LkUnknownFigure;
#define LK_N_UNKNOWN_FIGURES 2

/**
 * LkUnknown:
 *
 * How well queries of the classes of an episode can be told from queries of other
 * classes, by their likeness to the class they are taken for (#LkMembership), over many
 * episodes. For one thread at a time.
 */
typedef struct _LkUnknown LkUnknown;

/**
 * lk_unknown_new:
 * @sampler: of episodes with two shots a class or more
 * @fusion: (nullable)
 */
LkUnknown *lk_unknown_new (const LkSampler *sampler,
                           const LkMetricOptions *options,
                           const LkTrainedFusion *fusion);
void lk_unknown_free (LkUnknown *self);

/**
 * lk_unknown_find:
 * @maps: those of the shots of an episode, class after class, then of its queries
 * @unknown: those of queries of other classes
 *
 * (transfer full): what one episode has to say, in %LK_UNKNOWN_SIZE bytes
 * (%LK_FINDING_UNKNOWN). Fails as lk_support_new(), lk_leave_one_out_new() and
 * lk_decision_new() do.
 */
GBytes *lk_unknown_find (const LkUnknown *self,
                         GPtrArray *maps,
                         GPtrArray *unknown,
                         GCancellable *cancellable,
                         GError **error);

/** Of each level and fused: the two figures, and the curve in counts. */
#define LK_UNKNOWN_SIZE (LK_N_MEMBERSHIPS * (16 + 2 * LK_ROC_POINTS))

/** Adds what lk_unknown_find() found: in the order of the episodes, as sums depend on it.
 * Returns: or %FALSE with %LK_ERROR_FORMAT */
gboolean lk_unknown_add_found (LkUnknown *self, GBytes *found, GError **error);

/** Episodes so far. */
guint lk_unknown_get_n (const LkUnknown *self);

/** Of one level, or %LK_MEMBERSHIP_FUSED: the mean over the episodes, and half the width
 * of its 95 % interval. Returns: whether there is an interval: of two episodes or more */
gboolean lk_unknown_get_figure (const LkUnknown *self,
                                guint membership,
                                LkUnknownFigure figure,
                                double *mean,
                                double *ci95);

/** The mean over the episodes of lk_roc_fill_curve(). */
void lk_unknown_get_curve (const LkUnknown *self,
                           guint membership,
                           double known[LK_ROC_POINTS]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkUnknown, lk_unknown_free)

G_END_DECLS
