/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-decoding.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-picture-mend.h"
#include "lk-picture-orientation.h"
#include "lk-picture-refusal.h"

/* What a loader says of the picture: its size, before the pixels are allocated, and then
 * which rows it has filled. */
typedef struct
{
  const LkDecoding *decoding;
  int width;
  int height;
  gboolean too_large;
  int top;
  int bottom;
} Progress;

/* A size of zero makes the loader give up before it allocates the pixels. */
static void
on_size_prepared (GdkPixbufLoader *loader, int width, int height, gpointer user_data)
{
  Progress *progress = user_data;

  progress->width = width;
  progress->height = height;
  progress->too_large = (gint64) width * height > LK_IMAGE_MAX_PIXELS;
  if (progress->too_large)
    gdk_pixbuf_loader_set_size (loader, 0, 0);
  else
    progress->decoding->ask ((guint) width, (guint) height, progress->decoding->data);
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
has_all_rows (LkPictureKind kind, const Progress *progress)
{
  gboolean is_lenient = kind == LK_KIND_BMP || kind == LK_KIND_PNG || kind == LK_KIND_PNM;

  return !is_lenient || (progress->top <= 0 && progress->bottom >= progress->height);
}

static void
set_size_error (GError **error, const char *name, const Progress *progress)
{
  g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
               _ ("“%s” has %d × %d pixels, more than the %d megapixels that are read"),
               name, progress->width, progress->height, LK_IMAGE_MAX_PIXELS / 1000000);
}

static void
set_loader_error (GError **error, const char *name, LkPictureKind kind)
{
  const char *title;
  const char *package = lk_picture_kind_get_package (kind, &title);

  if (package != NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                 _ ("“%s” is a picture in %s format: install the package %s to open it"),
                 name, title, package);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                 _ ("“%s” is a picture in %s format, which GdkPixbuf does not read here"),
                 name, title);
}

static void
set_memory_error (GError **error, const char *name)
{
  g_set_error (error, LK_ERROR, LK_ERROR_LIMIT, _ ("There is no memory to decode “%s”"),
               name);
}

static GdkPixbufLoader *
make_loader (LkPictureKind kind)
{
  const char *const *names = lk_picture_kind_get_loaders (kind);
  GdkPixbufLoader *loader = NULL;

  for (guint i = 0; loader == NULL && names[i] != NULL; i++)
    loader = gdk_pixbuf_loader_new_with_type (names[i], NULL);
  return loader;
}

static gboolean
feed (GdkPixbufLoader *loader, GBytes *bytes, GError **cause)
{
  if (!gdk_pixbuf_loader_write_bytes (loader, bytes, cause))
    {
      gdk_pixbuf_loader_close (loader, NULL);
      return FALSE;
    }
  return gdk_pixbuf_loader_close (loader, cause);
}

/* Decodes once more for the loader's own words; some loaders fail without a word. */
static void
set_broken_error (GError **error, const char *name, LkPictureKind kind, GBytes *bytes)
{
  g_autoptr (GdkPixbufLoader) loader = make_loader (kind);
  g_autoptr (GError) cause = NULL;
  g_autofree char *words = NULL;
  const char *title;

  lk_picture_kind_get_package (kind, &title);
  feed (loader, bytes, &cause);
  if (cause != NULL && cause->message != NULL)
    words
        = g_utf8_make_valid (g_strstrip (g_strdelimit (cause->message, "\r\n", ' ')), -1);
  if (g_error_matches (cause, GDK_PIXBUF_ERROR, GDK_PIXBUF_ERROR_INSUFFICIENT_MEMORY))
    set_memory_error (error, name);
  else if (words != NULL && *words != '\0')
    g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("“%s” is a broken picture: %s"),
                 name, words);
  else
    g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                 _ ("“%s” is a broken picture: it cannot be decoded as %s"), name, title);
}

/* The loader is not asked for its error here: some set none when they give up at a size
 * of zero, and GdkPixbuf would warn of that. */
static GdkPixbuf *
load (const LkDecoding *self, GBytes *bytes, LkPictureKind kind, GError **error)
{
  const char *name = self->name;
  g_autoptr (GdkPixbufLoader) loader = make_loader (kind);
  GdkPixbuf *pixbuf = NULL;
  Progress progress = { .decoding = self, .top = G_MAXINT };

  if (loader == NULL)
    {
      set_loader_error (error, name, kind);
      return NULL;
    }
  g_signal_connect (loader, "size-prepared", G_CALLBACK (on_size_prepared), &progress);
  g_signal_connect (loader, "area-updated", G_CALLBACK (on_area_updated), &progress);
  if (feed (loader, bytes, NULL))
    pixbuf = gdk_pixbuf_loader_get_pixbuf (loader);

  if (progress.too_large)
    set_size_error (error, name, &progress);
  else if (pixbuf != NULL && !has_all_rows (kind, &progress))
    lk_picture_set_cut_short_error (error, name);
  else if (pixbuf == NULL)
    set_broken_error (error, name, kind, bytes);
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

/* As Pillow takes premultiplied colours apart (libImaging, rgba2rgbA and back). */
static guint8
unmultiply (guint value, guint alpha)
{
  if (alpha == 0 || alpha == 255)
    return alpha == 0 ? 0 : (guint8) value;
  return (guint8) MIN (255 * value / alpha, 255);
}

/* Pixels on their way from GdkPixbuf's to ours. */
typedef struct
{
  const LkPictureMend *mend;
  gboolean as_published;
  gboolean has_alpha;
  gboolean is_blended; /* somewhere white showed through */
} Copying;

static void
copy_pixel (Copying *copying, const guint8 *from, guint8 *to)
{
  for (guint c = 0; c < 3; c++)
    {
      guint8 value = copying->mend->alpha == LK_ALPHA_PREMULTIPLIED
                         ? unmultiply (from[c], from[3])
                         : from[c];

      to[c] = copying->as_published ? value : blend_on_white (value, from[3]);
      copying->is_blended = copying->is_blended || to[c] != value;
    }
}

/* Pillow clips 16 bits of grey at 255. */
static void
copy_deep (const guint8 *from, guint8 *to, guint width)
{
  for (guint x = 0; x < width; x++, from += 4, to += 3)
    memset (to, from[0] > 0 ? 255 : from[3], 3);
}

static void
copy_row (Copying *copying, const guint8 *from, guint8 *to, guint width)
{
  if (!copying->has_alpha)
    memcpy (to, from, (gsize) width * 3);
  else if (copying->mend->alpha == LK_ALPHA_LOW_BYTE)
    copy_deep (from, to, width);
  else
    for (guint x = 0; x < width; x++, from += 4, to += 3)
      if (copying->mend->alpha == LK_ALPHA_NONE)
        memcpy (to, from, 3);
      else
        copy_pixel (copying, from, to);
}

static void
fill_rest (const LkPictureMend *mend, guint8 *rgb, guint width, guint height)
{
  for (guint y = 0; y < height; y++)
    for (guint x = 0; x < width; x++, rgb += 3)
      if (x < mend->x || x >= mend->right || y < mend->y || y >= mend->bottom)
        memcpy (rgb, mend->rest, 3);
}

static gboolean
make_pixels (const LkDecoding *self,
             GdkPixbuf *pixbuf,
             const LkPictureMend *mend,
             LkDecoded *decoded)
{
  gboolean as_published = self->reading == LK_READING_AS_PUBLISHED;
  guint width = gdk_pixbuf_get_width (pixbuf);
  guint height = gdk_pixbuf_get_height (pixbuf);
  gsize stride = gdk_pixbuf_get_rowstride (pixbuf);
  const guint8 *pixels = gdk_pixbuf_read_pixels (pixbuf);
  gsize n = (gsize) width * height * 3;
  guint8 *rgb
      = self->allocate != NULL ? self->allocate (n, self->data) : g_try_malloc (n);
  Copying copying = { mend, as_published, gdk_pixbuf_get_has_alpha (pixbuf), FALSE };

  if (rgb == NULL)
    return FALSE;
  for (gsize y = 0; y < height; y++)
    copy_row (&copying, pixels + y * stride, rgb + y * width * 3, width);
  if (mend->has_rest)
    fill_rest (mend, rgb, width, height);
  /* What a GIF without a transparent colour leaves uncovered is no alpha. */
  if (copying.is_blended && !mend->has_rest)
    decoded->differences |= LK_DIFFERENCE_ALPHA;
  if (as_published)
    decoded->differences = LK_DIFFERENCE_NONE;
  decoded->width = width;
  decoded->height = height;
  decoded->rgb = rgb;
  return TRUE;
}

/* Pillow turns a TIFF as it loads it, and nothing else. */
static GdkPixbuf *
turn (GdkPixbuf *pixbuf,
      LkPictureKind kind,
      GBytes *bytes,
      gboolean as_published,
      LkImageDifference *differences)
{
  guint orientation = lk_picture_orientation_find (pixbuf, kind, bytes);
  char text[] = { (char) ('0' + orientation), '\0' };

  if (orientation == 1 || (as_published && kind != LK_KIND_TIFF))
    return g_object_ref (pixbuf);
  if (kind != LK_KIND_TIFF)
    *differences |= LK_DIFFERENCE_ORIENTATION;
  if (gdk_pixbuf_get_option (pixbuf, "orientation") == NULL)
    gdk_pixbuf_set_option (pixbuf, "orientation", text);
  return gdk_pixbuf_apply_embedded_orientation (pixbuf);
}

/* The upper bytes of what was read as two pixels for each, with the lower one of grey as
 * alpha. */
static GdkPixbuf *
join_samples (GdkPixbuf *pixbuf, const LkPictureMend *mend)
{
  int width = gdk_pixbuf_get_width (pixbuf) / 2;
  int height = gdk_pixbuf_get_height (pixbuf);
  GdkPixbuf *joined = gdk_pixbuf_new (GDK_COLORSPACE_RGB, TRUE, 8, width, height);
  guint n_samples = mend->n_samples, step = gdk_pixbuf_get_n_channels (pixbuf);

  for (int y = 0; joined != NULL && y < height; y++)
    {
      const guint8 *from = gdk_pixbuf_read_pixels (pixbuf)
                           + (gsize) y * gdk_pixbuf_get_rowstride (pixbuf);
      guint8 *to = gdk_pixbuf_get_pixels (joined)
                   + (gsize) y * gdk_pixbuf_get_rowstride (joined);

      for (guint x = 0; x < (guint) width; x++, to += 4)
        for (guint c = 0; c < 4; c++)
          {
            gboolean is_low = n_samples == 1 && c == 3;
            gsize at = 2 * ((gsize) x * n_samples + (n_samples == 1 ? 0 : c))
                       + (is_low ? !mend->upper : mend->upper);

            to[c] = c < n_samples || n_samples == 1
                        ? from[at / n_samples * step + at % n_samples]
                        : 255;
          }
    }
  return joined;
}

gboolean
lk_decoding_run (const LkDecoding *self,
                 GBytes *bytes,
                 LkDecoded *decoded,
                 GError **error)
{
  gboolean as_published = self->reading == LK_READING_AS_PUBLISHED;
  LkPictureKind kind = lk_picture_kind_find (bytes);
  LkPictureMend mend;
  g_autoptr (GBytes) mended = lk_picture_mend (bytes, kind, as_published, &mend);
  g_autoptr (GdkPixbuf) pixbuf = load (self, mended, kind, error);
  g_autoptr (GdkPixbuf) upright = NULL;

  *decoded = (LkDecoded){
    .differences = mend.is_deep_grey ? LK_DIFFERENCE_GREY_16 : LK_DIFFERENCE_NONE,
  };
  if (pixbuf == NULL)
    return FALSE;
  if (mend.n_samples > 0)
    {
      GdkPixbuf *joined = join_samples (pixbuf, &mend);

      g_object_unref (pixbuf);
      pixbuf = joined;
    }
  if (pixbuf != NULL)
    upright = turn (pixbuf, kind, bytes, as_published, &decoded->differences);
  g_clear_object (&pixbuf);
  if (upright != NULL && make_pixels (self, upright, &mend, decoded))
    return TRUE;
  set_memory_error (error, self->name);
  return FALSE;
}
