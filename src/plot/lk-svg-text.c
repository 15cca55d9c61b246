/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-svg-text.h"

#include <stdlib.h>
#include <string.h>

/* The colour of the rectangles; blue counts them. In thousandths of a percent, as a
 * document has six decimals of a percent. */
#define MARKER_RED 0.110317
#define MARKER_GREEN 0.777713
#define MARKER_STEP 1e-5
#define MARKER_PATTERN                                                                   \
  "<path [^>]{0,80}?rgb\\(11\\.0317%, ?77\\.7713%, ?([0-9.e+-]+)%\\)[^>]*/>"

/* Names of images and groups, which cairo numbers through all that a process draws. */
#define NAME_PATTERN "(\\bid=\"|href=\"#|url\\(#)([a-z-]+[0-9]+)"

static const cairo_user_data_key_t surface_key;

struct _LkSvgText
{
  GPtrArray *elements;
};

LkSvgText *
lk_svg_text_new (void)
{
  LkSvgText *self = g_new0 (LkSvgText, 1);

  self->elements = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
lk_svg_text_free (LkSvgText *self)
{
  g_ptr_array_unref (self->elements);
  g_free (self);
}

void
lk_svg_text_attach (LkSvgText *self, cairo_surface_t *surface)
{
  g_return_if_fail (self != NULL && surface != NULL);

  cairo_surface_set_user_data (surface, &surface_key, self, NULL);
}

LkSvgText *
lk_svg_text_get (cairo_t *cr)
{
  return cairo_surface_get_user_data (cairo_get_target (cr), &surface_key);
}

/* What is seen of the text, with the ellipsis instead of what it replaces. */
static char *
get_visible_text (PangoLayout *layout)
{
  const char *text = pango_layout_get_text (layout);
  PangoLayoutLine *line = pango_layout_get_line_readonly (layout, 0);

  for (GSList *l = line->runs; l != NULL; l = l->next)
    {
      PangoItem *item = ((PangoLayoutRun *) l->data)->item;

      if ((item->analysis.flags & PANGO_ANALYSIS_FLAG_IS_ELLIPSIS) != 0)
        return g_strdup_printf ("%.*s…%s", item->offset, text,
                                text + item->offset + item->length);
    }
  return g_strdup (text);
}

static char *
format (double value)
{
  char buffer[G_ASCII_DTOSTR_BUF_SIZE];

  return g_strdup (g_ascii_formatd (buffer, sizeof buffer, "%.3f", value));
}

static char *
format_matrix (const cairo_matrix_t *matrix)
{
  const double entries[6]
      = { matrix->xx, matrix->yx, matrix->xy, matrix->yy, matrix->x0, matrix->y0 };
  GString *text = g_string_new ("matrix(");

  for (guint i = 0; i < G_N_ELEMENTS (entries); i++)
    {
      char buffer[G_ASCII_DTOSTR_BUF_SIZE];

      g_ascii_formatd (buffer, sizeof buffer, "%.5f", entries[i]);
      g_string_append_printf (text, "%s%s", i > 0 ? "," : "", buffer);
    }
  g_string_append_c (text, ')');
  return g_string_free (text, FALSE);
}

static char *
create_element (cairo_t *cr,
                PangoLayout *layout,
                const LkColor *color,
                double x,
                double y,
                double width)
{
  const PangoFontDescription *font = pango_layout_get_font_description (layout);
  gboolean bold = pango_font_description_get_weight (font) >= PANGO_WEIGHT_SEMIBOLD;
  g_autofree char *visible = get_visible_text (layout);
  g_autofree char *content = g_markup_escape_text (visible, -1);
  g_autofree char *family
      = g_markup_escape_text (pango_font_description_get_family (font), -1);
  double size = (double) pango_font_description_get_size (font) / PANGO_SCALE;
  g_autofree char *size_text = format (size);
  g_autofree char *x_text = format (x);
  g_autofree char *y_text = format (y);
  g_autofree char *width_text = format (width);
  g_autofree char *transform = NULL;
  cairo_matrix_t matrix;

  cairo_get_matrix (cr, &matrix);
  transform = format_matrix (&matrix);
  return g_strdup_printf (
      "<text transform=\"%s\" x=\"%s\" y=\"%s\" font-family=\"%s, sans-serif\" "
      "font-size=\"%s\"%s fill=\"#%02x%02x%02x\" textLength=\"%s\" "
      "lengthAdjust=\"spacingAndGlyphs\">%s</text>",
      transform, x_text, y_text, family, size_text, bold ? " font-weight=\"bold\"" : "",
      (guint) (255 * color->red + 0.5), (guint) (255 * color->green + 0.5),
      (guint) (255 * color->blue + 0.5), width_text, content);
}

void
lk_svg_text_add (LkSvgText *self,
                 cairo_t *cr,
                 PangoLayout *layout,
                 const LkColor *color,
                 double x,
                 double y)
{
  double baseline = (double) pango_layout_get_baseline (layout) / PANGO_SCALE;
  PangoRectangle box;
  double width;
  double height;

  g_return_if_fail (self != NULL && cr != NULL && color != NULL);

  pango_layout_get_extents (layout, NULL, &box);
  width = (double) box.width / PANGO_SCALE;
  height = (double) box.height / PANGO_SCALE;
  if (width <= 0 || height <= 0)
    return;

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, x, y, width, height);
  cairo_set_source_rgb (cr, MARKER_RED, MARKER_GREEN, self->elements->len * MARKER_STEP);
  cairo_fill (cr);
  cairo_restore (cr);
  g_ptr_array_add (self->elements,
                   create_element (cr, layout, color, x, y + baseline, width));
}

static gboolean
replace_marker (const GMatchInfo *match, GString *result, gpointer data)
{
  LkSvgText *self = data;
  g_autofree char *blue = g_match_info_fetch (match, 1);
  guint index = (guint) (g_ascii_strtod (blue, NULL) / (100 * MARKER_STEP) + 0.5);

  if (index < self->elements->len)
    g_string_append (result, g_ptr_array_index (self->elements, index));
  return FALSE;
}

static gboolean
rename_one (const GMatchInfo *match, GString *result, gpointer data)
{
  GHashTable *names = data;
  g_autofree char *before = g_match_info_fetch (match, 1);
  g_autofree char *name = g_match_info_fetch (match, 2);
  guint number;

  if (!g_hash_table_contains (names, name))
    g_hash_table_insert (names, g_strdup (name),
                         GUINT_TO_POINTER (g_hash_table_size (names)));
  number = GPOINTER_TO_UINT (g_hash_table_lookup (names, name));
  g_string_append_printf (result, "%sn%u", before, number);
  return FALSE;
}

/* (transfer full): @document with names that depend on it alone. */
static char *
rename_all (const char *document, gsize length)
{
  g_autoptr (GRegex) name = g_regex_new (NAME_PATTERN, G_REGEX_OPTIMIZE, 0, NULL);
  g_autoptr (GHashTable) names
      = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  return g_regex_replace_eval (name, document, length, 0, 0, rename_one, names, NULL);
}

char *
lk_svg_text_finish (LkSvgText *self, const char *document, gsize length)
{
  g_autoptr (GRegex) marker = g_regex_new (MARKER_PATTERN, G_REGEX_OPTIMIZE, 0, NULL);
  g_autofree char *renamed = rename_all (document, length);

  g_return_val_if_fail (self != NULL, NULL);

  if (renamed == NULL)
    return NULL;
  return g_regex_replace_eval (marker, renamed, -1, 0, 0, replace_marker, self, NULL);
}
