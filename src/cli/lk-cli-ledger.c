/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-cli-ledger.h"

#include <glib/gi18n-lib.h>

#include "lk-cli-options.h"
#include "lk-cli-table.h"
#include "lk-decision-text.h"
#include "lk-printable.h"

/* Rank and class, one cell a level, and the fused score. */
#define N_COLUMNS (LK_N_LEVELS + 3)

void
lk_cli_ledger_print_heading (LkScoring *scoring, const LkMetricOptions *options)
{
  LkModel *model = lk_scoring_get_model (scoring);
  LkMapSource *source = lk_scoring_get_source (scoring);
  LkEpisodeState *episode = lk_scoring_get_episode (scoring);
  g_autofree char *name = lk_printable_path (lk_map_source_get_name (source));
  g_autofree char *what
      = model != NULL ? lk_model_describe (model) : lk_map_source_describe (source);
  g_autofree char *matching = lk_cli_options_describe_matching (options);
  g_autofree char *fusion = lk_cli_options_describe_fusion (options);
  g_autoptr (GString) classes = g_string_new (NULL);

  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    g_string_append_printf (classes, "%s%s (%u)", i > 0 ? ", " : "",
                            lk_episode_state_get_class_name (episode, i),
                            lk_episode_state_get_shots (episode, i)->len);
  if (model != NULL)
    g_print (_ ("Model    %s (%s)\n"), name, what);
  else
    g_print (_ ("Maps     %s (%s)\n"), name, what);
  g_print (_ ("Classes  %s\n"), classes->str);
  g_print (_ ("Metric   %s\n"), matching);
  g_print (_ ("Fusion   %s\n"), fusion);
}

static const char *
class_name (LkScoring *scoring, guint class_index)
{
  return lk_episode_state_get_class_name (lk_scoring_get_episode (scoring), class_index);
}

/* A row of @table; takes all cells but @name. */
static void
add_row (LkCliTable *table, char *rank, const char *name, char **levels, char *fused)
{
  GStrv cells = g_new0 (char *, N_COLUMNS + 1);

  cells[0] = rank;
  cells[1] = g_strdup (name);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    cells[2 + level] = levels[level];
  cells[N_COLUMNS - 1] = fused;
  lk_cli_table_take (table, cells);
}

static void
add_class (LkCliTable *table, LkScoring *scoring, const LkDecision *decision, guint rank)
{
  guint i = decision->ranking[rank];
  char *levels[LK_N_LEVELS];

  for (guint level = 0; level < LK_N_LEVELS; level++)
    levels[level] = g_strdup_printf ("%+.3f", decision->contribution[level][i]);
  add_row (table, g_strdup_printf ("%u", rank + 1), class_name (scoring, i), levels,
           g_strdup_printf ("%+.3f", decision->fused[i]));
}

/* The table with its head, the classes, and what each level alone would choose. */
static LkCliTable *
create_table (LkScoring *scoring, const LkDecision *decision)
{
  g_autofree char *numbers = g_strnfill (LK_N_LEVELS + 1, 'r');
  g_autofree char *alignment = g_strconcat ("rl", numbers, NULL);
  LkCliTable *table = lk_cli_table_new (alignment);
  char *levels[LK_N_LEVELS];

  for (guint level = 0; level < LK_N_LEVELS; level++)
    levels[level] = g_strdup (lk_level_speak (level, LK_SPOKEN_WORD));
  add_row (table, g_strdup (""), _ ("class"), levels, g_strdup (_ ("fused")));
  for (guint rank = 0; rank < decision->n_classes; rank++)
    add_class (table, scoring, decision, rank);
  for (guint level = 0; level < LK_N_LEVELS; level++)
    levels[level] = g_strdup (class_name (scoring, decision->alone[level]));
  add_row (table, g_strdup (""), _ ("alone"), levels, g_strdup (""));
  return table;
}

static void
print_query_title (LkQuery *query, const char *sentence)
{
  g_autofree char *title
      = lk_printable (lk_picture_get_title (lk_query_get_picture (query)));
  const char *label = lk_query_get_label (query);
  g_autofree char *shown = label != NULL ? lk_printable (label) : NULL;

  if (shown != NULL)
    g_print (_ ("\n%s (really %s): %s\n"), title, shown, sentence);
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
  g_autoptr (LkCliTable) table = NULL;
  g_autofree char *title = NULL;
  g_autofree char *sentence = NULL;
  g_autofree char *baseline = NULL;

  if (decision == NULL)
    return FALSE;
  title = lk_decision_text_get_title (decision, episode);
  sentence = lk_decision_text_describe (decision, episode);
  table = create_table (scoring, decision);
  print_query_title (lk_episode_state_get_queries (episode)->pdata[query], title);
  lk_cli_table_print (table, 2);
  g_print ("  %s\n", sentence);
  baseline = lk_decision_text_describe_baseline (
      decision, lk_scoring_get_prototype (scoring, query), episode);
  g_print ("  %s\n", baseline);
  return TRUE;
}
