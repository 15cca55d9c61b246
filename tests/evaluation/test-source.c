/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "lk-embedder.h"
#include "lk-episode-runner.h"
#include "test-models.h"
#include "test-pictures.h"

#define N_CLASSES 4
#define N_PICTURES 5

static const TestModel plain = { 1, 4, 5, FALSE, FALSE, NULL };
static const LkSampler sampler = { 3, 2, 2, 5 };

/* A source that has no network: maps were made before and lie in a table by path, as
 * those of a file of maps would. */
#define TEST_TYPE_TABLE (test_table_get_type ())
G_DECLARE_FINAL_TYPE (TestTable, test_table, TEST, TABLE, GObject)

struct _TestTable
{
  GObject parent_instance;

  GHashTable *maps;
  guint n_asked;
};

static void test_table_map_source_init (LkMapSourceInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (TestTable,
                               test_table,
                               G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (LK_TYPE_MAP_SOURCE,
                                                      test_table_map_source_init))

static void
test_table_finalize (GObject *object)
{
  g_hash_table_unref (TEST_TABLE (object)->maps);
  G_OBJECT_CLASS (test_table_parent_class)->finalize (object);
}

static void
test_table_class_init (TestTableClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = test_table_finalize;
}

static void
test_table_init (TestTable *self)
{
  self->maps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                      (GDestroyNotify) lk_tensor_unref);
}

static const char *
get_name (LkMapSource *source)
{
  return "table";
}

static GPtrArray *
fetch (LkMapSource *source,
       const LkPictureRef *pictures,
       guint n_pictures,
       LkProgress progress,
       gpointer user_data,
       GCancellable *cancellable,
       GError **error)
{
  TestTable *self = TEST_TABLE (source);
  GPtrArray *maps = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_tensor_unref);

  self->n_asked += n_pictures;
  for (guint i = 0; i < n_pictures; i++)
    g_ptr_array_add (maps,
                     lk_tensor_ref (g_hash_table_lookup (self->maps, pictures[i].path)));
  return maps;
}

static void
test_table_map_source_init (LkMapSourceInterface *iface)
{
  iface->get_name = get_name;
  iface->get_fingerprint = get_name;
  iface->fetch = fetch;
}

typedef struct
{
  char *folder;
  LkModel *model;
  LkDataset *dataset;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autofree char *root = NULL;
  g_autoptr (GError) error = NULL;

  fixture->folder = test_folder_new ();
  fixture->model = test_model_open (&plain, fixture->folder, "m.safetensors");
  root = g_build_filename (fixture->folder, "set", NULL);
  g_mkdir (root, 0755);
  for (guint i = 0; i < N_CLASSES * N_PICTURES; i++)
    {
      g_autofree char *name = g_strdup_printf ("%u", i / N_PICTURES);
      g_autofree char *class = g_build_filename (root, name, NULL);
      g_autofree char *file = g_strdup_printf ("%u.png", i % N_PICTURES);

      g_mkdir (class, 0755);
      g_free (test_png_write (class, file, i, 8, 8));
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

static TestTable *
make_table (Fixture *fixture)
{
  TestTable *table = g_object_new (TEST_TYPE_TABLE, NULL);
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (fixture->model, NULL);

  for (guint i = 0; i < N_CLASSES * N_PICTURES; i++)
    {
      char *path = lk_dataset_get_picture_path (fixture->dataset, i / N_PICTURES,
                                                i % N_PICTURES);
      const LkPictureRef picture = { .path = path };
      g_autoptr (GError) error = NULL;
      g_autoptr (GPtrArray) maps = lk_map_source_fetch (
          LK_MAP_SOURCE (embedder), &picture, 1, NULL, NULL, NULL, &error);

      g_assert_no_error (error);
      g_hash_table_insert (table->maps, path, lk_tensor_ref (maps->pdata[0]));
    }
  return table;
}

static LkEvaluation *
evaluate (Fixture *fixture, LkMapSource *source)
{
  const LkMetricOptions options = lk_metric_options_default ();
  LkEvaluation *evaluation = lk_evaluation_new (fixture->dataset, &sampler);
  g_autoptr (LkEpisodeRunner) runner
      = lk_episode_runner_new_for_source (fixture->dataset, source, &sampler, &options);
  g_autoptr (GError) error = NULL;

  lk_episode_runner_run (runner, evaluation, 0, 10, NULL, NULL, NULL, &error);
  g_assert_no_error (error);
  return evaluation;
}

/* Where maps come from makes no difference to what is found. */
static void
test_same_outcomes (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (fixture->model, NULL);
  g_autoptr (TestTable) table = make_table (fixture);
  g_autoptr (LkEvaluation) a = evaluate (fixture, LK_MAP_SOURCE (embedder));
  g_autoptr (LkEvaluation) b = evaluate (fixture, LK_MAP_SOURCE (table));
  guint64 n_embedded, n_repeated;

  for (guint i = 0; i < 10; i++)
    g_assert_true (lk_outcome_equal (lk_evaluation_get_episode (a, i),
                                     lk_evaluation_get_episode (b, i)));
  lk_evaluation_get_n_embedded (a, &n_embedded, &n_repeated);
  g_assert_cmpuint (n_embedded, >, 0);
  g_assert_cmpuint (n_embedded, <=, N_CLASSES * N_PICTURES);
  lk_evaluation_get_n_embedded (b, &n_embedded, &n_repeated);
  g_assert_cmpuint (n_embedded, ==, 0);
  g_assert_cmpuint (table->n_asked, ==, 10 * 3 * 4);
}

static void
test_what_it_is (Fixture *fixture, gconstpointer data)
{
  g_autoptr (LkEmbedder) embedder = lk_embedder_new (fixture->model, NULL);
  g_autoptr (TestTable) table = make_table (fixture);
  double told[3], expected[3];

  g_assert_true (lk_map_source_get_model (LK_MAP_SOURCE (embedder)) == fixture->model);
  g_assert_cmpstr (lk_map_source_get_name (LK_MAP_SOURCE (embedder)), ==,
                   lk_model_get_name (fixture->model));
  g_assert_true (lk_map_source_get_geometry (LK_MAP_SOURCE (embedder), &told[0], &told[1],
                                             &told[2]));
  lk_network_get_geometry (lk_model_get_network (fixture->model), &expected[0],
                           &expected[1], &expected[2]);
  g_assert_cmpmem (told, sizeof told, expected, sizeof expected);

  g_assert_null (lk_map_source_get_model (LK_MAP_SOURCE (table)));
  g_assert_false (
      lk_map_source_get_geometry (LK_MAP_SOURCE (table), &told[0], &told[1], &told[2]));
  g_assert_true (told[0] == 0 && told[1] == 0 && told[2] == 0);
}

#define ADD(path, func) g_test_add (path, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("/source/same-outcomes", test_same_outcomes);
  ADD ("/source/what-it-is", test_what_it_is);
  return g_test_run ();
}
