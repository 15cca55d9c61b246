/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-map-store.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lk-embedder.h"
#include "lk-error.h"
#include "lk-maps-file.h"
#include "test-models.h"
#include "test-pictures.h"

#define N_MAPS 20
#define SHARD ".safetensors"

static const TestModel small = { 4, 4, 5, FALSE, FALSE, NULL };
static const gsize shape[3] = { 3, 2, 5 };

typedef struct
{
  char *folder;
  char *cache;
  char *source;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *sum = g_compute_checksum_for_string (G_CHECKSUM_SHA256, "model", -1);

  fixture->folder = test_folder_new ();
  fixture->cache = g_build_filename (fixture->folder, "cache", "maps", NULL);
  fixture->source = g_strconcat (sum, "-portable-1", NULL);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_free (fixture->cache);
  g_free (fixture->source);
  test_folder_remove (fixture->folder);
}

static LkMapStore *
open_store (Fixture *fixture, guint64 max_bytes)
{
  g_autoptr (GError) error = NULL;
  LkMapStore *store = lk_map_store_open (fixture->cache, max_bytes, &error);

  g_assert_no_error (error);
  return store;
}

static char *
name_picture (guint number)
{
  g_autofree char *text = g_strdup_printf ("picture %u", number);

  return g_compute_checksum_for_string (G_CHECKSUM_SHA256, text, -1);
}

/* Numbers of all kinds: small, negative zero, infinite, not one. */
static LkTensor *
make_map (guint number)
{
  LkTensor *map = lk_tensor_new (3, shape);
  float *data = lk_tensor_get_data (map);

  for (gsize i = 0; i < lk_tensor_get_size (map); i++)
    data[i] = (float) sin ((double) (number * 31 + i)) * 1e-3f;
  data[0] = -0.0f;
  data[1] = 1e-45f;
  data[2] = INFINITY;
  data[3] = NAN;
  return map;
}

static void
add (Fixture *fixture, LkMapStore *store, guint first, guint end)
{
  for (guint i = first; i < end; i++)
    {
      g_autofree char *picture = name_picture (i);
      g_autoptr (LkTensor) map = make_map (i);

      lk_map_store_add (store, fixture->source, picture, map, i % 8);
    }
}

static void
flush (LkMapStore *store)
{
  g_autoptr (GError) error = NULL;

  lk_map_store_flush (store, &error);
  g_assert_no_error (error);
}

/* Whether the map of a picture is there; if it is, it is the one that was kept. */
static gboolean
has (Fixture *fixture, LkMapStore *store, guint number)
{
  g_autofree char *picture = name_picture (number);
  g_autoptr (LkTensor) expected = make_map (number);
  guint differences = G_MAXUINT;
  g_autoptr (LkTensor) map
      = lk_map_store_look_up (store, fixture->source, picture, &differences);

  if (map == NULL)
    return FALSE;
  g_assert_true (lk_tensor_has_shape (map, 3, shape));
  g_assert_cmpmem (lk_tensor_get_data (map), lk_tensor_get_size (map) * sizeof (float),
                   lk_tensor_get_data (expected),
                   lk_tensor_get_size (expected) * sizeof (float));
  g_assert_cmpuint (differences, ==, number % 8);
  return TRUE;
}

static guint
count (Fixture *fixture, LkMapStore *store, guint first, guint end)
{
  guint n = 0;

  for (guint i = first; i < end; i++)
    n += has (fixture, store, i);
  return n;
}

/* (transfer full): paths in the folder of the source. */
static GPtrArray *
list_files (Fixture *fixture)
{
  g_autofree char *folder = g_build_filename (fixture->cache, fixture->source, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  GPtrArray *paths = g_ptr_array_new_with_free_func (g_free);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (paths, g_build_filename (folder, name, NULL));
  return paths;
}

static void
test_kept (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkMapStore) store = open_store (fixture, LK_MAP_STORE_SIZE);
  g_autoptr (LkMapStore) other = open_store (fixture, LK_MAP_STORE_SIZE);
  g_autoptr (LkMapStore) later = NULL;
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *tag = g_build_filename (fixture->cache, "CACHEDIR.TAG", NULL);

  g_assert_cmpuint (count (fixture, store, 0, N_MAPS), ==, 0);
  add (fixture, store, 0, N_MAPS);
  g_assert_cmpuint (count (fixture, store, 0, N_MAPS), ==, N_MAPS);
  flush (store);
  g_assert_cmpuint (count (fixture, store, 0, N_MAPS), ==, N_MAPS);
  g_assert_cmpuint (count (fixture, other, 0, N_MAPS), ==, N_MAPS);
  later = open_store (fixture, LK_MAP_STORE_SIZE);
  g_assert_cmpuint (count (fixture, later, 0, N_MAPS + 1), ==, N_MAPS);
  /* What is there is not written again. */
  add (fixture, later, 0, N_MAPS);
  flush (later);
  files = list_files (fixture);
  g_assert_cmpuint (files->len, ==, 1);
  g_assert_true (g_file_test (tag, G_FILE_TEST_EXISTS));
}

/* Of another source nothing is found. */
static void
test_sources (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkMapStore) store = open_store (fixture, LK_MAP_STORE_SIZE);
  g_autofree char *picture = name_picture (1);
  g_autofree char *published = g_strconcat (fixture->source, "-x", NULL);
  guint differences;

  add (fixture, store, 0, N_MAPS);
  flush (store);
  g_assert_null (lk_map_store_look_up (store, published, picture, &differences));
  g_clear_pointer (&fixture->source, g_free);
  fixture->source = g_steal_pointer (&published);
  g_assert_cmpuint (count (fixture, store, 0, N_MAPS), ==, 0);
}

/* A shard is a file of maps like any other. */
static void
test_readable (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkMapStore) store = open_store (fixture, LK_MAP_STORE_SIZE);
  g_autoptr (GPtrArray) files = NULL;
  g_autoptr (LkMapsFile) maps = NULL;
  g_autoptr (GError) error = NULL;

  add (fixture, store, 0, N_MAPS);
  flush (store);
  files = list_files (fixture);
  g_assert_true (lk_maps_file_is_one (files->pdata[0]));
  maps = lk_maps_file_open (files->pdata[0], &error);
  g_assert_no_error (error);
  g_assert_cmpmem (lk_maps_file_get_shape (maps), sizeof shape, shape, sizeof shape);
}

static void
put (const char *path, const char *data, gsize size)
{
  g_autoptr (GError) error = NULL;

  g_file_set_contents (path, data, (gssize) size, &error);
  g_assert_no_error (error);
}

/* Whatever befalls a shard, a map is the one that was kept or none, and a shard that is
 * not as it was written goes. */
static void
check_damaged (Fixture *fixture, const char *path, gboolean is_sure)
{
  g_autoptr (LkMapStore) store = open_store (fixture, LK_MAP_STORE_SIZE);
  g_autoptr (GPtrArray) files = NULL;
  guint n = count (fixture, store, 0, N_MAPS);

  if (is_sure)
    g_assert_cmpuint (n, <, N_MAPS);
  g_assert_true (n == N_MAPS || !g_file_test (path, G_FILE_TEST_EXISTS));
  /* Whole maps that were beside one that was not are kept. */
  flush (store);
  g_assert_cmpuint (count (fixture, store, 0, N_MAPS), >=, n);
  files = list_files (fixture);
  for (guint i = 0; i < files->len; i++)
    g_unlink (files->pdata[i]);
}

static void
test_damaged (Fixture *fixture, gconstpointer user_data)
{
  g_autoptr (GPtrArray) files = NULL;
  g_autofree char *data = NULL;
  const char *path;
  gsize size;

  {
    g_autoptr (LkMapStore) store = open_store (fixture, LK_MAP_STORE_SIZE);

    add (fixture, store, 0, N_MAPS);
  }
  files = list_files (fixture);
  g_assert_cmpuint (files->len, ==, 1);
  path = files->pdata[0];
  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  for (gsize i = 0; i < size; i += i < 64 || i > size - 64 ? 1 : 37)
    {
      g_autofree char *flipped = g_memdup2 (data, size);

      put (path, data, i);
      check_damaged (fixture, path, TRUE);
      flipped[i] ^= (char) (1 << i % 8);
      put (path, flipped, size);
      /* A bit of the header may mean nothing, such as one of "format". */
      check_damaged (fixture, path, i > size - N_MAPS * 30 * sizeof (float));
    }
  put (path, data, size);
  {
    g_autoptr (LkMapStore) store = open_store (fixture, LK_MAP_STORE_SIZE);

    g_assert_cmpuint (count (fixture, store, 0, N_MAPS), ==, N_MAPS);
  }
}

/* What was lost is kept again, beside what others have. */
static void
test_mended (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkMapStore) store = open_store (fixture, LK_MAP_STORE_SIZE);
  g_autoptr (GPtrArray) files = NULL;

  add (fixture, store, 0, N_MAPS);
  flush (store);
  g_assert_cmpuint (count (fixture, store, 0, N_MAPS), ==, N_MAPS);
  files = list_files (fixture);
  g_assert_cmpint (g_unlink (files->pdata[0]), ==, 0);
  g_assert_cmpuint (count (fixture, store, 0, N_MAPS), ==, 0);
  add (fixture, store, 0, N_MAPS);
  flush (store);
  g_assert_cmpuint (count (fixture, store, 0, N_MAPS), ==, N_MAPS);
}

static void
set_age (const char *path, int seconds)
{
  struct timespec times[2] = { { .tv_nsec = UTIME_OMIT } };

  times[1].tv_sec = (time_t) (g_get_real_time () / G_USEC_PER_SEC - seconds);
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

/* Those that were not used for longest go, and nothing else. */
static void
test_room (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) after = NULL;
  g_autofree char *stranger = g_build_filename (fixture->cache, "mine" SHARD, NULL);
  guint64 size = 0;
  struct stat info;

  for (guint i = 0; i < 4; i++)
    {
      g_autoptr (LkMapStore) store = open_store (fixture, LK_MAP_STORE_SIZE);
      g_autoptr (GPtrArray) files = NULL;

      add (fixture, store, i * N_MAPS, (i + 1) * N_MAPS);
      flush (store);
      files = list_files (fixture);
      g_assert_cmpuint (files->len, ==, i + 1);
      for (guint j = 0; j <= i; j++)
        {
          g_assert_cmpint (g_stat (files->pdata[j], &info), ==, 0);
          size = MAX (size, (guint64) info.st_size);
          if ((gint64) info.st_mtime > g_get_real_time () / G_USEC_PER_SEC - 60)
            set_age (files->pdata[j], 1000 - 100 * (int) i);
        }
    }
  put (stranger, "not ours", 8);
  set_age (stranger, 100000);
  {
    g_autoptr (LkMapStore) store = open_store (fixture, LK_MAP_STORE_SIZE);

    /* The oldest is used again. */
    g_assert_true (has (fixture, store, 0));
  }
  {
    g_autoptr (LkMapStore) store = open_store (fixture, 3 * size);

    g_assert_cmpuint (count (fixture, store, 0, N_MAPS), ==, N_MAPS);
    g_assert_cmpuint (count (fixture, store, N_MAPS, 2 * N_MAPS), ==, 0);
    g_assert_cmpuint (count (fixture, store, 2 * N_MAPS, 4 * N_MAPS), ==, 2 * N_MAPS);
  }
  after = list_files (fixture);
  g_assert_cmpuint (after->len, ==, 3);
  g_assert_true (g_file_test (stranger, G_FILE_TEST_EXISTS));
}

/* What a process that was killed left, a day ago. */
static void
test_left_over (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_build_filename (fixture->cache, fixture->source, NULL);
  g_autofree char *old = g_build_filename (folder, "a" SHARD ".ABC123", NULL);
  g_autofree char *new = g_build_filename (folder, "b" SHARD ".ABC123", NULL);
  g_autoptr (LkMapStore) store = NULL;

  g_assert_cmpint (g_mkdir_with_parents (folder, 0755), ==, 0);
  put (old, "half", 4);
  set_age (old, 3 * 24 * 60 * 60);
  put (new, "half", 4);
  store = open_store (fixture, 1);
  g_assert_false (g_file_test (old, G_FILE_TEST_EXISTS));
  g_assert_true (g_file_test (new, G_FILE_TEST_EXISTS));
}

#define N_PROCESSES 4

/* All write the same and something of their own at the same time. */
static void
test_processes (Fixture *fixture, gconstpointer data)
{
  pid_t children[N_PROCESSES];
  g_autoptr (LkMapStore) store = NULL;

  for (guint i = 0; i < N_PROCESSES; i++)
    {
      g_autofree char *number = g_strdup_printf ("%u", i);
      char *arguments[]
          = { (char *) data, (char *) "--fill", fixture->cache, fixture->source, number,
              NULL };
      g_autoptr (GError) error = NULL;
      GPid child;

      g_spawn_async (NULL, arguments, NULL, G_SPAWN_DO_NOT_REAP_CHILD, NULL, NULL, &child,
                     &error);
      g_assert_no_error (error);
      children[i] = child;
    }
  for (guint i = 0; i < N_PROCESSES; i++)
    {
      int status;

      g_assert_cmpint (waitpid (children[i], &status, 0), ==, children[i]);
      g_assert_cmpint (status, ==, 0);
    }
  store = open_store (fixture, LK_MAP_STORE_SIZE);
  g_assert_cmpuint (count (fixture, store, 0, (N_PROCESSES + 1) * 300), ==,
                    (N_PROCESSES + 1) * 300);
}

/* A process of test_processes(). */
static int
fill (char **arguments)
{
  Fixture fixture = { NULL, arguments[0], arguments[1] };
  guint own = (guint) g_ascii_strtoull (arguments[2], NULL, 10) + 1;
  g_autoptr (LkMapStore) store = open_store (&fixture, LK_MAP_STORE_SIZE);

  for (guint i = 0; i < 300; i++)
    {
      add (&fixture, store, i, i + 1);
      add (&fixture, store, own * 300 + i, own * 300 + i + 1);
      g_assert_true (has (&fixture, store, i));
      g_assert_true (has (&fixture, store, own * 300 + i));
      if (i % 50 == 49)
        flush (store);
    }
  return 0;
}

static void
test_refused (Fixture *fixture, gconstpointer data)
{
  g_autofree char *file = g_build_filename (fixture->folder, "file", NULL);
  g_autofree char *below = g_build_filename (file, "cache", NULL);
  g_autoptr (GError) error = NULL;
  LkMapStore *store;

  put (file, "", 0);
  g_assert_null (lk_map_store_open (below, LK_MAP_STORE_SIZE, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_clear_error (&error);
  g_setenv ("LIKENESS_CACHE", fixture->cache, TRUE);
  g_setenv ("LIKENESS_CACHE_SIZE", "many", TRUE);
  g_assert_false (lk_map_store_open_chosen (&store, NULL, 0, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
  g_clear_error (&error);
  g_setenv ("LIKENESS_CACHE_SIZE", "0.5", TRUE);
  g_assert_true (lk_map_store_open_chosen (&store, NULL, 0, &error));
  g_assert_cmpstr (lk_map_store_get_folder (store), ==, fixture->cache);
  g_object_unref (store);
  g_unsetenv ("LIKENESS_CACHE");
  g_unsetenv ("LIKENESS_CACHE_SIZE");
  g_assert_true (lk_map_store_open_chosen (&store, NULL, 0, &error));
  g_assert_null (store);
}

/* A folder in which nothing can be written. */
static void
test_broken (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkMapStore) store = open_store (fixture, LK_MAP_STORE_SIZE);
  g_autofree char *folder = g_build_filename (fixture->cache, fixture->source, NULL);
  g_autoptr (GError) error = NULL;

  put (folder, "in the way", 10);
  add (fixture, store, 0, N_MAPS);
  g_assert_false (lk_map_store_flush (store, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_assert_cmpuint (count (fixture, store, 0, N_MAPS), ==, 0);
  add (fixture, store, 0, N_MAPS);
  flush (store);
}

static LkMapSource *
make_embedder (Fixture *fixture, LkModel *model, LkReading reading)
{
  g_autoptr (LkFeatureCache) none = lk_feature_cache_new_for_size (0);
  g_autoptr (LkMapStore) store = open_store (fixture, LK_MAP_STORE_SIZE);
  LkEmbedder *embedder = lk_embedder_new (model, none);

  lk_embedder_set_reading (embedder, reading);
  lk_embedder_set_store (embedder, store);
  return LK_MAP_SOURCE (embedder);
}

static GPtrArray *
embed (LkMapSource *source, char *const *paths, guint n, guint64 *n_computed)
{
  g_autofree LkPictureRef *references = g_new0 (LkPictureRef, n);
  g_autoptr (GError) error = NULL;
  guint64 n_repeated;
  GPtrArray *maps;

  for (guint i = 0; i < n; i++)
    references[i].path = paths[i];
  maps = lk_map_source_fetch (source, references, n, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  lk_map_source_get_n_computed (source, n_computed, &n_repeated);
  g_assert_cmpuint (n_repeated, ==, 0);
  return maps;
}

/* A second embedder embeds nothing, and tells the same to the last bit. */
static void
test_embedder (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkModel) model = test_model_open (&small, fixture->folder, "m.safetensors");
  char *paths[N_MAPS];
  guint64 n_computed;

  for (guint i = 0; i < N_MAPS; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u.png", i);

      paths[i] = test_png_write (fixture->folder, name, i, 7 + i, 9);
    }
  for (guint reading = 0; reading < 2; reading++)
    {
      g_autoptr (LkMapSource) first = make_embedder (fixture, model, reading);
      g_autoptr (LkMapSource) second = NULL;
      g_autoptr (GPtrArray) maps = embed (first, paths, N_MAPS, &n_computed);
      g_autoptr (GPtrArray) again = NULL;

      g_assert_cmpuint (n_computed, ==, N_MAPS);
      flush (lk_embedder_get_store (LK_EMBEDDER (first)));
      second = make_embedder (fixture, model, reading);
      again = embed (second, paths, N_MAPS, &n_computed);
      g_assert_cmpuint (n_computed, ==, 0);
      for (guint i = 0; i < N_MAPS; i++)
        g_assert_cmpmem (lk_tensor_get_data (again->pdata[i]),
                         lk_tensor_get_size (again->pdata[i]) * sizeof (float),
                         lk_tensor_get_data (maps->pdata[i]),
                         lk_tensor_get_size (maps->pdata[i]) * sizeof (float));
    }
  /* Of a file that was written anew the new map is told. */
  g_free (paths[3]);
  paths[3] = test_png_write (fixture->folder, "3.png", 77, 10, 9);
  {
    g_autoptr (LkMapSource) third = make_embedder (fixture, model, LK_READING_LIKENESS);
    g_autoptr (GPtrArray) maps = embed (third, paths, N_MAPS, &n_computed);

    g_assert_cmpuint (n_computed, ==, 1);
  }
  for (guint i = 0; i < N_MAPS; i++)
    g_free (paths[i]);
}

int
main (int argc, char **argv)
{
  if (argc == 5 && g_str_equal (argv[1], "--fill"))
    return fill (argv + 2);
  g_test_init (&argc, &argv, NULL);
#define ADD(name, function)                                                              \
  g_test_add ("/map-store/" name, Fixture, argv[0], set_up, function, tear_down)
  ADD ("kept", test_kept);
  ADD ("sources", test_sources);
  ADD ("readable", test_readable);
  ADD ("damaged", test_damaged);
  ADD ("mended", test_mended);
  ADD ("room", test_room);
  ADD ("left-over", test_left_over);
  ADD ("processes", test_processes);
  ADD ("refused", test_refused);
  ADD ("broken", test_broken);
  ADD ("embedder", test_embedder);
  return g_test_run ();
}
