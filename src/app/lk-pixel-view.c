/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-pixel-view.h"

struct _LkPixelView
{
  LkCanvas parent_instance;

  gboolean painting; /* whether the stroke paints cells out, or brings them back */
};

G_DEFINE_FINAL_TYPE (LkPixelView, lk_pixel_view, LK_TYPE_CANVAS)

static LkCorrespondences
get_data (LkPixelView *self, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (self));
  const LkLook *look = lk_session_get_look (session);
  LkCorrespondences data = *lk_evidence_get_pixel (
      evidence, lk_session_get_shown_class (session), lk_session_get_cell (session));

  data.heatmap.opacity = look->opacity;
  if (!look->receptive_field)
    data.heatmap.receptive_field = 0;
  data.heatmap.pinned = lk_session_get_pins (session, &data.heatmap.n_pinned);
  return data;
}

static void
draw_base (LkCanvas *canvas,
           LkEvidence *evidence,
           cairo_t *cr,
           double width,
           double height,
           const LkPalette *palette)
{
  LkCorrespondences data = get_data (LK_PIXEL_VIEW (canvas), evidence);

  lk_plot_correspondences_base (&data, cr, width, height, palette);
}

static void
draw_overlay (LkCanvas *canvas,
              LkEvidence *evidence,
              cairo_t *cr,
              double width,
              double height,
              const LkPalette *palette)
{
  LkCorrespondences data = get_data (LK_PIXEL_VIEW (canvas), evidence);

  lk_plot_correspondences_overlay (&data, cr, width, height, palette);
}

static void
hover (LkCanvas *canvas,
       LkEvidence *evidence,
       double x,
       double y,
       const LkPalette *palette)
{
  LkCorrespondences data = get_data (LK_PIXEL_VIEW (canvas), evidence);

  lk_session_hover_cell (lk_canvas_get_session (canvas),
                         lk_plot_correspondences_hit (
                             &data, gtk_widget_get_width (GTK_WIDGET (canvas)),
                             gtk_widget_get_height (GTK_WIDGET (canvas)), palette, x, y));
}

/* Where a stroke begins on a kept cell it paints out, else it brings back. */
static void
paint (LkPixelView *self, LkEvidence *evidence, gboolean begins)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (self));
  guint n_cells = lk_evidence_get_n_cells (evidence), n_masked;
  const gboolean *mask = lk_session_get_mask (session, &n_masked);
  int cell = lk_session_get_cell (session);
  g_autofree gboolean *kept = g_new (gboolean, n_cells);

  if (cell < 0 || (guint) cell >= n_cells)
    return;
  for (guint i = 0; i < n_cells; i++)
    kept[i] = mask != NULL && n_masked == n_cells ? mask[i] : TRUE;
  if (begins)
    self->painting = kept[cell];
  if (kept[cell] != self->painting)
    return;
  kept[cell] = !self->painting;
  lk_session_set_mask (session, kept, n_cells);
}

static void
activate (LkCanvas *canvas, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (canvas);

  if (lk_session_get_look (session)->brushing)
    paint (LK_PIXEL_VIEW (canvas), evidence, TRUE);
  else if (lk_session_get_cell (session) >= 0)
    lk_session_pin_cell (session, lk_session_get_cell (session));
}

static void
drag (LkCanvas *canvas, LkEvidence *evidence)
{
  if (lk_session_get_look (lk_canvas_get_session (canvas))->brushing)
    paint (LK_PIXEL_VIEW (canvas), evidence, FALSE);
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

  canvas_class->draw_base = draw_base;
  canvas_class->draw_overlay = draw_overlay;
  canvas_class->hover = hover;
  canvas_class->activate = activate;
  canvas_class->drag = drag;
  canvas_class->move = move;
  canvas_class->describe = describe;
}

static void
lk_pixel_view_init (LkPixelView *self)
{
}
