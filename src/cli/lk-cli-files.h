/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Whether @output is not the file @input itself, under whatever name; else
 * %LK_ERROR_FILE. */
gboolean lk_cli_check_apart (const char *output, const char *input, GError **error);

/** Whether @output can be written, told before the work that it is for: it is not the
 * file @input itself, under whatever name, and an #LkFileWriter can open it; else
 * %LK_ERROR_FILE. */
gboolean lk_cli_check_output (const char *output, const char *input, GError **error);

/**
 * lk_cli_check_each_apart:
 * @n_inputs: how many of the first of @paths are read; the others are written
 *
 * Whether no two of @paths (each nullable) are one file, links and folders that are
 * spelled otherwise followed, of which one is written; they need not exist. Else wrong
 * use.
 */
gboolean lk_cli_check_each_apart (const char *const *paths,
                                  guint n_paths,
                                  guint n_inputs,
                                  GError **error);

/** Makes the folder @path where it is missing, with those above it; else %LK_ERROR_FILE.
 */
gboolean lk_cli_make_folder (const char *path, GError **error);

G_END_DECLS
