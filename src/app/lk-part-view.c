/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-part-view.h"

#include <glib/gi18n-lib.h>
#include <math.h>

#include "lk-plot-pairs.h"

#define CHANNELS_SHARE 0.42 /* of what the strongest pairs leave */
#define N_PAIRS 5
#define MIN_HEIGHT 640 /* of all of it: what is lower scrolls */

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

/* (transfer full) */
static GArray *
find_pairs (LkPartView *self, LkEvidence *evidence, LkPairRow *row)
{
  GArray *pairs = lk_evidence_find_pairs (
      evidence, lk_session_get_shown_class (lk_canvas_get_session (LK_CANVAS (self))),
      N_PAIRS);

  *row = (LkPairRow){ .n = pairs->len,
                      .title = _ ("The strongest pairs of channels"),
                      .current = -1 };
  for (guint i = 0; i < pairs->len; i++)
    {
      const LkPartPair *pair = &g_array_index (pairs, LkPartPair, i);

      if ((int) pair->row == self->row && (int) pair->column == self->column)
        row->current = (int) i;
    }
  return pairs;
}

/* The pairs stand above, the matrix below them, and two channels at the bottom. */
static void
get_heights (const LkPairRow *row,
             double width,
             double height,
             const LkPalette *palette,
             double heights[3])
{
  heights[0] = lk_plot_pairs_get_height (row, width, palette);
  heights[2] = floor (MAX (height - heights[0], 0) * CHANNELS_SHARE);
  heights[1] = MAX (height - heights[0] - heights[2], 0);
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
draw_pairs (LkPartView *self,
            LkEvidence *evidence,
            GArray *pairs,
            const LkPairRow *row,
            const LkPen *pen,
            double width)
{
  guint shown = lk_session_get_shown_class (lk_canvas_get_session (LK_CANVAS (self)));

  lk_plot_pairs_draw_title (row, pen, width);
  for (guint i = 0; i < pairs->len; i++)
    {
      const LkPartPair *pair = &g_array_index (pairs, LkPartPair, i);
      g_autofree char *text = lk_evidence_name_pair (evidence, shown, pair);

      lk_plot_pairs_draw_card (
          row, i, lk_evidence_get_channels (evidence, shown, pair->row, pair->column),
          text, pen, width);
    }
}

static void
draw_base (LkCanvas *canvas,
           LkEvidence *evidence,
           cairo_t *cr,
           double width,
           double height,
           const LkPalette *palette)
{
  LkPartView *self = LK_PART_VIEW (canvas);
  LkMatrix data = get_data (self, evidence);
  LkPairRow row;
  g_autoptr (GArray) pairs = find_pairs (self, evidence, &row);
  double heights[3];

  get_heights (&row, width, height, palette, heights);
  draw_pairs (self, evidence, pairs, &row, &(LkPen){ cr, palette }, width);
  cairo_save (cr);
  cairo_translate (cr, 0, heights[0]);
  lk_plot_matrix_base (&data, cr, width, heights[1], palette);
  cairo_restore (cr);
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
  LkPairRow pair_row;
  g_autoptr (GArray) pairs = find_pairs (self, evidence, &pair_row);
  double heights[3];
  guint row, column;

  get_heights (&pair_row, width, height, palette, heights);
  lk_plot_pairs_overlay (&pair_row, &(LkPen){ cr, palette }, width);
  find_entry (self, &data, &row, &column);
  cairo_save (cr);
  cairo_translate (cr, 0, heights[0]);
  lk_plot_matrix_overlay (&data, cr, width, heights[1], palette);
  cairo_translate (cr, 0, heights[1]);
  lk_plot_channels (lk_evidence_get_channels (evidence, shown, row, column), cr, width,
                    heights[2], palette);
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
  LkPairRow pair_row;
  g_autoptr (GArray) pairs = find_pairs (self, evidence, &pair_row);
  LkPointer pointer = { gtk_widget_get_width (GTK_WIDGET (self)),
                        gtk_widget_get_height (GTK_WIDGET (self)), palette, x, y };
  double heights[3];
  guint row, column;
  int card;

  if (x < 0)
    return;
  get_heights (&pair_row, pointer.width, pointer.height, palette, heights);
  card = lk_plot_pairs_hit (&pair_row, &pointer);
  pointer.y -= heights[0];
  pointer.height = heights[1];
  if (card >= 0)
    {
      row = g_array_index (pairs, LkPartPair, card).row;
      column = g_array_index (pairs, LkPartPair, card).column;
    }
  else if (!lk_plot_matrix_hit (&data, &pointer, &row, &column))
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
  double width = gtk_widget_get_width (GTK_WIDGET (canvas));
  LkPairRow row;
  g_autoptr (GArray) pairs = find_pairs (self, evidence, &row);
  double whole[4], heights[3];

  if (self->row < 0)
    return FALSE;
  get_heights (&row, width, gtk_widget_get_height (GTK_WIDGET (canvas)), palette,
               heights);
  lk_plot_matrix_get_area (&data, width, heights[1], palette, whole);
  area[2] = whole[2] / (double) lk_tensor_get_dim (data.values, 1);
  area[3] = whole[3] / (double) lk_tensor_get_dim (data.values, 0);
  area[0] = whole[0] + self->column * area[2];
  area[1] = heights[0] + whole[1] + self->row * area[3];
  return TRUE;
}

static void
lk_part_view_measure (GtkWidget *widget,
                      GtkOrientation orientation,
                      int for_size,
                      int *minimum,
                      int *natural,
                      int *minimum_baseline,
                      int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 320 : MIN_HEIGHT;
  *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? 700 : MIN_HEIGHT;
}

static void
lk_part_view_class_init (LkPartViewClass *klass)
{
  LkCanvasClass *canvas_class = LK_CANVAS_CLASS (klass);

  GTK_WIDGET_CLASS (klass)->measure = lk_part_view_measure;
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
