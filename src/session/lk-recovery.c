/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-recovery.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-recovery-note.h"
#include "lk-task.h"

#define DELAY_MS 500
#define RETRY_MS 1500

struct _LkRecovery
{
  GObject parent_instance;

  LkSession *session;
  char *folder;
  LkRecoveryPlace *place; /* NULL: none yet */
  guint timer;            /* until the next write, or 0 */
  gboolean writing;
  guint serial;     /* of the last write that was asked for */
  gboolean changed; /* since the last write began */
  gboolean ended;   /* nothing is kept any more */
  gboolean failing; /* and it was said */

  GMutex lock;
  guint written; /* serial of the newest that is on the disk; under the lock */

  LkRecoveryPlace *restoring; /* NULL: none */
  char *path_to_show;         /* of what is restored, or NULL */
  guint revision;             /* of the session as that began */
};

static guint failed_signal;

G_DEFINE_FINAL_TYPE (LkRecovery, lk_recovery, G_TYPE_OBJECT)

char *
lk_recovery_get_folder (void)
{
  return g_build_filename (g_get_user_state_dir (), "likeness", NULL);
}

char *
lk_recovery_get_last_path (void)
{
  return g_build_filename (g_get_user_state_dir (), "likeness", "last.likeness", NULL);
}

static gboolean
ensure_place (LkRecovery *self, GError **error)
{
  if (self->place == NULL)
    self->place = lk_recovery_place_new (self->folder, error);
  return self->place != NULL;
}

static gboolean write_now (gpointer user_data);

/* A disk that is full for a moment must not cost what nobody changes again. */
static void
tell_failure (LkRecovery *self, const GError *error)
{
  if (!self->failing)
    g_signal_emit (self, failed_signal, 0, error->message);
  self->failing = TRUE;
  if (self->ended)
    return;
  self->changed = TRUE;
  if (self->timer == 0)
    self->timer = g_timeout_add (RETRY_MS, write_now, self);
}

static LkSessionFile *
collect (LkRecovery *self, gboolean left)
{
  LkSessionFile *contents = lk_session_to_file (self->session);

  /* Pictures that have files of their own are not written again with every change. */
  contents->with_pictures = FALSE;
  contents->recovery = lk_recovery_note_new (self->session, left);
  contents->past = lk_recovery_note_list_past (self->session, &contents->now);
  return contents;
}

static void schedule (LkRecovery *self);

/* A write: the session as it was when it was asked for. */
typedef struct
{
  LkSessionFile *contents;
  char *path;
  guint serial;
} Write;

static void
write_free (Write *write)
{
  lk_session_file_free (write->contents);
  g_free (write->path);
  g_free (write);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Write, write_free)

static Write *
write_new (LkRecovery *self, gboolean left, const char *path)
{
  Write *write = g_new0 (Write, 1);

  write->contents = collect (self, left);
  write->path = g_strdup (path);
  write->serial = ++self->serial;
  return write;
}

/* On any thread. What a newer one has overtaken is not written, nor what was discarded.
 */
static gboolean
put (LkRecovery *self, Write *write, GError **error)
{
  gboolean done = TRUE;

  g_mutex_lock (&self->lock);
  if (write->serial > self->written)
    done = lk_session_file_save (write->contents, write->path, error);
  if (done)
    self->written = MAX (self->written, write->serial);
  g_mutex_unlock (&self->lock);
  return done;
}

static void
write_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;

  if (put (source, data, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_written (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkRecovery *self = LK_RECOVERY (source);
  g_autoptr (GError) error = NULL;

  self->writing = FALSE;
  if (!g_task_propagate_boolean (G_TASK (result), &error))
    tell_failure (self, error);
  else
    self->failing = FALSE;
  if (self->ended)
    return;
  if (self->changed)
    schedule (self);
}

static gboolean
write_now (gpointer user_data)
{
  LkRecovery *self = user_data;
  g_autoptr (GTask) task = NULL;
  g_autoptr (GError) error = NULL;

  self->timer = 0;
  if (self->writing)
    return G_SOURCE_REMOVE;
  self->changed = FALSE;
  if (!ensure_place (self, &error))
    {
      tell_failure (self, error);
      return G_SOURCE_REMOVE;
    }
  self->writing = TRUE;
  task = g_task_new (self, NULL, on_written, NULL);
  g_task_set_task_data (task,
                        write_new (self, FALSE, lk_recovery_place_get_path (self->place)),
                        (GDestroyNotify) write_free);
  lk_task_run_in_thread (task, write_in_thread);
  return G_SOURCE_REMOVE;
}

/* Not put off by further changes. */
static void
schedule (LkRecovery *self)
{
  self->changed = TRUE;
  if (self->timer == 0 && !self->writing)
    self->timer = g_timeout_add (DELAY_MS, write_now, self);
}

static void
on_changed (LkRecovery *self)
{
  if (!self->ended && self->restoring == NULL)
    schedule (self);
}

static void
stop (LkRecovery *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->ended = TRUE;
}

/* No write that is still on its way comes after this. */
static void
end_writes (LkRecovery *self)
{
  g_mutex_lock (&self->lock);
  self->written = G_MAXUINT;
  g_mutex_unlock (&self->lock);
}

gboolean
lk_recovery_flush (LkRecovery *self, GError **error)
{
  g_autoptr (Write) write = NULL;

  g_return_val_if_fail (LK_IS_RECOVERY (self), FALSE);

  if (!self->changed && !self->writing)
    return TRUE;
  g_clear_handle_id (&self->timer, g_source_remove);
  if (!ensure_place (self, error))
    return FALSE;
  write = write_new (self, FALSE, lk_recovery_place_get_path (self->place));
  if (!put (self, write, error))
    return FALSE;
  self->changed = FALSE;
  return TRUE;
}

/* What nobody has restored is not overwritten. */
static void
make_room (LkRecovery *self, const char *path)
{
  g_autoptr (LkRecoveryPlace) place = NULL;

  if (g_file_test (path, G_FILE_TEST_IS_REGULAR) && lk_recovery_holds_changes (path))
    place = lk_recovery_place_new_moved (self->folder, path, NULL);
}

gboolean
lk_recovery_leave (LkRecovery *self, const char *path, GError **error)
{
  g_autoptr (Write) write = NULL;

  g_return_val_if_fail (LK_IS_RECOVERY (self), FALSE);

  if (path != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (path);

      g_mkdir_with_parents (folder, 0700);
      make_room (self, path);
    }
  else if (!ensure_place (self, error))
    return FALSE;
  else
    path = lk_recovery_place_get_path (self->place);
  write = write_new (self, TRUE, path);
  if (!put (self, write, error))
    return FALSE;
  end_writes (self);
  stop (self);
  if (self->place != NULL && path != lk_recovery_place_get_path (self->place))
    lk_recovery_place_remove_file (self->place);
  g_clear_pointer (&self->place, lk_recovery_place_free);
  return TRUE;
}

void
lk_recovery_discard (LkRecovery *self)
{
  g_return_if_fail (LK_IS_RECOVERY (self));

  end_writes (self);
  stop (self);
  if (self->place != NULL)
    lk_recovery_place_remove_file (self->place);
  g_clear_pointer (&self->place, lk_recovery_place_free);
}

/* The file is kept under another name, so that nothing overwrites it. */
static void
set_aside (LkRecovery *self, LkRecoveryPlace *place, const GError *error)
{
  g_autofree char *kept = lk_recovery_place_set_aside (place);
  g_autofree char *name = g_filename_display_name (
      kept != NULL ? kept : lk_recovery_place_get_path (place));
  g_autofree char *text
      = g_strdup_printf (_ ("A session could not be restored and is kept as “%s”: %s"),
                         name, error->message);

  lk_session_send_message (self->session, text);
}

static void
decline (LkRecovery *self)
{
  lk_session_send_message (self->session,
                           _ ("What was kept of an earlier session was not restored, as "
                              "this one was changed meanwhile: it comes back at the next "
                              "start"));
}

static void
adopt (LkRecovery *self, LkRecoveryPlace *place, LkSessionFile *file)
{
  g_clear_pointer (&self->place, lk_recovery_place_free);
  self->place = place;
  lk_recovery_note_restore (self->session, file, self->path_to_show);
  schedule (self);
}

static guint
get_revision (LkRecovery *self)
{
  return lk_storage_get_revision (lk_session_get_storage (self->session));
}

static void
on_loaded (GObject *source, GAsyncResult *result, gpointer user_data)
{
  LkRecovery *self = LK_RECOVERY (source);
  g_autoptr (LkRecoveryPlace) place = g_steal_pointer (&self->restoring);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkSessionFile) file = g_task_propagate_pointer (G_TASK (result), &error);

  if (place == NULL || self->ended)
    return;
  if (file == NULL)
    set_aside (self, place, error);
  else if (self->revision == get_revision (self))
    {
      adopt (self, g_steal_pointer (&place), file);
      return;
    }
  else
    decline (self);
  if (self->revision != get_revision (self))
    schedule (self);
}

static void
load_in_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GError *error = NULL;
  LkSessionFile *file = lk_session_file_load_with_past (data, &error);

  if (file != NULL)
    g_task_return_pointer (task, file, (GDestroyNotify) lk_session_file_free);
  else
    g_task_return_error (task, error);
}

void
lk_recovery_restore (LkRecovery *self, LkRecoveryPlace *place, const char *path_to_show)
{
  g_autoptr (GTask) task = NULL;

  g_return_if_fail (LK_IS_RECOVERY (self));
  g_return_if_fail (place != NULL && self->restoring == NULL);

  self->restoring = place;
  g_free (self->path_to_show);
  self->path_to_show = g_strdup (path_to_show);
  self->revision = get_revision (self);
  task = g_task_new (self, NULL, on_loaded, NULL);
  g_task_set_source_tag (task, lk_recovery_restore);
  g_task_set_task_data (task, g_strdup (lk_recovery_place_get_path (place)), g_free);
  lk_task_run_in_thread (task, load_in_thread);
}

static void
lk_recovery_dispose (GObject *object)
{
  LkRecovery *self = LK_RECOVERY (object);

  stop (self);
  if (self->session != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->session, self);
      g_signal_handlers_disconnect_by_data (lk_session_get_storage (self->session), self);
    }
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_recovery_parent_class)->dispose (object);
}

static void
lk_recovery_finalize (GObject *object)
{
  LkRecovery *self = LK_RECOVERY (object);

  g_clear_pointer (&self->restoring, lk_recovery_place_free);
  g_clear_pointer (&self->place, lk_recovery_place_free);
  g_mutex_clear (&self->lock);
  g_free (self->folder);
  g_free (self->path_to_show);
  G_OBJECT_CLASS (lk_recovery_parent_class)->finalize (object);
}

static void
lk_recovery_class_init (LkRecoveryClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->dispose = lk_recovery_dispose;
  object_class->finalize = lk_recovery_finalize;
  failed_signal = g_signal_new ("failed", LK_TYPE_RECOVERY, G_SIGNAL_RUN_LAST, 0, NULL,
                                NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
lk_recovery_init (LkRecovery *self)
{
  g_mutex_init (&self->lock);
}

LkRecovery *
lk_recovery_new (LkSession *session, const char *folder)
{
  static const char *const signals[]
      = { "selected",     "sampling-changed",   "opponent-changed",   "notify::modified",
          "notify::path", "notify::undo-label", "notify::model-name", "decided" };
  LkRecovery *self;

  g_return_val_if_fail (LK_IS_SESSION (session), NULL);
  g_return_val_if_fail (folder != NULL, NULL);

  self = g_object_new (LK_TYPE_RECOVERY, NULL);
  self->session = g_object_ref (session);
  self->folder = g_strdup (folder);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    g_signal_connect_swapped (session, signals[i], G_CALLBACK (on_changed), self);
  g_signal_connect_swapped (lk_session_get_storage (session), "touched",
                            G_CALLBACK (on_changed), self);
  return self;
}
