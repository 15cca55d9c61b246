/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "lk-class-row.h"
#include "lk-compare-page.h"
#include "lk-metric-choices.h"
#include "lk-query-strip.h"
#include "lk-recent-menu.h"
#include "lk-pane.h"
#include "lk-support-panel.h"
#include "lk-weight-triangle.h"
#include "window-fixture.h"

typedef struct
{
  char *folder;
  LkWindow *window;
  LkSession *session;
  LkEpisode *episode;
  char *message;
} Fixture;

static void
on_message (Fixture *fixture, const char *text)
{
  g_free (fixture->message);
  fixture->message = g_strdup (text);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("likeness-manners-XXXXXX", NULL);
  fixture->window = window_fixture_new_with_example ();
  fixture->session = lk_window_get_session (fixture->window);
  fixture->episode = lk_session_get_episode (fixture->session);
  g_signal_connect_swapped (fixture->session, "message", G_CALLBACK (on_message),
                            fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  window_fixture_free (fixture->window);
  window_fixture_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->message);
}

static GtkWidget *
find_type (Fixture *fixture, GType type, guint nth)
{
  return window_fixture_find (GTK_WIDGET (fixture->window), type, nth);
}

static GtkWidget *
find_id (Fixture *fixture, const char *id)
{
  return window_fixture_find_id (GTK_WIDGET (fixture->window), id);
}

static gboolean
has_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        return TRUE;
    }
  return FALSE;
}

/* Every entry of the window and every control that could be turned. */
static void
check_manners (GtkWidget *root, guint *n_entries, guint *n_controls)
{
  if (GTK_IS_POPOVER (root) || GTK_IS_SCROLLBAR (root))
    return;
  if (GTK_IS_TEXT (root))
    {
      g_assert_false (has_controller (root, GTK_TYPE_DROP_TARGET));
      g_assert_false (has_controller (root, GTK_TYPE_DROP_TARGET_ASYNC));
      (*n_entries)++;
    }
  if (GTK_IS_RANGE (root) || GTK_IS_SPIN_BUTTON (root))
    {
      g_assert_false (has_controller (root, GTK_TYPE_EVENT_CONTROLLER_SCROLL));
      (*n_controls)++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    check_manners (child, n_entries, n_controls);
}

static void
test_drops_and_wheel (Fixture *fixture, gconstpointer data)
{
  guint n_entries = 0, n_controls = 0;

  check_manners (GTK_WIDGET (fixture->window), &n_entries, &n_controls);
  g_assert_cmpuint (n_entries, >=, 5 + 2);
  g_assert_cmpuint (n_controls, >=, 3 + 2);
}

/* What the drawing says under the pointer, no second tip says over it. */
static void
test_one_tip (Fixture *fixture, gconstpointer data)
{
  g_assert_false (
      gtk_widget_get_has_tooltip (find_type (fixture, LK_TYPE_WEIGHT_TRIANGLE, 0)));
}

static gboolean
is_in_an_entry (Fixture *fixture)
{
  return GTK_IS_TEXT (gtk_root_get_focus (GTK_ROOT (fixture->window)));
}

static void
assert_nothing_selected (Fixture *fixture)
{
  for (guint i = 0; i < 5; i++)
    {
      GtkWidget *row = find_type (fixture, LK_TYPE_CLASS_ROW, i);

      g_assert_false (gtk_editable_get_selection_bounds (
          GTK_EDITABLE (window_fixture_find_id (row, "name")), NULL, NULL));
    }
}

/* Return ends it: no further key goes into the name. */
static void
test_rename_ends (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = find_type (fixture, LK_TYPE_CLASS_ROW, 1);
  GtkWidget *name = window_fixture_find_id (row, "name");

  gtk_widget_activate_action (row, "class.rename", NULL);
  g_assert_true (is_in_an_entry (fixture));
  gtk_editable_set_text (GTK_EDITABLE (name), "Feathered");
  g_signal_emit_by_name (name, "activate");
  window_fixture_settle (fixture->window);
  g_assert_false (is_in_an_entry (fixture));
  g_assert_nonnull (gtk_root_get_focus (GTK_ROOT (fixture->window)));
  assert_nothing_selected (fixture);
}

/* A class that moves takes the focus along, and no name is selected. */
static void
test_move_selects_nothing (Fixture *fixture, gconstpointer data)
{
  GtkWidget *row = find_type (fixture, LK_TYPE_CLASS_ROW, 1);
  GtkWidget *tile = window_fixture_find (row, GTK_TYPE_FLOW_BOX_CHILD, 2);

  gtk_widget_grab_focus (gtk_widget_get_first_child (tile));
  for (guint i = 0; i < 2; i++)
    {
      gtk_widget_activate_action (row, "class.move-down", NULL);
      window_fixture_settle (fixture->window);
      g_assert_true (find_type (fixture, LK_TYPE_CLASS_ROW, 2 + i) == row);
      g_assert_false (is_in_an_entry (fixture));
      g_assert_true (
          gtk_widget_is_ancestor (gtk_root_get_focus (GTK_ROOT (fixture->window)), row));
      assert_nothing_selected (fixture);
    }
  lk_class_row_start_name (LK_CLASS_ROW (row));
  gtk_widget_activate_action (row, "class.move-up", NULL);
  window_fixture_settle (fixture->window);
  g_assert_false (is_in_an_entry (fixture));
  assert_nothing_selected (fixture);
}

/* As many as there is room for, and it is said how many that are: shots of a new class,
 * and classes. */
static void
test_too_many (Fixture *fixture, gconstpointer data)
{
  GtkWidget *panel = find_type (fixture, LK_TYPE_SUPPORT_PANEL, 0);
  const char *paths[31] = { NULL };
  g_autofree char *folder = window_fixture_make_folder (fixture->folder, "Loose", 30);
  GListModel *classes = lk_episode_get_classes (fixture->episode);
  g_autoptr (LkClass) class = NULL;

  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *name = g_strdup_printf ("picture %u.png", i + 1);

      paths[i] = g_build_filename (folder, name, NULL);
    }
  window_fixture_drop (panel, paths);
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (g_list_model_get_n_items (classes), ==, 6);
  class = g_list_model_get_item (classes, 5);
  g_assert_cmpuint (g_list_model_get_n_items (lk_class_get_shots (class)), ==,
                    LK_EPISODE_MAX_SHOTS);
  g_assert_nonnull (strstr (fixture->message, "10 of 30"));
  for (guint i = 0; i < 30; i++)
    {
      g_autofree char *name = g_strdup_printf ("Class of %u", i);

      g_free ((char *) paths[i]);
      paths[i] = window_fixture_make_folder (fixture->folder, name, 1);
    }
  window_fixture_drop (panel, paths);
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (g_list_model_get_n_items (classes), ==, LK_EPISODE_MAX_CLASSES);
  g_assert_nonnull (strstr (fixture->message, "14 of 30"));
  for (guint i = 0; i < 30; i++)
    g_free ((char *) paths[i]);
}

static guint
count_recent (GMenuModel *menu, const char *path)
{
  guint n = 0;

  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autofree char *target = NULL;

      if (g_menu_model_get_item_attribute (menu, i, "target", "s", &target))
        n += path == NULL || g_str_equal (target, path);
    }
  return n;
}

typedef struct
{
  GMenuModel *menu;
  const char *path;
  guint n;
} Recent;

static gboolean
has_recent (gpointer data)
{
  const Recent *recent = data;

  return count_recent (recent->menu, recent->path) == recent->n;
}

static gboolean
has_message (gpointer data)
{
  return ((Fixture *) data)->message != NULL;
}

/* An empty list says so, and a session that cannot be opened any more is not in it. */
static void
test_recent (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GMenuModel) menu
      = lk_recent_menu_new (LK_RECENT_SESSIONS, "win.open-recent");
  g_autofree char *path = g_build_filename (fixture->folder, "a.likeness", NULL);
  g_autofree char *uri = g_filename_to_uri (path, NULL, NULL);
  Recent recent = { menu, path, 1 };

  g_assert_true (g_file_set_contents (path, "{}", -1, NULL));
  g_assert_cmpint (g_menu_model_get_n_items (menu), >, 0);
  /* What a file dialog enters is none that was opened. */
  gtk_recent_manager_add_item (gtk_recent_manager_get_default (), uri);
  window_fixture_settle (fixture->window);
  g_assert_cmpuint (count_recent (menu, path), ==, 0);
  lk_recent_menu_add (LK_RECENT_SESSIONS, path);
  test_wait (has_recent, &recent);
  lk_session_open (fixture->session, path);
  test_wait (has_message, fixture);
  recent.n = 0;
  test_wait (has_recent, &recent);
  g_assert_cmpint (g_menu_model_get_n_items (menu), >, 0);
}

/* What is taken back, and what is done again. */
static void
test_undo_tip (Fixture *fixture, gconstpointer data)
{
  GtkWidget *undo = find_id (fixture, "undo_button");
  GtkWidget *redo = find_id (fixture, "redo_button");

  lk_episode_remove_shot (fixture->episode, 0, 0);
  window_fixture_settle (fixture->window);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (undo), ==, "Undo: Remove Shot");
  lk_session_undo (fixture->session);
  window_fixture_settle (fixture->window);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (redo), ==, "Redo: Remove Shot");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (undo), ==, "Undo: Open the Example");
}

/* The last query of many is scrolled to, as when a mistake is opened. */
static void
test_query_is_seen (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GPtrArray) queries = g_ptr_array_new_with_free_func (g_object_unref);
  GtkWidget *strip = find_type (fixture, LK_TYPE_QUERY_STRIP, 0);
  GtkWidget *scroller = gtk_widget_get_ancestor (strip, GTK_TYPE_SCROLLED_WINDOW);
  g_autoptr (LkQuery) first
      = g_list_model_get_item (lk_episode_get_queries (fixture->episode), 0);
  GtkWidget *tile;
  graphene_rect_t bounds;

  for (guint i = 0; i < 60; i++)
    g_ptr_array_add (queries, lk_query_new (lk_query_get_picture (first), NULL));
  lk_episode_add_queries (fixture->episode, queries);
  window_fixture_settle (fixture->window);
  lk_session_select_query (fixture->session, 69);
  for (guint i = 0; i < 30; i++)
    {
      window_fixture_settle (fixture->window);
      g_usleep (10000);
    }
  tile = window_fixture_find (strip, LK_TYPE_PICTURE_TILE, 69);
  g_assert_true (gtk_widget_compute_bounds (tile, scroller, &bounds));
  g_assert_cmpfloat (bounds.origin.y, >=, -1);
  g_assert_cmpfloat (bounds.origin.y + bounds.size.height, <=,
                     gtk_widget_get_height (scroller) + 1);
}

/* B that is A cannot be made so. */
static void
test_same_as_a (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = find_type (fixture, LK_TYPE_COMPARE_PAGE, 0);
  GtkWidget *reset = window_fixture_find_id (page, "reset");
  GtkWidget *distance = window_fixture_find_id (page, "distance");
  guint before;

  lk_session_set_view (fixture->session, "compare");
  window_fixture_settle (fixture->window);
  before = gtk_drop_down_get_selected (GTK_DROP_DOWN (distance));
  g_assert_false (gtk_widget_get_sensitive (reset));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (distance), (before + 1) % LK_N_DISTANCES);
  window_fixture_settle (fixture->window);
  g_assert_true (gtk_widget_get_sensitive (reset));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (distance), before);
  window_fixture_settle (fixture->window);
  g_assert_false (gtk_widget_get_sensitive (reset));
}

/* A translated title shows its mnemonic, where a tab can have none. */
static void
test_tabs (Fixture *fixture, gconstpointer data)
{
  AdwViewStack *views = ADW_VIEW_STACK (find_id (fixture, "views"));
  g_autoptr (GtkSelectionModel) pages = adw_view_stack_get_pages (views);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (pages)); i++)
    {
      g_autoptr (AdwViewStackPage) page = g_list_model_get_item (G_LIST_MODEL (pages), i);

      g_assert_false (adw_view_stack_page_get_use_underline (page));
      g_assert_null (strchr (adw_view_stack_page_get_title (page), '_'));
    }
}

/* The edge that is dragged is the one to the middle of the window, and makes the pane
 * wider towards it, in both directions of writing. */
static void
test_pane_edge (Fixture *fixture, gconstpointer data)
{
  static const GtkTextDirection directions[] = { GTK_TEXT_DIR_LTR, GTK_TEXT_DIR_RTL };
  GtkWidget *window = GTK_WIDGET (fixture->window);

  for (guint d = 0; d < G_N_ELEMENTS (directions); d++)
    {
      gtk_widget_set_default_direction (directions[d]);
      gtk_test_widget_wait_for_draw (window);
      for (guint i = 0; i < 2; i++)
        {
          GtkWidget *pane = window_fixture_find (window, LK_TYPE_PANE, i);
          GtkWidget *handle = gtk_widget_get_last_child (pane);
          GtkGesture *drag
              = window_fixture_find_controller (handle, GTK_TYPE_GESTURE_DRAG);
          graphene_rect_t bounds, edge;
          gboolean on_left;
          int before, after;

          g_assert_true (gtk_widget_compute_bounds (pane, window, &bounds));
          g_assert_true (gtk_widget_compute_bounds (handle, window, &edge));
          on_left = bounds.origin.x > gtk_widget_get_width (window) / 2.0;
          g_assert_cmpfloat (edge.origin.x, ==,
                             on_left
                                 ? bounds.origin.x
                                 : bounds.origin.x + bounds.size.width - edge.size.width);
          g_object_get (pane, "pane-width", &before, NULL);
          g_signal_emit_by_name (drag, "drag-update", on_left ? -10.0 : 10.0, 0.0);
          g_object_get (pane, "pane-width", &after, NULL);
          g_assert_cmpint (after, ==, before + 10);
        }
    }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/manners/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  /* The list of recent files is everybody's: programs beside this one write it too. */
  g_autofree char *home = g_dir_make_tmp ("likeness-manners-XXXXXX", NULL);
  int status;

  g_assert_true (g_setenv ("XDG_DATA_HOME", home, TRUE));
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("drops-and-wheel", test_drops_and_wheel);
  ADD ("one-tip", test_one_tip);
  ADD ("rename-ends", test_rename_ends);
  ADD ("move-selects-nothing", test_move_selects_nothing);
  ADD ("too-many", test_too_many);
  ADD ("recent", test_recent);
  ADD ("undo-tip", test_undo_tip);
  ADD ("query-is-seen", test_query_is_seen);
  ADD ("same-as-a", test_same_as_a);
  ADD ("tabs", test_tabs);
  ADD ("pane-edge", test_pane_edge);
  status = g_test_run ();
  window_fixture_remove_folder (home);
  return status;
}
