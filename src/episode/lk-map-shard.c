/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-map-shard.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <inttypes.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lk-error.h"
#include "lk-json-reader.h"
#include "lk-maps-file.h"
#include "lk-safetensors.h"

#define PREFIX 8
#define MAX_HEADER (4 << 20)
#define MAX_MAP_SIZE ((gsize) 1 << 27)
#define METADATA "__metadata__"
#define SOURCE "source"
#define N_DIMS 3
#define N_LANES 4

struct _LkMapShard
{
  gatomicrefcount n_references;
  char *path;
  char *source;
  GArray *entries;
};

LkKeptMap *
lk_kept_map_new (const char *picture, LkTensor *map, guint differences)
{
  LkKeptMap *self;

  g_return_val_if_fail (strlen (picture) == LK_MAP_KEY_LENGTH - 1, NULL);

  self = g_new0 (LkKeptMap, 1);
  memcpy (self->picture, picture, LK_MAP_KEY_LENGTH);
  self->map = lk_tensor_ref (map);
  self->differences = differences;
  return self;
}

void
lk_kept_map_free (LkKeptMap *self)
{
  lk_tensor_unref (self->map);
  g_free (self);
}

/* Fletcher's two sums, of 64 bits over words of 32, in lanes that do not wait for each
 * other: a SHA-256 of all numbers would take longer than a small network. */
static void
add_words (const float *data, gsize n, guint64 a[N_LANES], guint64 b[N_LANES])
{
  guint32 words[N_LANES] = { 0 };

  memcpy (words, data, n * sizeof *words);
  for (guint lane = 0; lane < N_LANES; lane++)
    {
      a[lane] += words[lane];
      b[lane] += a[lane];
    }
}

static void
add_up (const float *data, gsize size, guint64 sums[2 * N_LANES])
{
  guint64 a[N_LANES] = { 0 }, b[N_LANES] = { 0 };
  gsize i = 0;

  for (; i + N_LANES <= size; i += N_LANES)
    add_words (data + i, N_LANES, a, b);
  if (i < size)
    add_words (data + i, size - i, a, b);
  memcpy (sums, a, sizeof a);
  memcpy (sums + N_LANES, b, sizeof b);
}

/* SHA-256 of all that must be as it was, the numbers by their sums. */
static void
sum_up (const char *source, const LkMapEntry *entry, const float *data, guint8 sum[32])
{
  g_autoptr (GString) text = g_string_new (source);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint64 sums[2 * N_LANES];
  gsize length = 32;

  add_up (data, entry->shape[0] * entry->shape[1] * entry->shape[2], sums);
  g_string_append_printf (text, " %s %zu %zu %zu %u", entry->picture, entry->shape[0],
                          entry->shape[1], entry->shape[2], entry->differences);
  for (guint i = 0; i < G_N_ELEMENTS (sums); i++)
    g_string_append_printf (text, " %" PRIx64, sums[i]);
  g_checksum_update (checksum, (const guchar *) text->str, (gssize) text->len);
  g_checksum_get_digest (checksum, sum, &length);
}

/* "0 3f...": differences and sum. */
static char *
describe (const char *source, const LkKeptMap *kept)
{
  const gsize *shape = lk_tensor_get_shape (kept->map);
  LkMapEntry entry
      = { .shape = { shape[0], shape[1], shape[2] }, .differences = kept->differences };
  GString *text = g_string_new (NULL);
  guint8 sum[32];

  memcpy (entry.picture, kept->picture, sizeof entry.picture);
  sum_up (source, &entry, lk_tensor_get_data (kept->map), sum);
  g_string_append_printf (text, "%u ", kept->differences);
  for (guint i = 0; i < sizeof sum; i++)
    g_string_append_printf (text, "%02x", sum[i]);
  return g_string_free (text, FALSE);
}

static gboolean
write_bytes (const char *path, GBytes *bytes, GError **error)
{
  g_autoptr (GError) problem = NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  /* What is not whole after a power cut is found out when it is read. */
  if (g_file_set_contents_full (path, data, (gssize) size, G_FILE_SET_CONTENTS_CONSISTENT,
                                0666, &problem))
    return TRUE;
  g_set_error_literal (error, LK_ERROR, LK_ERROR_FILE, problem->message);
  return FALSE;
}

gboolean
lk_map_shard_write (const char *path, const char *source, GPtrArray *maps, GError **error)
{
  g_autoptr (GHashTable) tensors = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) metadata
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (path != NULL && source != NULL && maps != NULL, FALSE);

  g_hash_table_insert (metadata, g_strdup (LK_MAPS_FORMAT_KEY),
                       g_strdup (LK_MAPS_FORMAT));
  g_hash_table_insert (metadata, g_strdup (SOURCE), g_strdup (source));
  for (guint i = 0; i < maps->len; i++)
    {
      LkKeptMap *kept = maps->pdata[i];

      g_hash_table_insert (tensors, kept->picture, kept->map);
      g_hash_table_insert (metadata, g_strdup (kept->picture), describe (source, kept));
    }
  bytes = lk_safetensors_write (tensors, metadata, error);
  return bytes != NULL && write_bytes (path, bytes, error);
}

static gboolean
fail (const char *path, LkError code, const char *why, GError **error)
{
  g_autofree char *shown = g_filename_display_name (path);

  g_set_error (error, LK_ERROR, code, _ ("“%s” cannot be read: %s"), shown, why);
  return FALSE;
}

static gboolean
refuse (const char *path, GError **error)
{
  return fail (path, LK_ERROR_FORMAT, _ ("it keeps no feature maps, or not whole ones"),
               error);
}

/* All of @size bytes at @offset, or none. */
static gboolean
read_at (int handle, gpointer buffer, gsize size, guint64 offset, int *code)
{
  gsize done = 0;

  *code = 0;
  while (done < size)
    {
      gssize n
          = pread (handle, (char *) buffer + done, size - done, (off_t) (offset + done));

      if (n > 0)
        done += (gsize) n;
      else if (n == 0 || errno != EINTR)
        {
          *code = n == 0 ? 0 : errno;
          return FALSE;
        }
    }
  return TRUE;
}

static int
open_file (const char *path, GError **error)
{
  int handle = g_open (path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY, 0);

  if (handle < 0)
    fail (path, LK_ERROR_FILE, g_strerror (errno), error);
  return handle;
}

/* (transfer full) (nullable): the JSON at the head; @n_data: bytes behind it. */
static char *
read_header (const char *path, guint64 *start, guint64 *n_data, GError **error)
{
  int handle = open_file (path, error), code = 0;
  g_autofree char *text = NULL;
  guint64 length = 0;
  struct stat info;
  gboolean fine;

  if (handle < 0)
    return NULL;
  fine = fstat (handle, &info) == 0 && S_ISREG (info.st_mode)
         && read_at (handle, &length, PREFIX, 0, &code);
  length = GUINT64_FROM_LE (length);
  fine = fine && length <= MAX_HEADER && PREFIX + length <= (guint64) info.st_size;
  if (fine)
    {
      text = g_malloc0 (length + 1);
      fine = read_at (handle, text, length, PREFIX, &code);
      *start = PREFIX + length;
      *n_data = (guint64) info.st_size - *start;
    }
  close (handle);
  if (fine)
    return g_steal_pointer (&text);
  if (code != 0)
    fail (path, LK_ERROR_FILE, g_strerror (code), error);
  else
    refuse (path, error);
  return NULL;
}

/* A whole number that is not negative, or %FALSE. */
static gboolean
get_number (JsonArray *array, guint i, guint64 *number)
{
  JsonNode *node = json_array_get_element (array, i);

  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64
      || json_node_get_int (node) < 0)
    return FALSE;
  *number = (guint64) json_node_get_int (node);
  return TRUE;
}

static gboolean
read_shape (JsonObject *object, LkMapEntry *entry)
{
  JsonArray *array;
  gsize size = 1;

  if (!lk_json_read_array (object, "", "shape", &array, NULL)
      || json_array_get_length (array) != N_DIMS)
    return FALSE;
  for (guint i = 0; i < N_DIMS; i++)
    {
      guint64 number;

      if (!get_number (array, i, &number) || number == 0 || number > MAX_MAP_SIZE / size)
        return FALSE;
      entry->shape[i] = number;
      size *= number;
    }
  return TRUE;
}

static gsize
get_n_bytes (const LkMapEntry *entry)
{
  return entry->shape[0] * entry->shape[1] * entry->shape[2] * sizeof (float);
}

static gboolean
read_place (JsonObject *object, LkMapEntry *entry, guint64 start, guint64 n_data)
{
  JsonArray *array;
  guint64 from, to;
  const char *type;

  if (!lk_json_read_string (object, "", "dtype", &type, NULL)
      || !g_str_equal (type, "F32")
      || !lk_json_read_array (object, "", "data_offsets", &array, NULL)
      || json_array_get_length (array) != 2 || !get_number (array, 0, &from)
      || !get_number (array, 1, &to))
    return FALSE;
  entry->offset = start + from;
  return from <= to && to <= n_data && to - from == get_n_bytes (entry);
}

/* What describe() wrote. */
static gboolean
read_description (const char *text, LkMapEntry *entry)
{
  char *end;

  entry->differences = (guint) g_ascii_strtoull (text, &end, 10);
  if (end == text || *end != ' ' || strlen (end + 1) != 2 * sizeof entry->sum)
    return FALSE;
  for (guint i = 0; i < sizeof entry->sum; i++)
    {
      int high = g_ascii_xdigit_value (end[1 + 2 * i]);
      int low = g_ascii_xdigit_value (end[2 + 2 * i]);

      if (high < 0 || low < 0)
        return FALSE;
      entry->sum[i] = (guint8) (high << 4 | low);
    }
  return TRUE;
}

static gboolean
read_entry (LkMapShard *self,
            JsonObject *root,
            const char *name,
            guint64 start,
            guint64 n_data)
{
  LkMapEntry entry = { 0 };
  JsonObject *object, *metadata;
  const char *text;

  if (strlen (name) != LK_MAP_KEY_LENGTH - 1
      || strspn (name, "0123456789abcdef") != LK_MAP_KEY_LENGTH - 1
      || !lk_json_read_object (root, "", name, &object, NULL)
      || !lk_json_read_object (root, "", METADATA, &metadata, NULL)
      || !lk_json_read_string (metadata, "", name, &text, NULL)
      || !read_description (text, &entry) || !read_shape (object, &entry)
      || !read_place (object, &entry, start, n_data))
    return FALSE;
  memcpy (entry.picture, name, sizeof entry.picture);
  g_array_append_val (self->entries, entry);
  return TRUE;
}

static gboolean
read_entries (LkMapShard *self, const char *text, guint64 start, guint64 n_data)
{
  g_autoptr (JsonParser) parser = lk_json_reader_parse (text, NULL);
  g_autoptr (GList) names = NULL;
  JsonObject *root, *metadata;
  const char *source;

  if (parser == NULL)
    return FALSE;
  root = json_node_get_object (json_parser_get_root (parser));
  if (!lk_json_read_object (root, "", METADATA, &metadata, NULL)
      || !lk_json_read_string (metadata, "", SOURCE, &source, NULL)
      || !g_str_equal (source, self->source))
    return FALSE;
  names = json_object_get_members (root);
  for (GList *i = names; i != NULL; i = i->next)
    if (!g_str_equal (i->data, METADATA)
        && !read_entry (self, root, i->data, start, n_data))
      return FALSE;
  return TRUE;
}

LkMapShard *
lk_map_shard_open (const char *path, const char *source, GError **error)
{
  g_autoptr (LkMapShard) self = NULL;
  g_autofree char *text = NULL;
  guint64 start = 0, n_data = 0;

  g_return_val_if_fail (path != NULL && source != NULL, NULL);

  text = read_header (path, &start, &n_data, error);
  if (text == NULL)
    return NULL;
  self = g_new0 (LkMapShard, 1);
  g_atomic_ref_count_init (&self->n_references);
  self->path = g_strdup (path);
  self->source = g_strdup (source);
  self->entries = g_array_new (FALSE, FALSE, sizeof (LkMapEntry));
  if (read_entries (self, text, start, n_data))
    return g_steal_pointer (&self);
  refuse (path, error);
  return NULL;
}

LkMapShard *
lk_map_shard_ref (LkMapShard *self)
{
  g_atomic_ref_count_inc (&self->n_references);
  return self;
}

void
lk_map_shard_unref (LkMapShard *self)
{
  if (!g_atomic_ref_count_dec (&self->n_references))
    return;
  g_free (self->path);
  g_free (self->source);
  g_array_unref (self->entries);
  g_free (self);
}

const char *
lk_map_shard_get_path (LkMapShard *self)
{
  return self->path;
}

guint
lk_map_shard_get_n_entries (LkMapShard *self)
{
  return self->entries->len;
}

const LkMapEntry *
lk_map_shard_get_entry (LkMapShard *self, guint i)
{
  g_return_val_if_fail (i < self->entries->len, NULL);
  return &g_array_index (self->entries, LkMapEntry, i);
}

/* As they are in memory here. */
static void
turn_numbers (float *data, gsize size)
{
  for (gsize i = 0; G_BYTE_ORDER != G_LITTLE_ENDIAN && i < size; i++)
    {
      guint32 bits;

      memcpy (&bits, &data[i], sizeof bits);
      bits = GUINT32_FROM_LE (bits);
      memcpy (&data[i], &bits, sizeof bits);
    }
}

LkTensor *
lk_map_shard_read (LkMapShard *self, const LkMapEntry *entry, GError **error)
{
  g_autoptr (LkTensor) map = NULL;
  int handle, code = 0;
  gboolean fine;
  guint8 sum[32];

  g_return_val_if_fail (self != NULL && entry != NULL, NULL);

  handle = open_file (self->path, error);
  if (handle < 0)
    return NULL;
  map = lk_tensor_new (N_DIMS, entry->shape);
  fine = read_at (handle, lk_tensor_get_data (map), get_n_bytes (entry), entry->offset,
                  &code);
  close (handle);
  if (!fine && code != 0)
    {
      fail (self->path, LK_ERROR_FILE, g_strerror (code), error);
      return NULL;
    }
  if (fine)
    {
      turn_numbers (lk_tensor_get_data (map), lk_tensor_get_size (map));
      sum_up (self->source, entry, lk_tensor_get_data (map), sum);
    }
  if (fine && memcmp (sum, entry->sum, sizeof sum) == 0)
    return g_steal_pointer (&map);
  refuse (self->path, error);
  return NULL;
}
