/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-backbone.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-backbone-private.h"
#include "lk-error.h"

#define N_COLOURS 3

/* What ResNets with a stem have in common. */
#define BASIC_RESNET                                                                     \
  .n_stages = 4, .widths = { 64, 128, 256, 512 }, .strides = { 1, 2, 2, 2 },             \
  .stem_width = 64, .stem_kernel = 7
#define BOTTLENECK_RESNET                                                                \
  .n_stages = 4, .widths = { 256, 512, 1024, 2048 }, .inner = { 64, 128, 256, 512 },     \
  .strides = { 1, 2, 2, 2 }, .stem_width = 64, .stem_kernel = 7

static const LkFamily families[] = {
  {
      .published = {
          .name = "conv64f",
          .n_stages = 4,
          .widths = { 64, 64, 64, 64 },
          .n_blocks = { 1, 1, 1, 1 },
          .pools = { TRUE, TRUE, FALSE, FALSE },
          .slope = 0.2,
      },
      .add_stage = lk_backbone_add_plain_stage,
  },
  {
      .published = {
          .name = "resnet12",
          .n_stages = 4,
          .widths = { 64, 160, 320, 640 },
          .n_blocks = { 1, 1, 1, 1 },
          .pools = { TRUE, TRUE, TRUE, TRUE },
          .slope = 0.1,
      },
      .add_stage = lk_backbone_add_resnet12_stage,
  },
  {
      .published = {
          .name = "seresnet12",
          .n_stages = 4,
          .widths = { 64, 160, 320, 640 },
          .inner = { 16, 40, 80, 160 },
          .n_blocks = { 1, 1, 1, 1 },
          .pools = { TRUE, TRUE, TRUE, TRUE },
          .slope = 0.1,
      },
      .add_stage = lk_backbone_add_resnet12_stage,
  },
  {
      .published = {
          .name = "resnet10",
          BASIC_RESNET,
          .n_blocks = { 1, 1, 1, 1 },
      },
      .add_stage = lk_backbone_add_basic_stage,
  },
  {
      .published = {
          .name = "resnet18",
          BASIC_RESNET,
          .n_blocks = { 2, 2, 2, 2 },
      },
      .add_stage = lk_backbone_add_basic_stage,
  },
  {
      .published = {
          .name = "resnet34",
          BASIC_RESNET,
          .n_blocks = { 3, 4, 6, 3 },
      },
      .add_stage = lk_backbone_add_basic_stage,
  },
  {
      .published = {
          .name = "resnet50",
          BOTTLENECK_RESNET,
          .n_blocks = { 3, 4, 6, 3 },
      },
      .add_stage = lk_backbone_add_basic_stage,
  },
  {
      .published = {
          .name = "resnet101",
          BOTTLENECK_RESNET,
          .n_blocks = { 3, 4, 23, 3 },
      },
      .add_stage = lk_backbone_add_basic_stage,
  },
  {
      .published = {
          .name = "wrn28",
          .n_stages = 3,
          .widths = { 160, 320, 640 },
          .n_blocks = { 4, 4, 4 },
          .strides = { 1, 2, 2 },
          .stem_width = 16,
          .stem_kernel = 3,
      },
      .add_stage = lk_backbone_add_wide_stage,
  },
};

static const LkFamily *
find_family (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (families); i++)
    if (g_str_equal (families[i].published.name, name))
      return &families[i];
  return NULL;
}

gboolean
lk_backbone_find (const char *name, LkBackbone *self)
{
  const LkFamily *family;

  g_return_val_if_fail (name != NULL && self != NULL, FALSE);

  family = find_family (name);
  if (family != NULL)
    *self = family->published;
  return family != NULL;
}

gboolean
lk_backbone_check (const LkBackbone *self, GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  if (!(self->slope >= 0 && self->slope <= 1))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("The slope of the activation is %g; it must lie between 0 and 1"),
                   self->slope);
      return FALSE;
    }
  for (guint i = 0; i < self->n_stages; i++)
    if (self->widths[i] == 0 || self->widths[i] > LK_MAX_CHANNELS
        || self->inner[i] > LK_MAX_CHANNELS)
      {
        g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                     _ ("Stage %u has %zu channels; it must have 1 to %d"), i + 1,
                     self->widths[i], LK_MAX_CHANNELS);
        return FALSE;
      }
  return TRUE;
}

LkArchitecture *
lk_backbone_build (const LkBackbone *self)
{
  const LkFamily *family;
  LkArchitecture *architecture;

  g_return_val_if_fail (self != NULL && self->n_stages <= LK_BACKBONE_MAX_STAGES, NULL);
  family = find_family (self->name);
  g_return_val_if_fail (family != NULL, NULL);

  architecture = lk_architecture_new (self->name, N_COLOURS);
  for (guint i = 0; i < self->n_stages; i++)
    family->add_stage (architecture, self, i);
  return architecture;
}

char *
lk_backbone_format_digits (const LkBackbone *self, const gboolean *stages)
{
  char *digits;

  g_return_val_if_fail (self != NULL && stages != NULL, NULL);

  digits = g_strnfill (self->n_stages, '0');
  for (guint i = 0; i < self->n_stages; i++)
    digits[i] = stages[i] ? '1' : '0';
  return digits;
}

char *
lk_backbone_format_strides (const LkBackbone *self)
{
  char *digits;

  g_return_val_if_fail (self != NULL, NULL);

  digits = g_strnfill (self->n_stages, '0');
  for (guint i = 0; i < self->n_stages; i++)
    digits[i] = (char) ('0' + self->strides[i]);
  return digits;
}

gboolean
lk_backbone_parse_strides (LkBackbone *self, const char *text)
{
  g_return_val_if_fail (self != NULL && text != NULL, FALSE);

  if (self->stem_kernel == 0 || strlen (text) != self->n_stages
      || strspn (text, "12") != self->n_stages)
    return FALSE;
  for (guint i = 0; i < self->n_stages; i++)
    self->strides[i] = (guint) (text[i] - '0');
  return TRUE;
}

char *
lk_backbone_format_padding (const LkBackbone *self)
{
  gboolean padded[LK_BACKBONE_MAX_STAGES] = { FALSE };

  g_return_val_if_fail (self != NULL, NULL);

  for (guint i = 0; i < self->n_stages; i++)
    padded[i] = !self->unpadded[i];
  return lk_backbone_format_digits (self, padded);
}

gboolean
lk_backbone_parse_digits (const LkBackbone *self, const char *text, gboolean *stages)
{
  g_return_val_if_fail (self != NULL && text != NULL && stages != NULL, FALSE);

  if (strlen (text) != self->n_stages || strspn (text, "01") != self->n_stages)
    return FALSE;
  for (guint i = 0; i < self->n_stages; i++)
    stages[i] = text[i] == '1';
  return TRUE;
}
