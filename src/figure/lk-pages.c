/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pages.h"

#include <cairo-pdf.h>
#include <glib/gi18n-lib.h>

#include "lk-error.h"
#include "lk-file.h"

/* The styles of lk-text.h are for a screen of 96 pixels an inch. */
#define POINTS_A_PIXEL 0.75
#define FOOTER_Y 800.0
#define NUMBER_WIDTH 60.0
#define HEADING_POINTS 13.0
#define BODY_POINTS 11.0
#define SMALL_POINTS 9.0
#define MAX_LINES 12

static cairo_status_t
append (gpointer bytes, const guchar *data, guint length)
{
  g_byte_array_append (bytes, data, length);
  return CAIRO_STATUS_SUCCESS;
}

char *
lk_pages_get_day (void)
{
  const char *source = g_getenv ("SOURCE_DATE_EPOCH");
  g_autoptr (GDateTime) now = NULL;
  gint64 seconds;

  if (source != NULL
      && g_ascii_string_to_signed (source, 10, 0, G_MAXINT32, &seconds, NULL))
    now = g_date_time_new_from_unix_utc (seconds);
  else
    now = g_date_time_new_now_local ();
  return g_date_time_format (now, "%Y-%m-%d");
}

LkPages *
lk_pages_new (const char *title)
{
  LkPages *self = g_new0 (LkPages, 1);

  self->title = g_strdup (title);
  self->y = LK_PAGE_TOP;
  self->n_pages = 1;
  lk_palette_init (&self->palette, FALSE, FALSE);
  self->palette.background = (LkColor){ 1, 1, 1 };
  self->palette.scale = POINTS_A_PIXEL;
  self->bytes = g_byte_array_new ();
  self->surface = cairo_pdf_surface_create_for_stream (append, self->bytes, LK_PAGE_WIDTH,
                                                       LK_PAGE_HEIGHT);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_TITLE, title);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_CREATOR,
                                  "Likeness " LK_VERSION);
  cairo_pdf_surface_set_metadata (self->surface, CAIRO_PDF_METADATA_CREATE_DATE, "");
  self->cr = cairo_create (self->surface);
  return self;
}

void
lk_pages_free (LkPages *self)
{
  g_clear_pointer (&self->cr, cairo_destroy);
  cairo_surface_destroy (self->surface);
  g_byte_array_unref (self->bytes);
  g_free (self->title);
  g_free (self);
}

static void
draw_footer (LkPages *self)
{
  g_autofree char *number = g_strdup_printf ("%u", self->n_pages);

  self->y = FOOTER_Y;
  lk_pages_draw_rule (self, -6);
  lk_pages_draw_text (self, LK_TEXT_SMALL, &self->palette.dim,
                      (LkTextPlace){ LK_PAGE_LEFT, 0, 0, LK_PAGE_ROOM - NUMBER_WIDTH },
                      self->title);
  lk_pages_draw_text (self, LK_TEXT_SMALL, &self->palette.dim,
                      (LkTextPlace){ LK_PAGE_LEFT + LK_PAGE_ROOM, 0, 1, NUMBER_WIDTH },
                      number);
}

void
lk_pages_turn (LkPages *self)
{
  draw_footer (self);
  cairo_show_page (self->cr);
  self->n_pages++;
  self->y = LK_PAGE_TOP;
}

gboolean
lk_pages_need (LkPages *self, double height)
{
  if (self->y <= LK_PAGE_TOP || self->y + height <= LK_PAGE_BOTTOM)
    return FALSE;
  lk_pages_turn (self);
  return TRUE;
}

void
lk_pages_add_contents (LkPages *self, const char *title)
{
  g_autofree char *place = g_strdup_printf ("page=%u", self->n_pages);
  g_autofree char *valid = g_utf8_make_valid (title, -1);

  cairo_pdf_surface_add_outline (self->surface, CAIRO_PDF_OUTLINE_ROOT, valid, place, 0);
}

double
lk_pages_draw_text (LkPages *self,
                    LkTextStyle style,
                    const LkColor *color,
                    LkTextPlace place,
                    const char *text)
{
  place.y += self->y;
  return lk_text_draw (&(LkPen){ self->cr, &self->palette }, style, color, place, text);
}

/* (transfer full): text that breaks at @room, in the letters of lk_text_draw(). */
static PangoLayout *
create_layout (LkPages *self, double points, gboolean bold, double room, guint n_lines)
{
  PangoLayout *layout = pango_cairo_create_layout (self->cr);
  PangoContext *context = pango_layout_get_context (layout);
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoFontDescription *font = pango_font_description_new ();

  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  pango_cairo_context_set_font_options (context, options);
  pango_context_set_round_glyph_positions (context, FALSE);
  cairo_font_options_destroy (options);
  pango_font_description_set_family (font, self->palette.font);
  pango_font_description_set_absolute_size (font, points * PANGO_SCALE);
  pango_font_description_set_weight (font,
                                     bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, (int) (room * PANGO_SCALE));
  pango_layout_set_wrap (layout, PANGO_WRAP_WORD_CHAR);
  pango_layout_set_height (layout, -(int) n_lines);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

/* Returns: the height of the text. */
static double
set_text (PangoLayout *layout, const char *text)
{
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  PangoRectangle box;

  pango_layout_set_text (layout, valid, -1);
  pango_layout_get_extents (layout, NULL, &box);
  return (double) box.height / PANGO_SCALE;
}

static void
show (LkPages *self, PangoLayout *layout, const LkColor *color, double x, double y)
{
  cairo_new_path (self->cr);
  lk_palette_set_source (self->cr, color, 1);
  cairo_move_to (self->cr, x, y);
  pango_cairo_show_layout (self->cr, layout);
}

void
lk_pages_add_heading (LkPages *self, double scale, const char *text)
{
  g_autoptr (PangoLayout) layout
      = create_layout (self, scale * HEADING_POINTS, TRUE, LK_PAGE_ROOM, 2);
  double height = set_text (layout, text);

  show (self, layout, &self->palette.foreground, LK_PAGE_LEFT, self->y);
  self->y += height;
}

void
lk_pages_add_paragraph (LkPages *self,
                        const LkColor *color,
                        double x,
                        double room,
                        const char *text)
{
  g_autoptr (PangoLayout) layout
      = create_layout (self, SMALL_POINTS, FALSE, room, MAX_LINES);
  double height = set_text (layout, text);

  lk_pages_need (self, height);
  show (self, layout, color, x, self->y);
  self->y += height;
}

void
lk_pages_draw_name (LkPages *self, double x, double dy, double room, const char *text)
{
  g_autoptr (PangoLayout) layout = create_layout (self, BODY_POINTS, FALSE, room, 2);
  double height = set_text (layout, text);

  show (self, layout, &self->palette.foreground, x, self->y + dy - height / 2);
}

void
lk_pages_draw_rule (LkPages *self, double dy)
{
  cairo_new_path (self->cr);
  lk_palette_set_source (self->cr, &self->palette.grid, 1);
  cairo_set_line_width (self->cr, 0.5);
  cairo_move_to (self->cr, LK_PAGE_LEFT, self->y + dy);
  cairo_rel_line_to (self->cr, LK_PAGE_ROOM, 0);
  cairo_stroke (self->cr);
}

gboolean
lk_pages_save (LkPages *self, const char *path, GError **error)
{
  cairo_status_t status;

  draw_footer (self);
  status = cairo_status (self->cr);
  cairo_destroy (g_steal_pointer (&self->cr));
  cairo_surface_finish (self->surface);
  if (status == CAIRO_STATUS_SUCCESS)
    status = cairo_surface_status (self->surface);
  if (status != CAIRO_STATUS_SUCCESS)
    {
      g_autofree char *shown = g_filename_display_name (path);

      g_set_error (error, LK_ERROR, LK_ERROR_FILE, _ ("%s cannot be drawn: %s"), shown,
                   cairo_status_to_string (status));
      return FALSE;
    }
  return lk_file_write (path, self->bytes->data, self->bytes->len, error);
}
