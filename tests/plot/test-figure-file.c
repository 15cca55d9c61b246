/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-figure-file.h"

#include "lk-error.h"
#include "sample.h"

#include <glib/gstdio.h>
#include <string.h>

typedef struct
{
  char *folder;
  Sample *sample;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = g_dir_make_tmp ("likeness-figure-XXXXXX", NULL);
  g_assert_nonnull (self->folder);
  self->sample = sample_new (5, 7, 12, 2);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (self->folder, 0, NULL);
  const char *name;

  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (self->folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (self->folder);
  g_free (self->folder);
  sample_free (self->sample);
}

static void
draw (gpointer data, cairo_t *cr, double width, double height, const LkPalette *palette)
{
  Sample *sample = data;

  g_assert_false (palette->dark);
  cairo_save (cr);
  lk_plot_correspondences (&sample->correspondence, cr, width / 2, height / 2, palette);
  cairo_translate (cr, width / 2, 0);
  lk_plot_ellipses (&sample->ellipses, cr, width / 2, height / 2, palette);
  cairo_translate (cr, -width / 2, height / 2);
  lk_plot_matrix (&sample->matrix, cr, width / 2, height / 2, palette);
  cairo_translate (cr, width / 2, 0);
  lk_plot_scores (&sample->score, cr, width / 2, height / 2, palette);
  cairo_restore (cr);
}

static void
test_widths (void)
{
  static const struct
  {
    const char *text;
    double width;
  } known[] = { { "one", 252 }, { "two", 516 }, { "300.5", 300.5 }, { "120", 120 } };
  static const char *const others[] = { "", "three", "119", "2001", "nan", "300 pt" };
  double width;

  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    {
      g_assert_true (lk_figure_width_from_string (known[i].text, &width));
      g_assert_cmpfloat (width, ==, known[i].width);
    }
  for (guint i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_assert_false (lk_figure_width_from_string (others[i], &width));
      g_assert_cmpfloat (width, ==, 0);
    }
}

/* (transfer full): the bytes of the figure, which must have been written. */
static GBytes *
write_figure (Fixture *self, const char *name)
{
  g_autofree char *path = g_build_filename (self->folder, name, NULL);
  g_autoptr (GError) error = NULL;
  char *contents;
  gsize length;

  g_assert_true (lk_figure_file_write (path, &(LkFigureSize){ 1000, 800, 0 }, draw,
                                       self->sample, &error));
  g_assert_no_error (error);
  g_assert_true (g_file_get_contents (path, &contents, &length, &error));
  g_assert_no_error (error);
  return g_bytes_new_take (contents, length);
}

static void
test_png (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = write_figure (self, "figure.PNG");
  g_autofree char *path = g_build_filename (self->folder, "figure.PNG", NULL);
  cairo_surface_t *surface = cairo_image_surface_create_from_png (path);

  g_assert_cmpint (cairo_surface_status (surface), ==, CAIRO_STATUS_SUCCESS);
  g_assert_cmpint (cairo_image_surface_get_width (surface), ==, 2000);
  g_assert_cmpint (cairo_image_surface_get_height (surface), ==, 1600);
  g_assert_cmphex (*(guint32 *) cairo_image_surface_get_data (surface) & 0xffffff, ==,
                   0xffffff);
  cairo_surface_destroy (surface);
}

typedef struct
{
  guint n_texts;
  guint n_images;
  guint n_embedded;
  gboolean in_text;
  GString *text;
} Census;

static void
start_element (GMarkupParseContext *context,
               const char *element,
               const char **names,
               const char **values,
               gpointer data,
               GError **error)
{
  Census *self = data;

  self->in_text = g_str_equal (element, "text");
  self->n_texts += self->in_text;
  if (!g_str_equal (element, "image"))
    return;
  self->n_images++;
  for (guint i = 0; names[i] != NULL; i++)
    if (g_str_equal (names[i], "xlink:href")
        && g_str_has_prefix (values[i], "data:image/png;base64,"))
      self->n_embedded++;
}

static void
end_element (GMarkupParseContext *context,
             const char *element,
             gpointer data,
             GError **error)
{
  ((Census *) data)->in_text = FALSE;
}

static void
text (GMarkupParseContext *context,
      const char *content,
      gsize length,
      gpointer data,
      GError **error)
{
  Census *self = data;

  if (self->in_text)
    {
      g_string_append_len (self->text, content, length);
      g_string_append_c (self->text, '\n');
    }
}

/* Real text, none of it as outlines, and pictures inside the file. */
static void
test_svg (Fixture *self, gconstpointer data)
{
  static const GMarkupParser parser
      = { .start_element = start_element, .end_element = end_element, .text = text };
  g_autoptr (GString) words = g_string_new (NULL);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autoptr (GMarkupParseContext) context = NULL;
  Census census = { .text = words };
  const char *document;
  gsize size;

  self->sample->matrix.title = "Less < and & more";
  bytes = write_figure (self, "figure.svg");
  document = g_bytes_get_data (bytes, &size);
  context = g_markup_parse_context_new (&parser, 0, &census, NULL);
  g_markup_parse_context_parse (context, document, size, &error);
  g_assert_no_error (error);
  g_markup_parse_context_end_parse (context, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (census.n_texts, >, 40);
  g_assert_cmpuint (census.n_images, >=, 7);
  g_assert_cmpuint (census.n_images, ==, census.n_embedded);
  g_assert_nonnull (strstr (words->str, "Less < and & more"));
  g_assert_nonnull (strstr (words->str, "PC 1, 43 % of the variance"));
  g_assert_nonnull (strstr (words->str, "Insect"));
  g_assert_null (g_strstr_len (document, size, "<symbol"));
  g_assert_null (g_strstr_len (document, size, "11.0317%"));
}

static void
test_pdf (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = write_figure (self, "figure.pdf");
  g_autofree char *path = g_build_filename (self->folder, "figure.pdf", NULL);
  g_autofree char *tool = g_find_program_in_path ("pdftotext");
  g_autofree char *words = NULL;
  g_autoptr (GError) error = NULL;
  const char *const argv[] = { tool, path, "-", NULL };
  const char *document;
  gsize size;

  document = g_bytes_get_data (bytes, &size);
  g_assert_cmpint (memcmp (document, "%PDF-", 5), ==, 0);
  g_assert_null (memmem (document, size, "CreationDate", 12));
  g_assert_nonnull (memmem (document, size, "/Font", 5));
  g_assert_nonnull (tool);
  g_assert_true (g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL,
                               &words, NULL, NULL, &error));
  g_assert_no_error (error);
  g_assert_nonnull (strstr (words, "PC 1, 43 % of the variance"));
  g_assert_nonnull (strstr (words, "support channel"));
  g_assert_nonnull (strstr (words, "Insect"));
}

static void
test_reproducible (Fixture *self, gconstpointer data)
{
  static const char *const names[] = { "a.svg", "a.pdf", "a.png" };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (GBytes) one = write_figure (self, names[i]);
      g_autoptr (GBytes) two = NULL;

      if (i == 1)
        g_usleep (1100000);
      two = write_figure (self, names[i]);
      g_assert_true (g_bytes_equal (one, two));
    }
}

static void
fail (gpointer data, cairo_t *cr, double width, double height, const LkPalette *palette)
{
  cairo_restore (cr);
}

static void
check_failure (const char *path,
               double width,
               LkFigureDraw function,
               Fixture *self,
               int code)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (lk_figure_file_write (path, &(LkFigureSize){ width, 300, 0 }, function,
                                        self->sample, &error));
  g_assert_error (error, LK_ERROR, code);
  g_assert_nonnull (strstr (error->message, "figure"));
  g_assert_null (strchr (error->message, '\n'));
}

static void
test_failures (Fixture *self, gconstpointer data)
{
  g_autofree char *path = g_build_filename (self->folder, "figure.svg", NULL);
  g_autofree char *other = g_build_filename (self->folder, "figure.jpeg", NULL);
  g_autofree char *missing
      = g_build_filename (self->folder, "no-such", "figure.pdf", NULL);
  g_autofree char *contents = NULL;

  g_assert_true (g_file_set_contents (path, "old", -1, NULL));
  check_failure (other, 300, draw, self, LK_ERROR_OPTION);
  check_failure (missing, 300, draw, self, LK_ERROR_FILE);
  check_failure (path, 0, draw, self, LK_ERROR_OPTION);
  check_failure (path, 1e9, draw, self, LK_ERROR_OPTION);
  check_failure (path, 300, fail, self, LK_ERROR_FILE);
  g_assert_true (g_file_get_contents (path, &contents, NULL, NULL));
  g_assert_cmpstr (contents, ==, "old");
  g_assert_false (g_file_test (other, G_FILE_TEST_EXISTS));
}

/* Of any column the file is as wide, and its letters are of one size. */
static void
test_columns (Fixture *self, gconstpointer data)
{
  static const double columns[] = { LK_FIGURE_ONE_COLUMN, LK_FIGURE_TWO_COLUMNS };
  g_autofree char *path = g_build_filename (self->folder, "column.svg", NULL);
  char *scales[2] = { NULL };

  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    {
      const LkFigureSize size = { 1000, 800, columns[i] };
      g_autofree char *edge = g_strdup_printf ("width=\"%gpt\"", columns[i]);
      g_autofree char *contents = NULL;
      g_autoptr (GError) error = NULL;

      lk_figure_file_write (path, &size, draw, self->sample, &error);
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (path, &contents, NULL, &error));
      g_assert_nonnull (strstr (contents, edge));
      scales[i] = g_strndup (strstr (contents, "<text transform=\"matrix("), 40);
    }
  g_assert_true (g_str_has_prefix (scales[0], "<text transform=\"matrix(0.66000,"));
  g_assert_true (g_str_has_prefix (scales[1], "<text transform=\"matrix(0.66000,"));
  g_free (scales[0]);
  g_free (scales[1]);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(name, function)                                                              \
  g_test_add ("/plot/figure-file/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("png", test_png);
  ADD ("svg", test_svg);
  ADD ("pdf", test_pdf);
  ADD ("reproducible", test_reproducible);
  ADD ("columns", test_columns);
  ADD ("failures", test_failures);
#undef ADD
  g_test_add_func ("/plot/figure-file/widths", test_widths);
  return g_test_run ();
}
