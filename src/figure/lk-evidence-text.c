/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evidence-text.h"

#include <glib/gi18n-lib.h>

#include "lk-table.h"

static const char *
get_title (LkEvidence *self)
{
  GPtrArray *queries = lk_episode_state_get_queries (
      lk_scoring_get_episode (lk_evidence_get_scoring (self)));

  return lk_picture_get_title (
      lk_query_get_picture (queries->pdata[lk_evidence_get_query (self)]));
}

static void
append_line (GString *text, char *line)
{
  g_string_append (text, line);
  g_string_append_c (text, '\n');
  g_free (line);
}

char *
lk_evidence_to_text (LkEvidence *self, guint class_index)
{
  GString *text;
  guint opponent;
  g_autoptr (LkTable) table = NULL;
  g_autofree char *cells = NULL;

  g_return_val_if_fail (LK_IS_EVIDENCE (self), NULL);

  text = g_string_new (NULL);
  opponent = lk_evidence_get_margin_opponent (self, class_index);
  append_line (text, g_strdup (get_title (self)));
  append_line (text, lk_evidence_describe_decision (self));
  append_line (text, lk_evidence_describe_weights (self));
  append_line (text, lk_evidence_describe_margin (self, class_index, opponent));
  if (lk_evidence_has_cells (self))
    append_line (text, lk_evidence_describe_cell_maps (self, class_index, opponent, -1));
  g_string_append_c (text, '\n');
  table = lk_table_new_for_view (self, LK_FIGURE_DECISION, class_index);
  cells = lk_table_to_tsv (table);
  g_string_append (text, cells);
  return g_string_free (text, FALSE);
}
