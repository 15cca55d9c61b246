/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "lk-canvas.h"
#include "lk-decision-panel.h"
#include "lk-look-bar.h"
#include "window-fixture.h"

/* What is drawn follows every control of every view: after each change, and back. */

typedef struct
{
  LkWindow *window;
  LkSession *session;
  GtkWidget *canvas; /* of the view that is shown */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->window = window_fixture_new_with_example ();
  fixture->session = lk_window_get_session (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  window_fixture_free (fixture->window);
}

static GtkWidget *
find_mapped_canvas (GtkWidget *root)
{
  GtkWidget *found = NULL;

  if (!gtk_widget_get_mapped (root))
    return NULL;
  if (LK_IS_CANVAS (root))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root);
       child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_mapped_canvas (child);
  return found;
}

static void
show_view (Fixture *fixture, const char *view)
{
  lk_session_set_view (fixture->session, view);
  window_fixture_settle (fixture->window);
  fixture->canvas = find_mapped_canvas (GTK_WIDGET (fixture->window));
  g_assert_nonnull (fixture->canvas);
}

/* The checksum of the pixels the canvas shows now. */
static char *
draw (Fixture *fixture)
{
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  int width, height;
  cairo_surface_t *surface;
  cairo_t *cr;
  GskRenderNode *node;
  char *checksum;

  window_fixture_settle (fixture->window);
  width = gtk_widget_get_width (fixture->canvas);
  height = gtk_widget_get_height (fixture->canvas);
  surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cr = cairo_create (surface);
  GTK_WIDGET_GET_CLASS (fixture->canvas)->snapshot (fixture->canvas, snapshot);
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_draw (node, cr);
  cairo_surface_flush (surface);
  checksum = g_compute_checksum_for_data (
      G_CHECKSUM_SHA256, cairo_image_surface_get_data (surface),
      (gsize) cairo_image_surface_get_stride (surface) * (gsize) height);
  gsk_render_node_unref (node);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return checksum;
}

/* The control @id of the look bar, or of the panel beside the views. */
static GtkWidget *
find_control (Fixture *fixture, GType type, const char *id)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);

  return window_fixture_find_id (window_fixture_find (window, type, 0), id);
}

/* Every one of @values differs from the next, and the first comes back as it was. */
static void
assert_follows (Fixture *fixture,
                GType type,
                const char *id,
                const char *property,
                const double *values,
                guint n_values)
{
  GtkWidget *control = find_control (fixture, type, id);
  GObject *object = G_OBJECT (control);
  g_autofree char *first = NULL, *before = NULL;

  if (GTK_IS_RANGE (control))
    object = G_OBJECT (gtk_range_get_adjustment (GTK_RANGE (control)));
  for (guint i = 0; i <= n_values; i++)
    {
      double value = values[i % n_values];
      g_autofree char *now = NULL;

      if (GTK_IS_ADJUSTMENT (object))
        g_object_set (object, property, value, NULL);
      else
        g_object_set (object, property, (guint) value, NULL);
      now = draw (fixture);
      g_test_message ("%s %g: %s", id, value, now);
      g_assert_cmpstr (now, !=, before);
      if (first == NULL)
        first = g_strdup (now);
      if (i == n_values)
        g_assert_cmpstr (now, ==, first);
      g_free (before);
      before = g_steal_pointer (&now);
    }
}

#define ASSERT_FOLLOWS(fixture, type, id, property, ...)                                 \
  assert_follows (fixture, type, id, property, (const double[]){ __VA_ARGS__ },          \
                  G_N_ELEMENTS (((const double[]){ __VA_ARGS__ })))

static void
test_opacity (Fixture *fixture, gconstpointer data)
{
  show_view (fixture, "pixel");
  ASSERT_FOLLOWS (fixture, LK_TYPE_LOOK_BAR, "opacity_scale", "value", 0.6, 0.3, 0, 1);
}

static void
test_pixel (Fixture *fixture, gconstpointer data)
{
  show_view (fixture, "pixel");
  ASSERT_FOLLOWS (fixture, LK_TYPE_LOOK_BAR, "against", "selected", 0, 1, 4);
  ASSERT_FOLLOWS (fixture, LK_TYPE_LOOK_BAR, "mutual_only", "active", 0, 1);
  ASSERT_FOLLOWS (fixture, LK_TYPE_LOOK_BAR, "min_similarity_scale", "value", -1, 0.9, 1);
  lk_session_hover_cell (fixture->session, 30);
  ASSERT_FOLLOWS (fixture, LK_TYPE_LOOK_BAR, "receptive_field", "active", 0, 1);
}

/* The brush itself draws nothing; what it paints out is drawn, until all cells show. */
static void
test_brush (Fixture *fixture, gconstpointer data)
{
  GtkWidget *brush = find_control (fixture, LK_TYPE_LOOK_BAR, "brushing");
  g_autofree char *before = NULL, *painted = NULL, *after = NULL;

  show_view (fixture, "pixel");
  lk_session_hover_cell (fixture->session, 30);
  before = draw (fixture);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (brush), TRUE);
  LK_CANVAS_GET_CLASS (fixture->canvas)
      ->activate (LK_CANVAS (fixture->canvas),
                  lk_session_get_evidence (fixture->session));
  painted = draw (fixture);
  g_assert_cmpstr (painted, !=, before);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-all-cells", NULL);
  lk_session_hover_cell (fixture->session, 30);
  after = draw (fixture);
  g_assert_cmpstr (after, ==, before);
}

static void
test_pins (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL, *pinned = NULL, *after = NULL;

  show_view (fixture, "pixel");
  lk_session_hover_cell (fixture->session, 3);
  before = draw (fixture);
  lk_session_pin_cell (fixture->session, 40);
  pinned = draw (fixture);
  g_assert_cmpstr (pinned, !=, before);
  lk_session_pin_cell (fixture->session, 40);
  after = draw (fixture);
  g_assert_cmpstr (after, ==, before);
}

static void
test_part (Fixture *fixture, gconstpointer data)
{
  g_autofree char *before = NULL, *after = NULL;

  show_view (fixture, "part");
  ASSERT_FOLLOWS (fixture, LK_TYPE_LOOK_BAR, "order", "selected", 0, 1, 2);
  before = draw (fixture);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-pair", "(uu)", 3,
                              5);
  after = draw (fixture);
  g_assert_cmpstr (before, !=, after);
}

static void
test_distribution (Fixture *fixture, gconstpointer data)
{
  show_view (fixture, "distribution");
  ASSERT_FOLLOWS (fixture, LK_TYPE_LOOK_BAR, "plane", "selected", 0, 1, 2);
}

static void
test_decision (Fixture *fixture, gconstpointer data)
{
  show_view (fixture, "decision");
  ASSERT_FOLLOWS (fixture, LK_TYPE_DECISION_PANEL, "weight_part", "value", 0.3, 0.7, 0);
  ASSERT_FOLLOWS (fixture, LK_TYPE_DECISION_PANEL, "distance", "selected", 2, 0, 4);
}

/* Every view but the decision's is of one class; that of the distribution, of a distance
 * too. */
static void
test_class (Fixture *fixture, gconstpointer data)
{
  static const char *const views[] = { "pixel", "part", "distribution" };

  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      g_autofree char *first = NULL, *second = NULL, *back = NULL;

      show_view (fixture, views[i]);
      lk_session_select_class (fixture->session, 0);
      first = draw (fixture);
      lk_session_select_class (fixture->session, 2);
      second = draw (fixture);
      lk_session_select_class (fixture->session, 0);
      back = draw (fixture);
      g_assert_cmpstr (first, !=, second);
      g_assert_cmpstr (first, ==, back);
    }
  ASSERT_FOLLOWS (fixture, LK_TYPE_DECISION_PANEL, "distance", "selected", 2, 0, 4);
}

/* What is compared with stays what was chosen, also past a class that it cannot be
 * compared with, while other controls move. */
static void
test_against_stays (Fixture *fixture, gconstpointer data)
{
  GtkWidget *opacity = find_control (fixture, LK_TYPE_LOOK_BAR, "opacity_scale");
  LkLook look = *lk_session_get_look (fixture->session);

  show_view (fixture, "pixel");
  lk_session_select_class (fixture->session, 0);
  look.pixel.against = look.margin_against = 2;
  lk_session_set_look (fixture->session, &look);
  for (guint i = 2; i <= 3; i++)
    {
      lk_session_select_class (fixture->session, i);
      gtk_range_set_value (GTK_RANGE (opacity), 0.2 * i);
      g_assert_cmpfloat (lk_session_get_look (fixture->session)->opacity, ==, 0.2 * i);
      g_assert_cmpint (lk_session_get_look (fixture->session)->pixel.against, ==, 2);
      g_assert_cmpint (lk_session_get_look (fixture->session)->margin_against, ==, 2);
    }
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/look/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("opacity", test_opacity);
  ADD ("pixel", test_pixel);
  ADD ("brush", test_brush);
  ADD ("pins", test_pins);
  ADD ("part", test_part);
  ADD ("distribution", test_distribution);
  ADD ("decision", test_decision);
  ADD ("class", test_class);
  ADD ("against-stays", test_against_stays);
  return g_test_run ();
}
