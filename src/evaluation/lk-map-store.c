/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-map-store.h"

#include <string.h>

#include "lk-file.h"
#include "lk-picture.h"
#include "lk-pool.h"
#include "lk-preparation.h"

#define BATCH 16

typedef struct
{
  LkTensor *map;
  gboolean was_embedded;
  GList link;
} Entry;

struct _LkMapStore
{
  LkDataset *dataset;
  LkModel *model;

  /* Of every picture, class after class; @first is where a class begins. */
  Entry *entries;
  gsize *first;

  GQueue recent;
  gsize n_bytes;
  gsize max_bytes;
  guint64 n_embedded;
  guint64 n_repeated;
};

LkMapStore *
lk_map_store_new (LkDataset *dataset, LkModel *model, gsize max_bytes)
{
  LkMapStore *self = g_new0 (LkMapStore, 1);
  guint n_classes = lk_dataset_get_n_classes (dataset);
  gsize n_pictures = 0;

  self->dataset = g_object_ref (dataset);
  self->model = g_object_ref (model);
  self->max_bytes = max_bytes;
  self->first = g_new (gsize, n_classes);
  for (guint i = 0; i < n_classes; i++)
    {
      self->first[i] = n_pictures;
      n_pictures += lk_dataset_get_n_pictures (dataset, i);
    }
  self->entries = g_new0 (Entry, n_pictures);
  g_queue_init (&self->recent);
  return self;
}

static gsize
get_size (LkTensor *map)
{
  return lk_tensor_get_size (map) * sizeof (float);
}

static void
forget (LkMapStore *self, Entry *entry)
{
  g_queue_unlink (&self->recent, &entry->link);
  self->n_bytes -= get_size (entry->map);
  g_clear_pointer (&entry->map, lk_tensor_unref);
}

static void
keep (LkMapStore *self, Entry *entry, LkTensor *map)
{
  entry->map = lk_tensor_ref (map);
  entry->link.data = entry;
  g_queue_push_head_link (&self->recent, &entry->link);
  self->n_bytes += get_size (map);
  self->n_embedded++;
  self->n_repeated += entry->was_embedded;
  entry->was_embedded = TRUE;
  while (self->n_bytes > self->max_bytes)
    forget (self, g_queue_peek_tail (&self->recent));
}

void
lk_map_store_free (LkMapStore *self)
{
  if (self == NULL)
    return;
  while (!g_queue_is_empty (&self->recent))
    forget (self, g_queue_peek_tail (&self->recent));
  g_object_unref (self->dataset);
  g_object_unref (self->model);
  g_free (self->entries);
  g_free (self->first);
  g_free (self);
}

/* Pictures on their way through the network; item i of the pool's run fills the i-th
 * picture of @pictures or the i-th of @errors. */
typedef struct
{
  LkMapStore *store;
  const LkMapKey *keys;
  const guint *indices;
  guint n;
  LkTensor *pictures;
  GError *errors[BATCH];
} Batch;

static LkTensor *
prepare_picture (LkMapStore *self, const LkMapKey *key, GError **error)
{
  g_autofree char *path
      = lk_dataset_get_picture_path (self->dataset, key->class_index, key->picture);
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = lk_file_read (path, LK_PICTURE_MAX_FILE_SIZE, error);
  g_autoptr (LkImage) image = NULL;

  if (bytes == NULL)
    return NULL;
  image = lk_image_decode (bytes, name, error);
  if (image == NULL)
    return NULL;
  return lk_preparation_run (image, lk_model_get_profile (self->model));
}

static void
prepare_item (guint index, guint worker, gpointer data)
{
  Batch *batch = data;
  g_autoptr (LkTensor) picture = prepare_picture (
      batch->store, &batch->keys[batch->indices[index]], &batch->errors[index]);
  gsize size;

  if (picture == NULL)
    return;
  size = lk_tensor_get_size (picture);
  memcpy (lk_tensor_get_data (batch->pictures) + index * size,
          lk_tensor_get_data (picture), size * sizeof (float));
}

static gboolean
collect_errors (Batch *batch, GError **error)
{
  gboolean fine = TRUE;

  for (guint i = 0; i < batch->n; i++)
    if (batch->errors[i] != NULL && fine)
      {
        g_propagate_error (error, g_steal_pointer (&batch->errors[i]));
        fine = FALSE;
      }
    else
      g_clear_error (&batch->errors[i]);
  return fine;
}

static LkTensor *
copy_map (LkTensor *maps, guint index)
{
  LkTensor *map = lk_tensor_new (3, lk_tensor_get_shape (maps) + 1);
  gsize size = lk_tensor_get_size (map);

  memcpy (lk_tensor_get_data (map), lk_tensor_get_data (maps) + index * size,
          size * sizeof (float));
  return map;
}

static LkTensor *
embed (Batch *batch, GCancellable *cancellable, GError **error)
{
  LkModel *model = batch->store->model;
  const LkProfile *profile = lk_model_get_profile (model);
  gsize shape[] = { batch->n, 3, profile->crop, profile->crop };
  LkTensor *maps;

  batch->pictures = lk_tensor_new (G_N_ELEMENTS (shape), shape);
  lk_pool_run (lk_pool_get_shared (), batch->n, prepare_item, batch);
  if (!collect_errors (batch, error))
    return NULL;
  maps = lk_network_forward (lk_model_get_network (model), batch->pictures, cancellable,
                             error);
  if (maps == NULL)
    g_prefix_error (error, "“%s”: ", lk_model_get_name (model));
  return maps;
}

static Entry *
get_entry (LkMapStore *self, const LkMapKey *key)
{
  return &self->entries[self->first[key->class_index] + key->picture];
}

static gboolean
embed_missing (LkMapStore *self,
               const LkMapKey *keys,
               GArray *missing,
               GPtrArray *found,
               GCancellable *cancellable,
               GError **error)
{
  for (guint start = 0; start < missing->len; start += BATCH)
    {
      Batch batch = { .store = self, .keys = keys };
      g_autoptr (LkTensor) maps = NULL;

      if (g_cancellable_set_error_if_cancelled (cancellable, error))
        return FALSE;
      batch.indices = &g_array_index (missing, guint, start);
      batch.n = MIN (missing->len - start, BATCH);
      maps = embed (&batch, cancellable, error);
      g_clear_pointer (&batch.pictures, lk_tensor_unref);
      if (maps == NULL)
        return FALSE;
      for (guint i = 0; i < batch.n; i++)
        {
          LkTensor *map = copy_map (maps, i);

          found->pdata[batch.indices[i]] = map;
          keep (self, get_entry (self, &keys[batch.indices[i]]), map);
        }
    }
  return TRUE;
}

/* Of a request that was given up some maps are missing. */
static void
free_map (LkTensor *map)
{
  g_clear_pointer (&map, lk_tensor_unref);
}

GPtrArray *
lk_map_store_fetch (LkMapStore *self,
                    const LkMapKey *keys,
                    guint n_keys,
                    GCancellable *cancellable,
                    GError **error)
{
  g_autoptr (GPtrArray) maps = g_ptr_array_new_with_free_func ((GDestroyNotify) free_map);
  g_autoptr (GArray) missing = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < n_keys; i++)
    {
      Entry *entry = get_entry (self, &keys[i]);

      g_ptr_array_add (maps, entry->map != NULL ? lk_tensor_ref (entry->map) : NULL);
      if (entry->map == NULL)
        g_array_append_val (missing, i);
      else
        {
          g_queue_unlink (&self->recent, &entry->link);
          g_queue_push_head_link (&self->recent, &entry->link);
        }
    }
  if (!embed_missing (self, keys, missing, maps, cancellable, error))
    return NULL;
  return g_steal_pointer (&maps);
}

guint64
lk_map_store_get_n_embedded (LkMapStore *self)
{
  return self->n_embedded;
}

guint64
lk_map_store_get_n_repeated (LkMapStore *self)
{
  return self->n_repeated;
}
