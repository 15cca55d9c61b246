/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-orientation.h"

#include "lk-picture-bytes.h"
#include "lk-tiff-tags.h"

#define MAX_PROFILE (1024 * 1024)

/* EXIF is a TIFF without a picture, behind a mark that some leave out. */
static guint
read_exif (const guint8 *data, gsize size)
{
  gsize skipped = lk_bytes_start (data, size, "Exif\0\0", 6) ? 6 : 0;
  LkTiffTags tags;

  if (!lk_tiff_tags_init (&tags, data + skipped, size - skipped))
    return 0;
  return lk_tiff_tags_get (&tags, LK_TIFF_ORIENTATION, 0);
}

/* Of the chunks of a PNG: a length, a type, the data and a checksum. */
static guint
read_png_chunk (const guint8 *data, gsize size)
{
  gsize at = 8;

  while (at <= size && size - at >= 12)
    {
      gsize length = lk_read_be32 (data + at);

      if (length > size - at - 12)
        return 0;
      if (memcmp (data + at + 4, "eXIf", 4) == 0)
        return read_exif (data + at + 8, length);
      at += length + 12;
    }
  return 0;
}

static guint
read_webp_chunk (const guint8 *data, gsize size)
{
  gsize at = 12;

  while (at <= size && size - at >= 8)
    {
      gsize length = lk_read_le32 (data + at + 4);

      if (length > size - at - 8)
        return 0;
      if (memcmp (data + at, "EXIF", 4) == 0)
        return read_exif (data + at + 8, length);
      at += 8 + length + (length & 1);
    }
  return 0;
}

/* ImageMagick's way: three lines, of which the last is the length, and then hexadecimal
 * numbers. */
static guint
read_raw_profile (const char *text)
{
  g_autoptr (GByteArray) exif = g_byte_array_new ();
  guint n_lines = 0;

  while (*text != '\0' && n_lines < 3)
    n_lines += *text++ == '\n';
  while (*text != '\0' && exif->len < MAX_PROFILE)
    {
      guint8 value;

      if (g_ascii_isspace (*text))
        {
          text++;
          continue;
        }
      if (!g_ascii_isxdigit (text[0]) || !g_ascii_isxdigit (text[1]))
        return 0;
      value = (guint8) (g_ascii_xdigit_value (text[0]) << 4
                        | g_ascii_xdigit_value (text[1]));
      g_byte_array_append (exif, &value, 1);
      text += 2;
    }
  return read_exif (exif->data, exif->len);
}

static guint
read_xmp (const char *text)
{
  const char *name = strstr (text, "tiff:Orientation");

  if (name == NULL)
    return 0;
  name += strlen ("tiff:Orientation");
  if (g_str_has_prefix (name, "=\""))
    return (guint) g_ascii_digit_value (name[2]);
  return name[0] == '>' ? (guint) g_ascii_digit_value (name[1]) : 0;
}

static guint
find_in_png (GdkPixbuf *pixbuf, const guint8 *data, gsize size)
{
  const char *raw = gdk_pixbuf_get_option (pixbuf, "tEXt::Raw profile type exif");
  const char *xmp = gdk_pixbuf_get_option (pixbuf, "tEXt::XML:com.adobe.xmp");
  guint found = read_png_chunk (data, size);

  if (found == 0 && raw != NULL)
    found = read_raw_profile (raw);
  if (found == 0 && xmp != NULL)
    found = read_xmp (xmp);
  return found;
}

guint
lk_picture_orientation_find (GdkPixbuf *pixbuf, LkPictureKind kind, GBytes *bytes)
{
  const char *told = gdk_pixbuf_get_option (pixbuf, "orientation");
  gsize size;
  const guint8 *data = lk_bytes_get (bytes, &size);
  guint found = 0;

  if (told != NULL)
    found = (guint) g_ascii_strtoull (told, NULL, 10);
  else if (kind == LK_KIND_PNG)
    found = find_in_png (pixbuf, data, size);
  else if (kind == LK_KIND_WEBP)
    found = read_webp_chunk (data, size);
  return found >= 1 && found <= 8 ? found : 1;
}
