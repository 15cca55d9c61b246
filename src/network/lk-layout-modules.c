/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-layout-modules.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-layout-stem.h"
#include "lk-number.h"

#define N_STAGES 4
#define NOT_TOLD (-1)

/* @convolutions: of each stage the index among @modules; @scope: how many characters of
 * their names they have in common; @slopes: NaN where no activation was seen. */
typedef struct
{
  GPtrArray *modules;
  const LkLayoutKeys *keys;
  GHashTable *indices;
  gsize scope;
  int convolutions[N_STAGES];
  int pools[N_STAGES];
  int paddings[N_STAGES];
  double slopes[N_STAGES];
} Telling;

static const LkTorchModule *
get_module (const Telling *self, int index)
{
  return self->modules->pdata[index];
}

static gboolean
is_average (const LkTorchModule *module)
{
  return lk_torch_module_is_a (module, "AvgPool2d")
         || lk_torch_module_is_a (module, "AdaptiveAvgPool2d")
         || lk_torch_module_is_a (module, "AdaptiveMaxPool2d")
         || lk_torch_module_is_a (module, "LPPool2d");
}

static const LkTorchModule *
find_module (const Telling *self, const char *name, gsize length, int *index)
{
  g_autofree char *key = g_strndup (name, length);
  gpointer found;

  if (!g_hash_table_lookup_extended (self->indices, key, NULL, &found))
    return NULL;
  if (index != NULL)
    *index = GPOINTER_TO_INT (found);
  return get_module (self, GPOINTER_TO_INT (found));
}

static gboolean
is_in_sequence (const Telling *self, const LkTorchModule *module)
{
  const LkTorchModule *parent = find_module (
      self, module->name, lk_torch_module_measure_parent (module->name), NULL);

  return parent != NULL && lk_torch_module_is_a (parent, "Sequential");
}

/* Of networks without a stem. */
static gboolean
check_convolution (const LkTorchModule *module, GError **error)
{
  if (module->stride > 1)
    return lk_torch_module_refuse (
        module, _ ("has a stride, which is not supported there"), error);
  return lk_torch_module_check_convolution (module, error);
}

static gboolean
check_pool (const LkTorchModule *module, GError **error)
{
  return (module->kernel == 2 && module->stride == 2 && module->padding <= 0
          && module->dilation <= 1 && !module->rounds_up)
         || lk_torch_module_refuse (
             module, _ ("is no pool of 2 × 2 with stride 2, as all here are"), error);
}

/* Every layer of the backbone by the module that it is. */
static gboolean
check_layers (const Telling *self, GError **error)
{
  GHashTableIter iter;
  gpointer canonical;
  gpointer original;

  g_hash_table_iter_init (&iter, self->keys->canonical);
  while (g_hash_table_iter_next (&iter, &canonical, &original))
    {
      const LkTorchModule *module
          = find_module (self, original, lk_torch_module_measure_parent (original), NULL);

      if (module == NULL || !g_str_has_suffix (canonical, ".weight"))
        continue;
      if (strstr (canonical, "norm") != NULL ? !lk_torch_module_check_norm (module, error)
                                             : !check_convolution (module, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
take_activation (Telling *self, guint stage, const LkTorchModule *module, GError **error)
{
  const double slope = lk_torch_module_get_slope (module);

  if (!lk_torch_module_is_a (module, "ReLU")
      && !lk_torch_module_is_a (module, "LeakyReLU"))
    return lk_torch_module_refuse (
        module, _ ("is another activation than a ReLU or a LeakyReLU"), error);
  if (!isnan (self->slopes[stage]) && self->slopes[stage] != slope)
    return lk_torch_module_refuse (
        module, _ ("has another slope than the activation before it"), error);
  self->slopes[stage] = slope;
  return TRUE;
}

/* A block may have a pool that it is told not to use, or one of a single cell. */
static gboolean
take_pool (Telling *self,
           guint stage,
           const LkTorchModule *module,
           const LkTorchModule *block,
           GError **error)
{
  if ((block != NULL && block->is_pooled == FALSE)
      || (module->kernel == 1 && module->stride == 1))
    {
      self->pools[stage] = MAX (self->pools[stage], FALSE);
      return TRUE;
    }
  if (!check_pool (module, error))
    return FALSE;
  if (self->pools[stage] == TRUE)
    return lk_torch_module_refuse (
        module, _ ("is a second pool in one stage, which is not supported"), error);
  self->pools[stage] = TRUE;
  return TRUE;
}

static gboolean
take_module (Telling *self,
             guint stage,
             const LkTorchModule *module,
             const LkTorchModule *block,
             GError **error)
{
  if (lk_torch_module_is_a (module, "MaxPool2d"))
    return take_pool (self, stage, module, block, error);
  if (lk_torch_module_is_activation (module))
    return take_activation (self, stage, module, error);
  if (is_average (module) && stage + 1 < N_STAGES)
    return lk_torch_module_refuse (module, _ ("is a pool of another kind than max-pool"),
                                   error);
  return TRUE;
}

/* What stands beside the convolution in a block of its own. */
static gboolean
take_block (Telling *self, guint stage, GError **error)
{
  const LkTorchModule *first = get_module (self, self->convolutions[stage]);
  const LkTorchModule *block = find_module (
      self, first->name, lk_torch_module_measure_parent (first->name), NULL);

  for (guint i = 0; i < self->modules->len; i++)
    if (lk_torch_module_has_same_parent (get_module (self, i), first)
        && !take_module (self, stage, get_module (self, i), block, error))
      return FALSE;
  return TRUE;
}

static gboolean
is_in_scope (const Telling *self, const LkTorchModule *module)
{
  return strncmp (module->name, get_module (self, self->convolutions[0])->name,
                  self->scope)
         == 0;
}

/* What a module in a Sequential of its own, or of one around, has behind itself: up to
 * the next stage, or where there is none to what is no layer of a map. */
static gboolean
take_sequence (Telling *self, guint stage, GError **error)
{
  const guint start = self->convolutions[stage];
  const gboolean is_last = stage + 1 == N_STAGES;
  const guint end = is_last ? self->modules->len : (guint) self->convolutions[stage + 1];

  for (guint i = start + 1; i < end; i++)
    {
      const LkTorchModule *module = get_module (self, i);

      if (is_last
          && (!is_in_scope (self, module) || is_average (module)
              || lk_torch_module_is_a (module, "Flatten")
              || lk_torch_module_is_a (module, "Linear")
              || lk_torch_module_is_a (module, "Conv2d")))
        break;
      if (is_in_sequence (self, module)
          && !take_module (self, stage, module, NULL, error))
        return FALSE;
    }
  return TRUE;
}

/* Whether the block around the convolution of @stage is that of no other. */
static gboolean
has_own_block (const Telling *self, guint stage)
{
  const LkTorchModule *module = get_module (self, self->convolutions[stage]);

  for (guint i = 0; i < N_STAGES; i++)
    if (i != stage
        && lk_torch_module_has_same_parent (get_module (self, self->convolutions[i]),
                                            module))
      return FALSE;
  return lk_torch_module_measure_parent (module->name) > 0;
}

static gboolean
take_stages (Telling *self, GError **error)
{
  for (guint i = 0; i < N_STAGES; i++)
    {
      const LkTorchModule *module = get_module (self, self->convolutions[i]);

      self->paddings[i] = module->padding;
      if (is_in_sequence (self, module))
        {
          if (!take_sequence (self, i, error))
            return FALSE;
        }
      else if (has_own_block (self, i) && !take_block (self, i, error))
        return FALSE;
    }
  return TRUE;
}

/* Pools or activations that the network's own code uses where it likes. */
static guint
count_loose (const Telling *self, gboolean pools)
{
  guint n = 0;

  for (guint i = 0; i < self->modules->len; i++)
    {
      const LkTorchModule *module = get_module (self, i);
      gboolean taken = is_in_sequence (self, module);

      if (pools ? !lk_torch_module_is_a (module, "MaxPool2d")
                : !lk_torch_module_is_activation (module))
        continue;
      for (guint j = 0; j < N_STAGES && !taken; j++)
        taken = has_own_block (self, j)
                && lk_torch_module_has_same_parent (
                    module, get_module (self, self->convolutions[j]));
      n += !taken;
    }
  return n;
}

/* A digit a stage, or NULL where one is not told. */
static char *
format_digits (const int *digits)
{
  char text[N_STAGES + 1] = { 0 };

  for (guint i = 0; i < N_STAGES; i++)
    {
      if (digits[i] == NOT_TOLD)
        return NULL;
      text[i] = digits[i] ? '1' : '0';
    }
  return g_strdup (text);
}

static void
tell_text (GHashTable *told, const char *name, char *text)
{
  if (text != NULL)
    g_hash_table_insert (told, g_strdup (name), text);
}

static gboolean
has_any_pool (const Telling *self)
{
  for (guint i = 0; i < N_STAGES; i++)
    if (self->pools[i] != NOT_TOLD)
      return TRUE;
  return FALSE;
}

static void
tell_pools (Telling *self, GHashTable *told)
{
  if (!has_any_pool (self) || count_loose (self, TRUE) > 0)
    return;
  for (guint i = 0; i < N_STAGES; i++)
    self->pools[i] = self->pools[i] == TRUE;
  tell_text (told, "pools", format_digits (self->pools));
}

static gboolean
tell_paddings (Telling *self, GHashTable *told, GError **error)
{
  for (guint i = 0; i < N_STAGES; i++)
    {
      const LkTorchModule *module = get_module (self, self->convolutions[i]);

      if (self->paddings[i] > 1 && module->kernel == 3)
        return lk_torch_module_refuse (
            module, _ ("is padded by more than one cell, which is not supported"), error);
      if (self->paddings[i] != NOT_TOLD)
        self->paddings[i] = self->paddings[i] == 0;
    }
  tell_text (told, "unpadded", format_digits (self->paddings));
  return TRUE;
}

/* The slope of all activations that the network's own code uses, if it is one; else NaN.
 */
static double
find_loose_slope (const Telling *self)
{
  double slope = NAN;

  for (guint i = 0; i < self->modules->len; i++)
    {
      const LkTorchModule *module = get_module (self, i);
      const double own = lk_torch_module_get_slope (module);

      if (!lk_torch_module_is_activation (module) || !is_in_scope (self, module))
        continue;
      if (isnan (own) || (!isnan (slope) && own != slope))
        return NAN;
      slope = own;
    }
  return slope;
}

static gboolean
tell_slope (Telling *self, GHashTable *told, GError **error)
{
  guint n = 0;
  double slope = self->slopes[0];

  for (guint i = 0; i < N_STAGES; i++)
    n += !isnan (self->slopes[i]);
  if (n == 0)
    slope = find_loose_slope (self);
  for (guint i = 1; n == N_STAGES && i < N_STAGES; i++)
    if (self->slopes[i] != slope)
      return lk_torch_module_refuse (
          get_module (self, self->convolutions[i]),
          _ ("has another activation behind it than the stage before"), error);
  if ((n == 0 || n == N_STAGES) && !isnan (slope))
    tell_text (told, "slope", lk_number_format (slope));
  return TRUE;
}

/* %FALSE where the stages are not all among the modules, or not one convolution first. */
static gboolean
find_convolutions (Telling *self)
{
  const gboolean residual = lk_key_form_is_residual (self->keys->form);

  for (guint i = 0; i < N_STAGES; i++)
    {
      g_autofree char *canonical
          = g_strdup_printf ("stage%u.conv%s.weight", i + 1, residual ? "1" : "");
      const char *name = g_hash_table_lookup (self->keys->canonical, canonical);

      self->pools[i] = NOT_TOLD;
      self->slopes[i] = NAN;
      if (name == NULL
          || find_module (self, name, lk_torch_module_measure_parent (name),
                          &self->convolutions[i])
                 == NULL)
        return FALSE;
    }
  return TRUE;
}

/* Up to the last '.' before their names differ. */
static gsize
measure_scope (const Telling *self)
{
  const char *first = get_module (self, self->convolutions[0])->name;
  gsize length = strlen (first);

  for (guint i = 1; i < N_STAGES; i++)
    {
      const char *name = get_module (self, self->convolutions[i])->name;
      gsize common = 0;

      while (common < length && name[common] == first[common])
        common++;
      length = common;
    }
  while (length > 0 && first[length - 1] != '.')
    length--;
  return length;
}

static void
index_modules (Telling *self)
{
  for (guint i = 0; i < self->modules->len; i++)
    g_hash_table_insert (self->indices, get_module (self, i)->name, GINT_TO_POINTER (i));
}

gboolean
lk_layout_modules_tell (LkCheckpoint *checkpoint,
                        const LkLayoutKeys *keys,
                        GHashTable *told,
                        GError **error)
{
  Telling self = { .keys = keys };
  g_autoptr (GHashTable) indices = g_hash_table_new (g_str_hash, g_str_equal);

  g_return_val_if_fail (keys != NULL && told != NULL, FALSE);

  self.modules = lk_checkpoint_get_modules (checkpoint);
  if (self.modules->len == 0)
    return TRUE;
  if (keys->form >= LK_KEYS_STEM)
    return lk_layout_stem_tell (self.modules, keys, told, error);
  self.indices = indices;
  index_modules (&self);
  if (!find_convolutions (&self))
    return TRUE;
  self.scope = measure_scope (&self);
  if (!check_layers (&self, error) || !take_stages (&self, error)
      || !tell_slope (&self, told, error))
    return FALSE;
  tell_pools (&self, told);
  return lk_key_form_is_residual (keys->form) || tell_paddings (&self, told, error);
}

gboolean
lk_layout_modules_check (LkCheckpoint *checkpoint,
                         const LkLayoutKeys *keys,
                         const LkArchitecture *architecture,
                         GError **error)
{
  GPtrArray *modules;

  g_return_val_if_fail (keys != NULL && architecture != NULL, FALSE);

  modules = lk_checkpoint_get_modules (checkpoint);
  return modules->len == 0 || keys->form < LK_KEYS_STEM
         || lk_layout_stem_check (modules, keys, architecture, error);
}
