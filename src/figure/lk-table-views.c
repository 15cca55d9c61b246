/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-table-private.h"
#include "lk-number-text.h"

static const char *
get_class_name (LkEvidence *evidence, guint class_index)
{
  LkScoring *scoring = lk_evidence_get_scoring (evidence);

  return lk_episode_state_get_class_name (lk_scoring_get_episode (scoring), class_index);
}

static void
add_columns (LkTable *table, gboolean numeric, const char *const *titles)
{
  for (; *titles != NULL; titles++)
    lk_table_add_column (table, numeric, g_strdup (_ (*titles)));
}

static void
add_level_columns (LkTable *table, LkSpoken spoken)
{
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    lk_table_add_column (table, TRUE, g_strdup (lk_level_speak (level, spoken)));
}

static LkTable *
new_for_decision (LkEvidence *evidence)
{
  const LkScores *scores = lk_evidence_get_scores (evidence);
  const LkDecision *decision = scores->decision;
  LkTable *table = lk_table_new (g_strdup (scores->title));
  const guint fused = 2 + LK_N_LEVELS;

  lk_table_add_column (table, TRUE, g_strdup (_ ("Rank")));
  lk_table_add_column (table, FALSE, g_strdup (_ ("Class")));
  add_level_columns (table, LK_SPOKEN_CONTRIBUTION);
  lk_table_add_column (table, TRUE, g_strdup (_ ("Fused")));
  add_level_columns (table, LK_SPOKEN_SCORE);
  for (guint rank = 0; rank < decision->n_classes; rank++)
    {
      guint i = decision->ranking[rank];
      char **row = lk_table_add_row (table);

      lk_table_set_count (row, 0, rank + 1);
      lk_table_set_text (row, 1, get_class_name (evidence, i));
      for (guint level = 0; level < LK_N_LEVELS; level++)
        {
          lk_table_set_number (row, 2 + level, decision->contribution[level][i]);
          lk_table_set_number (row, fused + 1 + level, scores->scores[level][i]);
        }
      lk_table_set_number (row, fused, decision->fused[i]);
    }
  return table;
}

static void
add_match_columns (LkTable *table, const char *class_name)
{
  lk_table_add_column (table, TRUE, g_strdup_printf (_ ("%s: shot"), class_name));
  lk_table_add_column (table, TRUE, g_strdup_printf (_ ("%s: row"), class_name));
  lk_table_add_column (table, TRUE, g_strdup_printf (_ ("%s: column"), class_name));
  lk_table_add_column (table, TRUE, g_strdup_printf (_ ("%s: cosine"), class_name));
}

/* The nearest descriptor of a class to @cell, from column @first on; a cell that is
 * painted out has none. */
static void
set_match (char **row,
           guint first,
           const LkMatches *matches,
           guint cell,
           const gsize *map)
{
  gsize n_cells = map[1] * map[2];
  gsize best = (gsize) cell * matches->n_neighbours;
  guint32 found = matches->index[best];

  if (found == G_MAXUINT32)
    return;
  lk_table_set_count (row, first, (guint) (found / n_cells) + 1);
  lk_table_set_count (row, first + 1, (guint) (found % n_cells / map[2]) + 1);
  lk_table_set_count (row, first + 2, (guint) (found % n_cells % map[2]) + 1);
  lk_table_set_number (row, first + 3, matches->similarity[best]);
}

static LkTable *
new_for_pixel (LkEvidence *evidence, guint class_index)
{
  LkExplanation *explanation = lk_evidence_get_explanation (evidence);
  const LkMatches *matches = lk_explanation_get_pixel (explanation, class_index);
  const gsize *map = lk_support_get_map_shape (lk_explanation_get_support (explanation));
  guint n_classes = lk_explanation_get_n_classes (explanation);
  const char *name = get_class_name (evidence, class_index);
  LkTable *table = lk_table_new (
      g_strdup_printf (_ ("How each cell of the query matches %s"), name));

  lk_table_add_column (table, TRUE, g_strdup (_ ("Row")));
  lk_table_add_column (table, TRUE, g_strdup (_ ("Column")));
  lk_table_add_column (table, TRUE, g_strdup_printf (_ ("Value for %s"), name));
  for (guint i = 0; i < n_classes; i++)
    add_match_columns (table, get_class_name (evidence, i));
  for (guint cell = 0; cell < matches->n_rows; cell++)
    {
      char **row = lk_table_add_row (table);

      lk_table_set_count (row, 0, cell / (guint) map[2] + 1);
      lk_table_set_count (row, 1, cell % (guint) map[2] + 1);
      lk_table_set_number (row, 2, matches->row[cell]);
      for (guint i = 0; i < n_classes; i++)
        set_match (row, 3 + 4 * i, lk_explanation_get_pixel (explanation, i), cell, map);
    }
  return table;
}

static int
compare_contributions (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const LkMatches *matches = user_data;
  guint first = *(const guint *) a;
  guint second = *(const guint *) b;

  if (matches->row[first] != matches->row[second])
    return matches->row[first] > matches->row[second] ? -1 : 1;
  return first < second ? -1 : first > second;
}

/* (transfer full): the query channels, largest contribution first. */
static guint *
rank_channels (const LkMatches *matches)
{
  guint *channels = g_new (guint, matches->n_rows);

  for (guint i = 0; i < matches->n_rows; i++)
    channels[i] = i;
  g_qsort_with_data (channels, (int) matches->n_rows, sizeof *channels,
                     compare_contributions, (gpointer) matches);
  return channels;
}

static void
add_neighbour_columns (LkTable *table, guint neighbour, guint n_neighbours)
{
  const char *const only[]
      = { N_ ("Best channel"), N_ ("Shot"), N_ ("Similarity"), NULL };

  if (n_neighbours == 1)
    {
      add_columns (table, TRUE, only);
      return;
    }
  lk_table_add_column (table, TRUE, g_strdup_printf (_ ("Channel %u"), neighbour + 1));
  lk_table_add_column (table, TRUE, g_strdup_printf (_ ("Shot %u"), neighbour + 1));
  lk_table_add_column (table, TRUE, g_strdup_printf (_ ("Similarity %u"), neighbour + 1));
}

static LkTable *
new_for_part (LkEvidence *evidence, guint class_index)
{
  LkExplanation *explanation = lk_evidence_get_explanation (evidence);
  const LkMatches *matches = lk_explanation_get_part (explanation, class_index);
  g_autofree guint *channels = rank_channels (matches);
  LkTable *table
      = lk_table_new (g_strdup_printf (_ ("Channels of the query against channels of %s"),
                                       get_class_name (evidence, class_index)));

  lk_table_add_column (table, TRUE, g_strdup (_ ("Query channel")));
  lk_table_add_column (table, TRUE, g_strdup (_ ("Contribution")));
  for (guint j = 0; j < matches->n_neighbours; j++)
    add_neighbour_columns (table, j, matches->n_neighbours);
  for (guint i = 0; i < matches->n_rows; i++)
    {
      gsize first = (gsize) channels[i] * matches->n_neighbours;
      char **row = lk_table_add_row (table);

      lk_table_set_count (row, 0, channels[i] + 1);
      lk_table_set_number (row, 1, matches->row[channels[i]]);
      for (guint j = 0; j < matches->n_neighbours; j++)
        {
          guint32 found = matches->index[first + j];

          lk_table_set_count (row, 2 + 3 * j, found % matches->n_rows + 1);
          lk_table_set_count (row, 3 + 3 * j, found / matches->n_rows + 1);
          lk_table_set_number (row, 4 + 3 * j, matches->similarity[first + j]);
        }
    }
  return table;
}

static guint
rank_distance (LkExplanation *explanation, LkDistance distance, guint class_index)
{
  double own = lk_explanation_get_distance (explanation, distance, class_index);
  guint rank = 1;

  for (guint i = 0; i < lk_explanation_get_n_classes (explanation); i++)
    {
      double other = lk_explanation_get_distance (explanation, distance, i);

      if (other < own || (other == own && i < class_index))
        rank++;
    }
  return rank;
}

static LkTable *
new_for_distribution (LkEvidence *evidence)
{
  LkExplanation *explanation = lk_evidence_get_explanation (evidence);
  LkTable *table
      = lk_table_new (g_strdup (_ ("Distances from the query to the classes")));

  lk_table_add_column (table, FALSE, g_strdup (_ ("Class")));
  for (guint d = 0; d < LK_N_DISTANCES; d++)
    {
      const char *title = lk_distance_get_title (d);

      lk_table_add_column (table, TRUE, g_strdup (title));
      lk_table_add_column (table, TRUE, g_strdup_printf (_ ("%s: rank"), title));
    }
  for (guint i = 0; i < lk_explanation_get_n_classes (explanation); i++)
    {
      char **row = lk_table_add_row (table);

      lk_table_set_text (row, 0, get_class_name (evidence, i));
      for (guint d = 0; d < LK_N_DISTANCES; d++)
        {
          lk_table_set_number (row, 1 + 2 * d,
                               lk_explanation_get_distance (explanation, d, i));
          lk_table_set_count (row, 2 + 2 * d, rank_distance (explanation, d, i));
        }
    }
  return table;
}

static LkTable *
new_for_flip_map (LkEvidence *evidence)
{
  const LkFlipPlot *plot = lk_evidence_get_flip_map (evidence);
  LkTable *table = lk_table_new (lk_evidence_describe_weights (evidence));

  lk_table_add_column (table, FALSE, g_strdup (_ ("Class")));
  lk_table_add_column (table, TRUE, g_strdup (_ ("Share of all weights")));
  for (LkLevel level = 0; level < LK_N_FLIP_LEVELS; level++)
    lk_table_add_column (
        table, TRUE,
        g_strdup_printf (_ ("Middle: %s"), lk_level_speak (level, LK_SPOKEN_WORD)));
  for (guint i = 0; plot != NULL && i < plot->map->n_regions; i++)
    {
      const LkFlipRegion *region = &plot->map->regions[i];
      char **row = lk_table_add_row (table);

      lk_table_set_text (row, 0, get_class_name (evidence, region->class_index));
      lk_table_set_number (row, 1, region->area);
      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        lk_table_set_number (row, 2 + level, region->centre[level]);
    }
  return table;
}

static const char *
get_term_title (const char *key)
{
  static const char *const titles[][2] = { { "trace", N_ ("trace") },
                                           { "mahalanobis", N_ ("Mahalanobis") },
                                           { "log-det", N_ ("log-det") },
                                           { "mean", N_ ("means") },
                                           { "covariance", N_ ("covariances") } };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    if (g_str_equal (titles[i][0], key))
      return _ (titles[i][1]);
  return key;
}

static void
add_share (LkTable *table, const char *name, double share, double eigenvalue)
{
  char **row = lk_table_add_row (table);

  lk_table_set_text (row, 0, name);
  lk_table_set_number (row, 1, share);
  lk_table_set_number (row, 2, eigenvalue);
}

static LkTable *
new_for_breakdown (LkEvidence *evidence, guint class_index)
{
  const LkBreakdownPlot *plot = lk_evidence_get_breakdown (evidence, class_index, NULL);
  g_autofree char *number
      = plot != NULL ? lk_number_short (plot->breakdown->total) : NULL;
  LkTable *table = lk_table_new (
      plot != NULL ? g_strdup_printf (_ ("%s, from the query to %s: %s"),
                                      plot->distance_title, plot->class_name, number)
                   : g_strdup (_ ("The distance cannot be taken apart")));

  lk_table_add_column (table, FALSE, g_strdup (_ ("Part of the distance")));
  lk_table_add_column (table, TRUE, g_strdup (_ ("Share")));
  lk_table_add_column (table, TRUE, g_strdup (_ ("Eigenvalue")));
  if (plot == NULL)
    return table;
  for (guint i = 0; i < plot->breakdown->n_terms; i++)
    add_share (table, get_term_title (plot->breakdown->term_names[i]),
               plot->breakdown->terms[i], NAN);
  for (guint i = 0; i < plot->breakdown->n_directions; i++)
    {
      g_autofree char *name = g_strdup_printf (_ ("Direction %u"), i + 1);

      add_share (table, name, plot->breakdown->shares[i],
                 plot->breakdown->eigenvalues[i]);
    }
  return table;
}

static void
set_evidence (char **row, const double values[LK_N_CELL_MAPS])
{
  for (guint i = 0; i < LK_N_CELL_MAPS; i++)
    lk_table_set_number (row, 2 + i, values[i]);
}

static LkTable *
new_for_evidence (LkEvidence *evidence, guint class_index)
{
  const LkCellMaps *maps = lk_evidence_get_cell_maps (
      evidence, class_index, lk_evidence_get_margin_opponent (evidence, class_index));
  LkTable *table = lk_table_new (g_strdup (maps->title));
  char **row;

  lk_table_add_column (table, TRUE, g_strdup (_ ("Row")));
  lk_table_add_column (table, TRUE, g_strdup (_ ("Column")));
  for (LkLevel level = 0; level < LK_N_LEVELS; level++)
    lk_table_add_column (table, TRUE, g_strdup (lk_level_get_title (level)));
  lk_table_add_column (table, TRUE, g_strdup (_ ("Margin")));
  for (guint p = 0; p < maps->n_rows * maps->n_columns; p++)
    {
      double values[LK_N_CELL_MAPS];

      if (maps->masked != NULL && maps->masked[p])
        continue;
      row = lk_table_add_row (table);
      for (guint i = 0; i < LK_N_CELL_MAPS; i++)
        values[i] = maps->values[i][p];
      lk_table_set_count (row, 0, p / maps->n_columns + 1);
      lk_table_set_count (row, 1, p % maps->n_columns + 1);
      set_evidence (row, values);
    }
  row = lk_table_add_row (table);
  set_evidence (row, maps->unplaced);
  return table;
}

LkTable *
lk_table_new_for_view (LkEvidence *evidence, LkFigureKind kind, guint class_index)
{
  switch (kind)
    {
    case LK_FIGURE_DECISION:
      return new_for_decision (evidence);
    case LK_FIGURE_PIXEL:
      return new_for_pixel (evidence, class_index);
    case LK_FIGURE_PART:
      return new_for_part (evidence, class_index);
    case LK_FIGURE_DISTRIBUTION:
      return new_for_distribution (evidence);
    case LK_FIGURE_FLIP_MAP:
      return new_for_flip_map (evidence);
    case LK_FIGURE_BREAKDOWN:
      return new_for_breakdown (evidence, class_index);
    case LK_FIGURE_EVIDENCE:
      return new_for_evidence (evidence, class_index);
    default:
      g_return_val_if_reached (NULL);
    }
}

static void
set_decision (char **row, LkEpisodeState *episode, const LkDecision *decision)
{
  lk_table_set_text (row, 2,
                     lk_episode_state_get_class_name (episode, decision->prediction));
  lk_table_set_text (row, 3,
                     lk_episode_state_get_class_name (episode, decision->runner_up));
  lk_table_set_number (row, 4, decision->margin);
  lk_table_set_text (row, 5, lk_level_get_title (decision->decisive));
  for (guint i = 0; i < decision->n_classes; i++)
    lk_table_set_number (row, 6 + i, decision->fused[i]);
}

static void
add_query (LkTable *table,
           LkScoring *scoring,
           guint query,
           const LkMetricOptions *options)
{
  LkEpisodeState *episode = lk_scoring_get_episode (scoring);
  LkQuery *item = lk_episode_state_get_queries (episode)->pdata[query];
  const char *path = lk_picture_get_path (lk_query_get_picture (item));
  g_autoptr (LkDecision) decision = lk_scoring_decide (scoring, query, options, NULL);
  char **row = lk_table_add_row (table);

  lk_table_set_text (
      row, 0, path != NULL ? path : lk_picture_get_title (lk_query_get_picture (item)));
  if (lk_query_get_label (item) != NULL)
    lk_table_set_text (row, 1, lk_query_get_label (item));
  if (decision != NULL)
    set_decision (row, episode, decision);
}

LkTable *
lk_table_new_for_scoring (LkScoring *scoring, const LkMetricOptions *options)
{
  g_return_val_if_fail (scoring != NULL && options != NULL, NULL);

  const char *const names[]
      = { N_ ("File"), N_ ("Label"), N_ ("Prediction"), N_ ("Runner-up"), NULL };
  LkEpisodeState *episode = lk_scoring_get_episode (scoring);
  LkTable *table = lk_table_new (g_strdup (_ ("Queries and what they are most like")));

  add_columns (table, FALSE, names);
  lk_table_add_column (table, TRUE, g_strdup (_ ("Margin")));
  lk_table_add_column (table, FALSE, g_strdup (_ ("Decisive level")));
  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    lk_table_add_column (
        table, TRUE,
        g_strdup_printf (_ ("Fused: %s"), lk_episode_state_get_class_name (episode, i)));
  for (guint i = 0; i < lk_scoring_get_n_queries (scoring); i++)
    add_query (table, scoring, i, options);
  return table;
}
