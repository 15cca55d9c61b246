/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-support.h"

#include <math.h>

#include "lk-error.h"
#include "metric-fixture.h"

static double
value (LkTensor *map, gsize c, gsize p)
{
  return lk_tensor_get_data (
      map)[c * lk_tensor_get_dim (map, 1) * lk_tensor_get_dim (map, 2) + p];
}

static double
column_norm (LkTensor *map, gsize p)
{
  double square = 0;

  for (gsize c = 0; c < lk_tensor_get_dim (map, 0); c++)
    square += value (map, c, p) * value (map, c, p);
  return sqrt (square);
}

static double
row_norm (LkTensor *map, gsize c)
{
  double square = 0;

  for (gsize p = 0; p < lk_tensor_get_dim (map, 1) * lk_tensor_get_dim (map, 2); p++)
    square += value (map, c, p) * value (map, c, p);
  return sqrt (square);
}

static void
test_descriptors (void)
{
  const MetricCase *fixture = &metric_cases[3];
  gsize n_channels = fixture->shape[0], n_cells = fixture->shape[1] * fixture->shape[2];
  g_autoptr (LkSupport) support = metric_fixture_support (fixture, 1);

  g_assert_cmpuint (lk_support_get_n_classes (support), ==, METRIC_N_CLASSES);
  for (guint i = 0; i < METRIC_N_CLASSES; i++)
    {
      const float *pixels = lk_support_get_pixels (support, i);
      const float *cosine = lk_support_get_parts (support, LK_PART_COSINE, i);
      const float *released = lk_support_get_parts (support, LK_PART_RELEASED, i);

      g_assert_cmpuint (lk_support_get_n_shots (support, i), ==, fixture->n_shots[i]);
      g_assert_true (lk_support_get_parts (support, LK_PART_COSINE, i) == cosine);
      for (guint shot = 0; shot < fixture->n_shots[i]; shot++)
        {
          LkTensor *map = lk_support_get_map (support, i, shot);

          for (gsize c = 0; c < n_channels; c++)
            for (gsize p = 0; p < n_cells; p++)
              {
                gsize pixel = (shot * n_cells + p) * n_channels + c;
                gsize part = (shot * n_channels + c) * n_cells + p;
                double x = value (map, c, p);

                metric_assert_close (pixels[pixel], x / column_norm (map, p), 1e-6);
                metric_assert_close (released[part], x / column_norm (map, p), 1e-6);
                metric_assert_close (cosine[part], x / row_norm (map, c), 1e-6);
              }
        }
    }
}

static void
test_zero_descriptor (void)
{
  gsize shape[] = { 2, 1, 2 };
  guint n_shots[] = { 1, 1 };
  LkTensor *map = lk_tensor_new (3, shape);
  LkTensor *maps[] = { map, map };
  g_autoptr (LkSupport) support = NULL;
  const float expected_pixels[] = { 0, 0, 1, 0 };
  const float expected_parts[] = { 0, 1, 0, 0 };

  lk_tensor_get_data (map)[1] = 5;
  support = lk_support_new (2, n_shots, maps, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (expected_pixels); i++)
    {
      g_assert_cmpfloat (lk_support_get_pixels (support, 1)[i], ==, expected_pixels[i]);
      for (LkPartForm form = 0; form < LK_N_PART_FORMS; form++)
        g_assert_cmpfloat (lk_support_get_parts (support, form, 1)[i], ==,
                           expected_parts[i]);
    }
  lk_tensor_unref (map);
}

static void
refuse (guint n_classes, const guint *n_shots, LkTensor *const *maps, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_support_new (n_classes, n_shots, maps, &error));
  g_assert_error (error, LK_ERROR, code);
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_refused (void)
{
  gsize shape[] = { 4, 2, 2 }, other_shape[] = { 4, 4, 1 }, single[] = { 4, 1, 1 };
  g_autoptr (LkTensor) map = lk_tensor_new (3, shape);
  g_autoptr (LkTensor) other = lk_tensor_new (3, other_shape);
  g_autoptr (LkTensor) one_cell = lk_tensor_new (3, single);
  g_autoptr (LkTensor) flat = lk_tensor_new (2, shape);
  g_autoptr (LkTensor) broken = lk_tensor_new (3, shape);
  LkTensor *same[] = { map, map, map };
  LkTensor *mixed[] = { map, map, other };
  LkTensor *cells[] = { one_cell, one_cell };
  LkTensor *flats[] = { flat, flat };
  LkTensor *with_nan[] = { map, broken };
  guint ones[] = { 1, 1, 1 }, with_empty[] = { 2, 0, 1 }, pair[] = { 1, 2 };

  lk_tensor_get_data (broken)[3] = NAN;
  refuse (0, ones, same, LK_ERROR_EPISODE);
  refuse (1, ones, same, LK_ERROR_EPISODE);
  refuse (3, with_empty, same, LK_ERROR_EPISODE);
  refuse (2, pair, mixed, LK_ERROR_EPISODE);
  refuse (2, ones, cells, LK_ERROR_EPISODE);
  refuse (2, ones, flats, LK_ERROR_EPISODE);
  refuse (2, ones, with_nan, LK_ERROR_NUMERIC);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/metric/support/descriptors", test_descriptors);
  g_test_add_func ("/metric/support/zero-descriptor", test_zero_descriptor);
  g_test_add_func ("/metric/support/refused", test_refused);
  return g_test_run ();
}
