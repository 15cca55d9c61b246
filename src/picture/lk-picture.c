/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-file-stamp.h"
#include "lk-file.h"
#include "lk-picture-content.h"

struct _LkPicture
{
  GObject parent;

  char *path;
  char *title;
  LkPictureContent *content;
  LkPictureState state;

  GMutex lock;
  LkFileStamp stamp; /* of its file when that held these bytes; zeros: not known */
};

G_DEFINE_FINAL_TYPE (LkPicture, lk_picture, G_TYPE_OBJECT)

/* Takes @content. */
static LkPicture *
picture_take (LkPictureContent *content)
{
  LkPicture *self = g_object_new (LK_TYPE_PICTURE, NULL);

  self->content = content;
  return self;
}

static LkPicture *
picture_new (GBytes *bytes, const char *name, GError **error)
{
  LkPictureContent *content = lk_picture_content_read (bytes, name, error);

  return content != NULL ? picture_take (content) : NULL;
}

static LkPicture *
placeholder_new (GBytes *bytes, const char *sha256, LkPictureState state)
{
  LkPicture *self = picture_take (lk_picture_content_new_grey (bytes, sha256));

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
  g_clear_pointer (&self->content, lk_picture_content_unref);
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
  if (found != NULL && g_str_equal (found->content->sha256, sha256))
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

  clone = picture_take (lk_picture_content_ref (self->content));
  clone->path = g_strdup (self->path);
  clone->title = g_strdup (self->title);
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

  return bytes != NULL && g_bytes_equal (bytes, self->content->bytes);
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
  return self->content->sha256;
}

GBytes *
lk_picture_get_bytes (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), NULL);
  return self->content->bytes;
}

gpointer
lk_picture_get_kept (LkPicture *self, GQuark name)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), NULL);
  return g_datalist_id_get_data (&self->content->kept, name);
}

void
lk_picture_keep (LkPicture *self, GQuark name, gpointer data, GDestroyNotify destroy)
{
  g_return_if_fail (LK_IS_PICTURE (self));
  g_datalist_id_set_data_full (&self->content->kept, name, data, destroy);
}

guint
lk_picture_get_width (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), 0);
  return self->content->width;
}

double
lk_picture_get_contrast (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), 0);
  return self->content->contrast;
}

guint
lk_picture_get_height (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), 0);
  return self->content->height;
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
  if (lk_image_get_width (self->content->preview) == self->content->width
      && lk_image_get_height (self->content->preview) == self->content->height
      && (reading == LK_READING_LIKENESS
          || self->content->differences == LK_DIFFERENCE_NONE))
    return lk_image_ref (self->content->preview);
  if (self->path != NULL)
    name = g_filename_display_name (self->path);
  return lk_image_decode_as (self->content->bytes, name != NULL ? name : self->title,
                             reading, error);
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
  return self->content->differences;
}

LkImage *
lk_picture_get_preview (LkPicture *self)
{
  g_return_val_if_fail (LK_IS_PICTURE (self), NULL);
  return self->content->preview;
}
