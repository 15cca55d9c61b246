/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-file.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-class-name.h"
#include "lk-episode.h"
#include "lk-error.h"
#include "lk-json-reader.h"
#include "lk-model.h"
#include "lk-options-json.h"
#include "lk-picture-json.h"
#include "lk-scoring-json.h"

#define FORMAT "likeness-session"
#define VERSION 1
#define MAX_BYTES (256u * 1024 * 1024)
#define MAX_QUERIES 1000
#define MAX_CELLS 1000000

LkSessionFile *
lk_session_file_new (void)
{
  LkSessionFile *self = g_new0 (LkSessionFile, 1);

  self->model = g_strdup (LK_MODEL_DEFAULT);
  self->options = lk_metric_options_default ();
  self->episode = lk_episode_state_new ();
  self->selected_class = -1;
  self->off = g_hash_table_new (NULL, NULL);
  self->masks = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_bytes_unref);
  return self;
}

void
lk_session_file_free (LkSessionFile *self)
{
  g_free (self->title);
  g_free (self->model);
  g_free (self->model_sha256);
  g_free (self->profile);
  g_clear_pointer (&self->episode, lk_episode_state_unref);
  g_free (self->view);
  g_hash_table_unref (self->off);
  g_hash_table_unref (self->masks);
  g_clear_pointer (&self->look, json_object_unref);
  g_free (self);
}

static gboolean
check_limit (guint n, guint limit, const char *what, GError **error)
{
  if (n <= limit)
    return TRUE;
  g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
               _ ("“%s” has %u entries: a session holds up to %u"), what, n, limit);
  return FALSE;
}

typedef struct
{
  LkSessionFolder *folder;
  GHashTable *loaded;
  LkSessionFile *session;
  LkEpisodeState *episode;
} Reader;

static gpointer
shot_key (guint class_index, guint shot)
{
  return GUINT_TO_POINTER (class_index * LK_EPISODE_MAX_SHOTS + shot);
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
  if (!check_limit (n, LK_EPISODE_MAX_SHOTS, list, error))
    return NULL;
  lk_picture_json_load_ahead (way, "shots", n, reader->folder, reader->loaded);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *place = g_strdup_printf ("%s[%u]", list, i);
      JsonObject *shot;
      LkPicture *picture;
      gboolean off = FALSE;

      if (!lk_json_read_element (array, list, i, &shot, error))
        return NULL;
      picture = lk_picture_json_read (shot, place, reader->folder, reader->loaded, error);
      if (picture == NULL)
        return NULL;
      g_ptr_array_add (shots, picture);
      if (!lk_json_read_optional_boolean (shot, place, "off", &off, error))
        return NULL;
      if (off)
        g_hash_table_add (reader->session->off, shot_key (n_classes, i));
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

/* A digit a cell, row after row: 0 is painted out. */
static gboolean
read_mask (Reader *reader, JsonObject *object, const char *where, GError **error)
{
  guint query = lk_episode_state_get_queries (reader->episode)->len - 1;
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
  g_hash_table_insert (reader->session->masks, GUINT_TO_POINTER (query),
                       g_bytes_new (kept->data, kept->len * sizeof (gboolean)));
  return TRUE;
}

static gboolean
read_query (Reader *reader, JsonObject *object, const char *where, GError **error)
{
  g_autoptr (LkPicture) picture = NULL;
  g_autoptr (LkQuery) query = NULL;
  g_autofree char *clean = NULL;
  const char *label = NULL;

  if (!lk_json_read_optional_string (object, where, "label", &label, error))
    return FALSE;
  picture = lk_picture_json_read (object, where, reader->folder, reader->loaded, error);
  if (picture == NULL)
    return FALSE;
  clean = lk_class_name_clean (label != NULL ? label : "");
  query = lk_query_new (picture, *clean != '\0' ? clean : NULL);
  lk_episode_state_append_query (reader->episode, query);
  return read_mask (reader, object, where, error);
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
  if (!check_limit (n, limit, name, error))
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
              GError **error)
{
  g_autoptr (GHashTable) loaded
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  Reader reader = { folder, loaded, self, self->episode };

  if (!read_list (&reader, root, "classes", LK_EPISODE_MAX_CLASSES, read_class, error))
    return FALSE;
  lk_picture_json_load_ahead (root, "queries", MAX_QUERIES, folder, loaded);
  return read_list (&reader, root, "queries", MAX_QUERIES, read_query, error);
}

static gboolean
read_format (JsonObject *root, GError **error)
{
  const char *format;
  gint64 version;

  if (!lk_json_read_string (root, "", "format", &format, error))
    return FALSE;
  if (!g_str_equal (format, FORMAT))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("this is not a session"));
      return FALSE;
    }
  if (!lk_json_read_int (root, "", "version", &version, error))
    return FALSE;
  if (version > VERSION)
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
  const char *profile = NULL;

  if (!lk_json_read_object (root, "", "model", &model, error)
      || !lk_json_read_string (model, "model", "name", &name, error)
      || !lk_json_read_optional_string (model, "model", "sha256", &sha256, error)
      || !lk_json_read_optional_string (root, "", "profile", &profile, error))
    return FALSE;
  g_free (self->model);
  self->model = g_str_has_prefix (name, "builtin:")
                    ? g_strdup (name)
                    : lk_session_folder_resolve (folder, name);
  self->model_sha256 = g_strdup (sha256);
  self->profile = g_strdup (profile);
  return TRUE;
}

static char *
check_view (const char *view)
{
  static const char *const views[]
      = { "decision", "pixel", "part", "distribution", "episodes", "compare", NULL };

  return view != NULL && g_strv_contains (views, view) ? g_strdup (view) : NULL;
}

/* What was selected is a convenience: out of range it becomes the default. */
static gboolean
read_view (LkSessionFile *self, JsonObject *root, GError **error)
{
  gint64 query = 0;
  gint64 class_index = -1;
  const char *name = NULL;
  JsonObject *view;

  if (!json_object_has_member (root, "view"))
    return TRUE;
  if (!lk_json_read_object (root, "", "view", &view, error)
      || !lk_json_read_optional_string (view, "view", "name", &name, error)
      || !lk_json_read_optional_int (view, "view", "query", &query, error)
      || !lk_json_read_optional_int (view, "view", "class", &class_index, error))
    return FALSE;
  self->view = check_view (name);
  if (json_object_has_member (view, "look"))
    {
      JsonObject *look;

      if (!lk_json_read_object (view, "view", "look", &look, error))
        return FALSE;
      self->look = json_object_ref (look);
    }
  if (query >= 0 && query < lk_episode_state_get_queries (self->episode)->len)
    self->selected_query = query;
  if (class_index >= 0 && class_index < lk_episode_state_get_n_classes (self->episode))
    self->selected_class = class_index;
  return TRUE;
}

static gboolean
read_session (LkSessionFile *self,
              JsonObject *root,
              LkSessionFolder *folder,
              GError **error)
{
  const char *title = NULL;
  JsonObject *options;

  if (!read_format (root, error)
      || !lk_json_read_optional_string (root, "", "title", &title, error)
      || !read_model (self, root, folder, error)
      || !lk_json_read_object (root, "", "options", &options, error)
      || !lk_options_json_read (options, "options", &self->options, error)
      || !read_episode (self, root, folder, error))
    return FALSE;
  self->title = g_strdup (title);
  return read_view (self, root, error);
}

LkSessionFile *
lk_session_file_load (const char *path, GError **error)
{
  g_autoptr (LkSessionFile) self = lk_session_file_new ();
  g_autoptr (JsonParser) parser = NULL;
  g_autoptr (LkSessionFolder) folder = NULL;
  g_autoptr (GError) reason = NULL;

  g_return_val_if_fail (path != NULL, NULL);

  parser = lk_json_reader_load (path, MAX_BYTES, error);
  if (parser == NULL)
    return NULL;
  folder = lk_session_folder_new (path);
  if (!read_session (self, json_node_get_object (json_parser_get_root (parser)), folder,
                     &reason))
    {
      g_autofree char *name = g_filename_display_name (path);
      g_autofree char *line = lk_class_name_clean (reason->message);

      g_set_error (error, reason->domain, reason->code, _ ("“%s”: %s"), name, line);
      return NULL;
    }
  return g_steal_pointer (&self);
}

static void
set_optional (JsonObject *object, const char *name, const char *value)
{
  if (value != NULL)
    json_object_set_string_member (object, name, value);
}

static JsonObject *
write_model (LkSessionFile *self, LkSessionFolder *folder)
{
  JsonObject *model = json_object_new ();
  const char *name = self->model != NULL ? self->model : LK_MODEL_DEFAULT;
  g_autofree char *relative = g_str_has_prefix (name, "builtin:")
                                  ? g_strdup (name)
                                  : lk_session_folder_relate (folder, name);

  json_object_set_string_member (model, "name", relative != NULL ? relative : name);
  set_optional (model, "sha256", self->model_sha256);
  return model;
}

static JsonArray *
write_classes (LkSessionFile *self, LkSessionFolder *folder)
{
  LkEpisodeState *episode = self->episode;
  JsonArray *classes = json_array_new ();

  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (episode, i);
      JsonObject *way = json_object_new ();
      JsonArray *list = json_array_new ();

      for (guint j = 0; j < shots->len; j++)
        {
          JsonObject *shot = json_object_new ();

          lk_picture_json_write (shots->pdata[j], folder, shot);
          if (g_hash_table_contains (self->off, shot_key (i, j)))
            json_object_set_boolean_member (shot, "off", TRUE);
          json_array_add_object_element (list, shot);
        }
      json_object_set_string_member (way, "name",
                                     lk_episode_state_get_class_name (episode, i));
      json_object_set_array_member (way, "shots", list);
      json_array_add_object_element (classes, way);
    }
  return classes;
}

static void
write_mask (LkSessionFile *self, guint query, JsonObject *object)
{
  GBytes *bytes = g_hash_table_lookup (self->masks, GUINT_TO_POINTER (query));
  g_autofree char *digits = NULL;
  const gboolean *kept;
  gsize size;

  if (bytes == NULL)
    return;
  kept = g_bytes_get_data (bytes, &size);
  size /= sizeof *kept;
  digits = g_malloc0 (size + 1);
  for (gsize i = 0; i < size; i++)
    digits[i] = kept[i] ? '1' : '0';
  json_object_set_string_member (object, "mask", digits);
}

static JsonArray *
write_queries (LkSessionFile *self, LkSessionFolder *folder)
{
  GPtrArray *queries = lk_episode_state_get_queries (self->episode);
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < queries->len; i++)
    {
      LkQuery *query = queries->pdata[i];
      JsonObject *object = json_object_new ();

      lk_picture_json_write (lk_query_get_picture (query), folder, object);
      set_optional (object, "label", lk_query_get_label (query));
      write_mask (self, i, object);
      json_array_add_object_element (list, object);
    }
  return list;
}

static JsonObject *
write_view (LkSessionFile *self)
{
  JsonObject *view = json_object_new ();

  set_optional (view, "name", self->view);
  json_object_set_int_member (view, "query", self->selected_query);
  json_object_set_int_member (view, "class", self->selected_class);
  if (self->look != NULL)
    json_object_set_object_member (view, "look", json_object_ref (self->look));
  return view;
}

static char *
write_session (LkSessionFile *self, LkSessionFolder *folder)
{
  JsonObject *root = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), root);
  char *text;

  json_object_set_string_member (root, "format", FORMAT);
  json_object_set_int_member (root, "version", VERSION);
  set_optional (root, "title", self->title);
  json_object_set_object_member (root, "model", write_model (self, folder));
  set_optional (root, "profile", self->profile);
  json_object_set_array_member (root, "classes", write_classes (self, folder));
  json_object_set_array_member (root, "queries", write_queries (self, folder));
  json_object_set_object_member (root, "options", lk_options_json_write (&self->options));
  json_object_set_object_member (root, "view", write_view (self));
  text = lk_json_to_text (node, TRUE);
  json_object_unref (root);
  return text;
}

/* What could not be loaded again is not written. */
static gboolean
check_session (LkSessionFile *self, GError **error)
{
  guint n = lk_episode_state_get_n_classes (self->episode);

  if (!lk_metric_options_validate (&self->options, error)
      || !check_limit (n, LK_EPISODE_MAX_CLASSES, "classes", error)
      || !check_limit (lk_episode_state_get_queries (self->episode)->len, MAX_QUERIES,
                       "queries", error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!check_limit (lk_episode_state_get_shots (self->episode, i)->len,
                      LK_EPISODE_MAX_SHOTS,
                      lk_episode_state_get_class_name (self->episode, i), error))
      return FALSE;
  return TRUE;
}

gboolean
lk_session_file_save (LkSessionFile *self, const char *path, GError **error)
{
  g_autoptr (LkSessionFolder) folder = NULL;
  g_autoptr (GError) reason = NULL;
  g_autofree char *name = NULL;
  g_autofree char *text = NULL;
  gsize length;

  g_return_val_if_fail (self != NULL && self->episode != NULL && path != NULL, FALSE);

  name = g_filename_display_name (path);
  if (!check_session (self, error))
    {
      g_prefix_error (error, _ ("“%s” was not saved: "), name);
      return FALSE;
    }
  folder = lk_session_folder_new (path);
  text = write_session (self, folder);
  length = strlen (text) + 1;
  text[length - 1] = '\n';
  if (length > MAX_BYTES)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_LIMIT,
                   _ ("“%s” was not saved: the pictures without files are too large"),
                   name);
      return FALSE;
    }
  if (!g_file_set_contents_full (path, text, length, G_FILE_SET_CONTENTS_CONSISTENT, 0666,
                                 &reason))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("“%s” cannot be written: %s"), name,
                   reason->message);
      return FALSE;
    }
  return TRUE;
}

LkEpisodeState *
lk_session_file_get_scored_state (LkSessionFile *self)
{
  GPtrArray *queries = lk_episode_state_get_queries (self->episode);
  LkEpisodeState *state = lk_episode_state_new ();

  for (guint i = 0; i < lk_episode_state_get_n_classes (self->episode); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (self->episode, i);
      g_autoptr (GPtrArray) kept = g_ptr_array_new ();

      for (guint j = 0; j < shots->len; j++)
        if (!g_hash_table_contains (self->off, shot_key (i, j)))
          g_ptr_array_add (kept, shots->pdata[j]);
      lk_episode_state_append_class (
          state, lk_episode_state_get_class_name (self->episode, i), kept);
    }
  for (guint i = 0; i < queries->len; i++)
    lk_episode_state_append_query (state, queries->pdata[i]);
  return state;
}

LkScoring *
lk_session_file_apply_masks (LkSessionFile *self, LkScoring *scoring, GError **error)
{
  return lk_scoring_with_masks (scoring, self->masks, error);
}
