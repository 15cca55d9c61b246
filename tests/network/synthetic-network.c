/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "synthetic-network.h"

#include <math.h>
#include <string.h>

typedef struct
{
  const SyntheticSpec *spec;
  gboolean summing;
  GHashTable *tensors;
} Builder;

static double
noise (guint32 seed, guint64 index)
{
  guint64 x = (((guint64) seed << 32) | index) * G_GUINT64_CONSTANT (0x9E3779B97F4A7C15);

  x ^= x >> 29;
  x *= G_GUINT64_CONSTANT (0xBF58476D1CE4E5B9);
  x ^= x >> 32;
  return (double) (x >> 40) / (1 << 23) - 1;
}

LkTensor *
synthetic_tensor_new (const char *seed,
                      const char *name,
                      guint n_dims,
                      const gsize *shape,
                      double offset,
                      double scale)
{
  g_autofree char *full = g_strconcat (seed, "/", name, NULL);
  LkTensor *tensor = lk_tensor_new (n_dims, shape);
  float *data = lk_tensor_get_data (tensor);
  guint32 hash = 0;

  for (const char *c = full; *c != '\0'; c++)
    hash = hash * 31 + (guchar) *c;
  for (gsize i = 0; i < lk_tensor_get_size (tensor); i++)
    data[i] = (float) (offset + scale * noise (hash, i));
  return tensor;
}

static void
add (Builder *self,
     const char *layer,
     const char *part,
     guint n_dims,
     const gsize *shape,
     double offset,
     double scale)
{
  char *name = g_strconcat (layer, ".", part, NULL);

  g_hash_table_insert (
      self->tensors, name,
      synthetic_tensor_new (self->spec->name, name, n_dims, shape, offset, scale));
}

static void
add_conv (Builder *self,
          const char *name,
          gsize n_in,
          gsize n_out,
          gsize kernel,
          gboolean bias)
{
  gsize shape[] = { n_out, n_in, kernel, kernel };
  double scale = sqrt (6.0 / (double) (n_in * kernel * kernel));

  add (self, name, "weight", 4, shape, self->summing ? 1 : 0, self->summing ? 0 : scale);
  if (bias)
    add (self, name, "bias", 1, shape, 0, self->summing ? 0 : 0.5);
}

static void
add_norm (Builder *self, const char *name, gsize n)
{
  double spread = self->summing ? 0 : 0.5;

  add (self, name, "weight", 1, &n, 1, spread);
  add (self, name, "bias", 1, &n, 0, spread);
  add (self, name, "running_mean", 1, &n, 0, spread);
  add (self, name, "running_var", 1, &n, 1, 1.5 * spread);
}

static void
add_plain_stage (Builder *self, guint index, gsize n_in, gsize n_out)
{
  g_autofree char *conv = g_strdup_printf ("stage%u.conv", index + 1);
  g_autofree char *norm = g_strdup_printf ("stage%u.norm", index + 1);

  add_conv (self, conv, n_in, n_out, 3, self->spec->bias);
  if (index < 3 || !self->spec->bare)
    add_norm (self, norm, n_out);
}

static void
add_residual_stage (Builder *self, guint index, gsize n_in, gsize n_out)
{
  g_autofree char *conv = g_strdup_printf ("stage%u.shortcut.conv", index + 1);
  g_autofree char *norm = g_strdup_printf ("stage%u.shortcut.norm", index + 1);

  if (self->spec->shortcuts[index] == '1')
    {
      add_conv (self, conv, n_in, n_out, 1, FALSE);
      add_norm (self, norm, n_out);
    }
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *conv_i = g_strdup_printf ("stage%u.conv%u", index + 1, i + 1);
      g_autofree char *norm_i = g_strdup_printf ("stage%u.norm%u", index + 1, i + 1);

      add_conv (self, conv_i, i == 0 ? n_in : n_out, n_out, 3, FALSE);
      add_norm (self, norm_i, n_out);
    }
}

static LkLayout *
build (const SyntheticSpec *spec, gboolean summing)
{
  LkLayout *layout = g_new0 (LkLayout, 1);
  Builder builder = { spec, summing, NULL };
  gsize n_in = 3;

  g_assert_true (lk_backbone_find (spec->backbone, &layout->backbone));
  layout->backbone.slope = spec->slope;
  layout->backbone.unpadded[3] = spec->unpadded;
  layout->backbone.bare[3] = spec->bare;
  g_assert_true (
      lk_backbone_parse_digits (&layout->backbone, spec->pools, layout->backbone.pools));
  layout->tensors = builder.tensors = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) lk_tensor_unref);
  for (guint i = 0; i < 4; i++)
    {
      layout->backbone.widths[i] = spec->widths[i];
      layout->backbone.bias[i] = spec->bias;
      layout->backbone.no_shortcut[i]
          = spec->shortcuts != NULL && spec->shortcuts[i] == '0';
      if (strcmp (spec->backbone, "resnet12") == 0)
        add_residual_stage (&builder, i, n_in, spec->widths[i]);
      else
        add_plain_stage (&builder, i, n_in, spec->widths[i]);
      n_in = spec->widths[i];
    }
  layout->architecture = lk_backbone_build (&layout->backbone);
  return layout;
}

static void
take_widths (LkBackbone *backbone, GHashTable *tensors)
{
  const char *first = strcmp (backbone->name, "resnet12") == 0 ? "conv1" : "conv";

  for (guint i = 0; i < 4; i++)
    {
      g_autofree char *weight = g_strdup_printf ("stage%u.%s.weight", i + 1, first);
      g_autofree char *bias = g_strdup_printf ("stage%u.%s.bias", i + 1, first);
      LkTensor *tensor = g_hash_table_lookup (tensors, weight);

      if (tensor != NULL)
        backbone->widths[i] = lk_tensor_get_dim (tensor, 0);
      backbone->bias[i] = g_hash_table_contains (tensors, bias);
    }
}

LkNetwork *
synthetic_network_new (const LkLayout *layout, GError **error)
{
  LkBackbone backbone = layout->backbone;
  g_autoptr (LkArchitecture) architecture = NULL;

  if (!lk_backbone_check (&backbone, error))
    return NULL;
  take_widths (&backbone, layout->tensors);
  architecture = lk_backbone_build (&backbone);
  return lk_network_new (architecture, layout->tensors, error);
}

LkLayout *
synthetic_layout_new (const SyntheticSpec *spec)
{
  return build (spec, FALSE);
}

LkLayout *
synthetic_layout_new_summing (const SyntheticSpec *spec)
{
  return build (spec, TRUE);
}

void
synthetic_layout_free (LkLayout *layout)
{
  g_hash_table_unref (layout->tensors);
  lk_architecture_unref (layout->architecture);
  g_free (layout);
}
