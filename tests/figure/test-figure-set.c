/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <glib/gstdio.h>

#include "lk-figure-set.h"

#include <math.h>
#include <string.h>

#include "figure-fixture.h"
#include "lk-error.h"

static char *
write_figure (FigureFixture *self,
              LkEvidence *evidence,
              LkFigureKind kind,
              const char *name)
{
  char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;

  g_assert_true (lk_figure_write (evidence, kind, 1, 0, path, &error));
  g_assert_no_error (error);
  return path;
}

static void
test_kinds (void)
{
  for (guint i = 0; i < LK_N_FIGURES; i++)
    {
      double width = 0, height = 0;

      lk_figure_get_size (i, &width, &height);
      g_assert_cmpfloat (width, >=, 200);
      g_assert_cmpfloat (height, >=, 200);
      for (guint j = 0; j < i; j++)
        g_assert_cmpstr (lk_figure_kind_to_string (i), !=, lk_figure_kind_to_string (j));
    }
}

static void
test_svg (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);

  for (guint kind = 0; kind < LK_N_FIGURES; kind++)
    {
      g_autofree char *path = write_figure (self, evidence, kind, "f.svg");
      g_autoptr (GBytes) bytes = figure_fixture_read (path);

      g_assert_cmpint (figure_fixture_find (bytes, "<svg", 0), >=, 0);
      g_assert_cmpint (figure_fixture_find (bytes, "</svg>", 0), >, 0);
      g_assert_cmpint (
          figure_fixture_find (
              bytes, kind == LK_FIGURE_FLIP_MAP ? "Which class wins" : "Wolf", 0),
          >, 0);
      g_assert_cmpint (figure_fixture_find (bytes, "\"nan", 0), ==, -1);
      g_assert_cmpint (figure_fixture_find (bytes, " nan", 0), ==, -1);
    }
}

/* Every figure fits a column, and is higher than nothing there. */
static void
test_columns (FigureFixture *self, gconstpointer data)
{
  static const double columns[] = { 252, 516, 400 };
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);

  for (guint kind = 0; kind < LK_N_FIGURES; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
      {
        g_autofree char *path = g_build_filename (self->folder, "c.svg", NULL);
        g_autofree char *edge = g_strdup_printf ("width=\"%gpt\"", columns[i]);
        g_autoptr (GError) error = NULL;
        g_autoptr (GBytes) bytes = NULL;

        lk_figure_write (evidence, kind, 1, columns[i], path, &error);
        g_assert_no_error (error);
        bytes = figure_fixture_read (path);
        g_assert_cmpint (figure_fixture_find (bytes, edge, 0), >, 0);
        g_assert_cmpint (
            figure_fixture_find (bytes, "<text transform=\"matrix(0.66000,", 0), >, 0);
        g_assert_cmpint (figure_fixture_find (bytes, " nan", 0), ==, -1);
        g_unlink (path);
      }
}

static void
test_pdf (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);

  for (guint kind = 0; kind < LK_N_FIGURES; kind++)
    {
      g_autofree char *path = write_figure (self, evidence, kind, "f.pdf");
      g_autoptr (GBytes) bytes = figure_fixture_read (path);

      g_assert_cmpint (figure_fixture_find (bytes, "%PDF-", 0), ==, 0);
      g_assert_cmpint (figure_fixture_find (bytes, "%%EOF", 0), >, 0);
      g_assert_cmpint (figure_fixture_find (bytes, "/FontFile", 0), >, 0);
      g_assert_cmpint (figure_fixture_find (bytes, "/Count 1\n", 0), >, 0);
    }
}

/* The share of pixels that are not white. */
static double
measure_ink (cairo_surface_t *surface)
{
  int width = cairo_image_surface_get_width (surface);
  int height = cairo_image_surface_get_height (surface);
  int stride = cairo_image_surface_get_stride (surface);
  const guint8 *data = cairo_image_surface_get_data (surface);
  guint inked = 0;

  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++)
      if ((((const guint32 *) (data + y * stride))[x] & 0xffffff) != 0xffffff)
        inked++;
  return (double) inked / width / height;
}

static void
test_png (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);

  for (guint kind = 0; kind < LK_N_FIGURES; kind++)
    {
      g_autofree char *path = write_figure (self, evidence, kind, "f.png");
      cairo_surface_t *surface = cairo_image_surface_create_from_png (path);
      double width, height;

      lk_figure_get_size (kind, &width, &height);
      g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
      g_assert_cmpint (cairo_image_surface_get_width (surface), ==, lround (2 * width));
      g_assert_cmpint (cairo_image_surface_get_height (surface), ==, lround (2 * height));
      g_assert_cmpfloat (measure_ink (surface), >, 0.02);
      g_assert_cmpfloat (measure_ink (surface), <, 0.98);
      cairo_surface_destroy (surface);
    }
}

static void
test_same_bytes (FigureFixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.svg", "a.pdf", "a.png" };
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);

  for (guint kind = 0; kind < LK_N_FIGURES; kind++)
    for (guint i = 0; i < G_N_ELEMENTS (names); i++)
      {
        g_autofree char *first = write_figure (self, evidence, kind, names[i]);
        g_autoptr (GBytes) before = figure_fixture_read (first);
        g_autofree char *second = write_figure (self, evidence, kind, names[i]);
        g_autoptr (GBytes) after = figure_fixture_read (second);

        g_assert_true (g_bytes_equal (before, after));
      }
}

/* Each view is of its class. */
static void
test_classes_differ (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 1);
  g_autofree char *path = g_build_filename (self->folder, "f.png", NULL);
  g_autoptr (GError) error = NULL;

  for (guint kind = LK_FIGURE_PIXEL; kind < LK_N_FIGURES; kind++)
    {
      g_autoptr (GBytes) first = NULL;
      g_autoptr (GBytes) second = NULL;

      if (kind == LK_FIGURE_FLIP_MAP)
        continue;

      g_assert_true (lk_figure_write (evidence, kind, 0, 0, path, &error));
      first = figure_fixture_read (path);
      g_assert_true (lk_figure_write (evidence, kind, 3, 0, path, &error));
      second = figure_fixture_read (path);
      g_assert_false (g_bytes_equal (first, second));
    }
}

/* Every class has its row, however many there are. */
static void
test_many_classes (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkScoring) scoring
      = figure_fixture_score (self->folder, "x", 20, 1, 1, &self->options);
  g_autoptr (LkEvidence) evidence = lk_evidence_new (scoring, 0, &self->options, NULL);
  const LkFigureKind tables[]
      = { LK_FIGURE_DECISION, LK_FIGURE_DISTRIBUTION, LK_FIGURE_BREAKDOWN };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      g_autofree char *path = write_figure (self, evidence, tables[i], "m.svg");
      g_autoptr (GBytes) bytes = figure_fixture_read (path);

      for (guint j = 0; j < 20; j++)
        {
          g_autofree char *name = g_strdup_printf (">%u, x<", j);

          if (figure_fixture_find (bytes, name, 0) < 0)
            g_error ("%s leaves class %u out", lk_figure_kind_to_string (tables[i]), j);
        }
    }
}

static void
assert_fails (LkEvidence *evidence, const char *path, int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (lk_figure_write (evidence, LK_FIGURE_PART, 0, 0, path, &error));
  g_assert_error (error, LK_ERROR, code);
  g_assert_null (strchr (error->message, '\n'));
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
}

static void
test_failures (FigureFixture *self, gconstpointer data)
{
  g_autoptr (LkEvidence) evidence = figure_fixture_explain (self, 0);
  g_autofree char *ending = g_build_filename (self->folder, "f.gif", NULL);
  g_autofree char *nowhere = g_build_filename (self->folder, "none", "f.svg", NULL);

  assert_fails (evidence, ending, LK_ERROR_OPTION);
  assert_fails (evidence, nowhere, LK_ERROR_FILE);
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

  g_test_add_func ("/figure-set/kinds", test_kinds);
  add ("/figure-set/svg", test_svg);
  add ("/figure-set/pdf", test_pdf);
  add ("/figure-set/columns", test_columns);
  add ("/figure-set/png", test_png);
  add ("/figure-set/same-bytes", test_same_bytes);
  add ("/figure-set/classes-differ", test_classes_differ);
  add ("/figure-set/many-classes", test_many_classes);
  add ("/figure-set/failures", test_failures);
  return g_test_run ();
}
