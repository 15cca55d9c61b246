/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-backbone-private.h"

/* The blocks of each family (docs/METHOD.md 3). */

/* Names of a block that are being put together; the architecture keeps copies. */
typedef struct
{
  char name[32];
  char norm[32];
} Names;

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

void
lk_backbone_add_plain_stage (LkArchitecture *architecture,
                             const LkBackbone *self,
                             guint stage)
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

/* Squeeze and excitation, where there is any. */
static void
add_squeeze (LkBlock *block, const LkBackbone *self, guint stage, char names[2][32])
{
  if (self->inner[stage] == 0)
    return;
  g_snprintf (names[0], sizeof names[0], "stage%u.se.reduce", stage + 1);
  g_snprintf (names[1], sizeof names[1], "stage%u.se.expand", stage + 1);
  block->squeeze = (LkSqueeze){ names[0], names[1], self->inner[stage] };
}

void
lk_backbone_add_resnet12_stage (LkArchitecture *architecture,
                                const LkBackbone *self,
                                guint stage)
{
  char name[24];
  char squeezes[2][32];
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
  add_squeeze (&block, self, stage, squeezes);
  lk_architecture_add_block (architecture, &block);
}

/* A kernel of 7 halves the picture, and a pool after it once more; one of 3 does not. */
static void
add_stem (LkArchitecture *architecture, const LkBackbone *self)
{
  Names names;
  LkBlock block = { .n_layers = 1 };
  LkLayer *layer = &block.layers[0];

  *layer = make_layer (&names, "stem", "", 0, self->stem_width, self->stem_kernel);
  layer->slope = self->slope;
  if (self->stem_kernel == 7)
    {
      layer->stride = 2;
      block.pool = (LkPooling){ .kernel = 3, .stride = 2, .padding = 1 };
    }
  lk_architecture_add_block (architecture, &block);
}

static gsize
get_n_in (LkArchitecture *architecture)
{
  return lk_architecture_get_block_n_in (architecture,
                                         lk_architecture_get_n_blocks (architecture));
}

/* Two convolutions of 3, the first with the stride; or between two of 1, which narrow and
 * widen, one of 3 with the stride. */
static void
fill_layers (LkBlock *block,
             const LkBackbone *self,
             guint stage,
             gsize stride,
             const char *name,
             Names *names)
{
  const gboolean narrow = self->inner[stage] > 0;
  const guint middle = narrow ? 1 : 0;

  block->n_layers = narrow ? 3 : 2;
  for (guint i = 0; i < block->n_layers; i++)
    {
      const gboolean last = i + 1 == block->n_layers;

      block->layers[i]
          = make_layer (&names[i], name, "", i + 1,
                        narrow && !last ? self->inner[stage] : self->widths[stage],
                        narrow && i != middle ? 1 : 3);
      block->layers[i].slope = self->slope;
    }
  block->layers[middle].stride = stride;
  block->layers[middle].bias = self->bias[stage];
}

static void
add_basic_block (LkArchitecture *architecture,
                 const LkBackbone *self,
                 guint stage,
                 guint number)
{
  char name[24];
  Names names[LK_BLOCK_MAX_LAYERS + 1];
  LkBlock block = { .stage = stage + 1, .residual = LK_RESIDUAL_IDENTITY };
  gsize stride = number == 0 ? self->strides[stage] : 1;

  g_snprintf (name, sizeof name, "stage%u.block%u", stage + 1, number + 1);
  fill_layers (&block, self, stage, stride, name, names);
  if (stride > 1 || get_n_in (architecture) != self->widths[stage])
    {
      add_shortcut (&block, &names[LK_BLOCK_MAX_LAYERS], name);
      block.shortcut.stride = stride;
      if (self->bare_shortcuts)
        block.shortcut.norm = NULL;
    }
  if (number + 1 == self->n_blocks[stage])
    block.pool = make_pool (self->pools[stage]);
  lk_architecture_add_block (architecture, &block);
}

void
lk_backbone_add_basic_stage (LkArchitecture *architecture,
                             const LkBackbone *self,
                             guint stage)
{
  if (stage == 0)
    add_stem (architecture, self);
  for (guint i = 0; i < self->n_blocks[stage]; i++)
    add_basic_block (architecture, self, stage, i);
}

/* A convolution alone: the norm behind it belongs to the next block. */
static void
add_wide_stem (LkArchitecture *architecture, const LkBackbone *self)
{
  LkBlock block = { .n_layers = 1 };
  Names names;

  block.layers[0]
      = make_layer (&names, "stem", "", 0, self->stem_width, self->stem_kernel);
  block.layers[0].norm = NULL;
  block.layers[0].bias = self->late;
  lk_architecture_add_block (architecture, &block);
}

/* Norm and activation come before each convolution: the first one's before all, the
 * second one's behind the first convolution. */
static void
add_wide_block (LkArchitecture *architecture,
                const LkBackbone *self,
                guint stage,
                guint number)
{
  char name[24];
  char before[32];
  Names names[3];
  LkBlock block = { .stage = stage + 1, .n_layers = 2, .shared = !self->late };
  gsize stride = number == 0 ? self->strides[stage] : 1;

  g_snprintf (name, sizeof name, "stage%u.block%u", stage + 1, number + 1);
  g_snprintf (before, sizeof before, "%s.norm1", name);
  block.before = (LkActivation){ before, self->slope };
  for (guint i = 0; i < block.n_layers; i++)
    {
      block.layers[i] = make_layer (&names[i], name, "", i + 1, self->widths[stage], 3);
      block.layers[i].norm = NULL;
      block.layers[i].bias = self->late;
    }
  g_snprintf (names[0].norm, sizeof names[0].norm, "%s.norm2", name);
  block.layers[0].norm = names[0].norm;
  block.layers[0].slope = self->slope;
  block.layers[self->late ? 1 : 0].stride = stride;
  block.residual = LK_RESIDUAL_IDENTITY;
  if (stride > 1 || get_n_in (architecture) != self->widths[stage])
    {
      add_shortcut (&block, &names[2], name);
      block.shortcut.stride = stride;
      block.shortcut.norm = NULL;
      block.shortcut.bias = self->late;
    }
  if (stage + 1 == self->n_stages && number + 1 == self->n_blocks[stage])
    block.after = (LkActivation){ "final.norm", self->slope };
  if (number + 1 == self->n_blocks[stage])
    block.pool = make_pool (self->pools[stage]);
  lk_architecture_add_block (architecture, &block);
}

void
lk_backbone_add_wide_stage (LkArchitecture *architecture,
                            const LkBackbone *self,
                            guint stage)
{
  if (stage == 0)
    add_wide_stem (architecture, self);
  for (guint i = 0; i < self->n_blocks[stage]; i++)
    add_wide_block (architecture, self, stage, i);
}
