/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkCommandRun:
 * @arguments: the subcommand's name, then what followed it; %NULL-terminated, may be
 *   permuted
 *
 * One subcommand of likeness-cli, from its arguments to its output on stdout.
 *
 * Returns: whether it was done; an error in the domain %G_OPTION_ERROR means wrong use
 *   (exit 2), any other a failure (exit 1)
 */
typedef gboolean (*LkCommandRun) (GStrv *arguments, GError **error);

gboolean lk_cmd_inspect (GStrv *arguments, GError **error);
gboolean lk_cmd_convert (GStrv *arguments, GError **error);
gboolean lk_cmd_embed (GStrv *arguments, GError **error);
gboolean lk_cmd_score (GStrv *arguments, GError **error);
gboolean lk_cmd_explain (GStrv *arguments, GError **error);
gboolean lk_cmd_evaluate (GStrv *arguments, GError **error);
gboolean lk_cmd_merge (GStrv *arguments, GError **error);
gboolean lk_cmd_calibrate (GStrv *arguments, GError **error);
gboolean lk_cmd_classify (GStrv *arguments, GError **error);
gboolean lk_cmd_pack (GStrv *arguments, GError **error);
gboolean lk_cmd_train (GStrv *arguments, GError **error);
gboolean lk_cmd_bench (GStrv *arguments, GError **error);

G_END_DECLS
