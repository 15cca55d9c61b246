/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-scoring-json.h"

#include "lk-options-json.h"

static JsonObject *
write_model (LkModel *model)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "name", lk_model_get_name (model));
  json_object_set_string_member (object, "sha256", lk_model_get_sha256 (model));
  json_object_set_string_member (object, "backbone",
                                 lk_model_get_layout (model)->backbone.name);
  json_object_set_string_member (object, "profile", lk_model_get_profile (model)->name);
  return object;
}

static JsonObject *
write_maps (LkScoring *self)
{
  LkMapSource *source = lk_scoring_get_source (self);
  const gsize *shape = lk_support_get_map_shape (lk_scoring_get_support (self));
  g_autofree char *name = g_filename_display_name (lk_map_source_get_name (source));
  JsonObject *object = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < 3; i++)
    json_array_add_int_element (array, (gint64) shape[i]);
  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "sha256",
                                 lk_map_source_get_fingerprint (source));
  json_object_set_array_member (object, "shape", array);
  return object;
}

/* The raw scores of the first levels stand in this order; later ones follow in theirs. */
static LkLevel
get_written (guint position)
{
  static const LkLevel first[] = { LK_LEVEL_PIXEL, LK_LEVEL_PART };

  return position < G_N_ELEMENTS (first) ? first[position] : position;
}

static JsonArray *
write_classes (LkScoring *self,
               LkExplanation *explanation,
               const LkDecision *decision,
               const LkMetricOptions *options)
{
  LkEpisodeState *episode = lk_scoring_get_episode (self);
  JsonArray *classes = json_array_new ();
  const double *scores[LK_N_LEVELS];

  lk_explanation_fill_scores (explanation, options, scores);
  for (guint i = 0; i < decision->n_classes; i++)
    {
      JsonObject *object = json_object_new ();
      JsonObject *contributions = json_object_new ();

      json_object_set_string_member (object, "name",
                                     lk_episode_state_get_class_name (episode, i));
      for (LkLevel level = 0; level < LK_N_LEVELS; level++)
        {
          LkLevel written = get_written (level);

          json_object_set_double_member (object, lk_level_to_string (written),
                                         scores[written][i]);
          json_object_set_double_member (contributions, lk_level_to_string (level),
                                         decision->contribution[level][i]);
        }
      json_object_set_object_member (object, "contributions", contributions);
      json_object_set_double_member (object, "fused", decision->fused[i]);
      json_array_add_object_element (classes, object);
    }
  return classes;
}

static void
write_decision (JsonObject *object, LkEpisodeState *episode, const LkDecision *decision)
{
  JsonObject *alone = json_object_new ();

  json_object_set_double_member (object, "margin", decision->margin);
  json_object_set_string_member (
      object, "runner_up",
      lk_episode_state_get_class_name (episode, decision->runner_up));
  json_object_set_string_member (object, "decisive",
                                 lk_level_to_string (decision->decisive));
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    json_object_set_string_member (
        alone, lk_level_to_string (level),
        lk_episode_state_get_class_name (episode, decision->alone[level]));
  json_object_set_object_member (object, "alone", alone);
}

static JsonObject *
write_query (LkScoring *self, guint index, const LkMetricOptions *options, GError **error)
{
  LkEpisodeState *episode = lk_scoring_get_episode (self);
  LkQuery *query = lk_episode_state_get_queries (episode)->pdata[index];
  LkPicture *picture = lk_query_get_picture (query);
  LkExplanation *explanation = lk_scoring_get_explanation (self, index);
  double ridge = lk_explanation_get_ridge_used (explanation);
  g_autoptr (LkDecision) decision = lk_scoring_decide (self, index, options, error);
  JsonObject *object;

  if (decision == NULL)
    return NULL;
  object = json_object_new ();
  json_object_set_string_member (object, "file",
                                 lk_picture_get_path (picture) != NULL
                                     ? lk_picture_get_path (picture)
                                     : lk_picture_get_title (picture));
  if (lk_query_get_label (query) != NULL)
    json_object_set_string_member (object, "label", lk_query_get_label (query));
  json_object_set_string_member (
      object, "prediction",
      lk_episode_state_get_class_name (episode, decision->prediction));
  json_object_set_array_member (object, "classes",
                                write_classes (self, explanation, decision, options));
  write_decision (object, episode, decision);
  if (ridge > lk_scoring_get_options (self)->ridge)
    json_object_set_double_member (object, "ridge", ridge);
  return object;
}

JsonNode *
lk_scoring_to_json (LkScoring *self, const LkMetricOptions *options, GError **error)
{
  LkMetricOptions combined;
  g_autoptr (JsonObject) root = json_object_new ();
  g_autoptr (JsonArray) queries = json_array_new ();

  g_return_val_if_fail (self != NULL && options != NULL, NULL);

  combined = lk_scoring_combine_options (self, options);
  for (guint i = 0; i < lk_scoring_get_n_queries (self); i++)
    {
      JsonObject *query = write_query (self, i, &combined, error);

      if (query == NULL)
        return NULL;
      json_array_add_object_element (queries, query);
    }
  if (lk_scoring_get_model (self) != NULL)
    json_object_set_object_member (root, "model",
                                   write_model (lk_scoring_get_model (self)));
  else
    json_object_set_object_member (root, "maps", write_maps (self));
  json_object_set_object_member (root, "options", lk_options_json_write (&combined));
  json_object_set_array_member (root, "queries", g_steal_pointer (&queries));
  return json_node_init_object (json_node_alloc (), root);
}

void
lk_scoring_json_add_prototypes (LkScoring *self, JsonNode *node)
{
  JsonArray *queries;

  g_return_if_fail (self != NULL && node != NULL);

  queries = json_object_get_array_member (json_node_get_object (node), "queries");
  for (guint i = 0; i < lk_scoring_get_n_queries (self); i++)
    json_object_set_string_member (
        json_array_get_object_element (queries, i), "prototype",
        lk_episode_state_get_class_name (lk_scoring_get_episode (self),
                                         lk_scoring_get_prototype (self, i)));
}

static JsonArray *
write_scores (const double *scores, guint n)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < n; i++)
    json_array_add_double_element (array, scores[i]);
  return array;
}

static JsonObject *
write_explanation (LkExplanation *explanation)
{
  static const char *const names[LK_N_DISTANCES] = {
    [LK_DISTANCE_KL_SQ] = "kl_sq",
    [LK_DISTANCE_KL_QS] = "kl_qs",
    [LK_DISTANCE_W2] = "w2",
    [LK_DISTANCE_W2_SIMPLIFIED] = "w2_simplified",
    [LK_DISTANCE_W2_RELEASED] = "w2_released",
  };
  JsonObject *object = json_object_new ();
  LkMetricOptions options = *lk_explanation_get_options (explanation);
  guint n = lk_explanation_get_n_classes (explanation);
  const double *scores[LK_N_LEVELS];

  lk_explanation_fill_scores (explanation, &options, scores);
  for (guint i = 0; i < LK_N_LEVELS; i++)
    if (get_written (i) != LK_LEVEL_DISTRIBUTION)
      json_object_set_array_member (object, lk_level_to_string (get_written (i)),
                                    write_scores (scores[get_written (i)], n));
  for (options.distance = 0; options.distance < LK_N_DISTANCES; options.distance++)
    {
      lk_explanation_fill_scores (explanation, &options, scores);
      json_object_set_array_member (object, names[options.distance],
                                    write_scores (scores[LK_LEVEL_DISTRIBUTION], n));
    }
  return object;
}

JsonNode *
lk_explanations_to_json (GPtrArray *explanations, guint shot, guint neighbours)
{
  g_autoptr (JsonObject) root = json_object_new ();
  JsonArray *queries = json_array_new ();
  guint way = explanations->len > 0
                  ? lk_explanation_get_n_classes (g_ptr_array_index (explanations, 0))
                  : 0;

  json_object_set_int_member (root, "way", way);
  json_object_set_int_member (root, "shot", shot);
  json_object_set_int_member (root, "neighbours", neighbours);
  for (guint i = 0; i < explanations->len; i++)
    json_array_add_object_element (queries, write_explanation (explanations->pdata[i]));
  json_object_set_array_member (root, "queries", queries);
  return json_node_init_object (json_node_alloc (), root);
}
