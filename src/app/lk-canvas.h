/* SPDX-License-Identifier: GPL-3.0-or-later */
#pragma once

#include <gtk/gtk.h>

#include "lk-canvas-zoom.h"
#include "lk-palette.h"
#include "lk-session.h"

G_BEGIN_DECLS

/**
 * LkCanvas:
 *
 * A view that is drawn: one Cairo picture as large as its room, which answers to the
 * pointer and the arrow keys and tells a screen reader in one sentence what is under
 * them. It is enlarged and moved by its #LkCanvasZoom: subclasses draw, and are asked, in
 * units of the drawing. Subclasses draw what the session's evidence holds and never
 * compute.
 */
#define LK_TYPE_CANVAS (lk_canvas_get_type ())
G_DECLARE_DERIVABLE_TYPE (LkCanvas, lk_canvas, LK, CANVAS, GtkWidget)

struct _LkCanvasClass
{
  GtkWidgetClass parent_class;

  /** Draws of @evidence what does not change as the pointer moves; it is kept as a
   * picture. */
  void (*draw_base) (LkCanvas *self,
                     LkEvidence *evidence,
                     cairo_t *cr,
                     double width,
                     double height,
                     const LkPalette *palette);
  /** Whether @draw_base can draw @evidence now; else it looks for what is missing, and
   * calls lk_canvas_invalidate() when that is there: what was drawn last stays until
   * then, and where nothing was, @draw_base says so. May be %NULL. */
  gboolean (*prepare) (LkCanvas *self, LkEvidence *evidence);
  /** (transfer full): all that what @draw_base draws of one query and class depends on:
   * the base is kept while this is equal; without it (%NULL), it is drawn anew with every
   * change of the weights. */
  GVariant *(*get_base_key) (LkCanvas *self, LkEvidence *evidence);
  /** Draws what is hovered, over the base. */
  void (*draw_overlay) (LkCanvas *self,
                        LkEvidence *evidence,
                        cairo_t *cr,
                        double width,
                        double height,
                        const LkPalette *palette);
  /** The pointer is at (@x, @y), or (-1, -1): it left. */
  void (*hover) (LkCanvas *self,
                 LkEvidence *evidence,
                 double x,
                 double y,
                 const LkPalette *palette);
  /** A click, Return or Space at what is hovered. May be %NULL. */
  void (*activate) (LkCanvas *self, LkEvidence *evidence);
  /** The pointer moved with the button down, after @hover. May be %NULL. */
  void (*drag) (LkCanvas *self, LkEvidence *evidence);
  /** An arrow key: what is hovered moves by @dx columns and @dy rows. */
  void (*move) (LkCanvas *self, LkEvidence *evidence, int dx, int dy);
  /** Where in the drawing the keys have moved to. May be %NULL. Returns: whether they
   * have. */
  gboolean (*get_hovered_area) (LkCanvas *self,
                                LkEvidence *evidence,
                                const LkPalette *palette,
                                double area[4]);
  /** (transfer full): the sentence about what is hovered, or about the whole. */
  char *(*describe) (LkCanvas *self, LkEvidence *evidence);
  /** Forgets what is hovered: another query or class is shown. May be %NULL. */
  void (*reset) (LkCanvas *self);
};

void lk_canvas_set_session (LkCanvas *self, LkSession *session);
LkSession *lk_canvas_get_session (LkCanvas *self);
/** Redraws what is hovered and says it anew; a canvas that is not seen does so when it
 * is. */
void lk_canvas_refresh (LkCanvas *self);
/** Redraws everything, if it is prepared. */
void lk_canvas_invalidate (LkCanvas *self);
/** (transfer none): how closely it is looked at; "canvas.zoom-in", "canvas.zoom-out" and
 * "canvas.zoom-reset" change it. */
LkCanvasZoom *lk_canvas_get_zoom (LkCanvas *self);
/** (transfer none): the sentence last said; property "summary" notifies. */
const char *lk_canvas_get_summary (LkCanvas *self);

/** The palette of the running program: its theme, contrast and colours. */
void lk_canvas_init_palette (GtkWidget *widget, LkPalette *palette);

G_END_DECLS
