/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-augmentation.h"

#include <math.h>
#include <string.h>

#include "lk-stream.h"

#define MAX_TRIES 10 /* of a part that fits, as torchvision's */

/* A rectangle of the picture in its pixels, which may reach beyond it. */
typedef struct
{
  double x, y, width, height;
} Part;

static double
uniform (LkRandom *random, double from, double to)
{
  return from + (to - from) * lk_stream_uniform (random);
}

static Part
choose_resized (const LkAugmentation *self, guint edge, LkRandom *random)
{
  for (guint i = 0; i < MAX_TRIES; i++)
    {
      double area
          = (double) edge * edge * uniform (random, self->min_area, self->max_area);
      double ratio = exp (uniform (random, log (3.0 / 4), log (4.0 / 3)));
      guint width = (guint) lround (sqrt (area * ratio));
      guint height = (guint) lround (sqrt (area / ratio));

      if (width > 0 && height > 0 && width <= edge && height <= edge)
        return (Part){ (double) lk_random_below (random, edge - width + 1),
                       (double) lk_random_below (random, edge - height + 1), width,
                       height };
    }
  return (Part){ 0, 0, edge, edge };
}

static Part
choose_part (const LkAugmentation *self, guint edge, LkRandom *random)
{
  guint padding = (guint) lround (self->padding);
  Part part = { 0, 0, edge, edge };

  switch (self->crop)
    {
    case LK_CROP_RESIZED:
      return choose_resized (self, edge, random);
    case LK_CROP_PADDED:
      part.x = (double) lk_random_below (random, 2 * padding + 1) - padding;
      part.y = (double) lk_random_below (random, 2 * padding + 1) - padding;
      return part;
    default:
      return part;
    }
}

/* Mirrored at the centre of the outermost pixel, as torchvision's "reflect". */
static guint
reflect (int index, guint edge)
{
  int period = 2 * ((int) edge - 1);

  if (edge == 1)
    return 0;
  index = ABS (index) % period;
  return (guint) (index < (int) edge ? index : period - index);
}

/* What one row or column of the result is made of. */
typedef struct
{
  guint n_taps;   /* a position at most */
  guint *indices; /* [size, n_taps] */
  float *weights;
} Taps;

static void
taps_clear (Taps *taps)
{
  g_free (taps->indices);
  g_free (taps->weights);
}

static void
taps_set (Taps *taps,
          guint position,
          double centre,
          double reach,
          int min,
          int max,
          guint edge)
{
  guint *indices = taps->indices + position * taps->n_taps;
  float *weights = taps->weights + position * taps->n_taps;
  double sum = 0;
  int begin = MAX ((int) floor (centre - reach + 0.5), min);
  int end = MIN ((int) floor (centre + reach + 0.5), max);
  guint n = 0;

  for (int i = begin; i < end && n < taps->n_taps; i++, n++)
    {
      weights[n] = (float) fmax (1 - fabs (i + 0.5 - centre) / reach, 0);
      indices[n] = reflect (i, edge);
      sum += weights[n];
    }
  for (guint i = 0; i < n; i++)
    weights[i] = (float) (weights[i] / sum);
}

/* Positions 0 to @size - 1 of the part from @start, @length wide, of @edge pixels. Taps
 * stay within the part, as those of a crop that is resized. */
static void
taps_init (Taps *taps, double start, double length, guint size, guint edge)
{
  double step = length / size;
  double reach = fmax (step, 1);

  taps->n_taps = (guint) ceil (2 * reach) + 1;
  taps->indices = g_new0 (guint, size * taps->n_taps);
  taps->weights = g_new0 (float, size * taps->n_taps);
  for (guint i = 0; i < size; i++)
    taps_set (taps, i, start + (i + 0.5) * step, reach, (int) start,
              (int) (start + length), edge);
}

/* A part of a picture on its way to another size. */
typedef struct
{
  const guint8 *rgb;
  guint edge;
  guint size;
  Taps across;
  Taps down;
  float *between; /* [edge, size] */
} Resampling;

/* @plane [size, size] becomes channel @channel of the part. */
static void
resample (const Resampling *self, guint channel, float *plane)
{
  const Taps *across = &self->across;
  const Taps *down = &self->down;
  float *between = self->between;
  guint size = self->size;

  for (guint y = 0; y < self->edge; y++)
    for (guint x = 0; x < size; x++)
      {
        const guint *indices = across->indices + x * across->n_taps;
        const float *weights = across->weights + x * across->n_taps;
        float sum = 0;

        for (guint i = 0; i < across->n_taps; i++)
          sum += weights[i] * self->rgb[(y * self->edge + indices[i]) * 3 + channel];
        between[y * size + x] = sum;
      }
  memset (plane, 0, sizeof (float) * size * size);
  for (guint y = 0; y < size; y++)
    for (guint i = 0; i < down->n_taps; i++)
      {
        float weight = down->weights[y * down->n_taps + i] / 255;
        const float *row = between + down->indices[y * down->n_taps + i] * size;

        if (weight != 0)
          for (guint x = 0; x < size; x++)
            plane[y * size + x] += weight * row[x];
      }
}

static void
copy_part (const guint8 *rgb, guint edge, const Part *part, float *planes)
{
  g_autofree guint *columns = g_new (guint, edge);

  for (guint x = 0; x < edge; x++)
    columns[x] = 3 * reflect ((int) part->x + (int) x, edge);
  for (guint y = 0; y < edge; y++)
    {
      const guint8 *row = rgb + 3 * edge * reflect ((int) part->y + (int) y, edge);

      for (guint channel = 0; channel < 3; channel++)
        for (guint x = 0; x < edge; x++)
          planes[(channel * edge + y) * edge + x] = row[columns[x] + channel] / 255.0f;
    }
}

static void
take_part (const guint8 *rgb, guint edge, const Part *part, guint size, float *planes)
{
  Resampling resampling = { .rgb = rgb, .edge = edge, .size = size };

  if (size == edge && part->width == edge && part->height == edge)
    {
      copy_part (rgb, edge, part, planes);
      return;
    }
  resampling.between = g_new (float, (gsize) edge *size);
  taps_init (&resampling.across, part->x, part->width, size, edge);
  taps_init (&resampling.down, part->y, part->height, size, edge);
  for (guint channel = 0; channel < 3; channel++)
    resample (&resampling, channel, planes + (gsize) channel * size * size);
  taps_clear (&resampling.across);
  taps_clear (&resampling.down);
  g_free (resampling.between);
}

/* factor * value + (1 - factor) * other, between 0 and 1. */
static inline float
blend (float value, float other, float factor)
{
  float mixed = factor * value + (1 - factor) * other;

  return mixed < 0 ? 0 : mixed > 1 ? 1 : mixed;
}

static inline float
get_grey (const float *planes, gsize n, gsize i)
{
  return 0.2989f * planes[i] + 0.587f * planes[n + i] + 0.114f * planes[2 * n + i];
}

static void
jitter_contrast (float *planes, gsize n, float factor)
{
  double mean = 0;

  for (gsize i = 0; i < n; i++)
    mean += get_grey (planes, n, i);
  mean /= (double) n;
  for (gsize i = 0; i < 3 * n; i++)
    planes[i] = blend (planes[i], (float) mean, factor);
}

static void
jitter_saturation (float *planes, gsize n, float factor)
{
  for (gsize i = 0; i < n; i++)
    {
      float grey = get_grey (planes, n, i);

      for (gsize channel = 0; channel < 3; channel++)
        planes[channel * n + i] = blend (planes[channel * n + i], grey, factor);
    }
}

void
lk_augmentation_jitter (float *planes,
                        gsize n_pixels,
                        const double factors[3],
                        const guint order[3])
{
  for (guint step = 0; step < 3; step++)
    {
      float factor = (float) factors[order[step]];

      if (order[step] == 1)
        jitter_contrast (planes, n_pixels, factor);
      else if (order[step] == 2)
        jitter_saturation (planes, n_pixels, factor);
      else
        for (gsize i = 0; i < 3 * n_pixels; i++)
          planes[i] = blend (planes[i], 0, factor);
    }
}

static void
jitter_at_random (float *planes, gsize n_pixels, double strength, LkRandom *random)
{
  double factors[3];
  guint order[3];

  lk_random_choose (random, 3, 3, order);
  for (guint i = 0; i < 3; i++)
    factors[i] = uniform (random, MAX (1 - strength, 0), 1 + strength);
  lk_augmentation_jitter (planes, n_pixels, factors, order);
}

static void
mirror (float *planes, guint size)
{
  for (guint row = 0; row < 3 * size; row++)
    for (guint x = 0; x < size / 2; x++)
      {
        float *left = planes + row * size + x;
        float *right = planes + row * size + size - 1 - x;
        float kept = *left;

        *left = *right;
        *right = kept;
      }
}

static void
turn (float *planes, guint size)
{
  gsize n = (gsize) size * size;
  g_autofree float *turned = g_new (float, n);

  for (guint channel = 0; channel < 3; channel++)
    {
      float *plane = planes + channel * n;

      for (guint y = 0; y < size; y++)
        for (guint x = 0; x < size; x++)
          turned[(size - 1 - x) * size + y] = plane[y * size + x];
      memcpy (plane, turned, n * sizeof (float));
    }
}

void
lk_augmentation_run (const LkAugmentation *self,
                     const LkAugmentedPicture *picture,
                     LkRandom *random,
                     float *planes)
{
  guint size = picture->size;
  gsize n_pixels = (gsize) size * size;
  Part part = choose_part (self, picture->edge, random);

  take_part (picture->rgb, picture->edge, &part, size, planes);
  if (self->flip > 0 && lk_stream_uniform (random) < self->flip)
    mirror (planes, size);
  if (self->jitter > 0)
    jitter_at_random (planes, n_pixels, self->jitter, random);
  for (guint i = 0; i < picture->quarter_turns % 4; i++)
    turn (planes, size);
  for (guint channel = 0; channel < 3; channel++)
    {
      float mean = (float) picture->profile->mean[channel];
      float scale = (float) (1 / picture->profile->std[channel]);

      for (gsize i = 0; i < n_pixels; i++)
        planes[channel * n_pixels + i] = (planes[channel * n_pixels + i] - mean) * scale;
    }
}
