/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-backbone.h"

static LkArchitecture *
build (const char *name)
{
  LkBackbone backbone;

  g_assert_true (lk_backbone_find (name, &backbone));
  return lk_backbone_build (&backbone);
}

static const LkTensorSpec *
find_tensor (GPtrArray *specs, const char *name)
{
  for (guint i = 0; i < specs->len; i++)
    if (g_str_equal (((LkTensorSpec *) specs->pdata[i])->name, name))
      return specs->pdata[i];
  return NULL;
}

static void
assert_tensor (const LkArchitecture *architecture,
               const char *name,
               LkTensorRole role,
               gsize n_out,
               gsize n_in,
               gsize kernel)
{
  g_autoptr (GPtrArray) specs = lk_architecture_list_tensors (architecture);
  const LkTensorSpec *spec = find_tensor (specs, name);

  g_assert_nonnull (spec);
  g_assert_cmpint (spec->role, ==, role);
  g_assert_cmpuint (spec->shape[0], ==, n_out);
  g_assert_cmpuint (spec->n_dims, ==, n_in > 0 ? 4 : 1);
  if (n_in == 0)
    return;
  g_assert_cmpuint (spec->shape[1], ==, n_in);
  g_assert_cmpuint (spec->shape[2], ==, kernel);
  g_assert_cmpuint (spec->shape[3], ==, kernel);
}

static void
assert_map (const LkArchitecture *architecture, gsize edge, gsize channels, gsize map)
{
  gsize shape[3];

  lk_architecture_get_map_shape (architecture, edge, edge, shape);
  g_assert_cmpuint (shape[0], ==, channels);
  g_assert_cmpuint (shape[1], ==, map);
  g_assert_cmpuint (shape[2], ==, map);
}

static void
assert_geometry (const LkArchitecture *architecture,
                 double stride,
                 double offset,
                 double field)
{
  double found[3];

  lk_architecture_get_geometry (architecture, &found[0], &found[1], &found[2]);
  g_assert_cmpfloat (found[0], ==, stride);
  g_assert_cmpfloat (found[1], ==, offset);
  g_assert_cmpfloat (found[2], ==, field);
}

/* docs/METHOD.md 3.1. */
static void
test_conv64f (void)
{
  g_autoptr (LkArchitecture) architecture = build ("conv64f");
  g_autoptr (GPtrArray) specs = lk_architecture_list_tensors (architecture);

  g_assert_cmpstr (lk_architecture_get_name (architecture), ==, "conv64f");
  g_assert_cmpuint (lk_architecture_get_n_parameters (architecture), ==, 112832);
  g_assert_cmpuint (specs->len, ==, 20);
  assert_map (architecture, 84, 64, 21);
  assert_geometry (architecture, 4, 2, 26);
  assert_tensor (architecture, "stage1.conv.weight", LK_ROLE_WEIGHT, 64, 3, 3);
  assert_tensor (architecture, "stage4.conv.weight", LK_ROLE_WEIGHT, 64, 64, 3);
  assert_tensor (architecture, "stage4.norm.running_var", LK_ROLE_NORM_VARIANCE, 64, 0,
                 0);
}

/* docs/METHOD.md 3.2. */
static void
test_resnet12 (void)
{
  g_autoptr (LkArchitecture) architecture = build ("resnet12");
  g_autoptr (GPtrArray) specs = lk_architecture_list_tensors (architecture);

  g_assert_cmpuint (lk_architecture_get_n_parameters (architecture), ==, 12424320);
  g_assert_cmpuint (specs->len, ==, 80);
  assert_map (architecture, 84, 640, 5);
  assert_geometry (architecture, 16, 8, 106);
  assert_tensor (architecture, "stage2.conv1.weight", LK_ROLE_WEIGHT, 160, 64, 3);
  assert_tensor (architecture, "stage2.conv2.weight", LK_ROLE_WEIGHT, 160, 160, 3);
  assert_tensor (architecture, "stage2.shortcut.conv.weight", LK_ROLE_WEIGHT, 160, 64, 1);
  assert_tensor (architecture, "stage4.norm3.bias", LK_ROLE_NORM_BIAS, 640, 0, 0);
}

/* The number of parameters and of tensors is torchvision's, less the classifier's; the
 * receptive field is that of Araujo, Norris, Sim 2019, "Computing receptive fields of
 * convolutional neural networks", table 1. */
static void
test_resnet18 (void)
{
  g_autoptr (LkArchitecture) architecture = build ("resnet18");
  g_autoptr (GPtrArray) specs = lk_architecture_list_tensors (architecture);

  g_assert_cmpuint (lk_architecture_get_n_parameters (architecture), ==, 11176512);
  g_assert_cmpuint (specs->len, ==, 100);
  assert_map (architecture, 224, 512, 7);
  assert_geometry (architecture, 32, 0.5, 435);
  assert_tensor (architecture, "stem.conv.weight", LK_ROLE_WEIGHT, 64, 3, 7);
  assert_tensor (architecture, "stage1.block2.conv2.weight", LK_ROLE_WEIGHT, 64, 64, 3);
  assert_tensor (architecture, "stage2.block1.shortcut.conv.weight", LK_ROLE_WEIGHT, 128,
                 64, 1);
  g_assert_null (find_tensor (specs, "stage1.block1.shortcut.conv.weight"));
  g_assert_null (find_tensor (specs, "stage2.block2.shortcut.conv.weight"));
}

static void
test_choices (void)
{
  g_autoptr (LkArchitecture) architecture = NULL;
  LkBackbone backbone;

  g_assert_false (lk_backbone_find ("conv128f", &backbone));
  g_assert_true (lk_backbone_find ("conv64f", &backbone));
  for (guint i = 0; i < backbone.n_stages; i++)
    {
      backbone.widths[i] = 8 + i;
      backbone.bias[i] = TRUE;
    }
  g_assert_true (lk_backbone_parse_digits (&backbone, "1101", backbone.pools));
  g_assert_true (lk_backbone_parse_digits (&backbone, "0001", backbone.unpadded));
  backbone.bare[3] = TRUE;
  architecture = lk_backbone_build (&backbone);
  assert_map (architecture, 84, 11, 9);
  assert_tensor (architecture, "stage3.conv.weight", LK_ROLE_WEIGHT, 10, 9, 3);
  assert_tensor (architecture, "stage3.conv.bias", LK_ROLE_BIAS, 10, 0, 0);
  g_assert_null (lk_architecture_get_block (architecture, 3)->layers[0].norm);
}

static void
test_digits (void)
{
  LkBackbone backbone;
  gboolean stages[LK_BACKBONE_MAX_STAGES];
  g_autofree char *text = NULL;

  g_assert_true (lk_backbone_find ("resnet12", &backbone));
  g_assert_false (lk_backbone_parse_digits (&backbone, "110", stages));
  g_assert_false (lk_backbone_parse_digits (&backbone, "11000", stages));
  g_assert_false (lk_backbone_parse_digits (&backbone, "1120", stages));
  g_assert_true (lk_backbone_parse_digits (&backbone, "1010", stages));
  text = lk_backbone_format_digits (&backbone, stages);
  g_assert_cmpstr (text, ==, "1010");
}

static void
test_cut (void)
{
  g_autoptr (LkArchitecture) whole = build ("resnet18");
  g_autoptr (LkArchitecture) part = lk_architecture_cut (whole, 3);

  g_assert_cmpuint (lk_architecture_get_n_stages (whole), ==, 4);
  g_assert_cmpuint (lk_architecture_get_n_stages (part), ==, 3);
  assert_map (part, 224, 256, 14);
  assert_geometry (part, 16, 0.5, 211);
}

static void
test_description (void)
{
  g_autoptr (LkArchitecture) conv64f = build ("conv64f");
  g_autoptr (LkArchitecture) resnet18 = build ("resnet18");
  g_autofree char *first = lk_architecture_describe (conv64f);
  g_autofree char *second = lk_architecture_describe (resnet18);
  g_auto (GStrv) plain = g_strsplit (first, "\n", -1);
  g_auto (GStrv) residual = g_strsplit (second, "\n", -1);

  g_assert_cmpuint (g_strv_length (plain), ==, 4 + 2 + 1);
  g_assert_cmpstr (plain[0], ==,
                   "stage1.conv 3x3 stride 1 padding 1: 3 to 64, norm, slope 0.2");
  g_assert_cmpstr (plain[1], ==, "max-pool 2x2 stride 2 padding 0");
  g_assert_cmpuint (g_strv_length (residual), ==, 20 + 1 + 1);
  g_assert_cmpstr (residual[3], ==,
                   "stage1.block1.conv2 3x3 stride 1 padding 1: 64 to 64, norm, plus the "
                   "input, slope 0");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/architecture/conv64f", test_conv64f);
  g_test_add_func ("/architecture/resnet12", test_resnet12);
  g_test_add_func ("/architecture/resnet18", test_resnet18);
  g_test_add_func ("/architecture/choices", test_choices);
  g_test_add_func ("/architecture/digits", test_digits);
  g_test_add_func ("/architecture/cut", test_cut);
  g_test_add_func ("/architecture/description", test_description);
  return g_test_run ();
}
