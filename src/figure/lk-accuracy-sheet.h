/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-evaluation.h"
#include "lk-table.h"
#include "lk-tally.h"

G_BEGIN_DECLS

/** What is drawn of how queries came out. */
typedef enum
{
  LK_SHEET_ACCURACY,  /* by predictor, with intervals, and how they settled */
  LK_SHEET_CONFUSION, /* what was taken for what */
} LkSheetKind;
#define LK_N_SHEETS 2

const char *lk_sheet_kind_to_string (LkSheetKind kind); /* "accuracy", "confusion" */
gboolean lk_sheet_kind_from_string (const char *name, LkSheetKind *kind);

/**
 * LkAccuracySheet:
 *
 * How the queries of many episodes, or the labelled ones of a single one, came out: as
 * figures and as tables. A copy of the numbers, which nothing changes.
 */
typedef struct _LkAccuracySheet LkAccuracySheet;

LkAccuracySheet *lk_accuracy_sheet_new_for_evaluation (LkEvaluation *evaluation);
/** @tally, @episode: of one scoring. %NULL where nothing is labelled. */
LkAccuracySheet *lk_accuracy_sheet_new_for_tally (const LkTally *tally,
                                                  LkEpisodeState *episode);
void lk_accuracy_sheet_free (LkAccuracySheet *self);

/** The size in points it looks best at. */
void lk_accuracy_sheet_get_size (LkAccuracySheet *self,
                                 LkSheetKind kind,
                                 double *width,
                                 double *height);

/** %FALSE with %LK_ERROR_OPTION where there are more classes than lk_plot_confusion()
 * draws. */
gboolean
lk_accuracy_sheet_can_draw (LkAccuracySheet *self, LkSheetKind kind, GError **error);

/**
 * lk_accuracy_sheet_write:
 * @column: see #LkFigureSize
 * @path: ends in .svg, .pdf or .png
 *
 * Returns: or %FALSE as lk_accuracy_sheet_can_draw() and lk_figure_file_write() fail
 */
gboolean lk_accuracy_sheet_write (LkAccuracySheet *self,
                                  LkSheetKind kind,
                                  double column,
                                  const char *path,
                                  GError **error);

/** (transfer full): accuracy: a row a predictor: accuracy and half its interval in
 * percent, or how many are right; confusion: a row for each true class, counts in columns
 * of the classes predicted. */
LkTable *lk_accuracy_sheet_get_table (LkAccuracySheet *self, LkSheetKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkAccuracySheet, lk_accuracy_sheet_free)

G_END_DECLS
