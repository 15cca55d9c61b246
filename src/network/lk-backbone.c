/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-backbone.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"

#define N_COLOURS 3

/* Names of a block that are being put together; the architecture keeps copies. */
typedef struct
{
  char name[32];
  char norm[32];
} Names;

typedef struct
{
  LkBackbone published;
  void (*add_stage) (LkArchitecture *architecture, const LkBackbone *self, guint stage);
} Family;

static LkLayer
make_layer (Names *names,
            const char *block,
            const char *part,
            guint number,
            gsize n_out,
            gsize kernel)
{
  char suffix[12] = "";

  if (number > 0)
    g_snprintf (suffix, sizeof suffix, "%u", number);
  g_snprintf (names->name, sizeof names->name, "%s.%sconv%s", block, part, suffix);
  g_snprintf (names->norm, sizeof names->norm, "%s.%snorm%s", block, part, suffix);
  return (LkLayer){
    .name = names->name,
    .norm = names->norm,
    .n_out = n_out,
    .kernel = kernel,
    .stride = 1,
    .padding = kernel / 2,
    .slope = LK_NO_ACTIVATION,
  };
}

static LkPooling
make_pool (gboolean wanted)
{
  return wanted ? (LkPooling){ .kernel = 2, .stride = 2 } : (LkPooling){ 0 };
}

static void
add_plain_stage (LkArchitecture *architecture, const LkBackbone *self, guint stage)
{
  char name[24];
  Names names;
  LkBlock block
      = { .stage = stage + 1, .n_layers = 1, .pool = make_pool (self->pools[stage]) };
  LkLayer *layer = &block.layers[0];

  g_snprintf (name, sizeof name, "stage%u", stage + 1);
  *layer = make_layer (&names, name, "", 0, self->widths[stage], 3);
  layer->padding = self->unpadded[stage] ? 0 : 1;
  layer->bias = self->bias[stage];
  if (self->bare[stage])
    layer->norm = NULL;
  else
    layer->slope = self->slope;
  lk_architecture_add_block (architecture, &block);
}

static void
add_shortcut (LkBlock *block, Names *names, const char *name)
{
  block->residual = LK_RESIDUAL_PROJECTION;
  block->shortcut = make_layer (names, name, "shortcut.", 0,
                                block->layers[block->n_layers - 1].n_out, 1);
}

static void
add_resnet12_stage (LkArchitecture *architecture, const LkBackbone *self, guint stage)
{
  char name[24];
  Names names[4];
  LkBlock block
      = { .stage = stage + 1, .n_layers = 3, .pool = make_pool (self->pools[stage]) };

  g_snprintf (name, sizeof name, "stage%u", stage + 1);
  for (guint i = 0; i < block.n_layers; i++)
    {
      block.layers[i] = make_layer (&names[i], name, "", i + 1, self->widths[stage], 3);
      block.layers[i].slope = self->slope;
    }
  if (!self->no_shortcut[stage])
    add_shortcut (&block, &names[3], name);
  lk_architecture_add_block (architecture, &block);
}

static void
add_stem (LkArchitecture *architecture, const LkBackbone *self)
{
  Names names;
  LkBlock block = { .n_layers = 1, .pool = { .kernel = 3, .stride = 2, .padding = 1 } };

  block.layers[0] = make_layer (&names, "stem", "", 0, self->widths[0], 7);
  block.layers[0].stride = 2;
  block.layers[0].slope = self->slope;
  lk_architecture_add_block (architecture, &block);
}

static void
add_basic_block (LkArchitecture *architecture,
                 const LkBackbone *self,
                 guint stage,
                 guint number)
{
  char name[24];
  Names names[3];
  gsize n_in = lk_architecture_get_block_n_in (
      architecture, lk_architecture_get_n_blocks (architecture));
  LkBlock block = { .stage = stage + 1, .n_layers = 2 };
  gsize stride = stage > 0 && number == 0 ? 2 : 1;

  g_snprintf (name, sizeof name, "stage%u.block%u", stage + 1, number + 1);
  for (guint i = 0; i < block.n_layers; i++)
    {
      block.layers[i] = make_layer (&names[i], name, "", i + 1, self->widths[stage], 3);
      block.layers[i].slope = self->slope;
    }
  block.layers[0].stride = stride;
  block.residual = LK_RESIDUAL_IDENTITY;
  if (stride > 1 || n_in != self->widths[stage])
    {
      add_shortcut (&block, &names[2], name);
      block.shortcut.stride = stride;
    }
  if (number + 1 == self->n_blocks[stage])
    block.pool = make_pool (self->pools[stage]);
  lk_architecture_add_block (architecture, &block);
}

static void
add_basic_stage (LkArchitecture *architecture, const LkBackbone *self, guint stage)
{
  if (stage == 0)
    add_stem (architecture, self);
  for (guint i = 0; i < self->n_blocks[stage]; i++)
    add_basic_block (architecture, self, stage, i);
}

static const Family families[] = {
  {
      .published = {
          .name = "conv64f",
          .n_stages = 4,
          .widths = { 64, 64, 64, 64 },
          .n_blocks = { 1, 1, 1, 1 },
          .pools = { TRUE, TRUE, FALSE, FALSE },
          .slope = 0.2,
      },
      .add_stage = add_plain_stage,
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
      .add_stage = add_resnet12_stage,
  },
  {
      .published = {
          .name = "resnet18",
          .n_stages = 4,
          .widths = { 64, 128, 256, 512 },
          .n_blocks = { 2, 2, 2, 2 },
      },
      .add_stage = add_basic_stage,
  },
  {
      .published = {
          .name = "resnet34",
          .n_stages = 4,
          .widths = { 64, 128, 256, 512 },
          .n_blocks = { 3, 4, 6, 3 },
      },
      .add_stage = add_basic_stage,
  },
};

static const Family *
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
  const Family *family;

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
    if (self->widths[i] == 0 || self->widths[i] > LK_MAX_CHANNELS)
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
  const Family *family;
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
