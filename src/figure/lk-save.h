/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/** Writes a file at once or not at all; else %LK_ERROR_FILE naming it. Private to this
 * room. */
gboolean lk_save_bytes (const char *path, gconstpointer data, gsize size, GError **error);

G_END_DECLS
