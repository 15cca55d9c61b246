/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-scoring.h"

G_BEGIN_DECLS

/** --figure-width: "one" and "two" columns of a paper, or points; 0 for %NULL. */
gboolean lk_cli_figures_read_width (const char *text, double *width, GError **error);

/**
 * lk_cli_figures_write:
 * @column: see #LkFigureSize
 * @folder: made where it is missing
 * @paths: array of the paths that were written, which grows
 *
 * Writes the figures of @query as SVG, PDF and PNG, about the class that won:
 * "01-husky-pixel.svg" and so on. One that cannot be written does not keep back the
 * others.
 *
 * Returns: or %FALSE with %LK_ERROR_FILE (the first that could not be written),
 *   %G_IO_ERROR_CANCELLED, or as lk_scoring_decide() fails
 */
gboolean lk_cli_figures_write (LkScoring *scoring,
                               guint query,
                               const LkMetricOptions *options,
                               double column,
                               const char *folder,
                               GPtrArray *paths,
                               GCancellable *cancellable,
                               GError **error);

G_END_DECLS
