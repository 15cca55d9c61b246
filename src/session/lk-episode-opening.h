/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-sample.h"
#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkEpisodeOpening:
 * @index: which episode of @sampler
 * @query: to be selected, class-major; -1 leaves that to the session
 * @options: (nullable): those in force from then on; else the session's stay
 *
 * What is to be looked at. Owns nothing.
 */
typedef struct
{
  LkDataset *dataset;
  const LkSampler *sampler;
  guint64 index;
  int query;
  const LkMetricOptions *options;
} LkEpisodeOpening;

/**
 * lk_episode_opening_start:
 *
 * Samples an episode on another thread and puts it into the explorer as a session of no
 * file, a step that can be undone, in the view "decision". Where a picture cannot be
 * read, a message of @session says so and nothing changes.
 *
 * @cancellable (nullable): forgets it
 */
void lk_episode_opening_start (LkSession *session,
                               const LkEpisodeOpening *opening,
                               GCancellable *cancellable);

G_END_DECLS
