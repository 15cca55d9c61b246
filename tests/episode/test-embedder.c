/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-embedder.h"

#include <glib/gstdio.h>
#include <string.h>

#include "lk-error.h"
#include "test-models.h"
#include "test-pictures.h"

#define N_CLASSES 3
#define N_PICTURES 9
#define N_ALL (N_CLASSES * N_PICTURES)
#define MAP_BYTES (5 * 21 * 21 * sizeof (float))

static const TestModel small = { 4, 4, 5, FALSE, FALSE, NULL };

typedef struct
{
  char *folder;
  LkModel *model;
  char *paths[N_ALL];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = test_folder_new ();
  fixture->model = test_model_open (&small, fixture->folder, "m.safetensors");
  for (guint i = 0; i < N_ALL; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i / N_PICTURES);
      g_autofree char *file = g_strdup_printf ("%u.png", i % N_PICTURES);
      g_autofree char *class = g_build_filename (fixture->folder, name, NULL);

      g_mkdir (class, 0755);
      fixture->paths[i] = test_png_write (class, file, i, 7 + i, 9);
    }
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->model);
  for (guint i = 0; i < N_ALL; i++)
    g_free (fixture->paths[i]);
  test_folder_remove (fixture->folder);
}

static LkMapSource *
make_source (Fixture *fixture, gsize max_bytes)
{
  g_autoptr (LkFeatureCache) cache = lk_feature_cache_new_for_size (max_bytes);

  return LK_MAP_SOURCE (lk_embedder_new (fixture->model, cache));
}

/* The same maps of pictures that are in memory. */
static GPtrArray *
embed_otherwise (Fixture *fixture)
{
  g_autoptr (LkMapSource) source = make_source (fixture, G_MAXSIZE);
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_object_unref);
  LkPictureRef references[N_ALL] = { { NULL } };
  g_autoptr (GError) error = NULL;
  GPtrArray *maps;

  for (guint i = 0; i < N_ALL; i++)
    {
      references[i].picture = lk_picture_load (fixture->paths[i], &error);
      g_assert_no_error (error);
      g_ptr_array_add (pictures, references[i].picture);
    }
  maps = lk_map_source_fetch (source, references, N_ALL, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return maps;
}

static GPtrArray *
fetch (Fixture *fixture,
       LkMapSource *source,
       const guint *indices,
       guint n,
       GCancellable *cancellable,
       GError **error)
{
  g_autofree LkPictureRef *references = g_new0 (LkPictureRef, n);

  for (guint i = 0; i < n; i++)
    references[i].path = fixture->paths[indices != NULL ? indices[i] : i];
  return lk_map_source_fetch (source, references, n, NULL, NULL, cancellable, error);
}

static guint64
get_n_embedded (LkMapSource *source)
{
  guint64 n_computed, n_repeated;

  lk_map_source_get_n_computed (source, &n_computed, &n_repeated);
  return n_computed;
}

static guint64
get_n_repeated (LkMapSource *source)
{
  guint64 n_computed, n_repeated;

  lk_map_source_get_n_computed (source, &n_computed, &n_repeated);
  return n_repeated;
}

static void
assert_fetched (Fixture *fixture,
                LkMapSource *source,
                const guint *indices,
                guint n,
                GPtrArray *expected)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) maps = fetch (fixture, source, indices, n, NULL, &error);

  g_assert_no_error (error);
  g_assert_cmpuint (maps->len, ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_cmpmem (lk_tensor_get_data (maps->pdata[i]), MAP_BYTES,
                     lk_tensor_get_data (expected->pdata[indices[i]]), MAP_BYTES);
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) expected = embed_otherwise (fixture);
  g_autoptr (LkMapSource) source = make_source (fixture, G_MAXSIZE);
  guint all[N_ALL];

  for (guint i = 0; i < N_ALL; i++)
    all[i] = (i * 10) % N_ALL;
  assert_fetched (fixture, source, (guint[]){ 20, 3 }, 2, expected);
  g_assert_cmpuint (get_n_embedded (source), ==, 2);
  assert_fetched (fixture, source, all, N_ALL, expected);
  assert_fetched (fixture, source, all, N_ALL, expected);
  assert_fetched (fixture, source, NULL, 0, expected);
  g_assert_cmpuint (get_n_embedded (source), ==, N_ALL);
  g_assert_cmpuint (get_n_repeated (source), ==, 0);
}

/* With room for three, the one that was asked for longest ago goes. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) expected = embed_otherwise (fixture);
  g_autoptr (LkMapSource) source = make_source (fixture, 3 * MAP_BYTES);

  assert_fetched (fixture, source, (guint[]){ 0, 1, 2 }, 3, expected);
  assert_fetched (fixture, source, (guint[]){ 0 }, 1, expected);
  assert_fetched (fixture, source, (guint[]){ 3 }, 1, expected);
  g_assert_cmpuint (get_n_embedded (source), ==, 4);
  assert_fetched (fixture, source, (guint[]){ 2, 0, 3 }, 3, expected);
  g_assert_cmpuint (get_n_embedded (source), ==, 4);
  g_assert_cmpuint (get_n_repeated (source), ==, 0);
  assert_fetched (fixture, source, (guint[]){ 1 }, 1, expected);
  g_assert_cmpuint (get_n_embedded (source), ==, 5);
  g_assert_cmpuint (get_n_repeated (source), ==, 1);
}

static void
test_no_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) expected = embed_otherwise (fixture);
  g_autoptr (LkMapSource) source = make_source (fixture, 0);
  guint all[N_ALL];

  for (guint i = 0; i < N_ALL; i++)
    all[i] = N_ALL - 1 - i;
  assert_fetched (fixture, source, all, N_ALL, expected);
  assert_fetched (fixture, source, all, N_ALL, expected);
  g_assert_cmpuint (get_n_embedded (source), ==, 2 * N_ALL);
  g_assert_cmpuint (get_n_repeated (source), ==, N_ALL);
}

/* Of several bad pictures the first is told of, whichever thread met it. */
static void
test_first_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkMapSource) source = make_source (fixture, G_MAXSIZE);
  const guint bad[] = { 25, 12, 3, 5 };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_true (g_file_set_contents (fixture->paths[bad[i]], "no picture", -1, NULL));
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (fetch (fixture, source, NULL, N_ALL, NULL, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, fixture->paths[3]));
    }
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkMapSource) source = make_source (fixture, G_MAXSIZE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (fetch (fixture, source, NULL, N_ALL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/embedder/kept", test_kept);
  ADD ("/embedder/dropped", test_dropped);
  ADD ("/embedder/no-room", test_no_room);
  ADD ("/embedder/first-error", test_first_error);
  ADD ("/embedder/cancel", test_cancel);
  return g_test_run ();
}
