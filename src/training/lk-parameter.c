/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-parameter.h"

#include <string.h>

LkParameter *
lk_parameter_new (const char *name, LkTensor *value, gboolean decay)
{
  LkParameter *self;

  g_return_val_if_fail (name != NULL && value != NULL, NULL);

  self = g_new0 (LkParameter, 1);
  self->name = g_strdup (name);
  self->value = value;
  self->gradient = g_new0 (float, lk_tensor_get_size (value));
  self->decay = decay;
  return self;
}

void
lk_parameter_free (LkParameter *self)
{
  if (self == NULL)
    return;
  g_free (self->name);
  lk_tensor_unref (self->value);
  g_free (self->gradient);
  g_free (self);
}

gsize
lk_parameter_get_size (const LkParameter *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return lk_tensor_get_size (self->value);
}

void
lk_parameter_clear_gradient (LkParameter *self)
{
  g_return_if_fail (self != NULL);

  memset (self->gradient, 0, lk_parameter_get_size (self) * sizeof (float));
}
