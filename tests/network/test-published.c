/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "lk-layout-write.h"
#include "lk-network.h"
#include "lk-profile-values.h"
#include "synthetic-network.h"

/* Of the largest number of the map. */
#define TOLERANCE 1e-5

static gsize
get_size (JsonObject *json, const char *name)
{
  return (gsize) json_object_get_int_member (json, name);
}

/* As make-published-fixtures.py fills the tensor @key. */
static LkTensor *
make_tensor (const char *name, const char *key, JsonArray *axes)
{
  gsize shape[4] = { 1, 1, 1, 1 };
  guint n_dims = json_array_get_length (axes);

  for (guint i = 0; i < n_dims; i++)
    shape[i] = (gsize) json_array_get_int_element (axes, i);
  if (n_dims > 1)
    return synthetic_tensor_new (name, key, n_dims, shape, 0,
                                 sqrt (6.0 / (double) (shape[1] * shape[2] * shape[3])));
  if (g_str_has_suffix (key, "running_var"))
    return synthetic_tensor_new (name, key, 1, shape, 1, 0.75);
  if (g_str_has_suffix (key, "weight"))
    return synthetic_tensor_new (name, key, 1, shape, 0.5, 0.25);
  return synthetic_tensor_new (name, key, 1, shape, 0, 0.5);
}

static LkCheckpoint *
make_checkpoint (JsonObject *json)
{
  g_autoptr (GHashTable) tensors = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) lk_tensor_unref);
  JsonObject *keys = json_object_get_object_member (json, "keys");
  g_autoptr (GList) names = json_object_get_members (keys);
  const char *prefix = json_object_get_string_member (json, "prefix");
  const char *head = json_object_get_string_member (json, "head");
  const gsize one[] = { 1 };

  for (GList *l = names; l != NULL; l = l->next)
    g_hash_table_insert (tensors, g_strconcat (prefix, l->data, NULL),
                         make_tensor (json_object_get_string_member (json, "name"),
                                      l->data,
                                      json_object_get_array_member (keys, l->data)));
  if (*head != '\0')
    g_hash_table_insert (tensors, g_strdup (head), lk_tensor_new (1, one));
  return lk_checkpoint_new (tensors, NULL);
}

static LkLayout *
recognise (JsonObject *json, LkCheckpoint *checkpoint)
{
  JsonObject *members = json_object_get_object_member (json, "choices");
  g_autoptr (GList) names = json_object_get_members (members);
  g_autoptr (GHashTable) choices = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GError) error = NULL;
  LkLayout *layout;

  for (GList *l = names; l != NULL; l = l->next)
    g_hash_table_insert (choices, l->data,
                         (char *) json_object_get_string_member (members, l->data));
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
  for (guint i = 0; i < json_array_get_length (values); i++)
    worst = fmax (worst, fabs (lk_tensor_get_data (maps)[i * step]
                               - json_array_get_double_element (values, i)));
  worst /= json_object_get_double_member (json, "largest");
  g_test_message ("largest difference %.2g of the largest number", worst);
  g_assert_cmpfloat (worst, <, TOLERANCE);
}

static LkTensor *
make_pictures (JsonObject *json)
{
  gsize shape[] = { get_size (json, "batch"), 3, get_size (json, "height"),
                    get_size (json, "width") };

  return synthetic_tensor_new (json_object_get_string_member (json, "name"), "pictures",
                               4, shape, 0, 1.5);
}

static void
test_golden (gconstpointer data)
{
  JsonObject *json = (gpointer) data;
  g_autoptr (LkCheckpoint) checkpoint = make_checkpoint (json);
  g_autoptr (LkLayout) layout = recognise (json, checkpoint);
  g_autoptr (LkTensor) pictures = make_pictures (json);
  g_autofree char *profile = lk_profile_describe (layout->profile);
  g_autoptr (LkNetwork) network = NULL;
  g_autoptr (LkTensor) maps = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpstr (layout->name, ==, json_object_get_string_member (json, "layout"));
  g_assert_cmpstr (layout->backbone.name, ==,
                   json_object_get_string_member (json, "backbone"));
  g_assert_true (
      g_str_has_prefix (profile, json_object_get_string_member (json, "profile")));
  g_assert_true (layout->guessed & LK_GUESS_PROFILE);
  network = lk_network_new (layout->architecture, layout->tensors, &error);
  g_assert_no_error (error);
  maps = lk_network_forward (network, pictures, NULL, &error);
  g_assert_no_error (error);
  compare (json, maps);
}

/* What we write is the same network, and says all of it. */
static void
test_written (gconstpointer data)
{
  JsonObject *json = (gpointer) data;
  g_autoptr (LkCheckpoint) checkpoint = make_checkpoint (json);
  g_autoptr (LkLayout) layout = recognise (json, checkpoint);
  g_autoptr (GHashTable) named = lk_layout_write_tensors (layout);
  g_autoptr (GHashTable) metadata
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (LkCheckpoint) written = NULL;
  g_autoptr (LkLayout) again = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree char *before = lk_architecture_describe (layout->architecture);
  g_autofree char *after = NULL;
  GHashTableIter iter;
  gpointer name;
  gpointer tensor;

  g_assert_cmpuint (g_hash_table_size (named), ==, g_hash_table_size (layout->tensors));
  lk_layout_write_metadata (layout, metadata);
  written = lk_checkpoint_new (named, metadata);
  again = lk_layout_recognise (written, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (again->name, ==, "likeness");
  g_assert_cmpint (again->guessed, ==, 0);
  g_assert_true (lk_profile_equal (again->profile, layout->profile));
  after = lk_architecture_describe (again->architecture);
  g_assert_cmpstr (after, ==, before);
  g_hash_table_iter_init (&iter, layout->tensors);
  while (g_hash_table_iter_next (&iter, &name, &tensor))
    g_assert_true (g_hash_table_lookup (again->tensors, name) == tensor);
}

/* A batch gives, bit for bit, what its pictures give alone. */
static void
test_batch (gconstpointer data)
{
  JsonObject *json = (gpointer) data;
  gsize shape[] = { 5, 3, get_size (json, "height"), get_size (json, "width") };
  g_autoptr (LkCheckpoint) checkpoint = make_checkpoint (json);
  g_autoptr (LkLayout) layout = recognise (json, checkpoint);
  g_autoptr (LkTensor) pictures
      = synthetic_tensor_new ("batch", "pictures", 4, shape, 0, 1.5);
  g_autoptr (LkNetwork) network
      = lk_network_new (layout->architecture, layout->tensors, NULL);
  g_autoptr (LkTensor) maps = lk_network_forward (network, pictures, NULL, NULL);

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

static void
add (const char *test, JsonObject *json, GTestDataFunc function)
{
  g_autofree char *path = g_strdup_printf ("/published/%s/%s", test,
                                           json_object_get_string_member (json, "name"));

  g_test_add_data_func (path, json, function);
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *path = NULL;
  JsonArray *cases;

  g_test_init (&argc, &argv, NULL);
  path = g_test_build_filename (G_TEST_DIST, "network", "fixtures", "published.json",
                                NULL);
  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  cases = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *json = json_array_get_object_element (cases, i);
      const char *backbone = json_object_get_string_member (json, "backbone");

      add ("golden", json, test_golden);
      add ("written", json, test_written);
      if (g_str_equal (backbone, "seresnet12") || g_str_equal (backbone, "wrn28"))
        add ("batch", json, test_batch);
    }
  return g_test_run ();
}
