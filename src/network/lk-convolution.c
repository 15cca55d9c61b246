/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-convolution-private.h"

#include <string.h>
#include <sys/mman.h>

#include "lk-block.h"
#include "lk-winograd.h"

/* So many weights, F(4x4)'s 36 positions of them, come from memory each time they are
 * used: the 16 of F(2x2) are read faster than its additional products take. */
#define MAX_WEIGHTS_OF_F4 (320 * 512)
#define HUGE_PAGE ((gsize) 2 << 20)

typedef struct
{
  LkConvolution *self;
  const float *weight;
} Packing;

static float *
allocate_weights (gsize size)
{
  gsize alignment = size * sizeof (float) >= HUGE_PAGE ? HUGE_PAGE : 64;
  float *weight = g_aligned_alloc (size, sizeof (float), alignment);

#ifdef MADV_HUGEPAGE
  if (alignment == HUGE_PAGE)
    madvise (weight, size * sizeof (float) / HUGE_PAGE * HUGE_PAGE, MADV_HUGEPAGE);
#endif
  return weight;
}

/* The row of the matrix that the weights of input channel @in at @place become. */
static gsize
get_row (const LkConvolution *self, gsize n_places, gsize in, gsize place)
{
  return self->shape.planar ? in * n_places + place
                            : place * self->n_rows / n_places + in;
}

/* [out][in][place] to [row][32] from channel @first on. */
static void
transpose (const LkConvolution *self, const float *weight, gsize first, float *packed)
{
  gsize n_places = self->shape.kernel * self->shape.kernel;
  gsize n_in = self->shape.n_in;
  gsize n = MIN (self->shape.n_out - first, LK_CONVOLUTION_OUT);

  for (gsize i = 0; i < n_in; i++)
    for (gsize j = 0; j < n_places; j++)
      for (gsize k = 0; k < n; k++)
        packed[get_row (self, n_places, i, j) * LK_CONVOLUTION_OUT + k]
            = weight[((first + k) * n_in + i) * n_places + j];
}

static void
pack_block (guint index, guint worker, gpointer data)
{
  Packing *packing = data;
  LkConvolution *self = packing->self;
  float *packed = self->weight + index * self->block_size;

  memset (packed, 0, self->block_size * sizeof *packed);
  if (self->method != LK_METHOD_TILES)
    transpose (self, packing->weight, index * LK_CONVOLUTION_OUT, packed);
  else
    lk_winograd_transform_weights (self->edge, packing->weight, self->shape.n_in,
                                   self->shape.n_out, index * LK_CONVOLUTION_OUT, packed,
                                   self->n_rows * LK_CONVOLUTION_OUT);
}

static LkConvolutionMethod
choose_method (const LkConvolutionShape *shape)
{
  if (shape->stride > 1)
    return LK_METHOD_GATHER;
  if (shape->kernel == 1 && shape->padding == 0)
    return LK_METHOD_ROWS;
  return shape->kernel == 3 && shape->padding <= 1 ? LK_METHOD_TILES : LK_METHOD_GATHER;
}

gboolean
lk_convolution_can_pool (const LkConvolutionShape *shape)
{
  return choose_method (shape) != LK_METHOD_GATHER;
}

static gsize
choose_edge (const LkConvolutionShape *shape)
{
  return shape->planar || shape->n_in * shape->n_out <= MAX_WEIGHTS_OF_F4 ? 4 : 2;
}

LkConvolution *
lk_convolution_new (const LkConvolutionShape *shape,
                    const float *weight,
                    const float *bias,
                    const LkConvolutionKernels *kernels)
{
  LkConvolution *self;
  Packing packing = { .weight = weight };
  gsize n_places = shape->kernel * shape->kernel;

  g_return_val_if_fail (
      shape->kernel > 0 && shape->stride > 0 && shape->padding < shape->kernel, NULL);
  g_return_val_if_fail (!shape->pool || lk_convolution_can_pool (shape), NULL);

  packing.self = self = g_new0 (LkConvolution, 1);
  self->shape = *shape;
  self->method = choose_method (shape);
  self->kernels = kernels;
  self->n_blocks = (shape->n_out + LK_CONVOLUTION_OUT - 1) / LK_CONVOLUTION_OUT;
  self->n_rows
      = shape->planar ? shape->n_in : lk_map_count_blocks (shape->n_in) * LK_MAP_BLOCK;
  self->block_size = LK_CONVOLUTION_OUT;
  if (self->method == LK_METHOD_TILES)
    {
      self->edge = choose_edge (shape);
      self->block_size *= lk_winograd_count_positions (self->edge);
    }
  else
    {
      self->n_rows *= n_places;
    }
  self->block_size *= self->n_rows;
  self->weight = allocate_weights (self->n_blocks * self->block_size);
  lk_pool_run (lk_pool_get_shared (), (guint) self->n_blocks, pack_block, &packing);
  self->bias = g_aligned_alloc0 (self->n_blocks * LK_CONVOLUTION_OUT, sizeof (float), 64);
  memcpy (self->bias, bias, shape->n_out * sizeof *bias);
  return self;
}

void
lk_convolution_free (LkConvolution *self)
{
  g_aligned_free (self->weight);
  g_aligned_free (self->bias);
  g_free (self);
}

const LkConvolutionShape *
lk_convolution_get_shape (const LkConvolution *self)
{
  return &self->shape;
}

const LkConvolutionKernels *
lk_convolution_get_kernels (const LkConvolution *self)
{
  return self->kernels;
}

gsize
lk_convolution_get_weight_size (const LkConvolution *self)
{
  return self->n_blocks * self->block_size * sizeof (float);
}

const char *
lk_convolution_get_method (const LkConvolution *self)
{
  switch (self->method)
    {
    case LK_METHOD_TILES:
      return self->edge == 2 ? "F(2x2)" : "F(4x4)";
    case LK_METHOD_ROWS:
      return "1x1";
    case LK_METHOD_GATHER:
    default:
      return "gather";
    }
}

static gsize
convolved (const LkConvolutionShape *shape, gsize edge)
{
  return lk_block_count_windows (edge, shape->kernel, shape->stride, shape->padding);
}

/* Without what the pool drops. */
static gsize
wanted (const LkConvolutionShape *shape, gsize edge)
{
  gsize all = convolved (shape, edge);

  return shape->pool ? all / 2 * 2 : all;
}

void
lk_convolution_resize (const LkConvolution *self, gsize *height, gsize *width)
{
  gsize shrink = self->shape.pool ? 2 : 1;

  *height = convolved (&self->shape, *height) / shrink;
  *width = convolved (&self->shape, *width) / shrink;
}

void
lk_convolution_measure (const LkConvolution *self,
                        gsize n_pictures,
                        gsize height,
                        gsize width,
                        guint n_threads,
                        LkConvolutionNeeds *needs)
{
  height = wanted (&self->shape, height);
  width = wanted (&self->shape, width);
  switch (self->method)
    {
    case LK_METHOD_TILES:
      lk_convolution_measure_tiles (self, n_pictures, height, width, n_threads, needs);
      break;
    case LK_METHOD_ROWS:
      lk_convolution_measure_rows (self, height, width, needs);
      break;
    case LK_METHOD_GATHER:
    default:
      lk_convolution_measure_gather (self, n_pictures, height, width, n_threads, needs);
    }
}

void
lk_convolution_run (const LkConvolution *self,
                    const LkMap *input,
                    const LkMap *addend,
                    const LkMap *output,
                    const LkConvolutionMemory *memory)
{
  LkConvolutionRun run = {
    .self = self,
    .input = input,
    .addend = addend,
    .output = output,
    .memory = memory,
    .height = wanted (&self->shape, input->height),
    .width = wanted (&self->shape, input->width),
  };

  lk_map_clear_border (output);
  switch (self->method)
    {
    case LK_METHOD_TILES:
      lk_convolution_run_tiles (&run);
      break;
    case LK_METHOD_ROWS:
      lk_convolution_run_rows (&run);
      break;
    case LK_METHOD_GATHER:
    default:
      lk_convolution_run_gather (&run);
    }
}

LkFinish
lk_convolution_aim (const LkConvolutionRun *run,
                    gsize picture,
                    gsize block,
                    gsize y,
                    gsize x,
                    gsize n_rows,
                    gsize n_columns)
{
  const LkConvolution *self = run->self;
  gsize shrink = self->shape.pool ? 2 : 1;

  LkFinish finish = {
    .output = lk_map_get_pixel (run->output, picture, block, y / shrink, x / shrink),
    .output_row = lk_map_get_row_size (run->output),
    .bias = self->bias + block * LK_MAP_BLOCK,
    .slope = self->shape.slope,
    .pool = self->shape.pool,
    .n_rows = MIN (n_rows, run->height - y),
    .n_columns = MIN (n_columns, run->width - x),
  };
  if (run->addend != NULL)
    {
      finish.addend = lk_map_get_pixel (run->addend, picture, block, y, x);
      finish.addend_row = lk_map_get_row_size (run->addend);
    }
  return finish;
}

void
lk_convolution_share (const LkConvolutionRun *run,
                      gsize n_items,
                      LkPoolWork work,
                      gpointer data)
{
  if (run->memory->pool != NULL)
    {
      lk_pool_run (run->memory->pool, (guint) n_items, work, data);
      return;
    }
  for (gsize i = 0; i < n_items; i++)
    work ((guint) i, 0, data);
}
