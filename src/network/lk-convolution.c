/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-convolution.h"

#include <cblas.h>
#include <math.h>
#include <string.h>

/* Pixels a matrix product covers: enough to keep BLAS busy, few enough to stay in cache.
 */
#define BLOCK_PIXELS 512

struct _LkConvolution
{
  LkConvolutionShape shape;
  float *weight;
  float *bias;
};

/* Rows of the output before the pool, [first, first + n_rows), of a picture. */
typedef struct
{
  gsize height;
  gsize width;
  gsize first;
  gsize n_rows;
} Block;

LkConvolution *
lk_convolution_new (const LkConvolutionShape *shape, float *weight, float *bias)
{
  LkConvolution *self = g_new (LkConvolution, 1);

  *self = (LkConvolution){ *shape, weight, bias };
  return self;
}

void
lk_convolution_free (LkConvolution *self)
{
  g_free (self->weight);
  g_free (self->bias);
  g_free (self);
}

const LkConvolutionShape *
lk_convolution_get_shape (const LkConvolution *self)
{
  return &self->shape;
}

static gsize
convolved (const LkConvolutionShape *shape, gsize edge)
{
  gsize padded = edge + 2 * shape->padding;

  return edge > 0 && padded >= shape->kernel ? padded - shape->kernel + 1 : 0;
}

void
lk_convolution_resize (const LkConvolution *self, gsize *height, gsize *width)
{
  gsize shrink = self->shape.pool ? 2 : 1;

  *height = convolved (&self->shape, *height) / shrink;
  *width = convolved (&self->shape, *width) / shrink;
}

static gsize
rows_of_block (gsize height, gsize width)
{
  gsize rows = BLOCK_PIXELS / MAX (width, 1);

  /* Even, so that no pair of rows to be pooled is torn apart. */
  return MIN (MAX (rows - rows % 2, 2), height);
}

static gsize
products_of_pixel (const LkConvolutionShape *shape)
{
  return shape->n_in * shape->kernel * shape->kernel;
}

gsize
lk_convolution_get_scratch_size (const LkConvolution *self, gsize height, gsize width)
{
  gsize out_height = convolved (&self->shape, height);
  gsize out_width = convolved (&self->shape, width);
  gsize pixels = rows_of_block (out_height, out_width) * out_width;
  gsize patches = self->shape.kernel > 1 ? products_of_pixel (&self->shape) : 0;

  return (patches + self->shape.n_out) * pixels;
}

/* One row of the output's pixels as kernel column @kx sees them, zeros outside. */
static void
shift_row (const float *input, float *row, gsize in_width, gsize out_width, gssize shift)
{
  gsize first = shift < 0 ? MIN ((gsize) -shift, out_width) : 0;
  gsize last = CLAMP ((gssize) in_width - shift, (gssize) first, (gssize) out_width);

  memset (row, 0, first * sizeof *row);
  memcpy (row + first, input + ((gssize) first + shift), (last - first) * sizeof *row);
  memset (row + last, 0, (out_width - last) * sizeof *row);
}

/* Writes @patches [n_in * kernel * kernel, n_rows * out_width]. */
static void
gather_patches (const LkConvolutionShape *shape,
                const float *input,
                const Block *block,
                gsize out_width,
                float *patches)
{
  gssize padding = (gssize) shape->padding;

  for (gsize channel = 0; channel < shape->n_in; channel++)
    for (gsize tap = 0; tap < shape->kernel * shape->kernel; tap++)
      for (gsize row = 0; row < block->n_rows; row++)
        {
          gssize y = (gssize) (block->first + row + tap / shape->kernel) - padding;
          gssize shift = (gssize) (tap % shape->kernel) - padding;

          if (y < 0 || y >= (gssize) block->height)
            memset (patches, 0, out_width * sizeof *patches);
          else
            shift_row (input + (channel * block->height + (gsize) y) * block->width,
                       patches, block->width, out_width, shift);
          patches += out_width;
        }
}

/* Writes @product [n_out, n_rows * out_width]. */
static void
multiply (const LkConvolution *self,
          const float *input,
          const Block *block,
          gsize out_width,
          float *patches,
          float *product)
{
  gsize n_products = products_of_pixel (&self->shape);
  gsize n_pixels = block->n_rows * out_width;
  const float *right = patches;
  gsize right_stride = n_pixels;

  if (self->shape.kernel == 1)
    {
      right = input + block->first * block->width;
      right_stride = block->height * block->width;
    }
  else
    {
      gather_patches (&self->shape, input, block, out_width, patches);
    }
  cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasNoTrans, (int) self->shape.n_out,
               (int) n_pixels, (int) n_products, 1.0f, self->weight, (int) n_products,
               right, (int) right_stride, 0.0f, product, (int) n_pixels);
}

/* Both are written such that they compile to a maximum instead of a branch, which the
 * signs of a feature map make unpredictable, and such that NaN passes through. */
static inline float
activate (float value, float slope)
{
  float scaled = slope * value;

  return value > scaled ? value : scaled;
}

/* The larger one; not a number where @a is not finite or @b is not a number. */
static inline float
larger (float a, float b)
{
  return (a > b ? a : b) + (a - a);
}

static void
finish_plain (const float *restrict product,
              const float *restrict addend,
              float bias,
              float slope,
              gsize n_pixels,
              float *restrict output)
{
  if (addend != NULL)
    for (gsize i = 0; i < n_pixels; i++)
      output[i] = activate (product[i] + addend[i] + bias, slope);
  else
    for (gsize i = 0; i < n_pixels; i++)
      output[i] = activate (product[i] + bias, slope);
}

/* Adding the bias and activating are monotone: once, after the maximum, gives the same.
 */
static void
finish_pooled (float *restrict product,
               const float *restrict addend,
               float bias,
               float slope,
               gsize n_rows,
               gsize width,
               float *restrict output)
{
  if (addend != NULL)
    for (gsize i = 0; i < n_rows * width; i++)
      product[i] += addend[i];
  for (gsize row = 0; row + 1 < n_rows; row += 2)
    {
      const float *upper = product + row * width;
      const float *lower = upper + width;

      for (gsize i = 0; i < width / 2; i++)
        *output++ = activate (larger (larger (upper[2 * i], upper[2 * i + 1]),
                                      larger (lower[2 * i], lower[2 * i + 1]))
                                  + bias,
                              slope);
    }
}

static void
finish (const LkConvolution *self,
        float *product,
        const float *addend,
        const Block *block,
        gsize out_height,
        gsize out_width,
        float *output)
{
  gsize n_pixels = block->n_rows * out_width;

  for (gsize channel = 0; channel < self->shape.n_out; channel++)
    {
      float *values = product + channel * n_pixels;
      const float *added
          = addend != NULL ? addend + (channel * out_height + block->first) * out_width
                           : NULL;
      float bias = self->bias[channel];

      if (self->shape.pool)
        finish_pooled (
            values, added, bias, self->shape.slope, block->n_rows, out_width,
            output + (channel * (out_height / 2) + block->first / 2) * (out_width / 2));
      else
        finish_plain (values, added, bias, self->shape.slope, n_pixels,
                      output + (channel * out_height + block->first) * out_width);
    }
}

void
lk_convolution_run (const LkConvolution *self,
                    const float *input,
                    gsize height,
                    gsize width,
                    const float *addend,
                    float *output,
                    float *scratch)
{
  gsize out_height = convolved (&self->shape, height);
  gsize out_width = convolved (&self->shape, width);
  gsize most = rows_of_block (out_height, out_width);
  gsize end = self->shape.pool ? out_height - out_height % 2 : out_height;
  float *patches = scratch + self->shape.n_out * most * out_width;

  for (gsize first = 0; first < end; first += most)
    {
      Block block = { height, width, first, MIN (most, end - first) };

      multiply (self, input, &block, out_width, patches, scratch);
      finish (self, scratch, addend, &block, out_height, out_width, output);
    }
}
