/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-torch-module.h"

#include <math.h>

#define MAX_NUMBER 10000

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
