/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-training-layer.h"

#include <math.h>

#define EPSILON 1e-5
#define MOMENTUM 0.1

static float *
allocate (gsize n_floats)
{
  return g_aligned_alloc0 (n_floats, sizeof (float), 64);
}

LkTrainingLayer *
lk_training_layer_new (const LkTrainingLayerShape *shape)
{
  LkTrainingLayer *self = g_new0 (LkTrainingLayer, 1);
  gsize n_positions;
  gsize n_rows
      = shape->planar ? shape->n_in : lk_map_count_blocks (shape->n_in) * LK_MAP_BLOCK;

  self->shape = *shape;
  n_positions = lk_training_layer_count_positions (self);
  self->card = allocate (lk_training_layer_count_pairs (shape->n_out) * 2 * LK_CARD_SIZE);
  self->forward = allocate (lk_training_layer_count_pairs (shape->n_out) * n_positions
                            * n_rows * LK_CONVOLUTION_OUT);
  if (!shape->planar)
    self->backward = allocate (lk_training_layer_count_pairs (shape->n_in) * n_positions
                               * lk_training_layer_count_out (self) * LK_MAP_BLOCK
                               * LK_CONVOLUTION_OUT);
  self->centre = g_new0 (double, shape->n_out);
  self->spread = g_new0 (double, shape->n_out);
  return self;
}

void
lk_training_layer_free (LkTrainingLayer *self)
{
  g_aligned_free (self->card);
  g_aligned_free (self->forward);
  g_aligned_free (self->backward);
  g_free (self->centre);
  g_free (self->spread);
  g_free (self);
}

static float *
get_value (const LkParameter *parameter)
{
  return lk_tensor_get_data (parameter->value);
}

static float *
get_card (const LkTrainingLayer *self, gsize channel, LkNormCard number)
{
  return self->card + channel / LK_MAP_BLOCK * LK_CARD_SIZE + number * LK_MAP_BLOCK
         + channel % LK_MAP_BLOCK;
}

/* Mean and sum of squared distances of a channel over all pictures, joined one after the
 * other (Chan, Golub and LeVeque 1979). */
static double
join (const LkTrainingLayer *self,
      const double *sums,
      gsize channel,
      gsize n_pictures,
      gsize n_cells,
      double *squares)
{
  gsize step = lk_training_layer_count_out (self) * 2 * LK_MAP_BLOCK;
  double mean = 0;

  sums += channel / LK_MAP_BLOCK * 2 * LK_MAP_BLOCK + channel % LK_MAP_BLOCK;
  *squares = 0;
  for (gsize i = 0; i < n_pictures; i++, sums += step)
    {
      double distance = sums[0] - mean;

      mean += distance / (double) (i + 1);
      *squares
          += sums[LK_MAP_BLOCK]
             + distance * distance * (double) n_cells * (double) i / (double) (i + 1);
    }
  return mean;
}

static void
settle_channel (LkTrainingLayer *self,
                gsize channel,
                const double *sums,
                gsize n_pictures,
                gsize n_cells)
{
  double n = (double) n_pictures * (double) n_cells;
  float *running_mean = get_value (self->mean) + channel;
  float *running_var = get_value (self->var) + channel;
  double squares;

  if (sums == NULL)
    {
      self->centre[channel] = *running_mean;
      self->spread[channel] = 1 / sqrt (*running_var + EPSILON);
      return;
    }
  self->centre[channel] = join (self, sums, channel, n_pictures, n_cells, &squares);
  self->spread[channel] = 1 / sqrt (squares / n + EPSILON);
  *running_mean += (float) (MOMENTUM * (self->centre[channel] - *running_mean));
  *running_var += (float) (MOMENTUM * (squares / MAX (n - 1, 1) - *running_var));
}

void
lk_training_layer_settle (LkTrainingLayer *self,
                          const double *sums,
                          gsize n_pictures,
                          gsize n_cells)
{
  self->batch = sums != NULL && self->scale != NULL;
  for (gsize i = 0; i < self->shape.n_out; i++)
    {
      double scale = 1;

      if (self->scale != NULL)
        {
          settle_channel (self, i, sums, n_pictures, n_cells);
          scale = get_value (self->scale)[i] * self->spread[i];
        }
      *get_card (self, i, LK_CARD_SCALE) = (float) scale;
      *get_card (self, i, LK_CARD_SHIFT)
          = (float) ((self->offset != NULL ? get_value (self->offset)[i] : 0)
                     - scale * self->centre[i]);
      *get_card (self, i, LK_CARD_MEAN) = (float) self->centre[i];
    }
}

static double
add_up (const LkTrainingLayer *self,
        const double *sums,
        guint which,
        gsize channel,
        gsize n_pictures)
{
  gsize step = lk_training_layer_count_out (self) * 3 * LK_MAP_BLOCK;
  double sum = 0;

  sums += channel / LK_MAP_BLOCK * 3 * LK_MAP_BLOCK + which * LK_MAP_BLOCK
          + channel % LK_MAP_BLOCK;
  for (gsize i = 0; i < n_pictures; i++)
    sum += sums[i * step];
  return sum;
}

void
lk_training_layer_settle_back (LkTrainingLayer *self,
                               const double *sums,
                               guint which,
                               gsize n_pictures,
                               gsize n_cells)
{
  double n = (double) n_pictures * (double) n_cells;

  for (gsize i = 0; i < self->shape.n_out; i++)
    {
      double direct = add_up (self, sums, 0, i, n_pictures);
      double scale = *get_card (self, i, LK_CARD_SCALE);
      double norm = self->spread[i];
      double turned;

      if (self->offset != NULL)
        self->offset->gradient[i] += (float) direct;
      *get_card (self, i, LK_CARD_DIRECT) = (float) scale;
      *get_card (self, i, LK_CARD_TILT) = 0;
      *get_card (self, i, LK_CARD_OFFSET) = 0;
      if (self->scale == NULL)
        continue;
      turned = add_up (self, sums, which, i, n_pictures) * norm;
      self->scale->gradient[i] += (float) turned;
      if (!self->batch)
        continue;
      *get_card (self, i, LK_CARD_TILT) = (float) (-scale * norm * turned / n);
      *get_card (self, i, LK_CARD_OFFSET) = (float) (-scale * direct / n);
    }
}
