/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-runner.h"

#include <glib/gi18n-lib.h>
#include <stdatomic.h>

#include "lk-error.h"

#define MAX_MEMORY_FLOATS ((gsize) 1 << 28)

/* Bytes of weights from which on pictures gather before a block, and how many. */
#define HEAVY ((gsize) 16 << 20)
#define GATHERED 4

/* What one thread, or all together, takes pictures through the blocks in. */
typedef struct
{
  float *gathered;
  float *maps[2];
  LkFoldedBlockMemory memory;
} Lane;

typedef struct
{
  gsize n_pictures;
  gsize height;
  gsize width;
  gsize group;
  guint n_lanes;
} Plan;

struct _LkRunner
{
  const LkFoldedBlock *blocks;
  guint n_blocks;
  guint first_heavy;
  LkPool *pool;

  Plan plan;
  float *floats;
  gsize n_floats;
  Lane *lanes;
};

typedef struct
{
  LkRunner *self;
  const float *pictures;
  float *maps;
  gsize picture_size;
  gsize map_size;
  GCancellable *cancellable;
  atomic_size_t first_bad;
} Batch;

LkRunner *
lk_runner_new (const LkFoldedBlock *blocks, guint n_blocks, LkPool *pool)
{
  LkRunner *self = g_new0 (LkRunner, 1);

  self->blocks = blocks;
  self->n_blocks = n_blocks;
  self->pool = pool;
  while (self->first_heavy < n_blocks
         && lk_folded_block_get_weight_size (&blocks[self->first_heavy]) < HEAVY)
    self->first_heavy++;
  return self;
}

void
lk_runner_free (LkRunner *self)
{
  g_aligned_free (self->floats);
  g_free (self->lanes);
  g_free (self);
}

/* A multiple of 16 floats, so that every part begins on a cache line. */
static gsize
round_up (gsize n_floats)
{
  return (n_floats + 15) / 16 * 16;
}

/* With several lanes each is a thread's own; a single one is shared by all threads. */
static guint
threads_of_lane (LkRunner *self, guint n_lanes)
{
  return n_lanes > 1 ? 1 : lk_pool_get_n_threads (self->pool);
}

/* Returns the floats that all lanes take. */
static gsize
measure (LkRunner *self, const Plan *plan, LkFoldedBlockNeeds *needs, gsize *gathered)
{
  guint n_threads = threads_of_lane (self, plan->n_lanes);
  gsize height = plan->height;
  gsize width = plan->width;

  *needs = (LkFoldedBlockNeeds){ 0 };
  *gathered = 0;
  for (guint i = 0; i < self->n_blocks; i++)
    {
      gsize group = i >= self->first_heavy ? plan->group : 1;
      LkFoldedBlockNeeds own = { 0 };

      lk_folded_block_measure (&self->blocks[i], group, height, width, n_threads, &own);
      lk_folded_block_resize (&self->blocks[i], &height, &width);
      if (i + 1 == self->first_heavy)
        *gathered = round_up (own.map) * plan->group;
      needs->map = MAX (needs->map, round_up (own.map));
      needs->inner = MAX (needs->inner, round_up (own.inner));
      needs->activated = MAX (needs->activated, round_up (own.activated));
      needs->squeezed = MAX (needs->squeezed, round_up (own.squeezed));
      needs->convolution.shared
          = MAX (needs->convolution.shared, round_up (own.convolution.shared));
      needs->convolution.own
          = MAX (needs->convolution.own, round_up (own.convolution.own));
    }
  return (*gathered + 2 * needs->map + 3 * needs->inner + needs->activated
          + needs->squeezed + needs->convolution.shared
          + n_threads * needs->convolution.own)
         * plan->n_lanes;
}

/* As many lanes and as large groups as memory allows. */
static gboolean
choose_plan (LkRunner *self, Plan *plan, GError **error)
{
  guint n_threads = lk_pool_get_n_threads (self->pool);
  gsize share = MAX ((plan->n_pictures + n_threads - 1) / n_threads, 1);
  LkFoldedBlockNeeds needs;
  gsize gathered;

  plan->n_lanes = plan->n_pictures >= n_threads ? n_threads : 1;
  plan->group = self->first_heavy == self->n_blocks ? 1
                : plan->n_lanes == n_threads        ? MIN (share, GATHERED)
                                                    : MIN (plan->n_pictures, GATHERED);
  while (measure (self, plan, &needs, &gathered) > MAX_MEMORY_FLOATS)
    {
      if (plan->group > 1)
        plan->group = 1;
      else if (plan->n_lanes > 1)
        plan->n_lanes = 1;
      else
        {
          g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                       _ ("Pictures of %zu×%zu pixels are too large for this network"),
                       plan->width, plan->height);
          return FALSE;
        }
    }
  return TRUE;
}

static void
lay_out (LkRunner *self)
{
  LkFoldedBlockNeeds needs;
  gsize gathered;
  guint n_threads = threads_of_lane (self, self->plan.n_lanes);
  float *next;

  self->n_floats = measure (self, &self->plan, &needs, &gathered);
  self->floats = next = g_aligned_alloc (self->n_floats, sizeof (float), 64);
  self->lanes = g_new0 (Lane, self->plan.n_lanes);
  for (guint i = 0; i < self->plan.n_lanes; i++)
    {
      Lane *lane = &self->lanes[i];

      lane->gathered = next;
      next += gathered;
      for (guint j = 0; j < G_N_ELEMENTS (lane->maps); j++, next += needs.map)
        lane->maps[j] = next;
      for (guint j = 0; j < G_N_ELEMENTS (lane->memory.inner); j++, next += needs.inner)
        lane->memory.inner[j] = next;
      lane->memory.activated = next;
      next += needs.activated;
      lane->memory.squeezed = next;
      next += needs.squeezed;
      lane->memory.convolution = (LkConvolutionMemory){
        .pool = n_threads > 1 ? self->pool : NULL,
        .shared = next,
        .own = next + needs.convolution.shared,
        .own_size = needs.convolution.own,
      };
      next += needs.convolution.shared + n_threads * needs.convolution.own;
    }
}

gboolean
lk_runner_plan (LkRunner *self,
                gsize n_pictures,
                gsize height,
                gsize width,
                GError **error)
{
  Plan plan = { .n_pictures = n_pictures, .height = height, .width = width };

  if (!choose_plan (self, &plan, error))
    return FALSE;
  if (self->floats != NULL && plan.height == self->plan.height
      && plan.width == self->plan.width && plan.group == self->plan.group
      && plan.n_lanes == self->plan.n_lanes)
    {
      self->plan = plan;
      return TRUE;
    }
  g_aligned_free (self->floats);
  g_free (self->lanes);
  self->plan = plan;
  lay_out (self);
  return TRUE;
}

gsize
lk_runner_get_memory_size (LkRunner *self)
{
  return self->n_floats * sizeof (float);
}

/* Blocks @first up to @end; what comes of them lies at @last, or where it fell. */
static LkMap
run_blocks (LkRunner *self, Lane *lane, guint first, guint end, LkMap map, float *last)
{
  for (guint i = first; i < end; i++)
    {
      LkMap next = { .data = last != NULL && i + 1 == end ? last : lane->maps[i % 2] };

      lk_folded_block_run (&self->blocks[i], &map, &lane->memory, &next);
      map = next;
    }
  return map;
}

/* A number that is not finite makes every sum with 0 times it not a number. */
static gboolean
all_finite (const float *values, gsize length)
{
  float sums[16] = { 0 };
  gsize i = 0;

  for (; i + G_N_ELEMENTS (sums) <= length; i += G_N_ELEMENTS (sums))
    for (gsize j = 0; j < G_N_ELEMENTS (sums); j++)
      sums[j] += 0 * values[i + j];
  for (; i < length; i++)
    sums[0] += 0 * values[i];
  for (i = 1; i < G_N_ELEMENTS (sums); i++)
    sums[0] += sums[i];
  return sums[0] == 0;
}

static void
note_bad (Batch *batch, gsize picture)
{
  size_t first = atomic_load (&batch->first_bad);

  while (picture < first
         && !atomic_compare_exchange_weak (&batch->first_bad, &first, picture))
    ;
}

static void
write_maps (Batch *batch, const LkMap *map, gsize first)
{
  for (gsize i = 0; i < map->n_pictures; i++)
    {
      float *planar = batch->maps + (first + i) * batch->map_size;

      lk_map_write_planar (map, i, planar);
      if (!all_finite (planar, batch->map_size))
        note_bad (batch, first + i);
    }
}

/* The pictures of group @index through all blocks, in lane @worker. */
static void
run_group (guint index, guint worker, gpointer data)
{
  Batch *batch = data;
  LkRunner *self = batch->self;
  Lane *lane = &self->lanes[worker];
  gsize first = index * self->plan.group;
  gsize n = MIN (self->plan.group, self->plan.n_pictures - first);
  LkMap map = { 0 };

  for (gsize i = 0; i < n; i++)
    {
      LkMap picture
          = { .data = (float *) batch->pictures + (first + i) * batch->picture_size,
              .n_pictures = 1,
              .height = self->plan.height,
              .width = self->plan.width };

      if (g_cancellable_is_cancelled (batch->cancellable))
        return;
      if (self->first_heavy == 0)
        {
          map = i == 0 ? picture : map;
          continue;
        }
      picture = run_blocks (self, lane, 0, self->first_heavy, picture,
                            lane->gathered
                                + (i > 0 ? i * lk_map_get_picture_size (&map) : 0));
      map = i == 0 ? picture : map;
    }
  map.n_pictures = n;
  map = run_blocks (self, lane, self->first_heavy, self->n_blocks, map, NULL);
  write_maps (batch, &map, first);
}

static void
run_together (Batch *batch, gsize n_groups)
{
  for (gsize i = 0; i < n_groups; i++)
    run_group ((guint) i, 0, batch);
}

gboolean
lk_runner_run (LkRunner *self,
               const float *pictures,
               float *maps,
               GCancellable *cancellable,
               GError **error)
{
  const Plan *plan = &self->plan;
  gsize n_groups = (plan->n_pictures + plan->group - 1) / plan->group;
  gsize height = plan->height;
  gsize width = plan->width;
  Batch batch = { .self = self,
                  .pictures = pictures,
                  .maps = maps,
                  .cancellable = cancellable,
                  .first_bad = G_MAXSIZE };

  batch.picture_size
      = lk_convolution_get_shape (self->blocks[0].layers[0])->n_in * height * width;
  for (guint i = 0; i < self->n_blocks; i++)
    lk_folded_block_resize (&self->blocks[i], &height, &width);
  batch.map_size
      = lk_folded_block_get_n_out (&self->blocks[self->n_blocks - 1]) * height * width;

  if (plan->n_lanes > 1)
    lk_pool_run (self->pool, (guint) n_groups, run_group, &batch);
  else
    run_together (&batch, n_groups);
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return FALSE;
  if (atomic_load (&batch.first_bad) == G_MAXSIZE)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_NUMERIC,
               _ ("The network’s output for picture %zu is not finite: its weights or "
                  "the picture hold absurd numbers"),
               atomic_load (&batch.first_bad) + 1);
  return FALSE;
}
