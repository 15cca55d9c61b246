/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "lk-window-private.h"

#include <glib/gi18n-lib.h>

#include "lk-compare-page.h"
#include "lk-decision-page.h"
#include "lk-decision-panel.h"
#include "lk-distribution-view.h"
#include "lk-episodes-page.h"
#include "lk-headline.h"
#include "lk-hint.h"
#include "lk-intake.h"
#include "lk-look-bar.h"
#include "lk-manners.h"
#include "lk-network-question.h"
#include "lk-pane.h"
#include "lk-part-view.h"
#include "lk-pixel-view.h"
#include "lk-recent-menu.h"
#include "lk-short-choice.h"
#include "lk-table-view.h"
#include "lk-train-page.h"
#include "lk-width-menu.h"

/* From which on what is shown is seen to be of before. */
#define SLOW_MS 250

G_DEFINE_FINAL_TYPE (LkWindow, lk_window, ADW_TYPE_APPLICATION_WINDOW)

/* What is said already is not said once more, as a stroke of the brush would. */
void
lk_window_show_toast (LkWindow *self, const char *text, gboolean with_undo)
{
  /* A toast's title is markup: names may hold what is none. */
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  AdwToast *toast;

  if (self->last_toast != NULL
      && g_str_equal (adw_toast_get_title (self->last_toast), escaped))
    return;
  toast = adw_toast_new (escaped);
  if (with_undo)
    {
      adw_toast_set_button_label (toast, _ ("_Undo"));
      adw_toast_set_action_name (toast, "win.undo");
    }
  g_clear_weak_pointer (&self->last_toast);
  g_set_weak_pointer (&self->last_toast, toast);
  adw_toast_overlay_add_toast (ADW_TOAST_OVERLAY (self->toasts), toast);
}

static void
on_message (LkWindow *self, const char *text)
{
  lk_window_show_toast (self, text, FALSE);
}

static void
update_class_list (LkWindow *self)
{
  LkScoring *scoring = lk_session_get_scoring (self->session);
  g_autoptr (GtkStringList) names = gtk_string_list_new (NULL);
  LkEpisodeState *episode;

  if (scoring == NULL)
    return;
  episode = lk_scoring_get_episode (scoring);
  gtk_string_list_append (names, _ ("the winner"));
  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    gtk_string_list_append (names, lk_episode_state_get_class_name (episode, i));
  self->updating = TRUE;
  gtk_drop_down_set_model (GTK_DROP_DOWN (self->shown_class), G_LIST_MODEL (names));
  self->updating = FALSE;
}

/* (nullable) */
static const char *
get_summary (LkWindow *self)
{
  const char *view = lk_session_get_view (self->session);

  if (g_str_equal (view, "pixel"))
    return lk_canvas_get_summary (LK_CANVAS (self->pixel_view));
  if (g_str_equal (view, "part"))
    return lk_canvas_get_summary (LK_CANVAS (self->part_view));
  if (g_str_equal (view, "distribution"))
    return lk_canvas_get_summary (LK_CANVAS (self->distribution_view));
  return lk_decision_page_get_summary (LK_DECISION_PAGE (self->decision_page));
}

/* What is painted out comes first: it is watched while it is painted. */
static void
update_summary (LkWindow *self)
{
  const char *summary = get_summary (self);
  g_autofree char *mask = lk_session_describe_mask (self->session);
  g_autofree char *both
      = mask != NULL ? g_strdup_printf ("%s · %s", mask, summary != NULL ? summary : "")
                     : g_strdup (summary);

  gtk_label_set_text (GTK_LABEL (self->summary), both != NULL ? both : "");
  lk_hint_set_text (self->summary, both);
}

/* The twin is made only while it is looked at. */
static void
update_table (LkWindow *self)
{
  LkEvidence *evidence = lk_session_get_evidence (self->session);
  gboolean wanted = lk_session_get_look (self->session)->tables && evidence != NULL
                    && lk_window_shows_evidence (self);
  LkFigureKind kind;
  guint shown;

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->tables), wanted);
  gtk_stack_set_visible_child_name (GTK_STACK (self->twins), wanted ? "table" : "drawn");
  if (!wanted || !lk_figure_kind_from_view (lk_session_get_view (self->session), &kind))
    return;
  shown = lk_session_get_shown_class (self->session);
  lk_table_view_take_table (LK_TABLE_VIEW (self->table_view),
                            lk_table_new_for_view (evidence, kind, shown));
  lk_table_view_take_table (LK_TABLE_VIEW (self->cells_table_view),
                            kind == LK_FIGURE_DECISION ? lk_table_new_for_view (
                                evidence, LK_FIGURE_EVIDENCE, shown)
                                                       : NULL);
  gtk_widget_set_visible (self->cells_table_view, kind == LK_FIGURE_DECISION);
}

static void
on_tables_toggled (LkWindow *self)
{
  LkLook look;

  if (self->updating)
    return;
  look = *lk_session_get_look (self->session);
  look.tables = gtk_toggle_button_get_active (GTK_TOGGLE_BUTTON (self->tables));
  lk_session_set_look (self->session, &look);
}

static void
update_selection (LkWindow *self)
{
  const char *view = lk_session_get_view (self->session);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (self));
  gboolean in_bar = focus != NULL && gtk_widget_is_ancestor (focus, self->evidence_bar);

  self->updating = TRUE;
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (self->shown_class),
      (guint) (lk_session_get_selected_scored_class (self->session) + 1));
  adw_view_stack_set_visible_child_name (ADW_VIEW_STACK (self->views), view);
  if (lk_window_shows_evidence (self))
    lk_look_bar_show (LK_LOOK_BAR (self->look_bar), view);
  if (in_bar && !lk_window_shows_evidence (self))
    gtk_widget_child_focus (self->views, GTK_DIR_TAB_FORWARD);
  gtk_widget_set_visible (self->evidence_bar, lk_window_shows_evidence (self));
  gtk_widget_set_visible (self->headline, lk_window_shows_evidence (self));
  update_table (self);
  self->updating = FALSE;
  lk_window_update_page (self);
  update_summary (self);
  lk_window_update_actions (self);
}

static void
on_scored (LkWindow *self)
{
  update_class_list (self);
  update_selection (self);
}

static void
on_view_changed (LkWindow *self)
{
  if (!self->updating && self->session != NULL)
    lk_session_set_view (self->session, adw_view_stack_get_visible_child_name (
                                            ADW_VIEW_STACK (self->views)));
}

static void
on_class_chosen (LkWindow *self)
{
  guint selected = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->shown_class));

  if (!self->updating && selected != GTK_INVALID_LIST_POSITION)
    lk_session_select_scored_class (self->session, (int) selected - 1);
}

static void
on_refused (LkSession *session, const char *path, gpointer user_data)
{
  lk_recent_menu_remove (path);
}

static void
on_path_changed (LkWindow *self)
{
  if (lk_session_get_path (self->session) != NULL)
    lk_recent_menu_add (LK_RECENT_SESSIONS, lk_session_get_path (self->session));
}

/* One that is chosen and was opened, too. */
static void
on_model_changed (LkWindow *self)
{
  LkModel *model = lk_session_get_model (self->session);

  if (model != NULL
      && g_str_equal (lk_model_get_name (model),
                      lk_session_get_model_name (self->session))
      && !g_str_has_prefix (lk_model_get_name (model), "builtin:"))
    lk_recent_menu_add (LK_RECENT_CHECKPOINTS, lk_model_get_path (model));
}

static void
update_title (LkWindow *self)
{
  g_autofree char *title = lk_session_get_title (self->session);
  g_autofree char *shown = lk_session_get_modified (self->session)
                               ? g_strconcat ("• ", title, NULL)
                               : g_strdup (title);
  g_autofree char *told = g_strdup_printf (_ ("%s, with changes not saved"), title);
  g_autofree char *window_title = g_strdup_printf ("%s – Likeness", title);

  adw_view_switcher_title_set_title (ADW_VIEW_SWITCHER_TITLE (self->title), shown);
  gtk_label_set_text (GTK_LABEL (self->name), shown);
  gtk_widget_set_tooltip_text (self->name,
                               lk_session_get_modified (self->session) ? told : title);
  gtk_window_set_title (GTK_WINDOW (self), window_title);
}

static gboolean
on_slow (gpointer user_data)
{
  LkWindow *self = user_data;

  self->slow = 0;
  gtk_widget_add_css_class (self->twins, "stale");
  return G_SOURCE_REMOVE;
}

/* What takes a moment only does not blink. */
static void
update_stale (LkWindow *self, gboolean busy)
{
  if (!busy)
    {
      g_clear_handle_id (&self->slow, g_source_remove);
      gtk_widget_remove_css_class (self->twins, "stale");
    }
  else if (self->slow == 0 && lk_window_shows_evidence (self))
    self->slow = g_timeout_add (SLOW_MS, on_slow, self);
}

static void
update_busy (LkWindow *self)
{
  double progress = lk_session_get_progress (self->session);
  gboolean busy = lk_session_get_busy (self->session);
  gboolean turns = busy || lk_session_get_reading (self->session);

  update_stale (self, busy);
  /* The switcher in the middle would have less room with it than without. */
  gtk_widget_set_opacity (self->busy, turns);
  gtk_widget_set_sensitive (self->busy, turns);
  gtk_widget_set_visible (self->progress, busy && progress > 0 && progress < 1);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress), progress);
  lk_window_update_page (self);
  lk_window_update_actions (self);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, LkWindow *self)
{
  GListModel *classes = lk_episode_get_classes (lk_session_get_episode (self->session));
  gboolean empty = g_list_model_get_n_items (classes) == 0;

  lk_intake_take (self->session, empty ? LK_INTAKE_NEW_CLASS : LK_INTAKE_QUERIES, 0,
                  value);
  return TRUE;
}

static gboolean
close_request (GtkWindow *window)
{
  if (lk_window_close_request (window))
    return TRUE;
  lk_session_cancel (LK_WINDOW (window)->session);
  return GTK_WINDOW_CLASS (lk_window_parent_class)->close_request (window);
}

static void
lk_window_dispose (GObject *object)
{
  LkWindow *self = LK_WINDOW (object);

  self->updating = TRUE;
  if (self->session != NULL)
    g_signal_handlers_disconnect_by_data (self->session, self);
  g_clear_handle_id (&self->slow, g_source_remove);
  g_clear_weak_pointer (&self->last_toast);
  gtk_widget_dispose_template (GTK_WIDGET (self), LK_TYPE_WINDOW);
  self->pixel_view = NULL;
  for (guint i = 0; i < LK_WINDOW_N_PANES; i++)
    g_clear_weak_pointer (&self->pane_focus[i]);
  lk_window_stop_keeping (self);
  g_clear_object (&self->session);
  g_clear_object (&self->settings);
  G_OBJECT_CLASS (lk_window_parent_class)->dispose (object);
}

static void
bind_children (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_child (widget_class, LkWindow, toasts);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, export_button);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, header);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, title);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, name);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, open_button);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, undo_button);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, redo_button);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, trouble);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, trouble_text);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, trouble_button);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, start_flap);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, end_flap);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, support_panel);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, decision_panel);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, incomplete);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, next_step);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, views);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, decision_page);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, pixel_view);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, part_view);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, distribution_view);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, shown_class);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, episodes_page);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, compare_page);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, train_page);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, evidence_bar);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, look_bar);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, tables);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, table_view);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, cells_table_view);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, headline);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, twins);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, summary);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, progress);
  gtk_widget_class_bind_template_child (widget_class, LkWindow, busy);
}

static void
lk_window_class_init (LkWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = lk_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = close_request;
  g_type_ensure (LK_TYPE_COMPARE_PAGE);
  g_type_ensure (LK_TYPE_EPISODES_PAGE);
  g_type_ensure (LK_TYPE_LOOK_BAR);
  g_type_ensure (LK_TYPE_PANE);
  g_type_ensure (LK_TYPE_SUPPORT_PANEL);
  g_type_ensure (LK_TYPE_TABLE_VIEW);
  g_type_ensure (LK_TYPE_TRAIN_PAGE);
  g_type_ensure (LK_TYPE_DECISION_PANEL);
  g_type_ensure (LK_TYPE_DECISION_PAGE);
  g_type_ensure (LK_TYPE_HEADLINE);
  g_type_ensure (LK_TYPE_PIXEL_VIEW);
  g_type_ensure (LK_TYPE_PART_VIEW);
  g_type_ensure (LK_TYPE_DISTRIBUTION_VIEW);
  gtk_widget_class_set_template_from_resource (
      widget_class, "/io/github/likeness/Likeness/ui/lk-window.ui");
  bind_children (widget_class);
  gtk_widget_class_bind_template_callback (widget_class, on_view_changed);
  gtk_widget_class_bind_template_callback (widget_class, on_class_chosen);
  gtk_widget_class_bind_template_callback (widget_class, on_tables_toggled);
  gtk_widget_class_bind_template_callback (widget_class, lk_window_close_trouble);
  lk_window_class_install_actions (widget_class);
  lk_window_class_install_files (widget_class);
  lk_window_class_install_steps (widget_class);
  lk_window_class_install_exports (widget_class);
}

static void
connect_session (LkWindow *self)
{
  GtkWidget *views[] = { self->pixel_view, self->part_view, self->distribution_view };

  g_signal_connect_swapped (self->session, "message", G_CALLBACK (on_message), self);
  g_signal_connect (self->session, "refused", G_CALLBACK (on_refused), NULL);
  g_signal_connect_swapped (self->session, "absent", G_CALLBACK (lk_window_tell_absent),
                            self);
  g_signal_connect_swapped (self->session, "scored", G_CALLBACK (on_scored), self);
  lk_network_question_watch (GTK_WINDOW (self), self->session);
  g_signal_connect_swapped (self->session, "selected", G_CALLBACK (update_selection),
                            self);
  g_signal_connect_swapped (self->session, "decided", G_CALLBACK (update_selection),
                            self);
  g_signal_connect_swapped (self->session, "notify::busy", G_CALLBACK (update_busy),
                            self);
  g_signal_connect_swapped (self->session, "notify::reading", G_CALLBACK (update_busy),
                            self);
  g_signal_connect_swapped (self->session, "notify::progress", G_CALLBACK (update_busy),
                            self);
  g_signal_connect_swapped (self->session, "notify::title", G_CALLBACK (update_title),
                            self);
  g_signal_connect_swapped (self->session, "notify::path", G_CALLBACK (on_path_changed),
                            self);
  g_signal_connect_swapped (self->session, "notify::model-name",
                            G_CALLBACK (on_model_changed), self);
  g_signal_connect_swapped (self->session, "notify::modified", G_CALLBACK (update_title),
                            self);
  g_signal_connect_swapped (self->session, "notify::undo-label",
                            G_CALLBACK (lk_window_update_actions), self);
  g_signal_connect_swapped (self->session, "notify::redo-label",
                            G_CALLBACK (lk_window_update_actions), self);
  g_signal_connect_swapped (self->decision_page, "notify::summary",
                            G_CALLBACK (update_summary), self);
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      lk_canvas_set_session (LK_CANVAS (views[i]), self->session);
      g_signal_connect_swapped (views[i], "notify::summary", G_CALLBACK (update_summary),
                                self);
    }
}

static void
lk_window_init (LkWindow *self)
{
  GtkDropTarget *files = lk_intake_drop_target_new ();
  g_autoptr (GMenuModel) recent = NULL;

  self->updating = TRUE;
  gtk_widget_init_template (GTK_WIDGET (self));
  lk_width_menu_append (GTK_MENU_BUTTON (self->export_button));
  lk_width_menu_add_action (GTK_APPLICATION_WINDOW (self));
  self->updating = FALSE;
  lk_short_choice_set_up (GTK_DROP_DOWN (self->shown_class), 6);
  self->settings = g_settings_new (LK_APP_ID);
  self->session = lk_session_new ();
  recent = lk_recent_menu_new (LK_RECENT_SESSIONS, "win.open-recent");
  adw_split_button_set_menu_model (ADW_SPLIT_BUTTON (self->open_button), recent);
  lk_support_panel_set_session (LK_SUPPORT_PANEL (self->support_panel), self->session);
  lk_decision_panel_set_session (LK_DECISION_PANEL (self->decision_panel), self->session);
  lk_look_bar_set_session (LK_LOOK_BAR (self->look_bar), self->session);
  lk_decision_page_set_session (LK_DECISION_PAGE (self->decision_page), self->session);
  lk_headline_set_session (LK_HEADLINE (self->headline), self->session);
  lk_episodes_page_set_session (LK_EPISODES_PAGE (self->episodes_page), self->session);
  lk_compare_page_set_session (LK_COMPARE_PAGE (self->compare_page), self->session);
  lk_train_page_set_session (LK_TRAIN_PAGE (self->train_page), self->session);
  lk_manners_teach (GTK_WIDGET (self));
  connect_session (self);
  g_signal_connect (files, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (self->pages, GTK_EVENT_CONTROLLER (files));
  gtk_window_set_default_size (GTK_WINDOW (self),
                               g_settings_get_int (self->settings, "window-width"),
                               g_settings_get_int (self->settings, "window-height"));
  if (g_settings_get_boolean (self->settings, "window-maximized"))
    gtk_window_maximize (GTK_WINDOW (self));
  update_title (self);
  update_selection (self);
}

LkWindow *
lk_window_new (AdwApplication *application)
{
  return g_object_new (LK_TYPE_WINDOW, "application", application, NULL);
}

LkSession *
lk_window_get_session (LkWindow *self)
{
  g_return_val_if_fail (LK_IS_WINDOW (self), NULL);
  return self->session;
}
