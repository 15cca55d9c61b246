/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-feature-cache.h"

#define MAX_BYTES (256u * 1024 * 1024)

typedef struct
{
  char *key;
  LkTensor *map;
  GList link;
} Entry;

struct _LkFeatureCache
{
  GObject parent_instance;

  gsize max_bytes;
  GMutex lock;
  GHashTable *entries;
  GQueue recent;
  gsize n_bytes;
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
  self->max_bytes = MAX_BYTES;
  g_mutex_init (&self->lock);
  g_queue_init (&self->recent);
  self->entries = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) entry_free);
}

LkFeatureCache *
lk_feature_cache_new (void)
{
  return g_object_new (LK_TYPE_FEATURE_CACHE, NULL);
}

LkFeatureCache *
lk_feature_cache_new_for_size (gsize max_bytes)
{
  LkFeatureCache *self = lk_feature_cache_new ();

  self->max_bytes = max_bytes;
  return self;
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

LkTensor *
lk_feature_cache_look_up (LkFeatureCache *self, const char *key)
{
  g_autoptr (GMutexLocker) locker = NULL;
  Entry *entry;

  g_return_val_if_fail (LK_IS_FEATURE_CACHE (self) && key != NULL, NULL);

  locker = g_mutex_locker_new (&self->lock);
  entry = g_hash_table_lookup (self->entries, key);
  if (entry == NULL)
    return NULL;
  g_queue_unlink (&self->recent, &entry->link);
  g_queue_push_head_link (&self->recent, &entry->link);
  return lk_tensor_ref (entry->map);
}

void
lk_feature_cache_add (LkFeatureCache *self, const char *key, LkTensor *map)
{
  g_autoptr (GMutexLocker) locker = NULL;
  Entry *entry;

  g_return_if_fail (LK_IS_FEATURE_CACHE (self) && key != NULL && map != NULL);

  locker = g_mutex_locker_new (&self->lock);
  if (g_hash_table_contains (self->entries, key))
    return;
  entry = g_new0 (Entry, 1);
  entry->key = g_strdup (key);
  entry->map = lk_tensor_ref (map);
  entry->link.data = entry;
  g_hash_table_insert (self->entries, entry->key, entry);
  g_queue_push_head_link (&self->recent, &entry->link);
  self->n_bytes += entry_size (entry);
  while (self->n_bytes > self->max_bytes)
    forget (self, g_queue_peek_tail (&self->recent));
}
