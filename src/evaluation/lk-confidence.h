/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-outcome.h"
#include "lk-reliability.h"
#include "lk-sampler.h"

G_BEGIN_DECLS

/**
 * LkConfidence:
 *
 * How sure decisions may be, by the labelled queries of many episodes: a temperature that
 * makes probabilities of fused scores, and what they are worth (docs/METHOD.md 12.3). For
 * one thread at a time.
 */
typedef struct _LkConfidence LkConfidence;

/** @fusion: (nullable) */
LkConfidence *lk_confidence_new (const LkMetricOptions *options,
                                 const LkTrainedFusion *fusion);
void lk_confidence_free (LkConfidence *self);

/** All queries of the next episode; fails as lk_decision_new() does. */
gboolean
lk_confidence_add (LkConfidence *self, const LkRawScores *scores, GError **error);

/**
 * lk_confidence_find:
 *
 * (transfer full): what one episode has to say, in lk_confidence_get_size() bytes
 * (%LK_FINDING_CONFIDENCE). Fails as lk_decision_new() does.
 */
GBytes *
lk_confidence_find (const LkConfidence *self, const LkRawScores *scores, GError **error);
gsize lk_confidence_get_size (const LkSampler *sampler);

/** Adds what lk_confidence_find() found in episode @index of @sampler. Returns: or %FALSE
 * with %LK_ERROR_FORMAT */
gboolean lk_confidence_add_found (LkConfidence *self,
                                  guint64 index,
                                  const LkSampler *sampler,
                                  GBytes *found,
                                  GError **error);

/** Decisions so far. */
guint lk_confidence_get_n (const LkConfidence *self);
/** Episodes so far. */
guint lk_confidence_get_n_episodes (const LkConfidence *self);

/** The temperature at which the classes of all decisions so far are most likely: softmax
 * of the fused scores over it. Infinite where scores say nothing; finite where all come
 * out right (lk_logistic_fit()). */
double lk_confidence_fit (const LkConfidence *self);

/** Whether there are episodes of an even and of an odd number: one half alone has no
 * other one to be fitted to. */
gboolean lk_confidence_has_halves (const LkConfidence *self);

/** Of probabilities that are the softmax of the fused scores as they are. */
LkReliability lk_confidence_measure_before (const LkConfidence *self);
/** The same over a temperature: that of every second episode over the one fitted to the
 * others. Where lk_confidence_has_halves(). */
LkReliability lk_confidence_measure_after (const LkConfidence *self);

/** (transfer full): lk_coverage_list() of all decisions. */
GArray *lk_confidence_list_coverage (const LkConfidence *self);

/** Of the class with the largest of @fused, [@n_classes], by softmax over @temperature.
 */
double
lk_confidence_find_probability (const double *fused, guint n_classes, double temperature);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkConfidence, lk_confidence_free)

G_END_DECLS
