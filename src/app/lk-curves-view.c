/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-curves-view.h"

#include <math.h>

#include "lk-canvas.h"

#define MIN_WIDTH 320
/* Of the shared axis that an arrow key moves by. */
#define STEP 0.02

struct _LkCurvesView
{
  LkPlotView parent_instance;

  gpointer source; /* or NULL; not owned */
  LkCurvesViewGet get;
  LkCurvesViewDescribe describe;
  double hovered; /* NaN: none */
};

G_DEFINE_FINAL_TYPE (LkCurvesView, lk_curves_view, LK_TYPE_PLOT_VIEW)

/* Along the shared axis. */
static LkCanvasZoom *
get_zoom (LkCurvesView *self)
{
  return lk_plot_view_get_zoom (LK_PLOT_VIEW (self));
}

/* The whole of it. FALSE: there is nothing to draw. The page has titles of its own. */
static gboolean
get_whole (LkCurvesView *self, LkCurvesPlot *data)
{
  const LkCurvesPlot *plot = self->source != NULL ? self->get (self->source) : NULL;

  if (plot == NULL)
    return FALSE;
  *data = *plot;
  data->title = data->subtitle = NULL;
  data->hovered = self->hovered;
  return TRUE;
}

/* As it is looked at. */
static gboolean
get_data (LkCurvesView *self, LkCurvesPlot *data)
{
  double start[2];

  if (!get_whole (self, data))
    return FALSE;
  lk_canvas_zoom_get_start (get_zoom (self), start);
  lk_plot_curves_show_part (data, start[0],
                            1 / lk_canvas_zoom_get_scale (get_zoom (self)));
  return TRUE;
}

static gboolean
lk_curves_view_has_data (LkPlotView *view)
{
  LkCurvesPlot data;

  return get_whole (LK_CURVES_VIEW (view), &data);
}

static void
lk_curves_view_draw_base (LkPlotView *view,
                          cairo_t *cr,
                          double width,
                          double height,
                          const LkPalette *palette)
{
  LkCurvesPlot data;

  if (get_data (LK_CURVES_VIEW (view), &data))
    lk_plot_curves (&data, cr, width, height, palette);
}

static void
lk_curves_view_draw_overlay (LkPlotView *view,
                             cairo_t *cr,
                             double width,
                             double height,
                             const LkPalette *palette)
{
  LkCurvesPlot data;

  if (get_data (LK_CURVES_VIEW (view), &data))
    lk_plot_curves_overlay (&data, cr, width, height, palette);
}

static GtkSizeRequestMode
lk_curves_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
lk_curves_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  LkCurvesPlot data;
  LkPalette palette;

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? MIN_WIDTH : 0;
  if (orientation == GTK_ORIENTATION_HORIZONTAL
      || !get_data (LK_CURVES_VIEW (widget), &data))
    return;
  lk_canvas_init_palette (widget, &palette);
  *minimum = *natural = (int) ceil (
      lk_plot_curves_get_height (&data, MAX (for_size, MIN_WIDTH), &palette));
}

static char *
lk_curves_view_describe (LkPlotView *view)
{
  LkCurvesView *self = LK_CURVES_VIEW (view);

  return self->source != NULL ? self->describe (self->source, self->hovered) : NULL;
}

static gboolean
lk_curves_view_is_pointed (LkPlotView *view)
{
  return isfinite (LK_CURVES_VIEW (view)->hovered);
}

static gboolean
lk_curves_view_point (LkPlotView *view, const LkPointer *pointer)
{
  LkCurvesView *self = LK_CURVES_VIEW (view);
  LkCurvesPlot data;

  if (pointer == NULL || !get_data (self, &data)
      || !lk_plot_curves_hit (&data, pointer, &self->hovered))
    self->hovered = NAN;
  return TRUE;
}

static void
lk_curves_view_get_frame (LkPlotView *view, const LkPointer *pointer, double frame[4])
{
  LkCurvesPlot data;
  LkBox area;

  frame[3] = 0;
  if (!get_whole (LK_CURVES_VIEW (view), &data))
    return;
  area = lk_plot_curves_get_area (&data, pointer);
  frame[0] = area.x;
  frame[2] = area.width;
}

/* Within what is seen by a share of it; from there on, through the whole. */
static gboolean
lk_curves_view_move (LkPlotView *view, int dx, int dy, double area[4])
{
  LkCurvesView *self = LK_CURVES_VIEW (view);
  LkCurvesPlot part, whole;
  double step, from;

  if (dx == 0 || !get_data (self, &part) || !get_whole (self, &whole))
    return FALSE;
  step = dx * STEP * (part.high - part.low);
  from = isfinite (self->hovered) ? self->hovered : part.high - step;
  self->hovered = CLAMP (from + step, whole.low, whole.high);
  area[0] = lk_plot_curves_find_share (&whole, self->hovered);
  return TRUE;
}

static void
lk_curves_view_class_init (LkCurvesViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LkPlotViewClass *view_class = LK_PLOT_VIEW_CLASS (klass);

  widget_class->get_request_mode = lk_curves_view_get_request_mode;
  widget_class->measure = lk_curves_view_measure;
  view_class->has_data = lk_curves_view_has_data;
  view_class->draw_base = lk_curves_view_draw_base;
  view_class->draw_overlay = lk_curves_view_draw_overlay;
  view_class->is_pointed = lk_curves_view_is_pointed;
  view_class->point = lk_curves_view_point;
  view_class->move = lk_curves_view_move;
  view_class->get_frame = lk_curves_view_get_frame;
  view_class->describe = lk_curves_view_describe;
}

static void
lk_curves_view_init (LkCurvesView *self)
{
  self->hovered = NAN;
}

void
lk_curves_view_set_source (LkCurvesView *self,
                           gpointer data,
                           LkCurvesViewGet get,
                           LkCurvesViewDescribe describe)
{
  g_return_if_fail (LK_IS_CURVES_VIEW (self));
  g_return_if_fail (data == NULL || (get != NULL && describe != NULL));

  if (data != self->source)
    {
      self->hovered = NAN;
      lk_canvas_zoom_step (get_zoom (self), 0);
    }
  self->source = data;
  self->get = get;
  self->describe = describe;
  gtk_widget_queue_resize (GTK_WIDGET (self));
  lk_plot_view_invalidate (LK_PLOT_VIEW (self));
}

static const LkCurvesPlot *
get_training (gpointer curves)
{
  return lk_training_curves_get_plot (curves);
}

static char *
describe_training (gpointer curves, double place)
{
  return lk_training_curves_describe (curves, place);
}

void
lk_curves_view_set_curves (LkCurvesView *self, LkTrainingCurves *curves)
{
  lk_curves_view_set_source (self, curves, get_training, describe_training);
}
