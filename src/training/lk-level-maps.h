/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * LkLevelMaps:
 * @maps: [n_ways (n_shots + n_queries), C, H, W]: the shots, class after class, then the
 *   queries, class after class
 *
 * The feature maps of an episode in one batch, as the levels take them. Scores of a level
 * are [n_ways * n_queries, n_ways].
 */
typedef struct
{
  LkTensor *maps;
  guint n_ways;
  guint n_shots;
  guint n_queries;
} LkLevelMaps;

static inline guint
lk_level_maps_count_shots (const LkLevelMaps *self)
{
  return self->n_ways * self->n_shots;
}

static inline guint
lk_level_maps_count_queries (const LkLevelMaps *self)
{
  return self->n_ways * self->n_queries;
}

static inline guint
lk_level_maps_count (const LkLevelMaps *self)
{
  return self->n_ways * (self->n_shots + self->n_queries);
}

/** The class a query belongs to. */
static inline guint
lk_level_maps_get_truth (const LkLevelMaps *self, guint query)
{
  return query / self->n_queries;
}

/** C, and H W. */
static inline void
lk_level_maps_get_shape (const LkLevelMaps *self, gsize *n_channels, gsize *n_cells)
{
  *n_channels = lk_tensor_get_dim (self->maps, 1);
  *n_cells = lk_tensor_get_dim (self->maps, 2) * lk_tensor_get_dim (self->maps, 3);
}

G_END_DECLS
