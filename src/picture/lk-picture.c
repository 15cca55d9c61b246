/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-file-stamp.h"
#include "lk-file.h"
#include "lk-pixel-budget.h"

#define PREVIEW_SIZE 512
#define PLACEHOLDER_SIZE 64
#define PLACEHOLDER_GREY 128

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
  double contrast;
  LkImage *preview;
  LkPictureState state;

  GMutex lock;
  LkFileStamp stamp; /* of its file when that held these bytes; zeros: not known */
};

G_DEFINE_FINAL_TYPE (LkPicture, lk_picture, G_TYPE_OBJECT)

static LkPicture *
picture_alloc (GBytes *bytes, const char *sha256, LkImage *image)
{
  LkPicture *self = g_object_new (LK_TYPE_PICTURE, NULL);

  self->bytes = g_bytes_ref (bytes);
  self->sha256 = g_strdup (sha256);
  self->width = lk_image_get_width (image);
  self->height = lk_image_get_height (image);
  self->differences = lk_image_get_differences (image);
  self->preview = lk_image_fit (image, PREVIEW_SIZE);
  self->contrast = lk_image_measure_contrast (self->preview);
  return self;
}

static LkPicture *
picture_decode (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (LkImage) image = lk_image_decode (bytes, name, error);
  g_autofree char *sha256 = NULL;

  if (image == NULL)
    return NULL;
  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return picture_alloc (bytes, sha256, image);
}

static LkPicture *
picture_new (GBytes *bytes, const char *name, GError **error)
{
  LkPicture *self;

  lk_pixel_budget_enter ();
  self = picture_decode (bytes, name, error);
  lk_pixel_budget_leave ();
  return self;
}

static LkPicture *
placeholder_new (GBytes *bytes, const char *sha256, LkPictureState state)
{
  const gsize size = PLACEHOLDER_SIZE * PLACEHOLDER_SIZE * 3;
  guint8 *rgb = g_malloc (size);
  g_autoptr (LkImage) grey = NULL;
  LkPicture *self;

  memset (rgb, PLACEHOLDER_GREY, size);
  grey = lk_image_new (PLACEHOLDER_SIZE, PLACEHOLDER_SIZE, rgb);
  self = picture_alloc (bytes, sha256, grey);
  self->state = state;
  return self;
}

static void
set_path (LkPicture *self, const char *path)
{
  self->path = g_canonicalize_filename (path, NULL);
  self->title = g_filename_display_basename (self->path);
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
  g_mutex_clear (&self->lock);

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
  g_mutex_init (&self->lock);
}

LkPicture *
lk_picture_load (const char *path, GError **error)
{
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = NULL;
  LkFileStamp stamp;
  LkPicture *self;

  g_return_val_if_fail (path != NULL, NULL);

  lk_file_stamp_take (&stamp, path);
  bytes = lk_file_read (path, LK_PICTURE_MAX_FILE_SIZE, error);
  if (bytes == NULL)
    return NULL;
  name = g_filename_display_name (path);
  self = picture_new (bytes, name, error);
  if (self == NULL)
    return NULL;
  set_path (self, path);
  self->stamp = stamp;
  return self;
}

LkPicture *
lk_picture_load_expected (const char *path, const char *sha256)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkPicture) found = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GBytes) none = g_bytes_new_static ("", 0);
  g_autofree char *really = NULL;
  LkPicture *self;

  g_return_val_if_fail (path != NULL && sha256 != NULL, NULL);

  found = lk_picture_load (path, &error);
  if (found != NULL && g_str_equal (found->sha256, sha256))
    return g_steal_pointer (&found);
  if (g_error_matches (error, LK_ERROR, LK_ERROR_FILE))
    self = placeholder_new (none, sha256, LK_PICTURE_MISSING);
  else
    {
      if (found == NULL)
        bytes = lk_file_read (path, LK_PICTURE_MAX_FILE_SIZE, NULL);
      if (bytes != NULL)
        really = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
      if (g_strcmp0 (really, sha256) == 0)
        self = placeholder_new (bytes, sha256, LK_PICTURE_UNREADABLE);
      else
        self = placeholder_new (none, sha256, LK_PICTURE_CHANGED);
    }
  set_path (self, path);
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

LkPicture *
lk_picture_new_expected (GBytes *bytes, const char *title)
{
  g_autofree char *sha256 = NULL;
  LkPicture *self;

  g_return_val_if_fail (bytes != NULL && title != NULL, NULL);

  self = lk_picture_new_for_bytes (bytes, title, NULL);
  if (self != NULL)
    return self;
  sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  self = placeholder_new (bytes, sha256, LK_PICTURE_UNREADABLE);
  self->title = g_strdup (title);
  return self;
}

LkPicture *
lk_picture_clone (LkPicture *self)
{
  LkPicture *clone;

  g_return_val_if_fail (LK_IS_PICTURE (self), NULL);

  clone = g_object_new (LK_TYPE_PICTURE, NULL);
  clone->path = g_strdup (self->path);
  clone->title = g_strdup (self->title);
  clone->sha256 = g_strdup (self->sha256);
  clone->bytes = g_bytes_ref (self->bytes);
  clone->width = self->width;
  clone->height = self->height;
  clone->preview = lk_image_ref (self->preview);
  clone->state = self->state;
  g_mutex_lock (&self->lock);
  clone->stamp = self->stamp;
  g_mutex_unlock (&self->lock);
  return clone;
}

LkPictureState
lk_picture_get_state (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), LK_PICTURE_MISSING);
  return self->state;
}

char *
lk_picture_describe_absence (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), NULL);

  switch (self->state)
    {
    case LK_PICTURE_MISSING:
      return g_strdup_printf (_ ("“%s” is missing"), self->title);
    case LK_PICTURE_CHANGED:
      return g_strdup_printf (_ ("“%s” has changed since the session was saved"),
                              self->title);
    case LK_PICTURE_UNREADABLE:
      return g_strdup_printf (_ ("“%s” cannot be read on this computer"), self->title);
    default:
      return NULL;
    }
}

static gboolean
has_same_bytes (LkPicture *self)
{
  g_autoptr (GBytes) bytes = lk_file_read (self->path, LK_PICTURE_MAX_FILE_SIZE, NULL);

  return bytes != NULL && g_bytes_equal (bytes, self->bytes);
}

gboolean
lk_picture_is_on_disk (LkPicture *self)
{
  LkFileStamp now;
  gboolean known;

  g_return_val_if_fail (LK_IS_PICTURE (self), FALSE);

  if (self->path == NULL || self->state == LK_PICTURE_MISSING
      || self->state == LK_PICTURE_CHANGED)
    return FALSE;
  lk_file_stamp_take (&now, self->path);
  g_mutex_lock (&self->lock);
  known = lk_file_stamp_tells (&self->stamp, &now);
  g_mutex_unlock (&self->lock);
  if (known)
    return TRUE;
  if (!has_same_bytes (self))
    return FALSE;
  g_mutex_lock (&self->lock);
  self->stamp = now;
  g_mutex_unlock (&self->lock);
  return TRUE;
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

double
lk_picture_get_contrast (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), 0);
  return self->contrast;
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

  if (self->state != LK_PICTURE_PRESENT)
    {
      g_autofree char *text = lk_picture_describe_absence (self);

      g_set_error_literal (error, LK_ERROR, LK_ERROR_FILE, text);
      return NULL;
    }
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
