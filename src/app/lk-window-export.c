/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-window-private.h"

#include <glib/gi18n-lib.h>

#include "lk-compare-page.h"
#include "lk-episodes-page.h"
#include "lk-error.h"
#include "lk-evidence-text.h"
#include "lk-export.h"
#include "lk-file-ending.h"
#include "lk-figure-set.h"
#include "lk-report.h"
#include "lk-save.h"
#include "lk-scoring-json.h"
#include "lk-table.h"
#include "lk-train-page.h"
#include "lk-width-menu.h"

static LkScoring *
get_scoring (LkWindow *self, GError **error)
{
  LkScoring *scoring = lk_session_get_scoring (self->session);

  if (scoring == NULL)
    g_set_error (error, LK_ERROR, LK_ERROR_EPISODE, _ ("No query is scored any more"));
  return scoring;
}

static gboolean
write_figure (GtkWidget *widget, guint kind, const char *path, GError **error)
{
  LkSession *session = LK_WINDOW (widget)->session;
  LkEvidence *evidence = lk_session_get_evidence (session);

  if (evidence != NULL)
    return lk_figure_write (evidence, kind, lk_session_get_shown_class (session),
                            lk_width_menu_get_width (), path, error);
  g_set_error (error, LK_ERROR, LK_ERROR_EPISODE, _ ("No query is scored any more"));
  return FALSE;
}

static void
take_kind (LkWindow *self, LkFigureKind kind, gboolean copy)
{
  if (copy)
    lk_export_copy_figure (GTK_WIDGET (self), self->session, write_figure, kind);
  else
    lk_export_ask_figure (GTK_WIDGET (self), self->session,
                          lk_figure_kind_to_string (kind), write_figure, kind);
}

/* What the view in front shows. */
static void
take_figure (LkWindow *self, gboolean copy)
{
  const char *view = lk_session_get_view (self->session);
  LkFigureKind kind;

  if (g_str_equal (view, "episodes"))
    lk_episodes_page_take_figure (LK_EPISODES_PAGE (self->episodes_page), copy);
  else if (g_str_equal (view, "compare"))
    lk_compare_page_take_figure (LK_COMPARE_PAGE (self->compare_page), copy);
  else if (g_str_equal (view, "train"))
    lk_train_page_take_figure (LK_TRAIN_PAGE (self->train_page), copy);
  else if (lk_figure_kind_from_view (view, &kind))
    take_kind (self, kind, copy);
}

static void
export_figure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  take_figure (LK_WINDOW (widget), FALSE);
}

static void
copy_figure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  take_figure (LK_WINDOW (widget), TRUE);
}

/* One that is not a view of its own. */
static void
take_named (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gboolean copy = g_str_equal (name, "win.copy-figure-of");
  LkFigureKind kind;

  if (lk_figure_kind_from_string (g_variant_get_string (parameter, NULL), &kind))
    take_kind (LK_WINDOW (widget), kind, copy);
}

static void
copy_explanation (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkWindow *self = LK_WINDOW (widget);
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  g_autofree char *text = NULL;

  if (evidence == NULL)
    return;
  text = lk_evidence_to_text (evidence, lk_session_get_shown_class (self->session));
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  lk_window_show_toast (self, _ ("The explanation was copied"), FALSE);
}

static gboolean
write_scores (GtkWidget *widget, guint which, const char *path, GError **error)
{
  LkWindow *self = LK_WINDOW (widget);
  const LkMetricOptions *options = lk_session_get_options (self->session);
  LkScoring *scoring = get_scoring (self, error);
  g_autoptr (LkTable) table = NULL;
  g_autoptr (JsonNode) node = NULL;

  if (scoring == NULL)
    return FALSE;
  if (!lk_file_has_ending (path, ".json"))
    {
      table = lk_table_new_for_scoring (scoring, options);
      return lk_table_write_csv (table, path, error);
    }
  node = lk_scoring_to_json (scoring, options, error);
  return node != NULL && lk_save_json (node, path, error);
}

static void
export_scores (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const endings[] = { "csv", "json", NULL };
  const LkExport export = {
    { _ ("Export Scores (.csv or .json)"), "scores.csv", endings }, write_scores, 0
  };

  lk_export_ask (widget, LK_WINDOW (widget)->session, &export);
}

static gboolean
write_report (GtkWidget *widget, guint which, const char *path, GError **error)
{
  LkWindow *self = LK_WINDOW (widget);
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  guint query = evidence != NULL ? lk_evidence_get_query (evidence) : 0;
  g_autofree char *title = lk_session_get_title (self->session);
  LkScoring *scoring = get_scoring (self, error);

  return scoring != NULL
         && lk_report_write (scoring, lk_session_get_options (self->session), title,
                             &query, 1, path, error);
}

static void
export_report (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const endings[] = { "pdf", NULL };
  const LkExport export
      = { { _ ("Export Report"), "report.pdf", endings }, write_report, 0 };

  lk_export_ask (widget, LK_WINDOW (widget)->session, &export);
}

void
lk_window_class_install_exports (GtkWidgetClass *widget_class)
{
  static const struct
  {
    const char *name;
    const char *parameter_type;
    GtkWidgetActionActivateFunc activate;
  } exports[] = {
    { "win.export-figure", NULL, export_figure },
    { "win.copy-figure", NULL, copy_figure },
    { "win.export-figure-of", "s", take_named },
    { "win.copy-figure-of", "s", take_named },
    { "win.copy-explanation", NULL, copy_explanation },
    { "win.export-scores", NULL, export_scores },
    { "win.export-report", NULL, export_report },
  };

  for (guint i = 0; i < G_N_ELEMENTS (exports); i++)
    gtk_widget_class_install_action (widget_class, exports[i].name,
                                     exports[i].parameter_type, exports[i].activate);
}

void
lk_window_update_exports (LkWindow *self)
{
  static const char *const evident[]
      = { "win.export-figure-of", "win.copy-figure-of", "win.copy-explanation",
          "win.export-scores", "win.export-report" };
  static const char *const shown[] = { "win.export-figure", "win.copy-figure" };
  gboolean any = lk_session_get_evidence (self->session) != NULL;
  LkFigureKind kind;
  gboolean page = !lk_figure_kind_from_view (lk_session_get_view (self->session), &kind);

  for (guint i = 0; i < G_N_ELEMENTS (evident); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), evident[i], any);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    gtk_widget_action_set_enabled (GTK_WIDGET (self), shown[i], any || page);
}
