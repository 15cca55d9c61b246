/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-deletion.h"

G_BEGIN_DECLS

/**
 * lk_deletion_sheet_write:
 * @column: see #LkFigureSize
 * @path: ends in .svg, .pdf or .png
 *
 * Draws how many queries are decided as with all cells, as cells go and as they come, by
 * the order of each map and at random. Fails as lk_figure_file_write() does.
 */
gboolean lk_deletion_sheet_write (const LkDeletion *deletion,
                                  double column,
                                  const char *path,
                                  GError **error);

G_END_DECLS
