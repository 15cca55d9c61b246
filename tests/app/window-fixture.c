/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include "window-fixture.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>

LkWindow *
window_fixture_new (void)
{
  LkWindow *window = lk_window_new (NULL);

  gtk_window_present (GTK_WINDOW (window));
  return window;
}

static gboolean
has_evidence (gpointer data)
{
  return lk_session_get_evidence (data) != NULL && !lk_session_get_busy (data);
}

LkWindow *
window_fixture_new_with_example (void)
{
  LkWindow *window = window_fixture_new ();

  gtk_widget_activate_action (GTK_WIDGET (window), "win.example", NULL);
  test_wait (has_evidence, lk_window_get_session (window));
  return window;
}

static gboolean
is_gone (gpointer data)
{
  return *(LkWindow **) data == NULL;
}

void
window_fixture_free (LkWindow *window)
{
  g_object_add_weak_pointer (G_OBJECT (window), (gpointer *) &window);
  gtk_window_destroy (GTK_WINDOW (window));
  test_wait (is_gone, &window);
}

void
window_fixture_set_up (WindowFixture *self, gconstpointer data)
{
  self->window = window_fixture_new_with_example ();
  self->session = lk_window_get_session (self->window);
}

void
window_fixture_tear_down (WindowFixture *self, gconstpointer data)
{
  window_fixture_free (self->window);
}

void
window_fixture_clear (LkSession *session)
{
  g_autoptr (LkSessionFile) empty = lk_session_file_new ();

  lk_session_adopt (session, empty, NULL);
}

static gboolean
is_idle (gpointer data)
{
  return !lk_session_get_busy (data) && !lk_session_get_reading (data);
}

/* Frames that no machine needs longer for; a window that is covered may have none. */
#define FRAMES (3 * G_TIME_SPAN_SECOND)

typedef struct
{
  GtkWidget *window;
  gint64 frame;
  gint64 end;
} Frames;

static gboolean
has_drawn (gpointer data)
{
  Frames *frames = data;
  GdkFrameClock *clock = gtk_widget_get_frame_clock (frames->window);

  return clock == NULL || g_get_monotonic_time () > frames->end
         || gdk_frame_clock_get_frame_counter (clock) >= frames->frame;
}

/* What a slow machine has not laid out after a while is waited for, too. */
static void
wait_for_frames (GtkWidget *window, gint64 n)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);
  Frames frames = { window, n, g_get_monotonic_time () + FRAMES };

  if (clock == NULL || !gtk_widget_get_mapped (window))
    return;
  frames.frame += gdk_frame_clock_get_frame_counter (clock);
  gdk_frame_clock_begin_updating (clock);
  test_wait (has_drawn, &frames);
  gdk_frame_clock_end_updating (clock);
}

void
window_fixture_settle (LkWindow *window)
{
  gint64 end = g_get_monotonic_time () + 100 * G_TIME_SPAN_MILLISECOND;

  while (g_get_monotonic_time () < end)
    if (!g_main_context_iteration (NULL, FALSE))
      g_usleep (1000);
  test_wait (is_idle, lk_window_get_session (window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  wait_for_frames (GTK_WIDGET (window), 2);
}

static GtkWidget *
find (GtkWidget *root, GType type, const char *id, guint *nth)
{
  const char *own = gtk_buildable_get_buildable_id (GTK_BUILDABLE (root));

  if (id != NULL ? g_strcmp0 (own, id) == 0
                 : G_TYPE_CHECK_INSTANCE_TYPE (root, type) && (*nth)-- == 0)
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find (child, type, id, nth);

      if (found != NULL)
        return found;
    }
  return NULL;
}

GtkWidget *
window_fixture_find (GtkWidget *root, GType type, guint nth)
{
  GtkWidget *found = find (root, type, NULL, &nth);

  g_assert_nonnull (found);
  return found;
}

GtkWidget *
window_fixture_find_id (GtkWidget *root, const char *id)
{
  guint nth = 0;
  GtkWidget *found = find (root, G_TYPE_INVALID, id, &nth);

  if (found == NULL)
    g_error ("no widget is called %s", id);
  return found;
}

void
window_fixture_drop (GtkWidget *widget, const char *const *paths)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  g_auto (GValue) value = G_VALUE_INIT;
  GSList *files = NULL;
  gboolean taken = FALSE;

  for (guint i = 0; paths[i] != NULL; i++)
    files = g_slist_append (files, g_file_new_for_path (paths[i]));
  g_value_init (&value, GDK_TYPE_FILE_LIST);
  g_value_take_boxed (&value, gdk_file_list_new_from_list (files));
  g_slist_free_full (files, g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (controllers) && !taken; i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_DROP_TARGET (controller)
          && gdk_content_formats_contain_gtype (
              gtk_drop_target_get_formats (GTK_DROP_TARGET (controller)),
              GDK_TYPE_FILE_LIST))
        g_signal_emit_by_name (controller, "drop", &value, 4.0, 4.0, &taken);
    }
  g_assert_true (taken);
}

char *
window_fixture_make_folder (const char *parent, const char *name, guint n)
{
  char *folder = g_build_filename (parent, name, NULL);

  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *file = g_strdup_printf ("picture %u.png", i + 1);
      g_autofree char *path = g_build_filename (folder, file, NULL);
      g_autoptr (GdkPixbuf) pixbuf
          = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, 40, 30);
      g_autoptr (GError) error = NULL;

      gdk_pixbuf_fill (pixbuf, (g_str_hash (path) << 8) | 0xff);
      gdk_pixbuf_save (pixbuf, path, "png", &error, NULL);
      g_assert_no_error (error);
    }
  return folder;
}

void
window_fixture_remove_folder (const char *path)
{
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  const char *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *entry = g_build_filename (path, name, NULL);

      window_fixture_remove_folder (entry);
    }
  g_remove (path);
}

gpointer
window_fixture_find_toplevel (GType type)
{
  GListModel *windows = gtk_window_get_toplevels ();

  for (guint i = 0; i < g_list_model_get_n_items (windows); i++)
    {
      g_autoptr (GtkWidget) window = g_list_model_get_item (windows, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (window, type) && gtk_widget_get_mapped (window))
        return window;
    }
  return NULL;
}

gpointer
window_fixture_find_controller (GtkWidget *widget, GType type)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GObject) controller = g_list_model_get_item (controllers, i);

      if (G_TYPE_CHECK_INSTANCE_TYPE (controller, type))
        return controller;
    }
  g_assert_not_reached ();
}

const char *
window_fixture_get_class_name (LkSession *session, guint index)
{
  GListModel *classes = lk_episode_get_classes (lk_session_get_episode (session));
  g_autoptr (LkClass) item = g_list_model_get_item (classes, index);

  return lk_class_get_name (item);
}

JsonNode *
window_fixture_explain_file (const char *path, const char *option)
{
  const char *argv[]
      = { g_getenv ("LIKENESS_CLI"), "explain", path, "--json", option, NULL };
  g_autofree char *printed = NULL;
  g_autoptr (GError) error = NULL;
  JsonNode *told;
  int status;

  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &printed, NULL,
                &status, &error);
  g_assert_no_error (error);
  g_assert_cmpint (status, ==, 0);
  told = json_from_string (printed, &error);
  g_assert_no_error (error);
  return told;
}

JsonNode *
window_fixture_explain (LkSession *session, const char *option)
{
  g_autofree char *folder = g_dir_make_tmp ("likeness-explain-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "s.likeness", NULL);
  g_autoptr (GError) error = NULL;
  JsonNode *told;

  lk_session_save_copy (session, path, &error);
  g_assert_no_error (error);
  told = window_fixture_explain_file (path, option);
  window_fixture_remove_folder (folder);
  return told;
}

JsonObject *
window_fixture_get_explained (JsonNode *told)
{
  return json_array_get_object_element (
      json_object_get_array_member (json_node_get_object (told), "queries"), 0);
}
