/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-part-view.h"

#define CHANNELS_SHARE 0.36
#define MIN_HEIGHT_FOR_CHANNELS 420

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

/* The matrix has the upper part of the room; low windows are all matrix. */
static double
get_matrix_height (double height)
{
  return height < MIN_HEIGHT_FOR_CHANNELS ? height : height * (1 - CHANNELS_SHARE);
}

/* The entry that is pointed at, else the strongest one. */
static void
find_entry (LkPartView *self, const LkMatrix *data, guint *row, guint *column)
{
  const LkMatches *matches = data->matches;
  guint best = 0;

  *row = (guint) MAX (self->row, 0);
  *column = (guint) MAX (self->column, 0);
  if (self->row >= 0)
    return;
  for (guint i = 1; i < matches->n_rows; i++)
    if (matches->similarity[(gsize) i * matches->n_neighbours]
        > matches->similarity[(gsize) best * matches->n_neighbours])
      best = i;
  *row = best;
  *column = matches->index[(gsize) best * matches->n_neighbours];
}

static void
draw_base (LkCanvas *canvas,
           LkEvidence *evidence,
           cairo_t *cr,
           double width,
           double height,
           const LkPalette *palette)
{
  LkMatrix data = get_data (LK_PART_VIEW (canvas), evidence);

  lk_plot_matrix_base (&data, cr, width, get_matrix_height (height), palette);
}

static void
draw_overlay (LkCanvas *canvas,
              LkEvidence *evidence,
              cairo_t *cr,
              double width,
              double height,
              const LkPalette *palette)
{
  LkPartView *self = LK_PART_VIEW (canvas);
  guint shown = lk_session_get_shown_class (lk_canvas_get_session (canvas));
  LkMatrix data = get_data (self, evidence);
  double matrix_height = get_matrix_height (height);
  guint row, column;

  lk_plot_matrix_overlay (&data, cr, width, matrix_height, palette);
  if (matrix_height >= height)
    return;
  find_entry (self, &data, &row, &column);
  cairo_save (cr);
  cairo_translate (cr, 0, matrix_height);
  lk_plot_channels (lk_evidence_get_channels (evidence, shown, row, column), cr, width,
                    height - matrix_height, palette);
  cairo_restore (cr);
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
  double height = gtk_widget_get_height (GTK_WIDGET (self));
  guint row, column;

  if (x < 0
      || !lk_plot_matrix_hit (&data,
                              &(LkPointer){ gtk_widget_get_width (GTK_WIDGET (self)),
                                            get_matrix_height (height), palette, x, y },
                              &row, &column))
    return;
  self->row = (int) row;
  self->column = (int) column;
}

static void
move (LkCanvas *canvas, LkEvidence *evidence, int dx, int dy)
{
  LkPartView *self = LK_PART_VIEW (canvas);
  LkMatrix data = get_data (self, evidence);
  guint row, column;

  find_entry (self, &data, &row, &column);
  self->row = CLAMP ((int) row + dy, 0, (int) lk_tensor_get_dim (data.values, 0) - 1);
  self->column
      = CLAMP ((int) column + dx, 0, (int) lk_tensor_get_dim (data.values, 1) - 1);
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

static gboolean
get_hovered_area (LkCanvas *canvas,
                  LkEvidence *evidence,
                  const LkPalette *palette,
                  double area[4])
{
  LkPartView *self = LK_PART_VIEW (canvas);
  LkMatrix data = get_data (self, evidence);
  double height = get_matrix_height (gtk_widget_get_height (GTK_WIDGET (canvas)));
  double whole[4];

  if (self->row < 0)
    return FALSE;
  lk_plot_matrix_get_area (&data, gtk_widget_get_width (GTK_WIDGET (canvas)), height,
                           palette, whole);
  area[2] = whole[2] / (double) lk_tensor_get_dim (data.values, 1);
  area[3] = whole[3] / (double) lk_tensor_get_dim (data.values, 0);
  area[0] = whole[0] + self->column * area[2];
  area[1] = whole[1] + self->row * area[3];
  return TRUE;
}

static void
lk_part_view_class_init (LkPartViewClass *klass)
{
  LkCanvasClass *canvas_class = LK_CANVAS_CLASS (klass);

  canvas_class->draw_base = draw_base;
  canvas_class->draw_overlay = draw_overlay;
  canvas_class->hover = hover;
  canvas_class->move = move;
  canvas_class->describe = describe;
  canvas_class->get_hovered_area = get_hovered_area;
  canvas_class->reset = reset;
}

static void
lk_part_view_init (LkPartView *self)
{
  self->row = self->column = -1;
}

void
lk_part_view_show_entry (LkPartView *self, guint row, guint column)
{
  LkEvidence *evidence;

  g_return_if_fail (LK_IS_PART_VIEW (self));

  evidence = lk_session_get_evidence (lk_canvas_get_session (LK_CANVAS (self)));
  if (evidence == NULL)
    return;
  self->row = (int) row;
  self->column = (int) column;
  move (LK_CANVAS (self), evidence, 0, 0);
  lk_canvas_refresh (LK_CANVAS (self));
}
