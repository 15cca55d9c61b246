/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include "lk-tensor.h"

G_BEGIN_DECLS

/** Kinds of number that files of weights hold; all are little-endian there. Those from
 * %LK_DTYPE_OTHER on are known so far that they can be passed over: no network here is
 * made of them. */
typedef enum
{
  LK_DTYPE_F64,
  LK_DTYPE_F32,
  LK_DTYPE_F16,
  LK_DTYPE_BF16,
  LK_DTYPE_I64,
  LK_DTYPE_I32,
  LK_DTYPE_I16,
  LK_DTYPE_I8,
  LK_DTYPE_U8,
  LK_DTYPE_BOOL,
  LK_DTYPE_U16,
  LK_DTYPE_U32,
  LK_DTYPE_U64,
  LK_DTYPE_OTHER,
  LK_DTYPE_OTHER_1,
  LK_DTYPE_OTHER_4,
  LK_DTYPE_OTHER_8,
  LK_DTYPE_OTHER_16,
} LkDtype;

/** Bytes of one number; 0 of %LK_DTYPE_OTHER: not known. */
gsize lk_dtype_get_size (LkDtype dtype);

/** Whether its numbers can be read. */
gboolean lk_dtype_is_read (LkDtype dtype);

/** The kind that safetensors calls @name ("F32"). */
LkDtype lk_dtype_from_safetensors (const char *name);

/** The kind in a torch storage of class @name ("FloatStorage"); %FALSE where it is none.
 */
gboolean lk_dtype_from_torch (const char *name, LkDtype *dtype);

/** The kind that torch calls @name ("uint16"). */
LkDtype lk_dtype_from_torch_name (const char *name);

/** The kind that NumPy calls @name ("f4"), without the order of its bytes. */
LkDtype lk_dtype_from_numpy (const char *name);

/** Whether lk_dtype_make_tensor() uses the numbers where they stand: contiguous float32
 * at @address, or at any other that is as well aligned. Else it takes memory for them. */
gboolean lk_dtype_is_used_in_place (LkDtype dtype,
                                    gsize address,
                                    guint n_dims,
                                    const gsize *shape,
                                    const gsize *strides);

/**
 * lk_dtype_make_tensor:
 * @bytes: keeps the memory alive that @data lies in
 * @data: the first number; need not be aligned
 * @shape: each axis at least 1, @n_dims at least 1
 * @strides: (nullable): in numbers, an axis each; %NULL: row-major and contiguous
 *
 * The caller has checked that every number lies inside @bytes. Contiguous float32 that
 * is aligned is used where it stands, all else is converted: double to the nearest
 * float32 (beyond its range infinity), integers likewise.
 *
 * Returns: or %NULL where @dtype is not read, or there is no memory for the numbers
 */
LkTensor *lk_dtype_make_tensor (LkDtype dtype,
                                GBytes *bytes,
                                const guint8 *data,
                                guint n_dims,
                                const gsize *shape,
                                const gsize *strides);

G_END_DECLS
