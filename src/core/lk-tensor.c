/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-tensor.h"

#include <math.h>
#include <string.h>

struct _LkTensor
{
  gatomicrefcount ref_count;
  guint n_dims;
  gsize shape[LK_TENSOR_MAX_DIMS];
  gsize size;
  float *data;
  GDestroyNotify destroy;
  gpointer owner;
};

G_DEFINE_BOXED_TYPE (LkTensor, lk_tensor, lk_tensor_ref, lk_tensor_unref)

LkTensor *
lk_tensor_new_for_data (guint n_dims,
                        const gsize *shape,
                        float *data,
                        GDestroyNotify destroy,
                        gpointer owner)
{
  LkTensor *self;

  g_return_val_if_fail (n_dims > 0 && n_dims <= LK_TENSOR_MAX_DIMS, NULL);

  self = g_new0 (LkTensor, 1);
  g_atomic_ref_count_init (&self->ref_count);
  self->n_dims = n_dims;
  self->size = 1;
  for (guint i = 0; i < n_dims; i++)
    {
      self->shape[i] = shape[i];
      if (!g_size_checked_mul (&self->size, self->size, shape[i]))
        g_error ("a tensor's size overflows");
    }
  self->data = data;
  self->destroy = destroy;
  self->owner = owner;
  return self;
}

LkTensor *
lk_tensor_new (guint n_dims, const gsize *shape)
{
  LkTensor *self = lk_tensor_new_for_data (n_dims, shape, NULL, NULL, NULL);

  g_return_val_if_fail (self != NULL, NULL);

  self->data = g_aligned_alloc0 (MAX (self->size, 1), sizeof (float), 64);
  self->owner = self->data;
  self->destroy = g_aligned_free;
  return self;
}

LkTensor *
lk_tensor_slice (LkTensor *self, gsize index)
{
  gsize stride;

  g_return_val_if_fail (self != NULL && self->n_dims > 1 && index < self->shape[0], NULL);

  stride = self->size / self->shape[0];
  return lk_tensor_new_for_data (self->n_dims - 1, self->shape + 1,
                                 self->data + index * stride,
                                 (GDestroyNotify) lk_tensor_unref, lk_tensor_ref (self));
}

LkTensor *
lk_tensor_ref (LkTensor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
lk_tensor_unref (LkTensor *self)
{
  g_return_if_fail (self != NULL);

  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->destroy != NULL)
    self->destroy (self->owner);
  g_free (self);
}

guint
lk_tensor_get_n_dims (const LkTensor *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->n_dims;
}

gsize
lk_tensor_get_dim (const LkTensor *self, guint axis)
{
  g_return_val_if_fail (self != NULL && axis < self->n_dims, 0);
  return self->shape[axis];
}

const gsize *
lk_tensor_get_shape (const LkTensor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->shape;
}

gsize
lk_tensor_get_size (const LkTensor *self)
{
  g_return_val_if_fail (self != NULL, 0);

  return self->size;
}

float *
lk_tensor_get_data (LkTensor *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  return self->data;
}

gboolean
lk_tensor_has_shape (const LkTensor *self, guint n_dims, const gsize *shape)
{
  g_return_val_if_fail (self != NULL && shape != NULL, FALSE);

  return self->n_dims == n_dims
         && memcmp (self->shape, shape, n_dims * sizeof *shape) == 0;
}

gboolean
lk_tensor_is_finite (const LkTensor *self)
{
  g_return_val_if_fail (self != NULL, FALSE);

  for (gsize i = 0; i < self->size; i++)
    if (!isfinite (self->data[i]))
      return FALSE;
  return TRUE;
}

char *
lk_tensor_describe_shape (const LkTensor *self)
{
  GString *text;

  g_return_val_if_fail (self != NULL, NULL);

  text = g_string_new ("[");
  for (guint i = 0; i < self->n_dims; i++)
    g_string_append_printf (text, "%s%" G_GSIZE_FORMAT, i > 0 ? ", " : "",
                            self->shape[i]);
  g_string_append_c (text, ']');
  return g_string_free (text, FALSE);
}
