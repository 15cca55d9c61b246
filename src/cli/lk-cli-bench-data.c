/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-bench-data.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <string.h>

#include "lk-cli-bench.h"
#include "lk-embedder.h"
#include "lk-preparation.h"

#define WIDTH 640
#define HEIGHT 480
#define BATCH 30

/* Waves whose direction belongs to the class, with noise that belongs to the picture. */
static GBytes *
make_jpeg (guint class_index, guint index, GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf
      = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, WIDTH, HEIGHT);
  g_autoptr (GRand) random = g_rand_new_with_seed (class_index * 1000 + index);
  guchar *pixels = gdk_pixbuf_get_pixels (pixbuf);
  int stride = gdk_pixbuf_get_rowstride (pixbuf);
  double angle = G_PI * class_index / LK_BENCH_WAY;
  double phase = g_rand_double_range (random, 0, 2 * G_PI);
  char *buffer;
  gsize size;

  for (int y = 0; y < HEIGHT; y++)
    for (int x = 0; x < WIDTH * 3; x++)
      {
        double along = (x / 3) * cos (angle) + y * sin (angle);
        double wave = sin (along / (12 + 9 * (x % 3)) + phase);

        pixels[y * stride + x]
            = (guchar) (128 + 80 * wave + g_rand_int_range (random, -20, 21));
      }
  if (!gdk_pixbuf_save_to_buffer (pixbuf, &buffer, &size, "jpeg", error, "quality", "90",
                                  NULL))
    return NULL;
  return g_bytes_new_take (buffer, size);
}

static LkPicture *
make_picture (guint class_index, guint index, GError **error)
{
  g_autoptr (GBytes) bytes = make_jpeg (class_index, index, error);

  return bytes != NULL ? lk_picture_new_for_bytes (bytes, "bench.jpg", error) : NULL;
}

static LkEpisodeState *
make_episode (guint n_queries, GError **error)
{
  g_autoptr (LkEpisodeState) episode = lk_episode_state_new ();

  for (guint i = 0; i < LK_BENCH_WAY; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i + 1);
      g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);

      for (guint j = 0; j < LK_BENCH_SHOT; j++)
        {
          LkPicture *picture = make_picture (i, j, error);

          if (picture == NULL)
            return NULL;
          g_ptr_array_add (shots, picture);
        }
      lk_episode_state_append_class (episode, name, shots);
    }
  for (guint i = 0; i < n_queries; i++)
    {
      g_autoptr (LkPicture) picture
          = make_picture (i % LK_BENCH_WAY, LK_BENCH_SHOT + i, error);
      g_autoptr (LkQuery) query = NULL;

      if (picture == NULL)
        return NULL;
      query = lk_query_new (picture, NULL);
      lk_episode_state_append_query (episode, query);
    }
  return g_steal_pointer (&episode);
}

static LkTensor *
repeat (LkTensor *picture, gsize n)
{
  gsize size = lk_tensor_get_size (picture);
  gsize shape[4] = { n, lk_tensor_get_dim (picture, 0), lk_tensor_get_dim (picture, 1),
                     lk_tensor_get_dim (picture, 2) };
  LkTensor *batch = lk_tensor_new (4, shape);

  for (gsize i = 0; i < n; i++)
    memcpy (lk_tensor_get_data (batch) + i * size, lk_tensor_get_data (picture),
            size * sizeof (float));
  return batch;
}

static gboolean
make_pictures (LkBenchData *self, LkModel *model, GError **error)
{
  g_autoptr (LkTensor) prepared = NULL;

  self->jpeg = make_jpeg (0, 0, error);
  if (self->jpeg == NULL)
    return FALSE;
  self->image = lk_image_decode (self->jpeg, "bench.jpg", error);
  if (self->image == NULL)
    return FALSE;
  prepared = lk_preparation_run (self->image, lk_model_get_profile (model));
  self->one = repeat (prepared, 1);
  self->batch = repeat (prepared, BATCH);
  return TRUE;
}

LkSupport *
lk_bench_data_build_support (LkBenchData *self, GError **error)
{
  return lk_support_new_even (LK_BENCH_WAY, LK_BENCH_SHOT,
                              (LkTensor *const *) self->maps->pdata, error);
}

static GPtrArray *
embed_shots (LkEpisodeState *episode, LkModel *model, GError **error)
{
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (model, NULL);
  LkPictureRef pictures[LK_BENCH_WAY * LK_BENCH_SHOT] = { { NULL } };

  for (guint i = 0; i < G_N_ELEMENTS (pictures); i++)
    pictures[i].picture = lk_episode_state_get_shots (episode, i / LK_BENCH_SHOT)
                              ->pdata[i % LK_BENCH_SHOT];
  return lk_map_source_fetch (LK_MAP_SOURCE (embedder), pictures, G_N_ELEMENTS (pictures),
                              NULL, NULL, NULL, error);
}

static gboolean
make_maps (LkBenchData *self,
           LkModel *model,
           const LkMetricOptions *options,
           GError **error)
{
  self->maps = embed_shots (self->episode, model, error);
  if (self->maps == NULL)
    return FALSE;
  self->support = lk_bench_data_build_support (self, error);
  if (self->support == NULL)
    return FALSE;
  self->queries
      = lk_support_new_even (2, 1, (LkTensor *const *) self->maps->pdata, error);
  if (self->queries == NULL)
    return FALSE;
  self->explanation
      = lk_explanation_new (self->support, self->maps->pdata[0], options, NULL, error);
  return self->explanation != NULL;
}

LkBenchData *
lk_bench_data_new (LkModel *model,
                   const LkMetricOptions *options,
                   guint n_queries,
                   GError **error)
{
  g_autoptr (LkBenchData) self = g_new0 (LkBenchData, 1);

  if (!lk_scoring_read_fusion (model, &self->trained_fusion, error))
    return NULL;
  self->episode = make_episode (n_queries, error);
  if (self->episode == NULL || !make_pictures (self, model, error)
      || !make_maps (self, model, options, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
lk_bench_data_free (LkBenchData *self)
{
  g_clear_pointer (&self->jpeg, g_bytes_unref);
  g_clear_pointer (&self->image, lk_image_unref);
  g_clear_pointer (&self->one, lk_tensor_unref);
  g_clear_pointer (&self->batch, lk_tensor_unref);
  g_clear_pointer (&self->maps, g_ptr_array_unref);
  g_clear_pointer (&self->support, lk_support_unref);
  g_clear_pointer (&self->queries, lk_support_unref);
  g_clear_pointer (&self->explanation, lk_explanation_unref);
  g_clear_pointer (&self->trained_fusion, lk_trained_fusion_free);
  g_clear_pointer (&self->episode, lk_episode_state_unref);
  g_free (self);
}
