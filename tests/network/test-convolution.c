/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lk-convolution.h"

typedef struct
{
  LkConvolutionShape shape;
  gsize height;
  gsize width;
  gboolean has_addend;
  float *weight;
  float *bias;
  float *input;
  float *addend;
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
convolved (const Case *c, gsize edge)
{
  gsize padded = edge + 2 * c->shape.padding;

  return padded >= c->shape.kernel ? padded - c->shape.kernel + 1 : 0;
}

static double
slow_products (const Case *c, gsize channel, gsize y, gsize x)
{
  gsize kernel = c->shape.kernel;
  double sum = c->bias[channel];

  for (gsize in = 0; in < c->shape.n_in; in++)
    for (gsize ky = 0; ky < kernel; ky++)
      for (gsize kx = 0; kx < kernel; kx++)
        {
          gssize row = (gssize) (y + ky) - (gssize) c->shape.padding;
          gssize column = (gssize) (x + kx) - (gssize) c->shape.padding;

          if (row < 0 || row >= (gssize) c->height || column < 0
              || column >= (gssize) c->width)
            continue;
          sum += (double)
                     c->weight[((channel * c->shape.n_in + in) * kernel + ky) * kernel
                               + kx]
                 * c->input[(in * c->height + (gsize) row) * c->width + (gsize) column];
        }
  return sum;
}

/* One number before the pool, by the definition. */
static double
slow_activated (const Case *c, gsize channel, gsize y, gsize x)
{
  gsize height = convolved (c, c->height);
  gsize width = convolved (c, c->width);
  double value = slow_products (c, channel, y, x);

  if (c->has_addend)
    value += c->addend[(channel * height + y) * width + x];
  return value < 0 ? value * c->shape.slope : value;
}

static double
slow_output (const Case *c, gsize channel, gsize y, gsize x)
{
  if (!c->shape.pool)
    return slow_activated (c, channel, y, x);
  return fmax (fmax (slow_activated (c, channel, 2 * y, 2 * x),
                     slow_activated (c, channel, 2 * y, 2 * x + 1)),
               fmax (slow_activated (c, channel, 2 * y + 1, 2 * x),
                     slow_activated (c, channel, 2 * y + 1, 2 * x + 1)));
}

static void
fill (Case *c)
{
  const LkConvolutionShape *shape = &c->shape;

  c->weight = random_floats (shape->n_out * shape->n_in * shape->kernel * shape->kernel);
  c->bias = random_floats (shape->n_out);
  c->input = random_floats (shape->n_in * c->height * c->width);
  c->addend
      = random_floats (shape->n_out * convolved (c, c->height) * convolved (c, c->width));
}

static void
clear (Case *c)
{
  g_free (c->weight);
  g_free (c->bias);
  g_free (c->input);
  g_free (c->addend);
}

static void
run_and_compare (Case *c, LkConvolution *convolution)
{
  gsize height = c->height;
  gsize width = c->width;
  g_autofree float *output = NULL;
  g_autofree float *scratch
      = g_new (float, lk_convolution_get_scratch_size (convolution, c->height, c->width));

  lk_convolution_resize (convolution, &height, &width);
  g_assert_cmpuint (height, ==, convolved (c, c->height) / (c->shape.pool ? 2 : 1));
  g_assert_cmpuint (width, ==, convolved (c, c->width) / (c->shape.pool ? 2 : 1));
  output = g_new (float, c->shape.n_out *height *width);
  lk_convolution_run (convolution, c->input, c->height, c->width,
                      c->has_addend ? c->addend : NULL, output, scratch);
  for (gsize channel = 0; channel < c->shape.n_out; channel++)
    for (gsize y = 0; y < height; y++)
      for (gsize x = 0; x < width; x++)
        g_assert_cmpfloat_with_epsilon (output[(channel * height + y) * width + x],
                                        slow_output (c, channel, y, x), 2e-5);
}

static void
check (LkConvolutionShape shape, gsize height, gsize width, gboolean has_addend)
{
  Case c = { .shape = shape, .height = height, .width = width, .has_addend = has_addend };
  g_autoptr (LkConvolution) convolution = NULL;

  fill (&c);
  convolution
      = lk_convolution_new (&shape,
                            g_memdup2 (c.weight, shape.n_out * shape.n_in * shape.kernel
                                                     * shape.kernel * sizeof (float)),
                            g_memdup2 (c.bias, shape.n_out * sizeof (float)));
  g_assert_cmpuint (lk_convolution_get_shape (convolution)->n_out, ==, shape.n_out);
  run_and_compare (&c, convolution);
  clear (&c);
}

/* Sizes around the edges of blocks and pools, with and without each thing that follows.
 */
static void
test_against_definition (void)
{
  const gsize sizes[][2]
      = { { 1, 1 },   { 1, 2 },   { 2, 1 },   { 3, 3 },   { 5, 7 },  { 8, 6 },
          { 21, 21 }, { 23, 37 }, { 84, 84 }, { 3, 600 }, { 600, 3 } };
  const gsize channels[][2] = { { 1, 1 }, { 3, 5 }, { 7, 2 } };
  const gsize kernels[][2] = { { 3, 1 }, { 3, 0 }, { 1, 0 } };
  const float slopes[] = { 0, 0.2f, 1 };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    for (guint j = 0; j < G_N_ELEMENTS (channels); j++)
      for (guint k = 0; k < G_N_ELEMENTS (kernels); k++)
        for (guint options = 0; options < 4; options++)
          {
            LkConvolutionShape shape
                = { channels[j][0], channels[j][1],          kernels[k][0],
                    kernels[k][1],  slopes[(i + j + k) % 3], (options & 1) != 0 };

            if (sizes[i][0] + 2 * shape.padding >= shape.kernel
                && sizes[i][1] + 2 * shape.padding >= shape.kernel)
              check (shape, sizes[i][0], sizes[i][1], (options & 2) != 0);
          }
}

static void
test_many_channels (void)
{
  check ((LkConvolutionShape){ 64, 64, 3, 1, 0.2f, TRUE }, 13, 11, FALSE);
  check ((LkConvolutionShape){ 160, 33, 3, 1, 0.1f, FALSE }, 6, 5, TRUE);
  check ((LkConvolutionShape){ 65, 130, 1, 0, 1, FALSE }, 9, 8, FALSE);
}

static void
test_too_small (void)
{
  LkConvolutionShape shape = { 1, 1, 3, 0, 0, FALSE };
  g_autoptr (LkConvolution) convolution
      = lk_convolution_new (&shape, g_new0 (float, 9), g_new0 (float, 1));
  gsize height = 2;
  gsize width = 3;

  lk_convolution_resize (convolution, &height, &width);
  g_assert_cmpuint (height, ==, 0);
  g_assert_cmpuint (width, ==, 1);
}

/* What is not a number must not vanish in an activation or a maximum. */
static void
test_not_a_number (void)
{
  for (guint at = 0; at < 4; at++)
    {
      LkConvolutionShape shape = { 1, 1, 1, 0, 0, TRUE };
      float input[] = { 1, 2, 3, 4 };
      float output = 0;
      float scratch[64];
      g_autofree float *weight = g_new0 (float, 1);
      g_autoptr (LkConvolution) convolution = NULL;

      *weight = 1;
      convolution
          = lk_convolution_new (&shape, g_steal_pointer (&weight), g_new0 (float, 1));
      g_assert_cmpuint (lk_convolution_get_scratch_size (convolution, 2, 2), <=,
                        G_N_ELEMENTS (scratch));
      input[at] = NAN;
      lk_convolution_run (convolution, input, 2, 2, NULL, &output, scratch);
      g_assert_true (isnan (output));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/convolution/against-definition", test_against_definition);
  g_test_add_func ("/convolution/many-channels", test_many_channels);
  g_test_add_func ("/convolution/too-small", test_too_small);
  g_test_add_func ("/convolution/not-a-number", test_not_a_number);
  return g_test_run ();
}
