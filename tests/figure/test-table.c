/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-table.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#include "figure-fixture.h"
#include "lk-error.h"

#define C FIXTURE_CHANNELS
#define P FIXTURE_CELLS

static const char *
cell (const LkTable *table, guint row, guint column)
{
  g_assert_cmpuint (row, <, table->rows->len);
  g_assert_cmpuint (column, <, table->n_columns);
  return ((char **) table->rows->pdata[row])[column];
}

static double
number (const LkTable *table, guint row, guint column)
{
  const char *text = cell (table, row, column);
  char *end;
  double value = g_ascii_strtod (text, &end);

  g_assert_true (table->numeric[column]);
  g_assert_true (end != text && *end == '\0');
  return value;
}

/* What every table keeps to. */
static void
check_shape (const LkTable *table, guint n_columns, guint n_rows)
{
  g_assert_cmpuint (strlen (table->title), >, 0);
  g_assert_cmpuint (table->n_columns, ==, n_columns);
  g_assert_cmpuint (g_strv_length (table->titles), ==, n_columns);
  g_assert_cmpuint (table->rows->len, ==, n_rows);
  for (guint i = 0; i < n_rows; i++)
    g_assert_cmpuint (g_strv_length (table->rows->pdata[i]), ==, n_columns);
  for (guint i = 0; i < n_columns; i++)
    g_assert_cmpuint (strlen (table->titles[i]), >, 0);
}

/* RFC 4180 by the letter, and no more: an array of records of cells. */
static GPtrArray *
parse_csv (const char *csv)
{
  GPtrArray *records
      = g_ptr_array_new_with_free_func ((GDestroyNotify) g_ptr_array_unref);

  while (*csv != '\0')
    {
      GPtrArray *record = g_ptr_array_new_with_free_func (g_free);
      gboolean more = TRUE;

      while (more)
        {
          GString *text = g_string_new (NULL);
          gboolean quoted = *csv == '"';

          if (quoted)
            csv++;
          while (quoted ? *csv != '"' || csv[1] == '"' : !strchr (",\r\n", *csv))
            {
              g_assert_true (*csv != '\0' && (quoted || *csv != '"'));
              if (*csv == '"')
                csv++;
              g_string_append_c (text, *csv++);
            }
          if (quoted)
            csv++;
          g_ptr_array_add (record, g_string_free (text, FALSE));
          more = *csv == ',';
          if (more)
            csv++;
        }
      g_assert_true (g_str_has_prefix (csv, "\r\n"));
      csv += 2;
      g_ptr_array_add (records, record);
    }
  return records;
}

/* The same texts, but for the apostrophe before what looks like a formula. */
static void
check_text (const char *told, const char *meant)
{
  if (strchr ("=+-@\t\r\n", *meant) != NULL && *meant != '\0')
    {
      g_assert_cmpint (*told, ==, '\'');
      told++;
    }
  g_assert_cmpstr (told, ==, meant);
}

static void
check_csv (const LkTable *table)
{
  g_autofree char *csv = lk_table_to_csv (table);
  g_autoptr (GPtrArray) records = parse_csv (csv);

  g_assert_true (g_utf8_validate (csv, -1, NULL));
  g_assert_cmpuint (records->len, ==, 1 + table->rows->len);
  for (guint i = 0; i < records->len; i++)
    {
      GPtrArray *record = records->pdata[i];

      g_assert_cmpuint (record->len, ==, table->n_columns);
      for (guint j = 0; j < record->len; j++)
        if (i == 0)
          check_text (record->pdata[j], table->titles[j]);
        else if (table->numeric[j])
          g_assert_cmpstr (record->pdata[j], ==, cell (table, i - 1, j));
        else
          check_text (record->pdata[j], cell (table, i - 1, j));
    }
}

static void
test_decision (FigureFixture *self, gconstpointer data)
{
  for (guint q = 0; q < FIXTURE_QUERIES; q++)
    {
      g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, q);
      g_autoptr (LkTable) table = lk_table_new_for_view (evidence, LK_FIGURE_DECISION, 0);
      LkExplanation *explanation = lk_scoring_get_explanation (self->scoring, q);
      const LkDecision *decision = lk_evidence_get_decision (evidence);

      check_shape (table, 9, FIXTURE_CLASSES);
      check_csv (table);
      for (guint rank = 0; rank < FIXTURE_CLASSES; rank++)
        {
          guint i = decision->ranking[rank];

          g_assert_cmpfloat (number (table, rank, 0), ==, rank + 1);
          g_assert_cmpstr (cell (table, rank, 1), ==, fixture_names[i]);
          g_assert_cmpfloat_with_epsilon (
              number (table, rank, 2) + number (table, rank, 3) + number (table, rank, 4),
              number (table, rank, 5), 1e-12);
          g_assert_cmpfloat (number (table, rank, 5), ==, decision->fused[i]);
          if (rank > 0)
            g_assert_cmpfloat (number (table, rank, 5), <=, number (table, rank - 1, 5));
          for (guint level = 0; level < LK_N_LEVELS; level++)
            g_assert_cmpfloat (number (table, rank, 6 + level), ==,
                               lk_explanation_get_scores (explanation, level)[i]);
        }
    }
}

static void
test_pixel (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  LkExplanation *explanation = lk_scoring_get_explanation (self->scoring, 1);
  guint k = self->options.neighbours;

  for (guint i = 0; i < FIXTURE_CLASSES; i++)
    {
      g_autoptr (LkTable) table = lk_table_new_for_view (evidence, LK_FIGURE_PIXEL, i);
      double sum = 0;

      check_shape (table, 3 + 4 * FIXTURE_CLASSES, P);
      check_csv (table);
      for (guint row = 0; row < P; row++)
        {
          const LkCorrespondences *told = lk_evidence_get_pixel (evidence, i, (int) row);

          g_assert_cmpfloat (number (table, row, 0), ==, row / FIXTURE_EDGE + 1);
          g_assert_cmpfloat (number (table, row, 1), ==, row % FIXTURE_EDGE + 1);
          sum += number (table, row, 2);
          for (guint j = 0; j < FIXTURE_CLASSES; j++)
            {
              const LkCorrespondence *match = &told->matches[j];
              guint first = 3 + 4 * match->class_index;

              g_assert_cmpfloat (number (table, row, first), ==, match->shot + 1);
              g_assert_cmpfloat (number (table, row, first + 1), ==, match->row + 1);
              g_assert_cmpfloat (number (table, row, first + 2), ==, match->column + 1);
              g_assert_cmpfloat (number (table, row, first + 3), ==, match->similarity);
            }
          if (k == 1)
            g_assert_cmpfloat_with_epsilon (number (table, row, 2),
                                            number (table, row, 6 + 4 * i), 1e-6);
        }
      g_assert_cmpfloat_with_epsilon (
          sum, lk_explanation_get_scores (explanation, LK_LEVEL_PIXEL)[i], 1e-9 * P * k);
    }
}

/* Cells that are painted out find nothing and add nothing. */
static void
test_masked (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  g_autofree gboolean *kept = g_new (gboolean, P);
  g_autoptr (LkTable) table = NULL;
  g_autoptr (GError) error = NULL;
  double sum = 0;

  for (guint i = 0; i < P; i++)
    kept[i] = i % 3 != 0;
  lk_evidence_set_mask (evidence, kept, P, &error);
  g_assert_no_error (error);
  table = lk_table_new_for_view (evidence, LK_FIGURE_PIXEL, 2);
  check_shape (table, 3 + 4 * FIXTURE_CLASSES, P);
  check_csv (table);
  for (guint row = 0; row < P; row++)
    {
      sum += number (table, row, 2);
      for (guint column = 3; column < table->n_columns; column++)
        g_assert_cmpint (*cell (table, row, column) != '\0', ==, kept[row]);
      if (!kept[row])
        g_assert_cmpfloat (number (table, row, 2), ==, 0);
    }
  g_assert_cmpfloat_with_epsilon (
      sum, lk_evidence_get_scores (evidence)->scores[LK_LEVEL_PIXEL][2], 1e-9 * P);
}

static void
test_part (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 2);
  LkExplanation *explanation = lk_scoring_get_explanation (self->scoring, 2);
  guint k = self->options.neighbours;

  for (guint i = 0; i < FIXTURE_CLASSES; i++)
    {
      g_autoptr (LkTable) table = lk_table_new_for_view (evidence, LK_FIGURE_PART, i);
      g_autoptr (LkTensor) matrix = lk_explanation_compute_part_matrix (explanation, i);
      const float *values = lk_tensor_get_data (matrix);
      guint seen = 0;
      double sum = 0;

      check_shape (table, 2 + 3 * k, C);
      check_csv (table);
      for (guint row = 0; row < C; row++)
        {
          guint channel = (guint) number (table, row, 0) - 1;
          double added = 0;

          seen |= 1u << channel;
          sum += number (table, row, 1);
          if (row > 0)
            g_assert_cmpfloat (number (table, row, 1), <=, number (table, row - 1, 1));
          for (guint j = 0; j < k; j++)
            {
              guint other = (guint) number (table, row, 2 + 3 * j) - 1;
              guint shot = (guint) number (table, row, 3 + 3 * j) - 1;
              double similarity = number (table, row, 4 + 3 * j);

              g_assert_cmpuint (shot, <, fixture_n_shots[i]);
              g_assert_cmpfloat_with_epsilon (
                  values[(channel * fixture_n_shots[i] + shot) * C + other], similarity,
                  1e-5);
              added += similarity;
            }
          g_assert_cmpfloat_with_epsilon (number (table, row, 1), added, 1e-5);
        }
      g_assert_cmpuint (seen, ==, (1u << C) - 1);
      g_assert_cmpfloat_with_epsilon (
          sum, lk_explanation_get_scores (explanation, LK_LEVEL_PART)[i], 1e-9 * C * k);
    }
}

static void
test_distribution (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  g_autoptr (LkTable) table = lk_table_new_for_view (evidence, LK_FIGURE_DISTRIBUTION, 0);
  LkExplanation *explanation = lk_scoring_get_explanation (self->scoring, 1);

  check_shape (table, 1 + 2 * LK_N_DISTANCES, FIXTURE_CLASSES);
  check_csv (table);
  for (guint d = 0; d < LK_N_DISTANCES; d++)
    {
      guint ranks = 0;

      for (guint i = 0; i < FIXTURE_CLASSES; i++)
        {
          guint rank = (guint) number (table, i, 2 + 2 * d);
          guint nearer = 0;

          g_assert_cmpstr (cell (table, i, 0), ==, fixture_names[i]);
          g_assert_cmpfloat (number (table, i, 1 + 2 * d), ==,
                             lk_explanation_get_distance (explanation, d, i));
          for (guint j = 0; j < FIXTURE_CLASSES; j++)
            nearer += number (table, j, 1 + 2 * d) < number (table, i, 1 + 2 * d);
          g_assert_cmpuint (rank, ==, nearer + 1);
          ranks |= 1u << rank;
        }
      g_assert_cmpuint (ranks, ==, ((1u << FIXTURE_CLASSES) - 1) << 1);
    }
}

static void
test_scoring (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkTable) table = lk_table_new_for_scoring (self->scoring, &self->options);
  const char *const labels[] = { fixture_names[2], fixture_names[0], "" };

  check_shape (table, 6 + FIXTURE_CLASSES, FIXTURE_QUERIES);
  check_csv (table);
  for (guint q = 0; q < FIXTURE_QUERIES; q++)
    {
      guint best = 0, second = G_MAXUINT;

      for (guint i = 1; i < FIXTURE_CLASSES; i++)
        if (number (table, q, 6 + i) > number (table, q, 6 + best))
          best = i;
      for (guint i = 0; i < FIXTURE_CLASSES; i++)
        if (i != best
            && (second == G_MAXUINT
                || number (table, q, 6 + i) > number (table, q, 6 + second)))
          second = i;
      g_assert_true (g_str_has_prefix (cell (table, q, 0), self->folder));
      g_assert_cmpstr (cell (table, q, 1), ==, labels[q]);
      g_assert_cmpstr (cell (table, q, 2), ==, fixture_names[best]);
      g_assert_cmpstr (cell (table, q, 3), ==, fixture_names[second]);
      g_assert_cmpfloat_with_epsilon (
          number (table, q, 4),
          number (table, q, 6 + best) - number (table, q, 6 + second), 1e-12);
    }
}

/* Options that need a fusion layer: the files stand there, the rest is empty. */
static void
test_undecided (FigureFixture *self, gconstpointer data)
{
  LkMetricOptions options = self->options;
  g_autoptr (LkTable) table = NULL;

  options.normalisation = LK_NORMALISE_TRAINED;
  table = lk_table_new_for_scoring (self->scoring, &options);
  check_shape (table, 6 + FIXTURE_CLASSES, FIXTURE_QUERIES);
  check_csv (table);
  for (guint q = 0; q < FIXTURE_QUERIES; q++)
    {
      g_assert_cmpuint (strlen (cell (table, q, 0)), >, 0);
      for (guint i = 2; i < table->n_columns; i++)
        g_assert_cmpstr (cell (table, q, i), ==, "");
    }
}

static void
test_format (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  g_autoptr (LkTable) table = lk_table_new_for_view (evidence, LK_FIGURE_DECISION, 0);

  for (guint row = 0; row < table->rows->len; row++)
    for (guint column = 0; column < table->n_columns; column++)
      {
        g_autofree char *shown = lk_table_format_cell (table, row, column);
        gboolean minus = g_str_has_prefix (shown, "−");
        double value;

        if (column < 2)
          {
            g_assert_cmpstr (shown, ==, cell (table, row, column));
            continue;
          }
        g_assert_cmpuint (g_utf8_strlen (shown, -1), <=, 8);
        if (strchr (shown, 'e') != NULL)
          continue;
        value = g_ascii_strtod (shown + (minus ? strlen ("−") : 0), NULL);
        g_assert_cmpfloat_with_epsilon (minus ? -value : value,
                                        number (table, row, column),
                                        5e-3 * fabs (value) + 6e-4);
      }
}

/* A comma for a point, as in German, changes nothing. */
static void
test_locale (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkTable) before = lk_table_new_for_scoring (self->scoring, &self->options);
  g_autofree char *first = lk_table_to_csv (before);
  g_autofree char *second = NULL;
  g_autoptr (LkTable) after = NULL;

  g_assert_nonnull (setlocale (LC_NUMERIC, "de_DE.UTF-8"));
  after = lk_table_new_for_scoring (self->scoring, &self->options);
  second = lk_table_to_csv (after);
  check_csv (after);
  setlocale (LC_NUMERIC, "C");
  g_assert_cmpstr (first, ==, second);
}

/* Made by hand: what a class or a file may be called. */
static void
test_quotes (void)
{
  static const struct
  {
    const char *text;
    const char *csv;
  } cases[] = {
    { "plain", "plain" },
    { "", "" },
    { "犬", "犬" },
    { "a,b", "\"a,b\"" },
    { "say \"hi\"", "\"say \"\"hi\"\"\"" },
    { "two\nlines", "\"two\nlines\"" },
    { "=1+2", "\"'=1+2\"" },
    { "+1", "\"'+1\"" },
    { "-1", "\"'-1\"" },
    { "@SUM(A1)", "\"'@SUM(A1)\"" },
    { "\t=1", "\"'\t=1\"" },
    { "=\"x\"", "\"'=\"\"x\"\"\"" },
    { "a=1", "a=1" },
  };
  char *titles[] = { (char *) "Name", (char *) "Value", NULL };
  gboolean numeric[] = { FALSE, TRUE };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char *row[] = { (char *) cases[i].text, (char *) "-0.5", NULL };
      g_autoptr (GPtrArray) rows = g_ptr_array_new ();
      LkTable table = { (char *) "T", 2, titles, numeric, rows };
      g_autofree char *expected
          = g_strdup_printf ("Name,Value\r\n%s,-0.5\r\n", cases[i].csv);
      g_autofree char *csv = NULL;

      g_ptr_array_add (rows, row);
      csv = lk_table_to_csv (&table);
      g_assert_cmpstr (csv, ==, expected);
      check_csv (&table);
    }
}

static void
test_write (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkTable) table = lk_table_new_for_scoring (self->scoring, &self->options);
  g_autofree char *path = g_build_filename (self->folder, "t.csv", NULL);
  g_autofree char *nowhere = g_build_filename (self->folder, "none", "t.csv", NULL);
  g_autofree char *csv = lk_table_to_csv (table);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;

  g_assert_true (lk_table_write_csv (table, path, &error));
  g_assert_no_error (error);
  bytes = figure_fixture_read (path);
  g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), csv,
                   strlen (csv));
  g_assert_false (lk_table_write_csv (table, nowhere, &error));
  g_assert_error (error, LK_ERROR, LK_ERROR_FILE);
  g_assert_nonnull (strstr (error->message, nowhere));
}

static void
add (const char *path, guint neighbours, void (*test) (FigureFixture *, gconstpointer))
{
  g_test_add (path, FigureFixture, GUINT_TO_POINTER (neighbours), figure_fixture_set_up,
              test, figure_fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  add ("/table/decision", 1, test_decision);
  add ("/table/pixel", 1, test_pixel);
  add ("/table/pixel/three-neighbours", 3, test_pixel);
  add ("/table/masked", 1, test_masked);
  add ("/table/part", 1, test_part);
  add ("/table/part/three-neighbours", 3, test_part);
  add ("/table/distribution", 1, test_distribution);
  add ("/table/scoring", 1, test_scoring);
  add ("/table/undecided", 1, test_undecided);
  add ("/table/format", 1, test_format);
  add ("/table/locale", 1, test_locale);
  add ("/table/write", 1, test_write);
  g_test_add_func ("/table/quotes", test_quotes);
  return g_test_run ();
}
