/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-parameter.h"

G_BEGIN_DECLS

/**
 * LkOptimizerOptions:
 * @momentum: 0 to below 1
 * @nesterov: whether the step looks ahead
 * @decay: of the weights, of parameters with @decay alone
 * @max_norm: to which all gradients together are clipped; 0 leaves them alone
 */
typedef struct
{
  double momentum;
  gboolean nesterov;
  double decay;
  double max_norm;
} LkOptimizerOptions;

/**
 * LkOptimizer:
 *
 * Stochastic gradient descent as PyTorch computes it (torch.optim.SGD, dampening 0): with
 * the gradient g, clipped, plus decay w; the velocity v = momentum v + g; and w = w -
 * rate (g + momentum v), or - rate v without @nesterov (docs/METHOD.md 11.5).
 */
typedef struct _LkOptimizer LkOptimizer;

/** @parameters: (element-type LkParameter): copied as a list; the parameters must outlive
 * the optimiser. Velocities begin at 0. */
LkOptimizer *lk_optimizer_new (GPtrArray *parameters, const LkOptimizerOptions *options);
void lk_optimizer_free (LkOptimizer *self);

/** All gradients become 0. */
void lk_optimizer_clear_gradients (LkOptimizer *self);

/**
 * lk_optimizer_step:
 *
 * One step at @rate, of all parameters that are not frozen. Where the norm is not finite
 * nothing changes.
 *
 * Returns: the Euclidean norm of all gradients together, before clipping
 */
double lk_optimizer_step (LkOptimizer *self, double rate);

/** (transfer full): the velocities, "velocity.NAME" to #LkTensor, copies. */
GHashTable *lk_optimizer_copy_state (LkOptimizer *self);

/** Takes them back; %FALSE with %LK_ERROR_FORMAT names the tensor that lacks or has
 * another shape, and then nothing has changed. */
gboolean
lk_optimizer_restore_state (LkOptimizer *self, GHashTable *state, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkOptimizer, lk_optimizer_free)

G_END_DECLS
