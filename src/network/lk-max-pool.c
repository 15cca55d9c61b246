/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-max-pool.h"

typedef struct
{
  const LkPooling *self;
  const LkConvolutionKernels *kernels;
  const LkMap *input;
  const LkMap *output;
} Run;

/* The part of a window that lies on the map. */
typedef struct
{
  gsize begin;
  gsize end;
} Span;

void
lk_max_pool_resize (const LkPooling *self, gsize *height, gsize *width)
{
  *height = lk_block_count_windows (*height, self->kernel, self->stride, self->padding);
  *width = lk_block_count_windows (*width, self->kernel, self->stride, self->padding);
}

static Span
clip (const LkPooling *self, gsize index, gsize edge)
{
  gsize begin = index * self->stride;
  gsize end = MIN (begin + self->kernel, self->padding + edge);

  begin = MAX (begin, self->padding);
  return (Span){ begin - self->padding, end - self->padding };
}

static gboolean
is_whole (const LkPooling *self, Span span)
{
  return span.end - span.begin == self->kernel;
}

/* A row of outputs: those whose windows are whole at once, others one by one. */
static void
pool_row (const Run *run, gsize picture, gsize channels, gsize y)
{
  Span rows = clip (run->self, y, run->input->height);
  LkPoolWindow window
      = { .n_rows = rows.end - rows.begin, .row_size = lk_map_get_row_size (run->input) };

  for (gsize x = 0, n = 1; x < run->output->width; x += n)
    {
      Span columns = clip (run->self, x, run->input->width);

      window.n_columns = columns.end - columns.begin;
      n = 1;
      while (is_whole (run->self, columns) && x + n < run->output->width
             && is_whole (run->self, clip (run->self, x + n, run->input->width)))
        n++;
      run->kernels->pool_pixels (
          &window,
          lk_map_get_pixel (run->input, picture, channels, rows.begin, columns.begin),
          run->self->stride, n, lk_map_get_pixel (run->output, picture, channels, y, x));
    }
}

static void
pool_channels (guint index, guint worker, gpointer data)
{
  const Run *run = data;
  gsize n_blocks = lk_map_count_blocks (run->input->n_channels);

  for (gsize y = 0; y < run->output->height; y++)
    pool_row (run, index / n_blocks, index % n_blocks, y);
}

void
lk_max_pool_run (const LkPooling *self,
                 const LkConvolutionKernels *kernels,
                 const LkMap *input,
                 const LkMap *output,
                 LkPool *pool)
{
  Run run = { self, kernels, input, output };
  gsize n_items = input->n_pictures * lk_map_count_blocks (input->n_channels);

  lk_map_clear_border (output);
  if (pool != NULL)
    lk_pool_run (pool, (guint) n_items, pool_channels, &run);
  else
    for (gsize i = 0; i < n_items; i++)
      pool_channels ((guint) i, 0, &run);
}
