/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-dataset.h"
#include "lk-metric-options.h"
#include "lk-sample.h"

G_BEGIN_DECLS

/**
 * LkEvaluationRequest:
 * @model_name, @profile (nullable), @network (nullable): what lk_model_open() takes
 *
 * What is evaluated, and how. Owns nothing, unless lk_evaluation_request_keep() made it.
 */
typedef struct
{
  LkDataset *dataset;
  const char *model_name;
  const char *profile;
  const char *network;
  LkSampler sampler;
  LkMetricOptions options;
} LkEvaluationRequest;

/** (transfer full): a copy that owns what it is of, is counted by reference, never
 * changes and crosses threads. */
LkEvaluationRequest *lk_evaluation_request_keep (const LkEvaluationRequest *self);
/** @self: from lk_evaluation_request_keep() */
LkEvaluationRequest *lk_evaluation_request_ref (LkEvaluationRequest *self);
void lk_evaluation_request_unref (LkEvaluationRequest *self);

/** Whether both are of one dataset and one network. */
gboolean lk_evaluation_request_has_network (const LkEvaluationRequest *self,
                                            const LkEvaluationRequest *other);
/** Whether both give the same numbers. */
gboolean lk_evaluation_request_equal (const LkEvaluationRequest *self,
                                      const LkEvaluationRequest *other);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkEvaluationRequest, lk_evaluation_request_unref)

G_END_DECLS
