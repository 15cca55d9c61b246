/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-folded-squeeze.h"

#include <math.h>
#include <string.h>

#include "lk-tensor.h"

/* @reduce is [n_hidden][n], @expand [n][n_hidden]. */
struct _LkFoldedSqueeze
{
  gsize n;
  gsize n_hidden;
  float *reduce;
  float *reduce_bias;
  float *expand;
  float *expand_bias;
};

static float *
copy (GHashTable *tensors, const char *layer, const char *part)
{
  g_autofree char *name = g_strconcat (layer, ".", part, NULL);
  LkTensor *tensor = g_hash_table_lookup (tensors, name);

  return g_memdup2 (lk_tensor_get_data (tensor),
                    lk_tensor_get_size (tensor) * sizeof (float));
}

LkFoldedSqueeze *
lk_folded_squeeze_new (const LkSqueeze *squeeze, gsize n, GHashTable *tensors)
{
  LkFoldedSqueeze *self = g_new0 (LkFoldedSqueeze, 1);

  self->n = n;
  self->n_hidden = squeeze->n_hidden;
  self->reduce = copy (tensors, squeeze->reduce, "weight");
  self->reduce_bias = copy (tensors, squeeze->reduce, "bias");
  self->expand = copy (tensors, squeeze->expand, "weight");
  self->expand_bias = copy (tensors, squeeze->expand, "bias");
  return self;
}

void
lk_folded_squeeze_free (LkFoldedSqueeze *self)
{
  g_free (self->reduce);
  g_free (self->reduce_bias);
  g_free (self->expand);
  g_free (self->expand_bias);
  g_free (self);
}

static gsize
count_padded (const LkFoldedSqueeze *self)
{
  return lk_map_count_blocks (self->n) * LK_MAP_BLOCK;
}

gsize
lk_folded_squeeze_measure (const LkFoldedSqueeze *self, gsize n_pictures)
{
  return n_pictures * count_padded (self) + count_padded (self) + self->n_hidden;
}

/* The mean of each channel of a block of them. */
static void
take_means (const LkMap *map, gsize picture, gsize block, float means[LK_MAP_BLOCK])
{
  double sums[LK_MAP_BLOCK] = { 0 };
  const double area = (double) map->height * (double) map->width;

  for (gsize y = 0; y < map->height; y++)
    {
      const float *row = lk_map_get_pixel (map, picture, block, y, 0);

      for (gsize x = 0; x < map->width * LK_MAP_BLOCK; x += LK_MAP_BLOCK)
        for (gsize i = 0; i < LK_MAP_BLOCK; i++)
          sums[i] += row[x + i];
    }
  for (gsize i = 0; i < LK_MAP_BLOCK; i++)
    means[i] = (float) (sums[i] / area);
}

static double
multiply (const float *row, const float *values, gsize n, double sum)
{
  for (gsize i = 0; i < n; i++)
    sum += (double) row[i] * values[i];
  return sum;
}

/* ReLU and the logistic function let pass what is not a number. */
static void
run_picture (const LkFoldedSqueeze *self, const float *means, float *hidden, float *share)
{
  for (gsize i = 0; i < self->n_hidden; i++)
    {
      double value
          = multiply (self->reduce + i * self->n, means, self->n, self->reduce_bias[i]);

      hidden[i] = value < 0 ? 0 : (float) value;
    }
  for (gsize i = 0; i < self->n; i++)
    share[i] = (float) (1
                        / (1
                           + exp (-multiply (self->expand + i * self->n_hidden, hidden,
                                             self->n_hidden, self->expand_bias[i]))));
}

void
lk_folded_squeeze_run (const LkFoldedSqueeze *self, const LkMap *map, float *memory)
{
  const gsize padded = count_padded (self);
  float *means = memory + map->n_pictures * padded;
  float *hidden = means + padded;

  for (gsize picture = 0; picture < map->n_pictures; picture++)
    {
      float *share = memory + picture * padded;

      for (gsize block = 0; block < padded / LK_MAP_BLOCK; block++)
        take_means (map, picture, block, means + block * LK_MAP_BLOCK);
      run_picture (self, means, hidden, share);
      memset (share + self->n, 0, (padded - self->n) * sizeof *share);
    }
}
