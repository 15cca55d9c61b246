/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-comparison-sheet.h"

#include <glib/gi18n-lib.h>

#include "lk-figure-file.h"
#include "lk-plot-comparison.h"
#include "lk-scoring-json.h"
#include "lk-table-private.h"
#include "lk-tally.h"

#define WIDTH 920

static LkQuery *
get_query (LkEvidence *evidence)
{
  LkEpisodeState *episode = lk_scoring_get_episode (lk_evidence_get_scoring (evidence));

  return lk_episode_state_get_queries (episode)->pdata[lk_evidence_get_query (evidence)];
}

static LkComparisonPlot
get_plot (const LkComparisonSheet *self, const char *title)
{
  return (LkComparisonPlot){
    .scores = { lk_evidence_get_scores (self->a), lk_evidence_get_scores (self->b) },
    .captions = { self->captions[0], self->captions[1] },
    .title = title,
    .subtitle = self->summary,
  };
}

static char *
make_title (const LkComparisonSheet *self)
{
  return g_strdup_printf (
      _ ("%s: A and B compared"),
      lk_picture_get_title (lk_query_get_picture (get_query (self->a))));
}

static void
draw (gpointer data, cairo_t *cr, double width, double height, const LkPalette *palette)
{
  const LkComparisonSheet *self = data;
  g_autofree char *title = make_title (self);
  LkComparisonPlot plot = get_plot (self, title);

  lk_plot_comparison (&plot, cr, width, height, palette);
}

gboolean
lk_comparison_sheet_write (const LkComparisonSheet *self,
                           double column,
                           const char *path,
                           GError **error)
{
  g_return_val_if_fail (self != NULL, FALSE);

  g_autofree char *title = make_title (self);
  LkComparisonPlot plot = get_plot (self, title);
  double room = lk_figure_file_get_room (WIDTH, column);
  LkPalette palette;

  lk_palette_init (&palette, FALSE, FALSE);
  return lk_figure_file_write (
      path,
      &(LkFigureSize){ WIDTH, lk_plot_comparison_get_height (&plot, room, &palette),
                       column },
      draw, (gpointer) self, error);
}

static void
add_columns (LkTable *table)
{
  static const char *const texts[]
      = { N_ ("File"), N_ ("Label"), N_ ("A says"), N_ ("B says"), N_ ("Class") };

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++)
    lk_table_add_column (table, FALSE, g_strdup (_ (texts[i])));
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      const char *title = lk_predictor_get_title (predictor);

      lk_table_add_column (table, TRUE, g_strdup_printf (_ ("%s: A"), title));
      lk_table_add_column (table, TRUE, g_strdup_printf (_ ("%s: B"), title));
      lk_table_add_column (table, TRUE, g_strdup_printf (_ ("%s: B − A"), title));
    }
}

static void
add_query (LkTable *table,
           LkEpisodeState *episode,
           guint query,
           const LkDecision *a,
           const LkDecision *b)
{
  LkQuery *item = lk_episode_state_get_queries (episode)->pdata[query];
  LkPicture *picture = lk_query_get_picture (item);
  const char *path = lk_picture_get_path (picture);
  const char *label = lk_query_get_label (item);

  for (guint i = 0; i < a->n_classes; i++)
    {
      char **row = lk_table_add_row (table);

      lk_table_set_text (row, 0, path != NULL ? path : lk_picture_get_title (picture));
      lk_table_set_text (row, 1, label != NULL ? label : "");
      lk_table_set_text (row, 2,
                         lk_episode_state_get_class_name (episode, a->prediction));
      lk_table_set_text (row, 3,
                         lk_episode_state_get_class_name (episode, b->prediction));
      lk_table_set_text (row, 4, lk_episode_state_get_class_name (episode, i));
      for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
        {
          double in_a = lk_predictor_get_value (a, predictor, i),
                 in_b = lk_predictor_get_value (b, predictor, i);

          lk_table_set_number (row, 5 + 3 * predictor, in_a);
          lk_table_set_number (row, 6 + 3 * predictor, in_b);
          lk_table_set_number (row, 7 + 3 * predictor, in_b - in_a);
        }
    }
}

/* (transfer full): the scoring with the cells that @evidence leaves out. */
static LkScoring *
get_scoring (LkEvidence *evidence, GError **error)
{
  LkScoring *scoring = lk_evidence_get_scoring (evidence);
  const gboolean *kept = lk_explanation_get_kept (lk_evidence_get_explanation (evidence));
  g_autoptr (GHashTable) masks
      = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_bytes_unref);

  if (kept == NULL)
    return lk_scoring_ref (scoring);
  g_hash_table_insert (
      masks, GUINT_TO_POINTER (lk_evidence_get_query (evidence)),
      g_bytes_new (kept, lk_evidence_get_n_cells (evidence) * sizeof *kept));
  return lk_scoring_with_masks (scoring, masks, error);
}

LkTable *
lk_comparison_sheet_get_table (const LkComparisonSheet *self)
{
  g_return_val_if_fail (self != NULL, NULL);

  g_autoptr (LkScoring) scoring_a = get_scoring (self->a, NULL);
  g_autoptr (LkScoring) scoring_b = get_scoring (self->b, NULL);
  LkTable *table = lk_table_new (g_strdup (_ ("All queries in A and in B")));

  add_columns (table);
  if (scoring_a == NULL || scoring_b == NULL)
    return table;
  for (guint i = 0; i < lk_scoring_get_n_queries (scoring_a); i++)
    {
      g_autoptr (LkDecision) a
          = lk_scoring_decide (scoring_a, i, lk_evidence_get_options (self->a), NULL);
      g_autoptr (LkDecision) b
          = lk_scoring_decide (scoring_b, i, lk_evidence_get_options (self->b), NULL);

      if (a != NULL && b != NULL)
        add_query (table, lk_scoring_get_episode (scoring_a), i, a, b);
    }
  return table;
}

static gboolean
add_side (JsonObject *object, const char *name, LkEvidence *evidence, GError **error)
{
  g_autoptr (LkScoring) scoring = get_scoring (evidence, error);
  JsonNode *node = NULL;

  if (scoring != NULL)
    node = lk_scoring_to_json (scoring, lk_evidence_get_options (evidence), error);
  if (node != NULL)
    json_object_set_member (object, name, node);
  return node != NULL;
}

JsonNode *
lk_comparison_sheet_to_json (const LkComparisonSheet *self, GError **error)
{
  g_autoptr (JsonObject) object = json_object_new ();

  g_return_val_if_fail (self != NULL, NULL);

  if (!add_side (object, "a", self->a, error) || !add_side (object, "b", self->b, error))
    return NULL;
  return json_node_init_object (json_node_alloc (), object);
}
