/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-dtype.h"

#include <math.h>
#include <string.h>

/* NULL: what does not know the kind. */
typedef struct
{
  LkDtype dtype;
  const char *safetensors;
  const char *storage;
  const char *torch;
  const char *numpy;
} Kind;

static const Kind kinds[] = {
  { LK_DTYPE_F64, "F64", "DoubleStorage", "float64", "f8" },
  { LK_DTYPE_F32, "F32", "FloatStorage", "float32", "f4" },
  { LK_DTYPE_F16, "F16", "HalfStorage", "float16", "f2" },
  { LK_DTYPE_BF16, "BF16", "BFloat16Storage", "bfloat16", NULL },
  { LK_DTYPE_I64, "I64", "LongStorage", "int64", "i8" },
  { LK_DTYPE_I32, "I32", "IntStorage", "int32", "i4" },
  { LK_DTYPE_I16, "I16", "ShortStorage", "int16", "i2" },
  { LK_DTYPE_I8, "I8", "CharStorage", "int8", "i1" },
  { LK_DTYPE_U8, "U8", "ByteStorage", "uint8", "u1" },
  { LK_DTYPE_BOOL, "BOOL", "BoolStorage", "bool", "b1" },
  { LK_DTYPE_U16, "U16", NULL, "uint16", "u2" },
  { LK_DTYPE_U32, "U32", NULL, "uint32", "u4" },
  { LK_DTYPE_U64, "U64", NULL, "uint64", "u8" },
  { LK_DTYPE_U8, NULL, "UntypedStorage", NULL, NULL },
  { LK_DTYPE_OTHER_1, "F8_E4M3", "QInt8Storage", "float8_e4m3fn", NULL },
  { LK_DTYPE_OTHER_1, "F8_E5M2", "QUInt8Storage", "float8_e5m2", NULL },
  { LK_DTYPE_OTHER_1, "F8_E8M0", "QUInt4x2Storage", "float8_e8m0fnu", NULL },
  { LK_DTYPE_OTHER_1, NULL, "QUInt2x4Storage", "float8_e4m3fnuz", NULL },
  { LK_DTYPE_OTHER_1, NULL, NULL, "float8_e5m2fnuz", NULL },
  { LK_DTYPE_OTHER_4, NULL, "QInt32Storage", "complex32", NULL },
  { LK_DTYPE_OTHER_4, NULL, "ComplexHalfStorage", NULL, NULL },
  { LK_DTYPE_OTHER_8, "C64", "ComplexFloatStorage", "complex64", "c8" },
  { LK_DTYPE_OTHER_16, NULL, "ComplexDoubleStorage", "complex128", "c16" },
};

static const gsize sizes[] = {
  [LK_DTYPE_F64] = 8,     [LK_DTYPE_F32] = 4,     [LK_DTYPE_F16] = 2,
  [LK_DTYPE_BF16] = 2,    [LK_DTYPE_I64] = 8,     [LK_DTYPE_I32] = 4,
  [LK_DTYPE_I16] = 2,     [LK_DTYPE_I8] = 1,      [LK_DTYPE_U8] = 1,
  [LK_DTYPE_BOOL] = 1,    [LK_DTYPE_U16] = 2,     [LK_DTYPE_U32] = 4,
  [LK_DTYPE_U64] = 8,     [LK_DTYPE_OTHER] = 0,   [LK_DTYPE_OTHER_1] = 1,
  [LK_DTYPE_OTHER_4] = 4, [LK_DTYPE_OTHER_8] = 8, [LK_DTYPE_OTHER_16] = 16,
};

gsize
lk_dtype_get_size (LkDtype dtype)
{
  return sizes[dtype];
}

gboolean
lk_dtype_is_read (LkDtype dtype)
{
  return dtype < LK_DTYPE_OTHER;
}

/* The kind whose name at @offset of #Kind is @name. */
static gboolean
find_kind (gsize offset, const char *name, LkDtype *dtype)
{
  *dtype = LK_DTYPE_OTHER;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const char *known = G_STRUCT_MEMBER (const char *, &kinds[i], offset);

      if (known != NULL && g_str_equal (known, name))
        {
          *dtype = kinds[i].dtype;
          return TRUE;
        }
    }
  return FALSE;
}

LkDtype
lk_dtype_from_safetensors (const char *name)
{
  LkDtype dtype;

  find_kind (G_STRUCT_OFFSET (Kind, safetensors), name, &dtype);
  return dtype;
}

gboolean
lk_dtype_from_torch (const char *name, LkDtype *dtype)
{
  return find_kind (G_STRUCT_OFFSET (Kind, storage), name, dtype);
}

LkDtype
lk_dtype_from_torch_name (const char *name)
{
  LkDtype dtype;

  find_kind (G_STRUCT_OFFSET (Kind, torch), name, &dtype);
  return dtype;
}

LkDtype
lk_dtype_from_numpy (const char *name)
{
  LkDtype dtype;

  find_kind (G_STRUCT_OFFSET (Kind, numpy), name, &dtype);
  return dtype;
}

static guint16
read_16 (const guint8 *data)
{
  guint16 bits;

  memcpy (&bits, data, sizeof bits);
  return GUINT16_FROM_LE (bits);
}

static guint32
read_32 (const guint8 *data)
{
  guint32 bits;

  memcpy (&bits, data, sizeof bits);
  return GUINT32_FROM_LE (bits);
}

static guint64
read_64 (const guint8 *data)
{
  guint64 bits;

  memcpy (&bits, data, sizeof bits);
  return GUINT64_FROM_LE (bits);
}

static float
float_from_bits (guint32 bits)
{
  float value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static double
double_from_bits (guint64 bits)
{
  double value;

  memcpy (&value, &bits, sizeof value);
  return value;
}

static float
half_to_float (guint16 half)
{
  const guint32 sign = (guint32) (half & 0x8000) << 16;
  const guint32 exponent = half >> 10 & 0x1f;
  const guint32 mantissa = half & 0x3ff;

  if (exponent == 0x1f)
    return float_from_bits (sign | 0x7f800000 | mantissa << 13);
  if (exponent == 0)
    return float_from_bits (sign | 0x33800000) * (float) mantissa;
  return float_from_bits (sign | (exponent + 112) << 23 | mantissa << 13);
}

static float
read_number (LkDtype dtype, const guint8 *data)
{
  switch (dtype)
    {
    case LK_DTYPE_F64:
      return (float) double_from_bits (read_64 (data));
    case LK_DTYPE_F32:
      return float_from_bits (read_32 (data));
    case LK_DTYPE_F16:
      return half_to_float (read_16 (data));
    case LK_DTYPE_BF16:
      return float_from_bits ((guint32) read_16 (data) << 16);
    case LK_DTYPE_I64:
      return (float) (gint64) read_64 (data);
    case LK_DTYPE_I32:
      return (float) (gint32) read_32 (data);
    case LK_DTYPE_I16:
      return (gint16) read_16 (data);
    case LK_DTYPE_I8:
      return (gint8) *data;
    case LK_DTYPE_U8:
      return *data;
    case LK_DTYPE_BOOL:
      return *data != 0;
    case LK_DTYPE_U16:
      return read_16 (data);
    case LK_DTYPE_U32:
      return (float) read_32 (data);
    case LK_DTYPE_U64:
      return (float) read_64 (data);
    default:
      g_assert_not_reached ();
    }
}

static void
contiguous_strides (guint n_dims, const gsize *shape, gsize *strides)
{
  gsize step = 1;

  for (guint i = n_dims; i-- > 0;)
    {
      strides[i] = step;
      step *= shape[i];
    }
}

/* Walks the tensor in row-major order; the innermost axis is a plain loop. */
static void
gather (LkDtype dtype,
        const guint8 *data,
        guint n_dims,
        const gsize *shape,
        const gsize *strides,
        float *target,
        gsize size)
{
  const gsize bytes = sizes[dtype];
  const gsize inner = shape[n_dims - 1];
  const gsize inner_step = strides[n_dims - 1] * bytes;
  gsize index[LK_TENSOR_MAX_DIMS] = { 0 };

  for (gsize done = 0; done < size; done += inner)
    {
      gsize at = 0;

      for (guint i = 0; i + 1 < n_dims; i++)
        at += index[i] * strides[i];
      for (gsize i = 0; i < inner; i++)
        target[done + i] = read_number (dtype, data + at * bytes + i * inner_step);
      for (guint i = n_dims - 1; i-- > 0 && ++index[i] == shape[i];)
        index[i] = 0;
    }
}

gboolean
lk_dtype_is_used_in_place (LkDtype dtype,
                           gsize address,
                           guint n_dims,
                           const gsize *shape,
                           const gsize *strides)
{
  gsize dense[LK_TENSOR_MAX_DIMS];

  g_return_val_if_fail (n_dims > 0 && n_dims <= LK_TENSOR_MAX_DIMS, FALSE);

  contiguous_strides (n_dims, shape, dense);
  return G_BYTE_ORDER == G_LITTLE_ENDIAN && dtype == LK_DTYPE_F32
         && address % sizeof (float) == 0
         && (strides == NULL || memcmp (strides, dense, n_dims * sizeof *dense) == 0);
}

LkTensor *
lk_dtype_make_tensor (LkDtype dtype,
                      GBytes *bytes,
                      const guint8 *data,
                      guint n_dims,
                      const gsize *shape,
                      const gsize *strides)
{
  gsize dense[LK_TENSOR_MAX_DIMS];
  gsize size = 1;
  float *numbers;

  g_return_val_if_fail (n_dims > 0 && n_dims <= LK_TENSOR_MAX_DIMS, NULL);

  if (!lk_dtype_is_read (dtype))
    return NULL;
  contiguous_strides (n_dims, shape, dense);
  if (strides == NULL)
    strides = dense;
  if (lk_dtype_is_used_in_place (dtype, GPOINTER_TO_SIZE (data), n_dims, shape, strides))
    return lk_tensor_new_for_data (n_dims, shape, (float *) data,
                                   (GDestroyNotify) g_bytes_unref, g_bytes_ref (bytes));

  for (guint i = 0; i < n_dims; i++)
    if (!g_size_checked_mul (&size, size, shape[i]))
      return NULL;
  numbers = g_try_new (float, size);
  if (numbers == NULL)
    return NULL;
  gather (dtype, data, n_dims, shape, strides, numbers, size);
  return lk_tensor_new_for_data (n_dims, shape, numbers, g_free, numbers);
}
