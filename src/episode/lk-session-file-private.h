/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-session-file.h"

G_BEGIN_DECLS

/* What reading (lk-session-reader.c) and writing (lk-session-writer.c) share. */

#define LK_SESSION_FORMAT "likeness-session"
#define LK_SESSION_VERSION 1
#define LK_SESSION_MAX_BYTES (256u * 1024 * 1024)
#define LK_SESSION_MAX_QUERIES 1000

/** The key of a shot in the set of those that are off, and of those with masks. */
gpointer lk_session_file_shot_key (guint class_index, guint shot);

/** Whether a list of @n entries called @what is not too long, else %LK_ERROR_LIMIT. */
gboolean
lk_session_file_check_limit (guint n, guint limit, const char *what, GError **error);

G_END_DECLS
