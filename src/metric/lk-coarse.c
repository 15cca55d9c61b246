/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-coarse.h"

#include <math.h>
#include <string.h>

#define ALIGNMENT 64

/* Lengths between which neither squares nor scales leave the range of a float. */
#define SHORTEST 1e-15
#define LONGEST 1e15

static LkCoarse *
coarse_new (const LkScreenKernels *kernels,
            gsize n_vectors,
            gsize n_dims,
            guint width,
            guint multiple)
{
  LkCoarse *self = g_new0 (LkCoarse, 1);
  gsize n_padded = (n_vectors + multiple - 1) / multiple * multiple;

  self->kernels = kernels;
  self->n_vectors = n_vectors;
  self->n_dims = n_dims;
  self->n_pairs = (n_dims + 1) / 2;
  self->width = width;
  self->n_panels = n_padded / width;
  self->scales = g_new0 (float, n_padded);
  self->squares = g_new (double, n_vectors);
  self->data = g_aligned_alloc0 (n_padded * self->n_pairs, sizeof *self->data, ALIGNMENT);
  return self;
}

LkCoarse *
lk_coarse_new_rows (const LkScreenKernels *kernels, gsize n_vectors, gsize n_dims)
{
  return coarse_new (kernels, n_vectors, n_dims, kernels->row_width, kernels->row_width);
}

LkCoarse *
lk_coarse_new_columns (const LkScreenKernels *kernels, gsize n_vectors, gsize n_dims)
{
  LkCoarse *self
      = coarse_new (kernels, n_vectors, n_dims, LK_SCREEN_COLUMN_WIDTH, LK_SCREEN_BLOCK);

  self->is_even = TRUE;
  return self;
}

LkCoarse *
lk_coarse_new_even_rows (const LkScreenKernels *kernels, gsize n_vectors, gsize n_dims)
{
  LkCoarse *self = lk_coarse_new_rows (kernels, n_vectors, n_dims);

  self->is_even = TRUE;
  return self;
}

void
lk_coarse_free (LkCoarse *self)
{
  if (self == NULL)
    return;
  g_free (self->scales);
  g_free (self->squares);
  g_aligned_free (self->data);
  g_free (self);
}

static gint32 *
get_entries (const LkCoarse *self, gsize index)
{
  return self->data + index / self->width * self->n_pairs * self->width
         + index % self->width;
}

const gint32 *
lk_coarse_get (const LkCoarse *self, gsize index)
{
  return get_entries (self, index * self->width);
}

static float
choose_scale (double squares)
{
  double length = sqrt (squares);

  return length >= SHORTEST && length <= LONGEST ? (float) (LK_COARSE_LENGTH / length)
                                                 : 0;
}

static void
choose_scales (LkCoarse *self)
{
  double longest = 0;

  for (gsize i = 0; i < self->n_vectors; i++)
    longest = MAX (longest, self->squares[i]);
  for (gsize i = 0; i < self->n_vectors; i++)
    self->scales[i] = choose_scale (self->is_even ? longest : self->squares[i]);
}

static void
repeat_last (LkCoarse *self)
{
  const gint32 *last = get_entries (self, self->n_vectors - 1);

  for (gsize i = self->n_vectors; i < self->n_panels * self->width; i++)
    {
      gint32 *entries = get_entries (self, i);

      for (gsize p = 0; p < self->n_pairs; p++)
        entries[p * self->width] = last[p * self->width];
    }
}

void
lk_coarse_fill (LkCoarse *self, const float *panels, gsize width)
{
  const LkScreenKernels *kernels = self->kernels;
  gsize n;

  memset (self->squares, 0, self->n_vectors * sizeof *self->squares);
  for (gsize i = 0; i < self->n_vectors; i += width)
    kernels->add_squares (panels + i * self->n_dims, width, self->n_dims,
                          MIN (width, self->n_vectors - i), self->squares + i);
  choose_scales (self);
  /* As many as are side by side in both kinds of panels. */
  for (gsize i = 0; i < self->n_vectors; i += n)
    {
      n = MIN (width - i % width, self->width - i % self->width);
      n = MIN (n, self->n_vectors - i);
      kernels->coarsen (panels + i / width * width * self->n_dims + i % width, width,
                        self->n_dims, n, self->scales + i, get_entries (self, i),
                        self->width);
    }
  if (self->is_even)
    repeat_last (self);
}
