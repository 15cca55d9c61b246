/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-flip-map.h"

#include "lk-flip-accuracy-map.h"
#include "lk-flip-labels.h"
#include "lk-pattern.h"
#include "lk-number-text.h"
#include "lk-text-private.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#define REACH 8       /* how far outside the triangle it is still meant */
#define N_WAY_BOXES 6 /* that the way to the border is kept free with */

static gboolean
is_drawable (const LkFlipPlot *data, double width, double height)
{
  return lk_plot_has_room (width, height) && data->map != NULL;
}

/* A soft fill with the pattern of the class. */
static void
fill_region (const LkFlipGeometry *geometry, const LkPen *pen, const LkFlipRegion *region)
{
  const LkColor *color = &pen->palette->classes[region->class_index % LK_N_CLASS_COLORS];
  LkColor soft
      = lk_color_mix (&pen->palette->background, color, pen->palette->dark ? 0.5 : 0.45);
  LkColor ink = pen->palette->high_contrast
                    ? pen->palette->foreground
                    : lk_color_mix (color, &pen->palette->foreground,
                                    pen->palette->dark ? 0.2 : 0.1);

  lk_flip_geometry_trace_region (geometry, pen->cr, region);
  lk_pattern_fill (pen, region->class_index % LK_N_PATTERNS, &soft, &ink,
                   pen->palette->high_contrast ? 0.5 : 0.34, 7);
}

static void
draw_borders (const LkFlipPlot *data, const LkFlipGeometry *geometry, const LkPen *pen)
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;

  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  for (guint i = 0; i < data->map->n_regions; i++)
    {
      lk_flip_geometry_trace_region (geometry, cr, &data->map->regions[i]);
      if (lk_flip_accuracy_is_drawn (data))
        {
          cairo_set_source_rgba (cr, 0, 0, 0, 0.4);
          cairo_set_line_width (cr, 2.6 * scale);
          cairo_stroke_preserve (cr);
          cairo_set_source_rgba (cr, 1, 1, 1, 0.9);
        }
      else
        lk_palette_set_source (cr, &pen->palette->background, 1);
      cairo_set_line_width (cr, (lk_flip_accuracy_is_drawn (data) ? 1.2 : 2.2) * scale);
      cairo_stroke_preserve (cr);
      if (!lk_flip_accuracy_is_drawn (data))
        {
          lk_palette_set_source (cr, &pen->palette->foreground,
                                 pen->palette->high_contrast ? 1 : 0.55);
          cairo_set_line_width (cr, (pen->palette->high_contrast ? 1.6 : 0.9) * scale);
          cairo_stroke (cr);
        }
    }
  lk_flip_geometry_trace (geometry, cr);
  lk_palette_set_source (
      cr, pen->palette->high_contrast ? &pen->palette->foreground : &pen->palette->dim,
      1);
  cairo_set_line_width (cr, 1.4 * scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_corner (const LkPen *pen, LkLevel level, double x, double y, const char *text)
{
  double scale = pen->palette->scale;
  double line = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double edge = 9 * scale;

  cairo_new_path (pen->cr);
  cairo_rectangle (pen->cr, x, y + (line - edge) / 2, edge, edge);
  lk_palette_fill_level (pen->palette, pen->cr, level);
  lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                (LkTextPlace){ x + edge + 5 * scale, y, 0, 0 }, text);
}

/* The levels at the corners, their weights too where @weights are given; below the
 * triangle they go apart, and the texts away, where there is little room. */
static void
draw_corners (const LkFlipGeometry *geometry,
              const LkPen *pen,
              double width,
              const double *weights)
{
  double scale = pen->palette->scale;
  double line = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  const double *tip = geometry->corners[LK_LEVEL_PART];
  const double *left = geometry->corners[LK_LEVEL_PIXEL];
  double right = geometry->corners[LK_LEVEL_DISTRIBUTION][0] + 5 * scale;
  double start = left[0] - 5 * scale;
  double widths[LK_N_FLIP_LEVELS];
  char *texts[LK_N_FLIP_LEVELS];

  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    {
      const char *title = lk_level_get_title (level);

      g_autofree char *weight
          = weights != NULL ? lk_number_fixed (weights[level], 2) : NULL;

      texts[level]
          = weights != NULL ? g_strdup_printf ("%s %s", title, weight) : g_strdup (title);
      lk_text_measure (pen, LK_TEXT_SMALL, texts[level], &widths[level], NULL);
      widths[level] += 14 * scale;
    }
  if (widths[LK_LEVEL_PIXEL] + widths[LK_LEVEL_DISTRIBUTION] + 12 * scale > right - start)
    {
      start = geometry->margin;
      right = width - geometry->margin;
    }
  if (widths[LK_LEVEL_PIXEL] + widths[LK_LEVEL_DISTRIBUTION] + 8 * scale > right - start)
    for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
      {
        texts[level][0] = '\0';
        widths[level] = 9 * scale;
      }
  draw_corner (pen, LK_LEVEL_PART, tip[0] - widths[LK_LEVEL_PART] / 2,
               tip[1] - 9 * scale - line, texts[LK_LEVEL_PART]);
  draw_corner (pen, LK_LEVEL_PIXEL, start, left[1] + 7 * scale, texts[LK_LEVEL_PIXEL]);
  draw_corner (pen, LK_LEVEL_DISTRIBUTION, right - widths[LK_LEVEL_DISTRIBUTION],
               left[1] + 7 * scale, texts[LK_LEVEL_DISTRIBUTION]);
  for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
    g_free (texts[level]);
}

static gboolean
is_labelled (const LkFlipMap *map, const gboolean *labelled, guint class_index)
{
  for (guint i = 0; i < map->n_regions; i++)
    if (map->regions[i].class_index == class_index && labelled[i])
      return TRUE;
  return FALSE;
}

/* The dashed way to the nearest border, and where it is to be @marked the mark of the
 * class beyond. */
static void
draw_border (const LkFlipPlot *data,
             const LkFlipGeometry *geometry,
             const LkPen *pen,
             const double from[2],
             const double to[2],
             gboolean marked)
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;
  double length = hypot (to[0] - from[0], to[1] - from[1]);
  double mark = CLAMP (0.06 * geometry->side, 11 * scale, 16 * scale);
  double reach = marked && length > 0.5 ? (mark / 2 + 6 * scale) / length : 0;
  const double dash[] = { 4 * scale, 3 * scale };

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_move_to (cr, from[0], from[1]);
  cairo_line_to (cr, to[0], to[1]);
  lk_palette_set_source (cr, &pen->palette->background, 0.9);
  cairo_set_line_width (cr, 4 * scale);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, &pen->palette->foreground, 1);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_set_line_width (cr, 1.7 * scale);
  cairo_stroke (cr);
  cairo_arc (cr, to[0], to[1], 2.6 * scale, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_restore (cr);
  if (reach > 0)
    lk_palette_draw_mark (pen->palette, cr, data->border->class_index,
                          to[0] + reach * (to[0] - from[0]),
                          to[1] + reach * (to[1] - from[1]), mark);
}

static void
draw_point (const LkPen *pen, const double point[2], double radius)
{
  cairo_t *cr = pen->cr;
  double scale = pen->palette->scale;

  cairo_save (cr);
  cairo_new_path (cr);
  cairo_arc (cr, point[0], point[1], radius, 0, 2 * G_PI);
  lk_palette_set_source (cr, &pen->palette->background, 1);
  cairo_set_line_width (cr, 6.5 * scale);
  cairo_stroke_preserve (cr);
  cairo_fill_preserve (cr);
  lk_palette_set_source (cr, &pen->palette->accent, 1);
  cairo_set_line_width (cr, 3.5 * scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
outline_region (const LkFlipGeometry *geometry,
                const LkPen *pen,
                const LkFlipRegion *region)
{
  cairo_t *cr = pen->cr;
  cairo_save (cr);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  lk_flip_geometry_trace_region (geometry, cr, region);
  lk_palette_set_source (cr, &pen->palette->background, 0.9);
  cairo_set_line_width (cr, 5 * pen->palette->scale);
  cairo_stroke_preserve (cr);
  lk_palette_set_source (cr, &pen->palette->foreground, 1);
  cairo_set_line_width (cr, 2.4 * pen->palette->scale);
  cairo_stroke (cr);
  cairo_restore (cr);
}

/**
 * Scene:
 * @weights: of the current point, adding up to 1; not there without @has_point
 * @radius: of its ring
 * @keep_free: [n_keep_free]: what labels stay away from
 *
 * What is drawn over the regions.
 */
typedef struct
{
  gboolean has_point;
  double weights[LK_N_FLIP_LEVELS];
  double point[2];
  double radius;
  gboolean has_border;
  double border[2];
  double keep_free[N_WAY_BOXES + 4][4];
  guint n_keep_free;
} Scene;

static void
keep_free (Scene *self, double x, double y, double radius)
{
  double *box = self->keep_free[self->n_keep_free++];

  box[0] = x - radius;
  box[1] = y - radius;
  box[2] = box[3] = 2 * radius;
}

static void
keep_best_free (Scene *self,
                const LkFlipPlot *data,
                const LkFlipGeometry *geometry,
                const LkPalette *palette)
{
  double star[2];
  double *box;
  LkBox tag;

  if (!lk_flip_accuracy_get_best (data, geometry, palette, star, &tag))
    return;
  keep_free (self, star[0], star[1], 10 * palette->scale);
  box = self->keep_free[self->n_keep_free++];
  box[0] = tag.x;
  box[1] = tag.y;
  box[2] = tag.width;
  box[3] = tag.height;
}

static void
scene_init (Scene *self,
            const LkFlipPlot *data,
            const LkFlipGeometry *geometry,
            const LkPalette *palette)
{
  double border[LK_N_FLIP_LEVELS];
  double scale = palette->scale;

  *self = (Scene){ .n_keep_free = 0 };
  self->has_point = lk_flip_weights_normalise (data->weights, self->weights);
  keep_best_free (self, data, geometry, palette);
  if (!self->has_point)
    return;
  self->radius = MIN ((data->dragging ? 9.5 : 7) * scale, 0.08 * geometry->side);
  lk_flip_geometry_place (geometry, self->weights, self->point);
  keep_free (self, self->point[0], self->point[1], self->radius + 4 * scale);
  self->has_border
      = data->border != NULL && lk_flip_weights_normalise (data->border->point, border);
  if (!self->has_border)
    return;
  lk_flip_geometry_place (geometry, border, self->border);
  for (guint i = 0; i < N_WAY_BOXES; i++)
    {
      double along = (i + 1.0) / N_WAY_BOXES;

      keep_free (self, self->point[0] + along * (self->border[0] - self->point[0]),
                 self->point[1] + along * (self->border[1] - self->point[1]),
                 (i + 1 == N_WAY_BOXES ? 22 : 4) * scale);
    }
}

static void
draw_scene (const Scene *scene,
            const LkFlipPlot *data,
            const LkFlipGeometry *geometry,
            const LkPen *pen,
            const gboolean *labelled,
            const LkBox *room)
{
  if (scene->has_border && geometry->side >= 60 * pen->palette->scale)
    draw_border (data, geometry, pen, scene->point, scene->border,
                 !is_labelled (data->map, labelled, data->border->class_index));
  if (lk_flip_accuracy_is_drawn (data))
    lk_flip_accuracy_draw_best (data, geometry, pen);
  if (scene->has_point)
    draw_point (pen, scene->point, scene->radius);
  if (data->hovered_region >= 0 && (guint) data->hovered_region < data->map->n_regions
      && !data->dragging && geometry->side >= 120 * pen->palette->scale)
    {
      const LkFlipRegion *region = &data->map->regions[data->hovered_region];
      g_autofree char *area = lk_number_percent (region->area, 1);
      g_autofree char *text
          = g_strdup_printf (_ ("%s wins on %s of all weights"),
                             data->class_names[region->class_index], area);
      double centre[2];

      lk_flip_geometry_place (geometry, region->centre, centre);
      lk_plot_draw_tag (pen, room, centre[0], centre[1], text);
    }
}

void
lk_plot_flip_map (const LkFlipPlot *data,
                  cairo_t *cr,
                  double width,
                  double height,
                  const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  g_autofree gboolean *labelled = NULL;
  LkFlipGeometry geometry;
  Scene scene;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!is_drawable (data, width, height))
    return;

  lk_flip_geometry_init (&geometry, data, width, height, palette);
  scene_init (&scene, data, &geometry, palette);
  if (lk_flip_accuracy_is_drawn (data))
    lk_flip_accuracy_draw (data, &geometry, cr);
  else
    for (guint i = 0; i < data->map->n_regions; i++)
      fill_region (&geometry, &pen, &data->map->regions[i]);
  draw_borders (data, &geometry, &pen);
  if (data->hovered_region >= 0 && (guint) data->hovered_region < data->map->n_regions)
    outline_region (&geometry, &pen, &data->map->regions[data->hovered_region]);

  labelled = lk_flip_labels_draw (&(LkFlipLabels){ data, &geometry, scene.keep_free,
                                                   scene.n_keep_free,
                                                   !lk_flip_accuracy_is_drawn (data) },
                                  &pen);
  if (geometry.labels)
    {
      draw_corners (&geometry, &pen, width,
                    data->dragging && scene.has_point ? scene.weights : NULL);
      lk_flip_labels_draw_list (data, &geometry, &pen, width, labelled);
    }
  lk_flip_accuracy_draw_bar (data, &geometry, &pen);
  draw_scene (&scene, data, &geometry, &pen, labelled, &(LkBox){ 0, 0, width, height });
}

gboolean
lk_plot_flip_map_hit (const LkFlipPlot *data,
                      const LkPointer *pointer,
                      double weights[LK_N_FLIP_LEVELS])
{
  const double point[2] = { pointer->x, pointer->y };
  LkFlipGeometry geometry;

  g_return_val_if_fail (data != NULL && pointer != NULL, FALSE);

  if (!is_drawable (data, pointer->width, pointer->height) || !isfinite (pointer->x)
      || !isfinite (pointer->y))
    {
      for (guint level = 0; level < LK_N_FLIP_LEVELS; level++)
        weights[level] = 1.0 / LK_N_FLIP_LEVELS;
      return FALSE;
    }
  lk_flip_geometry_init (&geometry, data, pointer->width, pointer->height,
                         pointer->palette);
  return lk_flip_geometry_clamp (&geometry, point, weights)
         <= REACH * pointer->palette->scale;
}
