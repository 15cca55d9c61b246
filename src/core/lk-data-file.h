/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * lk_data_file:
 * @name: a path below the program's data folder, such as "weights/conv64f.safetensors"
 *
 * Looks in the folder that the environment variable LIKENESS_DATADIR names, in the
 * folder beside the running program (an installed tree that was moved, or a build
 * tree), and in the folder given when the program was configured.
 *
 * Returns: the path, or %NULL with %LK_ERROR_FILE where no folder holds the file
 */
char *lk_data_file (const char *name, GError **error);

G_END_DECLS
