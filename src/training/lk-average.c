/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-average.h"

#include <math.h>
#include <string.h>

#include "lk-tensor-table.h"

struct _LkAverage
{
  GPtrArray *parameters;
  float **values;
  double share;
  guint64 n_steps;
};

LkAverage *
lk_average_new (GPtrArray *parameters, double half_life)
{
  LkAverage *self;

  g_return_val_if_fail (parameters != NULL && half_life > 0, NULL);

  self = g_new0 (LkAverage, 1);
  self->parameters = g_ptr_array_new ();
  g_ptr_array_extend (self->parameters, parameters, NULL, NULL);
  self->values = g_new0 (float *, parameters->len);
  for (guint i = 0; i < parameters->len; i++)
    self->values[i]
        = g_new0 (float, lk_parameter_get_size (g_ptr_array_index (parameters, i)));
  self->share = 1 - exp2 (-1 / half_life);
  return self;
}

void
lk_average_free (LkAverage *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->parameters->len; i++)
    g_free (self->values[i]);
  g_free (self->values);
  g_ptr_array_unref (self->parameters);
  g_free (self);
}

void
lk_average_update (LkAverage *self)
{
  float share;

  g_return_if_fail (self != NULL);

  share = self->n_steps == 0 ? 1 : (float) self->share;
  for (guint i = 0; i < self->parameters->len; i++)
    {
      const LkParameter *parameter = g_ptr_array_index (self->parameters, i);
      const float *now = lk_tensor_get_data (parameter->value);
      gsize size = lk_parameter_get_size (parameter);
      float *value = self->values[i];

      for (gsize j = 0; j < size; j++)
        value[j] += share * (now[j] - value[j]);
    }
  self->n_steps++;
}

guint64
lk_average_get_n_steps (LkAverage *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_steps;
}

GHashTable *
lk_average_copy_tensors (LkAverage *self)
{
  GHashTable *tensors;

  g_return_val_if_fail (self != NULL, NULL);

  tensors = lk_tensor_table_new ();
  for (guint i = 0; i < self->parameters->len; i++)
    {
      const LkParameter *parameter = g_ptr_array_index (self->parameters, i);

      lk_tensor_table_add (tensors, "", parameter,
                           self->n_steps > 0 ? self->values[i]
                                             : lk_tensor_get_data (parameter->value));
    }
  return tensors;
}

gboolean
lk_average_restore (LkAverage *self, GHashTable *tensors, guint64 n_steps, GError **error)
{
  g_return_val_if_fail (self != NULL && tensors != NULL, FALSE);

  if (!lk_tensor_table_check (tensors, "", self->parameters, error))
    return FALSE;
  for (guint i = 0; i < self->parameters->len; i++)
    lk_tensor_table_get (tensors, "", g_ptr_array_index (self->parameters, i),
                         self->values[i]);
  self->n_steps = n_steps;
  return TRUE;
}
