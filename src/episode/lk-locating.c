/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-locating.h"

#include <string.h>

#define MAX_FILES 20000
#define MAX_DEPTH 16

/* One search: @missing grows smaller and @found larger. */
typedef struct
{
  GPtrArray *missing;
  GHashTable *found;
  GCancellable *cancellable;
  guint n_files;
} Search;

/* Takes @picture. */
static void
take (Search *self, guint index, LkPicture *picture)
{
  LkPicture *absent = self->missing->pdata[index];

  g_hash_table_insert (self->found, g_object_ref (absent), picture);
  g_ptr_array_remove_index (self->missing, index);
}

/* Whether @path holds what is missing at @index. */
static gboolean
try (Search *self, guint index, const char *path)
{
  const char *sha256 = lk_picture_get_sha256 (self->missing->pdata[index]);
  g_autoptr (LkPicture) picture = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_REGULAR))
    return FALSE;
  picture = lk_picture_load_expected (path, sha256);
  if (lk_picture_get_state (picture) != LK_PICTURE_PRESENT)
    return FALSE;
  take (self, index, g_steal_pointer (&picture));
  return TRUE;
}

static gboolean
goes_on (Search *self)
{
  return self->missing->len > 0 && !g_cancellable_is_cancelled (self->cancellable);
}

/* Where @from became @to, what else did. */
static void
try_moved (Search *self, const char *from, const char *to)
{
  gsize length = strlen (from);

  for (guint i = 0; i < self->missing->len && goes_on (self);)
    {
      const char *path = lk_picture_get_path (self->missing->pdata[i]);
      g_autofree char *moved = NULL;

      if (path != NULL && strncmp (path, from, length) == 0)
        moved = g_strconcat (to, path + length, NULL);
      if (moved == NULL || !try (self, i, moved))
        i++;
    }
}

/* By the longest end of the old path that is there, down to the name alone. */
static gboolean
try_ends (Search *self, guint index, const char *folder)
{
  const char *path = lk_picture_get_path (self->missing->pdata[index]);
  const char *end = path != NULL ? g_path_skip_root (path) : NULL;

  for (guint depth = 0; end != NULL && depth < 64; depth++)
    {
      g_autofree char *here = g_build_filename (folder, end, NULL);
      const char *next = strchr (end, G_DIR_SEPARATOR);

      if (try (self, index, here))
        return TRUE;
      end = next != NULL ? next + 1 : NULL;
    }
  return FALSE;
}

static void
try_folder (Search *self, const char *folder)
{
  for (guint i = 0; i < self->missing->len && goes_on (self);)
    if (!try_ends (self, i, folder))
      i++;
}

static void
try_name (Search *self, const char *name, const char *path)
{
  for (guint i = 0; i < self->missing->len;)
    {
      const char *old = lk_picture_get_path (self->missing->pdata[i]);
      g_autofree char *wanted = old != NULL ? g_path_get_basename (old) : NULL;

      if (g_strcmp0 (wanted, name) != 0 || !try (self, i, path))
        i++;
    }
}

static void
walk (Search *self, const char *folder, guint depth)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && goes_on (self) && self->n_files < MAX_FILES
         && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      self->n_files++;
      if (!g_file_test (path, G_FILE_TEST_IS_DIR))
        try_name (self, name, path);
      else if (depth < MAX_DEPTH && !g_file_test (path, G_FILE_TEST_IS_SYMLINK))
        walk (self, path, depth + 1);
    }
}

/* How many bytes at the end of both paths are the same whole steps. */
static gsize
find_shared_end (const char *a, const char *b)
{
  gsize length_a = strlen (a), length_b = strlen (b), shared = 0;

  for (gsize i = 1; i <= MIN (length_a, length_b); i++)
    {
      if (a[length_a - i] != b[length_b - i])
        break;
      if (a[length_a - i] == G_DIR_SEPARATOR)
        shared = i;
    }
  return shared;
}

static gboolean
take_file (Search *self, LkPicture *wanted, const char *path, GError **error)
{
  LkPicture *picture = lk_picture_load (path, error);
  const char *old = lk_picture_get_path (wanted);
  g_autofree char *folder = g_path_get_dirname (path);
  gsize shared;
  guint index;

  if (picture == NULL)
    return FALSE;
  if (g_ptr_array_find (self->missing, wanted, &index))
    take (self, index, picture);
  else
    g_object_unref (picture);
  shared = old != NULL ? find_shared_end (old, path) : 0;
  if (shared > 0)
    {
      g_autofree char *from = g_strndup (old, strlen (old) - shared);
      g_autofree char *to = g_strndup (path, strlen (path) - shared);

      try_moved (self, from, to);
    }
  try_folder (self, folder);
  return TRUE;
}

GHashTable *
lk_locating_run (GPtrArray *absent,
                 LkPicture *wanted,
                 const char *place,
                 GCancellable *cancellable,
                 GError **error)
{
  g_autoptr (GPtrArray) missing = NULL;
  g_autoptr (GHashTable) found = NULL;
  g_autofree char *path = NULL;
  Search search;

  g_return_val_if_fail (absent != NULL && place != NULL, NULL);

  missing = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < absent->len; i++)
    g_ptr_array_add (missing, g_object_ref (absent->pdata[i]));
  found = g_hash_table_new_full (NULL, NULL, g_object_unref, g_object_unref);
  path = g_canonicalize_filename (place, NULL);
  search = (Search){ missing, found, cancellable, 0 };
  if (g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      try_folder (&search, path);
      walk (&search, path, 0);
    }
  else if (wanted != NULL && !take_file (&search, wanted, path, error))
    return NULL;
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return g_steal_pointer (&found);
}
