/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-scoring.h"
#include "lk-session-file.h"
#include "lk-settings.h"

G_BEGIN_DECLS

/**
 * LkScorer:
 *
 * Scores an episode with settings on another thread, and holds the model, the maps and
 * the scoring: the newest of what was asked for. One job runs, and of those that wait
 * only the latest is remembered. What a job brings is taken only where it is of the model
 * and the episode that are asked for when it ends; what other neighbours, part form or
 * ridge gave meanwhile is shown until the latest is there, and says so, see
 * lk_scoring_combine_options(). Main thread only.
 *
 * Signals: "scored": the scoring is another, or none any more. "opened": the model asked
 * for was opened. "other-weights": it is not the one that lk_scorer_expect() told of.
 * "message" (string): something a person should read. Properties that notify: "busy",
 * "progress" (0 to 1), "status" (why there is no scoring, or which
 * pictures were left out of it as there is no map of them, or %NULL).
 */
#define LK_TYPE_SCORER (lk_scorer_get_type ())
G_DECLARE_FINAL_TYPE (LkScorer, lk_scorer, LK, SCORER, GObject)

LkScorer *lk_scorer_new (void);

/**
 * lk_scorer_ask:
 * @episode: of whose shots those count that @settings have not switched off, and of whose
 * classes those that have such a shot
 *
 * What the scoring shall be of from now on. Nothing is computed that is there; a mask,
 * another name and another label are put on at once; a scoring of another model is
 * forgotten at once.
 */
void lk_scorer_ask (LkScorer *self, LkEpisodeState *episode, LkSettings *settings);
/** Gives the scoring up, and what runs; the model stays open. */
void lk_scorer_forget (LkScorer *self);
/** Stops what runs. The scoring that is there stays; the next lk_scorer_ask() begins
 * anew. */
void lk_scorer_cancel (LkScorer *self);

/** (nullable): with the cells painted out that the settings name. */
LkScoring *lk_scorer_get_scoring (LkScorer *self);
/** (nullable): the same without the masks of queries. */
LkScoring *lk_scorer_get_whole (LkScorer *self);
/** (nullable): the model asked for, %NULL until it was opened, and where a file of maps
 * is in its place. */
LkModel *lk_scorer_get_model (LkScorer *self);
/** (nullable): what the maps come from that are asked for, %NULL until it was opened. */
LkMapSource *lk_scorer_get_source (LkScorer *self);
/** The model that @file was saved with, as far as it tells; said to be another once,
 * where it turns out so. */
void lk_scorer_expect (LkScorer *self, const LkSessionFile *file);
/** (nullable): SHA-256 of the weights of the model asked for: of the opened one, else
 * those expected. */
const char *lk_scorer_get_sha256 (LkScorer *self);
/** (nullable): likewise lk_model_get_fingerprint(). */
const char *lk_scorer_get_fingerprint (LkScorer *self);

gboolean lk_scorer_get_busy (LkScorer *self);
double lk_scorer_get_progress (LkScorer *self);
/** (nullable) */
const char *lk_scorer_get_status (LkScorer *self);
/** (nullable): why there is no scoring of what is asked for; %NULL also until the job
 * ended. */
const GError *lk_scorer_get_error (LkScorer *self);

G_END_DECLS
