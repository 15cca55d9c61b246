/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-figure-file.h"

#include "lk-error.h"
#include "lk-file-ending.h"
#include "lk-file.h"
#include "lk-svg-text.h"

#include <cairo-pdf.h>
#include <cairo-svg.h>
#include <glib/gi18n-lib.h>

#define PIXELS_A_POINT 2
#define MAX_POINTS 16000
/* Letters for a screen become those of a paper. */
#define COLUMN_SCALE 0.66

/* Of a file: its edges, and what a unit of the drawing is, in points. */
typedef struct
{
  double width;
  double height;
  double unit;
} Page;

typedef enum
{
  FORMAT_SVG,
  FORMAT_PDF,
  FORMAT_PNG,
  FORMAT_NONE,
} Format;

static Format
find_format (const char *path)
{
  static const char *const endings[] = { ".svg", ".pdf", ".png" };

  for (guint i = 0; i < G_N_ELEMENTS (endings); i++)
    if (lk_file_has_ending (path, endings[i]))
      return (Format) i;
  return FORMAT_NONE;
}

static cairo_status_t
append (gpointer closure, const guint8 *data, guint length)
{
  g_byte_array_append (closure, data, length);
  return CAIRO_STATUS_SUCCESS;
}

static cairo_surface_t *
create_surface (Format format, const Page *page, GByteArray *bytes)
{
  double width = page->width, height = page->height;
  cairo_surface_t *surface;

  switch (format)
    {
    case FORMAT_SVG:
      surface = cairo_svg_surface_create_for_stream (append, bytes, width, height);
      cairo_svg_surface_set_document_unit (surface, CAIRO_SVG_UNIT_PT);
      return surface;
    case FORMAT_PDF:
      surface = cairo_pdf_surface_create_for_stream (append, bytes, width, height);
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATOR, "Likeness");
      cairo_pdf_surface_set_metadata (surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
      return surface;
    case FORMAT_PNG:
    case FORMAT_NONE:
      break;
    }
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, PIXELS_A_POINT * width + 0.5,
                                        PIXELS_A_POINT * height + 0.5);
  cairo_surface_set_device_scale (surface, PIXELS_A_POINT, PIXELS_A_POINT);
  return surface;
}

static cairo_status_t
draw_figure (cairo_surface_t *surface, const Page *page, LkFigureDraw draw, gpointer data)
{
  cairo_t *cr = cairo_create (surface);
  LkPalette palette;
  cairo_status_t status;

  lk_palette_init (&palette, FALSE, FALSE);
  palette.background = (LkColor){ 1, 1, 1 };
  lk_palette_set_source (cr, &palette.background, 1);
  cairo_paint (cr);
  cairo_set_source_rgb (cr, 0, 0, 0);
  cairo_scale (cr, page->unit, page->unit);
  draw (data, cr, page->width / page->unit, page->height / page->unit, &palette);
  status = cairo_status (cr);
  cairo_destroy (cr);
  return status;
}

/* (transfer full) (nullable): the whole file. */
static GBytes *
render (Format format,
        const Page *page,
        LkFigureDraw draw,
        gpointer data,
        cairo_status_t *status)
{
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autoptr (LkSvgText) texts = lk_svg_text_new ();
  cairo_surface_t *surface = create_surface (format, page, bytes);

  if (format == FORMAT_SVG)
    lk_svg_text_attach (texts, surface);
  *status = cairo_surface_status (surface);
  if (*status == CAIRO_STATUS_SUCCESS)
    *status = draw_figure (surface, page, draw, data);
  if (*status == CAIRO_STATUS_SUCCESS && format == FORMAT_PNG)
    *status = cairo_surface_write_to_png_stream (surface, append, bytes);
  cairo_surface_finish (surface);
  if (*status == CAIRO_STATUS_SUCCESS)
    *status = cairo_surface_status (surface);
  cairo_surface_destroy (surface);
  if (*status != CAIRO_STATUS_SUCCESS)
    return NULL;

  if (format == FORMAT_SVG)
    {
      char *document = lk_svg_text_finish (texts, (const char *) bytes->data, bytes->len);

      if (document != NULL)
        return g_bytes_new_take (document, strlen (document));
      *status = CAIRO_STATUS_WRITE_ERROR;
      return NULL;
    }
  return g_byte_array_free_to_bytes (g_steal_pointer (&bytes));
}

static Page
make_page (const LkFigureSize *size)
{
  if (!(size->column > 0))
    return (Page){ size->width, size->height, 1 };
  return (Page){ size->column, size->height * COLUMN_SCALE, COLUMN_SCALE };
}

double
lk_figure_file_get_room (double width, double column)
{
  return column > 0 ? column / COLUMN_SCALE : width;
}

gboolean
lk_figure_file_write (const char *path,
                      const LkFigureSize *size,
                      LkFigureDraw draw,
                      gpointer data,
                      GError **error)
{
  Format format = find_format (path);
  Page page = make_page (size);
  g_autofree char *name = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = NULL;
  cairo_status_t status;

  if (format == FORMAT_NONE)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("%s: a figure's name ends in .svg, .pdf or .png"), name);
      return FALSE;
    }
  if (!(page.width >= 1 && page.height >= 1 && page.width <= MAX_POINTS
        && page.height <= MAX_POINTS))
    {
      g_set_error (error, LK_ERROR, LK_ERROR_OPTION,
                   _ ("%s: a figure is 1 to %d points wide and high"), name, MAX_POINTS);
      return FALSE;
    }
  bytes = render (format, &page, draw, data, &status);
  if (bytes == NULL)
    {
      g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("%s: cannot draw the figure: %s"),
                   name, cairo_status_to_string (status));
      return FALSE;
    }
  return lk_file_write (path, g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes),
                        error);
}
