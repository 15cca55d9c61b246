/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-sampler.h"

G_BEGIN_DECLS

/** Sets @error to wrong use (exit 2). Returns: %FALSE, so that it can end a function. */
gboolean lk_cli_wrong_use (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** Whether @value of the option @name is in its range, else wrong use. */
gboolean
lk_cli_check_number (const char *name, int value, int min, int max, GError **error);

/** Wrong use: the option @name was given @text. Returns: %FALSE */
gboolean lk_cli_not_a_number (const char *name, const char *text, GError **error);

/** Wrong use for what GOption found: where the message is its own, it points to the help
 * of the program that g_get_prgname() names. */
gboolean lk_cli_explain_use (const GError *problem, GError **error);

/** One line on stderr, "likeness-cli: ...", whatever the message holds. Of several ranks
 * the first one speaks, here and below. */
void lk_cli_print_error (const GError *error);

/** Array of #GError, for what fails while other things are still to be done. */
GPtrArray *lk_cli_problems_new (void);
/** @problem (transfer full) (nullable) */
void lk_cli_problems_add (GPtrArray *problems, GError *problem);
/** Where there are any, tells of all but the last as lk_cli_print_error() does, after all
 * that was printed, and sets @error to the last. Returns: whether there are none. */
gboolean lk_cli_problems_end (GPtrArray *problems, GError **error);

/** (transfer full): why a run ended after @n_done of @n_wanted episodes; takes @problem.
 */
GError *lk_cli_describe_end (guint n_done, guint n_wanted, GError *problem);

/** One line on stderr, "likeness-cli: warning: ...". */
void lk_cli_warn (const char *format, ...) G_GNUC_PRINTF (1, 2);

/** Adds an array of the names of @paths. */
void lk_cli_output_add_paths (JsonObject *object, const char *name, GPtrArray *paths);

/** @node (transfer full) on one line of stdout, in UTF-8 whatever the locale. */
void lk_cli_print_json (JsonNode *node);

/** Whether everything printed so far reached its place, else %LK_ERROR_FILE: a full disk
 * must not look like success. */
gboolean lk_cli_flush (GError **error);

/** The line of a heading that tells what episodes are drawn, and how many. */
void lk_cli_print_episodes (guint n_episodes, const LkSampler *sampler);
/** The line after the accuracies: how long it took, and for how many pictures. */
void lk_cli_print_pace (double seconds, guint n_episodes, guint64 n_pictures);

G_END_DECLS
