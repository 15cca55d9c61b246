/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lk-convolution.h"

#define N_SIZES 30
#define N_CHANNELS 70

/* Of the root of the number of products: a sum of them is about a third of it. Over
 * thirty seeds the largest error was 0.4 of this. */
#define TOLERANCE 1e-5

typedef struct
{
  LkConvolutionShape shape;
  gsize n_pictures;
  gsize height;
  gsize width;
  gboolean has_addend;
  float *weight;
  float *bias;
  float *input;
  float *addend;
  double *wanted;
} Case;

static float *
random_floats (gsize length)
{
  float *values = g_new (float, length);

  for (gsize i = 0; i < length; i++)
    values[i] = (float) g_test_rand_double_range (-1, 1);
  return values;
}

static gsize
convolved (const LkConvolutionShape *shape, gsize edge)
{
  gsize padded = edge + 2 * shape->padding;

  return padded >= shape->kernel ? (padded - shape->kernel) / shape->stride + 1 : 0;
}

static double
slow_products (const Case *c, gsize picture, gsize channel, gsize y, gsize x)
{
  gsize n_in = c->shape.n_in;
  gsize kernel = c->shape.kernel;
  double sum = c->bias[channel];

  for (gsize in = 0; in < n_in; in++)
    for (gsize ky = 0; ky < kernel; ky++)
      for (gsize kx = 0; kx < kernel; kx++)
        {
          gssize row = (gssize) (y * c->shape.stride + ky) - (gssize) c->shape.padding;
          gssize column = (gssize) (x * c->shape.stride + kx) - (gssize) c->shape.padding;

          if (row < 0 || row >= (gssize) c->height || column < 0
              || column >= (gssize) c->width)
            continue;
          sum += (double) c->weight[((channel * n_in + in) * kernel + ky) * kernel + kx]
                 * c->input[((picture * n_in + in) * c->height + (gsize) row) * c->width
                            + (gsize) column];
        }
  return sum;
}

/* One number before the pool, by the definition. */
static double
slow_activated (const Case *c, gsize picture, gsize channel, gsize y, gsize x)
{
  gsize height = convolved (&c->shape, c->height);
  gsize width = convolved (&c->shape, c->width);
  double value = slow_products (c, picture, channel, y, x);

  if (c->has_addend)
    value += c->addend[((picture * c->shape.n_out + channel) * height + y) * width + x];
  return value < 0 ? value * c->shape.slope : value;
}

static double
slow_output (const Case *c, gsize picture, gsize channel, gsize y, gsize x)
{
  double largest = -INFINITY;

  if (!c->shape.pool)
    return slow_activated (c, picture, channel, y, x);
  for (gsize i = 0; i < 4; i++)
    largest = fmax (largest,
                    slow_activated (c, picture, channel, 2 * y + i / 2, 2 * x + i % 2));
  return largest;
}

static gsize
output_size (const Case *c, gsize edge)
{
  return convolved (&c->shape, edge) / (c->shape.pool ? 2 : 1);
}

static void
fill (Case *c)
{
  const LkConvolutionShape *shape = &c->shape;
  gsize height = output_size (c, c->height);
  gsize width = output_size (c, c->width);
  double *next;

  c->weight = random_floats (shape->n_out * shape->n_in * shape->kernel * shape->kernel);
  c->bias = random_floats (shape->n_out);
  c->input = random_floats (c->n_pictures * shape->n_in * c->height * c->width);
  c->addend = random_floats (c->n_pictures * shape->n_out * convolved (shape, c->height)
                             * convolved (shape, c->width));
  c->wanted = next = g_new (double, c->n_pictures * shape->n_out * height * width);
  for (gsize i = 0; i < c->n_pictures * shape->n_out; i++)
    for (gsize y = 0; y < height; y++)
      for (gsize x = 0; x < width; x++)
        *next++ = slow_output (c, i / shape->n_out, i % shape->n_out, y, x);
}

static void
clear (Case *c)
{
  g_free (c->weight);
  g_free (c->bias);
  g_free (c->input);
  g_free (c->addend);
  g_free (c->wanted);
}

/* What is not written stays not a number. */
static float *
new_memory (gsize n_floats)
{
  float *floats = g_aligned_alloc (MAX (n_floats, 1), sizeof (float), 64);

  for (gsize i = 0; i < n_floats; i++)
    floats[i] = NAN;
  return floats;
}

static LkMap
map_new (gsize n_pictures, gsize n_channels, gsize height, gsize width)
{
  LkMap map = { NULL, n_pictures, n_channels, height, width };

  map.data = new_memory (n_pictures * lk_map_get_picture_size (&map));
  return map;
}

static LkMap
map_new_for (const float *planar,
             gsize n_pictures,
             gsize n_channels,
             gsize height,
             gsize width)
{
  LkMap map = map_new (n_pictures, n_channels, height, width);

  for (gsize i = 0; i < n_pictures; i++)
    lk_map_read_planar (&map, i, planar + i * n_channels * height * width);
  return map;
}

/* Runs on @pool, or on this thread alone. */
static LkMap
run (const Case *c, const LkConvolution *convolution, LkPool *pool)
{
  const LkConvolutionShape *shape = &c->shape;
  guint n_threads = pool != NULL ? lk_pool_get_n_threads (pool) : 1;
  LkMap input = { c->input, c->n_pictures, shape->n_in, c->height, c->width };
  LkMap addend = map_new_for (c->addend, c->n_pictures, shape->n_out,
                              convolved (shape, c->height), convolved (shape, c->width));
  LkMap output = map_new (c->n_pictures, shape->n_out, output_size (c, c->height),
                          output_size (c, c->width));
  LkConvolutionNeeds needs = { 0 };
  LkConvolutionMemory memory = { .pool = pool };

  if (!shape->planar)
    input = map_new_for (c->input, c->n_pictures, shape->n_in, c->height, c->width);
  lk_convolution_measure (convolution, c->n_pictures, c->height, c->width, n_threads,
                          &needs);
  memory.own_size = (needs.own + 15) / 16 * 16;
  memory.own = new_memory (n_threads * memory.own_size);
  memory.shared = new_memory (needs.shared);
  lk_convolution_run (convolution, &input, c->has_addend ? &addend : NULL, &output,
                      &memory);
  g_aligned_free (memory.own);
  g_aligned_free (memory.shared);
  g_aligned_free (addend.data);
  if (!shape->planar)
    g_aligned_free (input.data);
  return output;
}

static void
compare (const Case *c, const LkMap *output)
{
  gsize size = output->n_channels * output->height * output->width;
  gsize n_products = c->shape.n_in * c->shape.kernel * c->shape.kernel;
  g_autofree float *planar = g_new (float, c->n_pictures *size);
  LkMap again;

  for (gsize i = 0; i < c->n_pictures; i++)
    lk_map_write_planar (output, i, planar + i * size);
  for (gsize i = 0; i < c->n_pictures * size; i++)
    g_assert_cmpfloat_with_epsilon (planar[i], c->wanted[i],
                                    TOLERANCE * sqrt ((double) n_products + 2));
  again = map_new_for (planar, c->n_pictures, output->n_channels, output->height,
                       output->width);
  for (gsize i = 0; i < c->n_pictures * lk_map_get_picture_size (output); i++)
    g_assert_cmpfloat (again.data[i], ==, output->data[i]);
  g_aligned_free (again.data);
}

/* With each kind of kernels that this processor can run; the same bits on any number of
 * threads. */
static void
check (LkConvolutionShape shape,
       gsize n_pictures,
       gsize height,
       gsize width,
       gboolean has_addend,
       LkPool *pool)
{
  Case c = { .shape = shape,
             .n_pictures = n_pictures,
             .height = height,
             .width = width,
             .has_addend = has_addend };

  if (convolved (&shape, height) == 0 || convolved (&shape, width) == 0)
    return;
  fill (&c);
  for (LkKernels i = 0; i < LK_N_KERNELS; i++)
    {
      g_autoptr (LkConvolution) convolution = NULL;
      LkMap alone;
      LkMap shared;

      if (!lk_cpu_can_run (i))
        continue;
      convolution
          = lk_convolution_new (&shape, c.weight, c.bias, lk_convolution_kernels_get (i));
      alone = run (&c, convolution, NULL);
      compare (&c, &alone);
      shared = run (&c, convolution, pool);
      g_assert_cmpmem (
          alone.data, n_pictures * lk_map_get_picture_size (&alone) * sizeof (float),
          shared.data, n_pictures * lk_map_get_picture_size (&shared) * sizeof (float));
      g_aligned_free (alone.data);
      g_aligned_free (shared.data);
    }
  clear (&c);
}

/* The three kinds of kernels, planar or not, with and without each thing that follows. */
static LkConvolutionShape
vary (gsize n_in, gsize n_out, guint variant)
{
  const gsize windows[][2] = { { 3, 1 }, { 3, 0 }, { 1, 0 } };
  const float slopes[] = { 0, 0.2f, 1, 0.1f, 0.5f };

  return (LkConvolutionShape){ .n_in = n_in,
                               .n_out = n_out,
                               .kernel = windows[variant % 3][0],
                               .stride = 1,
                               .padding = windows[variant % 3][1],
                               .slope = slopes[variant % 5],
                               .pool = variant / 3 % 2 != 0,
                               .planar = variant / 6 % 2 != 0 };
}

#define N_VARIANTS 12

/* Each height with two widths, each variant with and without an addend. */
static void
test_sizes (void)
{
  g_autoptr (LkPool) pool = lk_pool_new (3);

  for (gsize height = 1; height <= N_SIZES; height++)
    for (guint variant = 0; variant < 2 * N_VARIANTS; variant++)
      {
        gsize other = (height * 7 + variant * 11) % N_SIZES + 1;
        LkConvolutionShape shape = vary (height % 5 + 1, other % 7 + 1, variant);

        check (shape, 1, height, height, variant >= N_VARIANTS, pool);
        check (shape, 1 + variant % 3, height, other, variant < N_VARIANTS, pool);
      }
}

static void
test_channels (void)
{
  g_autoptr (LkPool) pool = lk_pool_new (2);

  for (gsize n = 1; n <= N_CHANNELS; n++)
    {
      guint variant = (guint) n;

      check (vary (n, N_CHANNELS + 1 - n, variant), 1, 7, 6, n % 2 != 0, pool);
      check (vary (n, n, variant / 2), 2, 5, 9, n % 3 != 0, pool);
      check (vary (n * 11 % N_CHANNELS + 1, n, variant / 3), 1, 8, 4, n % 5 != 0, pool);
    }
}

static void
test_large_maps (void)
{
  g_autoptr (LkPool) pool = lk_pool_new (2);

  for (guint variant = 0; variant < N_VARIANTS; variant++)
    {
      check (vary (3, 5, variant), 1, 84, 84, variant % 2 == 0, pool);
      check (vary (2, 33, variant), 1, 3, 300, variant % 2 != 0, pool);
      check (vary (1, 2, variant), 2, 300, 3, variant % 3 == 0, pool);
      check (vary (1, 1, variant), 1, 201, 203, variant % 3 != 0, pool);
    }
}

/* So many weights that the smaller tiles are taken, and that threads share channels. */
static void
test_many_channels (void)
{
  g_autoptr (LkPool) pool = lk_pool_new (3);

  for (guint variant = 0; variant < 6; variant++)
    {
      check (vary (405, 410, variant), 1, 5, 6, variant % 2 == 0, pool);
      check (vary (160, 97, variant), 2, 6, 5, variant % 2 != 0, pool);
    }
}

/* Kernels, strides and paddings that are gathered, planar or not, with each number of
 * channels that blocks are filled with or not. */
static void
test_gather (void)
{
  const gsize windows[][3]
      = { { 7, 2, 3 }, { 3, 2, 1 }, { 1, 2, 0 }, { 5, 1, 2 }, { 3, 1, 2 }, { 2, 2, 0 },
          { 4, 3, 1 }, { 1, 3, 0 }, { 2, 1, 1 }, { 7, 1, 0 }, { 3, 5, 2 } };
  const gsize channels[][2] = { { 3, 64 }, { 1, 1 }, { 16, 32 }, { 17, 33 }, { 40, 20 } };
  g_autoptr (LkPool) pool = lk_pool_new (3);

  for (guint i = 0; i < G_N_ELEMENTS (windows); i++)
    for (guint j = 0; j < 2 * G_N_ELEMENTS (channels); j++)
      {
        const gsize *n = channels[j / 2];
        LkConvolutionShape shape = { .n_in = n[0],
                                     .n_out = n[1],
                                     .kernel = windows[i][0],
                                     .stride = windows[i][1],
                                     .padding = windows[i][2],
                                     .slope = 0.1f * (float) (j % 3),
                                     .planar = j % 2 != 0 };

        check (shape, 1, 8 + i, 8 + j, j % 3 == 0, pool);
        check (shape, 2 + i % 2, 3 + j, 19 - i, j % 3 == 1, pool);
        check (shape, 1, 23, 61, j % 2 == 0, pool);
      }
}

static LkConvolution *
convolution_new_zero (const LkConvolutionShape *shape)
{
  g_autofree float *weight
      = g_new0 (float, shape->n_out * shape->n_in * shape->kernel * shape->kernel);
  g_autofree float *bias = g_new0 (float, shape->n_out);

  return lk_convolution_new (shape, weight, bias,
                             lk_convolution_kernels_get (lk_cpu_get_kernels ()));
}

static void
test_method (void)
{
  const struct
  {
    LkConvolutionShape shape;
    const char *method;
  } methods[] = {
    { { .n_in = 3, .n_out = 64, .kernel = 3, .stride = 1, .planar = TRUE }, "F(4x4)" },
    { { .n_in = 3, .n_out = 64, .kernel = 1, .stride = 1, .planar = TRUE }, "1x1" },
    { { .n_in = 3, .n_out = 64, .kernel = 1, .stride = 1 }, "1x1" },
    { { .n_in = 64, .n_out = 64, .kernel = 3, .stride = 1 }, "F(4x4)" },
    { { .n_in = 640, .n_out = 640, .kernel = 3, .stride = 1 }, "F(2x2)" },
    { { .n_in = 3, .n_out = 64, .kernel = 7, .stride = 2, .padding = 3 }, "gather" },
    { { .n_in = 64, .n_out = 64, .kernel = 3, .stride = 2 }, "gather" },
    { { .n_in = 64, .n_out = 64, .kernel = 1, .stride = 2 }, "gather" }
  };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++)
    {
      g_autoptr (LkConvolution) convolution = convolution_new_zero (&methods[i].shape);

      g_assert_cmpstr (lk_convolution_get_method (convolution), ==, methods[i].method);
    }
}

static void
test_too_small (void)
{
  LkConvolutionShape shape = { .n_in = 1, .n_out = 1, .kernel = 3, .stride = 1 };
  g_autoptr (LkConvolution) convolution = convolution_new_zero (&shape);
  gsize height = 2;
  gsize width = 3;

  lk_convolution_resize (convolution, &height, &width);
  g_assert_cmpuint (height, ==, 0);
  g_assert_cmpuint (width, ==, 1);
}

static void
check_not_a_number (LkConvolutionShape shape, const LkConvolutionKernels *found)
{
  for (gsize at = 0; at < 36; at++)
    {
      Case c = { .shape = shape, .n_pictures = 1, .height = 6, .width = 6 };
      g_autoptr (LkConvolution) convolution = NULL;
      gboolean vanished = TRUE;
      LkMap output;

      fill (&c);
      c.input[at] = NAN;
      convolution = lk_convolution_new (&shape, c.weight, c.bias, found);
      output = run (&c, convolution, NULL);
      for (gsize y = 0; y < output.height; y++)
        for (gsize x = 0; x < output.width; x++)
          if (isnan (*lk_map_get_pixel (&output, 0, 0, y, x)))
            vanished = FALSE;
      g_assert_false (vanished);
      g_aligned_free (output.data);
      clear (&c);
    }
}

/* What is not a number must not vanish in an activation or a maximum. */
static void
test_not_a_number (void)
{
  for (LkKernels i = 0; i < LK_N_KERNELS; i++)
    for (guint variant = 0; lk_cpu_can_run (i) && variant < N_VARIANTS; variant++)
      check_not_a_number (vary (1, 1, variant), lk_convolution_kernels_get (i));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/convolution/method", test_method);
  g_test_add_func ("/convolution/too-small", test_too_small);
  g_test_add_func ("/convolution/not-a-number", test_not_a_number);
  g_test_add_func ("/convolution/sizes", test_sizes);
  g_test_add_func ("/convolution/channels", test_channels);
  g_test_add_func ("/convolution/large-maps", test_large_maps);
  g_test_add_func ("/convolution/many-channels", test_many_channels);
  g_test_add_func ("/convolution/gather", test_gather);
  return g_test_run ();
}
