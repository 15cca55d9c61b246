/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-ledger-view.h"

struct _LkLedgerView
{
  LkPlotView parent_instance;

  LkEvidence *evidence;
  int hovered_class;
};

enum
{
  PROP_HOVERED_CLASS = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LkLedgerView, lk_ledger_view, LK_TYPE_PLOT_VIEW)

static LkScores
get_data (LkLedgerView *self)
{
  LkScores data = *lk_evidence_get_scores (self->evidence);

  /* The sentence stands below the view. */
  data.subtitle = NULL;
  data.hovered_class
      = self->hovered_class < (int) data.decision->n_classes ? self->hovered_class : -1;
  return data;
}

static gboolean
lk_ledger_view_has_data (LkPlotView *view)
{
  return LK_LEDGER_VIEW (view)->evidence != NULL;
}

static void
lk_ledger_view_draw_base (LkPlotView *view,
                          cairo_t *cr,
                          double width,
                          double height,
                          const LkPalette *palette)
{
  LkScores data = get_data (LK_LEDGER_VIEW (view));

  lk_plot_scores_base (&data, cr, width, height, palette);
}

static void
lk_ledger_view_draw_overlay (LkPlotView *view,
                             cairo_t *cr,
                             double width,
                             double height,
                             const LkPalette *palette)
{
  LkScores data = get_data (LK_LEDGER_VIEW (view));

  lk_plot_scores_overlay (&data, cr, width, height, palette);
}

static void
lk_ledger_view_measure (GtkWidget *widget,
                        GtkOrientation orientation,
                        int for_size,
                        int *minimum,
                        int *natural,
                        int *minimum_baseline,
                        int *natural_baseline)
{
  *minimum = orientation == GTK_ORIENTATION_HORIZONTAL ? 280 : 240;
  *natural = 300;
}

static guint
rank_of (const LkDecision *decision, int class_index)
{
  for (guint i = 0; i < decision->n_classes; i++)
    if ((int) decision->ranking[i] == class_index)
      return i;
  return 0;
}

static gboolean
lk_ledger_view_is_pointed (LkPlotView *view)
{
  LkLedgerView *self = LK_LEDGER_VIEW (view);

  return self->evidence != NULL && get_data (self).hovered_class >= 0;
}

static char *
lk_ledger_view_describe (LkPlotView *view)
{
  LkLedgerView *self = LK_LEDGER_VIEW (view);
  int i;

  if (self->evidence == NULL)
    return NULL;
  i = get_data (self).hovered_class;
  if (i < 0)
    return lk_evidence_describe_decision (self->evidence);
  return lk_evidence_describe_class (self->evidence, (guint) i);
}

static gboolean
hover (LkLedgerView *self, int class_index)
{
  if (class_index == self->hovered_class)
    return FALSE;
  self->hovered_class = class_index;
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOVERED_CLASS]);
  return TRUE;
}

static gboolean
lk_ledger_view_point (LkPlotView *view, const LkPointer *pointer)
{
  LkLedgerView *self = LK_LEDGER_VIEW (view);
  LkScores data = get_data (self);

  return hover (self, pointer != NULL ? lk_plot_scores_hit (&data, pointer) : -1);
}

static gboolean
lk_ledger_view_move (LkPlotView *view, int dx, int dy, double area[4])
{
  LkLedgerView *self = LK_LEDGER_VIEW (view);
  const LkDecision *decision = lk_evidence_get_decision (self->evidence);
  int rank;

  if (dy == 0)
    return FALSE;
  rank = self->hovered_class < 0 ? 0 : (int) rank_of (decision, self->hovered_class) + dy;
  hover (self, (int) decision->ranking[CLAMP (rank, 0, (int) decision->n_classes - 1)]);
  return TRUE;
}

static void
lk_ledger_view_dispose (GObject *object)
{
  g_clear_object (&LK_LEDGER_VIEW (object)->evidence);
  G_OBJECT_CLASS (lk_ledger_view_parent_class)->dispose (object);
}

static void
lk_ledger_view_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  g_value_set_int (value, LK_LEDGER_VIEW (object)->hovered_class);
}

static void
lk_ledger_view_set_property (GObject *object,
                             guint id,
                             const GValue *value,
                             GParamSpec *pspec)
{
  if (hover (LK_LEDGER_VIEW (object), g_value_get_int (value)))
    lk_plot_view_refresh (LK_PLOT_VIEW (object));
}

static void
lk_ledger_view_class_init (LkLedgerViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  LkPlotViewClass *view_class = LK_PLOT_VIEW_CLASS (klass);

  object_class->dispose = lk_ledger_view_dispose;
  object_class->get_property = lk_ledger_view_get_property;
  object_class->set_property = lk_ledger_view_set_property;
  GTK_WIDGET_CLASS (klass)->measure = lk_ledger_view_measure;
  view_class->has_data = lk_ledger_view_has_data;
  view_class->draw_base = lk_ledger_view_draw_base;
  view_class->draw_overlay = lk_ledger_view_draw_overlay;
  view_class->is_pointed = lk_ledger_view_is_pointed;
  view_class->point = lk_ledger_view_point;
  view_class->move = lk_ledger_view_move;
  view_class->describe = lk_ledger_view_describe;

  properties[PROP_HOVERED_CLASS] = g_param_spec_int (
      "hovered-class", NULL, NULL, -1, G_MAXINT, -1,
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
lk_ledger_view_init (LkLedgerView *self)
{
  self->hovered_class = -1;
  lk_canvas_zoom_set_max (lk_plot_view_get_zoom (LK_PLOT_VIEW (self)), 1);
}

void
lk_ledger_view_set_evidence (LkLedgerView *self, LkEvidence *evidence)
{
  g_return_if_fail (LK_IS_LEDGER_VIEW (self));

  g_set_object (&self->evidence, evidence);
  lk_plot_view_invalidate (LK_PLOT_VIEW (self));
}
