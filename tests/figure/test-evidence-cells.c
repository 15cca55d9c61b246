/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "figure-fixture.h"
#include "lk-table.h"

static double
sum_of (const double *values, guint n)
{
  double sum = 0;

  for (guint i = 0; i < n; i++)
    sum += values[i];
  return sum;
}

/* Maps and what no cell owns add up to each level's part of the margin, and to it. */
static void
check_maps (LkEvidence *evidence, guint class_index, guint against)
{
  const LkDecision *decision = lk_evidence_get_decision (evidence);
  const LkCellMaps *maps = lk_evidence_get_cell_maps (evidence, class_index, against);
  const gboolean *kept = lk_explanation_get_kept (lk_evidence_get_explanation (evidence));
  double margin = decision->fused[class_index];

  for (guint i = 0; i < decision->n_classes; i++)
    if (against == LK_CELL_MARGIN_MEAN)
      margin -= decision->fused[i] / decision->n_classes;
    else if (i == against)
      margin -= decision->fused[i];
  g_assert_cmpfloat_with_epsilon (maps->sums[LK_CELL_MAP_FUSED], margin, 1e-9);
  for (guint i = 0; i < LK_N_CELL_MAPS; i++)
    {
      g_assert_cmpfloat_with_epsilon (sum_of (maps->values[i], FIXTURE_CELLS)
                                          + maps->unplaced[i],
                                      maps->sums[i], 1e-9);
      for (guint p = 0; kept != NULL && p < FIXTURE_CELLS; p++)
        g_assert_true (kept[p] || maps->values[i][p] == 0);
    }
  for (guint p = 0; p < FIXTURE_CELLS; p++)
    {
      double sum = 0;

      for (LkLevel level = 0; level < LK_N_LEVELS; level++)
        sum += maps->values[level][p];
      g_assert_cmpfloat_with_epsilon (maps->values[LK_CELL_MAP_FUSED][p], sum, 1e-9);
    }
}

static void
check_all (LkEvidence *evidence)
{
  for (guint a = 0; a < FIXTURE_CLASSES; a++)
    {
      for (guint b = 0; b < FIXTURE_CLASSES; b++)
        check_maps (evidence, a, b);
      check_maps (evidence, a, LK_CELL_MARGIN_MEAN);
      g_assert_cmpuint (lk_evidence_find_opponent (evidence, a), !=, a);
    }
}

static void
test_sums (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  LkMetricOptions options = self->options;
  gboolean kept[FIXTURE_CELLS];

  for (options.distance = 0; options.distance < LK_N_DISTANCES; options.distance++)
    {
      options.weights[LK_LEVEL_PART] = 0.1 * options.distance;
      g_assert_true (lk_evidence_set_options (evidence, &options, NULL));
      check_all (evidence);
    }
  for (guint p = 0; p < FIXTURE_CELLS; p++)
    kept[p] = p % 3 != 0;
  g_assert_true (lk_evidence_set_mask (evidence, kept, FIXTURE_CELLS, NULL));
  check_all (evidence);
}

/* KL of the class to the query owns no cell of the query: nothing is painted. */
static void
test_unplaced (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  LkMetricOptions options = self->options;
  const LkCellMaps *maps;

  options.distance = LK_DISTANCE_KL_SQ;
  g_assert_true (lk_evidence_set_options (evidence, &options, NULL));
  maps = lk_evidence_get_cell_maps (evidence, 0, 1);
  g_assert_cmpfloat_with_epsilon (maps->unplaced[LK_LEVEL_DISTRIBUTION],
                                  maps->sums[LK_LEVEL_DISTRIBUTION], 1e-9);
  for (guint p = 0; p < FIXTURE_CELLS; p++)
    g_assert_cmpfloat_with_epsilon (maps->values[LK_LEVEL_DISTRIBUTION][p], 0, 1e-12);
}

static void
test_table (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  guint against = lk_evidence_find_opponent (evidence, 2);
  g_autoptr (LkTable) table = lk_table_new_for_view (evidence, LK_FIGURE_EVIDENCE, 2);
  const LkCellMaps *maps = lk_evidence_get_cell_maps (evidence, 2, against);

  g_assert_cmpuint (table->n_columns, ==, 2 + LK_N_CELL_MAPS);
  g_assert_cmpuint (table->rows->len, ==, FIXTURE_CELLS + 1);
  for (guint i = 0; i < LK_N_CELL_MAPS; i++)
    {
      double sum = 0;

      for (guint row = 0; row < table->rows->len; row++)
        sum += g_ascii_strtod (((char **) table->rows->pdata[row])[2 + i], NULL);
      g_assert_cmpfloat_with_epsilon (sum, maps->sums[i], 1e-9);
    }
}

static void
test_sentences (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  gboolean kept[FIXTURE_CELLS];

  for (guint pass = 0; pass < 2; pass++)
    {
      g_autofree char *all = lk_evidence_describe_cell_maps (evidence, 0, 1, -1);
      g_autofree char *one = lk_evidence_describe_cell_maps (evidence, 0, 1, 22);

      g_assert_nonnull (strstr (all, "add up"));
      g_assert_nonnull (strstr (one, "Row 2, column 2"));
      g_assert_true ((strstr (one, "painted out") != NULL) == (pass == 1));
      for (guint p = 0; p < FIXTURE_CELLS; p++)
        kept[p] = p != 22;
      g_assert_true (lk_evidence_set_mask (evidence, kept, FIXTURE_CELLS, NULL));
    }
}

/* The cell under a point is the one drawn there, on whichever map. */
static void
test_hit (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  const LkCellMaps *maps = lk_evidence_get_cell_maps (evidence, 0, 1);
  LkPalette palette;

  lk_palette_init (&palette, FALSE, FALSE);
  for (guint size = 0; size < 3; size++)
    for (guint map = 0; map < LK_N_CELL_MAPS; map++)
      {
        const double sizes[][2] = { { 760, 340 }, { 300, 700 }, { 400, 400 } };
        double area[4], edge;
        guint found = 99;

        lk_plot_cell_maps_get_area (maps, sizes[size][0], sizes[size][1], &palette, map,
                                    area);
        edge = area[2] / FIXTURE_EDGE;
        g_assert_cmpfloat (area[0] + area[2], <=, sizes[size][0]);
        g_assert_cmpfloat (area[1] + area[3], <=, sizes[size][1]);
        g_assert_cmpint (lk_plot_cell_maps_hit (
                             maps,
                             &(LkPointer){ sizes[size][0], sizes[size][1], &palette,
                                           area[0] + 3.5 * edge, area[1] + 2.5 * edge },
                             &found),
                         ==, 2 * FIXTURE_EDGE + 3);
        g_assert_cmpuint (found, ==, map);
        g_assert_cmpint (
            lk_plot_cell_maps_hit (
                maps, &(LkPointer){ sizes[size][0], sizes[size][1], &palette, 1, 1 },
                NULL),
            ==, -1);
      }
}

#define ADD(name, function)                                                              \
  g_test_add ("/evidence-cells/" name, FigureFixture, NULL, figure_fixture_set_up,       \
              function, figure_fixture_tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("sums", test_sums);
  ADD ("unplaced", test_unplaced);
  ADD ("table", test_table);
  ADD ("sentences", test_sentences);
  ADD ("hit", test_hit);
  return g_test_run ();
}
