/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-torch-file.h"

#include <archive.h>
#include <archive_entry.h>
#include <glib/gi18n-lib.h>
#include <locale.h>
#include <string.h>

#include "lk-error.h"
#include "lk-foreign-file.h"
#include "lk-names.h"

#define MAX_ENTRIES 100000
#define BASE_BUDGET (64 << 20)
#define BUDGET_FACTOR 4

/* @entries: file names without the top folder to #GBytes; @budget: bytes that may still
 * be unpacked; @has_program: whether there is a program in it; @other: one of the other
 * files, of weights by its name if there is such a one. */
typedef struct
{
  struct archive *archive;
  GHashTable *entries;
  gsize budget;
  gboolean has_program;
  char *other;
} Reader;

static gboolean
fail (GError **error, LkError code, const char *message)
{
  g_set_error_literal (error, LK_ERROR, code, message);
  return FALSE;
}

static gboolean
fail_archive (Reader *self, GError **error)
{
  const char *reason = archive_error_string (self->archive);
  g_autofree char *printable = lk_names_make_printable (reason != NULL ? reason : "");

  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("its zip archive is damaged: %s"),
               printable);
  return FALSE;
}

/* The top folder may have any name, the file's own for one. */
static const char *
get_inner_name (struct archive_entry *entry)
{
  const char *name = archive_entry_pathname_utf8 (entry);
  const char *slash;

  if (name == NULL)
    name = archive_entry_pathname (entry);
  slash = name != NULL ? strchr (name, '/') : NULL;
  return slash != NULL ? slash + 1 : NULL;
}

static gboolean
is_wanted (const char *name)
{
  return name != NULL
         && (g_str_equal (name, "data.pkl") || g_str_equal (name, "byteorder")
             || g_str_has_prefix (name, "data/"));
}

/* What TorchScript adds to a file: a program, and its constants. */
static gboolean
is_program (const char *name)
{
  return name != NULL
         && (g_str_equal (name, "constants.pkl") || g_str_has_prefix (name, "code/"));
}

static void
note_other (Reader *self, struct archive_entry *entry)
{
  const char *name = archive_entry_pathname_utf8 (entry);

  if (name == NULL)
    name = archive_entry_pathname (entry);
  if (name == NULL || strchr (name, '.') == NULL)
    return;
  if (self->other != NULL
      && (lk_foreign_file_may_be_weights (self->other)
          || !lk_foreign_file_may_be_weights (name)))
    return;
  g_free (self->other);
  self->other = g_strdup (name);
}

static gboolean
read_entry (Reader *self, struct archive_entry *entry, const char *name, GError **error)
{
  g_autofree guint8 *data = NULL;
  gint64 size;
  la_ssize_t n_read;

  if (!lk_names_check_number (g_hash_table_size (self->entries), error))
    return FALSE;
  if (g_hash_table_contains (self->entries, name))
    return fail (error, LK_ERROR_FORMAT, _ ("its zip archive has a file twice"));
  size = archive_entry_size (entry);
  if (!archive_entry_size_is_set (entry) || size < 0)
    return fail (error, LK_ERROR_FORMAT,
                 _ ("its zip archive does not say how large its files are"));
  if ((guint64) size > self->budget)
    return fail (error, LK_ERROR_LIMIT, _ ("its zip archive unpacks to too much"));
  self->budget -= size;
  data = g_try_malloc (size + 1);
  if (data == NULL)
    return fail (error, LK_ERROR_LIMIT, _ ("its zip archive unpacks to too much"));
  n_read = archive_read_data (self->archive, data, size + 1);
  if (n_read < 0)
    return fail_archive (self, error);
  if (n_read != size)
    return fail (error, LK_ERROR_FORMAT,
                 _ ("its zip archive has a file of another size than it says"));
  g_hash_table_insert (self->entries, g_strdup (name),
                       g_bytes_new_take (g_steal_pointer (&data), size));
  return TRUE;
}

static gboolean
read_entries (Reader *self, GError **error)
{
  for (guint n = 0;; n++)
    {
      struct archive_entry *entry;
      const int status = archive_read_next_header (self->archive, &entry);
      const char *name;

      if (status == ARCHIVE_EOF)
        return TRUE;
      if (status != ARCHIVE_OK && status != ARCHIVE_WARN)
        return fail_archive (self, error);
      if (n == MAX_ENTRIES)
        return fail (error, LK_ERROR_LIMIT, _ ("its zip archive has too many files"));
      name = get_inner_name (entry);
      self->has_program = self->has_program || is_program (name);
      if (!is_wanted (name))
        note_other (self, entry);
      else if (!read_entry (self, entry, name, error))
        return FALSE;
    }
}

static gboolean
open_archive (Reader *self, GBytes *bytes, GError **error)
{
  gsize size;
  const void *data = g_bytes_get_data (bytes, &size);

  archive_read_support_format_zip_seekable (self->archive);
  return (archive_read_open_memory (self->archive, data, size) == ARCHIVE_OK
          || fail_archive (self, error))
         && read_entries (self, error);
}

static gboolean
check_kind (Reader *self, GError **error)
{
  g_autofree char *message = NULL;

  if (self->has_program)
    return fail (error, LK_ERROR_UNSUPPORTED,
                 _ ("it is a TorchScript program, and none is run: save "
                    "model.state_dict() of the network it was made from"));
  if (g_hash_table_contains (self->entries, "data.pkl"))
    return TRUE;
  message = lk_foreign_file_describe_zip (self->other);
  return fail (error, LK_ERROR_UNSUPPORTED, message);
}

/* libarchive hides names that the locale cannot show: this thread gets one for UTF-8. */
static gboolean
read_archive (GBytes *bytes, GHashTable *entries, GError **error)
{
  Reader self = { archive_read_new (), entries, g_bytes_get_size (bytes), FALSE, NULL };
  const locale_t utf8 = newlocale (LC_CTYPE_MASK, "C.UTF-8", (locale_t) 0);
  const locale_t before = utf8 != (locale_t) 0 ? uselocale (utf8) : (locale_t) 0;
  gboolean ok;

  if (!g_size_checked_mul (&self.budget, self.budget, BUDGET_FACTOR)
      || !g_size_checked_add (&self.budget, self.budget, BASE_BUDGET))
    self.budget = G_MAXSIZE;
  self.budget = MIN (self.budget, LK_CONTENTS_BUDGET);
  ok = open_archive (&self, bytes, error) && check_kind (&self, error);
  archive_read_free (self.archive);
  g_free (self.other);
  if (utf8 != (locale_t) 0)
    {
      uselocale (before);
      freelocale (utf8);
    }
  return ok;
}

static gboolean
check_byte_order (GHashTable *entries, GError **error)
{
  GBytes *order = g_hash_table_lookup (entries, "byteorder");
  gsize size;
  const char *text;

  if (order == NULL)
    return TRUE;
  text = g_bytes_get_data (order, &size);
  if (size == strlen ("little") && memcmp (text, "little", size) == 0)
    return TRUE;
  return fail (error, LK_ERROR_UNSUPPORTED,
               _ ("its numbers are big-endian, which is not supported"));
}

static gboolean
find_storages (GHashTable *entries, LkPickle *state, GHashTable *storages, GError **error)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, lk_pickle_get_storages (state));
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      const LkPickleStorage *storage = value;
      g_autofree char *name = g_strconcat ("data/", key, NULL);
      GBytes *bytes = g_hash_table_lookup (entries, name);

      if (bytes == NULL || lk_dtype_get_size (storage->dtype) == 0)
        continue;
      if (g_bytes_get_size (bytes)
          != storage->length * lk_dtype_get_size (storage->dtype))
        return fail (error, LK_ERROR_FORMAT,
                     _ ("a storage has another size than it should"));
      g_hash_table_insert (storages, g_strdup (key), g_bytes_ref (bytes));
    }
  return TRUE;
}

static LkPickle *
read_state (GHashTable *entries, GError **error)
{
  GBytes *bytes = g_hash_table_lookup (entries, "data.pkl");
  const guint8 *data;
  gsize size;
  gsize n_read;

  data = g_bytes_get_data (bytes, &size);
  return lk_pickle_parse (data, size, &n_read, error);
}

gboolean
lk_torch_zip_read (GBytes *bytes, LkContents *contents, GError **error)
{
  g_autoptr (GHashTable) entries = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                          (GDestroyNotify) g_bytes_unref);
  g_autoptr (GHashTable) storages = g_hash_table_new_full (
      g_str_hash, g_str_equal, g_free, (GDestroyNotify) g_bytes_unref);
  g_autoptr (LkPickle) state = NULL;

  if (!read_archive (bytes, entries, error) || !check_byte_order (entries, error))
    return FALSE;
  state = read_state (entries, error);
  return state != NULL && find_storages (entries, state, storages, error)
         && lk_torch_state_collect (lk_pickle_get_root (state), storages,
                                    g_bytes_get_size (bytes), contents, error);
}
