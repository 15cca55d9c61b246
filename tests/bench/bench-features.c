/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "bench-features.h"

#include <string.h>

static LkTensor *
make_map (const gsize shape[3], const float *values, guint seed)
{
  LkTensor *map = lk_tensor_new (3, shape);
  gsize size = lk_tensor_get_size (map);
  float *data = lk_tensor_get_data (map);

  if (values != NULL)
    {
      memcpy (data, values + seed * size, size * sizeof (float));
      return map;
    }
  for (gsize i = 0; i < size; i++)
    {
      guint64 x
          = (seed * (guint64) size + i + 1) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

      x = (x ^ (x >> 29)) * G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
      data[i] = (float) (x >> 40) / (1 << 23) - 1;
    }
  return map;
}

gsize
bench_features_count (guint n_ways, guint n_shots, guint n_queries, const gsize shape[3])
{
  return (n_ways * n_shots + n_queries) * shape[0] * shape[1] * shape[2];
}

void
bench_features_init (BenchFeatures *self,
                     guint n_ways,
                     guint n_shots,
                     guint n_queries,
                     const gsize shape[3],
                     const float *values)
{
  guint n_support = n_ways * n_shots;

  self->n_ways = n_ways;
  self->n_shots = n_shots;
  self->n_queries = n_queries;
  memcpy (self->shape, shape, sizeof self->shape);
  self->support = g_new (LkTensor *, n_support);
  self->queries = g_new (LkTensor *, n_queries);
  for (guint i = 0; i < n_support; i++)
    self->support[i] = make_map (shape, values, i);
  for (guint i = 0; i < n_queries; i++)
    self->queries[i] = make_map (shape, values, n_support + i);
}

void
bench_features_clear (BenchFeatures *self)
{
  for (guint i = 0; i < self->n_ways * self->n_shots; i++)
    lk_tensor_unref (self->support[i]);
  for (guint i = 0; i < self->n_queries; i++)
    lk_tensor_unref (self->queries[i]);
  g_free (self->support);
  g_free (self->queries);
}

LkSupport *
bench_features_build_support (const BenchFeatures *self)
{
  g_autoptr (GError) error = NULL;
  LkSupport *support
      = lk_support_new_even (self->n_ways, self->n_shots, self->support, &error);

  if (support == NULL)
    g_error ("%s", error->message);
  return support;
}
