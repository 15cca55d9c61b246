/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "fuzz.h"
#include "lk-error.h"
#include "lk-picture-format.h"
#include "lk-picture-mend.h"
#include "lk-picture-orientation.h"
#include "lk-picture-refusal.h"

static void
mend (GBytes *bytes, LkPictureKind kind, gboolean as_published)
{
  LkPictureMend how;
  g_autoptr (GBytes) mended = lk_picture_mend (bytes, kind, as_published, &how);

  g_assert_cmpuint (how.n_samples, <=, 4);
  g_assert_cmpuint (how.upper, <=, 1);
  if (mended != bytes)
    g_assert_true (lk_picture_kind_find (mended) == kind);
}

/* What looks at the bytes before GdkPixbuf does, and beside it. */
int
LLVMFuzzerTestOneInput (const uint8_t *data, size_t size)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GError) error = NULL;
  LkPictureKind kind;
  guint64 n_pixels;
  guint n_scans;

  if (size == 0)
    return 0;
  bytes = g_bytes_new (data, size);
  kind = lk_picture_kind_find (bytes);
  lk_picture_format_measure_jpeg (bytes, &n_scans, &n_pixels);
  lk_picture_format_has_empty_frame (bytes);
  lk_picture_format_is_cut_short (bytes);
  if (kind == LK_KIND_NONE)
    {
      lk_picture_refuse_unknown (bytes, "a.png", &error);
      fuzz_check_error (TRUE, error);
      return 0;
    }
  fuzz_check_error (lk_picture_refuse_form (bytes, kind, "a.png", &error), error);
  mend (bytes, kind, FALSE);
  mend (bytes, kind, TRUE);
  pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 1, 1);
  g_assert_cmpuint (lk_picture_orientation_find (pixbuf, kind, bytes), <=, 8);
  g_assert_cmpuint (lk_picture_orientation_find (pixbuf, kind, bytes), >=, 1);
  return 0;
}
