/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <math.h>
#include <string.h>

#include "checkpoint-fixture.h"
#include "lk-error.h"
#include "lk-layout.h"

typedef struct
{
  const char *file;
  const char *name;
  const char *wrapper;
  const char *backbone;
  const char *profile;
  const char *pools;
  double slope;
  guint n_tensors;
  guint n_inputs;
} Known;

#define PLAIN "conv64f"
#define RESIDUAL "resnet12"

/* docs/METHOD.md 2.2: 4 convolutions and norms make 20 tensors, with biases 24; 4 blocks
 * of 3 convolutions, a shortcut and their norms 80. */
static const Known known[] = {
  { "layout-m2l.pth", "m2l", "state_dict", PLAIN, "p1", "1100", 0.2, 20, 3 },
  { "layout-adm.pth", "adm", "state_dict", PLAIN, "p1", "1100", 0.2, 20, 2 },
  { "layout-dn4-2019.pth", "adm", "state_dict", PLAIN, "p1", "1100", 0.2, 20, 0 },
  { "layout-dn4-2023-local.pth", "dn4-2023", "model", PLAIN, "p4", "1100", 0.2, 24, 0 },
  { "layout-dn4-2023.pth", "dn4-2023", "model", PLAIN, "p4", "1111", 0, 24, 0 },
  { "layout-dn4-2023-resnet12.pth", "dn4-2023", "model", RESIDUAL, "p4", "1111", 0.1, 80,
    0 },
  { "layout-libfewshot-adm.pth", "libfewshot", "", PLAIN, "p2", "1110", 0.2, 24, 2 },
  { "layout-libfewshot-embedding.pth", "libfewshot", "", PLAIN, "p2", "1111", 0, 24, 0 },
  { "layout-libfewshot-resnet12.pth", "libfewshot", "model", RESIDUAL, "p2", "1111", 0.1,
    80, 0 },
  { "layout-libfewshot-wolsc.pth", "libfewshot", "", RESIDUAL, "p2", "1111", 0.1, 75, 0 },
  { "layout-feat-resnet12.pth", "feat", "params", RESIDUAL, "p3", "1111", 0.1, 80, 0 },
  { "layout-feat-convnet.pth", "feat", "params", PLAIN, "imagenet", "1111", 0, 24, 0 },
  { "layout-feat-convnet-pre.pth", "feat", "params", PLAIN, "imagenet", "1111", 0, 24,
    0 },
  { "layout-rfs-resnet12.pth", "rfs", "model", RESIDUAL, "p2", "1111", 0.1, 80, 0 },
  { "layout-rfs-convnet4.pth", "rfs", "model", PLAIN, "p2", "1110", 0, 24, 0 },
  { "layout-metaoptnet-resnet12.pth", "metaoptnet", "embedding", RESIDUAL, "p2", "1111",
    0.1, 80, 0 },
  { "layout-metaoptnet-protonet.pth", "metaoptnet", "embedding", PLAIN, "p2", "1111", 0,
    20, 0 },
  { "layout-deepemd-pretrained.pth", "deepemd", "params", RESIDUAL, "p3-deepemd", "1111",
    0.1, 80, 0 },
  { "layout-deepemd-meta.pth", "deepemd", "params", RESIDUAL, "p3-deepemd", "1111", 0.1,
    80, 0 },
  { "layout-m2l-head-conv.pth", "m2l-head", "fsl", PLAIN, "p3-deepemd", "1100", 0.2, 16,
    0 },
  { "layout-m2l-head-conv4x.pth", "m2l-head", "fsl", PLAIN, "p3-deepemd", "1111", 0.2, 20,
    0 },
  { "layout-m2l-head-resnet12.pth", "m2l-head", "fsl", RESIDUAL, "p3-deepemd", "1111",
    0.1, 80, 0 },
  { "layout-closerlook.pth", "closerlook", "state", PLAIN, "imagenet", "1111", 0, 24, 0 },
  { "layout-simpleshot.pth", "simpleshot", "state_dict", PLAIN, "imagenet", "1111", 0, 24,
    0 },
  { "layout-frn.pth", "frn", "", PLAIN, "imagenet", "1111", 0, 24, 0 },
  { "layout-frn-resnet12.pth", "frn", "", RESIDUAL, "imagenet", "1111", 0.1, 80, 0 },
  { "layout-mmfewshot.pth", "mmfewshot", "state_dict.backbone", PLAIN, "p3", "1111", 0,
    24, 0 },
  { "layout-mmfewshot-resnet12.pth", "mmfewshot", "state_dict.backbone", RESIDUAL, "p3",
    "1111", 0.1, 80, 0 },
  { "layout-meta-baseline.pth", "meta-baseline", "model_sd", RESIDUAL, "imagenet", "1111",
    0.1, 80, 0 },
  { "layout-meta-baseline-conv.pth", "meta-baseline", "model_sd", PLAIN, "imagenet",
    "1111", 0, 24, 0 },
  { "layout-learn2learn.pth", "learn2learn", "", PLAIN, "p2", "1111", 0, 24, 0 },
  { "layout-learn2learn-resnet12.pth", "learn2learn", "", RESIDUAL, "p2", "1111", 0.1, 80,
    0 },
  { "layout-easyfsl.pth", "easyfsl", "backbone", RESIDUAL, "imagenet", "1111", 0.1, 80,
    0 },
  { "layout-tpn.pth", "tpn", "", PLAIN, "p2", "1111", 0, 24, 0 },
  { "layout-sequential.pth", "other", "", PLAIN, "imagenet", "1111", 0, 24, 0 },
  { "layout-sequential-nested.pth", "other", "net.cnn.body", PLAIN, "imagenet", "0111", 0,
    20, 0 },
  { "layout-compiled.pth", "feat", "state_dict.model", PLAIN, "imagenet", "1111", 0, 24,
    0 },
  { "layout-nested.pth", "other", "checkpoint.model_state_dict.net", PLAIN, "imagenet",
    "1111", 0, 24, 0 },
  { "layout-flat.pth", "other", "", PLAIN, "imagenet", "1111", 0, 24, 0 },
  { "layout-feat-protonet.pth", "feat", "params", RESIDUAL, "p3", "1111", 0.1, 80, 0 },
  { "layout-copies.pth", "feat", "net", PLAIN, "imagenet", "1111", 0, 24, 0 },
};

static LkCheckpoint *
load (const char *file)
{
  g_autofree char *path = fixture_path (file);
  g_autoptr (GError) error = NULL;
  LkCheckpoint *checkpoint = lk_checkpoint_load (path, &error);

  g_assert_no_error (error);
  return checkpoint;
}

static void
check_fusion (LkLayout *layout, guint n_inputs)
{
  const char *norms[]
      = { "norm.weight", "norm.bias", "norm.running_mean", "norm.running_var" };
  LkTensor *weight;

  g_assert_true ((layout->fusion != NULL) == (n_inputs > 0));
  if (n_inputs == 0)
    return;
  weight = g_hash_table_lookup (layout->fusion, "weight");
  g_assert_cmpuint (lk_tensor_get_size (weight), ==, n_inputs);
  g_assert_cmpfloat (lk_tensor_get_data (weight)[1], ==, 1.5);
  for (guint i = 0; i < G_N_ELEMENTS (norms); i++)
    {
      LkTensor *tensor = g_hash_table_lookup (layout->fusion, norms[i]);

      g_assert_cmpuint (lk_tensor_get_size (tensor), ==, 5 * n_inputs);
      g_assert_cmpfloat (lk_tensor_get_data (tensor)[2], ==, 3 + i);
    }
}

static void
test_known (gconstpointer data)
{
  const Known *self = data;
  g_autoptr (LkCheckpoint) checkpoint = load (self->file);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLayout) layout = lk_layout_recognise (checkpoint, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (layout->name, ==, self->name);
  g_assert_cmpstr (layout->wrapper, ==, self->wrapper);
  g_assert_cmpstr (layout->backbone.name, ==, self->backbone);
  g_assert_cmpstr (layout->profile->name, ==, self->profile);
  g_assert_true (layout->guessed & LK_GUESS_PROFILE);
  g_assert_cmpfloat (layout->backbone.slope, ==, self->slope);
  for (guint i = 0; i < 4; i++)
    {
      g_assert_cmpint (layout->backbone.pools[i], ==, self->pools[i] == '1');
      g_assert_cmpint (layout->backbone.unpadded[i], ==,
                       i == 3 && g_str_equal (self->file, "layout-m2l-head-conv.pth"));
    }
  g_assert_cmpuint (g_hash_table_size (layout->tensors), ==, self->n_tensors);
  fixture_check_layout (layout, 64);
  check_fusion (layout, self->n_inputs);
}

/* A Conv64F of 4 channels as M2L names it, to be changed by each test. */
static GHashTable *
make_tensors (void)
{
  static const char *const leaves[] = { "weight", "bias", "running_mean", "running_var" };
  const guint indices[] = { 0, 4, 8, 11 };
  GHashTable *tensors = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                               (GDestroyNotify) lk_tensor_unref);

  for (guint i = 0; i < 4; i++)
    {
      const gsize shape[] = { 4, i == 0 ? 3 : 4, 3, 3 };

      g_hash_table_insert (tensors, g_strdup_printf ("features.%u.weight", indices[i]),
                           lk_tensor_new (4, shape));
      for (guint j = 0; j < 4; j++)
        g_hash_table_insert (
            tensors, g_strdup_printf ("features.%u.%s", indices[i] + 1, leaves[j]),
            lk_tensor_new (1, shape));
    }
  return tensors;
}

static void
put (GHashTable *tensors, const char *name, guint n_dims, const gsize *shape, float value)
{
  LkTensor *tensor = lk_tensor_new (n_dims, shape);

  lk_tensor_get_data (tensor)[0] = value;
  g_hash_table_insert (tensors, g_strdup (name), tensor);
}

static LkLayout *
recognise (GHashTable *tensors, const char *key, const char *value, GError **error)
{
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (LkCheckpoint) checkpoint = NULL;

  g_hash_table_insert (metadata, (char *) "backbone", (char *) "conv64f");
  g_hash_table_insert (metadata, (char *) "profile", (char *) "p2");
  if (key != NULL)
    g_hash_table_insert (metadata, (char *) key, (char *) value);
  checkpoint = lk_checkpoint_new (tensors, metadata);
  return lk_layout_recognise (checkpoint, error);
}

static void
assert_refused (GHashTable *tensors, int code, const char *text)
{
  g_autoptr (LkCheckpoint) checkpoint = lk_checkpoint_new (tensors, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (lk_layout_recognise (checkpoint, &error));
  fixture_assert_error (error, code, text);
}

static void
test_metadata (void)
{
  g_autoptr (GHashTable) tensors = make_tensors ();
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLayout) layout = recognise (tensors, NULL, NULL, &error);
  g_autoptr (LkLayout) pools = recognise (tensors, "pools", "1011", &error);
  g_autoptr (LkLayout) slope = recognise (tensors, "slope", "0.01", &error);
  g_autoptr (LkLayout) unpadded = recognise (tensors, "unpadded", "0010", &error);

  g_assert_no_error (error);
  g_assert_cmpstr (layout->name, ==, "likeness");
  g_assert_cmpstr (layout->wrapper, ==, "");
  g_assert_cmpstr (layout->profile->name, ==, "p2");
  g_assert_false (layout->guessed & LK_GUESS_PROFILE);
  g_assert_cmpfloat (layout->backbone.slope, ==, 0.2);
  g_assert_true (layout->backbone.pools[0] && layout->backbone.pools[1]);
  g_assert_false (layout->backbone.pools[2] || layout->backbone.pools[3]);
  g_assert_true (pools->backbone.pools[0] && pools->backbone.pools[2]
                 && pools->backbone.pools[3]);
  g_assert_false (pools->backbone.pools[1]);
  g_assert_cmpfloat (slope->backbone.slope, ==, 0.01);
  g_assert_true (unpadded->backbone.unpadded[2]);
  g_assert_false (unpadded->backbone.unpadded[3]);
}

/* A stage that is said of nothing that is known here cuts no network. */
static void
test_foreign_stage (void)
{
  g_autoptr (GHashTable) tensors = make_tensors ();
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (LkCheckpoint) checkpoint = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLayout) whole = NULL;
  g_autoptr (LkLayout) cut = recognise (tensors, "stage", "2", &error);

  g_assert_no_error (error);
  g_hash_table_insert (metadata, (char *) "format", (char *) "pt");
  g_hash_table_insert (metadata, (char *) "stage", (char *) "2");
  checkpoint = lk_checkpoint_new (tensors, metadata);
  whole = lk_layout_recognise (checkpoint, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (lk_architecture_get_n_stages (cut->architecture), ==, 2);
  g_assert_cmpuint (lk_architecture_get_n_stages (whole->architecture), ==, 4);
}

/* What is said is a guess no more, whoever says it; what a person says wins. */
static void
test_guessed (void)
{
  g_autoptr (GHashTable) tensors = make_tensors ();
  g_autoptr (GHashTable) choices = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (LkCheckpoint) checkpoint = lk_checkpoint_new (tensors, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLayout) guess = lk_layout_recognise (checkpoint, &error);
  g_autoptr (LkLayout) told = recognise (tensors, "unpadded", "1100", &error);
  g_autoptr (LkLayout) chosen = NULL;
  g_autofree char *padding = NULL;

  g_assert_no_error (error);
  g_assert_cmpint (guess->guessed, ==,
                   LK_GUESS_POOLS | LK_GUESS_SLOPE | LK_GUESS_PADDING | LK_GUESS_SIZE
                       | LK_GUESS_PROFILE);
  g_assert_cmpint (told->guessed, ==, 0);
  g_hash_table_insert (choices, (char *) "padding", (char *) "0011");
  g_hash_table_insert (choices, (char *) "size", (char *) "96");
  chosen = lk_layout_recognise_as (checkpoint, choices, &error);
  g_assert_no_error (error);
  g_assert_cmpint (chosen->guessed, ==,
                   LK_GUESS_POOLS | LK_GUESS_SLOPE | LK_GUESS_PROFILE);
  g_assert_true (chosen->backbone.unpadded[0] && chosen->backbone.unpadded[1]);
  g_assert_false (chosen->backbone.unpadded[2] || chosen->backbone.unpadded[3]);
  g_assert_cmpuint (chosen->profile->crop, ==, 96);
  g_assert_cmpstr (chosen->profile->name, ==, "p1");
  padding = lk_layout_format_guess (chosen, chosen->profile, LK_GUESS_PADDING);
  g_assert_cmpstr (padding, ==, "0011");
}

static void
test_bad_metadata (void)
{
  static const char *const pairs[][2]
      = { { "backbone", "resnet12" }, { "profile", "p9" },    { "pools", "11" },
          { "pools", "1121" },        { "slope", "steep" },   { "slope", "nan" },
          { "slope", "-1" },          { "unpadded", "00011" } };
  g_autoptr (GHashTable) tensors = make_tensors ();

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_null (recognise (tensors, pairs[i][0], pairs[i][1], &error));
      fixture_assert_error (error, LK_ERROR_FORMAT, pairs[i][1]);
    }
}

static void
test_missing (void)
{
  g_autoptr (GHashTable) tensors = make_tensors ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  GHashTableIter iter;
  gpointer name;

  g_hash_table_iter_init (&iter, tensors);
  while (g_hash_table_iter_next (&iter, &name, NULL))
    g_ptr_array_add (names, g_strdup (name));
  for (guint i = 0; i < names->len; i++)
    {
      g_autoptr (GHashTable) fewer = make_tensors ();
      const gboolean is_norm = strstr (names->pdata[i], "running") != NULL;

      g_hash_table_remove (fewer, names->pdata[i]);
      assert_refused (fewer, LK_ERROR_FORMAT, "is missing");
      if (is_norm)
        assert_refused (fewer, LK_ERROR_FORMAT, names->pdata[i]);
    }
}

static void
test_bare_stage (void)
{
  static const char *const leaves[] = { "weight", "bias", "running_mean", "running_var" };
  g_autoptr (GHashTable) tensors = make_tensors ();

  for (guint i = 0; i < G_N_ELEMENTS (leaves); i++)
    {
      g_autofree char *name = g_strdup_printf ("features.12.%s", leaves[i]);

      g_hash_table_remove (tensors, name);
    }
  assert_refused (tensors, LK_ERROR_FORMAT, "stage4.norm.weight");
}

static void
test_misshapen (void)
{
  const gsize wide[] = { 4, 5, 3, 3 };
  const gsize large[] = { 4, 4, 5, 5 };
  const gsize grey[] = { 4, 1, 3, 3 };
  const gsize five[] = { 5 };
  g_autoptr (GHashTable) tensors = make_tensors ();

  put (tensors, "features.4.weight", 4, wide, 0);
  assert_refused (tensors, LK_ERROR_FORMAT,
                  "“features.4.weight” is of shape [4, 5, 3, 3]");
  put (tensors, "features.4.weight", 4, large, 0);
  assert_refused (tensors, LK_ERROR_FORMAT, "not [4, 4, 3, 3]");
  put (tensors, "features.4.weight", 1, five, 0);
  assert_refused (tensors, LK_ERROR_FORMAT, "features.4.weight");
  g_clear_pointer (&tensors, g_hash_table_unref);
  tensors = make_tensors ();
  put (tensors, "features.0.weight", 4, grey, 0);
  assert_refused (tensors, LK_ERROR_FORMAT, "not [4, 3, 3, 3]");
  g_clear_pointer (&tensors, g_hash_table_unref);
  tensors = make_tensors ();
  put (tensors, "features.9.running_mean", 1, five, 0);
  assert_refused (tensors, LK_ERROR_FORMAT, "“features.9.running_mean”");
}

static void
test_values (void)
{
  const gsize four[] = { 4 };
  g_autoptr (GHashTable) tensors = make_tensors ();

  put (tensors, "features.5.bias", 1, four, NAN);
  assert_refused (tensors, LK_ERROR_FORMAT, "“features.5.bias” has a number");
  put (tensors, "features.5.bias", 1, four, INFINITY);
  assert_refused (tensors, LK_ERROR_FORMAT, "“features.5.bias” has a number");
  put (tensors, "features.5.bias", 1, four, 1);
  put (tensors, "features.12.running_var", 1, four, -1);
  assert_refused (tensors, LK_ERROR_FORMAT, "“features.12.running_var” has a negative");
}

static void
test_unknown_tensor (void)
{
  const gsize four[] = { 4 };
  g_autoptr (GHashTable) tensors = make_tensors ();

  put (tensors, "features.2.weight", 1, four, 0);
  assert_refused (tensors, LK_ERROR_UNSUPPORTED, "“features.2.weight”");
}

static void
test_empty (void)
{
  g_autoptr (GHashTable) tensors = make_tensors ();

  g_hash_table_remove_all (tensors);
  assert_refused (tensors, LK_ERROR_UNSUPPORTED, "no tensors");
}

/* Tensors of a second prefix are a second network where they are whole and differ. */
static void
test_two_prefixes (void)
{
  g_autoptr (GHashTable) tensors = make_tensors ();
  g_autoptr (GHashTable) others = make_tensors ();
  g_autoptr (GHashTable) choices = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (LkCheckpoint) checkpoint = NULL;
  g_autoptr (LkLayout) layout = NULL;
  g_autoptr (GError) error = NULL;
  const gsize four[] = { 4 };
  GHashTableIter iter;
  gpointer name;
  gpointer tensor;

  put (others, "features.1.bias", 1, four, 1);
  g_hash_table_iter_init (&iter, others);
  while (g_hash_table_iter_next (&iter, &name, &tensor))
    g_hash_table_insert (tensors, g_strconcat ("teacher.", name, NULL),
                         lk_tensor_ref (tensor));
  assert_refused (tensors, LK_ERROR_UNSUPPORTED,
                  "2 networks, below “features”, “teacher.features”");
  checkpoint = lk_checkpoint_new (tensors, NULL);
  g_hash_table_insert (choices, (char *) "tensors", (char *) "teacher");
  g_hash_table_insert (choices, (char *) "profile", (char *) "p1");
  layout = lk_layout_recognise_as (checkpoint, choices, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (layout->wrapper, ==, "teacher");
  tensor = g_hash_table_lookup (layout->tensors, "stage1.norm.bias");
  g_assert_cmpfloat (lk_tensor_get_data (tensor)[0], ==, 1);
  g_hash_table_insert (choices, (char *) "tensors", (char *) "pupil.");
  g_assert_null (lk_layout_recognise_as (checkpoint, choices, &error));
  fixture_assert_error (error, LK_ERROR_OPTION, "below “features”, “teacher.features”");
}

/* Names of one module inside and outside DataParallel. */
static void
test_twice (void)
{
  const gsize shape[] = { 4, 3, 3, 3 };
  g_autoptr (GHashTable) tensors = make_tensors ();

  put (tensors, "module.features.0.weight", 4, shape, 1);
  assert_refused (tensors, LK_ERROR_FORMAT, "twice");
}

static void
test_bad_fusion (void)
{
  const gsize weight[] = { 1, 1, 2 };
  const gsize four[] = { 1, 1, 4 };
  const gsize ten[] = { 10 };
  const gsize nine[] = { 9 };
  g_autoptr (GHashTable) tensors = make_tensors ();

  put (tensors, "classifier.FC_layer.weight", 3, four, 0);
  assert_refused (tensors, LK_ERROR_FORMAT, "“classifier.FC_layer.weight”");
  put (tensors, "classifier.FC_layer.weight", 3, weight, 0);
  assert_refused (tensors, LK_ERROR_FORMAT, "“classifier.Norm_layer.weight” is missing");
  put (tensors, "classifier.Norm_layer.weight", 1, ten, 0);
  put (tensors, "classifier.Norm_layer.bias", 1, nine, 0);
  assert_refused (tensors, LK_ERROR_FORMAT, "“classifier.Norm_layer.bias” is of another");
  put (tensors, "classifier.Norm_layer.bias", 1, ten, 0);
  put (tensors, "classifier.Norm_layer.running_mean", 1, ten, NAN);
  assert_refused (tensors, LK_ERROR_FORMAT, "“classifier.Norm_layer.running_mean” has");
  put (tensors, "classifier.Norm_layer.running_mean", 1, ten, 0);
  put (tensors, "classifier.Norm_layer.running_var", 1, ten, -1);
  assert_refused (tensors, LK_ERROR_FORMAT, "“classifier.Norm_layer.running_var” has");
}

static void
test_refused (void)
{
  static const char *const cases[][2] = {
    { "refused-resnet256f.pth", "ResNet256F" },
    { "refused-other.pth", "2 tensors, the first of them “conv1.weight”" },
    { "refused-two.pth", "2 networks, below “model.student”, “model.teacher”" },
    { "refused-fifth.pth", "“state.feature.trunk.4.C.weight” is a tensor" },
    { "refused-stem.pth", "a ResNet with 1, 1, 1 and 1 blocks" },
    { "refused-bdc.pth", "“emb_func.dcov.conv_dr_block.0.weight” is a tensor" },
    { "refused-optimiser.pth", "an optimiser alone" },
    { "refused-optimiser-bare.pth", "an optimiser alone" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkCheckpoint) checkpoint = load (cases[i][0]);
      g_autoptr (GError) error = NULL;

      g_assert_null (lk_layout_recognise (checkpoint, &error));
      fixture_assert_error (error, LK_ERROR_UNSUPPORTED, cases[i][1]);
      fixture_assert_error (error, LK_ERROR_UNSUPPORTED, cases[i][0]);
    }
}

/* What has the right names, and yet no map of a picture. */
static void
test_useless (void)
{
  static const char *const cases[][2] = {
    { "refused-maml.pth", "never gathered statistics" },
    { "refused-maml-old.pth", "never gathered statistics" },
    { "refused-grey.pth", "[4, 3, 3, 3]: it is a network for grey pictures" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkCheckpoint) checkpoint = load (cases[i][0]);
      g_autoptr (GError) error = NULL;

      g_assert_null (lk_layout_recognise (checkpoint, &error));
      fixture_assert_error (error, LK_ERROR_FORMAT, cases[i][1]);
    }
}

/* Our own ResNet-12: the keys are those of RFS, the metadata says whose it is. */
static void
test_own (void)
{
  g_autoptr (LkCheckpoint) checkpoint = load ("likeness-resnet12.safetensors");
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLayout) layout = lk_layout_recognise (checkpoint, &error);

  g_assert_no_error (error);
  g_assert_cmpstr (layout->name, ==, "likeness");
  g_assert_cmpstr (layout->backbone.name, ==, RESIDUAL);
  g_assert_cmpstr (layout->profile->name, ==, "p1");
  g_assert_false (layout->guessed & LK_GUESS_PROFILE);
  g_assert_cmpfloat (layout->backbone.slope, ==, 0.1);
  for (guint i = 0; i < 4; i++)
    g_assert_true (layout->backbone.pools[i]);
  g_assert_cmpuint (g_hash_table_size (layout->tensors), ==, 80);
  fixture_check_layout (layout, 4);
}

/* resnet12woLSC does not use the shortcut of its last block; its other three stay. */
static void
test_without_last_shortcut (void)
{
  g_autoptr (LkCheckpoint) checkpoint = load ("layout-libfewshot-wolsc.pth");
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLayout) layout = lk_layout_recognise (checkpoint, &error);

  g_assert_no_error (error);
  g_assert_true (g_hash_table_contains (layout->tensors, "stage3.shortcut.conv.weight"));
  g_assert_false (g_hash_table_contains (layout->tensors, "stage4.shortcut.conv.weight"));
  g_assert_false (
      g_hash_table_contains (layout->tensors, "stage4.shortcut.norm.running_var"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autofree char *path = g_strconcat ("/layout/known/", known[i].file, NULL);

      g_test_add_data_func (path, &known[i], test_known);
    }
  g_test_add_func ("/layout/own", test_own);
  g_test_add_func ("/layout/without-last-shortcut", test_without_last_shortcut);
  g_test_add_func ("/layout/refused", test_refused);
  g_test_add_func ("/layout/metadata", test_metadata);
  g_test_add_func ("/layout/foreign-stage", test_foreign_stage);
  g_test_add_func ("/layout/guessed", test_guessed);
  g_test_add_func ("/layout/bad-metadata", test_bad_metadata);
  g_test_add_func ("/layout/missing", test_missing);
  g_test_add_func ("/layout/bare-stage", test_bare_stage);
  g_test_add_func ("/layout/misshapen", test_misshapen);
  g_test_add_func ("/layout/values", test_values);
  g_test_add_func ("/layout/unknown-tensor", test_unknown_tensor);
  g_test_add_func ("/layout/empty", test_empty);
  g_test_add_func ("/layout/two-prefixes", test_two_prefixes);
  g_test_add_func ("/layout/twice", test_twice);
  g_test_add_func ("/layout/useless", test_useless);
  g_test_add_func ("/layout/bad-fusion", test_bad_fusion);
  return g_test_run ();
}
