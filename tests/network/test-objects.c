/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "checkpoint-fixture.h"
#include "lk-error.h"

/* Files with Python objects: make-object-fixtures.py. */

typedef struct
{
  const char *file;
  const char *wrapper;
  const char *pools;
  const char *unpadded;
  double slope;
  guint n_tensors;
} Known;

static const Known known[] = {
  { "whole-sequences.pt", "", "1110", "0000", 0.1, 24 },
  { "whole-unpadded.pt", "", "1100", "1100", 0, 24 },
  { "whole-flat-sequence.pt", "", "1100", "0000", 0, 24 },
  { "whole-blocks.pt", "model", "1011", "0000", 0, 24 },
  { "whole-between.pt", "", "1111", "0000", 0, 24 },
  { "whole-bare-layers.pt", "net", "1111", "0000", 0.3, 24 },
  { "whole-resnet12.pt", "", "1110", "0000", 0.05, 80 },
  { "whole-twice.pt", "alias", "1110", "0000", 0.1, 24 },
  { "whole-inside-object.pt", "model", "1110", "0000", 0.1, 24 },
  { "objects-beside.pth", "state_dict", "1111", "0000", 0, 24 },
  { "objects-beside-protocol4.pth", "state_dict", "1111", "0000", 0, 24 },
  { "objects-beside-legacy.pth", "state_dict", "1111", "0000", 0, 24 },
  { "objects-tpu.pth", "state_dict", "1111", "0000", 0, 24 },
  { "objects-tpu-protocol4.pth", "state_dict", "1111", "0000", 0, 24 },
  { "objects-tpu-protocol5.pth", "state_dict", "1111", "0000", 0, 24 },
  { "objects-xla.pth", "", "1111", "0000", 0, 24 },
  { "objects-tpu-tensors.pth", "", "1111", "0000", 0, 24 },
  { "objects-subclasses.pth", "", "1111", "0000", 0, 24 },
  { "objects-arrays.pth", "weights", "1111", "0000", 0, 24 },
  { "objects-dictionary.pth", "", "1111", "0000", 0, 24 },
  { "objects-tuple.pth", "1.0", "1111", "0000", 0, 24 },
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
test_known (gconstpointer data)
{
  const Known *self = data;
  g_autoptr (LkCheckpoint) checkpoint = load (self->file);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLayout) layout = lk_layout_recognise (checkpoint, &error);
  g_autofree char *pools = NULL;
  g_autofree char *unpadded = NULL;

  g_assert_no_error (error);
  pools = lk_backbone_format_digits (&layout->backbone, layout->backbone.pools);
  unpadded = lk_backbone_format_digits (&layout->backbone, layout->backbone.unpadded);
  g_assert_cmpstr (layout->wrapper, ==, self->wrapper);
  g_assert_cmpstr (pools, ==, self->pools);
  g_assert_cmpstr (unpadded, ==, self->unpadded);
  g_assert_cmpfloat (layout->backbone.slope, ==, self->slope);
  g_assert_cmpuint (g_hash_table_size (layout->tensors), ==, self->n_tensors);
  fixture_check_layout (layout, 64);
  g_assert_false (g_file_test ("likeness-was-here", G_FILE_TEST_EXISTS));
}

static void
test_refused (void)
{
  static const char *const cases[][2] = {
    { "refused-object.pth",
      "“model.encoder.2.0.weight” is a Python object “theirs.pack”, which is not read" },
    { "refused-complex.pth", "“model.encoder.3.1.bias” has numbers of the kind "
                             "“ComplexFloatStorage”, which is not read" },
    { "refused-elu.pt", "module “encoder.0.2” (ELU) is another activation" },
    { "refused-average.pt",
      "module “encoder.1.3” (AvgPool2d) is a pool of another kind" },
    { "refused-ceil.pt", "module “encoder.1.3” (MaxPool2d) is no pool of 2 × 2" },
    { "refused-stride.pt", "module “encoder.2.0” (Conv2d) has a stride" },
    { "refused-epsilon.pt", "module “encoder.3.1” (BatchNorm2d) has another epsilon" },
    { "refused-instance.pt", "module “encoder.0.1” (InstanceNorm2d) is no norm over" },
    { "refused-linear.pt", "2 tensors, the first of them “encoder.bias”" },
    { "refused-stem-dilated.pt", "module “encoder.layer4.0.conv2” (Conv2d) is dilated" },
    { "refused-stem-identity.pt",
      "module “encoder.maxpool” (Identity) stands where this network has a pool" },
    { "refused-stem-pool.pt",
      "module “encoder.maxpool” (MaxPool2d) is a pool that this network does not have" },
    { "refused-stem-silu.pt",
      "module “encoder.layer3.0.relu” (SiLU) is another activation" },
    { "refused-stem-padding.pt", "module “encoder.conv1” (Conv2d) has a padding of 2" },
    { "refused-stem-epsilon.pt",
      "module “encoder.layer2.0.downsample.1” (BatchNorm2d) has another epsilon" },
    { "refused-stem-place.pt",
      "module “encoder.layer2.0.conv1” (Conv2d) has a stride of 1, where" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (LkCheckpoint) checkpoint = load (cases[i][0]);
      g_autoptr (GError) error = NULL;

      g_assert_null (lk_layout_recognise (checkpoint, &error));
      fixture_assert_error (error, LK_ERROR_UNSUPPORTED, cases[i][1]);
    }
}

/* A ResNet with a stem says its strides and its slope, and a head is no part of it. */
static void
test_stem (void)
{
  g_autoptr (LkCheckpoint) checkpoint = load ("whole-stem.pt");
  g_autoptr (GError) error = NULL;
  g_autoptr (LkLayout) layout = lk_layout_recognise (checkpoint, &error);
  g_autofree char *strides = NULL;

  g_assert_no_error (error);
  strides = lk_backbone_format_strides (&layout->backbone);
  g_assert_cmpstr (layout->backbone.name, ==, "resnet10");
  g_assert_cmpstr (strides, ==, "1221");
  g_assert_cmpfloat (layout->backbone.slope, ==, 0.25);
}

/* What is beside the weights is known by name, as far as it has any. */
static void
test_beside (void)
{
  static const char *const unread[][2] = {
    { "spectrum", "has numbers of the kind “ComplexFloatStorage”, which is not read" },
    { "odd.float8_e4m3fn", "has numbers of the kind “float8_e4m3fn”, which is not read" },
    { "seven", "has more than six axes" },
    { "quantised",
      "is a Python object “torch._utils._rebuild_qtensor”, which is not read" },
    { "sparse",
      "is a Python object “torch._utils._rebuild_sparse_tensor”, which is not read" },
  };
  g_autoptr (LkCheckpoint) checkpoint = load ("objects-beside.pth");
  LkTensor *tensor = lk_checkpoint_get_tensor (checkpoint, "odd.uint16");

  for (guint i = 0; i < G_N_ELEMENTS (unread); i++)
    {
      const LkUnread *found = lk_checkpoint_get_unread (checkpoint, unread[i][0]);

      g_assert_null (lk_checkpoint_get_tensor (checkpoint, unread[i][0]));
      g_assert_nonnull (found);
      g_assert_cmpstr (found->reason, ==, unread[i][1]);
    }
  g_assert_cmpuint (lk_tensor_get_size (tensor), ==, 4);
  g_assert_cmpfloat (lk_tensor_get_data (tensor)[3], ==, 6 + 256 * 7);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_autofree char *path = g_strconcat ("/objects/known/", known[i].file, NULL);

      g_test_add_data_func (path, &known[i], test_known);
    }
  g_test_add_func ("/objects/refused", test_refused);
  g_test_add_func ("/objects/stem", test_stem);
  g_test_add_func ("/objects/beside", test_beside);
  return g_test_run ();
}
