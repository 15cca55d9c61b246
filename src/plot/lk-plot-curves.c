/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-plot-curves.h"

#include <math.h>

#include "lk-curves-layout.h"
#include "lk-text-private.h"

#define BAND_ALPHA 0.16
#define SAMPLE (LK_CURVES_SAMPLE - 5)
#define PANEL_HEIGHT 190 /* that is easy to read */

/* A panel as it is drawn. */
typedef struct
{
  const LkCurvesPlot *plot;
  const LkCurvesPanel *panel;
  const LkPen *pen;
  LkBox area;
  guint n_key_lines;
  LkCurvesAxis x;
  LkCurvesAxis y;
} Drawing;

static Drawing
drawing_new (const LkCurvesPlot *data,
             const LkCurvesLayout *layout,
             const LkPen *pen,
             guint panel)
{
  Drawing self = { .plot = data, .panel = &data->panels[panel], .pen = pen };

  self.n_key_lines = layout->n_key_lines;
  self.area = lk_curves_layout_get_area (layout, pen->palette, panel);
  self.x = lk_curves_axis_new_shared (data, &self.area);
  self.y = lk_curves_axis_new_upright (self.panel, &self.x, &self.area);
  return self;
}

static const LkColor *
get_color (const LkPalette *palette, guint ink)
{
  if (ink < LK_N_LEVELS)
    return &palette->levels[ink];
  if (ink == LK_CURVE_FOREGROUND)
    return &palette->foreground;
  return &palette->classes[(ink - LK_CURVE_OTHER (0)) % LK_N_CLASS_COLORS];
}

static void
set_ink (const LkPen *pen, guint ink)
{
  static const double dashes[LK_N_CURVE_OTHERS][4]
      = { { 9, 2, 2, 2 }, { 5, 2, 5, 2 }, { 2, 3, 2, 3 }, { 12, 3, 12, 3 } };
  double scale = pen->palette->scale;

  lk_palette_set_source (pen->cr, get_color (pen->palette, ink), 1);
  cairo_set_line_width (pen->cr, (ink == LK_CURVE_FOREGROUND ? 2.2 : 1.8) * scale);
  cairo_set_line_join (pen->cr, CAIRO_LINE_JOIN_ROUND);
  if (ink < LK_N_LEVELS)
    lk_palette_set_level_dash (pen->palette, pen->cr, ink);
  else if (ink > LK_CURVE_FOREGROUND)
    {
      const double *unit = dashes[(ink - LK_CURVE_OTHER (0)) % LK_N_CURVE_OTHERS];
      const double dash[]
          = { unit[0] * scale, unit[1] * scale, unit[2] * scale, unit[3] * scale };

      cairo_set_dash (pen->cr, dash, G_N_ELEMENTS (dash), 0);
    }
}

static void
draw_line (const LkPen *pen, double from_x, double from_y, double to_x, double to_y)
{
  cairo_new_path (pen->cr);
  cairo_move_to (pen->cr, from_x, from_y);
  cairo_line_to (pen->cr, to_x, to_y);
  cairo_stroke (pen->cr);
}

static void
draw_grid (const Drawing *self)
{
  const LkPen *pen = self->pen;
  const LkBox *area = &self->area;
  double scale = pen->palette->scale;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);

  cairo_set_line_width (pen->cr, scale);
  for (guint i = 0; i < self->y.n_ticks; i++)
    {
      double y = lk_curves_axis_get_place (&self->y, self->y.ticks[i]);
      g_autofree char *text
          = lk_curves_axis_format (&self->y, self->y.ticks[i], self->panel->percent);

      lk_palette_set_source (pen->cr, &pen->palette->grid, 1);
      draw_line (pen, area->x, y, area->x + area->width, y);
      lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->dim,
                    (LkTextPlace){ area->x - 5 * scale, y - small / 2, 1, 0 }, text);
    }
  for (guint i = 0; i < self->x.n_ticks; i++)
    {
      double x = lk_curves_axis_get_place (&self->x, self->x.ticks[i]);
      g_autofree char *text = lk_curves_axis_format (&self->x, self->x.ticks[i], FALSE);

      lk_palette_set_source (pen->cr, &pen->palette->grid, 1);
      draw_line (pen, x, area->y + area->height, x, area->y + area->height + 4 * scale);
      lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->dim,
                    (LkTextPlace){ x, area->y + area->height + 4 * scale,
                                   x > area->x + area->width - 20 * scale ? 1 : 0.5, 0 },
                    text);
    }
}

/* Where something begins: an upright line and its name to its right. */
static void
draw_marks (const Drawing *self)
{
  const LkPen *pen = self->pen;
  double scale = pen->palette->scale;

  for (guint i = 0; i < self->plot->n_marks; i++)
    {
      const LkCurvesMark *mark = &self->plot->marks[i];
      double x = lk_curves_axis_get_place (&self->x, mark->x);
      double room = self->area.x + self->area.width - x - 4 * scale;

      if (x < self->area.x - 1 || room <= 0)
        continue;
      lk_palette_set_source (pen->cr, &pen->palette->dim, 0.7);
      cairo_set_line_width (pen->cr, scale);
      draw_line (pen, x, self->area.y, x, self->area.y + self->area.height);
      lk_text_draw_in (pen, LK_TEXT_SMALL, &pen->palette->dim,
                       (LkTextPlace){ x + 4 * scale, self->area.y, 0, room }, mark->name);
    }
}

static gboolean
has_point (const Drawing *self, const LkCurve *curve, guint i)
{
  return isfinite (curve->x[i]) && isfinite (curve->y[i])
         && (!self->panel->logarithmic || curve->y[i] > 0);
}

static void
draw_band (const Drawing *self, const LkCurve *curve)
{
  cairo_t *cr = self->pen->cr;

  cairo_new_path (cr);
  for (guint i = 0; i < 2 * curve->n; i++)
    {
      guint point = i < curve->n ? i : 2 * curve->n - 1 - i;
      double half = curve->half[point] * (i < curve->n ? 1 : -1);

      if (has_point (self, curve, point))
        cairo_line_to (cr, lk_curves_axis_get_place (&self->x, curve->x[point]),
                       lk_curves_axis_get_place (&self->y, curve->y[point] + half));
    }
  cairo_close_path (cr);
  lk_palette_set_source (cr, get_color (self->pen->palette, curve->ink), BAND_ALPHA);
  cairo_fill (cr);
}

static void
draw_dot (const LkPen *pen, guint ink, double x, double y)
{
  cairo_new_path (pen->cr);
  cairo_arc (pen->cr, x, y, 2.6 * pen->palette->scale, 0, 2 * G_PI);
  lk_palette_set_source (pen->cr, get_color (pen->palette, ink), 1);
  cairo_fill (pen->cr);
}

static void
draw_curve (const Drawing *self, const LkCurve *curve)
{
  const LkPen *pen = self->pen;

  cairo_save (pen->cr);
  cairo_new_path (pen->cr);
  for (guint i = 0; i < curve->n; i++)
    if (has_point (self, curve, i))
      cairo_line_to (pen->cr, lk_curves_axis_get_place (&self->x, curve->x[i]),
                     lk_curves_axis_get_place (&self->y, curve->y[i]));
  set_ink (pen, curve->ink);
  cairo_stroke (pen->cr);
  cairo_restore (pen->cr);
  /* Few points are measurements of their own, and one makes no line. */
  if (curve->half != NULL || curve->n == 1)
    for (guint i = 0; i < curve->n; i++)
      if (has_point (self, curve, i))
        draw_dot (pen, curve->ink, lk_curves_axis_get_place (&self->x, curve->x[i]),
                  lk_curves_axis_get_place (&self->y, curve->y[i]));
}

/* The title, and below it the name of each curve behind a piece of it. */
static void
draw_key (const Drawing *self)
{
  const LkPen *pen = self->pen;
  double scale = pen->palette->scale;
  double small = lk_text_line_height (pen->palette, LK_TEXT_SMALL);
  double y = self->area.y - self->n_key_lines * small - 4 * scale;
  LkCurvesKeyPlace next = { 0 };

  lk_text_draw_in (pen, LK_TEXT_STRONG, &pen->palette->foreground,
                   (LkTextPlace){ self->area.x,
                                  y - lk_text_line_height (pen->palette, LK_TEXT_STRONG),
                                  0, self->area.width },
                   self->panel->title);
  for (guint i = 0; i < self->panel->n_curves; i++)
    {
      const LkCurve *curve = &self->panel->curves[i];
      LkCurvesKeyPlace place;
      double x, line;

      if (curve->name == NULL || *curve->name == '\0')
        continue;
      place = lk_curves_key_place (pen, curve->name, self->area.width, &next);
      if (place.line >= self->n_key_lines)
        return;
      x = self->area.x + place.x;
      line = y + place.line * small;
      cairo_save (pen->cr);
      set_ink (pen, curve->ink);
      draw_line (pen, x, line + small / 2, x + SAMPLE * scale, line + small / 2);
      cairo_restore (pen->cr);
      lk_text_draw (pen, LK_TEXT_SMALL, &pen->palette->foreground,
                    (LkTextPlace){ x + LK_CURVES_SAMPLE * scale, line, 0, 0 },
                    curve->name);
    }
}

/* Lines and dots at the edges are whole. */
static void
clip_to_area (const Drawing *self)
{
  cairo_rectangle (self->pen->cr, self->area.x - 3, self->area.y - 3,
                   self->area.width + 6, self->area.height + 6);
  cairo_clip (self->pen->cr);
}

static void
draw_panel (const Drawing *self)
{
  cairo_t *cr = self->pen->cr;

  draw_grid (self);
  draw_marks (self);
  cairo_save (cr);
  clip_to_area (self);
  for (guint i = 0; i < self->panel->n_curves; i++)
    if (self->panel->curves[i].half != NULL && self->panel->curves[i].n > 1)
      draw_band (self, &self->panel->curves[i]);
  for (guint i = 0; i < self->panel->n_curves; i++)
    draw_curve (self, &self->panel->curves[i]);
  cairo_restore (cr);
  draw_key (self);
}

void
lk_plot_curves (const LkCurvesPlot *data,
                cairo_t *cr,
                double width,
                double height,
                const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  LkCurvesLayout layout;
  double small;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!lk_plot_has_room (width, height))
    return;
  small = lk_text_line_height (palette, LK_TEXT_SMALL);
  layout = lk_curves_layout_new (data, width, height, palette);
  lk_plot_draw_header (&pen, layout.margin, layout.margin, width - 2 * layout.margin,
                       layout.title, layout.subtitle);
  for (guint i = 0; i < data->n_panels; i++)
    {
      const Drawing drawing = drawing_new (data, &layout, &pen, i);

      draw_panel (&drawing);
    }
  lk_text_draw_in (&pen, LK_TEXT_SMALL, &palette->dim,
                   (LkTextPlace){ width / 2, height - layout.margin - small, 0.5, width },
                   data->x_title);
}

double
lk_plot_curves_get_height (const LkCurvesPlot *data,
                           double width,
                           const LkPalette *palette)
{
  double scale, below;
  LkCurvesLayout layout;

  g_return_val_if_fail (data != NULL && palette != NULL, 0);

  scale = palette->scale;
  layout = lk_curves_layout_new (data, width, PANEL_HEIGHT * scale * 4, palette);
  below = lk_text_line_height (palette, LK_TEXT_SMALL) + 4 * scale;
  return layout.top + layout.margin + below + (layout.n_rows - 1) * layout.gap
         + layout.n_rows * PANEL_HEIGHT * scale;
}

int
lk_curve_find (const LkCurve *curve, double x)
{
  int nearest = -1;

  g_return_val_if_fail (curve != NULL, -1);

  for (guint i = 0; i < curve->n; i++)
    if (nearest < 0 || fabs (curve->x[i] - x) < fabs (curve->x[nearest] - x))
      nearest = (int) i;
  return nearest;
}

void
lk_plot_curves_overlay (const LkCurvesPlot *data,
                        cairo_t *cr,
                        double width,
                        double height,
                        const LkPalette *palette)
{
  const LkPen pen = { cr, palette };
  LkCurvesLayout layout;

  g_return_if_fail (data != NULL && cr != NULL && palette != NULL);

  if (!lk_plot_has_room (width, height) || !isfinite (data->hovered))
    return;
  layout = lk_curves_layout_new (data, width, height, palette);
  for (guint i = 0; i < data->n_panels; i++)
    {
      const Drawing drawing = drawing_new (data, &layout, &pen, i);
      double x = lk_curves_axis_get_place (&drawing.x, data->hovered);

      lk_palette_set_source (cr, &palette->accent, 0.8);
      cairo_set_line_width (cr, palette->scale);
      draw_line (&pen, x, drawing.area.y, x, drawing.area.y + drawing.area.height);
      cairo_save (cr);
      clip_to_area (&drawing);
      for (guint j = 0; j < drawing.panel->n_curves; j++)
        {
          const LkCurve *curve = &drawing.panel->curves[j];
          int point = lk_curve_find (curve, data->hovered);

          if (point >= 0 && has_point (&drawing, curve, (guint) point))
            draw_dot (&pen, curve->ink,
                      lk_curves_axis_get_place (&drawing.x, curve->x[point]),
                      lk_curves_axis_get_place (&drawing.y, curve->y[point]));
        }
      cairo_restore (cr);
    }
}

void
lk_plot_curves_show_part (LkCurvesPlot *data, double start, double share)
{
  LkCurvesAxis axis;

  g_return_if_fail (data != NULL && share > 0);

  axis = lk_curves_axis_new_shared (data, &(LkBox){ 0, 0, 1, 1 });
  if (share < 1)
    {
      data->low = lk_curves_axis_get_value (&axis, start);
      data->high = lk_curves_axis_get_value (&axis, start + share);
    }
}

double
lk_plot_curves_find_share (const LkCurvesPlot *data, double place)
{
  LkCurvesAxis axis;

  g_return_val_if_fail (data != NULL, 0);

  axis = lk_curves_axis_new_shared (data, &(LkBox){ 0, 0, 1, 1 });
  return lk_curves_axis_get_place (&axis, place);
}

LkBox
lk_plot_curves_get_area (const LkCurvesPlot *data, const LkPointer *pointer)
{
  LkCurvesLayout layout;

  g_return_val_if_fail (data != NULL && pointer != NULL, ((LkBox){ 0 }));

  layout = lk_curves_layout_new (data, pointer->width, pointer->height, pointer->palette);
  for (guint i = 0; i < data->n_panels; i++)
    {
      LkBox area = lk_curves_layout_get_area (&layout, pointer->palette, i);

      if (lk_box_contains (&area, pointer->x, pointer->y))
        return area;
    }
  return lk_curves_layout_get_area (&layout, pointer->palette, 0);
}

gboolean
lk_plot_curves_hit (const LkCurvesPlot *data, const LkPointer *pointer, double *place)
{
  LkCurvesLayout layout;

  g_return_val_if_fail (data != NULL && pointer != NULL && place != NULL, FALSE);

  if (!lk_plot_has_room (pointer->width, pointer->height))
    return FALSE;
  layout = lk_curves_layout_new (data, pointer->width, pointer->height, pointer->palette);
  for (guint i = 0; i < data->n_panels; i++)
    {
      LkBox area = lk_curves_layout_get_area (&layout, pointer->palette, i);
      LkCurvesAxis axis = lk_curves_axis_new_shared (data, &area);

      if (!lk_box_contains (&area, pointer->x, pointer->y))
        continue;
      *place = lk_curves_axis_get_value (&axis, pointer->x);
      return TRUE;
    }
  return FALSE;
}
