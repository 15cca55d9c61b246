/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-storage.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-file.h"

/* Where a session was kept that another took the place of. */
typedef struct
{
  char *path;
  char *title;
  char *sha256;
  gboolean with_pictures;
} Place;

struct _LkStorage
{
  GObject parent_instance;

  char *path;
  char *title;
  guint session; /* counts up as it becomes another */
  guint revision;
  guint saved_revision;
  gboolean was_modified;
  gboolean with_pictures;
  GPtrArray *places; /* those that were left, and at @place nothing yet */
  guint place;

  /* The session's file as it was read or written last, under the lock. */
  guint known_session;
  char *known_path;
  char *known_sha256;

  GCancellable *loading;
  GThreadPool *writers; /* one thread: writes stay in their order */
  GMutex lock;
  GCond written;
};

enum
{
  PROP_PATH = 1,
  PROP_TITLE,
  PROP_MODIFIED,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];
static guint touched_signal;

G_DEFINE_FINAL_TYPE (LkStorage, lk_storage, G_TYPE_OBJECT)

/* A write. Whoever waits for it owns it; else its task does. */
typedef struct
{
  LkSessionFile *contents;
  char *path;
  LkStorageMode mode;
  guint session;
  guint revision;

  GTask *task; /* or NULL: somebody waits */
  gboolean done;
  GError *error;
} Write;

static void
write_free (Write *write)
{
  lk_session_file_free (write->contents);
  g_free (write->path);
  g_clear_error (&write->error);
  g_free (write);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Write, write_free)

static void
place_free (gpointer data)
{
  Place *place = data;

  if (place == NULL)
    return;
  g_free (place->path);
  g_free (place->title);
  g_free (place->sha256);
  g_free (place);
}

static void
notify (LkStorage *self, guint property)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
set_path (LkStorage *self, const char *path)
{
  g_autofree char *copy = g_strdup (path);

  g_free (self->path);
  self->path = g_steal_pointer (&copy);
  notify (self, PROP_PATH);
  notify (self, PROP_TITLE);
}

static void
update_modified (LkStorage *self)
{
  gboolean modified = lk_storage_get_modified (self);

  if (modified == self->was_modified)
    return;
  self->was_modified = modified;
  notify (self, PROP_MODIFIED);
}

/* The main thread's part of a write that ended. */
static gboolean
take_written (LkStorage *self, Write *write, GError **error)
{
  if (write->error != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&write->error));
      return FALSE;
    }
  if (write->mode == LK_STORAGE_COPY || write->session != self->session)
    return TRUE;
  self->saved_revision = write->revision;
  self->with_pictures = write->contents->with_pictures;
  set_path (self, write->path);
  update_modified (self);
  return TRUE;
}

/* Back on the main thread, where the last reference may go. */
static gboolean
deliver (gpointer data)
{
  Write *write = data;
  g_autoptr (GTask) task = write->task;
  GError *error = NULL;

  if (take_written (g_task_get_source_object (task), write, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
  return G_SOURCE_REMOVE;
}

/* The file of an earlier session says nothing of this one's. */
static void
set_known (LkStorage *self, guint session, const char *path, const char *sha256)
{
  g_mutex_lock (&self->lock);
  if (session >= self->known_session)
    {
      self->known_session = session;
      g_free (self->known_path);
      self->known_path = g_strdup (path);
      g_free (self->known_sha256);
      self->known_sha256 = g_strdup (sha256);
    }
  g_mutex_unlock (&self->lock);
}

/* (nullable): what @path should hold, as far as it is known. */
static char *
get_known (LkStorage *self, const char *path)
{
  char *sha256 = NULL;

  g_mutex_lock (&self->lock);
  if (g_strcmp0 (path, self->known_path) == 0)
    sha256 = g_strdup (self->known_sha256);
  g_mutex_unlock (&self->lock);
  return sha256;
}

/* Whether nobody else wrote to the file. */
static gboolean
check_known (LkStorage *self, const char *path, GError **error)
{
  g_autofree char *known = get_known (self, path);
  g_autofree char *really = NULL;
  g_autofree char *name = NULL;
  g_autoptr (GBytes) bytes = NULL;

  if (known == NULL)
    return TRUE;
  bytes = lk_file_read (path, G_MAXINT32, NULL);
  if (bytes == NULL)
    return TRUE;
  really = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  if (g_str_equal (known, really))
    return TRUE;
  name = g_filename_display_name (path);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_WRONG_ETAG,
               _ ("“%s” was changed by another program since it was opened or saved"),
               name);
  return FALSE;
}

static void
write_in_thread (gpointer data, gpointer user_data)
{
  Write *write = data;
  LkStorage *self = user_data;
  g_autofree char *known = NULL;

  if ((write->mode != LK_STORAGE_SAVE || check_known (self, write->path, &write->error))
      && lk_session_file_save (write->contents, write->path, &write->error))
    {
      known = get_known (self, write->path);
      if (write->mode != LK_STORAGE_COPY || known != NULL)
        set_known (self, write->session, write->path, write->contents->file_sha256);
    }
  if (write->task != NULL)
    {
      g_idle_add_full (G_PRIORITY_DEFAULT, deliver, write, NULL);
      return;
    }
  g_mutex_lock (&self->lock);
  write->done = TRUE;
  g_cond_broadcast (&self->written);
  g_mutex_unlock (&self->lock);
}

static Write *
write_new (LkStorage *self, LkSessionFile *contents, const char *path, LkStorageMode mode)
{
  Write *write = g_new0 (Write, 1);

  write->contents = contents;
  write->path = g_strdup (path);
  write->mode = mode;
  write->session = self->session;
  write->revision = self->revision;
  return write;
}

gboolean
lk_storage_save (LkStorage *self,
                 LkSessionFile *contents,
                 const char *path,
                 LkStorageMode mode,
                 GError **error)
{
  g_autoptr (Write) write = NULL;

  g_return_val_if_fail (LK_IS_STORAGE (self), FALSE);
  g_return_val_if_fail (contents != NULL && path != NULL, FALSE);

  write = write_new (self, contents, path, mode);
  g_thread_pool_push (self->writers, write, NULL);
  g_mutex_lock (&self->lock);
  while (!write->done)
    g_cond_wait (&self->written, &self->lock);
  g_mutex_unlock (&self->lock);
  return take_written (self, write, error);
}

void
lk_storage_save_async (LkStorage *self,
                       LkSessionFile *contents,
                       const char *path,
                       LkStorageMode mode,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  Write *write;

  g_return_if_fail (LK_IS_STORAGE (self));
  g_return_if_fail (contents != NULL && path != NULL);

  write = write_new (self, contents, path, mode);
  write->task = g_task_new (self, NULL, callback, user_data);
  g_task_set_source_tag (write->task, lk_storage_save_async);
  g_task_set_task_data (write->task, write, (GDestroyNotify) write_free);
  g_thread_pool_push (self->writers, write, NULL);
}

gboolean
lk_storage_save_finish (LkStorage *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LK_IS_STORAGE (self), FALSE);
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
load (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  LkSessionFile *file = lk_session_file_load (data, &error);

  if (file != NULL)
    g_task_return_pointer (task, file, (GDestroyNotify) lk_session_file_free);
  else
    g_task_return_error (task, error);
}

void
lk_storage_load_async (LkStorage *self,
                       const char *path,
                       GAsyncReadyCallback callback,
                       gpointer user_data)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LK_IS_STORAGE (self));
  g_return_if_fail (path != NULL);

  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  self->loading = g_cancellable_new ();
  task = g_task_new (self, self->loading, callback, user_data);
  g_task_set_source_tag (task, lk_storage_load_async);
  g_task_set_return_on_cancel (task, TRUE);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, load);
}

LkSessionFile *
lk_storage_load_finish (LkStorage *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (LK_IS_STORAGE (self), NULL);
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}

const char *
lk_storage_get_path (LkStorage *self)
{
  g_return_val_if_fail (LK_IS_STORAGE (self), NULL);
  return self->path;
}

char *
lk_storage_get_title (LkStorage *self)
{
  g_autofree char *name = NULL;

  g_return_val_if_fail (LK_IS_STORAGE (self), NULL);

  if (self->path == NULL)
    return g_strdup (self->title != NULL ? self->title : _ ("Untitled"));
  name = g_filename_display_basename (self->path);
  if (g_str_has_suffix (name, ".likeness"))
    name[strlen (name) - strlen (".likeness")] = '\0';
  return g_steal_pointer (&name);
}

const char *
lk_storage_get_given_title (LkStorage *self)
{
  g_return_val_if_fail (LK_IS_STORAGE (self), NULL);
  return self->title;
}

/* Remembers where the session is kept, which another takes the place of. */
static void
leave (LkStorage *self)
{
  Place *place = g_new0 (Place, 1);

  place->path = g_strdup (self->path);
  place->title = g_strdup (self->title);
  place->sha256 = lk_storage_get_expected (self);
  place->with_pictures = self->with_pictures;
  place_free (self->places->pdata[self->place]);
  self->places->pdata[self->place] = place;
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
}

static void
begin (LkStorage *self, const Place *place)
{
  g_free (self->title);
  self->title = g_strdup (place->title);
  self->session++;
  self->with_pictures = place->with_pictures;
  set_known (self, self->session, place->path, place->sha256);
  self->saved_revision = ++self->revision;
  set_path (self, place->path);
  update_modified (self);
}

void
lk_storage_begin (LkStorage *self, const char *path, const char *title)
{
  g_return_if_fail (LK_IS_STORAGE (self));

  leave (self);
  self->place = self->places->len;
  g_ptr_array_add (self->places, NULL);
  begin (self, &(Place){ .path = (char *) path, .title = (char *) title });
}

guint
lk_storage_get_place (LkStorage *self)
{
  g_return_val_if_fail (LK_IS_STORAGE (self), 0);
  return self->place;
}

void
lk_storage_return (LkStorage *self, guint place)
{
  g_return_if_fail (LK_IS_STORAGE (self));
  g_return_if_fail (place < self->places->len && self->places->pdata[place] != NULL);

  leave (self);
  self->place = place;
  begin (self, self->places->pdata[place]);
}

gboolean
lk_storage_get_modified (LkStorage *self)
{
  g_return_val_if_fail (LK_IS_STORAGE (self), FALSE);
  return self->revision != self->saved_revision;
}

void
lk_storage_touch (LkStorage *self)
{
  g_return_if_fail (LK_IS_STORAGE (self));

  self->revision++;
  update_modified (self);
  g_signal_emit (self, touched_signal, 0);
}

guint
lk_storage_get_revision (LkStorage *self)
{
  g_return_val_if_fail (LK_IS_STORAGE (self), 0);
  return self->revision;
}

guint
lk_storage_get_session (LkStorage *self)
{
  g_return_val_if_fail (LK_IS_STORAGE (self), 0);
  return self->session;
}

void
lk_storage_expect (LkStorage *self, const char *sha256)
{
  g_return_if_fail (LK_IS_STORAGE (self));
  set_known (self, self->session, self->path, sha256);
}

char *
lk_storage_get_expected (LkStorage *self)
{
  g_return_val_if_fail (LK_IS_STORAGE (self), NULL);
  return self->path != NULL ? get_known (self, self->path) : NULL;
}

gboolean
lk_storage_get_with_pictures (LkStorage *self)
{
  g_return_val_if_fail (LK_IS_STORAGE (self), FALSE);
  return self->with_pictures;
}

void
lk_storage_set_with_pictures (LkStorage *self, gboolean with_pictures)
{
  g_return_if_fail (LK_IS_STORAGE (self));
  self->with_pictures = with_pictures;
}

static void
lk_storage_finalize (GObject *object)
{
  LkStorage *self = LK_STORAGE (object);

  g_thread_pool_free (self->writers, FALSE, TRUE);
  g_cancellable_cancel (self->loading);
  g_clear_object (&self->loading);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->written);
  g_free (self->path);
  g_free (self->title);
  g_free (self->known_path);
  g_free (self->known_sha256);
  g_ptr_array_unref (self->places);
  G_OBJECT_CLASS (lk_storage_parent_class)->finalize (object);
}

static void
lk_storage_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  LkStorage *self = LK_STORAGE (object);

  switch (id)
    {
    case PROP_PATH:
      g_value_set_string (value, self->path);
      break;
    case PROP_TITLE:
      g_value_take_string (value, lk_storage_get_title (self));
      break;
    case PROP_MODIFIED:
      g_value_set_boolean (value, lk_storage_get_modified (self));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
lk_storage_class_init (LkStorageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;

  object_class->finalize = lk_storage_finalize;
  object_class->get_property = lk_storage_get_property;
  properties[PROP_PATH] = g_param_spec_string ("path", NULL, NULL, NULL, flags);
  properties[PROP_TITLE] = g_param_spec_string ("title", NULL, NULL, NULL, flags);
  properties[PROP_MODIFIED] = g_param_spec_boolean ("modified", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  touched_signal = g_signal_new ("touched", LK_TYPE_STORAGE, G_SIGNAL_RUN_LAST, 0, NULL,
                                 NULL, NULL, G_TYPE_NONE, 0);
}

static void
lk_storage_init (LkStorage *self)
{
  g_mutex_init (&self->lock);
  g_cond_init (&self->written);
  self->writers = g_thread_pool_new (write_in_thread, self, 1, FALSE, NULL);
  self->places = g_ptr_array_new_with_free_func (place_free);
  g_ptr_array_add (self->places, NULL);
}

LkStorage *
lk_storage_new (void)
{
  return g_object_new (LK_TYPE_STORAGE, NULL);
}
