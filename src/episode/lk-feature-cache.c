/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-feature-cache.h"

#include <string.h>

#include "lk-pool.h"
#include "lk-preparation.h"

#define MAX_BYTES (256u * 1024 * 1024)
#define BATCH 16

typedef struct
{
  char *key;
  LkTensor *map;
  GList link;
} Entry;

struct _LkFeatureCache
{
  GObject parent_instance;

  GMutex lock;
  GHashTable *entries;
  GQueue recent;
  gsize n_bytes;

  /* A network is run by one thread at a time. */
  GMutex forward_lock;
};

G_DEFINE_FINAL_TYPE (LkFeatureCache, lk_feature_cache, G_TYPE_OBJECT)

static void
entry_free (Entry *entry)
{
  g_free (entry->key);
  lk_tensor_unref (entry->map);
  g_free (entry);
}

static void
lk_feature_cache_finalize (GObject *object)
{
  LkFeatureCache *self = LK_FEATURE_CACHE (object);

  g_hash_table_unref (self->entries);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->forward_lock);
  G_OBJECT_CLASS (lk_feature_cache_parent_class)->finalize (object);
}

static void
lk_feature_cache_class_init (LkFeatureCacheClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_feature_cache_finalize;
}

static void
lk_feature_cache_init (LkFeatureCache *self)
{
  g_mutex_init (&self->lock);
  g_mutex_init (&self->forward_lock);
  g_queue_init (&self->recent);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) entry_free);
}

LkFeatureCache *
lk_feature_cache_new (void)
{
  return g_object_new (LK_TYPE_FEATURE_CACHE, NULL);
}

static gsize
entry_size (const Entry *entry)
{
  return lk_tensor_get_size (entry->map) * sizeof (float);
}

static void
forget (LkFeatureCache *self, Entry *entry)
{
  g_queue_unlink (&self->recent, &entry->link);
  self->n_bytes -= entry_size (entry);
  g_hash_table_remove (self->entries, entry->key);
}

static LkTensor *
look_up (LkFeatureCache *self, const char *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry == NULL)
    return NULL;
  g_queue_unlink (&self->recent, &entry->link);
  g_queue_push_head_link (&self->recent, &entry->link);
  return lk_tensor_ref (entry->map);
}

static void
keep (LkFeatureCache *self, const char *key, LkTensor *map)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Entry *entry = g_hash_table_lookup (self->entries, key);

  if (entry != NULL)
    forget (self, entry);
  entry = g_new0 (Entry, 1);
  entry->key = g_strdup (key);
  entry->map = lk_tensor_ref (map);
  entry->link.data = entry;
  g_hash_table_insert (self->entries, entry->key, entry);
  g_queue_push_head_link (&self->recent, &entry->link);
  self->n_bytes += entry_size (entry);
  while (self->n_bytes > MAX_BYTES)
    forget (self, g_queue_peek_tail (&self->recent));
}

static char *
make_key (LkModel *model, LkPicture *picture)
{
  return g_strdup_printf ("%s %s %s", lk_picture_get_sha256 (picture),
                          lk_model_get_sha256 (model),
                          lk_model_get_profile (model)->name);
}

/* Of a request that was given up some maps are missing. */
static void
free_map (LkTensor *map)
{
  g_clear_pointer (&map, lk_tensor_unref);
}

/* One request: @maps grows complete; @missing holds, for each content that is not cached,
 * the index of the first picture that has it. */
typedef struct
{
  LkFeatureCache *cache;
  LkModel *model;
  GPtrArray *pictures;
  GPtrArray *keys;
  GPtrArray *maps;
  GArray *missing;
  guint n_done;
} Request;

static void
request_init (Request *request, LkFeatureCache *self, LkModel *model, GPtrArray *pictures)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  request->cache = self;
  request->model = model;
  request->pictures = pictures;
  request->keys = g_ptr_array_new_with_free_func (g_free);
  request->maps = g_ptr_array_new_with_free_func ((GDestroyNotify) free_map);
  request->missing = g_array_new (FALSE, FALSE, sizeof (guint));
  request->n_done = 0;
  for (guint i = 0; i < pictures->len; i++)
    {
      char *key = make_key (model, pictures->pdata[i]);
      LkTensor *map = look_up (self, key);

      g_ptr_array_add (request->keys, key);
      g_ptr_array_add (request->maps, map);
      if (map != NULL)
        request->n_done++;
      else if (g_hash_table_add (seen, key))
        g_array_append_val (request->missing, i);
    }
}

static void
request_clear (Request *request)
{
  g_ptr_array_unref (request->keys);
  g_clear_pointer (&request->maps, g_ptr_array_unref);
  g_array_unref (request->missing);
}

/* The pictures of a batch while they are prepared; @errors has a place for each. */
typedef struct
{
  GPtrArray *pictures;
  const guint *indices;
  const LkProfile *profile;
  GCancellable *cancellable;
  LkTensor *batch;
  gsize stride;
  GError **errors;
} Preparation;

static void
prepare_picture (guint index, guint worker, gpointer data)
{
  Preparation *self = data;
  g_autoptr (LkImage) image = NULL;
  g_autoptr (LkTensor) prepared = NULL;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, &self->errors[index]))
    return;
  image = lk_picture_decode (self->pictures->pdata[self->indices[index]],
                             &self->errors[index]);
  if (image == NULL)
    return;
  prepared = lk_preparation_run (image, self->profile);
  memcpy (lk_tensor_get_data (self->batch) + index * self->stride,
          lk_tensor_get_data (prepared), self->stride * sizeof (float));
}

/* With the error of the first picture that has one. */
static LkTensor *
prepare (Request *request,
         const guint *indices,
         guint n,
         GCancellable *cancellable,
         GError **error)
{
  const LkProfile *profile = lk_model_get_profile (request->model);
  gsize shape[] = { n, 3, profile->crop, profile->crop };
  g_autoptr (LkTensor) batch = lk_tensor_new (G_N_ELEMENTS (shape), shape);
  GError *errors[BATCH] = { NULL };
  Preparation preparation = { request->pictures,
                              indices,
                              profile,
                              cancellable,
                              batch,
                              lk_tensor_get_size (batch) / n,
                              errors };
  gboolean complete = TRUE;

  lk_pool_run (lk_pool_get_shared (), n, prepare_picture, &preparation);
  for (guint i = 0; i < n; i++)
    if (errors[i] != NULL && complete)
      {
        g_propagate_error (error, errors[i]);
        complete = FALSE;
      }
    else
      g_clear_error (&errors[i]);
  return complete ? g_steal_pointer (&batch) : NULL;
}

/* A map of its own, so that keeping it does not keep its whole batch. */
static LkTensor *
copy_map (LkTensor *maps, guint index)
{
  LkTensor *map = lk_tensor_new (3, lk_tensor_get_shape (maps) + 1);
  gsize size = lk_tensor_get_size (map);

  memcpy (lk_tensor_get_data (map), lk_tensor_get_data (maps) + index * size,
          size * sizeof (float));
  return map;
}

/* Gives @map to every picture of the content of picture @first. */
static void
deliver (Request *request, guint first, LkTensor *map)
{
  const char *key = request->keys->pdata[first];

  keep (request->cache, key, map);
  for (guint i = first; i < request->maps->len; i++)
    if (request->maps->pdata[i] == NULL && g_str_equal (request->keys->pdata[i], key))
      {
        request->maps->pdata[i] = lk_tensor_ref (map);
        request->n_done++;
      }
}

static gboolean
embed_batch (Request *request,
             const guint *indices,
             guint n,
             GCancellable *cancellable,
             GError **error)
{
  g_autoptr (LkTensor) batch = prepare (request, indices, n, cancellable, error);
  g_autoptr (LkTensor) maps = NULL;

  if (batch == NULL)
    return FALSE;
  g_mutex_lock (&request->cache->forward_lock);
  maps = lk_network_forward (lk_model_get_network (request->model), batch, cancellable,
                             error);
  g_mutex_unlock (&request->cache->forward_lock);
  if (maps == NULL)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LkTensor) map = copy_map (maps, i);

      deliver (request, indices[i], map);
    }
  return TRUE;
}

GPtrArray *
lk_feature_cache_embed (LkFeatureCache *self,
                        LkModel *model,
                        GPtrArray *pictures,
                        LkProgress progress,
                        gpointer user_data,
                        GCancellable *cancellable,
                        GError **error)
{
  Request request;
  GPtrArray *maps = NULL;
  gboolean complete = TRUE;

  g_return_val_if_fail (LK_IS_FEATURE_CACHE (self), NULL);
  g_return_val_if_fail (LK_IS_MODEL (model), NULL);
  g_return_val_if_fail (pictures != NULL, NULL);

  request_init (&request, self, model, pictures);
  if (progress != NULL)
    progress (request.n_done, pictures->len, user_data);
  for (guint i = 0; complete && i < request.missing->len; i += BATCH)
    {
      complete = embed_batch (&request, &g_array_index (request.missing, guint, i),
                              MIN (request.missing->len - i, BATCH), cancellable, error);
      if (complete && progress != NULL)
        progress (request.n_done, pictures->len, user_data);
    }
  if (complete)
    maps = g_steal_pointer (&request.maps);
  request_clear (&request);
  return maps;
}
