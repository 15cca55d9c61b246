/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lk-average.h"
#include "lk-error.h"
#include "lk-optimizer.h"

#define LENGTH 1000

static LkParameter *
make (const char *name, gsize n, gboolean decay, double start)
{
  LkParameter *parameter = lk_parameter_new (name, lk_tensor_new (1, &n), decay);

  for (gsize i = 0; i < n; i++)
    {
      lk_tensor_get_data (parameter->value)[i] = (float) (start + 0.01 * (double) i);
      parameter->gradient[i] = (float) (0.5 - 0.003 * (double) i);
    }
  return parameter;
}

static GPtrArray *
make_list (void)
{
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_parameter_free);

  g_ptr_array_add (list, make ("a", LENGTH, TRUE, 1));
  g_ptr_array_add (list, make ("b", 7, FALSE, -2));
  return list;
}

static float *
get_values (GPtrArray *list, guint i)
{
  const LkParameter *parameter = g_ptr_array_index (list, i);

  return lk_tensor_get_data (parameter->value);
}

/* What PyTorch's manual says of torch.optim.SGD, number by number and in double. */
static void
test_descent (gconstpointer data)
{
  const LkOptimizerOptions *options = data;
  g_autoptr (GPtrArray) list = make_list ();
  g_autoptr (LkOptimizer) optimizer = lk_optimizer_new (list, options);
  double squares = 0;

  for (guint i = 0; i < list->len; i++)
    {
      const LkParameter *parameter = g_ptr_array_index (list, i);

      for (gsize j = 0; j < lk_parameter_get_size (parameter); j++)
        squares += (double) parameter->gradient[j] * parameter->gradient[j];
    }
  for (guint step = 0; step < 3; step++)
    g_assert_cmpfloat_with_epsilon (lk_optimizer_step (optimizer, 0.1), sqrt (squares),
                                    1e-5);
  for (guint i = 0; i < list->len; i++)
    {
      const LkParameter *parameter = g_ptr_array_index (list, i);
      double scale = options->max_norm > 0
                         ? fmin (options->max_norm / (sqrt (squares) + 1e-6), 1)
                         : 1;

      for (gsize j = 0; j < lk_parameter_get_size (parameter); j++)
        {
          double value = (i == 0 ? 1 : -2) + 0.01 * (double) j;
          double velocity = 0;

          for (guint step = 0; step < 3; step++)
            {
              double g = scale * parameter->gradient[j]
                         + (parameter->decay ? options->decay * value : 0);

              velocity = options->momentum * velocity + g;
              value
                  -= 0.1
                     * (options->nesterov ? g + options->momentum * velocity : velocity);
            }
          g_assert_cmpfloat_with_epsilon (get_values (list, i)[j], value, 2e-5);
        }
    }
}

static void
test_frozen (void)
{
  const LkOptimizerOptions options = { .momentum = 0.9 };
  g_autoptr (GPtrArray) list = make_list ();
  g_autoptr (LkOptimizer) optimizer = lk_optimizer_new (list, &options);
  LkParameter *frozen = g_ptr_array_index (list, 0);

  frozen->frozen = TRUE;
  g_assert_cmpfloat (lk_optimizer_step (optimizer, 0.1), <, 2);
  g_assert_cmpfloat (get_values (list, 0)[5], ==, (float) 1.05);
  g_assert_cmpfloat (get_values (list, 1)[5], !=, (float) -1.95);
  lk_optimizer_clear_gradients (optimizer);
  g_assert_cmpfloat (frozen->gradient[3], ==, 0);
}

static void
test_not_finite (void)
{
  const LkOptimizerOptions options = { .momentum = 0.9 };
  g_autoptr (GPtrArray) list = make_list ();
  g_autoptr (LkOptimizer) optimizer = lk_optimizer_new (list, &options);
  LkParameter *parameter = g_ptr_array_index (list, 1);

  parameter->gradient[2] = NAN;
  g_assert_false (isfinite (lk_optimizer_step (optimizer, 0.1)));
  g_assert_cmpfloat (get_values (list, 0)[5], ==, (float) 1.05);
}

/* Taken up again after a step, the rest is the same to the bit. */
static void
test_restore (void)
{
  const LkOptimizerOptions options = { .momentum = 0.9, .nesterov = TRUE, .decay = 0.1 };
  g_autoptr (GPtrArray) whole = make_list ();
  g_autoptr (GPtrArray) broken = make_list ();
  g_autoptr (LkOptimizer) optimizer = lk_optimizer_new (whole, &options);
  g_autoptr (LkOptimizer) first = lk_optimizer_new (broken, &options);
  g_autoptr (LkOptimizer) second = lk_optimizer_new (broken, &options);
  g_autoptr (GHashTable) state = NULL;
  g_autoptr (GError) error = NULL;

  lk_optimizer_step (optimizer, 0.1);
  lk_optimizer_step (optimizer, 0.1);
  lk_optimizer_step (first, 0.1);
  state = lk_optimizer_copy_state (first);
  g_assert_true (lk_optimizer_restore_state (second, state, &error));
  lk_optimizer_step (second, 0.1);
  g_assert_cmpmem (get_values (whole, 0), LENGTH * sizeof (float), get_values (broken, 0),
                   LENGTH * sizeof (float));
  g_hash_table_remove (state, "velocity.b");
  g_assert_false (lk_optimizer_restore_state (second, state, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
  g_assert_nonnull (strstr (error->message, "velocity.b"));
}

/* After one half-life half of a jump is there. */
static void
test_average (void)
{
  g_autoptr (GPtrArray) list = make_list ();
  g_autoptr (LkAverage) average = lk_average_new (list, 20);
  g_autoptr (LkAverage) again = lk_average_new (list, 20);
  g_autoptr (GHashTable) before = NULL;
  g_autoptr (GHashTable) after = NULL;
  g_autoptr (GHashTable) other = NULL;
  g_autoptr (GError) error = NULL;
  const float *values;

  lk_average_update (average);
  for (gsize i = 0; i < LENGTH; i++)
    get_values (list, 0)[i] += 1;
  for (guint i = 0; i < 10; i++)
    lk_average_update (average);
  before = lk_average_copy_tensors (average);
  g_assert_true (lk_average_restore (again, before, 11, &error));
  for (guint i = 0; i < 10; i++)
    {
      lk_average_update (average);
      lk_average_update (again);
    }
  after = lk_average_copy_tensors (average);
  other = lk_average_copy_tensors (again);
  values = lk_tensor_get_data (g_hash_table_lookup (after, "a"));
  g_assert_cmpfloat_with_epsilon (values[5], 1.05 + 0.5, 1e-5);
  g_assert_cmpmem (values, LENGTH * sizeof (float),
                   lk_tensor_get_data (g_hash_table_lookup (other, "a")),
                   LENGTH * sizeof (float));
  g_assert_cmpuint (lk_average_get_n_steps (again), ==, 21);
  g_hash_table_remove (before, "b");
  g_assert_false (lk_average_restore (again, before, 11, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FORMAT);
}

int
main (int argc, char **argv)
{
  static const LkOptimizerOptions plain = { .momentum = 0.9 };
  static const LkOptimizerOptions nesterov
      = { .momentum = 0.8, .nesterov = TRUE, .decay = 0.05, .max_norm = 3 };
  static const LkOptimizerOptions loose = { .nesterov = TRUE, .max_norm = 1e6 };

  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/training/optimizer/plain", &plain, test_descent);
  g_test_add_data_func ("/training/optimizer/nesterov", &nesterov, test_descent);
  g_test_add_data_func ("/training/optimizer/loose", &loose, test_descent);
  g_test_add_func ("/training/optimizer/frozen", test_frozen);
  g_test_add_func ("/training/optimizer/not-finite", test_not_finite);
  g_test_add_func ("/training/optimizer/restore", test_restore);
  g_test_add_func ("/training/average", test_average);
  return g_test_run ();
}
