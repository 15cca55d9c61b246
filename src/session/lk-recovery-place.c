/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-recovery-place.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <sys/file.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lk-error.h"

#define BEGINNING "window-"
#define ENDING ".likeness"

struct _LkRecoveryPlace
{
  char *path;
  char *lock_path;
  char *origin; /* (nullable): where the file lay before */
  int lock;     /* a descriptor, or -1 */
};

static gboolean
fail (const char *path, GError **error)
{
  g_autofree char *name = g_filename_display_name (path);

  g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("“%s” cannot be written: %s"), name,
               g_strerror (errno));
  return FALSE;
}

/* Who held the lock before may have removed its file since it was opened here. */
static gboolean
is_file_of (int lock, const char *path)
{
  struct stat held, there;

  return fstat (lock, &held) == 0 && stat (path, &there) == 0
         && held.st_ino == there.st_ino && held.st_dev == there.st_dev;
}

/* Where a file system knows no locks, nobody is kept out. */
static int
take_lock (const char *path)
{
  int lock = open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600);

  if (lock < 0)
    return -1;
  if ((flock (lock, LOCK_EX | LOCK_NB) != 0 && errno == EWOULDBLOCK)
      || !is_file_of (lock, path))
    {
      close (lock);
      errno = EWOULDBLOCK;
      return -1;
    }
  return lock;
}

static LkRecoveryPlace *
place_new (const char *path)
{
  LkRecoveryPlace *self = g_new0 (LkRecoveryPlace, 1);

  self->path = g_strdup (path);
  self->lock_path = g_strconcat (path, ".lock", NULL);
  self->lock = take_lock (self->lock_path);
  return self;
}

LkRecoveryPlace *
lk_recovery_place_new (const char *folder, GError **error)
{
  g_autoptr (LkRecoveryPlace) self = NULL;
  g_autofree char *id = g_uuid_string_random ();
  g_autofree char *name = g_strconcat (BEGINNING, id, ENDING, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);

  g_return_val_if_fail (folder != NULL, NULL);

  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      fail (folder, error);
      return NULL;
    }
  self = place_new (path);
  if (self->lock < 0)
    {
      fail (self->lock_path, error);
      return NULL;
    }
  return g_steal_pointer (&self);
}

LkRecoveryPlace *
lk_recovery_place_new_moved (const char *folder, const char *path, GError **error)
{
  g_autoptr (LkRecoveryPlace) self = NULL;

  g_return_val_if_fail (folder != NULL && path != NULL, NULL);

  self = lk_recovery_place_new (folder, error);
  if (self == NULL)
    return NULL;
  if (g_rename (path, self->path) != 0)
    {
      fail (path, error);
      return NULL;
    }
  self->origin = g_strdup (path);
  return g_steal_pointer (&self);
}

void
lk_recovery_place_free (LkRecoveryPlace *self)
{
  g_return_if_fail (self != NULL);

  if (self->lock >= 0)
    {
      g_unlink (self->lock_path);
      close (self->lock);
    }
  g_free (self->path);
  g_free (self->lock_path);
  g_free (self->origin);
  g_free (self);
}

static gint64
get_time (LkRecoveryPlace *self)
{
  struct stat info;

  return stat (self->path, &info) == 0
             ? info.st_mtim.tv_sec * G_GINT64_CONSTANT (1000000000) + info.st_mtim.tv_nsec
             : 0;
}

static int
compare_times (gconstpointer a, gconstpointer b)
{
  gint64 first = get_time (*(LkRecoveryPlace **) a);
  gint64 second = get_time (*(LkRecoveryPlace **) b);

  return (first > second) - (first < second);
}

/* A lock whose file never came, of a process that is gone. */
static void
sweep (const char *lock_path)
{
  g_autofree char *path = g_strndup (lock_path, strlen (lock_path) - strlen (".lock"));
  int lock;

  if (g_file_test (path, G_FILE_TEST_EXISTS))
    return;
  lock = take_lock (lock_path);
  if (lock < 0)
    return;
  g_unlink (lock_path);
  close (lock);
}

GPtrArray *
lk_recovery_place_claim_all (const char *folder)
{
  GPtrArray *places
      = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_recovery_place_free);
  g_autoptr (GDir) dir = NULL;
  const char *name;

  g_return_val_if_fail (folder != NULL, places);

  dir = g_dir_open (folder, 0, NULL);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autoptr (LkRecoveryPlace) place = NULL;

      if (!g_str_has_prefix (name, BEGINNING))
        continue;
      if (g_str_has_suffix (name, ENDING ".lock"))
        sweep (path);
      if (!g_str_has_suffix (name, ENDING) || !g_file_test (path, G_FILE_TEST_IS_REGULAR))
        continue;
      place = place_new (path);
      /* Its owner may have removed it while its lock was waited for. */
      if (place->lock >= 0 && g_file_test (path, G_FILE_TEST_EXISTS))
        g_ptr_array_add (places, g_steal_pointer (&place));
    }
  g_ptr_array_sort (places, compare_times);
  return places;
}

const char *
lk_recovery_place_get_path (LkRecoveryPlace *self)
{
  g_return_val_if_fail (self != NULL, NULL);
  return self->path;
}

void
lk_recovery_place_remove_file (LkRecoveryPlace *self)
{
  g_return_if_fail (self != NULL);
  g_unlink (self->path);
}

char *
lk_recovery_place_set_aside (LkRecoveryPlace *self)
{
  const char *stem;

  g_return_val_if_fail (self != NULL, NULL);

  stem = self->origin != NULL ? self->origin : self->path;
  for (guint i = 1; i < 1000; i++)
    {
      g_autofree char *name = i == 1 ? g_strconcat (stem, ".unreadable", NULL)
                                     : g_strdup_printf ("%s.unreadable-%u", stem, i);

      if (g_file_test (name, G_FILE_TEST_EXISTS))
        continue;
      return g_rename (self->path, name) == 0 ? g_steal_pointer (&name) : NULL;
    }
  return NULL;
}
