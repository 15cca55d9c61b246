/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-opponent-json.h"

#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-json-reader.h"
#include "lk-options-json.h"

JsonObject *
lk_opponent_json_write (const LkOpponent *opponent, LkSessionFolder *folder)
{
  JsonObject *object = json_object_new ();
  g_autofree char *model = lk_session_folder_name_model (folder, opponent->model);

  json_object_set_string_member (object, "model", model);
  if (opponent->profile != NULL)
    json_object_set_string_member (object, "profile", opponent->profile);
  json_object_set_string_member (object, "network",
                                 opponent->network != NULL ? opponent->network : "");
  if (opponent->sha256 != NULL)
    json_object_set_string_member (object, "sha256", opponent->sha256);
  json_object_set_object_member (object, "options",
                                 lk_options_json_write (&opponent->options));
  json_object_set_string_member (object, "weights",
                                 lk_compare_weights_to_string (opponent->weights));
  return object;
}

static gboolean
read_weights (JsonObject *object,
              const char *where,
              LkCompareWeights *weights,
              GError **error)
{
  g_autoptr (GString) names = g_string_new (NULL);
  const char *name;

  if (!lk_json_read_string (object, where, "weights", &name, error))
    return FALSE;
  if (lk_compare_weights_from_string (name, weights))
    return TRUE;
  for (guint i = 0; i < LK_N_COMPARE_WEIGHTS; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "",
                            lk_compare_weights_to_string (i));
  g_set_error (error, LK_ERROR, LK_ERROR_FORMAT, _ ("“%s.weights” is none of: %s"), where,
               names->str);
  return FALSE;
}

LkOpponent *
lk_opponent_json_read (JsonObject *object,
                       const char *where,
                       LkSessionFolder *folder,
                       GError **error)
{
  g_autofree char *inner = g_strconcat (where, ".options", NULL);
  g_autofree char *model = NULL;
  JsonObject *member;
  LkMetricOptions options;
  LkCompareWeights weights;
  const char *name;
  const char *profile = NULL;
  const char *network = NULL;
  const char *sha256 = NULL;
  LkOpponent *opponent;

  if (!lk_json_read_string (object, where, "model", &name, error)
      || !lk_json_read_optional_string (object, where, "profile", &profile, error)
      || !lk_json_read_optional_string (object, where, "network", &network, error)
      || !lk_json_read_optional_string (object, where, "sha256", &sha256, error)
      || !lk_json_read_object (object, where, "options", &member, error)
      || !lk_options_json_read (member, inner, &options, error)
      || !read_weights (object, where, &weights, error))
    return NULL;
  model = lk_session_folder_resolve_model (folder, name);
  opponent = lk_opponent_new (model, profile, &options, weights);
  opponent->network = network != NULL && *network != '\0' ? g_strdup (network) : NULL;
  opponent->sha256 = g_strdup (sha256);
  return opponent;
}
