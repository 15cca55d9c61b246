/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-matches.h"
#include "lk-metric-options.h"
#include "lk-support.h"

G_BEGIN_DECLS

/**
 * LkExplanation:
 *
 * Everything the levels say of one query against one support set, before fusion:
 * an immutable snapshot, counted by reference. Views show it, lk_decision_new() fuses it.
 */
typedef struct _LkExplanation LkExplanation;

#define LK_TYPE_EXPLANATION (lk_explanation_get_type ())
GType lk_explanation_get_type (void);

/**
 * lk_explanation_new:
 * @query: [C, H, W], of the shape of the support's maps
 * @options: neighbours, part form and ridge are used, and all five distances are
 *   computed
 *
 * Returns: or %NULL with %LK_ERROR_EPISODE (another shape), %LK_ERROR_NUMERIC, or
 *   %G_IO_ERROR_CANCELLED
 */
LkExplanation *lk_explanation_new (LkSupport *support,
                                   LkTensor *query,
                                   const LkMetricOptions *options,
                                   GCancellable *cancellable,
                                   GError **error);

/**
 * lk_explanation_new_batch:
 * @queries: @n_queries maps, as for lk_explanation_new()
 *
 * Explains several queries at once, dealt out over the threads of the shared pool. The
 * numbers are those that lk_explanation_new() gives, to the last bit, whatever the number
 * of threads.
 *
 * Returns: (element-type LkExplanation) (transfer full): in the order of @queries; or
 *   %NULL, where any of them fails, with the error of the first that does
 */
GPtrArray *lk_explanation_new_batch (LkSupport *support,
                                     LkTensor *const *queries,
                                     guint n_queries,
                                     const LkMetricOptions *options,
                                     GCancellable *cancellable,
                                     GError **error);
LkExplanation *lk_explanation_ref (LkExplanation *self);
void lk_explanation_unref (LkExplanation *self);

LkSupport *lk_explanation_get_support (LkExplanation *self);
LkTensor *lk_explanation_get_query (LkExplanation *self);
LkGaussian *lk_explanation_get_query_gaussian (LkExplanation *self);
const LkMetricOptions *lk_explanation_get_options (LkExplanation *self);
guint lk_explanation_get_n_classes (LkExplanation *self);

const LkMatches *lk_explanation_get_pixel (LkExplanation *self, guint class_index);
const LkMatches *lk_explanation_get_part (LkExplanation *self, guint class_index);
double
lk_explanation_get_distance (LkExplanation *self, LkDistance distance, guint class_index);
/** @scores: (out): the raw scores of all levels under @options, one a class each:
 * similarities for part and pixel, the positive distance @options->distance for
 * distribution. They belong to @self. */
void lk_explanation_fill_scores (LkExplanation *self,
                                 const LkMetricOptions *options,
                                 const double *scores[LK_N_LEVELS]);
/** Those of one level under the options it was made with. */
const double *lk_explanation_get_scores (LkExplanation *self, LkLevel level);
/** The largest ridge KL had to use; larger than the options' where a factorisation
 * failed. */
double lk_explanation_get_ridge_used (LkExplanation *self);

/** (nullable): [P]: which cells of the query count, where some do not: see
 * lk_what_if_masked(). The query, and the rows of the pixel level, have all P all the
 * same; the query's Gaussian is that of the kept cells. */
const gboolean *lk_explanation_get_kept (LkExplanation *self);

/** (transfer full): all inner products of the part level for a class: [C, K*C], for
 * drawing. */
LkTensor *lk_explanation_compute_part_matrix (LkExplanation *self, guint class_index);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkExplanation, lk_explanation_unref)

G_END_DECLS
