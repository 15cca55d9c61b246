/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cli-evaluation.h"

G_BEGIN_DECLS

/**
 * LkCliEvaluationOutputs:
 * @csv, @confusion: (nullable): paths of tables
 * @figures, @mistakes: (nullable): folders
 * @figure_width: (nullable): as given, see lk_cli_figures_read_width()
 * @max_mistakes: sessions that are saved at most
 * @json: whether the result is printed as JSON
 *
 * Where the result of an evaluation goes.
 */
typedef struct
{
  char *csv;
  char *confusion;
  char *figures;
  char *figure_width;
  char *mistakes;
  int max_mistakes;
  gboolean json;
} LkCliEvaluationOutputs;

void lk_cli_evaluation_outputs_clear (LkCliEvaluationOutputs *self);

/** (transfer container): its options, then those of @others, which %NULL ends. */
GOptionEntry *lk_cli_evaluation_outputs_add_entries (LkCliEvaluationOutputs *self,
                                                     const GOptionEntry *others);

gboolean lk_cli_evaluation_outputs_check_use (const LkCliEvaluationOutputs *self,
                                              GError **error);

/** Whether no output is another one, nor one of @others, [n_others]: paths, each
 * nullable, of which the first @n_read are read and the others are written; else wrong
 * use. */
gboolean lk_cli_evaluation_outputs_check_apart (const LkCliEvaluationOutputs *self,
                                                const char *const *others,
                                                guint n_others,
                                                guint n_read,
                                                GError **error);

/** In points, 0 where none was given, once the use is checked. */
double lk_cli_evaluation_outputs_get_width (const LkCliEvaluationOutputs *self);

/** Whether such episodes can be saved, where they are to be. */
gboolean lk_cli_evaluation_outputs_check_episode (const LkCliEvaluationOutputs *self,
                                                  guint n_ways,
                                                  guint n_shots,
                                                  GError **error);

/** What can be known before hours of work to be in vain. @dataset: what must not be
 * overwritten. */
gboolean lk_cli_evaluation_outputs_check (const LkCliEvaluationOutputs *self,
                                          const char *dataset,
                                          GError **error);

/** Writes every output, whatever becomes of the others, and prints the result. @problems:
 * lk_cli_problems_new() */
void lk_cli_evaluation_outputs_write (const LkCliEvaluationOutputs *self,
                                      LkCliEvaluation *result,
                                      GPtrArray *problems);

G_END_DECLS
