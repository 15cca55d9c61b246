/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-check-json.h"

#include "lk-check-text.h"

static JsonArray *
write_names (LkEpisodeState *episode)
{
  JsonArray *names = json_array_new ();

  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    json_array_add_string_element (names, lk_episode_state_get_class_name (episode, i));
  return names;
}

static JsonArray *
write_confusion (const LkSupportCheck *check)
{
  JsonArray *rows = json_array_new ();

  for (guint i = 0; i < check->n_classes; i++)
    {
      JsonArray *row = json_array_new ();

      for (guint j = 0; j < check->n_classes; j++)
        json_array_add_int_element (row, check->confusion[i * check->n_classes + j]);
      json_array_add_array_element (rows, row);
    }
  return rows;
}

static JsonObject *
write_shot (const LkCheckedShot *shot, LkEpisodeState *episode)
{
  GPtrArray *shots = lk_episode_state_get_shots (episode, shot->class_index);
  JsonObject *object = json_object_new ();
  JsonObject *alone = json_object_new ();

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    json_object_set_string_member (
        alone, lk_level_to_string (level),
        lk_episode_state_get_class_name (episode, shot->alone[level]));
  json_object_set_string_member (
      object, "class", lk_episode_state_get_class_name (episode, shot->class_index));
  json_object_set_int_member (object, "shot", shot->shot);
  json_object_set_string_member (object, "picture",
                                 lk_picture_get_title (shots->pdata[shot->shot]));
  json_object_set_string_member (
      object, "prediction", lk_episode_state_get_class_name (episode, shot->prediction));
  json_object_set_double_member (object, "lead", shot->lead);
  json_object_set_object_member (object, "alone", alone);
  return object;
}

static JsonArray *
write_shots (const LkSupportCheck *check, LkEpisodeState *episode)
{
  JsonArray *shots = json_array_new ();

  for (guint i = 0; i < check->n_shots; i++)
    json_array_add_object_element (shots, write_shot (&check->shots[i], episode));
  return shots;
}

static JsonArray *
write_pairs (const LkSupportCheck *check, LkEpisodeState *episode)
{
  JsonArray *pairs = json_array_new ();

  for (guint i = 0; i < check->n_pairs; i++)
    {
      const LkMixedPair *pair = &check->pairs[i];
      JsonObject *object = json_object_new ();
      JsonArray *names = json_array_new ();

      json_array_add_string_element (
          names, lk_episode_state_get_class_name (episode, pair->first));
      json_array_add_string_element (
          names, lk_episode_state_get_class_name (episode, pair->second));
      json_object_set_array_member (object, "classes", names);
      json_object_set_int_member (object, "shots", pair->n_shots);
      json_object_set_int_member (object, "mixed", pair->n_mixed);
      json_array_add_object_element (pairs, object);
    }
  return pairs;
}

static JsonArray *
write_remarks (const LkSupportCheck *check, LkEpisodeState *episode)
{
  g_auto (GStrv) sentences = lk_check_text_describe (check, episode);
  JsonArray *remarks = json_array_new ();

  for (guint i = 0; sentences[i] != NULL; i++)
    json_array_add_string_element (remarks, sentences[i]);
  return remarks;
}

static void
write_levels (const LkSupportCheck *check, JsonObject *object)
{
  JsonObject *levels = json_object_new (), *weights = json_object_new ();

  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    {
      json_object_set_int_member (levels, lk_level_to_string (level),
                                  check->level_recognised[level]);
      json_object_set_double_member (weights, lk_level_to_string (level),
                                     check->best_weights[level]);
    }
  json_object_set_object_member (object, "levels", levels);
  json_object_set_string_member (object, "best_level",
                                 lk_level_to_string (check->best_level));
  json_object_set_object_member (object, "best_weights", weights);
  json_object_set_int_member (object, "best_recognised", check->best_recognised);
}

JsonObject *
lk_check_json_write (const LkSupportCheck *check, LkEpisodeState *episode)
{
  JsonObject *object;

  g_return_val_if_fail (check != NULL && episode != NULL, NULL);

  object = json_object_new ();
  json_object_set_int_member (object, "checked", check->n_shots);
  json_object_set_int_member (object, "recognised", check->n_recognised);
  json_object_set_int_member (object, "unknown", check->n_unknown);
  if (check->n_shots > 0)
    write_levels (check, object);
  json_object_set_array_member (object, "classes", write_names (episode));
  json_object_set_array_member (object, "confusion", write_confusion (check));
  if (check->weakest != G_MAXUINT)
    json_object_set_int_member (object, "weakest", check->weakest);
  else
    json_object_set_null_member (object, "weakest");
  json_object_set_array_member (object, "shots", write_shots (check, episode));
  json_object_set_array_member (object, "pairs", write_pairs (check, episode));
  json_object_set_array_member (object, "remarks", write_remarks (check, episode));
  return object;
}
