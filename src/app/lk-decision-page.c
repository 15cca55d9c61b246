/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-decision-page.h"

#include <glib/gi18n-lib.h>

#include "lk-changes-view.h"
#include "lk-decision-view.h"
#include "lk-evidence-view.h"
#include "lk-shot-maps-view.h"
#include "lk-shots-panel.h"
#include "lk-why-wrong-view.h"

struct _LkDecisionPage
{
  GtkWidget parent_instance;

  LkSession *session;

  GtkWidget *scroller;
  GtkWidget *decision_view;
  GtkWidget *margin_title;
  GtkWidget *evidence_view;
  GtkWidget *shot_maps;
  GtkWidget *changes_view;
  GtkWidget *why_wrong;
  GtkWidget *shots_panel;
};

enum
{
  PROP_SUMMARY = 1,
  N_PROPS
};

static GParamSpec *properties[N_PROPS];

G_DEFINE_FINAL_TYPE (LkDecisionPage, lk_decision_page, GTK_TYPE_WIDGET)

static void
update (LkDecisionPage *self)
{
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  g_autofree char *title = NULL;
  guint shown;

  lk_why_wrong_view_set_evidence (LK_WHY_WRONG_VIEW (self->why_wrong), evidence);
  if (evidence == NULL)
    return;
  shown = lk_session_get_shown_class (self->session);
  title = lk_evidence_describe_margin (evidence, shown,
                                       lk_evidence_get_margin_opponent (evidence, shown));
  gtk_label_set_text (GTK_LABEL (self->margin_title), title);
}

static void
on_summary (LkDecisionPage *self)
{
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SUMMARY]);
}

static void
lk_decision_page_dispose (GObject *object)
{
  LkDecisionPage *self = LK_DECISION_PAGE (object);

  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_DECISION_PAGE);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_decision_page_parent_class)->dispose (object);
}

static void
lk_decision_page_get_property (GObject *object,
                               guint id,
                               GValue *value,
                               GParamSpec *pspec)
{
  g_value_set_string (value, lk_decision_page_get_summary (LK_DECISION_PAGE (object)));
}

static void
lk_decision_page_class_init (LkDecisionPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = lk_decision_page_dispose;
  object_class->get_property = lk_decision_page_get_property;
  properties[PROP_SUMMARY] = g_param_spec_string (
      "summary", NULL, NULL, NULL, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPS, properties);

  g_type_ensure (LK_TYPE_CHANGES_VIEW);
  g_type_ensure (LK_TYPE_DECISION_VIEW);
  g_type_ensure (LK_TYPE_EVIDENCE_VIEW);
  g_type_ensure (LK_TYPE_SHOT_MAPS_VIEW);
  g_type_ensure (LK_TYPE_SHOTS_PANEL);
  g_type_ensure (LK_TYPE_WHY_WRONG_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-decision-page.ui");
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPage, scroller);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPage, decision_view);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPage, margin_title);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPage, evidence_view);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPage, shot_maps);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPage, changes_view);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPage, why_wrong);
  gtk_widget_class_bind_template_child (widget_class, LkDecisionPage, shots_panel);
  gtk_widget_class_set_css_name (widget_class, "decision-page");
}

static void
lk_decision_page_init (LkDecisionPage *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_swapped (self->decision_view, "notify::summary",
                            G_CALLBACK (on_summary), self);
  g_signal_connect_swapped (self->evidence_view, "notify::summary",
                            G_CALLBACK (on_summary), self);
  g_signal_connect_swapped (self->shot_maps, "notify::summary", G_CALLBACK (on_summary),
                            self);
}

void
lk_decision_page_set_session (LkDecisionPage *self, LkSession *session)
{
  g_return_if_fail (LK_IS_DECISION_PAGE (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  lk_canvas_set_session (LK_CANVAS (self->decision_view), session);
  lk_canvas_set_session (LK_CANVAS (self->evidence_view), session);
  lk_canvas_set_session (LK_CANVAS (self->shot_maps), session);
  lk_changes_view_set_session (LK_CHANGES_VIEW (self->changes_view), session);
  lk_why_wrong_view_set_session (LK_WHY_WRONG_VIEW (self->why_wrong), session);
  lk_shots_panel_set_session (LK_SHOTS_PANEL (self->shots_panel), session);
  g_signal_connect_swapped (session, "scored", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "decided", G_CALLBACK (update), self);
  g_signal_connect_swapped (session, "selected", G_CALLBACK (update), self);
  update (self);
}

/* Of the ledger, where a class is pointed at: else the verdict would be told twice. */
const char *
lk_decision_page_get_summary (LkDecisionPage *self)
{
  g_return_val_if_fail (LK_IS_DECISION_PAGE (self), NULL);

  if (lk_decision_view_is_pointed (LK_DECISION_VIEW (self->decision_view)))
    return lk_canvas_get_summary (LK_CANVAS (self->decision_view));
  if (lk_shot_maps_view_is_pointed (LK_SHOT_MAPS_VIEW (self->shot_maps)))
    return lk_canvas_get_summary (LK_CANVAS (self->shot_maps));
  return lk_canvas_get_summary (LK_CANVAS (self->evidence_view));
}

GtkWidget *
lk_decision_page_get_canvas (LkDecisionPage *self)
{
  g_return_val_if_fail (LK_IS_DECISION_PAGE (self), NULL);
  return self->evidence_view;
}
