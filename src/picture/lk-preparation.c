/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-preparation.h"

#include <math.h>

#include "lk-resize.h"

/* The resized picture, and where the crop lies in it. In 64 bits: the long side of a
 * narrow strip may be beyond any picture that is ever made whole. */
typedef struct
{
  gsize width;
  gsize height;
  gsize left;
  gsize top;
} Plan;

/* torchvision's Resize with one number: the long side is cut to a whole number. */
static gsize
scale_long_side (guint size, guint long_side, guint short_side)
{
  return (double) size * long_side / short_side;
}

/* torchvision's CenterCrop, and Python's round(): halves go to the even neighbour. */
static gsize
get_crop_offset (gsize length, guint crop)
{
  return rint ((length - crop) / 2.0);
}

static Plan
make_plan (LkImage *image, const LkProfile *profile)
{
  guint width = lk_image_get_width (image);
  guint height = lk_image_get_height (image);
  Plan plan = { .width = profile->resize, .height = profile->resize };

  if (profile->keep_aspect && width < height)
    plan.height = scale_long_side (profile->resize, height, width);
  else if (profile->keep_aspect)
    plan.width = scale_long_side (profile->resize, width, height);
  plan.left = get_crop_offset (plan.width, profile->crop);
  plan.top = get_crop_offset (plan.height, profile->crop);
  return plan;
}

LkImage *
lk_preparation_crop (LkImage *image, const LkProfile *profile)
{
  Plan plan;

  g_return_val_if_fail (image != NULL && profile != NULL, NULL);
  g_return_val_if_fail (profile->crop > 0 && profile->crop <= profile->resize, NULL);

  plan = make_plan (image, profile);
  return lk_resize_part (image, plan.width, plan.height, plan.left, plan.top,
                         profile->crop, profile->crop);
}

/* ToTensor and Normalize of one channel, in single precision as torchvision does it. */
static void
fill_table (float table[256], float mean, float std)
{
  for (guint value = 0; value < 256; value++)
    table[value] = (value / 255.0f - mean) / std;
}

LkTensor *
lk_preparation_run (LkImage *image, const LkProfile *profile)
{
  g_autoptr (LkImage) crop = lk_preparation_crop (image, profile);
  LkTensor *tensor;
  const guint8 *rgb;
  float *data;
  gsize area;

  g_return_val_if_fail (crop != NULL, NULL);

  tensor = lk_tensor_new (3, (gsize[]){ 3, profile->crop, profile->crop });
  data = lk_tensor_get_data (tensor);
  rgb = lk_image_get_rgb (crop);
  area = (gsize) profile->crop * profile->crop;
  for (gsize c = 0; c < 3; c++)
    {
      float table[256];

      fill_table (table, profile->mean[c], profile->std[c]);
      for (gsize i = 0; i < area; i++)
        data[c * area + i] = table[rgb[i * 3 + c]];
    }
  return tensor;
}

void
lk_preparation_get_view (LkImage *image, const LkProfile *profile, double rectangle[4])
{
  Plan plan;
  double across;
  double down;

  g_return_if_fail (image != NULL && profile != NULL);

  plan = make_plan (image, profile);
  across = (double) lk_image_get_width (image) / plan.width;
  down = (double) lk_image_get_height (image) / plan.height;
  rectangle[0] = plan.left * across;
  rectangle[1] = plan.top * down;
  rectangle[2] = profile->crop * across;
  rectangle[3] = profile->crop * down;
}
