/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "lk-embedder-private.h"
#include "lk-file.h"
#include "lk-pixel-budget.h"
#include "lk-pool.h"
#include "lk-preparation.h"

#define BATCH 16

/* Of a picture that is seen again, no more than once. */
static void
count_differences (LkEmbedder *self, const char *key, LkImageDifference differences)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (differences == LK_DIFFERENCE_NONE)
    return;
  locker = g_mutex_locker_new (&self->lock);
  if (!g_hash_table_add (self->different, g_strdup (key)))
    return;
  for (guint i = 0; i < LK_N_DIFFERENCES; i++)
    self->n_different[i] += (differences & 1u << i) != 0;
}

/* Of a request that was given up some maps are missing. */
static void
free_map (LkTensor *map)
{
  g_clear_pointer (&map, lk_tensor_unref);
}

/* One request: @maps grows complete. @first holds for each picture the index of the first
 * that has its key, @missing those of them whose map is not at hand. Of these, where maps
 * are kept, @sums are the SHA-256 of the bytes that were decoded, and @differences how
 * they were read. */
typedef struct
{
  LkEmbedder *embedder;
  const LkPictureRef *pictures;
  guint n_pictures;
  GPtrArray *keys;
  GPtrArray *maps;
  guint *first;
  GArray *missing;
  GPtrArray *sums;
  LkImageDifference *differences;
} Request;

static char *
make_key (LkEmbedder *self, const LkPictureRef *picture)
{
  if (picture->picture != NULL)
    return g_strdup_printf ("%s %s", lk_picture_get_sha256 (picture->picture),
                            self->fingerprint);
  if (picture->stamp == NULL)
    return g_strdup_printf ("%s %s", picture->path, self->fingerprint);
  return g_strdup_printf ("%s %" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %s",
                          picture->path, picture->stamp->size, picture->stamp->modified,
                          self->fingerprint);
}

static void
request_init (Request *request,
              LkEmbedder *self,
              const LkPictureRef *pictures,
              guint n_pictures)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);

  request->embedder = self;
  request->pictures = pictures;
  request->n_pictures = n_pictures;
  request->keys = g_ptr_array_new_with_free_func (g_free);
  request->maps = g_ptr_array_new_with_free_func ((GDestroyNotify) free_map);
  request->first = g_new (guint, n_pictures);
  request->missing = g_array_new (FALSE, FALSE, sizeof (guint));
  request->sums = g_ptr_array_new_full (n_pictures, g_free);
  g_ptr_array_set_size (request->sums, (int) n_pictures);
  request->differences = g_new0 (LkImageDifference, n_pictures);
  for (guint i = 0; i < n_pictures; i++)
    {
      char *key = make_key (self, &pictures[i]);
      LkTensor *map = lk_feature_cache_look_up (self->cache, key);
      gpointer first;

      g_ptr_array_add (request->keys, key);
      g_ptr_array_add (request->maps, map);
      request->first[i] = i;
      if (map != NULL)
        continue;
      if (g_hash_table_lookup_extended (seen, key, NULL, &first))
        request->first[i] = GPOINTER_TO_UINT (first);
      else
        {
          g_hash_table_insert (seen, key, GUINT_TO_POINTER (i));
          g_array_append_val (request->missing, i);
        }
    }
}

static void
request_clear (Request *request)
{
  g_ptr_array_unref (request->keys);
  g_clear_pointer (&request->maps, g_ptr_array_unref);
  g_free (request->first);
  g_array_unref (request->missing);
  g_ptr_array_unref (request->sums);
  g_free (request->differences);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Request, request_clear)

/* The pictures of a batch while they are prepared; @errors has a place for each. */
typedef struct
{
  const Request *request;
  const guint *indices;
  GCancellable *cancellable;
  LkTensor *batch;
  gsize stride;
  GError **errors;
} Preparation;

/* What a map is kept under is told of the bytes that it was made of. */
static LkImage *
decode (const Request *request, guint index, GError **error)
{
  const LkPictureRef *picture = &request->pictures[index];
  LkReading reading = request->embedder->reading;
  gboolean is_kept = request->embedder->store != NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;

  if (picture->picture != NULL)
    {
      if (is_kept)
        request->sums->pdata[index] = g_strdup (lk_picture_get_sha256 (picture->picture));
      return lk_picture_decode_as (picture->picture, reading, error);
    }
  bytes = lk_file_read (picture->path, LK_PICTURE_MAX_FILE_SIZE, error);
  if (bytes == NULL)
    return NULL;
  if (is_kept)
    request->sums->pdata[index] = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  name = g_filename_display_name (picture->path);
  return lk_image_decode_as (bytes, name, reading, error);
}

static void
prepare_counted (Preparation *self, guint index)
{
  const Request *request = self->request;
  guint picture = self->indices[index];
  const LkProfile *profile = lk_model_get_profile (request->embedder->model);
  g_autoptr (LkImage) image = NULL;
  g_autoptr (LkTensor) prepared = NULL;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, &self->errors[index]))
    return;
  image = decode (request, picture, &self->errors[index]);
  if (image == NULL)
    return;
  request->differences[picture] = lk_image_get_differences (image);
  count_differences (request->embedder, request->keys->pdata[picture],
                     request->differences[picture]);
  prepared = lk_preparation_run (image, profile);
  memcpy (lk_tensor_get_data (self->batch) + index * self->stride,
          lk_tensor_get_data (prepared), self->stride * sizeof (float));
}

static void
prepare_picture (guint index, guint worker, gpointer data)
{
  lk_pixel_budget_enter ();
  prepare_counted (data, index);
  lk_pixel_budget_leave ();
}

/* With the error of the first picture that has one. */
static LkTensor *
prepare (const Request *request,
         const guint *indices,
         guint n,
         GCancellable *cancellable,
         GError **error)
{
  const LkProfile *profile = lk_model_get_profile (request->embedder->model);
  gsize shape[] = { n, 3, profile->crop, profile->crop };
  g_autoptr (LkTensor) batch = lk_tensor_new (G_N_ELEMENTS (shape), shape);
  GError *errors[BATCH] = { NULL };
  Preparation preparation
      = { request, indices, cancellable, batch, lk_tensor_get_size (batch) / n, errors };
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

static void
count (LkEmbedder *self, const char *key)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->n_embedded++;
  if (!g_hash_table_add (self->embedded, g_strdup (key)))
    self->n_repeated++;
}

static gboolean
embed_batch (Request *request,
             const guint *indices,
             guint n,
             GCancellable *cancellable,
             GError **error)
{
  LkEmbedder *self = request->embedder;
  g_autoptr (LkTensor) batch = prepare (request, indices, n, cancellable, error);
  g_autoptr (LkTensor) maps = NULL;

  if (batch == NULL)
    return FALSE;
  maps = lk_network_forward (lk_model_get_network (self->model), batch, cancellable,
                             error);
  if (maps == NULL)
    {
      g_prefix_error (error, "“%s”: ", lk_model_get_name (self->model));
      return FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      const char *key = request->keys->pdata[indices[i]];
      LkTensor *map = copy_map (maps, i);

      request->maps->pdata[indices[i]] = map;
      lk_feature_cache_add (self->cache, key, map);
      if (self->store != NULL)
        lk_map_store_add (self->store, self->origin, request->sums->pdata[indices[i]],
                          map, request->differences[indices[i]]);
      count (self, key);
    }
  return TRUE;
}

/* Gives the maps that are there to all pictures that have them; says how many do. */
static guint
deliver (Request *request)
{
  gpointer *maps = request->maps->pdata;
  guint n_done = 0;

  for (guint i = 0; i < request->n_pictures; i++)
    {
      if (maps[i] == NULL && maps[request->first[i]] != NULL)
        maps[i] = lk_tensor_ref (maps[request->first[i]]);
      n_done += maps[i] != NULL;
    }
  return n_done;
}

/* (transfer full) (nullable): of the picture's bytes */
static char *
hash_picture (const LkPictureRef *picture)
{
  g_autoptr (GBytes) bytes = NULL;

  if (picture->picture != NULL)
    return lk_picture_get_state (picture->picture) == LK_PICTURE_PRESENT
               ? g_strdup (lk_picture_get_sha256 (picture->picture))
               : NULL;
  bytes = lk_file_read (picture->path, LK_PICTURE_MAX_FILE_SIZE, NULL);
  return bytes != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : NULL;
}

typedef struct
{
  Request *request;
  GCancellable *cancellable;
} Loading;

static void
load_map (guint index, guint worker, gpointer data)
{
  const Loading *loading = data;
  Request *request = loading->request;
  LkEmbedder *self = request->embedder;
  guint picture = g_array_index (request->missing, guint, index);
  const char *key = request->keys->pdata[picture];
  g_autofree char *sum = NULL;
  guint differences = 0;
  LkTensor *map;

  if (g_cancellable_is_cancelled (loading->cancellable))
    return;
  sum = hash_picture (&request->pictures[picture]);
  map = sum != NULL ? lk_map_store_look_up (self->store, self->origin, sum, &differences)
                    : NULL;
  if (map == NULL)
    return;
  request->maps->pdata[picture] = map;
  lk_feature_cache_add (self->cache, key, map);
  count_differences (self, key, (LkImageDifference) differences);
}

/* Takes those that were kept on the disk out of what is missing. */
static void
load (Request *request, GCancellable *cancellable)
{
  Loading loading = { request, cancellable };
  guint n = 0;

  if (request->embedder->store == NULL)
    return;
  lk_pool_run (lk_pool_get_shared (), request->missing->len, load_map, &loading);
  for (guint i = 0; i < request->missing->len; i++)
    {
      guint picture = g_array_index (request->missing, guint, i);

      if (request->maps->pdata[picture] == NULL)
        g_array_index (request->missing, guint, n++) = picture;
    }
  g_array_set_size (request->missing, n);
}

GPtrArray *
lk_embedder_fetch (LkMapSource *source,
                   const LkPictureRef *pictures,
                   guint n_pictures,
                   LkProgress progress,
                   gpointer user_data,
                   GCancellable *cancellable,
                   GError **error)
{
  g_auto (Request) request = { NULL };
  guint n_done;

  request_init (&request, LK_EMBEDDER (source), pictures, n_pictures);
  load (&request, cancellable);
  n_done = deliver (&request);
  if (progress != NULL)
    progress (n_done, n_pictures, user_data);
  for (guint i = 0; i < request.missing->len; i += BATCH)
    {
      if (!embed_batch (&request, &g_array_index (request.missing, guint, i),
                        MIN (request.missing->len - i, BATCH), cancellable, error))
        return NULL;
      n_done = deliver (&request);
      if (progress != NULL)
        progress (n_done, n_pictures, user_data);
    }
  return g_steal_pointer (&request.maps);
}
