/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "lk-error.h"
#include "picture-fixtures.h"

/* Every fixture of a format that is told by its first bytes. */
typedef void (*FixtureFunc) (GBytes *bytes, const char *name, LkImage *image);

static void
for_each_fixture (FixtureFunc func)
{
  g_auto (GStrv) lines = test_fixture_read_lines ("decoded.txt");

  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], " ", -1);
      g_autoptr (GBytes) bytes = test_fixture_read_file (fields[0]);
      g_autoptr (GError) error = NULL;
      g_autoptr (LkImage) image = lk_image_decode (bytes, fields[0], &error);

      g_assert_no_error (error);
      g_test_message ("%s", fields[0]);
      func (bytes, fields[0], image);
    }
}

static void
assert_error_names (const GError *error, const char *name)
{
  g_assert_nonnull (error);
  g_assert_cmpuint (error->domain, ==, LK_ERROR);
  g_assert_nonnull (strstr (error->message, name));
  g_assert_null (strchr (error->message, '\n'));
  g_assert_true (g_utf8_validate (error->message, -1, NULL));
}

static void
assert_fails (GBytes *bytes, const char *name, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_image_decode (bytes, name, &error));
  g_test_message ("%s", error->message);
  assert_error_names (error, name);
  g_assert_error (error, LK_ERROR, code);
}

static void
assert_data_fails (gconstpointer data, gsize size, const char *name, int code)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);

  assert_fails (bytes, name, code);
}

/* Pillow's bytes, from make-picture-fixtures.py. */
static void
check_list (const char *list, LkReading reading)
{
  g_auto (GStrv) lines = test_fixture_read_lines (list);

  g_assert_cmpuint (g_strv_length (lines), >=, 36);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (lines[i], " ", -1);
      g_autoptr (GBytes) bytes = test_fixture_read_file (fields[0]);
      g_autoptr (GError) error = NULL;
      g_autoptr (LkImage) image = lk_image_decode_as (bytes, fields[0], reading, &error);
      g_autofree char *actual = NULL;

      g_assert_no_error (error);
      g_test_message ("%s", fields[0]);
      g_assert_cmpuint (lk_image_get_width (image), ==,
                        g_ascii_strtoull (fields[2], NULL, 10));
      g_assert_cmpuint (lk_image_get_height (image), ==,
                        g_ascii_strtoull (fields[3], NULL, 10));
      actual = test_image_get_sha256 (image);
      g_assert_cmpstr (actual, ==, fields[4]);
    }
}

static void
test_pillow (void)
{
  check_list ("decoded.txt", LK_READING_LIKENESS);
}

static void
test_published (void)
{
  check_list ("published.txt", LK_READING_AS_PUBLISHED);
}

/* A picture says that it differs from what published code sees where it does, and only
 * there. */
static void
test_differences (void)
{
  g_auto (GStrv) ours = test_fixture_read_lines ("decoded.txt");
  g_auto (GStrv) published = test_fixture_read_lines ("published.txt");

  for (guint i = 0; ours[i] != NULL; i++)
    {
      g_auto (GStrv) fields = g_strsplit (ours[i], " ", -1);
      g_autoptr (GBytes) bytes = test_fixture_read_file (fields[0]);
      g_autoptr (LkImage) image = lk_image_decode (bytes, fields[0], NULL);
      LkImageDifference differences = lk_image_get_differences (image);
      g_autofree char *told = lk_image_difference_describe (differences);
      g_autoptr (GPtrArray) names = lk_image_difference_list (differences);

      g_test_message ("%s: %s", fields[0], told);
      g_assert_true ((differences != LK_DIFFERENCE_NONE)
                     == !g_str_equal (ours[i], published[i]));
      g_assert_true ((told != NULL) == (differences != LK_DIFFERENCE_NONE));
      g_assert_true ((names->len > 0) == (told != NULL));
      if (g_str_has_prefix (fields[0], "grey-16"))
        g_assert_cmpint (differences, ==, LK_DIFFERENCE_GREY_16);
      if (g_str_has_prefix (fields[0], "soft"))
        g_assert_cmpint (differences, ==, LK_DIFFERENCE_ALPHA);
      if (g_str_equal (fields[0], "orientation-6.png"))
        g_assert_cmpint (differences, ==, LK_DIFFERENCE_ORIENTATION);
    }
}

static void
test_boxed (void)
{
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (LkImage) image = test_image_new_noise (1, 1);

  g_value_init (&value, LK_TYPE_IMAGE);
  g_value_set_boxed (&value, image);
  g_assert_true (g_value_get_boxed (&value) == image);
}

/* What follows the end of a picture is none of its business. */
static void
check_trailing (GBytes *bytes, const char *name, LkImage *image)
{
  g_autoptr (GByteArray) longer = g_bytes_unref_to_array (g_bytes_ref (bytes));
  g_autoptr (GBytes) more = NULL;
  g_autoptr (LkImage) again = NULL;
  g_autoptr (GError) error = NULL;

  if (!g_str_has_suffix (name, ".png") && !g_str_has_suffix (name, ".jpg"))
    return;
  g_byte_array_append (longer, (const guint8 *) "and some more", 13);
  more = g_bytes_new (longer->data, longer->len);
  again = lk_image_decode (more, name, &error);
  g_assert_no_error (error);
  g_assert_true (test_image_equal (again, image));
}

static void
test_trailing (void)
{
  for_each_fixture (check_trailing);
}

static void
check_truncated (GBytes *bytes, const char *name, LkImage *image)
{
  gsize size = g_bytes_get_size (bytes);
  gsize step = MAX (size / 150, 1);

  for (gsize length = 0; length<size; length += size - length> 32 ? step : 1)
    {
      g_autoptr (GBytes) part = g_bytes_new_from_bytes (bytes, 0, length);
      g_autoptr (GError) error = NULL;
      g_autoptr (LkImage) shorter = lk_image_decode (part, name, &error);

      if (shorter != NULL)
        g_error ("%s: %zu of %zu bytes make a picture", name, length, size);
      assert_error_names (error, name);
      g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
    }
}

static void
test_truncated (void)
{
  for_each_fixture (check_truncated);
}

static void
check_flipped (GBytes *bytes, const char *name, LkImage *image)
{
  g_autoptr (GRand) chance = g_rand_new_with_seed (g_str_hash (name));
  gsize size = g_bytes_get_size (bytes);

  for (guint i = 0; i < 60; i++)
    {
      guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
      g_autoptr (GBytes) flipped = g_bytes_new_take (data, size);
      g_autoptr (GError) error = NULL;
      g_autoptr (LkImage) other = NULL;
      guint n = g_rand_int_range (chance, 1, 6);

      for (guint j = 0; j < n; j++)
        data[g_rand_int_range (chance, 0, i % 2 ? size : MIN (size, 64))]
            ^= 1 << g_rand_int_range (chance, 0, 8);
      other = lk_image_decode (flipped, name, &error);
      g_assert_true ((other != NULL) == (error == NULL));
      if (error != NULL)
        assert_error_names (error, name);
    }
}

static void
test_flipped (void)
{
  for_each_fixture (check_flipped);
}

static void
test_no_picture (void)
{
  const char text[] = "This is a letter, and no picture at all.\n";
  guint8 noise[4096];
  g_autoptr (GRand) chance = g_rand_new_with_seed (5);

  for (guint i = 0; i < sizeof noise; i++)
    noise[i] = g_rand_int_range (chance, 0, 256);
  assert_data_fails (text, sizeof text - 1, "letter.png", LK_ERROR_FORMAT);
  assert_data_fails ("", 0, "empty.jpg", LK_ERROR_FORMAT);
  assert_data_fails (noise, sizeof noise, "noise.bin", LK_ERROR_FORMAT);
  assert_data_fails ("\x89PNG\r\n\x1a\n", 8, "bare.png", LK_ERROR_FORMAT);
  assert_data_fails ("\xff\xd8\xff\xd9", 4, "bare.jpg", LK_ERROR_FORMAT);
}

static gboolean
has_loader (const char *extension)
{
  g_autoptr (GSList) formats = gdk_pixbuf_get_formats ();

  for (GSList *l = formats; l != NULL; l = l->next)
    {
      g_auto (GStrv) extensions = gdk_pixbuf_format_get_extensions (l->data);

      if (g_strv_contains ((const char *const *) extensions, extension))
        return TRUE;
    }
  return FALSE;
}

static void
check_module (const char *extension, const char *data, gsize size, const char *package)
{
  g_autofree char *name = g_strconcat ("picture.", extension, NULL);
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GError) error = NULL;

  if (has_loader (extension))
    {
      g_test_skip ("a loader for this format is installed");
      return;
    }
  g_assert_null (lk_image_decode (bytes, name, &error));
  g_test_message ("%s", error->message);
  g_assert_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED);
  assert_error_names (error, name);
  g_assert_nonnull (strstr (error->message, package));
}

static void
test_modules (void)
{
  check_module ("webp", "RIFF\x24\0\0\0WEBPVP8L\x18\0\0\0", 20, "webp-pixbuf-loader");
  check_module ("heic",
                "\0\0\0\x18"
                "ftypheic\0\0\0\0mif1heic\0\0\1\xaa",
                28, "heif-gdk-pixbuf");
  check_module ("heic",
                "\0\0\0\x18"
                "ftypmif1\0\0\0\0mif1heic\0\0\1\xaa",
                28, "heif-gdk-pixbuf");
  check_module ("avif",
                "\0\0\0\x1c"
                "ftypavif\0\0\0\0avifmif1miaf\0\0\0\xea",
                32, "libavif-gdk-pixbuf");
  check_module ("avif",
                "\0\0\0\x1c"
                "ftypmif1\0\0\0\0mif1avifmiaf\0\0\0\xea",
                32, "libavif-gdk-pixbuf");
}

/* Boxes that lie about their length, and brands nobody knows. */
static void
test_brands (void)
{
  assert_data_fails ("\xff\xff\xff\xff"
                     "ftypqt  \0\0\0\0abcd",
                     20, "a.mov", LK_ERROR_FORMAT);
  assert_data_fails ("\0\0\0\0ftypheic", 12, "b.heic", LK_ERROR_FORMAT);
  assert_data_fails ("\0\0\0\x08"
                     "ftyp",
                     8, "c.heic", LK_ERROR_FORMAT);
}

static guint32
get_crc (const guint8 *data, gsize size)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < size; i++)
    {
      crc ^= data[i];
      for (guint bit = 0; bit < 8; bit++)
        crc = crc & 1 ? crc >> 1 ^ 0xedb88320 : crc >> 1;
    }
  return ~crc;
}

static void
put_be (guint8 *to, guint32 value, guint n)
{
  for (guint i = 0; i < n; i++)
    to[i] = value >> 8 * (n - 1 - i);
}

static void
put_le (guint8 *to, guint32 value, guint n)
{
  for (guint i = 0; i < n; i++)
    to[i] = value >> 8 * i;
}

/* A fixture whose header says @width x @height. */
static GBytes *
make_liar (const char *name, guint width, guint height)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file (name);
  gsize size = g_bytes_get_size (bytes);
  guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);

  if (g_str_has_suffix (name, ".png"))
    {
      put_be (data + 16, width, 4);
      put_be (data + 20, height, 4);
      put_be (data + 29, get_crc (data + 12, 17), 4);
    }
  else if (g_str_has_suffix (name, ".bmp"))
    {
      put_le (data + 18, width, 4);
      put_le (data + 22, height, 4);
    }
  else if (g_str_has_suffix (name, ".gif"))
    {
      put_le (data + 6, width, 2);
      put_le (data + 8, height, 2);
    }
  else
    {
      guint8 *frame = memmem (data, size, "\xff\xc0\0\x11\x08", 5);

      g_assert_nonnull (frame);
      put_be (frame + 5, height, 2);
      put_be (frame + 7, width, 2);
    }
  return g_bytes_new_take (data, size);
}

/* In kilobytes: all the address space there ever was, touched or not. */
static guint64
get_peak_memory (void)
{
  g_autofree char *status = NULL;
  const char *line;

  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  line = strstr (status, "VmPeak:");
  return line != NULL ? g_ascii_strtoull (line + 7, NULL, 10) : 0;
}

static void
test_too_large (void)
{
  const char *const names[] = { "colour.png", "colour.bmp", "still.gif", "photo.jpg" };
  const char ppm[] = "P6 10001 10000 255\nabc";
  guint64 before = get_peak_memory ();

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) huge = make_liar (names[i], 65500, 65500);
      g_autoptr (GBytes) over = make_liar (names[i], 10001, 10000);

      assert_fails (huge, names[i], LK_ERROR_LIMIT);
      assert_fails (over, names[i], LK_ERROR_LIMIT);
    }
  assert_data_fails (ppm, sizeof ppm - 1, "a.ppm", LK_ERROR_LIMIT);
  g_assert_cmpuint (get_peak_memory () - before, <, 100 * 1024);
}

/* As many pixels as are read are not too many; but here they are missing. */
static void
test_just_not_too_large (void)
{
  g_autoptr (GBytes) bytes = make_liar ("colour.bmp", 10000, 10000);

  assert_fails (bytes, "a.bmp", LK_ERROR_FORMAT);
}

static void
test_no_size (void)
{
  const char *const names[] = { "colour.png", "colour.bmp", "photo.jpg" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) none = make_liar (names[i], 0, 0);
      g_autoptr (GBytes) flat = make_liar (names[i], 45, 0);

      assert_fails (none, names[i], LK_ERROR_FORMAT);
      assert_fails (flat, names[i], LK_ERROR_FORMAT);
    }
}

static void
test_gif_frame_without_pixels (void)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file ("still.gif");
  gsize size = g_bytes_get_size (bytes);
  g_autofree guint8 *data = g_memdup2 (g_bytes_get_data (bytes, NULL), size);
  guint8 *frame = memmem (data, size, ",\0\0\0\0\x2d\0\x1f\0", 9);

  g_assert_nonnull (frame);
  frame[5] = 0;
  assert_data_fails (data, size, "flat.gif", LK_ERROR_FORMAT);
}

/* A few bytes a scan, and for each a pass over all pixels. */
static void
test_jpeg_of_many_scans (void)
{
  g_autoptr (GBytes) bytes = test_fixture_read_file ("progressive.jpg");
  g_autoptr (GByteArray) bomb = g_byte_array_new ();
  const guint8 *data;
  const guint8 *scan;
  gsize size;

  data = g_bytes_get_data (bytes, &size);
  scan = memmem (data, size, "\xff\xda", 2);
  g_assert_nonnull (scan);
  g_byte_array_append (bomb, data, scan - data);
  for (guint i = 0; i < 1000; i++)
    g_byte_array_append (bomb, scan, 16);
  g_byte_array_append (bomb, scan, data + size - scan);
  assert_data_fails (bomb->data, bomb->len, "bomb.jpg", LK_ERROR_LIMIT);
}

typedef struct
{
  const char *name;
  const char *data;
  gsize size;
  gsize at;
  LkError code;
  const char *says;
  const char *advises;
} Undecoded;

#define DATA(text) text, sizeof text - 1

static const Undecoded undecoded[] = {
  { "a.jp2", DATA ("\0\0\0\x0cjP  \r\n\x87\n"), 0, LK_ERROR_UNSUPPORTED, "JPEG 2000",
    "PNG" },
  { "a.j2k", DATA ("\xff\x4f\xff\x51\0\x2f"), 0, LK_ERROR_UNSUPPORTED, "JPEG 2000",
    "PNG" },
  { "a.jxl", DATA ("\xff\x0a\xfa\x1f"), 0, LK_ERROR_UNSUPPORTED, "JPEG XL", "PNG" },
  { "b.jxl", DATA ("\0\0\0\x0cJXL \r\n\x87\n"), 0, LK_ERROR_UNSUPPORTED, "JPEG XL",
    "PNG" },
  { "a.tif", DATA ("II+\0\x08\0\0\0"), 0, LK_ERROR_UNSUPPORTED, "BigTIFF", "PNG" },
  { "b.tif", DATA ("MM\0+\0\x08\0\0"), 0, LK_ERROR_UNSUPPORTED, "BigTIFF", "PNG" },
  { "a.psd", DATA ("8BPS\0\1"), 0, LK_ERROR_UNSUPPORTED, "PSD", "PNG" },
  { "a.ico", DATA ("\0\0\1\0\1\0\x10\x10"), 0, LK_ERROR_UNSUPPORTED, "ICO", "PNG" },
  { "a.icns", DATA ("icns\0\0\1\0"), 0, LK_ERROR_UNSUPPORTED, "ICNS", "PNG" },
  { "a.qtif", DATA ("\0\0\0\x10idsc"), 0, LK_ERROR_UNSUPPORTED, "QuickTime", "PNG" },
  { "a.ani", DATA ("RIFF\0\0\0\0ACON"), 0, LK_ERROR_UNSUPPORTED, "ANI", "PNG" },
  { "a.tga", DATA ("\0\0\x0a\0\0\0\0\0\0\0\0\0\xff\xff\xff\xff\x18\0\xff\1\2\3"), 0,
    LK_ERROR_UNSUPPORTED, "TGA", "PNG" },
  { "b.tga", DATA ("\0\0\2\0\0\0\0\0\0\0\0\0\x50\0\x3c\0\x18\0\1\2\3"), 0,
    LK_ERROR_UNSUPPORTED, "TGA", "PNG" },
  { "a.bin", DATA ("TRUEVISION-XFILE.\0"), 26, LK_ERROR_UNSUPPORTED, "TGA", "PNG" },
  { "a.xpm", DATA ("/* XPM */\n"), 0, LK_ERROR_UNSUPPORTED, "XPM", "PNG" },
  { "a.exr", DATA ("\x76\x2f\x31\x01\2"), 0, LK_ERROR_UNSUPPORTED, "OpenEXR", "PNG" },
  { "a.dcm", DATA ("DICM"), 128, LK_ERROR_UNSUPPORTED, "DICOM", "PNG" },
  { "a.cr3",
    DATA ("\0\0\0\x18"
          "ftypcrx "),
    0, LK_ERROR_UNSUPPORTED, "camera", "PNG" },
  { "a.cr2", DATA ("II*\0\x10\0\0\0CR\2\0\0\0\0\0\0\0\0\0"), 0, LK_ERROR_UNSUPPORTED,
    "camera", "PNG" },
  { "a.svg", DATA ("<svg xmlns=\"http://www.w3.org/2000/svg\"/>"), 0,
    LK_ERROR_UNSUPPORTED, "SVG", "PNG" },
  { "b.svg", DATA ("<?xml version=\"1.0\"?>\n<!-- a -->\n<svg/>"), 0,
    LK_ERROR_UNSUPPORTED, "SVG", "PNG" },
  { "a.svgz", DATA ("\x1f\x8b\x08\0"), 0, LK_ERROR_UNSUPPORTED, "SVG", "PNG" },
  { "a.pdf", DATA ("%PDF-1.5"), 0, LK_ERROR_FORMAT, "PDF", "PNG" },
  { "a.mp4",
    DATA ("\0\0\0\x18"
          "ftypisom"),
    0, LK_ERROR_FORMAT, "video", "frames" },
  { "a.zip", DATA ("PK\3\4\x14"), 0, LK_ERROR_FORMAT, "ZIP", "unpack" },
  { "a.npy", DATA ("\x93NUMPY\1\0"), 0, LK_ERROR_FORMAT, "NumPy", "PNG" },
  { "a.jpg", DATA ("<!DOCTYPE html>\n<html>"), 0, LK_ERROR_FORMAT, "HTML", "again" },
  { "b.jpg", DATA ("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n"),
    0, LK_ERROR_FORMAT, "LFS", "git lfs pull" },
  { "c.jpg", DATA ("/annex/objects/MD5E-s1--a.jpg\n"), 0, LK_ERROR_FORMAT, "annex",
    "git annex get" },
  { "d.jpg", DATA ("../pool/e.jpg\n"), 0, LK_ERROR_FORMAT, "link", "../pool/e.jpg" },
  { "._a.jpg", DATA ("\0\5\x16\7\0\2"), 0, LK_ERROR_FORMAT, "Mac", "delete" },
  { "e.jpg", DATA ("\xff\xd8\xff\xc9\0\x0b\x08\0\1\0\1"), 0, LK_ERROR_UNSUPPORTED,
    "arithmetic", "PNG" },
  { "f.jpg", DATA ("\xff\xd8\xff\xe0\0\4aa\xff\xc3\0\x0b\x08\0\1\0\1"), 0,
    LK_ERROR_UNSUPPORTED, "lossless", "PNG" },
  { "g.jpg", DATA ("\xff\xd8\xff\xc1\0\x0b\x0c\0\1\0\1"), 0, LK_ERROR_UNSUPPORTED,
    "12 bits", "PNG" },
  { "g.png", DATA ("\x89PNG\r\n\x1a\n\0\0\0\4CgBI\0\0"), 0, LK_ERROR_UNSUPPORTED,
    "iPhone", "PNG" },
};

/* What is not decoded is named, and what to do about it is said. */
static void
test_undecoded (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (undecoded); i++)
    {
      const Undecoded *it = &undecoded[i];
      gsize size = it->at + it->size;
      g_autofree char *data = g_malloc0 (size);
      g_autoptr (GBytes) bytes = NULL;
      g_autoptr (GError) error = NULL;

      memcpy (data + it->at, it->data, it->size);
      bytes = g_bytes_new (data, size);
      assert_fails (bytes, it->name, (int) it->code);
      g_assert_null (lk_image_decode (bytes, it->name, &error));
      g_assert_nonnull (strstr (error->message, it->says));
      g_assert_nonnull (strstr (error->message, it->advises));
    }
}

/* The tag of what its numbers are, rewritten: the numbers themselves do not matter. */
static void
test_odd_tiff (void)
{
  const guint8 tiff[] = { 'I',  'I', '*', 0, 8, 0,    0, 0, 3, 0, 0x06, 1, 3, 0,  1, 0, 0,
                          0,    1,   0,   0, 0, 0x02, 1, 3, 0, 1, 0,    0, 0, 32, 0, 0, 0,
                          0x53, 1,   3,   0, 1, 0,    0, 0, 3, 0, 0,    0, 0, 0,  0, 0 };
  guint8 other[sizeof tiff];

  assert_data_fails (tiff, sizeof tiff, "float.tif", LK_ERROR_UNSUPPORTED);
  memcpy (other, tiff, sizeof tiff);
  other[42] = 1;
  assert_data_fails (other, sizeof other, "wide.tif", LK_ERROR_UNSUPPORTED);
  other[42] = 2;
  assert_data_fails (other, sizeof other, "signed.tif", LK_ERROR_UNSUPPORTED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/image/pillow", test_pillow);
  g_test_add_func ("/image/published", test_published);
  g_test_add_func ("/image/differences", test_differences);
  g_test_add_func ("/image/boxed", test_boxed);
  g_test_add_func ("/image/trailing", test_trailing);
  g_test_add_func ("/image/truncated", test_truncated);
  g_test_add_func ("/image/flipped", test_flipped);
  g_test_add_func ("/image/no-picture", test_no_picture);
  g_test_add_func ("/image/modules", test_modules);
  g_test_add_func ("/image/brands", test_brands);
  g_test_add_func ("/image/too-large", test_too_large);
  g_test_add_func ("/image/just-not-too-large", test_just_not_too_large);
  g_test_add_func ("/image/undecoded", test_undecoded);
  g_test_add_func ("/image/odd-tiff", test_odd_tiff);
  g_test_add_func ("/image/no-size", test_no_size);
  g_test_add_func ("/image/gif-frame-without-pixels", test_gif_frame_without_pixels);
  g_test_add_func ("/image/jpeg-of-many-scans", test_jpeg_of_many_scans);
  return g_test_run ();
}
