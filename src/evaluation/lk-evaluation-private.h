/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evaluation.h"

G_BEGIN_DECLS

/** What lk-evaluation.c takes in, and lk-evaluation-results.c reads. */
struct _LkEvaluation
{
  GObject parent_instance;

  LkDataset *dataset;
  LkSampler sampler;
  LkEvaluationTaken taken;
  gpointer taken_data;

  GMutex lock;
  GPtrArray *outcomes; /* by index */
  double seconds;
  double ridge_used;
  guint64 n_embedded;
  guint64 n_repeated;
  gboolean reordered; /* an outcome came in before one that was read */

  /* What the thread that reads has added up: the outcomes before @n_read. */
  guint n_read;
  guint *confusion; /* (nullable) */
  GArray *mistakes;
};

G_END_DECLS
