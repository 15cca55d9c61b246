/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gio/gio.h>

#include "lk-image.h"

G_BEGIN_DECLS

/** Bytes of an encoded picture. */
#define LK_PICTURE_MAX_FILE_SIZE (512 * 1024 * 1024)

/**
 * LkPicture:
 *
 * A picture of an episode: its encoded bytes as they were found, their SHA-256, and where
 * they came from. Immutable, and shared by everything that shows or scores it; safe to
 * use from several threads. What was decoded is held once for all pictures of the same
 * bytes.
 */
#define LK_TYPE_PICTURE (lk_picture_get_type ())
G_DECLARE_FINAL_TYPE (LkPicture, lk_picture, LK, PICTURE, GObject)

/** Reads and decodes @path once, so that a picture that exists can be shown. The errors
 * are those of lk_image_decode(), and %LK_ERROR_FILE. */
LkPicture *lk_picture_load (const char *path, GError **error);

/** A picture without a file: pasted, or dragged out of another program. */
LkPicture *lk_picture_new_for_bytes (GBytes *bytes, const char *title, GError **error);

/**
 * LkPictureState:
 * @LK_PICTURE_PRESENT: it can be shown and scored
 * @LK_PICTURE_MISSING: its file is not there, or cannot be read
 * @LK_PICTURE_CHANGED: its file holds other bytes than those that are meant
 * @LK_PICTURE_UNREADABLE: its bytes are those that are meant, but nothing here decodes
 *   them
 *
 * All but the first are placeholders: grey, never scored, and lk_picture_decode() fails.
 */
typedef enum
{
  LK_PICTURE_PRESENT,
  LK_PICTURE_MISSING,
  LK_PICTURE_CHANGED,
  LK_PICTURE_UNREADABLE,
} LkPictureState;

/** The picture of @path that has the @sha256, or a placeholder for it. */
LkPicture *lk_picture_load_expected (const char *path, const char *sha256);
/** As lk_picture_new_for_bytes(); a placeholder where the bytes cannot be decoded. */
LkPicture *lk_picture_new_expected (GBytes *bytes, const char *title);
/** (transfer full): another object of the same content: for a second slot, in which the
 * picture is switched off on its own. */
LkPicture *lk_picture_clone (LkPicture *self);

LkPictureState lk_picture_get_state (LkPicture *self);
/** (transfer full) (nullable): what a person reads of a placeholder, translated, such as
 * "“fox.png” is missing"; %NULL where it is none. */
char *lk_picture_describe_absence (LkPicture *self);
/** Whether its file holds the bytes it had, told by their hash. What was hashed once is
 * not hashed again while device, inode, size and times of the file stay. */
gboolean lk_picture_is_on_disk (LkPicture *self);

/** (nullable): absolute path, or %NULL for a picture without a file. */
const char *lk_picture_get_path (LkPicture *self);
/** What a person reads: the file's name without its folder, or the given title. */
const char *lk_picture_get_title (LkPicture *self);
/** Of the encoded bytes, in hexadecimal. */
const char *lk_picture_get_sha256 (LkPicture *self);
/** Empty for a picture that is missing or was changed. */
GBytes *lk_picture_get_bytes (LkPicture *self);
/** What was made of the picture and kept with its content, for all pictures of the same
 * bytes, under a name: such as what a drawing needs. */
gpointer lk_picture_get_kept (LkPicture *self, GQuark name);
/** @data: (transfer full): it goes with the content, or when another is kept under the
 * name. */
void
lk_picture_keep (LkPicture *self, GQuark name, gpointer data, GDestroyNotify destroy);
/** Size of the decoded picture, orientation applied. */
guint lk_picture_get_width (LkPicture *self);
guint lk_picture_get_height (LkPicture *self);
/** See lk_image_measure_contrast(). */
double lk_picture_get_contrast (LkPicture *self);
/** (transfer full): at full size; decoded anew where the preview is smaller. */
LkImage *lk_picture_decode (LkPicture *self, GError **error);
/** Likewise, with the @reading that is wanted. */
LkImage *lk_picture_decode_as (LkPicture *self, LkReading reading, GError **error);
/** In what the picture, as it is shown, differs from what published code sees. */
LkImageDifference lk_picture_get_differences (LkPicture *self);
/** A copy with at most %LK_PICTURE_PREVIEW_SIZE pixels on its longer side, kept, for the
 * screen. */
LkImage *lk_picture_get_preview (LkPicture *self);

G_END_DECLS
