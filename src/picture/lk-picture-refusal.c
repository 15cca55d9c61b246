/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-refusal.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-picture-bytes.h"
#include "lk-tiff-tags.h"

/* What a file is, if no picture that is read. */
typedef enum
{
  PICTURE,
  DRAWING,
  RAW,
  PAGES,
  VIDEO,
  ARCHIVE,
  NUMBERS,
  WEB_PAGE,
  MAC_NOTES,
} Sort;

typedef struct
{
  const char *title;
  Sort sort;
  gsize at;
  const char *magic;
  gsize length;
} Mark;

#define MARK(title, sort, at, magic)                                                     \
  {                                                                                      \
    title, sort, at, magic, sizeof magic - 1                                             \
  }

static const Mark marks[] = {
  MARK ("JPEG 2000", PICTURE, 4, "jP  \r\n\x87\n"),
  MARK ("JPEG 2000", PICTURE, 0, "\xff\x4f\xff\x51"),
  MARK ("JPEG XL", PICTURE, 0, "\xff\x0a"),
  MARK ("JPEG XL", PICTURE, 4, "JXL \r\n\x87\n"),
  MARK ("JPEG XR", PICTURE, 0, "II\xbc"),
  MARK ("BigTIFF", PICTURE, 0, "II+\0"),
  MARK ("BigTIFF", PICTURE, 0, "MM\0+"),
  MARK ("Photoshop (PSD)", PICTURE, 0, "8BPS"),
  MARK ("GIMP (XCF)", PICTURE, 0, "gimp xcf"),
  MARK ("TGA", PICTURE, 0, ""),
  MARK ("ICO", PICTURE, 0, "\0\0\1\0"),
  MARK ("CUR", PICTURE, 0, "\0\0\2\0"),
  MARK ("ICNS", PICTURE, 0, "icns"),
  MARK ("ANI", PICTURE, 8, "ACON"),
  MARK ("XPM", PICTURE, 0, "/* XPM */"),
  MARK ("XBM", PICTURE, 0, "#define "),
  MARK ("PCX", PICTURE, 0, "\x0a\x05\x01"),
  MARK ("SGI", PICTURE, 0, "\x01\xda\x00\x01"),
  MARK ("SGI", PICTURE, 0, "\x01\xda\x01\x01"),
  MARK ("Sun Raster", PICTURE, 0, "\x59\xa6\x6a\x95"),
  MARK ("PAM", PICTURE, 0, "P7\n"),
  MARK ("PFM", PICTURE, 0, "PF\n"),
  MARK ("PFM", PICTURE, 0, "Pf\n"),
  MARK ("OpenEXR", PICTURE, 0, "\x76\x2f\x31\x01"),
  MARK ("Radiance HDR", PICTURE, 0, "#?RADIANCE"),
  MARK ("Radiance HDR", PICTURE, 0, "#?RGBE"),
  MARK ("DDS", PICTURE, 0, "DDS "),
  MARK ("KTX", PICTURE, 0, "\xabKTX "),
  MARK ("QOI", PICTURE, 0, "qoif"),
  MARK ("FLIF", PICTURE, 0, "FLIF"),
  MARK ("BPG", PICTURE, 0, "BPG\xfb"),
  MARK ("MNG", PICTURE, 0, "\x8aMNG"),
  MARK ("JNG", PICTURE, 0, "\x8bJNG"),
  MARK ("DjVu", PICTURE, 0, "AT&TFORM"),
  MARK ("DICOM", PICTURE, 128, "DICM"),
  MARK ("FITS", PICTURE, 0, "SIMPLE  ="),
  MARK ("NIfTI", PICTURE, 344, "n+1\0"),
  MARK ("QuickTime image", PICTURE, 4, "idsc"),
  MARK ("QuickTime image", PICTURE, 4, "idat"),
  MARK ("Canon CR3", RAW, 4, "ftypcrx "),
  MARK ("Fujifilm RAF", RAW, 0, "FUJIFILMCCD-RAW"),
  MARK ("Panasonic RW2", RAW, 0, "IIU\0"),
  MARK ("Olympus ORF", RAW, 0, "IIRO"),
  MARK ("Olympus ORF", RAW, 0, "IIRS"),
  MARK ("Sigma X3F", RAW, 0, "FOVb"),
  MARK ("WMF", DRAWING, 0, "\xd7\xcd\xc6\x9a"),
  MARK ("EMF", DRAWING, 40, " EMF"),
  MARK ("PostScript", PAGES, 0, "%!PS"),
  MARK ("PDF", PAGES, 0, "%PDF"),
  MARK ("MP4", VIDEO, 4, "ftypisom"),
  MARK ("MP4", VIDEO, 4, "ftypmp4"),
  MARK ("MP4", VIDEO, 4, "ftypiso"),
  MARK ("MP4", VIDEO, 4, "ftypavc1"),
  MARK ("QuickTime", VIDEO, 4, "ftypqt"),
  MARK ("QuickTime", VIDEO, 4, "moov"),
  MARK ("AVI", VIDEO, 8, "AVI "),
  MARK ("WebM", VIDEO, 0, "\x1a\x45\xdf\xa3"),
  MARK ("ZIP", ARCHIVE, 0, "PK\3\4"),
  MARK ("ZIP", ARCHIVE, 0, "PK\5\6"),
  MARK ("gzip", ARCHIVE, 0, "\x1f\x8b"),
  MARK ("bzip2", ARCHIVE, 0, "BZh"),
  MARK ("xz",
        ARCHIVE,
        0,
        "\xfd"
        "7zXZ"),
  MARK ("Zstandard", ARCHIVE, 0, "\x28\xb5\x2f\xfd"),
  MARK ("7z", ARCHIVE, 0, "7z\xbc\xaf"),
  MARK ("RAR", ARCHIVE, 0, "Rar!"),
  MARK ("tar", ARCHIVE, 257, "ustar"),
  MARK ("NumPy", NUMBERS, 0, "\x93NUMPY"),
  MARK ("HDF5", NUMBERS, 0, "\x89HDF"),
  MARK ("MATLAB", NUMBERS, 0, "MATLAB 5"),
  MARK ("AppleDouble", MAC_NOTES, 0, "\0\5\x16\7"),
};

static void
set_sort (GError **error, const char *name, const char *title, Sort sort)
{
  const char *const formats[] = {
    [PICTURE]
    = N_ ("“%s” is a picture in %s format, which is not read: convert it to PNG"),
    [DRAWING] = N_ ("“%s” is a drawing of lines (%s): only pictures of pixels are read; "
                    "export it as PNG"),
    [RAW] = N_ ("“%s” is raw data of a camera (%s), which are not read: develop them and "
                "export a PNG"),
    [PAGES] = N_ ("“%s” is a document (%s), which is not read: export its pages as PNG"),
    [VIDEO] = N_ ("“%s” is a video (%s), not a picture: save its frames as PNG"),
    [ARCHIVE] = N_ ("“%s” is an archive (%s), not a picture: unpack it"),
    [NUMBERS]
    = N_ ("“%s” is a file of numbers (%s), not a picture: save what it holds as "
          "PNG"),
    [WEB_PAGE] = N_ ("“%s” is a web page (%s), not a picture: the download went wrong, "
                     "fetch it again"),
    [MAC_NOTES] = N_ ("“%s” is what a Mac notes about another file (%s), not a picture: "
                      "delete it"),
  };
  LkError code = sort <= RAW ? LK_ERROR_UNSUPPORTED : LK_ERROR_FORMAT;

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
  g_set_error (error, LK_ERROR, code, _ (formats[sort]), name, title);
#pragma GCC diagnostic pop
}

static gboolean
has_ending (const char *name, const char *const *endings)
{
  g_autofree char *small = g_ascii_strdown (name, -1);

  for (guint i = 0; endings[i] != NULL; i++)
    if (g_str_has_suffix (small, endings[i]))
      return TRUE;
  return FALSE;
}

/* TGA has no mark in front; new ones have one at the end. */
static gboolean
is_tga (const guint8 *data, gsize size, const char *name)
{
  static const char *const endings[] = { ".tga", ".targa", ".vda", ".icb", ".vst", NULL };
  static const char footer[18] = "TRUEVISION-XFILE.";

  if (size >= 44 && memcmp (data + size - 18, footer, 18) == 0)
    return TRUE;
  return size >= 18 && has_ending (name, endings) && data[1] <= 1 && (data[2] & ~8) >= 1
         && (data[2] & ~8) <= 3;
}

/* The first lines of a text, in small letters; (transfer full). */
static char *
get_text (const guint8 *data, gsize size)
{
  g_autofree char *start = g_strndup ((const char *) data, MIN (size, 4096));

  return g_ascii_strdown (g_strchug (start), -1);
}

static gboolean
refuse_pointer (const char *text, const char *name, GError **error)
{
  if (g_str_has_prefix (text, "version https://git-lfs"))
    g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                 _ ("“%s” is a Git LFS pointer, not the picture itself: run “git lfs "
                    "pull” to fetch it"),
                 name);
  else if (strstr (text, "/annex/objects/") != NULL && strlen (text) < 1024)
    g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                 _ ("“%s” is a pointer of git-annex, not the picture itself: run “git "
                    "annex get” to fetch it"),
                 name);
  else
    return FALSE;
  return TRUE;
}

/* Where links cannot be made, git writes their target into a file. */
static gboolean
refuse_link (const guint8 *data, gsize size, const char *name, GError **error)
{
  static const char *const endings[]
      = { ".jpg", ".jpeg", ".png", ".bmp", ".gif", ".tif", ".tiff", ".webp", NULL };
  g_autofree char *target = NULL;

  if (size > 1024 || !g_utf8_validate_len ((const char *) data, size, NULL))
    return FALSE;
  target = g_strchomp (g_strndup ((const char *) data, size));
  if (strchr (target, '/') == NULL || strpbrk (target, "\r\n\t<>") != NULL
      || !has_ending (target, endings))
    return FALSE;
  g_set_error (
      error, LK_ERROR, LK_ERROR_FORMAT,
      _ ("“%s” is a link that was saved as text, not a picture: the link's target "
         "“%s” is missing"),
      name, target);
  return TRUE;
}

static gboolean
refuse_text (const guint8 *data, gsize size, const char *name, GError **error)
{
  g_autofree char *text = get_text (data, size);

  if (refuse_pointer (text, name, error))
    return TRUE;
  if (strstr (text, "<svg") != NULL)
    set_sort (error, name, "SVG", DRAWING);
  else if (g_str_has_prefix (text, "<!doctype html") || strstr (text, "<html") != NULL)
    set_sort (error, name, "HTML", WEB_PAGE);
  else if (g_str_has_prefix (text, "<?xml"))
    set_sort (error, name, "XML", WEB_PAGE);
  else if (text[0] == '{' && strchr (text, '"') != NULL)
    set_sort (error, name, "JSON", WEB_PAGE);
  else
    return refuse_link (data, size, name, error);
  return TRUE;
}

void
lk_picture_refuse_unknown (GBytes *bytes, const char *name, GError **error)
{
  static const char *const svgz[] = { ".svgz", NULL };
  gsize size;
  const guint8 *data = lk_bytes_get (bytes, &size);

  if (lk_bytes_start (data, size, "\x1f\x8b", 2) && has_ending (name, svgz))
    {
      set_sort (error, name, "SVG", DRAWING);
      return;
    }
  for (guint i = 0; i < G_N_ELEMENTS (marks); i++)
    {
      const Mark *mark = &marks[i];
      gboolean found = mark->length == 0
                           ? is_tga (data, size, name)
                           : size >= mark->at
                                 && lk_bytes_start (data + mark->at, size - mark->at,
                                                    mark->magic, mark->length);

      if (found)
        {
          set_sort (error, name, mark->title, mark->sort);
          return;
        }
    }
  if (!refuse_text (data, size, name, error))
    g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("“%s” is not a picture"), name);
}

static gboolean
set_form (GError **error, const char *name, const char *form)
{
  g_set_error (
      error, LK_ERROR, LK_ERROR_UNSUPPORTED,
      _ ("“%s” is %s, which is not read: convert it to PNG with 8 bits a channel"), name,
      form);
  return TRUE;
}

enum
{
  FORMAT_SIGNED = 2,
  FORMAT_FLOAT = 3,
  FORMAT_COMPLEX_INT = 5,
  FORMAT_COMPLEX = 6,
  COMPRESSION_JPEG_2000 = 34712,
  COMPRESSION_JPEG_XL = 50002,
  PHOTOMETRIC_CFA = 32803,
  PHOTOMETRIC_LINEAR_RAW = 34892,
};

/* Of a camera's file the first page is often a thumbnail, which must not pass for the
 * picture. */
static gboolean
refuse_tiff (const guint8 *data, gsize size, const char *name, GError **error)
{
  LkTiffTags tags;
  guint format, bits, photometric, compression;

  if (!lk_tiff_tags_init (&tags, data, size))
    return FALSE;
  format = lk_tiff_tags_get (&tags, LK_TIFF_SAMPLE_FORMAT, 1);
  bits = lk_tiff_tags_get (&tags, LK_TIFF_BITS, 1);
  photometric = lk_tiff_tags_get (&tags, LK_TIFF_PHOTOMETRIC, 0);
  compression = lk_tiff_tags_get (&tags, LK_TIFF_COMPRESSION, 1);
  if ((size >= 10 && memcmp (data + 8, "CR", 2) == 0)
      || lk_tiff_tags_get (&tags, LK_TIFF_DNG_VERSION, 256) != 256
      || photometric == PHOTOMETRIC_CFA || photometric == PHOTOMETRIC_LINEAR_RAW
      || (lk_tiff_tags_get (&tags, LK_TIFF_SUBFILE_TYPE, 0) & 1) != 0)
    {
      set_sort (error, name, "TIFF", RAW);
      return TRUE;
    }
  if (format == FORMAT_FLOAT)
    return set_form (error, name, _ ("a TIFF of floating-point numbers"));
  if (format == FORMAT_SIGNED)
    return set_form (error, name, _ ("a TIFF of signed numbers"));
  if (format == FORMAT_COMPLEX_INT || format == FORMAT_COMPLEX)
    return set_form (error, name, _ ("a TIFF of complex numbers"));
  if (compression == COMPRESSION_JPEG_2000)
    return set_form (error, name, _ ("a TIFF compressed as JPEG 2000"));
  if (compression == COMPRESSION_JPEG_XL)
    return set_form (error, name, _ ("a TIFF compressed as JPEG XL"));
  if (bits != 1 && bits != 2 && bits != 4 && bits != 8 && bits != 16)
    {
      g_autofree char *form = g_strdup_printf (_ ("a TIFF of %u bits a channel"), bits);

      return set_form (error, name, form);
    }
  return FALSE;
}

/* The first frame header of a JPEG (ISO/IEC 10918-1, table B.1), and its precision. */
static guint8
find_frame (const guint8 *data, gsize size, guint *precision)
{
  gsize at = 2;

  while (at + 4 < size)
    {
      guint8 marker;

      if (data[at] != 0xff)
        return 0;
      marker = data[at + 1];
      if (marker == 0xff)
        {
          at++;
          continue;
        }
      if ((marker >= 0xc0 && marker <= 0xcf && marker != 0xc4 && marker != 0xc8
           && marker != 0xcc)
          || marker == 0xf7)
        {
          *precision = data[at + 4];
          return marker;
        }
      at += 2 + MAX (lk_read_be16 (data + at + 2), 2);
    }
  return 0;
}

static gboolean
refuse_jpeg (const guint8 *data, gsize size, const char *name, GError **error)
{
  guint precision = 8;
  guint8 frame = find_frame (data, size, &precision);

  if (frame == 0)
    return FALSE;
  if (frame == 0xf7)
    return set_form (error, name, _ ("a JPEG-LS"));
  if (frame >= 0xc9)
    return set_form (error, name, _ ("a JPEG with arithmetic coding"));
  if (frame == 0xc3)
    return set_form (error, name, _ ("a lossless JPEG"));
  if (frame >= 0xc5)
    return set_form (error, name, _ ("a hierarchical JPEG"));
  if (precision > 8)
    {
      g_autofree char *form
          = g_strdup_printf (_ ("a JPEG of %u bits a channel"), precision);

      return set_form (error, name, form);
    }
  return FALSE;
}

static gboolean
refuse_png (const guint8 *data, gsize size, const char *name, GError **error)
{
  if (size >= 16 && memcmp (data + 12, "CgBI", 4) == 0)
    return set_form (error, name, _ ("a PNG made for iPhones alone"));
  return FALSE;
}

gboolean
lk_picture_refuse_form (GBytes *bytes,
                        LkPictureKind kind,
                        const char *name,
                        GError **error)
{
  gsize size;
  const guint8 *data = lk_bytes_get (bytes, &size);

  switch (kind)
    {
    case LK_KIND_TIFF:
      return refuse_tiff (data, size, name, error);
    case LK_KIND_JPEG:
      return refuse_jpeg (data, size, name, error);
    case LK_KIND_PNG:
      return refuse_png (data, size, name, error);
    default:
      return FALSE;
    }
}

void
lk_picture_set_cut_short_error (GError **error, const char *name)
{
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
               _ ("“%s” is a broken picture: its end is missing"), name);
}
