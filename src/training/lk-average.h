/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-parameter.h"

G_BEGIN_DECLS

/**
 * LkAverage:
 *
 * The exponential moving average of parameters and statistics over the steps: what a step
 * brought counts half after @half_life steps more. a = a + (1 - 2^(-1 / half_life)) (w -
 * a); begins at the values of the first step (docs/METHOD.md 11.6).
 */
typedef struct _LkAverage LkAverage;

/** @parameters: (element-type LkParameter): copied as a list; they must outlive the
 * average. Frozen ones are averaged too. */
LkAverage *lk_average_new (GPtrArray *parameters, double half_life);
void lk_average_free (LkAverage *self);

/** Takes in what the parameters are now. */
void lk_average_update (LkAverage *self);

/** How often lk_average_update() was called, over all sessions. */
guint64 lk_average_get_n_steps (LkAverage *self);

/** (transfer full): names of parameters to #LkTensor, copies: what
 * lk_trainable_make_network() takes. As they are now before the first update. */
GHashTable *lk_average_copy_tensors (LkAverage *self);

/** Takes back what lk_average_copy_tensors() gave after @n_steps; %FALSE with
 * %LK_ERROR_FORMAT names the tensor that lacks or has another shape, and then nothing has
 * changed. */
gboolean lk_average_restore (LkAverage *self,
                             GHashTable *tensors,
                             guint64 n_steps,
                             GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkAverage, lk_average_free)

G_END_DECLS
