/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-episode.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-class-name.h"
#include "lk-cli-output.h"
#include "lk-episode.h"
#include "lk-error.h"
#include "lk-import.h"

static gboolean
append_class (LkEpisodeState *episode, const char *name, GPtrArray *shots, GError **error)
{
  g_autofree char *clean = lk_class_name_clean (name);

  if (*clean == '\0')
    return lk_cli_wrong_use (error, _ ("--support “%s”: the class has no name"), name);
  if (lk_class_name_is_taken (episode, clean))
    return lk_cli_wrong_use (
        error, _ ("The class “%s” is given twice: name all its pictures at once"), clean);
  lk_episode_state_append_class (episode, clean, shots);
  return TRUE;
}

/* The pictures of @path, or of each folder in it where it holds none itself, with a
 * warning for each file that could not be used; fails where nothing is left. */
static LkImport *
read_folder (const char *path, guint max_in_folder, GError **error)
{
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_filename_display_basename (absolute);
  const char *paths[] = { absolute, NULL };
  g_autoptr (LkImport) import = lk_import_run (paths, max_in_folder, NULL, error);

  if (import == NULL)
    return NULL;
  for (guint i = import->folders->len; i-- > 0;)
    if (((LkImportFolder *) import->folders->pdata[i])->pictures->len == 0)
      g_ptr_array_remove_index (import->folders, i);
  if (import->folders->len == 0)
    {
      if (import->problems->len > 0)
        g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                     _ ("The folder %s holds no picture that can be read: %s"), name,
                     (char *) import->problems->pdata[0]);
      else
        g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
                     _ ("The folder %s holds no picture that can be read"), name);
      return NULL;
    }
  for (guint i = 0; i < import->problems->len; i++)
    lk_cli_warn ("%s", (char *) import->problems->pdata[i]);
  return g_steal_pointer (&import);
}

static gboolean
append_folders (LkEpisodeState *episode, const char *path, GError **error)
{
  g_autoptr (LkImport) import = read_folder (path, LK_EPISODE_MAX_SHOTS, error);

  if (import == NULL)
    return FALSE;
  for (guint i = 0; i < import->folders->len; i++)
    {
      const LkImportFolder *folder = import->folders->pdata[i];

      if (!append_class (episode, folder->name, folder->pictures, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
append_folder_as (LkEpisodeState *episode,
                  const char *name,
                  const char *path,
                  GError **error)
{
  g_autoptr (LkImport) import = read_folder (path, LK_EPISODE_MAX_SHOTS, error);
  g_autofree char *shown = g_filename_display_name (path);

  if (import == NULL)
    return FALSE;
  if (import->folders->len > 1)
    return lk_cli_wrong_use (error,
                             _ ("%s holds folders: give it without “%s=” and each of "
                                "them becomes a class"),
                             shown, name);
  return append_class (episode, name,
                       ((LkImportFolder *) import->folders->pdata[0])->pictures, error);
}

/* Commas part pictures, but where the text up to a later comma names a file and the text
 * up to the first does not, the comma belongs to the name. */
static char *
next_path (const char **rest)
{
  const char *first = strchr (*rest, ',');
  const char *end = first;
  char *path;

  while (end != NULL)
    {
      g_autofree char *candidate = g_strndup (*rest, end - *rest);

      if (g_file_test (candidate, G_FILE_TEST_EXISTS))
        break;
      end = strchr (end + 1, ',');
    }
  if (end == NULL && !g_file_test (*rest, G_FILE_TEST_EXISTS))
    end = first;
  path = end != NULL ? g_strndup (*rest, end - *rest) : g_strdup (*rest);
  *rest = end != NULL ? end + 1 : NULL;
  return path;
}

static gboolean
append_pictures (LkEpisodeState *episode,
                 const char *name,
                 const char *paths,
                 GError **error)
{
  g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);
  const char *rest = paths;

  while (rest != NULL)
    {
      g_autofree char *path = next_path (&rest);
      LkPicture *picture;

      if (*path == '\0')
        return lk_cli_wrong_use (error, _ ("--support %s=: a picture's name is empty"),
                                 name);
      picture = lk_picture_load (path, error);
      if (picture == NULL)
        return FALSE;
      g_ptr_array_add (shots, picture);
    }
  return append_class (episode, name, shots, error);
}

static gboolean
append_support (LkEpisodeState *episode, const char *support, GError **error)
{
  g_autofree char *shown = g_filename_display_name (support);
  const char *equals = strchr (support, '=');
  g_autofree char *start = NULL;
  g_autofree char *name = NULL;

  if (g_file_test (support, G_FILE_TEST_IS_DIR))
    return append_folders (episode, support, error);
  if (equals == NULL)
    return lk_cli_wrong_use (
        error, _ ("--support %s: give NAME=A.jpg,B.jpg, or a folder that exists"), shown);
  start = g_strndup (support, equals - support);
  name = g_filename_display_name (start);
  if (g_file_test (equals + 1, G_FILE_TEST_IS_DIR))
    return append_folder_as (episode, name, equals + 1, error);
  return append_pictures (episode, name, equals + 1, error);
}

static void
append_query (LkEpisodeState *episode, LkPicture *picture)
{
  g_autoptr (LkQuery) query = lk_query_new (picture, NULL);

  lk_episode_state_append_query (episode, query);
}

static gboolean
append_queries (LkEpisodeState *episode, const char *path, GError **error)
{
  g_autoptr (LkPicture) picture = NULL;
  g_autoptr (LkImport) import = NULL;

  if (!g_file_test (path, G_FILE_TEST_IS_DIR))
    {
      picture = lk_picture_load (path, error);
      if (picture != NULL)
        append_query (episode, picture);
      return picture != NULL;
    }
  import = read_folder (path, G_MAXUINT, error);
  if (import == NULL)
    return FALSE;
  for (guint i = 0; i < import->folders->len; i++)
    {
      GPtrArray *pictures = ((LkImportFolder *) import->folders->pdata[i])->pictures;

      for (guint j = 0; j < pictures->len; j++)
        append_query (episode, pictures->pdata[j]);
    }
  return TRUE;
}

LkEpisodeState *
lk_cli_episode_read (const char *const *supports,
                     const char *const *queries,
                     GError **error)
{
  g_autoptr (LkEpisodeState) episode = lk_episode_state_new ();

  for (guint i = 0; supports[i] != NULL; i++)
    if (!append_support (episode, supports[i], error))
      return NULL;
  for (guint i = 0; queries[i] != NULL; i++)
    if (!append_queries (episode, queries[i], error))
      return NULL;
  return g_steal_pointer (&episode);
}
