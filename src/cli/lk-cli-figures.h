/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-scoring.h"

G_BEGIN_DECLS

/**
 * lk_cli_figures_write:
 * @folder: made where it is missing
 *
 * Writes the figures of @query as SVG, PDF and PNG, about the class that won:
 * "01-husky-pixel.svg" and so on.
 *
 * Returns: (transfer full): array of the paths, or %NULL with %LK_ERROR_FILE or as
 *   lk_scoring_decide() fails
 */
GPtrArray *lk_cli_figures_write (LkScoring *scoring,
                                 guint query,
                                 const LkMetricOptions *options,
                                 const char *folder,
                                 GError **error);

G_END_DECLS
