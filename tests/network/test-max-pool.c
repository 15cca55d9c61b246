/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lk-max-pool.h"

static LkMap
map_new (gsize n_pictures, gsize n_channels, gsize height, gsize width)
{
  LkMap map = { NULL, n_pictures, n_channels, height, width };
  gsize size = n_pictures * lk_map_get_picture_size (&map);

  map.data = g_aligned_alloc (MAX (size, 1), sizeof (float), 64);
  for (gsize i = 0; i < size; i++)
    map.data[i] = NAN;
  return map;
}

static float
get (const LkMap *map, gsize picture, gsize channel, gsize y, gsize x)
{
  return lk_map_get_pixel (map, picture, channel / LK_MAP_BLOCK, y,
                           x)[channel % LK_MAP_BLOCK];
}

/* By the definition; what is outside the map is less than any number. */
static float
slow_largest (const LkPooling *pool,
              const LkMap *map,
              gsize picture,
              gsize channel,
              gsize y,
              gsize x)
{
  float largest = -INFINITY;

  for (gsize i = 0; i < pool->kernel * pool->kernel; i++)
    {
      gsize row = y * pool->stride + i / pool->kernel;
      gsize column = x * pool->stride + i % pool->kernel;
      float value;

      if (row < pool->padding || row - pool->padding >= map->height
          || column < pool->padding || column - pool->padding >= map->width)
        continue;
      value = get (map, picture, channel, row - pool->padding, column - pool->padding);
      largest = isnan (value) || value > largest ? value : largest;
      if (isnan (value))
        return value;
    }
  return largest;
}

static void
compare (const LkPooling *pool, const LkMap *input, const LkMap *output)
{
  for (gsize i = 0; i < output->n_pictures * output->n_channels; i++)
    for (gsize y = 0; y < output->height; y++)
      for (gsize x = 0; x < output->width; x++)
        {
          gsize picture = i / output->n_channels;
          gsize channel = i % output->n_channels;
          float wanted = slow_largest (pool, input, picture, channel, y, x);
          float found = get (output, picture, channel, y, x);

          if (isnan (wanted))
            g_assert_true (isnan (found));
          else
            g_assert_cmpfloat (found, ==, wanted);
        }
}

/* The border of zeros that the next convolution counts on. */
static void
assert_border (const LkMap *map)
{
  for (gsize i = 0; i < map->n_pictures * lk_map_count_blocks (map->n_channels); i++)
    {
      const float *plane = map->data + i * lk_map_get_plane_size (map);

      for (gsize j = 0; j < lk_map_get_row_size (map); j++)
        g_assert_cmpfloat (plane[j], ==, 0);
      for (gsize j = 0; j < LK_MAP_BLOCK; j++)
        g_assert_cmpfloat (plane[lk_map_get_row_size (map) + j], ==, 0);
    }
}

static void
check (LkPooling pool, gsize n_channels, gsize height, gsize width, LkPool *threads)
{
  LkMap input = map_new (2, n_channels, height, width);
  gsize edges[] = { height, width };
  gsize size = n_channels * height * width;
  g_autofree float *planar = g_new (float, size);

  lk_max_pool_resize (&pool, &edges[0], &edges[1]);
  if (edges[0] == 0 || edges[1] == 0)
    {
      g_aligned_free (input.data);
      return;
    }
  for (gsize i = 0; i < 2; i++)
    {
      for (gsize j = 0; j < size; j++)
        planar[j] = (float) g_test_rand_double_range (-1, 1);
      if (height > 4)
        planar[g_test_rand_int_range (0, (gint32) size)] = NAN;
      lk_map_read_planar (&input, i, planar);
    }
  for (LkKernels i = 0; i < LK_N_KERNELS; i++)
    {
      LkMap output = map_new (2, n_channels, edges[0], edges[1]);

      if (lk_cpu_can_run (i))
        {
          lk_max_pool_run (&pool, lk_convolution_kernels_get (i), &input, &output,
                           threads);
          compare (&pool, &input, &output);
          assert_border (&output);
        }
      g_aligned_free (output.data);
    }
  g_aligned_free (input.data);
}

static void
test_sizes (void)
{
  const LkPooling pools[]
      = { { 3, 2, 1 }, { 2, 2, 0 }, { 3, 1, 1 }, { 2, 1, 0 }, { 5, 3, 2 }, { 1, 1, 0 } };
  g_autoptr (LkPool) threads = lk_pool_new (3);

  for (guint i = 0; i < G_N_ELEMENTS (pools); i++)
    for (gsize edge = 1; edge < 16; edge++)
      {
        check (pools[i], edge, edge, 17 - edge, NULL);
        check (pools[i], 33, 3 + edge % 5, edge, threads);
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/max-pool/sizes", test_sizes);
  return g_test_run ();
}
