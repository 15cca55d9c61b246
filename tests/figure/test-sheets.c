/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "figure-fixture.h"
#include "lk-accuracy-sheet.h"
#include "lk-comparison-sheet.h"
#include "lk-error.h"
#include "lk-evaluation-json.h"
#include "lk-episode-runner.h"
#include "lk-figure-width.h"
#include "lk-scoring-json.h"
#include "test-models.h"
#include "test-pictures.h"

#define N_CLASSES 3
#define N_PICTURES 5
#define N_EPISODES 5
#define N_QUERIES 2

/* Student's t for 95 % at 1 to 4 degrees of freedom, from a printed table. */
static const double quantiles[] = { 12.7062, 4.30265, 3.18245, 2.77645 };

/* An evaluation of a small dataset of noise. */
typedef struct
{
  char *folder;
  LkModel *model;
  LkDataset *dataset;
  LkMetricOptions options;
  LkEvaluation *evaluation;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  static const TestModel model = { 3, 4, FIXTURE_CHANNELS, FALSE, FALSE, NULL };
  const LkSampler sampler = { N_CLASSES, 1, N_QUERIES, 7 };
  g_autofree char *root = NULL;
  g_autoptr (LkEpisodeRunner) runner = NULL;
  g_autoptr (GError) error = NULL;

  self->folder = test_folder_new ();
  root = g_build_filename (self->folder, "noise & co", NULL);
  g_mkdir (root, 0700);
  for (guint i = 0; i < N_CLASSES; i++)
    {
      g_autofree char *name = g_strdup_printf ("kind <%u>", i);
      g_autofree char *folder = g_build_filename (root, name, NULL);

      g_mkdir (folder, 0700);
      for (guint j = 0; j < N_PICTURES; j++)
        {
          g_autofree char *file = g_strdup_printf ("%u.png", j);
          g_autofree char *path = test_png_write (folder, file, 100 * i + j, 24, 24);
        }
    }
  self->model = test_model_open (&model, self->folder, "m.safetensors");
  self->dataset = lk_dataset_open (root, NULL, &error);
  g_assert_no_error (error);
  self->options = lk_metric_options_default ();
  self->evaluation = lk_evaluation_new (self->dataset, &sampler);
  runner = lk_episode_runner_new (self->dataset, self->model, &sampler, &self->options);
  lk_episode_runner_run (runner, self->evaluation, 0, N_EPISODES, NULL, NULL, NULL,
                         &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_object_unref (self->evaluation);
  g_object_unref (self->dataset);
  g_object_unref (self->model);
  test_folder_remove (self->folder);
}

static const char *
cell (const LkTable *table, guint row, guint column)
{
  return ((char **) table->rows->pdata[row])[column];
}

static double
number (const LkTable *table, guint row, guint column)
{
  g_assert_true (table->numeric[column]);
  return g_ascii_strtod (cell (table, row, column), NULL);
}

static void
assert_markup (GBytes *bytes)
{
  const GMarkupParser parser = { NULL };
  g_autoptr (GMarkupParseContext) context
      = g_markup_parse_context_new (&parser, 0, NULL, NULL);
  g_autoptr (GError) error = NULL;
  gsize size;
  const char *data = g_bytes_get_data (bytes, &size);

  g_markup_parse_context_parse (context, data, (gssize) size, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
}

/* Of one page, with letters that are real. */
static void
assert_pdf (GBytes *bytes)
{
  g_assert_cmpint (figure_fixture_find (bytes, "%PDF-", 0), ==, 0);
  g_assert_cmpint (figure_fixture_find (bytes, "%%EOF", 0), >, 0);
  g_assert_cmpint (figure_fixture_find (bytes, "/Count 1\n", 0), >, 0);
  g_assert_cmpint (figure_fixture_find (bytes, "/FontFile", 0), >, 0);
}

/* The corners are white, whatever is drawn. */
static void
assert_png (const char *path, double width, double height)
{
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
  const guint8 *data = cairo_image_surface_get_data (surface);

  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  if (width > 0)
    {
      g_assert_cmpint (cairo_image_surface_get_width (surface), ==, lround (2 * width));
      g_assert_cmpint (cairo_image_surface_get_height (surface), ==, lround (2 * height));
    }
  g_assert_cmphex (*(const guint32 *) data & 0xffffff, ==, 0xffffff);
  cairo_surface_destroy (surface);
}

/* The three files of one kind; gives the text of the first. */
static GBytes *
write_sheet (Fixture *self, LkAccuracySheet *sheet, LkSheetKind kind)
{
  static const char *const names[] = { "s.svg", "s.pdf", "s.png" };
  GBytes *svg = NULL;
  double width, height;

  lk_accuracy_sheet_get_size (sheet, kind, &width, &height);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = NULL;

      lk_accuracy_sheet_write (sheet, kind, 0, path, &error);
      g_assert_no_error (error);
      bytes = figure_fixture_read (path);
      if (i == 0)
        svg = g_bytes_ref (bytes);
      else if (i == 1)
        assert_pdf (bytes);
      else
        assert_png (path, width, height);
    }
  assert_markup (svg);
  return svg;
}

static void
assert_holds (GBytes *bytes, const char *text)
{
  if (figure_fixture_find (bytes, text, 0) < 0)
    g_error ("the figure does not say “%s”", text);
}

/* As it is written in a document. */
static void
assert_says (GBytes *bytes, const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  assert_holds (bytes, escaped);
}

static void
test_accuracy (Fixture *self, gconstpointer data)
{
  g_autoptr (LkAccuracySheet) sheet
      = lk_accuracy_sheet_new_for_evaluation (self->evaluation);
  g_autoptr (LkTable) table = lk_accuracy_sheet_get_table (sheet, LK_SHEET_ACCURACY);
  g_autoptr (GBytes) svg = write_sheet (self, sheet, LK_SHEET_ACCURACY);

  g_assert_cmpuint (table->rows->len, ==, LK_N_PREDICTORS);
  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      g_autofree char *text = g_strdup_printf (
          "%.1f %% ± %.1f", number (table, predictor, 1), number (table, predictor, 2));
      double accuracy, ci95;

      lk_evaluation_get_accuracy (self->evaluation, predictor, &accuracy, &ci95);
      g_assert_cmpstr (cell (table, predictor, 0), ==,
                       lk_predictor_get_title (predictor));
      g_assert_cmpfloat (number (table, predictor, 1), ==, accuracy);
      g_assert_cmpfloat (number (table, predictor, 2), ==, ci95);
      assert_says (svg, text);
    }
  assert_says (svg, "Accuracy over 5 episodes of noise & co");
  assert_says (svg, "3-way 1-shot, 2 queries of each class, seed 7");
}

static void
test_confusion (Fixture *self, gconstpointer data)
{
  g_autoptr (LkAccuracySheet) sheet
      = lk_accuracy_sheet_new_for_evaluation (self->evaluation);
  g_autoptr (LkTable) table = lk_accuracy_sheet_get_table (sheet, LK_SHEET_CONFUSION);
  g_autoptr (GBytes) svg = write_sheet (self, sheet, LK_SHEET_CONFUSION);
  guint n_right = 0, n_wrong = lk_evaluation_get_mistakes (self->evaluation)->len;

  g_assert_cmpuint (table->n_columns, ==, 1 + N_CLASSES);
  g_assert_cmpuint (table->rows->len, ==, N_CLASSES);
  for (guint i = 0; i < N_CLASSES; i++)
    {
      double sum = 0;

      for (guint j = 0; j < N_CLASSES; j++)
        sum += number (table, i, 1 + j);
      g_assert_cmpfloat (sum, ==, N_EPISODES * N_QUERIES);
      n_right += (guint) number (table, i, 1 + i);
      g_assert_cmpstr (cell (table, i, 0), ==, table->titles[1 + i]);
      assert_says (svg, cell (table, i, 0));
    }
  g_assert_cmpuint (n_right + n_wrong, ==, N_EPISODES * N_QUERIES * N_CLASSES);
}

static double
get_accuracy (Fixture *self, guint i, guint predictor)
{
  return lk_outcome_get_accuracy (lk_evaluation_get_episode (self->evaluation, i),
                                  predictor);
}

/* Sums written out, with the quantiles of a book. */
static void
test_running (Fixture *self, gconstpointer data)
{
  const guint counts[] = { 1, 2, 3, 5 };
  double accuracy[G_N_ELEMENTS (counts)], ci95[G_N_ELEMENTS (counts)];

  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    {
      lk_evaluation_get_running (self->evaluation, predictor, G_N_ELEMENTS (counts),
                                 counts, accuracy, ci95);
      for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
        {
          guint n = counts[i];
          double sum = 0, squares = 0, half = 0;

          for (guint j = 0; j < n; j++)
            sum += 100 * get_accuracy (self, j, predictor);
          for (guint j = 0; j < n; j++)
            squares += pow (100 * get_accuracy (self, j, predictor) - sum / n, 2);
          if (n > 1)
            half = quantiles[n - 2] * sqrt (squares / (n - 1)) / sqrt (n);
          g_assert_cmpfloat_with_epsilon (accuracy[i], sum / n, 1e-9);
          g_assert_cmpfloat_with_epsilon (ci95[i], half, 1e-4 * (1 + half));
        }
    }
}

static void
test_evaluation_json (Fixture *self, gconstpointer data)
{
  g_autoptr (JsonNode) node
      = lk_evaluation_to_json (self->evaluation, self->model, &self->options, 8);
  JsonObject *object = json_node_get_object (node);
  double accuracy, ci95;

  lk_evaluation_get_accuracy (self->evaluation, LK_PREDICTOR_FUSED, &accuracy, &ci95);
  g_assert_cmpint (json_object_get_int_member (object, "episodes"), ==, N_EPISODES);
  g_assert_false (json_object_get_boolean_member (object, "complete"));
  object = json_object_get_object_member (object, "fused");
  g_assert_cmpfloat (json_object_get_double_member (object, "accuracy"), ==, accuracy);
  g_assert_cmpfloat (json_object_get_double_member (object, "ci95"), ==, ci95);
}

static void
test_failures (Fixture *self, gconstpointer data)
{
  g_autoptr (LkAccuracySheet) sheet
      = lk_accuracy_sheet_new_for_evaluation (self->evaluation);
  g_autofree char *ending = g_build_filename (self->folder, "f.gif", NULL);
  g_autofree char *nowhere = g_build_filename (self->folder, "none", "f.svg", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_false (lk_accuracy_sheet_write (sheet, LK_SHEET_ACCURACY, 0, ending, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_OPTION);
  g_clear_error (&error);
  g_assert_false (
      lk_accuracy_sheet_write (sheet, LK_SHEET_CONFUSION, 0, nowhere, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
}

/* The two labelled queries of the fixture, counted here. */
static void
test_tally (FigureFixture *self, gconstpointer data)
{
  LkEpisodeState *episode = lk_scoring_get_episode (self->scoring);
  GPtrArray *queries = lk_episode_state_get_queries (episode);
  g_autoptr (LkTally) tally = lk_tally_new (episode);
  g_autoptr (LkAccuracySheet) sheet = NULL;
  g_autoptr (LkTable) table = NULL;
  guint n_right = 0;

  g_assert_null (lk_accuracy_sheet_new_for_tally (tally, episode));
  for (guint i = 0; i < queries->len; i++)
    {
      g_autoptr (LkDecision) decision
          = lk_scoring_decide (self->scoring, i, &self->options, NULL);

      lk_tally_add (tally, i, decision);
      n_right
          += g_strcmp0 (lk_query_get_label (queries->pdata[i]),
                        lk_episode_state_get_class_name (episode, decision->prediction))
             == 0;
    }
  sheet = lk_accuracy_sheet_new_for_tally (tally, episode);
  table = lk_accuracy_sheet_get_table (sheet, LK_SHEET_ACCURACY);
  g_assert_cmpfloat (number (table, LK_PREDICTOR_FUSED, 1), ==, 50.0 * n_right);
  g_assert_cmpfloat (number (table, LK_PREDICTOR_FUSED, 2), ==, n_right);
  for (guint kind = 0; kind < LK_N_SHEETS; kind++)
    {
      Fixture fixture = { .folder = self->folder };
      g_autoptr (GBytes) svg = write_sheet (&fixture, sheet, kind);

      assert_says (svg, "4 classes, 2 labelled queries");
    }
}

static LkEvidence *
explain_otherwise (FigureFixture *self)
{
  LkMetricOptions options = self->options;
  g_autoptr (GError) error = NULL;
  LkEvidence *evidence;

  options.distance = LK_DISTANCE_KL_QS;
  options.weights[LK_LEVEL_PART] = 3;
  evidence = lk_evidence_new (self->scoring, 1, &options, &error);
  g_assert_no_error (error);
  return evidence;
}

static void
check_comparison (FigureFixture *self, const LkComparisonSheet *sheet)
{
  g_autoptr (LkTable) table = lk_comparison_sheet_get_table (sheet);
  guint row = 0;

  g_assert_cmpuint (table->rows->len, ==, FIXTURE_QUERIES * FIXTURE_CLASSES);
  for (guint query = 0; query < FIXTURE_QUERIES; query++)
    {
      g_autoptr (LkDecision) a = lk_scoring_decide (
          self->scoring, query, lk_evidence_get_options (sheet->a), NULL);
      g_autoptr (LkDecision) b = lk_scoring_decide (
          self->scoring, query, lk_evidence_get_options (sheet->b), NULL);

      for (guint i = 0; i < FIXTURE_CLASSES; i++, row++)
        {
          g_assert_cmpstr (cell (table, row, 2), ==, fixture_names[a->prediction]);
          g_assert_cmpstr (cell (table, row, 3), ==, fixture_names[b->prediction]);
          g_assert_cmpstr (cell (table, row, 4), ==, fixture_names[i]);
          for (guint level = 0; level < LK_N_LEVELS; level++)
            g_assert_cmpfloat (number (table, row, 7 + 3 * level), ==,
                               b->contribution[level][i] - a->contribution[level][i]);
          g_assert_cmpfloat (number (table, row, 14), ==, a->fused[i]);
          g_assert_cmpfloat (number (table, row, 15), ==, b->fused[i]);
          g_assert_cmpfloat (number (table, row, 16), ==, b->fused[i] - a->fused[i]);
        }
    }
}

static void
test_comparison (FigureFixture *self, gconstpointer data)
{
  static const char *const names[] = { "c.svg", "c.pdf", "c.png" };
  g_autoptr (LkEvidence) a = figure_fixture_explain (self, 1);
  g_autoptr (LkEvidence) b = explain_otherwise (self);
  const LkComparisonSheet sheet
      = { a, b, { "these settings", "those settings" }, "B says <much>." };
  double difference
      = lk_evidence_get_decision (b)->fused[1] - lk_evidence_get_decision (a)->fused[1];
  g_autofree char *text
      = g_strdup_printf ("%s%.2f", difference < 0 ? "−" : "+", fabs (difference));

  check_comparison (self, &sheet);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (self->folder, names[i], NULL);
      g_autoptr (GError) error = NULL;
      g_autoptr (GBytes) bytes = NULL;

      lk_comparison_sheet_write (&sheet, 0, path, &error);
      g_assert_no_error (error);
      bytes = figure_fixture_read (path);
      if (i == 1)
        assert_pdf (bytes);
      if (i == 2)
        assert_png (path, 0, 0);
      if (i > 0)
        continue;
      assert_markup (bytes);
      assert_says (bytes, "these settings");
      assert_says (bytes, "those settings");
      assert_says (bytes, "B says <much>.");
      assert_says (bytes, text);
    }
}

/* The width of one column of a paper: no sentence is cut off, no number left out. */
static void
test_narrow (FigureFixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "narrow.svg", NULL);
  g_autoptr (LkEvidence) a = figure_fixture_explain (self, 1);
  g_autoptr (LkEvidence) b = explain_otherwise (self);
  const LkComparisonSheet sheet
      = { a,
          b,
          { "Built-in Conv64F · k 1 · Cosine (paper) · Wasserstein, exact · Within",
            "those settings" },
          "B decides 2 of 20 queries otherwise than A does, and both are right by it." };
  double difference
      = lk_evidence_get_decision (b)->fused[1] - lk_evidence_get_decision (a)->fused[1];
  g_autofree char *text
      = g_strdup_printf ("%s%.2f", difference < 0 ? "−" : "+", fabs (difference));
  g_autoptr (GBytes) bytes = NULL;

  g_assert_true (lk_comparison_sheet_write (&sheet, LK_FIGURE_ONE_COLUMN, path, NULL));
  bytes = figure_fixture_read (path);
  assert_markup (bytes);
  assert_says (bytes, text);
  assert_says (bytes, "Distribution");
  /* Where the sentences end. */
  assert_says (bytes, "Within");
  assert_says (bytes, "it.");
}

/* Names and numbers are whole, whatever is left for the bars. */
static void
test_narrow_accuracy (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "narrow.svg", NULL);
  g_autoptr (LkAccuracySheet) sheet
      = lk_accuracy_sheet_new_for_evaluation (self->evaluation);
  g_autoptr (GBytes) bytes = NULL;

  g_assert_true (lk_accuracy_sheet_write (sheet, LK_SHEET_ACCURACY, LK_FIGURE_ONE_COLUMN,
                                          path, NULL));
  bytes = figure_fixture_read (path);
  assert_says (bytes, "Distribution");
  g_assert_null (g_strstr_len (g_bytes_get_data (bytes, NULL),
                               (gssize) g_bytes_get_size (bytes), "…"));
}

/* The same objects as each scoring's own, also where cells are painted out. */
static void
test_comparison_json (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) a = figure_fixture_explain (self, 1);
  g_autoptr (LkEvidence) b = explain_otherwise (self);
  const LkComparisonSheet sheet = { a, b, { NULL, NULL }, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (JsonNode) node = lk_comparison_sheet_to_json (&sheet, &error);
  g_autoptr (JsonNode) own
      = lk_scoring_to_json (self->scoring, lk_evidence_get_options (b), &error);
  gboolean kept[FIXTURE_CELLS];
  JsonObject *query;
  JsonArray *queries;

  g_assert_no_error (error);
  g_assert_true (
      json_node_equal (json_object_get_member (json_node_get_object (node), "b"), own));
  for (guint i = 0; i < FIXTURE_CELLS; i++)
    kept[i] = i % 3 != 0;
  g_assert_true (lk_evidence_set_mask (a, kept, FIXTURE_CELLS, &error));
  json_node_unref (node);
  node = lk_comparison_sheet_to_json (&sheet, &error);
  g_assert_no_error (error);
  queries = json_object_get_array_member (
      json_object_get_object_member (json_node_get_object (node), "a"), "queries");
  query = json_array_get_object_element (queries, 1);
  g_assert_cmpfloat (json_object_get_double_member (query, "margin"), ==,
                     lk_evidence_get_decision (a)->margin);
}

/* Regions fill the triangle; terms, and directions, add up to the distance; and the
 * figures say the same numbers. */
static void
test_twins (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = explain_otherwise (self);
  const LkBreakdownPlot *plot = lk_evidence_get_breakdown (evidence, 2, NULL);
  g_autoptr (LkTable) regions = lk_table_new_for_view (evidence, LK_FIGURE_FLIP_MAP, 2);
  g_autoptr (LkTable) parts = lk_table_new_for_view (evidence, LK_FIGURE_BREAKDOWN, 2);
  g_autofree char *path = g_build_filename (self->folder, "b.svg", NULL);
  g_autoptr (GBytes) bytes = NULL;
  double area = 0, terms = 0, directions = 0;

  for (guint i = 0; i < regions->rows->len; i++)
    {
      area += number (regions, i, 1);
      g_assert_cmpfloat_with_epsilon (number (regions, i, 2) + number (regions, i, 3)
                                          + number (regions, i, 4),
                                      1, 1e-12);
    }
  g_assert_cmpfloat_with_epsilon (area, 1, 1e-9);
  g_assert_cmpuint (parts->rows->len, ==, 3 + plot->breakdown->n_directions);
  for (guint i = 0; i < parts->rows->len; i++)
    *(i < 3 ? &terms : &directions) += number (parts, i, 1);
  g_assert_cmpfloat_with_epsilon (terms / plot->breakdown->total, 1, 1e-9);
  g_assert_cmpfloat_with_epsilon (directions / plot->breakdown->total, 1, 1e-9);
  g_assert_true (lk_figure_write (evidence, LK_FIGURE_BREAKDOWN, 2, 0, path, NULL));
  bytes = figure_fixture_read (path);
  assert_markup (bytes);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *shown = lk_table_format_cell (parts, i, 1);
      g_autofree char *text = g_strdup_printf ("%s %s", cell (parts, i, 0), shown);

      assert_says (bytes, text);
    }
}

#define ADD(name, test)                                                                  \
  g_test_add ("/sheets/" name, Fixture, NULL, set_up, test, tear_down)
#define ADD_SCORED(name, test)                                                           \
  g_test_add ("/sheets/" name, FigureFixture, NULL, figure_fixture_set_up, test,         \
              figure_fixture_tear_down)

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  ADD ("accuracy", test_accuracy);
  ADD ("confusion", test_confusion);
  ADD ("running", test_running);
  ADD ("evaluation-json", test_evaluation_json);
  ADD ("failures", test_failures);
  ADD_SCORED ("tally", test_tally);
  ADD_SCORED ("comparison", test_comparison);
  ADD_SCORED ("narrow", test_narrow);
  ADD ("narrow-accuracy", test_narrow_accuracy);
  ADD_SCORED ("comparison-json", test_comparison_json);
  ADD_SCORED ("twins", test_twins);
  return g_test_run ();
}
