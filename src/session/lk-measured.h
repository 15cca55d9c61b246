/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-confidence-report.h"
#include "lk-evaluation-request.h"
#include "lk-evidence.h"

G_BEGIN_DECLS

/** Of fewer decisions no probability is told. */
#define LK_MEASURED_MIN_DECISIONS 100

/**
 * LkMeasured:
 *
 * How sure decisions may be, as the last evaluation of the session measured it, and so
 * the only source of probabilities: one is told of decisions that are of the same kind,
 * and of no others. The signal "changed" tells of another measurement. Main thread only.
 */
#define LK_TYPE_MEASURED (lk_measured_get_type ())
G_DECLARE_FINAL_TYPE (LkMeasured, lk_measured, LK, MEASURED, GObject)

LkMeasured *lk_measured_new (void);

/** @report: (nullable): of the evaluation of @request */
void lk_measured_set (LkMeasured *self,
                      const LkEvaluationRequest *request,
                      LkConfidenceReport *report);

/**
 * lk_measured_find:
 * @network: which network decides now; its dataset is not looked at
 * @probability: (out): that the decision is right
 *
 * %FALSE where it was not measured: the network, an option, the number of classes or of
 * shots of a class is another, a shot is of another folder than the dataset, cells are
 * painted out, or there were too few decisions.
 */
gboolean lk_measured_find (LkMeasured *self,
                           const LkEvaluationRequest *network,
                           LkEvidence *evidence,
                           double *probability);

/** (transfer full) (nullable): "Probability 71 % (measured on 3000 decisions on GROCERY,
 * 5-way 5-shot)." */
char *lk_measured_describe (LkMeasured *self,
                            const LkEvaluationRequest *network,
                            LkEvidence *evidence);

G_END_DECLS
