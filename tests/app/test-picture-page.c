/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <string.h>

#include "lk-picture-page.h"
#include "lk-picture-tile.h"
#include "lk-picture-zoom.h"
#include "window-fixture.h"

typedef struct
{
  LkWindow *window;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->window = window_fixture_new_with_example ();
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  window_fixture_free (self->window);
}

static LkPicturePage *
find_page (void)
{
  return window_fixture_find_toplevel (LK_TYPE_PICTURE_PAGE);
}

static gboolean
is_filled (gpointer data)
{
  LkPicturePage *page = find_page ();

  return page != NULL && lk_picture_page_get_facts (page)->len > 0;
}

static LkPicturePage *
open_page (Fixture *self)
{
  GtkWidget *tile
      = window_fixture_find (GTK_WIDGET (self->window), LK_TYPE_PICTURE_TILE, 0);

  g_assert_nonnull (tile);
  g_assert_true (gtk_widget_activate_action (tile, "picture-tile.about", NULL));
  test_wait (is_filled, NULL);
  return find_page ();
}

/* The tile's action opens a page named after its picture, with what it is. */
static void
test_facts (Fixture *self, gconstpointer data)
{
  LkPicturePage *page = open_page (self);
  GPtrArray *facts = lk_picture_page_get_facts (page);
  GtkWidget *tile
      = window_fixture_find (GTK_WIDGET (self->window), LK_TYPE_PICTURE_TILE, 0);
  LkPicture *picture = lk_picture_tile_get_picture (LK_PICTURE_TILE (tile));
  gboolean has_file = FALSE, has_published = FALSE;

  g_assert_cmpstr (gtk_window_get_title (GTK_WINDOW (page)), ==,
                   lk_picture_get_title (picture));
  for (guint i = 0; i + 1 < facts->len; i += 2)
    {
      has_file
          = has_file || g_str_equal (facts->pdata[i + 1], lk_picture_get_path (picture));
      has_published
          = has_published || g_str_equal (facts->pdata[i], "What Published Code Sees");
    }
  g_assert_true (has_file);
  g_assert_true (has_published);
  gtk_window_destroy (GTK_WINDOW (page));
}

static void
test_zoom (Fixture *self, gconstpointer data)
{
  LkPicturePage *page = open_page (self);
  GtkWidget *widget = window_fixture_find (GTK_WIDGET (page), LK_TYPE_PICTURE_ZOOM, 0);
  LkPictureZoom *zoom = LK_PICTURE_ZOOM (widget);

  g_assert_cmpfloat (lk_picture_zoom_get_scale (zoom), ==, 0);
  gtk_widget_activate_action (widget, "zoom.own", NULL);
  g_assert_cmpfloat (lk_picture_zoom_get_scale (zoom), ==, 1);
  gtk_widget_activate_action (widget, "zoom.in", NULL);
  g_assert_cmpfloat (lk_picture_zoom_get_scale (zoom), ==, 1.5);
  for (guint i = 0; i < 50; i++)
    gtk_widget_activate_action (widget, "zoom.in", NULL);
  g_assert_cmpfloat (lk_picture_zoom_get_scale (zoom), ==, 16);
  gtk_widget_activate_action (widget, "zoom.fit", NULL);
  g_assert_cmpfloat (lk_picture_zoom_get_scale (zoom), ==, 0);
  gtk_window_destroy (GTK_WINDOW (page));
}

/* Closed before its picture was read: nothing is left behind. */
static void
test_closed_early (Fixture *self, gconstpointer data)
{
  GtkWidget *tile
      = window_fixture_find (GTK_WIDGET (self->window), LK_TYPE_PICTURE_TILE, 0);
  LkPicturePage *page = lk_picture_page_present (
      GTK_WINDOW (self->window), lk_picture_tile_get_picture (LK_PICTURE_TILE (tile)),
      lk_session_get_source (lk_window_get_session (self->window)));
  gpointer weak = page;

  g_object_add_weak_pointer (G_OBJECT (page), &weak);
  gtk_window_destroy (GTK_WINDOW (page));
  while (weak != NULL)
    g_main_context_iteration (NULL, TRUE);
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/picture-page/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("facts", test_facts);
  ADD ("zoom", test_zoom);
  ADD ("closed-early", test_closed_early);
  return g_test_run ();
}
