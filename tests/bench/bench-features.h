/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-support.h"

/**
 * BenchFeatures:
 * @support: [n_ways * n_shots] maps, class-major
 * @queries: [n_queries] maps
 *
 * The feature maps of an episode.
 */
typedef struct
{
  guint n_ways;
  guint n_shots;
  guint n_queries;
  gsize shape[3];
  LkTensor **support;
  LkTensor **queries;
} BenchFeatures;

/** Makes the maps from @values, as many as they take; made up where @values is %NULL. */
void bench_features_init (BenchFeatures *self,
                          guint n_ways,
                          guint n_shots,
                          guint n_queries,
                          const gsize shape[3],
                          const float *values);
void bench_features_clear (BenchFeatures *self);

/** Numbers in all maps together. */
gsize
bench_features_count (guint n_ways, guint n_shots, guint n_queries, const gsize shape[3]);

LkSupport *bench_features_build_support (const BenchFeatures *self);
