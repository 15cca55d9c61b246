/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "lk-network.h"
#include "synthetic-network.h"

/* Of the largest number of the map. */
#define TOLERANCE 1e-5

static void
read_spec (JsonObject *json, SyntheticSpec *spec)
{
  JsonArray *widths = json_object_get_array_member (json, "widths");

  *spec = (SyntheticSpec){
    .name = json_object_get_string_member (json, "name"),
    .pools = json_object_get_string_member (json, "pools"),
    .shortcuts = json_object_get_string_member (json, "shortcuts"),
    .slope = json_object_get_double_member (json, "slope"),
    .bias = json_object_get_boolean_member (json, "bias"),
    .bare = json_object_get_boolean_member (json, "bare"),
    .unpadded = json_object_get_boolean_member (json, "unpadded"),
    .backbone = json_object_get_string_member (json, "backbone"),
  };
  for (guint i = 0; i < 4; i++)
    spec->widths[i] = (gsize) json_array_get_int_element (widths, i);
}

static gsize
get_size (JsonObject *json, const char *name)
{
  return (gsize) json_object_get_int_member (json, name);
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
compare (JsonObject *json, LkTensor *maps)
{
  JsonArray *shape = json_object_get_array_member (json, "shape");
  JsonArray *values = json_object_get_array_member (json, "values");
  gsize step = get_size (json, "step");
  double worst = 0;

  g_assert_cmpuint (lk_tensor_get_n_dims (maps), ==, 4);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (json_array_get_int_element (shape, i), ==,
                     (gint64) lk_tensor_get_dim (maps, i));
  g_assert_cmpuint ((lk_tensor_get_size (maps) + step - 1) / step, ==,
                    json_array_get_length (values));
  for (guint i = 0; i < json_array_get_length (values); i++)
    worst = fmax (worst, fabs (lk_tensor_get_data (maps)[i * step]
                               - json_array_get_double_element (values, i)));
  worst /= json_object_get_double_member (json, "largest");
  g_test_message ("largest difference %.2g of the largest number, in %u of %zu", worst,
                  json_array_get_length (values), lk_tensor_get_size (maps));
  g_assert_cmpfloat (worst, <, TOLERANCE);
}

static void
test_golden (gconstpointer data)
{
  JsonObject *json = (gpointer) data;
  SyntheticSpec spec;
  LkLayout *layout;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkNetwork) network = NULL;
  g_autoptr (LkTensor) pictures = make_pictures (json);
  g_autoptr (LkTensor) maps = NULL;

  read_spec (json, &spec);
  layout = synthetic_layout_new (&spec);
  network = synthetic_network_new (layout, &error);
  synthetic_layout_free (layout);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_network_get_n_parameters (network), ==,
                    get_size (json, "parameters"));
  maps = lk_network_forward (network, pictures, NULL, &error);
  g_assert_no_error (error);
  compare (json, maps);
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *path = NULL;
  JsonArray *cases;

  g_test_init (&argc, &argv, NULL);
  path
      = g_test_build_filename (G_TEST_DIST, "network", "fixtures", "networks.json", NULL);
  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  cases = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *json = json_array_get_object_element (cases, i);
      g_autofree char *name = g_strconcat (
          "/network/golden/", json_object_get_string_member (json, "name"), NULL);

      g_test_add_data_func (name, json, test_golden);
    }
  return g_test_run ();
}
