/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-map-store.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>

#include "lk-error.h"
#include "lk-map-shard.h"
#include "lk-map-store-room.h"

/* A header of so many is read at once, and what is not yet written stays in memory. */
#define MAX_SHARD_MAPS 256
#define MAX_SHARD_BYTES ((gsize) 32 << 20)
#define MAX_WAITING_SHARDS 3
/* Of the whole folder, so that what goes for want of room is little. */
#define SHARDS_A_FOLDER 8
/* Others write meanwhile: their shards are looked for when a map is missing. */
#define SCAN_AGAIN (2 * G_USEC_PER_SEC)

/* Maps of one source. */
typedef struct
{
  char *name;
  char *folder;
  GHashTable *shards;  /* name to LkMapShard; %NULL for what was none */
  GHashTable *places;  /* picture to Place */
  GHashTable *waiting; /* picture to LkKeptMap: not in a shard yet */
  GPtrArray *next;     /* of those, what no thread writes yet */
  gsize n_bytes;       /* of @next */
  gint64 scanned;
  gboolean is_new;
} Source;

typedef struct
{
  LkMapShard *shard;
  const LkMapEntry *entry;
} Place;

struct _LkMapStore
{
  GObject parent_instance;

  char *folder;
  guint64 max_bytes;
  gsize max_shard;
  GThreadPool *writer;

  GMutex lock; /* of what follows */
  GCond written;
  GHashTable *sources;
  GHashTable *used; /* paths of shards */
  guint n_writing;
  GError *problem;
  gboolean is_broken;
};

G_DEFINE_FINAL_TYPE (LkMapStore, lk_map_store, G_TYPE_OBJECT)

static void
shard_free (gpointer shard)
{
  if (shard != NULL)
    lk_map_shard_unref (shard);
}

static Source *
source_new (const char *name, const char *folder)
{
  Source *self = g_new0 (Source, 1);

  self->name = g_strdup (name);
  self->folder = g_build_filename (folder, name, NULL);
  self->shards = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, shard_free);
  self->places = g_hash_table_new_full (g_str_hash, g_str_equal, NULL, g_free);
  self->waiting = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) lk_kept_map_free);
  self->next = g_ptr_array_new ();
  self->is_new = TRUE;
  return self;
}

static void
source_free (Source *self)
{
  g_hash_table_unref (self->places);
  g_hash_table_unref (self->shards);
  g_hash_table_unref (self->waiting);
  g_ptr_array_unref (self->next);
  g_free (self->name);
  g_free (self->folder);
  g_free (self);
}

/* What a thread of its own writes: some of what waits. */
typedef struct
{
  Source *source;
  GPtrArray *maps;
} Writing;

static void write_shard (gpointer data, gpointer user_data);

static void
lk_map_store_finalize (GObject *object)
{
  LkMapStore *self = LK_MAP_STORE (object);

  lk_map_store_flush (self, NULL);
  g_thread_pool_free (self->writer, FALSE, TRUE);
  g_hash_table_unref (self->sources);
  g_hash_table_unref (self->used);
  g_clear_error (&self->problem);
  g_free (self->folder);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->written);
  G_OBJECT_CLASS (lk_map_store_parent_class)->finalize (object);
}

static void
lk_map_store_class_init (LkMapStoreClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_map_store_finalize;
}

static void
lk_map_store_init (LkMapStore *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->written);
  self->sources = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                         (GDestroyNotify) source_free);
  self->used = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->writer = g_thread_pool_new (write_shard, self, 1, FALSE, NULL);
}

static gboolean
make_folder (const char *folder, GError **error)
{
  g_autofree char *shown = NULL;
  int code;

  if (g_mkdir_with_parents (folder, 0777) == 0)
    return TRUE;
  code = errno;
  shown = g_filename_display_name (folder);
  g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("“%s” cannot be made: %s"), shown,
               g_strerror (code));
  return FALSE;
}

LkMapStore *
lk_map_store_open (const char *folder, guint64 max_bytes, GError **error)
{
  LkMapStore *self;

  g_return_val_if_fail (folder != NULL, NULL);

  if (!make_folder (folder, error))
    return NULL;
  self = g_object_new (LK_TYPE_MAP_STORE, NULL);
  self->folder = g_canonicalize_filename (folder, NULL);
  self->max_bytes = max_bytes;
  self->max_shard = MIN (MAX_SHARD_BYTES, max_bytes / SHARDS_A_FOLDER);
  lk_map_store_mark (self->folder);
  lk_map_store_make_room (self->folder, max_bytes);
  return self;
}

const char *
lk_map_store_get_folder (LkMapStore *self)
{
  g_return_val_if_fail (LK_IS_MAP_STORE (self), NULL);
  return self->folder;
}

static void
take_shard (Source *source, LkMapShard *shard)
{
  for (guint i = 0; i < lk_map_shard_get_n_entries (shard); i++)
    {
      const LkMapEntry *entry = lk_map_shard_get_entry (shard, i);
      Place *place;

      if (g_hash_table_contains (source->places, entry->picture))
        continue;
      place = g_new (Place, 1);
      *place = (Place){ shard, entry };
      g_hash_table_insert (source->places, (gpointer) entry->picture, place);
    }
}

/* What is worth nothing goes; what only cannot be read may be another's. */
static void
add_shard (Source *source, const char *name)
{
  g_autofree char *path = g_build_filename (source->folder, name, NULL);
  g_autoptr (GError) problem = NULL;
  LkMapShard *shard = lk_map_shard_open (path, source->name, &problem);

  if (shard == NULL && g_error_matches (problem, LK_ERROR, LK_ERROR_FORMAT))
    g_unlink (path);
  g_hash_table_insert (source->shards, g_strdup (name), shard);
  if (shard != NULL)
    take_shard (source, shard);
}

/* The shards that came since the last time. */
static void
scan (Source *source)
{
  g_autoptr (GDir) dir = g_dir_open (source->folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (lk_map_store_is_shard (name) && !g_hash_table_contains (source->shards, name))
      add_shard (source, name);
  source->scanned = g_get_monotonic_time ();
  source->is_new = FALSE;
}

static gboolean
is_of_shard (gpointer picture, gpointer place, gpointer shard)
{
  return ((Place *) place)->shard == shard;
}

static Source *
get_source (LkMapStore *self, const char *name)
{
  Source *source = g_hash_table_lookup (self->sources, name);

  if (source != NULL)
    return source;
  source = source_new (name, self->folder);
  g_hash_table_insert (self->sources, source->name, source);
  return source;
}

/* Of a shard that is gone, or in which something is not as it was written. */
static void
forget_shard (LkMapStore *self, const char *source_name, LkMapShard *shard)
{
  const char *path = lk_map_shard_get_path (shard);
  g_autofree char *name = g_path_get_basename (path);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Source *source = get_source (self, source_name);

  g_hash_table_foreach_remove (source->places, is_of_shard, shard);
  g_hash_table_insert (source->shards, g_steal_pointer (&name), NULL);
}

/* The maps that are as they were go to another shard. */
static void
replace_shard (LkMapStore *self, const char *source, LkMapShard *shard)
{
  g_autoptr (GPtrArray) maps
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_kept_map_free);

  for (guint i = 0; i < lk_map_shard_get_n_entries (shard); i++)
    {
      const LkMapEntry *entry = lk_map_shard_get_entry (shard, i);
      g_autoptr (LkTensor) map = lk_map_shard_read (shard, entry, NULL);

      if (map != NULL)
        g_ptr_array_add (maps, lk_kept_map_new (entry->picture, map, entry->differences));
    }
  g_unlink (lk_map_shard_get_path (shard));
  forget_shard (self, source, shard);
  for (guint i = 0; i < maps->len; i++)
    {
      const LkKeptMap *kept = maps->pdata[i];

      lk_map_store_add (self, source, kept->picture, kept->map, kept->differences);
    }
}

/* The first use in this process puts it behind those that nobody uses. */
static void
touch (LkMapStore *self, LkMapShard *shard)
{
  const char *path = lk_map_shard_get_path (shard);

  if (g_hash_table_add (self->used, g_strdup (path)))
    utimensat (AT_FDCWD, path, NULL, 0);
}

/* (transfer full) (nullable): the shard that has the map, and where; or, in @waiting, the
 * map that no shard has yet. */
static LkMapShard *
find (LkMapStore *self,
      const char *name,
      const char *picture,
      LkMapEntry *entry,
      LkKeptMap **waiting)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  Source *source = get_source (self, name);
  const Place *place;
  LkKeptMap *kept = g_hash_table_lookup (source->waiting, picture);

  *waiting = NULL;
  if (kept != NULL)
    {
      *waiting = lk_kept_map_new (picture, kept->map, kept->differences);
      return NULL;
    }
  place = g_hash_table_lookup (source->places, picture);
  if (place == NULL
      && (source->is_new || g_get_monotonic_time () - source->scanned > SCAN_AGAIN))
    {
      scan (source);
      place = g_hash_table_lookup (source->places, picture);
    }
  if (place == NULL)
    return NULL;
  *entry = *place->entry;
  touch (self, place->shard);
  return lk_map_shard_ref (place->shard);
}

LkTensor *
lk_map_store_look_up (LkMapStore *self,
                      const char *source,
                      const char *picture,
                      guint *differences)
{
  LkMapEntry entry;
  LkKeptMap *waiting;
  LkMapShard *shard;
  LkTensor *map = NULL;

  g_return_val_if_fail (LK_IS_MAP_STORE (self) && differences != NULL, NULL);
  g_return_val_if_fail (lk_map_store_is_source (source) && picture != NULL, NULL);

  while (map == NULL && (shard = find (self, source, picture, &entry, &waiting)) != NULL)
    {
      g_autoptr (GError) problem = NULL;

      *differences = entry.differences;
      map = lk_map_shard_read (shard, &entry, &problem);
      if (map == NULL && g_error_matches (problem, LK_ERROR, LK_ERROR_FORMAT))
        replace_shard (self, source, shard);
      else if (map == NULL)
        forget_shard (self, source, shard);
      lk_map_shard_unref (shard);
    }
  if (map != NULL || waiting == NULL)
    return map;
  *differences = waiting->differences;
  map = lk_tensor_ref (waiting->map);
  lk_kept_map_free (waiting);
  return map;
}

/* Hands what @source has to the thread that writes. */
static void
start_writing (LkMapStore *self, Source *source)
{
  Writing *writing;

  if (source->next->len == 0)
    return;
  writing = g_new (Writing, 1);
  *writing = (Writing){ source, source->next };
  source->next = g_ptr_array_new ();
  source->n_bytes = 0;
  self->n_writing++;
  g_thread_pool_push (self->writer, writing, NULL);
}

void
lk_map_store_add (LkMapStore *self,
                  const char *name,
                  const char *picture,
                  LkTensor *map,
                  guint differences)
{
  g_autoptr (GMutexLocker) locker = NULL;
  gsize n_bytes;
  Source *source;
  LkKeptMap *kept;

  g_return_if_fail (LK_IS_MAP_STORE (self) && map != NULL && picture != NULL);
  g_return_if_fail (lk_map_store_is_source (name));

  n_bytes = lk_tensor_get_size (map) * sizeof (float);
  locker = g_mutex_locker_new (&self->lock);
  /* Maps are not computed faster than they are written for ever. */
  while (self->n_writing > MAX_WAITING_SHARDS)
    g_cond_wait (&self->written, &self->lock);
  source = get_source (self, name);
  if (self->is_broken || n_bytes > self->max_shard
      || g_hash_table_contains (source->places, picture)
      || g_hash_table_contains (source->waiting, picture))
    return;
  if (source->next->len == MAX_SHARD_MAPS || source->n_bytes + n_bytes > self->max_shard)
    start_writing (self, source);
  kept = lk_kept_map_new (picture, map, differences);
  g_hash_table_insert (source->waiting, kept->picture, kept);
  g_ptr_array_add (source->next, kept);
  source->n_bytes += n_bytes;
}

/* Leaves out what another process has written meanwhile. */
static GPtrArray *
list_new (LkMapStore *self, const Writing *writing)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GPtrArray *maps = g_ptr_array_new ();

  scan (writing->source);
  for (guint i = 0; i < writing->maps->len; i++)
    {
      LkKeptMap *kept = writing->maps->pdata[i];

      if (!self->is_broken
          && !g_hash_table_contains (writing->source->places, kept->picture))
        g_ptr_array_add (maps, kept);
    }
  return maps;
}

static gboolean
write_maps (const Writing *writing, GPtrArray *maps, GError **error)
{
  g_autofree char *name = g_uuid_string_random ();
  g_autofree char *file = g_strconcat (name, ".safetensors", NULL);
  g_autofree char *path = g_build_filename (writing->source->folder, file, NULL);

  return maps->len == 0
         || (make_folder (writing->source->folder, error)
             && lk_map_shard_write (path, writing->source->name, maps, error));
}

static void
finish_writing (LkMapStore *self, Writing *writing, GError *problem)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  scan (writing->source);
  for (guint i = 0; i < writing->maps->len; i++)
    {
      LkKeptMap *kept = writing->maps->pdata[i];

      g_hash_table_remove (writing->source->waiting, kept->picture);
    }
  self->is_broken = self->is_broken || problem != NULL;
  if (self->problem == NULL)
    self->problem = problem;
  else
    g_clear_error (&problem);
  self->n_writing--;
  g_cond_broadcast (&self->written);
}

static void
write_shard (gpointer data, gpointer user_data)
{
  LkMapStore *self = user_data;
  Writing *writing = data;
  g_autoptr (GPtrArray) maps = list_new (self, writing);
  GError *problem = NULL;

  if (write_maps (writing, maps, &problem))
    lk_map_store_make_room (self->folder, self->max_bytes);
  finish_writing (self, writing, problem);
  g_ptr_array_unref (writing->maps);
  g_free (writing);
}

gboolean
lk_map_store_flush (LkMapStore *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = NULL;
  GHashTableIter iter;
  gpointer source;

  g_return_val_if_fail (LK_IS_MAP_STORE (self), FALSE);

  locker = g_mutex_locker_new (&self->lock);
  g_hash_table_iter_init (&iter, self->sources);
  while (g_hash_table_iter_next (&iter, NULL, &source))
    start_writing (self, source);
  while (self->n_writing > 0)
    g_cond_wait (&self->written, &self->lock);
  if (self->problem == NULL)
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&self->problem));
  return FALSE;
}
