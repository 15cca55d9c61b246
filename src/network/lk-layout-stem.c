/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-layout-stem.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-number.h"
#include "lk-torch-module.h"

#define STEM "stem.conv"

/* The modules of a network, by their names. */
typedef struct
{
  GPtrArray *modules;
  GHashTable *by_name;
  const LkLayoutKeys *keys;
} Modules;

static void
modules_init (Modules *self, GPtrArray *modules, const LkLayoutKeys *keys)
{
  self->modules = modules;
  self->keys = keys;
  self->by_name = g_hash_table_new (g_str_hash, g_str_equal);
  for (guint i = 0; i < modules->len; i++)
    {
      LkTorchModule *module = modules->pdata[i];

      g_hash_table_insert (self->by_name, module->name, module);
    }
}

static void
modules_clear (Modules *self)
{
  g_hash_table_unref (self->by_name);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Modules, modules_clear)

/* (nullable): the module of @layer, by its canonical name. */
static const LkTorchModule *
find (const Modules *self, const char *layer)
{
  g_autofree char *canonical = g_strconcat (layer, ".weight", NULL);
  const char *original = g_hash_table_lookup (self->keys->canonical, canonical);
  g_autofree char *name = NULL;

  if (original == NULL)
    return NULL;
  name = g_strndup (original, lk_torch_module_measure_parent (original));
  return g_hash_table_lookup (self->by_name, name);
}

/* The stride of the first block of @stage: that of its convolutions which has one. */
static int
find_stride (const Modules *self, guint stage)
{
  int stride = LK_TORCH_MODULE_NONE;

  for (guint i = 1; i <= LK_BLOCK_MAX_LAYERS; i++)
    {
      g_autofree char *layer = g_strdup_printf ("stage%u.block1.conv%u", stage, i);
      const LkTorchModule *module = find (self, layer);

      if (module != NULL)
        stride = MAX (stride, module->stride);
    }
  return stride;
}

static void
tell_strides (const Modules *self, GHashTable *told)
{
  g_autoptr (GString) strides = g_string_new (NULL);
  int stride;

  for (guint stage = 1; (stride = find_stride (self, stage)) > 0; stage++)
    {
      if (stride > 2)
        return;
      g_string_append_printf (strides, "%d", stride);
    }
  if (strides->len > 0)
    g_hash_table_insert (told, g_strdup ("strides"), g_strdup (strides->str));
}

static gboolean
take_slope (const LkTorchModule *module, double *slope, GError **error)
{
  const double own = lk_torch_module_get_slope (module);

  if (isnan (own))
    return lk_torch_module_refuse (
        module, _ ("is another activation than a ReLU or a LeakyReLU"), error);
  if (!isnan (*slope) && *slope != own)
    return lk_torch_module_refuse (
        module, _ ("has another slope than the activation before it"), error);
  *slope = own;
  return TRUE;
}

/* Beside the stem may be what heads use: nothing else than the known counts there. */
static gboolean
counts_beside (const LkTorchModule *module, const LkTorchModule *layer, gboolean is_stem)
{
  return lk_torch_module_is_activation (module)
         && lk_torch_module_has_same_parent (module, layer)
         && (!is_stem || !isnan (lk_torch_module_get_slope (module)));
}

static gboolean
tell_slope (const Modules *self, GHashTable *told, GError **error)
{
  g_autoptr (GHashTable) parents
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  GHashTableIter iter;
  gpointer canonical;
  gpointer original;
  double slope = NAN;

  g_hash_table_iter_init (&iter, self->keys->canonical);
  while (g_hash_table_iter_next (&iter, &canonical, &original))
    {
      g_autofree char *layer
          = g_strndup (canonical, lk_torch_module_measure_parent (canonical));
      const LkTorchModule *module
          = strstr (layer, "shortcut") == NULL ? find (self, layer) : NULL;

      if (module == NULL
          || !g_hash_table_add (
              parents,
              g_strndup (module->name, lk_torch_module_measure_parent (module->name))))
        continue;
      for (guint i = 0; i < self->modules->len; i++)
        if (counts_beside (self->modules->pdata[i], module,
                           strstr (layer, ".block") == NULL)
            && !take_slope (self->modules->pdata[i], &slope, error))
          return FALSE;
    }
  if (!isnan (slope))
    g_hash_table_insert (told, g_strdup ("slope"), lk_number_format (slope));
  return TRUE;
}

gboolean
lk_layout_stem_tell (GPtrArray *modules,
                     const LkLayoutKeys *keys,
                     GHashTable *told,
                     GError **error)
{
  g_auto (Modules) self = { 0 };

  g_return_val_if_fail (modules != NULL && keys != NULL && told != NULL, FALSE);

  modules_init (&self, modules, keys);
  tell_strides (&self, told);
  return tell_slope (&self, told, error);
}

static gboolean G_GNUC_PRINTF (3, 4)
    refuse (const LkTorchModule *module, GError **error, const char *format, ...)
{
  g_autofree char *message = NULL;
  va_list arguments;

  va_start (arguments, format);
  message = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  return lk_torch_module_refuse (module, message, error);
}

static gboolean
check_norm (const Modules *self, const char *name, GError **error)
{
  const LkTorchModule *module = name != NULL ? find (self, name) : NULL;

  return module == NULL || lk_torch_module_check_norm (module, error);
}

static gboolean
check_layer (const Modules *self, const LkLayer *layer, GError **error)
{
  const LkTorchModule *module = find (self, layer->name);

  if (!check_norm (self, layer->norm, error))
    return FALSE;
  if (module == NULL)
    return TRUE;
  if (!lk_torch_module_check_convolution (module, error))
    return FALSE;
  if (module->stride >= 0 && (gsize) module->stride != layer->stride)
    return refuse (module, error, _ ("has a stride of %d, where this network has %d"),
                   module->stride, (int) layer->stride);
  if (module->padding >= 0 && (gsize) module->padding != layer->padding)
    return refuse (module, error, _ ("has a padding of %d, where this network has %d"),
                   module->padding, (int) layer->padding);
  return TRUE;
}

static gboolean
check_block (const Modules *self, const LkBlock *block, GError **error)
{
  for (guint i = 0; i < block->n_layers; i++)
    if (!check_layer (self, &block->layers[i], error))
      return FALSE;
  if (block->residual == LK_RESIDUAL_PROJECTION
      && !check_layer (self, &block->shortcut, error))
    return FALSE;
  return check_norm (self, block->before.norm, error)
         && check_norm (self, block->after.norm, error);
}

/* A pool that was put out of action is called as one still, or has its place in a
 * Sequential. */
static gboolean
is_removed_pool (const LkTorchModule *module)
{
  const char *name = module->name + lk_torch_module_measure_parent (module->name);

  name += *name == '.';
  return lk_torch_module_is_a (module, "Identity")
         && (strstr (name, "maxpool") != NULL || strstr (name, "max_pool") != NULL
             || g_str_equal (name, "3"));
}

static gboolean
is_pool (const LkTorchModule *module, const LkPooling *pool)
{
  return module->kernel == (int) pool->kernel && module->stride == (int) pool->stride
         && module->padding == (int) pool->padding && module->dilation <= 1
         && !module->rounds_up;
}

/* What stands beside the stem, in front of the blocks. */
static gboolean
check_stem (const Modules *self, const LkPooling *pool, GError **error)
{
  const LkTorchModule *stem = find (self, STEM);

  for (guint i = 0; stem != NULL && i < self->modules->len; i++)
    {
      const LkTorchModule *module = self->modules->pdata[i];

      if (!lk_torch_module_has_same_parent (module, stem))
        continue;
      if (lk_torch_module_is_a (module, "MaxPool2d")
          && (pool->kernel == 0 || !is_pool (module, pool)))
        return lk_torch_module_refuse (
            module, _ ("is a pool that this network does not have there"), error);
      if (pool->kernel > 0 && is_removed_pool (module))
        return lk_torch_module_refuse (module, _ ("stands where this network has a pool"),
                                       error);
    }
  return TRUE;
}

gboolean
lk_layout_stem_check (GPtrArray *modules,
                      const LkLayoutKeys *keys,
                      const LkArchitecture *architecture,
                      GError **error)
{
  g_auto (Modules) self = { 0 };

  g_return_val_if_fail (modules != NULL && keys != NULL && architecture != NULL, FALSE);

  modules_init (&self, modules, keys);
  for (guint i = 0; i < lk_architecture_get_n_blocks (architecture); i++)
    if (!check_block (&self, lk_architecture_get_block (architecture, i), error))
      return FALSE;
  return check_stem (&self, &lk_architecture_get_block (architecture, 0)->pool, error);
}
