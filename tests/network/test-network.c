/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-network.h"
#include "synthetic-network.h"

static const SyntheticSpec conv64f = {
  .name = "test-conv64f",
  .backbone = "conv64f",
  .widths = { 5, 4, 7, 6 },
  .pools = "1100",
  .slope = 0.2,
  .bias = TRUE,
};

static const SyntheticSpec resnet12 = {
  .name = "test-resnet12",
  .backbone = "resnet12",
  .widths = { 4, 6, 5, 8 },
  .pools = "1111",
  .shortcuts = "1111",
  .slope = 0.1,
};

static const SyntheticSpec *const specs[] = { &conv64f, &resnet12 };

static LkNetwork *
network_new (const SyntheticSpec *spec)
{
  LkLayout *layout = synthetic_layout_new (spec);
  g_autoptr (GError) error = NULL;
  LkNetwork *network = synthetic_network_new (layout, &error);

  synthetic_layout_free (layout);
  g_assert_no_error (error);
  return network;
}

static LkTensor *
pictures_new (gsize n, gsize height, gsize width)
{
  gsize shape[] = { n, 3, height, width };

  return synthetic_tensor_new ("test", "pictures", 4, shape, 0, 1.5);
}

static LkTensor *
forward (LkNetwork *network, LkTensor *pictures)
{
  g_autoptr (GError) error = NULL;
  LkTensor *maps = lk_network_forward (network, pictures, NULL, &error);

  g_assert_no_error (error);
  return maps;
}

static void
assert_same (LkTensor *a, LkTensor *b)
{
  g_assert_cmpmem (lk_tensor_get_data (a), lk_tensor_get_size (a) * sizeof (float),
                   lk_tensor_get_data (b), lk_tensor_get_size (b) * sizeof (float));
}

/* A batch gives, bit for bit, what its pictures give alone; a picture of another size in
 * between changes nothing. */
static void
test_batch (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      g_autoptr (LkNetwork) network = network_new (specs[i]);
      g_autoptr (LkTensor) pictures = pictures_new (5, 36, 41);
      g_autoptr (LkTensor) maps = forward (network, pictures);

      for (gsize n = 0; n < 5; n++)
        {
          gsize shape[] = { 1, 3, 36, 41 };
          g_autoptr (LkTensor) picture = lk_tensor_slice (pictures, n);
          g_autoptr (LkTensor) alone = lk_tensor_new_for_data (
              4, shape, lk_tensor_get_data (picture), NULL, NULL);
          g_autoptr (LkTensor) other = pictures_new (1, 16 + n, 80);
          g_autoptr (LkTensor) wanted = lk_tensor_slice (maps, n);
          g_autoptr (LkTensor) map = NULL;

          lk_tensor_unref (forward (network, other));
          map = forward (network, alone);
          assert_same (map, wanted);
        }
    }
}

static void
assert_map_shape (SyntheticSpec spec,
                  const char *pools,
                  gboolean unpadded,
                  gsize input,
                  gsize output)
{
  gsize shape[3];
  g_autoptr (LkNetwork) network = NULL;

  spec.pools = pools;
  spec.unpadded = unpadded;
  network = network_new (&spec);
  lk_network_get_map_shape (network, input, input + 1, shape);
  g_assert_cmpuint (shape[0], ==, spec.widths[3]);
  g_assert_cmpuint (shape[1], ==, output);
  lk_network_get_map_shape (network, input - 1, input, shape);
  g_assert_cmpuint (shape[2], ==, output);
}

static void
test_map_shape (void)
{
  assert_map_shape (conv64f, "1100", FALSE, 84, 21);
  assert_map_shape (conv64f, "1110", FALSE, 84, 10);
  assert_map_shape (conv64f, "1111", FALSE, 84, 5);
  assert_map_shape (conv64f, "1100", TRUE, 84, 19);
  assert_map_shape (conv64f, "1111", FALSE, 15, 0);
  assert_map_shape (conv64f, "1100", TRUE, 11, 0);
  assert_map_shape (resnet12, "1111", FALSE, 84, 5);
  assert_map_shape (resnet12, "1100", FALSE, 84, 21);
}

static void
assert_geometry (SyntheticSpec spec,
                 const char *pools,
                 gboolean unpadded,
                 double stride,
                 double offset,
                 double field)
{
  double found[3];
  g_autoptr (LkNetwork) network = NULL;

  spec.pools = pools;
  spec.unpadded = unpadded;
  network = network_new (&spec);
  lk_network_get_geometry (network, &found[0], &found[1], &found[2]);
  g_assert_cmpfloat (found[0], ==, stride);
  g_assert_cmpfloat (found[1], ==, offset);
  g_assert_cmpfloat (found[2], ==, field);
}

/* docs/METHOD.md 3.1, 3.2. */
static void
test_geometry (void)
{
  assert_geometry (conv64f, "1100", FALSE, 4, 2, 26);
  assert_geometry (conv64f, "1100", TRUE, 4, 6, 26);
  assert_geometry (conv64f, "0000", FALSE, 1, 0.5, 9);
  assert_geometry (resnet12, "1111", FALSE, 16, 8, 106);
  assert_geometry (resnet12, "1100", FALSE, 4, 2, 70);
}

/* Leaves the kernels their diagonal: so few paths lead to a cell that the corners of the
 * field stand out against the rounding of what its middle gathers. */
static void
thin_out (LkLayout *layout)
{
  GHashTableIter iter;
  gpointer tensor;

  g_hash_table_iter_init (&iter, layout->tensors);
  while (g_hash_table_iter_next (&iter, NULL, &tensor))
    if (lk_tensor_get_n_dims (tensor) == 4 && lk_tensor_get_dim (tensor, 3) == 3)
      for (gsize i = 0; i < lk_tensor_get_size (tensor); i++)
        if (i % 9 % 4 != 0)
          lk_tensor_get_data (tensor)[i] = 0;
}

static float
largest (LkTensor *map)
{
  float value = 0;

  for (gsize i = 0; i < lk_tensor_get_size (map); i++)
    value = MAX (value, lk_tensor_get_data (map)[i]);
  return value;
}

/* Of a picture with a single bright pixel, a network that adds up its inputs lights just
 * the cells that see the pixel; of ResNet-12, those of them on the diagonal. */
static void
check_field (SyntheticSpec spec, const char *pools, gsize pixel)
{
  const gsize edge = 64;
  gsize shape[] = { 1, 3, edge, edge };
  gboolean thin = strcmp (spec.backbone, "resnet12") == 0;
  LkLayout *layout;
  double stride;
  double offset;
  double field;
  g_autoptr (LkNetwork) network = NULL;
  g_autoptr (LkTensor) picture = lk_tensor_new (4, shape);
  g_autoptr (LkTensor) map = NULL;
  const gsize *cells;
  float trace;

  spec.pools = pools;
  layout = synthetic_layout_new_summing (&spec);
  if (thin)
    thin_out (layout);
  network = synthetic_network_new (layout, NULL);
  synthetic_layout_free (layout);
  lk_tensor_get_data (picture)[pixel * edge + pixel] = 1;
  map = forward (network, picture);
  lk_network_get_geometry (network, &stride, &offset, &field);
  cells = lk_tensor_get_shape (map);
  trace = 1e-6f * largest (map);
  for (gsize y = 0; y < cells[2]; y++)
    for (gsize x = 0; x < cells[3]; x++)
      {
        double far = fmax (fabs (offset + stride * (double) x - (double) pixel - 0.5),
                           fabs (offset + stride * (double) y - (double) pixel - 0.5));
        gboolean lit = lk_tensor_get_data (map)[y * cells[3] + x] > trace;

        if (!thin || x == y || far >= field / 2)
          g_assert_cmpint (lit, ==, far < field / 2);
      }
}

static void
test_receptive_field (void)
{
  const char *const pools[] = { "0000", "1000", "0100", "1010", "1100", "1111" };

  for (guint i = 0; i < G_N_ELEMENTS (pools); i++)
    for (gsize pixel = 20; pixel < 37; pixel++)
      {
        check_field (conv64f, pools[i], pixel);
        check_field (resnet12, pools[i], pixel);
      }
}

static void
test_unpadded_field (void)
{
  SyntheticSpec spec = conv64f;

  spec.unpadded = TRUE;
  for (gsize pixel = 24; pixel < 33; pixel++)
    check_field (spec, "1100", pixel);
}

static void
assert_refused (const LkLayout *layout, LkError code, const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (LkNetwork) network = synthetic_network_new (layout, &error);

  g_assert_null (network);
  g_assert_error (error, LK_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, name));
  g_assert_null (strchr (error->message, '\n'));
}

/* A tensor with one axis more and the last entry of @tensor gone. */
static LkTensor *
misshape (LkTensor *tensor)
{
  gsize shape[LK_TENSOR_MAX_DIMS] = { 1 };
  guint n_dims = lk_tensor_get_n_dims (tensor);

  memcpy (shape + 1, lk_tensor_get_shape (tensor), n_dims * sizeof *shape);
  return lk_tensor_new (n_dims + 1, shape);
}

static LkTensor *
widen (LkTensor *tensor)
{
  gsize shape[LK_TENSOR_MAX_DIMS] = { 1 };
  guint n_dims = lk_tensor_get_n_dims (tensor);

  memcpy (shape, lk_tensor_get_shape (tensor), n_dims * sizeof *shape);
  shape[n_dims - 1]++;
  return lk_tensor_new (n_dims, shape);
}

static LkTensor *
spoil (LkTensor *tensor, float value)
{
  LkTensor *spoilt
      = lk_tensor_new (lk_tensor_get_n_dims (tensor), lk_tensor_get_shape (tensor));

  memcpy (lk_tensor_get_data (spoilt), lk_tensor_get_data (tensor),
          lk_tensor_get_size (tensor) * sizeof (float));
  lk_tensor_get_data (spoilt)[lk_tensor_get_size (tensor) - 1] = value;
  return spoilt;
}

static void
put (LkLayout *layout, const char *name, LkTensor *tensor)
{
  g_hash_table_replace (layout->tensors, g_strdup (name), tensor);
}

/* Takes @name away, misshapes it, and puts NaN into it. */
static void
check_bad_tensor (LkLayout *layout, const char *name)
{
  g_autoptr (LkTensor) good = lk_tensor_ref (g_hash_table_lookup (layout->tensors, name));

  put (layout, name, misshape (good));
  assert_refused (layout, LK_ERROR_FORMAT, name);
  put (layout, name, widen (good));
  assert_refused (layout, LK_ERROR_FORMAT, name);
  put (layout, name, spoil (good, NAN));
  assert_refused (layout, LK_ERROR_NUMERIC, name);
  put (layout, name, spoil (good, -INFINITY));
  assert_refused (layout, LK_ERROR_NUMERIC, name);
  if (g_str_has_suffix (name, "running_var"))
    {
      put (layout, name, spoil (good, -1));
      assert_refused (layout, LK_ERROR_NUMERIC, name);
    }
  g_hash_table_remove (layout->tensors, name);
  if (!g_str_has_suffix (name, "conv.bias"))
    assert_refused (layout, LK_ERROR_FORMAT, name);
  put (layout, name, lk_tensor_ref (good));
}

static void
test_bad_tensors (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (specs); i++)
    {
      LkLayout *layout = synthetic_layout_new (specs[i]);
      g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
      g_autoptr (LkNetwork) network = NULL;
      GHashTableIter iter;
      gpointer name;

      g_hash_table_iter_init (&iter, layout->tensors);
      while (g_hash_table_iter_next (&iter, &name, NULL))
        g_ptr_array_add (names, g_strdup (name));
      g_assert_cmpuint (names->len, >, 20);
      for (guint j = 0; j < names->len; j++)
        check_bad_tensor (layout, g_ptr_array_index (names, j));
      network = synthetic_network_new (layout, NULL);
      g_assert_nonnull (network);
      synthetic_layout_free (layout);
    }
}

static void
test_bad_layout (void)
{
  gsize many[] = { 5000, 3, 3, 3 };
  gsize other[] = { 9, 7, 1, 1 };
  LkLayout *layout = synthetic_layout_new (&conv64f);
  LkLayout *residual = synthetic_layout_new (&resnet12);

  layout->backbone.slope = -0.1;
  assert_refused (layout, LK_ERROR_OPTION, "-0.1");
  layout->backbone.slope = 1.5;
  assert_refused (layout, LK_ERROR_OPTION, "1.5");
  layout->backbone.slope = NAN;
  assert_refused (layout, LK_ERROR_OPTION, "slope");
  layout->backbone.slope = 0.2;
  put (layout, "stage1.conv.weight", lk_tensor_new (4, many));
  assert_refused (layout, LK_ERROR_LIMIT, "stage1.conv.weight");
  put (residual, "stage4.shortcut.conv.weight", lk_tensor_new (4, other));
  assert_refused (residual, LK_ERROR_FORMAT, "stage4.shortcut.conv.weight");
  synthetic_layout_free (layout);
  synthetic_layout_free (residual);
}

/* Weights so large that a scaled one no longer fits, and such that only the sums do not.
 */
static void
test_absurd_weights (void)
{
  LkLayout *layout = synthetic_layout_new (&conv64f);
  g_autoptr (LkTensor) norm
      = lk_tensor_ref (g_hash_table_lookup (layout->tensors, "stage2.norm.weight"));
  g_autoptr (LkTensor) pictures = pictures_new (2, 20, 20);
  g_autoptr (LkNetwork) network = NULL;
  g_autoptr (GError) error = NULL;

  put (layout, "stage2.norm.weight", spoil (norm, 3e38f));
  put (layout, "stage2.norm.running_var", spoil (norm, 0));
  assert_refused (layout, LK_ERROR_NUMERIC, "stage2.norm");
  put (layout, "stage2.norm.running_var", spoil (norm, 1));
  put (layout, "stage2.norm.weight", spoil (norm, 1e38f));
  network = synthetic_network_new (layout, &error);
  g_assert_no_error (error);
  g_assert_null (lk_network_forward (network, pictures, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_NUMERIC);
  synthetic_layout_free (layout);
}

static void
assert_forward_refused (LkNetwork *network,
                        guint n_dims,
                        const gsize *shape,
                        LkError code,
                        const char *said)
{
  g_autoptr (LkTensor) pictures = lk_tensor_new (n_dims, shape);
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_network_forward (network, pictures, NULL, &error));
  g_assert_error (error, LK_ERROR, (int) code);
  g_assert_nonnull (strstr (error->message, said));
}

static void
test_bad_pictures (void)
{
  g_autoptr (LkNetwork) network = network_new (&resnet12);
  g_autoptr (LkTensor) not_a_number = pictures_new (3, 16, 16);
  g_autoptr (GError) error = NULL;

  assert_forward_refused (network, 4, (gsize[]){ 1, 3, 40, 15 }, LK_ERROR_EPISODE, "16");
  assert_forward_refused (network, 4, (gsize[]){ 1, 3, 15, 40 }, LK_ERROR_EPISODE,
                          "40×15");
  assert_forward_refused (network, 4, (gsize[]){ 1, 1, 40, 40 }, LK_ERROR_EPISODE,
                          "[1, 1, 40, 40]");
  assert_forward_refused (network, 3, (gsize[]){ 3, 40, 40 }, LK_ERROR_EPISODE,
                          "[3, 40, 40]");
  lk_tensor_get_data (not_a_number)[3 * 16 * 16 + 5] = NAN;
  g_assert_null (lk_network_forward (network, not_a_number, NULL, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_NUMERIC);
  g_assert_nonnull (strstr (error->message, "picture 2"));
}

static void
test_too_large (void)
{
  SyntheticSpec spec = resnet12;
  gsize shape[] = { 1, 3, 600, 600 };
  g_autoptr (LkNetwork) network = NULL;

  spec.widths[0] = 1000;
  network = network_new (&spec);
  assert_forward_refused (network, 4, shape, LK_ERROR_LIMIT, "600×600");
}

static gpointer
cancel_soon (gpointer cancellable)
{
  g_usleep (5000);
  g_cancellable_cancel (cancellable);
  return NULL;
}

static void
test_cancel (void)
{
  SyntheticSpec spec = conv64f;
  g_autoptr (LkNetwork) network = NULL;
  g_autoptr (LkTensor) pictures = pictures_new (400, 84, 84);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (GError) again = NULL;
  GThread *thread;

  for (guint i = 0; i < 4; i++)
    spec.widths[i] = 64;
  network = network_new (&spec);
  thread = g_thread_new ("cancel", cancel_soon, cancellable);
  g_assert_null (lk_network_forward (network, pictures, cancellable, &error));
  g_assert_error (error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_thread_join (thread);
  g_assert_null (lk_network_forward (network, pictures, cancellable, &again));
  g_assert_error (again, G_IO_ERROR, G_IO_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/batch", test_batch);
  g_test_add_func ("/network/map-shape", test_map_shape);
  g_test_add_func ("/network/geometry", test_geometry);
  g_test_add_func ("/network/receptive-field", test_receptive_field);
  g_test_add_func ("/network/unpadded-field", test_unpadded_field);
  g_test_add_func ("/network/bad-tensors", test_bad_tensors);
  g_test_add_func ("/network/bad-layout", test_bad_layout);
  g_test_add_func ("/network/absurd-weights", test_absurd_weights);
  g_test_add_func ("/network/bad-pictures", test_bad_pictures);
  g_test_add_func ("/network/too-large", test_too_large);
  g_test_add_func ("/network/cancel", test_cancel);
  return g_test_run ();
}
