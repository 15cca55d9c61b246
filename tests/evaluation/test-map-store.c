/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-map-store.h"

#include <glib/gstdio.h>
#include <string.h>

#include "lk-error.h"
#include "lk-feature-cache.h"
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
  LkDataset *dataset;
  LkMapKey keys[N_ALL];
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = test_folder_new ();
  fixture->model = test_model_open (&small, fixture->folder, "m.safetensors");
  root = g_build_filename (fixture->folder, "set", NULL);
  g_assert_cmpint (g_mkdir (root, 0755), ==, 0);
  for (guint i = 0; i < N_ALL; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i / N_PICTURES);
      g_autofree char *file = g_strdup_printf ("%u.png", i % N_PICTURES);
      g_autofree char *class = g_build_filename (root, name, NULL);

      g_mkdir (class, 0755);
      g_free (test_png_write (class, file, i, 7 + i, 9));
      fixture->keys[i] = (LkMapKey){ i / N_PICTURES, i % N_PICTURES };
    }
  fixture->dataset = lk_dataset_open (root, NULL, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_assert_finalize_object (fixture->dataset);
  g_assert_finalize_object (fixture->model);
  test_folder_remove (fixture->folder);
}

/* The same maps by way of the window's cache. */
static GPtrArray *
embed_otherwise (Fixture *fixture)
{
  g_autoptr (LkFeatureCache) cache = lk_feature_cache_new ();
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GError) error = NULL;
  GPtrArray *maps;

  for (guint i = 0; i < N_ALL; i++)
    {
      g_autofree char *path = lk_dataset_get_picture_path (
          fixture->dataset, i / N_PICTURES, i % N_PICTURES);

      g_ptr_array_add (pictures, lk_picture_load (path, &error));
      g_assert_no_error (error);
    }
  maps = lk_feature_cache_embed (cache, fixture->model, pictures, NULL, NULL, NULL,
                                 &error);
  g_assert_no_error (error);
  return maps;
}

static void
assert_fetched (Fixture *fixture,
                LkMapStore *store,
                const guint *indices,
                guint n,
                GPtrArray *expected)
{
  g_autofree LkMapKey *keys = g_new (LkMapKey, n);
  g_autoptr (GPtrArray) maps = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < n; i++)
    keys[i] = fixture->keys[indices[i]];
  maps = lk_map_store_fetch (store, keys, n, NULL, &error);
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
  g_autoptr (LkMapStore) store
      = lk_map_store_new (fixture->dataset, fixture->model, G_MAXSIZE);
  guint all[N_ALL];

  for (guint i = 0; i < N_ALL; i++)
    all[i] = (i * 10) % N_ALL;
  assert_fetched (fixture, store, (guint[]){ 20, 3 }, 2, expected);
  g_assert_cmpuint (lk_map_store_get_n_embedded (store), ==, 2);
  assert_fetched (fixture, store, all, N_ALL, expected);
  assert_fetched (fixture, store, all, N_ALL, expected);
  assert_fetched (fixture, store, NULL, 0, expected);
  g_assert_cmpuint (lk_map_store_get_n_embedded (store), ==, N_ALL);
  g_assert_cmpuint (lk_map_store_get_n_repeated (store), ==, 0);
}

/* With room for three, the one that was asked for longest ago goes. */
static void
test_dropped (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) expected = embed_otherwise (fixture);
  g_autoptr (LkMapStore) store
      = lk_map_store_new (fixture->dataset, fixture->model, 3 * MAP_BYTES);

  assert_fetched (fixture, store, (guint[]){ 0, 1, 2 }, 3, expected);
  assert_fetched (fixture, store, (guint[]){ 0 }, 1, expected);
  assert_fetched (fixture, store, (guint[]){ 3 }, 1, expected);
  g_assert_cmpuint (lk_map_store_get_n_embedded (store), ==, 4);
  assert_fetched (fixture, store, (guint[]){ 2, 0, 3 }, 3, expected);
  g_assert_cmpuint (lk_map_store_get_n_embedded (store), ==, 4);
  g_assert_cmpuint (lk_map_store_get_n_repeated (store), ==, 0);
  assert_fetched (fixture, store, (guint[]){ 1 }, 1, expected);
  g_assert_cmpuint (lk_map_store_get_n_embedded (store), ==, 5);
  g_assert_cmpuint (lk_map_store_get_n_repeated (store), ==, 1);
}

static void
test_no_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) expected = embed_otherwise (fixture);
  g_autoptr (LkMapStore) store = lk_map_store_new (fixture->dataset, fixture->model, 0);
  guint all[N_ALL];

  for (guint i = 0; i < N_ALL; i++)
    all[i] = N_ALL - 1 - i;
  assert_fetched (fixture, store, all, N_ALL, expected);
  assert_fetched (fixture, store, all, N_ALL, expected);
  g_assert_cmpuint (lk_map_store_get_n_embedded (store), ==, 2 * N_ALL);
  g_assert_cmpuint (lk_map_store_get_n_repeated (store), ==, N_ALL);
}

/* Of several bad pictures the first is told of, whichever thread met it. */
static void
test_first_error (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkMapStore) store
      = lk_map_store_new (fixture->dataset, fixture->model, G_MAXSIZE);
  const guint bad[] = { 25, 12, 3, 5 };
  g_autofree char *first = lk_dataset_get_picture_path (fixture->dataset, 0, 3);

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *path = lk_dataset_get_picture_path (
          fixture->dataset, bad[i] / N_PICTURES, bad[i] % N_PICTURES);

      g_assert_true (g_file_set_contents (path, "no picture", -1, NULL));
    }
  for (guint i = 0; i < 5; i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (lk_map_store_fetch (store, fixture->keys, N_ALL, NULL, &error));
      g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
      g_assert_nonnull (strstr (error->message, first));
    }
}

static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkMapStore) store
      = lk_map_store_new (fixture->dataset, fixture->model, G_MAXSIZE);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;

  g_cancellable_cancel (cancellable);
  g_assert_null (lk_map_store_fetch (store, fixture->keys, N_ALL, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/map-store/kept", test_kept);
  ADD ("/map-store/dropped", test_dropped);
  ADD ("/map-store/no-room", test_no_room);
  ADD ("/map-store/first-error", test_first_error);
  ADD ("/map-store/cancel", test_cancel);
  return g_test_run ();
}
