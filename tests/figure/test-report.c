/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-report.h"

#include <string.h>

#include "figure-fixture.h"
#include "lk-classifier.h"
#include "lk-error.h"
#include "lk-leave-one-out.h"
#include "lk-place-text.h"
#include "test-pictures.h"

#define PAGES_A_QUERY 4
/* The overview, and what the shots say of one another. */
#define PAGES_BEFORE 2

static GBytes *
write_report (LkScoring *scoring,
              const LkMetricOptions *options,
              const char *title,
              const guint *queries,
              guint n_queries,
              const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "r.pdf", NULL);
  g_autoptr (GError) error = NULL;

  lk_report_write (scoring, options, title, queries, n_queries, path, &error);
  g_assert_no_error (error);
  return figure_fixture_read (path);
}

/* The number after /Count in the one tree of pages. */
static guint
count_pages (GBytes *report)
{
  gssize place = figure_fixture_find (report, "/Type /Pages", 0);
  gssize count;

  g_assert_cmpint (place, >, 0);
  g_assert_cmpint (figure_fixture_find (report, "/Type /Pages", place + 1), ==, -1);
  count = figure_fixture_find (report, "/Count ", place);
  g_assert_cmpint (count, >, 0);
  return (guint) g_ascii_strtoull ((const char *) g_bytes_get_data (report, NULL) + count
                                       + strlen ("/Count "),
                                   NULL, 10);
}

static guint
count_strings (GBytes *report, const char *text)
{
  guint n = 0;

  for (gssize place = figure_fixture_find (report, text, 0); place >= 0;
       place = figure_fixture_find (report, text, place + 1))
    n++;
  return n;
}

static void
test_pages (FigureFixture *self, gconstpointer data)
{
  const guint some[] = { 2, 0 };
  g_autoptr (GBytes) none
      = write_report (self->scoring, &self->options, "Four", some, 0, self->folder);
  g_autoptr (GBytes) two
      = write_report (self->scoring, &self->options, "Four", some, 2, self->folder);
  g_autoptr (GBytes) all
      = write_report (self->scoring, &self->options, "Four", NULL, 0, self->folder);

  g_assert_cmpint (figure_fixture_find (none, "%PDF-", 0), ==, 0);
  g_assert_cmpint (figure_fixture_find (none, "%%EOF", 0), >, 0);
  g_assert_cmpuint (count_pages (none), ==, PAGES_BEFORE);
  g_assert_cmpuint (count_strings (none, "/Title (How good the shots are)"), ==, 1);
  g_assert_cmpuint (count_pages (two), ==, PAGES_BEFORE + 2 * PAGES_A_QUERY);
  g_assert_cmpuint (count_pages (all), ==,
                    PAGES_BEFORE + FIXTURE_QUERIES * PAGES_A_QUERY);
  g_assert_cmpuint (count_strings (all, "/MediaBox [ 0 0 595 842 ]"), >=, 1);
}

/* Overview, queries, and a line a chapter. */
static void
test_contents (FigureFixture *self, gconstpointer data)
{
  const guint last[] = { 2 };
  g_autoptr (GBytes) report
      = write_report (self->scoring, &self->options, "Four", last, 1, self->folder);

  g_assert_cmpuint (count_strings (report, "/Title (Overview)"), ==, 1);
  g_assert_cmpuint (count_strings (report, "/Title (Queries)"), ==, 1);
  g_assert_cmpuint (count_strings (report, "/Title (three.png)"), ==, 1);
  g_assert_cmpuint (count_strings (report, "/Title (-twin.png)"), ==, 0);
  g_assert_cmpuint (count_strings (report, "/Title (Four)"), ==, 1);
}

/* What it says, with single spaces. */
static char *
read_words (const char *folder)
{
  g_autofree char *path = g_build_filename (folder, "r.pdf", NULL);
  g_autofree char *tool = g_find_program_in_path ("pdftotext");
  g_autofree char *words = NULL;
  g_autoptr (GRegex) spaces = g_regex_new ("\\s+", 0, 0, NULL);
  const char *const argv[] = { tool, path, "-", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (tool);
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &words, NULL,
                NULL, &error);
  g_assert_no_error (error);
  return g_regex_replace_literal (spaces, words, -1, 0, " ", 0, NULL);
}

/* Where each query lies among the shots, as it is found where a folder is classified, and
 * what prototypes would say. */
static void
test_trust (FigureFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) report
      = write_report (self->scoring, &self->options, "Four", NULL, 0, self->folder);
  g_autofree char *words = read_words (self->folder);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkClassifier) classifier
      = lk_classifier_new (lk_scoring_get_support (self->scoring), &self->options,
                           lk_scoring_get_trained_fusion (self->scoring), NULL, &error);

  g_assert_no_error (error);
  for (guint i = 0; i < FIXTURE_QUERIES; i++)
    {
      LkTensor *query
          = lk_explanation_get_query (lk_scoring_get_explanation (self->scoring, i));
      LkClassified found;
      g_autofree char *place = NULL;

      g_assert_true (lk_classifier_decide (classifier, &query, 1, &found, NULL, &error));
      place = lk_place_text_describe (&found.place);
      g_assert_nonnull (strstr (words, place));
    }
  g_assert_nonnull (strstr (words, "Pooled prototypes would"));
  g_assert_nonnull (strstr (words, "pooled, beside them: "));
}

/* Text is text: every font that is used is embedded and can be copied from. */
static void
test_fonts (FigureFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) report
      = write_report (self->scoring, &self->options, NULL, NULL, 0, self->folder);
  guint n_fonts = count_strings (report, "/FontFile");

  g_assert_cmpuint (n_fonts, >=, 2);
  g_assert_cmpuint (count_strings (report, "/ToUnicode"), >=, n_fonts);
}

static void
test_same_bytes (FigureFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) first
      = write_report (self->scoring, &self->options, "Four", NULL, 0, self->folder);
  g_autoptr (GBytes) second
      = write_report (self->scoring, &self->options, "Four", NULL, 0, self->folder);
  LkMetricOptions options = self->options;
  g_autoptr (GBytes) other = NULL;

  g_assert_true (g_bytes_equal (first, second));
  g_assert_cmpint (figure_fixture_find (first, "/CreationDate", 0), ==, -1);
  options.weights[LK_LEVEL_PIXEL] = 0.9;
  other = write_report (self->scoring, &options, "Four", NULL, 0, self->folder);
  g_assert_false (g_bytes_equal (first, other));
}

static void
check_long (const char *title, const char *name, guint n_classes, guint n_shots)
{
  LkMetricOptions options = lk_metric_options_default ();
  char *folder = test_folder_new ();
  const guint chosen[] = { 23 };
  g_autoptr (LkScoring) scoring
      = figure_fixture_score (folder, name, n_classes, n_shots, 24, &options);
  g_autoptr (GBytes) report = write_report (scoring, &options, title, chosen, 1, folder);
  guint n_pages = count_pages (report);

  g_assert_cmpuint (n_pages, >=, 2 + PAGES_A_QUERY);
  g_assert_cmpuint (n_pages, <=, 5 + PAGES_A_QUERY);
  /* Of single shots nothing can be known, and so many are not compared on the way. */
  g_assert_cmpuint (count_strings (report, "/Title (How good the shots are)"), ==,
                    n_shots > 1 && n_classes * n_shots <= LK_LEAVE_ONE_OUT_AT_ONCE);
  g_assert_cmpuint (g_bytes_get_size (report), <, 32 << 20);
  test_folder_remove (folder);
}

static void
test_many (void)
{
  check_long (
      "A title that needs more than the one line that it would so much like to have",
      "a class whose name goes on, and on, to where no paper has room for it", 20, 10);
}

/* cairo 1.16 leaks a little with each CID-keyed font that it embeds. */
static void
test_chinese (void)
{
#ifdef __SANITIZE_ADDRESS__
  g_test_skip ("cairo leaks here on its own account");
#else
  check_long ("一个很长的标题",
              "名字很长的类别，一行写不下，两行也写不下，三行都写不下的那种类别", 20, 1);
#endif
}

static void
test_no_query (void)
{
  LkMetricOptions options = lk_metric_options_default ();
  char *folder = test_folder_new ();
  g_autoptr (LkScoring) scoring
      = figure_fixture_score (folder, "class", 2, 1, 0, &options);
  g_autoptr (GBytes) report = write_report (scoring, &options, "", NULL, 0, folder);

  g_assert_cmpuint (count_pages (report), ==, 1);
  g_assert_cmpuint (count_strings (report, "/Title (Queries)"), ==, 0);
  test_folder_remove (folder);
}

static void
assert_fails (FigureFixture *self,
              const LkMetricOptions *options,
              guint query,
              const char *path,
              int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      lk_report_write (self->scoring, options, "Four", &query, 1, path, &error));
  g_assert_error (error, LK_ERROR, code);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_failures (FigureFixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "r.pdf", NULL);
  g_autofree char *nowhere = g_build_filename (self->folder, "none", "r.pdf", NULL);
  LkMetricOptions trained = self->options;

  trained.normalisation = LK_NORMALISE_TRAINED;
  assert_fails (self, &self->options, FIXTURE_QUERIES, path, LK_ERROR_OPTION);
  assert_fails (self, &self->options, 0, nowhere, LK_ERROR_FILE);
  assert_fails (self, &trained, 0, path, LK_ERROR_OPTION);
}

/* The first page tells version and day, which is that of SOURCE_DATE_EPOCH; the
 * document's properties the version. */
static void
test_origin (FigureFixture *self, gconstpointer data)
{
  g_autoptr (GBytes) report
      = write_report (self->scoring, &self->options, "Four", NULL, 0, self->folder);
  g_autofree char *words = read_words (self->folder);
  const char *made = strstr (words, "2001-09-09, with Likeness " LK_VERSION);

  g_assert_nonnull (made);
  g_assert_true (made < strstr (words, "How good the shots are"));
  g_assert_cmpuint (count_strings (report, "/Creator (Likeness " LK_VERSION ")"), ==, 1);
}

static void
add (const char *path, void (*test) (FigureFixture *, gconstpointer))
{
  g_test_add (path, FigureFixture, NULL, figure_fixture_set_up, test,
              figure_fixture_tear_down);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_setenv ("SOURCE_DATE_EPOCH", "1000000000", TRUE);

  add ("/report/pages", test_pages);
  add ("/report/origin", test_origin);
  add ("/report/trust", test_trust);
  add ("/report/contents", test_contents);
  add ("/report/fonts", test_fonts);
  add ("/report/same-bytes", test_same_bytes);
  add ("/report/failures", test_failures);
  g_test_add_func ("/report/many", test_many);
  g_test_add_func ("/report/chinese", test_chinese);
  g_test_add_func ("/report/no-query", test_no_query);
  return g_test_run ();
}
