/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-confidence-report.h"
#include "lk-deletion.h"
#include "lk-unknown.h"

G_BEGIN_DECLS

/** Accuracies of which the margin is told that gives them. */
#define LK_N_WANTED_ACCURACIES 3
extern const double lk_wanted_accuracies[LK_N_WANTED_ACCURACIES];

/*
 * (transfer full): members of what lk_evaluation_to_json() gives: what else was found on
 * the way of an evaluation.
 */

/** "deletion". */
JsonObject *lk_findings_json_write_deletion (const LkDeletion *deletion);
/** "unknown", of an episode or more. */
JsonObject *lk_findings_json_write_unknown (const LkUnknown *unknown);
/** "confidence". */
JsonObject *lk_findings_json_write_confidence (const LkConfidenceReport *report);

G_END_DECLS
