/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pointwise.h"

#include <string.h>

typedef struct
{
  const LkPointwise *self;
  const LkMap *input;
  const LkMap *addend;
  const LkMap *output;
} Run;

/* The numbers of a block of channels that each pixel of a row meets. */
typedef struct
{
  float scale[LK_MAP_BLOCK];
  float shift[LK_MAP_BLOCK];
  float slope;
} Card;

static Card
make_card (const LkPointwise *self, gsize picture, gsize block)
{
  Card card = { .slope = self->slope };
  const gsize first = block * LK_MAP_BLOCK;

  memcpy (card.scale, self->scale + picture * self->picture_scale + first,
          sizeof card.scale);
  if (self->shift != NULL)
    memcpy (card.shift, self->shift + first, sizeof card.shift);
  return card;
}

static void
run_row (const Card *card,
         const float *input,
         const float *addend,
         float *output,
         gsize width)
{
  for (gsize x = 0; x < width; x++, input += LK_MAP_BLOCK, output += LK_MAP_BLOCK)
    for (gsize i = 0; i < LK_MAP_BLOCK; i++)
      {
        float value = card->scale[i] * input[i] + card->shift[i];

        if (addend != NULL)
          value += addend[x * LK_MAP_BLOCK + i];
        output[i] = value > 0 ? value : card->slope * value;
      }
}

static void
run_channels (guint index, guint worker, gpointer data)
{
  const Run *run = data;
  const gsize n_blocks = lk_map_count_blocks (run->input->n_channels);
  const gsize picture = index / n_blocks;
  const gsize block = index % n_blocks;
  const Card card = make_card (run->self, picture, block);

  for (gsize y = 0; y < run->input->height; y++)
    run_row (&card, lk_map_get_pixel (run->input, picture, block, y, 0),
             run->addend != NULL ? lk_map_get_pixel (run->addend, picture, block, y, 0)
                                 : NULL,
             lk_map_get_pixel (run->output, picture, block, y, 0), run->input->width);
}

void
lk_pointwise_run (const LkPointwise *self,
                  const LkMap *input,
                  const LkMap *addend,
                  const LkMap *output,
                  LkPool *pool)
{
  Run run = { self, input, addend, output };
  const gsize n_items = input->n_pictures * lk_map_count_blocks (input->n_channels);

  lk_map_clear_border (output);
  if (pool != NULL)
    lk_pool_run (pool, (guint) n_items, run_channels, &run);
  else
    for (gsize i = 0; i < n_items; i++)
      run_channels ((guint) i, 0, &run);
}
