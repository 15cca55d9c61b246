/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-panels.h"

#include <string.h>

#include "lk-screening.h"

#define ALIGNMENT 64

static LkPanels *
panels_new (const LkMatchKernels *kernels, guint width, gsize n_vectors, gsize n_dims)
{
  LkPanels *self = g_new (LkPanels, 1);
  gsize size;

  self->kernels = kernels;
  self->is_columns = FALSE;
  self->coarse = NULL;
  self->n_vectors = n_vectors;
  self->n_dims = n_dims;
  self->width = width;
  self->n_panels = (n_vectors + width - 1) / width;
  size = self->n_panels * n_dims * width;
  self->data = g_aligned_alloc (MAX (size, 1), sizeof (float), ALIGNMENT);
  if (n_vectors % width != 0)
    memset (lk_panels_get (self, self->n_panels - 1), 0, n_dims * width * sizeof (float));
  return self;
}

LkPanels *
lk_panels_new_rows (const LkMatchKernels *kernels, gsize n_vectors, gsize n_dims)
{
  return panels_new (kernels, kernels->row_width, n_vectors, n_dims);
}

LkPanels *
lk_panels_new_columns (const LkMatchKernels *kernels, gsize n_vectors, gsize n_dims)
{
  LkPanels *self = panels_new (kernels, kernels->column_width, n_vectors, n_dims);

  self->is_columns = TRUE;
  return self;
}

void
lk_panels_free (LkPanels *self)
{
  if (self == NULL)
    return;
  g_aligned_free (self->data);
  lk_coarse_free (self->coarse);
  g_free (self);
}

float *
lk_panels_get (const LkPanels *self, gsize index)
{
  return self->data + index * self->n_dims * self->width;
}

void
lk_panels_coarsen (LkPanels *self)
{
  const LkScreenKernels *screen = lk_screen_kernels_get (self->kernels->variant);

  if (self->coarse == NULL && screen != NULL)
    {
      if (!self->is_columns && self->n_vectors > 0)
        self->coarse = lk_coarse_new_rows (screen, self->n_vectors, self->n_dims);
      else if (self->is_columns && lk_screening_wants (self->n_vectors))
        self->coarse = lk_coarse_new_columns (screen, self->n_vectors, self->n_dims);
    }
  if (self->coarse != NULL)
    lk_coarse_fill (self->coarse, self->data, self->width);
}

void
lk_panels_fill (LkPanels *self, const float *vectors)
{
  for (gsize i = 0; i < self->n_vectors; i += self->width)
    {
      float *panel = lk_panels_get (self, i / self->width);
      gsize n = MIN (self->width, self->n_vectors - i);

      for (gsize d = 0; d < self->n_dims; d++)
        for (gsize j = 0; j < n; j++)
          panel[d * self->width + j] = vectors[(i + j) * self->n_dims + d];
    }
  lk_panels_coarsen (self);
}
