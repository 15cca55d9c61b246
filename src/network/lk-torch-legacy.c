/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-torch-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-error.h"
#include "lk-names.h"

#define PROTOCOL 1001

/* What comes first is a number each. */
#define MAX_FIRST 256

static const guint8 magic[]
    = { 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19 };

/* What is left of the file. */
typedef struct
{
  GBytes *bytes;
  gsize at;
} Rest;

static gboolean
fail (GError **error, LkError code, const char *message)
{
  g_set_error_literal (error, LK_ERROR, code, message);
  return FALSE;
}

/* Of at most @max_bytes. */
static LkPickle *
read_pickle (Rest *rest, gsize max_bytes, GError **error)
{
  gsize size;
  gsize n_read;
  const guint8 *data = g_bytes_get_data (rest->bytes, &size);
  /* Of no bytes there is no address. */
  LkPickle *pickle = lk_pickle_parse (size > 0 ? data + rest->at : data,
                                      MIN (size - rest->at, max_bytes), &n_read, error);

  if (pickle != NULL)
    rest->at += n_read;
  return pickle;
}

static gboolean
check_magic (Rest *rest, GError **error)
{
  g_autoptr (LkPickle) first = read_pickle (rest, MAX_FIRST, NULL);
  g_autoptr (LkPickle) second = NULL;
  const LkPickleValue *value;

  value = first != NULL ? lk_pickle_get_root (first) : NULL;
  if (value == NULL || value->kind != LK_PICKLE_BYTES || value->length != sizeof magic
      || memcmp (value->text, magic, sizeof magic) != 0)
    return fail (error, LK_ERROR_UNSUPPORTED,
                 _ ("it is a Python pickle that torch did not write: save it with "
                    "torch.save (model.state_dict (), …)"));
  second = read_pickle (rest, MAX_FIRST, error);
  if (second == NULL)
    return FALSE;
  value = lk_pickle_get_root (second);
  if (value->kind != LK_PICKLE_INT || value->integer != PROTOCOL)
    return fail (error, LK_ERROR_UNSUPPORTED,
                 _ ("it is of an unknown version of torch’s format"));
  return TRUE;
}

static gboolean
check_byte_order (Rest *rest, GError **error)
{
  g_autoptr (LkPickle) info = read_pickle (rest, G_MAXSIZE, error);
  const LkPickleValue *dict;

  if (info == NULL)
    return FALSE;
  dict = lk_pickle_get_root (info);
  if (dict->kind != LK_PICKLE_DICT)
    return fail (error, LK_ERROR_FORMAT, _ ("its description of the machine is missing"));
  for (guint i = 0; i + 1 < dict->items->len; i += 2)
    {
      const LkPickleValue *key = dict->items->pdata[i];
      const LkPickleValue *value = dict->items->pdata[i + 1];

      if (key->kind == LK_PICKLE_STRING && g_str_equal (key->text, "little_endian")
          && (value->kind != LK_PICKLE_BOOL || !value->integer))
        return fail (error, LK_ERROR_UNSUPPORTED,
                     _ ("its numbers are big-endian, which is not supported"));
    }
  return TRUE;
}

/* Nobody knows where the next one begins. */
static gboolean
fail_kind (const char *kind, GError **error)
{
  g_autofree char *printable = lk_names_make_printable (kind);

  g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
               _ ("it has a storage of the unknown kind “%s”"), printable);
  return FALSE;
}

static gboolean
read_storage (Rest *rest,
              const LkPickleStorage *storage,
              GHashTable *storages,
              GError **error)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (rest->bytes, &size);
  const gsize n_bytes = storage->length * lk_dtype_get_size (storage->dtype);
  guint64 length;

  if (lk_dtype_get_size (storage->dtype) == 0)
    return fail_kind (storage->kind, error);
  if (size - rest->at < sizeof length)
    return fail (error, LK_ERROR_FORMAT, _ ("it is cut short"));
  memcpy (&length, data + rest->at, sizeof length);
  rest->at += sizeof length;
  if (GUINT64_FROM_LE (length) != storage->length)
    return fail (error, LK_ERROR_FORMAT, _ ("a storage has another size than it should"));
  if (size - rest->at < n_bytes)
    return fail (error, LK_ERROR_FORMAT, _ ("it is cut short"));
  g_hash_table_insert (storages, g_strdup (storage->key),
                       g_bytes_new_from_bytes (rest->bytes, rest->at, n_bytes));
  rest->at += n_bytes;
  return TRUE;
}

static gboolean
read_storages (Rest *rest, LkPickle *state, GHashTable *storages, GError **error)
{
  g_autoptr (LkPickle) keys = read_pickle (rest, G_MAXSIZE, error);
  const LkPickleValue *list;

  if (keys == NULL)
    return FALSE;
  list = lk_pickle_get_root (keys);
  if (list->kind != LK_PICKLE_LIST)
    return fail (error, LK_ERROR_FORMAT, _ ("its list of storages is missing"));
  for (guint i = 0; i < list->items->len; i++)
    {
      const LkPickleValue *key = list->items->pdata[i];
      const LkPickleStorage *storage = NULL;

      if (key->kind == LK_PICKLE_STRING)
        storage = g_hash_table_lookup (lk_pickle_get_storages (state), key->text);
      if (storage == NULL || g_hash_table_contains (storages, key->text))
        return fail (error, LK_ERROR_FORMAT, _ ("its list of storages is wrong"));
      if (!read_storage (rest, storage, storages, error))
        return FALSE;
    }
  return TRUE;
}

gboolean
lk_torch_legacy_check_head (GBytes *head, GError **error)
{
  return check_magic (&(Rest){ head, 0 }, error);
}

gboolean
lk_torch_legacy_read (GBytes *bytes, LkContents *contents, GError **error)
{
  Rest rest = { bytes, 0 };
  g_autoptr (LkPickle) state = NULL;
  g_autoptr (GHashTable) storages = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);

  if (!check_magic (&rest, error) || !check_byte_order (&rest, error))
    return FALSE;
  state = read_pickle (&rest, G_MAXSIZE, error);
  return state != NULL && read_storages (&rest, state, storages, error)
         && lk_torch_state_collect (lk_pickle_get_root (state), storages,
                                    g_bytes_get_size (bytes), contents, error);
}
