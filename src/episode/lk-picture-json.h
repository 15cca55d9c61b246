/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "lk-picture-shelf.h"
#include "lk-session-folder.h"

G_BEGIN_DECLS

/**
 * lk_picture_json_write:
 *
 * @embedded: SHA-256 of the pictures whose bytes stand in the file so far; added to
 * @with_bytes: whether all bytes that are there are to stand in the file
 *
 * Adds "sha256" and "file" to @object; or, for a picture that has no file, whose file is
 * gone or holds other bytes, or has a name that is no text: "data" (base64) and "title".
 * Bytes stand in a file once: a later picture of the same has no "data". A placeholder is
 * written as what it stands for.
 */
void lk_picture_json_write (LkPicture *picture,
                            LkSessionFolder *folder,
                            GHashTable *embedded,
                            gboolean with_bytes,
                            JsonObject *object);

/**
 * lk_picture_json_load_ahead:
 * @name: a member of @object that should be an array of objects with a "file"
 * @limit: entries looked at
 * @shelf: added to
 *
 * Reads the pictures that lk_picture_json_read() will ask for, on all threads. Whatever
 * is wrong is left for it to find.
 */
void lk_picture_json_load_ahead (JsonObject *object,
                                 const char *name,
                                 guint limit,
                                 LkSessionFolder *folder,
                                 LkPictureShelf *shelf);

/**
 * lk_picture_json_read:
 * @shelf: what was read so far, added to
 * @where: names @object in messages
 *
 * Returns: (transfer full): a placeholder where the file is missing or holds other bytes,
 *   or where nothing here decodes them; or %NULL with %LK_ERROR_FORMAT where bytes in the
 *   session itself are not the ones that were saved, with %LK_ERROR_LIMIT where @shelf
 *   would hold too much
 */
LkPicture *lk_picture_json_read (JsonObject *object,
                                 const char *where,
                                 LkSessionFolder *folder,
                                 LkPictureShelf *shelf,
                                 GError **error);

G_END_DECLS
