/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "test-models.h"

#include <string.h>

static void
add_tensor (GHashTable *tensors,
            const char *name,
            guint n_dims,
            const gsize *shape,
            GRand *rand,
            double low,
            double high)
{
  LkTensor *tensor = lk_tensor_new (n_dims, shape);
  float *data = lk_tensor_get_data (tensor);

  for (gsize i = 0; i < lk_tensor_get_size (tensor); i++)
    data[i] = (float) g_rand_double_range (rand, low, high);
  g_hash_table_insert (tensors, g_strdup (name), tensor);
}

static void
add_norm (GHashTable *tensors, const char *prefix, gsize n, GRand *rand)
{
  g_autofree char *weight = g_strconcat (prefix, "weight", NULL);
  g_autofree char *bias = g_strconcat (prefix, "bias", NULL);
  g_autofree char *mean = g_strconcat (prefix, "running_mean", NULL);
  g_autofree char *variance = g_strconcat (prefix, "running_var", NULL);

  add_tensor (tensors, weight, 1, &n, rand, 0.8, 1.2);
  add_tensor (tensors, bias, 1, &n, rand, -0.2, 0.2);
  add_tensor (tensors, mean, 1, &n, rand, -0.2, 0.2);
  add_tensor (tensors, variance, 1, &n, rand, 0.5, 1.5);
}

static void
add_stage (GHashTable *tensors, guint index, gsize channels, gsize inputs, GRand *rand)
{
  g_autofree char *conv = g_strdup_printf ("features.%u.weight", index);
  g_autofree char *norm = g_strdup_printf ("features.%u.", index + 1);
  gsize shape[] = { channels, inputs, 3, 3 };

  add_tensor (tensors, conv, 4, shape, rand, -0.4, 0.5);
  add_norm (tensors, norm, channels, rand);
}

static void
repeat_first (GHashTable *tensors, const char *name)
{
  LkTensor *tensor = g_hash_table_lookup (tensors, name);
  gsize n = lk_tensor_get_dim (tensor, 0);
  gsize size = lk_tensor_get_size (tensor) / n;
  float *data = lk_tensor_get_data (tensor);

  for (gsize i = 1; i < n; i++)
    memcpy (data + i * size, data, size * sizeof (float));
}

static void
make_twins (GHashTable *tensors)
{
  repeat_first (tensors, "features.11.weight");
  repeat_first (tensors, "features.12.weight");
  repeat_first (tensors, "features.12.bias");
  repeat_first (tensors, "features.12.running_mean");
  repeat_first (tensors, "features.12.running_var");
}

static GHashTable *
make_metadata (const char *const *pairs)
{
  GHashTable *metadata = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);

  for (guint i = 0; pairs != NULL && pairs[i] != NULL; i += 2)
    g_hash_table_insert (metadata, g_strdup (pairs[i]), g_strdup (pairs[i + 1]));
  return metadata;
}

LkModel *
test_model_open (const TestModel *self, const char *folder, const char *name)
{
  g_autoptr (GHashTable) tensors = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) lk_tensor_unref);
  g_autoptr (GHashTable) metadata = make_metadata (self->metadata);
  g_autoptr (GRand) rand = g_rand_new_with_seed (self->seed);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (LkCheckpoint) checkpoint = NULL;
  g_autoptr (GError) error = NULL;
  LkModel *model;

  add_stage (tensors, 0, self->width, 3, rand);
  add_stage (tensors, 4, self->width, self->width, rand);
  add_stage (tensors, 8, self->width, self->width, rand);
  add_stage (tensors, 11, self->channels, self->width, rand);
  if (self->twins)
    make_twins (tensors);
  if (self->fusion)
    {
      gsize shape[] = { 1, 1, 3 };

      add_tensor (tensors, "classifier.FC_layer.weight", 3, shape, rand, 0.1, 3);
      add_norm (tensors, "classifier.Norm_layer.", 15, rand);
    }
  checkpoint = lk_checkpoint_new (tensors, metadata);
  lk_checkpoint_save (checkpoint, path, &error);
  g_assert_no_error (error);
  model = lk_model_open (path, NULL, &error);
  g_assert_no_error (error);
  return model;
}
