/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-safetensors.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-names.h"
#include "lk-safetensors-header.h"

#define PREFIX LK_SAFETENSORS_PREFIX
#define METADATA LK_SAFETENSORS_METADATA

static void
build_metadata (JsonBuilder *builder, GHashTable *metadata)
{
  g_autoptr (GPtrArray) keys = lk_names_sort_keys (metadata);

  json_builder_set_member_name (builder, METADATA);
  json_builder_begin_object (builder);
  for (guint i = 0; i < keys->len; i++)
    {
      json_builder_set_member_name (builder, keys->pdata[i]);
      json_builder_add_string_value (builder,
                                     g_hash_table_lookup (metadata, keys->pdata[i]));
    }
  json_builder_end_object (builder);
}

/* Vectors stay as they are: they take little room, and norms have their variances among
 * them. */
static gboolean
is_halved (LkTensor *tensor, gboolean half)
{
  return half && lk_tensor_get_n_dims (tensor) > 1;
}

static void
build_entry (JsonBuilder *builder,
             const char *name,
             LkTensor *tensor,
             gboolean half,
             gsize *at)
{
  gsize size = is_halved (tensor, half) ? sizeof (guint16) : sizeof (float);

  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "dtype");
  json_builder_add_string_value (builder, is_halved (tensor, half) ? "F16" : "F32");
  json_builder_set_member_name (builder, "shape");
  json_builder_begin_array (builder);
  for (guint i = 0; i < lk_tensor_get_n_dims (tensor); i++)
    json_builder_add_int_value (builder, lk_tensor_get_dim (tensor, i));
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "data_offsets");
  json_builder_begin_array (builder);
  json_builder_add_int_value (builder, *at);
  *at += lk_tensor_get_size (tensor) * size;
  json_builder_add_int_value (builder, *at);
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static char *
build_header (GPtrArray *names,
              GHashTable *tensors,
              GHashTable *metadata,
              gboolean half,
              gsize *n_bytes)
{
  g_autoptr (JsonBuilder) builder = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;

  *n_bytes = 0;
  json_builder_begin_object (builder);
  if (metadata != NULL && g_hash_table_size (metadata) > 0)
    build_metadata (builder, metadata);
  for (guint i = 0; i < names->len; i++)
    build_entry (builder, names->pdata[i], g_hash_table_lookup (tensors, names->pdata[i]),
                 half, n_bytes);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, FALSE);
}

static guint8 *
write_numbers (guint8 *target, LkTensor *tensor)
{
  const float *data = lk_tensor_get_data (tensor);
  const gsize size = lk_tensor_get_size (tensor);

  for (gsize i = 0; i < size; i++, target += sizeof (guint32))
    {
      guint32 bits;

      memcpy (&bits, &data[i], sizeof bits);
      bits = GUINT32_TO_LE (bits);
      memcpy (target, &bits, sizeof bits);
    }
  return target;
}

/* To the nearest of 11 bits, the even one of two; beyond the range to infinity. */
static guint16
float_to_half (float value)
{
  guint32 bits, magnitude, shift, kept, rest, middle;
  guint16 sign;

  memcpy (&bits, &value, sizeof bits);
  sign = (guint16) (bits >> 16 & 0x8000);
  magnitude = bits & 0x7fffffff;
  if (magnitude > 0x7f800000)
    return sign | 0x7e00;
  if (magnitude >= 0x47800000)
    return sign | 0x7c00;
  /* Of a number below 2^-14 fewer bits are kept. */
  shift = magnitude < 0x38800000 ? MIN (126 - (magnitude >> 23), 31) : 13;
  kept = magnitude < 0x38800000 ? (magnitude & 0x7fffff) | 0x800000
                                : magnitude - 0x38000000;
  rest = kept & ((1u << shift) - 1);
  middle = 1u << (shift - 1);
  kept >>= shift;
  kept += rest > middle || (rest == middle && (kept & 1) != 0);
  return sign | (guint16) kept;
}

static guint8 *
write_halves (guint8 *target, LkTensor *tensor)
{
  for (gsize i = 0; i < lk_tensor_get_size (tensor); i++, target += sizeof (guint16))
    {
      guint16 bits = GUINT16_TO_LE (float_to_half (lk_tensor_get_data (tensor)[i]));

      memcpy (target, &bits, sizeof bits);
    }
  return target;
}

static gboolean
check_names (GPtrArray *names, GError **error)
{
  for (guint i = 0; i < names->len; i++)
    if (g_str_equal (names->pdata[i], METADATA)
        || !g_utf8_validate (names->pdata[i], -1, NULL))
      {
        g_autofree char *name = lk_names_make_printable (names->pdata[i]);

        g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                     _ ("a tensor cannot be called “%s” in a safetensors file"), name);
        return FALSE;
      }
  return TRUE;
}

static GBytes *
write_file (GHashTable *tensors, GHashTable *metadata, gboolean half, GError **error)
{
  g_autoptr (GPtrArray) names = lk_names_sort_keys (tensors);
  g_autofree char *header = NULL;
  gsize n_bytes;
  gsize length;
  gsize padded;
  guint64 stated;
  guint8 *file;
  guint8 *at;

  if (!check_names (names, error))
    return NULL;
  header = build_header (names, tensors, metadata, half, &n_bytes);
  length = strlen (header);
  padded = (length + 7) / 8 * 8;
  stated = GUINT64_TO_LE ((guint64) padded);
  file = g_malloc (PREFIX + padded + n_bytes);
  memcpy (file, &stated, PREFIX);
  memcpy (file + PREFIX, header, length);
  memset (file + PREFIX + length, ' ', padded - length);
  at = file + PREFIX + padded;
  for (guint i = 0; i < names->len; i++)
    {
      LkTensor *tensor = g_hash_table_lookup (tensors, names->pdata[i]);

      at = is_halved (tensor, half) ? write_halves (at, tensor)
                                    : write_numbers (at, tensor);
    }
  return g_bytes_new_take (file, PREFIX + padded + n_bytes);
}

GBytes *
lk_safetensors_write (GHashTable *tensors, GHashTable *metadata, GError **error)
{
  return write_file (tensors, metadata, FALSE, error);
}

GBytes *
lk_safetensors_write_half (GHashTable *tensors, GHashTable *metadata, GError **error)
{
  return write_file (tensors, metadata, TRUE, error);
}

/* The header's entries in their order, behind @metadata in the order of its keys. */
static char *
write_header_anew (JsonObject *header, GHashTable *metadata, gsize *length)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();
  JsonObject *strings = json_object_new ();
  g_autoptr (GList) keys
      = g_list_sort (g_hash_table_get_keys (metadata), (GCompareFunc) strcmp);
  g_autofree char *text = NULL;
  JsonObjectIter iter;
  const char *name;
  JsonNode *entry;

  for (GList *at = keys; at != NULL; at = at->next)
    json_object_set_string_member (strings, at->data,
                                   g_hash_table_lookup (metadata, at->data));
  json_object_set_object_member (object, METADATA, strings);
  json_object_iter_init (&iter, header);
  while (json_object_iter_next (&iter, &name, &entry))
    if (!g_str_equal (name, METADATA))
      json_object_set_member (object, name, json_node_copy (entry));
  json_node_take_object (root, object);
  text = json_to_string (root, FALSE);
  *length = (strlen (text) + PREFIX - 1) / PREFIX * PREFIX;
  return g_strdup_printf ("%-*s", (int) *length, text);
}

GBytes *
lk_safetensors_replace_metadata (GBytes *bytes, GHashTable *metadata, GError **error)
{
  gsize size, length, new_length;
  const guint8 *data;
  guint64 stated;
  g_autoptr (JsonNode) header = NULL;
  g_autofree char *text = NULL;
  GByteArray *file;

  g_return_val_if_fail (bytes != NULL && metadata != NULL, NULL);

  header = lk_safetensors_header_read (bytes, &length, error);
  if (header == NULL)
    return NULL;
  data = g_bytes_get_data (bytes, &size);
  text = write_header_anew (json_node_get_object (header), metadata, &new_length);
  stated = GUINT64_TO_LE ((guint64) new_length);
  file = g_byte_array_new ();
  g_byte_array_append (file, (const guint8 *) &stated, PREFIX);
  g_byte_array_append (file, (const guint8 *) text, (guint) new_length);
  g_byte_array_append (file, data + PREFIX + length, (guint) (size - PREFIX - length));
  return g_byte_array_free_to_bytes (file);
}
