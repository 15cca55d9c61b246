/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-text.h"

#include "lk-svg-text.h"
#include "lk-text-private.h"

#include <math.h>
#include <string.h>

/* Points are a 72nd of an inch, of which a screen has 96 pixels: text as large as the
 * widgets'. */
#define PIXELS_A_POINT (96.0 / 72.0)

static const cairo_user_data_key_t layout_key;

static const struct
{
  double points;
  double line_height;
  gboolean bold;
} styles[] = {
  [LK_TEXT_BODY] = { 11, 21, FALSE },
  [LK_TEXT_SMALL] = { 9, 17, FALSE },
  [LK_TEXT_HEADING] = { 13, 26, TRUE },
  [LK_TEXT_STRONG] = { 11, 21, TRUE },
};

/* Without hints a layout is the same at every scale and on every surface. */
static PangoLayout *
create_layout (cairo_t *cr)
{
  PangoLayout *layout = pango_cairo_create_layout (cr);
  PangoContext *context = pango_layout_get_context (layout);
  cairo_font_options_t *options = cairo_font_options_create ();
  PangoAttrList *attributes = pango_attr_list_new ();

  cairo_font_options_set_hint_metrics (options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_hint_style (options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (context, options);
  cairo_font_options_destroy (options);
  pango_context_set_round_glyph_positions (context, FALSE);

  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  return layout;
}

/* (transfer none): one layout a cairo_t, since a plot has many lines of text. */
static PangoLayout *
get_layout (const LkPen *pen, double size, gboolean bold, const char *text)
{
  PangoLayout *layout = cairo_get_user_data (pen->cr, &layout_key);
  PangoFontDescription *font = pango_font_description_new ();
  g_autofree char *valid = NULL;

  if (layout == NULL)
    {
      layout = create_layout (pen->cr);
      cairo_set_user_data (pen->cr, &layout_key, layout, g_object_unref);
    }
  else
    pango_cairo_update_layout (pen->cr, layout);

  if (!g_utf8_validate (text, -1, NULL))
    text = valid = g_utf8_make_valid (text, -1);
  pango_font_description_set_family (font, pen->palette->font != NULL ? pen->palette->font
                                                                      : "Sans");
  pango_font_description_set_absolute_size (font, MAX (size, 0.5) * PANGO_SCALE);
  pango_font_description_set_weight (font,
                                     bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_width (layout, -1);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_NONE);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

static PangoLayout *
get_styled_layout (const LkPen *pen, LkTextStyle style, const char *text)
{
  double size = styles[style].points * PIXELS_A_POINT * pen->palette->scale;

  return get_layout (pen, size, styles[style].bold, text);
}

static void
show (cairo_t *cr, PangoLayout *layout, const LkColor *color, double x, double y)
{
  LkSvgText *recorder = lk_svg_text_get (cr);

  if (recorder != NULL)
    {
      lk_svg_text_add (recorder, cr, layout, color, x, y);
      return;
    }
  cairo_save (cr);
  cairo_new_path (cr);
  lk_palette_set_source (cr, color, 1);
  cairo_move_to (cr, x, y);
  pango_cairo_show_layout (cr, layout);
  cairo_restore (cr);
}

/* Cuts the line off at @width; returns how wide it is then. */
static double
fit_layout (PangoLayout *layout, double width, PangoRectangle *box)
{
  pango_layout_get_extents (layout, NULL, box);
  if (width > 0 && box->width > width * PANGO_SCALE)
    {
      pango_layout_set_width (layout, width * PANGO_SCALE);
      pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
      pango_layout_get_extents (layout, NULL, box);
    }
  return (double) box->width / PANGO_SCALE;
}

double
lk_text_draw (const LkPen *pen,
              LkTextStyle style,
              const LkColor *color,
              LkTextPlace place,
              const char *text)
{
  PangoLayout *layout;
  PangoRectangle box;
  double width;

  g_return_val_if_fail (text != NULL, 0);

  layout = get_styled_layout (pen, style, text);
  width = fit_layout (layout, place.room, &box);
  show (pen->cr, layout, color,
        place.x - (double) box.x / PANGO_SCALE - place.align * width, place.y);
  return (double) box.height / PANGO_SCALE;
}

void
lk_text_measure (const LkPen *pen,
                 LkTextStyle style,
                 const char *text,
                 double *width,
                 double *height)
{
  g_return_if_fail (pen != NULL);

  PangoLayout *layout = get_styled_layout (pen, style, text);
  PangoRectangle box;

  pango_layout_get_extents (layout, NULL, &box);
  if (width != NULL)
    *width = (double) box.width / PANGO_SCALE;
  if (height != NULL)
    *height = (double) box.height / PANGO_SCALE;
}

double
lk_text_draw_in (const LkPen *pen,
                 LkTextStyle style,
                 const LkColor *color,
                 LkTextPlace place,
                 const char *text)
{
  double least = 2.2 * styles[style].points * PIXELS_A_POINT * pen->palette->scale;
  PangoLayout *layout;
  PangoRectangle box;
  double width;

  if (text == NULL || text[0] == '\0' || !(place.room > 0))
    return 0;
  layout = get_styled_layout (pen, style, text);
  pango_layout_get_extents (layout, NULL, &box);
  if (box.width > place.room * PANGO_SCALE && place.room < least)
    return 0;
  width = fit_layout (layout, place.room, &box);
  show (pen->cr, layout, color,
        place.x - (double) box.x / PANGO_SCALE - place.align * width, place.y);
  return width;
}

void
lk_text_draw_centred (const LkPen *pen,
                      LkTextFace face,
                      const LkColor *color,
                      double x,
                      double y,
                      const char *text)
{
  PangoLayout *layout = get_layout (pen, face.size, face.bold, text);
  PangoRectangle ink;

  pango_layout_get_extents (layout, &ink, NULL);
  show (pen->cr, layout, color, x - (ink.x + 0.5 * ink.width) / PANGO_SCALE,
        y - (ink.y + 0.5 * ink.height) / PANGO_SCALE);
}

/* (transfer full): the lines into which @text breaks at @width. */
static GStrv
break_lines (const LkPen *pen, LkTextStyle style, double width, const char *text)
{
  PangoLayout *layout = get_styled_layout (pen, style, text);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  pango_layout_set_width (layout, MAX (width, 1) * PANGO_SCALE);
  for (int i = 0; i < pango_layout_get_line_count (layout); i++)
    {
      PangoLayoutLine *line = pango_layout_get_line_readonly (layout, i);
      g_autofree char *part
          = g_strndup (pango_layout_get_text (layout) + line->start_index, line->length);

      g_strv_builder_add (builder, g_strstrip (part));
    }
  return g_strv_builder_end (builder);
}

guint
lk_text_count_lines (const LkPalette *palette,
                     LkTextStyle style,
                     double width,
                     const char *text)
{
  cairo_surface_t *surface = cairo_recording_surface_create (CAIRO_CONTENT_ALPHA, NULL);
  cairo_t *cr = cairo_create (surface);
  g_auto (GStrv) lines = break_lines (&(LkPen){ cr, palette }, style, width, text);

  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return g_strv_length (lines);
}

void
lk_text_draw_lines (const LkPen *pen,
                    LkTextStyle style,
                    const LkColor *color,
                    LkTextPlace place,
                    guint n_lines,
                    const char *text)
{
  g_auto (GStrv) lines = NULL;

  if (text == NULL || text[0] == '\0' || place.room <= 0)
    return;
  lines = break_lines (pen, style, place.room, text);
  for (guint i = 0; i < n_lines && lines[i] != NULL; i++)
    {
      g_autofree char *rest
          = i + 1 == n_lines ? g_strjoinv (" ", lines + i) : g_strdup (lines[i]);

      lk_text_draw_in (
          pen, style, color,
          (LkTextPlace){ place.x, place.y + i * lk_text_line_height (pen->palette, style),
                         0, place.room },
          rest);
    }
}

void
lk_text_draw_paragraph (const LkPen *pen,
                        LkTextStyle style,
                        const LkColor *color,
                        const LkBox *box,
                        const char *text)
{
  double line_height = lk_text_line_height (pen->palette, style);
  g_auto (GStrv) lines = NULL;
  guint n_lines;
  double y;

  if (text == NULL || text[0] == '\0' || box->width <= 0 || box->height < line_height)
    return;
  lines = break_lines (pen, style, box->width, text);
  n_lines = MIN (g_strv_length (lines), (guint) (box->height / line_height));
  y = box->y + (box->height - n_lines * line_height) / 2;
  for (guint i = 0; i < n_lines; i++)
    lk_text_draw_in (
        pen, style, color,
        (LkTextPlace){ box->x + box->width / 2, y + i * line_height, 0.5, box->width },
        lines[i]);
}

double
lk_text_line_height (const LkPalette *palette, LkTextStyle style)
{
  return styles[style].line_height * palette->scale;
}
