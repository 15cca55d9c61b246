/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-map-store-room.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lk-map-shard.h"

#define ENDING ".safetensors"
#define TAG "CACHEDIR.TAG"
#define LOCK "lock"
/* Of a file that a shard was to become: nobody writes one for a day. */
#define MAX_AGE (24 * 60 * 60)

gboolean
lk_map_store_is_shard (const char *name)
{
  return name[0] != '.' && g_str_has_suffix (name, ENDING);
}

gboolean
lk_map_store_is_source (const char *name)
{
  gsize n = LK_MAP_KEY_LENGTH - 1;

  return strspn (name, "0123456789abcdef") == n && name[n] == '-'
         && strspn (name + n, "abcdefghijklmnopqrstuvwxyz0123456789-")
                == strlen (name + n);
}

void
lk_map_store_mark (const char *folder)
{
  static const char text[] = "Signature: 8a477f597d28d172789f06886806bc55\n"
                             "# Feature maps that Likeness can compute again.\n";
  g_autofree char *path = g_build_filename (folder, TAG, NULL);

  if (!g_file_test (path, G_FILE_TEST_EXISTS))
    g_file_set_contents (path, text, -1, NULL);
}

typedef struct
{
  char *path;
  guint64 size;
  gint64 used;
} File;

static void
file_clear (File *self)
{
  g_free (self->path);
}

static gint
compare_files (gconstpointer a, gconstpointer b)
{
  const File *first = a, *second = b;

  if (first->used != second->used)
    return first->used < second->used ? -1 : 1;
  return strcmp (first->path, second->path);
}

static gboolean
is_left_over (const char *name, const struct stat *info)
{
  return strstr (name, ENDING ".") != NULL
         && (gint64) info->st_mtime < g_get_real_time () / G_USEC_PER_SEC - MAX_AGE;
}

static void
list_source (const char *folder, GArray *files)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      struct stat info;

      if (g_lstat (path, &info) != 0 || !S_ISREG (info.st_mode))
        continue;
      if (lk_map_store_is_shard (name))
        {
          File file = { g_steal_pointer (&path), (guint64) info.st_size,
                        (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC
                            + info.st_mtim.tv_nsec / 1000 };

          g_array_append_val (files, file);
        }
      else if (is_left_over (name, &info))
        g_unlink (path);
    }
}

static GArray *
list_all (const char *folder)
{
  GArray *files = g_array_new (FALSE, FALSE, sizeof (File));
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;

  g_array_set_clear_func (files, (GDestroyNotify) file_clear);
  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    if (lk_map_store_is_source (name))
      {
        g_autofree char *path = g_build_filename (folder, name, NULL);

        list_source (path, files);
      }
  return files;
}

static void
remove_oldest (const char *folder, guint64 max_bytes)
{
  g_autoptr (GArray) files = list_all (folder);
  guint64 n_bytes = 0;

  for (guint i = 0; i < files->len; i++)
    n_bytes += g_array_index (files, File, i).size;
  if (n_bytes <= max_bytes)
    return;
  g_array_sort (files, compare_files);
  for (guint i = 0; i < files->len && n_bytes > max_bytes; i++)
    {
      const File *file = &g_array_index (files, File, i);

      if (g_unlink (file->path) == 0)
        n_bytes -= file->size;
    }
}

void
lk_map_store_make_room (const char *folder, guint64 max_bytes)
{
  g_autofree char *path = g_build_filename (folder, LOCK, NULL);
  int handle = g_open (path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);

  if (handle < 0)
    return;
  if (flock (handle, LOCK_EX | LOCK_NB) == 0)
    remove_oldest (folder, max_bytes);
  close (handle);
}
