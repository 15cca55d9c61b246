/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-optimizer.h"

#include <math.h>

#include "lk-tensor-table.h"

#define PREFIX "velocity."

/* As PyTorch's clip_grad_norm_() has it. */
#define CLIP_EPSILON 1e-6

struct _LkOptimizer
{
  GPtrArray *parameters;
  float **velocities;
  LkOptimizerOptions options;
};

LkOptimizer *
lk_optimizer_new (GPtrArray *parameters, const LkOptimizerOptions *options)
{
  LkOptimizer *self;

  g_return_val_if_fail (parameters != NULL && options != NULL, NULL);

  self = g_new0 (LkOptimizer, 1);
  self->options = *options;
  self->parameters = g_ptr_array_new ();
  g_ptr_array_extend (self->parameters, parameters, NULL, NULL);
  self->velocities = g_new0 (float *, parameters->len);
  for (guint i = 0; i < parameters->len; i++)
    self->velocities[i]
        = g_new0 (float, lk_parameter_get_size (g_ptr_array_index (parameters, i)));
  return self;
}

void
lk_optimizer_free (LkOptimizer *self)
{
  if (self == NULL)
    return;
  for (guint i = 0; i < self->parameters->len; i++)
    g_free (self->velocities[i]);
  g_free (self->velocities);
  g_ptr_array_unref (self->parameters);
  g_free (self);
}

void
lk_optimizer_set_options (LkOptimizer *self, const LkOptimizerOptions *options)
{
  g_return_if_fail (self != NULL && options != NULL);

  self->options = *options;
}

void
lk_optimizer_clear_gradients (LkOptimizer *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->parameters->len; i++)
    lk_parameter_clear_gradient (g_ptr_array_index (self->parameters, i));
}

/* The sum of squares, in an order that is always the same. */
static double
measure (const float *gradient, gsize size)
{
  double sums[16] = { 0 };
  double sum = 0;
  gsize n_whole = size / G_N_ELEMENTS (sums) * G_N_ELEMENTS (sums);

  for (gsize i = 0; i < n_whole; i += G_N_ELEMENTS (sums))
    for (gsize j = 0; j < G_N_ELEMENTS (sums); j++)
      sums[j] += (double) gradient[i + j] * gradient[i + j];
  for (gsize i = n_whole; i < size; i++)
    sums[0] += (double) gradient[i] * gradient[i];
  for (gsize j = 0; j < G_N_ELEMENTS (sums); j++)
    sum += sums[j];
  return sum;
}

static void
move (const LkOptimizerOptions *options,
      const LkParameter *parameter,
      float *velocity,
      float scale,
      float rate)
{
  float *value = lk_tensor_get_data (parameter->value);
  const float *gradient = parameter->gradient;
  gsize size = lk_parameter_get_size (parameter);
  float decay = parameter->decay ? (float) options->decay : 0;
  float momentum = (float) options->momentum;
  float ahead = options->nesterov ? momentum : 1;
  float now = options->nesterov ? 1 : 0;

  for (gsize i = 0; i < size; i++)
    {
      float g = scale * gradient[i] + decay * value[i];
      float v = momentum * velocity[i] + g;

      velocity[i] = v;
      value[i] -= rate * (now * g + ahead * v);
    }
}

double
lk_optimizer_step (LkOptimizer *self, double rate)
{
  double sum = 0;
  double norm;
  double scale = 1;

  g_return_val_if_fail (self != NULL, 0);

  for (guint i = 0; i < self->parameters->len; i++)
    {
      const LkParameter *parameter = g_ptr_array_index (self->parameters, i);

      if (!parameter->frozen)
        sum += measure (parameter->gradient, lk_parameter_get_size (parameter));
    }
  norm = sqrt (sum);
  if (!isfinite (norm))
    return norm;
  if (self->options.max_norm > 0)
    scale = MIN (self->options.max_norm / (norm + CLIP_EPSILON), 1);
  for (guint i = 0; i < self->parameters->len; i++)
    {
      const LkParameter *parameter = g_ptr_array_index (self->parameters, i);

      if (!parameter->frozen)
        move (&self->options, parameter, self->velocities[i], (float) scale,
              (float) rate);
    }
  return norm;
}

GHashTable *
lk_optimizer_copy_state (LkOptimizer *self)
{
  GHashTable *state;

  g_return_val_if_fail (self != NULL, NULL);

  state = lk_tensor_table_new ();
  for (guint i = 0; i < self->parameters->len; i++)
    lk_tensor_table_add (state, PREFIX, g_ptr_array_index (self->parameters, i),
                         self->velocities[i]);
  return state;
}

gboolean
lk_optimizer_restore_state (LkOptimizer *self, GHashTable *state, GError **error)
{
  g_return_val_if_fail (self != NULL && state != NULL, FALSE);

  if (!lk_tensor_table_check (state, PREFIX, self->parameters, error))
    return FALSE;
  for (guint i = 0; i < self->parameters->len; i++)
    lk_tensor_table_get (state, PREFIX, g_ptr_array_index (self->parameters, i),
                         self->velocities[i]);
  return TRUE;
}
