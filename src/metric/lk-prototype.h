/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-support.h"

G_BEGIN_DECLS

/*
 * Pooled prototypes: the cosine of the query's mean descriptor with that of all shots of
 * a class (docs/METHOD.md 10.4). No level: the baseline beside them, which tells what
 * the levels add.
 */

/** (transfer full): [@n_sets, C]: mean descriptors of @n_each maps each, set after set,
 * brought to unit length; one of zeros stays zero. */
double *lk_prototype_pool (LkTensor *const *maps, guint n_sets, guint n_each);

/** @cosines: (out caller-allocates): [@n_queries, @n_classes]: of such directions */
void lk_prototype_compare (const double *queries,
                           guint n_queries,
                           const double *classes,
                           guint n_classes,
                           gsize n_channels,
                           double *cosines);

/** @maps: [@n_ways, @n_shots], then [@n_ways, @n_queries]. Returns: of how many queries
 * the prototype of their own class is the nearest, the first among equals */
guint
lk_prototype_count (LkTensor *const *maps, guint n_ways, guint n_shots, guint n_queries);

/** @cosines: (out caller-allocates): one a class of @support. Returns: the class with the
 * largest; the first among equals */
guint lk_prototype_decide (LkSupport *support, LkTensor *query, double *cosines);

G_END_DECLS
