/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-part-view.h"

struct _LkPartView
{
  LkCanvas parent_instance;

  int row;
  int column;
};

G_DEFINE_FINAL_TYPE (LkPartView, lk_part_view, LK_TYPE_CANVAS)

static LkMatrix
get_data (LkPartView *self, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (self));
  LkMatrix data = *lk_evidence_get_part (evidence, lk_session_get_shown_class (session));

  data.hovered_row = self->row;
  data.hovered_column = self->column;
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
  LkMatrix data = get_data (LK_PART_VIEW (canvas), evidence);

  lk_plot_matrix (&data, cr, width, height, palette);
}

static void
hover (LkCanvas *canvas,
       LkEvidence *evidence,
       double x,
       double y,
       const LkPalette *palette)
{
  LkPartView *self = LK_PART_VIEW (canvas);
  LkMatrix data = get_data (self, evidence);
  guint row, column;

  self->row = self->column = -1;
  if (x >= 0
      && lk_plot_matrix_hit (&data, gtk_widget_get_width (GTK_WIDGET (self)),
                             gtk_widget_get_height (GTK_WIDGET (self)), palette, x, y,
                             &row, &column))
    {
      self->row = (int) row;
      self->column = (int) column;
    }
}

static void
move (LkCanvas *canvas, LkEvidence *evidence, int dx, int dy)
{
  LkPartView *self = LK_PART_VIEW (canvas);
  LkTensor *values = get_data (self, evidence).values;

  self->row = CLAMP (self->row + (self->row < 0 ? 1 : dy), 0,
                     (int) lk_tensor_get_dim (values, 0) - 1);
  self->column = CLAMP (self->column + (self->column < 0 ? 1 : dx), 0,
                        (int) lk_tensor_get_dim (values, 1) - 1);
}

static char *
describe (LkCanvas *canvas, LkEvidence *evidence)
{
  LkPartView *self = LK_PART_VIEW (canvas);
  guint shown = lk_session_get_shown_class (lk_canvas_get_session (canvas));
  LkMatrix data = get_data (self, evidence);

  if (self->row < 0)
    return g_strdup (data.subtitle);
  return lk_evidence_describe_entry (evidence, shown, (guint) self->row,
                                     (guint) self->column);
}

static void
reset (LkCanvas *canvas)
{
  LkPartView *self = LK_PART_VIEW (canvas);

  self->row = self->column = -1;
}

static void
lk_part_view_class_init (LkPartViewClass *klass)
{
  LkCanvasClass *canvas_class = LK_CANVAS_CLASS (klass);

  canvas_class->draw = draw;
  canvas_class->hover = hover;
  canvas_class->move = move;
  canvas_class->describe = describe;
  canvas_class->reset = reset;
}

static void
lk_part_view_init (LkPartView *self)
{
  self->row = self->column = -1;
}
