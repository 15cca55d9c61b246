/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-decision.h"
#include "lk-explanation.h"

G_BEGIN_DECLS

/*
 * What would have been said of the query if: computed from the feature maps, never by
 * running the network again.
 */

/**
 * lk_what_if_masked:
 * @kept: [P]: whether a cell of the query counts; at least two must
 *
 * The explanation of a query some of whose cells are painted out. Pixel: only kept cells
 * are matched (masked rows of the matches have no neighbours and add 0; indices are
 * G_MAXUINT32). Part: channels of query and support are compared over the kept positions
 * only. Distribution: the query's Gaussian is that of its kept descriptors. A mask that
 * @explanation has already is replaced, not added to.
 *
 * Returns: or %NULL with %LK_ERROR_EPISODE (fewer than two cells kept), or as
 *   lk_explanation_new() fails
 */
LkExplanation *lk_what_if_masked (LkExplanation *explanation,
                                  const gboolean *kept,
                                  GCancellable *cancellable,
                                  GError **error);

/**
 * LkShotChange:
 * @class_index, @shot: which shot is changed
 * @other_class, @other_shot: for a swap: the shot that takes its place; else G_MAXUINT
 * @scores: by #LkLevel: the raw score of class @class_index after the change
 * @fused: [n_classes]: fused scores after the change
 * @prediction: who wins then
 * @margin: of the winner now (before the change) over the best other class after the
 * change: negative where the decision flips
 * @change: @margin minus the margin before
 */
typedef struct
{
  guint class_index;
  guint shot;
  guint other_class;
  guint other_shot;
  double scores[LK_N_LEVELS];
  double *fused;
  guint prediction;
  double margin;
  double change;
} LkShotChange;

typedef enum
{
  LK_SHOT_REMOVED, /* classes with a single shot are left out */
  LK_SHOT_SWAPPED, /* for the most similar shot of another class, by the mean descriptor's
                      cosine */
} LkShotChangeKind;

/**
 * lk_what_if_shots:
 * @options, @trained: as for lk_decision_new(), whatever @explanation was made with but
 *   for neighbours, part form and ridge, which are its own, and so is its mask
 *
 * Returns: (element-type LkShotChange) (transfer full): one for each shot, the largest
 * fall of the margin first; free with lk_shot_change_free() (the array does)
 */
GPtrArray *lk_what_if_shots (LkExplanation *explanation,
                             LkShotChangeKind kind,
                             const LkMetricOptions *options,
                             const LkTrainedFusion *trained,
                             GCancellable *cancellable,
                             GError **error);
void lk_shot_change_free (LkShotChange *self);

/**
 * lk_what_if_mutual:
 * @mutual: (out caller-allocates): [P * n_neighbours] of the class's pixel matches:
 * whether the query cell is, the other way round, the most similar query cell of that
 * support cell
 */
void lk_what_if_mutual (LkExplanation *explanation, guint class_index, gboolean *mutual);

/** The query cells whose nearest neighbours include support cell @column of @class_index,
 * in the order of their similarity. (element-type guint) (transfer full) */
GArray *lk_what_if_choosers (LkExplanation *explanation, guint class_index, guint column);

G_END_DECLS
