/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "lk-checkpoint-facts.h"
#include "lk-metric-chooser.h"
#include "lk-network-page.h"
#include "window-fixture.h"

/* What the window tells of a network, and the checkpoints it remembers. */

typedef struct
{
  char *folder;
  char *checkpoint; /* a copy of the built-in one */
  LkWindow *window;
  LkSession *session;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  g_autofree char *bytes = NULL;
  gsize size;

  self->window = window_fixture_new_with_example ();
  self->session = lk_window_get_session (self->window);
  self->folder = g_dir_make_tmp ("likeness-page-XXXXXX", NULL);
  self->checkpoint = g_build_filename (self->folder, "my_best_net.safetensors", NULL);
  g_assert_true (g_file_get_contents (
      lk_model_get_path (lk_session_get_model (self->session)), &bytes, &size, NULL));
  g_assert_true (g_file_set_contents (self->checkpoint, bytes, (gssize) size, NULL));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  window_fixture_free (self->window);
  window_fixture_remove_folder (self->folder);
  g_free (self->folder);
  g_free (self->checkpoint);
}

static LkNetworkPage *
find_page (void)
{
  return window_fixture_find_toplevel (LK_TYPE_NETWORK_PAGE);
}

static gboolean
is_read (gpointer data)
{
  LkNetworkPage *page = find_page ();

  return page != NULL
         && (lk_network_page_get_facts (page)->len > 0
             || lk_network_page_get_problem (page) != NULL);
}

static LkNetworkPage *
open_page (Fixture *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self->window), "win.about-network", NULL);
  test_wait (is_read, NULL);
  return find_page ();
}

/* (nullable) */
static const char *
find_fact (LkNetworkPage *page, const char *title)
{
  GPtrArray *facts = lk_network_page_get_facts (page);

  for (guint i = 0; i + 1 < facts->len; i += 2)
    if (g_str_equal (facts->pdata[i], title))
      return facts->pdata[i + 1];
  return NULL;
}

/* All that "inspect" prints of it, and no more. */
static void
test_facts (Fixture *self, gconstpointer data)
{
  LkNetworkPage *page = open_page (self);
  g_autoptr (GError) error = NULL;
  g_autoptr (LkCheckpointFacts) facts
      = lk_checkpoint_facts_new (LK_MODEL_DEFAULT, NULL, &error);
  g_autoptr (GPtrArray) rows = NULL;

  g_assert_no_error (error);
  rows = lk_checkpoint_facts_list (facts);
  g_assert_cmpuint (lk_network_page_get_facts (page)->len, ==, rows->len);
  for (guint i = 0; i < rows->len; i++)
    g_assert_cmpstr (lk_network_page_get_facts (page)->pdata[i], ==, rows->pdata[i]);
  g_assert_cmpstr (find_fact (page, "Pools"), ==, "1100 (a digit a stage)");
  g_assert_cmpstr (find_fact (page, "Map"), ==, "64 × 21 × 21 from pictures of 84 × 84");
  g_assert_null (lk_network_page_get_problem (page));
  gtk_window_destroy (GTK_WINDOW (page));
}

static gboolean
is_open (gpointer session)
{
  return lk_session_get_model (session) != NULL && !lk_session_get_busy (session);
}

/* What the person says of it holds on the page as well. */
static void
test_choices (Fixture *self, gconstpointer data)
{
  LkNetworkPage *page;

  g_assert_true (lk_session_set_network (self->session, "slope=0.125"));
  test_wait (is_open, self->session);
  page = open_page (self);
  g_assert_cmpstr (find_fact (page, "Activation"), ==, "LeakyReLU, slope 0.125");
  gtk_window_destroy (GTK_WINDOW (page));
}

/* A file that is no network: why, and still what it holds. */
static void
test_problem (Fixture *self, gconstpointer data)
{
  static const char header[]
      = "{\"odd.weight\":{\"dtype\":\"F32\",\"shape\":[1],\"data_offsets\":[0,4]}}";
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  g_autofree char *path = g_build_filename (self->folder, "odd.safetensors", NULL);
  guint64 size = GUINT64_TO_LE (strlen (header));
  LkNetworkPage *page;

  g_byte_array_append (bytes, (const guint8 *) &size, sizeof size);
  g_byte_array_append (bytes, (const guint8 *) header, (guint) strlen (header));
  g_byte_array_append (bytes, (const guint8 *) "\0\0\0\0", 4);
  g_assert_true (
      g_file_set_contents (path, (const char *) bytes->data, bytes->len, NULL));
  lk_session_set_model (self->session, path, NULL);
  window_fixture_settle (self->window);
  page = open_page (self);
  g_assert_nonnull (lk_network_page_get_problem (page));
  g_assert_cmpstr (find_fact (page, "Layout"), ==, lk_network_page_get_problem (page));
  g_assert_nonnull (find_fact (page, "SHA-256"));
  gtk_window_destroy (GTK_WINDOW (page));
}

/* (transfer full) (nullable): the label of the item of @menu whose target is @path */
static char *
find_item (GMenuModel *menu, const char *path)
{
  char *label = NULL;

  for (int i = 0; i < g_menu_model_get_n_items (menu) && label == NULL; i++)
    {
      g_autoptr (GMenuModel) section
          = g_menu_model_get_item_link (menu, i, G_MENU_LINK_SECTION);
      g_autofree char *target = NULL;

      if (section != NULL)
        label = find_item (section, path);
      else if (g_menu_model_get_item_attribute (menu, i, "target", "s", &target)
               && g_str_equal (target, path))
        g_menu_model_get_item_attribute (menu, i, "label", "s", &label);
    }
  return label;
}

static GMenuModel *
get_menu (GtkWidget *root)
{
  GtkWidget *button = window_fixture_find_id (root, "model");

  g_assert_true (GTK_IS_MENU_BUTTON (button));
  return gtk_menu_button_get_menu_model (GTK_MENU_BUTTON (button));
}

static gboolean
is_remembered (gpointer data)
{
  Fixture *self = data;
  g_autofree char *label
      = find_item (get_menu (GTK_WIDGET (self->window)), self->checkpoint);

  return label != NULL;
}

/* A checkpoint that was opened is in the menu, under its whole name, here and for B; the
 * built-in one stands once. */
static void
test_recent (Fixture *self, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (self->window);
  GtkWidget *chooser = window_fixture_find (window, LK_TYPE_METRIC_CHOOSER, 0);
  g_autofree char *label = NULL;
  g_autofree char *label_b = NULL;
  g_autoptr (LkSettings) settings = NULL;

  lk_session_set_model (self->session, self->checkpoint, NULL);
  test_wait (is_open, self->session);
  test_wait (is_remembered, self);
  label = find_item (get_menu (window), self->checkpoint);
  g_assert_cmpstr (label, ==, "my__best__net.safetensors");
  gtk_widget_activate_action (window, "win.model", "s", LK_MODEL_DEFAULT);
  test_wait (is_open, self->session);
  g_assert_cmpstr (lk_session_get_model_name (self->session), ==, LK_MODEL_DEFAULT);

  label_b = find_item (get_menu (chooser), self->checkpoint);
  g_assert_cmpstr (label_b, ==, label);
  lk_session_set_view (self->session, "compare");
  window_fixture_settle (self->window);
  gtk_widget_activate_action (chooser, "comparison.model", "s", self->checkpoint);
  settings = lk_metric_chooser_get_settings (LK_METRIC_CHOOSER (chooser));
  g_assert_cmpstr (lk_settings_get_model (settings), ==, self->checkpoint);
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/network-page/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("facts", test_facts);
  ADD ("choices", test_choices);
  ADD ("problem", test_problem);
  ADD ("recent", test_recent);
  return g_test_run ();
}
