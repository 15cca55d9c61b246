/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-file-stamp.h"

#include <sys/stat.h>

#define NS_PER_SECOND (G_GINT64_CONSTANT (1000000000))
#define COARSEST_CLOCK (2 * NS_PER_SECOND) /* FAT */

static gint64
to_ns (const struct timespec *time)
{
  return time->tv_sec * NS_PER_SECOND + time->tv_nsec;
}

void
lk_file_stamp_take (LkFileStamp *self, const char *path)
{
  struct stat info;

  g_return_if_fail (self != NULL && path != NULL);

  *self = (LkFileStamp){ 0 };
  if (stat (path, &info) != 0 || !S_ISREG (info.st_mode))
    return;
  self->device = info.st_dev;
  self->inode = info.st_ino;
  self->size = (guint64) info.st_size;
  self->modified = to_ns (&info.st_mtim);
  self->changed = to_ns (&info.st_ctim);
  self->taken = g_get_real_time () * (NS_PER_SECOND / G_USEC_PER_SEC);
}

gboolean
lk_file_stamp_tells (const LkFileStamp *before, const LkFileStamp *now)
{
  g_return_val_if_fail (before != NULL && now != NULL, FALSE);

  return before->taken != 0 && now->taken != 0 && before->device == now->device
         && before->inode == now->inode && before->size == now->size
         && before->modified == now->modified && before->changed == now->changed
         && before->taken - MAX (before->changed, before->modified) > COARSEST_CLOCK;
}
