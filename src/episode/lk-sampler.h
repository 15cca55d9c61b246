/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * LkSampler:
 * @n_ways: classes of an episode
 * @n_shots: support pictures a class
 * @n_queries: queries a class
 * @seed: with the same dataset, the same episodes
 *
 * Draws episodes: classes without replacement, then for each class shots and queries
 * without replacement. Episode @index depends on seed and index alone, so that episodes
 * can be drawn in any order by any number of threads.
 */
typedef struct
{
  guint n_ways;
  guint n_shots;
  guint n_queries;
  guint64 seed;
} LkSampler;

G_END_DECLS
