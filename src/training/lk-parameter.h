/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-tensor.h"

G_BEGIN_DECLS

/**
 * LkParameter:
 * @name: canonical, as it is written to a checkpoint ("stage1.conv.weight"); unique among
 *   those that are trained together
 * @value: what is learned; changed in place between two steps, by the optimiser alone
 * @gradient: as many floats as @value, 0 at the start of a step: backward passes add to
 *   it
 * @decay: whether weight decay applies: not to norms, biases, scales and temperatures
 * @frozen: whether it stays as it is; no gradient is computed then
 *
 * An array of numbers that is learned.
 */
typedef struct
{
  char *name;
  LkTensor *value;
  float *gradient;
  gboolean decay;
  gboolean frozen;
} LkParameter;

/** Takes @value over; the gradient is 0. */
LkParameter *lk_parameter_new (const char *name, LkTensor *value, gboolean decay);
void lk_parameter_free (LkParameter *self);

gsize lk_parameter_get_size (const LkParameter *self);
void lk_parameter_clear_gradient (LkParameter *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkParameter, lk_parameter_free)

G_END_DECLS
