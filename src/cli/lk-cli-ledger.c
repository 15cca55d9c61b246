/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-ledger.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-options.h"
#include "lk-cli-table.h"
#include "lk-decision-text.h"

void
lk_cli_ledger_print_heading (LkScoring *scoring, const LkMetricOptions *options)
{
  LkModel *model = lk_scoring_get_model (scoring);
  LkEpisodeState *episode = lk_scoring_get_episode (scoring);
  g_autofree char *name = g_filename_display_name (lk_model_get_name (model));
  g_autofree char *matching = lk_cli_options_describe_matching (options);
  g_autofree char *fusion = lk_cli_options_describe_fusion (options);
  g_autoptr (GString) classes = g_string_new (NULL);

  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    g_string_append_printf (classes, "%s%s (%u)", i > 0 ? ", " : "",
                            lk_episode_state_get_class_name (episode, i),
                            lk_episode_state_get_shots (episode, i)->len);
  g_print (_ ("Model    %s (%s, profile %s)\n"), name,
           lk_backbone_to_string (lk_model_get_layout (model)->backbone),
           lk_model_get_profile (model)->name);
  g_print (_ ("Classes  %s\n"), classes->str);
  g_print (_ ("Metric   %s\n"), matching);
  g_print (_ ("Fusion   %s\n"), fusion);
}

static const char *
class_name (LkScoring *scoring, guint class_index)
{
  return lk_episode_state_get_class_name (lk_scoring_get_episode (scoring), class_index);
}

static void
add_class (LkCliTable *table, LkScoring *scoring, const LkDecision *decision, guint rank)
{
  guint i = decision->ranking[rank];
  GStrv cells = g_new0 (char *, 7);

  cells[0] = g_strdup_printf ("%u", rank + 1);
  cells[1] = g_strdup (class_name (scoring, i));
  for (guint level = 0; level < LK_N_LEVELS; level++)
    cells[2 + level] = g_strdup_printf ("%+.3f", decision->contribution[level][i]);
  cells[5] = g_strdup_printf ("%+.3f", decision->fused[i]);
  lk_cli_table_take (table, cells);
}

static void
print_query_title (LkQuery *query, const char *sentence)
{
  const char *title = lk_picture_get_title (lk_query_get_picture (query));
  const char *label = lk_query_get_label (query);

  if (label != NULL)
    g_print (_ ("\n%s (really %s): %s\n"), title, label, sentence);
  else
    g_print (_ ("\n%s: %s\n"), title, sentence);
}

gboolean
lk_cli_ledger_print_query (LkScoring *scoring,
                           guint query,
                           const LkMetricOptions *options,
                           GError **error)
{
  LkEpisodeState *episode = lk_scoring_get_episode (scoring);
  g_autoptr (LkDecision) decision = lk_scoring_decide (scoring, query, options, error);
  g_autoptr (LkCliTable) table = lk_cli_table_new ("rlrrrr");
  g_autofree char *title = NULL;
  g_autofree char *sentence = NULL;

  if (decision == NULL)
    return FALSE;
  title = lk_decision_text_get_title (decision, episode);
  sentence = lk_decision_text_describe (decision, episode);
  lk_cli_table_add (table, "", _ ("class"), _ ("part"), _ ("pixel"), _ ("distribution"),
                    _ ("fused"));
  for (guint rank = 0; rank < decision->n_classes; rank++)
    add_class (table, scoring, decision, rank);
  lk_cli_table_add (table, "", _ ("alone"),
                    class_name (scoring, decision->alone[LK_LEVEL_PART]),
                    class_name (scoring, decision->alone[LK_LEVEL_PIXEL]),
                    class_name (scoring, decision->alone[LK_LEVEL_DISTRIBUTION]), "");
  print_query_title (lk_episode_state_get_queries (episode)->pdata[query], title);
  lk_cli_table_print (table, 2);
  g_print ("  %s\n", sentence);
  return TRUE;
}
