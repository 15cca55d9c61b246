/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-evidence-view.h"

#include <glib/gi18n-lib.h>

#include "lk-brush.h"
#include "lk-inquiry.h"
#include "lk-text.h"

struct _LkEvidenceView
{
  LkCanvas parent_instance;

  LkInquiry *inquiry; /* what each cell gives: LkCells */
  LkBrush brush;
  gboolean pointed; /* whether the cell in force is under the pointer or the keys */
  guint map;        /* that it is pointed at on */
};

G_DEFINE_FINAL_TYPE (LkEvidenceView, lk_evidence_view, LK_TYPE_CANVAS)

static gpointer
find_cells (const LkQuestion *question, GCancellable *cancellable, GError **error)
{
  if (g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  return lk_cells_new (question->explanation, question->topic, LK_CELLS_OF_QUERY);
}

static void
on_found (const LkQuestion *question,
          gpointer answer,
          const GError *error,
          gpointer user_data)
{
  lk_canvas_invalidate (user_data);
}

/* What cells give does not depend on the weights: no slider asks for it. */
static gboolean
prepare (LkCanvas *canvas, LkEvidence *evidence)
{
  LkEvidenceView *self = LK_EVIDENCE_VIEW (canvas);
  LkDistance distance = lk_evidence_get_options (evidence)->distance;
  LkQuestion *question;
  LkCells *cells;

  if (lk_evidence_has_cells (evidence))
    return TRUE;
  question = lk_question_new (evidence, distance);
  question->options = lk_metric_options_default ();
  lk_inquiry_ask (self->inquiry, question);
  cells = lk_inquiry_get_answer (self->inquiry);
  return cells != NULL && lk_evidence_set_cells (evidence, cells);
}

static guint
get_opponent (LkCanvas *canvas, LkEvidence *evidence, guint *shown)
{
  *shown = lk_session_get_shown_class (lk_canvas_get_session (canvas));
  return lk_evidence_get_margin_opponent (evidence, *shown);
}

static LkCellMaps
get_data (LkCanvas *canvas, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (canvas);
  guint shown, opponent = get_opponent (canvas, evidence, &shown), n_outlined;
  const gboolean *outline = lk_session_get_outline (session, &n_outlined);
  LkCellMaps data = *lk_evidence_get_cell_maps (evidence, shown, opponent);

  /* The title stands above the view. */
  data.title = data.subtitle = NULL;
  data.own_scale = lk_session_get_look (session)->own_scale;
  data.hovered = lk_session_get_cell (session);
  data.pinned = lk_session_get_pins (session, &data.n_pinned);
  if (n_outlined == data.n_rows * data.n_columns)
    data.outlined = outline;
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
  LkCellMaps data;

  if (!lk_evidence_has_cells (evidence))
    {
      lk_text_draw (&(LkPen){ cr, palette }, LK_TEXT_BODY, &palette->dim,
                    (LkTextPlace){ width / 2, height / 2, 0.5, width }, _ ("Looking…"));
      return;
    }
  data = get_data (canvas, evidence);
  lk_plot_cell_maps_base (&data, cr, width, height, palette);
}

/* Of the cell in force, on the map that is pointed at. */
static gboolean
get_hovered_area (LkCanvas *canvas,
                  LkEvidence *evidence,
                  const LkPalette *palette,
                  double area[4])
{
  LkEvidenceView *self = LK_EVIDENCE_VIEW (canvas);
  LkCellMaps data = get_data (canvas, evidence);
  guint cell = (guint) data.hovered;
  double map[4];

  if (!self->pointed || data.hovered < 0 || cell >= data.n_rows * data.n_columns)
    return FALSE;
  lk_plot_cell_maps_get_area (&data, gtk_widget_get_width (GTK_WIDGET (canvas)),
                              gtk_widget_get_height (GTK_WIDGET (canvas)), palette,
                              self->map, map);
  area[2] = map[2] / data.n_columns;
  area[3] = map[3] / data.n_rows;
  area[0] = map[0] + cell % data.n_columns * area[2];
  area[1] = map[1] + cell / data.n_columns * area[3];
  return TRUE;
}

static void
draw_overlay (LkCanvas *canvas,
              LkEvidence *evidence,
              cairo_t *cr,
              double width,
              double height,
              const LkPalette *palette)
{
  LkCellMaps data = get_data (canvas, evidence);
  guint shown, opponent;
  double box[4];

  lk_plot_cell_maps_overlay (&data, cr, width, height, palette);
  if (!get_hovered_area (canvas, evidence, palette, box))
    return;
  opponent = get_opponent (canvas, evidence, &shown);
  lk_canvas_zoom_leave (lk_canvas_get_zoom (canvas), cr, box);
  lk_plot_cell_card (
      lk_evidence_get_cell_card (evidence, shown, opponent, (guint) data.hovered),
      &(LkPen){ cr, palette }, box, width, height);
}

static void
hover (LkCanvas *canvas,
       LkEvidence *evidence,
       double x,
       double y,
       const LkPalette *palette)
{
  LkEvidenceView *self = LK_EVIDENCE_VIEW (canvas);
  LkCellMaps data;
  int cell;

  if (!lk_evidence_has_cells (evidence))
    return;
  data = get_data (canvas, evidence);
  cell = lk_plot_cell_maps_hit (&data,
                                &(LkPointer){ gtk_widget_get_width (GTK_WIDGET (canvas)),
                                              gtk_widget_get_height (GTK_WIDGET (canvas)),
                                              palette, x, y },
                                &self->map);
  self->pointed = cell >= 0;
  lk_session_hover_cell (lk_canvas_get_session (canvas), cell);
}

static void
paint (LkEvidenceView *self, LkEvidence *evidence, gboolean begins)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (self));

  if (lk_evidence_has_cells (evidence))
    lk_brush_paint (&self->brush, session,
                    get_data (LK_CANVAS (self), evidence).n_columns, begins);
}

static void
activate (LkCanvas *canvas, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (canvas);

  if (lk_session_get_look (session)->brushing)
    paint (LK_EVIDENCE_VIEW (canvas), evidence, TRUE);
  else if (lk_session_get_cell (session) >= 0)
    lk_session_pin_cell (session, lk_session_get_cell (session));
}

static void
drag (LkCanvas *canvas, LkEvidence *evidence)
{
  if (lk_session_get_look (lk_canvas_get_session (canvas))->brushing)
    paint (LK_EVIDENCE_VIEW (canvas), evidence, FALSE);
}

static void
move (LkCanvas *canvas, LkEvidence *evidence, int dx, int dy)
{
  LkEvidenceView *self = LK_EVIDENCE_VIEW (canvas);
  LkSession *session = lk_canvas_get_session (canvas);
  int cell = lk_session_get_cell (session), columns, rows, row, column;
  LkCellMaps data;

  if (!lk_evidence_has_cells (evidence))
    return;
  data = get_data (canvas, evidence);
  columns = (int) data.n_columns;
  rows = (int) data.n_rows;
  row = rows / 2;
  column = columns / 2;
  if (cell >= 0)
    {
      row = CLAMP (cell / columns + dy, 0, rows - 1);
      column = CLAMP (cell % columns + dx, 0, columns - 1);
    }
  if (!self->pointed)
    self->map = LK_CELL_MAP_FUSED;
  self->pointed = TRUE;
  lk_session_hover_cell (session, row * columns + column);
}

static char *
describe_cell (LkEvidence *evidence, guint shown, guint opponent, guint cell)
{
  g_autofree char *text
      = lk_evidence_describe_cell_maps (evidence, shown, opponent, (int) cell);
  const LkCellCard *card = lk_evidence_get_cell_card (evidence, shown, opponent, cell);

  if (card->n_met == 0)
    return g_steal_pointer (&text);
  if (card->n_met == 1)
    /* Translators: what a cell adds, and then a shot ("Bird 2") and "cosine 0.93". */
    return g_strdup_printf (_ ("%s. Most like %s (%s)."), text, card->met[0].title,
                            card->met[0].text);
  return g_strdup_printf (_ ("%s. Most like %s (%s) and %s (%s)."), text,
                          card->met[0].title, card->met[0].text, card->met[1].title,
                          card->met[1].text);
}

/* What the cell adds, and then what of the shots it is most like. */
static char *
describe (LkCanvas *canvas, LkEvidence *evidence)
{
  LkSession *session = lk_canvas_get_session (canvas);
  guint shown, opponent = get_opponent (canvas, evidence, &shown);
  int cell = lk_session_get_cell (session);
  const char *before = lk_canvas_get_summary (canvas);
  g_autofree char *margin = NULL;
  g_autofree char *text = NULL;

  if (!lk_evidence_has_cells (evidence))
    return g_strdup (before != NULL ? before : _ ("Looking…"));
  if (cell >= 0 && (guint) cell < lk_evidence_get_n_cells (evidence))
    return describe_cell (evidence, shown, opponent, (guint) cell);
  margin = lk_evidence_describe_margin (evidence, shown, opponent);
  text = lk_evidence_describe_cell_maps (evidence, shown, opponent, -1);
  return g_strdup_printf ("%s. %s", margin, text);
}

static void
reset (LkCanvas *canvas)
{
  LK_EVIDENCE_VIEW (canvas)->pointed = FALSE;
}

static GtkSizeRequestMode
lk_evidence_view_get_request_mode (GtkWidget *widget)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
lk_evidence_view_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  LkPalette palette;

  *minimum = 280;
  *natural = 700;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  lk_canvas_init_palette (widget, &palette);
  *minimum = *natural = (int) lk_plot_cell_maps_get_height (
      for_size > 0 ? MAX (for_size, 280) : 700, &palette);
}

static void
lk_evidence_view_dispose (GObject *object)
{
  lk_brush_clear (&LK_EVIDENCE_VIEW (object)->brush);
  g_clear_pointer (&LK_EVIDENCE_VIEW (object)->inquiry, lk_inquiry_free);
  G_OBJECT_CLASS (lk_evidence_view_parent_class)->dispose (object);
}

static void
lk_evidence_view_class_init (LkEvidenceViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LkCanvasClass *canvas_class = LK_CANVAS_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_evidence_view_dispose;
  widget_class->get_request_mode = lk_evidence_view_get_request_mode;
  widget_class->measure = lk_evidence_view_measure;
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
lk_evidence_view_init (LkEvidenceView *self)
{
  self->inquiry
      = lk_inquiry_new (find_cells, (GDestroyNotify) lk_cells_unref, on_found, self);
  gtk_widget_set_vexpand (GTK_WIDGET (self), FALSE);
}
