/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkFileWriter:
 *
 * A file that comes into being at once or not at all. What is written goes to a new file
 * beside it, which takes its place when all of it is on the disk; until then, and where
 * anything fails, what was there before stays and nothing else is left.
 *
 * Links are followed: what they lead to is replaced, also where there is nothing yet. A
 * file that is replaced keeps its mode and, where that is allowed, its owner. Folders,
 * devices and pipes are refused, and so is a file that must not be written.
 *
 * Every error is %LK_ERROR_FILE and names the file; what failed once goes on failing. For
 * one thread at a time.
 */
typedef struct _LkFileWriter LkFileWriter;

/** Returns: (nullable): ready to write, else with @error set: a path without a future is
 * found before the work is done that it is for. */
LkFileWriter *lk_file_writer_new (const char *path, GError **error);

/** Without lk_file_writer_commit() before it, nothing was written. */
void lk_file_writer_free (LkFileWriter *self);

/** @data: (nullable): the next @size bytes; few at a time are as good as many. */
gboolean
lk_file_writer_write (LkFileWriter *self, gconstpointer data, gsize size, GError **error);

/** Puts the file in its place, once; all that is left then is to free @self. */
gboolean lk_file_writer_commit (LkFileWriter *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkFileWriter, lk_file_writer_free)

G_END_DECLS
