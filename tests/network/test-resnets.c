/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-layout-write.h"
#include "lk-model.h"
#include "lk-network.h"
#include "synthetic-network.h"

/* Of the largest number of the map. */
#define TOLERANCE 1e-5

static gsize
get_size (JsonObject *json, const char *name)
{
  return (gsize) json_object_get_int_member (json, name);
}

/* As make-resnet-fixtures.py fills the tensor @key. */
static LkTensor *
make_tensor (const char *name, const char *key, JsonArray *axes)
{
  gsize shape[4] = { 1, 1, 1, 1 };
  guint n_dims = json_array_get_length (axes);

  for (guint i = 0; i < n_dims; i++)
    shape[i] = (gsize) json_array_get_int_element (axes, i);
  if (n_dims == 4)
    return synthetic_tensor_new (name, key, 4, shape, 0,
                                 sqrt (6.0 / (double) (shape[1] * shape[2] * shape[3])));
  if (g_str_has_suffix (key, "running_var"))
    return synthetic_tensor_new (name, key, 1, shape, 1, 0.75);
  if (g_str_has_suffix (key, "weight"))
    return synthetic_tensor_new (name, key, 1, shape, 0.5, 0.25);
  return synthetic_tensor_new (name, key, 1, shape, 0, 0.5);
}

/* A checkpoint with torchvision's keys; the classifier that it has too is ignored. */
static LkCheckpoint *
make_checkpoint (JsonObject *json)
{
  g_autoptr (GHashTable) tensors = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) lk_tensor_unref);
  JsonObject *keys = json_object_get_object_member (json, "keys");
  g_autoptr (GList) names = json_object_get_members (keys);
  const char *name = json_object_get_string_member (json, "name");
  gsize classes[] = { 10, 512 };

  for (GList *l = names; l != NULL; l = l->next)
    g_hash_table_insert (
        tensors, g_strdup (l->data),
        make_tensor (name, l->data, json_object_get_array_member (keys, l->data)));
  g_hash_table_insert (tensors, g_strdup ("fc.weight"), lk_tensor_new (2, classes));
  g_hash_table_insert (tensors, g_strdup ("fc.bias"), lk_tensor_new (1, classes));
  return lk_checkpoint_new (tensors, NULL);
}

static LkLayout *
recognise (LkCheckpoint *checkpoint, const char *stage)
{
  g_autoptr (GHashTable) choices = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  LkLayout *layout;

  if (stage != NULL)
    g_hash_table_insert (choices, (char *) "stage", (char *) stage);
  layout = lk_layout_recognise_as (checkpoint, choices, &error);
  g_assert_no_error (error);
  return layout;
}

static void
compare (JsonObject *json, LkTensor *maps)
{
  JsonArray *shape = json_object_get_array_member (json, "shape");
  JsonArray *values = json_object_get_array_member (json, "values");
  gsize step = get_size (json, "step");
  double worst = 0;

  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (json_array_get_int_element (shape, i), ==,
                     (gint64) lk_tensor_get_dim (maps, i));
  g_assert_cmpuint ((lk_tensor_get_size (maps) + step - 1) / step, ==,
                    json_array_get_length (values));
  for (guint i = 0; i < json_array_get_length (values); i++)
    worst = fmax (worst, fabs (lk_tensor_get_data (maps)[i * step]
                               - json_array_get_double_element (values, i)));
  worst /= json_object_get_double_member (json, "largest");
  g_test_message ("largest difference %.2g of the largest number", worst);
  g_assert_cmpfloat (worst, <, TOLERANCE);
}

static void
test_golden (gconstpointer data)
{
  JsonObject *json = (gpointer) data;
  const char *name = json_object_get_string_member (json, "name");
  g_autofree char *stage = g_strdup_printf ("%zu", get_size (json, "stage"));
  gsize shape[] = { get_size (json, "batch"), 3, get_size (json, "height"),
                    get_size (json, "width") };
  g_autoptr (LkCheckpoint) checkpoint = make_checkpoint (json);
  g_autoptr (LkLayout) layout = recognise (checkpoint, stage);
  g_autoptr (LkTensor) pictures
      = synthetic_tensor_new (name, "pictures", 4, shape, 0, 1.5);
  g_autoptr (LkNetwork) network = NULL;
  g_autoptr (LkTensor) maps = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (layout->name, ==, "torchvision");
  g_assert_cmpstr (layout->backbone.name, ==, name);
  g_assert_cmpstr (layout->profile->name, ==, "imagenet-224");
  g_assert_true (layout->guessed & LK_GUESS_PROFILE);
  g_assert_cmpuint (layout->stage, ==, get_size (json, "stage"));
  network = lk_network_new (layout->architecture, layout->tensors, &error);
  g_assert_no_error (error);
  maps = lk_network_forward (network, pictures, NULL, &error);
  g_assert_no_error (error);
  compare (json, maps);
}

/* A batch gives, bit for bit, what its pictures give alone. */
static void
test_batch (gconstpointer data)
{
  JsonObject *json = (gpointer) data;
  gsize shape[] = { 5, 3, 40, 47 };
  g_autoptr (LkCheckpoint) checkpoint = make_checkpoint (json);
  g_autoptr (LkLayout) layout = recognise (checkpoint, NULL);
  g_autoptr (LkTensor) pictures
      = synthetic_tensor_new ("batch", "pictures", 4, shape, 0, 1.5);
  g_autoptr (LkNetwork) network
      = lk_network_new (layout->architecture, layout->tensors, NULL);
  g_autoptr (LkTensor) maps = lk_network_forward (network, pictures, NULL, NULL);

  g_assert_cmpuint (layout->stage, ==, 0);
  shape[0] = 1;
  for (gsize i = 0; i < 5; i++)
    {
      g_autoptr (LkTensor) picture = lk_tensor_slice (pictures, i);
      g_autoptr (LkTensor) alone
          = lk_tensor_new_for_data (4, shape, lk_tensor_get_data (picture), NULL, NULL);
      g_autoptr (LkTensor) map = lk_network_forward (network, alone, NULL, NULL);
      g_autoptr (LkTensor) wanted = lk_tensor_slice (maps, i);

      g_assert_cmpmem (
          lk_tensor_get_data (map), lk_tensor_get_size (map) * sizeof (float),
          lk_tensor_get_data (wanted), lk_tensor_get_size (wanted) * sizeof (float));
    }
}

/* What we write has torchvision's keys again. */
static void
test_names (gconstpointer data)
{
  JsonObject *json = (gpointer) data;
  JsonObject *keys = json_object_get_object_member (json, "keys");
  g_autoptr (LkCheckpoint) checkpoint = make_checkpoint (json);
  g_autoptr (LkLayout) layout = recognise (checkpoint, "3");
  g_autoptr (GHashTable) named = lk_layout_write_tensors (layout);
  g_autoptr (GHashTable) metadata
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (LkCheckpoint) written = NULL;
  g_autoptr (LkLayout) again = NULL;
  GHashTableIter iter;
  gpointer key;
  gpointer tensor;

  g_assert_cmpuint (g_hash_table_size (named), ==, json_object_get_size (keys));
  g_hash_table_iter_init (&iter, named);
  while (g_hash_table_iter_next (&iter, &key, &tensor))
    g_assert_true (tensor == lk_checkpoint_get_tensor (checkpoint, key));
  lk_layout_write_metadata (layout, metadata);
  written = lk_checkpoint_new (named, metadata);
  again = recognise (written, NULL);
  g_assert_cmpstr (again->name, ==, "likeness");
  g_assert_cmpuint (again->stage, ==, 3);
  g_assert_cmpuint (lk_architecture_get_n_stages (again->architecture), ==, 3);
}

static void
assert_refused (LkCheckpoint *checkpoint, const char *stage, int code, const char *text)
{
  g_autoptr (GHashTable) choices = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;

  if (stage != NULL)
    g_hash_table_insert (choices, (char *) "stage", (char *) stage);
  g_assert_null (lk_layout_recognise_as (checkpoint, choices, &error));
  g_assert_error (error, LK_ERROR, code);
  g_assert_nonnull (strstr (error->message, text));
}

static void
test_refused (gconstpointer data)
{
  JsonObject *json = (gpointer) data;
  g_autoptr (LkCheckpoint) whole = make_checkpoint (json);
  g_autoptr (LkCheckpoint) missing = NULL;
  g_autoptr (LkCheckpoint) bottleneck = NULL;
  g_autoptr (GHashTable) tensors = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) lk_tensor_unref);
  g_autoptr (GPtrArray) names = lk_checkpoint_list_names (whole);

  assert_refused (whole, "0", LK_ERROR_OPTION, "stage");
  assert_refused (whole, "5", LK_ERROR_OPTION, "5");
  assert_refused (whole, "last", LK_ERROR_OPTION, "last");
  for (guint i = 0; i < names->len; i++)
    if (!g_str_equal (names->pdata[i], "layer3.1.bn2.running_mean"))
      g_hash_table_insert (
          tensors, g_strdup (names->pdata[i]),
          lk_tensor_ref (lk_checkpoint_get_tensor (whole, names->pdata[i])));
  missing = lk_checkpoint_new (tensors, NULL);
  assert_refused (missing, NULL, LK_ERROR_FORMAT,
                  "“layer3.1.bn2.running_mean” is missing");
  g_hash_table_insert (
      tensors, g_strdup ("layer1.0.conv3.weight"),
      lk_tensor_ref (lk_checkpoint_get_tensor (whole, "layer1.0.conv2.weight")));
  bottleneck = lk_checkpoint_new (tensors, NULL);
  assert_refused (bottleneck, NULL, LK_ERROR_UNSUPPORTED, "2, 2, 2 and 2 blocks");
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *path = NULL;
  JsonArray *cases;

  g_test_init (&argc, &argv, NULL);
  path = g_test_build_filename (G_TEST_DIST, "network", "fixtures", "resnets.json", NULL);
  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  cases = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *json = json_array_get_object_element (cases, i);
      g_autofree char *name = g_strdup_printf (
          "/resnets/golden/%s-%u", json_object_get_string_member (json, "name"), i);

      g_test_add_data_func (name, json, test_golden);
    }
  g_test_add_data_func ("/resnets/batch", json_array_get_object_element (cases, 0),
                        test_batch);
  g_test_add_data_func ("/resnets/names", json_array_get_object_element (cases, 0),
                        test_names);
  g_test_add_data_func ("/resnets/refused", json_array_get_object_element (cases, 0),
                        test_refused);
  return g_test_run ();
}
