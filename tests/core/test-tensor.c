/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>

#include "lk-tensor.h"

static void
test_new (void)
{
  gsize shape[] = { 2, 3, 5 };
  g_autoptr (LkTensor) tensor = lk_tensor_new (3, shape);
  g_autofree char *text = lk_tensor_describe_shape (tensor);

  g_assert_cmpuint (lk_tensor_get_n_dims (tensor), ==, 3);
  g_assert_cmpuint (lk_tensor_get_size (tensor), ==, 30);
  for (guint i = 0; i < 3; i++)
    {
      g_assert_cmpuint (lk_tensor_get_dim (tensor, i), ==, shape[i]);
      g_assert_cmpuint (lk_tensor_get_shape (tensor)[i], ==, shape[i]);
    }
  for (gsize i = 0; i < 30; i++)
    g_assert_true (lk_tensor_get_data (tensor)[i] == 0);
  g_assert_cmpuint ((gsize) lk_tensor_get_data (tensor) % 64, ==, 0);
  g_assert_cmpstr (text, ==, "[2, 3, 5]");
}

static void
test_shape (void)
{
  gsize shape[] = { 4, 1 };
  gsize other[] = { 1, 4 };
  gsize longer[] = { 4, 1, 1 };
  g_autoptr (LkTensor) tensor = lk_tensor_new (2, shape);

  g_assert_true (lk_tensor_has_shape (tensor, 2, shape));
  g_assert_false (lk_tensor_has_shape (tensor, 2, other));
  g_assert_false (lk_tensor_has_shape (tensor, 1, shape));
  g_assert_false (lk_tensor_has_shape (tensor, 3, longer));
}

static void
test_slice (void)
{
  gsize shape[] = { 3, 2, 4 };
  LkTensor *tensor = lk_tensor_new (3, shape);
  g_autoptr (LkTensor) slice = NULL;
  g_autoptr (LkTensor) row = NULL;

  for (gsize i = 0; i < 24; i++)
    lk_tensor_get_data (tensor)[i] = (float) i;
  slice = lk_tensor_slice (tensor, 2);
  row = lk_tensor_slice (slice, 1);
  lk_tensor_unref (tensor);

  g_assert_cmpuint (lk_tensor_get_n_dims (slice), ==, 2);
  g_assert_true (lk_tensor_has_shape (slice, 2, shape + 1));
  g_assert_cmpfloat (lk_tensor_get_data (slice)[0], ==, 16);
  g_assert_true (lk_tensor_has_shape (row, 1, shape + 2));
  g_assert_cmpfloat (lk_tensor_get_data (row)[3], ==, 23);
}

static void
test_finite (void)
{
  const float bad[] = { NAN, INFINITY, -INFINITY };
  gsize shape[] = { 5 };
  g_autoptr (LkTensor) tensor = lk_tensor_new (1, shape);

  lk_tensor_get_data (tensor)[1] = 3.4e38f;
  g_assert_true (lk_tensor_is_finite (tensor));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      lk_tensor_get_data (tensor)[4] = bad[i];
      g_assert_false (lk_tensor_is_finite (tensor));
    }
}

static void
count (gpointer owner)
{
  (*(guint *) owner)++;
}

static void
test_foreign_data (void)
{
  float data[] = { 1, 2, 3, 4, 5, 6 };
  gsize shape[] = { 2, 3 };
  guint n_freed = 0;
  LkTensor *tensor = lk_tensor_new_for_data (2, shape, data, count, &n_freed);
  LkTensor *slice = lk_tensor_slice (tensor, 1);

  g_assert_true (lk_tensor_get_data (tensor) == data);
  g_assert_true (lk_tensor_get_data (slice) == data + 3);
  g_assert_true (lk_tensor_ref (tensor) == tensor);
  lk_tensor_unref (tensor);
  lk_tensor_unref (tensor);
  g_assert_cmpuint (n_freed, ==, 0);
  lk_tensor_unref (slice);
  g_assert_cmpuint (n_freed, ==, 1);
}

static void
test_boxed (void)
{
  gsize shape[] = { 2 };
  g_auto (GValue) value = G_VALUE_INIT;
  g_auto (GValue) copy = G_VALUE_INIT;
  LkTensor *tensor = lk_tensor_new (1, shape);

  g_value_init (&value, LK_TYPE_TENSOR);
  g_value_init (&copy, LK_TYPE_TENSOR);
  g_value_take_boxed (&value, tensor);
  g_value_copy (&value, &copy);
  g_assert_true (g_value_get_boxed (&copy) == tensor);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tensor/new", test_new);
  g_test_add_func ("/tensor/shape", test_shape);
  g_test_add_func ("/tensor/slice", test_slice);
  g_test_add_func ("/tensor/finite", test_finite);
  g_test_add_func ("/tensor/foreign-data", test_foreign_data);
  g_test_add_func ("/tensor/boxed", test_boxed);
  return g_test_run ();
}
