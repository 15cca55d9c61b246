/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-trained-fusion.h"

#include <math.h>

#include "lk-decision.h"
#include "lk-error.h"
#include "lk-tensor.h"
#include "metric-fixture.h"

static const char *const norm_names[]
    = { "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var" };

static void
add_tensor (GHashTable *tensors,
            const char *name,
            guint n_dims,
            gsize n,
            const double *values)
{
  gsize shape[] = { n, 1, 1 };
  LkTensor *tensor;

  if (n_dims == 3)
    {
      shape[0] = 1;
      shape[2] = n;
    }
  tensor = lk_tensor_new (n_dims, shape);
  for (gsize i = 0; i < n; i++)
    lk_tensor_get_data (tensor)[i] = (float) values[i];
  g_hash_table_replace (tensors, (gpointer) name, tensor);
}

/* The tensors of a fixture; @scores [3, n_slots] and @logits point into @values. */
static GHashTable *
read_fixture (const char *name,
              double **values,
              guint *n_inputs,
              guint *n_slots,
              const double **scores)
{
  GHashTable *tensors = g_hash_table_new_full (g_str_hash, g_str_equal, NULL,
                                               (GDestroyNotify) lk_tensor_unref);
  const double *next;
  gsize n, n_features;

  *values = metric_fixture_read (name, &n);
  *n_inputs = (guint) (*values)[0];
  *n_slots = (guint) (*values)[1];
  n_features = *n_inputs * *n_slots;
  g_assert_cmpuint (n, ==, 2 + *n_inputs + 4 * n_features + 4 * *n_slots);

  next = *values + 2;
  add_tensor (tensors, "weight", 3, *n_inputs, next);
  next += *n_inputs;
  for (guint i = 0; i < G_N_ELEMENTS (norm_names); i++, next += n_features)
    add_tensor (tensors, norm_names[i], 1, n_features, next);
  *scores = next;
  return tensors;
}

/* The decision slot by slot gives PyTorch's logits. */
static void
test_logits (gconstpointer name)
{
  g_autofree double *values = NULL;
  const double *fixed, *scores[LK_N_LEVELS];
  guint n_inputs, n_slots;
  g_autoptr (GHashTable) tensors
      = read_fixture (name, &values, &n_inputs, &n_slots, &fixed);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkTrainedFusion) trained = lk_trained_fusion_new (tensors, &error);
  g_autoptr (LkDecision) decision = NULL;
  LkMetricOptions options = lk_metric_options_default ();

  g_assert_no_error (error);
  g_assert_cmpuint (trained->n_inputs, ==, n_inputs);
  g_assert_cmpuint (trained->n_slots, ==, n_slots);
  g_assert_cmpint (trained->part_form, ==,
                   n_inputs == 3 ? LK_PART_RELEASED : LK_PART_COSINE);
  g_assert_cmpint (trained->distance, ==,
                   n_inputs == 3 ? LK_DISTANCE_W2_RELEASED : LK_DISTANCE_KL_QS);

  scores[LK_LEVEL_DISTRIBUTION] = fixed;
  scores[LK_LEVEL_PIXEL] = fixed + n_slots;
  scores[LK_LEVEL_PART] = fixed + 2 * n_slots;
  options.normalisation = LK_NORMALISE_TRAINED_EXACT;
  for (guint level = 0; level < LK_N_LEVELS; level++)
    options.weights[level] = 1;
  decision = lk_decision_new (n_slots, scores, &options, trained, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < n_slots; i++)
    g_assert_cmpfloat_with_epsilon (decision->fused[i], fixed[3 * n_slots + i], 1e-8);

  for (guint level = 0; level < LK_N_LEVELS; level++)
    {
      double sum = 0;

      for (guint i = 0; i < n_slots; i++)
        sum += trained->slot_slope[level][i];
      g_assert_cmpfloat_with_epsilon (trained->slope[level], sum / n_slots, 1e-12);
    }
  if (n_inputs == 2)
    g_assert_cmpfloat (trained->slope[LK_LEVEL_PART], ==, 0);
}

static void
refuse (GHashTable *tensors, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_trained_fusion_new (tensors, &error));
  g_assert_error (error, LK_ERROR, code);
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_refused (void)
{
  static const char *const all_names[]
      = { "weight", "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var" };
  static const double numbers[64] = { 1, 1, 1, 1 };
  const double not_finite[15] = { NAN }, negative[15] = { -1 };

  for (guint i = 0; i < G_N_ELEMENTS (all_names); i++)
    {
      g_autofree double *values = NULL;
      const double *scores;
      guint n_inputs, n_slots;
      gboolean is_conv = i == 0;
      g_autoptr (GHashTable) tensors
          = read_fixture ("fusion-m2l", &values, &n_inputs, &n_slots, &scores);

      add_tensor (tensors, all_names[i], is_conv ? 3 : 1, is_conv ? 3 : 15, not_finite);
      refuse (tensors, LK_ERROR_NUMERIC);
      add_tensor (tensors, all_names[i], is_conv ? 3 : 1, is_conv ? 4 : 14, numbers);
      refuse (tensors, LK_ERROR_FORMAT);
      add_tensor (tensors, all_names[i], is_conv ? 1 : 3, is_conv ? 3 : 15, numbers);
      refuse (tensors, LK_ERROR_FORMAT);
      g_hash_table_remove (tensors, all_names[i]);
      refuse (tensors, LK_ERROR_FORMAT);
    }
  {
    g_autofree double *values = NULL;
    const double *scores;
    guint n_inputs, n_slots;
    g_autoptr (GHashTable) tensors
        = read_fixture ("fusion-m2l", &values, &n_inputs, &n_slots, &scores);

    add_tensor (tensors, "norm.running_var", 1, 15, negative);
    refuse (tensors, LK_ERROR_NUMERIC);
    for (guint i = 0; i < G_N_ELEMENTS (norm_names); i++)
      add_tensor (tensors, norm_names[i], 1, 63, numbers);
    refuse (tensors, LK_ERROR_FORMAT);
  }
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/metric/trained-fusion/m2l", "fusion-m2l", test_logits);
  g_test_add_data_func ("/metric/trained-fusion/adm", "fusion-adm", test_logits);
  g_test_add_data_func ("/metric/trained-fusion/ten-way", "fusion-ten-way", test_logits);
  g_test_add_func ("/metric/trained-fusion/refused", test_refused);
  return g_test_run ();
}
