/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-scoring.h"

G_BEGIN_DECLS

/**
 * LkBenchData:
 * @jpeg: an encoded picture of 640 x 480
 * @image: the same, decoded
 * @one, @batch: 1 and 30 prepared pictures
 * @maps: the maps of 25 pictures, class-major
 * @support: of @maps
 * @queries: two queries as two classes of one shot, for their descriptors
 * @explanation: of the first query
 * @trained_fusion: (nullable): the model's
 * @episode: 5 classes of 5 pictures, and the queries
 *
 * Made-up pictures, the same on every machine, and what each stage takes of them.
 */
typedef struct
{
  GBytes *jpeg;
  LkImage *image;
  LkTensor *one;
  LkTensor *batch;
  GPtrArray *maps;
  LkSupport *support;
  LkSupport *queries;
  LkExplanation *explanation;
  LkTrainedFusion *trained_fusion;
  LkEpisodeState *episode;
} LkBenchData;

LkBenchData *lk_bench_data_new (LkModel *model,
                                const LkMetricOptions *options,
                                guint n_queries,
                                GError **error);
void lk_bench_data_free (LkBenchData *self);

/** A support set of @self->maps, made anew. */
LkSupport *lk_bench_data_build_support (LkBenchData *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkBenchData, lk_bench_data_free)

G_END_DECLS
