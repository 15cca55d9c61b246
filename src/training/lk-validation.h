/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-episode-loss.h"
#include "lk-network.h"
#include "lk-picture-set.h"

G_BEGIN_DECLS

/** Shots it is validated with. */
#define LK_VALIDATION_N_SHOTS 2
extern const guint lk_validation_shots[LK_VALIDATION_N_SHOTS]; /* 1 and 5 */

/**
 * LkValidationResult:
 * @accuracy: by shots, by level and fusion (see #LK_EPISODE_FUSED): mean over the
 *   episodes, in percent
 * @ci95: half the width of its 95 % interval
 * @sum: of the better of pixel level and fusion, over both shots: what the best is chosen
 *   by
 * @n_compared: so many episodes were compared with those of the best so far; 0: none
 * @difference, @difference_ci95: by shots: of the better of pixel level and fusion, less
 *   that of the best so far, episode by episode: a paired interval
 */
typedef struct
{
  guint n_episodes;
  double accuracy[LK_VALIDATION_N_SHOTS][LK_EPISODE_N_LOSSES];
  double ci95[LK_VALIDATION_N_SHOTS][LK_EPISODE_N_LOSSES];
  double sum;
  guint n_compared;
  double difference[LK_VALIDATION_N_SHOTS];
  double difference_ci95[LK_VALIDATION_N_SHOTS];
} LkValidationResult;

/**
 * LkValidation:
 *
 * Accuracy over fixed 5-way episodes of classes that are not trained on: the same
 * episodes each time, so that differences are those of the networks (docs/METHOD.md
 * 11.8).
 */
typedef struct _LkValidation LkValidation;

/** @set must outlive it. @n_episodes of each shot, with @n_queries of each class; fewer
 * classes than 5 are as many ways. Fails as lk_validation_check() does. */
LkValidation *lk_validation_new (const LkPictureSet *set,
                                 const LkProfile *profile,
                                 guint n_episodes,
                                 guint n_queries,
                                 GError **error);
void lk_validation_free (LkValidation *self);

/** Whether @set has what it takes: two classes, with enough pictures each for the most
 * shots and for @n_queries; else %LK_ERROR_EPISODE. */
gboolean lk_validation_check (const LkPictureSet *set, guint n_queries, GError **error);

/** @tick is called now and then while it runs, so that it can be cancelled. */
void lk_validation_set_tick (LkValidation *self,
                             void (*tick) (gpointer user_data),
                             gpointer user_data);

/** Every picture is embedded once. @loss gives the slopes of the fusion, and @options
 * which levels it has; all levels are judged. */
gboolean lk_validation_run (LkValidation *self,
                            LkNetwork *network,
                            LkEpisodeLoss *loss,
                            const LkEpisodeOptions *options,
                            LkValidationResult *result,
                            GCancellable *cancellable,
                            GError **error);

/** (transfer full): of the last run, which gave @result: [shots, n_episodes]: accuracy of
 * the better of pixel level and fusion, in percent. */
LkTensor *lk_validation_get_chosen (LkValidation *self, const LkValidationResult *result);

/** Compares @chosen with @best, both by lk_validation_get_chosen(), as far as both go:
 * the first episodes are the same, however many there are. */
void
lk_validation_result_compare (LkValidationResult *self, LkTensor *chosen, LkTensor *best);

/** #LK_LEVEL_PIXEL or #LK_EPISODE_FUSED: the better of them with @shots. */
guint lk_validation_result_get_better (const LkValidationResult *self, guint shots);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkValidation, lk_validation_free)

G_END_DECLS
