/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cli-evaluation-outputs.h"
#include "lk-cli-values.h"
#include "lk-sample.h"

G_BEGIN_DECLS

/**
 * LkCliSweep:
 * @options: what is not in @values
 * @values: what was given several times
 * @path, @split (nullable): the dataset
 * @first, @end: episodes from @first on and before @end are wanted
 * @outputs: a table, figures and JSON; no confusion matrix and no mistakes
 *
 * An evaluation of several settings on the same episodes.
 */
typedef struct
{
  const LkCliOptions *options;
  const LkCliValues *values;
  const char *path;
  const char *split;
  LkSampler sampler;
  guint64 first;
  guint64 end;
  const LkCliEvaluationOutputs *outputs;
  gboolean quiet;
} LkCliSweep;

/** Whether so many settings, and such outputs, can be; else wrong use. */
gboolean lk_cli_sweep_check (const LkCliSweep *self, GError **error);

/** An #LkCliWork: @sweep is an #LkCliSweep. */
gboolean lk_cli_sweep_run (gpointer sweep, GCancellable *cancellable, GError **error);

G_END_DECLS
