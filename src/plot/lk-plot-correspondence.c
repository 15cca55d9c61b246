/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-correspondence.h"

#include "lk-correspondence-lines.h"
#include "lk-heatmap-area.h"
#include "lk-plot-picture.h"
#include "lk-number-text.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

/* Name, shot and cosine on as many lines as the room asks for and the height allows. */
static char **
get_card_lines (const LkCorrespondence *match, double room, double height, double scale)
{
  double small = 17 * scale;
  g_autofree char *number = lk_number_short (match->similarity);
  g_autofree char *cosine = g_strdup_printf (_ ("cos %s"), number);
  g_autofree char *shot = g_strdup_printf (_ ("shot %u"), match->shot + 1);
  g_auto (GStrv) lines = g_new0 (char *, 4);

  if (height < 2 * small)
    lines[0] = g_strdup (room < 62 * scale    ? number
                         : room < 110 * scale ? cosine
                                              : match->class_name);
  else if (room >= 128 * scale)
    {
      lines[0] = g_strdup_printf (_ ("%s, shot %u"), match->class_name, match->shot + 1);
      lines[1] = g_steal_pointer (&cosine);
    }
  else if (height >= 3 * small)
    {
      lines[0] = g_strdup (match->class_name);
      lines[1] = g_steal_pointer (&shot);
      lines[2] = g_steal_pointer (&cosine);
    }
  else
    {
      lines[0] = g_strdup (match->class_name);
      lines[1] = g_steal_pointer (&cosine);
    }
  return g_steal_pointer (&lines);
}

static void
draw_card_text (const LkCorrespondence *match,
                const LkPen *pen,
                const LkBox *thumb,
                double right,
                gboolean best)
{
  double x = thumb->x + thumb->width + 10 * pen->palette->scale;
  double height = thumb->height + 6 * pen->palette->scale;
  g_auto (GStrv) lines = get_card_lines (match, right - x, height, pen->palette->scale);
  guint n_lines = g_strv_length (lines);
  gboolean large = height >= n_lines * lk_text_line_height (pen->palette, LK_TEXT_BODY)
                   && right - x >= 90 * pen->palette->scale;
  LkTextStyle style = large ? LK_TEXT_BODY : LK_TEXT_SMALL;
  double line = lk_text_line_height (pen->palette, style);
  double y = thumb->y + (thumb->height - n_lines * line) / 2;

  for (guint i = 0; i < n_lines; i++)
    lk_text_draw_in (pen, best && large && i == 0 ? LK_TEXT_STRONG : style,
                     i == 0 ? &pen->palette->foreground : &pen->palette->dim,
                     (LkTextPlace){ x, y + i * line, 0, right - x }, lines[i]);
}

static void
draw_thumb (const LkCorrespondences *data,
            const LkCorrespondenceLayout *layout,
            const LkPen *pen,
            guint index)
{
  cairo_t *cr = pen->cr;
  LkBox thumb = lk_correspondence_layout_get_thumb (layout, index, pen->palette->scale);

  lk_plot_picture_draw (data->matches[index].picture, cr, thumb.x, thumb.y, thumb.width,
                        thumb.height);
  cairo_save (cr);
  cairo_new_path (cr);
  cairo_rectangle (cr, thumb.x, thumb.y, thumb.width, thumb.height);
  cairo_set_line_width (cr, pen->palette->scale);
  lk_palette_set_source (cr, &pen->palette->grid, 1);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_cards (const LkCorrespondences *data,
            const LkCorrespondenceLayout *layout,
            const LkPen *pen)
{
  guint n = data->n_matches;

  if (layout->thumb < 8 * pen->palette->scale)
    return;
  if (layout->caption > 0)
    lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                     (LkTextPlace){ layout->cards.x, layout->cards.y - layout->caption, 0,
                                    layout->cards.width },
                     _ ("Best match in every class"));
  if (layout->legend.width > 0)
    lk_correspondence_draw_legend (data, layout, pen);
  for (guint i = 0; i < n; i++)
    draw_thumb (data, layout, pen, i);
  for (guint i = n; i > 0; i--)
    lk_correspondence_draw_line (data, layout, pen, i - 1);
  for (guint i = n; i > 0; i--)
    lk_correspondence_draw_more (data, layout, pen, i - 1);
  for (guint i = n; i > 0; i--)
    lk_correspondence_draw_match (data, layout, pen, i - 1);
  for (guint i = 0; i < n; i++)
    {
      const LkCorrespondence *match = &data->matches[i];
      LkBox card = lk_correspondence_layout_get_card (layout, i);
      LkBox thumb = lk_correspondence_layout_get_thumb (layout, i, pen->palette->scale);

      lk_palette_draw_mark (pen->palette, pen->cr, match->class_index,
                            card.x + layout->mark / 2 + 2 * pen->palette->scale,
                            card.y + card.height / 2, layout->mark);
      draw_card_text (match, pen, &thumb, card.x + card.width - 6 * pen->palette->scale,
                      i == 0);
    }
}

static gboolean
is_drawable (const LkCorrespondences *data, double width, double height)
{
  return lk_plot_has_room (width, height) && lk_heatmap_has_cells (&data->heatmap);
}

void
lk_plot_correspondences (const LkCorrespondences *data,
                         cairo_t *cr,
                         double width,
                         double height,
                         const LkPalette *palette)
{
  lk_plot_correspondences_base (data, cr, width, height, palette);
  lk_plot_correspondences_overlay (data, cr, width, height, palette);
}

void
lk_plot_correspondences_base (const LkCorrespondences *data,
                              cairo_t *cr,
                              double width,
                              double height,
                              const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  const LkHeatmap *heatmap = &data->heatmap;
  LkCorrespondenceLayout layout;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data, width, height))
    return;
  lk_correspondence_layout_init (&layout, data, width, height, palette);
  lk_plot_draw_header (&pen, layout.margin, layout.margin, width - 2 * layout.margin,
                       layout.title, layout.subtitle);
  if (!isnan (layout.bar_y))
    lk_colormap_draw_bar (heatmap->colormap, &pen,
                          &(LkBox){ layout.area.x, layout.bar_y, layout.area.width, 0 },
                          (LkRange){ heatmap->low, heatmap->high }, heatmap->caption);
  lk_heatmap_draw_area (heatmap, &pen, &layout.area);
}

void
lk_plot_correspondences_overlay (const LkCorrespondences *data,
                                 cairo_t *cr,
                                 double width,
                                 double height,
                                 const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  const LkHeatmap *heatmap = &data->heatmap;
  LkCorrespondenceLayout layout;
  LkBox query;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data, width, height))
    return;
  lk_correspondence_layout_init (&layout, data, width, height, palette);
  lk_heatmap_draw_hovered (heatmap, &pen, &layout.area);
  if (!lk_heatmap_is_cell (heatmap, data->cell))
    lk_text_draw_paragraph (
        &pen, LK_TEXT_BODY, &palette->dim,
        &(LkBox){ layout.cards.x, layout.cards.y, layout.cards.width,
                  layout.side ? layout.area.height : layout.cards.height },
        data->hint);
  else if (data->n_matches > 0)
    {
      query = lk_heatmap_get_cell_box (heatmap, &layout.area, data->cell);
      draw_cards (data, &layout, &pen);
      lk_plot_outline (&pen, &query);
    }
}

int
lk_plot_correspondences_hit (const LkCorrespondences *data, const LkPointer *pointer)
{
  LkCorrespondenceLayout layout;

  g_return_val_if_fail (data != NULL && pointer != NULL, -1);

  if (!is_drawable (data, pointer->width, pointer->height))
    return -1;
  lk_correspondence_layout_init (&layout, data, pointer->width, pointer->height,
                                 pointer->palette);
  return lk_heatmap_find_cell (&data->heatmap, &layout.area, pointer->x, pointer->y);
}

int
lk_plot_correspondences_hit_match (const LkCorrespondences *data,
                                   const LkPointer *pointer)
{
  LkCorrespondenceLayout layout;

  g_return_val_if_fail (data != NULL && pointer != NULL, -1);

  if (!is_drawable (data, pointer->width, pointer->height)
      || !lk_heatmap_is_cell (&data->heatmap, data->cell))
    return -1;
  lk_correspondence_layout_init (&layout, data, pointer->width, pointer->height,
                                 pointer->palette);
  if (layout.thumb < 8 * pointer->palette->scale)
    return -1;
  for (guint i = 0; i < data->n_matches; i++)
    {
      LkBox card = lk_correspondence_layout_get_card (&layout, i);

      if (lk_box_contains (&card, pointer->x, pointer->y))
        return (int) i;
    }
  return -1;
}

void
lk_plot_correspondences_get_area (const LkCorrespondences *data,
                                  double width,
                                  double height,
                                  const LkPalette *palette,
                                  double area[4])
{
  LkCorrespondenceLayout layout = { 0 };

  g_return_if_fail (data != NULL && palette != NULL);

  if (is_drawable (data, width, height))
    lk_correspondence_layout_init (&layout, data, width, height, palette);
  area[0] = layout.area.x;
  area[1] = layout.area.y;
  area[2] = layout.area.width;
  area[3] = layout.area.height;
}

void
lk_plot_correspondences_get_match_area (const LkCorrespondences *data,
                                        guint index,
                                        double width,
                                        double height,
                                        const LkPalette *palette,
                                        double area[4])
{
  LkCorrespondenceLayout layout = { 0 };
  LkBox thumb = { 0 };

  g_return_if_fail (data != NULL && palette != NULL && index < data->n_matches);

  if (is_drawable (data, width, height))
    {
      lk_correspondence_layout_init (&layout, data, width, height, palette);
      thumb = lk_correspondence_layout_get_thumb (&layout, index, palette->scale);
    }
  area[0] = thumb.x;
  area[1] = thumb.y;
  area[2] = thumb.width;
  area[3] = thumb.height;
}
