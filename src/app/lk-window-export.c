/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-window-private.h"

#include <glib/gi18n-lib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "lk-chooser.h"
#include "lk-figure-set.h"
#include "lk-report.h"
#include "lk-scoring-json.h"
#include "lk-table.h"

static char *
get_path (GListModel *files)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);

  return file != NULL ? g_file_get_path (file) : NULL;
}

static void
finish (LkWindow *self, const char *path, GError *error)
{
  g_autofree char *name = g_filename_display_basename (path);
  g_autofree char *text = NULL;

  if (error == NULL)
    text = g_strdup_printf (_ ("“%s” was written"), name);
  lk_window_show_toast (self, error != NULL ? error->message : text, FALSE);
}

/* The scoring with the cells of every query that are painted out: what files show. */
static LkScoring *
get_scoring (LkWindow *self, GError **error)
{
  LkScoring *scoring = lk_session_get_scoring (self->session);
  LkSettings *settings = lk_session_get_settings (self->session);
  g_autoptr (GHashTable) masks = g_hash_table_new (NULL, NULL);
  GPtrArray *queries = lk_episode_state_get_queries (lk_scoring_get_episode (scoring));

  for (guint i = 0; i < queries->len; i++)
    {
      GBytes *kept = lk_settings_get_mask (settings, queries->pdata[i]);

      if (kept != NULL)
        g_hash_table_insert (masks, GUINT_TO_POINTER (i), kept);
    }
  return lk_scoring_with_masks (scoring, masks, error);
}

static void
on_figure_chosen (GListModel *files, gpointer user_data)
{
  LkWindow *self = user_data;
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  g_autofree char *path = get_path (files);
  g_autofree char *named = NULL;
  g_autoptr (GError) error = NULL;
  LkFigureKind kind;

  if (path == NULL || evidence == NULL
      || !lk_figure_kind_from_string (lk_session_get_view (self->session), &kind))
    return;
  named = strrchr (path, '.') > strrchr (path, G_DIR_SEPARATOR)
              ? g_strdup (path)
              : g_strconcat (path, ".svg", NULL);
  lk_figure_write (evidence, kind, lk_session_get_shown_class (self->session), named,
                   &error);
  finish (self, named, error);
}

static void
export_figure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  g_autofree char *file
      = g_strconcat (lk_session_get_view (LK_WINDOW (widget)->session), ".svg", NULL);

  lk_chooser_save (widget, _ ("Export Figure (.svg, .pdf or .png)"), file,
                   on_figure_chosen, widget);
}

/* As a picture of two pixels a point, on white. */
static void
copy_figure (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkWindow *self = LK_WINDOW (widget);
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  g_autofree char *path = NULL;
  g_autoptr (GdkTexture) texture = NULL;
  g_autoptr (GFile) file = NULL;
  g_autoptr (GError) error = NULL;
  LkFigureKind kind;
  int handle;

  if (evidence == NULL
      || !lk_figure_kind_from_string (lk_session_get_view (self->session), &kind))
    return;
  handle = g_file_open_tmp ("likeness-XXXXXX.png", &path, &error);
  if (handle >= 0)
    {
      g_close (handle, NULL);
      if (lk_figure_write (evidence, kind, lk_session_get_shown_class (self->session),
                           path, &error))
        texture = gdk_texture_new_from_filename (path, &error);
      g_unlink (path);
    }
  if (texture != NULL)
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
  lk_window_show_toast (
      self, error != NULL ? error->message : _ ("The figure was copied"), FALSE);
}

static gboolean
write_scores (LkScoring *scoring,
              const LkMetricOptions *options,
              const char *path,
              GError **error)
{
  g_autoptr (LkTable) table = NULL;
  g_autoptr (JsonNode) node = NULL;
  g_autofree char *text = NULL;

  if (!g_str_has_suffix (path, ".json"))
    {
      table = lk_table_new_for_scoring (scoring, options);
      return lk_table_write_csv (table, path, error);
    }
  node = lk_scoring_to_json (scoring, options, error);
  if (node == NULL)
    return FALSE;
  text = lk_json_to_text (node, TRUE);
  return g_file_set_contents (path, text, -1, error);
}

static void
on_scores_chosen (GListModel *files, gpointer user_data)
{
  LkWindow *self = user_data;
  g_autofree char *path = get_path (files);
  g_autoptr (LkScoring) scoring = NULL;
  g_autoptr (GError) error = NULL;

  if (path == NULL || lk_session_get_scoring (self->session) == NULL)
    return;
  scoring = get_scoring (self, &error);
  if (scoring != NULL)
    write_scores (scoring, lk_session_get_options (self->session), path, &error);
  finish (self, path, error);
}

static void
export_scores (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_chooser_save (widget, _ ("Export Scores (.csv or .json)"), "scores.csv",
                   on_scores_chosen, widget);
}

static void
on_report_chosen (GListModel *files, gpointer user_data)
{
  LkWindow *self = user_data;
  g_autofree char *path = get_path (files);
  g_autofree char *title = lk_session_get_title (self->session);
  g_autoptr (LkScoring) scoring = NULL;
  g_autoptr (GError) error = NULL;
  guint query;

  if (path == NULL || lk_session_get_scoring (self->session) == NULL)
    return;
  query = (guint) MAX (lk_session_get_selected_query (self->session), 0);
  scoring = get_scoring (self, &error);
  if (scoring != NULL)
    lk_report_write (scoring, lk_session_get_options (self->session), title, &query, 1,
                     path, &error);
  finish (self, path, error);
}

static void
export_report (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_chooser_save (widget, _ ("Export Report"), "report.pdf", on_report_chosen, widget);
}

void
lk_window_class_install_exports (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.export-figure", NULL,
                                   export_figure);
  gtk_widget_class_install_action (widget_class, "win.copy-figure", NULL, copy_figure);
  gtk_widget_class_install_action (widget_class, "win.export-scores", NULL,
                                   export_scores);
  gtk_widget_class_install_action (widget_class, "win.export-report", NULL,
                                   export_report);
}
