/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-session-file-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-episode.h"
#include "lk-error.h"
#include "lk-file.h"
#include "lk-model.h"
#include "lk-options-json.h"
#include "lk-opponent-json.h"
#include "lk-picture-json.h"
#include "lk-sampling-json.h"
#include "lk-scoring-json.h"

/* One writing of a session. */
typedef struct
{
  LkSessionFile *session;
  LkSessionFolder *folder;
  GHashTable *embedded; /* see lk_picture_json_write() */
} Writer;

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
  g_autofree char *text = lk_session_folder_name_model (folder, name);

  json_object_set_string_member (model, "name", text);
  set_optional (model, "sha256", self->model_sha256);
  set_optional (model, "fingerprint", self->model_fingerprint);
  return model;
}

/* @bytes: (nullable) */
static void
write_mask (GBytes *bytes, JsonObject *object)
{
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
write_classes (Writer *writer)
{
  LkSessionFile *self = writer->session;
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

          lk_picture_json_write (shots->pdata[j], writer->folder, writer->embedded,
                                 self->with_pictures, shot);
          if (g_hash_table_contains (self->off, lk_session_file_shot_key (i, j)))
            json_object_set_boolean_member (shot, "off", TRUE);
          write_mask (
              g_hash_table_lookup (self->shot_masks, lk_session_file_shot_key (i, j)),
              shot);
          json_array_add_object_element (list, shot);
        }
      json_object_set_string_member (way, "name",
                                     lk_episode_state_get_class_name (episode, i));
      json_object_set_array_member (way, "shots", list);
      json_array_add_object_element (classes, way);
    }
  return classes;
}

static JsonArray *
write_queries (Writer *writer)
{
  LkSessionFile *self = writer->session;
  GPtrArray *queries = lk_episode_state_get_queries (self->episode);
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < queries->len; i++)
    {
      LkQuery *query = queries->pdata[i];
      JsonObject *object = json_object_new ();

      lk_picture_json_write (lk_query_get_picture (query), writer->folder,
                             writer->embedded, self->with_pictures, object);
      set_optional (object, "label", lk_query_get_label (query));
      write_mask (g_hash_table_lookup (self->masks, GUINT_TO_POINTER (i)), object);
      json_array_add_object_element (list, object);
    }
  return list;
}

/* Of a session that is a step of another only what undo goes back to. */
static JsonArray *
write_past (Writer *writer)
{
  LkSessionFile *self = writer->session;
  JsonArray *list = json_array_new ();

  for (guint i = 0; i < self->past->len; i++)
    {
      LkSessionFile *step = self->past->pdata[i];
      Writer inner = { step, writer->folder, writer->embedded };
      JsonObject *object = json_object_new ();

      set_optional (object, "title", step->title);
      json_object_set_object_member (object, "model", write_model (step, writer->folder));
      set_optional (object, "profile", step->profile);
      set_optional (object, "network", step->network);
      json_object_set_array_member (object, "classes", write_classes (&inner));
      json_object_set_array_member (object, "queries", write_queries (&inner));
      json_object_set_object_member (object, "options",
                                     lk_options_json_write (&step->options));
      json_array_add_object_element (list, object);
    }
  return list;
}

static void
write_history (Writer *writer, JsonObject *root)
{
  JsonObject *history = json_object_new ();

  json_object_set_int_member (history, "now", writer->session->now);
  json_object_set_array_member (history, "steps", write_past (writer));
  json_object_set_object_member (root, "history", history);
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
  g_autoptr (GHashTable) embedded
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Writer writer = { self, folder, embedded };
  JsonObject *root = json_object_new ();
  g_autoptr (JsonNode) node = json_node_init_object (json_node_alloc (), root);
  char *text;

  json_object_set_string_member (root, "format", LK_SESSION_FORMAT);
  json_object_set_int_member (root, "version", LK_SESSION_VERSION);
  set_optional (root, "title", self->title);
  json_object_set_object_member (root, "model", write_model (self, folder));
  set_optional (root, "profile", self->profile);
  set_optional (root, "network", self->network);
  json_object_set_array_member (root, "classes", write_classes (&writer));
  json_object_set_array_member (root, "queries", write_queries (&writer));
  json_object_set_object_member (root, "options", lk_options_json_write (&self->options));
  json_object_set_object_member (root, "view", write_view (self));
  if (self->sampling != NULL)
    json_object_set_object_member (root, "episodes",
                                   lk_sampling_json_write (self->sampling, folder));
  if (self->opponent != NULL)
    json_object_set_object_member (root, "compare",
                                   lk_opponent_json_write (self->opponent, folder));
  if (self->with_pictures)
    json_object_set_boolean_member (root, "with_pictures", TRUE);
  if (self->recovery != NULL)
    json_object_set_object_member (root, "recovery", json_object_ref (self->recovery));
  if (self->past != NULL)
    write_history (&writer, root);
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
      || (self->sampling != NULL && !lk_sampling_validate (self->sampling, error))
      || (self->opponent != NULL
          && !lk_metric_options_validate (&self->opponent->options, error))
      || !lk_session_file_check_limit (n, LK_EPISODE_MAX_CLASSES, "classes", error)
      || !lk_session_file_check_limit (lk_episode_state_get_queries (self->episode)->len,
                                       LK_SESSION_MAX_QUERIES, "queries", error))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (!lk_session_file_check_limit (
            lk_episode_state_get_shots (self->episode, i)->len, LK_EPISODE_MAX_SHOTS,
            lk_episode_state_get_class_name (self->episode, i), error))
      return FALSE;
  return TRUE;
}

gboolean
lk_session_file_save (LkSessionFile *self, const char *path, GError **error)
{
  g_autoptr (LkSessionFolder) folder = NULL;
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
  if (length > LK_SESSION_MAX_BYTES)
    {
      g_set_error (
          error, LK_ERROR, LK_ERROR_LIMIT,
          self->with_pictures
              ? _ ("“%s” was not saved: its pictures are too large for one file")
              : _ ("“%s” was not saved: the pictures without files are too large"),
          name);
      return FALSE;
    }
  if (!lk_file_write (path, text, length, error))
    return FALSE;
  g_free (self->file_sha256);
  self->file_sha256
      = g_compute_checksum_for_data (G_CHECKSUM_SHA256, (const guchar *) text, length);
  return TRUE;
}
