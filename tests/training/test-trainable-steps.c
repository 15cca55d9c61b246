/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "lk-optimizer.h"
#include "lk-trainable.h"
#include "synthetic-network.h"

/* Of the largest number of an array: float32 against PyTorch's double. */
#define TOLERANCE 2e-5
#define TOLERANCE_OF_STEPS 2e-4

/* As in make-training-fixtures.py. */
#define RATE 0.05
#define MOMENTUM 0.9
#define DECAY 5e-3
#define CLIP 2.0

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

static void
compare (JsonObject *sample, const char *name, const float *values, double tolerance)
{
  JsonArray *wanted = json_object_get_array_member (sample, "values");
  gint64 step = json_object_get_int_member (sample, "step");
  double largest = json_object_get_double_member (sample, "largest");

  for (guint i = 0; i < json_array_get_length (wanted); i++)
    {
      double difference
          = fabs (values[i * step] - json_array_get_double_element (wanted, i));

      if (!(difference <= tolerance * largest))
        g_error ("%s[%" G_GINT64_FORMAT "]: %.9g instead of %.9g; the largest is %.3g",
                 name, i * step, values[i * step],
                 json_array_get_double_element (wanted, i), largest);
    }
}

static void
compare_all (JsonObject *samples,
             GPtrArray *parameters,
             gboolean gradients,
             double tolerance)
{
  for (guint i = 0; i < parameters->len; i++)
    {
      const LkParameter *parameter = g_ptr_array_index (parameters, i);

      if (!json_object_has_member (samples, parameter->name))
        {
          /* A bias that the fixture's convolution does not have. */
          g_assert_true (g_str_has_suffix (parameter->name, "stage4.conv.bias"));
          continue;
        }
      compare (json_object_get_object_member (samples, parameter->name), parameter->name,
               gradients ? parameter->gradient : lk_tensor_get_data (parameter->value),
               tolerance);
    }
}

static LkTrainable *
make_trainable (JsonObject *json)
{
  g_autoptr (GError) error = NULL;
  SyntheticSpec spec;
  LkLayout *layout;
  LkTrainable *trainable;

  read_spec (json, &spec);
  layout = synthetic_layout_new (&spec);
  trainable = lk_trainable_new_for_layout (layout, &error);
  g_assert_no_error (error);
  synthetic_layout_free (layout);
  return trainable;
}

static LkTensor *
make_pictures (JsonObject *json)
{
  gsize shape[] = { (gsize) json_object_get_int_member (json, "batch"), 3,
                    (gsize) json_object_get_int_member (json, "height"),
                    (gsize) json_object_get_int_member (json, "width") };

  return synthetic_tensor_new (json_object_get_string_member (json, "name"), "pictures",
                               4, shape, 0, 1.5);
}

/* Forward and backward, gradients from 0. */
static LkTensor *
step (LkTrainable *trainable, JsonObject *json)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkTensor) pictures = make_pictures (json);
  g_autoptr (LkTensor) gradient = NULL;
  gboolean batch
      = strcmp (json_object_get_string_member (json, "statistics"), "batch") == 0;
  LkTensor *maps = lk_trainable_forward (
      trainable, pictures, batch ? LK_STATISTICS_BATCH : LK_STATISTICS_FROZEN, &error);

  g_assert_no_error (error);
  gradient = synthetic_tensor_new (json_object_get_string_member (json, "name"),
                                   "gradient", 4, lk_tensor_get_shape (maps), 0, 1);
  lk_trainable_backward (trainable, lk_tensor_get_data (gradient));
  return maps;
}

static void
test_gradients (gconstpointer data)
{
  JsonObject *json = (gpointer) data;
  g_autoptr (LkTrainable) trainable = make_trainable (json);
  LkTensor *maps = step (trainable, json);

  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (
        json_array_get_int_element (json_object_get_array_member (json, "shape"), i), ==,
        (gint64) lk_tensor_get_dim (maps, i));
  compare (json_object_get_object_member (json, "maps"), "maps",
           lk_tensor_get_data (maps), TOLERANCE);
  compare_all (json_object_get_object_member (json, "gradients"),
               lk_trainable_get_parameters (trainable), TRUE, TOLERANCE);
  compare_all (json_object_get_object_member (json, "statistics_after"),
               lk_trainable_get_statistics (trainable), FALSE, TOLERANCE);
}

static void
test_steps (gconstpointer data)
{
  JsonObject *json = (gpointer) data;
  JsonArray *norms = json_object_get_array_member (json, "norms");
  g_autoptr (LkTrainable) trainable = make_trainable (json);
  LkOptimizerOptions options = { MOMENTUM, TRUE, DECAY, CLIP };
  g_autoptr (LkOptimizer) optimizer
      = lk_optimizer_new (lk_trainable_get_parameters (trainable), &options);

  for (guint i = 0; i < json_array_get_length (norms); i++)
    {
      double wanted = json_array_get_double_element (norms, i);
      double norm;

      lk_optimizer_clear_gradients (optimizer);
      step (trainable, json);
      if (json_object_get_boolean_member (json, "bare"))
        lk_parameter_clear_gradient (
            g_ptr_array_index (lk_trainable_get_parameters (trainable),
                               lk_trainable_get_parameters (trainable)->len - 1));
      norm = lk_optimizer_step (optimizer, RATE);
      g_assert_cmpfloat (fabs (norm - wanted), <=, TOLERANCE_OF_STEPS * wanted);
    }
  compare_all (json_object_get_object_member (json, "trained"),
               lk_trainable_get_parameters (trainable), FALSE, TOLERANCE_OF_STEPS);
  compare_all (json_object_get_object_member (json, "trained_statistics"),
               lk_trainable_get_statistics (trainable), FALSE, TOLERANCE_OF_STEPS);
}

int
main (int argc, char **argv)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autofree char *path = NULL;
  JsonArray *cases;

  g_test_init (&argc, &argv, NULL);
  path = g_test_build_filename (G_TEST_DIST, "training", "fixtures", "steps.json", NULL);
  g_assert_true (json_parser_load_from_file (parser, path, NULL));
  cases = json_node_get_array (json_parser_get_root (parser));
  for (guint i = 0; i < json_array_get_length (cases); i++)
    {
      JsonObject *json = json_array_get_object_element (cases, i);
      const char *name = json_object_get_string_member (json, "name");
      g_autofree char *gradients
          = g_strconcat ("/training/trainable/gradients/", name, NULL);
      g_autofree char *steps = g_strconcat ("/training/trainable/steps/", name, NULL);

      g_test_add_data_func (gradients, json, test_gradients);
      g_test_add_data_func (steps, json, test_steps);
    }
  return g_test_run ();
}
