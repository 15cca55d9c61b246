/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cli-evaluation-outputs.h"
#include "lk-sweep.h"

G_BEGIN_DECLS

/** Writes every output of a sweep of which @n_wanted episodes were asked for, whatever
 * becomes of the others, and prints it. @problems: lk_cli_problems_new() */
void lk_cli_sweep_report (const LkCliEvaluationOutputs *outputs,
                          LkSweep *sweep,
                          guint n_wanted,
                          GPtrArray *problems);

G_END_DECLS
