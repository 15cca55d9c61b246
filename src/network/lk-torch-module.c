/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-torch-module.h"

#include <glib/gi18n-lib.h>
#include <math.h>
#include <string.h>

#include "lk-error.h"
#include "lk-names.h"

#define MAX_NUMBER 10000
#define EPSILON 1e-5

gboolean
lk_torch_module_is (const LkPickleValue *value)
{
  const LkPickleValue *attributes = lk_pickle_get_attributes (value);

  return lk_pickle_look_up (attributes, "_modules") != NULL
         && lk_pickle_look_up (attributes, "_parameters") != NULL;
}

static int
read_integer (const LkPickleValue *value)
{
  return value->kind == LK_PICKLE_INT && value->integer >= 0
                 && value->integer <= MAX_NUMBER
             ? (int) value->integer
             : LK_TORCH_MODULE_NONE;
}

/* A number, or the same one for each axis. */
static int
read_count (const LkPickleValue *attributes, const char *name)
{
  const LkPickleValue *value = lk_pickle_look_up (attributes, name);
  int count;

  if (value == NULL)
    return LK_TORCH_MODULE_NONE;
  if (value->kind != LK_PICKLE_TUPLE && value->kind != LK_PICKLE_LIST)
    return read_integer (value);
  if (value->items->len == 0)
    return LK_TORCH_MODULE_NONE;
  count = read_integer (value->items->pdata[0]);
  for (guint i = 1; i < value->items->len; i++)
    if (read_integer (value->items->pdata[i]) != count)
      return LK_TORCH_MODULE_NONE;
  return count;
}

static double
read_real (const LkPickleValue *attributes, const char *name)
{
  const LkPickleValue *value = lk_pickle_look_up (attributes, name);

  if (value != NULL && value->kind == LK_PICKLE_FLOAT)
    return value->real;
  if (value != NULL && value->kind == LK_PICKLE_INT)
    return (double) value->integer;
  return NAN;
}

static gboolean
is_text (const LkPickleValue *attributes, const char *name, const char *text)
{
  const LkPickleValue *value = lk_pickle_look_up (attributes, name);

  return value != NULL && value->kind == LK_PICKLE_STRING
         && g_str_equal (value->text, text);
}

/* Convolutions may say "same" or "valid" instead. */
static int
read_padding (const LkPickleValue *attributes, int kernel)
{
  if (is_text (attributes, "padding", "valid"))
    return 0;
  if (is_text (attributes, "padding", "same") && kernel % 2 == 1)
    return kernel / 2;
  return read_count (attributes, "padding");
}

/* A pool without a stride of its own has its kernel's. */
static int
read_stride (const LkPickleValue *attributes, int kernel)
{
  const LkPickleValue *value = lk_pickle_look_up (attributes, "stride");

  return value != NULL && value->kind == LK_PICKLE_NONE
             ? kernel
             : read_count (attributes, "stride");
}

static gboolean
read_flag (const LkPickleValue *attributes, const char *name, int *flag)
{
  const LkPickleValue *value = lk_pickle_look_up (attributes, name);

  if (value == NULL || value->kind != LK_PICKLE_BOOL)
    return FALSE;
  *flag = value->integer != 0;
  return TRUE;
}

LkTorchModule *
lk_torch_module_new (const char *name, const LkPickleValue *value)
{
  LkTorchModule *self = g_new0 (LkTorchModule, 1);
  const LkPickleValue *attributes = lk_pickle_get_attributes (value);
  int rounds_up = FALSE;

  self->name = g_strdup (name);
  self->type = g_strdup (value->object->type);
  self->kernel = read_count (attributes, "kernel_size");
  self->stride = read_stride (attributes, self->kernel);
  self->padding = read_padding (attributes, self->kernel);
  self->dilation = read_count (attributes, "dilation");
  self->pads_zeros = lk_pickle_look_up (attributes, "padding_mode") == NULL
                     || is_text (attributes, "padding_mode", "zeros");
  read_flag (attributes, "ceil_mode", &rounds_up);
  self->rounds_up = rounds_up;
  self->is_pooled = LK_TORCH_MODULE_NONE;
  if (!read_flag (attributes, "use_pool", &self->is_pooled))
    read_flag (attributes, "max_pool", &self->is_pooled);
  self->slope = read_real (attributes, "negative_slope");
  self->epsilon = read_real (attributes, "eps");
  return self;
}

void
lk_torch_module_free (LkTorchModule *self)
{
  g_free (self->name);
  g_free (self->type);
  g_free (self);
}

gboolean
lk_torch_module_is_a (const LkTorchModule *self, const char *type)
{
  const char *dot = strrchr (self->type, '.');

  return g_str_has_prefix (self->type, "torch.nn.modules.")
         && g_str_equal (dot + 1, type);
}

gboolean
lk_torch_module_is_activation (const LkTorchModule *self)
{
  return g_str_has_prefix (self->type, "torch.nn.modules.activation.");
}

double
lk_torch_module_get_slope (const LkTorchModule *self)
{
  if (lk_torch_module_is_a (self, "ReLU"))
    return 0;
  return lk_torch_module_is_a (self, "LeakyReLU") ? self->slope : NAN;
}

gsize
lk_torch_module_measure_parent (const char *name)
{
  const char *dot = strrchr (name, '.');

  return dot != NULL ? (gsize) (dot - name) : 0;
}

gboolean
lk_torch_module_has_same_parent (const LkTorchModule *self, const LkTorchModule *other)
{
  const gsize length = lk_torch_module_measure_parent (other->name);

  return lk_torch_module_measure_parent (self->name) == length && *self->name != '\0'
         && strncmp (self->name, other->name, length) == 0;
}

gboolean
lk_torch_module_refuse (const LkTorchModule *self, const char *message, GError **error)
{
  g_autofree char *name = lk_names_make_printable (self->name);
  const char *dot = strrchr (self->type, '.');
  g_autofree char *type = lk_names_make_printable (dot != NULL ? dot + 1 : self->type);

  g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED, _ ("its module “%s” (%s) %s"), name,
               type, message);
  return FALSE;
}

gboolean
lk_torch_module_check_convolution (const LkTorchModule *self, GError **error)
{
  if (self->dilation > 1)
    return lk_torch_module_refuse (self, _ ("is dilated, which is not supported"), error);
  if (!self->pads_zeros)
    return lk_torch_module_refuse (
        self, _ ("pads with other things than zeros, which is not supported"), error);
  return TRUE;
}

gboolean
lk_torch_module_check_norm (const LkTorchModule *self, GError **error)
{
  if (g_str_has_prefix (self->type, "torch.nn.") && strstr (self->type, "Batch") == NULL)
    return lk_torch_module_refuse (
        self, _ ("is no norm over the batch, which all networks here have"), error);
  if (!isnan (self->epsilon) && fabs (self->epsilon - EPSILON) > EPSILON * 1e-6)
    return lk_torch_module_refuse (
        self, _ ("has another epsilon than 1e-5, which is not supported"), error);
  return TRUE;
}
