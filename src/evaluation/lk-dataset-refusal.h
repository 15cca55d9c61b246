/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Private to this room: why a folder is no dataset, and which folder to give instead. All
 * set %LK_ERROR_EPISODE and return %FALSE. */

/** @folder holds pictures that no folders part; @other (nullable): one that has classes.
 */
gboolean lk_dataset_refuse_flat (const char *folder, const char *other, GError **error);
/** Nothing below @path holds pictures. */
gboolean lk_dataset_refuse_empty (const char *path, GError **error);
/** Pictures at three levels or more, or at several of which none is taken for all;
 * @inner: a folder to give. */
gboolean lk_dataset_refuse_deep (const char *path, const char *inner, GError **error);

/** Two classes, @one and @other, that have one name in two folders of @path. */
gboolean lk_dataset_refuse_repeated (const char *path,
                                     const char *one,
                                     const char *other,
                                     GError **error);
/** @path is a file: %LK_ERROR_FILE. */
gboolean lk_dataset_refuse_file (const char *path, GError **error);

G_END_DECLS
