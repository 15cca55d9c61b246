/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-reading.h"

#include <glib/gi18n-lib.h>
#include <inttypes.h>

#include "lk-cli-output.h"

void
lk_cli_reading_warn (LkEmbedder *embedder)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < LK_N_DIFFERENCES; i++)
    {
      guint64 n = lk_embedder_get_n_different (embedder, 1u << i);
      g_autofree char *what = lk_image_difference_describe (1u << i);

      /* Translators: how many pictures, and what was done to them. */
      if (n > 0)
        g_string_append_printf (text, _ ("%s%" PRIu64 " (%s)"), text->len > 0 ? ", " : "",
                                n, what);
    }
  if (text->len > 0)
    lk_cli_warn (
        _ ("Pictures that published code sees otherwise: %s; --as-published reads "
           "them as it does"),
        text->str);
}

void
lk_cli_reading_add_counts (JsonObject *object, LkEmbedder *embedder)
{
  g_autoptr (JsonObject) counts = json_object_new ();

  for (guint i = 0; i < LK_N_DIFFERENCES; i++)
    {
      guint64 n = lk_embedder_get_n_different (embedder, 1u << i);
      g_autoptr (GPtrArray) names = lk_image_difference_list (1u << i);

      if (n > 0)
        json_object_set_int_member (counts, names->pdata[0], (gint64) n);
    }
  if (json_object_get_size (counts) > 0)
    json_object_set_object_member (object, "differences", json_object_ref (counts));
}

static gboolean
add_differences (JsonObject *object, LkPicture *picture)
{
  g_autoptr (GPtrArray) names
      = lk_image_difference_list (lk_picture_get_differences (picture));
  JsonArray *array;

  if (names->len == 0)
    return FALSE;
  array = json_array_new ();
  for (guint i = 0; i < names->len; i++)
    json_array_add_string_element (array, names->pdata[i]);
  json_object_set_array_member (object, "differences", array);
  return TRUE;
}

static void
add_shots (JsonArray *array, LkEpisodeState *episode, guint class_index)
{
  GPtrArray *shots = lk_episode_state_get_shots (episode, class_index);

  for (guint i = 0; i < shots->len; i++)
    {
      g_autoptr (JsonObject) object = json_object_new ();
      LkPicture *picture = shots->pdata[i];
      const char *path = lk_picture_get_path (picture);

      if (!add_differences (object, picture))
        continue;
      json_object_set_string_member (
          object, "class", lk_episode_state_get_class_name (episode, class_index));
      json_object_set_string_member (
          object, "file", path != NULL ? path : lk_picture_get_title (picture));
      json_array_add_object_element (array, json_object_ref (object));
    }
}

void
lk_cli_reading_add_episode (JsonNode *node,
                            LkEpisodeState *episode,
                            gboolean as_published)
{
  JsonObject *root = json_node_get_object (node);
  JsonArray *queries = json_object_get_array_member (root, "queries");
  g_autoptr (JsonArray) shots = json_array_new ();

  if (as_published)
    {
      json_object_set_boolean_member (root, "as_published", TRUE);
      return;
    }
  for (guint i = 0; i < json_array_get_length (queries); i++)
    add_differences (
        json_array_get_object_element (queries, i),
        lk_query_get_picture (lk_episode_state_get_queries (episode)->pdata[i]));
  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    add_shots (shots, episode, i);
  if (json_array_get_length (shots) > 0)
    json_object_set_array_member (root, "support_differences", json_array_ref (shots));
}
