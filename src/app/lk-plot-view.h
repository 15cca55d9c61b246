/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-canvas-zoom.h"
#include "lk-pointer.h"

G_BEGIN_DECLS

/**
 * LkPlotView:
 *
 * A plot as a widget, which answers to the pointer and the arrow keys. What does not
 * follow them is drawn once and kept. A part of its data can be seen more closely between
 * its axes: see #LkCanvasZoom. Property "summary" notifies: the sentence about what is
 * pointed at, or about the whole; a screen reader reads it as the description.
 *
 * Where there is #LkCanvas for what a session's evidence shows, this is for plots of
 * other things. Subclasses hold the data and what is pointed at in it.
 */
#define LK_TYPE_PLOT_VIEW (lk_plot_view_get_type ())
G_DECLARE_DERIVABLE_TYPE (LkPlotView, lk_plot_view, LK, PLOT_VIEW, GtkWidget)

struct _LkPlotViewClass
{
  GtkWidgetClass parent_class;

  /** Whether there is anything to draw: nothing else is called where not, but @describe
   * and @is_pointed. */
  gboolean (*has_data) (LkPlotView *self);
  /** Draws what does not follow the pointer. */
  void (*draw_base) (LkPlotView *self,
                     cairo_t *cr,
                     double width,
                     double height,
                     const LkPalette *palette);
  /** Draws what is pointed at, over it. */
  void (*draw_overlay) (LkPlotView *self,
                        cairo_t *cr,
                        double width,
                        double height,
                        const LkPalette *palette);
  gboolean (*is_pointed) (LkPlotView *self);
  /** The pointer is there, or (%NULL) has left. Returns: whether it points at something
   * else than before. */
  gboolean (*point) (LkPlotView *self, const LkPointer *pointer);
  /** An arrow key. Returns: whether it means anything here; @area (x, y, width, height)
   * is then what the keys have come to, as shares of the whole frame. */
  gboolean (*move) (LkPlotView *self, int dx, int dy, double area[4]);
  /** A click, Return or Space at what is pointed at. May be %NULL. */
  void (*activate) (LkPlotView *self);
  /** Where the frame is that @pointer points at, as #LkCanvasZoomFrame says. May be
   * %NULL: it cannot be seen more closely. */
  void (*get_frame) (LkPlotView *self, const LkPointer *pointer, double frame[4]);
  /** (transfer full) (nullable) */
  char *(*describe) (LkPlotView *self);
};

/** Other data: all is drawn and said anew. */
void lk_plot_view_invalidate (LkPlotView *self);
/** Something else is pointed at: that is drawn and said anew. */
void lk_plot_view_refresh (LkPlotView *self);
/** (transfer none) */
LkCanvasZoom *lk_plot_view_get_zoom (LkPlotView *self);
/** (nullable): the sentence last said. */
const char *lk_plot_view_get_summary (LkPlotView *self);

G_END_DECLS
