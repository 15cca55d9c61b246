/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-trainable.h"
#include "synthetic-network.h"

#define SLOPE 0.1
#define EDGE 27

static const SyntheticSpec plain = { .name = "trainable",
                                     .backbone = "conv64f",
                                     .widths = { 20, 16, 24, 9 },
                                     .pools = "1100",
                                     .shortcuts = "1111",
                                     .slope = SLOPE,
                                     .bias = TRUE };
static const SyntheticSpec residual = { .name = "trainable",
                                        .backbone = "resnet12",
                                        .widths = { 8, 16, 24, 40 },
                                        .pools = "1110",
                                        .shortcuts = "1111",
                                        .slope = SLOPE };

static LkTrainable *
make_trainable (const SyntheticSpec *spec)
{
  g_autoptr (GError) error = NULL;
  LkLayout *layout = synthetic_layout_new (spec);
  LkTrainable *trainable = lk_trainable_new_for_layout (layout, &error);

  g_assert_no_error (error);
  synthetic_layout_free (layout);
  return trainable;
}

static LkTensor *
make_pictures (gsize n, gsize edge)
{
  gsize shape[] = { n, 3, edge, edge + 2 };

  return synthetic_tensor_new ("trainable", "pictures", 4, shape, 0, 1.5);
}

static LkTensor *
forward (LkTrainable *trainable, LkTensor *pictures, LkStatistics statistics)
{
  g_autoptr (GError) error = NULL;
  LkTensor *maps = lk_trainable_forward (trainable, pictures, statistics, &error);

  g_assert_no_error (error);
  return maps;
}

static void
backward (LkTrainable *trainable, LkTensor *maps)
{
  g_autoptr (LkTensor) gradient = synthetic_tensor_new ("trainable", "gradient", 4,
                                                        lk_tensor_get_shape (maps), 0, 1);

  lk_trainable_backward (trainable, lk_tensor_get_data (gradient));
}

static double
get_largest_difference (const float *a, const float *b, gsize n, double *largest)
{
  double difference = 0;

  *largest = 0;
  for (gsize i = 0; i < n; i++)
    {
      difference = fmax (difference, fabs ((double) a[i] - b[i]));
      *largest = fmax (*largest, fabs (b[i]));
    }
  return difference;
}

/* Frozen statistics are those of inference, which folds them. */
static void
test_as_inference (gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkTrainable) trainable = make_trainable (data);
  g_autoptr (LkNetwork) network = lk_trainable_make_network (trainable, NULL, &error);
  g_autoptr (LkTensor) pictures = make_pictures (3, EDGE);
  LkTensor *maps = forward (trainable, pictures, LK_STATISTICS_FROZEN);
  g_autoptr (LkTensor) wanted = lk_network_forward (network, pictures, NULL, &error);
  double largest;

  g_assert_no_error (error);
  for (guint frozen = 0; frozen <= 4; frozen++)
    {
      double difference;

      lk_trainable_freeze (trainable, frozen);
      maps = forward (trainable, pictures, LK_STATISTICS_FROZEN);
      difference = get_largest_difference (lk_tensor_get_data (maps),
                                           lk_tensor_get_data (wanted),
                                           lk_tensor_get_size (maps), &largest);
      g_assert_cmpfloat (difference, <=, 1e-5 * largest);
    }
}

/* What a loss of weighted maps is, in double. */
static double
get_loss (LkTensor *maps)
{
  g_autoptr (LkTensor) gradient = synthetic_tensor_new ("trainable", "gradient", 4,
                                                        lk_tensor_get_shape (maps), 0, 1);
  double sum = 0;

  for (gsize i = 0; i < lk_tensor_get_size (maps); i++)
    sum += (double) lk_tensor_get_data (maps)[i] * lk_tensor_get_data (gradient)[i];
  return sum;
}

/* Frozen blocks have no gradient, and the others the same as without. */
static void
test_freeze (gconstpointer data)
{
  g_autoptr (LkTrainable) free_one = make_trainable (data);
  g_autoptr (LkTrainable) frozen = make_trainable (data);
  g_autoptr (LkTensor) pictures = make_pictures (4, EDGE);
  GPtrArray *wanted = lk_trainable_get_parameters (free_one);
  GPtrArray *found = lk_trainable_get_parameters (frozen);

  backward (free_one, forward (free_one, pictures, LK_STATISTICS_FROZEN));
  lk_trainable_freeze (frozen, 2);
  backward (frozen, forward (frozen, pictures, LK_STATISTICS_FROZEN));
  for (guint i = 0; i < found->len; i++)
    {
      const LkParameter *a = g_ptr_array_index (found, i);
      const LkParameter *b = g_ptr_array_index (wanted, i);
      gsize n = lk_parameter_get_size (a);
      double largest;
      double difference = get_largest_difference (a->gradient, b->gradient, n, &largest);

      g_assert_cmpint (a->frozen, ==, a->name[5] <= '2');
      if (a->frozen)
        for (gsize j = 0; j < n; j++)
          g_assert_cmpfloat (a->gradient[j], ==, 0);
      else
        g_assert_cmpfloat (difference, <=, 1e-4 * largest);
    }
}

/* Of a batch-normalised step in batch mode, running statistics of frozen blocks stay. */
static void
test_frozen_statistics (gconstpointer data)
{
  g_autoptr (LkTrainable) trainable = make_trainable (data);
  g_autoptr (GHashTable) before = lk_trainable_copy_tensors (trainable);
  g_autoptr (LkTensor) pictures = make_pictures (4, EDGE);
  GPtrArray *statistics = lk_trainable_get_statistics (trainable);

  lk_trainable_freeze (trainable, 2);
  forward (trainable, pictures, LK_STATISTICS_BATCH);
  for (guint i = 0; i < statistics->len; i++)
    {
      const LkParameter *parameter = g_ptr_array_index (statistics, i);
      LkTensor *old = g_hash_table_lookup (before, parameter->name);
      gboolean same
          = memcmp (lk_tensor_get_data (old), lk_tensor_get_data (parameter->value),
                    lk_parameter_get_size (parameter) * sizeof (float))
            == 0;

      g_assert_cmpint (same, ==, parameter->name[5] <= '2');
    }
}

static void
assert_same_bits (LkTrainable *a, LkTrainable *b)
{
  for (guint i = 0; i < lk_trainable_get_parameters (a)->len; i++)
    {
      const LkParameter *one = g_ptr_array_index (lk_trainable_get_parameters (a), i);
      const LkParameter *two = g_ptr_array_index (lk_trainable_get_parameters (b), i);

      g_assert_cmpmem (one->gradient, lk_parameter_get_size (one) * sizeof (float),
                       two->gradient, lk_parameter_get_size (two) * sizeof (float));
    }
}

/* The same step gives the same bits, also after steps of other sizes. */
static void
test_repeats (gconstpointer data)
{
  g_autoptr (LkTrainable) once = make_trainable (data);
  g_autoptr (LkTrainable) twice = make_trainable (data);
  g_autoptr (LkTensor) pictures = make_pictures (11, EDGE);
  g_autoptr (LkTensor) others = make_pictures (3, EDGE + 13);
  g_autoptr (GHashTable) tensors = lk_trainable_copy_tensors (twice);
  g_autoptr (GError) error = NULL;

  backward (once, forward (once, pictures, LK_STATISTICS_BATCH));
  backward (twice, forward (twice, others, LK_STATISTICS_BATCH));
  for (guint i = 0; i < lk_trainable_get_parameters (twice)->len; i++)
    lk_parameter_clear_gradient (
        g_ptr_array_index (lk_trainable_get_parameters (twice), i));
  g_assert_true (lk_trainable_set_tensors (twice, tensors, &error));
  backward (twice, forward (twice, pictures, LK_STATISTICS_BATCH));
  assert_same_bits (once, twice);
}

/* A second backward pass adds to what is there. */
static void
test_adds (gconstpointer data)
{
  g_autoptr (LkTrainable) trainable = make_trainable (data);
  g_autoptr (LkTensor) pictures = make_pictures (2, EDGE);
  const LkParameter *first
      = g_ptr_array_index (lk_trainable_get_parameters (trainable), 0);
  float once;

  backward (trainable, forward (trainable, pictures, LK_STATISTICS_FROZEN));
  once = first->gradient[5];
  backward (trainable, forward (trainable, pictures, LK_STATISTICS_FROZEN));
  g_assert_cmpfloat (first->gradient[5], ==, 2 * once);
}

/* The derivative along each parameter's gradient, against a difference of losses. */
static void
test_differences (gconstpointer data)
{
  g_autoptr (LkTrainable) trainable = make_trainable (data);
  g_autoptr (LkTensor) pictures = make_pictures (4, EDGE);
  GPtrArray *parameters = lk_trainable_get_parameters (trainable);

  backward (trainable, forward (trainable, pictures, LK_STATISTICS_BATCH));
  for (guint i = 0; i < parameters->len; i++)
    {
      const LkParameter *parameter = g_ptr_array_index (parameters, i);
      float *value = lk_tensor_get_data (parameter->value);
      gsize n = lk_parameter_get_size (parameter);
      g_autofree float *kept = g_memdup2 (value, n * sizeof (float));
      double losses[2];
      double square = 0;
      double step;

      for (gsize j = 0; j < n; j++)
        square += (double) parameter->gradient[j] * parameter->gradient[j];
      step = 4e-4 / sqrt (square);
      for (guint side = 0; side < 2; side++)
        {
          for (gsize j = 0; j < n; j++)
            value[j]
                = (float) (kept[j] + (side == 0 ? -step : step) * parameter->gradient[j]);
          losses[side] = get_loss (forward (trainable, pictures, LK_STATISTICS_BATCH));
        }
      memcpy (value, kept, n * sizeof (float));
      g_test_message ("%s: %g against %g", parameter->name,
                      (losses[1] - losses[0]) / (2 * step), square);
      g_assert_cmpfloat (fabs ((losses[1] - losses[0]) / (2 * step) - square), <=,
                         0.03 * square);
    }
}

/* Masked cells are 0 and the rest is larger; the same step draws the same mask, another
 * step another. */
static void
test_drop (gconstpointer data)
{
  g_autoptr (LkTrainable) trainable = make_trainable (data);
  g_autoptr (LkTensor) pictures = make_pictures (20, 43);
  LkDropBlock drop = { .blocks = { FALSE, FALSE, FALSE, TRUE },
                       .size = 3,
                       .probability = 0.2,
                       .seed = 7,
                       .step = 12 };
  LkTensor *maps = forward (trainable, pictures, LK_STATISTICS_FROZEN);
  gsize n = lk_tensor_get_size (maps);
  g_autofree float *whole = g_memdup2 (lk_tensor_get_data (maps), n * sizeof (float));
  g_autofree float *once = NULL;
  gsize n_dropped = 0;
  double factor;

  lk_trainable_set_drop (trainable, &drop);
  maps = forward (trainable, pictures, LK_STATISTICS_FROZEN);
  once = g_memdup2 (lk_tensor_get_data (maps), n * sizeof (float));
  for (gsize i = 0; i < n; i++)
    n_dropped += once[i] == 0 && whole[i] != 0;
  factor = (double) n / (double) (n - n_dropped);
  for (gsize i = 0; i < n; i++)
    if (once[i] != 0)
      g_assert_cmpfloat (fabs (once[i] - factor * whole[i]), <=, 1e-4 * fabs (whole[i]));
  g_assert_cmpfloat_with_epsilon ((double) n_dropped / (double) n, 0.18, 0.04);
  backward (trainable, maps);
  maps = forward (trainable, pictures, LK_STATISTICS_FROZEN);
  g_assert_cmpmem (lk_tensor_get_data (maps), n * sizeof (float), once,
                   n * sizeof (float));
  drop.step++;
  lk_trainable_set_drop (trainable, &drop);
  maps = forward (trainable, pictures, LK_STATISTICS_FROZEN);
  g_assert_cmpint (memcmp (lk_tensor_get_data (maps), once, n * sizeof (float)), !=, 0);
  lk_trainable_set_drop (trainable, NULL);
  maps = forward (trainable, pictures, LK_STATISTICS_FROZEN);
  g_assert_cmpmem (lk_tensor_get_data (maps), n * sizeof (float), whole,
                   n * sizeof (float));
}

/* The gradient through masks, against a difference of losses. */
static void
test_drop_differences (void)
{
  g_autoptr (LkTrainable) trainable = make_trainable (&residual);
  g_autoptr (LkTensor) pictures = make_pictures (4, EDGE);
  LkDropBlock drop = {
    .blocks = { FALSE, TRUE, TRUE, TRUE }, .size = 2, .probability = 0.3, .step = 3
  };
  const LkParameter *first
      = g_ptr_array_index (lk_trainable_get_parameters (trainable), 0);
  float *value = lk_tensor_get_data (first->value);
  gsize n = lk_parameter_get_size (first);
  g_autofree float *kept = g_memdup2 (value, n * sizeof (float));
  double square = 0;
  double losses[2];
  double step;

  lk_trainable_set_drop (trainable, &drop);
  backward (trainable, forward (trainable, pictures, LK_STATISTICS_BATCH));
  for (gsize j = 0; j < n; j++)
    square += (double) first->gradient[j] * first->gradient[j];
  step = 4e-4 / sqrt (square);
  for (guint side = 0; side < 2; side++)
    {
      for (gsize j = 0; j < n; j++)
        value[j] = (float) (kept[j] + (side == 0 ? -step : step) * first->gradient[j]);
      losses[side] = get_loss (forward (trainable, pictures, LK_STATISTICS_BATCH));
    }
  g_assert_cmpfloat (fabs ((losses[1] - losses[0]) / (2 * step) - square), <=,
                     0.03 * square);
}

static void
test_new (void)
{
  const LkTrainableShape shape = { .backbone = "resnet12",
                                   .widths = { 48, 64, 80, 96 },
                                   .pools = { TRUE, TRUE, TRUE, FALSE },
                                   .slope = 0.1 };
  g_autoptr (LkTrainable) a = lk_trainable_new (&shape, 1);
  g_autoptr (LkTrainable) b = lk_trainable_new (&shape, 1);
  g_autoptr (LkTrainable) c = lk_trainable_new (&shape, 2);
  g_autoptr (GHashTable) tensors_a = lk_trainable_copy_tensors (a);
  g_autoptr (GHashTable) tensors_b = lk_trainable_copy_tensors (b);
  g_autoptr (GHashTable) tensors_c = lk_trainable_copy_tensors (c);
  LkTensor *weight = g_hash_table_lookup (tensors_a, "stage3.conv2.weight");
  gsize size = lk_tensor_get_size (weight) * sizeof (float);
  double squares = 0;

  for (gsize i = 0; i < lk_tensor_get_size (weight); i++)
    squares += (double) lk_tensor_get_data (weight)[i] * lk_tensor_get_data (weight)[i];
  g_assert_cmpfloat_with_epsilon (
      squares / (double) lk_tensor_get_size (weight) / (2.0 / (80 * 9)), 1, 0.03);
  g_assert_cmpmem (
      lk_tensor_get_data (weight), size,
      lk_tensor_get_data (g_hash_table_lookup (tensors_b, "stage3.conv2.weight")), size);
  g_assert_cmpint (
      memcmp (lk_tensor_get_data (weight),
              lk_tensor_get_data (g_hash_table_lookup (tensors_c, "stage3.conv2.weight")),
              size),
      !=, 0);
  g_assert_cmpuint (g_hash_table_size (tensors_a), ==, 4 * 4 * 5);
}

static void
test_refuses (void)
{
  g_autoptr (LkTrainable) trainable = make_trainable (&residual);
  g_autoptr (GHashTable) tensors = lk_trainable_copy_tensors (trainable);
  g_autoptr (GError) error = NULL;

  g_assert_false (lk_trainable_plan (trainable, 2, 7, 40, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_EPISODE);
  g_clear_error (&error);
  g_assert_false (lk_trainable_plan (trainable, 1 << 20, 84, 84, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_LIMIT);
  g_clear_error (&error);
  g_hash_table_remove (tensors, "stage2.norm1.running_var");
  g_assert_false (lk_trainable_set_tensors (trainable, tensors, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "stage2.norm1.running_var"));
}

int
main (int argc, char **argv)
{
  static const struct
  {
    const char *name;
    GTestDataFunc test;
  } tests[] = {
    { "as-inference", test_as_inference },
    { "freeze", test_freeze },
    { "frozen-statistics", test_frozen_statistics },
    { "repeats", test_repeats },
    { "adds", test_adds },
    { "differences", test_differences },
    { "drop", test_drop },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *a
          = g_strconcat ("/training/trainable/conv64f/", tests[i].name, NULL);
      g_autofree char *b
          = g_strconcat ("/training/trainable/resnet12/", tests[i].name, NULL);

      g_test_add_data_func (a, &plain, tests[i].test);
      g_test_add_data_func (b, &residual, tests[i].test);
    }
  g_test_add_func ("/training/trainable/drop-differences", test_drop_differences);
  g_test_add_func ("/training/trainable/new", test_new);
  g_test_add_func ("/training/trainable/refuses", test_refuses);
  return g_test_run ();
}
