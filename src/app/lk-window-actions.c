/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-window-private.h"

#include <glib/gi18n-lib.h>
#include <string.h>

#include "lk-chooser.h"
#include "lk-decision-page.h"
#include "lk-folder-window.h"
#include "lk-intake.h"
#include "lk-network-page.h"
#include "lk-part-view.h"
#include "lk-tour.h"

static char *
get_path (GListModel *files)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);

  return file != NULL ? g_file_get_path (file) : NULL;
}

static void
tell (LkWindow *self, GError *error)
{
  if (error != NULL)
    lk_window_show_toast (self, error->message, FALSE);
}

static void
new_session (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkWindow *self = LK_WINDOW (widget);
  g_autoptr (LkEpisodeState) empty = lk_episode_state_new ();

  lk_session_replace (self->session, empty, NULL, NULL, _ ("Clear Everything"));
  lk_window_show_toast (self, _ ("The episode was cleared"), TRUE);
}

/* Who tries the example for the first time is offered to be shown around. */
static void
offer_tour (LkWindow *self)
{
  AdwToast *toast;

  if (g_settings_get_boolean (self->settings, "tour-offered"))
    return;
  g_settings_set_boolean (self->settings, "tour-offered", TRUE);
  toast = adw_toast_new (_ ("New here?"));
  adw_toast_set_button_label (toast, _ ("_Show Me Around"));
  adw_toast_set_action_name (toast, "win.tour");
  adw_toast_set_timeout (toast, 15);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), toast);
}

static void
open_example (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_session_open_example (LK_WINDOW (widget)->session);
  offer_tour (LK_WINDOW (widget));
}

static void
open_photographs (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_session_open_photographs (LK_WINDOW (widget)->session);
  offer_tour (LK_WINDOW (widget));
}

static void
start_tour (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkWindow *self = LK_WINDOW (widget);
  gboolean decided = lk_session_get_evidence (self->session) != NULL;
  /* A stack takes nothing but pages for its children, when they are told of. */
  GtkWidget *middle = gtk_widget_get_parent (self->pages);
  const LkTourStop stops[] = {
    { self->support_panel, GTK_POS_RIGHT,
      _ ("What goes in: classes with a few pictures each, and below them the queries. "
         "Drop "
         "files or folders here; right-click a picture for more.") },
    { decided ? self->title : middle, decided ? GTK_POS_BOTTOM : GTK_POS_TOP,
      decided
          ? _ ("Why: four views of one decision. Point at a cell, a channel or a "
               "class and it "
               "explains itself; everything adds up.")
          : _ ("Why: here the decision is explained, once there are two classes and a "
               "query.") },
    { self->decision_panel, GTK_POS_LEFT,
      decided
          ? _ ("What comes out: the class the query is most like, and what each level "
               "adds. Drag "
               "the point in the triangle to see which weights would say otherwise.")
          : _ ("What comes out: here the answer stands, and what it is computed "
               "with.") },
    { self->evidence_bar, GTK_POS_TOP,
      _ ("What if: choose the class whose evidence is shown, paint cells of the query "
         "out, "
         "and read every view as a table.") },
  };

  /* The pages of many queries have no look bar to point at. */
  if (!gtk_widget_get_visible (self->evidence_bar))
    lk_session_set_view (self->session, "decision");
  lk_tour_start (stops, G_N_ELEMENTS (stops));
}

static void
undo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_session_undo (LK_WINDOW (widget)->session);
}

static void
redo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_session_redo (LK_WINDOW (widget)->session);
}

static void
paste (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_support_panel_paste (LK_SUPPORT_PANEL (LK_WINDOW (widget)->support_panel));
}

static void
add_class (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkWindow *self = LK_WINDOW (widget);
  g_autoptr (GError) error = NULL;

  if (lk_episode_add_class (lk_session_get_episode (self->session), NULL, NULL, &error))
    lk_support_panel_start_last_name (LK_SUPPORT_PANEL (self->support_panel));
  tell (self, error);
}

static void
take (LkWindow *self, LkIntakeTarget target, GListModel *files)
{
  g_auto (GValue) value = G_VALUE_INIT;

  lk_chooser_to_value (files, &value);
  lk_intake_take (self->session, target, 0, &value);
}

static void
on_folders_chosen (GListModel *files, gpointer user_data)
{
  take (user_data, LK_INTAKE_NEW_CLASS, files);
}

static void
add_folders (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_chooser_open (widget, LK_CHOOSER_FOLDERS, _ ("Add Folders as Classes"),
                   on_folders_chosen, widget);
}

static void
on_queries_chosen (GListModel *files, gpointer user_data)
{
  take (user_data, LK_INTAKE_QUERIES, files);
}

static void
add_queries (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_chooser_open (widget, LK_CHOOSER_PICTURES, _ ("Add Queries"), on_queries_chosen,
                   widget);
}

/* A folder's pictures are of the class that is called like it. */
static void
add_labelled_queries (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_chooser_open (widget, LK_CHOOSER_FOLDERS, _ ("Add Folders of Labelled Queries"),
                   on_queries_chosen, widget);
}

static void
classify_folder (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_folder_window_ask (LK_WINDOW (widget));
}

static void
on_model_chosen (GListModel *files, gpointer user_data)
{
  LkWindow *self = user_data;
  g_autofree char *path = get_path (files);

  if (path != NULL)
    lk_session_set_model (self->session, path, NULL);
}

static void
open_model (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_chooser_open (widget, LK_CHOOSER_CHECKPOINT, _ ("Open Checkpoint"), on_model_chosen,
                   widget);
}

static void
set_model (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_session_set_model (LK_WINDOW (widget)->session,
                        g_variant_get_string (parameter, NULL), NULL);
}

static void
tell_of_network (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkSession *session = LK_WINDOW (widget)->session;

  lk_network_page_present (GTK_WINDOW (widget), lk_session_get_model_name (session),
                           lk_session_get_profile (session),
                           lk_session_get_network (session));
}

static void
set_best (LkWindow *self, LkMetricOptions *options)
{
  const LkFlipAccuracy *accuracy = lk_session_get_accuracy_map (self->session);

  if (accuracy == NULL)
    {
      lk_window_show_toast (self, _ ("No query is labelled with the name of a class"),
                            FALSE);
      return;
    }
  memcpy (options->weights, accuracy->best, sizeof accuracy->best);
  lk_session_set_options (self->session, options);
}

static void
invert_cells (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_session_invert_mask (LK_WINDOW (widget)->session);
}

static void
show_all_cells (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_session_show_all_cells (LK_WINDOW (widget)->session);
}

/* As trained: the slopes the checkpoint's fusion layer learned, and the forms of the
 * levels they were learned on. */
static void
set_trained (LkWindow *self)
{
  if (lk_session_get_trained_fusion (self->session) != NULL)
    lk_session_set_as_trained (self->session, TRUE);
  else
    lk_window_show_toast (self, _ ("This model has no fusion layer"), FALSE);
}

static void
set_weights (GtkWidget *widget, const char *name, GVariant *parameter)
{
  LkWindow *self = LK_WINDOW (widget);
  const char *which = g_variant_get_string (parameter, NULL);
  LkMetricOptions options = *lk_session_get_options (self->session);

  if (g_str_equal (which, "trained"))
    {
      set_trained (self);
      return;
    }
  if (g_str_equal (which, "best"))
    {
      set_best (self, &options);
      return;
    }
  for (guint level = 0; level < LK_N_LEVELS; level++)
    if (g_str_equal (which, lk_level_to_string (level)))
      options.weights[level] = 1;
    else
      options.weights[level] = g_str_equal (which, "equal") ? 1.0 / LK_N_LEVELS : 0;
  lk_session_set_options (self->session, &options);
}

static void
cancel (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_session_cancel (LK_WINDOW (widget)->session);
}

static void
set_view (GtkWidget *widget, const char *name, GVariant *parameter)
{
  lk_session_set_view (LK_WINDOW (widget)->session,
                       g_variant_get_string (parameter, NULL));
}

static void
show_pair (GtkWidget *widget, const char *name, GVariant *parameter)
{
  guint row, column;

  g_variant_get (parameter, "(uu)", &row, &column);
  lk_part_view_show_entry (LK_PART_VIEW (LK_WINDOW (widget)->part_view), row, column);
}

/* (nullable): what the view in front draws. */
static GtkWidget *
get_canvas (LkWindow *self)
{
  const char *view = lk_session_get_view (self->session);

  if (g_str_equal (view, "decision"))
    return lk_decision_page_get_canvas (LK_DECISION_PAGE (self->decision_page));
  if (g_str_equal (view, "pixel"))
    return self->pixel_view;
  if (g_str_equal (view, "part"))
    return self->part_view;
  return g_str_equal (view, "distribution") ? self->distribution_view : NULL;
}

static void
zoom (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWidget *canvas = get_canvas (LK_WINDOW (widget));

  if (canvas != NULL)
    lk_canvas_zoom_step (lk_canvas_get_zoom (LK_CANVAS (canvas)),
                         g_str_equal (name, "win.zoom-in")    ? 1
                         : g_str_equal (name, "win.zoom-out") ? -1
                                                              : 0);
}

static void
toggle_flap (GtkWidget *flap)
{
  adw_flap_set_reveal_flap (ADW_FLAP (flap), !adw_flap_get_reveal_flap (ADW_FLAP (flap)));
}

static void
toggle_support (GtkWidget *widget, const char *name, GVariant *parameter)
{
  toggle_flap (LK_WINDOW (widget)->start_flap);
}

static void
toggle_decision (GtkWidget *widget, const char *name, GVariant *parameter)
{
  toggle_flap (LK_WINDOW (widget)->end_flap);
}

static const struct
{
  const char *name;
  const char *parameter_type;
  GtkWidgetActionActivateFunc activate;
} actions[] = {
  { "win.tour", NULL, start_tour },
  { "win.new", NULL, new_session },
  { "win.example", NULL, open_example },
  { "win.photographs", NULL, open_photographs },
  { "win.undo", NULL, undo },
  { "win.redo", NULL, redo },
  { "win.paste", NULL, paste },
  { "win.add-class", NULL, add_class },
  { "win.add-folders", NULL, add_folders },
  { "win.add-queries", NULL, add_queries },
  { "win.add-labelled-queries", NULL, add_labelled_queries },
  { "win.classify-folder", NULL, classify_folder },
  { "win.open-model", NULL, open_model },
  { "win.model", "s", set_model },
  { "win.about-network", NULL, tell_of_network },
  { "win.weights", "s", set_weights },
  { "win.show-all-cells", NULL, show_all_cells },
  { "win.invert-cells", NULL, invert_cells },
  { "win.show-pair", "(uu)", show_pair },
  { "win.cancel", NULL, cancel },
  { "win.view", "s", set_view },
  { "win.zoom-in", NULL, zoom },
  { "win.zoom-out", NULL, zoom },
  { "win.zoom-reset", NULL, zoom },
  { "win.toggle-support", NULL, toggle_support },
  { "win.toggle-decision", NULL, toggle_decision },
};

void
lk_window_class_install_actions (GtkWidgetClass *widget_class)
{
  for (guint i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (widget_class, actions[i].name,
                                     actions[i].parameter_type, actions[i].activate);
}

static void
say (GtkWidget *button, const char *text)
{
  if (g_strcmp0 (gtk_widget_get_tooltip_text (button), text) == 0)
    return;
  gtk_widget_set_tooltip_text (button, text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  text, -1);
}

/* What the buttons take back or do again is what their tooltips say. */
static void
say_steps (LkWindow *self)
{
  const char *undone = lk_session_get_undo_label (self->session);
  const char *redone = lk_session_get_redo_label (self->session);
  /* Translators: a step, as “Add 3 Shots”. */
  g_autofree char *undo_text = g_strdup_printf (_ ("Undo: %s"), undone);
  g_autofree char *redo_text = g_strdup_printf (_ ("Redo: %s"), redone);

  say (self->undo_button, undone != NULL ? undo_text : _ ("Undo"));
  say (self->redo_button, redone != NULL ? redo_text : _ ("Redo"));
}

static void
update_zoom (LkWindow *self)
{
  const gboolean any
      = get_canvas (self) != NULL && lk_session_get_evidence (self->session) != NULL;

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.zoom-in", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.zoom-out", any);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "win.zoom-reset", any);
}

void
lk_window_update_actions (LkWindow *self)
{
  LkEpisode *episode = lk_session_get_episode (self->session);
  gboolean any = g_list_model_get_n_items (lk_episode_get_classes (episode)) > 0
                 || g_list_model_get_n_items (lk_episode_get_queries (episode)) > 0;
  GtkWidget *widget = GTK_WIDGET (self);
  guint n_cells;

  gtk_widget_action_set_enabled (widget, "win.undo",
                                 lk_session_get_undo_label (self->session) != NULL);
  gtk_widget_action_set_enabled (widget, "win.redo",
                                 lk_session_get_redo_label (self->session) != NULL);
  say_steps (self);
  update_zoom (self);
  gtk_widget_action_set_enabled (widget, "win.new", any);
  gtk_widget_action_set_enabled (widget, "win.classify-folder",
                                 lk_session_get_scoring (self->session) != NULL);
  lk_window_update_exports (self);
  lk_window_update_files (self);
  lk_window_update_trouble (self);
  gtk_widget_action_set_enabled (widget, "win.invert-cells",
                                 lk_session_get_mask (self->session, &n_cells) != NULL);
  gtk_widget_action_set_enabled (widget, "win.show-all-cells",
                                 lk_session_has_masks (self->session));
  gtk_widget_action_set_enabled (widget, "win.cancel",
                                 lk_session_get_busy (self->session));
}
