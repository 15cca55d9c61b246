/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-folder-window.h"

#include <glib/gi18n-lib.h>

#include "lk-chooser.h"
#include "lk-figure-set.h"
#include "lk-folder-item.h"
#include "lk-intake.h"
#include "lk-number-text.h"
#include "lk-text-column.h"
#include "lk-thumbnail.h"

#define THUMBNAIL_SIZE 36

struct _LkFolderWindow
{
  AdwWindow parent_instance;

  LkSession *session;
  LkFolderJob *job;

  GtkWidget *cancel;
  GtkWidget *go_on; /* in its place where that can be */
  GtkWidget *title;
  GtkWidget *status;
  GtkWidget *progress;
  GtkWidget *counts;
  GtkWidget *list;
  GtkSortListModel *sorted;
};

G_DEFINE_FINAL_TYPE (LkFolderWindow, lk_folder_window, ADW_TYPE_WINDOW)

static const struct
{
  const char *property;
  const char *title;
  gboolean numeric;
} columns[] = {
  { "name", N_ ("File"), FALSE },
  { "class", N_ ("Class"), FALSE },
  { "prediction", N_ ("Most Like"), FALSE },
  { "margin", N_ ("Margin"), TRUE },
  { "decisive", N_ ("Decided By"), FALSE },
  { "higher", N_ ("Shots Above"), TRUE },
};

static char *
describe_place (LkFolderItem *item)
{
  const LkPlace *place = &lk_folder_item_get (item)->found.place;

  if (place->n_members == 0)
    return g_strdup ("–");
  /* Translators: "24 of 25": left-out shots that are more like their own class. */
  return g_strdup_printf (_ ("%u of %u"), place->n_higher[LK_MEMBERSHIP_FUSED],
                          place->n_members);
}

static char *
describe (gpointer item, gpointer data)
{
  const char *property = data;
  char *text = NULL;

  if (g_str_equal (property, "margin"))
    return lk_number_fixed (lk_folder_item_get (item)->found.margin, 3);
  if (g_str_equal (property, "higher"))
    return describe_place (item);
  if (g_str_equal (property, "class") && lk_folder_item_is_of_none (item))
    return g_strdup (_ ("none of these"));
  g_object_get (item, property, &text, NULL);
  return text;
}

static void
show_counts (LkFolderWindow *self)
{
  GListModel *pictures = lk_folder_job_get_pictures (self->job);
  guint n = g_list_model_get_n_items (pictures), n_none = 0;
  guint n_skipped = lk_folder_job_get_progress (self->job)->n_skipped;
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (LkFolderItem) item = g_list_model_get_item (pictures, i);

      n_none += lk_folder_item_is_of_none (item) ? 1 : 0;
    }
  g_string_printf (text, ngettext ("%u picture", "%u pictures", n), n);
  if (n_none > 0)
    g_string_append_printf (text, _ (", %u of none of these classes"), n_none);
  if (n_skipped > 0)
    g_string_append_printf (text, _ (", %u could not be read"), n_skipped);
  gtk_label_set_text (GTK_LABEL (self->counts), text->str);
}

static void
show_status (LkFolderWindow *self, const char *text, gboolean is_error)
{
  gtk_label_set_text (GTK_LABEL (self->status), text);
  gtk_widget_set_visible (self->status, *text != '\0');
  if (is_error)
    gtk_widget_add_css_class (self->status, "error");
  else
    gtk_widget_remove_css_class (self->status, "error");
}

static void
update (LkFolderWindow *self)
{
  const LkFolderProgress *progress = lk_folder_job_get_progress (self->job);
  gboolean running = lk_folder_job_get_running (self->job);
  gboolean stopped = !running && progress->n_done < progress->total;
  guint n = g_list_model_get_n_items (lk_folder_job_get_pictures (self->job));

  gtk_progress_bar_set_fraction (
      GTK_PROGRESS_BAR (self->progress),
      progress->total > 0 ? (double) progress->n_done / progress->total : 0);
  gtk_widget_set_visible (self->progress, running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "folder.cancel", running);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "folder.continue", stopped);
  gtk_widget_set_visible (self->cancel, !stopped);
  gtk_widget_set_visible (self->go_on, stopped);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "folder.save", !running && n > 0);
  show_counts (self);
}

static void
on_reported (LkFolderWindow *self)
{
  const LkFolderProgress *progress = lk_folder_job_get_progress (self->job);
  g_autofree char *text
      = g_strdup_printf (_ ("Picture %u of %u"), progress->n_done, progress->total);

  if (lk_folder_job_get_running (self->job))
    show_status (self, text, FALSE);
  update (self);
}

static void
on_ended (LkFolderWindow *self, const char *problem)
{
  const LkFolderProgress *progress = lk_folder_job_get_progress (self->job);
  g_autofree char *stopped
      = g_strdup_printf (ngettext ("Stopped after %u of %u picture",
                                   "Stopped after %u of %u pictures", progress->total),
                         progress->n_done, progress->total);

  if (problem != NULL)
    show_status (self, problem, TRUE);
  else
    show_status (self, progress->n_done < progress->total ? stopped : "", FALSE);
  update (self);
}

/* The query of that file, or -1. */
static int
find_query (LkFolderWindow *self, const char *path)
{
  GListModel *queries = lk_episode_get_queries (lk_session_get_episode (self->session));

  for (guint i = 0; i < g_list_model_get_n_items (queries); i++)
    {
      g_autoptr (LkQuery) query = g_list_model_get_item (queries, i);

      if (g_strcmp0 (lk_picture_get_path (lk_query_get_picture (query)), path) == 0)
        return (int) i;
    }
  return -1;
}

static void
open_picture (LkFolderWindow *self, const char *path)
{
  GtkWindow *parent = gtk_window_get_transient_for (GTK_WINDOW (self));
  int query = find_query (self, path);
  LkFigureKind kind;

  if (!lk_figure_kind_from_view (lk_session_get_view (self->session), &kind))
    lk_session_set_view (self->session, "decision");
  if (query >= 0)
    lk_session_select_query (self->session, query);
  else
    {
      g_auto (GValue) value = G_VALUE_INIT;

      g_value_init (&value, G_TYPE_FILE);
      g_value_take_object (&value, g_file_new_for_path (path));
      lk_intake_take (self->session, LK_INTAKE_QUERIES, 0, &value);
    }
  if (parent != NULL)
    gtk_window_present (parent);
}

static void
on_activate (GtkColumnView *list, guint position, LkFolderWindow *self)
{
  g_autoptr (LkFolderItem) item
      = g_list_model_get_item (G_LIST_MODEL (self->sorted), position);

  if (item != NULL)
    open_picture (self, lk_folder_item_get_path (item));
}

static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_folder_job_cancel (LK_FOLDER_WINDOW (widget)->job);
}

static void
run (LkFolderWindow *self)
{
  lk_folder_job_run (self->job);
  on_reported (self);
}

static void
go_on (GtkWidget *widget, const char *name, GVariant *parameter)
{
  run (LK_FOLDER_WINDOW (widget));
}

static void
on_place_chosen (GListModel *files, gpointer user_data)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  if (path != NULL)
    lk_folder_window_save (user_data, path);
}

static void
save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  static const char *const endings[] = { "csv", NULL };
  const LkChooserSave what = { _ ("Save Table"), "classified.csv", endings };

  lk_chooser_save (widget, &what, on_place_chosen, widget, NULL);
}

static void
on_setup_picture (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  gtk_list_item_set_child (item, lk_thumbnail_new (THUMBNAIL_SIZE));
}

static void
on_bind_picture (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  lk_thumbnail_set_path (LK_THUMBNAIL (gtk_list_item_get_child (item)),
                         lk_folder_item_get_path (gtk_list_item_get_item (item)));
}

static void
on_unbind_picture (GtkSignalListItemFactory *factory, GtkListItem *item, gpointer data)
{
  lk_thumbnail_set_path (LK_THUMBNAIL (gtk_list_item_get_child (item)), NULL);
}

static void
append_picture_column (LkFolderWindow *self)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column
      = gtk_column_view_column_new (_ ("Picture"), factory);

  g_signal_connect (factory, "setup", G_CALLBACK (on_setup_picture), NULL);
  g_signal_connect (factory, "bind", G_CALLBACK (on_bind_picture), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (on_unbind_picture), NULL);
  gtk_column_view_column_set_fixed_width (column, 2 * THUMBNAIL_SIZE);
  gtk_column_view_append_column (GTK_COLUMN_VIEW (self->list), column);
}

static void
append_text_column (LkFolderWindow *self, guint index)
{
  GtkColumnView *view = GTK_COLUMN_VIEW (self->list);
  GtkExpression *expression
      = gtk_property_expression_new (LK_TYPE_FOLDER_ITEM, NULL, columns[index].property);
  gboolean numeric = columns[index].numeric;
  g_autoptr (GtkSorter) sorter = numeric
                                     ? GTK_SORTER (gtk_numeric_sorter_new (expression))
                                     : GTK_SORTER (gtk_string_sorter_new (expression));
  g_autoptr (GtkColumnViewColumn) column = NULL;

  lk_text_column_append (view, _ (columns[index].title), numeric, !numeric, describe,
                         (gpointer) columns[index].property);
  column = g_list_model_get_item (gtk_column_view_get_columns (view), index + 1);
  gtk_column_view_column_set_sorter (column, sorter);
}

static void
lk_folder_window_dispose (GObject *object)
{
  LkFolderWindow *self = LK_FOLDER_WINDOW (object);

  if (self->job != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->job, self);
      lk_folder_job_cancel (self->job);
    }
  g_clear_object (&self->job);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_FOLDER_WINDOW);
  g_clear_object (&self->sorted);
  g_clear_object (&self->session);
  G_OBJECT_CLASS (lk_folder_window_parent_class)->dispose (object);
}

static void
lk_folder_window_class_init (LkFolderWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_folder_window_dispose;
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-folder-window.ui");
  gtk_widget_class_bind_template_child (widget_class, LkFolderWindow, cancel);
  gtk_widget_class_bind_template_child (widget_class, LkFolderWindow, go_on);
  gtk_widget_class_bind_template_child (widget_class, LkFolderWindow, title);
  gtk_widget_class_bind_template_child (widget_class, LkFolderWindow, status);
  gtk_widget_class_bind_template_child (widget_class, LkFolderWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, LkFolderWindow, counts);
  gtk_widget_class_bind_template_child (widget_class, LkFolderWindow, list);
  gtk_widget_class_bind_template_callback (widget_class, on_activate);
  gtk_widget_class_install_action (widget_class, "folder.cancel", NULL, cancel);
  gtk_widget_class_install_action (widget_class, "folder.continue", NULL, go_on);
  gtk_widget_class_install_action (widget_class, "folder.save", NULL, save);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_w, GDK_CONTROL_MASK,
                                       "window.close", NULL);
}

static void
lk_folder_window_init (LkFolderWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  append_picture_column (self);
  for (guint i = 0; i < G_N_ELEMENTS (columns); i++)
    append_text_column (self, i);
}

/* In the order of the columns' heads. */
static void
set_model (LkFolderWindow *self)
{
  GtkSorter *sorter = gtk_column_view_get_sorter (GTK_COLUMN_VIEW (self->list));
  g_autoptr (GtkSingleSelection) selection = NULL;

  self->sorted = gtk_sort_list_model_new (
      g_object_ref (lk_folder_job_get_pictures (self->job)), g_object_ref (sorter));
  gtk_sort_list_model_set_incremental (self->sorted, TRUE);
  selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->sorted)));
  gtk_single_selection_set_autoselect (selection, FALSE);
  gtk_single_selection_set_can_unselect (selection, TRUE);
  gtk_column_view_set_model (GTK_COLUMN_VIEW (self->list),
                             GTK_SELECTION_MODEL (selection));
}

LkFolderWindow *
lk_folder_window_new (GtkWindow *parent, LkSession *session, LkFolderJob *job)
{
  LkFolderWindow *self;
  g_autofree char *name = NULL;

  g_return_val_if_fail (LK_IS_SESSION (session) && LK_IS_FOLDER_JOB (job), NULL);

  self = g_object_new (LK_TYPE_FOLDER_WINDOW, "transient-for", parent,
                       "destroy-with-parent", TRUE, NULL);
  self->session = g_object_ref (session);
  self->job = g_object_ref (job);
  name = g_filename_display_basename (lk_folder_job_get_folder (job));
  adw_window_title_set_subtitle (ADW_WINDOW_TITLE (self->title), name);
  set_model (self);
  g_signal_connect_swapped (job, "reported", G_CALLBACK (on_reported), self);
  g_signal_connect_swapped (job, "ended", G_CALLBACK (on_ended), self);
  run (self);
  return self;
}

void
lk_folder_window_save (LkFolderWindow *self, const char *path)
{
  g_autofree char *shown = NULL;
  g_autofree char *text = NULL;
  g_autoptr (GError) error = NULL;

  g_return_if_fail (LK_IS_FOLDER_WINDOW (self) && path != NULL);

  if (!lk_folder_job_save_csv (self->job, path, &error))
    {
      show_status (self, error->message, TRUE);
      return;
    }
  shown = g_filename_display_basename (path);
  text = g_strdup_printf (_ ("Saved as %s"), shown);
  show_status (self, text, FALSE);
}

static void
on_folder_chosen (GListModel *files, gpointer user_data)
{
  LkWindow *window = user_data;
  LkSession *session = lk_window_get_session (window);
  LkScoring *scoring = lk_session_get_scoring (session);
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;
  g_autoptr (LkFolderJob) job = NULL;

  if (path == NULL || scoring == NULL)
    return;
  job = lk_folder_job_new (scoring, lk_session_get_options (session), path);
  gtk_window_present (
      GTK_WINDOW (lk_folder_window_new (GTK_WINDOW (window), session, job)));
}

void
lk_folder_window_ask (LkWindow *window)
{
  g_return_if_fail (LK_IS_WINDOW (window));

  lk_chooser_open (GTK_WIDGET (window), LK_CHOOSER_FOLDER, _ ("Classify a Folder"),
                   on_folder_chosen, window);
}
