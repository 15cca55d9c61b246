/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evaluation.h"
#include "lk-map-store.h"

G_BEGIN_DECLS

/** An episode that was run; never changed afterwards. */
typedef struct
{
  LkEpisodeResult result;
  guint *classes;
  GArray *mistakes;
} LkOutcome;

/** What lk-evaluation.c fills on the thread that runs, and lk-evaluation-results.c reads
 * on the thread that asks. */
struct _LkEvaluation
{
  GObject parent_instance;

  LkDataset *dataset;
  LkModel *model;
  LkSampler sampler;
  LkMetricOptions options;

  /* Of the thread that runs. */
  LkTrainedFusion *trained;
  LkMapStore *store;

  /* What it hands over. */
  GMutex lock;
  GPtrArray *outcomes;
  double seconds;
  double ridge_used;
  guint64 n_embedded;
  guint64 n_repeated;

  /* What the thread that reads has added up: the outcomes before @n_read. */
  guint n_read;
  guint *confusion;
  GArray *mistakes;
};

G_END_DECLS
