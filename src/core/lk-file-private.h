/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>
#include <sys/stat.h>

G_BEGIN_DECLS

/** Whether @info is that of a regular file, else %LK_ERROR_FILE that names @path. */
gboolean
lk_file_check_regular (const char *path, const struct stat *info, GError **error);

G_END_DECLS
