/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkFileStamp:
 *
 * What the system tells of a regular file without reading it: enough to say that it is
 * still the one that was read, never enough to say that it is not. All zeros where there
 * is none.
 */
typedef struct
{
  guint64 device;
  guint64 inode;
  guint64 size;
  gint64 modified; /* nanoseconds since 1970, as all times here */
  gint64 changed;
  gint64 taken;
} LkFileStamp;

/** Sets @self to what is told of @path now. */
void lk_file_stamp_take (LkFileStamp *self, const char *path);

/**
 * lk_file_stamp_tells:
 * @before: taken before the file was read
 *
 * Whether @now is of the same file, with nothing written to it since. A file that was
 * changed within two seconds before @before was taken may change again under the same
 * stamp, as clocks of file systems are coarse: then this is not told.
 */
gboolean lk_file_stamp_tells (const LkFileStamp *before, const LkFileStamp *now);

G_END_DECLS
