/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-embedder.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-file.h"
#include "lk-pool.h"
#include "lk-preparation.h"

#define BATCH 16

struct _LkEmbedder
{
  GObject parent_instance;

  LkModel *model;
  LkFeatureCache *cache;
  LkReading reading;
  char *fingerprint;

  /* The keys of all that went through the network, and how often it was. */
  GMutex lock;
  GHashTable *embedded;
  guint64 n_embedded;
  guint64 n_repeated;
  guint64 n_different[LK_N_DIFFERENCES];
};

static void lk_embedder_map_source_init (LkMapSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (LkEmbedder,
                               lk_embedder,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LK_TYPE_MAP_SOURCE,
                                                      lk_embedder_map_source_init))

static void
lk_embedder_finalize (GObject *object)
{
  LkEmbedder *self = LK_EMBEDDER (object);

  g_object_unref (self->model);
  g_object_unref (self->cache);
  g_free (self->fingerprint);
  g_hash_table_unref (self->embedded);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (lk_embedder_parent_class)->finalize (object);
}

static void
lk_embedder_class_init (LkEmbedderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_embedder_finalize;
}

static void
lk_embedder_init (LkEmbedder *self)
{
  g_mutex_init (&self->lock);
  self->embedded = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

LkEmbedder *
lk_embedder_new (LkModel *model, LkFeatureCache *cache)
{
  LkEmbedder *self;

  g_return_val_if_fail (LK_IS_MODEL (model), NULL);

  self = g_object_new (LK_TYPE_EMBEDDER, NULL);
  self->model = g_object_ref (model);
  self->cache = cache != NULL ? g_object_ref (cache) : lk_feature_cache_new ();
  self->fingerprint = g_strdup (lk_model_get_fingerprint (model));
  return self;
}

void
lk_embedder_set_reading (LkEmbedder *self, LkReading reading)
{
  const char *model;

  g_return_if_fail (LK_IS_EMBEDDER (self));

  model = lk_model_get_fingerprint (self->model);
  self->reading = reading;
  g_free (self->fingerprint);
  self->fingerprint = reading == LK_READING_AS_PUBLISHED
                          ? g_strconcat (model, "-as-published", NULL)
                          : g_strdup (model);
}

guint64
lk_embedder_get_n_different (LkEmbedder *self, LkImageDifference difference)
{
  g_autoptr (GMutexLocker) locker = NULL;
  guint64 n = 0;

  g_return_val_if_fail (LK_IS_EMBEDDER (self), 0);

  locker = g_mutex_locker_new (&self->lock);
  for (guint i = 0; i < LK_N_DIFFERENCES; i++)
    n += (difference & 1u << i) != 0 ? self->n_different[i] : 0;
  return n;
}

static void
count_differences (LkEmbedder *self, LkImageDifference differences)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (differences == LK_DIFFERENCE_NONE)
    return;
  locker = g_mutex_locker_new (&self->lock);
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
 * that has its key, @missing those of them whose map is not cached. */
typedef struct
{
  LkEmbedder *embedder;
  const LkPictureRef *pictures;
  guint n_pictures;
  GPtrArray *keys;
  GPtrArray *maps;
  guint *first;
  GArray *missing;
} Request;

static char *
make_key (LkEmbedder *self, const LkPictureRef *picture)
{
  return g_strdup_printf (
      "%s %s",
      picture->picture != NULL ? lk_picture_get_sha256 (picture->picture) : picture->path,
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

static LkImage *
decode (const LkPictureRef *picture, LkReading reading, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;

  if (picture->picture != NULL)
    return lk_picture_decode_as (picture->picture, reading, error);
  bytes = lk_file_read (picture->path, LK_PICTURE_MAX_FILE_SIZE, error);
  if (bytes == NULL)
    return NULL;
  name = g_filename_display_name (picture->path);
  return lk_image_decode_as (bytes, name, reading, error);
}

static void
prepare_picture (guint index, guint worker, gpointer data)
{
  Preparation *self = data;
  const LkProfile *profile = lk_model_get_profile (self->request->embedder->model);
  g_autoptr (LkImage) image = NULL;
  g_autoptr (LkTensor) prepared = NULL;

  if (g_cancellable_set_error_if_cancelled (self->cancellable, &self->errors[index]))
    return;
  image = decode (&self->request->pictures[self->indices[index]],
                  self->request->embedder->reading, &self->errors[index]);
  if (image == NULL)
    return;
  count_differences (self->request->embedder, lk_image_get_differences (image));
  prepared = lk_preparation_run (image, profile);
  memcpy (lk_tensor_get_data (self->batch) + index * self->stride,
          lk_tensor_get_data (prepared), self->stride * sizeof (float));
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

static GPtrArray *
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

static const char *
lk_embedder_get_name (LkMapSource *source)
{
  return lk_model_get_name (LK_EMBEDDER (source)->model);
}

static const char *
lk_embedder_get_fingerprint (LkMapSource *source)
{
  return LK_EMBEDDER (source)->fingerprint;
}

static LkModel *
lk_embedder_get_model (LkMapSource *source)
{
  return LK_EMBEDDER (source)->model;
}

static gboolean
lk_embedder_get_geometry (LkMapSource *source,
                          double *stride,
                          double *offset,
                          double *receptive_field)
{
  lk_network_get_geometry (lk_model_get_network (LK_EMBEDDER (source)->model), stride,
                           offset, receptive_field);
  return TRUE;
}

/* The part of what the network sees that its cells stand on. */
static void
lk_embedder_get_area (LkMapSource *source, LkImage *image, double area[4])
{
  LkModel *model = LK_EMBEDDER (source)->model;
  const LkProfile *profile = lk_model_get_profile (model);
  double stride, offset, receptive_field, view[4];
  gsize shape[3];

  lk_preparation_get_view (image, profile, view);
  lk_network_get_geometry (lk_model_get_network (model), &stride, &offset,
                           &receptive_field);
  lk_network_get_map_shape (lk_model_get_network (model), profile->crop, profile->crop,
                            shape);
  area[0] = view[0] + view[2] * (offset - stride / 2) / profile->crop;
  area[1] = view[1] + view[3] * (offset - stride / 2) / profile->crop;
  area[2] = view[2] * shape[2] * stride / profile->crop;
  area[3] = view[3] * shape[1] * stride / profile->crop;
}

static char *
lk_embedder_describe (LkMapSource *source)
{
  LkModel *model = LK_EMBEDDER (source)->model;

  /* Translators: a backbone, and how pictures are prepared for it. */
  return g_strdup_printf (_ ("%s, profile %s"),
                          lk_model_get_layout (model)->backbone.name,
                          lk_model_get_profile (model)->name);
}

static void
lk_embedder_get_n_computed (LkMapSource *source, guint64 *n_computed, guint64 *n_repeated)
{
  LkEmbedder *self = LK_EMBEDDER (source);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *n_computed = self->n_embedded;
  *n_repeated = self->n_repeated;
}

static void
lk_embedder_map_source_init (LkMapSourceInterface *iface)
{
  iface->get_name = lk_embedder_get_name;
  iface->get_fingerprint = lk_embedder_get_fingerprint;
  iface->get_model = lk_embedder_get_model;
  iface->get_geometry = lk_embedder_get_geometry;
  iface->get_area = lk_embedder_get_area;
  iface->describe = lk_embedder_describe;
  iface->fetch = lk_embedder_fetch;
  iface->get_n_computed = lk_embedder_get_n_computed;
}
