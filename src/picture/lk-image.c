/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-image.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-image-private.h"

struct _LkImage
{
  gatomicrefcount ref_count;
  guint width;
  guint height;
  guint8 *rgb;
  LkImageDifference differences;
};

G_DEFINE_BOXED_TYPE (LkImage, lk_image, lk_image_ref, lk_image_unref)

LkImage *
lk_image_new (guint width, guint height, guint8 *rgb)
{
  LkImage *self;

  g_return_val_if_fail (width > 0 && height > 0 && rgb != NULL, NULL);

  self = g_new0 (LkImage, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->width = width;
  self->height = height;
  self->rgb = rgb;
  return self;
}

LkImage *
lk_image_new_decoded (guint width,
                      guint height,
                      guint8 *rgb,
                      LkImageDifference differences)
{
  LkImage *self = lk_image_new (width, height, rgb);

  if (self != NULL)
    self->differences = differences;
  return self;
}

LkImage *
lk_image_ref (LkImage *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lk_image_unref (LkImage *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  g_free (self->rgb);
  g_free (self);
}

guint
lk_image_get_width (LkImage *self)
{
  return self->width;
}

guint
lk_image_get_height (LkImage *self)
{
  return self->height;
}

const guint8 *
lk_image_get_rgb (LkImage *self)
{
  return self->rgb;
}

LkImageDifference
lk_image_get_differences (LkImage *self)
{
  return self->differences;
}

typedef struct
{
  LkImageDifference bit;
  const char *name;
  const char *title;
} Difference;

static const Difference all_differences[] = {
  { LK_DIFFERENCE_ALPHA, "alpha", N_ ("laid on white, where it lets light through") },
  { LK_DIFFERENCE_ORIENTATION, "orientation", N_ ("turned upright, as its EXIF says") },
  { LK_DIFFERENCE_GREY_16, "grey-16", N_ ("its 16 bits of grey scaled, not clipped") },
};

GPtrArray *
lk_image_difference_list (LkImageDifference differences)
{
  GPtrArray *names = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (all_differences); i++)
    if ((differences & all_differences[i].bit) != 0)
      g_ptr_array_add (names, (gpointer) all_differences[i].name);
  return names;
}

char *
lk_image_difference_describe (LkImageDifference differences)
{
  g_autoptr (GPtrArray) titles = g_ptr_array_new ();

  for (guint i = 0; i < G_N_ELEMENTS (all_differences); i++)
    if ((differences & all_differences[i].bit) != 0)
      g_ptr_array_add (titles, (gpointer) _ (all_differences[i].title));
  if (titles->len == 0)
    return NULL;
  g_ptr_array_add (titles, NULL);
  /* Translators: between things that were done to a picture. */
  return g_strjoinv (_ ("; "), (char **) titles->pdata);
}

double
lk_image_measure_contrast (LkImage *self)
{
  gsize n = (gsize) lk_image_get_width (self) * lk_image_get_height (self);
  const guint8 *rgb = lk_image_get_rgb (self);
  guint64 sum[3] = { 0 }, squares[3] = { 0 };
  double variance = 0;

  for (gsize i = 0; i < n; i++)
    for (guint channel = 0; channel < 3; channel++)
      {
        guint value = rgb[3 * i + channel];

        sum[channel] += value;
        squares[channel] += value * value;
      }
  for (guint channel = 0; channel < 3; channel++)
    {
      double mean = (double) sum[channel] / (double) n;

      variance += fmax ((double) squares[channel] / (double) n - mean * mean, 0) / 3;
    }
  return sqrt (variance);
}
