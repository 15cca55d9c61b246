/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-shelf.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"

struct _LkPictureShelf
{
  GHashTable *pictures;
  GMutex lock;
  guint64 n_bytes;
  guint64 n_pixels;
};

LkPictureShelf *
lk_picture_shelf_new (void)
{
  LkPictureShelf *self = g_new0 (LkPictureShelf, 1);

  self->pictures
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  g_mutex_init (&self->lock);
  return self;
}

void
lk_picture_shelf_free (LkPictureShelf *self)
{
  g_hash_table_unref (self->pictures);
  g_mutex_clear (&self->lock);
  g_free (self);
}

LkPicture *
lk_picture_shelf_find (LkPictureShelf *self, const char *key)
{
  g_return_val_if_fail (self != NULL && key != NULL, NULL);

  return g_hash_table_lookup (self->pictures, key);
}

void
lk_picture_shelf_add (LkPictureShelf *self, const char *key, LkPicture *picture)
{
  g_return_if_fail (self != NULL && key != NULL && LK_IS_PICTURE (picture));

  g_hash_table_insert (self->pictures, g_strdup (key), picture);
}

static gboolean
take (guint64 *spent, guint64 n, guint64 limit)
{
  if (n > limit - *spent)
    return FALSE;
  *spent += n;
  return TRUE;
}

gboolean
lk_picture_shelf_spend (LkPictureShelf *self,
                        guint64 n_bytes,
                        guint64 n_pixels,
                        GError **error)
{
  gboolean is_room;

  g_return_val_if_fail (self != NULL, FALSE);

  g_mutex_lock (&self->lock);
  is_room = take (&self->n_bytes, n_bytes, LK_PICTURE_SHELF_MAX_BYTES)
            && take (&self->n_pixels, n_pixels, LK_PICTURE_SHELF_MAX_PIXELS);
  g_mutex_unlock (&self->lock);
  if (!is_room)
    g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                 _ ("Its pictures have more than %d GiB or %d gigapixels together"),
                 (int) (LK_PICTURE_SHELF_MAX_BYTES >> 30),
                 (int) (LK_PICTURE_SHELF_MAX_PIXELS / 1000000000));
  return is_room;
}
