/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-shot-maps-view.h"

#include <glib/gi18n-lib.h>

#include "lk-brush.h"
#include "lk-inquiry.h"
#include "lk-shot-maps.h"
#include "lk-text.h"

struct _LkShotMapsView
{
  LkCanvas parent_instance;

  LkInquiry *inquiry; /* what each cell gives: LkCells */
  int row;
  int cell; /* of all cells of that row */
  LkBrush brush;
  LkPicture *painted; /* (nullable): the shot that the stroke came to last; not owned */
  int height;         /* that of the maps, while others are looked for */
};

G_DEFINE_FINAL_TYPE (LkShotMapsView, lk_shot_maps_view, LK_TYPE_CANVAS)

static gpointer
find_cells (const LkQuestion *question, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return lk_cells_new (question->explanation, question->topic, LK_CELLS_OF_SHOTS);
}

static void
on_found (const LkQuestion *question,
          gpointer answer,
          const GError *error,
          gpointer user_data)
{
  gtk_widget_queue_resize (user_data);
  lk_canvas_invalidate (user_data);
}

/* What cells give does not depend on the weights: no slider asks for it. */
static gboolean
prepare (LkCanvas *canvas, LkEvidence *evidence)
{
  LkShotMapsView *self = LK_SHOT_MAPS_VIEW (canvas);
  LkQuestion *question
      = lk_question_new (evidence, lk_evidence_get_options (evidence)->distance);

  question->options = lk_metric_options_default ();
  lk_inquiry_ask (self->inquiry, question);
  return lk_inquiry_get_answer (self->inquiry) != NULL;
}

static LkPicture *
get_shot (LkEvidence *evidence, const LkShotMaps *maps, guint row, guint shot)
{
  LkEpisodeState *episode = lk_scoring_get_episode (lk_evidence_get_scoring (evidence));

  return lk_episode_state_get_shots (episode, maps->plot.rows[row].class_index)
      ->pdata[shot];
}

/* What is painted out now, whatever was scored. */
static void
put_masks (LkShotMaps *maps, LkEvidence *evidence, LkSession *session)
{
  for (guint row = 0; row < maps->plot.n_classes; row++)
    for (guint shot = 0; shot < maps->plot.rows[row].n_shots; shot++)
      {
        guint n_cells;
        const gboolean *kept = lk_session_get_shot_mask (
            session, get_shot (evidence, maps, row, shot), &n_cells);

        if (n_cells != maps->plot.n_rows * maps->plot.n_columns)
          kept = NULL;
        lk_shot_maps_set_kept (maps, row, shot, kept);
      }
}

/* (transfer full) (nullable) */
static LkShotMaps *
get_maps (LkCanvas *canvas, LkEvidence *evidence)
{
  LkShotMapsView *self = LK_SHOT_MAPS_VIEW (canvas);
  LkCells *cells = lk_inquiry_get_answer (self->inquiry);
  guint shown = lk_session_get_shown_class (lk_canvas_get_session (canvas));
  LkShotMaps *maps;

  if (cells == NULL)
    return NULL;
  maps = lk_shot_maps_new (evidence, cells, shown,
                           lk_evidence_get_margin_opponent (evidence, shown));
  if (maps == NULL)
    return NULL;
  put_masks (maps, evidence, lk_canvas_get_session (canvas));
  maps->plot.hovered_row = self->row;
  maps->plot.hovered_cell = self->cell;
  return maps;
}

static void
draw_base (LkCanvas *canvas,
           LkEvidence *evidence,
           cairo_t *cr,
           double width,
           double height,
           const LkPalette *palette)
{
  g_autoptr (LkShotMaps) maps = get_maps (canvas, evidence);

  if (maps != NULL)
    lk_plot_shot_maps_base (&maps->plot, cr, width, height, palette);
  else
    lk_text_draw (&(LkPen){ cr, palette }, LK_TEXT_BODY, &palette->dim,
                  (LkTextPlace){ width / 2, height / 2, 0.5, width }, _ ("Looking…"));
}

static void
draw_overlay (LkCanvas *canvas,
              LkEvidence *evidence,
              cairo_t *cr,
              double width,
              double height,
              const LkPalette *palette)
{
  g_autoptr (LkShotMaps) maps = get_maps (canvas, evidence);

  if (maps != NULL)
    lk_plot_shot_maps_overlay (&maps->plot, cr, width, height, palette);
}

static void
hover (LkCanvas *canvas,
       LkEvidence *evidence,
       double x,
       double y,
       const LkPalette *palette)
{
  LkShotMapsView *self = LK_SHOT_MAPS_VIEW (canvas);
  g_autoptr (LkShotMaps) maps = get_maps (canvas, evidence);

  self->row = self->cell = -1;
  if (maps != NULL)
    lk_plot_shot_maps_hit (&maps->plot,
                           &(LkPointer){ gtk_widget_get_width (GTK_WIDGET (canvas)),
                                         gtk_widget_get_height (GTK_WIDGET (canvas)),
                                         palette, x, y },
                           &self->row, &self->cell);
}

static void
paint (LkShotMapsView *self, LkEvidence *evidence, gboolean begins)
{
  g_autoptr (LkShotMaps) maps = get_maps (LK_CANVAS (self), evidence);
  LkSession *session = lk_canvas_get_session (LK_CANVAS (self));
  g_autofree gboolean *kept = NULL;
  LkPicture *picture;
  guint n_cells, shot;

  if (maps == NULL || self->row < 0 || self->cell < 0
      || (guint) self->row >= maps->plot.n_classes)
    return;
  n_cells = maps->plot.n_rows * maps->plot.n_columns;
  shot = (guint) self->cell / n_cells;
  if (shot >= maps->plot.rows[self->row].n_shots)
    return;
  picture = get_shot (evidence, maps, (guint) self->row, shot);
  kept = g_new (gboolean, n_cells);
  for (guint p = 0; p < n_cells; p++)
    kept[p] = !maps->plot.rows[self->row].masked[shot * n_cells + p];
  if (picture != self->painted)
    self->brush.last = G_MAXUINT;
  self->painted = picture;
  if (lk_brush_stroke (&self->brush, lk_session_get_look (session)->tip,
                       &(LkBrushCells){ kept, n_cells, maps->plot.n_columns,
                                        (guint) self->cell % n_cells },
                       begins))
    lk_session_set_shot_mask (session, picture, kept, n_cells);
}

static gboolean
is_brushing (LkCanvas *canvas)
{
  return lk_session_get_look (lk_canvas_get_session (canvas))->brushing;
}

static void
activate (LkCanvas *canvas, LkEvidence *evidence)
{
  if (is_brushing (canvas))
    paint (LK_SHOT_MAPS_VIEW (canvas), evidence, TRUE);
}

static void
drag (LkCanvas *canvas, LkEvidence *evidence)
{
  if (is_brushing (canvas))
    paint (LK_SHOT_MAPS_VIEW (canvas), evidence, FALSE);
}

/* Within a shot, from shot to shot, and from class to class. */
static void
move (LkCanvas *canvas, LkEvidence *evidence, int dx, int dy)
{
  LkShotMapsView *self = LK_SHOT_MAPS_VIEW (canvas);
  g_autoptr (LkShotMaps) maps = get_maps (canvas, evidence);
  int n_rows, n_columns, across, down, n_shots;

  if (maps == NULL)
    return;
  n_rows = (int) maps->plot.n_rows;
  n_columns = (int) maps->plot.n_columns;
  self->row = CLAMP (self->row, 0, (int) maps->plot.n_classes - 1);
  n_shots = (int) maps->plot.rows[self->row].n_shots;
  self->cell = CLAMP (self->cell, 0, n_shots * n_rows * n_columns - 1);
  across = self->cell / (n_rows * n_columns) * n_columns + self->cell % n_columns + dx;
  down = self->row * n_rows + self->cell % (n_rows * n_columns) / n_columns + dy;
  down = CLAMP (down, 0, (int) maps->plot.n_classes * n_rows - 1);
  self->row = down / n_rows;
  n_shots = (int) maps->plot.rows[self->row].n_shots;
  across = CLAMP (across, 0, n_shots * n_columns - 1);
  self->cell
      = (across / n_columns * n_rows + down % n_rows) * n_columns + across % n_columns;
}

static gboolean
get_hovered_area (LkCanvas *canvas,
                  LkEvidence *evidence,
                  const LkPalette *palette,
                  double area[4])
{
  LkShotMapsView *self = LK_SHOT_MAPS_VIEW (canvas);
  g_autoptr (LkShotMaps) maps = get_maps (canvas, evidence);

  if (maps == NULL || self->row < 0 || self->cell < 0)
    return FALSE;
  lk_plot_shot_maps_get_cell (&maps->plot, gtk_widget_get_width (GTK_WIDGET (canvas)),
                              palette, (guint) self->row, (guint) self->cell, area);
  return TRUE;
}

static char *
describe (LkCanvas *canvas, LkEvidence *evidence)
{
  LkShotMapsView *self = LK_SHOT_MAPS_VIEW (canvas);
  g_autoptr (LkShotMaps) maps = get_maps (canvas, evidence);

  return maps != NULL ? lk_shot_maps_describe (maps, self->row, self->cell)
                      : g_strdup (_ ("Looking…"));
}

/* What is painted is scored anew: the keys stay where they were. */
static void
reset (LkCanvas *canvas)
{
  LkShotMapsView *self = LK_SHOT_MAPS_VIEW (canvas);

  if (!is_brushing (canvas))
    self->row = self->cell = -1;
  gtk_widget_queue_resize (GTK_WIDGET (canvas));
}

static GtkSizeRequestMode
lk_shot_maps_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
lk_shot_maps_view_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (widget));
  LkEvidence *evidence = session != NULL ? lk_session_get_evidence (session) : NULL;
  g_autoptr (LkShotMaps) maps
      = evidence != NULL ? get_maps (LK_CANVAS (widget), evidence) : NULL;
  LkPalette palette;

  *minimum = 280;
  *natural = 700;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  lk_canvas_init_palette (widget, &palette);
  if (maps != NULL)
    LK_SHOT_MAPS_VIEW (widget)->height = (int) lk_plot_shot_maps_get_height (
        &maps->plot, for_size > 0 ? for_size : 700, &palette);
  *minimum = *natural = LK_SHOT_MAPS_VIEW (widget)->height;
}

static void
lk_shot_maps_view_dispose (GObject *object)
{
  lk_brush_clear (&LK_SHOT_MAPS_VIEW (object)->brush);
  g_clear_pointer (&LK_SHOT_MAPS_VIEW (object)->inquiry, lk_inquiry_free);
  G_OBJECT_CLASS (lk_shot_maps_view_parent_class)->dispose (object);
}

static void
lk_shot_maps_view_class_init (LkShotMapsViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LkCanvasClass *canvas_class = LK_CANVAS_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_shot_maps_view_dispose;
  widget_class->get_request_mode = lk_shot_maps_view_get_request_mode;
  widget_class->measure = lk_shot_maps_view_measure;
  canvas_class->prepare = prepare;
  canvas_class->draw_base = draw_base;
  canvas_class->draw_overlay = draw_overlay;
  canvas_class->hover = hover;
  canvas_class->activate = activate;
  canvas_class->drag = drag;
  canvas_class->move = move;
  canvas_class->get_hovered_area = get_hovered_area;
  canvas_class->describe = describe;
  canvas_class->reset = reset;
}

static void
lk_shot_maps_view_init (LkShotMapsView *self)
{
  self->inquiry
      = lk_inquiry_new (find_cells, (GDestroyNotify) lk_cells_unref, on_found, self);
  self->row = self->cell = -1;
  self->height = 120;
  gtk_widget_set_vexpand (GTK_WIDGET (self), FALSE);
}

gboolean
lk_shot_maps_view_is_pointed (LkShotMapsView *self)
{
  g_return_val_if_fail (LK_IS_SHOT_MAPS_VIEW (self), FALSE);
  return self->cell >= 0 && gtk_widget_get_mapped (GTK_WIDGET (self));
}
