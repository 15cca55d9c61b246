/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-figure-set.h"

G_BEGIN_DECLS

/**
 * LkTable:
 * @title: what it shows, translated
 * @n_columns: number of columns
 * @titles: [n_columns]: translated
 * @numeric: [n_columns]: whether a column holds numbers (set to the right)
 * @rows: array of %NULL-terminated string arrays of @n_columns cells, never %NULL
 *
 * The twin of a view in words and numbers: for a screen reader, for the clipboard, and as
 * CSV. Cells hold what a machine reads: numbers with a point, as many digits as read back
 * exactly, places counted from 1; lk_table_format_cell() gives what a person reads. A
 * cell that has nothing to say is empty.
 */
typedef struct
{
  char *title;
  guint n_columns;
  char **titles;
  gboolean *numeric;
  GPtrArray *rows;
} LkTable;

/**
 * lk_table_new_for_view:
 *
 * Decision: a row a class: rank, name, its contributions, fused, its raw scores.
 * Pixel: a row a query cell: row, column, value for the class, and for each class its
 * best match (shot, row, column, cosine). Part: a row a query channel, largest
 * contribution first: its best channels in the class, shot, similarity. Distribution: a
 * row a class: the five distances with their ranks. Flip map: a row a region: who wins in
 * it, its share of all weights, its middle. Breakdown: a row a term and then a row a
 * direction: its share of the distance to the class, the direction's eigenvalue.
 * Evidence: a row a query cell: row, column, what each level and all of them add there to
 * the margin of the class over the best other; then a row of what no cell owns, which is
 * not in those.
 */
LkTable *
lk_table_new_for_view (LkEvidence *evidence, LkFigureKind kind, guint class_index);
/** All queries of a scoring: file, label, prediction, runner-up, margin, decisive level,
 * and per class the fused score. A query that @options cannot decide has empty cells
 * after its label: see lk_scoring_decide(). */
LkTable *lk_table_new_for_scoring (LkScoring *scoring, const LkMetricOptions *options);
void lk_table_free (LkTable *self);

/** (transfer full): a cell in short, as a view shows it: numbers as lk_number_short() has
 * them, the rest as it is. */
char *lk_table_format_cell (const LkTable *self, guint row, guint column);

/** RFC 4180, UTF-8, numbers with a point and to full precision. Texts that a spreadsheet
 * would take for a formula (they begin with =, +, -, @, a tab or a line break) are quoted
 * and begin with an apostrophe. */
char *lk_table_to_csv (const LkTable *self);
/** (transfer full): the same with tabs between the cells, for the clipboard: a tab or a
 * line break within a cell is a blank. */
char *lk_table_to_tsv (const LkTable *self);
/** lk_table_to_csv() as a file, written atomically, or %LK_ERROR_FILE. */
gboolean lk_table_write_csv (const LkTable *self, const char *path, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTable, lk_table_free)

G_END_DECLS
