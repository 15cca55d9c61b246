/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-confidence.h"
#include "lk-unknown.h"

G_BEGIN_DECLS

/*
 * How far decisions may be trusted, drawn into files that end in .svg, .pdf or .png. All
 * fail as lk_figure_file_write() does.
 */

/** The share of the known that is accepted over that of the unknown, by level and fused.
 */
gboolean
lk_trust_sheet_write_unknown (const LkUnknown *unknown, const char *path, GError **error);

/** How often decisions are right by how probable they were said to be, before and after
 * the temperature, and how many there are of each probability. */
gboolean lk_trust_sheet_write_reliability (const LkConfidence *confidence,
                                           const char *path,
                                           GError **error);

/** How often decisions are right where only those with the largest margins are made. */
gboolean lk_trust_sheet_write_coverage (const LkConfidence *confidence,
                                        const char *path,
                                        GError **error);

G_END_DECLS
