/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-cli-findings.h"
#include "lk-embedder.h"
#include "lk-evaluation.h"
#include "lk-map-source.h"

G_BEGIN_DECLS

/**
 * LkCliEvaluation:
 * @evaluation: what was run
 * @source, @options: with what
 * @embedder: (nullable): what made the maps; %NULL where they were not made now
 * @as_published: whether pictures were read as published code does
 * @n_wanted: episodes that were asked for; where fewer are done, it ended early
 * @sessions: (nullable): array of paths: sessions of mistakes that were saved
 * @figures: (nullable): array of paths: figures that were written
 * @findings: (nullable): what else was found on the way
 *
 * An evaluation as it is printed.
 */
typedef struct
{
  LkEvaluation *evaluation;
  LkMapSource *source;
  const LkMetricOptions *options;
  LkEmbedder *embedder;
  gboolean as_published;
  guint n_wanted;
  GPtrArray *sessions;
  GPtrArray *figures;
  const LkCliFindings *findings;
} LkCliEvaluation;

void lk_cli_evaluation_print (const LkCliEvaluation *self);
/** One object, as DESIGN's contract of evaluate says. */
void lk_cli_evaluation_print_json (const LkCliEvaluation *self);

/** Writes the confusion matrix: a row for each true class, counts in columns of the
 * classes predicted. */
gboolean lk_cli_evaluation_save_confusion (const LkCliEvaluation *self,
                                           const char *path,
                                           GError **error);

/** Writes accuracy and confusion matrix as SVG, PDF and PNG into @folder, which is made
 * where it is missing: "accuracy.svg" and so on; sets @self->figures to those that could
 * be written, and fails with the error of the first that could not. */
gboolean lk_cli_evaluation_save_figures (LkCliEvaluation *self,
                                         const char *folder,
                                         double column,
                                         GError **error);

/**
 * lk_cli_evaluation_save_mistakes:
 * @folder: made where it is missing
 *
 * Writes the mistakes with the widest margins, @max of them at most, as sessions with the
 * query selected, and sets @self->sessions to those that could be written; fails with the
 * error of the first that could not.
 */
gboolean lk_cli_evaluation_save_mistakes (LkCliEvaluation *self,
                                          const char *folder,
                                          guint max,
                                          GError **error);

G_END_DECLS
