/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-sweep.h"
#include "lk-table.h"

G_BEGIN_DECLS

/** (transfer full): for each setting what sets it apart, in a few words: "k = 5, kl-qs".
 * Never empty. */
GStrv lk_sweep_sheet_list_names (LkSweep *sweep);

/** Draws accuracies and paired differences, see lk_plot_sweep(). @column: see
 * #LkFigureSize. @path: ends in .svg, .pdf or .png; fails as lk_figure_file_write() does.
 */
gboolean
lk_sweep_sheet_write (LkSweep *sweep, double column, const char *path, GError **error);

/**
 * lk_sweep_sheet_get_table:
 *
 * Returns: (transfer full): a row a setting, for machines as well: its number from 1,
 *   model, options, episodes, accuracy of each level and of all, and the difference of
 *   each to the first, all in percent with half their intervals. What there is none of
 * (an interval of one episode) is empty.
 */
LkTable *lk_sweep_sheet_get_table (LkSweep *sweep);

G_END_DECLS
