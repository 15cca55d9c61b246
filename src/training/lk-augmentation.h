/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-profile.h"
#include "lk-random.h"

G_BEGIN_DECLS

typedef enum
{
  LK_CROP_NONE,    /* the whole picture */
  LK_CROP_PADDED,  /* moved by up to @padding pixels, what is missing mirrored */
  LK_CROP_RESIZED, /* a random part, of @min_area to @max_area of the picture */
} LkCrop;

/**
 * LkAugmentation:
 * @padding: of %LK_CROP_PADDED, in pixels of the picture as it is kept
 * @min_area, @max_area: of %LK_CROP_RESIZED; its sides are as 3:4 to 4:3 (torchvision's
 *   RandomResizedCrop)
 * @flip: how likely it is mirrored
 * @jitter: brightness, contrast and saturation are each multiplied by 1 - @jitter to 1 +
 *   @jitter, in random order (torchvision's ColorJitter, on numbers rather than bytes)
 *
 * How a picture is changed at random each time it is seen (docs/METHOD.md 11.7).
 */
typedef struct
{
  LkCrop crop;
  double padding;
  double min_area;
  double max_area;
  double flip;
  double jitter;
} LkAugmentation;

/**
 * LkAugmentedPicture:
 * @rgb: [edge, edge, 3]
 * @size: of the picture that comes out
 * @quarter_turns: it is turned by, counter-clockwise, at last
 * @profile: whose mean and deviation it is normalised by
 */
typedef struct
{
  const guint8 *rgb;
  guint edge;
  guint size;
  guint quarter_turns;
  const LkProfile *profile;
} LkAugmentedPicture;

/**
 * lk_augmentation_run:
 * @planes: (out caller-allocates): [3, size, size]: (value / 255 - mean) / std of the
 *   profile
 *
 * One picture as it is seen once. Parts are scaled by a triangle filter that is as wide
 * as a pixel of the larger side, as Pillow's is, without rounding to bytes between.
 */
void lk_augmentation_run (const LkAugmentation *self,
                          const LkAugmentedPicture *picture,
                          LkRandom *random,
                          float *planes);

/** Brightness, contrast and saturation of @planes [3, n_pixels], values from 0 to 1,
 * times their @factors, in the @order of 0 (brightness), 1 and 2. */
void lk_augmentation_jitter (float *planes,
                             gsize n_pixels,
                             const double factors[3],
                             const guint order[3]);

G_END_DECLS
