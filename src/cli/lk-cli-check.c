/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-check.h"

#include <glib/gi18n-lib.h>

#include "lk-check-json.h"
#include "lk-check-text.h"

static void
print_shots (const LkSupportCheck *check, LkEpisodeState *episode)
{
  for (guint i = 0; i < check->n_shots; i++)
    {
      const LkCheckedShot *shot = &check->shots[i];
      GPtrArray *shots = lk_episode_state_get_shots (episode, shot->class_index);
      g_autofree char *found = NULL;

      if (!lk_support_check_is_doubtful (check, i))
        continue;
      found = lk_check_text_describe_shot (check, i, episode);
      g_print (_ ("  %s, %s: %s\n"),
               lk_episode_state_get_class_name (episode, shot->class_index),
               lk_picture_get_title (shots->pdata[shot->shot]), found);
    }
}

static void
print (const LkSupportCheck *check, LkEpisodeState *episode)
{
  g_auto (GStrv) sentences = lk_check_text_describe (check, episode);

  g_print (_ ("\nThe support set\n"));
  for (guint i = 0; sentences[i] != NULL; i++)
    g_print ("  %s\n", sentences[i]);
  print_shots (check, episode);
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
  return TRUE;
}
