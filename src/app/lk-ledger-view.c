/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-ledger-view.h"

#include <adwaita.h>
#include <glib/gi18n-lib.h>

#include "lk-canvas.h"
#include "lk-keys.h"

struct _LkLedgerView
{
  GtkWidget parent_instance;

  LkEvidence *evidence;
  int hovered_class;
};

enum
{
  PROP_HOVERED_CLASS = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LkLedgerView, lk_ledger_view, GTK_TYPE_WIDGET)

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

static void
lk_ledger_view_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  LkLedgerView *self = LK_LEDGER_VIEW (widget);
  double width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  LkPalette palette;
  LkScores data;
  cairo_t *cr;

  if (self->evidence == NULL || width < 1 || height < 1)
    return;
  data = get_data (self);
  lk_canvas_init_palette (widget, &palette);
  cr = gtk_snapshot_append_cairo (
      snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  lk_plot_scores (&data, cr, width, height, &palette);
  cairo_destroy (cr);
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

/* (transfer full) */
static char *
describe (LkLedgerView *self)
{
  int i;

  if (self->evidence == NULL)
    return g_strdup ("");
  i = get_data (self).hovered_class;
  if (i < 0)
    return lk_evidence_describe_decision (self->evidence);
  return lk_evidence_describe_class (self->evidence, (guint) i);
}

static void
refresh (LkLedgerView *self)
{
  g_autofree char *text = describe (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
hover (LkLedgerView *self, int class_index)
{
  if (class_index == self->hovered_class)
    return;
  self->hovered_class = class_index;
  refresh (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_HOVERED_CLASS]);
}

static void
on_motion (GtkEventControllerMotion *controller, double x, double y, LkLedgerView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  LkPalette palette;
  LkScores data;

  if (self->evidence == NULL)
    return;
  data = get_data (self);
  lk_canvas_init_palette (widget, &palette);
  hover (self, lk_plot_scores_hit (&data, &(LkPointer){ gtk_widget_get_width (widget),
                                                        gtk_widget_get_height (widget),
                                                        &palette, x, y }));
}

static void
on_leave (GtkEventControllerMotion *controller, LkLedgerView *self)
{
  hover (self, -1);
}

static gboolean
on_key (GtkEventControllerKey *controller,
        guint keyval,
        guint keycode,
        GdkModifierType state,
        LkLedgerView *self)
{
  const LkDecision *decision;
  int dx, dy, rank;

  if (self->evidence == NULL || !lk_keys_get_arrow (keyval, &dx, &dy) || dy == 0)
    return GDK_EVENT_PROPAGATE;
  decision = lk_evidence_get_decision (self->evidence);
  rank = self->hovered_class < 0 ? 0 : (int) rank_of (decision, self->hovered_class) + dy;
  hover (self, (int) decision->ranking[CLAMP (rank, 0, (int) decision->n_classes - 1)]);
  return GDK_EVENT_STOP;
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
  hover (LK_LEDGER_VIEW (object), g_value_get_int (value));
}

static void
lk_ledger_view_class_init (LkLedgerViewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lk_ledger_view_dispose;
  object_class->get_property = lk_ledger_view_get_property;
  object_class->set_property = lk_ledger_view_set_property;
  widget_class->snapshot = lk_ledger_view_snapshot;
  widget_class->measure = lk_ledger_view_measure;

  properties[PROP_HOVERED_CLASS] = g_param_spec_int (
      "hovered-class", NULL, NULL, -1, G_MAXINT, -1,
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);
  gtk_widget_class_set_css_name (widget_class, "canvas");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
lk_ledger_view_init (LkLedgerView *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *key = gtk_event_controller_key_new ();
  AdwStyleManager *manager = adw_style_manager_get_default ();

  self->hovered_class = -1;
  gtk_widget_set_focusable (widget, TRUE);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  g_signal_connect (key, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (widget, motion);
  gtk_widget_add_controller (widget, key);
  g_signal_connect_object (manager, "notify::dark", G_CALLBACK (gtk_widget_queue_draw),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (manager, "notify::high-contrast",
                           G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}

void
lk_ledger_view_set_evidence (LkLedgerView *self, LkEvidence *evidence)
{
  g_return_if_fail (LK_IS_LEDGER_VIEW (self));

  g_set_object (&self->evidence, evidence);
  refresh (self);
}
