/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pixel-view.h"

struct _LkPixelView
{
  LkCanvas parent_instance;

  double cell_opacity;
};

G_DEFINE_FINAL_TYPE (LkPixelView, lk_pixel_view, LK_TYPE_CANVAS)

/* The hovered cell, with the pinned one marked. @pin must outlive the result. */
static LkCorrespondences
get_data (LkPixelView *self, LkEvidence *evidence, guint *pin)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (self));
  int pinned = lk_session_get_pinned_cell (session);
  LkCorrespondences data = *lk_evidence_get_pixel (
      evidence, lk_session_get_shown_class (session), lk_session_get_cell (session));

  data.heatmap.opacity = self->cell_opacity;
  *pin = (guint) MAX (pinned, 0);
  data.heatmap.pinned = pin;
  data.heatmap.n_pinned = pinned >= 0 ? 1 : 0;
  return data;
}

static void
draw (LkCanvas *canvas,
      LkEvidence *evidence,
      cairo_t *cr,
      double width,
      double height,
      const LkPalette *palette)
{
  guint pin;
  LkCorrespondences data = get_data (LK_PIXEL_VIEW (canvas), evidence, &pin);

  lk_plot_correspondences (&data, cr, width, height, palette);
}

static void
hover (LkCanvas *canvas,
       LkEvidence *evidence,
       double x,
       double y,
       const LkPalette *palette)
{
  guint pin;
  LkCorrespondences data = get_data (LK_PIXEL_VIEW (canvas), evidence, &pin);

  lk_session_hover_cell (lk_canvas_get_session (canvas),
                         lk_plot_correspondences_hit (
                             &data, gtk_widget_get_width (GTK_WIDGET (canvas)),
                             gtk_widget_get_height (GTK_WIDGET (canvas)), palette, x, y));
}

static void
activate (LkCanvas *canvas, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (canvas);

  if (lk_session_get_cell (session) >= 0)
    lk_session_pin_cell (session, lk_session_get_cell (session));
}

static void
move (LkCanvas *canvas, LkEvidence *evidence, int dx, int dy)
{
  LkSession *session = lk_canvas_get_session (canvas);
  const LkHeatmap *heatmap
      = &lk_evidence_get_pixel (evidence, lk_session_get_shown_class (session), -1)
             ->heatmap;
  int columns = (int) heatmap->n_columns, rows = (int) heatmap->n_rows;
  int cell = lk_session_get_cell (session);
  int row = rows / 2, column = columns / 2;

  if (cell >= 0)
    {
      row = CLAMP (cell / columns + dy, 0, rows - 1);
      column = CLAMP (cell % columns + dx, 0, columns - 1);
    }
  lk_session_hover_cell (session, row * columns + column);
}

static char *
describe (LkCanvas *canvas, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (canvas);
  guint shown = lk_session_get_shown_class (session);
  int cell = lk_session_get_cell (session);

  if (cell < 0)
    return g_strdup (lk_evidence_get_pixel (evidence, shown, -1)->heatmap.subtitle);
  return lk_evidence_describe_cell (evidence, shown, cell);
}

static void
lk_pixel_view_class_init (LkPixelViewClass *klass)
{
  LkCanvasClass *canvas_class = LK_CANVAS_CLASS (klass);

  canvas_class->draw = draw;
  canvas_class->hover = hover;
  canvas_class->activate = activate;
  canvas_class->move = move;
  canvas_class->describe = describe;
}

static void
lk_pixel_view_init (LkPixelView *self)
{
  self->cell_opacity = 0.6;
}

void
lk_pixel_view_set_cell_opacity (LkPixelView *self, double opacity)
{
  g_return_if_fail (LK_IS_PIXEL_VIEW (self));

  self->cell_opacity = CLAMP (opacity, 0, 1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
