/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-prototype.h"

#include <math.h>
#include <string.h>

/* Adds the mean descriptor of @map to @mean [C]. */
static void
add_mean (LkTensor *map, double *mean)
{
  gsize n_channels = lk_tensor_get_dim (map, 0);
  gsize n_cells = lk_tensor_get_size (map) / n_channels;
  const float *data = lk_tensor_get_data (map);

  for (gsize c = 0; c < n_channels; c++)
    for (gsize p = 0; p < n_cells; p++)
      mean[c] += (double) data[c * n_cells + p] / (double) n_cells;
}

double *
lk_prototype_pool (LkTensor *const *maps, guint n_sets, guint n_each)
{
  gsize n_channels;
  double *means;

  g_return_val_if_fail (maps != NULL && n_sets > 0 && n_each > 0, NULL);

  n_channels = lk_tensor_get_dim (maps[0], 0);
  means = g_new0 (double, n_sets *n_channels);
  for (guint set = 0; set < n_sets; set++)
    {
      double *mean = means + set * n_channels, square = 0;

      for (guint i = 0; i < n_each; i++)
        add_mean (maps[set * n_each + i], mean);
      for (gsize c = 0; c < n_channels; c++)
        square += mean[c] * mean[c];
      for (gsize c = 0; c < n_channels && square > 0; c++)
        mean[c] /= sqrt (square);
    }
  return means;
}

void
lk_prototype_compare (const double *queries,
                      guint n_queries,
                      const double *classes,
                      guint n_classes,
                      gsize n_channels,
                      double *cosines)
{
  for (guint query = 0; query < n_queries; query++)
    for (guint i = 0; i < n_classes; i++)
      {
        double cosine = 0;

        for (gsize c = 0; c < n_channels; c++)
          cosine += queries[query * n_channels + c] * classes[i * n_channels + c];
        cosines[query * n_classes + i] = cosine;
      }
}

/* The first among equals. */
static guint
find_largest (const double *cosines, guint n)
{
  guint best = 0;

  for (guint i = 1; i < n; i++)
    if (cosines[i] > cosines[best])
      best = i;
  return best;
}

guint
lk_prototype_count (LkTensor *const *maps, guint n_ways, guint n_shots, guint n_queries)
{
  guint n = n_ways * n_queries, n_right = 0;
  g_autofree double *classes = lk_prototype_pool (maps, n_ways, n_shots);
  g_autofree double *queries = lk_prototype_pool (maps + (gsize) n_ways * n_shots, n, 1);
  g_autofree double *cosines = g_new (double, (gsize) n *n_ways);

  lk_prototype_compare (queries, n, classes, n_ways, lk_tensor_get_dim (maps[0], 0),
                        cosines);
  for (guint i = 0; i < n; i++)
    n_right += find_largest (cosines + (gsize) i * n_ways, n_ways) == i / n_queries;
  return n_right;
}

guint
lk_prototype_decide (LkSupport *support, LkTensor *query, double *cosines)
{
  guint n_classes = lk_support_get_n_classes (support);
  gsize n_channels = lk_support_get_map_shape (support)[0];
  g_autofree double *own = lk_prototype_pool (&query, 1, 1);

  for (guint i = 0; i < n_classes; i++)
    lk_prototype_compare (own, 1, lk_support_get_prototype (support, i), 1, n_channels,
                          cosines + i);
  return find_largest (cosines, n_classes);
}
