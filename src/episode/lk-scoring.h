/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-decision.h"
#include "lk-episode-state.h"
#include "lk-explanation.h"
#include "lk-map-source.h"

G_BEGIN_DECLS

/**
 * LkScoring:
 *
 * An episode scored with a model: the explanation of every query, and all that is needed
 * to read it. The one path from pictures to numbers: window and command line both take
 * it. Immutable, counted by reference, safe between threads.
 */
typedef struct _LkScoring LkScoring;

#define LK_TYPE_SCORING (lk_scoring_get_type ())
GType lk_scoring_get_type (void);

typedef enum
{
  LK_SCORING_STAGE_EMBED,
  LK_SCORING_STAGE_SUPPORT,
  LK_SCORING_STAGE_MATCH,
} LkScoringStage;
#define LK_N_SCORING_STAGES 3

/** @source: of the maps. Fails as lk_episode_state_is_complete(),
 * lk_map_source_fetch(), lk_support_new_kept() and lk_explanation_new() do. No query is
 * fine. Cells that are painted out of a shot (lk_episode_state_set_mask()) take no part;
 * masks of another number of cells than the maps have are passed over. */
LkScoring *lk_scoring_new (LkEpisodeState *episode,
                           LkMapSource *source,
                           const LkMetricOptions *options,
                           LkProgress progress,
                           gpointer user_data,
                           GCancellable *cancellable,
                           GError **error);
LkScoring *lk_scoring_ref (LkScoring *self);
void lk_scoring_unref (LkScoring *self);

LkEpisodeState *lk_scoring_get_episode (LkScoring *self);
/** Where the maps came from. */
LkMapSource *lk_scoring_get_source (LkScoring *self);
/** (nullable): the model of the source, where it has one. */
LkModel *lk_scoring_get_model (LkScoring *self);
LkSupport *lk_scoring_get_support (LkScoring *self);
guint lk_scoring_get_n_queries (LkScoring *self);
LkExplanation *lk_scoring_get_explanation (LkScoring *self, guint query);
/** (nullable): the checkpoint's fusion layer. */
const LkTrainedFusion *lk_scoring_get_trained_fusion (LkScoring *self);
/** What it was scored with. */
const LkMetricOptions *lk_scoring_get_options (LkScoring *self);
/** Milliseconds a stage took. */
double lk_scoring_get_stage_ms (LkScoring *self, LkScoringStage stage);

/** What is decided with under @options: the distance, normalisation and weights of
 * @options, and all that the scores depend on as it was scored with, whatever @options
 * say meanwhile. Everything that shows or writes scores names these. */
LkMetricOptions lk_scoring_combine_options (LkScoring *self,
                                            const LkMetricOptions *options);

/** lk_decision_new() of one query under @options, which may differ in distance,
 * normalisation and weights from those it was scored with. */
LkDecision *lk_scoring_decide (LkScoring *self,
                               guint query,
                               const LkMetricOptions *options,
                               GError **error);

/** The class that pooled prototypes would choose for a query (lk-prototype.h): the
 * baseline beside the levels. All cells count for it, whatever is painted out. */
guint lk_scoring_get_prototype (LkScoring *self, guint query);

/** Sets @fusion to what @model's fusion layer computes, or to %NULL where it has none.
 * Fails as lk_trained_fusion_new() does, the model named. */
gboolean
lk_scoring_read_fusion (LkModel *model, LkTrainedFusion **fusion, GError **error);

/**
 * lk_scoring_with_masks:
 * @masks: query indices (%GUINT_TO_POINTER) to #GBytes with a gboolean a cell: whether it
 *   counts; masks of another number of cells than the queries have are passed over
 *
 * Returns: (transfer full): @self with cells painted out, sharing all the rest; fails as
 *   lk_what_if_masked() does
 */
LkScoring *lk_scoring_with_masks (LkScoring *self, GHashTable *masks, GError **error);

/**
 * lk_scoring_with_mask:
 * @whole: (nullable): a scoring of the same queries without masks, whose explanation
 *   @query gets back where @kept is %NULL; %NULL: @self
 * @kept: (nullable): as in lk_scoring_with_masks(), for one query
 *
 * Returns: (transfer full): @self with another mask of one query
 */
LkScoring *lk_scoring_with_mask (LkScoring *self,
                                 LkScoring *whole,
                                 guint query,
                                 GBytes *kept,
                                 GError **error);

/**
 * lk_scoring_with_names:
 * @episode: of the same pictures, see lk_episode_state_same_pictures()
 *
 * Returns: (transfer full): @self of @episode, whose classes may have other names and
 *   whose queries other labels: nothing is computed
 */
LkScoring *lk_scoring_with_names (LkScoring *self, LkEpisodeState *episode);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkScoring, lk_scoring_unref)

G_END_DECLS
