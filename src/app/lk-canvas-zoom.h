/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-pen.h"

G_BEGIN_DECLS

#define LK_CANVAS_ZOOM_MAX 16.0

/**
 * LkCanvasZoom:
 *
 * How closely a drawn widget is looked at, and at which part of it. The drawing is laid
 * out as large as the widget, whatever the zoom, and is enlarged as it is drawn: what
 * asks where something is asks lk_canvas_zoom_to_drawing() first. Ctrl and the wheel or
 * two fingers zoom about the pointer; the wheel, the middle button, and the first button
 * where it does not paint, move what is larger than the widget. It never leaves a gap.
 *
 * "changed" says that all is to be drawn anew.
 */
#define LK_TYPE_CANVAS_ZOOM (lk_canvas_zoom_get_type ())
G_DECLARE_FINAL_TYPE (LkCanvasZoom, lk_canvas_zoom, LK, CANVAS_ZOOM, GObject)

/** Whether the first button paints on @widget now. */
typedef gboolean (*LkCanvasZoomPaints) (GtkWidget *widget);

/** Where on @widget the drawing is that is at (@x, @y), which is nowhere at (-1, -1):
 * x, y, width and height; it comes as all of @widget. */
typedef void (*LkCanvasZoomFrame) (GtkWidget *widget,
                                   double x,
                                   double y,
                                   double frame[4]);

/** @widget: owns it, and gets its gestures. @paints: (nullable): never. */
LkCanvasZoom *lk_canvas_zoom_new (GtkWidget *widget, LkCanvasZoomPaints paints);

/** For a plot, which keeps its axes and names and draws the part of its data that
 * lk_canvas_zoom_get_start() tells: what is enlarged is within a frame, of which there
 * may be several of one size. One without a height is not enlarged upwards. Then
 * lk_canvas_zoom_reveal() takes places within the frame, and lk_canvas_zoom_apply() and
 * its like are not for it. */
void lk_canvas_zoom_set_frame (LkCanvasZoom *self, LkCanvasZoomFrame frame);
/** Where in the whole, from 0 to 1, what is shown begins: it is 1 over the scale of it.
 */
void lk_canvas_zoom_get_start (LkCanvasZoom *self, double start[2]);
/** How far it can be enlarged: %LK_CANVAS_ZOOM_MAX, unless it is said; 1: not at all. */
void lk_canvas_zoom_set_max (LkCanvasZoom *self, double max);

/** Of the class of a widget that has one: "canvas.zoom-in", "canvas.zoom-out" and
 * "canvas.zoom-reset", with the keys +, - and 0, with or without Control. */
void lk_canvas_zoom_install_actions (GtkWidgetClass *widget_class);

/** 1: the whole drawing is seen. */
double lk_canvas_zoom_get_scale (LkCanvasZoom *self);
/** What is at (@x, @y) of the widget stays there, as far as no gap comes of it. */
void lk_canvas_zoom_set_scale (LkCanvasZoom *self, double scale, double x, double y);
/** In (1), out (-1), about the middle of the widget, or to the whole (0). */
void lk_canvas_zoom_step (LkCanvasZoom *self, int direction);
/** Whether the first button moves the drawing: there is more than is seen, and the button
 * does not paint. */
gboolean lk_canvas_zoom_may_drag (LkCanvasZoom *self);
/** Moves the drawing. Returns: whether it moved. */
gboolean lk_canvas_zoom_pan (LkCanvasZoom *self, double dx, double dy);
/** Moves it so far that @area (x, y, width, height of the drawing) is seen. */
void lk_canvas_zoom_reveal (LkCanvasZoom *self, const double area[4]);

/** From here on @cr draws in the drawing's units. */
void lk_canvas_zoom_apply (LkCanvasZoom *self, cairo_t *cr);
/** Takes that back, for what keeps its size, and puts @area of the drawing where the
 * widget shows it. */
void lk_canvas_zoom_leave (LkCanvasZoom *self, cairo_t *cr, double area[4]);
/** Of the widget, to the drawing. */
void lk_canvas_zoom_to_drawing (LkCanvasZoom *self, double *x, double *y);
/** Says in a corner of the widget how much larger it is shown, where it is. */
void lk_canvas_zoom_draw_scale (LkCanvasZoom *self, const LkPen *pen);
/** The same in the upper corner, where plots have no numbers. */
void lk_canvas_zoom_snapshot_scale (LkCanvasZoom *self, GtkSnapshot *snapshot);

G_END_DECLS
