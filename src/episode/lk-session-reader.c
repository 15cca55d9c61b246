/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-file-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-class-name.h"
#include "lk-episode.h"
#include "lk-error.h"
#include "lk-file.h"
#include "lk-json-reader.h"
#include "lk-options-json.h"
#include "lk-opponent-json.h"
#include "lk-picture-json.h"
#include "lk-sampling-json.h"

#define MAX_CELLS 1000000

#define MAX_STEPS 1000

typedef struct
{
  LkSessionFolder *folder;
  LkPictureShelf *shelf;
  LkSessionFile *session;
  LkEpisodeState *episode;
} Reader;

/* A digit a cell, row after row: 0 is painted out. Adds it to @masks as @key. */
static gboolean
read_mask (JsonObject *object,
           const char *where,
           GHashTable *masks,
           gpointer key,
           GError **error)
{
  const char *digits = NULL;
  g_autoptr (GArray) kept = g_array_new (FALSE, FALSE, sizeof (gboolean));

  if (!lk_json_read_optional_string (object, where, "mask", &digits, error))
    return FALSE;
  if (digits == NULL)
    return TRUE;
  if (strspn (digits, "01") != strlen (digits) || strlen (digits) > MAX_CELLS)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("“%s.mask” must be a digit 0 or 1 for each cell"), where);
      return FALSE;
    }
  for (; *digits != '\0'; digits++)
    {
      gboolean keeps = *digits == '1';

      g_array_append_val (kept, keeps);
    }
  g_hash_table_insert (masks, key,
                       g_bytes_new (kept->data, kept->len * sizeof (gboolean)));
  return TRUE;
}

static GPtrArray *
read_shots (Reader *reader, JsonObject *way, const char *where, GError **error)
{
  g_autoptr (GPtrArray) shots = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *list = g_strconcat (where, ".shots", NULL);
  guint n_classes = lk_episode_state_get_n_classes (reader->episode);
  JsonArray *array;
  guint n;

  if (!lk_json_read_array (way, where, "shots", &array, error))
    return NULL;
  n = json_array_get_length (array);
  if (!lk_session_file_check_limit (n, LK_EPISODE_MAX_SHOTS, list, error))
    return NULL;
  lk_picture_json_load_ahead (way, "shots", n, reader->folder, reader->shelf);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s[%u]", list, i);
      JsonObject *shot;
      LkPicture *picture;
      gboolean off = FALSE;

      if (!lk_json_read_element (array, list, i, &shot, error))
        return NULL;
      picture = lk_picture_json_read (shot, place, reader->folder, reader->shelf, error);
      if (picture == NULL)
        return NULL;
      g_ptr_array_add (shots, picture);
      if (!lk_json_read_optional_boolean (shot, place, "off", &off, error)
          || !read_mask (shot, place, reader->session->shot_masks,
                         lk_session_file_shot_key (n_classes, i), error))
        return NULL;
      if (off)
        g_hash_table_add (reader->session->off, lk_session_file_shot_key (n_classes, i));
    }
  return g_steal_pointer (&shots);
}

static gboolean
read_class (Reader *reader, JsonObject *way, const char *where, GError **error)
{
  g_autoptr (GPtrArray) shots = NULL;
  g_autofree char *clean = NULL;
  const char *name;

  if (!lk_json_read_string (way, where, "name", &name, error))
    return FALSE;
  clean = lk_class_name_clean (name);
  if (*clean == '\0' || lk_class_name_is_taken (reader->episode, clean))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("“%s.name” must be a name that no other class has, not “%s”"),
                   where, clean);
      return FALSE;
    }
  shots = read_shots (reader, way, where, error);
  if (shots == NULL)
    return FALSE;
  lk_episode_state_append_class (reader->episode, clean, shots);
  return TRUE;
}

static gboolean
read_query (Reader *reader, JsonObject *object, const char *where, GError **error)
{
  g_autoptr (LkPicture) picture = NULL;
  g_autoptr (LkQuery) query = NULL;
  g_autofree char *clean = NULL;
  const char *label = NULL;
  guint n_queries;

  if (!lk_json_read_optional_string (object, where, "label", &label, error))
    return FALSE;
  picture = lk_picture_json_read (object, where, reader->folder, reader->shelf, error);
  if (picture == NULL)
    return FALSE;
  clean = lk_class_name_clean (label != NULL ? label : "");
  query = lk_query_new (picture, *clean != '\0' ? clean : NULL);
  lk_episode_state_append_query (reader->episode, query);
  n_queries = lk_episode_state_get_queries (reader->episode)->len;
  return read_mask (object, where, reader->session->masks,
                    GUINT_TO_POINTER (n_queries - 1), error);
}

typedef gboolean (*ReadEntry) (Reader *, JsonObject *, const char *, GError **);

static gboolean
read_list (Reader *reader,
           JsonObject *root,
           const char *name,
           guint limit,
           ReadEntry read_entry,
           GError **error)
{
  JsonArray *array;
  guint n;

  if (!lk_json_read_array (root, "", name, &array, error))
    return FALSE;
  n = json_array_get_length (array);
  if (!lk_session_file_check_limit (n, limit, name, error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *where = g_strdup_printf ("%s[%u]", name, i);
      JsonObject *entry;

      if (!lk_json_read_element (array, name, i, &entry, error)
          || !read_entry (reader, entry, where, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
read_episode (LkSessionFile *self,
              JsonObject *root,
              LkSessionFolder *folder,
              LkPictureShelf *shelf,
              GError **error)
{
  Reader reader = { folder, shelf, self, self->episode };

  if (!read_list (&reader, root, "classes", LK_EPISODE_MAX_CLASSES, read_class, error))
    return FALSE;
  lk_picture_json_load_ahead (root, "queries", LK_SESSION_MAX_QUERIES, folder, shelf);
  return read_list (&reader, root, "queries", LK_SESSION_MAX_QUERIES, read_query, error);
}

static gboolean
read_format (JsonObject *root, GError **error)
{
  const char *format;
  gint64 version;

  if (!lk_json_read_string (root, "", "format", &format, error))
    return FALSE;
  if (!g_str_equal (format, LK_SESSION_FORMAT))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("this is not a session"));
      return FALSE;
    }
  if (!lk_json_read_int (root, "", "version", &version, error))
    return FALSE;
  if (version > LK_SESSION_VERSION)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_UNSUPPORTED,
                   _ ("this session was saved by a newer version of the program"));
      return FALSE;
    }
  if (version < 1)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT,
                   _ ("there is no version %d of sessions"), (int) version);
      return FALSE;
    }
  return TRUE;
}

static gboolean
read_model (LkSessionFile *self,
            JsonObject *root,
            LkSessionFolder *folder,
            GError **error)
{
  JsonObject *model;
  const char *name;
  const char *sha256 = NULL;
  const char *fingerprint = NULL;
  const char *profile = NULL;
  const char *network = NULL;

  if (!lk_json_read_object (root, "", "model", &model, error)
      || !lk_json_read_string (model, "model", "name", &name, error)
      || !lk_json_read_optional_string (model, "model", "sha256", &sha256, error)
      || !lk_json_read_optional_string (model, "model", "fingerprint", &fingerprint,
                                        error)
      || !lk_json_read_optional_string (root, "", "profile", &profile, error)
      || !lk_json_read_optional_string (root, "", "network", &network, error))
    return FALSE;
  g_free (self->model);
  self->model = lk_session_folder_resolve_model (folder, name);
  self->model_sha256 = g_strdup (sha256);
  self->model_fingerprint = g_strdup (fingerprint);
  self->profile = g_strdup (profile);
  self->network = g_strdup (network);
  return TRUE;
}

static char *
check_view (const char *view)
{
  static const char *const views[] = { "decision", "pixel",   "part",  "distribution",
                                       "episodes", "compare", "train", NULL };

  return view != NULL && g_strv_contains (views, view) ? g_strdup (view) : NULL;
}

/* What was selected is a convenience: out of range it becomes the default. */
static gboolean
read_view (LkSessionFile *self, JsonObject *root, GError **error)
{
  gint64 query = 0;
  gint64 class_index = -1;
  const char *name = NULL;
  JsonObject *view = NULL;
  JsonObject *look = NULL;

  if (!lk_json_read_optional_object (root, "", "view", &view, error))
    return FALSE;
  if (view == NULL)
    return TRUE;
  if (!lk_json_read_optional_string (view, "view", "name", &name, error)
      || !lk_json_read_optional_int (view, "view", "query", &query, error)
      || !lk_json_read_optional_int (view, "view", "class", &class_index, error)
      || !lk_json_read_optional_object (view, "view", "look", &look, error))
    return FALSE;
  self->view = check_view (name);
  self->look = look != NULL ? json_object_ref (look) : NULL;
  if (query >= 0 && query < lk_episode_state_get_queries (self->episode)->len)
    self->selected_query = query;
  if (class_index >= 0 && class_index < lk_episode_state_get_n_classes (self->episode))
    self->selected_class = class_index;
  return TRUE;
}

static gboolean
read_sampling (LkSessionFile *self,
               JsonObject *root,
               LkSessionFolder *folder,
               GError **error)
{
  JsonObject *episodes = NULL;

  if (!lk_json_read_optional_object (root, "", "episodes", &episodes, error))
    return FALSE;
  if (episodes == NULL)
    return TRUE;
  self->sampling = lk_sampling_json_read (episodes, "episodes", folder, error);
  return self->sampling != NULL;
}

static gboolean
read_opponent (LkSessionFile *self,
               JsonObject *root,
               LkSessionFolder *folder,
               GError **error)
{
  JsonObject *compare = NULL;

  if (!lk_json_read_optional_object (root, "", "compare", &compare, error))
    return FALSE;
  if (compare == NULL)
    return TRUE;
  self->opponent = lk_opponent_json_read (compare, "compare", folder, error);
  if (self->opponent == NULL)
    return FALSE;
  /* Before that was kept of both, the same file was read alike. */
  if (!json_object_has_member (compare, "network")
      && g_strcmp0 (self->opponent->model, self->model) == 0)
    self->opponent->network = g_strdup (self->network);
  return TRUE;
}

static gboolean
read_step (Reader *reader, JsonObject *object, const char *where, GError **error)
{
  g_autoptr (LkSessionFile) step = lk_session_file_new ();
  GPtrArray *past = reader->session->past;
  LkSessionFile *before = past->len > 0 ? past->pdata[past->len - 1] : reader->session;
  const char *title = NULL;
  JsonObject *options;

  if (!lk_json_read_optional_string (object, where, "title", &title, error)
      || !read_model (step, object, reader->folder, error)
      || !lk_json_read_object (object, where, "options", &options, error)
      || !lk_options_json_read (options, where, &step->options, error)
      || !read_episode (step, object, reader->folder, reader->shelf, error))
    return FALSE;
  step->title = g_strdup (title);
  /* A step that left the pictures as they were has the same. */
  if (lk_episode_state_equal (step->episode, before->episode))
    {
      lk_episode_state_unref (step->episode);
      step->episode = lk_episode_state_ref (before->episode);
    }
  g_ptr_array_add (past, g_steal_pointer (&step));
  return TRUE;
}

static gboolean
read_past (LkSessionFile *self,
           JsonObject *root,
           LkSessionFolder *folder,
           LkPictureShelf *shelf,
           GError **error)
{
  Reader reader = { folder, shelf, self, self->episode };
  JsonObject *history = NULL;
  gint64 now;

  if (!lk_json_read_optional_object (root, "", "history", &history, error))
    return FALSE;
  if (history == NULL)
    return TRUE;
  self->past = g_ptr_array_new_with_free_func ((GDestroyNotify) lk_session_file_free);
  if (!lk_json_read_int (history, "history", "now", &now, error)
      || !read_list (&reader, history, "steps", MAX_STEPS, read_step, error))
    return FALSE;
  if (now < 0 || now >= self->past->len)
    g_clear_pointer (&self->past, g_ptr_array_unref);
  else
    self->now = (guint) now;
  return TRUE;
}

static gboolean
read_session (LkSessionFile *self,
              JsonObject *root,
              LkSessionFolder *folder,
              gboolean with_past,
              GError **error)
{
  g_autoptr (LkPictureShelf) shelf = lk_picture_shelf_new ();
  const char *title = NULL;
  JsonObject *options;
  JsonObject *recovery = NULL;

  if (!read_format (root, error)
      || !lk_json_read_optional_string (root, "", "title", &title, error)
      || !read_model (self, root, folder, error)
      || !lk_json_read_object (root, "", "options", &options, error)
      || !lk_options_json_read (options, "options", &self->options, error)
      || !read_sampling (self, root, folder, error)
      || !read_opponent (self, root, folder, error)
      || !lk_json_read_optional_boolean (root, "", "with_pictures", &self->with_pictures,
                                         error)
      || !lk_json_read_optional_object (root, "", "recovery", &recovery, error)
      || !read_episode (self, root, folder, shelf, error)
      || (with_past && !read_past (self, root, folder, shelf, error)))
    return FALSE;
  self->recovery = recovery != NULL ? json_object_ref (recovery) : NULL;
  self->title = g_strdup (title);
  return read_view (self, root, error);
}

static LkSessionFile *
load (const char *path, gboolean with_past, GError **error)
{
  g_autoptr (LkSessionFile) self = lk_session_file_new ();
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (LkSessionFolder) folder = NULL;
  g_autoptr (GError) reason = NULL;

  bytes = lk_file_read (path, LK_SESSION_MAX_BYTES, error);
  parser = bytes != NULL ? lk_json_reader_parse_file (bytes, path, error) : NULL;
  if (parser == NULL)
    return NULL;
  self->file_sha256 = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  folder = lk_session_folder_new (path);
  if (!read_session (self, json_node_get_object (json_parser_get_root (parser)), folder,
                     with_past, &reason))
    {
      g_autofree char *name = g_filename_display_name (path);
      g_autofree char *line = lk_class_name_clean (reason->message);

      g_set_error (error, reason->domain, reason->code, _ ("“%s”: %s"), name, line);
      return NULL;
    }
  return g_steal_pointer (&self);
}

LkSessionFile *
lk_session_file_load (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  return load (path, FALSE, error);
}

LkSessionFile *
lk_session_file_load_with_past (const char *path, GError **error)
{
  g_return_val_if_fail (path != NULL, NULL);
  return load (path, TRUE, error);
}
