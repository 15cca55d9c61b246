/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-evidence.h"
#include "lk-table.h"

G_BEGIN_DECLS

/**
 * LkComparisonSheet:
 * @a, @b: one query on both sides, of scorings of the same episode
 * @captions: (nullable): what each side is computed with
 * @summary: (nullable): a sentence about all queries
 *
 * Two models, or two settings, on one episode, as it is taken away: nothing is owned.
 */
typedef struct
{
  LkEvidence *a;
  LkEvidence *b;
  const char *captions[2];
  const char *summary;
} LkComparisonSheet;

/** @column: see #LkFigureSize. @path: ends in .svg, .pdf or .png; fails as
 * lk_figure_file_write() does. */
gboolean lk_comparison_sheet_write (const LkComparisonSheet *self,
                                    double column,
                                    const char *path,
                                    GError **error);

/** (transfer full): a row a query and class: file, label, what A and B say, and for each
 * level and all together A's number, B's and the difference. Queries that a side cannot
 * decide are left out. */
LkTable *lk_comparison_sheet_get_table (const LkComparisonSheet *self);

/** (transfer full): an object of "a" and "b", each as lk_scoring_to_json() gives it; or
 * %NULL as that fails. */
JsonNode *lk_comparison_sheet_to_json (const LkComparisonSheet *self, GError **error);

G_END_DECLS
