/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-embedder-private.h"

#include <glib/gi18n-lib.h>

#include "lk-cpu.h"
#include "lk-preparation.h"

/* How the engine rounds: another number where maps come out otherwise in their last bits
 * than those that were kept before. */
#define ROUNDING 1

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
  g_clear_object (&self->store);
  g_free (self->origin);
  g_hash_table_unref (self->embedded);
  g_hash_table_unref (self->different);
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
  self->different = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
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

/* Kernels round differently: what some kept is not what others compute. */
static void
name_origin (LkEmbedder *self)
{
  g_free (self->origin);
  self->origin = g_strdup_printf ("%s-%s-%d", self->fingerprint,
                                  lk_kernels_to_string (lk_cpu_get_kernels ()), ROUNDING);
}

void
lk_embedder_set_store (LkEmbedder *self, LkMapStore *store)
{
  g_return_if_fail (LK_IS_EMBEDDER (self));
  g_return_if_fail (store == NULL || LK_IS_MAP_STORE (store));

  g_set_object (&self->store, store);
  name_origin (self);
}

LkMapStore *
lk_embedder_get_store (LkEmbedder *self)
{
  g_return_val_if_fail (LK_IS_EMBEDDER (self), NULL);
  return self->store;
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
  name_origin (self);
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
