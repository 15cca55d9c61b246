/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Whether @output may be written: it is not the file @input itself, under whatever name,
 * and not a folder; else %LK_ERROR_FILE. */
gboolean lk_cli_check_output (const char *output, const char *input, GError **error);

/** Makes the folder @path where it is missing, with those above it; else %LK_ERROR_FILE.
 */
gboolean lk_cli_make_folder (const char *path, GError **error);

G_END_DECLS
