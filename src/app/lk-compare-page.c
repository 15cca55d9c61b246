/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-compare-page.h"

#include <glib/gi18n-lib.h>

#include "lk-changed-queries.h"
#include "lk-compare-rows.h"
#include "lk-comparison-sheet.h"
#include "lk-comparison.h"
#include "lk-error.h"
#include "lk-export.h"
#include "lk-file-ending.h"
#include "lk-ledger-view.h"
#include "lk-metric-chooser.h"
#include "lk-rows-view.h"
#include "lk-save.h"
#include "lk-decision-text.h"
#include "lk-width-menu.h"

struct _LkComparePage
{
  GtkWidget parent_instance;

  LkSession *session;
  LkComparison *comparison;

  GtkWidget *scroller;
  GtkWidget *chooser;
  GtkWidget *reset;
  GtkWidget *export;
  GtkWidget *busy;
  GtkWidget *settings_a;
  GtkWidget *settings_b;
  GtkWidget *ledger_a;
  GtkWidget *ledger_b;
  GtkWidget *sentence_a;
  GtkWidget *sentence_b;
  GtkWidget *room_b;
  GtkWidget *problem;
  GtkWidget *summary;
  GtkWidget *changed;
  GtkWidget *classes;
  GtkWidget *queries;
};

G_DEFINE_FINAL_TYPE (LkComparePage, lk_compare_page, GTK_TYPE_WIDGET)

static void
show_side (LkEvidence *evidence,
           LkSettings *settings,
           GtkWidget *ledger,
           GtkWidget *caption,
           GtkWidget *sentence)
{
  g_autofree char *text = lk_metric_chooser_describe (settings);
  g_autofree char *decision = NULL;

  gtk_label_set_text (GTK_LABEL (caption), text);
  if (evidence != NULL)
    decision = lk_decision_text_describe (
        lk_evidence_get_decision (evidence),
        lk_scoring_get_episode (lk_evidence_get_scoring (evidence)));
  gtk_label_set_text (GTK_LABEL (sentence), decision != NULL ? decision : "");
  lk_ledger_view_set_evidence (LK_LEDGER_VIEW (ledger), evidence);
}

static void
show_problem (LkComparePage *self)
{
  const char *problem = lk_comparison_get_problem (self->comparison);
  gboolean busy = lk_comparison_get_busy (self->comparison);
  const char *page = "ledger";

  if (problem == NULL && lk_comparison_get_a (self->comparison) == NULL)
    problem = _ ("There is no scored query to compare yet.");
  if (lk_comparison_get_b (self->comparison) == NULL)
    page = busy && lk_comparison_get_problem (self->comparison) == NULL ? "busy"
                                                                        : "problem";
  gtk_label_set_text (GTK_LABEL (self->problem), problem != NULL ? problem : "");
  gtk_stack_set_visible_child_name (GTK_STACK (self->room_b), page);
  gtk_widget_set_visible (self->busy, busy);
}

static void
show_tables (LkComparePage *self)
{
  g_autoptr (GPtrArray) classes = lk_compare_rows_for_classes (self->comparison);
  g_autoptr (GPtrArray) queries
      = lk_compare_rows_for_queries (self->comparison, self->session);
  g_autofree char *summary = lk_compare_rows_describe (self->comparison);
  LkEvidence *evidence = lk_comparison_get_a (self->comparison);

  lk_rows_view_set_rows (LK_ROWS_VIEW (self->classes), classes);
  lk_rows_view_set_rows (LK_ROWS_VIEW (self->queries), queries);
  lk_rows_view_select (
      LK_ROWS_VIEW (self->queries),
      evidence != NULL && queries->len > 0 ? (int) lk_evidence_get_query (evidence) : -1);
  gtk_widget_set_visible (self->classes, classes->len > 0);
  gtk_widget_set_visible (self->queries, queries->len > 0);
  gtk_label_set_text (GTK_LABEL (self->summary), summary);
  lk_changed_queries_update (LK_CHANGED_QUERIES (self->changed), self->comparison,
                             self->session);
  gtk_widget_set_visible (
      self->changed, lk_changed_queries_get_n (LK_CHANGED_QUERIES (self->changed)) > 0);
}

static void
update (LkComparePage *self)
{
  LkSettings *settings = lk_comparison_get_settings (self->comparison);

  lk_metric_chooser_set_settings (LK_METRIC_CHOOSER (self->chooser), settings,
                                  lk_comparison_get_weights (self->comparison),
                                  lk_comparison_has_fusion (self->comparison));
  gtk_widget_set_sensitive (self->reset, lk_comparison_differs (self->comparison));
  show_side (lk_comparison_get_a (self->comparison),
             lk_session_get_settings (self->session), self->ledger_a, self->settings_a,
             self->sentence_a);
  show_side (lk_comparison_get_b (self->comparison), settings, self->ledger_b,
             self->settings_b, self->sentence_b);
  gtk_widget_set_sensitive (self->export,
                            lk_comparison_get_a (self->comparison) != NULL
                                && lk_comparison_get_b (self->comparison) != NULL);
  show_problem (self);
  show_tables (self);
}

/* Calls @write with what is compared. */
static gboolean
with_sheet (LkComparePage *self,
            gboolean (*write) (const LkComparisonSheet *, const char *, GError **),
            const char *path,
            GError **error)
{
  g_autofree char *a
      = lk_metric_chooser_describe (lk_session_get_settings (self->session));
  g_autofree char *b
      = lk_metric_chooser_describe (lk_comparison_get_settings (self->comparison));
  g_autofree char *summary = lk_compare_rows_describe (self->comparison);
  const LkComparisonSheet sheet = { lk_comparison_get_a (self->comparison),
                                    lk_comparison_get_b (self->comparison),
                                    { a, b },
                                    summary };

  if (sheet.a != NULL && sheet.b != NULL)
    return write (&sheet, path, error);
  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE,
               _ ("There is no scored query to compare yet."));
  return FALSE;
}

static gboolean
save_figure (const LkComparisonSheet *sheet, const char *path, GError **error)
{
  return lk_comparison_sheet_write (sheet, lk_width_menu_get_width (), path, error);
}

static gboolean
save_numbers (const LkComparisonSheet *sheet, const char *path, GError **error)
{
  g_autoptr (LkTable) table = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (!lk_file_has_ending (path, ".json"))
    {
      table = lk_comparison_sheet_get_table (sheet);
      return lk_table_write_csv (table, path, error);
    }
  node = lk_comparison_sheet_to_json (sheet, error);
  return node != NULL && lk_save_json (node, path, error);
}

static gboolean
write_figure (GtkWidget *widget, guint which, const char *path, GError **error)
{
  return with_sheet (LK_COMPARE_PAGE (widget), save_figure, path, error);
}

static gboolean
write_numbers (GtkWidget *widget, guint which, const char *path, GError **error)
{
  return with_sheet (LK_COMPARE_PAGE (widget), save_numbers, path, error);
}

void
lk_compare_page_take_figure (LkComparePage *self, gboolean copy)
{
  GtkWidget *widget = GTK_WIDGET (self);

  g_return_if_fail (LK_IS_COMPARE_PAGE (self));

  if (copy)
    lk_export_copy_figure (widget, self->session, write_figure, 0);
  else
    lk_export_ask_figure (widget, self->session, "comparison", write_figure, 0);
}

static void
take_figure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_compare_page_take_figure (LK_COMPARE_PAGE (widget),
                               g_str_equal (name, "compare.copy-figure"));
}

static void
export_numbers (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const endings[] = { "csv", "json", NULL };
  const LkExport export
      = { { _ ("Export Comparison (.csv or .json)"), "comparison.csv", endings },
          write_numbers,
          0 };

  lk_export_ask (widget, LK_COMPARE_PAGE (widget)->session, &export);
}

static void
on_chooser_changed (LkComparePage *self)
{
  g_autoptr (LkSettings) settings
      = lk_metric_chooser_get_settings (LK_METRIC_CHOOSER (self->chooser));

  lk_comparison_set_settings (
      self->comparison, settings,
      lk_metric_chooser_get_weights (LK_METRIC_CHOOSER (self->chooser)));
}

static void
on_reset (LkComparePage *self)
{
  lk_comparison_reset (self->comparison);
}

/* The scoring may be of an episode that has moved on since: by object, not by place. */
static void
on_query_activated (LkComparePage *self, guint row)
{
  LkScoring *scoring = lk_session_get_scoring (self->session);
  GListModel *queries = lk_episode_get_queries (lk_session_get_episode (self->session));
  GPtrArray *scored;

  if (scoring == NULL)
    return;
  scored = lk_episode_state_get_queries (lk_scoring_get_episode (scoring));
  for (guint i = 0; row < scored->len && i < g_list_model_get_n_items (queries); i++)
    {
      g_autoptr (LkQuery) item = g_list_model_get_item (queries, i);

      if (item == scored->pdata[row])
        lk_session_select_query (self->session, (int) i);
    }
}

static void
lk_compare_page_map (GtkWidget *widget)
{
  LkComparePage *self = LK_COMPARE_PAGE (widget);

  GTK_WIDGET_CLASS (lk_compare_page_parent_class)->map (widget);
  if (self->comparison != NULL)
    lk_comparison_set_active (self->comparison, TRUE);
}

static void
lk_compare_page_unmap (GtkWidget *widget)
{
  LkComparePage *self = LK_COMPARE_PAGE (widget);

  if (self->comparison != NULL)
    lk_comparison_set_active (self->comparison, FALSE);
  GTK_WIDGET_CLASS (lk_compare_page_parent_class)->unmap (widget);
}

static void
lk_compare_page_dispose (GObject *object)
{
  LkComparePage *self = LK_COMPARE_PAGE (object);

  if (self->comparison != NULL)
    g_signal_handlers_disconnect_by_data (self->comparison, self);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_COMPARE_PAGE);
  g_clear_object (&self->comparison);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_compare_page_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, scroller);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, chooser);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, reset);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, export);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, busy);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, settings_a);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, settings_b);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, ledger_a);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, ledger_b);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, sentence_a);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, sentence_b);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, room_b);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, problem);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, summary);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, changed);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, classes);
  gtk_widget_class_bind_template_child (widget_class, LkComparePage, queries);
}

static void
lk_compare_page_class_init (LkComparePageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_compare_page_dispose;
  widget_class->map = lk_compare_page_map;
  widget_class->unmap = lk_compare_page_unmap;
  g_type_ensure (LK_TYPE_CHANGED_QUERIES);
  g_type_ensure (LK_TYPE_LEDGER_VIEW);
  g_type_ensure (LK_TYPE_METRIC_CHOOSER);
  g_type_ensure (LK_TYPE_ROWS_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-compare-page.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_chooser_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_reset);
  gtk_widget_class_bind_template_callback (widget_class, on_query_activated);
  gtk_widget_class_install_action (widget_class, "compare.export-figure", NULL,
                                   take_figure);
  gtk_widget_class_install_action (widget_class, "compare.copy-figure", NULL,
                                   take_figure);
  gtk_widget_class_install_action (widget_class, "compare.export-numbers", NULL,
                                   export_numbers);
  gtk_widget_class_set_css_name (widget_class, "compare-page");
}

static void
lk_compare_page_init (LkComparePage *self)
{
  LkRowsColumn classes[2 + LK_N_PREDICTORS] = {
    { _ ("Class"), FALSE, TRUE },
    { _ ("Side"), FALSE, FALSE },
  };
  const LkRowsColumn queries[] = {
    { _ ("Query"), FALSE, TRUE },    { _ ("It Is"), FALSE, FALSE },
    { _ ("A Says"), FALSE, FALSE },  { _ ("Margin A"), TRUE, FALSE },
    { _ ("B Says"), FALSE, FALSE },  { _ ("Margin B"), TRUE, FALSE },
    { _ ("Changed"), FALSE, FALSE },
  };

  for (guint predictor = 0; predictor < LK_N_PREDICTORS; predictor++)
    classes[2 + predictor]
        = (LkRowsColumn){ lk_predictor_get_title (predictor), TRUE, FALSE };
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_width_menu_append (GTK_MENU_BUTTON (self->export));
  lk_rows_view_set_columns (LK_ROWS_VIEW (self->classes), classes, G_N_ELEMENTS (classes),
                            _ ("Contributions to every class in A and in B"));
  lk_rows_view_set_columns (LK_ROWS_VIEW (self->queries), queries, G_N_ELEMENTS (queries),
                            _ ("All queries in A and in B: Enter selects one"));
}

void
lk_compare_page_set_session (LkComparePage *self, LkSession *session)
{
  g_return_if_fail (LK_IS_COMPARE_PAGE (self));
  g_return_if_fail (self->session == NULL);

  self->session = g_object_ref (session);
  self->comparison = lk_comparison_new (session);
  g_signal_connect_swapped (self->comparison, "changed", G_CALLBACK (update), self);
  update (self);
  lk_comparison_set_active (self->comparison, gtk_widget_get_mapped (GTK_WIDGET (self)));
}

void
lk_compare_page_open_model (LkComparePage *self, const char *name)
{
  g_return_if_fail (LK_IS_COMPARE_PAGE (self));
  lk_metric_chooser_set_model (LK_METRIC_CHOOSER (self->chooser), name);
}
