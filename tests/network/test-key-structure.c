/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "lk-error.h"
#include "lk-layout.h"

#define N_STAGES 4

/* The names that other people's code gives to the layers of a stage: "%d" is its number,
 * the first of which is @first, and each next one @step more. */
typedef struct
{
  const char *convolution;
  const char *norm;
  int first;
  int step;
} Names;

static const Names plain[] = {
  { "block%d.0", "block%d.1", 1, 1 },
  { "encoder.conv_block_%d.0", "encoder.conv_block_%d.1", 1, 1 },
  { "layer%d.0", "layer%d.1", 0, 1 },
  { "net.cnn%d.0", "net.cnn%d.1", 1, 1 },
  { "block_%d.conv", "block_%d.bn", 9, 1 },
  { "layer_dict.conv%d.conv", "layer_dict.conv%d.norm_layer", 0, 1 },
  { "layers.%d.conv2d", "layers.%d.batchnorm2d", 0, 3 },
  { "c%d", "b%d", 1, 1 },
  { "convs.%d", "bns.%d", 0, 1 },
  { "model.conv_layers.%d", "model.bn_layers.%d", 0, 1 },
  { "Conv%d", "BN%d", 1, 1 },
  { "conv%d", "conv%d_bn", 1, 1 },
  { "conv%d", "bn_conv%d", 8, 1 },
  { "body.%d.net.0", "body.%d.net.1", 0, 1 },
};

/* Behind the number of the stage, in the order of residual_layers. */
typedef struct
{
  const char *before;
  int first;
  const char *names[8];
} Blocks;

#define BY_NAME ".conv1", ".bn1", ".conv2", ".bn2", ".conv3", ".bn3"

static const char *const residual_layers[]
    = { "conv1", "norm1", "conv2",         "norm2",
        "conv3", "norm3", "shortcut.conv", "shortcut.norm" };

static const Blocks residual[] = {
  { "block%d", 1, { BY_NAME, ".downsample.0", ".downsample.1" } },
  { "enc.layers.%d", 0, { BY_NAME, ".shortcut.conv", ".shortcut.bn" } },
  { "layer%d.0", 1, { BY_NAME, ".skip.0", ".skip.1" } },
  { "layer%d.0", 1, { BY_NAME, ".conv_res", ".bn_res" } },
  { "%d", 0, { BY_NAME, ".conv4", ".bn4" } },
  { "stage_%d",
    3,
    { ".body.0", ".body.1", ".body.3", ".body.4", ".body.6", ".body.7", ".proj.0",
      ".proj.1" } },
};

static GHashTable *
tensors_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                (GDestroyNotify) lk_tensor_unref);
}

static LkTensor *
add (GHashTable *tensors, const char *layer, const char *leaf, guint n, const gsize *axes)
{
  LkTensor *tensor = lk_tensor_new (n, axes);

  for (gsize i = 0; i < lk_tensor_get_size (tensor); i++)
    lk_tensor_get_data (tensor)[i] = 0.5f + (float) (g_hash_table_size (tensors) % 7);
  g_hash_table_insert (tensors, g_strdup_printf ("%s.%s", layer, leaf), tensor);
  return tensor;
}

/* Each tensor is filed in @expected under its canonical name. */
static void
add_norm (GHashTable *tensors, GHashTable *expected, const char *layer, const char *place)
{
  static const char *const leaves[] = { "weight", "bias", "running_mean", "running_var" };
  const gsize width = 4;

  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    g_hash_table_insert (expected, g_strdup_printf ("%s.%s", place, leaves[i]),
                         add (tensors, layer, leaves[i], 1, &width));
}

static void
add_convolution (GHashTable *tensors,
                 GHashTable *expected,
                 const char *layer,
                 const char *place,
                 gsize n_in,
                 gsize kernel)
{
  const gsize axes[] = { 4, n_in, kernel, kernel };

  g_hash_table_insert (expected, g_strdup_printf ("%s.weight", place),
                       add (tensors, layer, "weight", 4, axes));
}

static GHashTable *
expected_new (void)
{
  return g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
}

G_GNUC_PRINTF (1, 0)
static char *
name_layer (const char *format, int number)
{
  g_auto (GStrv) parts = g_strsplit (format, "%d", 2);

  return g_strdup_printf ("%s%d%s", parts[0], number, parts[1]);
}

static void
assert_read (GHashTable *tensors, GHashTable *expected, const char *backbone)
{
  g_autoptr (LkCheckpoint) checkpoint = lk_checkpoint_new (tensors, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLayout) layout = lk_layout_recognise (checkpoint, &error);
  GHashTableIter iter;
  gpointer name;
  gpointer tensor;

  g_assert_no_error (error);
  g_assert_cmpstr (layout->backbone.name, ==, backbone);
  g_assert_cmpuint (g_hash_table_size (layout->tensors), ==,
                    g_hash_table_size (expected));
  g_hash_table_iter_init (&iter, expected);
  while (g_hash_table_iter_next (&iter, &name, &tensor))
    g_assert_true (g_hash_table_lookup (layout->tensors, name) == tensor);
  g_assert_true (layout->guessed & LK_GUESS_POOLS);
  g_assert_true (layout->guessed & LK_GUESS_SLOPE);
}

static void
assert_refused (GHashTable *tensors, const char *message)
{
  g_autoptr (LkCheckpoint) checkpoint = lk_checkpoint_new (tensors, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLayout) layout = lk_layout_recognise (checkpoint, &error);

  g_assert_null (layout);
  g_assert_nonnull (error);
  if (strstr (error->message, message) == NULL)
    g_error ("“%s” lacks “%s”", error->message, message);
}

static void
make_plain (const Names *names, GHashTable *tensors, GHashTable *expected)
{
  for (int i = 0; i < N_STAGES; i++)
    {
      const int number = names->first + i * names->step;
      g_autofree char *convolution = name_layer (names->convolution, number);
      g_autofree char *norm = name_layer (names->norm, number);
      g_autofree char *place = g_strdup_printf ("stage%d.conv", i + 1);
      g_autofree char *beside = g_strdup_printf ("stage%d.norm", i + 1);

      add_convolution (tensors, expected, convolution, place, i == 0 ? 3 : 4, 3);
      add_norm (tensors, expected, norm, beside);
    }
}

static void
make_residual (const Blocks *blocks, GHashTable *tensors, GHashTable *expected)
{
  for (int i = 0; i < N_STAGES; i++)
    for (guint j = 0; j < G_N_ELEMENTS (residual_layers); j++)
      {
        g_autofree char *block = name_layer (blocks->before, blocks->first + i);
        g_autofree char *layer = g_strconcat (block, blocks->names[j], NULL);
        g_autofree char *place
            = g_strdup_printf ("stage%d.%s", i + 1, residual_layers[j]);
        const gboolean sees_before = j == 0 || j == 6;

        if (j % 2 == 1)
          add_norm (tensors, expected, layer, place);
        else
          add_convolution (tensors, expected, layer, place, sees_before && i == 0 ? 3 : 4,
                           j == 6 ? 1 : 3);
      }
}

static void
test_plain (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (plain); i++)
    {
      g_autoptr (GHashTable) tensors = tensors_new ();
      g_autoptr (GHashTable) expected = expected_new ();

      g_test_message ("%s", plain[i].convolution);
      make_plain (&plain[i], tensors, expected);
      assert_read (tensors, expected, "conv64f");
    }
}

static void
test_residual (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (residual); i++)
    {
      g_autoptr (GHashTable) tensors = tensors_new ();
      g_autoptr (GHashTable) expected = expected_new ();

      g_test_message ("%s%s", residual[i].before, residual[i].names[6]);
      make_residual (&residual[i], tensors, expected);
      assert_read (tensors, expected, "resnet12");
    }
}

/* Nothing is left unread that would change the map. */
static void
test_left_over (void)
{
  static const struct
  {
    const char *layer;
    const char *leaf;
  } others[] = {
    { "block2.2", "weight" },  /* a second norm, or a PReLU */
    { "block5.0", "weight" },  /* a fifth stage */
    { "block1.se", "weight" }, /* anything else in a stage */
    { "prelu1", "weight" },    { "head.act", "weight" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autoptr (GHashTable) tensors = tensors_new ();
      g_autoptr (GHashTable) expected = expected_new ();
      const gsize width = 4;

      make_plain (&plain[0], tensors, expected);
      add (tensors, others[i].layer, others[i].leaf, 1, &width);
      assert_refused (tensors, others[i].layer);
    }
}

/* Two norms to choose from, a stage that sees another number of channels, five stages: no
 * guess is made. */
static void
test_unclear (void)
{
  g_autoptr (GHashTable) two = tensors_new ();
  g_autoptr (GHashTable) broken = tensors_new ();
  g_autoptr (GHashTable) five = tensors_new ();
  g_autoptr (GHashTable) expected = expected_new ();
  const Names other = { "c%d", "second%d", 1, 1 };

  make_plain (&plain[7], two, expected);
  make_plain (&other, two, expected);
  assert_refused (two, "neither");

  make_plain (&plain[7], broken, expected);
  add_convolution (broken, expected, "c3", "stage3.conv", 5, 3);
  assert_refused (broken, "neither");

  make_plain (&plain[7], five, expected);
  add_convolution (five, expected, "c5", "stage5.conv", 4, 3);
  add_norm (five, expected, "b5", "stage5.norm");
  assert_refused (five, "neither");
}

static void
test_no_statistics (void)
{
  g_autoptr (GHashTable) tensors = tensors_new ();
  g_autoptr (GHashTable) expected = expected_new ();
  const Names torchmeta = { "features.layer%d.conv", "features.layer%d.norm", 1, 1 };

  make_plain (&torchmeta, tensors, expected);
  for (int i = 1; i <= N_STAGES; i++)
    {
      g_autofree char *mean = g_strdup_printf ("features.layer%d.norm.running_mean", i);
      g_autofree char *variance
          = g_strdup_printf ("features.layer%d.norm.running_var", i);

      g_hash_table_remove (tensors, mean);
      g_hash_table_remove (tensors, variance);
    }
  assert_refused (tensors, "keep no statistics");
}

static void
test_transformer (void)
{
  g_autoptr (GHashTable) tensors = tensors_new ();
  const gsize axes[] = { 1, 1, 4 };

  add (tensors, "backbone", "cls_token", 3, axes);
  add (tensors, "backbone.blocks.0.attn.qkv", "weight", 3, axes);
  assert_refused (tensors, "transformer");
}

/* torchvision's ResNet-18 with other names for its stem and its shortcuts. */
static void
make_stemmed (const char *stem,
              const char *norm,
              const char *stage,
              int first,
              const char *shortcut,
              GHashTable *tensors,
              GHashTable *expected)
{
  add_convolution (tensors, expected, stem, "stem.conv", 3, 7);
  add_norm (tensors, expected, norm, "stem.norm");
  for (int i = 0; i < 2 * N_STAGES; i++)
    for (int j = 1; j <= 2; j++)
      {
        g_autofree char *outer = name_layer (stage, first + i / 2);
        g_autofree char *convolution = g_strdup_printf ("%s.%d.conv%d", outer, i % 2, j);
        g_autofree char *beside = g_strdup_printf ("%s.%d.bn%d", outer, i % 2, j);
        g_autofree char *place
            = g_strdup_printf ("stage%d.block%d.conv%d", i / 2 + 1, i % 2 + 1, j);
        g_autofree char *place_beside
            = g_strdup_printf ("stage%d.block%d.norm%d", i / 2 + 1, i % 2 + 1, j);

        add_convolution (tensors, expected, convolution, place, 4, 3);
        add_norm (tensors, expected, beside, place_beside);
      }
  for (int i = 1; shortcut != NULL && i < N_STAGES; i++)
    {
      g_autofree char *outer = name_layer (stage, first + i);
      g_autofree char *convolution = g_strdup_printf ("%s.0.%s.0", outer, shortcut);
      g_autofree char *beside = g_strdup_printf ("%s.0.%s.1", outer, shortcut);
      g_autofree char *place = g_strdup_printf ("stage%d.block1.shortcut.conv", i + 1);
      g_autofree char *place_beside
          = g_strdup_printf ("stage%d.block1.shortcut.norm", i + 1);

      add_convolution (tensors, expected, convolution, place, 4, 1);
      add_norm (tensors, expected, beside, place_beside);
    }
}

static void
test_stems (void)
{
  static const struct
  {
    const char *stem;
    const char *norm;
    const char *stage;
    int first;
    const char *shortcut;
  } networks[] = {
    { "0", "1", "%d", 4, "downsample" },
    { "model.0.0", "model.0.1", "model.0.%d", 4, "downsample" },
    { "backbone.0", "backbone.1", "backbone.%d", 3, "downsample" },
    { "layer0.0", "layer0.1", "layer%d", 1, "downsample" },
    { "net.stem.0", "net.stem.1", "net.layer%d", 1, "shortcut" },
    { "stem.conv", "stem.bn", "layer%d", 1, "downsample" },
    { "conv1", "bn1", "layer%d", 1, "shortcut" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (networks); i++)
    {
      g_autoptr (GHashTable) tensors = tensors_new ();
      g_autoptr (GHashTable) expected = expected_new ();
      g_autoptr (LkCheckpoint) checkpoint = NULL;
      g_autoptr (LkLayout) layout = NULL;
      g_autoptr (GError) error = NULL;
      GHashTableIter iter;
      gpointer name;
      gpointer tensor;

      g_test_message ("%s", networks[i].stem);
      make_stemmed (networks[i].stem, networks[i].norm, networks[i].stage,
                    networks[i].first, networks[i].shortcut, tensors, expected);
      checkpoint = lk_checkpoint_new (tensors, NULL);
      layout = lk_layout_recognise (checkpoint, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (layout->backbone.name, ==, "resnet18");
      g_assert_cmpstr (layout->name, ==, "torchvision");
      g_hash_table_iter_init (&iter, expected);
      while (g_hash_table_iter_next (&iter, &name, &tensor))
        g_assert_true (g_hash_table_lookup (layout->tensors, name) == tensor);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/network/key-structure/plain", test_plain);
  g_test_add_func ("/network/key-structure/residual", test_residual);
  g_test_add_func ("/network/key-structure/left-over", test_left_over);
  g_test_add_func ("/network/key-structure/unclear", test_unclear);
  g_test_add_func ("/network/key-structure/no-statistics", test_no_statistics);
  g_test_add_func ("/network/key-structure/transformer", test_transformer);
  g_test_add_func ("/network/key-structure/stems", test_stems);
  return g_test_run ();
}
