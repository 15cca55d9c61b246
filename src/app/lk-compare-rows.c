/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-compare-rows.h"

#include <glib/gi18n-lib.h>

#include "lk-tally.h"
#include "lk-number-text.h"

static void
append_number (GtkStringList *row, double value)
{
  g_autofree char *text = lk_number_signed (value, 2);

  gtk_string_list_append (row, text);
}

static GtkStringList *
create_class_row (const char *name,
                  const char *side,
                  const LkDecision *plus,
                  const LkDecision *minus,
                  guint class_index)
{
  GtkStringList *row = gtk_string_list_new (NULL);

  gtk_string_list_append (row, name);
  gtk_string_list_append (row, side);
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    append_number (
        row, lk_predictor_get_value (plus, predictor, class_index)
                 - (minus != NULL ? lk_predictor_get_value (minus, predictor, class_index)
                                  : 0));
  return row;
}

GPtrArray *
lk_compare_rows_for_classes (LkComparison *comparison)
{
  LkEvidence *evidence_a = lk_comparison_get_a (comparison);
  LkEvidence *evidence_b = lk_comparison_get_b (comparison);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  const LkDecision *a, *b;
  LkEpisodeState *episode;

  if (evidence_a == NULL || evidence_b == NULL)
    return rows;
  a = lk_evidence_get_decision (evidence_a);
  b = lk_evidence_get_decision (evidence_b);
  episode = lk_scoring_get_episode (lk_evidence_get_scoring (evidence_a));
  for (guint rank = 0; rank < a->n_classes; rank++)
    {
      guint i = a->ranking[rank];
      const char *name = lk_episode_state_get_class_name (episode, i);

      g_ptr_array_add (rows, create_class_row (name, _ ("A"), a, NULL, i));
      g_ptr_array_add (rows, create_class_row (name, _ ("B"), b, NULL, i));
      g_ptr_array_add (rows, create_class_row (name, _ ("B − A"), b, a, i));
    }
  return rows;
}

static void
append_decision (GtkStringList *row, const LkDecision *decision, LkEpisodeState *episode)
{
  gtk_string_list_append (
      row, lk_episode_state_get_class_name (episode, decision->prediction));
  append_number (row, decision->margin);
}

GPtrArray *
lk_compare_rows_for_queries (LkComparison *comparison, LkSession *session)
{
  LkScoring *scoring = lk_session_get_scoring (session);
  GPtrArray *rows = g_ptr_array_new_with_free_func (g_object_unref);
  LkEpisodeState *episode;
  GPtrArray *queries;

  if (scoring == NULL || lk_comparison_get_tally_b (comparison) == NULL)
    return rows;
  episode = lk_scoring_get_episode (scoring);
  queries = lk_episode_state_get_queries (episode);
  for (guint i = 0; i < queries->len; i++)
    {
      LkQuery *query = queries->pdata[i];
      const char *label = lk_query_get_label (query);
      const LkDecision *a = lk_session_get_decision (session, query);
      const LkDecision *b = lk_comparison_get_decision_b (comparison, i);
      GtkStringList *row;

      if (a == NULL || b == NULL)
        break;
      row = gtk_string_list_new (NULL);
      gtk_string_list_append (row, lk_picture_get_title (lk_query_get_picture (query)));
      gtk_string_list_append (row, label != NULL ? label : "");
      append_decision (row, a, episode);
      append_decision (row, b, episode);
      gtk_string_list_append (row, a->prediction != b->prediction ? _ ("Changed") : "");
      g_ptr_array_add (rows, row);
    }
  return rows;
}

char *
lk_compare_rows_describe (LkComparison *comparison)
{
  const LkTally *a = lk_comparison_get_tally_a (comparison);
  const LkTally *b = lk_comparison_get_tally_b (comparison);
  GString *text = g_string_new (NULL);
  guint n_changed = 0;

  if (a == NULL || b == NULL)
    return g_string_free (text, FALSE);
  for (guint i = 0; i < a->n_queries; i++)
    n_changed += a->prediction[i] != b->prediction[i] ? 1 : 0;
  if (n_changed == 0)
    g_string_append_printf (text,
                            ngettext ("B decides the %u query as A does.",
                                      "B decides all %u queries as A does.",
                                      a->n_queries),
                            a->n_queries);
  else
    g_string_append_printf (text,
                            ngettext ("B decides %u of %u query otherwise.",
                                      "B decides %u of %u queries otherwise.",
                                      a->n_queries),
                            n_changed, a->n_queries);
  if (a->n_labelled > 0)
    {
      g_string_append_c (text, ' ');
      g_string_append_printf (text, _ ("Right: A %u of %u, B %u of %u."),
                              a->n_right[LK_PREDICTOR_FUSED], a->n_labelled,
                              b->n_right[LK_PREDICTOR_FUSED], b->n_labelled);
    }
  return g_string_free (text, FALSE);
}
