/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-check.h"

#include <glib/gi18n-lib.h>

#include "lk-check-json.h"
#include "lk-check-text.h"
#include "lk-place-json.h"
#include "lk-place-text.h"
#include "lk-printable.h"

static void
print_shots (const LkSupportCheck *check, LkEpisodeState *episode)
{
  for (guint i = 0; i < check->n_shots; i++)
    {
      const LkCheckedShot *shot = &check->shots[i];
      GPtrArray *shots = lk_episode_state_get_shots (episode, shot->class_index);
      g_autofree char *title = NULL;
      g_autofree char *found = NULL;

      if (!lk_support_check_is_doubtful (check, i))
        continue;
      title = lk_printable (lk_picture_get_title (shots->pdata[shot->shot]));
      found = lk_check_text_describe_shot (check, i, episode);
      g_print (_ ("  %s, %s: %s\n"),
               lk_episode_state_get_class_name (episode, shot->class_index), title,
               found);
    }
}

static void
print (const LkSupportCheck *check, LkEpisodeState *episode)
{
  g_auto (GStrv) sentences = lk_check_text_describe (check, episode);

  g_print (_ ("\nThe support set\n"));
  for (guint i = 0; sentences[i] != NULL; i++)
    {
      g_autofree char *sentence = lk_printable (sentences[i]);

      g_print ("  %s\n", sentence);
    }
  print_shots (check, episode);
}

/* What the shots say of the queries. */
typedef struct
{
  LkScoring *scoring;
  const LkMetricOptions *options;
  const LkSupportCheck *check;
  const LkMembership *membership;
  GCancellable *cancellable;
} Placing;

static gboolean
find_place (const Placing *placing,
            guint query,
            const LkDecision *decision,
            LkPlace *place,
            GError **error)
{
  LkExplanation *explanation = lk_scoring_get_explanation (placing->scoring, query);
  guint prediction = decision->prediction;
  g_autoptr (LkExplanation) parts = NULL;

  *place = (LkPlace){ .class_index = prediction };
  if (lk_support_get_n_shots (lk_scoring_get_support (placing->scoring), prediction) < 2)
    return TRUE;
  parts = lk_membership_compare (explanation, prediction, placing->cancellable, error);
  if (parts == NULL)
    return FALSE;
  *place = lk_membership_place (placing->membership, explanation, parts, prediction,
                                placing->options);
  return TRUE;
}

static void
print_query (const Placing *placing,
             guint query,
             const LkDecision *decision,
             const LkPlace *place)
{
  GPtrArray *queries
      = lk_episode_state_get_queries (lk_scoring_get_episode (placing->scoring));
  g_autofree char *sentence = lk_place_text_describe (place);
  g_autofree char *levels = lk_place_text_describe_levels (place);
  g_autofree char *margin
      = lk_place_text_describe_margin (placing->check, decision->margin);

  g_print ("\n%s\n  %s\n",
           lk_picture_get_title (lk_query_get_picture (queries->pdata[query])), sentence);
  if (levels != NULL)
    g_print ("  %s\n", levels);
  if (margin != NULL)
    g_print ("  %s\n", margin);
}

static void
add_query (const Placing *placing,
           JsonObject *object,
           const LkDecision *decision,
           const LkPlace *place)
{
  if (place->n_members > 0)
    json_object_set_object_member (object, "place", lk_place_json_write (place));
  else
    json_object_set_null_member (object, "place");
  if (placing->check->n_shots > 0)
    json_object_set_int_member (
        object, "leads_below_margin",
        lk_place_text_count_below (placing->check, decision->margin));
}

static gboolean
tell_queries (const Placing *placing, JsonNode *node, GError **error)
{
  JsonArray *queries
      = node != NULL
            ? json_object_get_array_member (json_node_get_object (node), "queries")
            : NULL;

  for (guint i = 0; i < lk_scoring_get_n_queries (placing->scoring); i++)
    {
      g_autoptr (LkDecision) decision
          = lk_scoring_decide (placing->scoring, i, placing->options, error);
      LkPlace place;

      if (decision == NULL || !find_place (placing, i, decision, &place, error))
        return FALSE;
      if (queries != NULL)
        add_query (placing, json_array_get_object_element (queries, i), decision, &place);
      else
        print_query (placing, i, decision, &place);
    }
  return TRUE;
}

gboolean
lk_cli_check_tell (LkScoring *scoring,
                   const LkMetricOptions *options,
                   JsonNode *node,
                   GCancellable *cancellable,
                   GError **error)
{
  LkEpisodeState *episode = lk_scoring_get_episode (scoring);
  LkMetricOptions combined = lk_scoring_combine_options (scoring, options);
  g_autoptr (LkLeaveOneOut) left_out = NULL;
  g_autoptr (LkSupportCheck) check = NULL;
  g_autoptr (LkMembership) membership = NULL;
  Placing placing = { scoring, &combined, NULL, NULL, cancellable };

  left_out = lk_leave_one_out_new (lk_scoring_get_support (scoring), &combined,
                                   cancellable, error);
  if (left_out == NULL)
    return FALSE;
  check = lk_support_check_new (lk_scoring_get_support (scoring), left_out, &combined,
                                lk_scoring_get_trained_fusion (scoring), error);
  if (check == NULL)
    return FALSE;
  if (node != NULL)
    json_object_set_object_member (json_node_get_object (node), "support",
                                   lk_check_json_write (check, episode));
  else
    print (check, episode);
  membership
      = lk_membership_new (left_out, lk_episode_state_get_n_classes (episode), &combined);
  placing.check = check;
  placing.membership = membership;
  return tell_queries (&placing, node, error);
}
