/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-picture-json.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "lk-error.h"
#include "lk-json-reader.h"
#include "lk-pool.h"

typedef struct
{
  const char **paths;
  LkPicture **pictures;
  LkPictureShelf *shelf;
} Ahead;

/* The name under which the picture will be found again, or NULL. What is missing is
 * still looked for where it was. */
static char *
find_file (LkPicture *picture, LkSessionFolder *folder)
{
  const char *path = lk_picture_get_path (picture);
  gboolean gone = g_bytes_get_size (lk_picture_get_bytes (picture)) == 0;

  if (path == NULL || (!gone && !lk_picture_is_on_disk (picture)))
    return NULL;
  return gone ? lk_session_folder_name (folder, path)
              : lk_session_folder_relate (folder, path);
}

static void
embed (LkPicture *picture, JsonObject *object)
{
  gsize size;
  const guchar *bytes = g_bytes_get_data (lk_picture_get_bytes (picture), &size);
  g_autofree char *data = g_base64_encode (bytes, size);

  json_object_set_string_member (object, "data", data);
}

void
lk_picture_json_write (LkPicture *picture,
                       LkSessionFolder *folder,
                       GHashTable *embedded,
                       gboolean with_bytes,
                       JsonObject *object)
{
  gboolean here = g_bytes_get_size (lk_picture_get_bytes (picture)) > 0;
  g_autofree char *file = with_bytes && here ? NULL : find_file (picture, folder);
  const char *sha256 = lk_picture_get_sha256 (picture);

  if (file != NULL)
    json_object_set_string_member (object, "file", file);
  else
    {
      json_object_set_string_member (object, "title", lk_picture_get_title (picture));
      if (g_hash_table_add (embedded, g_strdup (sha256)))
        embed (picture, object);
    }
  json_object_set_string_member (object, "sha256", sha256);
}

/* Files of a list of pictures that are not loaded yet, of at most @limit entries. */
static GHashTable *
list_files (JsonObject *object,
            const char *name,
            guint limit,
            LkSessionFolder *folder,
            LkPictureShelf *shelf)
{
  GHashTable *paths = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  JsonNode *node = json_object_get_member (object, name);
  JsonArray *array
      = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;

  for (guint i = 0; array != NULL && i < MIN (json_array_get_length (array), limit); i++)
    {
      JsonNode *entry = json_array_get_element (array, i);
      JsonNode *file = JSON_NODE_HOLDS_OBJECT (entry)
                           ? json_object_get_member (json_node_get_object (entry), "file")
                           : NULL;
      g_autofree char *path = NULL;

      if (file == NULL || json_node_get_value_type (file) != G_TYPE_STRING)
        continue;
      path = lk_session_folder_resolve (folder, json_node_get_string (file));
      if (lk_picture_shelf_find (shelf, path) == NULL)
        g_hash_table_add (paths, g_steal_pointer (&path));
    }
  return paths;
}

static guint64
measure (const char *path)
{
  GStatBuf info;

  return g_stat (path, &info) == 0 && S_ISREG (info.st_mode) ? (guint64) info.st_size : 0;
}

static guint64
count_pixels (LkPicture *picture)
{
  return (guint64) lk_picture_get_width (picture) * lk_picture_get_height (picture);
}

/* What is too much is left for the reading to complain of. */
static void
load_ahead (guint index, guint worker, gpointer data)
{
  Ahead *self = data;
  const char *path = self->paths[index];
  g_autoptr (LkPicture) picture = NULL;

  if (!lk_picture_shelf_spend (self->shelf, measure (path), 0, NULL))
    return;
  picture = lk_picture_load (path, NULL);
  if (picture != NULL
      && lk_picture_shelf_spend (self->shelf, 0, count_pixels (picture), NULL))
    self->pictures[index] = g_steal_pointer (&picture);
}

void
lk_picture_json_load_ahead (JsonObject *object,
                            const char *name,
                            guint limit,
                            LkSessionFolder *folder,
                            LkPictureShelf *shelf)
{
  g_autoptr (GHashTable) found = list_files (object, name, limit, folder, shelf);
  g_autofree const char **paths = NULL;
  g_autofree LkPicture **pictures = NULL;
  guint n;

  paths = (const char **) g_hash_table_get_keys_as_array (found, &n);
  pictures = g_new0 (LkPicture *, n);
  lk_pool_run (lk_pool_get_shared (), n, load_ahead, &(Ahead){ paths, pictures, shelf });
  for (guint i = 0; i < n; i++)
    if (pictures[i] != NULL)
      lk_picture_shelf_add (shelf, paths[i], pictures[i]);
}

/* A file that was read with another content than it should have is read again. */
static LkPicture *
load_file (const char *path, const char *sha256, LkPictureShelf *shelf, GError **error)
{
  LkPicture *found = lk_picture_shelf_find (shelf, path);
  g_autoptr (LkPicture) picture = NULL;

  if (found != NULL && g_str_equal (lk_picture_get_sha256 (found), sha256))
    return g_object_ref (found);
  if (!lk_picture_shelf_spend (shelf, measure (path), 0, error))
    return NULL;
  picture = lk_picture_load_expected (path, sha256);
  if (!lk_picture_shelf_spend (shelf, 0, count_pixels (picture), error))
    return NULL;
  if (lk_picture_get_state (picture) == LK_PICTURE_PRESENT)
    lk_picture_shelf_add (shelf, path, g_object_ref (picture));
  return g_steal_pointer (&picture);
}

static LkPicture *
load_data (JsonObject *object,
           const char *where,
           const char *sha256,
           const char *data,
           LkPictureShelf *shelf,
           GError **error)
{
  const char *title;
  guchar *decoded;
  gsize size;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (LkPicture) picture = NULL;

  if (!lk_json_read_string (object, where, "title", &title, error))
    return NULL;
  decoded = g_base64_decode (data, &size);
  bytes = g_bytes_new_take (decoded, size);
  picture = lk_picture_new_expected (bytes, title);
  if (!lk_picture_shelf_spend (shelf, size, count_pixels (picture), error))
    return NULL;
  lk_picture_shelf_add (shelf, sha256, g_object_ref (picture));
  return g_steal_pointer (&picture);
}

/* The bytes stood there before. */
static LkPicture *
load_again (JsonObject *object,
            const char *where,
            LkPicture *first,
            LkPictureShelf *shelf,
            GError **error)
{
  const char *title;

  if (!lk_json_read_string (object, where, "title", &title, error)
      || !lk_picture_shelf_spend (shelf, 0, count_pixels (first), error))
    return NULL;
  return lk_picture_new_expected (lk_picture_get_bytes (first), title);
}

static gboolean
is_hash (const char *sha256)
{
  return strlen (sha256) == 64 && strspn (sha256, "0123456789abcdef") == 64;
}

static void
set_other (const char *name, GError **error)
{
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
               _ ("“%s” is not the picture that was saved: its contents have changed"),
               name);
}

/* A picture whose bytes stand in the file is what they say it is, or the file is
 * damaged. */
static LkPicture *
read_embedded (JsonObject *object,
               const char *where,
               const char *sha256,
               const char *data,
               LkPictureShelf *shelf,
               GError **error)
{
  g_autoptr (LkPicture) picture
      = data != NULL ? load_data (object, where, sha256, data, shelf, error)
                     : load_again (object, where, lk_picture_shelf_find (shelf, sha256),
                                   shelf, error);

  if (picture == NULL || g_str_equal (lk_picture_get_sha256 (picture), sha256))
    return g_steal_pointer (&picture);
  set_other (lk_picture_get_title (picture), error);
  return NULL;
}

LkPicture *
lk_picture_json_read (JsonObject *object,
                      const char *where,
                      LkSessionFolder *folder,
                      LkPictureShelf *shelf,
                      GError **error)
{
  g_autofree char *path = NULL;
  const char *sha256;
  const char *file = NULL;
  const char *data = NULL;

  if (!lk_json_read_string (object, where, "sha256", &sha256, error)
      || !lk_json_read_optional_string (object, where, "data", &data, error)
      || !lk_json_read_optional_string (object, where, "file", &file, error))
    return NULL;
  if (data != NULL || (file == NULL && lk_picture_shelf_find (shelf, sha256) != NULL))
    return read_embedded (object, where, sha256, data, shelf, error);
  if (!lk_json_read_string (object, where, "file", &file, error))
    return NULL;
  if (!is_hash (sha256))
    {
      set_other (file, error);
      return NULL;
    }
  path = lk_session_folder_resolve (folder, file);
  return load_file (path, sha256, shelf, error);
}
