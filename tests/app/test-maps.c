/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "config.h"

#include <adwaita.h>

#include "lk-file.h"
#include "lk-maps-file.h"
#include "lk-safetensors.h"
#include "window-fixture.h"

/* A session whose maps come from a file, in the window: there is no model anywhere. */
typedef struct
{
  LkWindow *window;
  LkSession *session;
  char *folder;
  char *maps;
} Fixture;

static void
add_map (GHashTable *maps, LkPicture *picture, LkTensor *map)
{
  g_hash_table_insert (maps, g_strdup (lk_picture_get_sha256 (picture)),
                       lk_tensor_ref (map));
}

/* Those of the example, as the built-in model makes them. */
static void
write_maps (LkScoring *scoring, const char *path)
{
  g_autoptr (GHashTable) maps = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                                       (GDestroyNotify) lk_tensor_unref);
  g_autoptr (GHashTable) metadata = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GBytes) bytes = NULL;
  LkEpisodeState *episode = lk_scoring_get_episode (scoring);
  GPtrArray *queries = lk_episode_state_get_queries (episode);

  for (guint i = 0; i < lk_episode_state_get_n_classes (episode); i++)
    {
      GPtrArray *shots = lk_episode_state_get_shots (episode, i);

      for (guint j = 0; j < shots->len; j++)
        add_map (maps, shots->pdata[j],
                 lk_support_get_map (lk_scoring_get_support (scoring), i, j));
    }
  for (guint i = 0; i < queries->len; i++)
    add_map (maps, lk_query_get_picture (queries->pdata[i]),
             lk_explanation_get_query (lk_scoring_get_explanation (scoring, i)));
  g_hash_table_insert (metadata, (char *) LK_MAPS_FORMAT_KEY, (char *) LK_MAPS_FORMAT);
  bytes = lk_safetensors_write (maps, metadata, NULL);
  g_assert_true (lk_file_write (path, g_bytes_get_data (bytes, NULL),
                                g_bytes_get_size (bytes), NULL));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->window = window_fixture_new_with_example ();
  fixture->session = lk_window_get_session (fixture->window);
  fixture->folder = g_dir_make_tmp ("likeness-maps-XXXXXX", &error);
  g_assert_no_error (error);
  fixture->maps = g_build_filename (fixture->folder, "example.safetensors", NULL);
  write_maps (lk_session_get_scoring (fixture->session), fixture->maps);
  lk_session_set_model (fixture->session, fixture->maps, NULL);
  window_fixture_settle (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  window_fixture_free (fixture->window);
  window_fixture_remove_folder (fixture->folder);
  g_free (fixture->folder);
  g_free (fixture->maps);
}

static void
draw (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  GskRenderNode *node;

  gdk_paintable_snapshot (paintable, snapshot, gtk_widget_get_width (widget),
                          gtk_widget_get_height (widget));
  node = gtk_snapshot_free_to_node (snapshot);
  g_assert_nonnull (node);
  gsk_render_node_unref (node);
}

/* All views draw, and tell the same as with the model. */
static void
test_views (Fixture *fixture, gconstpointer data)
{
  static const char *const views[]
      = { "decision", "pixel", "part", "distribution", "episodes", "compare" };

  g_assert_nonnull (lk_session_get_scoring (fixture->session));
  g_assert_null (lk_session_get_model (fixture->session));
  g_assert_true (LK_IS_MAPS_FILE (
      lk_scoring_get_source (lk_session_get_scoring (fixture->session))));
  for (guint i = 0; i < G_N_ELEMENTS (views); i++)
    {
      lk_session_set_view (fixture->session, views[i]);
      window_fixture_settle (fixture->window);
      draw (GTK_WIDGET (fixture->window));
    }
}

/* Painting and hovering, undo to the model and back. */
static void
test_work (Fixture *fixture, gconstpointer data)
{
  LkEvidence *evidence = lk_session_get_evidence (fixture->session);
  guint n = lk_evidence_get_n_cells (evidence);
  g_autofree gboolean *kept = g_new (gboolean, n);

  lk_session_set_view (fixture->session, "pixel");
  lk_session_hover_cell (fixture->session, 20);
  for (guint i = 0; i < n; i++)
    kept[i] = i > 30;
  lk_session_set_mask (fixture->session, kept, n);
  window_fixture_settle (fixture->window);
  draw (GTK_WIDGET (fixture->window));
  lk_session_undo (fixture->session);
  lk_session_undo (fixture->session);
  window_fixture_settle (fixture->window);
  g_assert_nonnull (lk_session_get_model (fixture->session));
  lk_session_redo (fixture->session);
  window_fixture_settle (fixture->window);
  g_assert_null (lk_session_get_model (fixture->session));
  g_assert_nonnull (lk_session_get_scoring (fixture->session));
}

#define ADD(name, function)                                                              \
  g_test_add ("/app/maps/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("views", test_views);
  ADD ("work", test_work);
  return g_test_run ();
}
