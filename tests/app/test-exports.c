/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <string.h>

#include "lk-figure-set.h"
#include "window-fixture.h"

/* The window with the example, and a folder for what is taken from it. */
typedef struct
{
  LkWindow *window;
  LkSession *session;
  char *folder;
  char *message;
  GdkTexture *texture;
} Fixture;

/* GTK 4.8's file dialog may draw the buttons of its path before they have a place; nobody
 * else's warnings are passed over. */
static gboolean
is_of_path_bar (const char *text)
{
  return strstr (text, "Trying to snapshot GtkButton") != NULL;
}

static gboolean
is_fatal (const char *domain, GLogLevelFlags level, const char *text, gpointer data)
{
  return !is_of_path_bar (text);
}

/* What is logged as fields is fatal where it is written. */
static GLogWriterOutput
write_log (GLogLevelFlags level,
           const GLogField *fields,
           gsize n_fields,
           gpointer user_data)
{
  for (gsize i = 0; i < n_fields; i++)
    if (g_str_equal (fields[i].key, "MESSAGE") && is_of_path_bar (fields[i].value))
      return G_LOG_WRITER_HANDLED;
  return g_log_writer_default (level, fields, n_fields, user_data);
}

static void
on_message (Fixture *fixture, const char *text)
{
  g_free (fixture->message);
  fixture->message = g_strdup (text);
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_test_log_set_fatal_handler (is_fatal, NULL);
  fixture->folder = g_dir_make_tmp ("likeness-exports-XXXXXX", NULL);
  fixture->window = window_fixture_new_with_example ();
  fixture->session = lk_window_get_session (fixture->window);
  g_signal_connect_swapped (fixture->session, "message", G_CALLBACK (on_message),
                            fixture);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GDir) dir = g_dir_open (fixture->folder, 0, NULL);
  const char *name;

  g_signal_handlers_disconnect_by_data (fixture->session, fixture);
  window_fixture_free (fixture->window);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (fixture->folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->message);
  g_clear_object (&fixture->texture);
}

static void
activate (Fixture *fixture, const char *action, const char *target)
{
  gboolean done
      = target != NULL
            ? gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, "s",
                                          target)
            : gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL);

  g_assert_true (done);
}

static void
on_texture (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Fixture *fixture = user_data;
  g_autoptr (GError) error = NULL;

  fixture->texture
      = gdk_clipboard_read_texture_finish (GDK_CLIPBOARD (source), result, &error);
  g_assert_no_error (error);
}

static gboolean
has_texture (gpointer data)
{
  return ((Fixture *) data)->texture != NULL;
}

static gboolean
has_message (gpointer data)
{
  return ((Fixture *) data)->message != NULL;
}

/* What the clipboard holds: of this size where it is given, and white at the corner. */
static void
assert_copied (Fixture *fixture, double width, double height)
{
  GdkClipboard *clipboard = gtk_widget_get_clipboard (GTK_WIDGET (fixture->window));
  g_autofree guchar *pixels = NULL;
  int stride;

  test_wait (has_message, fixture);
  g_assert_cmpstr (fixture->message, ==, "The figure was copied");
  g_clear_pointer (&fixture->message, g_free);
  g_clear_object (&fixture->texture);
  gdk_clipboard_read_texture_async (clipboard, NULL, on_texture, fixture);
  test_wait (has_texture, fixture);
  if (width > 0)
    {
      g_assert_cmpint (gdk_texture_get_width (fixture->texture), ==, (int) (2 * width));
      g_assert_cmpint (gdk_texture_get_height (fixture->texture), ==, (int) (2 * height));
    }
  stride = 4 * gdk_texture_get_width (fixture->texture);
  pixels = g_malloc ((gsize) stride * gdk_texture_get_height (fixture->texture));
  gdk_texture_download (fixture->texture, pixels, stride);
  for (guint i = 0; i < 4; i++)
    g_assert_cmphex (pixels[i], ==, 0xff);
}

/* The view in front, and by name the figures that are no views, light in a dark window.
 */
static void
test_copy_figures (Fixture *fixture, gconstpointer data)
{
  AdwStyleManager *manager = adw_style_manager_get_default ();

  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_FORCE_DARK);
  for (guint kind = 0; kind < LK_N_FIGURES; kind++)
    {
      const char *name = lk_figure_kind_to_string (kind);
      double width, height;

      lk_figure_get_size (kind, &width, &height);
      if (kind < LK_N_VIEWS)
        {
          lk_session_set_view (fixture->session, name);
          activate (fixture, "win.copy-figure", NULL);
        }
      else
        activate (fixture, "win.copy-figure-of", name);
      assert_copied (fixture, width, height);
    }
  adw_style_manager_set_color_scheme (manager, ADW_COLOR_SCHEME_DEFAULT);
}

static gboolean
is_compared (gpointer data)
{
  Fixture *fixture = data;
  GtkWidget *export = window_fixture_find_id (GTK_WIDGET (fixture->window), "export");

  return gtk_widget_is_sensitive (export);
}

/* On the pages, what the page shows: the labelled queries of the example where nothing
 * was evaluated, and both sides. */
static void
test_copy_pages (Fixture *fixture, gconstpointer data)
{
  lk_session_set_view (fixture->session, "episodes");
  activate (fixture, "win.copy-figure", NULL);
  assert_copied (fixture, 720, 220);
  lk_session_set_view (fixture->session, "compare");
  test_wait (is_compared, fixture);
  activate (fixture, "win.copy-figure", NULL);
  assert_copied (fixture, 0, 0);
  g_assert_cmpint (gdk_texture_get_width (fixture->texture), ==, 2 * 920);
}

static AdwMessageDialog *
find_question (void)
{
  return window_fixture_find_toplevel (ADW_TYPE_MESSAGE_DIALOG);
}

static gboolean
is_asked (gpointer data)
{
  return find_question () != NULL;
}

/* Copies what is in front, which has so many points. */
static void
assert_copied_wide (Fixture *fixture, double points)
{
  activate (fixture, "win.copy-figure", NULL);
  assert_copied (fixture, 0, 0);
  g_assert_cmpint (gdk_texture_get_width (fixture->texture), ==, (int) (2 * points));
}

static void
choose_width (Fixture *fixture, const char *width, const char *expected)
{
  GActionGroup *group = G_ACTION_GROUP (fixture->window);
  g_autoptr (GVariant) state = NULL;

  activate (fixture, "win.figure-width", width);
  if (g_str_equal (width, "other"))
    {
      test_wait (is_asked, NULL);
      gtk_spin_button_set_value (
          GTK_SPIN_BUTTON (adw_message_dialog_get_extra_child (find_question ())), 400);
      adw_message_dialog_response (find_question (), "choose");
      window_fixture_settle (fixture->window);
    }
  state = g_action_group_get_action_state (group, "figure-width");
  g_assert_cmpstr (g_variant_get_string (state, NULL), ==, expected);
}

/* One and two columns of a paper, or points, as the command line has it: of every figure,
 * and in the next window too. */
static void
test_widths (Fixture *fixture, gconstpointer data)
{
  LkWindow *next;
  g_autoptr (GVariant) state = NULL;

  choose_width (fixture, "one", "one");
  assert_copied_wide (fixture, 252);
  choose_width (fixture, "two", "two");
  assert_copied_wide (fixture, 516);
  lk_session_set_view (fixture->session, "episodes");
  assert_copied_wide (fixture, 516);
  lk_session_set_view (fixture->session, "compare");
  test_wait (is_compared, fixture);
  assert_copied_wide (fixture, 516);
  choose_width (fixture, "other", "other");
  assert_copied_wide (fixture, 400);
  next = window_fixture_new ();
  state = g_action_group_get_action_state (G_ACTION_GROUP (next), "figure-width");
  g_assert_cmpstr (g_variant_get_string (state, NULL), ==, "other");
  window_fixture_free (next);
  choose_width (fixture, "", "");
  assert_copied_wide (fixture, 920);
}

/* What a menu and those in it do, one a line. */
static void
list_actions (GMenuModel *menu, GString *actions)
{
  for (int i = 0; i < g_menu_model_get_n_items (menu); i++)
    {
      g_autofree char *action = NULL;
      g_autoptr (GMenuLinkIter) links = g_menu_model_iterate_item_links (menu, i);

      if (g_menu_model_get_item_attribute (menu, i, G_MENU_ATTRIBUTE_ACTION, "s",
                                           &action))
        g_string_append_printf (actions, "%s\n", action);
      while (g_menu_link_iter_next (links))
        {
          g_autoptr (GMenuModel) link = g_menu_link_iter_get_value (links);

          list_actions (link, actions);
        }
    }
}

/* How many menus below @widget export figures; each must offer their width. */
static guint
count_figure_menus (GtkWidget *widget)
{
  g_autoptr (GString) actions = g_string_new (NULL);
  GMenuModel *menu = GTK_IS_MENU_BUTTON (widget)
                         ? gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (widget))
                         : NULL;
  guint n = 0;

  if (menu != NULL)
    list_actions (menu, actions);
  if (strstr (actions->str, "export-figure") != NULL)
    {
      g_assert_nonnull (strstr (actions->str, "win.figure-width"));
      n++;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    n += count_figure_menus (child);
  return n;
}

static void
test_width_menus (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpuint (count_figure_menus (GTK_WIDGET (fixture->window)), ==, 6);
}

typedef struct
{
  char *text;
  gboolean read;
} Reading;

static void
on_copied (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;
  GOutputStream *memory = G_OUTPUT_STREAM (source);
  g_autoptr (GError) error = NULL;

  g_output_stream_splice_finish (memory, result, &error);
  g_assert_no_error (error);
  g_output_stream_write (memory, "", 1, NULL, NULL);
  g_output_stream_close (memory, NULL, NULL);
  reading->text = g_memory_output_stream_steal_data (G_MEMORY_OUTPUT_STREAM (memory));
  reading->read = TRUE;
}

/* Without blocking: the bytes come from this program, a part at a time. */
static void
on_stream (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GInputStream) stream
      = gdk_clipboard_read_finish (GDK_CLIPBOARD (source), result, NULL, &error);
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();

  g_assert_no_error (error);
  g_output_stream_splice_async (memory, stream, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE,
                                G_PRIORITY_DEFAULT, NULL, on_copied, user_data);
}

static void
on_text (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Reading *reading = user_data;

  reading->text = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
  reading->read = TRUE;
}

static gboolean
was_read (gpointer data)
{
  return ((Reading *) data)->read;
}

/* A drawing program takes lines and letters, not pixels. */
static void
test_copy_svg (Fixture *fixture, gconstpointer data)
{
  const char *types[] = { "image/svg+xml", NULL };
  LkEvidence *evidence = lk_session_get_evidence (fixture->session);
  g_autofree char *name = g_strdup_printf (
      ">%s</text>",
      window_fixture_get_class_name (fixture->session,
                                     lk_evidence_get_decision (evidence)->prediction));
  Reading reading = { 0 };

  activate (fixture, "win.copy-figure", NULL);
  test_wait (has_message, fixture);
  gdk_clipboard_read_async (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)),
                            types, G_PRIORITY_DEFAULT, NULL, on_stream, &reading);
  test_wait (was_read, &reading);
  g_assert_nonnull (strstr (reading.text, "<svg"));
  g_assert_nonnull (strstr (reading.text, name));
  g_free (reading.text);
}

/* What was decided, by how much, by which weights, and every class with its numbers. */
static void
test_copy_explanation (Fixture *fixture, gconstpointer data)
{
  LkEvidence *evidence = lk_session_get_evidence (fixture->session);
  g_autofree char *decision = lk_evidence_describe_decision (evidence);
  g_autofree char *weights = lk_evidence_describe_weights (evidence);
  Reading reading = { 0 };

  lk_session_set_view (fixture->session, "pixel");
  window_fixture_settle (fixture->window);
  gtk_widget_activate_action (
      window_fixture_find_id (GTK_WIDGET (fixture->window), "pixel_view"),
      "win.copy-explanation", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (fixture->window)),
                                 NULL, on_text, &reading);
  test_wait (was_read, &reading);
  g_assert_nonnull (strstr (reading.text, decision));
  g_assert_nonnull (strstr (reading.text, weights));
  g_assert_nonnull (strstr (reading.text, "\tInsect\t"));
  g_free (reading.text);
}

static GtkFileChooser *
find_dialog (void)
{
  return window_fixture_find_toplevel (GTK_TYPE_FILE_CHOOSER);
}

static gboolean
has_dialog (gpointer data)
{
  return find_dialog () != NULL;
}

/* Saves under @name in the dialog that comes; gives what was written. */
static char *
save_as (Fixture *fixture, const char *name, const char *written)
{
  g_autofree char *typed = g_build_filename (fixture->folder, name, NULL);
  g_autofree char *path = g_build_filename (fixture->folder, written, NULL);
  g_autofree char *expected = g_strdup_printf ("“%s” was written", written);
  g_autoptr (GError) error = NULL;
  GtkFileChooser *dialog;
  char *text;

  test_wait (has_dialog, fixture);
  dialog = find_dialog ();
  window_fixture_settle (fixture->window);
  gtk_file_chooser_set_current_name (dialog, typed);
  window_fixture_settle (fixture->window);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  test_wait (has_message, fixture);
  g_assert_cmpstr (fixture->message, ==, expected);
  g_clear_pointer (&fixture->message, g_free);
  g_file_get_contents (path, &text, NULL, &error);
  g_assert_no_error (error);
  return text;
}

static void
test_save_figures (Fixture *fixture, gconstpointer data)
{
  g_autofree char *map = NULL;
  g_autofree char *breakdown = NULL;

  activate (fixture, "win.export-figure-of", "flip-map");
  map = save_as (fixture, "map", "map.svg");
  g_assert_nonnull (strstr (map, "Which class wins this query"));
  g_assert_nonnull (strstr (map, "How many labelled queries come out right"));
  activate (fixture, "win.export-figure-of", "breakdown");
  breakdown = save_as (fixture, "Parts.PDF", "Parts.PDF");
  g_assert_true (g_str_has_prefix (breakdown, "%PDF"));
}

static void
test_save_comparison (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page = window_fixture_find_id (GTK_WIDGET (fixture->window), "compare_page");
  g_autofree char *svg = NULL;
  g_autofree char *csv = NULL;
  g_autofree char *json = NULL;

  lk_session_set_view (fixture->session, "compare");
  test_wait (is_compared, fixture);
  activate (fixture, "win.export-figure", NULL);
  svg = save_as (fixture, "c.svg", "c.svg");
  g_assert_nonnull (strstr (svg, "B − A"));
  gtk_widget_activate_action (page, "compare.export-numbers", NULL);
  csv = save_as (fixture, "c", "c.csv");
  g_assert_true (g_str_has_prefix (csv, "File,Label,A says,B says,Class,Part: A"));
  gtk_widget_activate_action (page, "compare.export-numbers", NULL);
  json = save_as (fixture, "c.json", "c.json");
  g_assert_nonnull (strstr (json, "\"b\""));
}

/* With nothing scored there is nothing to take. */
static void
test_nothing (Fixture *fixture, gconstpointer data)
{
  activate (fixture, "win.new", NULL);
  window_fixture_settle (fixture->window);
  g_clear_pointer (&fixture->message, g_free);
  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.copy-figure-of", "s",
                              "flip-map");
  g_assert_null (fixture->message);
  lk_session_set_view (fixture->session, "episodes");
  activate (fixture, "win.copy-figure", NULL);
  test_wait (has_message, fixture);
  g_assert_cmpstr (fixture->message, !=, "The figure was copied");
}

static gboolean
is_asked_or_saved (gpointer data)
{
  return find_question () != NULL || lk_session_get_path (data) != NULL;
}

/* The ending that is put to a name may make it that of a file that is there. */
static void
test_save_over (Fixture *fixture, gconstpointer data)
{
  g_autofree char *typed = g_build_filename (fixture->folder, "holiday", NULL);
  g_autofree char *path = g_strconcat (typed, ".likeness", NULL);
  g_autofree char *text = NULL;
  GtkFileChooser *dialog;

  g_assert_true (g_file_set_contents (path, "another session", -1, NULL));
  activate (fixture, "win.save-as", NULL);
  test_wait (has_dialog, fixture);
  dialog = find_dialog ();
  window_fixture_settle (fixture->window);
  gtk_file_chooser_set_current_name (dialog, typed);
  window_fixture_settle (fixture->window);
  gtk_dialog_response (GTK_DIALOG (dialog), GTK_RESPONSE_ACCEPT);
  test_wait (is_asked_or_saved, fixture->session);
  g_assert_nonnull (find_question ());
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "another session");
  adw_message_dialog_response (find_question (), "overwrite");
  window_fixture_settle (fixture->window);
  g_assert_cmpstr (lk_session_get_path (fixture->session), ==, path);
}

/* The same of tables: not answered, nothing is written; a name of its own is not asked
 * about. */
static void
test_export_over (Fixture *fixture, gconstpointer data)
{
  g_autofree char *typed = g_build_filename (fixture->folder, "scores", NULL);
  g_autofree char *path = g_strconcat (typed, ".csv", NULL);
  g_autofree char *text = NULL;

  g_assert_true (g_file_set_contents (path, "other scores", -1, NULL));
  activate (fixture, "win.export-scores", NULL);
  test_wait (has_dialog, fixture);
  window_fixture_settle (fixture->window);
  gtk_file_chooser_set_current_name (find_dialog (), typed);
  window_fixture_settle (fixture->window);
  gtk_dialog_response (GTK_DIALOG (find_dialog ()), GTK_RESPONSE_ACCEPT);
  test_wait (is_asked, NULL);
  adw_message_dialog_response (find_question (), "cancel");
  window_fixture_settle (fixture->window);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, "other scores");
}

/* Only files that end as what is saved does, unless all are asked for. */
static void
check_filter (Fixture *fixture, const char *action, const char *const *endings)
{
  GtkFileChooser *chooser;
  g_autoptr (GtkFileFilter) filter = NULL;
  g_autoptr (GListModel) filters = NULL;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), action, NULL);
  window_fixture_settle (fixture->window);
  chooser = find_dialog ();
  g_assert_nonnull (chooser);
  filters = gtk_file_chooser_get_filters (chooser);
  g_assert_cmpuint (g_list_model_get_n_items (filters), ==, 2);
  filter = g_list_model_get_item (filters, 0);
  for (guint i = 0; endings[i] != NULL; i++)
    g_assert_nonnull (strstr (gtk_file_filter_get_name (filter), endings[i]));
  gtk_dialog_response (GTK_DIALOG (chooser), GTK_RESPONSE_CANCEL);
  window_fixture_settle (fixture->window);
}

static void
test_save_filters (Fixture *fixture, gconstpointer data)
{
  check_filter (fixture, "win.save-as", (const char *[]){ "*.likeness", NULL });
  check_filter (fixture, "win.export-figure",
                (const char *[]){ "*.svg", "*.pdf", "*.png", NULL });
  check_filter (fixture, "win.export-scores",
                (const char *[]){ "*.csv", "*.json", NULL });
  check_filter (fixture, "win.export-report", (const char *[]){ "*.pdf", NULL });
}

#define ADD(name, test)                                                                  \
  g_test_add ("/app/exports/" name, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_log_set_writer_func (write_log, NULL, NULL);
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("copy-figures", test_copy_figures);
  ADD ("copy-pages", test_copy_pages);
  ADD ("widths", test_widths);
  ADD ("width-menus", test_width_menus);
  ADD ("copy-svg", test_copy_svg);
  ADD ("copy-explanation", test_copy_explanation);
  ADD ("save-figures", test_save_figures);
  ADD ("save-comparison", test_save_comparison);
  ADD ("save-over", test_save_over);
  ADD ("export-over", test_export_over);
  ADD ("save-filters", test_save_filters);
  ADD ("nothing", test_nothing);
  return g_test_run ();
}
