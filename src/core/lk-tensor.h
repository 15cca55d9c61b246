/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define LK_TENSOR_MAX_DIMS 6

/**
 * LkTensor:
 *
 * A dense float32 array in row-major order (the last axis is contiguous), counted by
 * reference. Filled by whoever makes it, then never changed: after the first
 * lk_tensor_ref() treat it as immutable, so that threads may share it.
 *
 * Feature maps are [C, H, W], batches of pictures [n, 3, H, W].
 */
typedef struct _LkTensor LkTensor;

#define LK_TYPE_TENSOR (lk_tensor_get_type ())
GType lk_tensor_get_type (void);

/** A tensor of zeros; @shape has @n_dims axes, each at least 1. Aborts only as g_malloc
 * does. */
LkTensor *lk_tensor_new (guint n_dims, const gsize *shape);

/** A tensor over the @data of length product(@shape), not copied: freed with @destroy
 * (@owner). */
LkTensor *lk_tensor_new_for_data (guint n_dims,
                                  const gsize *shape,
                                  float *data,
                                  GDestroyNotify destroy,
                                  gpointer owner);

/** Entry @index of the first axis, sharing the data of @self: [n, C, H, W] gives [C, H,
 * W]. */
LkTensor *lk_tensor_slice (LkTensor *self, gsize index);

LkTensor *lk_tensor_ref (LkTensor *self);
void lk_tensor_unref (LkTensor *self);

guint lk_tensor_get_n_dims (const LkTensor *self);
gsize lk_tensor_get_dim (const LkTensor *self, guint axis);
const gsize *lk_tensor_get_shape (const LkTensor *self);
gsize lk_tensor_get_size (const LkTensor *self);
float *lk_tensor_get_data (LkTensor *self);

/** Whether @self has the axes @shape. */
gboolean lk_tensor_has_shape (const LkTensor *self, guint n_dims, const gsize *shape);

/** Whether no entry is NaN or infinite. */
gboolean lk_tensor_is_finite (const LkTensor *self);

/** "[64, 3, 3, 3]", for messages. */
char *lk_tensor_describe_shape (const LkTensor *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LkTensor, lk_tensor_unref)

G_END_DECLS
