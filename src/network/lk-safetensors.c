/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-safetensors.h"

#include <glib/gi18n-lib.h>
#include <json-glib/json-glib.h>
#include <string.h>

#include "lk-dtype.h"
#include "lk-error.h"
#include "lk-names.h"
#include "lk-safetensors-header.h"

#define PREFIX LK_SAFETENSORS_PREFIX
#define MAX_NAME 1000
/* Of maps of whole data sets. */
#define WIDE_BUDGET (4 * LK_CONTENTS_BUDGET)
#define METADATA LK_SAFETENSORS_METADATA

typedef struct
{
  const char *name;
  const char *kind;
  LkDtype dtype;
  guint n_dims;
  gsize shape[LK_TENSOR_MAX_DIMS];
  gsize size;
  gsize begin;
  gsize end;
} Entry;

static gboolean
fail_format (GError **error, const char *message)
{
  g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT, message);
  return FALSE;
}

static gboolean
fail_entry (GError **error, LkError code, const char *name, const char *message)
{
  g_autofree char *printable = lk_names_make_printable (name);

  g_set_error (error, LK_ERROR, code, _ ("“%s” %s"), printable, message);
  return FALSE;
}
static gboolean
read_index (JsonNode *node, gsize *index)
{
  gint64 value;

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  value = json_node_get_int (node);
  *index = (gsize) value;
  return value >= 0;
}

static JsonArray *
get_array (JsonObject *object, const char *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
}

static gboolean
read_dtype (JsonObject *object, Entry *entry, GError **error)
{
  JsonNode *node = json_object_get_member (object, "dtype");

  if (node == NULL || json_node_get_value_type (node) != G_TYPE_STRING)
    return fail_entry (error, LK_ERROR_FORMAT, entry->name,
                       _ ("does not say its kind of number"));
  entry->kind = json_node_get_string (node);
  entry->dtype = lk_dtype_from_safetensors (entry->kind);
  return TRUE;
}

/* Of axes that no tensor here has only the number of numbers counts. */
static gboolean
read_shape (JsonObject *object, Entry *entry, GError **error)
{
  JsonArray *array = get_array (object, "shape");

  if (array == NULL)
    return fail_entry (error, LK_ERROR_FORMAT, entry->name, _ ("does not say its shape"));
  entry->n_dims = json_array_get_length (array);
  entry->size = 1;
  for (guint i = 0; i < entry->n_dims; i++)
    {
      gsize length;

      if (!read_index (json_array_get_element (array, i), &length)
          || !g_size_checked_mul (&entry->size, entry->size, length))
        return fail_entry (error, LK_ERROR_FORMAT, entry->name,
                           _ ("has an impossible shape"));
      if (i < LK_TENSOR_MAX_DIMS)
        entry->shape[i] = length;
    }
  if (entry->n_dims == 0)
    entry->shape[entry->n_dims++] = 1;
  return TRUE;
}

static gboolean
read_offsets (JsonObject *object, Entry *entry, gsize length, GError **error)
{
  JsonArray *array = get_array (object, "data_offsets");
  gsize n_bytes;

  if (array == NULL || json_array_get_length (array) != 2
      || !read_index (json_array_get_element (array, 0), &entry->begin)
      || !read_index (json_array_get_element (array, 1), &entry->end))
    return fail_entry (error, LK_ERROR_FORMAT, entry->name,
                       _ ("does not say where its numbers are"));
  if (entry->begin > entry->end || entry->end > length)
    return fail_entry (error, LK_ERROR_FORMAT, entry->name, _ ("lies outside the file"));
  if (lk_dtype_get_size (entry->dtype) == 0)
    return TRUE;
  if (!g_size_checked_mul (&n_bytes, entry->size, lk_dtype_get_size (entry->dtype))
      || n_bytes != entry->end - entry->begin)
    return fail_entry (error, LK_ERROR_FORMAT, entry->name,
                       _ ("has more or fewer bytes than its shape needs"));
  return TRUE;
}

static gboolean
read_metadata (JsonNode *node, GHashTable *metadata, GError **error)
{
  JsonObjectIter iter;
  const char *key;
  JsonNode *value;

  if (!JSON_NODE_HOLDS_OBJECT (node))
    return fail_format (error, _ ("the metadata is not a JSON object"));
  json_object_iter_init (&iter, json_node_get_object (node));
  while (json_object_iter_next (&iter, &key, &value))
    {
      if (json_node_get_value_type (value) != G_TYPE_STRING)
        return fail_entry (error, LK_ERROR_FORMAT, key,
                           _ ("in the metadata is not a string"));
      g_hash_table_insert (metadata, g_strdup (key), json_node_dup_string (value));
    }
  return TRUE;
}

static gboolean
read_entries (JsonObject *header,
              gsize length,
              GArray *entries,
              GHashTable *metadata,
              GError **error)
{
  JsonObjectIter iter;
  const char *name;
  JsonNode *node;

  json_object_iter_init (&iter, header);
  while (json_object_iter_next (&iter, &name, &node))
    {
      Entry entry = { .name = name };

      if (g_str_equal (name, METADATA))
        {
          if (!read_metadata (node, metadata, error))
            return FALSE;
          continue;
        }
      if (strlen (name) > MAX_NAME)
        return fail_entry (error, LK_ERROR_LIMIT, name, _ ("is too long a name"));
      if (!JSON_NODE_HOLDS_OBJECT (node))
        return fail_entry (error, LK_ERROR_FORMAT, name,
                           _ ("is not described by an object"));
      if (!read_dtype (json_node_get_object (node), &entry, error)
          || !read_shape (json_node_get_object (node), &entry, error)
          || !read_offsets (json_node_get_object (node), &entry, length, error))
        return FALSE;
      g_array_append_val (entries, entry);
    }
  return TRUE;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const Entry *first = a;
  const Entry *second = b;

  if (first->begin != second->begin)
    return first->begin < second->begin ? -1 : 1;
  return first->end < second->end ? -1 : first->end > second->end;
}

static gboolean
check_cover (GArray *entries, gsize length, GError **error)
{
  gsize at = 0;

  g_array_sort (entries, compare_entries);
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);

      if (entry->begin < at)
        return fail_entry (error, LK_ERROR_FORMAT, entry->name, _ ("overlaps another"));
      if (entry->begin > at)
        return fail_entry (error, LK_ERROR_FORMAT, entry->name,
                           _ ("lies behind bytes that belong to nothing"));
      at = entry->end;
    }
  if (at != length)
    return fail_format (error, _ ("bytes at the end belong to nothing"));
  return TRUE;
}

static void
note_unread (const Entry *entry, LkContents *contents)
{
  g_autofree char *kind = lk_names_make_printable (entry->kind);
  g_autofree char *reason
      = lk_dtype_is_read (entry->dtype)
            ? g_strdup (_ ("has more than six axes"))
            : g_strdup_printf (_ ("has numbers of the kind “%s”, which is not read"),
                               kind);

  lk_contents_add_unread (contents, entry->name, reason, MAX (entry->n_dims, 1));
}

static gboolean
add_tensor (const Entry *entry,
            GBytes *bytes,
            const guint8 *data,
            LkContents *contents,
            GError **error)
{
  LkTensor *tensor;

  if (!lk_dtype_is_read (entry->dtype) || entry->n_dims > LK_TENSOR_MAX_DIMS)
    {
      note_unread (entry, contents);
      return TRUE;
    }
  if (entry->size == 0)
    return TRUE;
  tensor = lk_dtype_make_tensor (entry->dtype, bytes, data + entry->begin, entry->n_dims,
                                 entry->shape, NULL);
  if (tensor == NULL)
    return fail_entry (error, LK_ERROR_LIMIT, entry->name,
                       _ ("and those before it take more memory than there is"));
  g_hash_table_insert (contents->tensors, g_strdup (entry->name), tensor);
  return TRUE;
}

/* @start: where the numbers begin, which decides with what they are aligned. */
static gboolean
check_budget (GArray *entries, gsize start, gsize *budget, GError **error)
{
  for (guint i = 0; i < entries->len; i++)
    {
      const Entry *entry = &g_array_index (entries, Entry, i);
      gsize cost;

      if (!lk_dtype_is_read (entry->dtype) || entry->n_dims > LK_TENSOR_MAX_DIMS
          || lk_dtype_is_used_in_place (entry->dtype, start + entry->begin, entry->n_dims,
                                        entry->shape, NULL))
        continue;
      if (!g_size_checked_mul (&cost, entry->size, sizeof (float)) || cost > *budget)
        return fail_entry (error, LK_ERROR_LIMIT, entry->name,
                           _ ("and those before it take more memory than is given to "
                              "one file"));
      *budget -= cost;
    }
  return TRUE;
}

/* All that the header of a file of @size bytes says; @header keeps the names. */
static gboolean
read_header (GBytes *head,
             gsize size,
             JsonNode **header,
             GArray *entries,
             LkContents *contents,
             GError **error)
{
  gsize length;

  *header = lk_safetensors_header_read (head, &length, error);
  return *header != NULL
         && read_entries (json_node_get_object (*header), size - PREFIX - length, entries,
                          contents->metadata, error)
         && check_cover (entries, size - PREFIX - length, error)
         && check_budget (entries, PREFIX + length, &contents->budget, error);
}

gboolean
lk_safetensors_check_head (GBytes *head, gsize size, GError **error)
{
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_autoptr (LkContents) contents = lk_contents_new ();
  g_autoptr (JsonNode) header = NULL;

  g_return_val_if_fail (head != NULL && g_bytes_get_size (head) <= size, FALSE);

  return read_header (head, size, &header, entries, contents, error);
}

gboolean
lk_safetensors_read_contents (GBytes *bytes, LkContents *contents, GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  g_autoptr (GArray) entries = g_array_new (FALSE, FALSE, sizeof (Entry));
  g_autoptr (JsonNode) header = NULL;

  if (!read_header (bytes, size, &header, entries, contents, error))
    return FALSE;
  data += lk_safetensors_get_head_size (data);
  for (guint i = 0; i < entries->len; i++)
    if (!add_tensor (&g_array_index (entries, Entry, i), bytes, data, contents, error))
      return FALSE;
  return TRUE;
}

static void
move_entries (GHashTable *source, GHashTable *target)
{
  GHashTableIter iter;
  gpointer name;
  gpointer value;

  g_hash_table_iter_init (&iter, source);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      g_hash_table_iter_steal (&iter);
      g_hash_table_insert (target, name, value);
    }
}

gboolean
lk_safetensors_read (GBytes *bytes,
                     GHashTable *tensors,
                     GHashTable *metadata,
                     GError **error)
{
  g_autoptr (LkContents) contents = lk_contents_new ();
  g_autoptr (GPtrArray) unread = NULL;

  contents->budget = WIDE_BUDGET;
  if (!lk_safetensors_read_contents (bytes, contents, error))
    return FALSE;
  unread = lk_names_sort_keys (contents->unread);
  if (unread->len > 0)
    {
      const LkUnread *first = g_hash_table_lookup (contents->unread, unread->pdata[0]);

      return fail_entry (error, LK_ERROR_UNSUPPORTED, unread->pdata[0], first->reason);
    }
  move_entries (contents->tensors, tensors);
  move_entries (contents->metadata, metadata);
  return TRUE;
}
