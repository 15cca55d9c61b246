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

void
lk_stage_resize (const LkStage *self, gsize *height, gsize *width)
{
  for (guint i = 0; i < self->n_convolutions; i++)
    lk_convolution_resize (self->convolutions[i], height, width);
}

static void
measure (const LkConvolution *convolution,
         gsize *height,
         gsize *width,
         gsize *map,
         gsize *scratch)
{
  *scratch
      = MAX (*scratch, lk_convolution_get_scratch_size (convolution, *height, *width));
  lk_convolution_resize (convolution, height, width);
  *map = MAX (*map, n_out (convolution) * *height * *width);
}

void
lk_stage_measure (const LkStage *self, gsize height, gsize width, LkStageNeeds *needs)
{
  gsize last = self->n_convolutions - 1;

  if (self->shortcut != NULL)
    {
      gsize beside[] = { height, width };

      measure (self->shortcut, &beside[0], &beside[1], &needs->inner, &needs->scratch);
    }
  for (guint i = 0; i < last; i++)
    measure (self->convolutions[i], &height, &width, &needs->inner, &needs->scratch);
  measure (self->convolutions[last], &height, &width, &needs->map, &needs->scratch);
}

void
lk_stage_run (const LkStage *self,
              const float *input,
              gsize height,
              gsize width,
              const LkStageMemory *memory,
              float *output)
{
  gsize last = self->n_convolutions - 1;
  const float *addend = NULL;

  if (self->shortcut != NULL)
    {
      lk_convolution_run (self->shortcut, input, height, width, NULL, memory->inner[2],
                          memory->scratch);
      addend = memory->inner[2];
    }
  for (guint i = 0; i < last; i++)
    {
      lk_convolution_run (self->convolutions[i], input, height, width, NULL,
                          memory->inner[i % 2], memory->scratch);
      lk_convolution_resize (self->convolutions[i], &height, &width);
      input = memory->inner[i % 2];
    }
  lk_convolution_run (self->convolutions[last], input, height, width, addend, output,
                      memory->scratch);
}
