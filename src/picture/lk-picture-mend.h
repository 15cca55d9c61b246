/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-picture-kind.h"

G_BEGIN_DECLS

/** What the fourth channel that GdkPixbuf gives means. */
typedef enum
{
  LK_ALPHA_STRAIGHT,
  LK_ALPHA_PREMULTIPLIED, /* the colours have been multiplied with it */
  LK_ALPHA_NONE,          /* it is no alpha */
  LK_ALPHA_LOW_BYTE,      /* the lower 8 of 16 bits of grey; the colours are the upper */
} LkAlphaKind;

/**
 * LkPictureMend:
 * @alpha: what to make of the fourth channel
 * @x, @y, @right, @bottom: what the first frame of a GIF covers of its canvas
 * @rest: the colour, RGB, of what it does not cover
 * @has_rest: whether the four and @rest count
 * @n_samples: of a TIFF of 16 bits that was declared one of 8 bits and twice the width:
 *   the channels, each of which gives two bytes in turn; 0 of all others
 * @upper: which of the two is the upper one, 0 or 1
 * @is_deep_grey: whether the picture is of 16 bits of grey
 *
 * Private to this room: where GdkPixbuf and Pillow differ, and GdkPixbuf can be brought
 * to agree by what it is given, or by what is made of what it gives.
 */
typedef struct
{
  LkAlphaKind alpha;
  guint x;
  guint y;
  guint right;
  guint bottom;
  guint8 rest[3];
  gboolean has_rest;
  guint n_samples;
  guint upper;
  gboolean is_deep_grey;
} LkPictureMend;

/**
 * lk_picture_mend:
 * @as_published: whether the picture is wanted as Pillow's convert ("RGB") gives it
 *
 * TIFF: unassociated alpha is declared associated, as libtiff would multiply with it; and
 * 16 bits a channel are declared two of 8, as libtiff would round them.
 * GIF: the canvas grows to hold the first frame; as published, no colour is transparent.
 * BMP and PNM: written anew where that is needed (lk-bitmap-mend.h). PNG: as published,
 * 16 bits of grey are declared 8 bits of grey with alpha, so that none of them is lost.
 *
 * Returns: (transfer full): @bytes, or a copy that was changed
 */
GBytes *lk_picture_mend (GBytes *bytes,
                         LkPictureKind kind,
                         gboolean as_published,
                         LkPictureMend *mend);

G_END_DECLS
