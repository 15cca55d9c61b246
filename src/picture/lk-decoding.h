/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-image.h"

G_BEGIN_DECLS

/**
 * LkDecoding:
 * @name: of the picture, for messages
 * @ask: is told the size before the pixels are allocated, and may wait
 * @allocate: (nullable): gives room for so many bytes of RGB, or %NULL; g_malloc
 * otherwise
 *
 * Private to this room: the decoding itself, by GdkPixbuf, in this process: which is
 * likeness-decode, or a test.
 */
typedef struct
{
  const char *name;
  LkReading reading;
  void (*ask) (guint width, guint height, gpointer data);
  guint8 *(*allocate) (gsize n, gpointer data);
  gpointer data;
} LkDecoding;

/** What came of it: @rgb is from @allocate. */
typedef struct
{
  guint width;
  guint height;
  guint8 *rgb;
  LkImageDifference differences;
} LkDecoded;

/** Of @bytes that lk_image_check() let pass. Fails as lk_image_decode() does. */
gboolean lk_decoding_run (const LkDecoding *self,
                          GBytes *bytes,
                          LkDecoded *decoded,
                          GError **error);

/** Whether @bytes are of a format and a form that is decoded, and not work for hours:
 * what is known of them without GdkPixbuf. Fails as lk_image_decode() does. */
gboolean lk_image_check (GBytes *bytes, const char *name, GError **error);

/** lk_image_decode_as() in this process, whatever the bytes do to it. */
LkImage *
lk_image_decode_here (GBytes *bytes, const char *name, LkReading reading, GError **error);

G_END_DECLS
