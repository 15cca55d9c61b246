/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-optimizer.h"

#include <math.h>

#include "lk-gradient-kernels.h"
#include "lk-pool.h"
#include "lk-tensor-table.h"

#define PREFIX "velocity."

/* As PyTorch's clip_grad_norm_() has it. */
#define CLIP_EPSILON 1e-6

/* Numbers that a thread moves at a time. */
#define CHUNK ((gsize) 1 << 16)

/* A part of a parameter. */
typedef struct
{
  const LkParameter *parameter;
  float *velocity;
  gsize first;
} Chunk;

struct _LkOptimizer
{
  GPtrArray *parameters;
  float **velocities;
  LkOptimizerOptions options;
  GArray *chunks;
  double *squares;
};

typedef struct
{
  const LkGradientKernels *kernels;
  const Chunk *chunks;
  double *squares;
  LkDescent how;
} Work;

static void
add_chunks (LkOptimizer *self, guint index)
{
  const LkParameter *parameter = g_ptr_array_index (self->parameters, index);
  gsize n = lk_parameter_get_size (parameter);

  for (gsize first = 0; first < n; first += CHUNK)
    {
      Chunk chunk = { parameter, self->velocities[index], first };

      g_array_append_val (self->chunks, chunk);
    }
}

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
  self->chunks = g_array_new (FALSE, FALSE, sizeof (Chunk));
  for (guint i = 0; i < parameters->len; i++)
    add_chunks (self, i);
  self->squares = g_new0 (double, self->chunks->len);
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
  g_array_unref (self->chunks);
  g_free (self->squares);
  g_free (self);
}

void
lk_optimizer_clear_gradients (LkOptimizer *self)
{
  g_return_if_fail (self != NULL);

  for (guint i = 0; i < self->parameters->len; i++)
    lk_parameter_clear_gradient (g_ptr_array_index (self->parameters, i));
}

static void
measure_some (guint index, guint worker, gpointer data)
{
  const Work *work = data;
  const LkParameter *parameter = work->chunks[index].parameter;
  gsize first = work->chunks[index].first;
  gsize n = MIN (lk_parameter_get_size (parameter) - first, CHUNK);

  work->squares[index]
      = parameter->frozen ? 0
                          : work->kernels->sum_squares (parameter->gradient + first, n);
}

static void
move_some (guint index, guint worker, gpointer data)
{
  const Work *work = data;
  const Chunk *chunk = &work->chunks[index];
  const LkParameter *parameter = chunk->parameter;
  gsize n = MIN (lk_parameter_get_size (parameter) - chunk->first, CHUNK);
  LkDescent how = work->how;

  if (parameter->frozen)
    return;
  if (!parameter->decay)
    how.decay = 0;
  work->kernels->descend (&how, lk_tensor_get_data (parameter->value) + chunk->first,
                          chunk->velocity + chunk->first,
                          parameter->gradient + chunk->first, n);
}

double
lk_optimizer_step (LkOptimizer *self, double rate)
{
  LkPool *pool = lk_pool_get_shared ();
  Work work;
  double sum = 0;
  double norm;
  double scale = 1;

  g_return_val_if_fail (self != NULL, 0);

  work = (Work){ .kernels = lk_gradient_kernels_get (lk_cpu_get_kernels ()),
                 .chunks = (const Chunk *) self->chunks->data,
                 .squares = self->squares };
  lk_pool_run (pool, self->chunks->len, measure_some, &work);
  for (guint i = 0; i < self->chunks->len; i++)
    sum += self->squares[i];
  norm = sqrt (sum);
  if (!isfinite (norm))
    return norm;
  if (self->options.max_norm > 0)
    scale = MIN (self->options.max_norm / (norm + CLIP_EPSILON), 1);
  work.how = (LkDescent){
    .scale = (float) scale,
    .decay = (float) self->options.decay,
    .momentum = (float) self->options.momentum,
    .now = self->options.nesterov ? (float) rate : 0,
    .ahead = (float) (self->options.nesterov ? rate * self->options.momentum : rate),
  };
  lk_pool_run (pool, self->chunks->len, move_some, &work);
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
