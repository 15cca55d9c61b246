/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture.h"

#include "lk-file.h"

#define PREVIEW_SIZE 512

struct _LkPicture
{
  GObject parent;

  char *path;
  char *title;
  char *sha256;
  GBytes *bytes;
  guint width;
  guint height;
  LkImageDifference differences;
  LkImage *preview;
};

G_DEFINE_FINAL_TYPE (LkPicture, lk_picture, G_TYPE_OBJECT)

static LkPicture *
picture_new (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (LkImage) image = lk_image_decode (bytes, name, error);
  LkPicture *self;

  if (image == NULL)
    return NULL;
  self = g_object_new (LK_TYPE_PICTURE, NULL);
  self->bytes = g_bytes_ref (bytes);
  self->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  self->width = lk_image_get_width (image);
  self->height = lk_image_get_height (image);
  self->differences = lk_image_get_differences (image);
  self->preview = lk_image_fit (image, PREVIEW_SIZE);
  return self;
}

static void
lk_picture_finalize (GObject *object)
{
  LkPicture *self = LK_PICTURE (object);

  g_free (self->path);
  g_free (self->title);
  g_free (self->sha256);
  g_bytes_unref (self->bytes);
  g_clear_pointer (&self->preview, lk_image_unref);

  G_OBJECT_CLASS (lk_picture_parent_class)->finalize (object);
}

static void
lk_picture_class_init (LkPictureClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_picture_finalize;
}

static void
lk_picture_init (LkPicture *self)
{
}

LkPicture *
lk_picture_load (const char *path, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = NULL;
  LkPicture *self;

  g_return_val_if_fail (path != NULL, NULL);

  bytes = lk_file_read (path, LK_PICTURE_MAX_FILE_SIZE, error);
  if (bytes == NULL)
    return NULL;
  name = g_filename_display_name (path);
  self = picture_new (bytes, name, error);
  if (self == NULL)
    return NULL;
  self->path = g_canonicalize_filename (path, NULL);
  self->title = g_filename_display_basename (self->path);
  return self;
}

LkPicture *
lk_picture_new_for_bytes (GBytes *bytes, const char *title, GError **error)
{
  LkPicture *self;

  g_return_val_if_fail (bytes != NULL && title != NULL, NULL);

  self = picture_new (bytes, title, error);
  if (self != NULL)
    self->title = g_strdup (title);
  return self;
}

const char *
lk_picture_get_path (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), NULL);
  return self->path;
}

const char *
lk_picture_get_title (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), NULL);
  return self->title;
}

const char *
lk_picture_get_sha256 (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), NULL);
  return self->sha256;
}

GBytes *
lk_picture_get_bytes (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), NULL);
  return self->bytes;
}

guint
lk_picture_get_width (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), 0);
  return self->width;
}

guint
lk_picture_get_height (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), 0);
  return self->height;
}

LkImage *
lk_picture_decode_as (LkPicture *self, LkReading reading, GError **error)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (LK_IS_PICTURE (self), NULL);

  if (lk_image_get_width (self->preview) == self->width
      && lk_image_get_height (self->preview) == self->height
      && (reading == LK_READING_LIKENESS || self->differences == LK_DIFFERENCE_NONE))
    return lk_image_ref (self->preview);
  if (self->path != NULL)
    name = g_filename_display_name (self->path);
  return lk_image_decode_as (self->bytes, name != NULL ? name : self->title, reading,
                             error);
}

LkImage *
lk_picture_decode (LkPicture *self, GError **error)
{
  return lk_picture_decode_as (self, LK_READING_LIKENESS, error);
}

LkImageDifference
lk_picture_get_differences (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), LK_DIFFERENCE_NONE);
  return self->differences;
}

LkImage *
lk_picture_get_preview (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), NULL);
  return self->preview;
}
