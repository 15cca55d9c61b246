/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-picture.h"

G_BEGIN_DECLS

/** Bytes that the pictures of one session may have together, and their pixels. */
#define LK_PICTURE_SHELF_MAX_BYTES ((guint64) 2 << 30)
#define LK_PICTURE_SHELF_MAX_PIXELS ((guint64) 10 * 1000 * 1000 * 1000)

/**
 * LkPictureShelf:
 *
 * The pictures that were read for one session so far: under their paths, each of which is
 * read once, and under their SHA-256 where their bytes stood in the session. Counts what
 * was read for it, whatever came of it: a session of a few kilobytes may name as much as
 * a disk holds. Of one thread, but for lk_picture_shelf_spend().
 */
typedef struct _LkPictureShelf LkPictureShelf;

LkPictureShelf *lk_picture_shelf_new (void);
void lk_picture_shelf_free (LkPictureShelf *self);

/** (transfer none) (nullable): what is there under @key. */
LkPicture *lk_picture_shelf_find (LkPictureShelf *self, const char *key);

/** Adds @picture, which is taken, under @key. */
void lk_picture_shelf_add (LkPictureShelf *self, const char *key, LkPicture *picture);

/** Counts what is read, on any thread. Returns: %FALSE with %LK_ERROR_LIMIT where it is
 * too much for one session. */
gboolean lk_picture_shelf_spend (LkPictureShelf *self,
                                 guint64 n_bytes,
                                 guint64 n_pixels,
                                 GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkPictureShelf, lk_picture_shelf_free)

G_END_DECLS
