/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evaluation-json.h"

#include "lk-options-json.h"

static void
set_number (JsonObject *object, const char *name, double value, gboolean is_known)
{
  if (is_known)
    json_object_set_double_member (object, name, value);
  else
    json_object_set_null_member (object, name);
}

static void
add_accuracies (JsonObject *object, LkEvaluation *evaluation)
{
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      JsonObject *member = json_object_new ();
      double accuracy, ci95;

      gboolean has_interval
          = lk_evaluation_get_accuracy (evaluation, predictor, &accuracy, &ci95);

      set_number (member, "accuracy", accuracy,
                  lk_evaluation_get_n_episodes (evaluation) > 0);
      set_number (member, "ci95", ci95, has_interval);
      json_object_set_object_member (object, lk_predictor_to_string (predictor), member);
    }
}

/* Left out where it was not counted, as in old journals. */
static void
add_baseline (JsonObject *object, LkEvaluation *evaluation)
{
  double accuracy, ci95;
  gboolean has_interval;
  JsonObject *member;

  if (!lk_evaluation_get_baseline (evaluation, &accuracy, &ci95, &has_interval))
    return;
  member = json_object_new ();
  set_number (member, "accuracy", accuracy, TRUE);
  set_number (member, "ci95", ci95, has_interval);
  json_object_set_object_member (object, "baseline", member);
}

static void
add_model (JsonObject *object, LkModel *model)
{
  g_autofree char *name = g_filename_display_name (lk_model_get_name (model));

  json_object_set_string_member (object, "model", name);
  json_object_set_string_member (object, "profile", lk_model_get_profile (model)->name);
}

static void
add_what_was_run (JsonObject *object,
                  LkEvaluation *evaluation,
                  LkModel *model,
                  const LkMetricOptions *options)
{
  LkDataset *dataset = lk_evaluation_get_dataset (evaluation);
  const LkSampler *sampler = lk_evaluation_get_sampler (evaluation);
  g_autofree char *path = g_filename_display_name (lk_dataset_get_path (dataset));

  json_object_set_string_member (object, "dataset", path);
  json_object_set_string_member (object, "split", lk_dataset_get_split (dataset));
  if (model != NULL)
    add_model (object, model);
  json_object_set_int_member (object, "way", sampler->n_ways);
  json_object_set_int_member (object, "shot", sampler->n_shots);
  json_object_set_int_member (object, "query", sampler->n_queries);
  json_object_set_int_member (object, "seed", (gint64) sampler->seed);
  json_object_set_object_member (object, "options", lk_options_json_write (options));
}

static guint64
get_n_pictures (LkEvaluation *evaluation)
{
  guint64 n_embedded, n_repeated;

  lk_evaluation_get_n_embedded (evaluation, &n_embedded, &n_repeated);
  return n_embedded - n_repeated;
}

JsonNode *
lk_evaluation_to_json (LkEvaluation *evaluation,
                       LkModel *model,
                       const LkMetricOptions *options,
                       guint n_wanted)
{
  g_return_val_if_fail (evaluation != NULL && options != NULL, NULL);
  g_return_val_if_fail (model == NULL || LK_IS_MODEL (model), NULL);

  guint n_episodes = lk_evaluation_get_n_episodes (evaluation);
  JsonObject *object = json_object_new ();
  JsonNode *node = json_node_init_object (json_node_alloc (), object);

  add_what_was_run (object, evaluation, model, options);
  json_object_set_int_member (object, "episodes", n_episodes);
  json_object_set_boolean_member (object, "complete", n_episodes == n_wanted);
  add_accuracies (object, evaluation);
  add_baseline (object, evaluation);
  json_object_set_int_member (object, "mistakes",
                              lk_evaluation_get_mistakes (evaluation)->len);
  json_object_set_int_member (object, "pictures", (gint64) get_n_pictures (evaluation));
  json_object_set_double_member (object, "seconds",
                                 lk_evaluation_get_seconds (evaluation));
  json_object_unref (object);
  return node;
}
