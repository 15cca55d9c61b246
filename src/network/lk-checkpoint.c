/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-checkpoint.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "lk-checkpoint-private.h"
#include "lk-error.h"
#include "lk-file.h"
#include "lk-foreign-file.h"
#include "lk-names.h"
#include "lk-safetensors.h"
#include "lk-torch-file.h"

/* Beyond what published networks take with their optimiser's state. */
#define MAX_BYTES ((gsize) 1 << 30)

/* Enough to see what a file is. */
#define N_HEAD 4096

/* How often a file is read that changes meanwhile. */
#define N_TRIES 3

/* @sha256 of what was never in a file is computed when it is first asked for. */
struct _LkCheckpoint
{
  GObject parent_instance;

  char *path;
  const char *format;
  LkContents *contents;
  GMutex mutex;
  char *sha256;
};

G_DEFINE_FINAL_TYPE (LkCheckpoint, lk_checkpoint, G_TYPE_OBJECT)

typedef enum
{
  KIND_SAFETENSORS,
  KIND_TORCH_LEGACY,
  KIND_TORCH_ZIP,
  KIND_UNKNOWN,
} Kind;

static void
lk_checkpoint_finalize (GObject *object)
{
  LkCheckpoint *self = LK_CHECKPOINT (object);

  g_clear_pointer (&self->contents, lk_contents_free);
  g_clear_pointer (&self->sha256, g_free);
  g_clear_pointer (&self->path, g_free);
  g_mutex_clear (&self->mutex);

  G_OBJECT_CLASS (lk_checkpoint_parent_class)->finalize (object);
}

static void
lk_checkpoint_class_init (LkCheckpointClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = lk_checkpoint_finalize;
}

static void
lk_checkpoint_init (LkCheckpoint *self)
{
  self->format = "safetensors";
  self->contents = lk_contents_new ();
  g_mutex_init (&self->mutex);
}

/* A safetensors header begins with '{' behind its length; no torch file has it there. */
static Kind
tell_kind (GBytes *bytes)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);

  if (size >= 4 && memcmp (data, "PK\3\4", 4) == 0)
    return KIND_TORCH_ZIP;
  if (size >= 9 && data[8] == '{')
    return KIND_SAFETENSORS;
  if (size >= 2 && data[0] == 0x80 && data[1] >= 2 && data[1] <= 5)
    return KIND_TORCH_LEGACY;
  return KIND_UNKNOWN;
}

static gboolean
refuse_kind (LkCheckpoint *self, GBytes *bytes, GError **error)
{
  g_autofree char *message = lk_foreign_file_describe (bytes, self->path);

  g_set_error_literal (
      error, LK_ERROR, LK_ERROR_FORMAT,
      message != NULL ? message : _ ("it is neither a safetensors nor a torch file"));
  return FALSE;
}

static gboolean
read_bytes (LkCheckpoint *self, GBytes *bytes, GError **error)
{
  switch (tell_kind (bytes))
    {
    case KIND_SAFETENSORS:
      self->format = "safetensors";
      return lk_safetensors_read_contents (bytes, self->contents, error);
    case KIND_TORCH_LEGACY:
      self->format = "torch-legacy";
      return lk_torch_legacy_read (bytes, self->contents, error);
    case KIND_TORCH_ZIP:
      self->format = "torch-zip";
      return lk_torch_zip_read (bytes, self->contents, error);
    case KIND_UNKNOWN:
    default:
      return refuse_kind (self, bytes, error);
    }
}

/* What its first bytes are enough to refuse: hundreds of megabytes are read no sooner
 * than they have a chance. */
static gboolean
check_head (const char *path, GError **error)
{
  gsize size;
  g_autoptr (GBytes) head = lk_file_read_head (path, N_HEAD, &size, error);
  g_autoptr (GBytes) header = NULL;

  if (head == NULL)
    return FALSE;
  switch (tell_kind (head))
    {
    case KIND_SAFETENSORS:
      header = lk_file_read_head (
          path, lk_safetensors_get_head_size (g_bytes_get_data (head, NULL)), &size,
          error);
      return header != NULL && lk_safetensors_check_head (header, size, error);
    case KIND_TORCH_LEGACY:
      return lk_torch_legacy_check_head (head, error);
    default:
      return TRUE;
    }
}

static gboolean
is_same (const GStatBuf *a, const GStatBuf *b)
{
  return a->st_dev == b->st_dev && a->st_ino == b->st_ino && a->st_size == b->st_size
         && a->st_mtim.tv_sec == b->st_mtim.tv_sec
         && a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* The whole file as it was at one time: half of one that is being written could make
 * other weights of the same shape. Without an error the file was not at rest. */
static GBytes *
read_at_rest (const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  GStatBuf before;
  GStatBuf after;

  if (g_stat (path, &before) != 0)
    memset (&before, 0, sizeof before);
  bytes = lk_file_read (path, MAX_BYTES, error);
  if (bytes == NULL || g_stat (path, &after) != 0 || !is_same (&before, &after))
    return NULL;
  return g_steal_pointer (&bytes);
}

static GBytes *
read_file (const char *path, GError **error)
{
  g_autoptr (GError) reason = NULL;
  g_autofree char *name = g_filename_display_name (path);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_set_error (error, LK_ERROR, LK_ERROR_FILE, "%s: %s", name,
                 _ ("there is no such file"));
  else if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      g_autofree char *message = lk_foreign_file_describe_folder (path);

      g_set_error (error, LK_ERROR, LK_ERROR_FILE, "%s: %s", name, message);
    }
  else if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    g_set_error (error, LK_ERROR, LK_ERROR_FILE, "%s: %s", name, _ ("it is not a file"));
  else
    {
      if (!check_head (path, error))
        {
          g_prefix_error (error, "%s: ", name);
          return NULL;
        }
      for (guint i = 0; i < N_TRIES && reason == NULL; i++)
        {
          GBytes *bytes = read_at_rest (path, &reason);

          if (bytes != NULL)
            return bytes;
        }
      if (reason != NULL)
        g_propagate_error (error, g_steal_pointer (&reason));
      else
        g_set_error (error, LK_ERROR, LK_ERROR_FILE, "%s: %s", name,
                     _ ("it is being written: open it again when it is complete"));
    }
  return NULL;
}

static gboolean
refuse_empty (LkCheckpoint *self, GError **error)
{
  g_autoptr (GPtrArray) names = lk_checkpoint_list_unread (self);
  g_autofree char *name = NULL;

  if (names->len == 0)
    {
      g_set_error_literal (error, LK_ERROR, LK_ERROR_FORMAT, _ ("it holds no tensors"));
      return FALSE;
    }
  name = lk_names_make_printable (*(char *) names->pdata[0] != '\0' ? names->pdata[0]
                                                                    : "torch.save()");
  g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
               _ ("it holds no tensors that are read: “%s” %s"), name,
               lk_checkpoint_get_unread (self, names->pdata[0])->reason);
  return FALSE;
}

static gboolean
load (LkCheckpoint *self, GBytes *bytes, GError **error)
{
  if (!read_bytes (self, bytes, error))
    return FALSE;
  if (g_hash_table_size (self->contents->tensors) == 0)
    return refuse_empty (self, error);
  self->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  return TRUE;
}

void
lk_checkpoint_prefix_error (LkCheckpoint *self, GError **error)
{
  g_autofree char *name = NULL;

  if (self->path == NULL)
    return;
  name = g_filename_display_name (self->path);
  g_prefix_error (error, "%s: ", name);
}

const char *
lk_checkpoint_get_path (LkCheckpoint *self)
{
  return self->path;
}

LkCheckpoint *
lk_checkpoint_load (const char *path, GError **error)
{
  g_autoptr (LkCheckpoint) self = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  bytes = read_file (path, error);
  if (bytes == NULL)
    return NULL;
  self = g_object_new (LK_TYPE_CHECKPOINT, NULL);
  self->path = g_strdup (path);
  if (!load (self, bytes, error))
    {
      lk_checkpoint_prefix_error (self, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

static void
copy_tensors (GHashTable *target, GHashTable *source)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, source);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (target, g_strdup (key), lk_tensor_ref (value));
}

static void
copy_metadata (GHashTable *target, GHashTable *source)
{
  GHashTableIter iter;
  gpointer key;
  gpointer value;

  g_hash_table_iter_init (&iter, source);
  while (g_hash_table_iter_next (&iter, &key, &value))
    g_hash_table_insert (target, g_strdup (key), g_strdup (value));
}

LkCheckpoint *
lk_checkpoint_new (GHashTable *tensors, GHashTable *metadata)
{
  LkCheckpoint *self = g_object_new (LK_TYPE_CHECKPOINT, NULL);

  copy_tensors (self->contents->tensors, tensors);
  if (metadata != NULL)
    copy_metadata (self->contents->metadata, metadata);
  return self;
}

LkCheckpoint *
lk_checkpoint_new_for_contents (LkContents *contents)
{
  LkCheckpoint *self;

  g_return_val_if_fail (contents != NULL, NULL);

  self = g_object_new (LK_TYPE_CHECKPOINT, NULL);
  lk_contents_free (self->contents);
  self->contents = contents;
  return self;
}

static gboolean
save (GBytes *bytes, const char *path, GError **error)
{
  gsize size;
  const char *data;

  if (bytes == NULL)
    return FALSE;
  data = g_bytes_get_data (bytes, &size);
  return lk_file_write (path, data, size, error);
}

gboolean
lk_checkpoint_save (LkCheckpoint *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (LK_IS_CHECKPOINT (self) && path != NULL, FALSE);

  bytes = lk_safetensors_write (self->contents->tensors, self->contents->metadata, error);
  return save (bytes, path, error);
}

gboolean
lk_checkpoint_save_half (LkCheckpoint *self, const char *path, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  g_return_val_if_fail (LK_IS_CHECKPOINT (self) && path != NULL, FALSE);

  bytes = lk_safetensors_write_half (self->contents->tensors, self->contents->metadata,
                                     error);
  return save (bytes, path, error);
}

const char *
lk_checkpoint_get_format (LkCheckpoint *self)
{
  g_return_val_if_fail (LK_IS_CHECKPOINT (self), NULL);
  return self->format;
}

const char *
lk_checkpoint_get_sha256 (LkCheckpoint *self)
{
  const char *sha256;

  g_return_val_if_fail (LK_IS_CHECKPOINT (self), NULL);

  g_mutex_lock (&self->mutex);
  if (self->sha256 == NULL)
    {
      g_autoptr (GBytes) bytes = lk_safetensors_write (self->contents->tensors,
                                                       self->contents->metadata, NULL);

      if (bytes != NULL)
        self->sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
    }
  sha256 = self->sha256;
  g_mutex_unlock (&self->mutex);
  return sha256;
}

GPtrArray *
lk_checkpoint_list_names (LkCheckpoint *self)
{
  g_return_val_if_fail (LK_IS_CHECKPOINT (self), NULL);
  return lk_names_sort_keys (self->contents->tensors);
}

LkTensor *
lk_checkpoint_get_tensor (LkCheckpoint *self, const char *name)
{
  g_return_val_if_fail (LK_IS_CHECKPOINT (self), NULL);
  return g_hash_table_lookup (self->contents->tensors, name);
}

const LkUnread *
lk_checkpoint_get_unread (LkCheckpoint *self, const char *name)
{
  g_return_val_if_fail (LK_IS_CHECKPOINT (self), NULL);
  return g_hash_table_lookup (self->contents->unread, name);
}

GPtrArray *
lk_checkpoint_list_unread (LkCheckpoint *self)
{
  g_return_val_if_fail (LK_IS_CHECKPOINT (self), NULL);
  return lk_names_sort_keys (self->contents->unread);
}

GPtrArray *
lk_checkpoint_get_modules (LkCheckpoint *self)
{
  g_return_val_if_fail (LK_IS_CHECKPOINT (self), NULL);
  return self->contents->modules;
}

const char *
lk_checkpoint_get_metadata (LkCheckpoint *self, const char *key)
{
  g_return_val_if_fail (LK_IS_CHECKPOINT (self), NULL);
  return g_hash_table_lookup (self->contents->metadata, key);
}

GHashTable *
lk_checkpoint_get_all_metadata (LkCheckpoint *self)
{
  g_return_val_if_fail (LK_IS_CHECKPOINT (self), NULL);
  return self->contents->metadata;
}
