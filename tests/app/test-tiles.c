/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "lk-class-row.h"
#include "lk-digits.h"
#include "lk-number-text.h"
#include "lk-picture-tile.h"
#include "lk-query-strip.h"
#include "lk-shelf.h"
#include "window-fixture.h"

/* The tiles of shots and queries: what they say, and what is done to several at once. */
typedef struct
{
  LkWindow *window;
  LkSession *session;
  LkEpisode *episode;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->window = window_fixture_new_with_example ();
  self->session = lk_window_get_session (self->window);
  self->episode = lk_session_get_episode (self->session);
  window_fixture_settle (self->window);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  window_fixture_free (self->window);
}

static GtkWidget *
find_shelf (GtkWidget *root)
{
  return window_fixture_find (root, LK_TYPE_SHELF, 0);
}

static GtkWidget *
get_strip (Fixture *self)
{
  return window_fixture_find (GTK_WIDGET (self->window), LK_TYPE_QUERY_STRIP, 0);
}

static LkShelf *
get_queries_shelf (Fixture *self)
{
  return LK_SHELF (find_shelf (get_strip (self)));
}

static LkShelf *
get_shots_shelf (Fixture *self, guint class_index)
{
  return LK_SHELF (find_shelf (
      window_fixture_find (GTK_WIDGET (self->window), LK_TYPE_CLASS_ROW, class_index)));
}

static gpointer
get_item (GListModel *list, guint position)
{
  g_autoptr (GObject) item = g_list_model_get_item (list, position);

  return item;
}

static GListModel *
get_shots (Fixture *self, guint class_index)
{
  return lk_class_get_shots (
      get_item (lk_episode_get_classes (self->episode), class_index));
}

static void
mark (LkShelf *shelf, guint position, gboolean range)
{
  g_signal_emit_by_name (lk_shelf_get_tile (shelf, position), "marked", range);
}

static void
drop (GtkWidget *widget, LkPictureTile *tile, double x, double y)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  g_auto (GValue) value = G_VALUE_INIT;
  gboolean taken = FALSE;

  g_value_init (&value, LK_TYPE_PICTURE_TILE);
  g_value_set_object (&value, tile);
  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      GObject *controller = get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller)
          && gdk_content_formats_contain_gtype (
              gtk_drop_target_get_formats (GTK_DROP_TARGET (controller)),
              LK_TYPE_PICTURE_TILE))
        g_signal_emit_by_name (controller, "drop", &value, x, y, &taken);
    }
  g_assert_true (taken);
}

static const char *
find_margin (GtkWidget *widget)
{
  if (LK_IS_DIGITS (widget) && gtk_widget_has_css_class (widget, "margin"))
    return gtk_widget_get_visible (widget) ? lk_digits_get_text (LK_DIGITS (widget))
                                           : NULL;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      const char *found = find_margin (child);

      if (found != NULL)
        return found;
    }
  return NULL;
}

/* Each query says how far ahead its class is; a shot has nothing to say. */
static void
test_margins (Fixture *self, gconstpointer data)
{
  GListModel *queries = lk_episode_get_queries (self->episode);
  LkShelf *shelf = get_queries_shelf (self);

  for (guint i = 0; i < g_list_model_get_n_items (queries); i++)
    {
      const LkDecision *decision
          = lk_session_get_decision (self->session, get_item (queries, i));
      g_autofree char *expected = lk_number_fixed (decision->margin, 2);

      g_assert_cmpstr (find_margin (GTK_WIDGET (lk_shelf_get_tile (shelf, i))), ==,
                       expected);
    }
  g_assert_null (
      find_margin (GTK_WIDGET (lk_shelf_get_tile (get_shots_shelf (self, 0), 0))));
}

static gboolean
is_drawn (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;

  gdk_paintable_snapshot (paintable, snapshot,
                          gdk_paintable_get_intrinsic_width (paintable),
                          gdk_paintable_get_intrinsic_height (paintable));
  node = gtk_snapshot_free_to_node (snapshot);
  if (node == NULL)
    return FALSE;
  gsk_render_node_unref (node);
  return TRUE;
}

static gboolean
is_in_sight (GtkWidget *widget)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (widget, GTK_TYPE_VIEWPORT);
  graphene_rect_t bounds;

  g_assert_true (gtk_widget_compute_bounds (widget, viewport, &bounds));
  return bounds.origin.y < gtk_widget_get_height (viewport)
         && bounds.origin.y + bounds.size.height > 0;
}

/* Returns how many of the tiles are not drawn; what is in sight is. */
static guint
check_shelf (LkShelf *shelf)
{
  guint n_hidden = 0;
  LkPictureTile *tile;

  for (guint i = 0; (tile = lk_shelf_get_tile (shelf, i)) != NULL; i++)
    {
      gboolean drawn = is_drawn (GTK_WIDGET (tile));

      g_assert_true (drawn || !is_in_sight (GTK_WIDGET (tile)));
      n_hidden += !drawn;
    }
  return n_hidden;
}

static gboolean
is_all_drawn (gpointer data)
{
  LkShelf *shelf = data;
  LkPictureTile *tile;

  for (guint i = 0; (tile = lk_shelf_get_tile (shelf, i)) != NULL; i++)
    if (is_in_sight (GTK_WIDGET (tile)) && !is_drawn (GTK_WIDGET (tile)))
      return FALSE;
  return TRUE;
}

/* The same of all tiles, once they were drawn: a busy machine lays a frame out and paints
 * the next. */
static guint
check_sight (Fixture *self)
{
  guint n_hidden;

  gtk_test_widget_wait_for_draw (GTK_WIDGET (self->window));
  test_wait (is_all_drawn, get_queries_shelf (self));
  n_hidden = check_shelf (get_queries_shelf (self));
  for (guint i = 0; i < g_list_model_get_n_items (lk_episode_get_classes (self->episode));
       i++)
    {
      test_wait (is_all_drawn, get_shots_shelf (self, i));
      n_hidden += check_shelf (get_shots_shelf (self, i));
    }
  return n_hidden;
}

/* What is scrolled away is not drawn, and what comes into sight is: by scrolling, in a
 * window of another size, and where what stands above it goes. */
static void
test_sight (Fixture *self, gconstpointer data)
{
  GtkWidget *viewport = gtk_widget_get_ancestor (get_strip (self), GTK_TYPE_VIEWPORT);
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (viewport));
  guint n_at_first;

  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 400);
  n_at_first = check_sight (self);
  g_assert_cmpuint (n_at_first, >, 5);
  for (double to = 0; to <= gtk_adjustment_get_upper (adjustment); to += 90)
    {
      gtk_adjustment_set_value (adjustment, to);
      g_assert_cmpuint (check_sight (self), >, 5);
    }
  gtk_adjustment_set_value (adjustment, 0);
  check_sight (self);
  lk_episode_remove_class (self->episode, 0);
  check_sight (self);
  lk_episode_remove_class (self->episode, 0);
  check_sight (self);
  gtk_window_set_default_size (GTK_WINDOW (self->window), 900, 850);
  g_assert_cmpuint (check_sight (self), <, n_at_first);
}

static void
assert_marked (LkShelf *shelf, const char *expected)
{
  g_autoptr (GString) marks = g_string_new (NULL);
  LkPictureTile *tile;

  for (guint i = 0; (tile = lk_shelf_get_tile (shelf, i)) != NULL; i++)
    g_string_append_c (
        marks, gtk_widget_has_css_class (GTK_WIDGET (tile), "marked") ? 'x' : '.');
  g_assert_cmpstr (marks->str, ==, expected);
}

/* Ctrl adds and takes away, Shift goes from there, a plain click ends it. */
static void
test_mark (Fixture *self, gconstpointer data)
{
  LkShelf *shelf = get_shots_shelf (self, 1);

  mark (shelf, 1, FALSE);
  mark (shelf, 3, FALSE);
  assert_marked (shelf, ".x.x.");
  mark (shelf, 1, FALSE);
  assert_marked (shelf, "...x.");
  mark (shelf, 4, TRUE);
  assert_marked (shelf, ".xxxx");
  gtk_widget_activate_action (GTK_WIDGET (lk_shelf_get_tile (shelf, 0)),
                              "picture-tile.activate", NULL);
  assert_marked (shelf, ".....");
  gtk_widget_activate_action (GTK_WIDGET (lk_shelf_get_tile (shelf, 2)),
                              "picture-tile.mark", NULL);
  assert_marked (shelf, "..x..");
}

/* What is done to one of them is done to all, and undone at once; the others stay. */
static void
test_remove (Fixture *self, gconstpointer data)
{
  GListModel *shots = get_shots (self, 1),
             *queries = lk_episode_get_queries (self->episode);
  guint n_queries = g_list_model_get_n_items (queries);
  gpointer kept = get_item (shots, 1);

  mark (get_shots_shelf (self, 1), 0, FALSE);
  mark (get_shots_shelf (self, 1), 2, FALSE);
  gtk_widget_activate_action (
      GTK_WIDGET (lk_shelf_get_tile (get_shots_shelf (self, 1), 2)), "tile.remove", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (get_shots (self, 1)), ==, 3);
  g_assert_true (get_item (get_shots (self, 1), 0) == kept);
  g_assert_cmpstr (lk_session_get_undo_label (self->session), ==, "Remove 2 Shots");
  lk_session_undo (self->session);
  g_assert_cmpuint (g_list_model_get_n_items (get_shots (self, 1)), ==, 5);

  mark (get_queries_shelf (self), 1, FALSE);
  mark (get_queries_shelf (self), 3, TRUE);
  gtk_widget_activate_action (
      GTK_WIDGET (lk_shelf_get_tile (get_queries_shelf (self), 5)), "tile.remove", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (queries), ==, n_queries - 1);
  gtk_widget_activate_action (
      GTK_WIDGET (lk_shelf_get_tile (get_queries_shelf (self), 2)), "tile.remove", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (queries), ==, n_queries - 4);
  lk_session_undo (self->session);
  lk_session_undo (self->session);
  g_assert_cmpuint (g_list_model_get_n_items (queries), ==, n_queries);
}

/* What they are, what they are used as and whether they count is told of all of them, and
 * taken back at once. */
static void
test_tell (Fixture *self, gconstpointer data)
{
  GListModel *queries = lk_episode_get_queries (self->episode);
  LkShelf *shelf = get_queries_shelf (self), *shots_shelf = get_shots_shelf (self, 1);
  guint n_queries = g_list_model_get_n_items (queries);
  guint n_shots = g_list_model_get_n_items (get_shots (self, 0));
  const char *name
      = lk_class_get_name (get_item (lk_episode_get_classes (self->episode), 0));
  LkPicture *moved = lk_query_get_picture (get_item (queries, 5));

  mark (shelf, 2, FALSE);
  mark (shelf, 5, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (lk_shelf_get_tile (shelf, 5)), "tile.label",
                              "s", "");
  g_assert_null (lk_query_get_label (get_item (queries, 2)));
  g_assert_null (lk_query_get_label (get_item (queries, 5)));
  g_assert_nonnull (lk_query_get_label (get_item (queries, 3)));
  g_assert_cmpstr (lk_session_get_undo_label (self->session), ==, "Label Queries");
  lk_session_undo (self->session);
  g_assert_nonnull (lk_query_get_label (get_item (queries, 2)));
  g_assert_nonnull (lk_query_get_label (get_item (queries, 5)));

  mark (shelf, 2, FALSE);
  mark (shelf, 5, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (lk_shelf_get_tile (shelf, 2)), "tile.make-shot",
                              "s", name);
  g_assert_cmpuint (g_list_model_get_n_items (queries), ==, n_queries - 2);
  g_assert_cmpuint (g_list_model_get_n_items (get_shots (self, 0)), ==, n_shots + 2);
  g_assert_true (get_item (get_shots (self, 0), n_shots + 1) == moved);
  g_assert_cmpstr (lk_session_get_undo_label (self->session), ==, "Use as Shots");
  lk_session_undo (self->session);
  g_assert_cmpuint (g_list_model_get_n_items (queries), ==, n_queries);
  g_assert_cmpuint (g_list_model_get_n_items (get_shots (self, 0)), ==, n_shots);

  mark (shots_shelf, 1, FALSE);
  mark (shots_shelf, 2, FALSE);
  gtk_widget_activate_action (GTK_WIDGET (lk_shelf_get_tile (shots_shelf, 1)), "tile.off",
                              NULL);
  for (guint i = 0; i < 4; i++)
    g_assert_cmpint (lk_settings_is_off (lk_session_get_settings (self->session),
                                         get_item (get_shots (self, 1), i)),
                     ==, i == 1 || i == 2);
  g_assert_cmpstr (lk_session_get_undo_label (self->session), ==, "Switch Shots Off");
  lk_session_undo (self->session);
  g_assert_false (lk_settings_is_off (lk_session_get_settings (self->session),
                                      get_item (get_shots (self, 1), 1)));
}

/* In their order, before the tile they are dropped at, or all to another class. */
static void
test_move (Fixture *self, gconstpointer data)
{
  GListModel *queries = lk_episode_get_queries (self->episode);
  LkShelf *shelf = get_queries_shelf (self);
  GtkWidget *strip = get_strip (self);
  GtkWidget *row = window_fixture_find (GTK_WIDGET (self->window), LK_TYPE_CLASS_ROW, 0);
  gpointer moved[] = { get_item (queries, 4), get_item (queries, 6) };
  gpointer first = get_item (queries, 0);
  gpointer shots[]
      = { get_item (get_shots (self, 1), 1), get_item (get_shots (self, 1), 2) };

  mark (shelf, 4, FALSE);
  mark (shelf, 6, FALSE);
  drop (strip, lk_shelf_get_tile (shelf, 6), 6, 10);
  g_assert_true (get_item (queries, 0) == moved[0]);
  g_assert_true (get_item (queries, 1) == moved[1]);
  g_assert_true (get_item (queries, 2) == first);
  g_assert_cmpstr (lk_session_get_undo_label (self->session), ==, "Move Queries");
  gtk_widget_activate_action (GTK_WIDGET (lk_shelf_get_tile (shelf, 0)), "tile.move-on",
                              NULL);
  g_assert_true (get_item (queries, 0) == first);
  g_assert_true (get_item (queries, 2) == moved[1]);
  lk_session_undo (self->session);
  lk_session_undo (self->session);
  g_assert_true (get_item (queries, 0) == first);

  mark (get_shots_shelf (self, 1), 1, FALSE);
  mark (get_shots_shelf (self, 1), 2, FALSE);
  drop (row, lk_shelf_get_tile (get_shots_shelf (self, 1), 1), 12, 60);
  g_assert_cmpuint (g_list_model_get_n_items (get_shots (self, 0)), ==, 7);
  g_assert_cmpuint (g_list_model_get_n_items (get_shots (self, 1)), ==, 3);
  g_assert_true (get_item (get_shots (self, 0), 0) == shots[0]);
  g_assert_true (get_item (get_shots (self, 0), 1) == shots[1]);
  lk_session_undo (self->session);
  g_assert_cmpuint (g_list_model_get_n_items (get_shots (self, 1)), ==, 5);
}

static void
choose_filter (Fixture *self, guint choice)
{
  gtk_drop_down_set_selected (
      GTK_DROP_DOWN (window_fixture_find_id (GTK_WIDGET (self->window), "filter")),
      choice);
  window_fixture_settle (self->window);
}

static gboolean
is_seen (LkShelf *shelf, guint position)
{
  return gtk_widget_get_visible (
      gtk_widget_get_parent (GTK_WIDGET (lk_shelf_get_tile (shelf, position))));
}

/* What a filter has put away is not done to, and the keys pass it over. */
static void
test_filtered (Fixture *self, gconstpointer data)
{
  GListModel *queries = lk_episode_get_queries (self->episode);
  LkShelf *shelf = get_queries_shelf (self);
  guint n = g_list_model_get_n_items (queries), n_seen = 0, first = G_MAXUINT;

  choose_filter (self, 2);
  for (guint i = 0; i < n; i++)
    {
      n_seen += is_seen (shelf, i);
      first = is_seen (shelf, i) ? MIN (first, i) : first;
    }
  g_assert_cmpuint (n_seen, >, 0);
  g_assert_cmpuint (n_seen, <, n);
  mark (shelf, 0, FALSE);
  mark (shelf, n - 1, TRUE);
  gtk_widget_grab_focus (GTK_WIDGET (lk_shelf_get_tile (shelf, first)));
  for (guint i = 0; i < n_seen; i++)
    gtk_widget_child_focus (GTK_WIDGET (self->window), GTK_DIR_RIGHT);
  g_assert_false (LK_IS_PICTURE_TILE (gtk_root_get_focus (GTK_ROOT (self->window))));
  gtk_widget_activate_action (GTK_WIDGET (lk_shelf_get_tile (shelf, first)),
                              "tile.remove", NULL);
  g_assert_cmpuint (g_list_model_get_n_items (queries), ==, n - n_seen);
  lk_session_undo (self->session);
  g_assert_cmpuint (g_list_model_get_n_items (queries), ==, n);
}

/* What is dragged from another window comes here too, and stays there. */
static void
test_other_window (Fixture *self, gconstpointer data)
{
  Fixture other;
  GtkWidget *row = window_fixture_find (GTK_WIDGET (self->window), LK_TYPE_CLASS_ROW, 0);
  GListModel *queries = lk_episode_get_queries (self->episode);
  guint n_queries = g_list_model_get_n_items (queries);
  guint n_shots = g_list_model_get_n_items (get_shots (self, 0)), n_there;

  set_up (&other, NULL);
  n_there = g_list_model_get_n_items (get_shots (&other, 1));
  drop (row, lk_shelf_get_tile (get_shots_shelf (&other, 1), 0), 12, 60);
  drop (row, lk_shelf_get_tile (get_queries_shelf (&other), 0), 12, 60);
  g_assert_cmpuint (g_list_model_get_n_items (get_shots (self, 0)), ==, n_shots + 2);
  drop (get_strip (self), lk_shelf_get_tile (get_queries_shelf (&other), 1), 6, 10);
  drop (get_strip (self), lk_shelf_get_tile (get_shots_shelf (&other, 1), 1), 6, 10);
  g_assert_cmpuint (g_list_model_get_n_items (queries), ==, n_queries + 2);
  g_assert_cmpuint (g_list_model_get_n_items (get_shots (&other, 1)), ==, n_there);
  g_assert_null (lk_session_get_redo_label (other.session));
  window_fixture_settle (self->window);
  tear_down (&other, NULL);
}

/* A name that is being typed when its class goes is nobody else's. */
static void
test_name_of_gone (Fixture *self, gconstpointer data)
{
  GListModel *classes = lk_episode_get_classes (self->episode);
  GtkWidget *row = window_fixture_find (GTK_WIDGET (self->window), LK_TYPE_CLASS_ROW, 1);
  g_autofree char *first = g_strdup (lk_class_get_name (get_item (classes, 0)));

  lk_class_row_start_name (LK_CLASS_ROW (row));
  window_fixture_settle (self->window);
  gtk_editable_set_text (GTK_EDITABLE (window_fixture_find_id (row, "name")), "Half a n");
  lk_episode_remove_class (self->episode, 1);
  window_fixture_settle (self->window);
  g_assert_cmpstr (lk_class_get_name (get_item (classes, 0)), ==, first);
  g_assert_cmpstr (lk_session_get_undo_label (self->session), ==, "Remove Class");
}

/* How many pixels of the accent's colour the shelf has. */
static guint
count_line (LkShelf *shelf)
{
  int width = gtk_widget_get_width (GTK_WIDGET (shelf));
  int height = gtk_widget_get_height (GTK_WIDGET (shelf));
  cairo_surface_t *surface
      = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  const guint32 *pixels;
  GdkRGBA color;
  guint32 wanted;
  guint n = 0;

  GTK_WIDGET_GET_CLASS (shelf)->snapshot (GTK_WIDGET (shelf), snapshot);
  node = gtk_snapshot_free_to_node (g_steal_pointer (&snapshot));
  gsk_render_node_draw (node, cr);
  cairo_destroy (cr);
  cairo_surface_flush (surface);
  g_assert_true (gtk_style_context_lookup_color (
      gtk_widget_get_style_context (GTK_WIDGET (shelf)), "accent_bg_color", &color));
  wanted = 0xff000000u | (guint32) (color.red * 255 + 0.5) << 16
           | (guint32) (color.green * 255 + 0.5) << 8
           | (guint32) (color.blue * 255 + 0.5);
  pixels = (const guint32 *) (gconstpointer) cairo_image_surface_get_data (surface);
  for (int i = 0; i < width * height; i++)
    n += pixels[i] == wanted;
  cairo_surface_destroy (surface);
  return n;
}

/* Where a tile would come to stand is seen while it is dragged, and only then. */
static void
test_insertion (Fixture *self, gconstpointer data)
{
  LkShelf *shelf = get_shots_shelf (self, 0);
  guint before = count_line (shelf);

  lk_shelf_show_insertion (shelf, 70, 20);
  g_assert_cmpuint (count_line (shelf), >, before + 100);
  lk_shelf_hide_insertion (shelf);
  g_assert_cmpuint (count_line (shelf), ==, before);
}

static void
get_bounds (LkShelf *shelf, guint position, graphene_rect_t *bounds)
{
  g_assert_true (gtk_widget_compute_bounds (
      GTK_WIDGET (lk_shelf_get_tile (shelf, position)), GTK_WIDGET (shelf), bounds));
}

/* Either half of a tile is the place beside it, and so is the gap between two, in both
 * directions of writing; behind the last is the end. */
static void
test_places (Fixture *self, gconstpointer data)
{
  static const GtkTextDirection directions[] = { GTK_TEXT_DIR_LTR, GTK_TEXT_DIR_RTL };
  GListModel *shots = get_shots (self, 0);
  guint n = g_list_model_get_n_items (shots);

  for (guint d = 0; d < G_N_ELEMENTS (directions); d++)
    {
      LkShelf *shelf = get_shots_shelf (self, 0);
      gboolean mirrored = directions[d] == GTK_TEXT_DIR_RTL;
      graphene_rect_t first, second;
      double gap, y;

      gtk_widget_set_default_direction (directions[d]);
      gtk_test_widget_wait_for_draw (GTK_WIDGET (self->window));
      get_bounds (shelf, 0, &first);
      get_bounds (shelf, 1, &second);
      g_assert_true ((second.origin.x < first.origin.x) == mirrored);
      y = first.origin.y + 20;
      for (guint half = 0; half < 2; half++)
        g_assert_cmpuint (
            lk_shelf_find_insertion (
                shelf, second.origin.x + (half == 0 ? 5 : second.size.width - 5), y),
            ==, (half == 0) == mirrored ? 2 : 1);
      gap = mirrored ? first.origin.x : first.origin.x + first.size.width;
      gap += ((mirrored ? second.origin.x + second.size.width : second.origin.x) - gap)
             / 2;
      g_assert_cmpuint (lk_shelf_find_insertion (shelf, gap, y), ==, 1);
      g_assert_cmpuint (lk_shelf_find_insertion (shelf, mirrored ? 0 : 10000, 10000), ==,
                        n);
    }
  gtk_widget_set_default_direction (GTK_TEXT_DIR_LTR);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
#define ADD(name, function)                                                              \
  g_test_add ("/app/tiles/" name, Fixture, NULL, set_up, function, tear_down)
  ADD ("margins", test_margins);
  ADD ("sight", test_sight);
  ADD ("mark", test_mark);
  ADD ("remove", test_remove);
  ADD ("tell", test_tell);
  ADD ("move", test_move);
  ADD ("filtered", test_filtered);
  ADD ("other-window", test_other_window);
  ADD ("name-of-gone", test_name_of_gone);
  ADD ("insertion", test_insertion);
  ADD ("places", test_places);
#undef ADD
  return g_test_run ();
}
