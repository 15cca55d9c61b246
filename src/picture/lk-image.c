/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-image.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-picture-format.h"

/* Encoders write about ten; each one costs a pass over the whole picture. */
#define MAX_SCANS 200

struct _LkImage
{
  gatomicrefcount ref_count;
  guint width;
  guint height;
  guint8 *rgb;
};

G_DEFINE_BOXED_TYPE (LkImage, lk_image, lk_image_ref, lk_image_unref)

/* What a loader says of the picture: its size, before the pixels are allocated, and then
 * which rows it has filled. */
typedef struct
{
  int width;
  int height;
  gboolean too_large;
  gboolean is_drawing;
  int top;
  int bottom;
} Progress;

/* A size of zero makes the loader give up before it allocates the pixels. A drawing could
 * hold its renderer up for hours. */
static void
on_size_prepared (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  Progress *progress = user_data;

  progress->width = width;
  progress->height = height;
  progress->too_large = (gint64) width * height > LK_IMAGE_MAX_PIXELS;
  progress->is_drawing
      = gdk_pixbuf_format_is_scalable (gdk_pixbuf_loader_get_format (loader));
  if (progress->too_large || progress->is_drawing)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
}

static void
on_area_updated (GdkPixbufLoader *loader,
                 int x,
                 int y,
                 int width,
                 int height,
                 gpointer user_data)
{
  Progress *progress = user_data;

  progress->top = MIN (progress->top, y);
  progress->bottom = MAX (progress->bottom, y + height);
}

/* These loaders give a picture that is cut short as it is, the rest of its pixels never
 * set; all others report an error. */
static gboolean
has_all_rows (GdkPixbufLoader *loader, const Progress *progress)
{
  static const char *const lenient[] = { "bmp", "png", "pnm", NULL };
  g_autofree char *format
      = gdk_pixbuf_format_get_name (gdk_pixbuf_loader_get_format (loader));

  return !g_strv_contains (lenient, format)
         || (progress->top <= 0 && progress->bottom >= progress->height);
}

static void
set_size_error (GError **error, const char *name, const Progress *progress)
{
  g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
               _ ("“%s” has %d × %d pixels, more than the %d megapixels that are read"),
               name, progress->width, progress->height, LK_IMAGE_MAX_PIXELS / 1000000);
}

static void
set_unknown_error (GError **error, const char *name, GBytes *bytes)
{
  const char *format = NULL;
  const char *package = lk_picture_format_find_module (bytes, &format);

  if (package != NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                 _ ("“%s” is a picture in %s format: install the package %s to open it"),
                 name, format, package);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("“%s” is not a picture"), name);
}

static void
set_cut_short_error (GError **error, const char *name)
{
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
               _ ("“%s” is a broken picture: its end is missing"), name);
}

static gboolean
feed (GdkPixbufLoader *loader, GBytes *bytes, GError **error)
{
  if (!gdk_pixbuf_loader_write_bytes (loader, bytes, error))
    {
      gdk_pixbuf_loader_close (loader, NULL);
      return FALSE;
    }
  return gdk_pixbuf_loader_close (loader, error);
}

/* Decodes once more for the loader's own words. */
static void
set_broken_error (GError **error, const char *name, GBytes *bytes)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  g_autoptr (GError) cause = NULL;
  gboolean memory;

  if (feed (loader, bytes, &cause))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("“%s” holds no picture"), name);
      return;
    }
  memory
      = g_error_matches (cause, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY);
  g_strchomp (g_strdelimit (cause->message, "\r\n", ' '));
  g_set_error (error, LK_ERROR, memory ? LK_ERROR_LIMIT : LK_ERROR_FORMAT,
               _ ("“%s” is a broken picture: %s"), name, cause->message);
}

/* The loader is not asked for its error here: some set none when they give up at a size
 * of zero, and GdkPixbuf would warn of that. */
static GdkPixbuf *
load (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (GdkPixbufLoader) loader = gdk_pixbuf_loader_new ();
  GdkPixbuf *pixbuf = NULL;
  Progress progress = { .top = G_MAXINT };

  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), &progress);
  g_signal_connect (loader, "area-updated", G_CALLBACK (on_area_updated), &progress);
  if (feed (loader, bytes, NULL))
    pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);

  if (progress.is_drawing)
    g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                 _ ("“%s” is a drawing of lines: only pictures of pixels are read"),
                 name);
  else if (progress.too_large)
    set_size_error (error, name, &progress);
  else if (gdk_pixbuf_loader_get_format (loader) == NULL)
    set_unknown_error (error, name, bytes);
  else if (lk_picture_format_is_cut_short (bytes)
           || (pixbuf != NULL && !has_all_rows (loader, &progress)))
    set_cut_short_error (error, name);
  else if (pixbuf == NULL)
    set_broken_error (error, name, bytes);
  else
    return g_object_ref (pixbuf);
  return NULL;
}

/* What is over white: (value * alpha + 255 * (255 - alpha)) / 255, rounded exactly, which
 * is also what Pillow's Image.paste() with a mask and Image.alpha_composite() give. */
static guint8
blend_on_white (guint value, guint alpha)
{
  guint sum = value * alpha + 255 * (255 - alpha) + 128;

  return (sum + (sum >> 8)) >> 8;
}

static void
copy_row (const guint8 *from, guint8 *to, guint width, gboolean has_alpha)
{
  if (!has_alpha)
    {
      memcpy (to, from, (gsize) width * 3);
      return;
    }
  for (guint x = 0; x < width; x++, from += 4, to += 3)
    for (guint c = 0; c < 3; c++)
      to[c] = blend_on_white (from[c], from[3]);
}

static LkImage *
image_new_for_pixbuf (GdkPixbuf *pixbuf)
{
  guint width = gdk_pixbuf_get_width (pixbuf);
  guint height = gdk_pixbuf_get_height (pixbuf);
  gsize stride = gdk_pixbuf_get_rowstride (pixbuf);
  gboolean has_alpha = gdk_pixbuf_get_has_alpha (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  guint8 *rgb = g_malloc_n ((gsize) width * height, 3);

  for (gsize y = 0; y < height; y++)
    copy_row (pixels + y * stride, rgb + y * width * 3, width, has_alpha);
  return lk_image_new (width, height, rgb);
}

/* What GdkPixbuf would stumble over, or work on for hours. */
static gboolean
check_bytes (GBytes *bytes, const char *name, GError **error)
{
  if (g_bytes_get_size (bytes) == 0)
    g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("“%s” is empty"), name);
  else if (lk_picture_format_count_scans (bytes) > MAX_SCANS)
    g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                 _ ("“%s” is a JPEG of more than %d scans"), name, MAX_SCANS);
  else if (lk_picture_format_has_empty_frame (bytes))
    g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                 _ ("“%s” is a broken picture: a frame has no pixels"), name);
  else
    return TRUE;
  return FALSE;
}

LkImage *
lk_image_new (guint width, guint height, guint8 *rgb)
{
  LkImage *self;

  g_return_val_if_fail (width > 0 && height > 0 && rgb != NULL, NULL);

  self = g_new0 (LkImage, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->width = width;
  self->height = height;
  self->rgb = rgb;
  return self;
}

LkImage *
lk_image_decode (GBytes *bytes, const char *name, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GdkPixbuf) upright = NULL;

  g_return_val_if_fail (bytes != NULL && name != NULL, NULL);

  if (!check_bytes (bytes, name, error))
    return NULL;
  pixbuf = load (bytes, name, error);
  if (pixbuf == NULL)
    return NULL;
  upright = gdk_pixbuf_apply_embedded_orientation (pixbuf);
  g_clear_object (&pixbuf);
  return image_new_for_pixbuf (upright);
}

LkImage *
lk_image_ref (LkImage *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lk_image_unref (LkImage *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->rgb);
  g_free (self);
}

guint
lk_image_get_width (LkImage *self)
{
  return self->width;
}

guint
lk_image_get_height (LkImage *self)
{
  return self->height;
}

const guint8 *
lk_image_get_rgb (LkImage *self)
{
  return self->rgb;
}
