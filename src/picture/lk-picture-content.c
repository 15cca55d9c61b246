/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-content.h"

#include <string.h>

#include "lk-pixel-budget.h"

#define GREY_SIZE 64
#define GREY 128

/* Of the process, as memory is. @alive: by SHA-256, those that were decoded, without a
 * reference of its own; @lock is also that of all counts. */
static struct
{
  GMutex lock;
  GHashTable *alive;
} contents;

static LkPictureContent *
content_new (GBytes *bytes, const char *sha256, LkImage *image)
{
  LkPictureContent *self = g_new0 (LkPictureContent, 1);

  self->n_refs = 1;
  self->bytes = g_bytes_ref (bytes);
  self->sha256 = g_strdup (sha256);
  self->width = lk_image_get_width (image);
  self->height = lk_image_get_height (image);
  self->differences = lk_image_get_differences (image);
  self->preview = lk_image_fit (image, LK_PICTURE_PREVIEW_SIZE);
  self->contrast = lk_image_measure_contrast (self->preview);
  return self;
}

static void
content_free (LkPictureContent *self)
{
  g_datalist_clear (&self->kept);
  g_bytes_unref (self->bytes);
  g_free (self->sha256);
  lk_image_unref (self->preview);
  g_free (self);
}

static LkPictureContent *
find_alive (const char *sha256)
{
  LkPictureContent *found
      = contents.alive != NULL ? g_hash_table_lookup (contents.alive, sha256) : NULL;

  if (found != NULL)
    found->n_refs++;
  return found;
}

/* (transfer full): @self, or what another thread has read of the same bytes since. */
static LkPictureContent *
keep_alive (LkPictureContent *self)
{
  LkPictureContent *found;

  g_mutex_lock (&contents.lock);
  found = find_alive (self->sha256);
  if (found == NULL)
    {
      if (contents.alive == NULL)
        contents.alive = g_hash_table_new (g_str_hash, g_str_equal);
      g_hash_table_insert (contents.alive, self->sha256, self);
    }
  g_mutex_unlock (&contents.lock);
  if (found == NULL)
    return self;
  content_free (self);
  return found;
}

LkPictureContent *
lk_picture_content_read (GBytes *bytes, const char *name, GError **error)
{
  g_autofree char *sha256 = NULL;
  g_autoptr (LkImage) image = NULL;
  LkPictureContent *found;

  g_return_val_if_fail (bytes != NULL && name != NULL, NULL);

  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  g_mutex_lock (&contents.lock);
  found = find_alive (sha256);
  g_mutex_unlock (&contents.lock);
  if (found != NULL)
    return found;

  lk_pixel_budget_enter ();
  image = lk_image_decode (bytes, name, error);
  found = image != NULL ? keep_alive (content_new (bytes, sha256, image)) : NULL;
  g_clear_pointer (&image, lk_image_unref);
  lk_pixel_budget_leave ();
  return found;
}

LkPictureContent *
lk_picture_content_new_grey (GBytes *bytes, const char *sha256)
{
  const gsize size = GREY_SIZE * GREY_SIZE * 3;
  guint8 *rgb = g_malloc (size);
  g_autoptr (LkImage) grey = NULL;

  memset (rgb, GREY, size);
  grey = lk_image_new (GREY_SIZE, GREY_SIZE, rgb);
  return content_new (bytes, sha256, grey);
}

LkPictureContent *
lk_picture_content_ref (LkPictureContent *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_mutex_lock (&contents.lock);
  self->n_refs++;
  g_mutex_unlock (&contents.lock);
  return self;
}

void
lk_picture_content_unref (LkPictureContent *self)
{
  gboolean is_last;

  g_return_if_fail (self != NULL);

  g_mutex_lock (&contents.lock);
  is_last = --self->n_refs == 0;
  if (is_last && contents.alive != NULL
      && g_hash_table_lookup (contents.alive, self->sha256) == self)
    g_hash_table_remove (contents.alive, self->sha256);
  g_mutex_unlock (&contents.lock);
  if (is_last)
    content_free (self);
}
