/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>

#include "lk-cell-pool.h"
#include "lk-decoder.h"
#include "lk-decoding.h"
#include "lk-error.h"
#include "lk-image-private.h"
#include "lk-loader-log.h"
#include "lk-picture-format.h"
#include "lk-picture-refusal.h"
#include "lk-pixel-budget.h"

/* Encoders write about ten; each one costs a pass over the whole picture. */
#define MAX_SCANS 200
#define MAX_SCANNED_PIXELS (G_GUINT64_CONSTANT (1500) * 1000 * 1000)

/* What GdkPixbuf would stumble over, or work on for hours. */
gboolean
lk_image_check (GBytes *bytes, const char *name, GError **error)
{
  LkPictureKind kind;
  guint n_scans;
  guint64 n_pixels;

  if (g_bytes_get_size (bytes) == 0)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("“%s” is empty"), name);
      return FALSE;
    }
  kind = lk_picture_kind_find (bytes);
  lk_picture_format_measure_jpeg (bytes, &n_scans, &n_pixels);
  if (kind == LK_KIND_NONE)
    lk_picture_refuse_unknown (bytes, name, error);
  else if (lk_picture_refuse_form (bytes, kind, name, error))
    return FALSE;
  else if (n_scans > MAX_SCANS)
    g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                 _ ("“%s” is a JPEG of more than %d scans"), name, MAX_SCANS);
  else if (n_scans > 0 && n_pixels > MAX_SCANNED_PIXELS / n_scans)
    g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                 _ ("“%s” is a JPEG of %u scans, too many for its size"), name, n_scans);
  else if (lk_picture_format_has_empty_frame (bytes))
    g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                 _ ("“%s” is a broken picture: a frame has no pixels"), name);
  else if (lk_picture_format_is_cut_short (bytes))
    lk_picture_set_cut_short_error (error, name);
  else
    return TRUE;
  return FALSE;
}

LkImage *
lk_image_decode_as (GBytes *bytes, const char *name, LkReading reading, GError **error)
{
  LkImage *image;

  g_return_val_if_fail (bytes != NULL && name != NULL, NULL);

  if (!lk_image_check (bytes, name, error))
    return NULL;
  lk_pixel_budget_enter ();
  image = lk_cell_pool_decode (bytes, name, reading, error);
  lk_pixel_budget_leave ();
  return image;
}

LkImage *
lk_image_decode (GBytes *bytes, const char *name, GError **error)
{
  return lk_image_decode_as (bytes, name, LK_READING_LIKENESS, error);
}

gboolean
lk_decoder_start (GError **error)
{
  return lk_cell_pool_start (error);
}

static void
take_budget (guint width, guint height, gpointer data)
{
  lk_pixel_budget_take ((guint64) width * height);
}

LkImage *
lk_image_decode_here (GBytes *bytes, const char *name, LkReading reading, GError **error)
{
  const LkDecoding decoding = { .name = name, .reading = reading, .ask = take_budget };
  LkDecoded decoded;
  gboolean ok;

  if (!lk_image_check (bytes, name, error))
    return NULL;
  lk_loader_log_mute ();
  lk_pixel_budget_enter ();
  ok = lk_decoding_run (&decoding, bytes, &decoded, error);
  lk_pixel_budget_leave ();
  lk_loader_log_unmute ();
  return ok ? lk_image_new_decoded (decoded.width, decoded.height, decoded.rgb,
                                    decoded.differences)
            : NULL;
}
