/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-decision-view.h"

#include <glib/gi18n-lib.h>

struct _LkDecisionView
{
  LkCanvas parent_instance;

  int hovered_class;
};

G_DEFINE_FINAL_TYPE (LkDecisionView, lk_decision_view, LK_TYPE_CANVAS)

static LkScores
get_data (LkDecisionView *self, LkEvidence *evidence)
{
  LkScores data = *lk_evidence_get_scores (evidence);

  data.title = data.subtitle = NULL;
  data.hovered_class = self->hovered_class;
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
  LkScores data = get_data (LK_DECISION_VIEW (canvas), evidence);

  lk_plot_scores_base (&data, cr, width, height, palette);
}

static void
draw_overlay (LkCanvas *canvas,
              LkEvidence *evidence,
              cairo_t *cr,
              double width,
              double height,
              const LkPalette *palette)
{
  LkScores data = get_data (LK_DECISION_VIEW (canvas), evidence);

  lk_plot_scores_overlay (&data, cr, width, height, palette);
}

static void
hover (LkCanvas *canvas,
       LkEvidence *evidence,
       double x,
       double y,
       const LkPalette *palette)
{
  LkDecisionView *self = LK_DECISION_VIEW (canvas);
  LkScores data = get_data (self, evidence);

  self->hovered_class = lk_plot_scores_hit (
      &data, &(LkPointer){ gtk_widget_get_width (GTK_WIDGET (self)),
                           gtk_widget_get_height (GTK_WIDGET (self)), palette, x, y });
}

static void
activate (LkCanvas *canvas, LkEvidence *evidence)
{
  LkDecisionView *self = LK_DECISION_VIEW (canvas);

  if (self->hovered_class >= 0)
    lk_session_select_scored_class (lk_canvas_get_session (canvas), self->hovered_class);
}

static guint
rank_of (const LkDecision *decision, int class_index)
{
  for (guint i = 0; i < decision->n_classes; i++)
    if ((int) decision->ranking[i] == class_index)
      return i;
  return 0;
}

static void
move (LkCanvas *canvas, LkEvidence *evidence, int dx, int dy)
{
  LkDecisionView *self = LK_DECISION_VIEW (canvas);
  const LkDecision *decision = lk_evidence_get_decision (evidence);
  int rank = (int) rank_of (decision, self->hovered_class) + dy;

  if (self->hovered_class < 0)
    rank = 0;
  rank = CLAMP (rank, 0, (int) decision->n_classes - 1);
  self->hovered_class = (int) decision->ranking[rank];
}

static char *
describe (LkCanvas *canvas, LkEvidence *evidence)
{
  LkDecisionView *self = LK_DECISION_VIEW (canvas);
  const LkDecision *decision = lk_evidence_get_decision (evidence);
  int i = self->hovered_class;

  if (i < 0 || i >= (int) decision->n_classes)
    return lk_evidence_describe_decision (evidence);
  return lk_evidence_describe_class (evidence, (guint) i);
}

static void
reset (LkCanvas *canvas)
{
  LK_DECISION_VIEW (canvas)->hovered_class = -1;
}

static void
lk_decision_view_measure (GtkWidget *widget,
                          GtkOrientation orientation,
                          int for_size,
                          int *minimum,
                          int *natural,
                          int *minimum_baseline,
                          int *natural_baseline)
{
  LkSession *session = lk_canvas_get_session (LK_CANVAS (widget));
  LkEvidence *evidence = session != NULL ? lk_session_get_evidence (session) : NULL;
  LkPalette palette;
  guint n = evidence != NULL ? lk_evidence_get_decision (evidence)->n_classes : 1;

  *minimum = 280;
  *natural = 700;
  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    return;
  lk_canvas_init_palette (widget, &palette);
  *minimum = *natural = (int) lk_plot_scores_get_height (n, &palette);
}

static void
lk_decision_view_class_init (LkDecisionViewClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  LkCanvasClass *canvas_class = LK_CANVAS_CLASS (klass);

  widget_class->measure = lk_decision_view_measure;
  canvas_class->draw_base = draw_base;
  canvas_class->draw_overlay = draw_overlay;
  canvas_class->hover = hover;
  canvas_class->activate = activate;
  canvas_class->move = move;
  canvas_class->describe = describe;
  canvas_class->reset = reset;
}

static void
lk_decision_view_init (LkDecisionView *self)
{
  self->hovered_class = -1;
  gtk_widget_set_vexpand (GTK_WIDGET (self), FALSE);
}

gboolean
lk_decision_view_is_pointed (LkDecisionView *self)
{
  g_return_val_if_fail (LK_IS_DECISION_VIEW (self), FALSE);
  return self->hovered_class >= 0;
}
