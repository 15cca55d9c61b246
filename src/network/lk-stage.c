/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-stage.h"

void
lk_stage_clear (LkStage *self)
{
  for (guint i = 0; i < G_N_ELEMENTS (self->convolutions); i++)
    g_clear_pointer (&self->convolutions[i], lk_convolution_free);
  g_clear_pointer (&self->shortcut, lk_convolution_free);
}

static gsize
n_out (const LkConvolution *convolution)
{
  return lk_convolution_get_shape (convolution)->n_out;
}

gsize
lk_stage_get_n_out (const LkStage *self)
{
  return n_out (self->convolutions[self->n_convolutions - 1]);
}

gsize
lk_stage_get_weight_size (const LkStage *self)
{
  gsize size
      = self->shortcut != NULL ? lk_convolution_get_weight_size (self->shortcut) : 0;

  for (guint i = 0; i < self->n_convolutions; i++)
    size += lk_convolution_get_weight_size (self->convolutions[i]);
  return size;
}

void
lk_stage_resize (const LkStage *self, gsize *height, gsize *width)
{
  for (guint i = 0; i < self->n_convolutions; i++)
    lk_convolution_resize (self->convolutions[i], height, width);
}

/* What comes of @input; @data is where. */
static LkMap
output_of (const LkConvolution *convolution, const LkMap *input, float *data)
{
  LkMap output = *input;

  lk_convolution_resize (convolution, &output.height, &output.width);
  output.n_channels = n_out (convolution);
  output.data = data;
  return output;
}

/* Turns @map into what comes of it, which takes @size floats. */
static void
measure (const LkConvolution *convolution,
         LkMap *map,
         guint n_threads,
         LkConvolutionNeeds *needs,
         gsize *size)
{
  lk_convolution_measure (convolution, map->n_pictures, map->height, map->width,
                          n_threads, needs);
  *map = output_of (convolution, map, NULL);
  *size = MAX (*size, map->n_pictures * lk_map_get_picture_size (map));
}

void
lk_stage_measure (const LkStage *self,
                  gsize n_pictures,
                  gsize height,
                  gsize width,
                  guint n_threads,
                  LkStageNeeds *needs)
{
  LkMap map = { .n_pictures = n_pictures, .height = height, .width = width };
  gsize last = self->n_convolutions - 1;

  if (self->shortcut != NULL)
    {
      LkMap beside = map;

      measure (self->shortcut, &beside, n_threads, &needs->convolution, &needs->inner);
    }
  for (guint i = 0; i < last; i++)
    measure (self->convolutions[i], &map, n_threads, &needs->convolution, &needs->inner);
  measure (self->convolutions[last], &map, n_threads, &needs->convolution, &needs->map);
}

void
lk_stage_run (const LkStage *self,
              const LkMap *input,
              const LkStageMemory *memory,
              LkMap *output)
{
  gsize last = self->n_convolutions - 1;
  LkMap map = *input;
  LkMap addend;

  if (self->shortcut != NULL)
    {
      addend = output_of (self->shortcut, input, memory->inner[2]);
      lk_convolution_run (self->shortcut, input, NULL, &addend, &memory->convolution);
    }
  for (guint i = 0; i < last; i++)
    {
      LkMap next = output_of (self->convolutions[i], &map, memory->inner[i % 2]);

      lk_convolution_run (self->convolutions[i], &map, NULL, &next, &memory->convolution);
      map = next;
    }
  *output = output_of (self->convolutions[last], &map, output->data);
  lk_convolution_run (self->convolutions[last], &map,
                      self->shortcut != NULL ? &addend : NULL, output,
                      &memory->convolution);
}
