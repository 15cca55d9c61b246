/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-drop-masks.h"

#include <string.h>

#include "lk-map.h"
#include "lk-random.h"

#define N_BLOCKS 4

struct _LkDropMasks
{
  guint8 *masks[N_BLOCKS];
  gsize sizes[N_BLOCKS];
  gsize *counts;
  gsize n_counts;
};

typedef struct
{
  LkDropMasks *masks;
  const LkDropBlock *drop;
  guint block;
  gsize n_channels;
  gsize height;
  gsize width;
  gsize edge_y;
  gsize edge_x;
  guint64 threshold;
} Draw;

LkDropMasks *
lk_drop_masks_new (void)
{
  return g_new0 (LkDropMasks, 1);
}

void
lk_drop_masks_free (LkDropMasks *self)
{
  for (guint i = 0; i < N_BLOCKS; i++)
    g_free (self->masks[i]);
  g_free (self->counts);
  g_free (self);
}

/* Drops the squares of one channel, of which @mask holds every 16th byte. */
static void
drop_channel (const Draw *draw, LkRandom *random, guint8 *mask)
{
  for (gsize y = 0; y + draw->edge_y <= draw->height; y++)
    for (gsize x = 0; x + draw->edge_x <= draw->width; x++)
      if (lk_random_next (random) >> 11 < draw->threshold)
        for (gsize i = 0; i < draw->edge_y; i++)
          for (gsize j = 0; j < draw->edge_x; j++)
            mask[((y + i) * draw->width + x + j) * LK_MAP_BLOCK] = 0;
}

static void
draw_picture (guint index, guint worker, gpointer data)
{
  const Draw *draw = data;
  gsize n_blocks = lk_map_count_blocks (draw->n_channels);
  gsize plane = draw->height * draw->width * LK_MAP_BLOCK;
  guint8 *mask = draw->masks->masks[draw->block] + index * n_blocks * plane;
  gsize n_left = 0;
  LkRandom random;

  memset (mask, 1, n_blocks * plane);
  lk_random_init (&random, draw->drop->seed,
                  (draw->drop->step * N_BLOCKS + draw->block) * 65536 + index);
  for (gsize channel = 0; channel < draw->n_channels; channel++)
    drop_channel (draw, &random,
                  mask + channel / LK_MAP_BLOCK * plane + channel % LK_MAP_BLOCK);
  for (gsize i = 0; i < n_blocks * plane; i++)
    n_left += mask[i];
  draw->masks->counts[index]
      = n_left
        - (n_blocks * LK_MAP_BLOCK - draw->n_channels) * draw->height * draw->width;
}

/* As a share of 2^53. */
static guint64
get_threshold (const Draw *draw)
{
  double area = (double) (draw->height * draw->width);
  double places
      = (double) ((draw->height - draw->edge_y + 1) * (draw->width - draw->edge_x + 1));
  double chance
      = draw->drop->probability / (double) (draw->edge_y * draw->edge_x) * area / places;

  return (guint64) (CLAMP (chance, 0, 1) * (double) (G_GUINT64_CONSTANT (1) << 53));
}

LkDropMask
lk_drop_masks_draw (LkDropMasks *self,
                    const LkDropBlock *drop,
                    guint block,
                    LkPool *pool,
                    const gsize shape[4])
{
  const gsize n_pictures = shape[0], n_channels = shape[1];
  const gsize height = shape[2], width = shape[3];
  gsize size
      = n_pictures * lk_map_count_blocks (n_channels) * height * width * LK_MAP_BLOCK;
  Draw draw = { .masks = self,
                .drop = drop,
                .block = block,
                .n_channels = n_channels,
                .height = height,
                .width = width,
                .edge_y = MIN (MAX (drop->size, 1), height),
                .edge_x = MIN (MAX (drop->size, 1), width) };
  gsize n_left = 0;

  if (self->sizes[block] < size)
    {
      g_free (self->masks[block]);
      self->masks[block] = g_malloc (size);
      self->sizes[block] = size;
    }
  if (self->n_counts < n_pictures)
    {
      self->counts = g_renew (gsize, self->counts, n_pictures);
      self->n_counts = n_pictures;
    }
  draw.threshold = get_threshold (&draw);
  lk_pool_run (pool, (guint) n_pictures, draw_picture, &draw);
  for (gsize i = 0; i < n_pictures; i++)
    n_left += self->counts[i];
  return (LkDropMask){
    .mask = self->masks[block],
    .factor = (float) ((double) (n_pictures * n_channels * height * width)
                       / (double) MAX (n_left, 1)),
  };
}
